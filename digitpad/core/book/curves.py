"""The book's own lines: what Nielsen's programs measured for the figures of chapters 3 and 5.

They are in resources/book. As histories of epochs they can be drawn and read like our own runs:

    from digitpad.core.book.curves import histories
    print(histories("overfitting")["1,000 images, λ 0"][-1].percent())  # 82.23
"""

import gzip
import math
import statistics
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec

from digitpad.core.book.experiments import EXPERIMENTS
from digitpad.core.book.figures import EVALUATED
from digitpad.core.book.findings import in_points
from digitpad.core.book.trials import Experiment, Trial
from digitpad.core.learning.epoch import EpochResult
from digitpad.core.text import counted
from digitpad.resources import resource_path

WHOLE = 50_000  # training images
History = tuple[EpochResult, ...]
BookCurves = dict[str, Sequence[Any]]  # numbers by epoch, under the names of EpochResult's fields


@cache
def _file() -> Any:
    packed = resource_path("book", "curves.json.gz").read_bytes()
    return msgspec.json.decode(gzip.decompress(packed))


def _series(name: str) -> list[BookCurves]:
    """What the file has for the trials of an experiment, in their order; nothing for most."""
    data = _file()
    if name == "overfitting":
        return [data["overfitting"], data["regularized"]]
    if name == "all-images":
        return [data["overfitting_full"], data["regularized_full"]]
    if name == "learning-rate":
        return [{"training_cost": costs} for costs in data["multiple_eta"]["training_cost"]]
    if name == "weights":
        of_sizes = (data[f"weight_initialization_{hidden}"] for hidden in (30, 100))
        lines = (of_size[how] for of_size in of_sizes for how in ("large", "default"))
        return [{"evaluation_accuracy": line} for line in lines]
    if name == "speeds":
        norms = (data[f"norms_during_training_{layers}_layers"] for layers in (2, 3, 4))
        return [{"gradient_lengths": [*map(tuple, each["lengths_by_epoch"])]} for each in norms]
    return []


@cache
def histories(name: str) -> dict[str, History]:
    """The book's results by the names of the trials of an experiment; empty if it has no lines.

    The lengths of gradients are those of the hidden layers, without the output layer's.
    """
    trials = next((each.trials for each in EXPERIMENTS if each.name == name), ())
    return {trial.name: _history(trial, series) for trial, series in zip(trials, _series(name))}


def _history(trial: Trial, series: BookCurves) -> History:
    """A trial's results by epoch, of the series that the file has."""
    epochs = len(next(numbers for name, numbers in series.items() if name != "what"))

    def at(epoch: int, name: str) -> Any:
        return series[name][epoch] if name in series else None

    return tuple(
        EpochResult(
            epoch + 1,
            at(epoch, "evaluation_cost"),
            at(epoch, "evaluation_accuracy"),
            at(epoch, "training_cost"),
            at(epoch, "training_accuracy"),
            evaluation_size=EVALUATED,
            training_size=trial.data.training_size or WHOLE,
            eta=trial.settings.eta,
            lmbda=trial.settings.lmbda,
            gradient_lengths=at(epoch, "gradient_lengths"),
        )
        for epoch in range(epochs)
    )


def support_vector_machine() -> str:
    """What a support vector machine read, a sentence. (The book plots it beside the network.)"""
    data = _file()["more_data"]
    (few, low), *_, (many, high) = zip(data["sizes"], data["svm"])
    return (
        f"A support vector machine read {low:.2f} % after {few:,} images, "
        f"{high:.2f} % after {many:,}."
    )


# How far the book's lines are from ours.


def about_the_book(experiment: Experiment, ours: Mapping[str, Sequence[History]]) -> str:
    """How far the book's line lies from ours, on average over the epochs, where that is most.

    ours: by the trials' names, the results with each seed so far. Empty if the book has no lines,
    or nothing was measured yet.
    """
    if experiment.plot == "size":
        return _about_sizes(experiment, ours)
    book, found = histories(experiment.name), list[tuple[float, int, str]]()
    for trial in experiment.trials:
        if trial.name in book and ours.get(trial.name):
            found += _differences(experiment, trial, book[trial.name], ours[trial.name])
    if not found:
        return ""
    above, epochs, what = max(found, key=lambda each: abs(each[0]))
    beginning = "Where they differ most, the" if len(found) > 1 else "The"
    line = f"{beginning} book’s line {_in_words(experiment, above)} ours on average"
    return f"{line} ({what}; {counted(epochs, 'epoch')})."


def _about_sizes(experiment: Experiment, ours: Mapping[str, Sequence[History]]) -> str:
    """The same of the accuracies by the number of images, and what the other machine read."""
    above = []
    for trial in experiment.trials:
        (figure, *_), runs = trial.figures, ours.get(trial.name, ())
        values = [value for run in runs if (value := figure.of(run)) is not None]
        if values and figure.book is not None:
            above.append(statistics.fmean(values) - figure.book)
    if not above:
        return ""
    how_far = _in_words(experiment, statistics.fmean(above))
    line = f"The book’s line {how_far} ours on average ({counted(len(above), 'size')})."
    return f"{line} {support_vector_machine()}"


def _differences(
    experiment: Experiment, trial: Trial, book: History, ours: Sequence[History]
) -> Iterator[tuple[float, int, str]]:
    """For each line of a trial, how far ours lies above it, in how many epochs, and what it is."""
    words = {"evaluation": trial.data.evaluation}
    whats = [words.get(kind, kind) for kind in experiment.measured_on]
    if experiment.plot == "gradients":
        whats = [f"layer {layer + 1}" for layer in range(len(book[0].gradient_lengths or ()))]
    for line, what in enumerate(whats):
        above = []
        for results in zip(book, *ours):
            its, *values = (_values(experiment, result)[line] for result in results)
            difference = statistics.fmean(values) - its
            if math.isfinite(difference):
                above.append(difference)
        if above:
            yield statistics.fmean(above), len(above), f"{trial.name}, {what}"


def _values(experiment: Experiment, result: EpochResult) -> list[float]:
    """What the figure shows of an epoch, a number for each line; NaN if it was not measured.

    A length has the logarithm to the base 10, as on the figure's axis.
    """
    if experiment.plot == "gradients":
        return [math.log10(each) if each else math.nan for each in result.gradient_lengths or ()]
    read = result.cost if experiment.plot == "cost" else result.percent
    values = (read(kind) for kind in experiment.measured_on)
    return [math.nan if value is None else value for value in values]


def _in_words(experiment: Experiment, above: float) -> str:
    """Where the book's line lies, as a verb before "ours". above: how far ours lies above it."""
    if experiment.plot == "gradients":
        return f"is {10**-above:.2f} times as high as"
    far = f"{abs(above):.3f}" if experiment.plot == "cost" else in_points(above)
    if not float(far.split()[0]):
        return "lies on"
    return f"lies {far} {'below' if above > 0 else 'above'}"
