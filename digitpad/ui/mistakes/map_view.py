"""All digits on a map of what a layer answers to them."""

from digitpad.core.inside.explain import activations_of
from digitpad.session.measuring.evaluation_watch import EvaluationWatch
from digitpad.session.measuring.measurer import Measurer
from digitpad.session.measuring.mistake_list import MistakeList
from digitpad.session.measuring.mistake_questions import MapOfDigits, map_of
from digitpad.session.session import Session
from digitpad.ui.mistakes.digit_map import DigitMapPlot
from digitpad.ui.parts.layouts import REST, choice_box, column, label_of, row
from digitpad.ui.parts.views import FollowingView

KIND = "map"


class MapView(FollowingView):
    """Asks for a map of the measured digits while it is seen."""

    def __init__(
        self, session: Session, measurer: Measurer, watch: EvaluationWatch, mistakes: MistakeList
    ) -> None:
        super().__init__()
        self._session, self._measurer, self._watch = session, measurer, watch
        self._mistakes = mistakes
        self._layer: int | None = None  # that a person chose; -1 is the last one
        self._canvas = DigitMapPlot()
        about = "Digits are near each other where this layer answers alike"
        self._layers = choice_box("map_layer", about)
        self._layers.setSizeAdjustPolicy(self._layers.SizeAdjustPolicy.AdjustToContents)
        which = label_of(self._layers, "By what the la&yer answers:")
        above = row(which, self._layers, REST, spacing=8)
        column(above, (self._canvas, 1), of=self, spacing=8, margins=(0, 8, 0, 0))
        self._layers.activated.connect(self._choose_layer)
        self._canvas.chosen.connect(self._put_on_canvas)
        self.follow(watch.evaluated)
        session.reading_changed.connect(self._show_star)

    def _choose_layer(self, at: int) -> None:
        self._layer = at - self._layers.count()
        self.refresh()

    def refresh(self) -> None:
        found = self._watch.found
        if found is None:
            self._measurer.give_up(KIND)
            self._canvas.show_map(None)
        if found is None or not found.is_whole:
            return
        layers = len(found.network.sizes)
        if layers != self._layers.count():
            self._layers.clear()
            hidden = (f"hidden layer {i}" for i in range(1, layers - 1))
            self._layers.addItems(["pixels", *hidden, "output"])
        # At first the last hidden layer: the output tells the digits apart by its activations.
        layer = max(0, layers + (-2 if self._layer is None else self._layer))
        self._layers.setCurrentIndex(layer)
        shown = self._canvas.shown
        question = map_of(found, layer, None if shown is None else shown.map)
        self._measurer.ask(KIND, question, self._show, hurries=self._session.is_idle)

    def _show(self, shown: MapOfDigits) -> None:
        self._canvas.show_map(shown)
        self._show_star()

    def _show_star(self, *_told: object) -> None:
        """Show where the drawing lies among the digits."""
        shown, reading = self._canvas.shown, self._session.reading
        if not self.isVisible():
            self.refresh_soon()
        elif shown is None or reading is None:
            self._canvas.show_star(None)
        else:
            network, activations = shown.found.network, reading.activations
            if reading.network is not network:  # while it trains, the map is of an earlier epoch
                activations = activations_of(network, reading.image.reshape(784, 1))
            self._canvas.show_star(shown.map.place(activations[shown.layer].T)[0])

    def _put_on_canvas(self, row: int) -> None:
        assert self._canvas.shown is not None
        self._mistakes.put_on_canvas(self._canvas.shown.found, row)
