"""One mini-batch in slow motion: forward, the four equations of backpropagation, the step."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from digitpad.core.data.dataset import Dataset, pixels
from digitpad.core.inside.slow_motion import EQUATIONS, PHASES, STEP, STEP_L1, Moment, moments
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.core.network import Network
from digitpad.ui.inside.seen import Seen
from digitpad.ui.inside.tables import Table, name_of_layer, of_moment
from digitpad.ui.parts import theme
from digitpad.ui.parts.gallery import Digit, Gallery
from digitpad.ui.parts.number_fields import WholeNumberBox
from digitpad.ui.parts.number_text import text_of

STEP_EVERY = 700  # milliseconds from moment to moment, while it plays
MOST_EXAMPLES = 10


class SlowMotionView(QWidget):
    """Trains a copy of the network in use, one equation at a time."""

    data_wanted = Signal()
    """The training images are wanted; `take_data` takes them."""
    went_on = Signal(object)
    """The user wants to train on at full speed; carries the network that has learnt here."""
    renewed = Signal()
    """The numbers have changed."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("slow_motion")
        self.setAccessibleName("Slow motion")
        self.settings = Hyperparameters()
        self.training_size: int | None = None  # how many images there are to learn from
        self._data: Dataset | None = None
        self._seen: Seen | None = None
        self._network: Network | None = None  # the copy
        self._origin: Network | None = None  # the network that was copied
        self._name = "the network"
        self._moments: Iterator[Moment] = iter(())
        self._moment: Moment | None = None
        self._at = 0  # the row of the next example
        self._learnt = 0  # how many mini-batches
        self._labels: list[int] = []
        self._phase: str | None = None  # the phase whose equation is lit
        self._play = QTimer(self)
        self._play.setInterval(STEP_EVERY)
        self._play.timeout.connect(self.next_moment)
        self.mini_batch_size = WholeNumberBox("examples", 1, MOST_EXAMPLES, checks_letters=True)
        self.mini_batch_size.setObjectName("slow_size")
        self.mini_batch_size.setAccessibleName("Examples of a mini-batch")
        self.next = _button("next_moment", "Next", "Use the next equation")
        self.batch = _button("next_mini_batch", "Mini-batch", "Do one mini-batch to its end")
        self.play = _button("play_moments", "Play", "Use one equation after the other")
        self.go_on = _button(
            "go_on_fast",
            "On at Full Speed",
            "Train on, from what was learnt here, as the form says",
        )
        self.again = _button("slow_again", "Back", "Begin again with the network in use")
        self.examples = Gallery("slow_examples", "The mini-batch", 44, MOST_EXAMPLES)
        self.equations = {phase: QLabel() for phase in PHASES}
        for phase, label in self.equations.items():
            label.setObjectName(f"equation_{phase}")
            label.setContentsMargins(6, 3, 6, 3)
            label.setText(f"{phase}:   {EQUATIONS[phase]}")
            label.setWordWrap(True)
        self.numbers = QLabel()
        self.numbers.setObjectName("slow_numbers")
        self.numbers.setWordWrap(True)
        self._lay_out()
        self.next.clicked.connect(self.next_moment)
        self.batch.clicked.connect(self.next_mini_batch)
        self.play.clicked.connect(self.toggle_play)
        self.go_on.clicked.connect(self._go_on)
        self.again.clicked.connect(self.begin_again)
        self.mini_batch_size.valueChanged.connect(self._take_size)
        self._light(None)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        label = QLabel("e&xamples")
        label.setBuddy(self.mini_batch_size)
        row.addWidget(label)
        row.addWidget(self.mini_batch_size)
        for button in (self.next, self.batch, self.play):
            row.addWidget(button, 1)
        last = QHBoxLayout()
        last.addWidget(self.again)
        last.addWidget(self.go_on, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(row)
        layout.addWidget(self.examples)
        for label in self.equations.values():
            layout.addWidget(label)
        layout.addWidget(self.numbers)
        layout.addLayout(last)
        layout.addStretch(1)

    # The network and the data.

    def look(self, seen: Seen) -> None:
        """Look at the network in use; if nothing is learnt here yet, copy it."""
        self._seen = seen
        if self._origin is not seen.network and self._learnt == 0 and self._moment is None:
            self.begin_again()
        if self._data is None:
            self.data_wanted.emit()

    def take_data(self, data: Dataset) -> None:
        """Learn from these training images."""
        if data is not self._data:
            self._data, self._at = data, 0
            self._show_examples()

    def forget(self) -> None:
        """Begin again, as there are other data."""
        self._data = None
        self.begin_again()

    def begin_again(self) -> None:
        """Begin again with a copy of the network in use."""
        self._stop()
        self._learnt, self._moment, self._moments = 0, None, iter(())
        if self._seen is not None:
            self._network = self._origin = self._seen.network
            self._name = self._seen.name
        self._light(None)
        self._show_examples()
        self.numbers.setText(f"Press Next to begin a mini-batch, on a copy of {self._name}.")
        self.renewed.emit()
        self.go_on.setEnabled(False)

    # Moments.

    @np.errstate(over="ignore", invalid="ignore")  # infinite numbers are shown as such
    def next_moment(self) -> None:
        """Use the next equation; after the last one, begin a new mini-batch."""
        if self._network is None or self._data is None:
            return
        moment = next(self._moments, None)
        if moment is None:
            self._begin_mini_batch()
            moment = next(self._moments)
        self._moment = moment
        self._light(moment.phase)
        self._show_numbers(moment)
        if moment.phase == PHASES[-1]:
            self._network = moment.network
            self._learnt += 1
            self.go_on.setEnabled(True)

    def next_mini_batch(self) -> None:
        """Use all equations, to the end of the mini-batch."""
        self.next_moment()
        while self._moment is not None and self._moment.phase != PHASES[-1]:
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

    def _begin_mini_batch(self) -> None:
        assert self._data is not None and self._network is not None
        rows = self._next_rows()
        self._at = int(rows[-1] + 1)
        self._show_examples(rows)
        x = pixels(self._data.images[rows], self._network.dtype).T
        y = np.zeros((10, len(rows)), self._network.dtype)
        y[self._data.labels[rows], np.arange(len(rows))] = 1
        self._labels = self._data.labels[rows].tolist()
        self._moments = moments(
            self._network,
            x,
            y,
            self.settings.eta,
            self.settings.lmbda,
            self._count(),
            self.settings.regularization,
        )

    def _count(self) -> int:
        """The number of training images."""
        assert self._data is not None
        return len(self._data[: self.training_size])

    def _next_rows(self) -> NDArray[np.intp]:
        return np.arange(self._at, self._at + self.mini_batch_size.value()) % self._count()

    def _take_size(self) -> None:
        """Show the next mini-batch in its new size, unless one is under way."""
        if self._moment is None or self._moment.phase == PHASES[-1]:
            self._show_examples()

    def _show_examples(self, rows: NDArray[np.intp] | None = None) -> None:
        if self._data is None:
            return
        if rows is None:
            rows = self._next_rows()
        images, labels = self._data.images, self._data.labels
        self.examples.show_digits(
            [Digit(images[row], str(int(labels[row]))) for row in rows.tolist()]
        )

    def _light(self, phase: str | None) -> None:
        """Light the equation that was used."""
        self._phase = phase
        step = EQUATIONS[STEP] if self.settings.regularization == "L2" else STEP_L1
        self.equations[STEP].setText(f"{STEP}:   {step}")
        colors = theme.current()
        for name, label in self.equations.items():
            is_lit = name == phase
            palette = QPalette()  # the usual colours
            if is_lit:
                palette.setColor(label.backgroundRole(), colors.accent)
                palette.setColor(label.foregroundRole(), colors.paper)
            label.setPalette(palette)
            label.setAutoFillBackground(is_lit)
            label.setAccessibleDescription("used now" if is_lit else "")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._light(self._phase)
        super().changeEvent(event)

    def _show_numbers(self, moment: Moment) -> None:
        self.numbers.setText("\n".join(_numbers(moment, self._name, self._learnt, self._labels)))
        self.renewed.emit()

    def tables(self) -> list[Table]:
        """The view's numbers."""
        return [] if self._moment is None else of_moment(self._moment, self._labels)

    def _go_on(self) -> None:
        if self._network is not None and self._learnt:
            self._stop()
            self.went_on.emit(self._network)


def _numbers(moment: Moment, name: str, learnt: int, labels: list[int]) -> list[str]:
    """What is known at a moment, as lines of text, layer by layer."""
    lines = [
        f"a copy of {name}",
        f"mini-batch {learnt + 1}, labels {', '.join(map(str, labels))}",
    ]
    last = len(moment.deltas) - 1
    for layer in range(last + 1):
        parts = []
        a, delta = moment.activations[layer + 1], moment.deltas[layer]
        if a is not None:
            parts.append(f"mean activation {float(a.mean()):.3f}")
        if delta is not None:
            parts.append(f"error δ, length {float(np.linalg.norm(delta)):.3g}")
        nb, nw = moment.nabla_b[layer], moment.nabla_w[layer]
        if nb is not None:
            parts.append(f"∂C/∂b, length {float(np.linalg.norm(nb)):.3g}")
        if nw is not None:
            parts.append(f"∂C/∂w, length {float(np.linalg.norm(nw)):.3g}")
        if parts:
            lines.append(f"{name_of_layer(layer, last + 1)}: {'; '.join(parts)}")
    outputs = moment.activations[-1]
    if outputs is not None and outputs.shape[1] == 1:
        # A no-break space keeps a digit and its number on one line.
        digits = "  ".join(f"{i}:\u00a0{float(a):.2f}" for i, a in enumerate(outputs[:, 0]))
        lines.append(f"outputs  {digits}")
    if moment.cost is not None:
        after = " after the step" if moment.phase == PHASES[-1] else ""
        lines.append(f"cost of these examples{after}: {text_of(moment.cost, 4)}")
    return lines


def _button(name: str, text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setToolTip(tip)
    button.setMinimumWidth(40)
    return button
