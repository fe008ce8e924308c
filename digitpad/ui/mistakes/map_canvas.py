"""The map of digits: one mark each; it shows the digit that is pointed at, and the drawing."""

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QWidget

from digitpad.core.evaluation.digit_map import nearest, next_to_side
from digitpad.session.measuring.mistake_questions import MapOfDigits
from digitpad.ui.drawing.painting import tinted
from digitpad.ui.mistakes.map_marks import paint_marks, shape_of
from digitpad.ui.parts import sizes, theme
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.focus import CHOOSING_KEYS, paint_focus
from digitpad.ui.parts.kept_pictures import KeptPictures
from digitpad.ui.parts.sizes import scaled
from digitpad.ui.parts.small_pictures import TEXT, paint_captioned

NEAR = 12  # pixels from the pointer to the digit that it points at, at most
STAR, SMALL, GAP = 11, 56, 6  # pixels: of the star's points, of a digit that is shown, between
MARK = 11  # pixels of a mark in the legend
EDGE = 14  # pixels between the outermost marks and the edge
MOST_RINGS = 1500  # more would hide what they are around
NAMES = 1.6  # size of the digits' names on the map, as a part of the usual one
WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
Array = NDArray[np.floating]
CENTRE = Qt.AlignmentFlag.AlignCenter


