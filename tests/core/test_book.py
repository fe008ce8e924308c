"""The book's experiments: their figures, and the answer and verdict that these support."""

import math
import os
import subprocess
import sys
from dataclasses import replace

import book
import numpy as np
import pytest
from experiment_figures import FOUND, SIZES, figures
from random_data import random_data
from seeds import answer_of, drawn

from digitpad import Hyperparameters, Network, train
from digitpad.core.book.experiments import BASE, EXPERIMENTS, named
from digitpad.core.book.figures import EVALUATED, LEAST_SEEDS, MOST_SEEDS, Figures
from digitpad.core.book.one_neuron import NEURON_EPOCHS, RATES, neuron_from, teach
from digitpad.core.book.trials import (
    Claim,
    Figure,
    Trial,
    figures_from,
    row,
    verdict,
)
from digitpad.core.costs import COSTS
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning import sgd
from digitpad.core.learning.epoch import EpochResult
from digitpad.core.learning.monitoring import arrays_for, gradient_length_blocks
from digitpad.core.learning.settings import ALL_OFF, Architecture
from digitpad.experiments import print_claim, print_figures, run_of


def test_each_experiment_has_a_name_of_its_own_and_a_guess_that_comes_true():
    for experiment in EXPERIMENTS:
        assert named(experiment.name) is experiment
        assert len(set(experiment.choices)) == 3 and experiment.right in range(3)
        assert experiment.question.endswith("?") and len(experiment.question) <= 64
        assert len(experiment.title) <= 60
        assert all((experiment.title, experiment.setup, experiment.look_at, experiment.section))
        assert experiment.answer.endswith(".")
        trials = [trial.name for trial in experiment.trials]
        assert len(set(trials)) == len(trials)
        assert bool(trials) != bool(experiment.neurons)
    with pytest.raises(ValueError, match="no experiment 'nothing'; there are neuron, costs"):
        named("nothing")


def test_the_best_epochs_that_the_text_names_stand_behind_the_figures_that_decide():
    named_best = {
        (each.name, figure.book): trial.figures.index(figure) == len(trial.figures) - 1
        for each in EXPERIMENTS
        for trial in each.trials
        for figure in trial.figures
        if figure.at is None
    }
    assert named_best == {
        ("costs", 95.42): True,
        ("overfitting", 82.27): True,
        ("overfitting", 87.1): True,
        ("all-images", 95.33): True,
        ("all-images", 96.49): True,
        ("more-neurons", 97.92): True,
    }


def test_the_neurons_of_the_book_start_where_it_says_and_one_is_flat_at_first():
    neurons = named("neuron").neurons
    # Curves of other rates stand on one axis, so each name has its own.
    assert all(f"η {n.eta:g}" in n.name for n in neurons) and len({n.eta for n in neurons}) == 2
    assert {n.cost for n in neurons} == {"QuadraticCost", "CrossEntropyCost"}
    for neuron in neurons:
        outputs, costs = teach(neuron)
        assert len(outputs) == len(costs) == NEURON_EPOCHS + 1
        assert outputs[0] == pytest.approx(neuron.book, abs=0.006)
    _, bad = teach(neurons[1])
    assert bad[0] - bad[150] < 0.1 * bad[0]  # nearly flat for 150 epochs


@pytest.mark.parametrize("cost", ["QuadraticCost", "CrossEntropyCost"])
@pytest.mark.parametrize("eta", [RATES[0], 0.005, 0.15, RATES[-1]])
@pytest.mark.parametrize("start", [(0.6, 0.9), (2.0, 2.0), (3.0, 3.0), (-3.0, -3.0), (3.0, -3.0)])
def test_one_neuron_in_plain_floats_learns_as_a_network_does(cost, eta, start):
    network = Network([1, 1], COSTS[cost], dtype=np.float64)
    network.weights, network.biases = ([np.array([[each]])] for each in start)
    x, y = np.ones((1, 1)), np.zeros((1, 1))
    outputs, costs = teach(neuron_from(cost, *start, eta))
    for output, expected in zip(outputs, costs):
        (_, a), z = network.forward(x)
        assert output == pytest.approx(a.item(), rel=1e-14, abs=1e-14)
        assert expected == pytest.approx(network.cost.from_z(z, y), rel=1e-14, abs=1e-14)
        network.update_mini_batch([(x, y)], eta, 0.0, 1)


