"""The map itself: points at digits, shows one in small, and follows the drawing as a star."""

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from digitpad.ui.drawing.painting import tinted
from digitpad.ui.mistakes.map_picture import Look, MapPicture, paint_mark
from digitpad.ui.parts import sizes, theme
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.focus import CHOOSING_KEYS, paint_focus
from digitpad.ui.parts.sizes import scaled

NEAR = 12  # pixels from the pointer to the digit that it points at, at most
STAR, SMALL, GAP = 11, 56, 6  # pixels: of the star's points, of a digit that is shown, between
MARK = 11  # pixels of a mark in the legend
NAMES = 1.6  # size of the digits' names on the map, as a part of the usual one
WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class MapCanvas(QWidget):
    """Shows a MapPicture; `chosen` says which digit is wanted."""

    chosen = Signal(int)
    """A click on a digit, or Return; carries its row."""
    reshaped = Signal()
    """Another picture is needed: the size or the colours are others."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("digit_map")
        explain(
            self,
            "Each mark is a digit; marks are close where the layer answers alike. Point at one, "
            "or go there by the arrow keys, to see it; click it, or press Return, to put it on the "
            "canvas. The star is your drawing, and orange rings are around what is misread.",
        )
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.picture: MapPicture | None = None
        self.pointed: int | None = None
        """The row of the digit that is pointed at."""
        self.star: NDArray[np.floating] | None = None
        """Where the drawing is on the map, (2,)."""
        self._hint = ""
        self._name(None)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 160)

    # What is shown.

    def look(self) -> Look:
        """How the picture should be painted now."""
        return Look(self._frame().size(), self.devicePixelRatioF(), theme.current())

    def show_picture(self, picture: MapPicture | None, hint: str = "") -> None:
        """Show a map. Without one, or where it says nothing, a sentence in its place."""
        before, self.picture, self._hint = self.picture, picture, hint
        if picture is None or before is None or before.map.found.data is not picture.map.found.data:
            self.pointed = None
        self._name(self.pointed)
        self.update()
        # The first one: its legend takes room. Or one that was under way while the size changed.
        if picture is not None and picture.look != self.look():
            self.reshaped.emit()

    def show_star(self, place: NDArray[np.floating] | None) -> None:
        """Show where the drawing is; None: nothing is drawn."""
        self.star = place
        self.update()

    def _frame(self) -> QRect:
        """Where the picture is: beside the legend, above and right of the axes' texts."""
        line = self.fontMetrics().height()
        return self.rect().adjusted(line + 4, 2, -self._legend_width(), -line - 4)

    def _legend_width(self) -> int:
        names = () if self.picture is None else self.picture.map.found.classes
        widest = max(map(self.fontMetrics().horizontalAdvance, names), default=0)
        return scaled(MARK) + 3 * GAP + widest

    def point_at(self, row: int | None) -> None:
        """Point at a digit, or at none."""
        if row != self.pointed:
            self.pointed = row
            self._name(row)
            self.update()

    def _name(self, row: int | None) -> None:
        """What a screen reader says."""
        if self.picture is None:
            self.setAccessibleName("Map of all digits")
            self.setAccessibleDescription(self._hint)
            return
        one, two = (f"{100 * share:.1f}" for share in self.picture.map.map.shares)
        self.setAccessibleName(
            f"Map of {len(self.picture.places):,} digits; its axes hold {one} and {two} per cent "
            "of the variance"
        )
        self.setAccessibleDescription("" if row is None else self._words(row))

    def _words(self, row: int) -> str:
        """A digit in words: test digit 321: a 9, read as 4, activation 0.87."""
        assert self.picture is not None
        found = self.picture.map.found
        label, read = found.evaluation.labels[row], found.evaluation.read[row]
        said = "read right" if label == read else f"read as {found.outputs[read]}"
        return (
            f"{found.source.digit} {int(found.numbers[row]):,}: {found.classes[label]}, {said}, "
            f"activation {float(found.evaluation.confidence[row]):.2f}"
        )

    def explained_at(self, point: QPoint | None) -> str:
        """About the digit at a point, for the line at the foot; None: that of the keyboard."""
        row = self.pointed if point is None else self._nearest(QPointF(point))
        return "" if row is None or self.picture is None else self._words(row)

    # Pointing.

    def _nearest(self, at: QPointF) -> int | None:
        if self.picture is None or self._hint:
            return None
        apart = self.picture.places - self._in_frame(at)
        distances = np.hypot(*apart.T)
        row = int(distances.argmin())
        return row if distances[row] <= scaled(NEAR) else None

    def _in_frame(self, at: QPointF) -> tuple[float, float]:
        corner = self._frame().topLeft()
        return at.x() - corner.x(), at.y() - corner.y()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.point_at(self._nearest(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._nearest(event.position())
        if event.button() is Qt.MouseButton.LeftButton and row is not None:
            self.point_at(row)
            self.chosen.emit(row)

    def leaveEvent(self, event: QEvent) -> None:
        if not self.hasFocus():
            self.point_at(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = WAYS.get(Qt.Key(event.key()))
        if self.picture is None or self._hint:
            super().keyPressEvent(event)
        elif way is not None:
            self.point_at(self._next(way))
        elif event.key() in CHOOSING_KEYS and self.pointed is not None:
            self.chosen.emit(self.pointed)
        elif event.key() == Qt.Key.Key_Escape and self.pointed is not None:
            self.point_at(None)
        else:
            super().keyPressEvent(event)

    def _next(self, way: tuple[int, int]) -> int:
        """The nearest digit that lies more in this direction than aside; else the same one."""
        assert self.picture is not None
        places = self.picture.places
        if self.pointed is None:
            middle = places.mean(axis=0)
            return int(np.hypot(*(places - middle).T).argmin())
        apart = places - places[self.pointed]
        along, aside = apart @ np.array(way), np.abs(apart @ np.array(way[::-1]))
        ahead = np.flatnonzero((along > 0.5) & (along >= aside))
        if not len(ahead):
            return self.pointed
        return int(ahead[np.hypot(*apart[ahead].T).argmin()])

    # Painting.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.reshaped.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.reshaped.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        colors, frame = theme.current(), self._frame()
        with QPainter(self) as painter:
            painter.fillRect(frame, colors.paper)
            if self.picture is not None and not self._hint:
                painter.setClipRect(frame)
                painter.drawImage(frame.topLeft(), self.picture.image)
                painter.translate(frame.topLeft())
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._paint_names(painter)
                self._paint_star(painter)
                self._paint_pointed(painter, frame.size())
                painter.resetTransform()
                painter.setClipping(False)
                self._paint_axes(painter, frame)
                self._paint_legend(painter, frame)
            else:
                painter.setPen(colors.muted)
                flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(frame.adjusted(GAP, GAP, -GAP, -GAP), flags, self._hint)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colors.border)
            painter.drawRect(frame.adjusted(0, 0, -1, -1))
            if self.hasFocus():
                paint_focus(painter, frame)

    def _paint_names(self, painter: QPainter) -> None:
        """Each class's name where the middle of its digits is, so that no legend is needed."""
        assert self.picture is not None
        colors, found = theme.current(), self.picture.map.found
        painter.setFont(sizes.font(NAMES * sizes.percent() / sizes.USUAL))
        metrics = painter.fontMetrics()
        for digit, middle in self.picture.middles.items():
            x, y, name = float(middle[0]), float(middle[1]), found.classes[digit]
            width, height = metrics.horizontalAdvance(name) + GAP, metrics.height()
            place = QRectF(x - width / 2, y - height / 2, width, height)
            paper = colors.paper.toRgb()
            paper.setAlpha(215)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(paper)
            painter.drawRoundedRect(place, 4, 4)
            painter.setPen(colors.ink)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, name)
        painter.setFont(self.font())

    def _paint_star(self, painter: QPainter) -> None:
        if self.star is None or self.picture is None:
            return
        colors, size = theme.current(), self._frame().size()
        # What lies beyond the map is shown at its edge.
        x, y = np.clip(
            self.picture.place(self.star), STAR, (size.width() - STAR, size.height() - STAR)
        )
        points = [
            QPointF(x + r * math.sin(math.pi * i / 5), y - r * math.cos(math.pi * i / 5))
            for i in range(10)
            for r in (scaled(STAR) * (1 if i % 2 == 0 else 0.45),)
        ]
        painter.setPen(QPen(colors.paper, 2))
        painter.setBrush(colors.ink)
        painter.drawPolygon(QPolygonF(points))

    def _paint_pointed(self, painter: QPainter, size: QSize) -> None:
        """Ring the digit that is pointed at, and show it in small beside."""
        if self.picture is None or self.pointed is None:
            return
        colors, found, row = theme.current(), self.picture.map.found, self.pointed
        x, y = (float(n) for n in self.picture.places[row])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colors.ink, 2))
        painter.drawEllipse(QPointF(x, y), 7, 7)
        side, words = scaled(SMALL), found.caption(row)
        width = max(side, painter.fontMetrics().horizontalAdvance(words)) + 2 * GAP
        height = side + painter.fontMetrics().height() + 2 * GAP
        left = x + 12 if x + 12 + width <= size.width() else x - 12 - width
        top = min(max(0.0, y - height / 2), size.height() - height - 1)
        card = QRectF(left, top, width, height)
        painter.setPen(colors.border)
        painter.setBrush(colors.paper)
        painter.drawRect(card)
        image = tinted(found.data.images[row].reshape(28, 28), colors.paper, colors.ink)
        painter.drawImage(QRectF(left + (width - side) / 2, top + GAP, side, side), image)
        is_right = found.evaluation.read[row] == found.evaluation.labels[row]
        painter.setPen(colors.ink if is_right else colors.misread)
        below = QRectF(left, top + side + GAP, width, height - side - GAP)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_axes(self, painter: QPainter, frame: QRect) -> None:
        """Which share of all differences each axis holds."""
        assert self.picture is not None
        one, two = (f"{100 * share:.1f} % of the variance" for share in self.picture.map.map.shares)
        line = self.fontMetrics().height()
        painter.setPen(theme.current().muted)
        below = QRect(frame.left(), frame.bottom() + 3, frame.width(), line)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, f"first direction: {one}")
        painter.save()
        painter.translate(0, frame.bottom())
        painter.rotate(-90)
        beside = QRect(0, 0, frame.height(), line)
        painter.drawText(beside, Qt.AlignmentFlag.AlignCenter, f"second: {two}")
        painter.restore()

    def _paint_legend(self, painter: QPainter, frame: QRect) -> None:
        assert self.picture is not None
        colors, found = theme.current(), self.picture.map.found
        left, step = frame.right() + 1 + GAP, max(self.fontMetrics().height() + 4, scaled(MARK) + 6)
        step = min(step, frame.height() // max(1, len(found.classes)))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for digit, name in enumerate(found.classes):
            middle = frame.top() + round((digit + 0.5) * step)
            painter.save()
            painter.translate(left + scaled(MARK) / 2, middle)
            paint_mark(painter, digit, colors, scaled(MARK))
            painter.restore()
            painter.setPen(colors.ink)
            place = QRect(left + scaled(MARK) + GAP, middle - step // 2, self.width(), step)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, name)
