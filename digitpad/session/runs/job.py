"""A job is a stretch of a run's training, from Start to its end, with all that repeats it."""

from dataclasses import dataclass, replace
from typing import Literal

from digitpad.core.learning.epoch import Change
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.training.worker import Report

# Why a job of training ended. "no improvement" means early stopping.
End = Literal["done", "stopped", "no improvement", "diverged", "broke off"]


@dataclass(frozen=True, slots=True)
class Job:
    """A stretch of training.

    settings: at its beginning. seed: of the generator that shuffles; None where the network's
    own generator goes on after drawing the first weights. epochs: how many were measured. seconds:
    of work, without pauses. began: when, in seconds since 1970. end: why it is over, if it is and
    that is known. The rest is as in `Report`.
    """

    settings: Hyperparameters
    seed: int | None = None
    epochs: int = 0
    mini_batches: int = 0
    ends_epoch: bool = True
    changes: tuple[Change, ...] = ()
    seconds: float = 0.0
    began: float | None = None
    end: End | None = None

    def taken_further(self, report: Report) -> "Job":
        """The same job later, when it has learnt what a report says."""
        return replace(
            self,
            epochs=self.epochs + len(report.results),
            mini_batches=report.mini_batches,
            ends_epoch=report.ends_epoch,
            changes=report.changes,
            seconds=report.seconds,
        )

    def cut_after(self, epochs: int, training_size: int) -> "Job":
        """The same job, as if it had ended after this many epochs."""
        mini_batches = epochs * -(-training_size // self.settings.mini_batch_size)
        changes = tuple(c for c in self.changes if c.mini_batches < mini_batches)
        return replace(
            self, epochs=epochs, mini_batches=mini_batches, ends_epoch=True, changes=changes
        )

    def used(self) -> tuple[tuple[int, Hyperparameters], ...]:
        """The settings that mini-batches learnt with; with each, the number of mini-batches before.

        A change that came after the last mini-batch was never used.
        """
        if not self.mini_batches:
            return ()
        used = {0: self.settings}
        for change in self.changes:
            if change.mini_batches < self.mini_batches:
                used[change.mini_batches] = change.hyperparameters
        return tuple(used.items())

    def to_repeat(self) -> tuple[Hyperparameters, tuple[Change, ...], int | None]:
        """What `digitpad.train` needs to repeat it: settings, changes, number of mini-batches.

        The number is None if the job ends with an epoch.
        """
        changes = tuple(c for c in self.changes if c.mini_batches < self.mini_batches)
        if not self.ends_epoch:
            return self.settings, changes, self.mini_batches
        if not changes:
            return replace(self.settings, epochs=self.epochs), (), None
        last = changes[-1].hyperparameters
        if last.epochs != self.epochs:  # it was stopped just after an epoch
            changes += (Change(self.mini_batches, replace(last, epochs=self.epochs)),)
        return self.settings, changes, None


def last_used(jobs: tuple[Job, ...]) -> Hyperparameters | None:
    """The settings that the last mini-batch of these jobs learnt with; None where there is none."""
    for job in reversed(jobs):
        for change in reversed(job.changes):
            if change.mini_batches < job.mini_batches:
                return change.hyperparameters
        if job.mini_batches:
            return job.settings
    return None


def cut_after(jobs: tuple[Job, ...], epochs: int, training_size: int) -> tuple[Job, ...]:
    """The jobs, as if training had ended after this many epochs of them all."""
    kept: list[Job] = []
    for job in jobs:
        if job.epochs >= epochs:
            return (*kept, job.cut_after(epochs, training_size))
        kept.append(job)
        epochs -= job.epochs
    return tuple(kept)
