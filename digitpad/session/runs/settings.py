"""The settings of training, one row each: what the form, sentences and comparisons are made from.

Their checks and defaults are those of `Architecture`, `Hyperparameters` and `DataSpec`, whose
attributes they name. No Qt.
"""

import math
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from digitpad.core.costs import COSTS
from digitpad.core.data.data_spec import EVALUATION_DATA
from digitpad.core.learning.settings import (
    MOMENTUMS,
    REGULARIZATIONS,
    WEIGHT_INITIALIZERS,
    Architecture,
    Hyperparameters,
)
from digitpad.core.network_file import MOST_COUNT
from digitpad.core.neurons import KINDS
from digitpad.core.text import capitalized
from digitpad.session.runs.advice import good_rates, kinds_in_words

GROUPS = NETWORK, LEARNING, MORE, MONITOR = "Network", "Learning", "More", "Monitor"
IMAGES = 50_000  # training images, until the data are loaded
MOST_EPOCHS = 100_000  # more than a day of training at a second per epoch
# The bounds of a float with all its digits.
SMALLEST, LARGEST = sys.float_info.min, sys.float_info.max
BELOW_1 = math.nextafter(1.0, 0.0)


# What a field takes. value_type: of the setting.


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of some values, by the texts that a person sees."""

    value_type: ClassVar = str
    values: Mapping[str, str]

    def text_of(self, value: str) -> str:
        return next(text for text, each in self.values.items() if each == value)


@dataclass(frozen=True, slots=True)
class Check:
    """Yes or no. text: beside the check box, if the row has no label."""

    value_type: ClassVar = bool
    text: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from 1 on."""

    value_type: ClassVar = int
    most: int
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A number of any size. smallest_step: the first step above `least`."""

    value_type: ClassVar = float
    least: float
    smallest_step: float


@dataclass(frozen=True, slots=True)
class Between:
    """A number within bounds, in steps of a tenth."""

    value_type: ClassVar = float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Text:
    """Words that are read as layers, or as a seed."""

    placeholder: str
    value_type: type[Any]


@dataclass(frozen=True, slots=True)
class Setting:
    """A row of SETTINGS.

    name: of the field, and of the attribute of Architecture, Hyperparameters or DataSpec.
    label: the text before the field; empty for a check box with its own.
    takes: the values that the field accepts.
    about: explains it, and says what to try.
    word: its name in sentences and beside curves; empty if none names it. All monitors share one.
    own_values: the values that a person's own experiment begins with, as text; empty for all of a
        OneOf or Check, and None if they are not compared.
    """

    name: str
    group: str
    label: str
    takes: OneOf | Check | Whole | Number | Between | Text
    about: str
    word: str = ""
    own_values: str | None = None

    @property
    def title(self) -> str:
        """What the form calls it, with a capital."""
        words = (self.label or getattr(self.takes, "text", "")).replace("&", "")
        return capitalized(words)

    @property
    def default(self) -> Any:
        """The value of a new form; None if nothing says one."""
        return _DEFAULTS.get(self.name)

    def in_words(self, value: Any) -> str:
        """A value in words: yes, 10,000, 0.25, or the text of a choice."""
        if isinstance(self.takes, OneOf):
            return self.takes.text_of(value)
        if isinstance(value, bool):
            return "yes" if value else "no"
        return f"{value:,}" if isinstance(value, int) else f"{value:g}"


_DEFAULTS = {
    each.name: getattr(made, each.name)
    for made in (Architecture(), Hyperparameters())
    for each in fields(made)
}


def _named(values: Iterable[str]) -> Mapping[str, str]:
    """Values whose texts are their names in code."""
    return {value: value for value in values}


SETTINGS = (
    Setting(
        "hidden_layers", NETWORK, "hidden neu&rons",
        Text("30, or 100, 30, or none", tuple),
        "30; 100, 30 for two layers; or none. Try 100: it learns more slowly, and reads better.",
        word="hidden neurons", own_values="30; 100; 100, 30",
    ),
    Setting(
        "neurons", NETWORK, "ne&urons",
        OneOf({kind.words: name for name, kind in KINDS.items()}),
        f"What hidden neurons do with z: {kinds_in_words()}. Try rectified linear with η 0.1, and "
        "watch the first epochs.",
        word="neurons", own_values="",
    ),
    Setting(
        "cost", NETWORK, "&cost",
        OneOf({cost.words: name for name, cost in COSTS.items()}),
        "What training makes small. Badly wrong outputs learn slowly with the quadratic cost: "
        "compare the first epochs. With the log-likelihood outputs are a softmax: watch the bars.",
        word="cost", own_values="",
    ),
    Setting(
        "weight_initializer", NETWORK, "&initial weights",
        OneOf(_named(WEIGHT_INITIALIZERS)),
        "How the first weights are drawn, at random around 0. default: with the standard "
        "deviation 1/√inputs; large: with 1, which saturates hidden neurons, so that the first "
        "epochs are worse.",
        word="initial weights", own_values="",
    ),
    Setting(
        "eta", LEARNING, "lear&ning rate η",
        Number(SMALLEST, 1e-6),
        f"How far each step of gradient descent goes. Try {good_rates()}, and more with the "
        "quadratic cost. It can be changed during a run: try a tenth when the curves level off.",
        word="η", own_values="0.05, 0.5, 5",
    ),
    Setting(
        "lmbda", LEARNING, "regulari&zation λ",
        Number(0.0, 1e-4),
        "Pulls weights towards 0 in every step. 0 switches it off: watch the two cost curves "
        "part. With 50,000 images 0.1 to 10 is sensible, with fewer images less.",
        word="λ", own_values="0, 1, 5, 20",
    ),
    Setting(
        "epochs", LEARNING, "e&pochs",
        Whole(MOST_EPOCHS),
        "How many times the network learns from all training images. 5 to 60 is sensible. It can "
        "be changed during a run: add some while the accuracy still rises.",
        own_values="5, 10, 20",
    ),
    Setting(
        "mini_batch_size", LEARNING, "&mini-batch size",
        Whole(MOST_COUNT),
        "Training images for each step of gradient descent. 10 to 100 is sensible. Try 1: an "
        "epoch takes longer, and its steps go astray more.",
        word="mini-batch size", own_values="10, 30, 100",
    ),
    Setting(
        "regularization", MORE, "regularization t&ype",
        OneOf(_named(REGULARIZATIONS)),
        "How weights are pulled towards 0. L2: each in proportion to itself; L1: all by the same "
        "amount, so that weights that matter little become 0. Look at them in Inside.",
        word="regularization type", own_values="",
    ),
    Setting(
        "dropout", MORE, "dr&opout",
        Between(0.0, BELOW_1),
        "The part of the hidden neurons that each mini-batch leaves out. Try 0.5 with 100 neurons, "
        "1,000 images and λ 0, and lay its curves over those without dropout in Runs.",
        word="dropout", own_values="0, 0.25, 0.5",
    ),
    Setting(
        "momentum", MORE, "momentum",
        Between(*MOMENTUMS),
        "The part of its velocity that each step keeps. Try 0.9 with a tenth of η, which takes "
        "steps as large in the end: watch how soon the costs fall. Above 1 each step is longer "
        "than the last, and the run diverges; below 0 each takes back a part of the last.",
        word="momentum", own_values="0, 0.5, 0.9",
    ),
    Setting(
        "seed", MORE, "seed",
        Text("random", int),
        "A whole number from which all random numbers follow: the first weights, and the order "
        "of the images. With the same seed a run comes out the same again. Empty: another seed "
        "each time.",
        word="seed",
    ),
    Setting(
        "training_size", MORE, "trainin&g images",
        Whole(IMAGES),
        "How many of the training images the network learns from. Try 1,000 with λ 0: it overfits, "
        "as in the book. Another number begins a new run.",
        word="training images", own_values="1,000; 5,000; 20,000",
    ),
    Setting(
        "augmentation", MORE, "&distorted images",
        Check(),
        "In each epoch every training image is turned, slanted, stretched and bent anew, as the "
        "strip shows. The network learns digits rather than pictures: give it more epochs.",
        word="distorted images", own_values="",
    ),
    Setting(
        "early_stopping", MORE, "early &stopping",
        OneOf({"off": "off", "stop": "stop", "halve η": "halve"}),
        "When the evaluation accuracy has had no new best for some epochs: stop; or halve η, and "
        "stop when it has fallen to 1/128. Try it with 100 epochs.",
        word="early stopping",
    ),
    Setting(
        "no_improvement_in", MORE, "patience",
        Whole(MOST_COUNT, " epochs"),
        "Epochs in a row without a new best evaluation accuracy, before early stopping acts. 5 to "
        "20 is sensible.",
        word="patience",
    ),
    Setting(
        "evaluation_data", MORE, "evaluation d&ata",
        OneOf(_named(EVALUATION_DATA)),
        "The images that evaluation cost and accuracy are measured on; nothing is learnt from "
        "them. Choose settings by the validation data; the test data are for the end.",
        word="evaluation data",
    ),
    Setting(
        "monitor_evaluation_cost", MONITOR, "",
        Check("evaluation cost"),
        "Measure the cost on the evaluation data after each epoch. If it rises while the training "
        "cost falls, the network overfits.",
        word="monitors",
    ),
    Setting(
        "monitor_evaluation_accuracy", MONITOR, "",
        Check("evaluation accuracy"),
        "After each epoch, count the evaluation images that are read right.",
        word="monitors",
    ),
    Setting(
        "monitor_training_cost", MONITOR, "",
        Check("training cost"),
        "Measure the cost on the training data after each epoch.",
        word="monitors",
    ),
    Setting(
        "monitor_training_accuracy", MONITOR, "",
        Check("training accuracy"),
        "After each epoch, count the training images that are read right. If they are far above "
        "the evaluation accuracy, the network overfits.",
        word="monitors",
    ),
    Setting(
        "monitor_gradient_lengths", MONITOR, "",
        Check("length of gradients"),
        "Before each epoch, measure the length of the gradient of each layer’s biases: it says how "
        "quickly the layer learns (the book’s chapter 5). Inside > Learning draws these lengths, "
        "and Export Curves writes them. To measure takes about as long as to learn.",
        word="monitors",
    ),
)  # fmt: skip
