"""What a file says beside the network: how it was trained, in which format, and its schema."""

import json
from dataclasses import replace

import numpy as np
import pytest
from jsonschema import Draft202012Validator
from network_files import EVERY_KEY, assert_read_right, content
from results import epoch_result

from digitpad import Hyperparameters, Network
from digitpad.core.costs import COSTS
from digitpad.core.learning.settings import WEIGHT_INITIALIZERS
from digitpad.core.network_file import NetworkFile, read_network_file, save
from digitpad.resources import resource_path

BOOK = content(2, 3, 1)


def network(sizes=(6, 5, 3)):
    return Network(sizes, rng=np.random.default_rng(7))


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
    """The epochs that are read again of those that were saved."""
    save(NetworkFile(network(), history=history, seed=3), path)
    return read_network_file(path).history


def test_every_key_is_read(path):
    path.write_text(json.dumps(EVERY_KEY))
    assert_read_right(path)
    assert read_network_file(path).checksum_matches


def test_what_is_not_known_is_none(path):
    path.write_text(json.dumps(BOOK))
    found = read_network_file(path)
    assert found == NetworkFile(found.network)
    assert found.history == () and found.seed is None


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
def test_a_cost_beyond_all_numbers_is_as_good_as_none(path, cost):
    found = kept(path, results(training_cost=cost))
    assert [result.training_cost for result in found] == [None, None, None]


def test_a_length_that_no_number_can_say_is_left_out(path):
    found = kept(path, results(gradient_lengths=(0.5, float("inf"))))
    assert {result.gradient_lengths for result in found} == {None}


# Later formats


@pytest.mark.parametrize("later", [2, 10**9])
def test_of_a_later_format_the_network_is_read_and_nothing_else(path, later):
    others = {"hyperparameters": 7, "evaluation_cost": {"by": "epoch"}, "seed": "x", "new": []}
    others["weight_initializer"] = "of tomorrow"
    path.write_text(json.dumps(BOOK | {"dtype": "float32", "format_version": later} | others))
    found = read_network_file(path)
    assert found.network.dtype == np.float32 and found.network.sizes == BOOK["sizes"]
    assert found == NetworkFile(found.network)


# The schema


@pytest.fixture(scope="module")
def schema():
    text = resource_path("network.schema.json").read_text(encoding="utf-8")
    Draft202012Validator.check_schema(json.loads(text))
    return json.loads(text)


def test_files_are_as_the_schema_says_which_names_every_key_and_no_other(path, schema):
    validator = Draft202012Validator(schema)
    validator.validate(BOOK)
    shipped = json.loads(resource_path("networks", "default.json").read_text())
    # A few rows of each layer: the validator takes seconds for a million numbers.
    validator.validate(shipped | {"weights": [rows[:5] for rows in shipped["weights"]]})
    save(
        NetworkFile(
            network((784, 10, 10)),
            hyperparameters=Hyperparameters(),
            history=results(),
            data_set="MNIST",
            seed=7,
            weight_initializer="default",
            evaluation_data="validation",
        ),
        path,
    )
    data = json.loads(path.read_text())
    validator.validate(data)
    assert set(schema["properties"]) == set(data)
    settings = schema["properties"]["hyperparameters"]["properties"]
    assert set(settings) == set(data["hyperparameters"])
    assert set(schema["properties"]["cost"]["enum"]) == set(COSTS)
    initializers = schema["properties"]["weight_initializer"]["enum"]
    assert initializers == [*WEIGHT_INITIALIZERS, None]
