"""Drawings and photos become pictures like MNIST's: 20 pixels long, and centred."""

from itertools import product

import numpy as np
import pytest
from digits import DIGITS, placed, side_by_side
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import centroid, drawn

from digitpad.core.data.people import load_pen_digits
from digitpad.core.ink import (
    CENTRE,
    LONGEST,
    PEN_WIDTH,
    figures,
    from_drawings,
    from_image,
    from_strokes,
    patches,
)

coordinates = st.integers(-1000, 1000).map(lambda value: value / 4)
points = st.tuples(coordinates, coordinates)
drawings = st.lists(st.lists(points, min_size=1, max_size=12).map(np.array), min_size=1, max_size=4)
quickly = settings(deadline=None, max_examples=40)


def line(*corners):
    return np.array(corners, dtype=float)


def assert_same(picture, other):
    np.testing.assert_allclose(picture, other, rtol=0, atol=2 / 255)  # two grey levels


@pytest.mark.parametrize("strokes", [[], [np.empty((0, 2))], [[]], [[], np.empty((0, 2))]])
def test_without_ink_the_picture_is_blank(strokes):
    picture = from_strokes(strokes)
    assert picture.shape == (28, 28)
    assert picture.dtype == np.float32
    assert not picture.any()


@pytest.mark.parametrize("scale", [5e-324, 1e-310, 1e-300, 1e-9, 1e300, 8e307])
def test_tiny_and_huge_drawings_are_fine(scale):
    drawing = line((-2, -1), (2, 1), (2, -1))
    picture = from_strokes([drawing * scale])
    assert picture.max() == 1
    if scale > 1e-320:  # below, floats are too coarse to hold the shape
        assert_same(picture, from_strokes([drawing]))


def test_the_largest_and_the_smallest_floats_fit_in_one_drawing():
    largest, smallest = np.finfo(float).max, 5e-324
    picture = from_strokes([line((-largest, -largest), (smallest, 0), (largest, largest))])
    assert_same(picture, from_strokes([line((0, 0), (1, 1))]))


def test_a_scribble_of_thousands_of_points_blackens_its_box():
    scribble = np.random.default_rng(5).random((5000, 2))
    picture = from_strokes([scribble])
    assert (picture[6:23, 6:23] == 1).all()
    assert picture.sum() == pytest.approx(LONGEST**2, rel=0.05)


def test_the_strokes_are_left_alone_and_may_be_lists_of_whole_numbers():
    strokes = [np.array([(3, 1), (90, 40)], np.uint8), line((7, 7))]
    for stroke in strokes:
        stroke.flags.writeable = False  # to write to it would raise
    assert_same(from_strokes([*strokes, []]), from_strokes([[(3, 1), (90, 40)], [(7, 7)]]))


def test_many_drawings_are_inked_as_if_each_were_alone():
    rng = np.random.default_rng(6)
    drawings = [
        [rng.random((int(rng.integers(1, 9)), 2)) for _ in range(int(rng.integers(1, 4)))]
        for _ in range(70)
    ]
    # Blank ones, a dot, a lopsided one that is stopped at the border, and one of many pieces.
    drawings[:3] = [[], [np.empty((0, 2))], [line((5, 5))]]
    drawings[31] = [rng.random((500, 2)), line((0, 20))]
    drawings[64] = []
    pictures = from_drawings(drawings)
    assert pictures.dtype == np.float32 and pictures.shape == (70, 28, 28)
    for picture, drawing in zip(pictures, drawings, strict=True):
        np.testing.assert_allclose(picture, from_strokes(drawing), rtol=0, atol=1e-6)
    assert not pictures[[0, 1, 64]].any()
    assert from_drawings([]).shape == (0, 28, 28)
    assert not from_drawings([[]]).any()


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_a_coordinate_that_is_not_finite_is_an_error(wrong):
    with pytest.raises(ValueError, match="^stroke 1 has a coordinate that is not a finite number$"):
        from_strokes([line((0, 0), (1, 1)), line((0, 0), (1, wrong))])


