"""Sentences about a run: its course, its start, and the data that it has learnt from.

Each table has facts and the right answer. `real_curves.json` has 33 real runs of up to 60 epochs,
as counts of right answers and costs without the λ term.
"""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from mnist import mnist
from results import epoch_result

from digitpad import Hyperparameters
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.hands import Hand
from digitpad.core.evaluation import by_chance
from digitpad.core.learning.settings import Architecture
from digitpad.core.network_file import NetworkFile
from digitpad.session.opened_files import NetworkFileState
from digitpad.session.runs.advice import advice
from digitpad.session.runs.course import course_of
from digitpad.session.runs.job import Job
from digitpad.session.runs.run import Origin, Run
from digitpad.session.runs.words import (
    about_start,
    headline,
    headline_now,
    last_accuracy,
    learnt_from,
)

C, Q, L = "CrossEntropyCost", "QuadraticCost", "LogLikelihoodCost"
NAN = float("nan")
REAL = json.loads(Path(__file__).with_name("real_curves.json").read_text())


def curves_of(real, epochs=None):
    """The three curves of a real run, of all its epochs or the first ones."""
    percents = (
        100 * np.array(real[f"{kind}_accuracy"][:epochs]) / real[f"{kind}_size"]
        for kind in ("evaluation", "training")
    )
    return *percents, np.array(real["evaluation_cost"][:epochs]), real["evaluation_size"]


ENDS = {
    "the form's defaults": {"level"},
    "the form's tip: 1,000 images, λ 0": {"overfits"},
    "100 neurons": {"level"},
    "η 0.025": {"learning", "open"},  # it gains 0.3 points in five epochs
    "η 3": {"unstable", "open", "level"},
    "η 10": {"unstable", "fallen"},
    "quadratic, large weights, η 3": {"level", "open"},
    "λ 0": {"overfits"},
    "1,000 images, λ 0.1": {"overfits"},
    "5,000 images, λ 0.5": {"overfits"},
    "no hidden layer": {"level", "open"},
}


@pytest.mark.parametrize("real", REAL, ids=lambda real: f"{real['name']}, {real['seed']}")
def test_a_real_run_ends_as_its_curves_show(real):
    assert course_of(*curves_of(real)).kind in ENDS[real["name"]]


@pytest.mark.parametrize("real", REAL, ids=lambda real: f"{real['name']}, {real['seed']}")
def test_no_early_verdict_is_contradicted_later(real):
    """After “levelled off” or “overfits” the best accuracy rises no more than by chance."""
    evaluation, *_, size = curves_of(real)
    for epochs in range(1, len(evaluation)):
        course = course_of(*curves_of(real, epochs), planned=len(evaluation))
        best = evaluation[:epochs].max()
        if course.kind in ("level", "overfits", "stuck"):
            assert evaluation.max() <= best + by_chance(best, size), f"epoch {epochs}"
        if course.kind == "level":
            assert 2 * epochs >= len(evaluation) and epochs > 10
        if course.kind != "open":
            assert course.short and course.advice
        assert course.sentence.endswith(".")


def test_the_settings_of_the_forms_tip_overfit_ten_times_in_ten():
    tips = [real for real in REAL if "tip" in real["name"]]
    assert [course_of(*curves_of(real)).kind for real in tips] == 10 * ["overfits"]


RISING = [90, 92, 93, 94, 94.5, 95, 95.4, 95.7]
LEVEL = [90, 94, 96, 96.3, 96.1, 96.2, 96.0, 96.2, 96.1, 96.2, 96.1, 96.3, 96.2, 96.2]
HEART = [95, 98, 99, 99.5, *10 * [100]]


