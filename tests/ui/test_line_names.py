"""The names beside the ends of lines: each can be read."""

import pytest

from digitpad.ui.plots.plot_items import NAMES_APART, apart


@pytest.mark.parametrize("heights", [[10, 90], [10, 11, 12], [97, 98, 99, 100], [50] * 5])
def test_names_stand_apart_and_none_is_left_out(heights: list[float]) -> None:
    placed = apart([float(y) for y in heights], lowest=100)
    assert len(placed) == len(heights)
    assert all(b - a >= NAMES_APART for a, b in zip(placed, placed[1:]))
    assert placed[-1] < 100


def test_names_that_have_room_stand_at_their_lines() -> None:
    assert apart([10.0, 50.0], lowest=100) == [10, 50]
