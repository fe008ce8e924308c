"""Questions, messages and file dialogs. None blocks the window: they are answered later."""

import os
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QListView, QMessageBox, QWidget

from digitpad.core.network_file import ENDING
from digitpad.core.text import shortened
from digitpad.session.background import Background
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
    settled: Callable[[], object] = lambda: None,
) -> QMessageBox:
    """Ask a question. Each answer is a button and what it calls, None for nothing.

    Return means the first answer, Escape means `escape`. `settled` is called first, whatever the
    answer is.
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
        settled()
        # None if the window's X closed it: Qt then notes its escape button only afterwards.
        do = does.get(box.clickedButton() or box.escapeButton())
        if do is not None:
            do()

    box.finished.connect(settle)
    _open(box, parent)
    return box


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
    dialog = file_dialog(parent, title, preferences, kind, TYPES[kind])
    if save_as is not None:
        if save_as.is_absolute():
            dialog.setDirectory(str(save_as.parent))
        if sys.platform == "win32":  # it would complete a name by the last part of the ending
            dialog.setNameFilter(TYPES[kind].split(";;")[1])
        let_save(dialog, save_as.name)
    elif kind == "data":
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    else:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)

    def take(path: str) -> None:
        is_whole = save_as is None or asks_itself() or Path(path).suffix
        use(Path(path if is_whole else path + ENDING))

    dialog.fileSelected.connect(take)
    dialog.open()


def write_unless_refused(
    parent: QWidget, background: Background, path: str, write: Callable[[str], object]
) -> None:
    """Call `write` with the path; if such a file exists, only if the user agrees.

    background: its thread looks for the file, since the disk may not answer.
    """
    title = f"Overwrite {shortened(os.path.basename(path))}?"
    text = "The present content of this file would be lost."

    def go_on(is_there: bool) -> None:
        if is_there and not asks_itself():
            ask(parent, title, text, {"&Overwrite": lambda: write(path), Button.Cancel: None})
        else:
            write(path)

    refuse = partial(tell, parent, "Nothing was written")
    background.run(partial(os.path.lexists, path), go_on, OSError, refuse)


def file_dialog(
    parent: QWidget, title: str, preferences: Preferences, kind: Used, types: str
) -> QFileDialog:
    """Make a file dialog, not opened yet. kind: as for `ask_for_path`."""
    dialog = QFileDialog(parent, title, preferences.folder(kind), types)
    dialog.fileSelected.connect(partial(preferences.use_folder, kind))
    dialog.setObjectName("file_dialog")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog


def asks_itself() -> bool:
    """Whether the system's own dialog asks before it lets a file be overwritten.

    macOS's does, whatever it is told (QTBUG-39791). It asks about the name as it gives it to us.
    """
    return QGuiApplication.platformName() == "cocoa"


def let_save(dialog: QFileDialog, name: str, suffix: str = "") -> None:
    """Let a dialog ask for a file to save to. suffix: of one part, added to a name that has none.

    The caller asks whether to overwrite a file: looking for it may wait for a disk.
    """
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.setDefaultSuffix(suffix)
    suggest(dialog, name)


def suggest(dialog: QFileDialog, name: str) -> None:
    """Suggest a file's name, which can be typed over."""
    dialog.selectFile(name)
    # Qt has also selected a file of that name in the list, and would prefer it to a name that is
    # set by other means than the keyboard. (Native dialogs have no such list.)
    for files in dialog.findChildren(QListView, "listView"):
        files.selectionModel().clearSelection()


def _open(box: QMessageBox, parent: QWidget) -> None:
    """Open a box unless its window is closed: the box alone would keep the program running."""
    window = parent.window()
    was_shown = window.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
    if was_shown and window.isHidden():
        box.deleteLater()
    else:
        box.open()
