"""Small pictures with a line of text beneath, side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.ui.drawing.painting import tinted
from digitpad.ui.parts import signed_colors, theme
from digitpad.ui.parts.number_text import first_digits
from digitpad.ui.parts.sizes import scaled

Number = TypeVar("Number", bound=np.generic)

TEXT = 16  # pixels beneath a picture
GAP = 6
LEAST = 24  # pixels from one picture to the next
SIGN = 26  # pixels for a sign between two pictures
USUAL = 430  # pixels of width; where there is more, pictures grow with it


@dataclass(frozen=True, slots=True, eq=False)
class Captioned:
    """A picture and its caption. It is made when it is painted, in the colours of the scheme.

    cells: the numbers that it shows, (rows, columns).
    """

    image: Callable[[], QImage]
    text: str
    cells: NDArray[np.generic]


def inked(gray: NDArray[np.uint8], text: str) -> Captioned:
    """Paper 0, ink 255, a cell a number: (n,) or (rows, columns)."""
    cells = in_rows(gray)

    def image() -> QImage:
        colors = theme.current()
        return tinted(cells, colors.paper, colors.ink)

    return Captioned(image, text, cells)


def signed(values: NDArray[np.floating], text: str, most: float | None = None) -> Captioned:
    """Numbers as cells, (n,): blue below 0, red above. The caption is the text and the scale.

    most: the number of the strongest colour, which larger ones have too; None: the largest.
    """
    cells, scale = in_rows(values), largest(values) if most is None else most
    is_cut = largest(values) > scale
    ends = f" ≤−{scale:.2g} ≥{scale:.2g}" if is_cut else f", ±{scale:.2g}"
    return Captioned(lambda: signed_colors.image(cells, scale), f"{text}{ends}", cells)


def largest(values: NDArray[np.floating]) -> float:
    """The largest of some numbers, without their signs; 1 where all are 0."""
    return float(np.abs(values).max()) or 1.0


def in_rows(values: NDArray[Number]) -> NDArray[Number]:
    """The values in rows that make about a square: (784,) becomes (28, 28). The rest is 0."""
    if values.ndim == 2:
        return values
    columns = int(np.ceil(np.sqrt(values.size)))
    rows = -(-values.size // columns)
    cells = np.zeros(rows * columns, values.dtype)
    cells[: values.size] = values
    return cells.reshape(rows, columns)


def grown(side: int, width: int) -> int:
    """The side of a picture, in pixels, in room of this width."""
    return round(scaled(side) * max(1.0, width / scaled(USUAL)))


def row_side(side: int, count: int, width: int, gap: int = GAP) -> int:
    """The side of each of `count` pictures in a row of this width; usually `side` pixels."""
    return max(1, min(grown(side, width), width // count - gap))


def with_text(side: int) -> int:
    """The height of a picture with the text beneath it, in pixels."""
    return side + scaled(TEXT) + 2


def grow_with_room(widget: QWidget, count: int) -> None:
    """Let a widget that shows `count` pictures in a row be higher where there is more room."""
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    widget.setSizePolicy(policy)
    widget.setMinimumWidth(count * LEAST)


class Pictures(QWidget):
    """Shows them in a row, smaller where there is less room, larger where there is more."""

    def __init__(
        self, name: str, accessible_name: str, side: int, count: int, signs: Sequence[str] = ()
    ) -> None:
        """side: pixels of a picture, usually; count: how many there may be; signs: what stands
        between them, if anything."""
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self._side, self._count, self._signs = side, count, signs
        self._pictures: Sequence[Captioned] = ()
        self._marked: int | None = None
        grow_with_room(self, count)

    def show_pictures(self, pictures: Sequence[Captioned]) -> None:
        """Show these."""
        self._pictures = pictures
        self.setAccessibleDescription(", ".join(picture.text for picture in pictures))
        self.update()

    def explained_at(self, point: QPoint | None) -> str:
        """The number in the cell at a point, and what it belongs to."""
        side, gap = self._side_in(self.width()), self._gap
        for i, picture in enumerate(self._pictures):
            place = QRect(GAP // 2 + i * (side + gap), 0, side, side)
            if point is not None and place.contains(point):
                rows, columns = picture.cells.shape
                column = (point.x() - place.left()) * columns // side
                row = point.y() * rows // side
                value = float(picture.cells[row, column])
                ink = picture.cells.dtype == np.uint8
                number = f"ink {value / 255:.2f}" if ink else first_digits(value, 3)
                return f"{picture.text}, {column}, {row}: {number}"
        return ""

    def mark(self, cell: int | None) -> None:
        """Frame one cell in each picture, counted row by row; None for none."""
        if cell != self._marked:
            self._marked = cell
            self.update()

    @property
    def _gap(self) -> int:
        return scaled(SIGN) if self._signs else GAP

    def _side_in(self, width: int) -> int:
        return row_side(self._side, self._count, width, self._gap)

    def sizeHint(self) -> QSize:
        side = scaled(self._side)
        return QSize(self._count * (side + self._gap), with_text(side))

    def heightForWidth(self, width: int) -> int:
        return with_text(self._side_in(width))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            side, gap = self._side_in(self.width()), self._gap
            for i, picture in enumerate(self._pictures):
                place = QRect(GAP // 2 + i * (side + gap), 0, side, side)
                image = picture.image()
                paint_captioned(painter, place, image, picture.text)
                if self._marked is not None:
                    frame_cell(
                        painter, QRectF(place), (image.width(), image.height()), self._marked
                    )
                if i < len(self._signs) and i + 1 < len(self._pictures):
                    painter.setPen(theme.current().ink)
                    between = QRect(place.right(), 0, gap, side)
                    painter.drawText(between, Qt.AlignmentFlag.AlignCenter, self._signs[i])


def frame_cell(painter: QPainter, place: QRectF, size: tuple[int, int], cell: int) -> None:
    """Frame a cell of a picture. size: its columns and rows. Ink within paper shows on both."""
    row, column = divmod(cell, size[0])
    width, height = place.width() / size[0], place.height() / size[1]
    around = QRectF(place.left() + column * width, place.top() + row * height, width, height)
    colors = theme.current()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for color, beyond in ((colors.paper, 3.5), (colors.ink, 2.0)):
        painter.setPen(QPen(color, 2))
        painter.drawRect(around.adjusted(-beyond, -beyond, beyond, beyond))


def paint_captioned(
    painter: QPainter, place: QRect, image: QImage, text: str, color: QColor | None = None
) -> None:
    """Paint a picture with a line of text beneath, by default muted."""
    colors = theme.current()
    painter.drawImage(place, image)
    painter.setPen(colors.border)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place)
    painter.setPen(color or colors.muted)
    height = scaled(TEXT)
    below = QRect(place.left() - GAP // 2, place.bottom() + 2, place.width() + GAP, height)
    painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)
