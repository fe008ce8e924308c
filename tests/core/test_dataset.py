"""Data: real MNIST, datasets that act as lists of pairs, and IDX files with mistakes."""

import errno
import gzip
import random
import shutil
import struct
from pathlib import Path

import numpy as np
import pytest
from mnist import mnist
from refusals import refusal

from digitpad import Dataset, load_data_wrapper
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import (
    DIGITS,
    FASHION,
    FASHION_BEGINS,
    classes_of,
    load_test_data,
    with_article,
)
from digitpad.resources import resource_path


def raw(name, header):
    """The bytes of one of MNIST's files after its header, read without digitpad."""
    with gzip.open(resource_path("mnist") / name) as file:
        return file.read()[header:]


def small(count=5, one_hot=False):
    images = np.arange(count * 6, dtype=np.uint8).reshape(count, 6) * 8
    return Dataset(images, np.arange(count, dtype=np.uint8) % 10, one_hot)


# Real MNIST


def test_mnist_is_split_as_in_the_book():
    training_data, validation_data, test_data = mnist()
    assert [len(data) for data in mnist()] == [50_000, 10_000, 10_000]
    images, labels = raw("train-images-idx3-ubyte.gz", 16), raw("train-labels-idx1-ubyte.gz", 8)
    assert training_data.images.tobytes() + validation_data.images.tobytes() == images
    assert training_data.labels.tobytes() + validation_data.labels.tobytes() == labels
    assert test_data.images.tobytes() == raw("t10k-images-idx3-ubyte.gz", 16)
    assert test_data.labels.tobytes() == raw("t10k-labels-idx1-ubyte.gz", 8)


def test_the_training_data_have_vectors_and_the_others_digits():
    training_data, validation_data, test_data = mnist()
    x, y = training_data[0]
    assert (x.shape, x.dtype) == ((784, 1), np.float32)
    assert y.shape == (10, 1)
    assert y.ravel().tolist() == [0, 0, 0, 0, 0, 1, 0, 0, 0, 0]
    for x, y in (validation_data[0], test_data[0]):
        assert (x.shape, x.dtype) == ((784, 1), np.float32)
        assert type(y) is int


def test_a_pixel_is_its_byte_divided_by_255():
    images = np.frombuffer(raw("t10k-images-idx3-ubyte.gz", 16), np.uint8).reshape(-1, 784)
    for i in (0, 4711, 9999):
        expected = (images[i].astype(np.float64) / 255).astype(np.float32)
        np.testing.assert_array_equal(mnist()[2][i][0].ravel(), expected)


# As a list of pairs


def test_it_acts_as_a_list():
    assert [small(5)[i][1] for i in (-1, -5, np.int64(2))] == [4, 0, 2]
    for beyond in (5, -6):
        with pytest.raises(IndexError):
            small(5)[beyond]
    for one_hot in (False, True):
        data, as_list = small(5, one_hot), list(small(5, one_hot))
        assert len(data) == len(as_list) == 5
        for part in (slice(2), slice(1, 4), slice(None, None, -2), slice(-2, None), slice(9, 12)):
            assert isinstance(data[part], Dataset)
            assert data[part].one_hot is one_hot
            assert len(data[part]) == len(as_list[part])
            for (x, y), (x_listed, y_listed) in zip(data[part], as_list[part], strict=True):
                np.testing.assert_array_equal(x, x_listed)
                np.testing.assert_array_equal(y, y_listed)


@pytest.mark.parametrize("one_hot", [False, True])
def test_several_of_its_examples_and_the_sum_of_two_are_data_sets(one_hot):
    data = small(5, one_hot)
    rows = [4, 0, 0, -2]
    for index in (rows, np.array(rows), np.array([], int), [], data.labels > 2):
        chosen, expected = data[index], np.arange(5)[np.asarray(index, None if len(index) else int)]
        assert isinstance(chosen, Dataset) and chosen.one_hot is one_hot
        assert chosen.labels.tolist() == data.labels[expected].tolist()
        assert chosen.images.tolist() == data.images[expected].tolist()
    both = data + data[:2]
    assert isinstance(both, Dataset) and both.one_hot is one_hot
    assert both.labels.tolist() == [0, 1, 2, 3, 4, 0, 1]
    assert both.images.tolist() == [*data.images.tolist(), *data.images[:2].tolist()]
    with pytest.raises(IndexError):
        data[[5]]