def gradient_lengths(network, data):
    *_, lengths = gradient_length_blocks(network, *arrays_for(network, data))
    return lengths


def test_the_speed_of_a_layer_is_the_length_of_its_biases_mean_gradient():
    data = random_data(5)
    network = Network([784, 4, 3, 10], rng=np.random.default_rng(1), dtype=np.float64)
    pairs = zip(data.images[:, :, None] / np.float32(255), np.eye(10)[data.labels][:, :, None])
    arrays = network.weights, network.biases
    gradients = [book.gradient(*arrays, x, y, book.CROSS_ENTROPY)[1] for x, y in pairs]
    for length, layer in zip(gradient_lengths(network, data), zip(*gradients), strict=True):
        assert length == pytest.approx(np.linalg.norm(np.mean(layer, axis=0)), rel=1e-5)


def test_the_lengths_are_measured_at_the_beginning_of_each_epoch():
    settings = Hyperparameters(epochs=3, mini_batch_size=4, monitor_gradient_lengths=True)
    data = random_data(700)  # more than are measured at a time
    network = Network([784, 5, 4, 10], rng=np.random.default_rng(7))
    expected = [gradient_lengths(network, data)]
    found = []
    for step in train(network, data, settings, data):
        if isinstance(step, EpochResult):
            found.append(step.gradient_lengths)
            expected.append(gradient_lengths(network, data))
    assert found == [pytest.approx(lengths, rel=1e-5) for lengths in expected[:-1]]


def test_monitoring_gradients_changes_nothing_that_is_learnt():
    results = []
    for monitored in (False, True):
        network = Network([784, 5, 10], rng=np.random.default_rng(7))
        settings = Hyperparameters(epochs=2, monitor_gradient_lengths=monitored)
        steps = train(network, random_data(30), settings, random_data(10))
        results.append([step for step in steps if isinstance(step, EpochResult)])
    plain, monitored = results
    assert [result.gradient_lengths for result in plain] == [None, None]
    assert [replace(result, gradient_lengths=None) for result in monitored] == plain


@pytest.mark.parametrize("lengths", [(0.2, math.nan), (math.inf, 0.1), (0.2, 0.1)])
def test_lengths_that_are_no_numbers_are_left_out(monkeypatch, lengths):
    """A run that diverges may have finite weights and infinite gradients."""
    monkeypatch.setattr(sgd, "gradient_length_blocks", lambda *_: iter([lengths]))
    settings = Hyperparameters(epochs=1, monitor_gradient_lengths=True)
    *_, result = train(Network([784, 5, 10]), random_data(20), settings, random_data(10))
    assert isinstance(result, EpochResult)
    assert result.gradient_lengths == (lengths if np.isfinite(lengths).all() else None)


def test_the_length_of_a_gradient_is_close_to_the_books_by_a_factor():
    result = EpochResult(1, None, None, None, None, 0, 9, 0.5, 0.0, None, (0.1, 0.3))
    figure = Figure("gradient_lengths", 0, 0.2, layer=1)
    assert figure.of((result,)) == 0.3
    assert figure.agrees([0.3]) and not figure.agrees([0.5]) and not figure.agrees([0.09])