@pytest.mark.parametrize("shape", [(4,), (4, 3), (2, 4), (0, 3), (1, 4, 2), ()])
def test_a_wrong_shape_is_an_error_that_names_stroke_and_shape(shape):
    with pytest.raises(ValueError) as error:
        from_strokes([line((0, 0), (1, 1)), np.zeros(shape)])
    assert str(error.value) == f"stroke 1 has shape {shape}, but needs (n, 2)"


@quickly
@given(drawings, st.floats(-300, 300), points)
def test_scaling_or_moving_changes_nothing(strokes, exponent, shift):
    moved = [(stroke + shift) * 10**exponent for stroke in strokes]
    assert_same(from_strokes(moved), from_strokes(strokes))


# Two dots in one place; and a bar with a tail or a dot beside it, which would lie outside if the
# drawing were centred.
SPECIAL = [[line((7, 3)), line((7, 3), (7, 3))]]
BAR, TAIL = line((0, 0), (200, 0)), line((0, -200), (0, -180))
for sign, axes in product((1, -1), ((0, 1), (1, 0))):
    SPECIAL += [[sign * stroke[:, axes] for stroke in (BAR, far)] for far in (TAIL, TAIL[:1])]


@quickly
@given(drawings | st.sampled_from(SPECIAL))
def test_the_ink_follows_from_the_distance_to_each_segment(strokes):
    """The picture is worked out from the distance of every pixel to every uncut segment."""
    extent = np.ptp(np.concatenate(strokes), axis=0)
    scale = (LONGEST - PEN_WIDTH) / (extent.max() or 1)
    low = np.concatenate(strokes).min(axis=0)
    scaled = [(stroke - low - extent / 2) * scale + CENTRE for stroke in strokes]

    def ink(shift):
        axis = np.arange(-4, 32)  # ink beyond the border has its mass, too
        pixels = np.stack(np.meshgrid(axis, axis), axis=-1)
        nearest = np.full(pixels.shape[:2], np.inf)
        for stroke in scaled:
            for start, end in zip(stroke, [*stroke[1:], stroke[-1]], strict=True):
                vector = end - start
                t = (pixels - start - shift) @ vector / ((vector @ vector) or 1)
                foot = start + shift + np.clip(t, 0, 1)[..., None] * vector
                nearest = np.minimum(nearest, np.hypot(*(pixels - foot).transpose(2, 0, 1)))
        return np.clip(PEN_WIDTH / 2 + 0.5 - nearest, 0, 1)

    shift = np.zeros(2)
    room = 14 - extent * scale / 2  # between the pen's middle and the border
    for _ in range(2):
        move = CENTRE + 4 - centroid(ink(shift))
        shift = np.clip(shift + move, -room - 0.5, room - 0.5)
    picture = from_strokes(strokes)
    assert picture.dtype == np.float32
    np.testing.assert_allclose(picture, ink(shift)[4:-4, 4:-4], rtol=0, atol=1e-5)


# Figures side by side are told apart.

ONE, FOUR = placed(1, 0.0, 0.3, 0.4), placed(4, 0.4, 0.3, 0.4)


def many(parts):
    """How many figures stand side by side."""
    return len(figures(parts))


def test_figures_in_any_unit_are_told_apart_from_left_to_right():
    assert figures(ONE + FOUR) == [[0], [1, 2]]
    assert figures([1e9 * np.array(stroke) for stroke in FOUR[::-1] + ONE]) == [[2], [0, 1]]
    four, one = placed(4, 0.35, 0.3, 0.3), placed(1, 0.75, 0.3, 0.3)
    assert figures(one + four[:1] + ONE + four[1:]) == [[2], [1, 3], [0]]
    assert all(many(strokes) == 1 for strokes in DIGITS.values())
    for nothing in ([], [[]], ONE, [*ONE, []], [*ONE, [(0.9, 0.5)]]):  # or a dot beside a figure
        assert many(nothing) <= 1


def test_figures_may_lean_and_stand_at_different_heights():
    leaning = [[(x - 0.5 * y, y) for x, y in stroke] for stroke in ONE + placed(1, 0.1, 0.3, 0.4)]
    upright = [(min(stroke)[0], max(stroke)[0]) for stroke in leaning]
    assert upright[1][0] < upright[0][1]  # no straight gap between them
    assert many(leaning) == 2
    assert many(ONE + placed(4, 0.4, 0.4, 0.4)) == 2
    assert many(ONE + placed(4, 0.4, 0.75, 0.4)) == 1  # one below the other


