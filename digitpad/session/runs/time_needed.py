"""How long training takes, from the amount of work and the speed measured here. No Qt.

The unit of work is one weight for one image that NumPy learns. The costs of all else were measured
with networks of 0 to 100 hidden neurons, in one layer and in two.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heapreplace
from importlib.util import find_spec
from typing import TYPE_CHECKING

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.descent import are_compiled
from digitpad.core.learning.settings import Architecture, Hyperparameters, Measured
from digitpad.session.runs.queue_state import Plan, UnderWay
from digitpad.session.runs.run import Run
from digitpad.training.worker import Ready

if TYPE_CHECKING:  # the window opens sooner without the book
    from digitpad.core.book.trials import Experiment, Trial

AN_IMAGE, A_MINI_BATCH = 10_800.0, 90_800.0  # a mini-batch costs this for each layer
AN_EPOCH, A_DISTORTION = 1_200_000.0, 240_000.0  # and each distorted image
A_MEASURED_WEIGHT, A_MEASURED_IMAGE = 0.3, 8_000.0
IS_COMPILED = find_spec("numba") is not None  # then small mini-batches take a part of this work
COMPILED = 0.53
WHOLE, EVALUATED = 50_000, 10_000  # images, if a data spec names no size
LEAST_SECONDS = 2.0  # of a run that shows the speed: in a shorter one the start counts too much
LEAST_PART = 0.2  # of a run: then its own pace tells more than its work
LIKE = 2.0  # times as many weights, or images in a mini-batch, are still similar


def work_of_epoch(
    sizes: Sequence[int],
    settings: Hyperparameters,
    images: int,
    evaluated: int,
    measure: Measured,
) -> tuple[float, float]:
    """The work of an epoch: of learning, and of measuring at its end.

    If only the last epoch is measured, that is little of the whole work, and left out.
    """
    weights = _weights(sizes)
    measured = images * (settings.monitor_training_cost or settings.monitor_training_accuracy)
    measured += evaluated * (
        settings.monitor_evaluation_cost or settings.monitor_evaluation_accuracy
    )
    measured += images * 2 * settings.monitor_gradient_lengths
    measured *= measure == "every"
    mini_batches = images / settings.mini_batch_size
    learning = images * (weights + AN_IMAGE) + mini_batches * A_MINI_BATCH * (len(sizes) - 1)
    if IS_COMPILED and are_compiled(settings):
        learning *= COMPILED
    learning += AN_EPOCH + images * A_DISTORTION * settings.augmentation
    return learning, measured * (A_MEASURED_WEIGHT * weights + A_MEASURED_IMAGE)


def _weights(sizes: Sequence[int]) -> int:
    return sum(a * b for a, b in zip(sizes, sizes[1:]))


class WorkOf:
    """The work of plans, and of runs of trials, that have not begun.

    It counts the images that they use, as far as their numbers are known from the data that are
    loaded and from earlier runs.
    """

    def __init__(self, loaded: Ready, runs: Sequence[Run]) -> None:
        self._images = {
            run.data: (run.history[-1].training_size, run.history[-1].evaluation_size)
            for run in runs
            if run.data is not None and run.history
        }
        if loaded.training_size:
            self._images[loaded.data] = loaded.training_size, loaded.evaluation_size

    def __call__(self, planned: "Plan | Trial") -> float:
        begin = planned.begin if isinstance(planned, Plan) else planned.architecture
        assert isinstance(begin, Architecture)  # an experiment begins with new networks
        settings, images = planned.settings, self.images(planned.data)
        of_epoch = work_of_epoch(begin.sizes, settings, *images, planned.measure)
        return settings.epochs * sum(of_epoch)

    def images(self, data: DataSpec) -> tuple[int, int]:
        """How many images there are to learn from, and to evaluate on."""
        training, evaluated = self._images.get(data.whole, (WHOLE, EVALUATED))
        return (
            min(training, data.training_size or training),
            min(evaluated, data.evaluation_size or evaluated),
        )


# A job under way.


def part_done(under_way: UnderWay, run: Run) -> float:
    """The part of the work of a run's job under way that is done, 0 to 1."""
    settings, progress = under_way.settings, under_way.progress
    if progress is None or not progress.total:
        return 0.0
    epochs = run.jobs[-1].epochs
    evaluated = run.history[-1].evaluation_size if run.history else EVALUATED
    sizes, measure = run.architecture.sizes, run.jobs[-1].measure
    learning, measuring = work_of_epoch(sizes, settings, progress.total, evaluated, measure)
    ended = max(epochs, progress.epoch - 1)
    begun = 0.0
    if progress.epoch > epochs:
        begun = learning * progress.done / progress.total
        if progress.done == progress.total:  # it measures: half of that is the best guess
            begun += measuring / 2
    return min(1.0, (ended + begun / (learning + measuring)) / settings.epochs)


