"""All digits on a map of a layer's activations."""

import math
from functools import partial

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPixmap
from PySide6.QtWidgets import QLabel

from digitpad.core.digit_map import DigitMap, nearest
from digitpad.core.inside.explain import activations_of
from digitpad.session.charts.in_sight import spread
from digitpad.session.measurer import Measurer
from digitpad.session.mistakes.evaluated import Evaluated
from digitpad.session.mistakes.evaluation_watch import DigitsWatch, EvaluationWatch
from digitpad.session.mistakes.evaluation_words import sentence
from digitpad.session.mistakes.map_of_digits import MapOfDigits, map_of
from digitpad.session.mistakes.mistakes import MistakeList
from digitpad.session.question import Question
from digitpad.session.session import Session
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import explain, tell_part
from digitpad.ui.parts.following_view import FollowingView
from digitpad.ui.parts.item_views import offer
from digitpad.ui.parts.layouts import REST, choice_box, column, label_of, named, row
from digitpad.ui.parts.small_pictures import Tile, painted
from digitpad.ui.plots.annotations import TEXT_GAP
from digitpad.ui.plots.axes import plot_area
from digitpad.ui.plots.curve_items import pen_for

WHICH = "la&yer"
NEAR = 12  # pixels, at most, from the pointer to the digit that it points at
MARK, RING, STAR = 7, 11, 24  # pixels
LINE = 0.05  # of the map's height: the least distance between two names
FEW_RINGS = 300  # more of them are thinner
SMALL = 56  # pixels of the digit that is pointed at
SYMBOLS = "o", "|", "t1", "t", "s", "d", "+", "_", "x", "o"  # of the ten digits
THIN = "|_+x"  # on top, since the others would hide them


def thinned(rings: int) -> float:
    """How strong so many rings are, 0 to 1: many together leave the clusters to be seen."""
    return max(0.25, min(1.0, math.sqrt(FEW_RINGS / max(1, rings))))


