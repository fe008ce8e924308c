"""Paints the map of digits into an image, beside the window's thread: thousands of small marks."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPolygonF

from digitpad.core.evaluation.digit_map import DigitMap
from digitpad.session.measuring.evaluating import Evaluated
from digitpad.session.measuring.measurer import Images, Question
from digitpad.session.measuring.mistake_questions import MapOfDigits, map_of
from digitpad.ui.drawing.painting import from_pixels
from digitpad.ui.parts.theme import Theme

SIDE, RING = 7.0, 5.5  # pixels: of a mark, and from its middle to the ring around a mistake
EDGE = 14  # pixels between the outermost marks and the picture's edge
MOST_RINGS = 1500  # more would hide what they are around
AT_A_TIME = 500  # marks in one piece of work
MARKED = 60  # of 255: a mark's pixel that has less ink is left as it was

# The corners of each digit's mark, in halves of SIDE; a circle and lines have none.
_SQUARE = ((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8))
_POLYGONS = {
    1: ((-0.25, -1), (0.25, -1), (0.25, 1), (-0.25, 1)),
    2: ((-0.9, 0.8), (0.9, 0.8), (0, -0.9)),
    3: ((-0.9, -0.8), (0.9, -0.8), (0, 0.9)),
    4: _SQUARE,
    5: ((0, -1), (1, 0), (0, 1), (-1, 0)),
    7: ((-1, -0.25), (1, -0.25), (1, 0.25), (-1, 0.25)),
}
_LINES = {
    6: (((-1, 0), (1, 0)), ((0, -1), (0, 1))),
    8: (((-0.8, -0.8), (0.8, 0.8)), ((-0.8, 0.8), (0.8, -0.8))),
}


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

    map: MapOfDigits
    look: Look
    image: QImage
    places: NDArray[np.float32]
    middles: dict[int, NDArray[np.floating]]
    ringed: bool

    def place(self, coordinates: NDArray[np.floating]) -> NDArray[np.floating]:
        """Where on the picture places of the map are, (n, 2)."""
        return _in_pixels(coordinates, self.map.map, self.look.size)


def painted(
    found: Evaluated, layer: int, before: MapPicture | None, look: Look
) -> Question[MapPicture]:
    """Make the map of what was evaluated, and paint it.

    before: the picture that is shown; where it has the same map this is painted alone.
    """

    def steps(images: Images) -> Generator[MapPicture | None, None, MapPicture]:
        laid = None if before is None else before.map
        if laid is None or (laid.found, laid.layer) != (found, layer):
            laid = yield from _whole(
                map_of(found, layer, None if laid is None else laid.map), images
            )
        return (yield from _paint(laid, look))

    return steps


def _whole(question: Question[MapOfDigits], images: Images) -> Generator[None, None, MapOfDigits]:
    answer = yield from question(images)  # type: ignore[misc]  # it yields nothing partial
    assert answer is not None
    return answer


def _paint(laid: MapOfDigits, look: Look) -> Generator[None, None, MapPicture]:
    places = _in_pixels(laid.map.coordinates, laid.map, look.size)
    width, height = (round(n * look.scale) for n in (look.size.width(), look.size.height()))
    pixels = np.full(max(1, width) * max(1, height), look.colors.paper.rgb(), np.uint32)
    labels = laid.found.evaluation.labels[: len(places)]
    is_wrong = ~laid.found.evaluation.is_right[: len(places)]
    ringed = bool(np.count_nonzero(is_wrong) <= MOST_RINGS)
    stamps = [_stamp(digit, look, False) for digit in range(10)]
    on_top = [_stamp(digit, look, True) for digit in range(10)]
    at = np.rint(places * look.scale).astype(np.intp)
    # Mistakes lie on top, or others would hide them.
    right, wrong = np.flatnonzero(~is_wrong), np.flatnonzero(is_wrong)
    for rows, kinds in ((right, stamps), (wrong, on_top if ringed else stamps)):
        for start in range(0, len(rows), AT_A_TIME):
            some = rows[start : start + AT_A_TIME]
            for digit, (offsets, colors) in enumerate(kinds):
                middles = at[some[labels[some] == digit]]
                spots = middles[:, None, :] + offsets
                spots = spots.reshape(-1, 2)
                inked = np.tile(colors, len(middles))
                inside = ((spots >= 0) & (spots < (width, height))).all(axis=1)
                x, y = spots[inside].T
                pixels[y * width + x] = inked[inside]
            yield None
    image = from_pixels(pixels.reshape(max(1, height), max(1, width)))
    image.setDevicePixelRatio(look.scale)
    middles = {
        digit: np.median(places[labels == digit], axis=0) for digit in np.unique(labels).tolist()
    }
    return MapPicture(laid, look, image, places.astype(np.float32), middles, ringed)


def _in_pixels(
    coordinates: NDArray[np.floating], laid: DigitMap, size: QSize
) -> NDArray[np.floating]:
    """Places of the map, (n, 2), in pixels; a step is as long along both axes."""
    low, high = laid.coordinates.min(axis=0), laid.coordinates.max(axis=0)
    whole = np.array([size.width(), size.height()])
    scale = float(((whole - 2 * EDGE) / np.maximum(high - low, 1e-9)).min())
    return np.asarray(whole / 2 + (coordinates - (low + high) / 2) * scale * (1, -1))


def _stamp(digit: int, look: Look, ringed: bool) -> tuple[NDArray[np.intp], NDArray[np.uint32]]:
    """The pixels of a digit's mark: (k, 2), where they are from its middle; and their colours."""
    half = int(np.ceil((RING + 1.5) * look.scale))
    side = 2 * half + 1
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(half + 0.5, half + 0.5)
        painter.scale(look.scale, look.scale)
        paint_mark(painter, digit, look.colors)
        if ringed:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colors.runner_up, 1.4))
            painter.drawEllipse(QPointF(0, 0), RING, RING)
    inked = np.frombuffer(image.constBits(), np.uint32).reshape(side, side)
    y, x = np.nonzero(inked >> 24 >= MARKED)
    over = QImage(side, side, QImage.Format.Format_RGB32)
    over.fill(look.colors.paper)
    with QPainter(over) as painter:
        painter.drawImage(0, 0, image)
    flat = np.frombuffer(over.constBits(), np.uint32).reshape(side, side)
    return np.column_stack([x - half, y - half]), flat[y, x].copy()


def paint_mark(painter: QPainter, digit: int, colors: Theme, size: float = SIDE) -> None:
    """Paint a digit's mark around the origin, so many pixels wide."""
    color, half = colors.digits[digit % len(colors.digits)], size / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    if digit in _POLYGONS:
        painter.drawPolygon(QPolygonF([QPointF(half * x, half * y) for x, y in _POLYGONS[digit]]))
    elif digit in _LINES:
        painter.setPen(QPen(color, 0.3 * size))
        for (x1, y1), (x2, y2) in _LINES[digit]:
            painter.drawLine(QPointF(half * x1, half * y1), QPointF(half * x2, half * y2))
    elif digit == 0:
        painter.setPen(QPen(color, 0.28 * size))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(0, 0), 0.75 * half, 0.75 * half)
    else:
        painter.drawEllipse(QRectF(-0.85 * half, -0.85 * half, 1.7 * half, 1.7 * half))