def test_data_sets_of_other_forms_are_not_added():
    labels = "labels as vectors and digits"
    assert labels in refusal(lambda: small(5, True) + small(5))
    other = Dataset(np.zeros((2, 7), np.uint8), np.zeros(2, np.uint8))
    assert "6 and 7 pixels" in refusal(lambda: small(5) + other)
    refusal(lambda: small(5) + list(small(5)), TypeError)


def test_it_is_not_shuffled_but_a_list_of_it_can_be():
    data = small(5)
    assert "list(data)" in refusal(lambda: random.shuffle(data), TypeError)
    assert data.labels.tolist() == [0, 1, 2, 3, 4]
    listed = list(data)
    random.Random(1).shuffle(listed)
    assert sorted(digit for _, digit in listed) == [0, 1, 2, 3, 4] != [d for _, d in listed]


def test_its_pairs_are_copies():
    data = small()
    x, _ = data[0]
    x[:] = 1
    assert data.images[0].tolist() == [0, 8, 16, 24, 32, 40]


@pytest.mark.parametrize(
    ("images", "labels", "words"),
    [
        (np.zeros((2, 6), np.float32), [0, 1], "images must be uint8"),
        (np.zeros((2, 3, 2), np.uint8), [0, 1], "images must be uint8"),
        (np.zeros((2, 6), np.uint8), [0, 1, 2], "labels must be 2"),
        (np.zeros((2, 6), np.uint8), [[0, 1]], "labels must be 2"),
        (np.zeros((2, 6), np.uint8), [0.0, 1.0], "labels must be 2"),
        (np.zeros((2, 6), np.uint8), [0, 10], "digits 0..9"),
        (np.zeros((2, 6), np.uint8), [-1, 9], "digits 0..9"),
    ],
)
def test_arrays_that_are_no_images_with_digits_are_refused(images, labels, words):
    with pytest.raises(ValueError, match=words):
        Dataset(images, labels)


# IDX files


def idx(*shape, dimensions=None, kind=8, data=None):
    header = bytes([0, 0, kind, dimensions or len(shape)]) + struct.pack(f">{len(shape)}I", *shape)
    return header + (bytes(range(int(np.prod(shape)))) if data is None else data)


# A folder of IDX files

TRAIN_IMAGES, TRAIN_LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"
TEST_IMAGES, TEST_LABELS = "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"


def labels(count):
    return idx(count, data=bytes(i % 10 for i in range(count)))


def images(count, height=2, width=2):
    return idx(count, height, width, data=bytes(i % 251 for i in range(count * height * width)))


def write_folder(folder, replaced=None, *, side=2, training=60):
    """A folder with MNIST's files; `replaced` has other content for some of them."""
    content = {
        TRAIN_IMAGES: images(training, side, side),
        TRAIN_LABELS: labels(training),
        TEST_IMAGES: images(2, side, side),
        TEST_LABELS: labels(2),
    } | (replaced or {})
    for file, data in content.items():
        (folder / file).write_bytes(data)
    return folder


def refused(load, folder, kind=ValueError):
    """The one sentence that says why a folder is refused."""
    text = refusal(lambda: load(folder), kind)
    assert text.endswith(".") and not text.endswith("..")
    return text


