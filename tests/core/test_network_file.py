"""A network's files: JSON, plain or packed, and what stands beside it."""

import gzip
import json
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as numpy_strategies
from jsonschema import Draft202012Validator
from network_files import SCHEMA, assert_read_right
from network_schema import made
from results import epoch_result

from digitpad import (
    CrossEntropyCost,
    Hyperparameters,
    Network,
    NetworkFileError,
    QuadraticCost,
    load,
)
from digitpad.core import network_file
from digitpad.core.costs import COSTS
from digitpad.core.data.data_spec import EVALUATION_DATA
from digitpad.core.learning.epoch import EpochResult
from digitpad.core.learning.settings import WEIGHT_INITIALIZERS
from digitpad.core.network_file import NetworkFile, RunKey, read_network_file, save, written_cost
from digitpad.core.neurons import KINDS
from digitpad.resources import resource_path


def network(sizes=(6, 5, 3), cost=CrossEntropyCost, dtype=np.float32):
    return Network(sizes, cost, rng=np.random.default_rng(7), dtype=dtype)


def assert_equal(one, other):
    assert (one.sizes, one.cost, one.dtype) == (other.sizes, other.cost, other.dtype)
    assert one.neurons == other.neurons
    for a, b in zip(one.weights + one.biases, other.weights + other.biases, strict=True):
        np.testing.assert_array_equal(a, b)
        assert a.dtype == b.dtype == one.dtype


BOOK = {
    "sizes": [2, 3, 1],
    "weights": [[[0.5, -1], [1e-30, 2.25], [0, 7]], [[0.1, 0.2, 0.3]]],
    "biases": [[[1], [-0.5], [0.25]], [[-3.5]]],
    "cost": "QuadraticCost",
}


def test_more_may_stand_beside_the_books_keys(path):
    network_file.save(network_file.NetworkFile(network()), path, {"my digits": [1, 2, 3]})
    assert json.loads(path.read_text())["my digits"] == [1, 2, 3]
    assert_equal(load(path), network())


class Book:
    """The names in the book's `network2`, whose `load` looks up the cost among them."""

    QuadraticCost = CrossEntropyCost = object()


@pytest.mark.parametrize("neurons", KINDS)
@pytest.mark.parametrize("cost", COSTS.values())
def test_a_file_that_the_book_would_misread_fails_there(path, neurons, cost):
    network = Network([6, 5, 3], cost, neurons=neurons)
    network_file.save(network_file.NetworkFile(network), path)
    data = json.loads(path.read_text())
    assert data["cost"].startswith(f"{neurons}:") == (neurons != "sigmoid")
    if neurons == "sigmoid" and hasattr(Book, cost.__name__):
        assert getattr(Book, data["cost"]) is Book.QuadraticCost
    else:
        with pytest.raises(AttributeError):
            getattr(Book, data["cost"])
    found = read_network_file(path)
    assert_equal(found.network, network)
    assert found.checksum_matches
    path.write_text(path.read_text().replace(data["cost"], "tanh:QuadraticCost"))
    assert read_network_file(path).checksum_matches == (data["cost"] == "tanh:QuadraticCost")


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


# Networks that cannot be saved


class MyCost(QuadraticCost):
    """A cost that a script defines."""


def test_a_cost_that_a_script_defines_is_refused_by_its_name(path):
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


def test_a_network_whose_file_is_too_large_to_be_read_again_is_refused(path, monkeypatch):
    monkeypatch.setattr(network_file, "MOST_BYTES", 10 * 2**20)
    network((1000, 800)).save(path)
    before = path.read_bytes()
    with pytest.raises(NetworkFileError, match="it would have more than 10 MB"):
        network((1000, 800), dtype=np.float64).save(path)
    monkeypatch.setattr(network_file, "MOST_VALUES", 20)
    with pytest.raises(NetworkFileError, match="curves have too many epochs"):
        kept(path, results())
    assert path.read_bytes() == before


def test_arrays_that_a_script_has_set_are_saved_as_the_files_dtype(path):
    net = network((2, 2))
    net.weights = [np.arange(8).reshape(2, 4)[:, ::2]]  # neither float32 nor in one piece
    net.save(path)
    assert load(path).weights[0].tolist() == [[0, 2], [4, 6]]


# Round trips


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
    dropout=st.floats(0, 1, exclude_max=True),
    momentum=st.floats(-0.9, 1.5),
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
    cost, neurons = draw(st.sampled_from(list(COSTS.values()))), draw(st.sampled_from(list(KINDS)))
    return Network(sizes, cost, neurons=neurons, dtype=dtype).with_arrays(weights, biases)


