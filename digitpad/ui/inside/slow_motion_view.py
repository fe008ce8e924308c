"""One mini-batch in slow motion: forward, the four equations of backpropagation, the step."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QPushButton

from digitpad.core.data.classes import with_article
from digitpad.core.data.dataset import Dataset, pixels
from digitpad.core.inside.slow_motion import PHASES, MiniBatch, Moment, SlowMotion, StepSize
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.ui.inside.seen import Seen, name_of_layer
from digitpad.ui.inside.slow_motion_parts import Equations, OneWeight, StepFields, of_cost
from digitpad.ui.inside.views import InsideView
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.gallery import Gallery
from digitpad.ui.parts.layouts import REST, column, named, paragraph, row
from digitpad.ui.parts.small_pictures import labelled

STEP_EVERY = 700  # milliseconds from moment to moment, while it plays
MOST_SHOWN = 10  # examples


class SlowMotionView(InsideView):
    """Trains a copy of the network in use, one equation at a time."""

    title = "Slow Motion"
    about = (
        "One mini-batch: forward through the layers, the output’s error δ, back through the "
        "layers, and the step down the gradient. The picture at the left shows the framed "
        "example: its δ is red above 0, blue below. (The book: chapter 2, The four fundamental "
        "equations behind backpropagation.)"
    )

    data_wanted = Signal()
    """The training images are wanted; `take_data` takes them."""
    went_on = Signal(object, object, object)
    """The user wants to train on at full speed; carries the network that has learnt here, the
    Hyperparameters, and how many images to learn from (None for all)."""
    moved = Signal()
    """`pictured` shows something else."""

    def __init__(self) -> None:
        super().__init__("slow_motion", "Slow motion")
        self._data: Dataset | None = None
        self._seen: Seen | None = None
        self._copied: Seen | None = None  # what there was when the network was copied
        self._motion: SlowMotion | None = None
        self._told: Moment | None = None  # the moment that `moved` was emitted for
        self._rows: NDArray[np.intp] | None = None  # of the examples that are shown
        self._play = QTimer(self)
        self._play.setInterval(STEP_EVERY)
        self._play.timeout.connect(self.next_moment)
        self.fields, self.equations, self.weight = StepFields(), Equations(), OneWeight()
        tip = "Go back by one equation, as far as you like"
        self.back = _button("slow_back", "Back", tip, self.last_moment)
        self.next = _button("next_moment", "Next", "Use the next equation", self.next_moment)
        tip = "Use one equation after the other"
        self.play = _button("play_moments", "Play", tip, self.toggle_play)
        tip = "Repeat this mini-batch, with η and λ as they are now"
        self.same = _button("slow_same", "Same Again", tip, self.repeat)
        tip = "Train on, from what was learnt here, with this η"
        self.go_on = _button("go_on_fast", "Train On from Here", tip, self._go_on)
        self.examples = Gallery("slow_examples", "The mini-batch", 44, MOST_SHOWN, True)
        explain(self.examples, "Show an example in the picture of the network: click it")
        about = "Which mini-batch this is, and what is done to it at this moment."
        self.where = paragraph("slow_where", about)
        about = "The cost of the mini-batch, and how the step changes it. Try another η."
        self.cost = paragraph("slow_cost", about)
        theme.give_role(self.cost, "heading")
        self._lay_out()
        self.fields.size_changed.connect(self._take_size)
        self.fields.examples_changed.connect(self._show_coming)
        self.examples.selectionModel().currentChanged.connect(lambda *_: self.moved.emit())

    def _lay_out(self) -> None:
        buttons = row((self.back, 1), (self.next, 1), (self.play, 1), (self.same, 1), spacing=6)
        parts = self.fields, self.examples, buttons, self.where, self.equations
        below = self.cost, self.weight, row(self.go_on, REST)
        column(*parts, *below, REST, of=self, spacing=6, margins=(0, 8, 8, 8))

    # The network, the settings and the data.

    def look(self, seen: Seen) -> None:
        """Look at the network in use. The copy is of its run: that of another is made anew."""
        before, self._seen = self._seen, seen
        copied, motion = self._copied, self._motion
        is_other = copied is None or copied.run_id != seen.run_id
        is_newer = copied is not None and copied.network is not seen.network
        if is_other or (is_newer and motion is not None and not motion.end):
            self.begin_again()
        elif before is not None and before.place != seen.place:
            self.weight.forget_source()
            self._show_weight()
        if self._data is None:
            self.data_wanted.emit()

    def take_settings(self, settings: Hyperparameters, training_size: int | None) -> None:
        """Begin with what the form says, whenever it says something else than before."""
        if self.fields.take_form(settings, training_size):
            self._take_size()
            self._show_coming()

    def take_data(self, data: Dataset) -> None:
        """Learn from these training images."""
        if data is not self._data:
            self._data, self._rows = data, None
            self._show()

    def forget(self) -> None:
        """Begin again, as there are other data."""
        self._data = None
        self.begin_again()

    def begin_again(self) -> None:
        """Begin again with a copy of the network in use."""
        self._stop()
        self._copied = self._seen
        self.weight.forget_source()
        if self._seen is not None:
            self._motion = SlowMotion(self._seen.network)
            self.fields.fit(self._seen.network)
        self._show()

    # Moments.

    def next_moment(self) -> None:
        """Use the next equation; after the last one, begin a new mini-batch."""
        if self._motion is not None and self._data is not None:
            if self._motion.needs_examples:
                self._motion.begin(self._next_mini_batch())
            self._go_to(self._motion.place + 1)

    def last_moment(self) -> None:
        """Go back by one moment."""
        self._stop()
        if self._motion is not None:
            self._go_to(self._motion.place - 1)

    def _go_to(self, place: int) -> None:
        """Go to the moment at this place; 0 is before the first one."""
        if self._motion is not None:
            self._motion.go_to(place)
            self._show()

    def repeat(self) -> None:
        """Begin this mini-batch again, as η and λ are now."""
        self._stop()
        if self._motion is not None:
            self._motion.repeat()
            self.next_moment()

    def toggle_play(self) -> None:
        """Play the moments one after the other, or pause."""
        if self._play.isActive():
            self._stop()
        else:
            self.play.setText("Pause")
            self._play.start()
            self.next_moment()

    def _stop(self) -> None:
        self._play.stop()
        self.play.setText("Play")

    def hideEvent(self, event: QHideEvent) -> None:
        self._stop()
        super().hideEvent(event)

    def _next_mini_batch(self) -> MiniBatch:
        assert self._data is not None and self._motion is not None
        rows, network = self._next_rows(), self._motion.network
        x = pixels(self._data.images[rows], network.dtype).T
        return MiniBatch(network, rows, x, self._data.labels[rows], self._step_size())

    def _take_size(self) -> None:
        """The step is taken anew, also where it is over: so one sees what η does."""
        if self._motion is not None and self._motion.place:
            with np.errstate(over="ignore", invalid="ignore"):
                self._motion.take_size(self._step_size())
        self._show()

    def _next_rows(self) -> NDArray[np.intp]:
        first = 0 if self._motion is None else self._motion.next_row
        return np.arange(first, first + self.fields.m.value()) % self._step_size().n

    def _step_size(self) -> StepSize:
        return self.fields.step_size(1 if self._data is None else len(self._data))

    def _go_on(self) -> None:
        if self._motion is not None and self._motion.has_learnt:
            self._stop()
            self.went_on.emit(self._motion.network, *self.fields.settings())

    # Showing.

    @np.errstate(over="ignore", invalid="ignore")  # infinite numbers are shown as such
    def _show(self) -> None:
        """Show the moment that is looked at."""
        motion = self._motion
        if motion is None or self._copied is None:
            return
        moment = motion.moment
        kind = self._step_size().regularization
        self.equations.light(None if moment is None else moment.phase, kind)
        for button, can in (
            (self.back, motion.place > 0),
            (self.same, motion.place > 0),
            (self.go_on, motion.has_learnt),
        ):
            button.setEnabled(can)
        self._show_examples()
        where = f"Press Next to begin a mini-batch, on a copy of {self._copied.name}."
        if moment is not None:
            layers = len(moment.deltas)
            where = f"mini-batch {motion.number}, on a copy of {self._copied.name}"
            if moment.phase in PHASES[:3]:
                where = f"{name_of_layer(moment.layer, layers)}, {where}"
        self.where.setText(where)
        examples = 0 if motion.mini_batch is None else len(motion.mini_batch.rows)
        self.cost.setText("" if moment is None else of_cost(moment, examples))
        self.cost.setVisible(bool(self.cost.text()))
        self._show_weight()
        if moment is not self._told:
            self._told = moment
            self.moved.emit()

    def _show_coming(self) -> None:
        """Show the next mini-batch as it will be, unless one is under way."""
        if self._motion is not None and self._motion.is_between:
            self._show_examples(coming=True)

    def _show_examples(self, coming: bool = False) -> None:
        motion, data = self._motion, self._data
        if motion is None or data is None:
            return
        batch = motion.mini_batch
        rows = self._next_rows() if coming or batch is None else batch.rows
        if self._rows is not None and np.array_equal(rows, self._rows):
            return
        self._rows = rows
        self.examples.show_tiles(labelled(data, rows[:MOST_SHOWN]))
        self.examples.setCurrentIndex(self.examples.model().index(0, 0))

    def _show_weight(self) -> None:
        if self._motion is not None and self._seen is not None and self._copied is not None:
            self.weight.show_step(self._motion, self._copied.at(*self._seen.place))

    def pictured(self, seen: Seen) -> Seen:
        """What the picture of the network shows: the chosen example on its way through it."""
        motion = self._motion
        if motion is None or motion.moment is None or self._rows is None or self._copied is None:
            return seen
        batch, moment = motion.mini_batch, motion.moment
        if self._copied.run_id != seen.run_id or batch is None:
            return seen
        example = max(0, self.examples.currentIndex().row())
        if example >= len(batch.rows):
            return seen
        activations = tuple(
            np.zeros((size, 1), moment.network.dtype) if a is None else a[:, [example]]
            for a, size in zip(moment.activations, moment.network.sizes)
        )
        return replace(
            seen,
            network=moment.network,
            activations=activations,
            is_blank=False,
            is_side_by_side=False,
            deltas=tuple(None if d is None else d[:, example] for d in moment.deltas),
            drawn=with_article(str(batch.labels[example])),
        ).at(*seen.place)


def _button(name: str, text: str, tip: str, press: Callable[[], object]) -> QPushButton:
    button = named(QPushButton(text), name, tip)
    button.clicked.connect(press)
    return button
