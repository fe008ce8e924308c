"""Settings: an architecture says how a network is built, hyper-parameters how it is trained.

A person chooses them; they are not learnt. A new setting is a field of `Hyperparameters`, what it
does in `step` of `core/network.py` and in `descent.py`, and a row of `session/runs/settings.py`; if
its formula is to be seen, also a part of `core/inside/slow_motion.py`.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import KW_ONLY, dataclass, fields, replace
from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from digitpad.core.costs import COSTS
from digitpad.core.neurons import KINDS
from digitpad.core.text import in_a_row, short

if TYPE_CHECKING:
    from digitpad.core.network import Network

WEIGHT_INITIALIZERS = ("default", "large")  # each has a method of Network
REGULARIZATIONS = ("L2", "L1")
MONITORS = (
    "monitor_evaluation_cost",
    "monitor_evaluation_accuracy",
    "monitor_training_cost",
    "monitor_training_accuracy",
    "monitor_gradient_lengths",
)
ALL_OFF: dict[str, Any] = dict.fromkeys(MONITORS, False)
Measured = Literal["every", "last"]  # the epochs that `train` measures
EARLY_STOPPING = ("off", "stop", "halve")
# The book asks what goes wrong with a momentum above 1 or below 0 (chapter 3, *Variations on
# stochastic gradient descent*), so both can be tried.
MOMENTUMS = -0.9, 1.5
CHANGEABLE = ("eta", "lmbda", "epochs")  # settings that can change while a network trains


@dataclass(frozen=True, slots=True)
class Hyperparameters:
    """The hyper-parameters of a run.

    With `augmentation` each epoch learns from new distortions of the training images, which must
    be 28x28; see `data/augment.py`.

    `early_stopping` is "off", "stop" or "halve", after `no_improvement_in` epochs without a new
    best evaluation accuracy; see `early_stopping.py`.

    Raises ValueError for a setting that makes no sense; the message begins with its name.
    """

    epochs: int = 30
    mini_batch_size: int = 10
    eta: float = 0.5
    lmbda: float = 5.0
    regularization: str = "L2"
    augmentation: bool = False
    early_stopping: str = "off"
    no_improvement_in: int = 10
    monitor_evaluation_cost: bool = True
    monitor_evaluation_accuracy: bool = True
    monitor_training_cost: bool = True
    monitor_training_accuracy: bool = True
    monitor_gradient_lengths: bool = False  # takes about as long as learning does
    _: KW_ONLY
    dropout: float = 0.0  # the part of the hidden neurons that a mini-batch leaves out
    momentum: float = 0.0  # the part of a step that the next step takes again

    def __post_init__(self) -> None:
        for name in ("epochs", "mini_batch_size", "no_improvement_in"):
            value = getattr(self, name)
            if not isinstance(value, (int, np.integer)) or isinstance(value, bool) or value < 1:
                raise ValueError(f"{name}: must be a whole number from 1 on, not {short(value)}")
            object.__setattr__(self, name, int(value))
        if as_float("eta", self.eta) <= 0:
            raise ValueError(f"eta: must be a number above 0, not {self.eta!r}")
        check_regularization(self.lmbda, self.regularization)
        if not 0 <= as_float("dropout", self.dropout) < 1:
            raise ValueError(f"dropout: must be a number from 0 to below 1, not {self.dropout!r}")
        least, most = MOMENTUMS
        if not least <= as_float("momentum", self.momentum) <= most:
            raise ValueError(
                f"momentum: must be a number from {least} to {most}, not {self.momentum!r}"
            )
        for name in ("eta", "lmbda", "dropout", "momentum"):
            # With a NumPy float64, arithmetic on float32 arrays would become float64.
            object.__setattr__(self, name, float(getattr(self, name)))
        for name in ("augmentation", *MONITORS):
            value = getattr(self, name)
            if not isinstance(value, (bool, np.bool_)):
                raise ValueError(f"{name}: must be True or False, not {short(value)}")
            object.__setattr__(self, name, bool(value))
        if self.early_stopping not in EARLY_STOPPING:
            raise ValueError(
                f"early_stopping: must be off, stop or halve, not {short(self.early_stopping)}"
            )
        if self.early_stopping != "off" and not self.monitor_evaluation_accuracy:
            raise ValueError(
                "early_stopping: it needs the evaluation accuracy, which is not monitored"
            )


@dataclass(frozen=True, slots=True)
class StepSize:
    """What decides how far a step of gradient descent goes.

    n: how many training examples there are in all.
    """

    settings: Hyperparameters
    n: int

    def pull(self, w: NDArray[np.floating]) -> NDArray[np.floating]:
        """The decay that regularization subtracts from weights."""
        towards_0 = w if self.settings.regularization == "L2" else np.sign(w)
        return self.settings.eta * self.settings.lmbda / self.n * towards_0


def check_change(before: Hyperparameters, after: Hyperparameters) -> None:
    """Raises ValueError if a setting differs that cannot change while a network trains."""
    for field in fields(before):
        is_other = getattr(before, field.name) != getattr(after, field.name)
        if is_other and field.name not in CHANGEABLE:
            raise ValueError(
                f"{field.name}: only {', '.join(CHANGEABLE)} can change while a network trains"
            )


_Called = TypeVar("_Called", bound=Callable[..., Any])


def check_names(keywords: Iterable[str], taken: Sequence[str], what: str) -> None:
    """Raises TypeError for a keyword that is not taken; says which are."""
    for name in keywords:
        if name not in taken:
            raise TypeError(f"{what} takes no {name}; it takes {in_a_row(taken)}")


def named(method: _Called) -> _Called:
    """A method whose error for a keyword that it does not take says which it takes."""
    _, *taken = signature(method).parameters

    @wraps(method)
    def called(*args: Any, **keywords: Any) -> Any:
        check_names(keywords, taken, method.__name__)
        return method(*args, **keywords)

    return cast(_Called, called)


def as_float(name: str, value: Any) -> float:
    """The setting `name` as a float. Raises ValueError if it is not a finite number."""
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise ValueError(f"{name}: must be a number, not {short(value)}")
    try:
        number = float(value)
    except OverflowError:  # a whole number with more digits than a float can hold
        number = math.inf
    if not math.isfinite(number):
        raise ValueError(f"{name}: must be a finite number, not {short(value)}")
    return number


def check_regularization(lmbda: Any, regularization: Any) -> None:
    """Raises ValueError unless these are a regularization λ and one of REGULARIZATIONS."""
    if as_float("lmbda", lmbda) < 0:
        raise ValueError(f"lmbda: must be a number, 0 or above, not {short(lmbda)}")
    if regularization not in REGULARIZATIONS:
        raise ValueError(f"regularization: must be L2 or L1, not {short(regularization)}")


INPUTS, OUTPUTS = 784, 10  # the pixels of 28x28, and the digits

# New networks and those in files have the same limits, so that a network that was opened can be
# trained, and one that was trained can be saved.
MOST_LAYERS = 100  # the input and the output among them
MOST_NEURONS = 200_000
MOST_WEIGHTS = 5_000_000  # a minute per epoch, and 50 to 70 MB on the disk


@dataclass(frozen=True, slots=True)
class Architecture:
    """How a network is built. Another architecture needs a new network, trained from scratch.

    hidden_layers: how many neurons each has. cost: a name in `costs.COSTS`. weight_initializer: a
    name in WEIGHT_INITIALIZERS. neurons: the kind of the hidden ones, in `neurons.KINDS`; sigmoid
    if there are none, so that the book's program reads the network. Raises ValueError for other
    names, and for a layer without neurons; see also `check_sizes`.
    """

    hidden_layers: tuple[int, ...] = (30,)
    cost: str = "CrossEntropyCost"
    weight_initializer: str = "default"
    neurons: str = "sigmoid"

    def __post_init__(self) -> None:
        if self.cost not in COSTS:
            raise ValueError(f"cost: there is no {short(self.cost)}")
        if self.weight_initializer not in WEIGHT_INITIALIZERS:
            raise ValueError(f"weight_initializer: there is no {short(self.weight_initializer)}")
        if self.neurons not in KINDS:
            raise ValueError(f"neurons: there is no {short(self.neurons)}")
        if min(self.hidden_layers, default=1) < 1:
            raise ValueError("hidden_layers: a layer has 1 neuron or more")
        if not self.hidden_layers:
            object.__setattr__(self, "neurons", "sigmoid")

    @property
    def sizes(self) -> tuple[int, ...]:
        """The neurons of each layer, the input first."""
        return (INPUTS, *self.hidden_layers, OUTPUTS)

    def network(self, rng: np.random.Generator) -> "Network":
        """A new network of this architecture, whose first weights `rng` draws."""
        from digitpad.core.network import Network

        network = Network(self.sizes, COSTS[self.cost], neurons=self.neurons, rng=rng)
        if self.weight_initializer == "large":
            network.large_weight_initializer()
        return network


def effective(settings: Hyperparameters, architecture: Architecture) -> Hyperparameters:
    """The settings for such a network: without hidden neurons dropout leaves none out."""
    return settings if architecture.hidden_layers else replace(settings, dropout=0.0)


def check_sizes(sizes: Sequence[int]) -> None:
    """Raises ValueError if layers of these sizes are too many or too large.

    The message lacks its beginning, which the caller adds: "makes 7,940,000 weights, 5,000,000 is
    the most".
    """
    if len(sizes) > MOST_LAYERS:
        raise ValueError(f"has {len(sizes):,} layers, {MOST_LAYERS} is the most")
    weights = sum(a * b for a, b in zip(sizes, sizes[1:], strict=False))
    for number, what, most in (
        (sum(sizes), "neurons", MOST_NEURONS),
        (weights, "weights", MOST_WEIGHTS),
    ):
        if number > most:
            amount = f"{number:,}" if number < 10**12 else "far too many"
            raise ValueError(f"makes {amount} {what}, {most:,} is the most")
