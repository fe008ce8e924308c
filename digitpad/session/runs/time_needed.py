"""How long training takes, from the work there is and the speed that was measured here. No Qt.

The unit of work is what one weight costs for one image that is learnt. What else takes time was
measured with networks of 0 to 100 hidden neurons, in one layer and in two.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from digitpad.core.learning.settings import Hyperparameters
from digitpad.session.facts import JobState
from digitpad.session.runs.run import Run
from digitpad.training.trainer import State

if TYPE_CHECKING:  # the window opens sooner without the book
    from digitpad.core.book.trials import Experiment, Trial

AN_IMAGE, A_MINI_BATCH = 10_800.0, 90_800.0  # the latter in each layer
A_MEASURED_WEIGHT, A_MEASURED_IMAGE = 0.3, 8_000.0
WHOLE, EVALUATED = 50_000, 10_000  # images, if nothing else is said
LEAST_SECONDS = 2.0  # of a run that shows the speed: of a shorter one the start would be too much
LIKE = 2.0  # times as many weights, or images in a mini-batch, are still of like size


def work_of_epoch(
    sizes: Sequence[int], settings: Hyperparameters, images: int, evaluated: int
) -> tuple[float, float]:
    """The work of an epoch: of learning, and of measuring at its end."""
    weights = _weights(sizes)
    measured = images * (settings.monitor_training_cost or settings.monitor_training_accuracy)
    measured += evaluated * (
        settings.monitor_evaluation_cost or settings.monitor_evaluation_accuracy
    )
    measured += images * 2 * settings.monitor_gradient_lengths
    mini_batches = images / settings.mini_batch_size
    learning = images * (weights + AN_IMAGE) + mini_batches * A_MINI_BATCH * (len(sizes) - 1)
    return learning, measured * (A_MEASURED_WEIGHT * weights + A_MEASURED_IMAGE)


def _weights(sizes: Sequence[int]) -> int:
    return sum(a * b for a, b in zip(sizes, sizes[1:]))


# A job that goes on.


def part_done(job: JobState, run: Run | None) -> float:
    """The part of the work of a run's job that is done, 0 to 1."""
    settings, progress = job.settings, job.progress
    if run is None or settings is None or progress is None or not progress.total:
        return 0.0
    evaluated = run.history[-1].evaluation_size if run.history else EVALUATED
    sizes = run.architecture.sizes
    learning, measuring = work_of_epoch(sizes, settings, progress.total, evaluated)
    ended = max(job.epochs, progress.epoch - 1)
    under_way = 0.0
    if progress.epoch > job.epochs:
        under_way = learning * progress.done / progress.total
        if progress.done == progress.total:  # it measures, and half of that is the best guess
            under_way += measuring / 2
    return min(1.0, (ended + under_way / (learning + measuring)) / settings.epochs)


def seconds_left(job: JobState, part: float) -> float | None:
    """How long a job still takes, `part` of which is done; None if that is not known."""
    if job.state is not State.RUNNING or not 0 < part < 1:
        return None
    return job.seconds / part * (1 - part)


# An experiment that has not begun.


def work_of(trial: "Trial", stage: int) -> float:
    """The work of a trial's job."""
    data, settings = trial.data_of(stage), trial.stages[stage]
    images, evaluated = data.training_size or WHOLE, data.evaluation_size or EVALUATED
    return settings.epochs * sum(
        work_of_epoch(trial.architecture.sizes, settings, images, evaluated)
    )


def work(trial: "Trial") -> float:
    """The work of all its jobs."""
    return sum(work_of(trial, stage) for stage in range(len(trial.stages)))


def speed_for(trial: "Trial", records: Sequence[Run]) -> float | None:
    """The work done in a second by the newest long run of like size and settings, if any."""
    planned, weights = trial.stages[-1], _weights(trial.architecture.sizes)
    for run in reversed(records):
        settings, epochs = run.hyperparameters, len(run.history) - run.start_epochs
        if settings is None or epochs < 1 or run.seconds < LEAST_SECONDS:
            continue
        sizes, last = run.architecture.sizes, run.history[-1]
        batches = settings.mini_batch_size / planned.mini_batch_size
        is_like = all(1 / LIKE <= each <= LIKE for each in (batches, _weights(sizes) / weights))
        is_like = is_like and settings.augmentation == planned.augmentation
        if is_like and run.jobs[-1].ends_epoch:
            parts = work_of_epoch(sizes, settings, last.training_size, last.evaluation_size)
            return epochs * sum(parts) / run.seconds
    return None


def in_words(experiment: "Experiment", seeds: int, records: Sequence[Run]) -> str:
    """How long an experiment takes, as a sentence. records: the runs that were made here."""
    if experiment.neurons:
        return "This takes a moment."
    seconds = 0.0
    for trial in experiment.trials:
        speed = speed_for(trial, records)
        if speed is None:
            how_long = "It is not known yet how long this takes here"
            break
        seconds += seeds * work(trial) / speed
    else:
        how_long = f"This takes about {roughly(seconds)} here"
    return f"{how_long}; your own network comes back afterwards."


def roughly(seconds: float) -> str:
    """A time that is only guessed: 12 s, 3 min, 2 h 10 min."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
