"""Data: real MNIST, datasets that read as lists of pairs, and IDX files that are not right."""

import gzip
import struct

import numpy as np
import pytest

from digitpad import Dataset, load_data_wrapper, vectorized_result
from digitpad.core.dataset import read_idx
from digitpad.resources import resource_path


@pytest.fixture(scope="module")
def mnist():
    return load_data_wrapper()


def raw(name, header):
    """The bytes of one of MNIST's files after its header, read without digitpad."""
    with gzip.open(resource_path("mnist") / name) as file:
        return file.read()[header:]


def small(count=5, one_hot=False):
    images = np.arange(count * 6, dtype=np.uint8).reshape(count, 6) * 8
    return Dataset(images, np.arange(count, dtype=np.uint8) % 10, one_hot)


# Real MNIST


def test_mnist_is_split_as_in_the_book(mnist):
    training_data, validation_data, test_data = mnist
    assert [len(data) for data in mnist] == [50_000, 10_000, 10_000]
    images, labels = raw("train-images-idx3-ubyte.gz", 16), raw("train-labels-idx1-ubyte.gz", 8)
    assert training_data.images.tobytes() + validation_data.images.tobytes() == images
    assert training_data.labels.tobytes() + validation_data.labels.tobytes() == labels
    assert test_data.images.tobytes() == raw("t10k-images-idx3-ubyte.gz", 16)
    assert test_data.labels.tobytes() == raw("t10k-labels-idx1-ubyte.gz", 8)


def test_mnist_begins_as_everyone_knows_it(mnist):
    training_data, validation_data, test_data = mnist
    assert [int(y.argmax()) for _, y in training_data[:10]] == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert [y for _, y in validation_data[:3]] == [3, 8, 6]
    assert [y for _, y in test_data[:5]] == [7, 2, 1, 0, 4]


def test_the_training_data_have_vectors_and_the_others_digits(mnist):
    training_data, validation_data, test_data = mnist
    x, y = training_data[0]
    assert (x.shape, x.dtype) == ((784, 1), np.float32)
    assert y.shape == (10, 1)
    assert y.ravel().tolist() == [0, 0, 0, 0, 0, 1, 0, 0, 0, 0]
    for x, y in (validation_data[0], test_data[0]):
        assert (x.shape, x.dtype) == ((784, 1), np.float32)
        assert type(y) is int


def test_a_pixel_is_its_byte_divided_by_255(mnist):
    images = np.frombuffer(raw("t10k-images-idx3-ubyte.gz", 16), np.uint8).reshape(-1, 784)
    for i in (0, 4711, 9999):
        expected = (images[i].astype(np.float64) / 255).astype(np.float32)
        np.testing.assert_array_equal(mnist[2][i][0].ravel(), expected)


# As a list of pairs


def test_it_counts_slices_and_iterates_as_a_list_does():
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


def test_negative_indices_count_from_the_end_and_there_is_an_end():
    data = small(5)
    assert [data[i][1] for i in (-1, -5, np.int64(2))] == [4, 0, 2]
    np.testing.assert_array_equal(data[-1][0], data[4][0])
    for beyond in (5, -6):
        with pytest.raises(IndexError):
            data[beyond]


def test_its_pairs_are_not_windows_into_it():
    data = small()
    x, _ = data[0]
    x[:] = 1
    assert data.images[0].tolist() == [0, 8, 16, 24, 32, 40]


def test_vectorized_result_is_the_unit_vector():
    for j in range(10):
        e = vectorized_result(j)
        assert e.shape == (10, 1)
        assert np.flatnonzero(e).tolist() == [j] and e[j, 0] == 1


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


