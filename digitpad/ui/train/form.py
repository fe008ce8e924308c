"""The form that describes a network and how it is to be trained."""

import sys
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.architecture import Architecture, parse_hidden_layers, written
from digitpad.core.file_format import MOST_COUNT
from digitpad.core.hyperparameters import REGULARIZATIONS, Hyperparameters
from digitpad.ui import theme
from digitpad.ui.train.cost_names import COST_NAMES
from digitpad.ui.train.number_box import NumberBox, WholeNumberBox
from digitpad.ui.train.samples_strip import SamplesStrip

# What the form says, and what the program calls it.
EARLY_STOPPINGS = {"off": "off", "stop": "stop", "halve η": "halve"}
# What a float holds, and so a file; below are some that have lost digits.
SMALLEST, LARGEST = sys.float_info.min, sys.float_info.max
NARROWEST = 80  # pixels of a field
WEIGHT_INITIALIZERS = ("default", "large")
MONITORS = {
    "monitor_evaluation_cost": "evaluation cost",
    "monitor_evaluation_accuracy": "evaluation accuracy",
    "monitor_training_cost": "training cost",
    "monitor_training_accuracy": "training accuracy",
}


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
        self.hidden_layers_error = _error_label("hidden_layers_error")
        self.cost = _choice("cost", COST_NAMES)
        self.cost.setToolTip("What training makes small; see chapter 3 of the book")
        self.weight_initializer = _choice("weight_initializer", WEIGHT_INITIALIZERS)
        self.weight_initializer.setToolTip(
            "default: standard deviation 1/√inputs; large: 1, which saturates neurons"
        )
        self.eta = _number("eta", 0.5, SMALLEST, LARGEST, 1e-6)
        self.eta.setToolTip("How far a step of gradient descent goes")
        self.lmbda = _number("lmbda", 5.0, 0.0, LARGEST, 1e-4)
        self.lmbda.setToolTip("How strongly weights are kept small; 0 is not at all")
        self.regularization = _choice("regularization", REGULARIZATIONS)
        self.epochs = _whole_number("epochs", 30)
        self.epochs.setToolTip("Passes over the 50,000 training images")
        self.mini_batch_size = _whole_number("mini_batch_size", 10)
        self.mini_batch_size.setToolTip("Images for each step of gradient descent")
        self.augmentation = QCheckBox("&distort images")
        self.augmentation.setObjectName("augmentation")
        self.augmentation.setToolTip(
            "Each epoch sees every training image turned, slanted, stretched and bent anew: it "
            "learns digits rather than pictures, but takes more epochs"
        )
        self.samples = SamplesStrip()
        self.early_stopping = _choice("early_stopping", EARLY_STOPPINGS)
        self.early_stopping.setToolTip(
            "When the evaluation accuracy has no new best for some epochs: stop; or halve η, "
            "and stop when it has fallen to 1/128"
        )
        self.no_improvement_in = _whole_number("no_improvement_in", 10)
        self.no_improvement_in.setSuffix(" epochs")
        self.no_improvement_in.setToolTip("Epochs in a row without a new best")
        self.early_stopping_error = _error_label("early_stopping_error")
        whole = self.epochs, self.mini_batch_size, self.no_improvement_in
        self._numbers = (self.eta, self.lmbda, *whole)
        self.monitors = {name: QCheckBox(text) for name, text in MONITORS.items()}
        for name, box in self.monitors.items():
            box.setObjectName(name)
            box.setChecked(True)
        self._lay_out()
        self._connect()
        self._keep_from_wheel()
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
        rows.addRow("lear&ning rate η", self.eta)
        penalty = QHBoxLayout()
        penalty.addWidget(self.regularization)
        penalty.addWidget(self.lmbda, 1)
        label = QLabel("&regularization λ")
        label.setBuddy(self.lmbda)
        rows.addRow(label, penalty)
        rows.addRow("e&pochs", self.epochs)
        rows.addRow("&mini-batch size", self.mini_batch_size)
        rows.addRow(self.augmentation, self.samples)
        stopping = QHBoxLayout()
        stopping.addWidget(self.early_stopping)
        stopping.addWidget(self.no_improvement_in, 1)
        label = QLabel("early &stopping")
        label.setBuddy(self.early_stopping)
        rows.addRow(label, stopping)
        rows.addRow(self.early_stopping_error)
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
        for box in (self.cost, self.weight_initializer, self.regularization, self.early_stopping):
            box.currentIndexChanged.connect(self._check)
        for spin in self._numbers:
            spin.valueChanged.connect(self._check)
        self.augmentation.toggled.connect(self.samples.show_distorted)
        self.augmentation.toggled.connect(self._check)
        for monitor in self.monitors.values():
            monitor.toggled.connect(self._check)

    def _keep_from_wheel(self) -> None:
        """Let the wheel scroll the form, and change a field only where that has the focus."""
        for field in (*self.findChildren(QComboBox), *self.findChildren(QAbstractSpinBox)):
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # which the wheel does not give
            field.installEventFilter(self)

    def eventFilter(self, field: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and not cast(QWidget, field).hasFocus():
            event.ignore()  # and whoever has the field in it scrolls
            return True
        return super().eventFilter(field, event)

    def error(self) -> str | None:
        """What is wrong with an entry, as a sentence; None where all is well."""
        return self._error_of_hidden_layers() or self._error_of_early_stopping()

    def _error_of_hidden_layers(self) -> str | None:
        try:
            parse_hidden_layers(self.hidden_layers.text())
        except ValueError as error:
            return str(error)
        return None

    def _error_of_early_stopping(self) -> str | None:
        monitored = self.monitors["monitor_evaluation_accuracy"].isChecked()
        if self._early_stopping() != "off" and not monitored:
            return "Early stopping goes by the evaluation accuracy: switch its monitor on."
        return None

    def _early_stopping(self) -> str:
        return EARLY_STOPPINGS[self.early_stopping.currentText()]

    def architecture(self) -> Architecture:
        """The network described. Raises ValueError while an entry is wrong."""
        return Architecture(
            parse_hidden_layers(self.hidden_layers.text()),
            COST_NAMES[self.cost.currentText()],
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
            augmentation=self.augmentation.isChecked(),
            early_stopping=self._early_stopping(),
            no_improvement_in=self.no_improvement_in.value(),
            monitor_evaluation_cost=self.monitors["monitor_evaluation_cost"].isChecked(),
            monitor_evaluation_accuracy=self.monitors["monitor_evaluation_accuracy"].isChecked(),
            monitor_training_cost=self.monitors["monitor_training_cost"].isChecked(),
            monitor_training_accuracy=self.monitors["monitor_training_accuracy"].isChecked(),
        )

    def finish_entries(self) -> None:
        """Let a number that is still being typed count as it stands."""
        for spin in self._numbers:
            spin.interpretText()

    def show_architecture(self, architecture: Architecture) -> None:
        """Fill the form's upper part."""
        self.hidden_layers.setText(written(architecture.hidden_layers))
        names = {value: name for name, value in COST_NAMES.items()}
        self.cost.setCurrentText(names[architecture.cost])
        self.weight_initializer.setCurrentText(architecture.weight_initializer)

    def show_hyperparameters(self, hyperparameters: Hyperparameters) -> None:
        """Fill the form's other parts."""
        for spin, number in (
            (self.epochs, hyperparameters.epochs),
            (self.mini_batch_size, hyperparameters.mini_batch_size),
            (self.no_improvement_in, hyperparameters.no_improvement_in),
        ):
            spin.setValue(min(number, spin.maximum()))  # a script may name more than Qt can hold
        self.eta.setValue(hyperparameters.eta)
        self.lmbda.setValue(hyperparameters.lmbda)
        self.regularization.setCurrentText(hyperparameters.regularization)
        self.augmentation.setChecked(hyperparameters.augmentation)
        names = {value: name for name, value in EARLY_STOPPINGS.items()}
        self.early_stopping.setCurrentText(names[hyperparameters.early_stopping])
        for name, box in self.monitors.items():
            box.setChecked(getattr(hyperparameters, name))

    def show_running(self, running: bool) -> None:
        """While a run goes by the form, only what the run can take up may be changed."""
        for widget in (
            self.hidden_layers,
            self.cost,
            self.weight_initializer,
            self.regularization,
            self.mini_batch_size,
            self.augmentation,
            self.early_stopping,
            *self.monitors.values(),
        ):
            widget.setEnabled(not running)
        self.no_improvement_in.setEnabled(not running and self._early_stopping() != "off")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._color()
        super().changeEvent(event)

    def _check(self) -> None:
        error = self._error_of_hidden_layers()
        _show_error(self.hidden_layers_error, error)
        _show_error(self.early_stopping_error, self._error_of_early_stopping())
        self.hidden_layers.setStyleSheet(
            f"QLineEdit {{ border: 1px solid {theme.current().error.name()}; }}" if error else ""
        )
        self.no_improvement_in.setEnabled(
            self.early_stopping.isEnabled() and self._early_stopping() != "off"
        )
        self.changed.emit()

    def _color(self) -> None:
        for label in (self.hidden_layers_error, self.early_stopping_error):
            theme.set_text_color(label, theme.current().error)


def _form_layout(group: QGroupBox) -> QFormLayout:
    layout = QFormLayout(group)
    layout.setVerticalSpacing(6)
    layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return layout


def _error_label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.hide()
    return label


def _show_error(label: QLabel, error: str | None) -> None:
    label.setText(error or "")
    label.setVisible(error is not None)


def _choice(name: str, texts: "dict[str, str] | tuple[str, ...]") -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.addItems(list(texts))
    return box


def _number(name: str, value: float, least: float, most: float, smallest_step: float) -> NumberBox:
    box = NumberBox(value, least, most, smallest_step)
    box.setObjectName(name)
    box.setMinimumWidth(NARROWEST)
    return box


def _whole_number(name: str, value: int) -> WholeNumberBox:
    box = WholeNumberBox(value, MOST_COUNT)
    box.setObjectName(name)
    box.setMinimumWidth(NARROWEST)  # few numbers are as long as the largest
    return box
