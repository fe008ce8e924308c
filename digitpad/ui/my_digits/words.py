"""What a hand and learning it come to, in words: first the verdict, then what it rests on."""

from collections.abc import Sequence

from digitpad.core.data.written_digits import WrittenDigit
from digitpad.core.text import counted
from digitpad.session.hands.hand_questions import HandReading, Learning
from digitpad.session.hands.learner import POINTS_LOST
from digitpad.ui.parts.plain_text import one_line

LONGEST_NAME = 30  # letters of a name
BEGIN = "A minute of writing teaches the network your hand."


def headline(found: HandReading, learning: Learning | None) -> tuple[str, str]:
    """How many of the hand's digits are read right, and what else was measured."""
    size = len(found.digits)
    if not size:
        return BEGIN, ""
    if not found.reads_digits:
        return f"{one_line(found.name, LONGEST_NAME)} reads no digits.", ""
    reads = "all" if found.right == size else f"{found.right:,}"
    title = f"It reads {reads} of your {counted(size, 'digit')}"
    own = None if learning is None else learning.own
    if learning is None or own is None:
        others = ", ".join(_percent(one.name, one.right, one.size) for one in found.others)
        return f"{title}.", f"It reads other hands: {others}." if others else ""
    if (own.size, own.after) != (size, found.right):  # digits or labels have changed since
        return f"{title}.", _rest(learning)
    return f"{title} now; {own.before:,} before.", _rest(learning)


def _rest(learning: Learning) -> str:
    """What learning has changed for digits that were not learnt."""
    said = []
    if (held := learning.judged) is not None:
        said.append(
            f"Tested on {held.size} of your digits that it had not seen: {held.before} → "
            f"{held.after} right."
        )
    if (mnist := learning.mnist) is not None:
        before, after = (100 * right / mnist.size for right in (mnist.before, mnist.after))
        said.append(f"MNIST went from {before:.2f} to {after:.2f} %.")
    for name, theirs in learning.others:
        now = f"{100 * theirs.after / theirs.size:.0f} %"
        said.append(f"{_percent(name, theirs.before, theirs.size)} → {now}.")
    return " ".join(said)


def _percent(name: str, right: int, size: int) -> str:
    return f"{one_line(name, LONGEST_NAME)} {100 * right / size:.0f} %"


def remarks(learning: Learning, left_out: Sequence[WrittenDigit]) -> str:
    """What a person should know beside the verdict. left_out: digits that are not learnt."""
    if not learning.is_done:
        return "Learning all of them …" if learning.judged is not None else "Learning …"
    said = ["The new network is in use, and kept in Runs."]
    doubted = [digit for digit in left_out if not digit.is_confirmed]
    if doubted:
        one = len(doubted) == 1
        said.append(
            f"{counted(len(doubted), 'digit')} {'was' if one else 'were'} left out: "
            f"{'its label looks' if one else 'their labels look'} wrong (marked)."
        )
    if len(doubted) < len(left_out):
        said.append("What you have confirmed since is learnt next time.")
    if learning.points_lost > POINTS_LOST:
        said.append(f"It lost {learning.points_lost:.2f} points on MNIST; Undo Learning goes back.")
    return " ".join(said)
