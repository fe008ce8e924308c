"""Made-up results of epochs, for tests of what shows results."""

from digitpad.core.learning.epoch import EpochResult


def epoch_result(epoch: int = 1, **values: float | None) -> EpochResult:
    """The result of an epoch; monitors that are not named were off."""
    fields = {
        "evaluation_cost": None,
        "evaluation_accuracy": None,
        "training_cost": None,
        "training_accuracy": None,
        "evaluation_size": 10_000,
        "training_size": 50_000,
        "eta": 0.5,
        "lmbda": 5.0,
    }
    return EpochResult(epoch, **fields | values)
