"""Why this answer: what speaks for and against an output, and what would make another digit."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from digitpad.core.data.classes import with_article
from digitpad.core.inside.explain import for_and_against, more_for, pixels_for, total, toward
from digitpad.core.inside.verdict import ACTIVE, Kind, describe, verdict_on
from digitpad.session.measuring.questions import Likenesses
from digitpad.ui.drawing.painting import grays
from digitpad.ui.inside.pointing import RowPlaces
from digitpad.ui.inside.seen import INPUT, Array, Choice, Seen, name_of_input
from digitpad.ui.inside.views import InsideView
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.focus import scroll_to
from digitpad.ui.parts.gallery import ON_CANVAS, Gallery
from digitpad.ui.parts.layouts import REST, choice_box, column, label_of, named, paragraph, row
from digitpad.ui.parts.number_text import text_of
from digitpad.ui.parts.signed_bars import SignedBars
from digitpad.ui.parts.small_pictures import inked, largest, signed

NEURONS = 5  # that speak for an output, and as many against it
STEP_EVERY = 60  # milliseconds between two steps on the way to another digit
STEPS = 60
ASK_AFTER = 100  # milliseconds after the last pen movement


@dataclass(slots=True, eq=False)
class Way:
    """The drawing on its way to another digit, as far as it has come.

    steps: yields the further images, (784,), and their outputs. image: the last one. activations:
    of the digit's output, at each step. turned_at: the step at which it was first read as the
    digit, if it was.
    """

    digit: int
    start: Array
    steps: Iterator[tuple[Array, Array]]
    image: Array
    activations: list[float]
    turned_at: int | None = None


class WhyView(InsideView):
    """Explains the most active output, or the one that is chosen here for a drawing and a run."""

    title = "Why?"
    line = "What speaks for and against an answer."
    about = (
        "An output’s z is the sum of what the neurons before it add and subtract. To find the "
        "pixels that count, the gradient of z is followed back to the input, as in "
        "backpropagation. (The book: chapter 2, The backpropagation algorithm.)"
    )

    likenesses_wanted = Signal(object, object)
    """Images like the drawing are wanted; carries the drawing, (784,), and two digits."""
    output_chosen = Signal()
    """Another output should be explained, for the present drawing."""

    def __init__(self, choice: Choice) -> None:
        super().__init__("why", "Why this answer")
        self._seen: Seen | None = None
        self._asked: tuple[Array, tuple[int, int]] | None = None
        self._way: Way | None = None
        self._goal_is_by_hand = False
        self._chosen_for: Seen | None = None  # the moment for which `output` was chosen
        self.output = choice_box(
            "why_output",
            "The output whose sum is taken apart, for this drawing. Choose one that was not "
            "read: what speaks against it?",
            "Output to explain",
        )
        self.output.addItem("what was read", -1)
        for digit in range(10):
            self.output.addItem(f"output {digit}", digit)
        self.output.currentIndexChanged.connect(self._take_output)
        self.sum = paragraph("why_sum")
        self.neurons = SignedBars(
            "why_neurons", "Neurons for and against", 2 * NEURONS + 1, "999 others and bias"
        )
        explain(
            self.neurons,
            "What each neuron adds to the output’s z: red speaks for it, blue against it. Click "
            "one to look into the neuron.",
        )
        self._places = RowPlaces(self.neurons, choice)
        self._choice = choice
        choice.pointed_changed.connect(self._mark)
        self.pixels = Gallery("why_pixels", "Pixels for and against", 92, 3)
        explain(self.pixels, "Which pixels raise the output’s z, red, and which lower it, blue.")
        self.likeness_text = paragraph("why_likeness_text")
        self.likenesses = [
            Gallery(f"why_likenesses_{i}", "The average, and the nearest training images", 54, 4)
            for i in range(2)
        ]
        for gallery in self.likenesses:
            explain(gallery, ON_CANVAS)
        self.goal = choice_box(
            "goal_digit",
            "Press Show, and the drawing is changed step by step until it is read as this digit.",
            "What it should become",
        )
        self.goal.addItems([str(digit) for digit in range(10)])
        self.goal.currentIndexChanged.connect(self._take_goal)
        tip = "Change the drawing step by step, until it is read as this digit"
        self.go = named(QPushButton("Show"), "show_way", tip)
        self.go.clicked.connect(self.toggle_way)
        self.way_text = paragraph("way_text")
        self.way = Gallery("way", "The drawing on its way to another digit", 92, 3)
        explain(
            self.way,
            "The drawing on its way to another digit, and what was changed: red is ink that was "
            "added, blue is ink that was taken away.",
        )
        self._next_step = QTimer(self)
        self._next_step.setInterval(STEP_EVERY)
        self._next_step.timeout.connect(self._step)
        self._ask_soon = QTimer(self, singleShot=True)
        self._ask_soon.setInterval(ASK_AFTER)
        self._ask_soon.timeout.connect(self._ask)
        self._lay_out()

    def _lay_out(self) -> None:
        self._explained = QWidget()  # all that needs a drawing
        column(self.sum, self._explained, REST, of=self, spacing=4, margins=(8, 8, 8, 8))
        column(
            row(label_of(self.output, "&What speaks for"), self.output, REST),
            self.neurons,
            self.pixels,
            self.likeness_text,
            *self.likenesses,
            row(label_of(self.goal, "What would &make it a"), self.goal, self.go, REST),
            self.way_text,
            self.way,
            of=self._explained,
            spacing=4,
        )

    # For and against.

    def look(self, seen: Seen) -> None:
        """Explain the chosen output at this moment."""
        before, self._seen = self._seen, seen
        is_other = before is not None and not np.array_equal(before.image, seen.image)
        if is_other:
            self._forget_way()
            if seen.is_blank:
                self.forget()
        chosen_for = self._chosen_for or seen
        if chosen_for.run_id != seen.run_id or not np.array_equal(chosen_for.image, seen.image):
            self.follow_reading()
        self._chosen_for = self._chosen_for or seen
        if is_other or not self._ask_soon.isActive():  # a new network may have other best guesses
            self._ask_soon.start()
        self._explained.setVisible(not seen.is_blank)
        if seen.is_blank:
            self.sum.setText("Draw a digit to see why it is read as it is.")
            return
        output, other = self._outputs(seen)
        self._choose_goal(seen)
        self._show_neurons(seen, output)
        self._show_pixels(seen, output, other)

    def forget(self) -> None:
        """Forget the images like the drawing, as it is blank, or there are other data."""
        self._asked = None
        self.likeness_text.setText("Looking for training images like it …")
        for gallery in self.likenesses:
            gallery.show_tiles(())

    def _take_output(self) -> None:
        """Explain the chosen output, until there is another drawing or run."""
        self._chosen_for = None
        self._ask_soon.start()
        self.output_chosen.emit()

    def follow_reading(self, *_left: object) -> None:
        """Explain what is read, and no output that was chosen."""
        self._chosen_for = None
        with QSignalBlocker(self.output):
            self.output.setCurrentIndex(0)

    def _show_neurons(self, seen: Seen, output: int) -> None:
        network, label = seen.network, self._misread_label(seen)
        last = len(network.weights) - 1
        if last:
            terms = for_and_against(network, seen.activations, last - 1)
        else:
            terms = network.weights[0] * seen.activations[0][:, 0]
        says, bias = terms[output], float(network.biases[-1][output, 0])
        if label is not None:
            says = more_for(terms, output, label)
            bias -= float(network.biases[-1][label, 0])
        order = np.argsort(-says).tolist()
        shown = [i for i in order[:NEURONS] if says[i] > 0]
        shown += [i for i in order[-NEURONS:] if says[i] < 0]
        bars = [(name_of_input(last, i), float(says[i])) for i in shown]
        z = total(np.append(says, bias))  # or by how much it is larger than the label's
        rest = total([z, *(-value for _, value in bars)])
        self.neurons.show_bars([*bars, (f"{len(says) - len(bars):,} others and bias", rest)])
        self._places.show([*((last - 1, i) for i in shown), None])
        self.sum.setText(self._in_words(seen, output, label, z))

    def _in_words(self, seen: Seen, output: int, label: int | None, z: float) -> str:
        """What is explained. z: the output's, or by how much it is larger than the label's."""
        if label is not None:
            return (
                f"It is {with_article(str(label))}. Why {output} rather than {label}? Output "
                f"{output} has the larger z, by {text_of(z, 2)}. What speaks most for {output}, "
                f"and for {label}:"
            )
        outputs, verdict, read = seen.activations[-1][:, 0], seen.verdict, ""
        if self.output.currentData() < 0 and verdict.kind is not Kind.CLEAR:
            words = describe(verdict, outputs)
            read = f"{words[0].upper()}{words[1:]}. "
        return (
            f"{read}Output {output}: z = {text_of(z, 2)}, activation {outputs[output]:.3f}. "
            "What speaks most for it, and against it:"
        )

    def _misread_label(self, seen: Seen) -> int | None:
        """The label of a digit that is misread, where its reading is explained."""
        if self.output.currentData() >= 0 or seen.label is None:
            return None
        is_misread = int(seen.activations[-1][:, 0].argmax()) != seen.label
        return seen.label if is_misread else None

    def _outputs(self, seen: Seen) -> tuple[int, int]:
        """The output that is explained, and the one it is compared with.

        That is the label of a misread digit, else the most active one of the others.
        """
        outputs, chosen = seen.activations[-1][:, 0].copy(), self.output.currentData()
        output = int(outputs.argmax()) if chosen < 0 else int(chosen)
        if (label := self._misread_label(seen)) is not None:
            return output, label
        outputs[output] = -1
        return output, int(outputs.argmax())

    def _show_pixels(self, seen: Seen, output: int, other: int) -> None:
        mine, others = (pixels_for(seen.network, seen.activations, o) for o in (output, other))
        most = largest(np.concatenate((mine, others)))  # one scale, which cuts neither
        pictures = signed(mine, f"for {output}", most), signed(others, f"for {other}", most)
        self.pixels.show_tiles([inked(seen.gray, "drawing"), *pictures])

    # Images like the drawing.

    def _ask(self) -> None:
        """Ask for images like the drawing, if it or the two outputs in question have changed."""
        seen = self._seen
        if seen is None or seen.is_blank:
            return
        image, digits, asked = seen.activations[0][:, 0], self._outputs(seen), self._asked
        if asked is None or asked[1] != digits or not np.array_equal(asked[0], image):
            self._asked = image, digits
            self.likenesses_wanted.emit(image, digits)

    def show_likenesses(self, likenesses: Likenesses) -> None:
        """Show the averages of two digits, and the training images nearest to the drawing."""
        if self._asked is None:
            return  # the drawing has been cleared since
        (a, b), data = likenesses.digits, likenesses.data
        self.likeness_text.setText(
            f"The average {a} and {b} of {len(data):,} training images, and those nearest to the "
            "drawing:"
        )
        for gallery, average, rows in zip(self.likenesses, likenesses.averages, likenesses.rows):
            nearest = [inked(data.images[row], f"{row:,}") for row in rows]
            gallery.show_tiles([inked(grays(average), "average"), *nearest])

    def _mark(self) -> None:
        """Mark the pixel that is pointed at."""
        pointed = self._choice.pointed
        self.pixels.mark(pointed[1] if pointed is not None and pointed[0] == INPUT else None)

    # The way to another digit.

    def _take_goal(self, *_index: int) -> None:
        """Take a digit that a person chose, unless it is read as that already."""
        self._goal_is_by_hand = True
        self._forget_way()
        if self._seen is not None and not self._seen.is_blank:
            self._choose_goal(self._seen)

    def _choose_goal(self, seen: Seen) -> None:
        """Choose the label, where it is misread, or else the runner-up.

        A digit that a person has chosen stays, as long as it is not the one read.
        """
        first, second = np.argsort(-seen.activations[-1][:, 0], kind="stable")[:2].tolist()
        if (label := self._misread_label(seen)) is not None:
            second = label
        if self._way is None and (not self._goal_is_by_hand or self.goal.currentIndex() == first):
            self._goal_is_by_hand = False
            with QSignalBlocker(self.goal):
                self.goal.setCurrentIndex(second)

    def toggle_way(self) -> None:
        """Begin to show the way to the chosen digit, go on with it, or stop."""
        if self._next_step.isActive():
            self._end_way()
        elif self._seen is not None and not self._seen.is_blank:
            if self._way is None:
                digit, start = self.goal.currentIndex(), self._seen.activations[0][:, 0]
                steps = toward(self._seen.network, start, digit, STEPS)
                self._way = Way(digit, start, steps, start, [])
            self.go.setText("Stop")
            self._next_step.start()
            self._step()
            scroll_to(self.way)

    def _step(self) -> None:
        way = self._way
        step = None if way is None else next(way.steps, None)
        if way is None or step is None or not self.isVisible():
            self._end_way()
            return
        count = len(way.activations)  # of steps so far; the first image is the drawing itself
        way.image, outputs = step
        way.activations.append(float(outputs[way.digit]))
        changed = signed(way.image - way.start, "change")
        self.way.show_tiles([inked(grays(way.image), f"step {count}"), changed])
        verdict = verdict_on(outputs)
        is_read = verdict.digits[:1] == (way.digit,) and outputs[way.digit] >= ACTIVE
        if is_read and way.turned_at is None:
            way.turned_at = count
            self._end_way()
        words = f"Step {count}: {describe(verdict, outputs)}."
        if (turned_at := way.turned_at) is not None:
            words = f"Read as {way.digit} after {turned_at} step{'s' * (turned_at != 1)}."
            if count > turned_at:
                words += f" Now, after {count}: activation {outputs[way.digit]:.3f}."
        self.way_text.setText(f"{words} Output {way.digit} began at {way.activations[0]:.3f}.")

    def _end_way(self) -> None:
        self._next_step.stop()
        self.go.setText("Show" if self._way is None else "Go on")

    def _forget_way(self) -> None:
        self._way = None
        self._end_way()
        self.way.show_tiles(())
        self.way_text.setText("")
