"""The verdict: what ten outputs say. The whole program reads outputs by this one rule.

Sigmoid outputs do not sum to one: each answers only for its own digit, so several may say yes, or
none. Softmax outputs do: at least one of the ten reaches 0.1, so nothing is unread.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from digitpad.core.data.dataset import DIGITS

ACTIVE = 0.5  # an output this active answers yes
INACTIVE = 0.1  # an output below this answers no
# By their numbers, as a figure beside the candidates would look like one of them.
SPELLED = "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"


class Kind(Enum):
    """How sure an answer is."""

    CLEAR = "clear"  # one output says yes
    TORN = "torn"  # several say yes
    UNSURE = "unsure"  # none says yes, but not all say no
    UNREAD = "unread"  # all say no
    SEVERAL = "several"  # there are figures side by side, so it is no single digit
    DOT = "dot"  # there is only a dot, which is no digit


@dataclass(frozen=True, slots=True)
class Verdict:
    """digits: the candidates, the most active first; none if it is unread."""

    kind: Kind
    digits: tuple[int, ...] = ()

    @property
    def is_unread(self) -> bool:
        """Whether it is read as no digit."""
        return not self.digits


def verdict_on(outputs: NDArray[np.floating], form: Kind | None = None) -> Verdict:
    """The verdict on these activations, (10,). NaN counts as inactive.

    form: SEVERAL or DOT if the drawing is no single digit.
    """
    if form is not None:
        return Verdict(form)
    # For ten numbers Python takes a tenth of NumPy's time, and each movement of a pen calls this.
    values = outputs.tolist()
    yes, not_no = (
        [digit for digit, value in enumerate(values) if value >= least]
        for least in (ACTIVE, INACTIVE)
    )
    if yes:
        kind = Kind.CLEAR if len(yes) == 1 else Kind.TORN
    else:
        kind = Kind.UNSURE if not_no else Kind.UNREAD
    return Verdict(kind, tuple(sorted(yes or not_no, key=lambda digit: -values[digit])))


def are_unread(outputs: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Which examples are read as no digit, (n,), by the same rule. outputs: (n, 10)."""
    return np.asarray(~(outputs >= INACTIVE).any(axis=1))


def two_decimals(activation: float) -> str:
    """An activation with two decimals; one below a bound of the rule is not rounded up to it."""
    text = f"{activation:.2f}"
    crossed = [bound for bound in (INACTIVE, ACTIVE) if activation < bound <= float(text)]
    return f"{crossed[0] - 0.01:.2f}" if crossed else text


def describe(
    verdict: Verdict, outputs: NDArray[np.floating], classes: Sequence[str] = DIGITS
) -> str:
    """A verdict on these outputs, in a few words."""
    names = [classes[digit] for digit in verdict.digits]
    match verdict.kind:
        case Kind.CLEAR:
            return f"{names[0]}, activation {outputs[verdict.digits[0]]:.2f}"
        case Kind.TORN:
            return f"{names[0]} or {_others(names)}?"
        case Kind.UNSURE if len(names) == 1:
            return f"perhaps {names[0]}"
        case Kind.UNSURE:
            return f"perhaps {names[0]} or {_others(names)}"
        case Kind.UNREAD:
            return "not a digit" if classes == DIGITS else "none of its classes"
        case Kind.SEVERAL:
            return "several figures"
        case Kind.DOT:
            return "only a dot"


def _others(names: Sequence[str]) -> str:
    """All candidates but the first: the one that there is, or how many."""
    return names[1] if len(names) == 2 else f"{SPELLED[len(names) - 1]} others"
