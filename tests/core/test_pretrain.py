"""How the shipped network is made, in small: rounds, steps that shrink, hard images repeated."""

import json
from pathlib import Path

import numpy as np
import pytest
from digits import DIGITS

from digitpad import Dataset, Network, load, pretrain
from digitpad.core.ink import from_strokes

PICTURES = [from_strokes([np.array(stroke) for stroke in DIGITS[digit]]) for digit in range(10)]
IMAGES = np.rint(255 * np.tile(np.stack(PICTURES), (6, 1, 1))).astype(np.uint8).reshape(60, 784)
LABELS = np.arange(60, dtype=np.uint8) % 10
TRAINING = Dataset(IMAGES, LABELS, one_hot=True)
EVALUATION = Dataset(IMAGES, LABELS)


def test_the_learning_rate_falls_by_the_same_factor_from_epoch_to_epoch() -> None:
    etas = [pretrain.eta(epoch, 9) for epoch in range(1, 10)]
    assert etas[0] == pretrain.ETAS[0] and etas[-1] == pytest.approx(pretrain.ETAS[1])
    factors = np.divide(etas[1:], etas[:-1])
    assert np.ptp(factors) < 1e-12 and factors[0] < 1
    assert pretrain.eta(1, 1) == pretrain.ETAS[0]


def test_the_images_whose_digit_is_least_sure_are_repeated() -> None:
    # A network that knows all digits but the 3: its output for 3 is always low.
    network = Network([784, 10], rng=np.random.default_rng(0))
    network.weights = [np.zeros((10, 784), np.float32)]
    network.biases = [np.full((10, 1), 2.0, np.float32)]
    network.biases[0][3] = -2.0
    repeated = pretrain.with_hard_images_repeated(network, TRAINING)
    assert len(repeated) == 60 + 6 * pretrain.REPEATS
    np.testing.assert_array_equal(repeated.images[:60], IMAGES)
    assert set(repeated.labels[60:].tolist()) == {3}
    np.testing.assert_array_equal(repeated.images[60:], np.tile(IMAGES[3], (30, 1)))
    assert repeated.one_hot


def test_rounds_make_up_all_epochs_and_can_be_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pretrain, "ROUND", 2)
    networks = [Network([784, 20, 10], rng=np.random.default_rng(1)) for _ in range(2)]
    seen = [list(pretrain.pretrain(network, 5, TRAINING, EVALUATION)) for network in networks]
    assert [epoch for epoch, _ in seen[0]] == [1, 2, 3, 4, 5]
    assert seen[0] == seen[1]
    for a, b in zip(networks[0].weights, networks[1].weights):
        np.testing.assert_array_equal(a, b)


def test_the_command_writes_a_network_with_how_it_was_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pretrain, "load_data_wrapper", lambda: (TRAINING, EVALUATION, EVALUATION))
    monkeypatch.setattr(pretrain, "SIZES", [784, 20, 10])
    output = tmp_path / "net.json"
    monkeypatch.setattr("sys.argv", ["pretrain", "--epochs", "3", "--output", str(output)])
    pretrain.main()
    assert "epoch 3/3" in capsys.readouterr().out
    assert load(output).sizes == [784, 20, 10]
    content = json.loads(output.read_text())
    assert content["seed"] == pretrain.SEED and content["data_set"] == "MNIST"
    made_by = content["made_by"]
    assert made_by["epochs"] == 3
    assert made_by["test_accuracy"] == load(output).accuracy(EVALUATION)
