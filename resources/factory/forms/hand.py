"""A hand writes no two digits alike: it slants, hurries and trembles.

`write` does the same to strokes, of an invented form or of a digit that somebody wrote.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from forms.lines import Stroke


class Dice:
    """Random choices: `dice(low, high)` is a number between, `dice.maybe(p)` true with chance p."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self._next = rng.random

    def __call__(self, low: float, high: float) -> float:
        return low + (high - low) * self._next()

    def maybe(self, probability: float) -> bool:
        return self._next() < probability

    def bell(self, spread: float) -> float:
        """A normal number of this standard deviation around 0, cut at twice that."""
        return min(max(float(self.rng.standard_normal()), -2.0), 2.0) * spread


# All lengths are in units of the digit's height.
WIDTH = 0.2  # standard deviation of the logarithm of the width
LEAN = 0.1  # how far the top leans to the right, on average
SLANT = 0.22  # standard deviation of that
TURN = 5.0  # degrees, standard deviation
BEND = 0.045  # largest height of the waves that bend a whole digit
TREMBLE = 0.012  # largest height of the waves along a stroke
MISS = 0.025  # standard deviation of where a stroke begins after the pen was lifted
HOOKED = 0.12  # probability of a hook where the pen comes down or goes up
HOOK = 0.08  # greatest length of a hook
BROKEN = 0.05  # probability that the pen leaves out a piece of a stroke
GAP = 0.15  # the longest such piece, as a part of the stroke


def write(strokes: Sequence[Stroke], rng: np.random.Generator, style: float = 1.0) -> list[Stroke]:
    """The strokes as a hand would write them, different each time.

    strokes: arrays (n, 2) of x, y, y down, in any unit. The result is in units of their height or
    width, whichever is larger. style: how much the hand changes them; with 0 it only copies.
    """
    dice = Dice(rng)
    points = np.concatenate(strokes).astype(np.float64)
    low, high = points.min(axis=0), points.max(axis=0)
    points = (points - (low + high) / 2) / (max(high - low) or 1.0)
    points += _bend(points, dice, style)
    points = points @ _matrix(dice, style).T
    copied = np.split(points, np.cumsum([len(stroke) for stroke in strokes])[:-1])
    written = [_drawn(stroke, dice, style, first=i == 0) for i, stroke in enumerate(copied)]
    if dice.maybe(BROKEN * style):
        _break(written, dice)
    return written


def _matrix(dice: Dice, style: float) -> NDArray[np.float64]:
    """The matrix (2, 2) that changes width and slant, and turns."""
    width, slant = np.exp(style * dice.bell(WIDTH)), style * (LEAN + dice.bell(SLANT))
    angle = np.radians(style * dice.bell(TURN))
    cos, sin = np.cos(angle), np.sin(angle)
    turn = np.array([[cos, -sin], [sin, cos]])
    both: NDArray[np.float64] = turn @ np.array([[width, -slant], [0, 1]])
    return both


def _bend(points: Stroke, dice: Dice, style: float) -> Stroke:
    """How far slow waves over the whole digit push each of its points: (n, 2)."""
    rng = dice.rng
    ways = rng.uniform(-1.0, 1.0, (2, 3)) * 2 * np.pi  # (2, waves): at most one wave a height
    waves = np.sin(points @ ways + rng.uniform(0, 2 * np.pi, 3))
    pushed: Stroke = waves @ rng.uniform(-1.0, 1.0, (3, 2)) * (style * dice(0, BEND))
    return pushed


def _drawn(stroke: Stroke, dice: Dice, style: float, first: bool) -> Stroke:
    """A stroke as the pen draws it: it trembles, misses its start, and has hooks at its ends."""
    rng = dice.rng
    if len(stroke) > 2:
        times = np.linspace(0, 1, len(stroke))[:, None] * rng.uniform(4, 25, 2)
        height = style * dice(0, TREMBLE)
        stroke = stroke + height * np.sin(times + rng.uniform(0, 2 * np.pi, 2))
    if not first:
        stroke = stroke + np.array([dice.bell(style * MISS), dice.bell(style * MISS)])
    for at in (0, -1):
        if dice.maybe(HOOKED * style):
            angle, length = dice(0, 2 * np.pi), dice(0.02, HOOK)
            hook = stroke[at] + length * np.array([[np.cos(angle), np.sin(angle)]])
            stroke = np.concatenate([hook, stroke] if at == 0 else [stroke, hook])
    return stroke


def _break(strokes: list[Stroke], dice: Dice) -> None:
    """Leave out a piece of one of the strokes."""
    chosen = int(dice(0, len(strokes)))
    stroke = strokes[chosen]
    steps = np.hypot(*np.diff(stroke, axis=0).T)
    way = np.concatenate([[0], np.cumsum(steps)])
    if way[-1] < 0.3:
        return
    start = dice(0.1, 0.8)
    end = start + dice(0.03, GAP)
    # The points where the gap begins and ends.
    edges = np.stack(
        [np.interp(np.array([start, end]) * way[-1], way, axis) for axis in stroke.T], axis=1
    )
    before, after = way < start * way[-1], way > end * way[-1]
    strokes[chosen : chosen + 1] = [
        np.concatenate([stroke[before], edges[:1]]),
        np.concatenate([edges[1:], stroke[after]]),
    ]
