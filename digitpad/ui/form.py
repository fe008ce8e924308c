"""The form that describes a network and how it is to be trained."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.sgd import REGULARIZATIONS, Hyperparameters
from digitpad.ui import theme

# What the form says, and what the program calls it.
COSTS = {"cross-entropy": "CrossEntropyCost", "quadratic": "QuadraticCost"}
WEIGHT_INITIALIZERS = ("default", "large")
MONITORS = {
    "monitor_evaluation_cost": "evaluation cost",
    "monitor_evaluation_accuracy": "evaluation accuracy",
    "monitor_training_cost": "training cost",
    "monitor_training_accuracy": "training accuracy",
}

MOST_LAYERS = 8
MOST_NEURONS = 10_000
MOST_WEIGHTS = 1_500_000  # what a network file can hold, and a student can wait for


@dataclass(frozen=True, slots=True)
class Architecture:
    """What makes a network a different one: change it, and training starts from scratch."""

    hidden_layers: tuple[int, ...] = (30,)
    cost: str = "CrossEntropyCost"
    weight_initializer: str = "default"

    @property
    def sizes(self) -> tuple[int, ...]:
        return (784, *self.hidden_layers, 10)


def parse_hidden_layers(text: str) -> tuple[int, ...]:
    """The neurons of each hidden layer in "30" or "100, 30".

    Raises ValueError with a sentence that says what to type instead.
    """
    if not text.strip():
        raise ValueError("Type a number of neurons, such as 30, or 100, 30 for two layers.")
    layers = []
    for part in text.split(","):
        part = part.strip()
        if not part:
            raise ValueError("A number is missing beside a comma: type 30, or 100, 30.")
        digits = part.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()):
            raise ValueError(f"“{part[:12]}” is not a whole number: type 30, or 100, 30.")
        # Compared by length first: Python refuses to convert very long numbers.
        if (
            part.startswith("-")
            or not digits.strip("0")
            or len(digits) > 9
            or int(digits) > MOST_NEURONS
        ):
            raise ValueError(f"A layer has 1 to {MOST_NEURONS:,} neurons, not {part[:12]}.")
        layers.append(int(digits))
    if len(layers) > MOST_LAYERS:
        raise ValueError(f"{len(layers)} hidden layers are too many: {MOST_LAYERS} at most.")
    sizes = (784, *layers, 10)
    weights = sum(a * b for a, b in zip(sizes, sizes[1:], strict=False))
    if weights > MOST_WEIGHTS:
        raise ValueError(f"This makes {weights:,} weights; {MOST_WEIGHTS:,} is the most.")
    return tuple(layers)


class Form(QWidget):
    """The form. `architecture` and `hyperparameters` are what it says.

    Signals: `changed`, whenever the user or the program changes an entry.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hidden_layers = QLineEdit("30")
        self.hidden_layers.setObjectName("hidden_layers")
        self.hidden_layers.setToolTip("Neurons of each hidden layer: 30, or 100, 30 for two layers")
        self.hidden_layers_error = QLabel()
        self.hidden_layers_error.setObjectName("hidden_layers_error")
        self.hidden_layers_error.setWordWrap(True)
        self.hidden_layers_error.hide()
        self.cost = _choice("cost", COSTS)
        self.cost.setToolTip("What training makes small; see chapter 3 of the book")
        self.weight_initializer = _choice("weight_initializer", WEIGHT_INITIALIZERS)
        self.weight_initializer.setToolTip(
            "default: standard deviation 1/√inputs; large: 1, which saturates neurons"
        )
        self.eta = _number("eta", 0.5, 0.0001, 100.0, 4)
        self.eta.setToolTip("How far a step of gradient descent goes")
        self.lmbda = _number("lmbda", 5.0, 0.0, 10_000.0, 3)
        self.lmbda.setToolTip("How strongly weights are kept small; 0 is not at all")
        self.regularization = _choice("regularization", REGULARIZATIONS)
        self.epochs = _whole_number("epochs", 30, 10_000)
        self.epochs.setToolTip("Passes over the 50,000 training images")
        self.mini_batch_size = _whole_number("mini_batch_size", 10, 50_000)
        self.mini_batch_size.setToolTip("Images for each step of gradient descent")
        self.monitors = {name: QCheckBox(text) for name, text in MONITORS.items()}
        for name, box in self.monitors.items():
            box.setObjectName(name)
            box.setChecked(True)
        self._lay_out()
        self._connect()
        self._color()

    def _lay_out(self) -> None:
        network = QGroupBox("Network")
        rows = _form_layout(network)
        rows.addRow("hidden &layers", self.hidden_layers)
        rows.addRow(self.hidden_layers_error)
        rows.addRow("&cost", self.cost)
        rows.addRow("&initial weights", self.weight_initializer)
        learning = QGroupBox("Learning")
        rows = _form_layout(learning)
        rows.addRow("learning rate &η", self.eta)
        penalty = QHBoxLayout()
        penalty.addWidget(self.regularization)
        penalty.addWidget(self.lmbda, 1)
        label = QLabel("&regularization λ")
        label.setBuddy(self.lmbda)
        rows.addRow(label, penalty)
        rows.addRow("&epochs", self.epochs)
        rows.addRow("&mini-batch size", self.mini_batch_size)
        monitors = QGroupBox("Monitor")
        column = QVBoxLayout(monitors)
        column.setSpacing(4)
        for box in self.monitors.values():
            column.addWidget(box)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        for group in (network, learning, monitors):
            layout.addWidget(group)
        layout.addStretch(1)

    def _connect(self) -> None:
        self.hidden_layers.textChanged.connect(self._check)
        for box in (self.cost, self.weight_initializer, self.regularization):
            box.currentIndexChanged.connect(self.changed)
        for spin in (self.eta, self.lmbda, self.epochs, self.mini_batch_size):
            spin.valueChanged.connect(self.changed)
        for monitor in self.monitors.values():
            monitor.toggled.connect(self.changed)

    def error(self) -> str | None:
        """What is wrong with an entry, as a sentence; None where all is well."""
        try:
            parse_hidden_layers(self.hidden_layers.text())
        except ValueError as error:
            return str(error)
        return None

    def architecture(self) -> Architecture:
        """The network described. Raises ValueError while an entry is wrong."""
        return Architecture(
            parse_hidden_layers(self.hidden_layers.text()),
            COSTS[self.cost.currentText()],
            self.weight_initializer.currentText(),
        )

    def hyperparameters(self) -> Hyperparameters:
        """How to train it."""
        return Hyperparameters(
            epochs=self.epochs.value(),
            mini_batch_size=self.mini_batch_size.value(),
            eta=self.eta.value(),
            lmbda=self.lmbda.value(),
            regularization=self.regularization.currentText(),
            monitor_evaluation_cost=self.monitors["monitor_evaluation_cost"].isChecked(),
            monitor_evaluation_accuracy=self.monitors["monitor_evaluation_accuracy"].isChecked(),
            monitor_training_cost=self.monitors["monitor_training_cost"].isChecked(),
            monitor_training_accuracy=self.monitors["monitor_training_accuracy"].isChecked(),
        )

    def show_architecture(self, architecture: Architecture) -> None:
        """Fill the form's upper part."""
        self.hidden_layers.setText(", ".join(map(str, architecture.hidden_layers)))
        names = {value: name for name, value in COSTS.items()}
        self.cost.setCurrentText(names[architecture.cost])
        self.weight_initializer.setCurrentText(architecture.weight_initializer)

    def show_hyperparameters(self, hyperparameters: Hyperparameters) -> None:
        """Fill the form's other parts."""
        self.epochs.setValue(hyperparameters.epochs)
        self.mini_batch_size.setValue(hyperparameters.mini_batch_size)
        self.eta.setValue(hyperparameters.eta)
        self.lmbda.setValue(hyperparameters.lmbda)
        self.regularization.setCurrentText(hyperparameters.regularization)
        for name, box in self.monitors.items():
            box.setChecked(getattr(hyperparameters, name))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._color()
        super().changeEvent(event)

    def _check(self) -> None:
        error = self.error()
        self.hidden_layers_error.setText(error or "")
        self.hidden_layers_error.setVisible(error is not None)
        self.hidden_layers.setStyleSheet(
            f"QLineEdit {{ border: 1px solid {theme.current().error.name()}; }}" if error else ""
        )
        self.changed.emit()

    def _color(self) -> None:
        theme.set_text_color(self.hidden_layers_error, theme.current().error)


def _form_layout(group: QGroupBox) -> QFormLayout:
    layout = QFormLayout(group)
    layout.setVerticalSpacing(6)
    layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return layout


def _choice(name: str, texts: "dict[str, str] | tuple[str, ...]") -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.addItems(list(texts))
    return box


def _number(name: str, value: float, least: float, most: float, decimals: int) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setObjectName(name)
    box.setDecimals(decimals)
    box.setRange(least, most)
    # The steps grow with the number: 0.05 goes to 0.06, 5 to 6.
    box.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
    box.setValue(value)
    return box


def _whole_number(name: str, value: int, most: int) -> QSpinBox:
    box = QSpinBox()
    box.setObjectName(name)
    box.setRange(1, most)
    box.setGroupSeparatorShown(True)
    box.setValue(value)
    box.setAlignment(Qt.AlignmentFlag.AlignLeft)
    return box
