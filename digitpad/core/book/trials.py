"""An experiment is a question, the runs that answer it, and the figures to compare with the book.

`experiments.py` has the experiments themselves. Here their figures are compared with the book's,
for the window and the command line alike.
"""

import statistics
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from digitpad.core.book.figures import (
    EVALUATED,
    LEAST_SEEDS,
    MOST_SEEDS,
    Figures,
    TrialAndFigure,
)
from digitpad.core.book.findings import Finding
from digitpad.core.book.one_neuron import Neuron, neuron_figures
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import Dataset, pixels
from digitpad.core.learning.epoch import EpochResult
from digitpad.core.learning.settings import Architecture, Hyperparameters, Measured
from digitpad.core.network import Network
from digitpad.core.text import capitalized, counted, in_a_row

# How far the book's number may be from the mean of ours: for an accuracy in percent of the
# images, for a cost as a part of it, for the length of a gradient as a factor. The book's random
# numbers are unknown, and each of its figures comes from a single run.
BAND, COST_BAND, LENGTH_BAND = 1.5, 0.15, 2.0
FAR_OFF = (
    f"{BAND} points of an accuracy, {100 * COST_BAND:g} % of a cost, a factor of {LENGTH_BAND:g} "
    "of a gradient’s length"
)
RunOutcome = tuple[tuple[EpochResult, ...], bool]  # a run's results, and whether it diverged


@dataclass(frozen=True, slots=True)
class Figure:
    """A number to compare: the value of a series after one of the epochs.

    series: a field of EpochResult. at: the epoch's index, 0 for the first, -1 for the last; None
    for the best accuracy. book: the book's number, an accuracy in percent; None if it gives none.
    layer: which one, in a series of numbers per layer; 0 is the first after the input. label: what
    is measured, in a word or two, if that must be said.
    """

    series: str
    at: int | None = -1
    book: float | None = None
    layer: int | None = None
    label: str = ""

    def agrees(self, values: Sequence[float]) -> bool:
        """Whether the book's number lies within the band around the mean of `values`."""
        if self.book is None:
            return True
        if not values:
            return False
        mean = statistics.fmean(values)
        if self.layer is not None:
            return self.book / LENGTH_BAND <= mean <= self.book * LENGTH_BAND
        width = BAND if self.is_percent else COST_BAND * self.book
        return abs(mean - self.book) <= width

    @property
    def when(self) -> str:
        """Of which epoch it is, in words."""
        if self.layer is not None and self.at == 0:
            return "at the start"  # lengths are measured before the epoch
        named = {None: "best epoch", 0: "first epoch", -1: "last epoch"}
        return named[self.at] if self.at in named else f"epoch {(self.at or 0) + 1}"

    @property
    def is_percent(self) -> bool:
        """Whether it is an accuracy, in percent."""
        return self.series.endswith("accuracy")

    def number(self, value: float) -> str:
        """A value of it in words, without a unit."""
        return f"{value:.{2 if self.is_percent else 3}f}"

    def of(self, history: tuple[EpochResult, ...]) -> float | None:
        """The number in a run's history; None if it was not measured."""
        if self.at is None:
            kind = self.series.removesuffix("_accuracy")
            percents = (result.percent(kind) for result in history)
            return max((each for each in percents if each is not None), default=None)
        if not -len(history) <= self.at < len(history):
            return None
        result = history[self.at]
        if self.is_percent:
            return result.percent(self.series.removesuffix("_accuracy"))
        value = getattr(result, self.series)
        if value is not None and self.layer is not None:
            value = value[self.layer]
        return None if value is None else float(value)

    def reached(self, history: tuple[EpochResult, ...], has_diverged: bool) -> float | None:
        """The number in a run's history; None if the run diverged before it."""
        is_of_end = self.at is None or self.at < 0
        return None if has_diverged and is_of_end else self.of(history)


@dataclass(frozen=True, slots=True)
class Trial:
    """One run of an experiment. measure: which epochs are measured; see `sgd.train`."""

    name: str
    settings: Hyperparameters
    figures: tuple[Figure, ...]
    architecture: Architecture = Architecture()
    data: DataSpec = DataSpec()
    measure: Measured = "every"


