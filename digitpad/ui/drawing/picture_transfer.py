"""Puts pictures from files, the clipboard and the test data on the canvas; copies drawings.

A dropped or copied file is judged by its name alone; it is read only later.
"""

from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QMimeData, QObject, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QImageReader, QPainter

from digitpad.core import files, ink
from digitpad.session.drawing import Picture
from digitpad.session.runs_file import is_file_of_runs
from digitpad.ui.drawing.painting import as_drawn
from digitpad.ui.files.network_files import is_network, local_file
from digitpad.ui.frame.shared import Shared

PictureSource = Path | QImage

# Only pixels: SVG and others can refer to further files, or draw without end.
FORMATS = {"png", "jpeg", "jpg", "bmp", "gif", "webp", "tiff", "tif"}
LARGEST_SIDE = 1000  # pixels; a larger picture is scaled down to this
MOST_BYTES = 200_000_000  # of a file
MOST_MEGABYTES = 256  # of memory for a picture, at four bytes per pixel


class PictureTransfer(QObject):
    """Puts pasted, dropped and opened pictures and test digits on the canvas; copies drawings.

    Pictures are decoded and inked on the thread for files.
    """

    def __init__(self, shared: Shared, rng: np.random.Generator, parent: QObject) -> None:
        """rng: picks among the test digits."""
        super().__init__(parent)
        self._background, self._measurer, self._rng = shared.files, shared.measurer, rng
        session = shared.session
        self._board, self._fail, self._tell = session.board, session.failed.emit, session.tell

    def take(self, source: PictureSource) -> None:
        """Put a picture, or a file's picture, on the canvas."""
        refuse = partial(self._fail, "The picture cannot be used")
        put = self._board.put_picture
        self._background.run(lambda: picture_from(source), put, OSError, refuse)

    def paste(self) -> None:
        """Put the picture in the clipboard on the canvas."""
        source = source_in(QGuiApplication.clipboard().mimeData())
        if source is None:
            self._tell("Nothing to paste: there is no picture in the clipboard")
        else:
            self.take(source)

    def show_test_digit(self) -> None:
        """Put a random digit of the test data on the canvas."""
        # Imported when needed, so that the window appears sooner.
        from digitpad.session.questions import random_test_digit

        refuse = partial(self._fail, "There is no test digit")
        self._measurer.ask(partial(random_test_digit, rng=self._rng), self._put, refuse)

    def _put(self, picture: Picture, _is_whole: bool) -> None:
        self._board.put_picture(picture)

    def copy(self) -> None:
        """Copy the drawing to the clipboard, as an image."""
        QGuiApplication.clipboard().setImage(as_drawn(self._board.drawing))


def source_in(data: QMimeData | None) -> PictureSource | None:
    """The picture that was dropped or copied; None unless there is exactly one.

    A file counts as a picture unless it has the name of a network or a file of runs.
    """
    if data is None:  # the clipboard is empty
        return None
    file = local_file(data)
    if file is not None:
        return None if is_network(file) or is_file_of_runs(file) or file.is_dir() else file
    if data.hasImage() and not any(url.isLocalFile() for url in data.urls()):
        image = QImage(data.imageData())
        return None if image.isNull() else image
    return None


def picture_from(source: PictureSource) -> Picture:
    """Read an image or an image file; a large photo takes seconds. Raises OSError."""
    name = source.name if isinstance(source, Path) else "The picture"
    pixels = gray(_read_file(source) if isinstance(source, Path) else source)
    image = ink.from_image(pixels)
    if not image.any():
        raise OSError(f"{name} has no ink that stands out from the paper.")
    is_side_by_side = len(ink.figures(ink.patches(pixels))) > 1
    shown, edge_ink = _ink_of(pixels), ink.edge_ink(pixels)
    return Picture(image, shown, is_side_by_side=is_side_by_side, edge_ink=edge_ink)


def _read_file(path: Path) -> QImage:
    """Read an image file, whose format is told by its content, not by its name."""
    buffer = QBuffer()
    buffer.setData(files.read(path, MOST_BYTES))
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    if bytes(QImageReader.imageFormat(buffer).data()).decode("ascii", "replace") not in FORMATS:
        raise OSError(f"{path.name} is not a picture, or of a kind that digitpad cannot read.")
    QImageReader.setAllocationLimit(MOST_MEGABYTES)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)  # turned as the camera was held
    size = reader.size()
    # Qt has the same limit, four bytes per pixel at least, but a vague message.
    depth = max(32, QImage.toPixelFormat(reader.imageFormat()).bitsPerPixel())
    if size.width() * size.height() * depth // 8 > MOST_MEGABYTES * 2**20:
        pixels = f"{size.width():,} × {size.height():,} pixels"
        raise OSError(f"{path.name} is too large: {pixels} take more than {MOST_MEGABYTES} MB.")
    image, reason = reader.read(), reader.errorString().rstrip(".")
    del reader  # before the buffer, which the reader of TIFF uses
    if image.isNull():
        raise OSError(f"{path.name} cannot be read: {reason}.")
    return image


def gray(image: QImage) -> NDArray[np.uint8]:
    """An image as uint8 (height, width), no larger than LARGEST_SIDE."""
    if max(image.width(), image.height()) > LARGEST_SIDE:
        largest = QSize(LARGEST_SIDE, LARGEST_SIDE)
        size = image.size().scaled(largest, Qt.AspectRatioMode.KeepAspectRatio)
        smooth = Qt.TransformationMode.SmoothTransformation
        image = image.scaled(
            size.expandedTo(QSize(1, 1)), Qt.AspectRatioMode.IgnoreAspectRatio, smooth
        )
    if image.hasAlphaChannel():
        paper = QImage(image.size(), QImage.Format.Format_RGB32)
        paper.fill(Qt.GlobalColor.white)
        image.setDevicePixelRatio(1)  # paints it in full size
        with QPainter(paper) as painter:
            painter.drawImage(0, 0, image)
        image = paper
    image = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width()].copy()  # without padding, in memory of its own


def _ink_of(gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The ink to show, 0 for paper: the pixels darker, or brighter, than the border."""
    border = np.concatenate([gray[0], gray[-1], gray[:, 0], gray[:, -1]])
    paper = int(np.median(border))
    difference = gray.astype(np.int16) - paper
    darker, brighter = np.maximum(-difference, 0), np.maximum(difference, 0)
    seen = darker if darker.sum() >= brighter.sum() else brighter
    return (seen * np.float32(255 / max(int(seen.max()), 1))).astype(np.uint8)
