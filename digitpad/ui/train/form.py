"""The form that describes a network and how to train it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel

from digitpad.core.data.data_spec import EVALUATION_DATA
from digitpad.core.learning.architecture import Architecture, parse_hidden_layers, written
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.core.text import shortened
from digitpad.session.runs.run_settings import COSTS_IN_WORDS
from digitpad.ui.parts import theme
from digitpad.ui.parts.focus import WheelGuard
from digitpad.ui.parts.layouts import label_of, row
from digitpad.ui.parts.number_fields import waiting
from digitpad.ui.train.fields import EARLY_STOPPINGS, Fields

LONGEST_QUOTE = 16  # letters of an entry in a sentence about it

Entries = Callable[[], None]  # fills entries in again


class Form(Fields):
    """The fields, in three groups; `architecture` and `hyperparameters` return what they say."""

    changed = Signal()
    """The user or the program has changed an entry."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = QFormLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setVerticalSpacing(3)
        self._rows.setHorizontalSpacing(12)
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._add_network_rows()
        self._add_learning_rows()
        self._add_monitor_rows()
        self._connect()
        WheelGuard(self)

    def _add_heading(self, text: str) -> None:
        heading = QLabel(text)
        theme.give_role(heading, "heading")
        self._rows.addRow(heading)

    def _add_network_rows(self) -> None:
        rows = self._rows
        self._add_heading("Network")
        rows.addRow(label_of(self.hidden_layers, "hidden &layers"), self.hidden_layers)
        rows.addRow(row(self.hidden_layers_error))  # in a row: hidden, it keeps its room
        rows.addRow(label_of(self.cost, "&cost"), self.cost)
        rows.addRow(label_of(self.weight_initializer, "&initial weights"), self.weight_initializer)
        rows.addRow(label_of(self.seed, "seed"), row((self.seed, 1), self.seed.take, spacing=6))

    def _add_learning_rows(self) -> None:
        rows = self._rows
        self._add_heading("Learning")
        rows.addRow(label_of(self.eta, "lear&ning rate η"), self.eta)
        penalty = row(self.regularization, (self.lmbda, 1), spacing=6)
        rows.addRow(label_of(self.lmbda, "regulari&zation λ"), penalty)
        rows.addRow(label_of(self.epochs, "e&pochs"), self.epochs)
        rows.addRow(label_of(self.mini_batch_size, "&mini-batch size"), self.mini_batch_size)
        rows.addRow(label_of(self.training_size, "trainin&g images"), self.training_size)
        rows.addRow(self.augmentation, self.samples)
        stopping = row(self.early_stopping, (self.no_improvement_in, 1), spacing=6)
        rows.addRow(label_of(self.early_stopping, "early &stopping"), stopping)
        rows.addRow(row(self.learning_error))

    def _add_monitor_rows(self) -> None:
        self._add_heading("Monitor")
        first, second, third, fourth, gradients = self.monitors.values()
        for boxes in (row((first, 1), (second, 1)), row((third, 1), (fourth, 1)), row(gradients)):
            self._rows.addRow(boxes)
        label = label_of(self.evaluation_data, "evaluation d&ata")
        self._rows.addRow(label, self.evaluation_data)

    def _connect(self) -> None:
        self.hidden_layers.textChanged.connect(self._check)
        self.seed.textChanged.connect(self._check)
        for box in self.findChildren(QComboBox):
            box.currentIndexChanged.connect(self._check)
        for spin in self._numbers:
            spin.valueChanged.connect(self._check)
            spin.lineEdit().textEdited.connect(self._show_errors)
            spin.editingFinished.connect(self._show_errors)
        self.augmentation.toggled.connect(self.samples.show_distorted)
        self.augmentation.toggled.connect(self._check)
        for monitor in self.monitors.values():
            monitor.toggled.connect(self._check)

    def error(self) -> str | None:
        """What is wrong with an entry, as a sentence; None if nothing is."""
        return self._error_of_network() or self._error_of_learning()

    def _error_of_hidden_layers(self) -> str | None:
        try:
            parse_hidden_layers(self.hidden_layers.text())
        except ValueError as error:
            return str(error)
        return None

    def _error_of_network(self) -> str | None:
        return self._error_of_hidden_layers() or self.seed.error

    def _error_of_learning(self) -> str | None:
        monitored = self.monitors["monitor_evaluation_accuracy"].isChecked()
        if self._early_stopping() != "off" and not monitored:
            return "Early stopping needs the evaluation accuracy: switch its monitor on."
        return None

    def _early_stopping(self) -> str:
        return EARLY_STOPPINGS[self.early_stopping.currentText()]

    def architecture(self) -> Architecture:
        """The network that the form describes. Raises ValueError while an entry is wrong."""
        return Architecture(
            parse_hidden_layers(self.hidden_layers.text()),
            list(COSTS_IN_WORDS)[self.cost.currentIndex()],
            self.weight_initializer.currentText(),
        )

    def hyperparameters(self) -> Hyperparameters:
        """How the form says to train it. Raises ValueError while an entry is wrong."""
        return Hyperparameters(
            epochs=self.epochs.value(),
            mini_batch_size=self.mini_batch_size.value(),
            eta=self.eta.value(),
            lmbda=self.lmbda.value(),
            regularization=self.regularization.currentText(),
            augmentation=self.augmentation.isChecked(),
            early_stopping=self._early_stopping(),
            no_improvement_in=self.no_improvement_in.value(),
            **{name: box.isChecked() for name, box in self.monitors.items()},
        )

    def chosen_training_size(self) -> int | None:
        """How many of the training images to learn from; None for all."""
        size = self.training_size.value()
        return None if size == self.training_size.maximum() else size

    def finish_entries(self) -> None:
        """Take numbers that are still being typed as they are now."""
        for spin in self._numbers:
            spin.interpretText()

    def waiting(self) -> str:
        """Which numbers are typed and do not count yet, as a sentence; empty where none are."""
        typed = [
            f"{spin.accessibleName()} “{shortened(text, LONGEST_QUOTE)}”"
            for spin in self._numbers
            if (text := waiting(spin))
        ]
        return f"{' and '.join(typed)}: Return takes it." if typed else ""

    def entries(self) -> Entries:
        """The present entries, as a function that fills them in again."""
        texts = [partial(f.setText, f.text()) for f in (self.hidden_layers, self.seed)]
        choices = [partial(f.setCurrentText, f.currentText()) for f in self.findChildren(QComboBox)]
        rates = [partial(f.setValue, f.value()) for f in self._rates]
        counts = [partial(f.setValue, f.value()) for f in self._counts]
        boxes = (self.augmentation, *self.monitors.values())
        checks = [partial(box.setChecked, box.isChecked()) for box in boxes]

        def fill_in() -> None:
            for fill_in_one in (*texts, *choices, *rates, *counts, *checks):
                fill_in_one()

        return fill_in

    def show_architecture(self, architecture: Architecture) -> None:
        """Fill in the group Network, except the seed."""
        self.hidden_layers.setText(written(architecture.hidden_layers))
        self.cost.setCurrentText(COSTS_IN_WORDS[architecture.cost])
        self.weight_initializer.setCurrentText(architecture.weight_initializer)

    def show_hyperparameters(self, hyperparameters: Hyperparameters) -> None:
        """Fill in the groups Learning and Monitor, except the parts of the data."""
        for spin, number in (
            (self.epochs, hyperparameters.epochs),
            (self.mini_batch_size, hyperparameters.mini_batch_size),
            (self.no_improvement_in, hyperparameters.no_improvement_in),
        ):
            spin.setValue(min(number, spin.maximum()))  # a file may have more
        self.eta.setValue(hyperparameters.eta)
        self.lmbda.setValue(hyperparameters.lmbda)
        self.regularization.setCurrentText(hyperparameters.regularization)
        self.augmentation.setChecked(hyperparameters.augmentation)
        names = {value: name for name, value in EARLY_STOPPINGS.items()}
        self.early_stopping.setCurrentText(names[hyperparameters.early_stopping])
        for name, box in self.monitors.items():
            box.setChecked(getattr(hyperparameters, name))

    def show_data_parts(self, training_size: int | None, evaluation: str) -> None:
        """Fill in how many images to learn from, None for all, and what to evaluate on."""
        most = self.training_size.maximum()
        self.training_size.setValue(most if training_size is None else min(training_size, most))
        self.evaluation_data.setCurrentText(evaluation)

    def show_images(self, images: int) -> None:
        """Set how many training images there are. If all were chosen, all still are."""
        size = self.chosen_training_size()
        self.training_size.setMaximum(images)
        self.show_data_parts(size, self.evaluation_data.currentText())

    def restore_defaults(self) -> None:
        """Fill in the entries of the first start."""
        self.show_architecture(Architecture())
        self.seed.show_seed(None)
        self.show_hyperparameters(Hyperparameters())
        self.show_data_parts(None, EVALUATION_DATA[0])

    def show_running(self, running: bool, is_experiment: bool = False) -> None:
        """While a run is trained, leave only those fields enabled that can change it.

        Nothing changes a run of an experiment.
        """
        for changeable in (self.eta, self.lmbda, self.epochs):
            changeable.setEnabled(not is_experiment)
        for widget in (
            self.hidden_layers,
            self.cost,
            self.weight_initializer,
            self.seed,
            self.seed.take,
            self.regularization,
            self.mini_batch_size,
            self.training_size,
            self.evaluation_data,
            self.augmentation,
            self.early_stopping,
            *self.monitors.values(),
        ):
            widget.setEnabled(not running)
        self.no_improvement_in.setEnabled(not running and self._early_stopping() != "off")

    def _check(self) -> None:
        self._show_errors()
        self.no_improvement_in.setEnabled(
            self.early_stopping.isEnabled() and self._early_stopping() != "off"
        )
        self.changed.emit()

    def _show_errors(self) -> None:
        self.hidden_layers_error.show_error(self._error_of_network())
        self.learning_error.show_error(self._error_of_learning(), self.waiting())
        theme.give_role(
            self.hidden_layers, "error" if self._error_of_hidden_layers() is not None else ""
        )
        theme.give_role(self.seed, "error" if self.seed.error is not None else "")
        for number in self._numbers:
            theme.give_role(number, "waiting" if waiting(number) else "")
