"""Why this answer: what speaks for and against an output, and what would make another digit."""

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from digitpad.core.inside.explain import for_and_against, pixels_for, total, toward
from digitpad.session.measuring.questions import Likenesses
from digitpad.ui.inside.seen import Array, Seen
from digitpad.ui.inside.tables import (
    Table,
    neuron_name,
    of_answer,
    of_likenesses,
    of_way,
    pixel_name,
)
from digitpad.ui.parts.focus import scroll_to
from digitpad.ui.parts.gallery import Digit, Gallery
from digitpad.ui.parts.number_text import text_of
from digitpad.ui.parts.signed_bars import SignedBars
from digitpad.ui.parts.small_pictures import Pictures, inked, signed

NEURONS = 5  # that speak for an output, and as many against it
STEP_EVERY = 60  # milliseconds between two steps on the way to another digit
STEPS = 60
ASK_AFTER = 100  # milliseconds after the last pen movement


class WhyView(QWidget):
    """Explains the output that is chosen here, at first the most active one."""

    likenesses_wanted = Signal(object, object)
    """Images like the drawing are wanted; carries the drawing, (784,), and two digits."""
    renewed = Signal()
    """The numbers have changed."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("why")
        self.setAccessibleName("Why this answer")
        self._seen: Seen | None = None
        self._asked: tuple[Array, tuple[int, int]] | None = None
        self._likenesses: Likenesses | None = None
        self._way: tuple[int, list[float], Array] | None = None
        self.output = QComboBox()
        self.output.setObjectName("why_output")
        self.output.setAccessibleName("Output to explain")
        self.output.addItem("the most active output", -1)
        for digit in range(10):
            self.output.addItem(f"output {digit}", digit)
        self.output.currentIndexChanged.connect(self._look_again)
        self.sum = _text("why_sum")
        self.neurons = SignedBars("why_neurons", "Neurons for and against", 2 * NEURONS + 1, 165)
        self.pixels = Pictures("why_pixels", "Pixels for and against", 92, 3)
        self.likeness_text = _text("why_likeness_text")
        self.likenesses = [
            Gallery(f"why_likenesses_{i}", "The average, and the nearest training images", 54, 4)
            for i in range(2)
        ]
        self.goal = QComboBox()
        self.goal.setObjectName("goal_digit")
        self.goal.setAccessibleName("What it should become")
        self.goal.addItems([str(digit) for digit in range(10)])
        self.goal.setCurrentIndex(9)
        self.go = QPushButton("Show")
        self.go.setObjectName("show_way")
        self.go.setToolTip(
            "Change the drawing step by step, until the output of this digit is high"
        )
        self.go.clicked.connect(self.toggle_way)
        self.way_text = _text("way_text")
        self.way = Pictures("way", "The drawing on its way to another digit", 92, 3)
        self._next_step = QTimer(self)
        self._next_step.setInterval(STEP_EVERY)
        self._next_step.timeout.connect(self._step)
        self._steps: Iterator[tuple[Array, float]] = iter(())
        self._ask_soon = QTimer(self, singleShot=True)
        self._ask_soon.setInterval(ASK_AFTER)
        self._ask_soon.timeout.connect(self._ask)
        self._lay_out()

    def _lay_out(self) -> None:
        choose = QHBoxLayout()
        what = QLabel("&What speaks for")
        what.setBuddy(self.output)
        choose.addWidget(what)
        choose.addWidget(self.output)
        choose.addStretch(1)
        goal = QHBoxLayout()
        becomes = QLabel("What would &make it a")
        becomes.setBuddy(self.goal)
        for widget in (becomes, self.goal, self.go):
            goal.addWidget(widget)
        goal.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(4)
        layout.addLayout(choose)
        layout.addWidget(self.sum)
        layout.addWidget(self.neurons)
        layout.addWidget(self.pixels)
        layout.addWidget(self.likeness_text)
        for gallery in self.likenesses:
            layout.addWidget(gallery)
        layout.addLayout(goal)
        layout.addWidget(self.way_text)
        layout.addWidget(self.way)
        layout.addStretch(1)

    # For and against.

    def look(self, seen: Seen) -> None:
        """Explain the chosen output at this moment."""
        if self._seen is not None and not np.array_equal(
            self._seen.activations[0], seen.activations[0]
        ):
            self._take_drawing(seen)
            self._ask_soon.start()
        elif not self._ask_soon.isActive():  # a new network may have other best guesses
            self._ask_soon.start()
        self._seen = seen
        output, other = self._outputs(seen)
        self._show_neurons(seen, output)
        self._show_pixels(seen, output, other)

    def _take_drawing(self, seen: Seen) -> None:
        """Forget what was found for the drawing before."""
        self._end_way()
        self.way.show_pictures(())
        self.way_text.setText("")
        self._way = None
        if seen.is_blank:
            self.forget()

    def forget(self) -> None:
        """Forget the images like the drawing, as it is blank, or there are other data."""
        self._asked = self._likenesses = None
        self.likeness_text.setText("Draw a digit to see what is like it.")
        for gallery in self.likenesses:
            gallery.show_digits(())

    def _look_again(self) -> None:
        if self._seen is not None:
            self.look(self._seen)
            self.renewed.emit()

    def _show_neurons(self, seen: Seen, output: int) -> None:
        network = seen.network
        last = len(network.weights) - 1
        bias = float(network.biases[-1][output, 0])
        if last:
            says = for_and_against(network, seen.activations, last - 1)[output]
            name = neuron_name
        else:
            says = network.weights[0][output] * seen.activations[0][:, 0]
            name = pixel_name
        order = np.argsort(says)
        against = order[:NEURONS].tolist()
        those_for = order[::-1][:NEURONS].tolist()
        bars = [(name(i), float(says[i])) for i in those_for if says[i] > 0]
        bars += [(name(i), float(says[i])) for i in reversed(against) if says[i] < 0]
        z = total(np.append(says, bias))
        rest = total([z, *(-value for _, value in bars)])
        self.neurons.show_bars([*bars, (f"{len(says) - len(bars):,} others and bias", rest)])
        a = float(seen.activations[-1][output, 0])
        z_text = text_of(z, 2).replace("-", "−")
        self.sum.setText(
            f"Output {output}: z = {z_text}, activation {a:.3f}. "
            "What speaks most for it, and against it:"
        )

    def _outputs(self, seen: Seen) -> tuple[int, int]:
        """The output that is explained, and the most active one of the others."""
        outputs = seen.activations[-1][:, 0].copy()
        chosen = self.output.currentData()
        output = int(outputs.argmax()) if chosen < 0 else int(chosen)
        outputs[output] = -1
        return output, int(outputs.argmax())

    def tables(self) -> list[Table]:
        """The view's numbers."""
        if self._seen is None:
            return []
        tables = of_answer(self._seen, *self._outputs(self._seen))
        if (found := self._likenesses) is not None:
            tables += of_likenesses(found.digits, found.averages, found.rows)
        if self._way is not None:
            tables += of_way(*self._way)
        return tables

    def _show_pixels(self, seen: Seen, output: int, other: int) -> None:
        found = [pixels_for(seen.network, seen.activations, o) for o in (output, other)]
        most = float(np.abs(found[0]).max()) or 1.0
        self.pixels.show_pictures(
            [
                inked(seen.gray, "drawing"),
                *(signed(one, most, f"pixels for {o}") for one, o in zip(found, (output, other))),
            ]
        )

    # Images like the drawing.

    def _ask(self) -> None:
        """Ask for images like the drawing, if it or its two best guesses have changed."""
        seen = self._seen
        if seen is None or seen.is_blank:
            return
        first, second = np.argsort(-seen.activations[-1][:, 0], kind="stable")[:2].tolist()
        digits = (first, second)
        image = seen.activations[0]
        asked = self._asked
        if asked is None or asked[1] != digits or not np.array_equal(asked[0], image):
            self._asked = image, digits
            self.likenesses_wanted.emit(image[:, 0], digits)

    def show_likenesses(self, found: Likenesses) -> None:
        """Show the averages of the two best guesses, and the training images nearest to it."""
        if self._asked is None:
            return  # the drawing has been cleared since
        self._likenesses = found
        self.renewed.emit()
        a, b = found.digits
        self.likeness_text.setText(
            f"The average training image of the two best guesses, {a} and {b}, and those nearest:"
        )
        for gallery, average, rows in zip(self.likenesses, found.averages, found.rows):
            gray = np.rint(np.asarray(average) * 255).astype(np.uint8)
            nearest = [Digit(found.data.images[row], f"{row:,}") for row in rows]
            gallery.show_digits([Digit(gray, "average"), *nearest])

    # The way to another digit.

    def toggle_way(self) -> None:
        """Begin to show the way to the chosen digit, or stop."""
        if self._next_step.isActive():
            self._end_way()
        elif self._seen is not None:
            digit = self.goal.currentIndex()
            self._start: Array = self._seen.activations[0][:, 0]
            self._steps = toward(self._seen.network, self._start, digit, STEPS)
            self._way = digit, [], self._start
            self.go.setText("Stop")
            self._next_step.start()
            self._step()
            scroll_to(self.way)

    def _step(self) -> None:
        step = next(self._steps, None)
        if step is None or not self.isVisible():
            self._end_way()
            return
        image, activation = step
        assert self._way is not None
        digit, activations, _ = self._way
        self._way = digit, [*activations, activation], image
        self.renewed.emit()
        gray = np.rint(image * 255).astype(np.uint8)
        self.way.show_pictures(
            [
                inked(gray, f"step {len(activations)}"),
                signed(image - self._start, 1.0, "what changed"),
            ]
        )
        idea = ""
        if activation > 0.9:
            idea = f" The network’s idea of a {digit} is not yours."
        self.way_text.setText(f"Output {digit} is at {activation:.3f}.{idea}")

    def _end_way(self) -> None:
        self._next_step.stop()
        self.go.setText("Show")


def _text(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    return label
