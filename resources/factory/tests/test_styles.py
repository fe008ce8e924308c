"""Forms of digits: invented ones are bounded, repeatable, of the form asked for, and readable."""

import numpy as np
import pytest
from forms.hand import Dice
from forms.styles import FORMS, digit_of, draw, forms_of, invent

import digitpad
from digitpad.core.ink import from_drawings, from_strokes
from digitpad.resources import resource_path


@pytest.fixture(scope="module")
def shipped():
    return digitpad.load(resource_path("networks", "default.json"))


def rng(seed=7):
    return np.random.default_rng(seed)


def test_every_digit_has_several_forms_and_most_a_square_one():
    forms = [forms_of(digit) for digit in range(10)]
    assert min(map(len, forms)) >= 4
    assert sum(forms, ()) == FORMS
    assert all(f"square {digit}" in FORMS for digit in (0, 2, 3, 4, 5, 6, 8, 9))


def test_invented_images_fit_a_network():
    images, labels = invent(120, rng())
    assert images.dtype == np.float32 and images.shape == (120, 28, 28)
    assert labels.shape == (120,) and set(labels.tolist()) == set(range(10))
    assert images.min() == 0 and images.max() == 1
    assert (images.sum(axis=(1, 2)) > 20).all()  # pixels of ink


def test_the_same_generator_invents_the_same_digits():
    images, labels = invent(30, rng())
    again, labels_again = invent(30, rng())
    np.testing.assert_array_equal(images, again)
    np.testing.assert_array_equal(labels, labels_again)
    assert not np.array_equal(images, invent(30, rng(8))[0])


def test_digits_and_their_forms_come_equally_often():
    labels = invent(2000, rng())[1]
    counts = np.bincount(labels, minlength=10)
    assert counts.min() > 150 and counts.max() < 250  # of 200, four standard deviations


def test_asking_for_none_invents_none():
    images, labels = invent(0, rng())
    assert images.shape == (0, 28, 28) and labels.shape == (0,)


def test_unknown_forms_are_refused():
    for call in (digit_of, lambda form: draw(form, rng())):
        with pytest.raises(ValueError, match="plain 11"):
            call("plain 11")


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_drawn_in_few_strokes_within_bounds_and_never_twice_alike(form):
    generator = rng()
    drawings = [draw(form, generator) for _ in range(6)]
    for strokes in drawings:
        assert 1 <= len(strokes) <= 4
        for stroke in strokes:
            assert stroke.ndim == 2 and stroke.shape[1] == 2 and len(stroke) >= 2
            assert np.abs(stroke).max() < 2
        extent = np.ptp(np.concatenate(strokes), axis=0)
        assert 0.5 < extent.max() < 2.5
    images = np.stack([from_strokes(strokes) for strokes in drawings])
    assert len(np.unique(images.reshape(6, -1), axis=0)) == 6


@pytest.mark.parametrize(
    ("form", "strokes"), [("round 3", 1), ("slashed 0", 2), ("barred 7", 2), ("closed 4", 2)]
)
def test_the_pen_is_lifted_in_the_same_places_as_by_hand(form, strokes):
    generator = rng()
    counts = [len(draw(form, generator)) for _ in range(100)]
    assert np.median(counts) == strokes


@pytest.mark.parametrize("form", FORMS)
def test_the_shipped_network_reads_each_form(form, shipped):
    generator = rng(20_000)
    images = from_drawings([draw(form, generator) for _ in range(60)])
    outputs = shipped.feedforward(images.reshape(60, 784).T)
    right = int((outputs.argmax(axis=0) == digit_of(form)).sum())
    assert right >= 57, f"{right} of 60"


def test_dice_fall_within_their_bounds():
    dice = Dice(rng())
    numbers = [dice(2, 3) for _ in range(1000)]
    assert 2 <= min(numbers) < 2.01 and 2.99 < max(numbers) < 3
    assert 250 < sum(dice.maybe(0.3) for _ in range(1000)) < 350
    bells = [dice.bell(0.5) for _ in range(2000)]
    assert max(map(abs, bells)) == 1.0 and np.std(bells) == pytest.approx(0.48, abs=0.03)
