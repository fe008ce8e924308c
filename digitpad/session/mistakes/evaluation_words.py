"""An evaluation in words, and as CSV. No Qt."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digitpad.core.damage import Damaging
from digitpad.core.data.dataset import with_article
from digitpad.core.evaluation import CONFIDENT, wilson_interval, worst_confusions
from digitpad.core.files import csv_file
from digitpad.core.text import LONGEST_HEADLINE, MINUS, capitalized, shortened
from digitpad.core.verdict import two_decimals
from digitpad.session.mistakes.compared import (
    ALL,
    MISREAD,
    Cell,
    Compared,
    headline,
    mended_and_broken,
)
from digitpad.session.mistakes.evaluated import Evaluated

LONGEST_CLASS = 20  # letters of a class's name


def measuring(name: str) -> str:
    """The headline until anything is known. name: of the images."""
    return f"Measuring {shortened(name, LONGEST_HEADLINE - 12)} …"


def how_good(found: Evaluated, compared: Compared | None = None) -> tuple[str, str]:
    """A sentence that says how much is read right, and a line with details.

    compared: with another network.
    """
    evaluation = found.evaluation
    n, right = len(evaluation), evaluation.accuracy
    if (finite := evaluation.finite_rows()) < n:
        no_numbers = f"{n - finite:,} of {n:,} answers are no numbers"
        return no_numbers, f"{right:,} of all {n:,} are counted as right · {found.network_in_words}"
    parts = [f"{evaluation.confident_mistakes():,} with an activation over {CONFIDENT:g}"]
    worst = worst_confusions(evaluation.matrix(), most=2)
    if len(worst) == 1 or (worst and worst[0][2] > worst[1][2]):
        digit, answer, _ = worst[0]
        names = found.classes[digit], found.output_names[answer]
        often = " as ".join(with_article(shortened(name, LONGEST_CLASS)) for name in names)
        parts.insert(0, f"most often {often}")
    if found.is_new:
        low, high = (100 * share for share in wilson_interval(right, n))
        parts.insert(-1, f"95 % interval {low:.2f} to {high:.2f}\u00a0%")
    people = found.people
    if len(people) > 1 and found.is_whole:
        hardest = min(people, key=people.__getitem__)
        mean = 100 * sum(people.values()) / len(people)
        parts.append(
            f"mean of {len(people)} people {mean:.2f} %, hardest: person {hardest}, "
            f"{100 * people[hardest]:.0f} %"
        )
    if found.source.part == "training":
        parts.append(found.name)
    if not found.is_whole:
        parts.append(f"so far, of {len(found.data):,}")
    line = " · ".join([*parts, found.network_in_words])
    if compared is None:
        return f"{100 * right / n:.2f} % right: {n - right:,} of {n:,} misread", line
    return headline(compared), f"{mended_and_broken(compared)} {capitalized(line)}"


def cell_sentence(count: int, total: int, label: str, read: str) -> str:
    """A cell of the matrix in words. label, read: the names of its row and column."""
    was = "was" if count == 1 else "were"
    return (
        f"{count:,} of {total:,} that are {with_article(label)} {was} read as {with_article(read)}"
    )


def wrong_of_row(wrong: int, total: int, label: str) -> str:
    """How many of the digits of a row of the matrix are read wrongly. label: the row's name."""
    return f"{wrong:,} of {total:,} that are {with_article(label)} are wrong"


def wrong_of_column(wrong: int, total: int, read: str) -> str:
    """How many of the digits of a column are read wrongly. read: the column's name."""
    return f"{wrong:,} of {total:,} that were read as {with_article(read)} are wrong"


def axes_of_matrix(compared: Compared | None) -> str:
    """What the rows and columns of the matrix are, and its numbers if two networks are compared."""
    axes = "Written ↓, read as →"
    if compared is None:
        return axes
    return f"{axes}: more (+) or fewer (−) than {shortened(compared.read.other.name)}"


def with_difference(sentence: str, more: int, compared: Compared) -> str:
    """A sentence about a count of the matrix, and how many more that is than with another network.

    more: the difference.
    """
    count = f"{abs(more):,} {'more' if more > 0 else 'fewer'} than" if more else "as many as"
    return f"{sentence}, {count} with {shortened(compared.read.other.name)}"


