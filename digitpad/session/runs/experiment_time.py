"""Estimates how long an experiment takes on this machine, from earlier training. No Qt."""

import math
import time
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np

from digitpad.core.book.trials import Experiment, Trial
from digitpad.core.data.dataset import Dataset
from digitpad.core.learning.architecture import Architecture
from digitpad.core.learning.hyperparameters import MONITORS, Hyperparameters
from digitpad.session.kept.run_record import RunRecord

WHOLE = 50_000  # images of a trial that does not say how many
# The costs of a mini-batch and of an image that is measured, in units of one image learnt by one
# weight: fitted to the table of speeds in README.
A_MINI_BATCH, MEASURING = 300_000.0, 0.45
LEAST_SECONDS = 0.3  # of a run that counts
ENOUGH_SECONDS = 60.0  # of training, in all
EVALUATED = 10_000  # images
TIMES = 5


def work_of(trial: Trial, stage: int) -> float:
    """The work of a trial's job: weights times images learnt, and the equivalent for the rest."""
    data = trial.data_of(stage)
    images = data.training_size or WHOLE
    evaluated = data.evaluation_size or EVALUATED
    return _work(trial.architecture.sizes, trial.stages[stage], images, evaluated)


def work(trial: Trial) -> float:
    """The work of all its jobs."""
    return sum(work_of(trial, stage) for stage in range(len(trial.stages)))


def _work(
    sizes: Sequence[int], settings: Hyperparameters, images: int, evaluated: int, epochs: int = 0
) -> float:
    weights = sum(a * b for a, b in zip(sizes, sizes[1:]))
    measured = images * (settings.monitor_training_cost or settings.monitor_training_accuracy)
    measured += evaluated * (
        settings.monitor_evaluation_cost or settings.monitor_evaluation_accuracy
    )
    measured += images * 2 * settings.monitor_gradient_lengths
    learnt = images * weights + A_MINI_BATCH * images / settings.mini_batch_size
    return (epochs or settings.epochs) * (learnt + MEASURING * measured * weights)


def speed_of(records: Sequence[RunRecord]) -> float | None:
    """The work that training did in a second, in the newest runs; None if none is long enough.

    Several runs count, as an epoch of few images takes longer than its work says.
    """
    done = seconds = 0.0
    for record in reversed(records):
        settings = record.hyperparameters
        epochs = len(record.history) - record.start_epochs
        if settings is not None and epochs > 0 and record.seconds >= LEAST_SECONDS:
            last, sizes = record.history[-1], record.architecture.sizes
            done += _work(sizes, settings, last.training_size, last.evaluation_size, epochs)
            seconds += record.seconds
        if seconds >= ENOUGH_SECONDS:
            break
    return done / seconds if seconds else None


def measured_speed() -> float | None:
    """The same, measured by training for a moment on this thread.

    None with the extra `fast`: only the training process has the compiled code.
    """
    if find_spec("numba") is not None:
        return None
    from digitpad.core.learning.sgd import train  # which the window does not need otherwise

    rng = np.random.default_rng(1)
    images = rng.integers(256, size=(2000, 784), dtype=np.uint8)
    images[rng.random(images.shape) < 0.8] = 0  # paper
    data = Dataset(images, rng.integers(10, size=len(images), dtype=np.uint8))
    unwatched: dict[str, Any] = dict.fromkeys(MONITORS, False)
    settings = Hyperparameters(epochs=1, **unwatched)
    architecture = Architecture()
    seconds = math.inf
    for _ in range(TIMES):  # the fastest: at the start there is other work to do
        began = time.perf_counter()
        for _step in train(architecture.network(rng), data, settings, data):
            pass
        seconds = min(seconds, time.perf_counter() - began)
    return _work(architecture.sizes, settings, len(data), 0) / seconds


def in_words(experiment: Experiment, seeds: int, speed: float | None) -> str:
    """How long an experiment takes, as a sentence."""
    if experiment.neurons:
        return "This takes a moment."
    if speed is None:
        return "How long it takes is known when a run has ended on this machine."
    seconds = seeds * sum(map(work, experiment.trials)) / speed
    return f"This takes about {roughly(seconds)} here; your own network comes back afterwards."


def roughly(seconds: float) -> str:
    """A time that is only guessed: 12 s, 3 min, 2 h 10 min."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
