"""What training reports as it goes, and how its settings are changed on the way.

`sgd.train` yields these values; the curves, the network file and the window all use the same.
"""

from dataclasses import dataclass

from digitpad.core.learning.hyperparameters import Hyperparameters


@dataclass(frozen=True, slots=True)
class Progress:
    """Epoch `epoch` (from 1) is under way: `done` of `total` training examples are learnt."""

    epoch: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class EpochResult:
    """Epoch `epoch` (from 1) has ended, and this is what its monitors measured, None if off.

    An accuracy is a count of right answers, of `evaluation_size` or `training_size`. `eta` and
    `lmbda` are what the epoch's last mini-batch was trained with. `penalty` is n times the
    regularization term of a cost on n examples: without it the cost is `cost - penalty / n`.
    `gradient_lengths` are those of `monitoring.py` on the training data, with the network as it
    was when the epoch began: how quickly each layer was to learn in it.
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


@dataclass(frozen=True, slots=True)
class Change:
    """Other settings during a call of `train`: for the mini-batches after the first so many."""

    mini_batches: int
    hyperparameters: Hyperparameters


def mini_batches_learnt(step: Progress | EpochResult, mini_batch_size: int) -> int:
    """How many mini-batches, all of this size, `train` had learnt from when it yielded this."""
    if isinstance(step, EpochResult):
        done, total = step.training_size, step.training_size
    else:
        done, total = step.done, step.total
    # The last mini-batch of an epoch may be a short one.
    return (step.epoch - 1) * -(-total // mini_batch_size) + -(-done // mini_batch_size)
