"""Damaged digits, against plain loops over pixels."""

import math

import numpy as np
import pytest
from digits import DIGITS

from digitpad.core.damage import DAMAGES, Damaging, damaged
from digitpad.core.ink import CENTRE, SIDE, from_strokes

BY_NAME = {kind.name: kind for kind in DAMAGES}
ALL = np.stack([from_strokes(strokes) for strokes in DIGITS.values()])


def of_kind(kind, strength, images=ALL, seed=1):
    chance = kind.draw(np.random.default_rng(seed), len(images))
    return damaged(images, kind, strength, chance)


def damage(name, strength, images=ALL):
    return of_kind(BY_NAME[name], strength, images)


def at(picture, x, y):
    """A pixel, and paper beyond the edge."""
    inside = 0 <= x < SIDE and 0 <= y < SIDE
    return float(picture[y, x]) if inside else 0.0


def between(picture, x, y):
    """The ink at any place, interpolated between four pixels."""
    left, top = math.floor(x), math.floor(y)
    u, v = x - left, y - top
    return (
        at(picture, left, top) * (1 - u) * (1 - v)
        + at(picture, left + 1, top) * u * (1 - v)
        + at(picture, left, top + 1) * (1 - u) * v
        + at(picture, left + 1, top + 1) * u * v
    )


def looked_up(picture, back):
    """The picture whose pixel at p from the centre shows the ink at `back` of p."""
    new = np.zeros((SIDE, SIDE))
    for y in range(SIDE):
        for x in range(SIDE):
            u, v = back(x - CENTRE, y - CENTRE)
            new[y, x] = between(picture, CENTRE + u, CENTRE + v)
    return new


def ways(name, strength, backs):
    """The ways in which digits were moved; each digit matches exactly one."""
    seen = set()
    for picture, moved in zip(ALL, damage(name, strength)):
        expected = [looked_up(picture, back) for back in backs]
        (way,) = [i for i, one in enumerate(expected) if np.allclose(moved, one, atol=2e-5)]
        seen.add(way)
    return seen


@pytest.mark.parametrize("kind", DAMAGES, ids=lambda kind: kind.name)
def test_damage_repeats_itself_changes_no_input_and_stays_on_the_paper(kind):
    before = ALL.copy()
    first, again = (of_kind(kind, kind.strengths[2], seed=7) for _ in "12")
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(ALL, before)
    assert first.dtype == np.float32 and first.shape == ALL.shape
    assert first.min() >= 0 and first.max() <= 1 + 1e-6
    assert (np.abs(first - ALL).max(axis=(1, 2)) > 0.1).all()
    none = of_kind(kind, 0)
    np.testing.assert_array_equal(none, ALL)
    none[:] = 0.5  # a picture of its own
    np.testing.assert_array_equal(ALL, before)
    assert kind.strengths[0] == 0 and len(kind.strengths) == 7
    assert of_kind(kind, 1, ALL[:0]).shape == (0, SIDE, SIDE)


@pytest.mark.parametrize("kind", DAMAGES, ids=lambda kind: kind.name)
def test_more_damage_changes_more(kind):
    far = [
        np.abs(of_kind(kind, strength, seed=3) - ALL).sum()
        for strength in kind.strengths[:4]  # beyond, digits hardly overlap with what they were
    ]
    assert all(a < b for a, b in zip(far, far[1:]))


def test_a_shift_moves_all_ink_to_one_of_four_sides():
    sides = ((3, 0), (-3, 0), (0, 3), (0, -3))
    backs = [lambda u, v, x=x, y=y: (u - x, v - y) for x, y in sides]
    assert ways("shift", 3, backs) == {0, 1, 2, 3}


def test_a_turn_goes_about_the_centre_to_either_side():
    cos, sin = math.cos(math.radians(20)), math.sin(math.radians(20))
    backs = [lambda u, v, s=s: (cos * u + s * sin * v, cos * v - s * sin * u) for s in (1, -1)]
    assert ways("turn", 20, backs) == {0, 1}


def test_a_slant_pushes_the_rows_sideways_and_a_smaller_digit_keeps_its_centre():
    lean = math.tan(math.radians(30))
    assert ways("slant", 30, [lambda u, v, s=s: (u - s * lean * v, v) for s in (1, -1)]) == {0, 1}
    assert ways("size", 50, [lambda u, v: (2 * u, 2 * v)]) == {0}


