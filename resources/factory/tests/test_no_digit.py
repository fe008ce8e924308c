"""Drawings that are no digit: scribbles, digits side by side, and digits over one another."""

import numpy as np
import pytest
from forms import letters, no_digit
from forms.no_digit import draw_nothing, scribble
from forms.styles import draw

from digitpad.core.data.dataset import Dataset, as_bytes
from digitpad.core.ink import from_drawings


def rng(seed=5):
    return np.random.default_rng(seed)


def digits(labels):
    drawings = [draw(f"square {label}", rng(i)) for i, label in enumerate(labels)]
    return Dataset(as_bytes(from_drawings(drawings)), np.array(labels, np.uint8))


def letter_some(monkeypatch, part):
    """Draw this part as letters, and the rest as digits over one another."""
    for name, share in {"SCRIBBLES": 0, "SIDE_BY_SIDE": 0, "LETTERED": part}.items():
        monkeypatch.setattr(no_digit, name, share)


DIGITS = digits([0, 2, 3, 4, 5, 6, 8, 9] * 3)


def test_the_same_generator_gives_the_same_pictures():
    images = draw_nothing(60, DIGITS, rng())
    assert images.dtype == np.float32 and images.shape == (60, 28, 28)
    assert images.min() == 0 and 0.99 < images.max() <= 1
    assert (images.sum(axis=(1, 2)) > 20).all()
    np.testing.assert_array_equal(images, draw_nothing(60, DIGITS, rng()))
    assert len(np.unique(images.reshape(60, -1), axis=0)) > 50  # few digits, few pairs of them
    assert draw_nothing(0, DIGITS, rng()).shape == (0, 28, 28)


def test_digits_over_one_another_differ_and_do_not_hide_each_other(monkeypatch):
    letter_some(monkeypatch, 0)
    images = as_bytes(draw_nothing(40, DIGITS, rng()))
    for image in images:
        pairs = [
            {int(DIGITS.labels[i]), int(DIGITS.labels[j])}
            for i in range(len(DIGITS))
            for j in range(i)
            if np.array_equal(np.maximum(DIGITS.images[i], DIGITS.images[j]), image)
        ]
        assert pairs and all(len(pair) == 2 and pair != {0, 4} for pair in pairs)
        inks = DIGITS.images[(DIGITS.images <= image).all(axis=1)].sum(axis=1, dtype=int)
        assert image.sum(dtype=int) > no_digit.MORE_INK * inks.max()


def test_no_one_is_drawn_over_another_digit(monkeypatch):
    letter_some(monkeypatch, 0)
    ones = np.zeros((5, 784), np.uint8)
    ones[:, :140] = 200  # five rows of ink, where no digit has so much
    data = digits([3, 5, 8])
    data = Dataset(
        np.concatenate([data.images, ones]), np.concatenate([data.labels, np.ones(5, np.uint8)])
    )
    assert (as_bytes(draw_nothing(40, data, rng()))[:, 0] == 0).all()


def test_scribbles_are_wide_and_high_and_no_line():
    generator = rng()
    for _ in range(100):
        strokes = scribble(generator)
        assert 1 <= len(strokes) <= 3
        extent = np.ptp(np.concatenate(strokes), axis=0)
        assert extent.min() > no_digit.SLIM * extent.max()


@pytest.mark.parametrize("letter", letters.LETTERS, ids=lambda letter: letter.__name__[1])
def test_letters_are_drawn_in_few_strokes_within_bounds_and_never_twice_alike(monkeypatch, letter):
    monkeypatch.setattr(letters, "LETTERS", (letter,))
    generator = rng()
    for _ in range(40):
        strokes = letters.draw_letter(generator)
        assert 1 <= len(strokes) <= 5
        assert all(stroke.ndim == 2 and stroke.shape[1] == 2 for stroke in strokes)
        assert np.abs(np.concatenate(strokes)).max() < 2
    letter_some(monkeypatch, 1)
    images = draw_nothing(40, DIGITS, generator)
    assert (images.sum(axis=(1, 2)) > 20).all()
    assert len(np.unique(images.reshape(40, -1), axis=0)) == 40
