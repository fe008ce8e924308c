"""Files to give away: asks where to, and writes them beside the window's thread."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QObject
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QWidget

from digitpad.core import files
from digitpad.session.background import Background
from digitpad.session.preferences import Preferences
from digitpad.session.session import Session
from digitpad.ui.parts import dialogs

# What a file dialog offers: each type of file, with what writes it to a path.
Kinds = Mapping[str, Callable[[str], object]]


def png_of(image: QImage) -> bytes:
    """An image as a PNG file holds it."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    saved = QImageWriter(buffer, b"png").write(image)
    assert saved  # into memory nothing can go wrong
    return bytes(buffer.data().data())


class ExportDialog(QObject):
    """A file dialog that begins in the folder that was used last, and what writes the files."""

    def __init__(
        self, window: QWidget, session: Session, background: Background, preferences: Preferences
    ) -> None:
        super().__init__(window)
        self._window, self._session = window, session
        self._background, self._preferences = background, preferences

    def write(self, make: Callable[[], bytes], path: str) -> None:
        """Write what `make` makes to a path, whole or not at all; the session tells which."""
        self._background.run(
            lambda: files.write(path, make()),
            lambda _: self._session.tell(f"Exported to {path}"),
            OSError,
            partial(self._session.failed.emit, "Nothing was exported"),
        )

    def ask(self, title: str, kinds: Kinds, name: str) -> None:
        """Ask for a file to write to, suggesting `name`, and for what to write.

        kinds: what each of the dialog's file types calls with the path, such as "Large (*.png)".
        What is written is what the name ends in, whichever type is chosen.
        """
        types = ";;".join(kinds)
        dialog = dialogs.file_dialog(self._window, title, self._preferences, "exports", types)
        dialogs.let_save(dialog, name, name.rpartition(".")[2])

        def follow(kind: str) -> None:
            """Give the name the ending of this kind of file."""
            suffix = _suffix(kind)
            dialog.setDefaultSuffix(suffix)
            written = dialog.selectedFiles()
            if written and "." in Path(written[0]).name:
                dialogs.suggest(dialog, Path(written[0]).with_suffix(suffix).name)

        def take(path: str) -> None:
            ending = Path(path).suffix.lower()
            chosen = [kind for kind in kinds if _suffix(kind) == ending]
            if not chosen:
                self._refuse(Path(path).name, ending, kinds)
                return
            selected = dialog.selectedNameFilter()
            write = kinds[selected if selected in chosen else chosen[0]]
            dialogs.write_unless_refused(self._window, self._background, path, write)

        dialog.filterSelected.connect(follow)
        dialog.fileSelected.connect(take)
        dialog.open()

    def _refuse(self, name: str, ending: str, kinds: Kinds) -> None:
        endings = " or ".join(sorted({_suffix(kind) for kind in kinds}))
        dialogs.tell(
            self._window,
            "It is not exported",
            f"{name} ends in {ending or 'nothing'}; what can be written here ends in {endings}.",
        )


def _suffix(kind: str) -> str:
    """The ending of a kind of file: of "Large (*.png)" that is .png."""
    return "." + kind.rpartition("*.")[2].rstrip(")")
