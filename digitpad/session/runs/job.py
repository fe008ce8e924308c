"""A job is a stretch of a run's training, from a press of Start to its end; enough to repeat it."""

from dataclasses import dataclass, replace

from digitpad.core.learning.epoch import Change
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.training.messages import Learnt


@dataclass(frozen=True, slots=True)
class Job:
    """What was trained.

    settings: when it began. seed: of the generator that shuffles; None where the network's own
    goes on, which has just drawn the first weights. epochs: that were measured. The rest is as in
    `Learnt`, seconds are of work.
    """

    settings: Hyperparameters
    seed: int | None = None
    epochs: int = 0
    mini_batches: int = 0
    ends_epoch: bool = True
    changes: tuple[Change, ...] = ()
    seconds: float = 0.0

    def taken_further(self, learnt: Learnt, epochs: int, seconds: float) -> "Job":
        """The same job when it has come so far, with so many epochs more."""
        return replace(
            self,
            epochs=self.epochs + epochs,
            mini_batches=learnt.mini_batches,
            ends_epoch=learnt.ends_epoch,
            changes=learnt.changes,
            seconds=seconds,
        )

    def cut_after(self, epochs: int, training_size: int) -> "Job":
        """The same job, had it ended with this epoch."""
        mini_batches = epochs * -(-training_size // self.settings.mini_batch_size)
        changes = tuple(c for c in self.changes if c.mini_batches < mini_batches)
        return replace(
            self, epochs=epochs, mini_batches=mini_batches, ends_epoch=True, changes=changes
        )

    def to_repeat(self) -> tuple[Hyperparameters, tuple[Change, ...], int | None]:
        """What `digitpad.train` needs to do the same: settings, changes, and mini-batches.

        Of the mini-batches the number is None where the job ends with an epoch.
        """
        changes = tuple(c for c in self.changes if c.mini_batches < self.mini_batches)
        if not self.ends_epoch:
            return self.settings, changes, self.mini_batches
        if not changes:
            return replace(self.settings, epochs=self.epochs), (), None
        last = changes[-1].hyperparameters
        if last.epochs != self.epochs:  # it was stopped when an epoch was over
            changes += (Change(self.mini_batches, replace(last, epochs=self.epochs)),)
        return self.settings, changes, None


def cut_after(jobs: tuple[Job, ...], epochs: int, training_size: int) -> tuple[Job, ...]:
    """The jobs that lead to an epoch of their run, counted from the first job's first."""
    kept: list[Job] = []
    for job in jobs:
        if job.epochs >= epochs:
            return (*kept, job.cut_after(epochs, training_size))
        kept.append(job)
        epochs -= job.epochs
    return tuple(kept)
