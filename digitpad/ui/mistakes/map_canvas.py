"""The map itself: points at digits, shows one in small, and follows the drawing as a star."""

import numpy as np
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTransform,
)
from PySide6.QtWidgets import QWidget

from digitpad.core.evaluation.digit_map import nearest, next_to_side
from digitpad.ui.drawing.painting import tinted
from digitpad.ui.mistakes.map_picture import Array, Look, MapPicture, shape_of
from digitpad.ui.parts import sizes, theme
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.focus import CHOOSING_KEYS, paint_focus
from digitpad.ui.parts.sizes import scaled
from digitpad.ui.parts.small_pictures import TEXT, paint_captioned

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
CENTRE = Qt.AlignmentFlag.AlignCenter


class MapCanvas(QWidget):
    """Shows a MapPicture; `chosen` says which digit is wanted.

    picture: None where there is none, or it says nothing. pointed: the row of the digit that is
    pointed at. star: where the drawing is on the map, (2,).
    """

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
        self.star: Array | None = None
        self._hint = ""
        self._name()

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 160)

    # What is shown.

    def look(self) -> Look:
        """How the picture should be painted now."""
        return Look(self._frame().size(), self.devicePixelRatioF(), theme.current())

    def show_picture(self, picture: MapPicture | None, hint: str = "") -> None:
        """Show a map. Without one, or where it says nothing, a sentence in its place."""
        before, self.picture, self._hint = self.picture, picture, hint
        data, old = (None if of is None else of.digits.found.data for of in (picture, before))
        if data is None or data is not old:
            self.pointed = None
        self._name()
        self.update()
        # The first one: its legend takes room. Or one that was under way while the size changed.
        if picture is not None and picture.look != self.look():
            self.reshaped.emit()

    def show_star(self, place: Array | None) -> None:
        """Show where the drawing is; None: nothing is drawn."""
        self.star = place
        self.update()

    def _frame(self) -> QRect:
        """Where the picture is: beside the legend, above and right of the axes' texts."""
        line = self.fontMetrics().height()
        names = () if self.picture is None else self.picture.digits.found.classes
        widest = max(map(self.fontMetrics().horizontalAdvance, names), default=0)
        return self.rect().adjusted(line + 4, 2, -scaled(MARK) - 3 * GAP - widest, -line - 4)

    def point_at(self, row: int | None) -> None:
        """Point at a digit, or at none."""
        if row != self.pointed:
            self.pointed = row
            self._name()
            self.update()

    def _name(self) -> None:
        """What a screen reader says."""
        name, about = "Map of all digits", self._hint
        if self.picture is not None:
            one, two = (f"{100 * share:.1f}" for share in self.picture.digits.map.shares)
            name = (
                f"Map of {len(self.picture.places):,} digits; its axes hold {one} and {two} per "
                "cent of the variance"
            )
            about = self._sentence(self.pointed)
        self.setAccessibleName(name)
        self.setAccessibleDescription(about)

    def _sentence(self, row: int | None) -> str:
        """About a digit: test digit 321 is 9, read as 4: activation 0.870."""
        picture = self.picture
        return "" if picture is None or row is None else picture.digits.found.sentence(row)

    def explained_at(self, point: QPoint | None) -> str:
        """About the digit at a point, for the line at the foot; None: that of the keyboard."""
        return self._sentence(self.pointed if point is None else self._nearest(QPointF(point)))

    # Pointing.

    def _nearest(self, at: QPointF) -> int | None:
        if self.picture is None or self._hint:
            return None
        place = at - self._frame().topLeft()
        row, distance = nearest(self.picture.places, np.array([place.x(), place.y()]))
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
        if self.picture is None or self._hint:
            super().keyPressEvent(event)
        elif way is not None and self.pointed is None:
            places = self.picture.places
            self.point_at(nearest(places, places.mean(axis=0))[0])
        elif way is not None and self.pointed is not None:
            self.point_at(next_to_side(self.picture.places, self.pointed, way))
        elif event.key() in CHOOSING_KEYS and self.pointed is not None:
            self.chosen.emit(self.pointed)
        elif event.key() == Qt.Key.Key_Escape and self.pointed is not None:
            self.point_at(None)
        else:
            super().keyPressEvent(event)

    # Painting.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.reshaped.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.reshaped.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        colors, frame, picture = theme.current(), self._frame(), self.picture
        with QPainter(self) as painter:
            painter.fillRect(frame, colors.paper)
            painter.setPen(colors.muted)
            if picture is None or self._hint:
                flags = CENTRE | Qt.TextFlag.TextWordWrap
                painter.drawText(frame.adjusted(GAP, GAP, -GAP, -GAP), flags, self._hint)
            else:
                self._paint_axes(painter, frame, picture)
                self._paint_legend(painter, frame, picture)
                painter.setClipRect(frame)
                painter.translate(frame.topLeft())
                painter.drawImage(0, 0, picture.image)
                self._paint_names(painter, picture)
                self._paint_star(painter, picture)
                self._paint_pointed(painter, picture)
                painter.resetTransform()
                painter.setClipping(False)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colors.border)
            painter.drawRect(frame.adjusted(0, 0, -1, -1))
            if self.hasFocus():
                paint_focus(painter, frame)

    def _paint_axes(self, painter: QPainter, frame: QRect, picture: MapPicture) -> None:
        """Which share of all differences each axis holds."""
        # Not “first” and “second”: from map to map the axes keep their places, not their ranks.
        one, two = (f"{100 * share:.1f} % of the variance" for share in picture.digits.map.shares)
        line = self.fontMetrics().height()
        below = QRect(frame.left(), frame.bottom() + 3, frame.width(), line)
        painter.drawText(below, CENTRE, f"across: {one}")
        painter.translate(0, frame.bottom())
        painter.rotate(-90)
        painter.drawText(QRect(0, 0, frame.height(), line), CENTRE, f"up: {two}")
        painter.resetTransform()

    def _paint_legend(self, painter: QPainter, frame: QRect, picture: MapPicture) -> None:
        colors, names = theme.current(), picture.digits.found.classes
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

    def _paint_names(self, painter: QPainter, picture: MapPicture) -> None:
        """Each class's name where the middle of its digits is, so that no legend is needed."""
        colors = theme.current()
        paper = colors.paper.toRgb()
        paper.setAlpha(215)
        painter.setFont(sizes.text(NAMES))
        metrics = painter.fontMetrics()
        for digit, middle in picture.middles.items():
            name = picture.digits.found.classes[digit]
            place = QRectF(0, 0, metrics.horizontalAdvance(name) + GAP, metrics.height())
            place.moveCenter(QPointF(*middle.tolist()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(paper)
            painter.drawRoundedRect(place, 4, 4)
            painter.setPen(colors.ink)
            painter.drawText(place, CENTRE, name)
        painter.setFont(self.font())

    def _paint_star(self, painter: QPainter, picture: MapPicture) -> None:
        if self.star is None:
            return
        colors, size = theme.current(), self._frame().size()
        # What lies beyond the map is shown at its edge.
        x, y = np.clip(picture.place(self.star), STAR, (size.width() - STAR, size.height() - STAR))
        star = QTransform.fromTranslate(x, y).scale(*2 * (2 * scaled(STAR),)).map(Symbols["star"])
        painter.setPen(QPen(colors.paper, 2))
        painter.setBrush(colors.ink)
        painter.drawPath(star)

    def _paint_pointed(self, painter: QPainter, picture: MapPicture) -> None:
        """Ring the digit that is pointed at, and show it in small beside."""
        if self.pointed is None:
            return
        colors, size = theme.current(), self._frame()
        found, row = picture.digits.found, self.pointed
        x, y = (round(n) for n in picture.places[row].tolist())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colors.ink, 2))
        painter.drawEllipse(QPointF(x, y), 7, 7)
        side, words = scaled(SMALL), found.caption(row)
        width = max(side, painter.fontMetrics().horizontalAdvance(words)) + 2 * GAP
        height = side + scaled(TEXT) + 2 * GAP
        left = x + 12 if x + 12 + width <= size.width() else x - 12 - width
        top = min(max(0, y - height // 2), size.height() - height - 1)
        painter.setPen(colors.border)
        painter.setBrush(colors.paper)
        painter.drawRect(left, top, width, height)
        image = tinted(found.data.images[row].reshape(28, 28), colors.paper, colors.ink)
        is_right = found.evaluation.read[row] == found.evaluation.labels[row]
        color = colors.ink if is_right else colors.misread
        place = QRect(left + (width - side) // 2, top + GAP, side, side)
        paint_captioned(painter, place, image, words, color)
