"""The map of digits: ten clouds of marks, rings around mistakes, and the drawing as a star."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontInfo, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from digitpad.core.evaluation.digit_map import nearest, next_to_side
from digitpad.session.measuring.mistake_questions import MapOfDigits
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.focus import CHOOSING_KEYS
from digitpad.ui.parts.small_pictures import inked, painted

NEAR = 12  # pixels from the pointer to the digit that it points at, at most
MARK, RING, STAR = 7, 11, 24  # pixels
MOST_RINGS = 1500  # more would hide what they are around
SMALL, GAP = 56, 6  # pixels of a digit that is shown, and around it
SYMBOLS = "o", "|", "t1", "t", "s", "d", "+", "_", "x", "o"  # a digit each
THIN = "|_+x"  # lie on top, or the others would hide them
WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
UPWARDS = (1, -1)  # on the map up is more, in pixels less


class DigitMapPlot(QWidget):
    """Shows a MapOfDigits; `chosen` says which digit is wanted.

    shown: None where there is none. pointed: the row of the digit that is pointed at. star: where
    the drawing is on the map, (2,).
    """

    chosen = Signal(int)
    """A click on a digit, or Return; carries its row."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: MapOfDigits | None = None
        self.pointed: int | None = None
        self.star: NDArray[np.floating] | None = None
        self._hint = ""
        self.area = pg.PlotWidget(enableMenu=False)
        self.area.setObjectName("digit_map")
        explain(
            self,
            "Each mark is a digit; marks are close where the layer answers alike. Point at one, "
            "or go there by the arrow keys, to see it; click it, or press Return, to put it on the "
            "canvas. The star is your drawing, and orange rings are around what is misread.",
        )
        self._view = self.area.getPlotItem().vb
        self._view.setMouseEnabled(x=False, y=False)
        self._view.setAspectLocked()
        self._view.disableAutoRange()
        self.area.getPlotItem().hideButtons()
        for side in ("bottom", "left"):
            self.area.getPlotItem().getAxis(side).setStyle(showValues=False, tickLength=0)
        self._clouds = [pg.ScatterPlotItem(size=MARK, symbol=symbol) for symbol in SYMBOLS]
        self._rings = pg.ScatterPlotItem(size=RING, brush=None)
        self._star = pg.ScatterPlotItem(size=STAR, symbol="star")
        self._ring = pg.ScatterPlotItem(size=RING + 4, brush=None)
        self._names = [pg.TextItem(anchor=(0.5, 0.5)) for _ in SYMBOLS]
        clouds = sorted(self._clouds, key=lambda cloud: cloud.opts["symbol"] in THIN)
        for item in (*clouds, self._rings, *self._names, self._star, self._ring):
            self._view.addItem(item, ignoreBounds=True)
        self._small = QLabel(self.area)
        self._small.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._text = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._text, 1)
        layout.addWidget(self.area, 1)
        self.area.scene().sigMouseMoved.connect(self._take_pointer)
        self.area.scene().sigMouseClicked.connect(self._take_click)
        for watched in (self.area, self.area.viewport()):
            watched.installEventFilter(self)
        self._draw()

    # What is shown.

    def show_map(self, shown: MapOfDigits | None, hint: str = "") -> None:
        """Show a map. Without one, or where it says nothing, a sentence in its place."""
        data, before = (None if of is None else of.found.data for of in (shown, self.shown))
        if data is None or data is not before:
            self.pointed = None
        self.shown, self._hint = shown, hint
        self._draw()

    def show_star(self, place: NDArray[np.floating] | None) -> None:
        """Show where the drawing is; None: nothing is drawn."""
        self.star = place
        if place is None:
            self._star.setData([], [])
            return
        # What lies beyond the map is shown at its edge.
        (left, right), (bottom, top) = self._view.viewRange()
        at = np.clip(place[None], (left, bottom), (right, top))
        self._star.setData(pos=at)

    @property
    def places(self) -> NDArray[np.floating]:
        """Where the digits are, (n, 2)."""
        return np.zeros((0, 2)) if self.shown is None else self.shown.map.coordinates

    def _draw(self) -> None:
        colors, shown = theme.current(), self.shown
        self._text.setText(self._hint)
        self._text.setVisible(bool(self._hint))
        self.area.setVisible(not self._hint)
        self.area.setBackground(colors.page)
        self._star.setPen(colors.paper)
        self._star.setBrush(colors.ink)
        if shown is not None:
            item, places = self.area.getPlotItem(), self.places
            evaluation = shown.found.evaluation
            labels, is_right = (a[: len(places)] for a in (evaluation.labels, evaluation.is_right))
            # Not “first” and “second”: from map to map the axes keep their places, not their ranks.
            for side, way, share in zip(("bottom", "left"), ("across", "up"), shown.map.shares):
                item.getAxis(side).setPen(colors.edge)
                item.getAxis(side).setTextPen(colors.muted)
                item.setLabel(side, f"{way}: {100 * share:.1f} % of the variance")
            large = QFont()  # the application's
            large.setPointSizeF(theme.SIZES["title"] * QFontInfo(large).pointSizeF())
            paper = QColor(colors.paper)
            paper.setAlpha(190)
            for digit, (cloud, name) in enumerate(zip(self._clouds, self._names)):
                mine = places[labels == digit]
                color = colors.digits[digit]
                cloud.setData(pos=mine, brush=color, pen=pg.mkPen(colors.paper, width=0.5))
                name.setVisible(len(mine) > 0)
                if len(mine):
                    name.setText(shown.found.classes[digit], colors.ink)
                    name.setFont(large)
                    name.fill = pg.mkBrush(paper)  # or marks hide it
                    name.setPos(*np.median(mine, axis=0).tolist())
            wrong = places[~is_right]
            self._rings.setPen(colors.misread, width=1.4)
            self._rings.setData(pos=wrong if len(wrong) <= MOST_RINGS else wrong[:0])
            low, high = places.min(axis=0).tolist(), places.max(axis=0).tolist()
            ranges = {"xRange": (low[0], high[0]), "yRange": (low[1], high[1])}
            self._view.setRange(**ranges, padding=0.04)
        self._show_pointed()
        self.show_star(self.star)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in theme.CHANGES:
            self._draw()
        super().changeEvent(event)

    # Pointing.

    def point_at(self, row: int | None) -> None:
        """Point at a digit, or at none."""
        if row != self.pointed:
            self.pointed = row
            self._show_pointed()

    def _nearest(self, at: QPointF) -> int | None:
        if not len(self.places) or self._hint:
            return None
        place = self._view.mapSceneToView(at)
        row, distance = nearest(self.places, np.array([place.x(), place.y()]))
        return row if distance <= NEAR * self._view.viewPixelSize()[0] else None

    def _take_pointer(self, at: QPointF) -> None:
        self.point_at(self._nearest(at))

    def _take_click(self, event: object) -> None:
        row = self._nearest(event.scenePos())  # type: ignore[attr-defined]  # pyqtgraph's own
        if row is not None:
            self.point_at(row)
            self.chosen.emit(row)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys on the map, and the pointer that leaves it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._take_key(Qt.Key(event.key()))
        if event.type() == QEvent.Type.Leave and not self.area.hasFocus():
            self.point_at(None)
        return False

    def _take_key(self, key: Qt.Key) -> bool:
        """Do what a key says; whether it says anything."""
        if not len(self.places) or self._hint:
            return False
        pixel = self._view.viewPixelSize()[0]
        places = self.places * UPWARDS / pixel
        if key in WAYS and self.pointed is None:
            self.point_at(nearest(places, places.mean(axis=0))[0])
        elif key in WAYS and self.pointed is not None:
            self.point_at(next_to_side(places, self.pointed, WAYS[key]))
        elif key in CHOOSING_KEYS and self.pointed is not None:
            self.chosen.emit(self.pointed)
        elif key == Qt.Key.Key_Escape and self.pointed is not None:
            self.point_at(None)
        else:
            return False
        return True

    def _show_pointed(self) -> None:
        """Ring the digit that is pointed at, show it in small beside, and say what it is."""
        row, colors, name, about = self.pointed, theme.current(), "Map of all digits", self._hint
        if self.shown is not None:
            one, two = (f"{100 * share:.1f}" for share in self.shown.map.shares)
            count = f"{len(self.places):,} digits"
            name = f"Map of {count}; its axes hold {one} and {two} per cent of the variance"
            about = "" if row is None else self.shown.found.sentence(row)
        self.area.setAccessibleName(name)
        self.area.setAccessibleDescription(about)
        self._small.setVisible(row is not None)
        self._ring.setPen(colors.ink, width=2)
        self._ring.setData(pos=self.places[:0] if row is None else self.places[row : row + 1])
        if row is not None:
            self._small.setPixmap(self._picture(row))
            self._small.adjustSize()
            at = self._view.mapViewToScene(QPointF(*self.places[row].tolist()))
            x, y = round(at.x()) + 12, round(at.y()) - self._small.height() // 2
            if x + self._small.width() > self.area.width():
                x -= self._small.width() + 24
            self._small.move(x, min(max(0, y), self.area.height() - self._small.height()))

    def _picture(self, row: int) -> QPixmap:
        """A digit with what it is and how it is read."""
        assert self.shown is not None
        colors, found = theme.current(), self.shown.found
        side, words, metrics = SMALL, found.caption(row), self.fontMetrics()
        width = max(side, metrics.horizontalAdvance(words)) + 2 * GAP
        picture = QPixmap(width, side + metrics.height() + 2 * GAP)
        picture.fill(colors.paper)
        is_right = found.evaluation.read[row] == found.evaluation.labels[row]
        with QPainter(picture) as painter:
            painter.setFont(self.font())
            image = painted(inked(found.data.images[row], words), side)
            painter.drawImage((width - side) // 2, GAP, image)
            painter.setPen(colors.ink if is_right else colors.misread)
            below = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
            painter.drawText(picture.rect().adjusted(0, 0, 0, -GAP), below, words)
            painter.setPen(colors.edge)
            painter.drawRect(picture.rect().adjusted(0, 0, -1, -1))
        return picture

    def explained_at(self, _point: QPoint | None) -> str:
        """About the digit that is pointed at, for the line at the foot."""
        return str(self.area.accessibleDescription())
