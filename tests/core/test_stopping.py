"""The book's no-improvement-in-n rule and its learning-rate schedule, and runs that diverge."""

import numpy as np
import pytest

from digitpad import Dataset, Hyperparameters, Network
from digitpad.core.learning.epoch import EpochResult
from digitpad.core.learning.sgd import NoImprovement, TrainingDiverged, train


def factors(accuracies, early_stopping, n):
    """The learning rate's factor after each epoch, up to the one that ends the run."""
    rule = NoImprovement()
    seen = []
    for accuracy in accuracies:
        rule.take(accuracy, early_stopping, n)
        seen.append(rule.factor)
        if rule.ended:
            break
    return seen


def test_stop_ends_the_run_after_n_epochs_in_a_row_without_a_new_best():
    # Best at the second; the fourth equals it, which is no improvement.
    assert len(factors([10, 20, 15, 20, 19, 30], "stop", 3)) == 5
    assert len(factors([10, 20, 15, 21, 19, 30, 1, 1], "stop", 3)) == 8
    assert len(factors([5, 5], "stop", 1)) == 2


def test_halve_counts_anew_after_each_halving():
    halved = factors([10, 9, 9, 9, 9, 11, 11, 11], "halve", 2)
    assert halved == [1, 1, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125]


def test_halve_ends_at_an_128th():
    assert factors([10] * 100, "halve", 1) == [1, *(0.5**k for k in range(1, 8))]


@pytest.fixture(scope="module")
def digits():
    """Ten images, one a digit, which a small network reads at once and for good."""
    rng = np.random.default_rng(0)
    return Dataset(rng.integers(0, 256, (10, 64), np.uint8), np.arange(10, dtype=np.uint8))


def results(digits, **settings):
    network = Network([64, 20, 10], rng=np.random.default_rng(3))
    hyperparameters = Hyperparameters(mini_batch_size=1, lmbda=0.0, **settings)
    run = train(network, digits, hyperparameters, digits)
    return [step for step in run if isinstance(step, EpochResult)]


def test_a_run_stops_where_nothing_improves(digits):
    ended = results(digits, epochs=500, early_stopping="stop", no_improvement_in=4)
    accuracies = [result.evaluation_accuracy for result in ended]
    best = accuracies.index(max(accuracies))
    assert len(accuracies) == best + 1 + 4 < 500


def test_a_run_halves_its_learning_rate_and_ends_at_an_128th(digits):
    ended = results(digits, epochs=500, eta=0.5, early_stopping="halve", no_improvement_in=2)
    etas = [result.eta for result in ended]
    assert etas[0] == 0.5 and etas[-1] == 0.5 / 64  # after its last epoch it fell to 1/128
    assert sorted(set(etas), reverse=True) == [0.5 / 2**k for k in range(7)]


def test_without_a_rule_a_run_does_all_its_epochs(digits):
    assert len(results(digits, epochs=60)) == 60


def test_a_run_that_diverges_says_so_and_the_network_keeps_its_last_numbers(digits):
    network = Network([64, 20, 10], rng=np.random.default_rng(3))
    # Each step multiplies the weights by 1 - 100 * 1000 / 10: they soon exceed any float.
    absurd = Hyperparameters(epochs=100, eta=100.0, lmbda=1000.0, mini_batch_size=1)
    with pytest.raises(TrainingDiverged, match="smaller learning") as caught:
        for _step in train(network, digits, absurd, digits):
            pass
    # 100 * 1000 / 10, of which each step takes so many times the weights
    assert "η λ / n is 10,000; a smaller regularization λ or" in str(caught.value)
    assert len(str(caught.value)) <= 200
    assert all(np.isfinite(array).all() for array in (*network.weights, *network.biases))
