"""Saving a network and opening it again: nothing lost, the book's keys, plain or packed."""

import gzip
import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as numpy_strategies
from network_files import assert_read_right

from digitpad import (
    CrossEntropyCost,
    Hyperparameters,
    Network,
    NetworkFileError,
    QuadraticCost,
    load,
)
from digitpad.core import network_file
from digitpad.core.learning.epoch import EpochResult


def network(sizes=(6, 5, 3), cost=CrossEntropyCost, dtype=np.float32):
    return Network(sizes, cost, rng=np.random.default_rng(7), dtype=dtype)


def assert_equal(one, other):
    assert (one.sizes, one.cost, one.dtype) == (other.sizes, other.cost, other.dtype)
    for a, b in zip(one.weights + one.biases, other.weights + other.biases, strict=True):
        np.testing.assert_array_equal(a, b)
        assert a.dtype == b.dtype == one.dtype


BOOK = {
    "sizes": [2, 3, 1],
    "weights": [[[0.5, -1], [1e-30, 2.25], [0, 7]], [[0.1, 0.2, 0.3]]],
    "biases": [[[1], [-0.5], [0.25]], [[-3.5]]],
    "cost": "QuadraticCost",
}


# Round trips


def test_more_may_stand_beside_the_books_keys(path):
    network_file.save(network_file.NetworkFile(network()), path, {"my digits": [1, 2, 3]})
    assert json.loads(path.read_text())["my digits"] == [1, 2, 3]
    assert_equal(load(path), network())


# The book's file, both ways


def test_a_file_of_the_books_program_opens_in_float64(path):
    path.write_text(json.dumps(BOOK))
    net = load(path)
    assert net.sizes == [2, 3, 1]
    assert net.cost is QuadraticCost
    assert [w.tolist() for w in net.weights] == BOOK["weights"]
    assert [b.tolist() for b in net.biases] == BOOK["biases"]
    assert {a.dtype for a in [*net.weights, *net.biases]} == {np.dtype(np.float64)}


# gzip


def test_a_name_that_ends_in_gz_is_a_packed_file(tmp_path):
    plain, packed = tmp_path / "net.json", tmp_path / "net.json.gz"
    for file in (plain, packed):
        network_file.save(network_file.NetworkFile(network((784, 30, 10))), file)
    assert gzip.decompress(packed.read_bytes()) == plain.read_bytes()
    assert packed.stat().st_size < 0.6 * plain.stat().st_size
    before = packed.read_bytes()
    network_file.save(network_file.NetworkFile(network((784, 30, 10))), packed)
    assert packed.read_bytes() == before  # no time of day in it
    assert_equal(load(packed), network((784, 30, 10)))


def test_a_packed_file_is_known_by_its_bytes(path):
    path.write_bytes(gzip.compress(json.dumps(BOOK).encode()))
    assert load(path).sizes == BOOK["sizes"]


# The checksum


def test_a_digit_that_has_flipped_is_told_and_the_file_is_read(path):
    network().save(path)
    text = path.read_text()
    value = json.loads(text)
    number = json.dumps(value["weights"][1][2][3])
    for old, new in (
        (number, "0.5"),
        ("CrossEntropyCost", "QuadraticCost"),
        ('"float32"', '"float64"'),
        (value["checksum"], value["checksum"][:-1] + "x"),
    ):
        path.write_text(text.replace(old, new, 1))
        found = network_file.read_network_file(path)
        assert found.checksum_matches is False and found.network.sizes == [6, 5, 3]
    value["weights"][0][0], value["weights"][0][1] = value["weights"][0][:2][::-1]
    path.write_text(json.dumps(value))
    assert network_file.read_network_file(path).checksum_matches is False


def test_what_stands_beside_the_network_may_be_edited_by_hand(path):
    network_file.save(network_file.NetworkFile(network(), data_set="MNIST", seed=1), path)
    value = json.loads(path.read_text()) | {"data_set": "mine", "seed": 2, "more": [1]}
    path.write_text(json.dumps(dict(sorted(value.items())), indent=1))
    found = network_file.read_network_file(path)
    assert (found.checksum_matches, found.data_set) == (True, "mine")


def test_a_file_without_a_checksum_is_neither_right_nor_wrong(path):
    for more in ({}, {"checksum": None}):
        path.write_text(json.dumps(BOOK | more))
        assert network_file.read_network_file(path).checksum_matches is None


# What cannot be saved


class MyCost(QuadraticCost):
    """A cost of one's own."""


def test_a_cost_of_ones_own_is_refused_by_its_name(path):
    path.write_text("old")
    with pytest.raises(NetworkFileError, match="MyCost is no cost that a file can name"):
        network(cost=MyCost).save(path)
    assert path.read_text() == "old"


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("arrays", ["weights", "biases"])
def test_a_network_that_has_diverged_is_refused(path, arrays, number):
    path.write_text("old")
    net = network()
    getattr(net, arrays)[1][0, 0] = number
    with pytest.raises(NetworkFileError, match=r"\[1\] has a number that is not finite"):
        net.save(path)
    assert path.read_text() == "old"


