"""Training on distortions that are new in every epoch and made ahead on threads."""

import threading

import numpy as np
import pytest
from digits import DIGITS

from digitpad import Dataset, Hyperparameters, Network
from digitpad.core.data import augment
from digitpad.core.data.augment import DistortedData, distort
from digitpad.core.ink import from_strokes
from digitpad.core.learning.epoch import EpochResult
from digitpad.core.learning.sgd import train

PICTURES = [from_strokes([np.array(stroke) for stroke in DIGITS[digit]]) for digit in range(10)]
IMAGES = np.rint(255 * np.tile(np.stack(PICTURES), (6, 1, 1))).astype(np.uint8)
DATA = Dataset(IMAGES.reshape(60, 784), np.arange(60, dtype=np.uint8) % 10, one_hot=True)
TARGETS = np.eye(60, dtype=np.float32)  # an example each: a target tells which it is


def distorting_threads():
    return [thread for thread in threading.enumerate() if thread.name.startswith("distortions")]


def test_an_epoch_holds_every_example_once_in_an_order_of_its_own():
    data = DistortedData(DATA.images, TARGETS, 7, np.random.default_rng(0))
    epochs = [list(data.blocks()) for _ in range(2)]
    data.close()
    orders = []
    for blocks in epochs:
        assert [len(inputs) for inputs, _ in blocks] == [7] * 8 + [4]
        orders.append(np.concatenate([targets.argmax(axis=1) for _, targets in blocks]))
        assert sorted(orders[-1]) == list(range(60))
    assert (orders[0] != orders[1]).any()


def test_blocks_are_distortions_of_their_examples_whoever_is_quick(monkeypatch):
    monkeypatch.setattr(augment, "CHUNK", 16)
    data = DistortedData(DATA.images, TARGETS, 8, np.random.default_rng(4))
    blocks = [block for _ in range(3) for block in data.blocks()]
    data.close()
    assert len(blocks) == 3 * 8
    # The same, worked out here without a thread: 16 at a time, each time with a new generator.
    again = np.random.default_rng(4)
    for epoch in range(3):
        order = again.permutation(60)
        for start in range(0, 60, 16):
            chosen = order[start : start + 16]
            made = distort(IMAGES[chosen] / np.float32(255), again.spawn(1)[0])
            expected = np.rint(255 * made).reshape(-1, 784)
            for k in range(0, len(chosen), 8):
                inputs, targets = blocks[8 * epoch + (start + k) // 8]
                assert inputs.dtype == np.uint8
                np.testing.assert_array_equal(targets, TARGETS[chosen[k : k + 8]])
                np.testing.assert_array_equal(inputs, expected[k : k + 8])


def test_close_ends_the_threads_whether_or_not_blocks_were_taken():
    for taken in (0, 1):
        data = DistortedData(DATA.images, TARGETS, 10, np.random.default_rng(0))
        blocks = data.blocks()
        for _ in range(taken):
            next(blocks)
        data.close()
        assert not distorting_threads()


class Copier:
    """In the place of a Distorter: counts the calls, and leaves the pictures alone."""

    made = threading.Semaphore(0)

    def distort(self, images, rng, out):
        self.made.release()


class Failing:
    def distort(self, images, rng, out):
        raise MemoryError("no room")


def test_no_more_is_made_ahead_than_said(monkeypatch):
    monkeypatch.setattr(augment, "Distorter", Copier)
    monkeypatch.setattr(augment, "AHEAD", 30)
    monkeypatch.setattr(augment, "CHUNK", 10)
    data = DistortedData(DATA.images, TARGETS, 10, np.random.default_rng(0))
    for _ in range(3):
        assert Copier.made.acquire(timeout=20)
    assert not Copier.made.acquire(timeout=0.2)
    next(data.blocks())
    assert Copier.made.acquire(timeout=20)
    data.close()


def test_an_error_while_distorting_reaches_the_training(monkeypatch):
    monkeypatch.setattr(augment, "Distorter", Failing)
    network = Network([784, 5, 10])
    with pytest.raises(MemoryError, match="no room"):
        list(train(network, DATA, Hyperparameters(epochs=1, augmentation=True), DATA))
    assert not distorting_threads()


def run(seed, **settings):
    network = Network([784, 12, 10], rng=np.random.default_rng(seed))
    hyperparameters = Hyperparameters(epochs=4, mini_batch_size=5, lmbda=0.0, **settings)
    steps = list(train(network, DATA, hyperparameters, DATA))
    return network, [step for step in steps if isinstance(step, EpochResult)]


def test_a_seeded_run_with_distortions_can_be_repeated():
    (first, results), (second, again) = run(1, augmentation=True), run(1, augmentation=True)
    assert results == again and len(results) == 4
    for w, v in zip(first.weights, second.weights):
        np.testing.assert_array_equal(w, v)
    plain, _ = run(1)
    assert any((w != v).any() for w, v in zip(first.weights, plain.weights))
    assert not distorting_threads()


def test_a_run_that_is_closed_half_way_leaves_no_thread():
    network = Network([784, 5, 10])
    steps = train(network, DATA, Hyperparameters(epochs=100, augmentation=True), DATA)
    next(steps)
    assert distorting_threads()
    steps.close()
    assert not distorting_threads()


def test_float_pictures_stay_floats():
    pairs = [(x, y) for x, y in DATA]
    network = Network([784, 5, 10], dtype=np.float64)
    results = list(train(network, pairs, Hyperparameters(epochs=1, augmentation=True), pairs))
    assert isinstance(results[-1], EpochResult)


def test_pictures_of_another_size_cannot_be_distorted():
    data = Dataset(np.zeros((4, 9), np.uint8), np.zeros(4, np.uint8), one_hot=True)
    with pytest.raises(ValueError, match="augmentation: it distorts images of 28x28"):
        train(Network([9, 10]), data, Hyperparameters(epochs=1, augmentation=True), data)
