"""Why one digit is read rather than another, and how the drawing could become the other."""

from collections.abc import Iterator
from functools import partial

import numpy as np
from PySide6.QtCore import QSignalBlocker, QTimer
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from digitpad.core.data.dataset import with_article
from digitpad.core.inside.explain import for_and_against, largest, toward
from digitpad.core.verdict import ACTIVE, verdict_on
from digitpad.session import questions
from digitpad.session.inside.seen import INPUT, Array, Seen
from digitpad.session.inside.why_words import (
    NEURONS,
    deciding,
    larger_in_words,
    likeness_in_words,
    way_in_words,
    why,
)
from digitpad.session.measurer import Measurer
from digitpad.session.question import Question
from digitpad.ui.inside.choice import Choice, NeuronRows
from digitpad.ui.inside.inside_view import InsideView
from digitpad.ui.parts.gallery import ON_CANVAS, Gallery
from digitpad.ui.parts.layouts import REST, choice_box, column, label_of, named, paragraph, row
from digitpad.ui.parts.signed_bars import SignedBars
from digitpad.ui.parts.small_pictures import grays, inked, signed

STEP_EVERY = 60  # milliseconds between two steps on the way to another digit
STEPS = 60


class WhyView(InsideView):
    """Compares the digit read with the runner-up, or with the true digit if it is misread.

    A person may compare other outputs, until the drawing or the run changes.
    """

    title = "Why?"
    about = (
        "The neurons before an output add to its z, or subtract. To find the pixels that count, "
        "the gradient of z is followed back to the input."
    )

    def __init__(self, choice: Choice, measurer: Measurer, seen: Seen) -> None:
        super().__init__("why", "Why this answer", seen)
        self._choice = choice
        self._alike = self.watch(measurer, self._question)
        self._steps: Iterator[tuple[int, tuple[Array, Array]]] | None = None  # on the way
        self._began_at = 0.0  # the activation of the other output before the first step
        self._chosen_for: Seen | None = None  # what was seen when a person chose the outputs
        self._decides = ""  # the neuron that contributes most to the output
        about = "Compare this output with the other one, for this drawing."
        self.output = choice_box("why_output", about, "Output to explain", map(str, range(10)))
        about = "The digit that the drawing could become."
        self.other = choice_box("why_other", about, "Output to compare", map(str, range(10)))
        for box in (self.output, self.other):
            box.currentIndexChanged.connect(self._take_outputs)
        tip = "Change a copy of the drawing step by step, until it is read as this digit"
        self.go = named(QPushButton(), "show_way", tip, role="primary")
        self.go.clicked.connect(self.toggle_way)
        self.way_text = paragraph("way_text")
        self.way = named(
            Gallery(92, 2),
            "way",
            "The drawing on its way to another digit, and the changes: red ink was added, blue "
            "ink was taken away.",
            "The drawing on its way to another digit",
        )
        self.sum = paragraph("why_sum", role="heading")
        self.neurons = named(
            SignedBars(2 * NEURONS + 1, "neuron 999 of layer 2"),
            "why_neurons",
            "How much more each neuron adds to the one output’s z than to the other’s. Click one "
            "to look into the neuron.",
            "Neurons that decide",
        )
        self._places = NeuronRows(self.neurons, choice)
        choice.pointed_changed.connect(self._mark)
        about = "What each pixel contributes: red to the one output, blue to the other."
        pixels = Gallery(116, 1, longest="adds, ±0.055")
        self.pixels = named(pixels, "why_pixels", about, "Contribution of each pixel")
        self.likeness_text = paragraph("why_likeness_text")
        spoken = "The mean, and the nearest training images"
        self.likenesses = [
            named(Gallery(54, 4, longest="50,000"), f"why_likenesses_{i}", ON_CANVAS, spoken)
            for i in range(2)
        ]
        self._next_step = QTimer(self)
        self._next_step.setInterval(STEP_EVERY)
        self._next_step.timeout.connect(self._step)
        self._alike.answered.connect(self._show_likenesses)
        self._alike.refused.connect(self.likeness_text.setText)
        self._show_likenesses(None)
        self._lay_out()
        self._forget_way()

    def _lay_out(self) -> None:
        asked = label_of(self.output, "&Why"), self.output, QLabel("rather than"), self.other
        self._way_part = QWidget()
        column(self.way_text, self.way, of=self._way_part, spacing=4)
        nearest = column(self.likeness_text, *self.likenesses, REST, spacing=4)
        below = row(column(self.pixels, REST), (nearest, 1), spacing=12)
        self._explained = QWidget()  # everything that needs a drawing
        parts = row(*asked, REST, self.go, spacing=8), self._way_part, self.sum, self.neurons
        column(*parts, below, of=self._explained, spacing=6)
        self._blank = paragraph("why_blank", self.about)
        self._blank.setText("Draw a digit to see why it is read as it is.")
        column(self._blank, self._explained, REST, of=self, margins=(0, 8, 8, 8))

    def headline(self, seen: Seen) -> str:
        if seen.is_blank or not self._decides:
            return super().headline(seen)
        output, other = self.output.currentIndex(), self.other.currentIndex()
        return why(output, other, self._decides, seen.verdict)

    # Comparing outputs.

    def show_seen(self, seen: Seen) -> None:
        before, self._seen = self._seen, seen
        in_use = [(each.run_id, each.epoch) for each in (before, seen)]
        if in_use[0] != in_use[1] or not _is_same_drawing(before, seen):
            self._forget_way()
            if seen.is_blank:
                self._alike.forget()
        self._alike.note()  # a new network may read other digits
        self._explained.setVisible(not seen.is_blank)
        self._blank.setVisible(seen.is_blank)
        if seen.is_blank:
            return
        chosen_for = self._chosen_for
        if chosen_for is not None and (
            chosen_for.run_id != seen.run_id or not _is_same_drawing(chosen_for, seen)
        ):
            self._chosen_for = None
        if self._chosen_for is None and not self._next_step.isActive():
            self._follow_reading(seen)
        self._show(seen)

    def _follow_reading(self, seen: Seen) -> None:
        """Compare the most active output with the label of a misread digit, or the runner-up."""
        first, second = np.argsort(-seen.activations[-1][:, 0], kind="stable")[:2].tolist()
        if seen.label not in (None, first):
            second = seen.label
        self._show_outputs(first, second)

    def _show_outputs(self, output: int, other: int) -> None:
        for box, digit in ((self.output, output), (self.other, other)):
            if box.currentIndex() != digit:
                with QSignalBlocker(box):
                    box.setCurrentIndex(digit)
        self._end_way()

    def _take_outputs(self) -> None:
        """Compare the chosen outputs; if they are the same, choose another to compare with."""
        output, other = self.output.currentIndex(), self.other.currentIndex()
        if output == other:
            activations = self._seen.activations[-1][:, 0].copy()
            activations[output] = -1
            best = int(activations.argmax())
            self._show_outputs(*((output, best) if self.sender() is self.output else (best, other)))
        self._chosen_for = self._seen
        self._forget_way()
        self._alike.ask()
        self.moved.emit()

    def _show(self, seen: Seen) -> None:
        output, other = self.output.currentIndex(), self.other.currentIndex()
        found = deciding(seen, output, other)
        self._decides = found.strongest
        self.neurons.show_bars(found.bars)
        self._places.show(found.places)
        self.sum.setText(larger_in_words(output, other, found.z))
        mine, theirs = for_and_against(seen.network, seen.activations, -1)[[output, other]]
        with np.errstate(over="ignore", invalid="ignore"):
            decides = np.nan_to_num(mine - theirs)
        self.pixels.show_tiles([signed(decides, "adds", largest(decides))])

    def _mark(self) -> None:
        pointed = self._choice.pointed
        self.pixels.mark(pointed[1] if pointed is not None and pointed[0] == INPUT else None)

    # Images like the drawing.

    def _question(self) -> Question[questions.Likenesses] | None:
        """Ask for images of the two digits that are like the drawing."""
        if self._seen.is_blank:
            return None
        digits = self.output.currentIndex(), self.other.currentIndex()
        return partial(questions.likenesses, image=self._seen.activations[0][:, 0], digits=digits)

    def _show_likenesses(self, found: questions.Likenesses | None) -> None:
        """Show the means of the two digits, and the training images nearest to the drawing."""
        if found is None:
            self.likeness_text.setText("Looking for training images like it …")
            for gallery in self.likenesses:
                gallery.show_tiles(())
            return
        data = found.data
        self.likeness_text.setText(likeness_in_words(found.digits, len(data)))
        for gallery, average, rows in zip(self.likenesses, found.averages, found.rows):
            nearest = [inked(data.images[row], f"{row:,}") for row in rows]
            gallery.show_tiles([inked(grays(average), "mean"), *nearest])

    # The way to the other digit.

    def toggle_way(self) -> None:
        """Change a copy of the drawing until it is read as the other digit, or stop."""
        if self._next_step.isActive():
            self._end_way()
        elif not self._seen.is_blank:
            start = self._seen.activations[0][:, 0]
            digit = self.other.currentIndex()
            self._steps = enumerate(toward(self._seen.network, start, digit, STEPS))
            self._began_at = float(self._seen.activations[-1][digit, 0])
            self._way_part.show()
            self.go.setText("Stop")
            self._next_step.start()
            self._step()

    def _step(self) -> None:
        step = None if self._steps is None else next(self._steps, None)
        if step is None or not self.isVisible():
            self._end_way()
            return
        count, (image, outputs) = step  # step 0 is the drawing itself
        digit, verdict = self.other.currentIndex(), verdict_on(outputs)
        changed = signed(image - self._seen.activations[0][:, 0], "change")
        self.way.show_tiles([inked(grays(image), f"step {count}"), changed])
        is_there = verdict.digits[:1] == (digit,) and bool(outputs[digit] >= ACTIVE)
        if is_there:
            self._end_way()
        self.way_text.setText(way_in_words(count, digit, is_there, outputs, self._began_at))

    def _end_way(self) -> None:
        self._next_step.stop()
        self.go.setText(f"Make It {with_article(self.other.currentText())}")

    def _forget_way(self) -> None:
        self._end_way()
        self._way_part.hide()
        self.way.show_tiles(())


def _is_same_drawing(one: Seen, other: Seen) -> bool:
    return np.array_equal(one.activations[0], other.activations[0])