def test_a_figure_is_a_percentage_or_a_cost_and_close_to_the_book_or_not():
    first = EpochResult(1, 1.5, 90, 2.0, 250, 100, 500, 0.5, 0.0)
    last = EpochResult(2, 1.0, 95, 0.5, 400, 100, 500, 0.5, 0.0)
    assert Figure("evaluation_accuracy", 0).of((first, last)) == 90
    assert Figure("training_accuracy").of((first, last)) == 80
    assert Figure("training_cost").of((first, last)) == 0.5
    assert Figure("training_cost").of(()) is None
    book = Figure("evaluation_accuracy", book=95.0)
    assert book.agrees([94.0]) and book.agrees([93.0, 94.0, 95.0]) and not book.agrees([85.0])
    assert not book.agrees([]) and Figure("evaluation_accuracy").agrees([])
    assert Figure("training_cost", book=0.3).agrees([0.32])
    assert not Figure("training_cost", book=0.3).agrees([0.4])


def run(*arguments):
    command = [sys.executable, "-m", "digitpad.experiments", *arguments]
    environ = os.environ | {"PYTHONIOENCODING": "cp1252"}  # Windows' for a file; it lacks η and −
    return subprocess.run(
        command, env=environ, capture_output=True, text=True, encoding="utf-8", timeout=120
    )


@pytest.mark.slow
def test_the_names_are_listed_one_per_line_and_nothing_else():
    done = run("--list")
    names = [experiment.name for experiment in EXPERIMENTS]
    assert (done.returncode, done.stdout.splitlines(), done.stderr) == (0, names, "")


@pytest.mark.slow
def test_an_experiment_is_done_without_a_window():
    assert "--jobs: must be 1 or more" in run("neuron", "--jobs", "0").stderr
    done = run("neuron", "--jobs", "2")
    assert done.returncode == 0 and done.stderr == ""
    for start, said in (("0.82", "0.21, after 300 0.09"), ("0.98", "0.96, after 300 0.20")):
        assert f"starts at {start}, after 100 epochs {said} (book {start})" in done.stdout
    assert "Here too: the better output falls by 0." in done.stdout
    assert not done.stdout.isascii()
    assert run("nothing").returncode == 2


def test_a_trial_is_measured_as_planned_and_keeps_what_diverged():
    data = random_data(40), random_data(20), random_data(20)
    trial = Trial("calm", replace(BASE, epochs=3), (), Architecture(()), measure="last")
    (results, has_diverged), stuck, why = run_of(trial, 1, data)
    assert (stuck, why) == ((), "")
    measured = [result.evaluation_accuracy is not None for result in results]
    assert measured == [False, False, True] and not has_diverged
    wild = replace(BASE, epochs=400, eta=10, lmbda=1000, **ALL_OFF)
    trial = Trial("wild", wild, (), trial.architecture)
    (results, has_diverged), _, why = run_of(trial, 1, data)
    assert len(results) < 400 and has_diverged and "grew beyond all numbers" in why


def test_figures_are_printed_as_the_window_shows_them(capsys):
    plain, far = named("costs").trials[2], named("costs").trials[1]
    assert print_figures(plain, [[95.0, 96.0]]) and not print_figures(far, [[88.66]])
    assert not print_figures(plain, [[None]])
    first, second, third = capsys.readouterr().out.splitlines()
    assert first.split("   ")[-3:] == ["95.50 % (95.00 to 96.00)", "book 95.49 %", "+0.01"]
    assert second.startswith("quadratic, 100 hidden, last epoch ") and second.endswith(
        "far off −7.93"
    )
    assert third.endswith("diverged   book 95.49 %")


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda experiment: experiment.name)
def test_the_ranges_that_are_measured_stand_in_the_answer(experiment):
    assert all(claim.words in experiment.answer for claim in experiment.claims)


def test_what_seeds_give_is_printed_beside_what_an_answer_says(capsys):
    accuracies = Figures((((41.0, 73.0),), ((50.0, 80.0),)))
    assert print_claim(Claim("40 to 74 %", 40, 74, (0, 0)), accuracies)
    assert not print_claim(Claim("41 to 72 %", 41, 72, (0, 0)), accuracies)
    assert print_claim(Claim("7 to 9 points", 7, 9, (1, 0), (0, 0)), accuracies)
    lengths = Figures((((0.125, 0.25), (0.5, 0.875)), ((None,),)))
    assert print_claim(Claim("4 times", 3.5, 4.1, (0, 1), (0, 0), "times"), lengths)
    assert not print_claim(Claim("lost", 0, 1, (1, 0)), lengths)
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "“40 to 74 %”: 41.00 to 73.00 (2 seeds)"
    assert [line.endswith("is not so") for line in said] == [False, True, False, False, False]
    assert "3.50 to 4.00" in said[3] and "did not get to its end" in said[4]


