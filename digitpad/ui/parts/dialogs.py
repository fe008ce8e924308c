"""Questions, messages and file dialogs. None blocks the window: they are answered later."""

import os
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QMessageBox, QWidget

from digitpad.core.network_file import ENDING
from digitpad.session.preferences import Preferences, Used
from digitpad.ui.parts.explained import make_plain

Button = QMessageBox.StandardButton
Then = Callable[[], object]  # what is done when a question is answered, or need not be asked

TYPES: dict[Used, str] = {
    "files": "digitpad networks (*.json *.json.gz);;All files (*)",
    "pictures": "pictures (*.png *.jpg *.jpeg *.bmp *.gif *.webp *.tif *.tiff);;All files (*)",
    "hands": "hands (*.json);;All files (*)",
    "data": "",
}  # of files to open; exports have their own
TO_OPEN = "networks and runs (*.json *.json.gz *.digitpad-runs);;All files (*)"


def made_box(parent: QWidget, name: str, title: str, text: str) -> QMessageBox:
    """Make a message box of plain text, not opened yet. name: its object name."""
    box = QMessageBox(parent)
    box.setObjectName(name)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setText(title)
    box.setInformativeText(text)
    make_plain(box)
    return box


def tell(parent: QWidget, title: str, text: str) -> None:
    """Say that something went wrong."""
    box = made_box(parent, "message", title, text)
    box.setIcon(QMessageBox.Icon.Warning)
    _open(box, parent)


def ask(
    parent: QWidget,
    title: str,
    text: str,
    answers: Mapping[Button | str, Callable[[], object] | None],
    escape: Button | str = Button.Cancel,
) -> None:
    """Ask a question. Each answer is a button and what it calls, None for nothing.

    Return means the first answer, Escape means `escape`.
    """
    box = made_box(parent, "question", title, text)
    box.setIcon(QMessageBox.Icon.Question)
    does: dict[QAbstractButton, Callable[[], object] | None] = {}
    for answer, do in answers.items():
        if isinstance(answer, str):
            button = box.addButton(answer, QMessageBox.ButtonRole.AcceptRole)
        else:
            button = box.addButton(answer)
        if not does:
            box.setDefaultButton(button)
        if answer == escape:
            box.setEscapeButton(button)
        does[button] = do

    def settle() -> None:
        # None if the window's X closed it: Qt then notes its escape button only afterwards.
        do = does.get(box.clickedButton() or box.escapeButton())
        if do is not None:
            do()

    box.finished.connect(settle)
    _open(box, parent)


def ask_for_path(
    parent: QWidget,
    title: str,
    use: Callable[[Path], object],
    preferences: Preferences,
    kind: Used,
    save_as: Path | None = None,
) -> None:
    """Ask for a file to open or a folder of data; with `save_as`, for a file to save to.

    kind: of file. The dialog begins in the folder of `save_as`, or else in the one last used for
    this kind.
    """
    suggested = "" if save_as is None else str(save_as)
    dialog = file_dialog(parent, title, preferences, kind, TYPES[kind], suggested)
    if save_as is not None:
        dialog.setDefaultSuffix(ENDING.removeprefix("."))
        if sys.platform == "win32":  # it would complete a name by the last part of the ending
            dialog.setNameFilter(TYPES[kind].split(";;")[1])
    elif kind == "data":
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    else:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda path: use(Path(path)))
    dialog.open()


def ask_for_paths(
    parent: QWidget,
    title: str,
    use: Callable[..., object],
    preferences: Preferences,
    kind: Used,
) -> None:
    """Ask for files to open, one or several. use: called with their paths."""
    dialog = file_dialog(parent, title, preferences, kind, TO_OPEN)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(lambda paths: preferences.use_folder(kind, paths[0]))
    dialog.filesSelected.connect(lambda paths: use(*map(Path, paths)))
    dialog.open()


def file_dialog(
    parent: QWidget,
    title: str,
    preferences: Preferences,
    kind: Used,
    types: str,
    save_as: str = "",
) -> QFileDialog:
    """Make a file dialog, not opened yet. kind: as for `ask_for_path`.

    save_as: the name or path that it suggests for a file to save to, if it asks for one. Qt then
    asks whether to replace a file.
    """
    begin = os.path.join(preferences.folder(kind), save_as)
    dialog = QFileDialog(parent, title, begin, types)
    dialog.fileSelected.connect(partial(preferences.use_folder, kind))
    dialog.setObjectName("file_dialog")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if save_as:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    return dialog


def _open(box: QMessageBox, parent: QWidget) -> None:
    """Open a box unless its window is closed: the box alone would keep the program running."""
    window = parent.window()
    was_shown = window.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
    if was_shown and window.isHidden():
        box.deleteLater()
    else:
        box.open()