def test_a_network_whose_shapes_do_not_fit_is_refused(path):
    net = network()
    net.weights = [net.weights[0].T, net.weights[1]]
    with pytest.raises(
        NetworkFileError,
        match=r"the weights have the shapes \[\(6, 5\), \(3, 5\)\], not \[\(5, 6\)",
    ):
        net.save(path)
    assert not path.exists()


@pytest.mark.parametrize(
    ("sizes", "words"),
    [([2500, 2500], "6,250,000 weights"), ([1] * 101, "101 layers"), ([200_000, 1], "neurons")],
)
def test_a_network_too_large_to_be_read_again_is_refused(path, sizes, words):
    with pytest.raises(NetworkFileError, match=words):
        Network(sizes).save(path)


def test_a_network_whose_file_is_too_large_to_be_read_again_is_refused(path, monkeypatch):
    monkeypatch.setattr(network_file, "MOST_BYTES", 10 * 2**20)
    network((1000, 800)).save(path)
    before = path.read_bytes()
    with pytest.raises(NetworkFileError, match="it would have more than 10 MB"):
        network((1000, 800), dtype=np.float64).save(path)
    assert path.read_bytes() == before


def test_what_a_script_has_set_is_saved_as_the_files_dtype(path):
    net = network((2, 2))
    net.weights = [np.arange(8).reshape(2, 4)[:, ::2]]  # neither float32 nor in one piece
    net.save(path)
    assert load(path).weights[0].tolist() == [[0, 2], [4, 6]]


# Round trips of anything


FLOATS = st.floats(allow_nan=False, allow_infinity=False)
EPOCHS = st.builds(
    EpochResult,
    epoch=st.just(0),
    evaluation_cost=st.none() | FLOATS,
    evaluation_accuracy=st.none() | st.integers(0, 100),
    training_cost=st.none() | FLOATS,
    training_accuracy=st.none() | st.integers(0, 100),
    evaluation_size=st.integers(100, 10**9),
    training_size=st.integers(100, 10**9),
    eta=st.floats(0, allow_infinity=False),
    lmbda=st.floats(0, allow_infinity=False),
)
SETTINGS = st.builds(
    Hyperparameters,
    epochs=st.integers(1, 10**6),
    eta=st.floats(1e-300, 10),
    augmentation=st.booleans(),
    regularization=st.sampled_from(["L1", "L2"]),
    early_stopping=st.sampled_from(["off", "stop", "halve"]),
)


@st.composite
def networks(draw):
    dtype = draw(st.sampled_from([np.float32, np.float64]))
    sizes = draw(st.lists(st.integers(1, 4), min_size=2, max_size=4))
    numbers = st.floats(allow_nan=False, allow_infinity=False, width=np.finfo(dtype).bits)
    shapes = [((n, m), (n, 1)) for n, m in zip(sizes[1:], sizes, strict=False)]
    weights, biases = (
        [draw(numpy_strategies.arrays(dtype, shape[i], elements=numbers)) for shape in shapes]
        for i in (0, 1)
    )
    cost = draw(st.sampled_from([CrossEntropyCost, QuadraticCost]))
    return Network.from_arrays(weights, biases, cost, dtype=dtype)


def test_whatever_is_saved_comes_back_and_plain_json_reads_the_same(tmp_path):
    @settings(max_examples=40, deadline=None, derandomize=True, database=None)
    @given(
        networks(),
        st.lists(EPOCHS, max_size=4),
        st.fixed_dictionaries(
            {
                "hyperparameters": st.none() | SETTINGS,
                "data_set": st.none() | st.text(max_size=20),
                "seed": st.none() | st.integers(0, 2**128 - 1),
                "weight_initializer": st.sampled_from([None, "default", "large"]),
                "evaluation_data": st.sampled_from([None, "validation", "test"]),
            }
        ),
        st.sampled_from(["net.json", "net.json.gz"]),
    )
    def check(net, epochs, more, name):
        path = tmp_path / name
        path.unlink(missing_ok=True)
        lengths = tuple(float(layer) for layer in range(len(net.weights)))
        history = tuple(
            replace(result, epoch=i, gradient_lengths=lengths if i % 2 else None)
            for i, result in enumerate(epochs, start=1)
        )
        network_file.save(network_file.NetworkFile(net, history=history, **more), path)
        found = network_file.read_network_file(path)
        assert_equal(found.network, net)
        assert [a.tobytes() for a in found.network.weights] == [a.tobytes() for a in net.weights]
        assert found.history == history
        assert {key: getattr(found, key) for key in more} == more
        assert_read_right(path)

    check()


def test_every_float32_is_written_so_that_it_comes_back(path):
    """A sample of all bit patterns, and both neighbours of every power of two."""
    bits = np.random.default_rng(5).integers(0, 2**32, 200_000, np.uint32)
    powers = np.arange(2**8, dtype=np.uint32) << 23
    numbers = np.concatenate([bits, powers, powers + 1, powers - 1]).view(np.float32)
    numbers = numbers[np.isfinite(numbers)]
    numbers = numbers[: len(numbers) // 100 * 100].reshape(100, -1)
    net = network([numbers.shape[1], 100])
    net.weights = [numbers]
    net.save(path)
    assert load(path).weights[0].tobytes() == numbers.tobytes()