@pytest.mark.parametrize(
    ("training", "split"), [(6, (5, 1)), (11, (10, 1)), (63, (53, 10)), (60_006, (50_006, 10_000))]
)
def test_the_last_sixth_is_for_validation_but_10_000_at_most(tmp_path, training, split):
    write_folder(tmp_path, training=training)
    training_data, validation_data, test_data = load_data_wrapper(str(tmp_path))
    assert (len(training_data), len(validation_data)) == split
    assert training_data.one_hot and not validation_data.one_hot and not test_data.one_hot
    assert validation_data[0][1] == split[0] % 10  # the image after those to train with
    assert test_data.images.tolist() == [[0, 1, 2, 3], [4, 5, 6, 7]]


@pytest.mark.parametrize("dot", [False, True])
@pytest.mark.parametrize("packed", [False, True])
def test_the_files_go_by_several_names(tmp_path, dot, packed):
    content = {
        "train-images{}idx3-ubyte": images(60, 28, 28),
        "train-labels{}idx1-ubyte": labels(60),
        "t10k-images{}idx3-ubyte": images(3, 28, 28),
        "t10k-labels{}idx1-ubyte": labels(3),
    }
    for name, data in content.items():
        path = tmp_path / (name.format("." if dot else "-") + (".gz" if packed else ""))
        path.write_bytes(gzip.compress(data, 1) if packed else data)
    sizes = [len(data) for data in load_data_wrapper(tmp_path, drawable=True)]
    assert sizes == [50, 10, 3]
    test_data = load_test_data(tmp_path)
    assert test_data.images.shape == (3, 784) and test_data.labels.tolist() == [0, 1, 2]


def test_missing_files_are_all_named(tmp_path):
    write_folder(tmp_path)
    (tmp_path / TRAIN_IMAGES).unlink()
    (tmp_path / TEST_LABELS).rename(tmp_path / "labels")
    (tmp_path / TEST_IMAGES).unlink()
    (tmp_path / TEST_IMAGES).mkdir()  # of the name, but no file
    text = refused(load_data_wrapper, tmp_path, OSError)
    begin, _, end = text.split(" lacks ")[0].partition("…")  # of a long path the middle
    assert begin and str(tmp_path).startswith(begin) and str(tmp_path).endswith(end)
    assert TRAIN_LABELS not in text
    for missing in (TRAIN_IMAGES, TEST_IMAGES, TEST_LABELS):
        assert missing in text


def test_a_file_is_no_folder_and_a_folder_must_be_there(tmp_path):
    path = tmp_path / f"{TRAIN_IMAGES}.gz"
    path.write_bytes(b"")
    for folder in (path, tmp_path / "gone"):
        assert " lacks train-images" in refused(load_data_wrapper, folder, OSError)


def test_a_file_that_the_system_refuses_to_read_is_named(tmp_path, monkeypatch):
    write_folder(tmp_path)

    def refuse(path, _mode):
        raise PermissionError(errno.EACCES, f"not {path}")

    monkeypatch.setattr(Path, "open", refuse)
    text = refused(load_test_data, tmp_path, OSError)
    assert text == f"{TEST_LABELS} cannot be read: permission is denied."


@pytest.mark.parametrize(
    ("replaced", "words"),
    [
        ({TRAIN_LABELS: labels(59)}, [TRAIN_IMAGES, "60 images", TRAIN_LABELS, "59 labels"]),
        ({TEST_LABELS: labels(3)}, [TEST_IMAGES, "2 images", TEST_LABELS, "3 labels"]),
        ({TRAIN_IMAGES: labels(60)}, [TRAIN_IMAGES, "not an IDX file of images"]),
        ({TRAIN_LABELS: images(60)}, [TRAIN_LABELS, "not an IDX file of labels"]),
        ({TRAIN_LABELS: gzip.compress(labels(60))}, [TRAIN_LABELS, "gzipped", ".gz"]),
        ({TEST_LABELS: b"What?"}, [TEST_LABELS, "not an IDX file of labels"]),
        ({TEST_LABELS: idx(2, kind=13)}, [TEST_LABELS, "not an IDX file of labels"]),
        ({TEST_LABELS: labels(0), TEST_IMAGES: images(0)}, [TEST_LABELS, "has no labels"]),
        ({TRAIN_IMAGES: images(0)}, [TRAIN_IMAGES, "has no images"]),
        ({TEST_LABELS: labels(2)[:-1]}, [TEST_LABELS, "damaged or cut short"]),
        ({TEST_LABELS: labels(2) + b"x"}, [TEST_LABELS, "damaged or cut short"]),
        ({TEST_LABELS: idx(2, data=b"\1\12")}, [TEST_LABELS, "10", "0 to 9"]),
    ],
)
def test_files_that_do_not_fit_are_refused_and_named(tmp_path, replaced, words):
    text = refused(load_data_wrapper, write_folder(tmp_path, replaced))
    for word in words:
        assert word in text


