"""A hand and its file; and the writers whose pen digits come with digitpad."""

import csv
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from mnist import mnist as read_mnist

from digitpad.core.data import hands, people
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import Cancelled, as_bytes
from digitpad.core.data.hands import (
    Hand,
    WrittenDigit,
    clean_name,
    hand_file,
    held_back,
    read_hand,
)
from digitpad.core.data.people import (
    REPEATED,
    VALIDATION_WRITERS,
    load_data_with_other_hands,
    load_invented_digits,
    load_pen_digits,
    read_pen_digits,
)
from digitpad.core.files import FileError
from digitpad.resources import resource_path

LINE = ((0.1, 0.2), (0.5, 0.25), (0.9, 1.0))


def hand(*labels):
    digits = [
        WrittenDigit((LINE, ((0.3, 0.3),)), label, 100.0 + i) for i, label in enumerate(labels)
    ]
    return Hand("Ada", tuple(digits))


def test_a_hand_is_read_again_under_other_ids(tmp_path):
    ada = hand(3, 3, 9)
    (tmp_path / "ada.json").write_bytes(hand_file(ada))
    found = read_hand(tmp_path / "ada.json")
    digits = [replace(digit, id=old.id) for digit, old in zip(found.digits, ada.digits)]
    assert replace(found, id=ada.id, digits=tuple(digits)) == ada
    ids = {each.id for each in (found, ada, *found.digits, *ada.digits)}
    assert len(ids) == 8


def test_a_hand_that_could_not_be_read_again_has_no_file(monkeypatch):
    monkeypatch.setattr(hands, "MOST_LISTS", 10)
    with pytest.raises(FileError, match="too many points for a file"):
        hand_file(hand(3, 3))


def test_digits_keep_their_order_whatever_is_changed():
    ada = hand(1, 2, 3)
    middle = ada.digits[1]
    assert ada.without({middle.id}).with_digits([middle]) == ada
    other = ada.with_digits([replace(middle, label=7)])
    assert [digit.label for digit in other.digits] == [1, 7, 3]
    assert other.counts() == (0, 1, 0, 1, 0, 0, 0, 1, 0, 0)


def test_a_name_is_shortened():
    assert clean_name("  Ada \n\tLovelace\0 ") == "Ada Lovelace"
    assert len(clean_name("x" * 500)) == 40 and clean_name("\n") == ""


def test_every_third_of_a_label_is_held_back():
    labels = np.array([4, 4, 7, 4, 7, 7, 4, 4, 4, 1, 1])
    held = held_back(labels)
    assert np.flatnonzero(held).tolist() == [3, 5, 8]  # the third 4, the third 7, the sixth 4


# Training and validation writers of pen digits, invented digits, and MNIST beside them.


@pytest.fixture(scope="module")
def pens():
    return load_pen_digits()


@pytest.fixture
def packed(tmp_path):
    """Two digits: one of two strokes, and one of a dot."""
    path = tmp_path / "packed.npz"
    np.savez(
        path,
        start=np.array([(5, -300), (100, 20), (0, 0)], np.int16),
        step=np.array([(0, 0), (2, 10), (0, 0), (-1, 1), (-1, 2), (0, 0)], np.int8),
        points=np.array([2, 3, 1], np.uint16),
        strokes=np.array([2, 1], np.uint8),
        label=np.array([7, 1], np.uint8),
        writer=np.array([102, 101], np.uint8),
    )
    return path


@pytest.mark.slow
def test_134_people_wrote_the_other_digits_less_those_on_a_list(pens):
    whole = read_pen_digits(resource_path("strokes", "unipen_tra.npz"))
    assert sorted(set(whole.writers.tolist())) == list(range(101, 235)) and len(whole) == 8305
    left_out = resource_path("strokes", "unipen_left_out.csv")
    with left_out.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    rows = [int(line["index"]) for line in lines]
    assert rows == sorted(set(rows)) and len(rows) > 50
    for line, row in zip(lines, rows):
        assert list(line) == ["index", "label", "writer", "reason"]
        assert int(line["label"]) == whole.labels[row]
        assert int(line["writer"]) == whole.writers[row] and line["reason"]
    kept = pens.by(range(101, 235))
    assert len(pens) == 7494 + len(kept) and len(kept) == 8305 - len(rows)
    np.testing.assert_array_equal(kept.labels, np.delete(whole.labels, rows))
    row = next(i for i in range(rows[0], len(whole)) if i not in rows)
    for stroke, same in zip(kept.drawings[rows[0]], whole.drawings[row], strict=True):
        np.testing.assert_array_equal(stroke, same)


def test_digits_are_read_as_they_are_packed(packed):
    digits = read_pen_digits(packed)
    (first, second), (dot,) = digits.drawings
    assert first.tolist() == [[5, -300], [7, -290]]
    assert second.tolist() == [[100, 20], [99, 21], [98, 23]]
    assert dot.tolist() == [[0, 0]]
    assert digits.labels.tolist() == [7, 1] and digits.writers.tolist() == [102, 101]


