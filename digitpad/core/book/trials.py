"""An experiment is a question, the runs that answer it, and the figures to compare with the book.

`experiments.py` has the experiments themselves. Here their figures are compared with the book's,
for the window and the command line alike.
"""

import statistics
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np

from digitpad.core.book.best_value import RULE
from digitpad.core.book.findings import EVALUATED, Figures, Finding
from digitpad.core.costs import COSTS, cost_of
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import Dataset, pixels
from digitpad.core.learning.epoch import EpochResult
from digitpad.core.learning.settings import Architecture, Hyperparameters
from digitpad.core.network import Network
from digitpad.core.text import in_a_row

# How far the book's number may be from the mean of ours: for an accuracy in percent of the
# images, for a cost as a part of it, for the length of a gradient as a factor. The book's random
# numbers are unknown, and each of its figures comes from a single run.
BAND, COST_BAND, LENGTH_BAND = 1.5, 0.15, 2.0
FAR_OFF = (
    f"{BAND} points of an accuracy, {100 * COST_BAND:g} % of a cost, a factor of {LENGTH_BAND:g} "
    "of a gradient’s length"
)
SEVERAL = 5  # seeds, which are enough to see the role of chance
# The trials' names in runs that were kept by earlier versions.
EARLIER_NAMES = {
    "then a person, MNIST": "after one writer’s digits: MNIST",
    "then a person, their own": "after one writer’s digits: that writer",
}
NEURON_EPOCHS = 300  # of the one neuron
AT_FIRST = 100  # of these, to show how fast it learns at first


@dataclass(frozen=True, slots=True)
class Figure:
    """A number to compare: the value of a series after one of the epochs.

    series: a field of EpochResult. at: the epoch's index, 0 for the first, -1 for the last; None
    for the best accuracy. book: the book's number, an accuracy in percent; None if it gives none.
    layer: which one, in a series of numbers per layer; 0 is the first after the input. label: tells
    it from the other figures of its trial, in a few words.
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


@dataclass(frozen=True, slots=True)
class Trial:
    """One run of an experiment.

    stages: the settings that it learns with, one after the other. then: the data that the last of
    several stages learns from, if not `data`; that stage is then a run of its own, and the figures
    are that run's.
    """

    name: str
    stages: tuple[Hyperparameters, ...]
    figures: tuple[Figure, ...]
    architecture: Architecture = Architecture()
    data: DataSpec = DataSpec()
    then: DataSpec | None = None

    def data_of(self, stage: int) -> DataSpec:
        """The data that a stage learns from."""
        is_last = stage == len(self.stages) - 1
        return self.then if self.then is not None and is_last else self.data


@dataclass(frozen=True, slots=True)
class Neuron:
    """One neuron with one input, which should learn to answer 1 with 0.

    weight, bias: the first ones. book: its first output, in the book.
    """

    name: str
    cost: str
    weight: float
    bias: float
    eta: float
    book: float


@dataclass(frozen=True, slots=True)
class Experiment:
    """A question, and the runs that answer it.

    setup: what is trained. choices: guesses to make before it runs; `right` is the index of the
    book's answer, None for a person's own question. decide: says which of them the figures support;
    see `findings.py`. look_at: what to watch. answer: the book's explanation. section: of the
    book's chapter 3, unless it names another; or another source if not `is_of_book`. plot, kinds:
    its figure shows the "accuracy" or "cost" by epoch on the data of these kinds, the last accuracy
    by the "size" of the training data, the lengths of "gradients", the outputs of one "neuron", or
    the best accuracy by the "values" of a setting. book: the book's answer in words, if it is none
    of the choices. setting: the setting of "values", in words. places: its values on the x axis;
    empty if they are not numbers.
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
    kinds: tuple[str, ...] = ("evaluation",)
    is_of_book: bool = True
    book: str = ""
    setting: str = ""
    places: tuple[float, ...] = ()

    @property
    def source(self) -> str:
        """Where it comes from, in words."""
        if self.right is None:
            return "Your own"
        return f"{'The book' if self.is_of_book else 'Not in the book'}: {self.section}"

    def trial(self, name: str) -> Trial | None:
        """The trial of this name, or of an earlier one; None if there is none."""
        name = EARLIER_NAMES.get(name, name)
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