@dataclass(frozen=True, slots=True)
class Claim:
    """A range that an experiment's answer names, which MOST_SEEDS seeds stay within.

    words: the answer's. place: the figure that it speaks of, or the one that is `how` many points
    above the base, or how many times as large.
    """

    words: str
    low: float
    high: float
    place: TrialAndFigure
    base: TrialAndFigure | None = None
    how: Literal["points above", "times"] = "points above"

    def with_each_seed(self, figures: Figures) -> list[float]:
        """What was measured. Raises LookupError if a run did not get there."""
        values = figures.of_seeds(self.place)
        if self.base is None:
            return values
        pairs = zip(values, figures.of_seeds(self.base))
        return [a - b if self.how == "points above" else a / b for a, b in pairs]


@dataclass(frozen=True, slots=True)
class Experiment:
    """A question, and the runs that answer it.

    setup: what is trained. choices: guesses to make before it runs; `right` is the index of the
    book's answer, None for a person's own question. decide: says which of them the figures support;
    see `findings.py`. look_at: what to watch. answer: the book's explanation; claims: the ranges in
    it, see `python -m digitpad.experiments`. section: of the book's chapter 3, unless it names
    another. plot, measured_on: its figure shows the "accuracy" or "cost" by epoch on these data,
    the last accuracy by the "size" of the training data, the lengths of "gradients", the outputs of
    one "neuron", or the best accuracy by the "values" of a setting. beside: a second figure of the
    same runs; empty for none. book: the book's answer in words, if it is none of the choices.
    setting: the setting of "values", in words. places: its values on the x axis; empty if they are
    not numbers. own: what a person asked; None if the book asks it.
    """

    name: str
    title: str
    setup: str
    question: str
    choices: tuple[str, ...]
    right: int | None
    decide: Callable[[Figures], Finding]
    look_at: str
    answer: str
    section: str
    trials: tuple[Trial, ...] = ()
    neurons: tuple[Neuron, ...] = ()
    plot: Literal["accuracy", "cost", "size", "gradients", "neuron", "values"] = "accuracy"
    measured_on: tuple[str, ...] = ("evaluation",)
    beside: Literal["", "cost", "output"] = ""
    book: str = ""
    setting: str = ""
    places: tuple[float, ...] = ()
    own: Any = None
    claims: tuple[Claim, ...] = ()

    @property
    def source(self) -> str:
        """Where it comes from, in words."""
        if self.right is None:
            return "Your own"
        return f"The book: {self.section}"

    def trial(self, name: str) -> Trial | None:
        """The trial of this name; None if there is none."""
        return next((trial for trial in self.trials if trial.name == name), None)


def missing_runs(
    experiment: Experiment, seeds: int, finished: Collection[tuple[str, int]]
) -> list[tuple[Trial, int]]:
    """The runs that are missing, in their order, each as its trial and its seed.

    seeds: each trial has a run for each seed, 1 to this number. finished: the trials' names and the
    seeds of finished runs.
    """
    wanted = ((trial, seed) for seed in range(1, seeds + 1) for trial in experiment.trials)
    return [(trial, seed) for trial, seed in wanted if (trial.name, seed) not in finished]


def figures_from(experiment: Experiment, outcomes: Sequence[Sequence[RunOutcome]]) -> Figures:
    """All figures that decide; None for those that a run diverged before.

    outcomes: of each trial, those of its runs.
    """
    if experiment.neurons:
        return Figures(tuple(map(neuron_figures, experiment.neurons)))
    values = tuple(
        tuple(tuple(figure.reached(*run) for run in runs) for figure in trial.figures)
        for trial, runs in zip(experiment.trials, outcomes)
    )
    sizes = (history[-1].evaluation_size for runs in outcomes for history, _ in runs if history)
    return Figures(values, min(sizes, default=EVALUATED))


