"""A job is a stretch of a run's training, from Start to its end. Its epochs are in the history."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from digitpad.core.learning.early_stopping import NoImprovement
from digitpad.core.learning.epoch import Change, EpochResult
from digitpad.core.learning.settings import Hyperparameters, Measured
from digitpad.training.worker import End


@dataclass(frozen=True, slots=True)
class Job:
    """A stretch of training.

    settings: at its beginning; their `epochs` are those planned last. seed: of the generator that
    shuffles; None if the network's own generator goes on after drawing the first weights. epochs:
    how many ended. seconds: of work, without pauses. began: in seconds since 1970. end: why it is
    over, if that is known. measure: which epochs are measured; see `sgd.train`.
    """

    settings: Hyperparameters
    seed: int | None = None
    epochs: int = 0
    seconds: float = 0.0
    began: float | None = None
    end: End | None = None
    measure: Measured = "every"

    def planned(self, results: Sequence[EpochResult]) -> Iterator[Hyperparameters]:
        """The settings of each epoch as a person chose them. results: of the job's epochs.

        η and λ are those of the results, without the halving by early stopping, which halves them
        again when the job is repeated. (To halve a float is exact.)
        """
        rule, settings = NoImprovement(), self.settings
        for result in results:
            eta, lmbda = result.eta / rule.factor, result.lmbda
            if (eta, lmbda) != (settings.eta, settings.lmbda):  # seldom: a copy takes long
                settings = replace(settings, eta=eta, lmbda=lmbda)
            yield settings
            rule.take(result.evaluation_accuracy, settings)

    def to_repeat(self, results: Sequence[EpochResult]) -> tuple[Hyperparameters, list[Change]]:
        """What `digitpad.train` needs to repeat it: the settings of its first epoch, and changes.

        results: of the job's epochs, at least one. The settings' `epochs` are as many, whatever was
        planned.
        """
        first, *others = (replace(each, epochs=len(results)) for each in self.planned(results))
        changes, last = [], first
        for epoch, settings in enumerate(others, start=2):
            if settings != last:
                changes.append(Change(epoch, settings))
                last = settings
        return first, changes
