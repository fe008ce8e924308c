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
    """Shows them in as many columns as there is room for, or as are wanted."""

    def __init__(self, name: str, accessible_name: str, side: int, count: int) -> None:
        """side: pixels of a picture; count: how many there may be, for which room is kept."""
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self._side, self._count = side, count
        self._pictures: Sequence[Captioned] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumWidth(side + GAP)

    def show_pictures(self, pictures: Sequence[Captioned]) -> None:
        """Show these."""
        self._pictures = pictures
        self.setAccessibleDescription(", ".join(picture.text for picture in pictures))
        self.update()

    def _columns(self, width: int) -> int:
        return max(1, min(self._count, width // (self._side + GAP)))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = -(-self._count // self._columns(width))
        return rows * (self._side + TEXT + GAP)

    def sizeHint(self) -> QSize:
        width = self._count * (self._side + GAP)
        return QSize(width, self.heightForWidth(width))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colors = theme.current()
        columns = self._columns(self.width())
        for i, picture in enumerate(self._pictures):
            row, column = divmod(i, columns)
            place = QRectF(
                column * (self._side + GAP),
                row * (self._side + TEXT + GAP),
                self._side,
                self._side,
            )
            painter.drawImage(place, picture.image)
            painter.setPen(colors.border)
            painter.drawRect(place)
            painter.setPen(colors.muted)
            below = QRectF(place.left() - GAP / 2, place.bottom(), self._side + GAP, TEXT)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, picture.text)