@pytest.mark.parametrize(
    ("kind", "evaluation", "more"),
    [
        ("learning", [91], {}),
        ("learning", [91, 93], {}),
        ("learning", RISING, {"training": RISING}),
        ("learning", [9, 13, 19.5], {}),
        ("learning", [9.8, 19.9], {}),
        ("learning", [9.8, 9.8, 21], {}),
        ("open", [94.54, 94.2], {}),  # one dip says nothing
        ("open", [96, 96.3, 96.2], {}),
        ("open", [94, 95, 95.97, 96.4, 96.2, 95.97], {}),
        ("level", LEVEL, {"training": LEVEL}),
        ("level", LEVEL, {}),
        ("open", LEVEL, {"planned": 60}),  # not before half of its epochs
        ("level", LEVEL, {"planned": 28}),
        ("level", [*RISING, *12 * [95.7]], {}),
        ("open", [*RISING, 95.7, 95.7, 95.7, 95.7, 95.75], {}),  # it gained much ten epochs ago
        ("learning", [50, *np.linspace(90, 94, 12)], {"size": 10_000}),
        ("level", [50, 89, *np.linspace(90, 94, 12)], {"size": 100}),  # all within chance
        ("open", LEVEL, {"cost": np.linspace(0.5, 0.4, 14)}),  # it still learns what it cannot tell
        ("level", LEVEL, {"cost": np.linspace(0.305, 0.3, 14)}),
        ("open", [20, 20.1], {}),
        ("open", 10 * [20.1], {"size": 100}),  # nothing is known from before these ten epochs
        ("overfits", [*LEVEL[:4], *10 * [96]], {"training": HEART}),
        ("overfits", [97, *8 * [96]], {"training": [98, *8 * [99]]}),
        ("open", [97, *8 * [96]], {}),  # overfitting cannot be told
        ("overfits", 14 * [89], {"training": HEART, "cost": [0.5, 0.4, 0.3, *11 * [0.4]]}),
        ("open", 14 * [89], {"training": HEART, "cost": np.linspace(0.5, 0.3, 14)}),
        ("open", 14 * [89], {"training": HEART, "cost": [0.5, 0.4, 0.3, *11 * [0.303]]}),
        ("open", 14 * [89], {"training": 14 * [95], "cost": [0.5, 0.4, 0.3, *11 * [0.4]]}),
        ("stuck", [9.8, 11.3, 9.8], {}),
        ("stuck", 8 * [9.8], {"training": 8 * [10]}),
        ("unstable", [95, 86, 95], {}),
        ("unstable", [95, 86, 95, 86, 95, 86], {}),
        ("unstable", [60, 50, 61, 52, 58, 49], {}),
        ("open", [95, 86], {}),  # unstable, or fallen: the next epoch will show
        ("open", [90, 92, 89.1], {}),
        ("open", [80, 88, 80, 86], {"size": 60}),  # chance alone
        ("learning", [40, 35, 60, 80], {}),
        ("fallen", [96, 97, 11, 12], {}),
        ("fallen", [96, 97, 11, 12, 11, 13], {"training": [96, 97, 11, 12, 11, 13]}),
        ("fallen", [96, 97, 87.1, 87, 87], {}),
        ("fallen", [95, 95, 91.9, 91.8, 91.5], {}),
        ("diverged", [96, 96.5], {"has_diverged": True}),
        ("diverged", [], {"has_diverged": True}),
        ("open", [], {}),
        ("open", [NAN, NAN], {"training": [90, 92]}),
        ("open", [90, NAN], {"training": [90, 92]}),
        ("open", [NAN, NAN], {"cost": [0.4, 0.5]}),
        ("learning", [90, NAN, 93], {}),
    ],
)
def test_the_course_of_a_run(kind, evaluation, more):
    of = {"training": [NAN] * len(evaluation), "cost": [NAN] * len(evaluation), "size": 10_000}
    arrays = {
        name: np.array(values, float)
        for name, values in (of | more).items()
        if name in ("training", "cost")
    }
    rest = {"size": 10_000} | {name: value for name, value in more.items() if name not in arrays}
    course = course_of(np.array(evaluation, float), **arrays, **rest)
    assert course.kind == kind
    assert course.sentence.endswith(".") and bool(course.advice) == (kind != "open")