@pytest.mark.slow
def test_layers_differ_in_speed_as_the_answer_says_with_twenty_seeds():
    """The lengths before the first epoch, by NumPy alone."""
    data = DataSpec(training_size=1000).load()[0]
    images, labels = data.images[:1000], data.labels[:1000]
    for claim in named("speeds").claims:
        trial = named("speeds").trials[claim.place[0]]
        for seed in range(1, MOST_SEEDS + 1):
            network = trial.architecture.network(np.random.default_rng(seed))
            lengths = lengths_of_gradients(network, images, labels)
            ratio = lengths[claim.place[1]] / lengths[claim.base[1]]
            assert claim.low <= ratio <= claim.high


def lengths_of_gradients(network, images, labels):
    """Of the biases' mean gradient, layer by layer, with the cross-entropy."""
    activations = [np.asarray(images, np.float64).reshape(len(images), -1).T / 255]
    for weights, biases in zip(network.weights, network.biases):
        activations.append(1 / (1 + np.exp(-(weights @ activations[-1] + biases))))
    delta = activations[-1] - np.eye(10)[labels].T
    lengths = [np.linalg.norm(delta.mean(axis=1))]
    for weights, outputs in zip(network.weights[:0:-1], activations[-2:0:-1]):
        delta = weights.T @ delta * outputs * (1 - outputs)
        lengths.insert(0, np.linalg.norm(delta.mean(axis=1)))
    return lengths


# The answer that figures support, the verdict, and figures marked as far off.


CASES = [(name, *case) for name, cases in FOUND.items() for case in cases]


def test_each_answer_of_each_experiment_can_come_out():
    assert list(FOUND) == [experiment.name for experiment in EXPERIMENTS]
    for name, cases in FOUND.items():
        assert {answer for _, answer in cases} - {None} == {0, 1, 2}, name


@pytest.mark.parametrize(("name", "values", "answer"), CASES)
def test_the_verdict_is_what_the_figures_say_beside_what_the_book_says(name, values, answer):
    experiment = named(name)
    found = verdict(experiment, figures(*values, name=name))
    assert found.answer == answer
    choice = experiment.choices[experiment.right]
    here = {experiment.right: "Here too: ", None: "Not decided with 20 seeds"}
    said = experiment.book or f"{choice[0].lower()}{choice[1:]}"
    assert found.book == f"The book: {said}"
    assert found.here.startswith(here.get(answer, "Not here: "))
    assert not found.may_be_decided  # there are no more seeds


@pytest.mark.parametrize(("name", "values", "answer"), CASES)
def test_one_seed_or_two_state_what_they_measured_and_decide_nothing(name, values, answer):
    experiment = named(name)
    for seeds, said in ((1, "One seed: "), (2, "Two seeds: ")):
        found = verdict(experiment, figures(*values, name=name, seeds=seeds))
        if experiment.neurons:  # which have no random numbers
            assert found.answer == answer
            continue
        assert found.answer is None and found.may_be_decided
        assert found.here.startswith(said)
        assert any(map(str.isdigit, found.here)) or "as many" in found.here
        assert len(found.here) <= 60 and len(found.book) <= 60


@pytest.mark.parametrize("name", [name for name in FOUND if name != "neuron"])
def test_an_experiment_is_not_decided_if_seeds_disagree(name):
    """But more of them may decide it, and the means stand below."""
    experiment = named(name)
    (one, _), (other, _) = FOUND[name][:2]
    both = [
        tuple((*a, *b) for a, b in zip(x, y))
        for x, y in zip(*(figures(*each, name=name, seeds=2).values for each in (one, other)))
    ]
    found = verdict(experiment, Figures(tuple(both)))
    assert found.answer is None and found.may_be_decided
    assert found.here == "Not decided with 4 seeds" and any(map(str.isdigit, found.caption))