def test_invented_digits_have_many_forms_equally_often_and_no_writer():
    digits = load_invented_digits()
    assert len(digits) == len(digits.labels) == 12_500 and not digits.writers.any()
    with np.load(resource_path("strokes", "invented.npz")) as file:
        forms = Counter(file["form"].tolist())
    assert np.bincount(digits.labels).tolist() == [
        sum(count for form, count in forms.items() if form.endswith(str(digit)))
        for digit in range(10)
    ]
    assert len(forms) == 74 and min(forms.values()) > 0.2 * max(forms.values())


SOME_INVENTED = 2000  # to ink all takes seconds
SOME = (1, 2, 101, 102, 131, 160, 190, 234, *VALIDATION_WRITERS[::6])


@pytest.fixture(scope="module")
def mnist():
    return read_mnist()


@pytest.fixture(scope="module")
def some_pens(pens):
    """The digits of some writers: to ink the digits of all takes seconds."""
    return pens.by(SOME)


@pytest.fixture(scope="module")
def invented():
    return load_invented_digits().without(range(SOME_INVENTED, 12_500))


@pytest.fixture(scope="module")
def data(some_pens, invented):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "load_pen_digits", lambda: some_pens)
        patch.setattr(people, "load_invented_digits", lambda: invented)
        return load_data_with_other_hands()


@pytest.fixture(scope="module")
def kept(some_pens):
    """The images of the held-back writers, as bytes, and their labels."""
    of_them = some_pens.by(VALIDATION_WRITERS)
    return as_bytes(of_them.images()), of_them.labels


def counted(images):
    """How often each image is there, by its bytes."""
    return Counter(image.tobytes() for image in images)


@pytest.mark.slow
def test_132_writers_are_learnt_from_and_32_are_held_back(pens):
    writers = set(pens.writers.tolist())
    assert len(writers) == 164 and len(set(VALIDATION_WRITERS) & writers) == 32


@pytest.mark.slow
def test_the_training_data_are_mnist_writers_and_invented_digits(data, mnist, some_pens, invented):
    training = counted(data[0].images)
    learnt = some_pens.by(set(some_pens.writers.tolist()) - set(VALIDATION_WRITERS))
    assert 0 < len(learnt) < len(some_pens)
    assert len(data[0]) == 50_000 + REPEATED * len(learnt) + SOME_INVENTED
    assert data[0].one_hot
    of_mnist = counted(mnist[0].images)
    assert all(training[name] >= count for name, count in of_mnist.items())
    of_pens = counted(as_bytes(learnt.images()))
    assert all(training[name] >= REPEATED * count for name, count in of_pens.items())
    assert counted(as_bytes(invented.images())) <= training


@pytest.mark.slow
def test_the_validation_data_are_mnists_and_those_of_held_back_writers(data, mnist, kept):
    images, _labels = kept
    wanted = counted(np.concatenate([mnist[1].images, images]))
    assert counted(data[1].images) == wanted
    assert not data[1].one_hot
    strangers = counted(images).keys()
    assert not strangers & counted(data[0].images).keys()


@pytest.mark.slow
def test_images_keep_their_labels_when_they_are_mixed(data, mnist, kept):
    for part, images, labels in (
        (data[1], *kept),
        (data[0], mnist[0].images[:2000], mnist[0].labels[:2000]),
    ):
        labelled = {image.tobytes(): int(label) for image, label in zip(part.images, part.labels)}
        assert [labelled[image.tobytes()] for image in images] == labels.tolist()


@pytest.mark.slow
def test_the_first_examples_are_mixed_like_all(data, mnist):
    of_mnist = counted(mnist[0].images).keys()
    share = np.mean([name in of_mnist for name in counted(data[0].images[:2000])])
    assert share == pytest.approx(50_000 / len(data[0]), abs=0.05)


@pytest.mark.slow
def test_the_data_are_the_same_each_time(monkeypatch, some_pens, invented, data):
    monkeypatch.setattr(people, "load_invented_digits", lambda: invented)
    monkeypatch.setattr(people, "load_pen_digits", lambda: some_pens)
    for one, other in zip(data, load_data_with_other_hands()):
        np.testing.assert_array_equal(one.images, other.images)
        np.testing.assert_array_equal(one.labels, other.labels)


@pytest.mark.slow
@pytest.mark.parametrize("questions", [1, 3, 6])
def test_loading_stops_as_soon_as_it_is_cancelled(monkeypatch, some_pens, questions):
    asked = []
    monkeypatch.setattr(people, "load_pen_digits", lambda: some_pens.by([1]))
    with pytest.raises(Cancelled):
        DataSpec(other_hands=True).load(lambda: asked.append(1) or len(asked) >= questions)
    assert len(asked) == questions


def test_as_bytes_gives_rows_of_rounded_bytes():
    images = np.array([0, 0.5, 1], np.float32)[:, None, None] * np.ones((28, 28), np.float32)
    whole = as_bytes(images)
    assert whole.dtype == np.uint8 and whole.shape == (3, 784)
    assert whole[:, 0].tolist() == [0, 128, 255]