@pytest.mark.parametrize(
    ("evaluation", "more", "sentence"),
    [
        ([94, 96.4, 96, 95.97], {}, "95.97 % after epoch 4; best 96.40 % after epoch 2."),
        ([94, 94.1], {}, "94.10 % after epoch 2, its best."),
        ([NAN, NAN], {"cost": [0.4, 0.5]}, "Evaluation cost 0.5000 after epoch 2; lowest 0.4000 "
                                          "after epoch 1."),
        ([NAN, NAN], {"cost": [0.5, 0.4]}, "Evaluation cost 0.4000 after epoch 2."),
        ([NAN], {"training": [92]}, "92.00 % of the training images after epoch 1."),
        ([NAN], {}, "Trained for 1 epoch; the evaluation accuracy was not measured."),
        ([], {"has_diverged": True}, "It diverged in its first epoch: its weights grew beyond all "
                                     "numbers."),
    ],
)  # fmt: skip
def test_an_undecided_course_is_told_in_numbers(evaluation, more, sentence):
    nothing = np.full(len(evaluation), NAN)
    arrays = {name: np.array(more.pop(name, nothing), float) for name in ("training", "cost")}
    course = course_of(np.array(evaluation, float), **arrays, size=10_000, **more)
    assert course.sentence == sentence and (course.kind == "diverged") == bool(more)


# The start of a run.

HISTORY = tuple(epoch_result(i, evaluation_accuracy=9000 + i) for i in (1, 2, 3))
LEARNT = Job(Hyperparameters(), epochs=1, mini_batches=5000, end="done")


def run_of(**changes):
    return Run(number=4, architecture=Architecture((5,)), seed=1, **changes)


def of(run):
    """The headline of a run, with the course of its curves."""
    evaluation = np.array([result.percent() for result in run.history + run.later], float)
    nothing = np.full(len(evaluation), NAN)
    has_diverged = bool(run.jobs) and run.jobs[-1].end == "diverged"
    return headline(run, course_of(evaluation, nothing, nothing, 10_000, 0, has_diverged))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "A new network, not trained yet."),
        ({"has_start": True, "file": "/a/net.json"}, "From net.json: no curves in it."),
        ({"jobs": (replace(LEARNT, end="diverged"),)},
         "It diverged in its first epoch: its weights grew beyond all numbers."),
        ({"jobs": (replace(LEARNT, epochs=0, mini_batches=70, end="stopped"),)},
         "Stopped within its first epoch, so nothing was measured."),
        ({"history": HISTORY, "jobs": (LEARNT,)}, "90.03 % after epoch 3, its best."),
        ({"history": HISTORY[:2], "later": HISTORY[2:], "jobs": (LEARNT,)},
         "Back at epoch 2, its best. 90.03 % after epoch 3, its best."),
        ({"origin": Origin("run 2", "best", epoch=19, percent=97.55), "history": HISTORY},
         "Begun from run 2, epoch 19: 97.55 %."),
        ({"origin": Origin("run 2", "last", epoch=7)}, "Begun from run 2, epoch 7."),
        ({"origin": Origin("net.json", "last")}, "Begun from net.json."),
        ({"origin": Origin("run 4", "hand", "My hand")}, "Run 4 after learning My hand."),
        ({"origin": Origin("shipped network", "hand", "Ada")},
         "Shipped network after learning Ada."),
        ({"origin": Origin("run 2", "laboratory")}, "A copy of run 2 from the Laboratory."),
        ({"origin": Origin("run 2", "best", epoch=2), "history": HISTORY, "jobs": (LEARNT,)},
         "90.03 % after epoch 3, its best."),
    ],
)  # fmt: skip
def test_the_headline_says_what_is_in_use(changes, sentence):
    assert of(run_of(**changes)) == sentence


def test_during_training_the_best_is_the_best_so_far():
    nothing = np.array([NAN])
    course = course_of(np.array([90.0]), nothing, nothing, 10_000)
    run = run_of(history=HISTORY[:1])
    said = headline_now("Epoch 2 of 8", run, course, 90.01)
    assert said == "Epoch 2 of 8: still learning, best so far 90.01 %."
    assert headline_now("Epoch 1 of 8", run_of(), course, None) == "Epoch 1 of 8."


