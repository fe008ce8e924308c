"""How a hand is read, and what learning it has changed, in words and as a chart. No Qt."""

from collections.abc import Sequence

import numpy as np

from digitpad.core.data.dataset import with_article
from digitpad.core.data.hands import LEAST_OF_EACH, WrittenDigit
from digitpad.core.text import counted, shortened
from digitpad.core.verdict import Kind
from digitpad.session.charts.chart import Chart, Curve, Trace
from digitpad.session.hands.hand_learning import (
    POINTS_LOST,
    SOME,
    HandLearning,
    HandReading,
    Judged,
    ReadDigit,
)

LONGEST_TITLE = 30  # letters of a network's title
BEGIN = "A minute of writing teaches the network your hand"


def about_label(label: int, is_kept: bool, undo: str) -> str:
    """That a drawing was labelled. is_kept: or cannot be now. undo: the key that takes it back."""
    digit = with_article(str(label))
    said = f"Kept as {digit} in My Digits" if is_kept else f"Labelled as {digit}, not kept yet"
    return f"{said}. {undo} takes it back."


def headline(found: HandReading, learning: HandLearning | None) -> tuple[str, str]:
    """How many of the hand's digits are read right, and the results for other digits."""
    size = len(found.digits)
    if not size:
        return BEGIN, ""
    if not found.reads_digits:
        return f"{shortened(found.name, LONGEST_TITLE)} reads no digits", ""
    reads = "all" if found.right == size else f"{found.right:,}"
    title = f"It reads {reads} of your {size:,} digits"
    if found.has_learnt:  # to read these again is no surprise
        title = f"It has learnt your hand, and reads {reads} of its {size:,} digits"
    elif size == 1:
        title = "It reads your digit" if found.right else "It misreads your digit"
    return title, "" if learning is None or learning.own is None else _rest(learning, learning.own)


def _rest(learning: HandLearning, own: Judged) -> str:
    """What was learnt, and the results for digits that were not. own: for those that were."""
    said = [f"Before it read {own.before:,} of {own.size:,}."]
    if (held := learning.judged) is not None:
        perhaps = "; the network may have learnt them before" if learning.may_know else ""
        said.append(
            f"Tested on {held.size} of your digits that a first copy was not shown: "
            f"{held.before} → {held.after} right{perhaps}."
        )
    else:
        said.append(f"No digit was held back to test it: that takes {LEAST_OF_EACH} of each.")
    if learning.replayed:
        said.append(f"It learnt yours, and repeated {learning.replayed:,} MNIST digits.")
    if (mnist := learning.mnist) is not None:
        before, after = (100 * right / mnist.size for right in (mnist.before, mnist.after))
        said.append(f"MNIST’s {mnist.size:,} test digits: {before:.2f} → {after:.2f} % right.")
    return " ".join(said)


def remarks(learning: HandLearning, left_out: Sequence[WrittenDigit]) -> str:
    """Remarks on the learning. left_out: the digits that are not learnt."""
    if not learning.is_done:
        return "Learning all of them …" if learning.judged is not None else "Learning …"
    said = ["The new network is in use, and kept in Runs; Edit > Undo goes back."]
    doubted = [digit for digit in left_out if not digit.is_confirmed]
    if doubted:
        count = counted(len(doubted), "digit")
        said.append(f"Left out, since the label looks wrong (marked): {count}.")
    if len(doubted) < len(left_out):
        said.append("Digits that you have confirmed since are learnt next time.")
    if learning.points_lost > POINTS_LOST:
        said.append(f"It lost {learning.points_lost:.2f} points on MNIST.")
    if learning.judged is not None:
        said.append(f"Curves: a copy that learnt two thirds, and {SOME:,} of the test digits.")
    return " ".join(said)


def doubt(label: int, read: int, count: int, size: int) -> str:
    """Why a digit is in doubt, and how many are learnt until that is answered.

    read: as what it is read; the label itself if it is only left out. count, size: how many digits
    of the hand are in doubt, and of how many; size 0 if they cannot be learnt now.
    """
    looks = f"looks like {with_article(str(read))}"
    if read == label:
        looks = "is left out, since its label looks wrong"
    are = f"{count:,} {'is' if count == 1 else 'are'} in doubt"
    learns = f" Until then it learns {size - count:,} of {size:,}; {are}." if size else ""
    return f"This {label} {looks}. Which is it?{learns}"


def misread_as(digit: ReadDigit) -> str:
    """The wrong answer in short, ? for none; empty if the digit is read right."""
    if digit.verdict is None or not digit.is_misread:
        return ""
    return str(digit.verdict.digits[0]) if digit.verdict.digits else "?"


def how_read(digit: ReadDigit) -> str:
    """A written digit, and how it is read if that is wrong."""
    wrong, verdict = misread_as(digit), digit.verdict
    if not wrong or verdict is None:
        return str(digit.written.label)
    read = "not read" if verdict.kind is Kind.UNREAD else f"read as {wrong}"
    return f"{digit.written.label}, {read}"


def chart_of(learning: HandLearning) -> Chart | None:
    """The shares read right by mini-batches: of the hand's digits that are held back, and of MNIST.

    None if none are held back.
    """
    points = learning.curve
    mine = 100 * np.array([point.mine for point in points])
    if len(points) < 2 or not np.isfinite(mine).any():
        return None
    at = np.array([point.mini_batches for point in points], np.float64)
    mnist = 100 * np.array([point.mnist for point in points])
    of_mnist = Curve(f"first {SOME:,} test digits", at, mnist, is_dashed=True)
    traces = (
        Trace("mine", "mine", "accent", (Curve("not shown", at, mine),)),
        Trace("mnist", "MNIST", "muted", (of_mnist,)),
    )
    return Chart(traces, "read right", "mini-batches", "in %", "{:.1f} %")
