"""What a photo or a scan shows becomes what MNIST would hold, whatever its paper, pen and light."""

import numpy as np
import pytest
from digits import DIGITS
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import centroid, drawn

from digitpad.core.ink import CENTRE, LONGEST, from_image, from_strokes

quickly = settings(deadline=None, max_examples=20)
digits = st.sampled_from(sorted(DIGITS))


def longest_side(picture):
    """An edge row or column is counted by its darkest pixel."""
    return max(picture.max(axis=0).sum(), picture.max(axis=1).sum())


def unlike(picture, other):
    """The part of the ink that is not in the same place."""
    return np.abs(picture - other).sum() / other.sum()


# Of every digit


@pytest.mark.parametrize("digit", DIGITS)
@pytest.mark.parametrize("pen", [0.02, 0.06, 0.12])
def test_a_photo_is_read_as_the_strokes_that_it_shows(digit, pen):
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
def test_bright_ink_on_dark_paper_is_the_same(digit, side, noise, seed):
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
@pytest.mark.parametrize("light", [0.2, 0.7])
def test_light_from_one_side_changes_little(digit, light):
    evenly, unevenly = (drawn(DIGITS[digit], 280, light=part) for part in (0, light))
    assert unlike(from_image(unevenly), from_image(evenly)) < 0.12 * light + 0.02


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
def test_lines_become_as_wide_as_those_of_mnist(pen, thinnest, thickest):
    bar = drawn([[(0.5, 0), (0.5, 1)]], 300, height=0.8, pen=pen)
    picture = from_image(bar)
    assert thinnest < picture[14].sum() < thickest
    assert longest_side(picture) == pytest.approx(LONGEST, abs=0.3)


def test_a_picture_of_mnists_own_kind_stays_as_it_is():
    for strokes in DIGITS.values():
        picture = from_strokes(strokes)
        again = from_image(np.rint(picture * 255).astype(np.uint8))
        assert unlike(again, picture) < 0.15


# Nothing to see


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
def test_another_type_or_shape_is_an_error_that_names_it(shape, kind):
    with pytest.raises(ValueError) as error:
        from_image(np.zeros(shape, kind))
    said = f"a picture must be uint8 of shape (height, width), not {np.dtype(kind)} {shape}"
    assert str(error.value) == said
