"""Hyper-parameters are the settings of training: a person chooses them, they are not learnt."""

import math
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from digitpad.core.text import short

WEIGHT_INITIALIZERS = ("default", "large")  # each has a method of Network
REGULARIZATIONS = ("L2", "L1")
MONITORS = (
    "monitor_evaluation_cost",
    "monitor_evaluation_accuracy",
    "monitor_training_cost",
    "monitor_training_accuracy",
    "monitor_gradient_lengths",
)
EARLY_STOPPING = ("off", "stop", "halve")
CHANGEABLE = ("eta", "lmbda", "epochs")  # settings that can change while a network trains


@dataclass(frozen=True, slots=True)
class Hyperparameters:
    """The hyper-parameters of a run.

    With `augmentation` each epoch learns from new distortions of the training images, which must
    be 28x28; see `data/augment.py`.

    `early_stopping` is "off", "stop" or "halve", after `no_improvement_in` epochs without a new
    best evaluation accuracy; see `sgd.NoImprovement`.

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

    def __post_init__(self) -> None:
        for name in ("epochs", "mini_batch_size", "no_improvement_in"):
            value = getattr(self, name)
            if not isinstance(value, (int, np.integer)) or isinstance(value, bool) or value < 1:
                raise ValueError(f"{name}: must be a whole number from 1 on, not {short(value)}")
            object.__setattr__(self, name, int(value))
        if finite("eta", self.eta) <= 0:
            raise ValueError(f"eta: must be a number above 0, not {self.eta!r}")
        check_regularization(self.lmbda, self.regularization)
        for name in ("eta", "lmbda"):
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


def check_change(before: Hyperparameters, after: Hyperparameters) -> None:
    """Raises ValueError where other settings differ than can change while a network trains."""
    for field in fields(before):
        if field.name not in CHANGEABLE and getattr(before, field.name) != getattr(
            after, field.name
        ):
            raise ValueError(
                f"{field.name}: only {', '.join(CHANGEABLE)} can change while a network trains"
            )


def finite(name: str, value: Any) -> float:
    """The setting `name` as a float. Raises ValueError where it is not a finite number."""
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise ValueError(f"{name}: must be a number, not {short(value)}")
    try:
        number = float(value)
    except OverflowError:  # a whole number with more digits than a float can hold
        raise ValueError(
            f"{name}: must be a number that a float can hold, not {short(value)}"
        ) from None
    if not math.isfinite(number):
        raise ValueError(f"{name}: must be a finite number, not {short(value)}")
    return number


def check_regularization(lmbda: Any, regularization: Any) -> None:
    """Raises ValueError unless these are a regularization λ and one of REGULARIZATIONS."""
    if finite("lmbda", lmbda) < 0:
        raise ValueError(f"lmbda: must be a number, 0 or above, not {short(lmbda)}")
    if regularization not in REGULARIZATIONS:
        raise ValueError(f"regularization: must be L2 or L1, not {short(regularization)}")


def check_representable(eta: float, lmbda: float, n: int, dtype: np.dtype[Any]) -> None:
    """Raises ValueError where `dtype` cannot hold the size of a step with these settings.

    n: the size of the whole training set. A step shrinks weights by eta lmbda / n.
    """
    most = float(np.finfo(dtype).max)
    if eta > most:
        raise ValueError(f"eta: {eta:g} is too large to be represented in {dtype}")
    if eta * lmbda / n > most:
        raise ValueError(
            f"lmbda: {lmbda:g} is too large: η λ / n, with η = {eta:g} and n = {n:,}, cannot be "
            f"represented in {dtype}"
        )