# The foot says what the network has learnt from, and how well it reads.

FOLDER = DataSpec("/a/squares")


@pytest.mark.parametrize(
    ("run", "data", "said"),
    [
        (None, DataSpec(), "learnt from MNIST and other hands"),
        (None, FOLDER, "learnt from MNIST and other hands; next: squares"),
        (run_of(), DataSpec(), "learns from MNIST"),
        (run_of(data_set="MNIST", data=DataSpec(training_size=1000), history=HISTORY), DataSpec(),
         "learnt from MNIST, 1,000 images"),
        (run_of(data_set="MNIST", data=DataSpec(), history=HISTORY[:1]), FOLDER,
         "learnt from MNIST, 50,000 images; next: squares"),
        (run_of(data_set="MNIST", history=HISTORY, origin=Origin("run 2", "last", epoch=2)), FOLDER,
         "learnt from MNIST, 50,000 images, after run 2; next: squares"),
        (run_of(data_set="MNIST", history=HISTORY, origin=Origin("run 2", "best", epoch=2)),
         DataSpec(), "learnt from MNIST, 50,000 images"),
        (run_of(has_start=True), DataSpec(), "what it has learnt from is not known"),
        (run_of(has_start=True, data_set="squares"), FOLDER, "learnt from squares"),
        (run_of(has_start=True, origin=Origin("run 4", "hand", "Ada")), DataSpec(),
         "Run 4 after learning Ada"),
        (run_of(has_start=True, origin=Origin("n1", "hand", "Ada")), DataSpec(),
         "n1 after learning Ada"),
    ],
)  # fmt: skip
def test_the_foot_says_what_the_network_in_use_has_learnt_from(run, data, said):
    assert learnt_from(run, data) == said


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (None, None),
        (run_of(), None),
        (run_of(history=(epoch_result(1, evaluation_accuracy=None),)), None),
        (run_of(history=HISTORY), ("90.03 %", "evaluation accuracy", "epoch 3, 10,000 images")),
        (
            run_of(history=HISTORY, evaluation="test"),
            ("90.03 %", "test accuracy", "epoch 3, 10,000 images"),
        ),
    ],
)
def test_the_foot_names_the_last_accuracy(run, said):
    assert last_accuracy(run) == said


# The session gives these facts.


def test_a_run_keeps_its_course_when_it_goes_back_and_is_used_again(
    session, runs, train, trainer, written, qtbot, store
):
    train()
    trainer.advance(9000, 9300)
    trainer.end(9200)
    session.go_back_to_best()
    assert [result.evaluation_accuracy for result in session.run.later] == [9200]
    run_id = session.run.id
    session.show_shipped()
    written()
    with qtbot.waitSignal(session.run_opened):
        runs.use(run_id)
    assert len(session.run.history) == 2 and len(session.run.later) == 1
    assert (
        of(session.run)
        == "Back at epoch 2, its best. 92.00 % after epoch 3; best 93.00 % after epoch 2."
    )
    session.train(Hyperparameters(epochs=1))
    trainer.end(9100)
    assert session.run.later == () and len(session.run.history) == 3


def test_a_run_that_diverged_has_diverged_when_it_is_used_again(
    session, runs, train, trainer, written, qtbot
):
    train()
    trainer.fail("The weights grew.", 9000, diverged=True)
    run_id = session.run.id
    session.show_shipped()
    written()
    with qtbot.waitSignal(session.run_opened):
        runs.use(run_id)
    assert of(session.run) == "It diverged after 1 epoch: its weights grew beyond all numbers."


