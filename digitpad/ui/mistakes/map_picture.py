"""Paints the map of digits into an image, beside the window's thread: thousands of small marks."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen, QTransform

from digitpad.core.evaluation.digit_map import DigitMap
from digitpad.session.measuring.evaluating import Evaluated
from digitpad.session.measuring.measurer import Images, Question
from digitpad.session.measuring.mistake_questions import MapOfDigits, map_of
from digitpad.ui.parts.theme import Theme

Array = NDArray[np.floating]
SIDE, RING = 7.0, 5.5  # pixels: of a mark, and from its middle to the ring around a mistake
HALO = 1.5  # pixels of the line of paper around a mark, half of them beyond it
EDGE = 14  # pixels between the outermost marks and the picture's edge
MOST_RINGS = 1500  # more would hide what they are around
AT_A_TIME = 500  # marks in one piece of work

# Each digit's mark: one of pyqtgraph's symbols, and how wide and how high it is.
MARKS = (
    ("o", 0.95, 0.95),
    ("|", 1.4, 1.0),
    ("t1", 0.9, 0.9),
    ("t", 0.9, 0.9),
    ("s", 0.8, 0.8),
    ("d", 1.2, 1.0),
    ("+", 1.3, 1.3),
    ("_", 1.0, 1.4),
    ("x", 1.3, 1.3),
    ("o", 0.85, 0.85),
)


@dataclass(frozen=True, slots=True)
class Look:
    """How a map is painted. size: in pixels of the window; scale: of its screen."""

    size: QSize
    scale: float
    colors: Theme


@dataclass(frozen=True, slots=True, eq=False)
class MapPicture:
    """A painted map, in pixels of the window.

    places: (n, 2), where each digit is. middles: of each class the median of its digits' places, by
    its number. ringed: whether mistakes are.
    """

    digits: MapOfDigits
    look: Look
    image: QImage
    places: NDArray[np.float32]
    middles: dict[int, Array]
    ringed: bool

    def place(self, coordinates: Array) -> Array:
        """Where on the picture places of the map are, (n, 2)."""
        return _in_pixels(coordinates, self.digits.map, self.look.size)


def painted(
    found: Evaluated, layer: int, before: MapPicture | None, look: Look
) -> Question[MapPicture]:
    """Make the map of what was evaluated, and paint it.

    before: the picture that is shown; where it has the same map this is painted alone.
    """

    def steps(images: Images) -> Generator[MapPicture | None, None, MapPicture]:
        laid = None if before is None else before.digits
        if laid is None or (laid.found, laid.layer) != (found, layer):
            question = map_of(found, layer, None if laid is None else laid.map)
            laid = yield from question(images)  # type: ignore[misc]  # it yields nothing partial
            assert laid is not None
        return (yield from _paint(laid, look))

    return steps


def _paint(laid: MapOfDigits, look: Look) -> Generator[None, None, MapPicture]:
    places = _in_pixels(laid.map.coordinates, laid.map, look.size)
    labels = laid.found.evaluation.labels[: len(places)]
    is_wrong = ~laid.found.evaluation.is_right[: len(places)]
    ringed = bool(np.count_nonzero(is_wrong) <= MOST_RINGS)
    image = QImage(look.size * look.scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(look.scale)
    image.fill(look.colors.paper)
    digits = range(10)
    marks = [_mark(digit, look, False) for digit in digits]
    on_top = [_mark(digit, look, ringed) for digit in digits]
    half = marks[0].width() // 2
    corners = (np.rint(places * look.scale) - half) / look.scale  # on whole pixels, marks are sharp
    # Mistakes lie on top, or others would hide them.
    for rows, kinds in ((np.flatnonzero(~is_wrong), marks), (np.flatnonzero(is_wrong), on_top)):
        for start in range(0, len(rows), AT_A_TIME):
            some = rows[start : start + AT_A_TIME]
            with QPainter(image) as painter:
                for digit in digits:
                    for x, y in corners[some[labels[some] == digit]].tolist():
                        painter.drawImage(QPointF(x, y), kinds[digit])
            yield None
    middles = {
        digit: np.median(places[labels == digit], axis=0) for digit in np.unique(labels).tolist()
    }
    return MapPicture(laid, look, image, places.astype(np.float32), middles, ringed)


def _in_pixels(coordinates: Array, laid: DigitMap, size: QSize) -> Array:
    """Places of the map, (n, 2), in pixels; a step is as long along both axes."""
    low, high = laid.coordinates.min(axis=0), laid.coordinates.max(axis=0)
    whole = np.array([size.width(), size.height()])
    scale = float(((whole - 2 * EDGE) / np.maximum(high - low, 1e-9)).min())
    return np.asarray(whole / 2 + (coordinates - (low + high) / 2) * scale * (1, -1))


def _mark(digit: int, look: Look, ringed: bool) -> QImage:
    """A digit's mark on transparent ground, of an odd number of pixels."""
    side = 2 * int(np.ceil((RING + 1.5) * look.scale)) + 1
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(look.scale)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(side / 2 / look.scale, side / 2 / look.scale)
        shape = shape_of(digit, SIDE)
        painter.strokePath(shape, QPen(look.colors.paper, HALO))  # or many would be one blot
        painter.fillPath(shape, look.colors.digits[digit])
        if ringed:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colors.misread_mark, 1.4))
            painter.drawEllipse(QPointF(0, 0), RING, RING)
    return image


def shape_of(digit: int, size: float) -> QPainterPath:
    """The shape of a digit's mark around the origin, about so many pixels wide."""
    name, width, height = MARKS[digit]
    shape: QPainterPath = QTransform.fromScale(size * width, size * height).map(Symbols[name])
    if digit == 0:
        shape.addEllipse(QPointF(0, 0), 0.2 * size, 0.2 * size)  # a hole
    return shape
