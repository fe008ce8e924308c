"""Ink that falls apart into figures side by side, as in "14", is not one digit.

A digit of several strokes may have gaps, too. Only a 4 has them between a left and a right part:
an angle, and beside it a line that begins lower and ends lower. Two figures are about as high as
each other, and stand at the same height.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

# As parts of the height of the higher figure. Chosen with the digits of 97 people, of which these
# values take one in 4,000 for several figures.
GAP = 0.05  # least gap
OVERLAP = 0.5  # the least height that both figures have in common
HIGHER = 0.3  # how far the left figure may end above the right one; the angle of a 4 does so

SLANTS = (-0.3, 0.0, 0.3, 0.6)  # how far to the right a slanted gap leans, as a part of its height


def is_side_by_side(parts: Sequence[ArrayLike]) -> bool:
    """Whether ink falls apart into two or more figures that stand side by side.

    parts: strokes, or patches of ink in a picture, each (n, 2) finite numbers: x, y, y down, in
    any unit. Empty parts are left out.
    """
    inked = [points for part in parts if (points := np.asarray(part, np.float64)).size]
    if len(inked) < 2:
        return False
    tops, ends = np.array([(part[:, 1].min(), part[:, 1].max()) for part in inked]).T
    return any(_is_cut(inked, slant, tops, ends) for slant in SLANTS)


def _is_cut(
    parts: Sequence[NDArray[np.float64]],
    slant: float,
    tops: NDArray[np.float64],
    ends: NDArray[np.float64],
) -> bool:
    """Whether a straight gap of this slant has figures on both sides."""
    across = [part[:, 0] + slant * part[:, 1] for part in parts]
    lefts, rights = np.array([(x.min(), x.max()) for x in across]).T
    order = np.argsort(lefts, kind="stable")
    lefts, rights, tops, ends = (of_part[order] for of_part in (lefts, rights, tops, ends))
    gaps = lefts[1:] - np.maximum.accumulate(rights)[:-1]
    # Top and end of what is to the left of each gap, and of what is to its right.
    left_tops, left_ends = np.minimum.accumulate(tops)[:-1], np.maximum.accumulate(ends)[:-1]
    right_tops = np.minimum.accumulate(tops[::-1])[-2::-1]
    right_ends = np.maximum.accumulate(ends[::-1])[-2::-1]
    height = np.maximum(left_ends - left_tops, right_ends - right_tops)
    common = np.minimum(left_ends, right_ends) - np.maximum(left_tops, right_tops)
    is_gap = (
        (height > 0)
        & (gaps >= GAP * height)
        & (common >= OVERLAP * height)
        & (right_ends - left_ends <= HIGHER * height)
    )
    return bool(is_gap.any())
