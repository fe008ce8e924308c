"""Exports: asks for a file, and writes it on another thread than the window's."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QObject
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QWidget

from digitpad.core import files
from digitpad.session.background import Background
from digitpad.session.keeper import Keeper
from digitpad.session.preferences import Preferences
from digitpad.session.runs_file import ENDING
from digitpad.session.session import Session
from digitpad.ui.parts import dialogs

# The file types that a dialog offers, each with a function that makes the content of such a file.
# It is called on another thread, unless the file is PAINTED.
FileTypes = Mapping[str, Callable[[], bytes]]
RUNS = f"runs with all kept epochs (*{ENDING})"
PAINTED = ".png", ".svg"  # by widgets, which the window's thread alone may paint


def png_of(image: QImage) -> bytes:
    """An image as the bytes of a PNG file."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    saved = QImageWriter(buffer, b"png").write(image)
    assert saved  # writing to memory cannot fail
    return bytes(buffer.data().data())


class ExportDialog(QObject):
    """Asks for a file, beginning in the folder that was used last, and writes it."""

    def __init__(
        self, window: QWidget, session: Session, background: Background, preferences: Preferences
    ) -> None:
        super().__init__(window)
        self._window, self._session = window, session
        self._background, self._preferences = background, preferences

    def ask(
        self,
        title: str,
        file_types: FileTypes,
        name: str,
        write_runs: Callable[[Path], object] | None = None,
    ) -> None:
        """Ask for a file to write to, and write it. name: a suggestion.

        file_types: such as "Large (*.png)", with what makes their content once a file is
        chosen. The ending of the name counts for more than the type that is chosen. write_runs:
        writes a file of runs, which is offered as well.
        """
        # The type that can be opened again comes first.
        types = (*file_types,) if write_runs is None else (RUNS, *file_types)
        name = f"{Path(name).stem}{_suffix(types[0])}"
        dialog = dialogs.file_dialog(
            self._window, title, self._preferences, "exports", ";;".join(types), name
        )

        def follow(kind: str) -> None:
            dialog.setDefaultSuffix(_suffix(kind).removeprefix("."))

        def take(path: str) -> None:
            kind, ending = dialog.selectedNameFilter(), Path(path).suffix.lower()
            is_other = ending in map(_suffix, file_types)
            if write_runs is not None and (ending == ENDING or (kind == RUNS and not is_other)):
                write_runs(Path(path) if ending == ENDING else Path(path + ENDING))
                return
            if ending != _suffix(kind):
                kind = next((each for each in file_types if _suffix(each) == ending), kind)
            make = file_types[kind]
            self._write(Path(path), make() if _suffix(kind) in PAINTED else make)

        follow(types[0])
        dialog.filterSelected.connect(follow)
        dialog.fileSelected.connect(take)
        dialog.open()

    def ask_with_runs(
        self, title: str, file_types: FileTypes, name: str, keeper: Keeper, run_ids: Sequence[str]
    ) -> None:
        """The same, and offer a file of these runs. The dialog's title says how large that is."""

        def ask(size: str) -> None:
            write = partial(keeper.export_runs, run_ids)
            self.ask(f"{title}: {size}" if size else title, file_types, name, write)

        keeper.ask_size(run_ids, ask)

    def _write(self, path: Path, content: bytes | Callable[[], bytes]) -> None:
        """Write to a path, whole or not at all; the session tells which. content: or what makes it,
        on another thread."""
        self._background.run(
            lambda: files.write(path, content if isinstance(content, bytes) else content()),
            lambda _: self._session.tell(f"Exported to {path}"),
            OSError,
            partial(self._session.failed.emit, "Nothing was exported"),
        )


def _suffix(kind: str) -> str:
    """The ending of a file type: .png for "Large (*.png)"."""
    return "." + kind.rpartition("*.")[2].rstrip(")")
