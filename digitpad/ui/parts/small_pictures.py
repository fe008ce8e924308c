"""Small pictures with a line of text beneath, side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.ui.drawing.painting import tinted
from digitpad.ui.parts import signed_colors, theme
from digitpad.ui.parts.sizes import scaled

TEXT = 16  # pixels beneath a picture
GAP = 6


@dataclass(frozen=True, slots=True, eq=False)
class Captioned:
    """A picture, made in the colours of the scheme when it is painted, and what is said of it."""

    image: Callable[[], QImage]
    text: str


def inked(gray: NDArray[np.uint8], text: str) -> Captioned:
    """A digit: paper 0, ink 255; (784,) or (28, 28)."""

    def image() -> QImage:
        colors = theme.current()
        return tinted(gray.reshape(28, 28), colors.paper, colors.ink)

    return Captioned(image, text)


def signed(values: NDArray[np.floating], most: float, text: str) -> Captioned:
    """A value a pixel, (784,): blue below 0, red above; most has the strongest colour."""
    return Captioned(lambda: signed_colors.image(values.reshape(28, 28), most), text)


class Pictures(QWidget):
    """Shows them in a row, smaller where there is less room."""

    def __init__(self, name: str, accessible_name: str, side: int, count: int) -> None:
        """side: pixels of a picture, at most; count: how many there may be."""
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self._side, self._count = side, count
        self._pictures: Sequence[Captioned] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(count * 24)

    def show_pictures(self, pictures: Sequence[Captioned]) -> None:
        """Show these."""
        self._pictures = pictures
        self.setAccessibleDescription(", ".join(picture.text for picture in pictures))
        self.update()

    def set_side(self, side: int) -> None:
        """Show them in another size."""
        self._side = side
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(
            self._count * (scaled(self._side) + GAP), scaled(self._side) + scaled(TEXT) + 2
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            side = min(scaled(self._side), self.width() // self._count - GAP)
            for i, picture in enumerate(self._pictures):
                place = QRect(GAP // 2 + i * (side + GAP), 0, side, side)
                paint_captioned(painter, place, picture.image(), picture.text)


def paint_captioned(painter: QPainter, place: QRect, image: QImage, text: str) -> None:
    """Paint a picture with a line of text beneath."""
    colors = theme.current()
    painter.drawImage(place, image)
    painter.setPen(colors.border)
    painter.drawRect(place)
    painter.setPen(colors.muted)
    height = scaled(TEXT)
    below = QRect(place.left() - GAP // 2, place.bottom() + 2, place.width() + GAP, height)
    painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)