@cache
def teach(neuron: Neuron) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Teach a neuron to answer 1 with 0: its outputs and its costs, epoch by epoch.

    They begin before the first epoch, so there is one more than epochs (the book, chapter 3, *The
    cross-entropy cost function*). It takes some 12 milliseconds, once.
    """
    network = Network([1, 1], COSTS[neuron.cost], dtype=np.float64)
    network.weights = [np.array([[neuron.weight]])]
    network.biases = [np.array([[neuron.bias]])]
    x, y = np.ones((1, 1)), np.zeros((1, 1))
    outputs, costs = [], []
    for _ in range(NEURON_EPOCHS + 1):
        (_, a), z = network.forward(x)
        outputs.append(float(a[0, 0]))
        costs.append(cost_of(network.cost, z, a, y))
        network.update_mini_batch([(x, y)], neuron.eta, 0.0, 1)
    return tuple(outputs), tuple(costs)


def neuron_figures(neuron: Neuron) -> tuple[tuple[float], ...]:
    """The figures of one neuron: its output before it learns, after 100 epochs, and at the end."""
    outputs, _ = teach(neuron)
    return tuple((outputs[epoch],) for epoch in (0, AT_FIRST, -1))


def figures_from(
    experiment: Experiment, histories: Sequence[Sequence[tuple[EpochResult, ...]]]
) -> Figures:
    """All figures that decide; None for those that a run did not reach.

    histories: of each trial, the results of its runs.
    """
    if experiment.neurons:
        return Figures(tuple(map(neuron_figures, experiment.neurons)))
    values = tuple(
        tuple(tuple(map(figure.of, runs)) for figure in trial.figures)
        for trial, runs in zip(experiment.trials, histories)
    )
    sizes = (history[-1].evaluation_size for runs in histories for history in runs if history)
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


def row(
    trial: Trial, figure: Figure, values: Sequence[float], missing: str, to_come: str = ""
) -> ComparedFigure:
    """The row of a trial's figure. values: one per seed.

    missing: what to say if there are none. to_come: what to say if they are not final; empty if
    they are.
    """
    what = f"{trial.name}, {figure.label}" if figure.label else trial.name
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
    """Which answer came out. answer: its index; None if that is undecided.

    book, here: sentences with the book's answer and ours. caption: why they differ, and what to
    try.
    """

    answer: int | None
    book: str
    here: str
    caption: str = ""


def verdict(experiment: Experiment, figures: Figures, because: str = "") -> ExperimentVerdict:
    """The verdict on these figures.

    because: why the book's answer may not have come out; for a person's own question, how long the
    seeds that may answer it would take.
    """
    book = ""
    if experiment.right is not None:
        choice = experiment.choices[experiment.right]
        whose = "The book" if experiment.is_of_book else "Known"
        book = f"{whose}: {experiment.book or choice[0].lower() + choice[1:]}."
    try:
        answer, says = experiment.decide(figures)
        if experiment.right is None:
            says = f"{says} ({because})" if because else says
            return ExperimentVerdict(answer, book, f"{says}.", RULE)
        answers = [experiment.decide(one)[0] for one in figures.seeds()]
    except LookupError as error:
        return ExperimentVerdict(None, book, f"Undecided here: {error}.")
    more = ""
    if len(answers) < SEVERAL and not experiment.neurons:
        few = "One seed" if len(answers) == 1 else f"{len(answers)} seeds"
        more = f"{few}: run it with {SEVERAL} to see how much of this is chance."
    if any(each not in (None, answer) for each in answers):
        said = f"Undecided here: {_split(experiment, answers)}."
        return ExperimentVerdict(None, book, said, more)
    why = f"{because[0].upper()}{because[1:]}." if because and answer != experiment.right else ""
    here = "Here too" if answer == experiment.right else "Not here"
    here = "Undecided here" if answer is None else here
    return ExperimentVerdict(answer, book, f"{here}: {says}.", f"{why} {more}".strip())


def _split(experiment: Experiment, answers: Sequence[int | None]) -> str:
    """How many seeds give which answer."""
    parts = []
    for answer, count in Counter(answers).most_common():
        choice = "too little to tell" if answer is None else f"“{experiment.choices[answer]}”"
        parts.append(f"{count} of {len(answers)} seeds say {choice}")
    return ", ".join(parts)


def stuck_in_words(stuck: Sequence[tuple[str, int, tuple[int, ...]]]) -> str:
    """Which outputs are stuck, in words. stuck: each trial's name, its seed, and the digits."""
    parts = [
        f"the output{'s' if len(digits) > 1 else ''} for {in_a_row(digits)} ({name}, seed {seed})"
        for name, seed, digits in stuck
    ]
    outputs = sum(len(digits) for _, _, digits in stuck)
    return f"{', '.join(parts)} {'is' if outputs == 1 else 'are'} stuck near 0" if parts else ""