def seconds_left(under_way: UnderWay, run: Run) -> float | None:
    """How long a run's job under way still takes; None if unknown."""
    part = part_done(under_way, run)
    if under_way.is_paused or not 0 < part < 1:
        return None
    return run.jobs[-1].seconds / part * (1 - part)


@dataclass(frozen=True, slots=True)
class Spent:
    """What a run of an experiment has taken so far.

    work: what it has done. part: of a run of its trial, 0 to 1; 1 if it is over, however early.
    """

    trial: str
    seconds: float
    work: float
    part: float = 1.0


def seconds_of_runs(works: Mapping[str, float], spent: Sequence[Spent]) -> dict[str, float]:
    """How long a whole run of each trial takes: as long as others of that trial, if there are any.

    Otherwise its work and the speed of all tell. works: of a run, by trial. spent: some seconds.
    """
    parts, seconds = defaultdict[str, float](float), defaultdict[str, float](float)
    for each in spent:
        parts[each.trial] += each.part
        seconds[each.trial] += each.seconds
    a_unit = sum(each.seconds for each in spent) / sum(each.work for each in spent)
    return {
        trial: seconds[trial] / parts[trial] if parts[trial] >= LEAST_PART else work * a_unit
        for trial, work in works.items()
    }


def side_by_side(begun: Sequence[float], waiting: Sequence[float], processes: int) -> float:
    """How long works take in processes, each of which begins the next one when it is free.

    begun: what is left of the works under way. waiting: those to come, in their order.
    """
    busy = sorted([*begun, *[0.0] * (processes - len(begun))])
    for each in waiting:
        heapreplace(busy, busy[0] + each)
    return max(busy, default=0.0)


# An experiment that has not begun.


def speed_for(trial: "Trial", runs: Sequence[Run]) -> float | None:
    """The work per second of the newest long run of similar size and settings, if any."""
    planned, weights = trial.settings, _weights(trial.architecture.sizes)
    for run in reversed(runs):
        settings, epochs = run.hyperparameters, len(run.history) - run.start_epochs
        if settings is None or epochs < 1 or run.seconds < LEAST_SECONDS:
            continue
        sizes, last, job = run.architecture.sizes, run.history[-1], run.jobs[-1]
        batches = settings.mini_batch_size / planned.mini_batch_size
        is_like = all(1 / LIKE <= each <= LIKE for each in (batches, _weights(sizes) / weights))
        # A person's run has images distorted by other cores meanwhile.
        is_like = is_like and not (settings.augmentation and not run.experiment)
        if is_like and job.end in ("done", "no improvement"):  # it worked for whole epochs
            images = last.training_size, last.evaluation_size
            return epochs * sum(work_of_epoch(sizes, settings, *images, job.measure)) / run.seconds
    return None


def time_in_words(
    experiment: "Experiment", seeds: int, runs: Sequence[Run], work_of: WorkOf, processes: int
) -> str:
    """How long an experiment takes, as a sentence.

    runs: the runs that were made here. processes: how many runs are trained at once.
    """
    if experiment.neurons:
        return "This takes a moment."
    speeds = [speed_for(trial, runs) for trial in experiment.trials]
    works = map(work_of, experiment.trials)
    each = [work / speed for work, speed in zip(works, speeds) if speed is not None]
    how_long = "It is not known yet how long this takes here"
    if None not in speeds:
        seconds = side_by_side([], seeds * each, processes)
        how_long = f"This takes about {roughly(seconds)} here"
    return f"{how_long}; the network in use stays."


def roughly(seconds: float) -> str:
    """An estimated time: 12 s, 3 min, 2 h 10 min."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def duration(seconds: float) -> str:
    """A measured time: 0.03 s, 0.4 s, 12 s, 3 min 5 s, 2 h 10 min."""
    if 0 < seconds < 0.095:
        return f"{seconds:.2f} s"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, whole = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {whole} s"
    return f"{minutes // 60} h {minutes % 60} min"
