"""Settings: hidden layers and their limits, hyper-parameters, and what makes no sense."""

import dataclasses
import json

import numpy as np
import pytest
from network_files import BOOKS_KEYS
from same import same

from digitpad import Hyperparameters, Network, NetworkFileError, QuadraticCost, load
from digitpad.core.learning.settings import (
    MONITORS,
    MOST_NEURONS,
    MOST_WEIGHTS,
    Architecture,
    check_sizes,
)
from digitpad.session.runs.run_settings import parse_hidden_layers, written

# Hidden layers just within a limit and just beyond it, and the refusal of the latter.
LIMITS = [
    ((10,) * 98, (10,) * 99, "101 layers, 100 is the most"),
    ((6297,), (6298,), "5,000,612 weights, 5,000,000 is the most"),
    ((150, 70), (2000, 2000), "5,588,000 weights, 5,000,000 is the most"),
]


@pytest.mark.parametrize(("within", "beyond", "words"), LIMITS)
def test_a_file_and_a_person_meet_the_same_limits(tmp_path, within, beyond, words):
    assert parse_hidden_layers(written(within)) == within
    with pytest.raises(ValueError, match=rf"^This (has|makes) {words}\.$"):
        parse_hidden_layers(written(beyond))

    path = tmp_path / "net.json"
    with pytest.raises(NetworkFileError, match=f"cannot be written: sizes (has|makes) {words}"):
        Network(Architecture(beyond).sizes).save(path)
    empty = dict.fromkeys(BOOKS_KEYS, []) | {"cost": "CrossEntropyCost"}
    path.write_text(json.dumps(empty | {"sizes": Architecture(beyond).sizes}))
    with pytest.raises(NetworkFileError, match=rf"as a network: sizes (has|makes) {words}\.$"):
        load(path)


@pytest.mark.parametrize("hidden_layers", [within for within, *_ in LIMITS[:2]])
def test_the_largest_networks_can_be_saved_whatever_their_numbers(tmp_path, hidden_layers):
    network = Architecture(hidden_layers).network(np.random.default_rng(1))
    smallest = np.finfo(np.float32).tiny  # a number of the longest form
    network.weights = [np.full_like(w, -smallest) for w in network.weights]
    network.save(tmp_path / "net.json")
    saved = load(tmp_path / "net.json")
    assert saved.weights[0][0, 0] == -smallest
    assert Architecture(tuple(saved.sizes[1:-1])) == Architecture(hidden_layers)


def test_the_most_neurons_and_weights_are_allowed_and_no_more():
    check_sizes([MOST_NEURONS - 1, 1])
    check_sizes([1000, MOST_WEIGHTS // 1000])
    with pytest.raises(ValueError, match="makes 200,001 neurons"):
        check_sizes([MOST_NEURONS, 1])
    with pytest.raises(ValueError, match="makes far too many neurons"):
        check_sizes([10**5000, 1])


@pytest.mark.parametrize(
    ("hidden_layers", "text", "others"),
    [((), "none", []), ((30,), "30", [" 30 ", "030"]), ((100, 30), "100, 30", ["100,30"])],
)
def test_hidden_layers_are_read_and_written_alike(hidden_layers, text, others):
    assert written(hidden_layers) == text
    for entry in (text, *others):
        assert parse_hidden_layers(entry) == hidden_layers


@pytest.mark.parametrize("initializer", ["default", "large"])
def test_an_architecture_and_a_script_make_the_same_network_of_a_seed(initializer):
    script = Network([784, 30, 15, 10], QuadraticCost, rng=np.random.default_rng(7))
    if initializer == "large":
        script.large_weight_initializer()
    architecture = Architecture((30, 15), "QuadraticCost", initializer)
    ours = architecture.network(np.random.default_rng(7))
    assert same(ours, script) and (ours.cost, ours.dtype) == (QuadraticCost, np.float32)
    assert ours.weights[0].std() == pytest.approx(1 if initializer == "large" else 1 / 28, rel=0.05)


# Hyperparameters: values that they take, and sentences that name the field of a wrong one.


HUGE = 10**400  # a whole number, but no float can hold it
NUMBERS = {"eta": ["0.5", None, True, -1, 0, 0.0, np.inf, -np.inf, np.nan, 1j, HUGE, [0.5]]}
NUMBERS["lmbda"] = [bad for bad in NUMBERS["eta"] if bad not in (0, 0.0)]
COUNTS = dict.fromkeys(
    ("epochs", "mini_batch_size"), [0, -1, 1.0, 0.5, "3", None, True, np.nan, [3]]
)
NUMBERS["dropout"] = [*NUMBERS["lmbda"], 1, 1.5]
NUMBERS["momentum"] = [*NUMBERS["lmbda"], -0.91, 1.51]
OTHERS = {"regularization": ["L3", "l2", "", None, 2, ["L2"]]}
OTHERS |= {name: ["yes", None, 2, []] for name in ("augmentation", *MONITORS)}
OTHERS |= {"early_stopping": ["soon", None], "no_improvement_in": [0, 0.5]}
BAD = [
    (name, value) for table in (NUMBERS, COUNTS, OTHERS) for name in table for value in table[name]
]


@pytest.mark.parametrize(("name", "value"), BAD, ids=lambda part: str(part)[:20])
def test_a_value_that_makes_no_sense_is_refused_and_named(name, value):
    with pytest.raises(ValueError, match=f"^{name}: must be ") as caught:
        Hyperparameters(**{name: value})
    assert "\n" not in str(caught.value)


def test_early_stopping_needs_the_evaluation_accuracy():
    with pytest.raises(ValueError, match="^early_stopping: it needs the evaluation accuracy"):
        Hyperparameters(early_stopping="stop", monitor_evaluation_accuracy=False)


def test_numpy_numbers_become_plain_ones():
    """A float64 eta would turn float32 training into float64, and JSON refuses it."""
    settings = Hyperparameters(
        epochs=np.int64(3),
        mini_batch_size=np.uint8(10),
        eta=np.float64(0.5),
        lmbda=np.float32(5),
        monitor_training_cost=np.bool_(False),
    )
    assert [type(value) for value in dataclasses.astuple(settings)] == [
        type(value) for value in dataclasses.astuple(Hyperparameters())
    ]
    assert settings == Hyperparameters(3, 10, 0.5, 5.0, monitor_training_cost=False)
