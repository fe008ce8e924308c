"""Training reports its progress and each epoch's result, and takes changes of its settings.

`sgd.train` yields these values. The curves, the network file and the window use the same ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from digitpad.core.learning.settings import Hyperparameters


@dataclass(frozen=True, slots=True)
class Progress:
    """Epoch `epoch` (from 1) is under way: `done` of `total` training examples are learnt."""

    epoch: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class EpochResult:
    """What the monitors measured at the end of epoch `epoch` (from 1); None if one was off.

    An accuracy is a count of right answers, of `evaluation_size` or `training_size` examples.
    `eta` and `lmbda` are the epoch's. `penalty` is n times the regularization term of a cost on n
    examples: without it the cost is `cost - penalty / n`. `gradient_lengths` say how quickly each
    layer learns (see `monitoring.py`); they are measured on the training data, before the epoch's
    first step; None also if one of them is not finite.
    """

    epoch: int
    evaluation_cost: float | None
    evaluation_accuracy: int | None
    training_cost: float | None
    training_accuracy: int | None
    evaluation_size: int
    training_size: int
    eta: float
    lmbda: float
    penalty: float | None = None
    gradient_lengths: tuple[float, ...] | None = None

    def percent(self, kind: str = "evaluation") -> float | None:
        """The accuracy on "evaluation" or "training" data in percent; None if not measured."""
        count, size = getattr(self, f"{kind}_accuracy"), getattr(self, f"{kind}_size")
        return None if count is None or not size else 100 * count / size

    def cost(self, kind: str = "evaluation", without_lmbda: bool = False) -> float | None:
        """The cost on "evaluation" or "training" data, with or without λ; None if not measured."""
        cost: float | None = getattr(self, f"{kind}_cost")
        if cost is None or not without_lmbda:
            return cost
        size: int = getattr(self, f"{kind}_size")
        if self.penalty is None or not size:
            return None
        return max(0.0, cost - self.penalty / size)  # rounded, it could be less than nothing


Lists = tuple[list[float], list[int], list[float], list[int]]


def monitored(results: Sequence[EpochResult]) -> Lists:
    """What the monitors measured: the four lists that the book's SGD returns, see `Network.SGD`."""
    return (
        [r.evaluation_cost for r in results if r.evaluation_cost is not None],
        [r.evaluation_accuracy for r in results if r.evaluation_accuracy is not None],
        [r.training_cost for r in results if r.training_cost is not None],
        [r.training_accuracy for r in results if r.training_accuracy is not None],
    )


@dataclass(frozen=True, slots=True)
class Change:
    """Settings that a call of `train` changes to: from this epoch on, counted from 1."""

    epoch: int
    hyperparameters: Hyperparameters
