"""Sentences about a run: its course, its start, and the data that it has learnt from.

Each table has facts and the right answer. `real_curves.json` has 33 real runs of up to 60 epochs,
as counts of right answers and costs without the λ term.
"""

import json
import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from form_cases import Filled
from learnt_runs import learnt_run
from mnist import mnist
from results import epoch_result

from digitpad import Hyperparameters
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.hands import Hand
from digitpad.core.learning.epoch import Progress
from digitpad.core.learning.settings import Architecture
from digitpad.core.network_file import NetworkFile
from digitpad.core.neurons import KINDS
from digitpad.core.text import LONGEST_HEADLINE
from digitpad.session.opened_files import NetworkFileState
from digitpad.session.runs.advice import advice
from digitpad.session.runs.form_words import BesideForm, note_on
from digitpad.session.runs.job import Job
from digitpad.session.runs.queue_state import Plan, UnderWay
from digitpad.session.runs.run import Origin, Run
from digitpad.session.runs.words import (
    about_start,
    caption,
    headline,
    headline_now,
    is_tested,
    learnt_from,
)

C, Q, L = "CrossEntropyCost", "QuadraticCost", "LogLikelihoodCost"
NAN = float("nan")
REAL = json.loads(Path(__file__).with_name("real_curves.json").read_text(encoding="utf-8"))


# The course of a run. What is expected is computed here by loops over plain lists.


def curves_of(real):
    """Accuracies in percent and costs of a real run, on the evaluation data."""
    size = real["evaluation_size"]
    return [100 * count / size for count in real["evaluation_accuracy"]], real["evaluation_cost"]


N, INFINITY = 5 * [NAN], float("inf")
LEVEL = [90.0, 94, 96, 96.3, 96.1, 96.2, 96.0, 96.2, 96.1, 96.25]
FALLING_COST = [1 / epoch for epoch in range(1, 11)]
MADE = {
    "falling": ([96.0, 97.0, 91.0, 40.0, 11.0], [0.2, 0.1, 0.9, 3.0, 9.0]),
    "at chance level": ([9.8, 11.35, 9.8, 10.09], [3.3, 3.3, 3.3, 3.3]),
    "jumping": (3 * [95.0, 86], 3 * [0.2, 0.6]),
    "overfitting": ([88.0, 89, 89.4, 89.3, 89.2, 89.3], [0.5, 0.4, 0.5, 0.6, 0.7, 0.8]),
    "level": (LEVEL, FALLING_COST),
    "accuracy not measured": (N, [0.5, 0.4, 0.3, 0.35, 0.4]),
    "cost not measured": ([90.0, 91, 92, 93, 92], N),
    "nothing measured": (N, N),
    "gaps": ([90.0, NAN, 93, NAN, 92], [0.5, NAN, 0.3, NAN, 0.4]),
    "not measured at last": ([90.0, 91, NAN, NAN], [0.4, 0.5, NAN, NAN]),
    "one epoch": ([91.25], [0.375]),
    "cost without bound": ([50.0, 9.8], [1e30, INFINITY]),
    "huge cost": ([NAN, NAN], [3e30, 1.25e30]),
    "all right": ([100.0, 100.0, 100.0], [0.0, 0.0, 0.0]),
}
CASES = {f"{real['name']}, {real['seed']}": curves_of(real) for real in REAL} | MADE
VERDICTS = re.compile(
    r"still|learning|level|overfit|stuck|jump|since|its best|fallen|chance|good|bad|well|better|"
    r"worse|try|more|help|beyond|hardly|only|should|smaller|larger"
)


def first_of(values, wanted):
    """The number of the first epoch with this value, from 1."""
    return next(epoch for epoch, value in enumerate(values, start=1) if value == wanted)


def expected(evaluation, cost):
    """The headline after a run, from plain lists."""
    known, costs = ([v for v in each if math.isfinite(v)] for each in (evaluation, cost))
    ended = f"Trained for {len(cost)} epoch{'s' * (len(cost) > 1)}"
    if costs:
        words = f"{min(costs):.4f}" if min(costs) < 10_000 else f"{min(costs):.3e}"
        ended = f"Evaluation cost {words}, lowest after epoch {first_of(cost, min(costs))}"
    if known:
        ended = f"{max(known):.2f} % at best, after epoch {first_of(evaluation, max(known))}"
    return ended