def test_an_open_four_is_one_digit():
    angle = [(0.1, 0.0), (0.0, 0.55), (0.4, 0.55)]
    assert many([angle, [(0.5, 0.1), (0.45, 1.0)]]) == 1
    assert many([angle, [(0.5, 0.0), (0.45, 0.6)]]) == 2  # an L and a 1


@pytest.mark.slow
def test_one_in_a_thousand_written_digits_is_split_and_numbers_are_found():
    digits = load_pen_digits()
    drawings = digits.drawings
    assert len(drawings) == 15_739
    assert sum(many(drawing) > 1 for drawing in drawings) <= len(drawings) / 1000
    rng, right = np.random.default_rng(1), []
    for rows in zip(range(0, len(drawings), 9), range(9, len(drawings), 9)):
        if digits.writers[rows[0]] == digits.writers[rows[1]]:
            strokes, owners = side_by_side([drawings[row] for row in rows], rng)
            right.append(figures(strokes) == owners)
    assert len(right) > 800 and np.mean(right) >= 0.99


@pytest.mark.parametrize("pen", [0.02, 0.06])
def test_figures_in_a_photo_are_told_apart_as_well(pen):
    def photo(strokes):
        return drawn(strokes, 280, height=0.5, pen=pen, light=0.3, noise=5)

    assert many(patches(photo(ONE + FOUR))) == 2
    assert all(many(patches(photo(strokes))) == 1 for strokes in DIGITS.values())
    assert patches(np.full((50, 50), 200, np.uint8)) == []


# Photos and scans become pictures like MNIST's, whatever their paper, pen and light.


digits = st.sampled_from(sorted(DIGITS))


def longest_side(picture):
    """The longer side of the ink; a row or column at its edge counts by its darkest pixel."""
    return max(picture.max(axis=0).sum(), picture.max(axis=1).sum())


def unlike(picture, other):
    """The difference of two pictures, as a part of the ink."""
    return np.abs(picture - other).sum() / other.sum()


@pytest.mark.parametrize("digit", DIGITS)
@pytest.mark.parametrize("pen", [0.02, 0.06, 0.12])
def test_a_photo_gives_the_picture_of_its_strokes(digit, pen):
    photo = drawn(DIGITS[digit], 280, height=0.7, pen=pen, light=0.3, noise=5)
    # A fine pen makes the lines no narrower than MNIST's.
    assert unlike(from_image(photo), from_strokes(DIGITS[digit])) < 0.2


@quickly
@given(digits, st.floats(0.02, 0.15), st.integers(40, 400), st.integers(0, 10))
def test_a_picture_is_fitted_and_centred(digit, pen, side, noise):
    picture = from_image(drawn(DIGITS[digit], side, pen=pen, noise=noise))
    assert picture.shape == (28, 28)
    assert picture.dtype == np.float32
    assert 0 <= picture.min() < 0.01 < 0.99 < picture.max() <= 1
    np.testing.assert_allclose(centroid(picture), CENTRE, atol=0.05)
    assert longest_side(picture) == pytest.approx(LONGEST, abs=0.7)


@quickly
@given(digits, st.integers(30, 300), st.integers(0, 10), st.integers(0, 2**32 - 1))
def test_bright_ink_on_dark_paper_gives_the_same_picture(digit, side, noise, seed):
    photo = drawn(DIGITS[digit], side, light=0.3, noise=noise, seed=seed)
    np.testing.assert_allclose(from_image(255 - photo), from_image(photo), atol=2 / 255)


@quickly
@given(digits, st.tuples(*[st.integers(0, 90)] * 4))
def test_more_paper_around_the_ink_changes_little(digit, paper):
    photo = drawn(DIGITS[digit], 120)
    left, right, top, bottom = paper
    padded = np.pad(photo, ((top, bottom), (left, right)), mode="edge")
    assert unlike(from_image(padded), from_image(photo)) < 0.05