def test_the_start_of_a_run_is_known(session, train, trainer, runs, written, qtbot, tmp_path):
    train()
    trainer.advance(9000, 9300)
    trainer.end(9200)
    first = session.run
    written()
    with qtbot.waitSignal(session.run_opened):
        runs.use(first.id, best=True)
    assert about_start(session.run.origin) == "Begun from run 1, epoch 2: 93.00 %."
    session.train(Hyperparameters(epochs=1))
    trainer.end(9400)
    assert [result.epoch for result in session.run.history] == [1, 2, 3]
    assert session.run.best_epoch == 3 and session.run.start_epochs == 2
    session.use_copy(session.network)
    assert about_start(session.run.origin) == "A copy of run 2 from the Laboratory."
    session.use_copy(session.network, name="x", hand=Hand("Ada"))
    assert about_start(session.run.origin) == "Run 3 after learning Ada."
    session.open(NetworkFile(session.network), NetworkFileState("a.json", tmp_path / "a.json"))
    assert of(session.run) == "From a.json: no curves in it."


UNWISE = [
    ("relu", C, "default", {"eta": 0.5}, {"eta": 0.1},
     "Rectified linear neurons and η 0.5 step too far to learn well: try η 0.1."),
    ("relu", L, "default", {"eta": 3.0}, {"eta": 0.1},
     "Rectified linear neurons and η 3 step too far to learn well: try η 0.1."),
    ("relu", L, "default", {"eta": 0.1, "momentum": 0.9}, {"eta": 0.01, "momentum": 0.9},
     "Rectified linear neurons and η 0.1 with momentum 0.9 step too far to learn well: "
     "try η 0.01."),
    ("tanh", L, "default", {"eta": 1.0}, {"eta": 0.1},
     "Tanh neurons and η 1 step too far to learn well: try η 0.1."),
    ("sigmoid", L, "default", {"eta": 0.5, "momentum": 0.9}, {"eta": 0.05, "momentum": 0.9},
     "Sigmoid neurons and η 0.5 with momentum 0.9 step too far to learn well: try η 0.05."),
    ("sigmoid", Q, "default", {"eta": 20.0}, {"eta": 1.0},
     "Sigmoid neurons and η 20 step too far to learn well: try η 1."),
    ("relu", Q, "large", {"eta": 0.1}, {"weight_initializer": "default"},
     "Large weights make rectified linear neurons overshoot: try default ones."),
    ("tanh", Q, "large", {"eta": 0.1}, {"weight_initializer": "default"},
     "Large weights saturate neurons, and with the quadratic cost a saturated output hardly "
     "learns: try the cross-entropy, or default weights."),
]  # fmt: skip


@pytest.mark.parametrize("unwise", UNWISE, ids=lambda unwise: unwise[-1])
def test_advice_is_given_if_it_is_needed_and_following_it_helps(unwise):
    neurons, cost, weights, eta, changes, sentence = unwise
    entries = {"neurons": neurons, "cost": cost, "weight_initializer": weights, **eta}
    said, accuracies = [], []
    for each in (entries, entries | changes):
        settings = {name: each[name] for name in ("eta", "momentum") if name in each}
        built = {name: each[name] for name in ("neurons", "cost", "weight_initializer")}
        architecture = Architecture((30,), **built)
        said.append(advice(architecture, Hyperparameters(**settings)))
        network = architecture.network(np.random.default_rng(1))
        training_data, validation_data, _ = mnist()
        network.SGD(training_data[:10_000], 1, 10, lmbda=1.0, **settings)
        accuracies.append(network.accuracy(validation_data) / 100)
    assert said == [sentence, ""]
    assert accuracies[1] > accuracies[0] + 1


@pytest.mark.parametrize("neurons", ["sigmoid", "tanh", "relu"])
def test_no_advice_is_given_against_settings_of_the_form_and_the_book(neurons):
    built = Architecture((30,), L, neurons=neurons)
    assert advice(built, Hyperparameters(eta=0.1)) == ""
    assert advice(built, Hyperparameters(eta=0.01, momentum=0.9, dropout=0.5)) == ""
    assert advice(Architecture(), Hyperparameters()) == ""
    assert advice(Architecture(cost=Q), Hyperparameters(eta=3.0)) == ""
    assert advice(Architecture((), C), Hyperparameters()) == ""
