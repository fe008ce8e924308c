"""Files to give away, written beside the window's thread."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QBuffer, QObject, Signal
from PySide6.QtGui import QImage, QImageWriter

from digitpad.core.files import whole_files
from digitpad.session.threads.background import Background

# What a file dialog offers: each type of file, with what writes it to a path.
Kinds = Mapping[str, Callable[[str], object]]


def png_of(image: QImage) -> bytes:
    """An image as a PNG file holds it."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    saved = QImageWriter(buffer, b"png").write(image)
    assert saved  # into memory nothing can go wrong
    return bytes(buffer.data().data())


class FileExport(QObject):
    """Makes the content of a file and writes it, whole or not at all."""

    exported = Signal(str)
    """Carries the path."""
    failed = Signal(str, str)
    """No file was changed; carries a title and a sentence."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.background = Background(self)

    def write(self, make: Callable[[], bytes], path: str) -> None:
        """Write what `make` makes to a path; one of the signals follows."""
        self.background.run(
            lambda: whole_files.write(path, make()),
            lambda _: self.exported.emit(path),
            OSError,
            partial(self.failed.emit, "Nothing was exported"),
        )