@quickly
@given(digits, st.integers(45, 700), st.floats(0.4, 0.95))
def test_size_changes_little(digit, side, height):
    picture = from_image(drawn(DIGITS[digit], side, height=height, pen=0.1))
    assert unlike(picture, from_image(drawn(DIGITS[digit], 200, pen=0.1))) < 0.12


@pytest.mark.parametrize("digit", DIGITS)
def test_specks_of_dust_are_not_ink(digit):
    photo = drawn(DIGITS[digit], 280, height=0.5)
    dusty = photo.copy()
    for x, y in [(5, 5), (250, 20), (268, 268), (30, 240), (140, 10)]:
        dusty[y : y + 4, x : x + 4] = 30
    assert unlike(from_image(dusty), from_image(photo)) < 0.02


@pytest.mark.parametrize("digit", DIGITS)
def test_a_shadow_across_the_digit_is_not_ink(digit):
    photo = drawn(DIGITS[digit], 280, noise=3)
    y, x = np.mgrid[:280, :280]
    shaded = np.where(x + 0.6 * y > 230, 0.7 * photo, photo).astype(np.uint8)
    assert unlike(from_image(shaded), from_image(photo)) < 0.15


def test_fine_lines_of_the_paper_are_not_ink():
    photo = drawn(DIGITS[2], 280)
    ruled = photo.copy()
    ruled[::35] -= np.minimum(ruled[::35], 30)
    assert unlike(from_image(ruled), from_image(photo)) < 0.05


def test_a_small_digit_in_a_large_photo_is_looked_at_closely():
    photo = drawn(DIGITS[8], 1500, height=0.06, pen=0.08, noise=5)
    assert unlike(from_image(photo), from_strokes(DIGITS[8])) < 0.2


def test_ink_may_reach_the_border():
    photo = drawn(DIGITS[5], 200, pen=0.15)
    rows, columns = ((photo < 128).any(axis=axis).nonzero()[0] for axis in (1, 0))
    cropped = photo[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    assert unlike(from_image(cropped), from_image(photo)) < 0.1


# The pen's width


@pytest.mark.parametrize(
    ("pen", "thinnest", "thickest"),
    [(0.015, 2.0, 2.2), (0.05, 2.0, 2.2), (0.125, 2.3, 2.6), (0.25, 3, 4.2), (0.3, 3, 4.2)],
)
def test_lines_become_as_wide_as_mnists(pen, thinnest, thickest):
    bar = drawn([[(0.5, 0), (0.5, 1)]], 300, height=0.8, pen=pen)
    picture = from_image(bar)
    assert thinnest < picture[14].sum() < thickest
    assert longest_side(picture) == pytest.approx(LONGEST, abs=0.3)


def test_a_picture_like_mnists_stays_unchanged():
    for strokes in DIGITS.values():
        picture = from_strokes(strokes)
        again = from_image(np.rint(picture * 255).astype(np.uint8))
        assert unlike(again, picture) < 0.15


@pytest.mark.parametrize("shape", [(1, 1), (1, 50), (300, 200), (0, 7)])
@pytest.mark.parametrize("gray", [0, 127, 255])
def test_paper_without_ink_is_blank(shape, gray):
    picture = from_image(np.full(shape, gray, np.uint8))
    assert picture.shape == (28, 28) and picture.dtype == np.float32
    assert not picture.any()
    assert not from_image(drawn([], 300, light=0.4, noise=12)).any()


@quickly
@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1), st.integers(1, 256))
def test_any_bytes_are_a_picture(height, width, seed, tones):
    gray = np.random.default_rng(seed).integers(0, tones, (height, width)).astype(np.uint8)
    gray.flags.writeable = False  # to write to it would raise
    picture = from_image(gray)
    assert picture.shape == (28, 28)
    assert 0 <= picture.min() <= picture.max() <= 1


@pytest.mark.parametrize(("shape", "kind"), [((5, 5), float), ((25,), np.uint8)])
def test_a_wrong_type_or_shape_is_an_error_that_names_it(shape, kind):
    with pytest.raises(ValueError) as error:
        from_image(np.zeros(shape, kind))
    said = f"a picture must be uint8 of shape (height, width), not {np.dtype(kind)} {shape}"
    assert str(error.value) == said
