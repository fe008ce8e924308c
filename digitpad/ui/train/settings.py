"""The settings of training, one row each, with their fields, defaults and explanations.

A field's value is the setting as `Architecture` and `Hyperparameters` have it.
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLineEdit, QSpinBox, QWidget

from digitpad.core.data.data_spec import EVALUATION_DATA
from digitpad.core.learning.settings import REGULARIZATIONS, WEIGHT_INITIALIZERS
from digitpad.core.network_file import MOST_COUNT
from digitpad.session.runs.advice import good_rates
from digitpad.session.runs.run_settings import COSTS_IN_WORDS, NAMES, NEURONS_IN_WORDS
from digitpad.ui.parts.number_fields import NumberField, PartField, whole_number

NETWORK, LEARNING, MORE, MONITOR = "Network", "Learning", "More", "Monitor"
IMAGES = 50_000  # training images, until the data are loaded
MOST_EPOCHS = 100_000  # more than a day of training at a second per epoch
# The bounds of a float with all its digits.
SMALLEST, LARGEST = sys.float_info.min, sys.float_info.max


@dataclass(frozen=True, slots=True)
class Setting:
    """A row of SETTINGS.

    name: of the field, and of the attribute of Architecture or Hyperparameters, if there is one.
    label: the text before the field; empty for a check box with its own. make: makes the field.
    about: explains it.
    """

    name: str
    group: str
    label: str
    make: Callable[[], QWidget]
    about: str

    @property
    def word(self) -> str:
        """Its name in sentences; all monitors share one. Empty if no sentence names it."""
        return "monitors" if self.group == MONITOR else NAMES.get(self.name, "")


def _choice(values: Mapping[str, object]) -> QComboBox:
    """A field that offers these texts, with their values."""
    box = QComboBox()
    for text, value in values.items():
        box.addItem(text, value)
    return box


def _named(values: Iterable[str]) -> Mapping[str, str]:
    """Values whose texts are their names in code."""
    return {value: value for value in values}


def _text(text: str, placeholder: str) -> QLineEdit:
    line = QLineEdit(text)
    line.setPlaceholderText(placeholder)
    return line


def _check(text: str, is_checked: bool = False) -> QCheckBox:
    box = QCheckBox(text)
    box.setChecked(is_checked)
    return box


def _some_epochs() -> QSpinBox:
    box = whole_number(10, 1, MOST_COUNT)
    box.setSuffix(" epochs")
    return box


# Qt marks one property of each kind of field as the one that users edit.


def value_of(field: QWidget) -> Any:
    """The value of a field."""
    if isinstance(field, QComboBox):
        return field.currentData()
    return field.metaObject().userProperty().read(field)


def show_value(field: QWidget, value: Any) -> None:
    """Set the value of a field; a number that is too large becomes the largest."""
    if isinstance(field, QComboBox):
        field.setCurrentIndex(field.findData(value))
        return
    if isinstance(field, QSpinBox | QDoubleSpinBox):
        value = min(value, field.maximum())
    field.metaObject().userProperty().write(field, value)


def can_have(field: QWidget, value: object) -> bool:
    """Whether a field accepts a value, by its type and its choices."""
    if isinstance(field, QComboBox):
        return field.findData(value) >= 0
    return type(value) is type(value_of(field))


def changed_of(field: QWidget) -> SignalInstance:
    """The signal of a field whose value has changed."""
    name = field.metaObject().userProperty().notifySignal().name()
    changed: SignalInstance = getattr(field, bytes(name.data()).decode())
    return changed


SETTINGS = (
    Setting(
        "hidden_layers", NETWORK, "hidden &layers",
        partial(_text, "30", "30, or 100, 30, or none"),
        "Neurons of each hidden layer: 30, or 100, 30 for two layers, or none. 10 to 200 are "
        "sensible. Try 100: it learns more slowly, and reads better.",
    ),
    Setting(
        "neurons", NETWORK, "ne&urons",
        partial(_choice, {words: kind for kind, words in NEURONS_IN_WORDS.items()}),
        "What hidden neurons do with z: sigmoid, from 0 to 1; tanh, from −1 to 1; rectified linear "
        "(relu), 0 or z. Try rectified linear with η 0.1, and watch the first epochs.",
    ),
    Setting(
        "cost", NETWORK, "&cost",
        partial(_choice, {words: cost for cost, words in COSTS_IN_WORDS.items()}),
        "What training makes small. Badly wrong outputs learn slowly with the quadratic cost: "
        "compare the first epochs. With the log-likelihood outputs are a softmax: watch the bars.",
    ),
    Setting(
        "weight_initializer", NETWORK, "&initial weights",
        partial(_choice, _named(WEIGHT_INITIALIZERS)),
        "How the first weights are drawn, at random around 0. default: with the standard "
        "deviation 1/√inputs; large: with 1, which saturates hidden neurons, so that the first "
        "epochs are worse.",
    ),
    Setting(
        "eta", LEARNING, "lear&ning rate η",
        partial(NumberField, 0.5, SMALLEST, LARGEST, 1e-6),
        f"How far each step of gradient descent goes. Try {good_rates()}, and more with the "
        "quadratic cost. It can be changed during a run: try a tenth when the curves level off.",
    ),
    Setting(
        "lmbda", LEARNING, "regulari&zation λ",
        partial(NumberField, 5.0, 0.0, LARGEST, 1e-4),
        "Pulls weights towards 0 in every step. 0 switches it off: watch the two cost curves "
        "part. With 50,000 images 0.1 to 10 is sensible, with fewer images less.",
    ),
    Setting(
        "epochs", LEARNING, "e&pochs",
        partial(whole_number, 30, 1, MOST_EPOCHS),
        "How many times the network learns from all training images. 5 to 60 is sensible. It can "
        "be changed during a run: add some while the accuracy still rises.",
    ),
    Setting(
        "mini_batch_size", LEARNING, "&mini-batch size",
        partial(whole_number, 10, 1, MOST_COUNT),
        "Training images for each step of gradient descent. 10 to 100 is sensible. Try 1: an "
        "epoch takes longer, and its steps go astray more.",
    ),
    Setting(
        "regularization", MORE, "regularization t&ype",
        partial(_choice, _named(REGULARIZATIONS)),
        "How weights are pulled towards 0. L2: each in proportion to itself; L1: all by the same "
        "amount, so that weights that matter little become 0. Look at them in Inside.",
    ),
    Setting(
        "dropout", MORE, "dropou&t",
        partial(PartField, 0.0),
        "The part of the hidden neurons that each mini-batch leaves out. Try 0.5 with 100 neurons, "
        "1,000 images and λ 0, and lay its curves over those without dropout in Runs.",
    ),
    Setting(
        "momentum", MORE, "momentum",
        partial(PartField, 0.0),
        "The part of its velocity that each step keeps. Try 0.9 with a tenth of η, which takes "
        "steps as large in the end: watch how soon the costs fall.",
    ),
    Setting(
        "seed", MORE, "seed",
        partial(_text, "", "random"),
        "A whole number from which all random numbers follow: the first weights, and the order "
        "of the images. With the same seed a run comes out the same again. Empty: another seed "
        "each time.",
    ),
    Setting(
        "training_size", MORE, "trainin&g images",
        partial(whole_number, IMAGES, 1, IMAGES),
        "How many of the training images the network learns from. Try 1,000 with λ 0: it overfits, "
        "as in the book. Another number begins a new run.",
    ),
    Setting(
        "augmentation", MORE, "&distorted images",
        partial(_check, ""),
        "In each epoch every training image is turned, slanted, stretched and bent anew, as the "
        "strip shows. The network learns digits rather than pictures: give it more epochs.",
    ),
    Setting(
        "early_stopping", MORE, "early &stopping",
        partial(_choice, {"off": "off", "stop": "stop", "halve η": "halve"}),
        "When the evaluation accuracy has had no new best for some epochs: stop; or halve η, and "
        "stop when it has fallen to 1/128. Try it with 100 epochs.",
    ),
    Setting(
        "no_improvement_in", MORE, "patience",
        _some_epochs,
        "Epochs in a row without a new best evaluation accuracy, before early stopping acts. 5 to "
        "20 is sensible.",
    ),
    Setting(
        "evaluation_data", MORE, "evaluation d&ata",
        partial(_choice, _named(EVALUATION_DATA)),
        "The images that evaluation cost and accuracy are measured on; nothing is learnt from "
        "them. Choose settings by the validation data; the test data are for the end. A hand has a "
        "third of its digits as validation data, and MNIST’s test data.",
    ),
    Setting(
        "monitor_evaluation_cost", MONITOR, "",
        partial(_check, "evaluation cost", True),
        "Measure the cost on the evaluation data after each epoch. If it rises while the training "
        "cost falls, the network overfits.",
    ),
    Setting(
        "monitor_evaluation_accuracy", MONITOR, "",
        partial(_check, "evaluation accuracy", True),
        "After each epoch, count the evaluation images that are read right.",
    ),
    Setting(
        "monitor_training_cost", MONITOR, "",
        partial(_check, "training cost", True),
        "Measure the cost on the training data after each epoch.",
    ),
    Setting(
        "monitor_training_accuracy", MONITOR, "",
        partial(_check, "training accuracy", True),
        "After each epoch, count the training images that are read right. If they are far above "
        "the evaluation accuracy, the network overfits.",
    ),
    Setting(
        "monitor_gradient_lengths", MONITOR, "",
        partial(_check, "length of gradients"),
        "Measure before each epoch how quickly each layer learns: the length of its biases’ mean "
        "gradient (the book’s chapter 5). Export Curves writes it as CSV; Inside > Learning "
        "measures for itself. This takes about as long as an epoch without monitors.",
    ),
)  # fmt: skip