@pytest.mark.parametrize("name", ["plain-idx", "packed.gz"])
def test_an_idx_file_is_read_plain_or_gzipped(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(gzip.compress(idx(2, 3, 4)) if name.endswith("gz") else idx(2, 3, 4))
    expected = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    np.testing.assert_array_equal(read_idx(path, 3), expected)


GOOD = idx(2, 3, 4)
BAD = {
    "empty": b"",
    "text": b"What is this?",
    "labels for images": idx(24),
    "of floats": idx(2, 3, 4, kind=13),
    "cut in the magic number": GOOD[:3],
    "cut in the sizes": GOOD[:9],
    "without data": GOOD[:16],
    "one byte short": GOOD[:-1],
    "one byte long": GOOD + b"x",
    "promising what no memory holds": idx(2**32 - 1, 2**32 - 1, 2**32 - 1, data=b""),
    "promising what no number counts": idx(2**31, 2**31, 2, data=b""),
}


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzipped"])
@pytest.mark.parametrize("content", BAD.values(), ids=BAD.keys())
def test_a_wrong_idx_file_is_refused_by_its_name(tmp_path, content, packed):
    path = tmp_path / ("digits.gz" if packed else "digits")
    path.write_bytes(gzip.compress(content) if packed else content)
    with pytest.raises(ValueError, match=f"^{path.name} "):
        read_idx(path, 3)


def flipped(content, place):
    return content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]


PACKED = gzip.compress(idx(2, 3, 4, data=b"24 bytes that repeat not"), mtime=0)
DAMAGED = {
    "not gzipped at all": GOOD,
    "empty": b"",
    "cut in gzip's header": PACKED[:5],
    "cut in the data": PACKED[:20],
    "cut in the checksum": PACKED[:-4],
    "another checksum": flipped(PACKED, len(PACKED) - 6),
    "a damaged block": PACKED[:10] + b"\xff" * (len(PACKED) - 10),
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_gzip_is_refused_by_its_name(tmp_path, content):
    path = tmp_path / "digits.gz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"^digits\.gz "):
        read_idx(path, 3)


def test_no_flipped_byte_can_do_worse_than_a_value_error(tmp_path):
    """Whatever a bad disk does to the file: either it does not matter or it is said."""
    path = tmp_path / "digits.gz"
    whole = gzip.compress(GOOD, mtime=0)
    refused = 0
    for place in range(len(whole)):
        path.write_bytes(flipped(whole, place))
        try:
            np.testing.assert_array_equal(read_idx(path, 3).ravel(), np.arange(24))
        except ValueError as error:
            assert str(error).startswith("digits.gz ")
            refused += 1
    assert refused > len(whole) / 2


# A folder of IDX files


def write_folder(folder, training=10_003, test=2, **files):
    """A folder with MNIST's names and images of 2x2 pixels; `files` replace some."""
    content = {
        "train_images_idx3_ubyte": idx(training, 2, 2, data=bytes(4 * training)),
        "train_labels_idx1_ubyte": idx(training, data=bytes(i % 10 for i in range(training))),
        "t10k_images_idx3_ubyte": idx(test, 2, 2, data=bytes(range(4 * test))),
        "t10k_labels_idx1_ubyte": idx(test, data=bytes(range(test))),
    } | files
    for name, data in content.items():
        path = folder / f"{name.replace('_', '-')}.gz"
        path.write_bytes(gzip.compress(data, compresslevel=1))


@pytest.mark.parametrize("kind", [str, lambda path: path], ids=["str", "Path"])
def test_any_folder_of_idx_files_can_be_opened(tmp_path, kind):
    write_folder(tmp_path)
    training_data, validation_data, test_data = load_data_wrapper(kind(tmp_path))
    assert [len(data) for data in (training_data, validation_data, test_data)] == [3, 10_000, 2]
    assert training_data.one_hot and not validation_data.one_hot and not test_data.one_hot
    assert validation_data[0][1] == 3  # the fourth image, after the three to train with
    assert test_data.images.tolist() == [[0, 1, 2, 3], [4, 5, 6, 7]]


def test_a_folder_with_too_few_images_has_none_to_train_with(tmp_path):
    write_folder(tmp_path, training=7, test=0)
    assert [len(data) for data in load_data_wrapper(tmp_path)] == [0, 7, 0]


@pytest.mark.parametrize("missing", ["train-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"])
def test_a_missing_file_is_named(tmp_path, missing):
    write_folder(tmp_path)
    (tmp_path / missing).unlink()
    with pytest.raises(OSError, match=missing):
        load_data_wrapper(tmp_path)


def test_more_images_than_labels_are_refused(tmp_path):
    write_folder(tmp_path, t10k_labels_idx1_ubyte=idx(3))
    with pytest.raises(ValueError, match="labels must be 2"):
        load_data_wrapper(tmp_path)