# Each experiment's answers that claim a difference; and, of runs without any, the mean and standard
# deviation of each figure.
ACCURACIES, LOWER = (96.0, 0.2), (82.0, 0.4)
OF_NO_EFFECT = {
    "costs": ({0, 2}, ACCURACIES),
    "softmax": ({0, 2}, ACCURACIES),
    "overfitting": ({0, 1}, LOWER),
    "all-images": ({0, 1}, ACCURACIES),
    "weights": ({0, 1}, ACCURACIES),
    "learning-rate": ({0, 1, 2}, (0.34, 0.015)),
    "hyper-parameters": ({0, 1, 2}, (50.0, 5.0)),
    "more-data": ({0, 1, 2}, ACCURACIES),
    "l1": ({0, 1, 2}, ACCURACIES),
    "problems": ({0, 1, 2}, (97.9, 0.2)),
    "dropout": ({0, 1, 2}, (88.0, 0.4)),
    "momentum": ({0, 2}, ACCURACIES),
    "neurons": ({0, 1}, (93.0, 0.7)),  # after one epoch
    "depth": ({0, 1, 2}, ACCURACIES),
    "speeds": ({0, 1}, (0.3, 0.04)),
}


@pytest.mark.slow
@pytest.mark.parametrize("seeds", [1, LEAST_SEEDS, MOST_SEEDS])
@pytest.mark.parametrize("name", OF_NO_EFFECT)
def test_chance_alone_settles_at_most_one_experiment_in_twenty(name, seeds):
    """Also if seeds are added until there is an answer, or no more can be."""
    experiment, (differences, (mean, spread)) = named(name), OF_NO_EFFECT[name]
    shape = [len(trial.figures) for trial in experiment.trials]
    rng, size = np.random.default_rng(7), SIZES.get(name, EVALUATED)
    settled = [
        answer_of(experiment.decide, drawn(rng, spread, sum(shape), mean), shape, seeds, size)
        for _ in range(400)
    ]
    assert sum(answer in differences for answer in settled) <= 20


@pytest.mark.slow
@pytest.mark.parametrize("spread", ["saturated outputs", 0.2, 0.5])
@pytest.mark.parametrize("name", ["softmax", "momentum"])
def test_a_gain_of_just_a_point_is_seldom_called_more_or_less(name, spread):
    experiment, rng = named(name), np.random.default_rng(7)
    said = 0
    for _ in range(400):
        first, *others = drawn(rng, spread, len(experiment.trials))
        rows = [first, *([value + 1 for value in other] for other in others)]
        said += answer_of(experiment.decide, rows, [1] * len(rows), LEAST_SEEDS) is not None
    assert said <= 20


def test_accuracies_of_few_images_are_left_to_chance():
    values = 10.0, None, 35.0, 60.0, 55.0
    few = figures(*values, name="hyper-parameters", seeds=5)
    assert verdict(named("hyper-parameters"), few).answer is None
    assert verdict(named("hyper-parameters"), replace(few, size=EVALUATED)).answer == 0


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("depth", ((96.5, 96.3), (97.0, 96.8), (96.5, 96.3), (96.3, 96.3))),
        ("l1", ((95.0, 95.1), (95.7, 95.8), (95.6, 95.6), (95.2, 95.2), (94, 94), (90, 90))),
    ],
)
def test_many_seeds_settle_what_three_leave_to_chance(name, values):
    experiment = named(name)
    three, many = (
        verdict(experiment, Figures(tuple((((a, b) * 10)[:seeds],) for a, b in values)))
        for seeds in (3, 20)
    )
    assert three.answer is None and three.may_be_decided and many.answer == experiment.right