def stuck_outputs(network: Network, data: Dataset) -> tuple[int, ...]:
    """The outputs that stay below one half for all images: digits that are never answered.

    A saturated output gets stuck like that with the quadratic cost. NaN does not count.
    """
    highest = network.feedforward(pixels(data.images, np.float32).T).max(axis=1)
    return tuple(np.flatnonzero(highest < 0.5).tolist())


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """A figure beside the book's, in words. is_far: whether it is outside the band."""

    what: str
    ours: str
    band: str = ""
    book: str = ""
    difference: str = ""
    is_far: bool = False

    @property
    def here(self) -> str:
        """What was measured here, with the range of all seeds if there are several."""
        return f"{self.ours} ({self.band})" if self.band else self.ours

    @property
    def differs(self) -> bool:
        """Whether a difference is told that is not 0 as far as it is written."""
        return bool(self.difference.strip("0."))


def row(
    trial: Trial, figure: Figure, values: Sequence[float], missing: str, to_come: str = ""
) -> ComparedFigure:
    """The row of a trial's figure. values: one per seed.

    missing: what to say if there are none. to_come: what to say if they are not final; empty if
    they are.
    """
    what = ", ".join(filter(None, (trial.name, figure.label, figure.when)))
    unit = " %" if figure.is_percent else ""
    book = "" if figure.book is None else figure.number(figure.book) + unit
    if not values:
        return ComparedFigure(what, "" if to_come else missing, book=book)
    mean = statistics.fmean(values)
    band = f"{figure.number(min(values))} to {figure.number(max(values))}"
    band, difference, is_far = band if len(values) > 1 else "", "", False
    if to_come and figure.book is None:
        band = to_come
    elif to_come:
        difference = to_come
    elif figure.book is not None:
        difference = figure.number(abs(mean - figure.book))
        if float(difference):
            difference = ("+" if mean > figure.book else "−") + difference
        is_far = not figure.agrees(values)
        difference = f"far off {difference}" if is_far else difference
    ours = figure.number(mean) + unit
    return ComparedFigure(what, ours, band, book, difference, is_far)


@dataclass(frozen=True, slots=True)
class ExperimentVerdict:
    """Which answer came out.

    answer: its index; None if that is not decided. book, here: lines of at most 60 letters with the
    book's answer and ours. caption: sentences with what explains ours. may_be_decided: whether more
    seeds may still decide it.
    """

    answer: int | None
    book: str
    here: str
    caption: str = ""
    may_be_decided: bool = False


def verdict(experiment: Experiment, figures: Figures, because: str = "") -> ExperimentVerdict:
    """The verdict on these figures. because: why the book's answer may not have come out."""
    book = ""
    if experiment.right is not None:
        choice = experiment.choices[experiment.right]
        book = f"The book: {experiment.book or choice[0].lower() + choice[1:]}"
    try:
        found = experiment.decide(figures)
    except LookupError as error:
        return ExperimentVerdict(None, book, f"Not decided: {error.args[0]}")
    seeds, caption = figures.seeds, [found.more]
    if seeds < LEAST_SEEDS and not experiment.neurons:
        here = f"{'One seed' if seeds == 1 else 'Two seeds'}: {found.says}"
        caption.append(f"With {LEAST_SEEDS} seeds or more it may be decided.")
    elif found.answer is None:
        here = f"Not decided with {counted(seeds, 'seed')}"
        caption.insert(0, f"{capitalized(found.says)}.")
    elif experiment.right is None:
        here = capitalized(found.says)
    else:
        here = f"{'Here too' if found.answer == experiment.right else 'Not here'}: {found.says}"
        if not experiment.neurons:
            caption.append(f"That is clear with {counted(seeds, 'seed')}.")
    if because and found.answer != experiment.right:
        caption.insert(0, f"{capitalized(because)}.")
    said = " ".join(filter(None, caption))
    may_be_decided = found.answer is None and seeds < MOST_SEEDS
    return ExperimentVerdict(found.answer, book, here, said, may_be_decided)


def stuck_in_words(stuck: Sequence[tuple[str, int, tuple[int, ...]]]) -> str:
    """Which outputs are stuck, in words. stuck: each trial's name, its seed, and the digits."""
    parts = [
        f"the output{'s' if len(digits) > 1 else ''} for {in_a_row(digits)} ({name}, seed {seed})"
        for name, seed, digits in stuck
    ]
    outputs = sum(len(digits) for _, _, digits in stuck)
    return f"{', '.join(parts)} {'is' if outputs == 1 else 'are'} stuck near 0" if parts else ""