def difference(more: int) -> str:
    """A difference of two counts with its sign, +3 or −12; empty if there is none."""
    return f"{more:+,}".replace("-", MINUS) if more else ""


def what_is_listed(found: Evaluated, cell: Cell, group: str) -> str:
    """Which digits are listed: 5 read as 3, for a cell of the matrix. group: see `MistakeList`."""
    label, read = cell
    written = "" if label is None else found.classes[label]
    answer = "" if read is None else f"read as {found.output_names[read]}"
    if group in (ALL, MISREAD):
        if written and answer:
            return f"{written} read right" if label == read else f"{written} {answer}"
        parts = (group if group == ALL or not answer else "wrongly", written, answer)
    else:
        parts = (group, written, answer)
    return capitalized(" ".join(filter(None, parts)))


def title_of_list(found: Evaluated | None, cell: Cell, group: str, count: int) -> str:
    """Which digits are listed, and how many; empty while nothing is known."""
    return "" if found is None else f"{what_is_listed(found, cell, group)}: {count:,}"


def why_none_is_listed(found: Evaluated | None) -> str:
    """The gallery's sentence if no digits are listed."""
    if found is None:
        return ""
    if found.evaluation.accuracy == len(found.evaluation):
        return f"No mistakes: all {len(found.evaluation):,} are read right."
    return "None."


def digit_in_words(found: Evaluated, row: int) -> str:
    """The true digit in a row and the answer, and how active these outputs are."""
    evaluation, (written, read) = found.evaluation, found.names(row)
    answer, label = int(evaluation.read[row]), int(evaluation.labels[row])
    outputs = evaluation.outputs[row]
    lines = [f"Written {written}, read {read}", f"output {read}: {two_decimals(outputs[answer])}"]
    if label != answer:
        lines.append(f"output {written}: {two_decimals(outputs[label])}")
    return "\n".join(lines)


def caption(found: Evaluated, row: int) -> str:
    """The answer in a row, and its activation: 5>3 .99. Long names are cut."""
    label, read = found.names(row)
    pair = read[:3] if label == read else f"{label[:3]}>{read[:3]}"
    if max(len(label), len(read)) > 1:
        return pair
    activation = float(found.evaluation.confidence[row])
    text = f"{activation:.2f}" if activation == activation else "–"
    return f"{pair} {'1.0' if text == '1.00' else text.removeprefix('0')}"


def sentence(found: Evaluated, row: int) -> str:
    """The same as a sentence, with the example's number."""
    label, read = found.names(row)
    activation = float(found.evaluation.confidence[row])
    active = f"activation {activation:.3f}" if activation == activation else "no number"
    called = found.source.digit
    return f"{called} {int(found.numbers[row]):,} is {label}, read as {read}: {active}"


def matrix_csv(
    matrix: NDArray[np.int64],
    classes: Sequence[str],
    outputs: Sequence[str],
    remarks: Sequence[str],
) -> bytes:
    """A confusion matrix as a CSV file, in UTF-8: a row for each true digit.

    classes, outputs: the names of rows and columns. remarks: lines that say what was measured; they
    begin with # in the file. `pandas.read_csv(path, comment="#", index_col=0)` reads it.
    """
    titles = ["written", *(f"read as {name}" for name in outputs)]
    rows = ([name, *row] for name, row in zip(classes, matrix.tolist()))
    return csv_file([titles, *rows], ("digitpad: a confusion matrix", *remarks))


def name_of(damaging: Damaging) -> str:
    """What is done to the digits, or that nothing is."""
    return damaging.words if damaging.level else "undamaged"


def damage_in_words(damaging: Damaging, percent: float, is_earlier: bool) -> str:
    """How much is read right of damaged digits.

    is_earlier: whether it was measured with the network of an earlier epoch.
    """
    earlier = ", some epochs ago" if is_earlier else ""
    return f"{capitalized(name_of(damaging))}: {percent:.2f} % are read right{earlier}."