@pytest.mark.parametrize("curves", CASES.values(), ids=CASES.keys())
def test_the_headline_is_a_fact_at_each_epoch(curves):
    for epochs in range(1, len(curves[0]) + 1):
        first = [list(curve[:epochs]) for curve in curves]
        ended = expected(*first)
        run, costs = learnt(first[0]), np.array(first[1], float)
        assert headline(run, costs) == ended
        assert headline_now(*learning(run)) == f"Epoch {epochs} of {epochs}"
        assert not VERDICTS.search(ended), ended


# A run under way, or over.

RISING, COSTS = (90.0, 92.0), np.array([0.5, 0.4])
NONE = np.empty(0)  # no costs


def learnt(evaluation, end="done", seconds=0.0, **changes):
    """A run with these accuracies on the evaluation data in percent, by epoch; nan: unmeasured."""
    counts = (None if math.isnan(percent) else round(100 * percent) for percent in evaluation)
    history = tuple(epoch_result(i, evaluation_accuracy=n) for i, n in enumerate(counts, start=1))
    jobs = (Job(Hyperparameters(), epochs=len(history), end=end, seconds=seconds),)
    return run_of(**{"history": history, "jobs": jobs} | changes)


def learning(run, is_paused=False, planned=None, progress=None):
    """How far this run is, and the run."""
    settings = Hyperparameters(epochs=planned or len(run.history))
    plan = Plan(run.architecture, settings)
    return UnderWay(run.id, plan, settings, progress, is_paused), run.with_last_job(
        settings=settings
    )


def test_while_a_run_is_paused_its_headline_says_in_which_epoch():
    run, third = learnt(RISING, end=None), Progress(3, 70, 5000)
    assert headline_now(*learning(run, False, 8, third)) == "Epoch 2 of 8"
    assert headline_now(*learning(run, True, 8, third)) == "Paused in epoch 3 of 8"
    assert headline_now(*learning(learnt((), end=None), planned=8)) == "Epoch 1 of 8"


def test_the_caption_has_the_time_that_a_run_needs_or_took():
    run, third = learnt(RISING, end=None, seconds=5.0), Progress(3, 2500, 5000)
    for is_paused, said in ((False, "It takes about 11 s more."), (True, "")):
        under_way, of = learning(run, is_paused, 8, third)
        assert caption(under_way, of, COSTS) == said
    for end, said in (
        ("done", "2 epochs took 5.0 s."),
        ("stopped", "2 epochs took 5.0 s: stopped."),
    ):
        assert caption(None, run.with_last_job(end=end), COSTS) == said


def test_a_run_that_diverged_says_so_and_keeps_its_best():
    run = learnt(RISING, end="diverged")
    assert headline(run, COSTS) == "It diverged in epoch 3: its weights grew too large"
    assert caption(None, run, COSTS) == "Before: 92.00 % at best, after epoch 2."
    at_once = learnt((), end="diverged")
    assert headline(at_once, NONE) == "It diverged in epoch 1: its weights grew too large"
    assert caption(None, at_once, NONE).endswith(": diverged.")


def test_the_epochs_of_a_headline_are_counted_as_the_plot_draws_its_costs():
    """With the λ term the lowest cost may be another one."""
    for cost, epoch in ((np.array([0.5, 0.4, 0.6]), 2), (np.array([0.5, 0.6, 0.4]), 3)):
        said = headline(learnt(3 * [NAN]), cost)
        assert said == f"Evaluation cost 0.4000, lowest after epoch {epoch}"


ONE_JOB, _ = learnt_run(epochs=3)
AS_FILE = replace(ONE_JOB, jobs=(), has_start=True, start_epochs=3, file="/a/net.json")
AS_FILE = replace(AS_FILE, start_hyperparameters=ONE_JOB.hyperparameters)
CHANGED = (*ONE_JOB.history[:2], replace(ONE_JOB.history[2], eta=0.1))


@pytest.mark.parametrize(
    ("run", "form", "has_data", "is_repeated"),
    [
        (ONE_JOB, {}, True, True),
        (AS_FILE, {}, True, True),
        (ONE_JOB, {}, False, False),  # other data are in use
        (ONE_JOB, {"typed": None}, True, False),
        (ONE_JOB, {"typed": 7}, True, False),
        (ONE_JOB, {"built": Architecture((9,))}, True, False),
        (ONE_JOB, {"chosen": replace(ONE_JOB.hyperparameters, epochs=4)}, True, False),
        (replace(ONE_JOB, history=CHANGED), {}, True, False),  # η was changed on the way
        (replace(AS_FILE, history=CHANGED), {}, True, False),
        (replace(ONE_JOB, jobs=(*ONE_JOB.jobs, replace(ONE_JOB.jobs[0], epochs=0))), {}, True,
         False),
        (replace(ONE_JOB, has_start=True), {}, True, False),  # it began with another's network
        (replace(AS_FILE, history=ONE_JOB.history[:2]), {}, True, False),  # of two jobs, or ended
    ],
)  # fmt: skip
def test_the_note_says_that_a_run_can_be_repeated_only_if_it_can(run, form, has_data, is_repeated):
    same = {"built": run.architecture, "chosen": ONE_JOB.hyperparameters, "typed": ONE_JOB.seed}
    beside = BesideForm(run, run.title, run.hyperparameters, True, False, True, has_data)
    assert ("repeats" in note_on(Filled(**same | form), beside).text) == is_repeated


