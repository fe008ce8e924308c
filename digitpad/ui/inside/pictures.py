"""Small pictures with a line of text beneath, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.ui import theme

TEXT = 16  # pixels beneath a picture
GAP = 6


@dataclass(frozen=True, slots=True, eq=False)
class Captioned:
    """A picture, and what is said of it."""

    image: QImage
    text: str


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

    def sizeHint(self) -> QSize:
        return QSize(self._count * (self._side + GAP), self._side + TEXT + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colors = theme.current()
        side = min(self._side, self.width() // self._count - GAP)
        for i, picture in enumerate(self._pictures):
            place = QRectF(i * (side + GAP), 0, side, side)
            painter.drawImage(place, picture.image)
            painter.setPen(colors.border)
            painter.drawRect(place)
            painter.setPen(colors.muted)
            below = QRectF(place.left() - GAP / 2, place.bottom() + 1, side + GAP, TEXT)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, picture.text)