class DigitMapPlot(FollowingView):
    """Shows a MapOfDigits.

    shown: the map. pointed: the row of the digit that is pointed at. star: the drawing's place on
    the map, (2,). Each may be None.
    """

    pause, painted = 1, theme.CHANGES  # one change causes several events
    chosen = Signal(int)
    """A click on a digit; carries its row."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: MapOfDigits | None = None
        self.pointed: int | None = None
        self.star: NDArray[np.floating] | None = None
        self.area = plot_area("bottom", "left")
        named(self.area, "digit_map", spoken="Map of all digits")
        theme.give_role(self.area, "plot")
        explain(
            self,
            "Digits lie close if the layer’s activations are alike. Point at one to see it, click "
            "to draw it. The star is your drawing; misread digits have an orange ring.",
        )
        self._view = self.area.getPlotItem().vb
        self._view.setMouseEnabled(x=False, y=False)
        self._view.setAspectLocked()
        item = self.area.getPlotItem()
        item.layout.setContentsMargins(*[TEXT_GAP] * 4)  # labels reach a little beyond their axes
        for side in ("bottom", "left"):
            item.getAxis(side).setStyle(showValues=False)
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
        column(self.area, of=self)
        self.area.scene().sigMouseMoved.connect(self._point_at)
        self.area.scene().sigMouseClicked.connect(self._take_click)
        self.area.viewport().installEventFilter(self)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # no key does anything here
        self.refresh()

    # Showing.

    def show_map(self, shown: MapOfDigits | None) -> None:
        """Show a map, or none."""
        data, before = (None if of is None else of.found.data for of in (shown, self.shown))
        if data is not before:
            self.pointed = None
        self.shown = shown
        self.refresh()

    def show_star(self, place: NDArray[np.floating] | None) -> None:
        """Show the drawing's place; None: nothing is drawn."""
        self.star = place
        if place is None:
            self._star.setData([], [])
            return
        # A place beyond the map is shown at its edge.
        (left, right), (bottom, top) = self._view.viewRange()
        at = np.clip(place[None], (left, bottom), (right, top))
        self._star.setData(pos=at)

    @property
    def places(self) -> NDArray[np.floating]:
        """The digits' places, (n, 2)."""
        return np.zeros((0, 2)) if self.shown is None else self.shown.map.coordinates

    def refresh(self) -> None:
        colors, shown = theme.current(), self.shown
        self.area.getPlotItem().setVisible(shown is not None)
        self.area.setBackground(colors.page)
        self._star.setPen(pen_for(self._star, colors.paper))
        self._star.setBrush(colors.ink)
        if shown is not None:
            item, places = self.area.getPlotItem(), self.places
            evaluation = shown.found.evaluation
            labels, is_right = (a[: len(places)] for a in (evaluation.labels, evaluation.is_right))
            line = QFontMetrics(QFont()).height() + TEXT_GAP
            item.getAxis("bottom").setHeight(line)
            item.getAxis("left").setWidth(line)
            # Not “first” and “second”: from map to map axes keep their places, not their ranks.
            for side, way, share in zip(("bottom", "left"), ("across", "up"), shown.map.shares):
                item.getAxis(side).setPen(pen_for(item, colors.edge))
                item.getAxis(side).setTextPen(colors.muted)
                item.setLabel(side, f"{way}: {100 * share:.1f} % of the variance")
            large = QFont()  # the application's
            large.setPointSizeF(theme.points_of("title", large))
            paper = QColor(colors.paper)
            paper.setAlpha(190)
            for digit, (cloud, name) in enumerate(zip(self._clouds, self._names)):
                mine = places[labels == digit]
                color = colors.digits[digit]
                cloud.setSize(MARK * theme.broadness())
                cloud.setData(pos=mine, brush=color, pen=pen_for(cloud, colors.paper, 0.5))
                name.setVisible(len(mine) > 0)
                if len(mine):
                    name.setText(shown.found.classes[digit], colors.ink)
                    name.setFont(large)
                    name.fill = pg.mkBrush(paper)  # over the marks
            color, thin = QColor(colors.misread), thinned(int(np.count_nonzero(~is_right)))
            color.setAlphaF(thin)
            self._rings.setPen(pen_for(self._rings, color, 1.4 * max(0.5, thin)))
            self._rings.setSize(RING * theme.broadness())
            self._rings.setData(pos=places[~is_right])
            low, high = places.min(axis=0).tolist(), places.max(axis=0).tolist()
            digits = np.unique(labels)
            middles = np.array([np.median(places[labels == digit], axis=0) for digit in digits])
            falling = np.argsort(-middles[:, 1])
            apart = LINE * (high[1] - low[1])
            heights = spread(middles[falling, 1].tolist(), apart, low[1], high[1])
            for at, y in zip(falling, heights):
                self._names[digits[at]].setPos(float(middles[at, 0]), y)
            ranges = {"xRange": (low[0], high[0]), "yRange": (low[1], high[1])}
            self._view.setRange(**ranges, padding=0.04)
        self._show_pointed()
        self.show_star(self.star)

    # Pointing.

    def _nearest(self, at: QPointF) -> int | None:
        if not len(self.places):
            return None
        place = self._view.mapSceneToView(at)
        row, distance = nearest(self.places, np.array([place.x(), place.y()]))
        return row if distance <= NEAR * self._view.viewPixelSize()[0] else None

    def _point_at(self, at: QPointF | None) -> None:
        row = None if at is None else self._nearest(at)
        if row != self.pointed:
            self.pointed = row
            self._show_pointed()
            tell_part(self, self.explained_at(None))

    def _take_click(self, event: object) -> None:
        row = self._nearest(event.scenePos())  # type: ignore[attr-defined]  # pyqtgraph's own
        if row is not None:
            self.chosen.emit(row)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Forget the digit that is pointed at when the pointer leaves."""
        if event.type() == QEvent.Type.Leave:
            self._point_at(None)
        return False

    def _show_pointed(self) -> None:
        """Ring the digit that is pointed at, show its image beside it, and say what it is."""
        row, shown = self.pointed, self.shown
        self._small.setVisible(row is not None)
        self._ring.setPen(pen_for(self._ring, theme.current().ink, 2))
        self._ring.setData(pos=self.places[:0] if row is None else self.places[row : row + 1])
        said = "" if shown is None else shown.in_words
        if row is not None and shown is not None:
            said, (label, read) = sentence(shown.found, row), shown.found.names(row)
            pixels, corner = shown.found.data.images[row], "" if label == read else read[:3]
            tile = Tile(pixels.reshape(28, 28), said, corner=corner)
            image = painted(tile, SMALL, self.devicePixelRatioF())
            self._small.setPixmap(QPixmap.fromImage(image))
            self._small.adjustSize()
            at = self._view.mapViewToScene(QPointF(*self.places[row].tolist()))
            x, y = round(at.x()) + 12, round(at.y()) - self._small.height() // 2
            if x + self._small.width() > self.area.width():
                x -= self._small.width() + 24
            self._small.move(x, min(max(0, y), self.area.height() - self._small.height()))
        self.area.setAccessibleDescription(said)

    def explained_at(self, _point: QPoint | None) -> str:
        """A sentence about the digit that is pointed at, or about all."""
        return str(self.area.accessibleDescription())


class MapView(FollowingView):
    """Shows the map of the measured digits, by the activations of a chosen layer."""

    def __init__(
        self, session: Session, measurer: Measurer, watch: EvaluationWatch, mistakes: MistakeList
    ) -> None:
        super().__init__()
        self._session, self._mistakes = session, mistakes
        self._layer: int | None = None  # a person's choice; -1 is the last layer
        self._map = DigitsWatch(measurer, watch, self._question)
        self._plot = DigitMapPlot()
        about = "Digits lie close if this layer’s activations are alike"
        self._layers = choice_box("map_layer", about)
        self._layers.setSizeAdjustPolicy(self._layers.SizeAdjustPolicy.AdjustToContents)
        self._which = label_of(self._layers, WHICH)
        above = row(self._which, self._layers, REST, spacing=8)
        column(above, (self._plot, 1), of=self, spacing=8, margins=(0, 8, 0, 0))
        self._layers.activated.connect(self._choose_layer)
        self._plot.chosen.connect(self._put_on_canvas)
        self._map.answered.connect(self._show)
        self._map.refused.connect(self._show)
        session.reading_changed.connect(self._show_star)
        self.looked_at.connect(self._map.look)
        self.looked_at.connect(lambda _seen: self._show_star())
        self._show()

    def _choose_layer(self, at: int) -> None:
        self._layer = at - self._layers.count()
        self._map.ask()

    def _question(self, found: Evaluated) -> Question[MapOfDigits]:
        layers = len(found.network.sizes)
        # At first the last hidden layer: the output's activations are the answers themselves.
        layer = max(0, layers + (-2 if self._layer is None else self._layer))
        hidden = (f"hidden layer {i}" for i in range(1, layers - 1))
        names = "pixels", *hidden, "output"
        offer(self._layers, [(name, at) for at, name in enumerate(names)], layer)
        return partial(map_of, found=found, layer=layer, before=self._before)

    def _before(self) -> DigitMap | None:
        return None if self._map.found is None else self._map.found.map

    def _show(self, *_told: object) -> None:
        self._plot.show_map(self._map.found)
        self._which.setText(self._map.refusal or WHICH)
        self._show_star()

    def _show_star(self, *_told: object) -> None:
        """Show the drawing's place among the digits."""
        shown, reading = self._map.found, self._session.reading
        if shown is None or reading is None:
            self._plot.show_star(None)
        elif self.isVisible():
            network, activations = shown.found.network, reading.activations
            if reading.network is not network:  # while it trains, the map lags behind
                activations = activations_of(network, reading.image.reshape(784, 1))
            self._plot.show_star(shown.map.place(activations[shown.layer].T)[0])

    def _put_on_canvas(self, row: int) -> None:
        assert self._map.found is not None
        self._mistakes.put_on_canvas(self._map.found.found, row)
