"""A job is a stretch of a run's training, from Start to its end, with all it takes to repeat it."""

from dataclasses import dataclass, replace
from typing import Literal

from digitpad.core.learning.epoch import Change
from digitpad.core.learning.settings import Hyperparameters, Measured
from digitpad.training.worker import Report

# Why a job of training ended. "no improvement" means early stopping.
End = Literal["done", "stopped", "no improvement", "diverged", "broke off"]


@dataclass(frozen=True, slots=True)
class Job:
    """A stretch of training.

    settings: at its beginning. seed: of the generator that shuffles; None if the network's own
    generator goes on after drawing the first weights. epochs: how many are over. seconds: of
    work, without pauses. began: in seconds since 1970. end: why it is over, if that is known.
    changes: of settings, as far as they have taken effect. measure: which epochs are measured; see
    `sgd.train`. The rest is as in `Report`.
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
    measure: Measured = "every"

    def taken_further(self, report: Report) -> "Job":
        """The same job after a report."""
        epochs = self.epochs + len(report.results)
        begun = epochs if report.ends_epoch else epochs + 1
        return replace(
            self,
            epochs=epochs,
            mini_batches=report.mini_batches,
            ends_epoch=report.ends_epoch,
            changes=tuple(change for change in report.changes if change.epoch <= begun),
            seconds=report.seconds,
        )

    def used(self) -> dict[int, Hyperparameters]:
        """The settings that were used, by the first epoch that had them, from 1; empty if none."""
        if not self.mini_batches:
            return {}
        return {1: self.settings} | {each.epoch: each.hyperparameters for each in self.changes}

    @property
    def last_settings(self) -> Hyperparameters:
        """The settings of the epoch that began last, or will begin first."""
        return self.changes[-1].hyperparameters if self.changes else self.settings

    def to_repeat(self) -> tuple[Hyperparameters, tuple[Change, ...], int | None]:
        """What `digitpad.train` needs to repeat it: settings, changes, number of mini-batches.

        The settings' `epochs` are those that have begun, whatever was planned. The number of
        mini-batches is None if the job ends with an epoch.
        """
        begun = self.epochs if self.ends_epoch else self.epochs + 1
        used = {epoch: replace(each, epochs=begun) for epoch, each in self.used().items()}
        settings = last = used[1]
        changes = []
        for epoch, each in used.items():
            if each != last:
                changes.append(Change(epoch, each))
                last = each
        return settings, tuple(changes), None if self.ends_epoch else self.mini_batches


def cut_after(jobs: tuple[Job, ...], epochs: int, training_size: int) -> tuple[Job, ...]:
    """The jobs, as if training had ended after this many epochs in all."""
    kept: list[Job] = []
    for job in jobs:
        if job.epochs >= epochs:
            mini_batches = epochs * -(-training_size // job.settings.mini_batch_size)
            changes = tuple(change for change in job.changes if change.epoch <= epochs)
            seconds = job.seconds * mini_batches / max(1, job.mini_batches)
            cut = replace(job, epochs=epochs, mini_batches=mini_batches, seconds=seconds)
            return (*kept, replace(cut, ends_epoch=True, changes=changes))
        kept.append(job)
        epochs -= job.epochs
    return tuple(kept)