MANY = 999_999  # epochs
LONG = "a name that is far too long for a line of a headline"


def test_a_headline_fits_at_its_worst():
    of_names = [Origin(LONG, how, hand=LONG, epoch=MANY, percent=100.0)
                for how in ("run", "hand", "laboratory")]  # fmt: skip
    said = [*map(about_start, of_names), of(run_of(has_start=True, file=f"/a/{LONG}.json"))]
    progress = Progress(MANY, 1, 2)
    for accuracy, cost in ((100.0, 0.1), (NAN, 9999.9999), (NAN, 1e30), (NAN, NAN)):
        costs = np.full(MANY, NAN)
        costs[-1] = cost
        last = epoch_result(MANY, evaluation_accuracy=None if math.isnan(accuracy) else 10_000)
        history = (*(MANY - 1) * (epoch_result(),), last)
        under_way = run_of(history=history, jobs=(Job(Hyperparameters(), epochs=MANY),))
        said += [headline(under_way.with_last_job(end=end), costs) for end in ("done", "diverged")]
        said += [headline_now(*learning(under_way, halt, MANY, progress)) for halt in (False, True)]
    assert "999,999" in said[-1] and max(map(len, said)) > LONGEST_HEADLINE - 5
    for words in said:
        assert len(words) <= LONGEST_HEADLINE, words


# The start of a run.

HISTORY = tuple(epoch_result(i, evaluation_accuracy=9000 + i) for i in (1, 2, 3))
LEARNT = Job(Hyperparameters(), epochs=1, end="done")


def run_of(**changes):
    return Run(number=4, architecture=Architecture((5,)), seed=1, **changes)


def of(run):
    """The headline of a run."""
    return headline(run, np.full(len(run.history), NAN))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "A new network, not trained yet"),
        ({"has_start": True, "file": "/a/net.json"}, "From net.json: no curves in it"),
        ({"jobs": (replace(LEARNT, end="diverged"),)},
         "It diverged in epoch 1: its weights grew too large"),
        ({"history": HISTORY, "jobs": (LEARNT,)}, "90.03 % at best, after epoch 3"),
        ({"origin": Origin("run 2", "run", epoch=19, percent=97.55), "history": HISTORY},
         "Begun from run 2, epoch 19: 97.55 %"),
        ({"origin": Origin("run 2", "run", epoch=7)}, "Begun from run 2, epoch 7"),
        ({"origin": Origin("net.json", "run")}, "Begun from net.json"),
        ({"origin": Origin("run 4", "hand", "My hand")}, "Run 4 after learning My hand"),
        ({"origin": Origin("shipped network", "hand", "Ada")},
         "Shipped network after learning Ada"),
        ({"origin": Origin("run 2", "laboratory")}, "A changed copy of run 2"),
        ({"origin": Origin("run 2", "run", epoch=2), "history": HISTORY, "jobs": (LEARNT,)},
         "90.03 % at best, after epoch 3"),
    ],
)  # fmt: skip
def test_the_headline_says_what_is_in_use(changes, sentence):
    assert of(run_of(**changes)) == sentence


# The foot says what the network has learnt from, and how well it reads.

FOLDER = DataSpec("/a/squares")


