"""Ink that falls apart into figures side by side is no single digit."""

from itertools import pairwise

import numpy as np
import pytest
from digits import DIGITS, placed
from pictures import drawn

from digitpad.core.data.people import load_pen_digits
from digitpad.core.ink import is_side_by_side, patches

ONE, FOUR = placed(1, 0.0, 0.3, 0.4), placed(4, 0.4, 0.3, 0.4)


def test_two_figures_in_any_unit_are_told_from_one():
    assert is_side_by_side(ONE + FOUR)
    assert is_side_by_side([1e9 * np.array(stroke) for stroke in FOUR[::-1] + ONE])
    assert not any(is_side_by_side(strokes) for strokes in DIGITS.values())
    for nothing in ([], [[]], ONE, [*ONE, []], [*ONE, [(0.9, 0.5)]]):  # or a dot beside a figure
        assert not is_side_by_side(nothing)


def test_figures_lean_and_need_not_stand_on_one_line():
    leaning = [[(x - 0.5 * y, y) for x, y in stroke] for stroke in ONE + placed(1, 0.1, 0.3, 0.4)]
    upright = [(min(stroke)[0], max(stroke)[0]) for stroke in leaning]
    assert upright[1][0] < upright[0][1]  # no straight gap between them
    assert is_side_by_side(leaning)
    assert is_side_by_side(ONE + placed(4, 0.4, 0.4, 0.4))
    assert not is_side_by_side(ONE + placed(4, 0.4, 0.75, 0.4))  # one below the other


def test_an_open_four_is_one_digit():
    angle = [(0.1, 0.0), (0.0, 0.55), (0.4, 0.55)]
    assert not is_side_by_side([angle, [(0.5, 0.1), (0.45, 1.0)]])
    assert is_side_by_side([angle, [(0.5, 0.0), (0.45, 0.6)]])  # an L and a 1


def test_of_the_digits_that_people_wrote_one_in_a_thousand_is_taken_for_two_and_two_are_found():
    digits = load_pen_digits()
    drawings = digits.drawings
    taken = sum(map(is_side_by_side, drawings))
    assert len(drawings) == 15_739 and taken <= len(drawings) / 1000
    rng, found, pairs = np.random.default_rng(1), 0, 0
    for a, b in pairwise(range(0, len(drawings), 9)):
        if digits.writers[a] != digits.writers[b]:
            continue
        (left, left_foot, high), (right, right_foot, also) = map(_edges, (drawings[a], drawings[b]))
        gap = rng.uniform(0.1, 0.5) * max(high, also)
        move = [left[1] + gap - right[0], left_foot - right_foot]
        found += is_side_by_side([*drawings[a], *(stroke + move for stroke in drawings[b])])
        pairs += 1
    assert pairs > 20 and found >= 0.95 * pairs


def _edges(strokes):
    """The left and right edge of a digit, its foot and its height."""
    x, y = np.concatenate(strokes).T
    return (x.min(), x.max()), y.max(), np.ptp(y)


@pytest.mark.parametrize("pen", [0.02, 0.06])
def test_figures_in_a_photo_are_told_apart_as_well(pen):
    def photo(strokes):
        return drawn(strokes, 280, height=0.5, pen=pen, light=0.3, noise=5)

    assert is_side_by_side(patches(photo(ONE + FOUR)))
    assert not any(is_side_by_side(patches(photo(strokes))) for strokes in DIGITS.values())
    assert patches(np.full((50, 50), 200, np.uint8)) == []
