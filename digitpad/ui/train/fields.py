"""The fields of the form, each with what it means, which values are sensible, and what to try."""

import sys

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from digitpad.core.data.data_spec import EVALUATION_DATA
from digitpad.core.files.network_keys import MOST_COUNT
from digitpad.core.learning.hyperparameters import (
    REGULARIZATIONS,
    WEIGHT_INITIALIZERS,
    Hyperparameters,
)
from digitpad.session.runs.run_settings import COSTS_IN_WORDS
from digitpad.ui.parts.layouts import choice_box, named
from digitpad.ui.parts.lines import ErrorPlace
from digitpad.ui.parts.number_fields import NumberField, whole_number
from digitpad.ui.train.samples_strip import SamplesStrip
from digitpad.ui.train.seed_field import SeedField

# What the form says, and the program's own word for it.
EARLY_STOPPINGS = {"off": "off", "stop": "stop", "halve η": "halve"}
MONITORS = {
    "monitor_evaluation_cost": (
        "evaluation cost",
        "Measure the cost on the evaluation data after each epoch. Where it rises while the "
        "training cost falls, the network overfits.",
    ),
    "monitor_evaluation_accuracy": (
        "evaluation accuracy",
        "Count the evaluation images that are read right after each epoch.",
    ),
    "monitor_training_cost": (
        "training cost",
        "Measure the cost on the training data after each epoch.",
    ),
    "monitor_training_accuracy": (
        "training accuracy",
        "Count the training images that are read right after each epoch. Far above the "
        "evaluation accuracy, the network overfits.",
    ),
    "monitor_gradient_lengths": (
        "length of gradients",
        "Measure before each epoch how quickly each layer learns: the length of its biases’ "
        "mean gradient (the book’s chapter 5). The tab Runs draws it. It takes about as long "
        "as an epoch without monitors.",
    ),
}
ON_ERROR = "Nothing can be trained until this entry is right."
IMAGES = 50_000  # training images, until the data are loaded
MOST_EPOCHS = 100_000  # more than a day of training at a second an epoch
# The bounds of a float, and so of a file. Smaller numbers would have fewer digits.
SMALLEST, LARGEST = sys.float_info.min, sys.float_info.max


class Fields(QWidget):
    """Makes the fields; `Form` puts them in place and reads them."""

    def __init__(self) -> None:
        super().__init__()
        self._make_network_fields()
        self._make_learning_fields()
        self.monitors = {
            name: named(QCheckBox(text), name, about) for name, (text, about) in MONITORS.items()
        }
        for name, box in self.monitors.items():
            box.setChecked(getattr(Hyperparameters(), name))

    def _make_network_fields(self) -> None:
        self.hidden_layers = named(
            QLineEdit("30"),
            "hidden_layers",
            "Neurons of each hidden layer: 30, or 100, 30 for two layers, or none. 10 to 200 "
            "are sensible. Try 100: it learns more slowly, and reads better.",
        )
        self.hidden_layers.setPlaceholderText("30, or 100, 30, or none")
        self.hidden_layers_error = ErrorPlace("hidden_layers_error", ON_ERROR)
        self.cost = choice_box(
            "cost",
            "What training makes small. The cross-entropy learns fast even where an output is "
            "badly wrong, the quadratic cost slowly: train with both, and compare the first "
            "epochs.",
            texts=COSTS_IN_WORDS.values(),
        )
        self.weight_initializer = choice_box(
            "weight_initializer",
            "How the first weights are drawn, at random around 0. default: with the standard "
            "deviation 1/√inputs; large: with 1, which saturates hidden neurons, so that the "
            "first epochs are worse.",
            texts=WEIGHT_INITIALIZERS,
        )
        self.seed = SeedField()

    def _make_learning_fields(self) -> None:
        self.eta = named(
            NumberField(0.5, SMALLEST, LARGEST, 1e-6),
            "eta",
            "How far each step of gradient descent goes. 0.1 to 1 is sensible, up to 3 with "
            "the quadratic cost. It can be changed during a run: try a tenth when the curves "
            "level off.",
        )
        self.lmbda = named(
            NumberField(5.0, 0.0, LARGEST, 1e-4),
            "lmbda",
            "Pulls weights towards 0 in every step. 0 switches it off: watch the two cost "
            "curves part. With 50,000 images 0.1 to 10 is sensible, with fewer images less.",
        )
        self.regularization = choice_box(
            "regularization",
            "How weights are pulled towards 0. L2: each in proportion to itself; L1: all by "
            "the same amount, so that weights that matter little become 0. Look at them in "
            "Inside.",
            "Kind of regularization",
            REGULARIZATIONS,
        )
        self.epochs = named(
            whole_number(30, 1, MOST_EPOCHS),
            "epochs",
            "How many times the network learns from all training images. 5 to 60 is sensible. "
            "It can be changed during a run: add some while the accuracy still rises.",
        )
        self.mini_batch_size = named(
            whole_number(10, 1, MOST_COUNT),
            "mini_batch_size",
            "Training images for each step of gradient descent. 10 to 100 is sensible. Try 1: "
            "an epoch takes longer, and its steps go astray more.",
        )
        self.training_size = named(
            whole_number(IMAGES, 1, IMAGES),
            "training_size",
            "The network learns from only the first so many images. Try 1,000 with λ 0: it "
            "overfits, as in the book. Another number begins a new run.",
        )
        self.evaluation_data = choice_box(
            "evaluation_data",
            "The images that evaluation cost and accuracy are measured on; nothing is learnt "
            "from them. Choose settings by the validation data; the test data are for the end."
            " Of a hand, a third is held back for validation, and the test data are MNIST’s.",
            texts=EVALUATION_DATA,
        )
        self.augmentation = named(
            QCheckBox("&distort images"),
            "augmentation",
            "In each epoch every training image is turned, slanted, stretched and bent anew, "
            "as the strip shows. The network learns digits rather than pictures: give it more "
            "epochs.",
        )
        self.samples = SamplesStrip()
        self.early_stopping = choice_box(
            "early_stopping",
            "When the evaluation accuracy has had no new best for some epochs: stop; or halve "
            "η, and stop when it has fallen to 1/128. Try it with 100 epochs.",
            texts=EARLY_STOPPINGS,
        )
        self.no_improvement_in = named(
            whole_number(10, 1, MOST_COUNT),
            "no_improvement_in",
            "Epochs in a row without a new best evaluation accuracy, before it acts. 5 to 20 "
            "is sensible.",
            "Early stopping",
        )
        self.no_improvement_in.setSuffix(" epochs")
        self.learning_error = ErrorPlace("learning_error", ON_ERROR)
        rates = (self.eta, self.lmbda)
        counts = (self.epochs, self.mini_batch_size, self.training_size, self.no_improvement_in)
        self._rates, self._counts, self._numbers = rates, counts, (*rates, *counts)