def test_thicker_lines_take_the_darkest_neighbour_of_each_pixel():
    picture = ALL[4]
    once, twice = damage("thickness", 1)[4], damage("thickness", 1.5)[4]
    near = ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))
    for y in range(SIDE):
        for x in range(SIDE):
            darkest = max(at(picture, x + dx, y + dy) for dx, dy in near)
            assert once[y, x] == pytest.approx(darkest, abs=1e-6)
            next_ = max(at(once, x + dx, y + dy) for dx, dy in near)
            assert twice[y, x] == pytest.approx((once[y, x] + next_) / 2, abs=1e-6)


def test_a_blur_spreads_each_pixel_as_a_bell():
    picture = ALL[7]
    blurred = damage("blur", 1.5)[7]
    bell = {k: math.exp(-k * k / (2 * 1.5**2)) for k in range(-40, 41)}
    whole = sum(bell.values())
    for y in range(0, SIDE, 5):
        for x in range(0, SIDE, 5):
            spread = sum(
                picture[v, u] * bell[x - u] * bell[y - v] for u in range(SIDE) for v in range(SIDE)
            )
            assert blurred[y, x] == pytest.approx(spread / whole**2, abs=1e-6)


def test_noise_is_gaussian_if_paper_and_ink_leave_room_and_grows_on_one_pattern():
    grey = np.full((200, SIDE, SIDE), 0.5, np.float32)
    weak, strong = damage("noise", 0.05, grey) - grey, damage("noise", 0.1, grey) - grey
    assert weak.std() == pytest.approx(0.05, rel=0.01) and abs(weak.mean()) < 0.001
    inside = np.abs(strong) < 0.45
    np.testing.assert_allclose(strong[inside], 2 * weak[inside], atol=1e-6)


def test_a_bar_of_ink_lies_across_or_down_at_any_place_on_the_digit():
    paper = np.zeros((400, SIDE, SIDE), np.float32)
    places = {True: set(), False: set()}
    for picture in damage("a bar over it", 3, paper):
        rows, columns = np.flatnonzero(picture.all(axis=1)), np.flatnonzero(picture.all(axis=0))
        is_down = len(columns) > 0
        lines = columns if is_down else rows
        assert picture.sum() == 3 * SIDE and lines.tolist() == list(range(lines[0], lines[0] + 3))
        places[is_down].add(int(lines[1]))
    assert places[True] == places[False] == set(range(5, 23))
    crossed = damage("a bar over it", 3)
    assert (crossed[crossed != ALL] == 1).all()  # what the bar does not cover stays


def test_a_level_is_a_number_of_steps():
    level = Damaging(BY_NAME["noise"], 3)
    np.testing.assert_array_equal(level.of(ALL), damage("noise", 0.3))


@pytest.mark.parametrize("kind", DAMAGES, ids=lambda kind: kind.name)
def test_a_digit_is_damaged_alike_whichever_digits_are_beside_it(kind):
    many = np.repeat(ALL, 120, axis=0)
    numbers = np.arange(len(many))
    whole = Damaging(kind, 3).of(many, numbers)
    rows = np.array([1150, 7, 499, 500, 7])
    # Nearly: BLAS may add in another order if a product has another shape.
    some = Damaging(kind, 3).of(many[rows], numbers[rows])
    np.testing.assert_allclose(some, whole[rows], rtol=0, atol=1e-6)
    assert Damaging(kind, 3).of(many[:0], numbers[:0]).shape == (0, SIDE, SIDE)
    is_left_to_chance = kind.name not in ("size", "thickness", "blur")
    assert is_left_to_chance == (np.abs(whole[:120] - whole[0]).max() > 0.1)


@pytest.mark.parametrize("kind", DAMAGES, ids=lambda kind: kind.name)
def test_bytes_are_damaged_like_floats_from_0_to_1(kind):
    numbers, levels = np.arange(len(ALL)), np.rint(255 * ALL).astype(np.uint8)
    before = levels.copy()
    of_bytes = Damaging(kind, 3).of(levels, numbers)
    np.testing.assert_array_equal(levels, before)
    parts = of_bytes / np.float32(255) if of_bytes.dtype == np.uint8 else of_bytes
    expected = Damaging(kind, 3).of(levels / np.float32(255), numbers)
    np.testing.assert_allclose(parts, expected, atol=1e-6)
    moves_whole_pixels = kind.name in ("shift", "a bar over it")
    assert (of_bytes.dtype == np.uint8) == kind.keeps_bytes == moves_whole_pixels