def test_a_clear_difference_within_a_point_is_as_many():
    values = ((95.9, 96.1) * 10,), ((96.0, 96.2) * 10,)
    found = verdict(named("softmax"), Figures(values))
    assert found.answer == 1 and found.here == "Here too: the softmax reads 0.10 points more"


def test_the_error_is_that_of_the_formula_in_the_guide():
    """Computed here by hand: 2.7 (1 + 2 / n) standard errors of the pooled spread."""
    first, second = (95.0, 95.4, 95.2), (96.0, 96.1, 96.2)
    found = Figures(((first,), (second,))).difference([(1, 0)], [(0, 0)])
    share = (95.2 + 96.1) / 200
    counted = 200 * math.sqrt(share * (1 - share) / 10_000)
    squares = 0.2**2 + 0.2**2 + 0.1**2 + 0.1**2
    spread = math.sqrt((2 * counted**2 + squares) / (2 + 4))
    assert found.value == pytest.approx(0.9)
    assert found.error == pytest.approx(2.7 * (1 + 2 / 3) * spread * math.sqrt(2 / 3))
    lengths = Figures((((0.1, 0.2, 0.4),), ((0.8, 1.6, 3.2),))).ratio((1, 0), (0, 0))
    spread = math.log(2)  # of both: 2 squares of log 2 each, 2 degrees of freedom each
    assert lengths.value == pytest.approx(math.log(8))
    assert lengths.error == pytest.approx(2.7 * (1 + 2 / 3) * spread * math.sqrt(2 / 3))


def test_a_run_that_diverged_has_no_last_figure():
    """But a figure of an epoch that it passed counts."""
    epochs = tuple(EpochResult(i, None, 90, None, None, 100, 9, 0.5, 0.0) for i in (1, 2))
    trial = Trial("one", BASE, tuple(Figure("evaluation_accuracy", at) for at in (0, -1, None)))
    experiment = replace(named("softmax"), trials=(trial,))
    found = figures_from(experiment, [[(epochs, False), (epochs, True)]])
    assert found.values == (((90, 90), (90, None), (90, None)),) and found.size == 100


ACCURACY, COST = Figure("evaluation_accuracy", book=96.59), Figure("training_cost", book=0.339)
TRIAL = Trial("quadratic", BASE, (ACCURACY,))


def cells(figure, *values, is_over=True):
    found = row(TRIAL, figure, values, "not reached", "" if is_over else "under way")
    return found.what, found.ours, found.band, found.book, found.difference, found.is_far


def test_a_figure_outside_the_band_is_marked_as_far_off():
    assert cells(ACCURACY, 95.09) == (
        "quadratic, last epoch",
        "95.09 %",
        "",
        "96.59 %",
        "−1.50",
        False,
    )
    assert cells(ACCURACY, 85.07)[4:] == ("far off −11.52", True)
    assert cells(COST, 0.335)[1:] == ("0.335", "", "0.339", "−0.004", False)
    assert cells(COST, 0.4)[4:] == ("far off +0.061", True)
    for changes, said in (
        ({"label": "test"}, "test, last epoch"),
        ({"at": None}, "best epoch"),
        ({"at": 0}, "first epoch"),
        ({"at": 199, "label": "test"}, "test, epoch 200"),
    ):
        assert cells(replace(ACCURACY, **changes), 96.59)[0] == f"quadratic, {said}"
    length = Figure("gradient_lengths", 0, 0.2, layer=1, label="layer 2")
    assert cells(length, 0.2)[0] == "quadratic, layer 2, at the start"
    several = cells(ACCURACY, 85.0, 96.0, 97.0)
    assert several[1:5] == ("92.67 %", "85.00 to 97.00", "96.59 %", "far off −3.92")


def test_numbers_are_compared_when_a_run_is_over():
    assert cells(ACCURACY, 85.07, is_over=False)[1:5] == ("85.07 %", "", "96.59 %", "under way")
    assert cells(ACCURACY, is_over=False)[1:5] == ("", "", "96.59 %", "")
    assert cells(ACCURACY)[1:5] == ("not reached", "", "96.59 %", "")
