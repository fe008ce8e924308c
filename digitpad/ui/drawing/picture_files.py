"""Makes pictures from files, the clipboard or the test data ready for the canvas."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QMimeData, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter

from digitpad.core import ink
from digitpad.core.files import whole_files
from digitpad.session.drawing.drawing import Picture
from digitpad.ui.files import dropped_files
from digitpad.ui.parts.file_export import png_of

Source = Path | QImage

# Only pixels: SVG and others can name further files, and draw without end.
FORMATS = {"png", "jpeg", "jpg", "bmp", "gif", "webp", "tiff", "tif"}
LARGEST_SIDE = 1000  # pixels; a larger picture is scaled down to this
MOST_BYTES = 200_000_000  # of a file
MOST_PIXELS = 60_000_000
MOST_MEGABYTES = 256  # that Qt may take for a picture, at four bytes a pixel


class PictureError(ValueError):
    """A picture cannot be read or written; the message says which and why."""


def source_in(data: QMimeData | None) -> Source | None:
    """The picture in what was dropped or copied; None if there is none, or more than one.

    A file that does not have the name of a network counts as a picture: only `picture_from` looks
    into it.
    """
    if data is None:  # the clipboard is empty
        return None
    file = dropped_files.local_file(data)
    if file is not None:
        return None if dropped_files.is_network(file) else file
    if data.hasImage() and not any(url.isLocalFile() for url in data.urls()):
        image = QImage(data.imageData())
        return None if image.isNull() else image
    return None


def picture_from(source: Source) -> Picture:
    """The picture in an image or an image file.

    A large photo takes seconds. Raises PictureError, with a sentence.
    """
    name = source.name if isinstance(source, Path) else "The picture"
    pixels = gray(_read_file(source) if isinstance(source, Path) else source)
    image = ink.from_image(pixels)
    if not image.any():
        raise PictureError(f"{name} has no ink on it that stands out from the paper.")
    is_side_by_side = ink.is_side_by_side(ink.patches(pixels))
    return Picture(image, _ink_of(pixels), is_side_by_side=is_side_by_side)


def _read_file(path: Path) -> QImage:
    """The image in a file; its content tells its format, not its name."""
    try:
        data = whole_files.read(path, MOST_BYTES)
    except whole_files.FileError as error:
        raise PictureError(str(error)) from error
    buffer = QBuffer()
    buffer.setData(data)
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    return _decoded(buffer, path.name)  # where the reader ends before the buffer: TIFF's uses it


def _decoded(buffer: QBuffer, name: str) -> QImage:
    if bytes(QImageReader.imageFormat(buffer).data()).decode("ascii", "replace") not in FORMATS:
        raise PictureError(f"{name} is not a picture, or of a kind that cannot be read here.")
    QImageReader.setAllocationLimit(MOST_MEGABYTES)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)  # turned as the camera was held
    size = reader.size()
    if size.width() * size.height() > MOST_PIXELS:
        raise PictureError(
            f"{name} has {size.width():,} × {size.height():,} pixels; at most "
            f"{MOST_PIXELS // 1_000_000} million can be read."
        )
    if max(size.width(), size.height()) > LARGEST_SIDE:
        reader.setScaledSize(_fitted(size))
    image = reader.read()
    if image.isNull():
        raise PictureError(f"{name} cannot be read: {_sentence(reader.errorString())}")
    return image


def gray(image: QImage) -> NDArray[np.uint8]:
    """An image as uint8 (height, width), no larger than LARGEST_SIDE."""
    if max(image.width(), image.height()) > LARGEST_SIDE:
        image = image.scaled(
            _fitted(image.size()),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    if image.hasAlphaChannel():
        paper = QImage(image.size(), QImage.Format.Format_RGB32)
        paper.fill(Qt.GlobalColor.white)
        image.setDevicePixelRatio(1)  # so that it is painted in full size
        with QPainter(paper) as painter:
            painter.drawImage(0, 0, image)
        image = paper
    image = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width()].copy()  # without padding, and in memory of its own


def _fitted(size: QSize) -> QSize:
    largest = QSize(LARGEST_SIDE, LARGEST_SIDE)
    return size.scaled(largest, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))


def _ink_of(gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The ink to show at each pixel, 0 for paper: what is darker, or brighter, than the border."""
    border = np.concatenate([gray[0], gray[-1], gray[:, 0], gray[:, -1]])
    paper = int(np.median(border))
    difference = gray.astype(np.int16) - paper
    darker, brighter = np.maximum(-difference, 0), np.maximum(difference, 0)
    seen = darker if darker.sum() >= brighter.sum() else brighter
    return (seen * np.float32(255 / max(int(seen.max()), 1))).astype(np.uint8)


def write_png(image: QImage, path: Path) -> None:
    """Write an image to a PNG file, which is never half old and half new.

    Raises PictureError, with a sentence.
    """
    try:
        whole_files.write(path, png_of(image))
    except whole_files.FileError as error:
        raise PictureError(str(error)) from error


def _sentence(reason: str) -> str:
    return reason.rstrip(".") + "."