class MapCanvas(QWidget):
    """Shows a map of digits; `chosen` says which digit is wanted.

    shown: the map; None where there is none. pointed: the row of the digit that is pointed at.
    star: where the drawing is on the map, (2,).
    """

    chosen = Signal(int)
    """A click on a digit, or Return; carries its row."""

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
        self.shown: MapOfDigits | None = None
        self._cloud = KeptPictures(self)  # all marks, which are painted once for each map
        self.pointed: int | None = None
        self.star: Array | None = None
        self._hint = ""
        self._name()

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 160)

    # What is shown.

    def show_map(self, shown: MapOfDigits | None, hint: str = "") -> None:
        """Show a map. Without one, or where it says nothing, a sentence in its place."""
        before, self.shown, self._hint = self.shown, shown, hint
        self._cloud = KeptPictures(self)
        if shown is None or before is None or before.found.data is not shown.found.data:
            self.pointed = None
        self._name()
        self.update()

    def show_star(self, place: Array | None) -> None:
        """Show where the drawing is; None: nothing is drawn."""
        self.star = place
        self.update()

    def _frame(self) -> QRect:
        """Where the marks are: beside the legend."""
        names = () if self.shown is None else self.shown.found.classes
        widest = max(map(self.fontMetrics().horizontalAdvance, names), default=0)
        return self.rect().adjusted(0, 0, -scaled(MARK) - 3 * GAP - widest, 0)

    def places(self, coordinates: Array) -> Array:
        """Where places of the map are in the widget, (n, 2), in pixels.

        A step is as long along both axes.
        """
        assert self.shown is not None
        digits, size = self.shown.map.coordinates, np.array(self._frame().size().toTuple())
        low, high = digits.min(axis=0), digits.max(axis=0)
        scale = float(((size - 2 * EDGE) / np.maximum(high - low, 1e-9)).min())
        return np.asarray(size / 2 + (coordinates - (low + high) / 2) * scale * (1, -1))

    def point_at(self, row: int | None) -> None:
        """Point at a digit, or at none."""
        if row != self.pointed:
            self.pointed = row
            self._name()
            self.update()

    def _name(self) -> None:
        """What a screen reader says."""
        count = "all" if self.shown is None else f"{len(self.shown.map.coordinates):,}"
        self.setAccessibleName(f"Map of {count} digits")
        self.setAccessibleDescription(self._hint or self._sentence(self.pointed))

    def _sentence(self, row: int | None) -> str:
        """About a digit: test digit 321 is 9, read as 4: activation 0.870."""
        return "" if self.shown is None or row is None else self.shown.found.sentence(row)

    def explained_at(self, point: QPoint | None) -> str:
        """About the digit at a point, for the line at the foot; None: that of the keyboard."""
        return self._sentence(self.pointed if point is None else self._nearest(QPointF(point)))

    # Pointing.

    def _nearest(self, at: QPointF) -> int | None:
        if self.shown is None or self._hint:
            return None
        places = self.places(self.shown.map.coordinates)
        row, distance = nearest(places, np.array([at.x(), at.y()]))
        return row if distance <= scaled(NEAR) else None

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
        if self.shown is None or self._hint:
            super().keyPressEvent(event)
        elif way is not None:
            places = self.places(self.shown.map.coordinates)
            if self.pointed is None:
                self.point_at(nearest(places, places.mean(axis=0))[0])
            else:
                self.point_at(next_to_side(places, self.pointed, way))
        elif event.key() in CHOOSING_KEYS and self.pointed is not None:
            self.chosen.emit(self.pointed)
        elif event.key() == Qt.Key.Key_Escape and self.pointed is not None:
            self.point_at(None)
        else:
            super().keyPressEvent(event)

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        colors, frame, shown = theme.current(), self._frame(), self.shown
        with QPainter(self) as painter:
            painter.fillRect(frame, colors.paper)
            painter.setPen(colors.muted)
            if shown is None or self._hint:
                flags = CENTRE | Qt.TextFlag.TextWordWrap
                painter.drawText(frame.adjusted(GAP, GAP, -GAP, -GAP), flags, self._hint)
            else:
                self._paint_legend(painter, frame, shown)
                painter.setClipRect(frame)
                self._cloud.paint(painter, "all", lambda p: self._paint_cloud(p, shown))
                self._paint_star(painter, frame)
                self._paint_pointed(painter, frame, shown)
                painter.setClipping(False)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colors.border)
            painter.drawRect(frame.adjusted(0, 0, -1, -1))
            if self.hasFocus():
                paint_focus(painter, frame)

    def _paint_cloud(self, painter: QPainter, shown: MapOfDigits) -> None:
        """All marks, and the names of the classes."""
        places, evaluation = self.places(shown.map.coordinates), shown.found.evaluation
        labels = evaluation.labels[: len(places)]
        is_wrong = ~evaluation.is_right[: len(places)]
        paint_marks(painter, places, labels, is_wrong & (is_wrong.sum() <= MOST_RINGS))
        self._paint_names(painter, shown, places, labels)

    def _paint_legend(self, painter: QPainter, frame: QRect, shown: MapOfDigits) -> None:
        colors, names = theme.current(), shown.found.classes
        left, side = frame.right() + 1 + GAP, scaled(MARK)
        step = max(self.fontMetrics().height() + 4, side + 6)
        step = min(step, frame.height() // max(1, len(names)))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for digit, name in enumerate(names):
            middle = frame.top() + round((digit + 0.5) * step)
            painter.translate(left + side / 2, middle)
            painter.fillPath(shape_of(digit, side), colors.digits[digit])
            painter.resetTransform()
            painter.setPen(colors.ink)
            place = QRect(left + side + GAP, middle - step // 2, self.width(), step)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, name)

    def _paint_names(
        self, painter: QPainter, shown: MapOfDigits, places: Array, labels: NDArray[np.integer]
    ) -> None:
        """Each class's name where the middle of its digits is."""
        colors = theme.current()
        paper = colors.paper.toRgb()
        paper.setAlpha(215)
        painter.setFont(sizes.font(NAMES * sizes.percent() / sizes.USUAL))
        metrics = painter.fontMetrics()
        for digit in np.unique(labels).tolist():
            name, middle = shown.found.classes[digit], np.median(places[labels == digit], axis=0)
            place = QRectF(0, 0, metrics.horizontalAdvance(name) + GAP, metrics.height())
            place.moveCenter(QPointF(*middle.tolist()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(paper)
            painter.drawRoundedRect(place, 4, 4)
            painter.setPen(colors.ink)
            painter.drawText(place, CENTRE, name)

    def _paint_star(self, painter: QPainter, frame: QRect) -> None:
        if self.star is None:
            return
        colors, far = theme.current(), (frame.width() - STAR, frame.height() - STAR)
        # What lies beyond the map is shown at its edge.
        x, y = np.clip(self.places(self.star), STAR, far)
        star = QTransform.fromTranslate(x, y).scale(*2 * (2 * scaled(STAR),)).map(Symbols["star"])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colors.paper, 2))
        painter.setBrush(colors.ink)
        painter.drawPath(star)

    def _paint_pointed(self, painter: QPainter, frame: QRect, shown: MapOfDigits) -> None:
        """Ring the digit that is pointed at, and show it in small beside."""
        if self.pointed is None:
            return
        colors, found, row = theme.current(), shown.found, self.pointed
        x, y = (round(n) for n in self.places(shown.map.coordinates[row]).tolist())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colors.ink, 2))
        painter.drawEllipse(QPointF(x, y), 7, 7)
        side, words = scaled(SMALL), found.caption(row)
        width = max(side, painter.fontMetrics().horizontalAdvance(words)) + 2 * GAP
        height = side + scaled(TEXT) + 2 * GAP
        left = x + 12 if x + 12 + width <= frame.width() else x - 12 - width
        top = min(max(0, y - height // 2), frame.height() - height - 1)
        painter.setPen(colors.border)
        painter.setBrush(colors.paper)
        painter.drawRect(left, top, width, height)
        image = tinted(found.data.images[row].reshape(28, 28), colors.paper, colors.ink)
        is_right = found.evaluation.read[row] == found.evaluation.labels[row]
        color = colors.ink if is_right else colors.misread
        place = QRect(left + (width - side) // 2, top + GAP, side, side)
        paint_captioned(painter, place, image, words, color)
