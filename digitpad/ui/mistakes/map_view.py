"""A page of the tab Mistakes: all digits on a map of what a layer answers to them."""

import numpy as np

from digitpad.core.inside.explain import activations_of
from digitpad.session.measuring.evaluation_watch import EvaluationWatch
from digitpad.session.measuring.measurer import Measurer
from digitpad.session.measuring.mistake_list import MistakeList
from digitpad.session.measuring.mistake_questions import MapOfDigits, map_of
from digitpad.session.session import Session
from digitpad.session.threads.pace import Pace
from digitpad.ui.mistakes.digit_map import MOST_RINGS, DigitMapPlot
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.following_view import FollowingView
from digitpad.ui.parts.layouts import choice_box, column, label_of, row
from digitpad.ui.parts.lines import CutLabel

KIND = "map"
SOON = 30  # milliseconds: several changes at once make one map
RESTS = 19  # so that it takes a twentieth of a core while a network trains


class MapView(FollowingView):
    """Asks for a map of the measured digits while it is seen."""

    def __init__(
        self,
        session: Session,
        measurer: Measurer,
        watch: EvaluationWatch,
        mistakes: MistakeList,
    ) -> None:
        super().__init__()
        self._session, self._measurer, self._watch = session, measurer, watch
        self._mistakes = mistakes
        self._hurries = False  # whether a person waits for the map
        self._layer: int | None = None  # that a person chose; -1 is the last one
        self.canvas = DigitMapPlot()
        self.layer = choice_box(
            "map_layer", "Digits are near each other where this layer answers alike"
        )
        self.layer.setSizeAdjustPolicy(self.layer.SizeAdjustPolicy.AdjustToContents)
        about = "Which digits the map shows, and how many of them are misread."
        self.text = CutLabel("map_text", about)
        explain(self, "All digits on a map of what a layer answers to them.")
        which = label_of(self.layer, "by what the la&yer answers:")
        above = row(which, self.layer, (self.text, 1), spacing=4)
        column(above, (self.canvas, 1), of=self, spacing=3)
        self._pace = Pace(SOON, self, rests=RESTS)
        self._pace.due.connect(self._ask)
        self.layer.activated.connect(self._choose_layer)
        self.follow(watch.evaluated)
        session.reading_changed.connect(self._show_star)
        self.canvas.chosen.connect(self._put_on_canvas)
        self.canvas.show_map(None, "Nothing is measured yet.")

    # Which map.

    def _choose_layer(self, at: int) -> None:
        self._layer = at - self.layer.count()
        self._look(hurry=True)

    def refresh(self) -> None:
        found = self._watch.found
        if found is None:
            self._measurer.give_up(KIND)
            self._pace.forget()
            self.canvas.show_map(None, "Nothing is measured yet.")
            self.text.show_text("")
        elif found.is_whole:
            self._look(hurry=self._session.is_idle)
        self._show_star()

    def _look(self, hurry: bool) -> None:
        if self.isVisible() and self._watch.found is not None:
            self._hurries = self._hurries or hurry
            self._pace.ask(hurry)

    def _ask(self) -> None:
        found = self._watch.found
        if found is None or not found.is_whole or not self.isVisible():
            return
        layers = len(found.network.sizes)
        if layers != self.layer.count():
            self.layer.clear()
            hidden = (f"hidden layer {i}" for i in range(1, layers - 1))
            self.layer.addItems(["pixels", *hidden, "output"])
        # At first the last hidden layer: the output tells the digits apart by its activations.
        layer = max(0, layers + (-2 if self._layer is None else self._layer))
        self.layer.setCurrentIndex(layer)
        shown = self.canvas.shown
        question = map_of(found, layer, None if shown is None else shown.map)
        self._measurer.ask(KIND, question, self._show, hurries=self._hurries)
        self._hurries = False

    # What is shown.

    def _show(self, shown: MapOfDigits) -> None:
        self._pace.end()
        found, count = shown.found, len(shown.map.coordinates)
        hint = ""
        if not shown.map.shares.any():
            hint = "All digits lie at one place: this layer answers the same to all of them."
        self.canvas.show_map(shown, hint)
        wrong = int(np.count_nonzero(found.evaluation.wrong < count))
        first = "" if count == len(found.data) else "first "
        ringed = "ringed" if wrong <= MOST_RINGS else "too many to ring"
        misread = f"{wrong:,} misread, {ringed}" if wrong else "none misread"
        self.text.show_text(f"{first}{count:,} {found.name}; {misread}")
        self._show_star()

    def _show_star(self, *_told: object) -> None:
        """Show where the drawing lies among the digits."""
        shown, reading = self.canvas.shown, self._session.reading
        if shown is None or reading is None or not self.isVisible():
            self.canvas.show_star(None)
            return
        network, activations = shown.found.network, reading.activations
        if reading.network is not network:  # while it trains, the map is of an earlier epoch
            activations = activations_of(network, reading.image.reshape(784, 1))
        self.canvas.show_star(shown.map.place(activations[shown.layer].T)[0])

    def _put_on_canvas(self, row: int) -> None:
        assert self.canvas.shown is not None
        self._mistakes.put_on_canvas(self.canvas.shown.found, row)
