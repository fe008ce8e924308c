"""The switch that distorts training images, and the strip that shows what it does."""

import numpy as np
import pytest
from digits import DIGITS
from PySide6.QtCore import QPoint, Qt

from digitpad.core.ink import from_strokes
from digitpad.ui.train.form import SamplesStrip

PICTURES = np.stack([from_strokes([np.array(s) for s in DIGITS[digit]]) for digit in range(10)])
SAMPLES = np.rint(255 * PICTURES).astype(np.uint8).reshape(10, 784)


@pytest.fixture
def strip(qtbot):
    strip = SamplesStrip()
    qtbot.addWidget(strip)
    strip.resize(150, strip.sizeHint().height())
    strip.show()
    return strip


def test_the_strip_shows_the_images_as_they_are_and_distorted(strip):
    strip.show_samples(SAMPLES)
    np.testing.assert_allclose(strip.images, SAMPLES.reshape(10, 28, 28) / 255, atol=1e-6)
    strip.show_distorted(True)
    distorted = strip.images
    assert all(np.abs(distorted - PICTURES).mean(axis=(1, 2)) > 0.01)
    strip.show_distorted(False)
    np.testing.assert_allclose(strip.images, SAMPLES.reshape(10, 28, 28) / 255, atol=1e-6)


def test_a_click_on_the_strip_distorts_anew(strip, qtbot):
    strip.show_samples(SAMPLES)
    strip.show_distorted(True)
    before = strip.images
    qtbot.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(15, 15))
    assert (strip.images != before).any()
    before = strip.images
    qtbot.keyClick(strip, Qt.Key.Key_Space)
    assert (strip.images != before).any()


def test_the_strip_shows_whole_images_only(strip):
    strip.show_samples(SAMPLES)
    places = [strip.visualRect(strip.model().index(row, 0)) for row in range(10)]
    room = strip.viewport().rect()
    seen = [place for place in places if place.intersects(room)]
    assert len(seen) == 4 and all(place.right() <= room.right() for place in seen)


def test_a_run_learns_from_distorted_images_and_the_strip_shows_some(training_desk):
    desk = training_desk
    strip = desk.find("samples")
    desk.wait(lambda: len(strip.images) > 0)
    plain = strip.images
    desk.find("augmentation").click()
    assert (strip.images != plain).any()
    desk.train(epochs=2, hidden_layers="20")
    desk.see_epochs(1, 2)
    saved = desk.window.session.run.hyperparameters
    assert saved is not None and saved.augmentation