def test_any_saved_network_comes_back_and_plain_json_reads_the_same(tmp_path):
    @settings(max_examples=40, deadline=None, derandomize=True, database=None)
    @given(
        networks(),
        st.lists(EPOCHS, max_size=4),
        st.fixed_dictionaries(
            {
                "hyperparameters": st.none() | SETTINGS,
                "data_set": st.none() | st.text(max_size=20),
                "seed": st.none() | st.integers(0, 2**128 - 1),
                "weight_initializer": st.sampled_from([None, *WEIGHT_INITIALIZERS]),
                "evaluation_data": st.sampled_from([None, *EVALUATION_DATA]),
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


# The other contents of a file: how the network was trained, the format, and the schema.


def results(**changes):
    """Three epochs; in the second the training set was not measured."""
    measured = {
        "evaluation_cost": 0.5,
        "evaluation_accuracy": 9000,
        "training_cost": 1 / 3,
        "training_accuracy": 48_000,
        "gradient_lengths": (1 / 3, 0.5),
    }
    first = epoch_result(1, **measured | changes)
    second = replace(first, epoch=2, training_cost=None, training_accuracy=None, eta=0.25)
    second = replace(second, gradient_lengths=None)
    return first, second, replace(first, epoch=3, evaluation_cost=0.1)


def kept(path, history):
    """Save these epochs, and read them again."""
    save(NetworkFile(network(), history=history, seed=3), path)
    return read_network_file(path).history


def test_the_four_series_stand_beside_the_books_keys(path):
    save(NetworkFile(network(), history=results()), path)
    data = json.loads(path.read_text())
    assert data["training_accuracy"] == [48_000, None, 48_000]
    keys = list(data)
    assert keys[-2:] == ["weights", "biases"]  # what a reader can read comes first
    assert keys.index("evaluation_cost") + 3 == keys.index("training_accuracy")


def test_numbers_of_numpys_own_kinds_are_numbers(path):
    mine = results(evaluation_accuracy=np.int64(7), eta=np.float64(0.5), lmbda=np.float32(0.25))
    assert kept(path, mine) == mine


@pytest.mark.parametrize("cost", [np.nan, np.inf, -np.inf])
def test_an_infinite_cost_is_left_out(path, cost):
    found = kept(path, results(training_cost=cost))
    assert [result.training_cost for result in found] == [None, None, None]


@pytest.mark.parametrize("later", [2, 10**9])
def test_only_the_network_of_a_later_format_is_read(path, later):
    others = {"hyperparameters": 7, "evaluation_cost": {"by": "epoch"}, "seed": "x", "new": []}
    others["weight_initializer"] = "of tomorrow"
    path.write_text(json.dumps(BOOK | {"dtype": "float32", "format_version": later} | others))
    found = read_network_file(path)
    assert found.network.dtype == np.float32 and found.network.sizes == BOOK["sizes"]
    assert found == NetworkFile(found.network)


def test_the_schema_names_every_key_and_no_other(path):
    Draft202012Validator.check_schema(SCHEMA.schema)
    shipped = json.loads(resource_path("networks", "default.json").read_text())
    # A few rows of each layer: the validator takes seconds for a million numbers.
    SCHEMA.validate(shipped | {"weights": [rows[:5] for rows in shipped["weights"]]})
    save(
        NetworkFile(
            network((784, 10, 10)),
            hyperparameters=Hyperparameters(),
            history=results(),
            data_set="MNIST",
            seed=7,
            weight_initializer="default",
            evaluation_data="validation",
            run=RunKey("0123456789abcdef", 2),
        ),
        path,
    )
    data, keys = json.loads(path.read_text()), SCHEMA.schema["properties"]
    SCHEMA.validate(data)
    assert set(keys) == set(data)
    assert set(keys["hyperparameters"]["properties"]) == set(data["hyperparameters"])
    written = {
        written_cost(Network([2, 2], cost, neurons=neurons))
        for neurons in KINDS
        for cost in COSTS.values()
    }
    assert len(written) == len(KINDS) * len(COSTS)
    for cost in (*written, "sigmoid:QuadraticCost", "relu:", "QuadraticCosts"):
        assert bool(re.search(keys["cost"]["pattern"], cost)) == (cost in written)
    # The parts that `resources/factory/network_schema.py` makes from the tables.
    assert made(SCHEMA.schema) == SCHEMA.schema
    assert keys["weight_initializer"]["enum"] == [*WEIGHT_INITIALIZERS, None]
    assert keys["evaluation_data"]["enum"] == [*EVALUATION_DATA, None]
