"""Parts of slow motion: the fields that say how large a step is, and the lit equations."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QWidget

from digitpad.core.inside.slow_motion import EQUATIONS, STEP, STEP_L1, StepSize
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.core.network import Network
from digitpad.ui.parts import theme
from digitpad.ui.parts.layouts import column, label_of, named, paragraph, row
from digitpad.ui.parts.number_fields import NumberField, whole_number

# Multiplications in a forward pass; so no moment holds up the window, with a network of any size.
MOST_WORK = 8_000_000
FEWEST, MOST_EXAMPLES = 10, 100  # the largest mini-batch, with large and with small networks
LARGEST = 1e6  # η or λ
ABOUT = {
    "forward": "Forward: the activations of each layer follow from those of the one before.",
    "BP1": "The output’s error: how the cost changes with the z of each output. With "
    "cross-entropy σ′ drops out, so that a badly wrong output learns quickly.",
    "BP2": "Backpropagation: the error of a layer, from that of the layer after it.",
    "BP3": "How the cost changes with each bias: it is the error itself.",
    "BP4": "How the cost changes with each weight: the activation that goes in, times the "
    "error that comes out. Where nothing goes in, nothing is learnt.",
    "step": "The step down the gradient: its mean over the mini-batch, times η, is taken "
    "away; regularization makes the weights a little smaller.",
}  # what each phase of PHASES does


class StepFields(QWidget):
    """η, λ, m and n. They begin with what the form says."""

    size_changed = Signal()
    """η, λ or n was changed, and with it the size of a step."""
    examples_changed = Signal()
    """m was changed."""

    def __init__(self) -> None:
        super().__init__()
        self._form: tuple[Hyperparameters, int | None] = Hyperparameters(), None
        self.eta = NumberField(0.5, 1e-9, LARGEST, 1e-6)
        self.lmbda = NumberField(5.0, 0.0, LARGEST, 1e-4)
        self.m = whole_number(10, 1, MOST_EXAMPLES, tracks_keyboard=True)
        self.n = whole_number(50_000, 1, 50_000)
        self._boxes = (self.eta, self.lmbda, self.m, self.n)
        fields = row(of=self)
        for letter, name, box, said, about in (
            ("η", "slow_eta", self.eta, "Learning rate η",
             "How far the step goes. Change it, and press Same Again: the cost falls further, or "
             "rises."),
            ("λ", "slow_lmbda", self.lmbda, "Regularization λ",
             "How strongly the step pulls weights towards 0."),
            ("m", "slow_size", self.m, "Examples m of a mini-batch",
             "Examples of a mini-batch. With more of them the step goes astray less."),
            ("n", "slow_n", self.n, "Training images n",
             "Training images, by which the regularization is divided."),
        ):  # fmt: skip
            named(box, name, about, said).setMinimumWidth(52)
            fields.addWidget(label_of(box, letter))
            fields.addWidget(box, 1)
        for size in (self.eta, self.lmbda, self.n):
            size.valueChanged.connect(self.size_changed)
        self.m.valueChanged.connect(self.examples_changed)

    def take_form(self, settings: Hyperparameters, training_size: int | None) -> bool:
        """Take over what the form says, if it says something else than before: whether it does."""
        if (settings, training_size) == self._form:
            return False
        self._form = settings, training_size
        blocked = [QSignalBlocker(box) for box in self._boxes]
        self.eta.setValue(settings.eta)
        self.lmbda.setValue(settings.lmbda)
        self.m.setValue(settings.mini_batch_size)
        self.n.setValue(training_size or self.n.maximum())
        del blocked
        return True

    def fit(self, network: Network) -> None:
        """Allow no mini-batch that would take a network of this size too long."""
        weights = sum(w.size for w in network.weights)
        with QSignalBlocker(self.m):
            self.m.setMaximum(max(FEWEST, min(MOST_EXAMPLES, MOST_WORK // weights)))

    def show_images(self, images: int) -> None:
        """Set how many training images there are."""
        with QSignalBlocker(self.n):
            self.n.setMaximum(images)
            self.n.setValue(self._form[1] or images)

    def step_size(self) -> StepSize:
        """How large a step is."""
        kind = self._form[0].regularization
        return StepSize(self.eta.value(), self.lmbda.value(), self.n.value(), kind)

    def settings(self) -> tuple[Hyperparameters, int | None]:
        """The form's settings with what was changed here, and how many images (None for all)."""
        settings = replace(self._form[0], eta=self.eta.value(), lmbda=self.lmbda.value())
        if settings.mini_batch_size <= self.m.maximum():  # else there is no room for it here
            settings = replace(settings, mini_batch_size=self.m.value())
        return settings, None if self.n.value() == self.n.maximum() else self.n.value()


class Equations(QWidget):
    """What is done to the numbers, a line a phase; that which was used is lit."""

    def __init__(self) -> None:
        super().__init__()
        self._labels = {
            phase: paragraph(f"equation_{phase}", about) for phase, about in ABOUT.items()
        }
        for phase, label in self._labels.items():
            label.setContentsMargins(6, 2, 6, 2)
            label.setText(f"{phase}:   {EQUATIONS[phase]}")
        column(*self._labels.values(), of=self, spacing=4)

    def light(self, phase: str | None, regularization: str) -> None:
        """Light the equation of a phase; none for None."""
        step = EQUATIONS[STEP] if regularization == "L2" else STEP_L1
        self._labels[STEP].setText(f"{STEP}:   {step}")
        for name, label in self._labels.items():
            is_lit = name == phase
            theme.give_role(label, "lit" if is_lit else "")
            label.setAccessibleDescription("used now" if is_lit else "")
