"""digitpad: draw a digit; watch a network that you trained in seconds read it.

The network of chapter 3 of Michael Nielsen's *Neural Networks and Deep Learning*, for scripts
and notebooks. The book's programs are here by their names, see `network`, `network2` and
`mnist_loader`; the same session with all that digitpad has besides:

    >>> import digitpad
    >>> training_data, validation_data, test_data = digitpad.load_data_wrapper()
    >>> net = digitpad.Network([784, 30, 10], cost=digitpad.CrossEntropyCost)
    >>> net.SGD(training_data, 30, 10, 0.5, lmbda=5.0, evaluation_data=validation_data,
    ...         monitor_evaluation_accuracy=True)

The window is `python -m digitpad`; importing this package brings no Qt with it.

core                NumPy: networks, their training, the digits, the reading of drawings
training            trains in a process of its own
session             what the program knows and decides, without widgets
ui                  the window
wiring              makes the rooms of the window, and connects them
app, application    start the program; what Qt and the desktop know of it
single_instance     lets a second start hand its files to the window that is there
resources           finds MNIST, pen digits, the shipped network and icons
network, network2   the book's programs of chapters 1 and 3, by their names
mnist_loader        the book's program that loads MNIST
evaluate            a command: how good a network file is
experiments         a command: does the book's experiments
"""

from digitpad.core.costs import CrossEntropyCost, LogLikelihoodCost, QuadraticCost
from digitpad.core.data.dataset import Dataset, load_data_wrapper, vectorized_result
from digitpad.core.learning.epoch import Change, EpochResult
from digitpad.core.learning.settings import Hyperparameters
from digitpad.core.network import Network
from digitpad.core.network_file import NetworkFileError, load
from digitpad.core.neurons import sigmoid, sigmoid_prime

TYPE_CHECKING = False  # as in `typing`, which need not be imported for it
if TYPE_CHECKING:
    from digitpad.core.learning.sgd import train

__all__ = [
    "Change",
    "CrossEntropyCost",
    "Dataset",
    "EpochResult",
    "Hyperparameters",
    "LogLikelihoodCost",
    "Network",
    "NetworkFileError",
    "QuadraticCost",
    "load",
    "load_data_wrapper",
    "sigmoid",
    "sigmoid_prime",
    "train",
    "vectorized_result",
]


def __getattr__(name: str) -> object:
    if name != "train":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # Imported when it is wanted: the window, whose training is another process, appears sooner.
    from digitpad.core.learning.sgd import train

    return train
