"""Small pictures: digits as ink on paper, signed numbers as blue and red cells."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen

from digitpad.core.data.dataset import Dataset
from digitpad.core.inside.explain import largest
from digitpad.core.text import MINUS
from digitpad.ui.parts import theme

SIDE = 28  # cells of a side
STRONGEST = 0.995  # the part of all weights that is paler than the strongest colour


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """A picture with one cell per number, and what stands beside it.

    cells: (28, 28). uint8 is ink, paper 0; other numbers are blue below 0 and red above, with the
    strongest colour from `most` on. caption: the text beneath, orange if `is_misread`. about: the
    sentence at the foot. corner: the wrong reading, shown in a corner. key: an identity, if one is
    needed. is_framed: whether it has an orange frame.
    """

    cells: NDArray[np.generic]
    caption: str
    most: float = 1.0
    is_misread: bool = False
    about: str = ""
    corner: str = ""
    key: str = ""
    is_framed: bool = False

    @property
    def is_ink(self) -> bool:
        """Whether it shows a digit, not signed numbers."""
        return self.cells.dtype == np.uint8

    def value_at(self, x: float, y: float) -> str:
        """The caption, and the number in a cell. x, y: position of the cell, from 0 to 1."""
        row, column = int(y * SIDE), int(x * SIDE)
        value = float(self.cells[row, column])
        number = f"ink {value / 255:.2f}" if self.is_ink else f"{value:.3g}".replace("-", MINUS)
        return f"{self.caption}, pixel {column}, {row}: {number}"


class MadeTiles(Sequence[Tile]):
    """The tiles of some rows of data, each made when it is looked at: there may be 50,000."""

    def __init__(self, make: Callable[[int], Tile], rows: Sequence[int] | NDArray[np.intp]) -> None:
        """make: makes the tile of a row."""
        self._make, self._rows = make, rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            return MadeTiles(self._make, self._rows[place])
        return self._make(int(self._rows[place]))


def inked(gray: NDArray[np.uint8], caption: str) -> Tile:
    """A tile of a digit, (784,) or (28, 28), paper 0, ink 255."""
    return Tile(gray.reshape(SIDE, SIDE), caption)


def signed(values: NDArray[np.floating], caption: str, most: float | None = None) -> Tile:
    """A tile of signed numbers, (784,) or (28, 28), whose caption ends with the scale.

    most: numbers from here on have the strongest colour; None: the largest number has it.
    """
    scale = largest(values) if most is None else most
    beyond = "+" if largest(values) > scale else ""
    of = f"±{scale:.2g}{beyond}" if values.any() else "all 0"
    return Tile(values.reshape(SIDE, SIDE), f"{caption}, {of}", scale)


def labelled(data: Dataset, rows: NDArray[np.integer]) -> list[Tile]:
    """The digits in these rows of the data, each with its label."""
    return [inked(data.images[row], str(int(data.labels[row]))) for row in rows.tolist()]


def scale_of(weights: NDArray[np.floating]) -> float:
    """The scale of a layer's pictures of weights: one in 200 of the weights is larger."""
    # A large layer has too many weights to sort them all for each snapshot.
    some = np.abs(weights.reshape(-1)[:: max(1, weights.size // 20_000)])
    rank = int(STRONGEST * (len(some) - 1))
    return float(np.partition(some, rank)[rank]) or 1.0


def painted(tile: Tile, side: int, scale: float = 1.0, marked: int | None = None) -> QImage:
    """Paint a tile in the theme's colours, `side` pixels wide and high, for a screen of this
    scale. marked: a cell to frame, counted row by row."""
    colors = theme.current()
    if tile.is_ink:
        image = tinted(tile.cells.astype(np.uint8), colors.paper, colors.ink)
    else:
        image = signed_image(tile.cells.astype(np.float64), tile.most)
    pixels = round(side * scale)
    how = Qt.TransformationMode
    is_smaller = pixels < SIDE  # then cells would be lost
    how_scaled = how.SmoothTransformation if is_smaller else how.FastTransformation
    image = image.scaled(pixels, pixels, mode=how_scaled)
    image.setDevicePixelRatio(scale)
    place = QRect(0, 0, side, side)
    with QPainter(image) as painter:
        if tile.corner:
            _paint_corner(painter, place, tile.corner)
        width, color = (4, colors.misread) if tile.is_framed else (1, colors.edge)
        painter.setPen(QPen(color, width))
        painter.drawRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5))  # on whole pixels
        if marked is not None:
            frame_cell(painter, QRectF(place), marked)
    return image


def signed_image(values: NDArray[np.floating], most: float) -> QImage:
    """A picture with one pixel per number, (rows, columns); ±most has the strongest colours."""
    colors = theme.current()
    paper, blue, red = colors.paper.rgb(), colors.below.rgb(), colors.above.rgb()
    with np.errstate(over="ignore", invalid="ignore"):  # both may be infinite
        parts = np.nan_to_num(np.clip(values / (most or 1.0), -1, 1))
    return from_pixels(_signed_shades(blue, paper, red)[np.rint(255 * parts).astype(np.intp)])


def frame_cell(painter: QPainter, place: QRectF, cell: int) -> None:
    """Frame a cell, counted row by row, in ink within paper, so that it shows on both."""
    (row, column), side = divmod(cell, SIDE), place.width() / SIDE
    around = QRectF(place.left() + column * side, place.top() + row * side, side, side)
    colors = theme.current()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for color, beyond in ((colors.paper, 3.5), (colors.ink, 2.0)):
        painter.setPen(QPen(color, 2))
        painter.drawRect(around.adjusted(-beyond, -beyond, beyond, beyond))


def _paint_corner(painter: QPainter, place: QRect, text: str) -> None:
    """Paint a text in the colour of paper on an orange lower right corner."""
    colors, side = theme.current(), 2 * place.width() // 5
    corner = QRect(place.right() - side + 1, place.bottom() - side + 1, side + 1, side + 1)
    painter.fillRect(corner, colors.misread)
    small = QFont(painter.font())
    small.setPixelSize(max(7, side - 1))
    small.setWeight(QFont.Weight.DemiBold)
    painter.setFont(small)
    painter.setPen(colors.paper)
    painter.drawText(corner, Qt.AlignmentFlag.AlignCenter, text)


# Pixels.


def grays(image: NDArray[np.floating]) -> NDArray[np.uint8]:
    """An image's pixels, from paper 0 to ink 1, as bytes from 0 to 255."""
    gray: NDArray[np.uint8] = np.rint(np.clip(image, 0, 1) * 255).astype(np.uint8)
    return gray


def tinted(gray: NDArray[np.uint8], paper: QColor, ink: QColor) -> QImage:
    """The image of gray (height, width); 0 becomes the colour of paper, 255 the one of ink."""
    # Not with a table of colours: Qt takes six times as long to paint that.
    return from_pixels(_shades(paper.rgb(), ink.rgb())[gray])


def from_pixels(pixels: NDArray[np.uint32]) -> QImage:
    """A picture of RGB32 pixels (rows, columns)."""
    rows, columns = pixels.shape
    pixels = np.ascontiguousarray(pixels)
    # Copied, since the array may be freed before the image.
    return QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()


@lru_cache(maxsize=8)  # the preview is painted at every pen movement
def _shades(paper: int, ink: int) -> NDArray[np.uint32]:
    """The 256 colours from paper to ink, each as 0xffrrggbb."""
    first, last = (np.array([color >> 16, color >> 8, color]) & 255 for color in (paper, ink))
    parts = np.arange(256)[:, None] / 255
    red, green, blue = np.rint(first + (last - first) * parts).astype(np.uint32).T
    shades: NDArray[np.uint32] = 0xFF000000 | red << 16 | green << 8 | blue
    return shades


@lru_cache(maxsize=8)
def _signed_shades(below: int, paper: int, above: int) -> NDArray[np.uint32]:
    """The colours from paper to those of -255 and 255, at these indices: -1 is the last one."""
    return np.concatenate([_shades(paper, above), _shades(paper, below)[:0:-1]])
