"""Decodes picture files from anywhere, in a process that can be ended.

A hostile picture file can ask for endless work or all memory, and a thread that obeys cannot be
stopped. So a process decodes it, with bounds on time, pixels and memory. Only formats that hold
nothing but pixels are read; the content of a file tells its format, not its name.
"""

import contextlib
import os
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QFile, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter

from digitpad.core.text import reason_of
from digitpad.training import process

# Only pixels: SVG and others can name further files, and draw without end.
FORMATS = {"png", "jpeg", "jpg", "bmp", "gif", "webp", "tiff", "tif"}

# Pixels of the longer side; a larger picture is scaled down to this.
LARGEST_SIDE = 1000

MOST_PIXELS = 60_000_000
MOST_MEGABYTES = 256  # that Qt may take for a picture, at four bytes a pixel
MOST_MEMORY = 2**31  # bytes for the process, where the system can bound them

SECONDS_TO_START = 20.0  # on a machine that is busy
SECONDS = 2.0


class UnreadablePictureError(ValueError):
    """A picture file cannot be read; the message is a sentence."""


def read_elsewhere(path: Path) -> NDArray[np.uint8]:
    """The picture in a file, as uint8 (height, width), no larger than LARGEST_SIDE.

    Any thread may call it. It takes up to SECONDS, and the start of a process. Raises
    UnreadablePictureError.
    """
    try:
        child, connection = process.start("digitpad.ui.drawing.picture_decoder")
    except OSError as error:
        raise UnreadablePictureError(f"{path.name} cannot be read: {error}.") from error
    try:
        return _answer(connection, path)
    except (EOFError, OSError) as error:
        raise UnreadablePictureError(
            f"{path.name} cannot be read: it takes more memory than a picture should."
        ) from error
    finally:
        connection.close()
        child.kill()
        child.wait()


def _answer(connection: "Connection[Any, Any]", path: Path) -> NDArray[np.uint8]:
    connection.send(str(path))
    if not connection.poll(SECONDS_TO_START):
        raise UnreadablePictureError(
            f"{path.name} is not read: the process that reads pictures does not start; try again."
        )
    connection.recv()  # it begins to read
    if not connection.poll(SECONDS):
        raise UnreadablePictureError(f"{path.name} takes too long to read.")
    answer: NDArray[np.uint8] | str = connection.recv()
    if isinstance(answer, str):
        raise UnreadablePictureError(answer)
    return answer


def main(handle: int) -> None:
    """The process."""
    _bound_memory()
    answer(process.connect(handle))


def answer(connection: "Connection[Any, Any]") -> None:
    """Decode the file whose path comes; send back its pixels, or why there are none."""
    path = Path(connection.recv())
    connection.send("begins")
    try:
        reply: NDArray[np.uint8] | str = gray(_read_file(path))
    except UnreadablePictureError as error:
        reply = str(error)
    with contextlib.suppress(OSError):  # the window no longer waits
        connection.send(reply)


def _bound_memory() -> None:
    if sys.platform != "win32":
        import resource

        with contextlib.suppress(OSError, ValueError):
            _, hard = resource.getrlimit(resource.RLIMIT_AS)
            resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, hard))


def _read_file(path: Path) -> QImage:
    # Reading a pipe or a device might never end.
    if not path.is_file():
        is_there = path.exists()
        raise UnreadablePictureError(
            f"{path.name} is not a file." if is_there else f"{path} is not there."
        )
    QImageReader.setAllocationLimit(MOST_MEGABYTES)
    # Opened by Python: the name of a file may be bytes that Qt takes for no text.
    file = QFile()
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise UnreadablePictureError(f"{path.name} cannot be read: {reason_of(error)}.") from error
    file.open(handle, QFile.OpenModeFlag.ReadOnly, QFile.FileHandleFlag.AutoCloseHandle)
    reader = QImageReader(file)
    reader.setDecideFormatFromContent(True)
    kind = bytes(QImageReader.imageFormat(file).data()).decode("ascii", "replace").lower()
    if kind not in FORMATS:
        raise UnreadablePictureError(
            f"{path.name} is not a picture, or of a kind that cannot be read here."
        )
    reader.setAutoTransform(True)  # turned as the camera was held
    size = reader.size()
    if size.width() * size.height() > MOST_PIXELS:
        raise UnreadablePictureError(
            f"{path.name} has {size.width():,} × {size.height():,} pixels; at most "
            f"{MOST_PIXELS // 1_000_000} million can be read."
        )
    if max(size.width(), size.height()) > LARGEST_SIDE:
        reader.setScaledSize(_fitted(size))
    image = reader.read()
    if image.isNull():
        raise UnreadablePictureError(f"{path.name} cannot be read: {reader.errorString()}.")
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