@pytest.mark.parametrize("side", [27, 29])
def test_drawings_need_28_by_28_pixels(tmp_path, side):
    write_folder(tmp_path, side=side)
    load_data_wrapper(tmp_path)
    for load in (lambda folder: load_data_wrapper(folder, drawable=True), load_test_data):
        assert f"{side} × {side}" in refused(load, tmp_path)


def test_mnist_and_the_last_other_data_stay_in_memory(tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one, two = (str(write_folder(tmp_path / name, side=28)) for name in ("one", "two"))
    shipped, first = DataSpec().load(), DataSpec(one).load()
    assert DataSpec(one, training_size=5, evaluation="test").load() is first
    second = DataSpec(two).load()
    assert DataSpec(two).load() is second and DataSpec().load() is shipped
    write_folder(tmp_path / "one", side=28, training=120)
    assert [len(part) for part in DataSpec(one).load()] == [100, 20, 2]


def test_data_are_read_again_only_if_files_of_their_folder_have_changed(tmp_path):
    (tmp_path / "one").mkdir()
    data = DataSpec(str(write_folder(tmp_path / "one", side=28)))
    first = data.load()
    write_folder(tmp_path / "one", side=28, training=120)
    second = data.load()
    assert len(second[0]) == 100 != len(first[0])
    shutil.rmtree(tmp_path / "one")
    assert data.load() is second  # as long as there is nothing else


@pytest.mark.parametrize(
    ("digits", "missing"),
    [
        ([i % 10 for i in range(60)], None),
        ([i % 9 for i in range(60)], "no label 9 "),
        ([1 if i % 10 in (2, 3) else i % 10 for i in range(60)], "no label 2 or 3 "),
        (sorted(i % 10 for i in range(60)), "no label 9 among the first 50"),  # all in the last 6th
    ],
)
def test_drawings_need_all_ten_classes_to_learn_from(tmp_path, digits, missing):
    write_folder(tmp_path, {TRAIN_LABELS: idx(60, data=bytes(digits))}, side=28)
    load_data_wrapper(tmp_path)
    if missing is None:
        load_data_wrapper(tmp_path, drawable=True)
    else:
        text = refused(lambda folder: load_data_wrapper(folder, drawable=True), tmp_path)
        assert TRAIN_LABELS in text and missing in text


# The names of the classes

OTHERS = np.arange(60) % 10
CLOTHES = np.concatenate([FASHION_BEGINS, OTHERS]).astype(np.uint8)


@pytest.mark.parametrize(
    ("folder", "labels", "classes"),
    [
        (None, OTHERS, DIGITS),
        ("/data/squares", OTHERS, DIGITS),
        ("/data/anything", CLOTHES, FASHION),
        ("/data/Fashion-MNIST", OTHERS, FASHION),
        ("/fashion/kmnist", OTHERS, DIGITS),
        ("/data/short", CLOTHES[:19], DIGITS),
    ],
)
def test_classes_are_found_by_the_labels_or_the_folder(folder, labels, classes):
    assert classes_of(folder, labels) == classes


def test_things_have_articles():
    named = [with_article(name) for name in ("8", "3", "sneaker", "ankle boot")]
    assert named == ["an 8", "a 3", "a sneaker", "an ankle boot"]