@pytest.mark.parametrize(
    ("run", "data", "said"),
    [
        (None, DataSpec(), "trained on MNIST and other people’s digits"),
        (None, FOLDER, "trained on MNIST and other people’s digits; next: squares"),
        (run_of(), DataSpec(), "learns from MNIST"),
        (run_of(data_set="MNIST and other hands", history=HISTORY), FOLDER,
         "trained on MNIST and other people’s digits, 50,000 images; next: squares"),
        (run_of(data_set="MNIST", data=DataSpec(training_size=1000), history=HISTORY), DataSpec(),
         "trained on MNIST, 1,000 images"),
        (run_of(data_set="MNIST", data=DataSpec(), history=HISTORY[:1]), FOLDER,
         "trained on MNIST, 50,000 images; next: squares"),
        (run_of(data_set="MNIST", history=HISTORY, origin=Origin("run 2", "run", epoch=2)), FOLDER,
         "trained on MNIST, 50,000 images, after run 2; next: squares"),
        (run_of(data_set="MNIST", history=HISTORY, start_epochs=2,
                origin=Origin("run 2", "run", epoch=2)),
         DataSpec(), "trained on MNIST, 50,000 images"),
        (run_of(has_start=True), DataSpec(), "what it has learnt from is not known"),
        (run_of(has_start=True, data_set="squares"), FOLDER, "trained on squares"),
        (run_of(has_start=True, origin=Origin("run 4", "hand", "Ada")), DataSpec(),
         "Run 4 after learning Ada"),
        (run_of(has_start=True, origin=Origin("n1", "hand", "Ada")), DataSpec(),
         "n1 after learning Ada"),
    ],
)  # fmt: skip
def test_the_foot_says_what_the_network_in_use_has_learnt_from(run, data, said):
    assert learnt_from(run, data) == said


@pytest.mark.parametrize(
    ("run", "is_so"),
    [
        (None, True),  # the shipped network
        (run_of(has_start=True), True),  # a bare file
        (run_of(has_start=True, origin=Origin("n1", "hand", "Ada")), True),
        (run_of(), False),  # a new network, before its first epoch
        (run_of(has_start=True, history=HISTORY), False),
        (run_of(has_start=True, origin=Origin("n1", "hand", "Ada"), jobs=(LEARNT,)), False),
    ],
)
def test_the_test_images_measure_a_network_without_an_accuracy_of_its_own(run, is_so):
    assert is_tested(run) == is_so


# The session gives these facts.


def used(qtbot, session, run_id, epoch=None):
    """Use a kept run, and wait until its networks are read."""
    session.use(run_id, epoch)
    qtbot.waitUntil(lambda: session.run_id == run_id)


def test_a_run_keeps_its_course_whatever_epoch_of_it_is_in_use(
    session, train, trainer, written, qtbot
):
    train()
    trainer.advance(9000, 9300)
    trainer.end(9200)
    run_id, said = session.run.id, of(session.run)
    assert said == "93.00 % at best, after epoch 2"
    session.use_best_epoch()
    assert of(session.run) == said
    session.show_shipped()
    written()
    used(qtbot, session, run_id, 1)
    assert session.run.epochs == 3 and of(session.run) == said


def test_a_run_that_diverged_has_diverged_when_it_is_used_again(
    session, train, trainer, written, qtbot
):
    train()
    trainer.fail("The weights grew.", 9000, diverged=True)
    run_id = session.run.id
    session.show_shipped()
    written()
    used(qtbot, session, run_id)
    assert of(session.run) == "It diverged in epoch 2: its weights grew too large"


def test_the_start_of_a_run_is_known(session, train, trainer, runs, written, qtbot, tmp_path):
    train()
    trainer.advance(9000, 9300)
    trainer.end(9200)
    session.use_best_epoch()
    session.train(Hyperparameters(epochs=1))
    assert about_start(session.run.origin) == "Begun from run 1, epoch 2: 93.00 %"
    assert of(session.run) == "Begun from run 1, epoch 2: 93.00 %"
    trainer.end(9400)
    assert [result.epoch for result in session.run.history] == [1, 2, 3]
    assert session.run.best_epoch == 3 and session.run.start_epochs == 2
    session.use_copy(session.network)
    assert about_start(session.run.origin) == "A changed copy of run 2"
    session.use_copy(session.network, name="x", hand=Hand("Ada"))
    assert about_start(session.run.origin) == "Run 3 after learning Ada"
    session.use(runs.listed()[0].id, 2)
    session.use_copy(session.network)
    assert about_start(session.run.origin) == "A changed copy of run 1, epoch 2 of 3"
    session.open(NetworkFile(session.network), NetworkFileState("a.json", tmp_path / "a.json"))
    assert of(session.run) == "From a.json: no curves in it"


