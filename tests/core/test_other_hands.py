"""MNIST and other hands: who is learnt from, and who is kept to validate with."""

from collections import Counter

import numpy as np
import pytest
from mnist import mnist as read_mnist

from digitpad.core.data import other_hands
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import Cancelled
from digitpad.core.data.other_hands import (
    REPEATED,
    VALIDATION_WRITERS,
    as_bytes,
    load_data_with_other_hands,
)
from digitpad.core.data.pen_digits import load_invented_digits, load_pen_digits

SOME_INVENTED = 2000  # to ink all takes seconds
SOME = (1, 2, 101, 102, 131, 160, 190, 234, *VALIDATION_WRITERS[::6])


@pytest.fixture(scope="module")
def mnist():
    return read_mnist()


@pytest.fixture(scope="module")
def everybody():
    return load_pen_digits()


@pytest.fixture(scope="module")
def pens(everybody):
    """The digits of some writers: to ink those of all takes seconds."""
    return everybody.by(SOME)


@pytest.fixture(scope="module")
def invented():
    return load_invented_digits().without(range(SOME_INVENTED, 12_500))


@pytest.fixture(scope="module")
def data(pens, invented):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(other_hands, "load_pen_digits", lambda: pens)
        patch.setattr(other_hands, "load_invented_digits", lambda: invented)
        return load_data_with_other_hands()


@pytest.fixture(scope="module")
def kept(pens):
    """The images of those who are not learnt from, as bytes, and their labels."""
    of_them = pens.by(VALIDATION_WRITERS)
    return as_bytes(of_them.images()), of_them.labels


def counted(images):
    """How often each image is there, by its bytes."""
    return Counter(image.tobytes() for image in images)


def test_132_writers_are_learnt_from_and_32_are_kept(everybody):
    writers = set(everybody.writers.tolist())
    assert len(writers) == 164 and len(set(VALIDATION_WRITERS) & writers) == 32


def test_the_training_data_are_mnist_writers_and_inventions(data, mnist, pens, invented):
    training = counted(data[0].images)
    learnt = pens.by(set(pens.writers.tolist()) - set(VALIDATION_WRITERS))
    assert 0 < len(learnt) < len(pens)
    assert len(data[0]) == 50_000 + REPEATED * len(learnt) + SOME_INVENTED
    assert data[0].one_hot
    of_mnist = counted(mnist[0].images)
    assert all(training[name] >= count for name, count in of_mnist.items())
    of_pens = counted(as_bytes(learnt.images()))
    assert all(training[name] >= REPEATED * count for name, count in of_pens.items())
    assert counted(as_bytes(invented.images())) <= training


def test_the_validation_data_are_mnists_and_those_of_who_are_not_learnt_from(data, mnist, kept):
    images, _labels = kept
    wanted = counted(np.concatenate([mnist[1].images, images]))
    assert counted(data[1].images) == wanted
    assert not data[1].one_hot
    strangers = counted(images).keys()
    assert not strangers & counted(data[0].images).keys()


def test_images_keep_their_labels_when_they_are_mixed(data, mnist, kept):
    for part, images, labels in (
        (data[1], *kept),
        (data[0], mnist[0].images[:2000], mnist[0].labels[:2000]),
    ):
        labelled = {image.tobytes(): int(label) for image, label in zip(part.images, part.labels)}
        assert [labelled[image.tobytes()] for image in images] == labels.tolist()


def test_the_first_are_like_all(data, mnist):
    of_mnist = counted(mnist[0].images).keys()
    share = np.mean([name in of_mnist for name in counted(data[0].images[:2000])])
    assert share == pytest.approx(50_000 / len(data[0]), abs=0.05)


def test_they_are_the_same_each_time(monkeypatch, pens, invented, data):
    monkeypatch.setattr(other_hands, "load_invented_digits", lambda: invented)
    monkeypatch.setattr(other_hands, "load_pen_digits", lambda: pens)
    for one, other in zip(data, load_data_with_other_hands()):
        np.testing.assert_array_equal(one.images, other.images)
        np.testing.assert_array_equal(one.labels, other.labels)


@pytest.mark.parametrize("questions", [1, 3, 6])
def test_they_are_given_up_as_soon_as_nobody_wants_them(monkeypatch, pens, questions):
    asked = []
    monkeypatch.setattr(other_hands, "load_pen_digits", lambda: pens.by([1]))
    with pytest.raises(Cancelled):
        DataSpec(other_hands=True).load(lambda: asked.append(1) or len(asked) >= questions)
    assert len(asked) == questions


def test_one_person_is_learnt_from_but_for_every_third_of_each_digit(everybody, mnist):
    pens = everybody.by([2])
    data = DataSpec(writer=2, evaluation="test")
    training, validation, test = data.load()
    rows = [np.flatnonzero(pens.labels == digit) for digit in range(10)]
    held = np.concatenate([of_digit[2::3] for of_digit in rows])
    assert len(training) + len(validation) == len(pens) and training.one_hot
    inked = as_bytes(pens.images())
    assert sorted(map(bytes, validation.images)) == sorted(map(bytes, inked[held]))
    learnt = np.setdiff1d(np.arange(len(pens)), held)
    assert sorted(map(bytes, training.images)) == sorted(map(bytes, inked[learnt]))
    assert training.labels.tolist() != pens.labels[learnt].tolist()  # in mixed order
    np.testing.assert_array_equal(test.images, mnist[2].images)
    assert (data.name, data.evaluated_on) == ("pen digits of person 2", "MNIST’s test data")
    assert DataSpec(writer=2).evaluated_on == "the third held back"
    assert data.whole == DataSpec(writer=2) != DataSpec() and data.of_test == DataSpec()
    with pytest.raises(Cancelled):
        data.load(lambda: True)
    with pytest.raises(ValueError, match="no pen digits of person 99"):
        DataSpec(writer=99).load()


def test_bytes_are_what_a_dataset_has():
    images = np.array([0, 0.5, 1], np.float32)[:, None, None] * np.ones((28, 28), np.float32)
    whole = as_bytes(images)
    assert whole.dtype == np.uint8 and whole.shape == (3, 784)
    assert whole[:, 0].tolist() == [0, 128, 255]
