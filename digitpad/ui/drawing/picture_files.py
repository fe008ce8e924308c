"""Makes pictures from files, the clipboard or the test data ready for the canvas."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from digitpad.core import ink
from digitpad.core.files import whole_files
from digitpad.session.drawing.drawing import Picture
from digitpad.ui.files import dropped_files
from digitpad.ui.parts.file_export import png_of

Source = Path | QImage


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
    from digitpad.ui.drawing.picture_decoder import UnreadablePictureError, gray, read_elsewhere

    name = source.name if isinstance(source, Path) else "The picture"
    try:
        pixels = read_elsewhere(source) if isinstance(source, Path) else gray(source)
    except UnreadablePictureError as error:
        raise PictureError(_sentence(str(error))) from error
    image = ink.from_image(pixels)
    if not image.any():
        raise PictureError(f"{name} has no ink on it that stands out from the paper.")
    is_side_by_side = ink.is_side_by_side(ink.patches(pixels))
    return Picture(image, _ink_of(pixels), is_side_by_side=is_side_by_side)


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
