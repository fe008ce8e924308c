"""Paints drawings on the canvas and into images."""

import math
from collections.abc import Sequence
from itertools import islice

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap

from digitpad.session.drawing import DRAWN_WIDTH, Drawing, Picture, Point, Stroke, curve
from digitpad.ui.parts.small_pictures import grays, tinted

AS_DRAWN_SIDE = 960  # pixels of an exported image
AT_ONCE = 64  # points of a stroke under way that are painted for good together
SMALL = 64  # smaller pictures are enlarged without smoothing, so that their pixels show


def paint(painter: QPainter, drawing: Drawing, side: float, paper: QColor, ink: QColor) -> None:
    """Paint a drawing, `side` pixels wide and high, on paper that is painted already."""
    if drawing.picture is not None:
        _paint_picture(painter, drawing.picture, side, paper, ink)
    paint_strokes(painter, drawing.strokes, side, ink)


def paint_strokes(painter: QPainter, strokes: Sequence[Stroke], side: float, ink: QColor) -> None:
    """Paint strokes on a drawing, `side` pixels wide and high."""
    _take_pen(painter, side, ink)
    for stroke in strokes:
        if len(set(stroke)) == 1:
            painter.drawPoint(_scaled(stroke[0], side))  # a path of one point paints nothing
        else:
            painter.drawPath(_path(stroke, 0, len(stroke) - 1, side))


def _take_pen(painter: QPainter, side: float, ink: QColor) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    style, cap, join = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.setPen(QPen(ink, DRAWN_WIDTH * side, style, cap, join))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _path(stroke: Stroke, first: int, last: int, side: float) -> QPainterPath:
    """The smooth line from one point of a stroke, by its number, to another one."""
    before = max(first - 1, 0)  # a segment depends on its neighbours
    segments = islice(curve(stroke[before : last + 2]), first - before, last - before)
    path = QPainterPath(_scaled(stroke[first], side))
    for segment in segments:
        path.cubicTo(*(_scaled(point, side) for point in segment))
    return path


def _scaled(point: Point, side: float) -> QPointF:  # a painter that scales takes five times as long
    return QPointF(point[0] * side, point[1] * side)


class FinishedStrokes:
    """Caches the picture of a drawing, which would otherwise be repainted at every pen movement."""

    def __init__(self) -> None:
        self._pixmap, self._drawing = QPixmap(), Drawing()
        self._look: tuple[object, ...] = ()  # what the pixmap depends on, beside the strokes

    def picture(
        self, drawing: Drawing, side: int, scale: float, paper: QColor, ink: QColor
    ) -> QPixmap:
        """A drawing on paper, `side` pixels wide and high, for a screen of this scale.

        Strokes that were added are painted over the picture of those before.
        """
        look = side, scale, paper.rgba(), ink.rgba()
        known, picture = self._drawing.strokes, self._drawing.picture
        is_known = drawing.strokes[: len(known)] == known and drawing.picture is picture
        if look != self._look or not is_known:
            self._pixmap = QPixmap(math.ceil(side * scale), math.ceil(side * scale))
            self._pixmap.setDevicePixelRatio(scale)
            self._pixmap.fill(paper)
            with QPainter(self._pixmap) as painter:
                paint(painter, drawing, side, paper, ink)
        elif added := drawing.strokes[len(known) :]:
            with QPainter(self._pixmap) as painter:
                paint_strokes(painter, added, side, ink)
        self._look, self._drawing = look, drawing
        return self._pixmap


class GrowingStroke:
    """Paints a stroke under way: at each movement of the pen only its last points."""

    def __init__(self) -> None:
        self._pixmap, self._key = QPixmap(), 0  # a picture, and on it the stroke's beginning
        self._until: Point | None = None  # where that ends: the point of this number
        self._done = 0

    def paint(
        self, painter: QPainter, picture: QPixmap, stroke: Stroke, side: int, ink: QColor
    ) -> None:
        """Paint a picture, and on it a stroke without equal neighbours; it may be empty."""
        is_longer = self._until in stroke[self._done : self._done + 1]
        if picture.cacheKey() != self._key or not is_longer:
            self._pixmap, self._key = QPixmap(picture), picture.cacheKey()
            self._until, self._done = next(iter(stroke), None), 0
        # The way to the last point still changes with the next one.
        ready = len(stroke) - 2
        if ready - self._done >= AT_ONCE:
            with QPainter(self._pixmap) as on_picture:
                _take_pen(on_picture, side, ink)
                on_picture.drawPath(_path(stroke, self._done, ready, side))
            self._until, self._done = stroke[ready], ready
        painter.drawPixmap(0, 0, self._pixmap)
        _take_pen(painter, side, ink)
        if len(stroke) == 1:
            painter.drawPoint(_scaled(stroke[0], side))
        elif stroke:
            painter.drawPath(_path(stroke, self._done, len(stroke) - 1, side))


def _paint_picture(
    painter: QPainter, picture: Picture, side: float, paper: QColor, ink: QColor
) -> None:
    """Paint a picture in the middle, as large as fits."""
    height, width = picture.shown.shape
    size = QSize(width, height).scaled(
        QSize(round(side), round(side)), Qt.AspectRatioMode.KeepAspectRatio
    )
    place = QRectF(QPointF(0, 0), size)
    place.moveCenter(QPointF(side / 2, side / 2))
    is_small = max(width, height) < SMALL
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not is_small)
    painter.drawImage(place, tinted(picture.shown, paper, ink))


def circle(side: float, scale: float) -> QPixmap:
    """A circle, `side` pixels wide, on a transparent picture for a screen of this scale."""
    size = math.ceil(side) + 4
    picture = QPixmap(round(size * scale), round(size * scale))
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # A dark line within a bright one, so that it shows on ink and on paper.
        for color, width in ((QColor(255, 255, 255, 200), 3.5), (QColor(0, 0, 0), 1.5)):
            painter.setPen(QPen(color, width))
            painter.drawEllipse(QPointF(size / 2, size / 2), side / 2, side / 2)
    return picture


def as_drawn(drawing: Drawing) -> QImage:
    """A drawing as a person sees it, in black on white, AS_DRAWN_SIDE pixels wide and high."""
    image = QImage(AS_DRAWN_SIDE, AS_DRAWN_SIDE, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        white, black = QColor(Qt.GlobalColor.white), QColor(Qt.GlobalColor.black)
        paint(painter, drawing, AS_DRAWN_SIDE, white, black)
    return image


def as_seen(drawing: Drawing) -> QImage:
    """A drawing as the network sees it: 28x28 pixels, white on black as in MNIST."""
    black, white = QColor(Qt.GlobalColor.black), QColor(Qt.GlobalColor.white)
    return tinted(grays(drawing.image()), black, white)
