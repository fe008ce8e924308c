"""The outcome of an experiment: its figures beside the book's, and a verdict.

The window and the command line say the same.
"""

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from digitpad.core.book.findings import Figures, NotMeasuredError
from digitpad.core.book.trials import BAND, COST_BAND, LENGTH_BAND, Experiment, Figure, Trial
from digitpad.core.text import in_a_row

SEVERAL = 5  # seeds, which are enough to see what is chance

# What counts as far off, in words.
FAR_OFF = (
    f"{BAND} points of an accuracy, {100 * COST_BAND:g} % of a cost, a factor of {LENGTH_BAND:g} "
    "of a gradient’s length"
)


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
    trial: Trial,
    figure: Figure,
    values: Sequence[float],
    is_over: bool,
    missing: str = "",
    to_come: str = "under way",
) -> ComparedFigure:
    """The row of a trial's figure. values: one a seed. is_over: whether all of them are final.

    missing: why there are none, by default that no run came so far. to_come: said of a figure that
    is not final.
    """
    what = f"{trial.name}, {figure.label}" if figure.label else trial.name
    book = "" if figure.book is None else _text(figure, figure.book)
    if not values:
        if is_over:
            return ComparedFigure(what, missing or "not reached", book=book)
        return ComparedFigure(what, "", book=book)
    mean = statistics.fmean(values)
    ours, band = _text(figure, mean), ""
    if len(values) > 1:
        band = f"{_number(figure, min(values))} to {_number(figure, max(values))}"
    if not is_over:
        return ComparedFigure(what, ours, band, book, to_come)
    if figure.book is None:
        return ComparedFigure(what, ours, band)
    difference, is_far = _difference(figure, mean), not figure.agrees(values)
    if is_far:
        difference = f"far off {difference}"
    return ComparedFigure(what, ours, band, book, difference, is_far)


def _difference(figure: Figure, mean: float) -> str:
    assert figure.book is not None
    number = _number(figure, abs(mean - figure.book))
    sign = "+" if mean > figure.book else "−"
    return f"{sign}{number}" if float(number) else number


def _text(figure: Figure, value: float) -> str:
    return _number(figure, value) + (" %" if figure.is_percent else "")


def _number(figure: Figure, value: float) -> str:
    return f"{value:.{2 if figure.is_percent else 3}f}"


@dataclass(frozen=True, slots=True)
class ExperimentVerdict:
    """Which answer came out. answer: its index; None for none of them, or undecided.

    text: the book's answer and ours, in one line. caption: why they differ, and what to try.
    """

    answer: int | None
    text: str
    caption: str = ""
    is_undecided: bool = False


def verdict(experiment: Experiment, figures: Figures, because: str = "") -> ExperimentVerdict:
    """What the figures say of the book's answer. because: why it may not have come out."""
    choice = experiment.choices[experiment.right]
    book = f"{'The book' if experiment.is_of_book else 'Known'}: {choice[0].lower()}{choice[1:]}"
    try:
        finding = experiment.decide(figures)
        answers = [experiment.decide(one).answer for one in figures.seeds()]
    except NotMeasuredError:
        return ExperimentVerdict(None, f"{book}. Undecided here: {_NOT_MEASURED}.", "", True)
    more = "" if len(answers) >= SEVERAL or experiment.neurons else _MORE_SEEDS
    if any(answer != finding.answer for answer in answers):
        said = f"{book}. Undecided here: {_split(experiment, answers)}."
        return ExperimentVerdict(None, said, more, True)
    if finding.answer == experiment.right:
        return ExperimentVerdict(finding.answer, f"{book}. Here too: {finding.says}.")
    why = f"{because[0].upper()}{because[1:]}." if because else ""
    said = f"{book}. Not here: {finding.says}."
    return ExperimentVerdict(finding.answer, said, f"{why} {more}".strip())


_MORE_SEEDS = f"Run it with {SEVERAL} seeds to see how much of this is chance."
_NOT_MEASURED = "a run did not get far enough, or was deleted"


def _split(experiment: Experiment, answers: Sequence[int | None]) -> str:
    """How many seeds say what."""
    parts = []
    for answer, count in Counter(answers).most_common():
        choice = "none of the answers" if answer is None else f"“{experiment.choices[answer]}”"
        parts.append(f"{count} of {len(answers)} seeds say {choice}")
    return ", ".join(parts)


def stuck_in_words(stuck: Sequence[tuple[str, int, tuple[int, ...]]]) -> str:
    """Which outputs are stuck: each with its trial's name, its seed, and the digits."""
    parts = [
        f"the output{'s' if len(digits) > 1 else ''} for {in_a_row(digits)} ({name}, seed {seed})"
        for name, seed, digits in stuck
    ]
    outputs = sum(len(digits) for _, _, digits in stuck)
    return f"{', '.join(parts)} {'is' if outputs == 1 else 'are'} stuck near 0" if parts else ""
