"""How long training still takes, by its pace so far. No Qt."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapreplace

from digitpad.core.text import counted
from digitpad.session.runs.queue_state import UnderWay
from digitpad.session.runs.run import Run

LEAST_PART = 0.2  # of a run that has to be done before its pace tells anything


def part_done(under_way: UnderWay, run: Run) -> float:
    """The part of a run's job under way that is done, 0 to 1."""
    progress, epochs = under_way.progress, run.jobs[-1].epochs
    if progress is None or not progress.total:
        return 0.0
    begun = progress.done / progress.total if progress.epoch > epochs else 0.0
    return min(1.0, (max(epochs, progress.epoch - 1) + begun) / under_way.settings.epochs)


def seconds_left(under_way: UnderWay, run: Run) -> float | None:
    """How long a run's job under way still takes; None if unknown."""
    part = part_done(under_way, run)
    if under_way.is_paused or not 0 < part < 1:
        return None
    return run.jobs[-1].seconds / part * (1 - part)


@dataclass(frozen=True, slots=True)
class Spent:
    """The time that a run of an experiment took so far. part: of the run; 1 if it is over."""

    trial: str
    seconds: float
    part: float = 1.0


def seconds_left_of(
    over: Sequence[Spent], begun: Sequence[Spent], waiting: Sequence[str]
) -> float | None:
    """How long an experiment still takes; None if unknown. waiting: the trials of runs to come.

    A run is as fast as others of its trial, or as all runs if those have not done enough yet.
    """
    parts, seconds = defaultdict[str, float](float), defaultdict[str, float](float)
    for each in (*over, *begun):
        parts[each.trial] += each.part
        seconds[each.trial] += each.seconds
    if sum(parts.values()) < LEAST_PART:
        return None
    of_all = sum(seconds.values()) / sum(parts.values())

    def whole(trial: str) -> float:
        return seconds[trial] / parts[trial] if parts[trial] >= LEAST_PART else of_all

    # Each process begins the next run when it is free.
    busy = sorted(whole(each.trial) * (1 - each.part) for each in begun) or [0.0]
    for trial in waiting:
        heapreplace(busy, busy[0] + whole(trial))
    return max(busy)


def work_in_words(runs: int, processes: int) -> str:
    """How much an experiment is before it has begun; the one neuron makes no runs."""
    if not runs:
        return "This takes a moment."
    at_once = min(runs, processes)
    beside = f", {at_once} at a time" if at_once > 1 else ""
    return f"{counted(runs, 'run')}{beside}; the network in use stays."


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
