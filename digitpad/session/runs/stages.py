"""A run's settings by epoch: what its mini-batches learnt with, and from when on. No Qt."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import Literal

from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.session.runs.job import Job
from digitpad.session.runs.run import Run

MOST_TOLD = 4  # values of a setting; of more, only the first ones and the last are named

Stage = tuple[int, Hyperparameters]  # with the epoch, from 1, in which it begins


def stages_of(record: Run) -> list[Stage]:
    """The settings that a run's mini-batches learnt with. Those of a file's epochs are one stage.

    If none has learnt, these are the settings that the file names, if any.
    """
    stages = [stage for job, done in _jobs(record) for stage in _of_job(record, job, done)]
    if record.start_hyperparameters is not None and (record.start_epochs or not stages):
        stages.insert(0, (1, record.start_hyperparameters))
    return stages


def rate_by_epoch(record: Run, name: Literal["eta", "lmbda"]) -> str:
    """The learning rate or λ of a run: "0.5, 0.05 from epoch 42"."""
    rates = list(_measured(record, name, 0, record.start_epochs))
    for job, done in _jobs(record):
        stages = [(epoch, getattr(used, name)) for epoch, used in _of_job(record, job, done)]
        if name == "eta" and job.settings.early_stopping == "halve":  # its epochs say when
            stages[1:] = _measured(record, name, done, done + job.epochs)
        rates += stages
    if not rates and record.start_hyperparameters is not None:
        rates = [(1, getattr(record.start_hyperparameters, name))]
    return by_epoch((epoch, f"{rate:g}") for epoch, rate in rates)


def by_epoch(texts: Iterable[tuple[int, str]]) -> str:
    """The values of a setting, each with its first epoch: "L2, L1 from epoch 3"."""
    values: list[tuple[int, str]] = []
    for epoch, text in texts:
        if not values or values[-1][1] != text:
            values.append((epoch, text))
    if not values:
        return ""
    first, *changes = values
    parts = [first[1], *(f"{text} from epoch {epoch:,}" for epoch, text in changes)]
    if len(parts) > MOST_TOLD:
        left_out = len(parts) - MOST_TOLD
        parts[MOST_TOLD - 1 : -1] = [f"{left_out:,} more"]
    return ", ".join(parts)


def _jobs(record: Run) -> Iterator[tuple[Job, int]]:
    """The jobs of a run, each with the number of epochs before it."""
    done = record.start_epochs
    for job in record.jobs:
        yield job, done
        done += job.epochs


def _of_job(record: Run, job: Job, done: int) -> Iterator[Stage]:
    """The stages of a job that began after `done` epochs."""
    used = job.used()
    if not job.epochs:  # it was stopped in its first one
        yield from ((done + 1, settings) for _, settings in used)
        return
    an_epoch = -(-record.history[done].training_size // job.settings.mini_batch_size)
    yield from ((done + 1 + before // an_epoch, settings) for before, settings in used)


def _measured(record: Run, name: str, start: int, stop: int) -> Iterator[tuple[int, float]]:
    """The values of η or λ of these epochs, each with the first epoch that had it."""
    for value, epochs in groupby(record.history[start:stop], key=attrgetter(name)):
        yield next(epochs).epoch, value
