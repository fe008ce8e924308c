"""One mini-batch in slow motion: forward, the four equations of backpropagation, the step."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSignalBlocker, QTimer, Signal

from digitpad.core.data.dataset import Dataset, pixels, with_article
from digitpad.core.inside.slow_motion import SlowMotion
from digitpad.core.learning.settings import Hyperparameters, StepSize
from digitpad.session.inside.seen import Seen
from digitpad.session.inside.slow_motion_words import about_copy, about_example, where
from digitpad.session.measurer import Measurer
from digitpad.session.questions import training_images
from digitpad.ui.inside.inside_view import InsideView
from digitpad.ui.inside.slow_motion_texts import Arithmetic, Equations
from digitpad.ui.parts.actions import StayingButton
from digitpad.ui.parts.cut_labels import CutLabel
from digitpad.ui.parts.gallery import Gallery
from digitpad.ui.parts.layouts import REST, column, label_of, named, paragraph, row
from digitpad.ui.parts.number_fields import NumberField, whole_number
from digitpad.ui.parts.small_pictures import labelled

STEP_EVERY = 700  # milliseconds from moment to moment, while it plays
MOST_SHOWN, MOST_EXAMPLES = 10, 100  # of a mini-batch
LARGEST = 1e6  # of η and λ
NARROWEST = 52  # pixels of a field

# The form's settings, and its number of training images (None for all).
FormSays = Callable[[], tuple[Hyperparameters, int | None]]


class SlowMotionView(InsideView):
    """Trains a copy of the network in use, one equation at a time."""

    title = "Slow Motion"
    about = (
        "One mini-batch: forward, back with the error δ, and a step down the gradient. After Next, "
        "the framed example is on the left."
    )

    went_on = Signal(object, str, object, object)
    """The user wants to train on at full speed; carries the network that has learnt here, of what
    it was a copy, the Hyperparameters, and the number of images to learn from (None for all)."""

    def __init__(
        self, measurer: Measurer, form_says: FormSays, can_train: Callable[[], bool], seen: Seen
    ) -> None:
        """can_train: whether no run is under way."""
        super().__init__("slow_motion", "Slow motion", seen)
        self._form_says, self._can_train = form_says, can_train
        self._images = self.watch(measurer, lambda: partial(training_images))
        self._form: tuple[Hyperparameters, int | None] | None = None  # what it said last
        self._copied = seen  # what was seen when the network was copied
        self._motion = SlowMotion(seen.network)
        self._rows: NDArray[np.intp] | None = None  # of the examples that are shown
        self._play = QTimer(self)
        self._play.setInterval(STEP_EVERY)
        self._play.timeout.connect(self.next_moment)
        self.looked_at.connect(self._stop)
        self._make_fields()
        tip = "Go back by one equation"
        self._back = _button("slow_back", "Back", tip, self.previous_moment)
        self._next = _button("next_moment", "Next", "Use the next equation", self.next_moment)
        tip = "Use one equation after another"
        self._playing = _button("play_moments", "Play", tip, self.toggle_play)
        tip = "Repeat this mini-batch with the present η and λ"
        self._same = _button("slow_same", "Same Again", tip, self.repeat)
        tip = "Train on, from what was learnt here, with this η"
        self._go_on = _button("go_on_fast", "Train On from Here", tip, self._train_on)
        about = "Click an example to show it in the picture of the network"
        gallery = Gallery(44, MOST_SHOWN, shows_choice=True)
        self._examples = named(gallery, "slow_examples", about, "The mini-batch")
        about = "The mini-batch and the layer that the equation is used for."
        self._where = CutLabel("slow_where", about, most_lines=1)  # never moves what is below
        about = "The network that is copied, and the neurons that dropout leaves out."
        self._copy = paragraph("slow_copy", about)
        self._equations, self._arithmetic = Equations(), Arithmetic()
        self._lay_out()
        self._images.answered.connect(self._take_images)
        self._images.refused.connect(self._copy.setText)
        self._examples.selectionModel().currentChanged.connect(lambda *_: self.moved.emit())

    def _make_fields(self) -> None:
        self._eta = NumberField(0.5, 1e-9, LARGEST, 1e-6)
        about = (
            "How far the step goes. Change it, and press Same Again: the cost falls further, or "
            "rises."
        )
        named(self._eta, "slow_eta", about, "Learning rate η")
        self._lmbda = NumberField(5.0, 0.0, LARGEST, 1e-4)
        about = "How strongly the step pulls weights towards 0."
        named(self._lmbda, "slow_lmbda", about, "Regularization λ")
        self._m = whole_number(10, 1, MOST_EXAMPLES, tracks_keyboard=True)
        about = "With more of them the step goes astray less."
        named(self._m, "slow_size", about, "Examples m of a mini-batch")
        for size in (self._eta, self._lmbda):
            size.valueChanged.connect(self._take_size)
        self._m.valueChanged.connect(self._take_count)

    def _lay_out(self) -> None:
        fields = row()
        for letter, box in (("η", self._eta), ("λ", self._lmbda), ("m", self._m)):
            box.setMinimumWidth(NARROWEST)
            fields.addWidget(label_of(box, letter))
            fields.addWidget(box, 1)
        pressed = self._back, self._next, self._playing, self._same
        buttons = row(*((button, 1) for button in pressed), spacing=6)
        parts = fields, self._examples, buttons, self._where, self._copy, self._equations
        column(
            *parts,
            self._arithmetic,
            row(self._go_on, REST),
            REST,
            of=self,
            spacing=6,
            margins=(0, 8, 8, 8),
        )

    # The network, the settings and the data.

    def show_seen(self, seen: Seen) -> None:
        """Take what is seen. The network of another run or epoch is copied anew.

        While a run learns, the copy stays as soon as a mini-batch has begun.
        """
        before, self._seen = self._seen, seen
        copied, motion = self._copied, self._motion
        self._take_form()
        self._images.note()  # the data may have changed
        is_other = (copied.run_id, copied.epoch) != (seen.run_id, seen.epoch)
        if is_other or (copied.network is not seen.network and not motion.place):
            self._begin_again()
        elif before.place != seen.place:
            self._show_arithmetic()

    def _take_form(self) -> None:
        """Take over the form's settings whenever they have changed."""
        said = self._form_says()
        if said != self._form:
            self._form, (settings, _) = said, said
            count = self._m.value()
            blocked = [QSignalBlocker(box) for box in (self._eta, self._lmbda, self._m)]
            self._eta.setValue(settings.eta)
            self._lmbda.setValue(settings.lmbda)
            self._m.setValue(settings.mini_batch_size)
            del blocked
            if self._m.value() != count:
                self._take_count()
            self._take_size()

    @property
    def _data(self) -> Dataset | None:
        """The training images; None until they are there."""
        return self._images.found

    def _take_images(self, data: Dataset | None) -> None:
        self._rows = None
        if data is None:  # others will come
            self._begin_again()
        else:
            self._show()

    def _begin_again(self) -> None:
        """Begin again with a copy of the network in use."""
        self._stop()
        self._copied = self._seen
        self._motion = SlowMotion(self._seen.network)
        self._show()

    # Moments of mini-batches.

    def next_moment(self) -> None:
        """Use the next equation; after the last one, begin a new mini-batch."""
        if self._data is not None:
            if self._motion.place == self._motion.end:
                rows = self._next_rows()
                x = pixels(self._data.images[rows], self._motion.network.dtype).T
                self._motion.begin(rows, x, self._data.labels[rows], self._step_size())
            self._go_to(self._motion.place + 1)

    def previous_moment(self) -> None:
        """Go back to the moment before."""
        self._stop()
        self._go_to(self._motion.place - 1)

    def _go_to(self, place: int) -> None:
        """Go to a moment, counted from 1; 0 is before the first one."""
        self._motion.go_to(place)
        self._show()
        self.moved.emit()

    def repeat(self) -> None:
        """Begin this mini-batch again with the present η and λ."""
        self._stop()
        self._motion.repeat()
        self.next_moment()

    def toggle_play(self) -> None:
        """Play the moments one after another, or pause."""
        if self._play.isActive():
            self._stop()
        else:
            self._playing.setText("Pause")
            self._play.start()
            self.next_moment()

    def _stop(self, *_seen: bool) -> None:
        self._play.stop()
        self._playing.setText("Play")

    def _take_size(self) -> None:
        """Take the step anew, even if it is over, to show what η does."""
        with np.errstate(over="ignore", invalid="ignore"):
            self._motion.take_size(self._step_size())
        self._show()

    def _take_count(self) -> None:
        """Learn from so many examples from the next mini-batch on."""
        self._motion.forget_ahead()
        self._show_examples()

    def _next_rows(self) -> NDArray[np.intp]:
        first = self._motion.next_row
        return np.arange(first, first + self._m.value()) % self._step_size().n

    def _step_size(self) -> StepSize:
        settings, training_size = self._form or self._form_says()
        images = 1 if self._data is None else len(self._data)
        n = min(training_size or images, images)
        return StepSize(replace(settings, eta=self._eta.value(), lmbda=self._lmbda.value()), n)

    def _train_on(self) -> None:
        """Train on with the form's settings and those that were changed here."""
        if self._motion.has_learnt and self._form is not None:
            self._stop()
            settings, training_size = self._form
            settings = replace(settings, eta=self._eta.value(), lmbda=self._lmbda.value())
            if settings.mini_batch_size <= MOST_EXAMPLES:  # else the field cannot show it
                settings = replace(settings, mini_batch_size=self._m.value())
            of = self._copied.title
            self.went_on.emit(self._motion.network, of, settings, training_size)

    def show_usable(self) -> None:
        """Enable *Train On from Here* while no run is under way."""
        self._go_on.setEnabled(self._motion.has_learnt and self._can_train())

    # Showing.

    @np.errstate(over="ignore", invalid="ignore")  # infinite numbers are shown as such
    def _show(self) -> None:
        motion = self._motion
        moment = motion.moment
        phase = None if moment is None else moment.phase
        self._equations.show_phase(motion.network, self._step_size().settings, phase)
        for button in (self._back, self._same):
            button.setEnabled(motion.place > 0)
        self.show_usable()
        self._where.show_text(where(moment))
        self._copy.setText(self._images.refusal or about_copy(self._copied.name, moment))
        self._show_examples()
        self._show_arithmetic()

    def _show_examples(self) -> None:
        """Show the present mini-batch, or the next one."""
        motion, data = self._motion, self._data
        if data is None:
            return
        batch = motion.mini_batch
        rows = self._next_rows() if batch is None else batch.rows
        if self._rows is None or not np.array_equal(rows, self._rows):
            self._rows = rows
            self._examples.show_tiles(labelled(data, rows[:MOST_SHOWN]))
            self._examples.setCurrentIndex(self._examples.model().index(0, 0))

    def _show_arithmetic(self) -> None:
        self._arithmetic.show_step(self._motion, self._copied.at(*self._seen.place))

    def headline(self, seen: Seen) -> str:
        pictured, moment = self.pictured(seen), self._motion.moment
        if pictured is seen or moment is None:
            return super().headline(seen)
        is_known = moment.activations[-1] is not None
        outputs = pictured.activations[-1][:, 0] if is_known else None
        return about_example(pictured.drawn, outputs, pictured.verdict)

    def pictured(self, seen: Seen) -> Seen:
        """The chosen example on its way through the copy."""
        moment = self._motion.moment
        if moment is None:
            return seen
        batch, example = moment.batch, max(0, self._examples.currentIndex().row())
        if self._copied.run_id != seen.run_id or example >= len(batch.rows):
            return seen
        activations = tuple(
            np.zeros((size, 1), batch.network.dtype) if a is None else a[:, [example]]
            for a, size in zip(moment.activations, batch.network.sizes)
        )
        return replace(
            seen,
            network=batch.network,
            activations=activations,
            is_blank=False,
            form=None,
            deltas=tuple(None if d is None else d[:, example] for d in moment.deltas),
            off=batch.left_out,
            drawn=with_article(str(batch.labels[example])),
        ).at(*seen.place)


def _button(name: str, text: str, tip: str, press: Callable[[], object]) -> StayingButton:
    button = named(StayingButton(text), name, tip)
    button.clicked.connect(press)
    return button