UNWISE = [
    ("relu", C, "default", {"eta": 0.5}, {"eta": 0.1},
     "η 0.5 is too large for rectified linear neurons: try η 0.1."),
    ("relu", L, "default", {"eta": 3.0}, {"eta": 0.1},
     "η 3 is too large for rectified linear neurons: try η 0.1."),
    ("relu", L, "default", {"eta": 0.1, "momentum": 0.9}, {"eta": 0.01, "momentum": 0.9},
     "η 0.1 with momentum 0.9 is too large for rectified linear neurons: try η 0.01."),
    ("tanh", L, "default", {"eta": 1.0}, {"eta": 0.1},
     "η 1 is too large for tanh neurons: try η 0.1."),
    ("linear", L, "default", {"eta": 0.2}, {"eta": 0.05},
     "η 0.2 is too large for linear neurons: try η 0.05."),
    ("linear", Q, "default", {"eta": 1.0}, {"eta": 0.5},
     "η 1 is too large for linear neurons: try η 0.5."),
    ("sigmoid", L, "default", {"eta": 0.5, "momentum": 0.9}, {"eta": 0.05, "momentum": 0.9},
     "η 0.5 with momentum 0.9 is too large for sigmoid neurons: try η 0.05."),
    ("sigmoid", Q, "default", {"eta": 20.0}, {"eta": 1.0},
     "η 20 is too large for sigmoid neurons: try η 1."),
    ("relu", Q, "large", {"eta": 0.1}, {"weight_initializer": "default"},
     "Large weights make rectified linear neurons overshoot: try default ones."),
    ("tanh", Q, "large", {"eta": 0.1}, {"weight_initializer": "default"},
     "With the quadratic cost, large weights learn slowly: try default ones."),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("unwise", UNWISE, ids=lambda unwise: unwise[-1])
def test_advice_is_given_if_it_is_needed_and_following_it_helps(unwise):
    neurons, cost, weights, eta, changes, sentence = unwise
    entries = {"neurons": neurons, "cost": cost, "weight_initializer": weights, **eta}
    said, accuracies = [], []
    for each in (entries, entries | changes):
        settings = {name: each[name] for name in ("eta", "momentum") if name in each}
        built = {name: each[name] for name in ("neurons", "cost", "weight_initializer")}
        architecture = Architecture((30,), **built)
        said.append(advice(architecture, Hyperparameters(**settings), 50_000))
        network = architecture.network(np.random.default_rng(1))
        training_data, validation_data, _ = mnist()
        network.SGD(training_data[:10_000], 1, 10, lmbda=1.0, **settings)
        accuracies.append(network.accuracy(validation_data) / 100)
    assert said == [sentence, ""]
    assert accuracies[1] > accuracies[0] + 1


@pytest.mark.parametrize(
    ("eta", "lmbda", "sentence", "better"),
    [
        (0.5, 100.0, "With 1,000 images λ 100 takes 5 % of each weight at every step: try λ 1.",
         (0.5, 1.0)),
        (10.0, 50.0, "η 10 is too large for sigmoid neurons: try η 0.5 and λ 1.",
         (0.5, 1.0)),
        (10.0, 5.0, "η 10 is too large for sigmoid neurons: try η 0.5.", (0.5, 5.0)),
    ],
)  # fmt: skip
def test_advice_on_the_learning_rate_knows_lambda_and_the_images(eta, lmbda, sentence, better):
    accuracies, training_data = [], mnist()[0][:1000]
    for each in ((eta, lmbda), better):
        network = Architecture().network(np.random.default_rng(1))
        network.SGD(training_data, 5, 10, each[0], lmbda=each[1])
        accuracies.append(network.accuracy(mnist()[1]) / 100)
    assert advice(Architecture(), Hyperparameters(eta=eta, lmbda=lmbda), 1000) == sentence
    assert advice(Architecture(), Hyperparameters(eta=better[0], lmbda=better[1]), 1000) == ""
    assert accuracies[1] > accuracies[0] + 10


@pytest.mark.parametrize("neurons", KINDS)
@pytest.mark.parametrize("weights", ["default", "large"])
def test_from_a_momentum_of_1_on_nothing_is_advised(neurons, weights):
    """No learning rate mends that."""
    built = Architecture((30,), Q, weights, neurons)
    for momentum in (1.0, 1.2, 1.5):
        assert advice(built, Hyperparameters(eta=100.0, momentum=momentum), 50_000) == ""
    assert advice(built, Hyperparameters(eta=100.0, momentum=0.9), 50_000)


@pytest.mark.parametrize("neurons", KINDS)
def test_no_advice_is_given_against_settings_of_the_form_and_the_book(neurons):
    built = Architecture((30,), L, neurons=neurons)
    assert advice(built, Hyperparameters(eta=0.1), 50_000) == ""
    assert advice(built, Hyperparameters(eta=0.01, momentum=0.9, dropout=0.5), 50_000) == ""
    assert advice(built, Hyperparameters(eta=0.1, momentum=-0.9), 50_000) == ""
    assert advice(Architecture(), Hyperparameters(), 50_000) == ""
    assert advice(Architecture(cost=Q), Hyperparameters(eta=3.0), 50_000) == ""
    assert advice(Architecture((), C), Hyperparameters(), 50_000) == ""
