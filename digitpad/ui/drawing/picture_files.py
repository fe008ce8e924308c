"""Pictures from elsewhere, a file or the clipboard or the test data, made ready for the canvas."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, QSaveFile, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QImageWriter, QPainter

from digitpad.core import dataset, ink
from digitpad.session.drawing import Picture, TestDigit
from digitpad.ui.files import dropped_files

# The longer side of a picture that is read; a larger one is scaled down to this first.
LARGEST_SIDE = 1000

# Of a picture in a file. Qt gives a picture no more than 256 MB, at four bytes a pixel.
MOST_PIXELS = 60_000_000

Source = Path | QImage


class PictureError(ValueError):
    """A picture cannot be read or written; the message says which and why."""


def source_in(data: QMimeData | None) -> Source | None:
    """The one picture in what was dropped or copied; None where there is none, or several.

    A file is judged by its name alone: what it holds, `picture_from` finds out.
    Networks are not for the canvas.
    """
    if data is None:  # as of an empty clipboard
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
    gray = _gray(_read_file(source) if isinstance(source, Path) else source)
    image = ink.from_image(gray)
    if not image.any():
        raise PictureError(f"{name} has no ink on it that stands out from the paper.")
    return Picture(image, _ink_of(gray))


def _read_file(path: Path) -> QImage:
    # Reading a pipe or a device might never end.
    if not path.is_file():
        is_there = path.exists()
        raise PictureError(f"{path.name} is not a file." if is_there else f"{path} is not there.")
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)  # as the camera was held
    reader.setDecideFormatFromContent(True)
    if not reader.canRead():
        raise PictureError(f"{path.name} is not a picture, or of a kind that cannot be read here.")
    size = reader.size()
    if size.width() * size.height() > MOST_PIXELS:
        raise PictureError(
            f"{path.name} has {size.width():,} × {size.height():,} pixels; at most "
            f"{MOST_PIXELS // 1_000_000} million can be read."
        )
    if max(size.width(), size.height()) > LARGEST_SIDE:
        reader.setScaledSize(_fitted(size))
    image = reader.read()
    if image.isNull():
        raise PictureError(f"{path.name} cannot be read: {_sentence(reader.errorString())}")
    return image


def _gray(image: QImage) -> NDArray[np.uint8]:
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
        image.setDevicePixelRatio(1)  # or it would be painted smaller
        painter = QPainter(paper)
        painter.drawImage(0, 0, image)
        painter.end()
        image = paper
    image = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width()].copy()  # rows are padded, and the memory is the image's


def _fitted(size: QSize) -> QSize:
    largest = QSize(LARGEST_SIDE, LARGEST_SIDE)
    return size.scaled(largest, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))


def _ink_of(gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """How much ink is seen where, 0 for paper: what differs from the border, dark or bright."""
    border = np.concatenate([gray[0], gray[-1], gray[:, 0], gray[:, -1]])
    paper = int(np.median(border))
    difference = gray.astype(np.int16) - paper
    darker, brighter = np.maximum(-difference, 0), np.maximum(difference, 0)
    seen = darker if darker.sum() >= brighter.sum() else brighter
    return (seen * np.float32(255 / max(int(seen.max()), 1))).astype(np.uint8)


class TestDigits:
    """The test data, MNIST's or a folder's, read when the first of them is wanted."""

    __test__ = False  # pytest would take it for a test, by its name

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._folder: str | None = None
        self._data: dataset.Dataset | None = None

    def use(self, folder: str | None) -> None:
        """Pick from the test data of this folder from now on; None is MNIST."""
        if folder != self._folder:
            self._folder, self._data = folder, None

    def pick(self) -> Picture:
        """One of them at random, to be read as it is. The first takes about 0.1 s.

        Raises PictureError, with a sentence, where the data cannot be read.
        """
        if self._data is None:
            self._data = self._read()
        index = int(self._rng.integers(len(self._data)))
        pixels = self._data.images[index].reshape(ink.SIDE, ink.SIDE)
        test_digit = TestDigit(index, int(self._data.labels[index]))
        return Picture(dataset.pixels(pixels, np.float32), pixels, test_digit)

    def _read(self) -> dataset.Dataset:
        try:
            return dataset.load_test_data(self._folder)
        except (OSError, ValueError) as error:
            raise PictureError(_sentence(str(error))) from error


def write_png(image: QImage, path: Path) -> None:
    """Write an image to a PNG file, which is at every moment wholly the old or the new one.

    Raises PictureError, with a sentence.
    """
    file = QSaveFile(str(path))
    opened = file.open(QSaveFile.OpenModeFlag.WriteOnly)
    if not (opened and QImageWriter(file, b"png").write(image) and file.commit()):
        raise PictureError(f"{path} cannot be written: {_sentence(file.errorString())}")


def _sentence(reason: str) -> str:
    return reason.rstrip(".") + "."
