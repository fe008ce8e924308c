"""Runs: their list, settings, results and course, and the Python that repeats them."""

import ast
import csv
import itertools
import json
from dataclasses import replace

import numpy as np
import pytest
from random_data import random_data
from results import epoch_result
from same import same
from small_runs import finish, keep, networks_in, networks_of, under_way, whole_run

from digitpad import EpochResult, Hyperparameters, Network, load, train
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.epoch import Progress
from digitpad.core.learning.settings import Architecture
from digitpad.core.network import bytes_of
from digitpad.core.network_file import NetworkFile
from digitpad.core.text import LONGEST_HEADLINE
from digitpad.session.opened_files import save_network
from digitpad.session.runs import runs as runs_module
from digitpad.session.runs.curves_csv import runs_csv
from digitpad.session.runs.job import Job
from digitpad.session.runs.list_words import highest_accuracy
from digitpad.session.runs.maker import run_of_file
from digitpad.session.runs.own_experiment import OwnExperiment
from digitpad.session.runs.python_lines import python_lines
from digitpad.session.runs.queue_state import Plan
from digitpad.session.runs.run import Run
from digitpad.session.runs.run_settings import (
    USUAL,
    caption_of,
    compared,
    departures,
    differ_in_seed_alone,
    differences,
    settings_of,
)
from digitpad.session.runs.time_needed import part_done, seconds_left
from digitpad.session.runs.words import caption

USUAL_SETTINGS = Hyperparameters()


def record(*accuracies, settings=USUAL_SETTINGS, size=10_000, **changes):
    """A run that has learnt from MNIST in one job, for epochs with these accuracies of `size`."""
    rates = {"eta": settings.eta, "lmbda": settings.lmbda, "evaluation_size": size}
    history = tuple(
        epoch_result(i, evaluation_accuracy=a, **rates) for i, a in enumerate(accuracies, start=1)
    )
    jobs = (Job(settings, None, len(history), seconds=1.25, end="done"),)
    of_all = {"number": 1, "architecture": Architecture((30,)), "seed": 1, "jobs": jobs}
    of_data = {"data": DataSpec(), "data_set": "MNIST", "history": history}
    return Run(**of_all | of_data | changes)


PLAN = Hyperparameters(epochs=60, lmbda=5.0)

# The list: runs made here and kept before are named, deleted and used again.


def titles(runs):
    return [run.title for run in runs.listed()]


@pytest.fixture
def listed(qtbot, runs, keeper):
    def listed():
        keeper.begin()
        finish(keeper, qtbot)

    return listed


@pytest.fixture
def used(qtbot, runs):
    def used(run_id, epoch=None):
        """Use a run, and wait until its networks are read."""
        runs.use(run_id, epoch)
        qtbot.waitUntil(lambda: runs.in_use.run == run_id)

    return used


def test_runs_are_listed_and_numbered(qtbot, session, store, runs, listed, trainer, used):
    one = keep(store)
    session.make(Architecture())
    assert titles(runs) == [] and runs.newest is None
    listed()
    assert titles(runs) == ["run 1"]
    session.make(Architecture())
    session.train(PLAN)
    assert titles(runs) == ["run 1", "run 2"]
    with qtbot.waitSignal(
        runs.changed,
        check_params_cb=lambda run_id, what: run_id == session.run_id and "job" in what,
    ):
        trainer.end(9000)
    runs.rename(session.run.id, "mine")
    runs.rename(one.id, "old")
    assert titles(runs) == ["old", "mine"] and session.title == "mine"
    runs.delete([session.run.id])  # which is in use
    assert titles(runs) == ["old", "mine"] and len(runs.newest.history) == 1
    used(one.id)  # again
    assert session.run.id == one.id and not session.file.modified
    session.make(Architecture())
    assert session.run.number == 3


def test_a_name_is_set_by_one_call_kept_and_undone(session, store, runs, listed, written):
    run = keep(store)
    listed()
    told = []
    runs.changed.connect(lambda run_id, what: told.append((run_id, what)))
    for name, title in (("  second ", "second"), ("", "run 1")):
        runs.rename(run.id, name)
        written()
        assert told == [(run.id, {"named"})]
        assert titles(runs) == [title] == [run.title for run in store.records()]
        told.clear()
    assert session.undo.undone_next.text() == "Renaming of second"
    session.undo.undo()
    assert titles(runs) == ["second"]
    session.undo.undo()
    assert titles(runs) == ["run 1"] and not session.can_undo()
    session.undo.redo()
    written()
    assert titles(runs) == ["second"] == [run.title for run in store.records()]
    runs.delete([run.id])
    session.undo.undo()
    session.undo.undo()
    assert titles(runs) == ["run 1"]


def test_every_kept_epoch_of_a_run_can_be_used(qtbot, session, keeper, store, runs, used, tmp_path):
    run, path, done = whole_run(), tmp_path / "start.json", []
    networks = networks_of(run)
    store.keep(run, networks)
    keeper.begin()
    finish(keeper, qtbot)
    for epoch in (2, 1, 3):
        used(run.id, epoch)
        assert runs.epoch == epoch and same(session.network, networks[epoch])
    assert len(runs.listed()) == 1  # no copy is made
    keeper.save_start(run.id, path, done.append)
    qtbot.waitUntil(lambda: done)
    assert same(load(path), networks[1])
    with qtbot.waitSignal(session.failed):
        keeper.save_start(run.id, tmp_path / "no" / "folder.json", done.append)


@pytest.mark.parametrize("opens", [False, True])
def test_forms_follow_a_run_that_is_opened_alone_also_if_it_must_be_read(
    qtbot, session, keeper, store, runs, written, opens
):
    run = keep(store)
    keeper.begin()
    written()
    told = []
    runs.changed.connect(lambda run_id, what: told.append((run_id, what)))
    runs.use(run.id, opens=opens)
    assert not told  # its networks are not in memory
    qtbot.waitUntil(lambda: runs.in_use.run == run.id)
    assert told == [(run.id, {"used", "opened"} if opens else {"used"})]


def test_a_deleted_run_comes_back_as_it_was_even_if_it_is_not_kept_yet(
    session, runs, train, trainer, written, store
):
    train(PLAN)
    last, run_id = trainer.end(9000, 9200), session.run_id
    session.show_shipped()
    for _ in range(2):
        runs.delete([run_id])
        assert titles(runs) == [] and run_id not in runs
        session.undo.undo()
        assert titles(runs) == ["run 1"]
        session.undo.redo()
        session.undo.undo()
        written()
        run = store.run(run_id)
        assert run.epochs == 2 and same(store.networks(run)[2], last)
    runs.delete([run_id])
    written()
    assert store.records() == []


def test_the_networks_of_a_kept_run_are_read_until_it_is_gone(
    qtbot, session, store, keeper, listed, runs
):
    one = keep(store)
    listed()
    session.make(Architecture())
    in_use = session.run
    assert networks_in(keeper, one.id, qtbot)[0].sizes == [784, 5, 10]
    store.delete([one.id])
    with qtbot.waitSignal(session.failed):
        runs.use(one.id)
    assert session.run is in_use


def test_of_many_runs_that_were_wanted_one_after_the_other_only_the_last_is_in_memory(
    session, store, listed, runs, qtbot
):
    kept = [keep(store, f"run {n}") for n in range(5)]
    listed()
    for run in kept:
        runs.use(run.id)
    qtbot.waitUntil(lambda: session.run_id == kept[-1].id)
    assert [run.id for run in kept if runs.networks(run.id)] == [kept[-1].id]


def test_networks_stay_in_memory_until_they_are_kept_and_no_longer_in_use(
    session, runs, train, trainer, written, used
):
    train(PLAN)
    run_id = session.run_id
    trainer.advance(9000)
    trainer.end(9100)
    assert sorted(runs.networks(run_id)) == [0, 1, 2]
    session.show_shipped()
    assert runs.networks(run_id)
    written()
    assert not runs.networks(run_id)
    used(run_id, 1)
    assert sorted(runs.networks(run_id)) == [0, 1, 2] and session.runs.epoch == 1


# Which epochs are kept.


def learn_for(session, trainer, *accuracies):
    for accuracy in accuracies:
        trainer.advance(accuracy)
    return sorted(session.runs.networks(trainer.job.run_id))


def test_beyond_a_size_every_second_epoch_goes_and_the_first_best_and_last_stay(
    session, train, trainer, monkeypatch
):
    train(PLAN)
    size = bytes_of(session.network)
    monkeypatch.setattr(runs_module, "MOST_BYTES", 4 * size)
    assert learn_for(session, trainer, 1, 2, 9, 3) == [0, 1, 2, 3, 4]
    assert learn_for(session, trainer, 4) == [0, 2, 3, 4, 5]
    assert learn_for(session, trainer, 5, 6, 6, 6) == [0, 2, 3, 4, 6, 8, 9]
    assert learn_for(session, trainer, 6) == [0, 3, 4, 8, 10]
    session.use(session.run_id, 4)
    assert learn_for(session, trainer, *[6] * 16) == [0, 3, 4, 8, 16, 24, 26]


def test_a_run_that_goes_on_tells_its_process_how_much_it_keeps(session, train, trainer):
    train(PLAN)
    assert (trainer.job.learnt, trainer.job.most_bytes) == (0, runs_module.MOST_BYTES)
    trainer.end(9000, 9100, 9200)
    session.train(PLAN)
    assert trainer.job.learnt == 3
    trainer.end(9300)
    session.use(session.run_id, 2)
    session.train(PLAN)
    assert trainer.job.learnt == 0  # it is a run of its own
    session.queue.add(Plan(Architecture((5,)), PLAN, experiment="costs"))
    assert trainer.job.most_bytes == 0


def test_an_experiment_s_run_keeps_the_first_the_best_and_the_last(session, trainer):
    session.queue.add(Plan(Architecture((5,)), PLAN, experiment="costs"))
    assert learn_for(session, trainer, 1, 2, 9, 3, 4) == [0, 3, 5]


# Settings: a run has only those that its epochs learnt with.


def test_a_run_has_the_settings_of_its_last_epoch_also_if_it_diverged_in_that():
    diverged = record(settings=replace(USUAL_SETTINGS, eta=50.0)).with_last_job(end="diverged")
    assert settings_of(diverged)["eta"] == "50"
    other = record(9000, 9100)
    later = replace(other, jobs=(*other.jobs, Job(replace(USUAL_SETTINGS, eta=50.0))))
    assert settings_of(later)["eta"] == "0.5"  # the job has no epoch yet
    assert settings_of(later.with_last_job(end="diverged"))["eta"] == "50"


def test_one_epoch_is_no_epochs():
    assert "# Repeats run 1: 1 epoch." in python_lines(record(9000))
    assert "# Repeats run 1: 2 epochs." in python_lines(record(9000, 9100))
    own = OwnExperiment("eta", (0.5, 5.0), Architecture(), Hyperparameters(epochs=1), DataSpec())
    assert own.all_else == "1 epoch"
    usual = replace(own, hyperparameters=Hyperparameters())
    assert usual.all_else == "" and usual.setting == "eta"
    assert replace(usual, data=DataSpec(training_size=1000)).all_else == "training images 1,000"


def told(session):
    """The settings of the run in use, as told by the table, the picture and the lines of Python."""
    run = session.run
    return settings_of(run), caption_of(run)[1], python_lines(run)


def test_a_change_that_no_epoch_used_leaves_no_trace(session, train, trainer, tmp_path):
    train(PLAN)
    trainer.advance(9000)
    trainer.report()  # in the second epoch, so that it counts from the third on
    session.queue.change(lmbda=70.0)
    trainer.report()
    session.queue.stop()
    assert session.run.hyperparameters == PLAN
    settings, caption, lines = told(session)
    assert settings["lmbda"] == "5" and "λ" not in caption and "lmbda=70" not in lines
    save_network(session.content(), tmp_path / "mine.json")
    assert json.loads((tmp_path / "mine.json").read_text())["hyperparameters"]["lmbda"] == 5


def test_a_change_is_told_once_an_epoch_has_learnt_with_it(session, train, trainer):
    train(PLAN)
    trainer.advance(*[9000] * 40)
    session.queue.change(eta=0.05)
    trainer.report()
    trainer.advance(9000)
    trainer.end(9100)
    settings, caption, lines = told(session)
    assert settings["eta"] == "0.5, from epoch 42 on 0.05" and settings["lmbda"] == "5"
    assert caption.startswith("η 0.5, from epoch 42 on 0.05; seed ")
    assert "digitpad.Change(42, " in lines
    assert session.content().hyperparameters.eta == 0.05


def test_a_run_begins_with_the_change_made_while_data_were_loaded(session, train, trainer):
    train(PLAN)
    session.queue.change(eta=0.25)
    trainer.learnt[2] = trainer.coming
    trainer.end(9000)
    settings, _, lines = told(session)
    assert settings["eta"] == "0.25" and "eta=0.25" in lines and "eta=0.5" not in lines


def test_only_settings_that_learnt_something_are_told(session, train, trainer):
    train(PLAN)
    trainer.end(9000)
    session.train(replace(PLAN, eta=2.0))
    session.queue.stop()  # at once
    assert session.run.hyperparameters == PLAN and told(session)[0]["eta"] == "0.5"
    session.train(replace(PLAN, eta=1000.0))
    trainer.end(1000)
    assert told(session)[0]["eta"] == "0.5, from epoch 2 on 1000"
    assert session.run.settings_at(1) == PLAN


# Differences of runs and of their results.


ON_TEST = {"data": DataSpec(evaluation="test"), "evaluation": "test"}
OF_A_FOLDER = {"data": DataSpec("/x/person 2"), "data_set": "person 2", "experiment": "costs"}
BELOW = " One seed each: chance may explain the difference."
OTHER_IMAGES = "These runs were measured on different images"
WITH_OTHERS = {"data": DataSpec(other_hands=True), "data_set": "MNIST and other hands"}
FAST_ONES = Hyperparameters(eta=20)
RANKED = [
    ([], "Nothing to compare: 0 runs, no accuracy measured"),
    ([record()], "Nothing to compare: 1 run, no accuracy measured"),
    ([replace(record(9000), history=(epoch_result(evaluation_accuracy=1, evaluation_size=0),))],
     "Nothing to compare: 1 run, no accuracy measured"),
    ([record(9000, 8900)], "One run, 90.00 % at its best"),
    ([record(9000), record(number=2)], "Run 1 has the highest accuracy: 90.00 %"),
    ([record(9480), record(9533, number=2)], f"Run 2 has the highest accuracy: 95.33 %{BELOW}"),
    ([record(9480, 9533), record(9532, number=2)],  # at its best epoch, not at its last
     f"Run 1 has the highest accuracy: 95.33 %{BELOW}"),
    ([record(9533), record(9400, number=2), record(9533, number=3)],
     f"Run 1 and run 3 have the highest accuracy: 95.33 %{BELOW}"),
    ([record(9533, number=i) for i in range(1, 6)], "5 runs have the highest accuracy: 95.33 %"),
    ([record(9533, name="η 0.5"), record(9532)], f"η 0.5 has the highest accuracy: 95.33 %{BELOW}"),
    # Seeds are counted, whatever else is listed.
    ([record(9480), record(9533, number=2, seed=2)], "Run 2 has the highest accuracy: 95.33 %"),
    ([record(9480, seed=seed, settings=settings) for seed in (1, 2, 3)
      for settings in (USUAL_SETTINGS, FAST_ONES)] + [record(9533, number=7)],
     "Run 7 has the highest accuracy: 95.33 %"),
    ([record(9480), record(9533, number=2, seed=2, settings=FAST_ONES)],
     f"Run 2 has the highest accuracy: 95.33 %{BELOW}"),
    # The best one is never left out; on different images none is.
    ([record(9000), record(9000, 9100, number=2), record(9800, number=3, **ON_TEST)], OTHER_IMAGES),
    ([*[record(9000)] * 4, record(80, size=80, **OF_A_FOLDER)], OTHER_IMAGES),
    ([record(9000), record(9100, number=2, evaluation="validation", **WITH_OTHERS)], OTHER_IMAGES),
    ([record(9000, **ON_TEST), record(9100, number=2, evaluation="test", **WITH_OTHERS)],
     f"Run 2 has the highest accuracy: 91.00 %{BELOW}"),
    ([record(9000, experiment="a", name="plain"), record(9800, experiment="b", number=2)],
     f"Run 2 has the highest accuracy: 98.00 %{BELOW}"),
]  # fmt: skip


def ranked(runs, hidden=0):
    runs = [replace(run, id=str(i)) for i, run in enumerate(runs)]
    bests = {run.id: run.best_percent for run in runs}
    have_seeds = differ_in_seed_alone(map(settings_of, runs))
    return highest_accuracy(runs, bests, have_seeds, hidden)


def test_runs_of_experiments_that_are_not_listed_are_counted():
    assert ranked([], 9)[1] == "Not listed: 9 runs of experiments."


@pytest.mark.parametrize(("runs", "sentence"), RANKED)
def test_the_highest_accuracy_on_the_same_images_is_named(runs, sentence):
    assert " ".join(ranked(runs)).strip() == sentence


NAMES = ["n", 90 * "name ", 200 * "w"]


@pytest.mark.parametrize("names", list(itertools.product(NAMES, repeat=2)), ids=str)
def test_the_headline_of_runs_fits(names):
    one, two = (record(10_000, name=name) for name in names)
    for runs in ([one], [one, two], [one, record(9999, name=names[1])], 9 * [one, two]):
        headline, _ = ranked(runs)
        assert len(headline) <= LONGEST_HEADLINE, headline


RELU = Architecture((100,), neurons="relu")


def of(settings=USUAL_SETTINGS, **changes):
    return record(9000, settings=settings, **changes)


FAST, LATER = Hyperparameters(eta=20), Hyperparameters(eta=20, lmbda=0.1)
DEEP = Architecture((100, 30), "LogLikelihoodCost", "large", "tanh")
HALVES_SOON = Hyperparameters(early_stopping="halve", no_improvement_in=3)


@pytest.mark.parametrize(
    ("runs", "common", "words"),
    [
        ([of()], "", [""]),
        ([of(FAST)], "", ["η 20"]),
        ([of(FAST, architecture=RELU), of()], "", ["784-100-10; relu; η 20",
                                                   "the form’s defaults"]),
        ([of(FAST), of(LATER), of(FAST, seed=2)], "η 20", ["seed 1", "λ 0.1", "seed 2"]),
        ([of(FAST), of(FAST), of(FAST, seed=2)], "η 20", ["seed 1", "seed 1", "seed 2"]),
        ([of(), of(seed=2), of(FAST)], "", ["seed 1", "seed 2", "η 20"]),
        # The column of epochs tells these apart.
        ([of(), of(Hyperparameters(epochs=2))], "", ["seed 1", "seed 1"]),
        ([of(architecture=DEEP, **ON_TEST), of(**ON_TEST)], "evaluation data test",
         ["784-100-30-10; tanh; softmax; initial weights large", "the form’s defaults"]),
        ([of(Hyperparameters(dropout=0.5, augmentation=True)), of(HALVES_SOON)], "",
         ["dropout 0.5; distorted images yes", "early stopping halve η; patience 3"]),
        ([of(architecture=Architecture(90 * (30,))), of()], "",
         ["784-30-30-3…-30-30-30-10", "the form’s defaults"]),
    ],
)  # fmt: skip
def test_what_departs_from_the_defaults_is_told_once_if_all_have_it(runs, common, words):
    runs = [replace(run, id=str(i)) for i, run in enumerate(runs)]
    told = compared({run.id: settings_of(run) for run in runs})
    assert told == (common, dict(zip((run.id for run in runs), words, strict=True)))
    assert list(differences(runs).values()) == words


def test_all_settings_have_a_value_in_words_and_those_without_effect_are_not_told():
    run = of(Hyperparameters(no_improvement_in=3))
    assert settings_of(run).keys() == USUAL.keys() and departures(settings_of(run)) == {"seed": "1"}
    assert settings_of(run)["no_improvement_in"] == "3"
    untrained = Run(number=2, architecture=Architecture(), parent="a", has_start=True)
    assert settings_of(untrained)["eta"] == ""
    assert departures(settings_of(untrained)) == {"origin": "another run’s network"}


@pytest.mark.parametrize(("size", "said"), [(50_000, None), (1000, "1,000")])
def test_a_file_of_a_run_that_learnt_all_of_mnist_does_not_differ_in_its_images(size, said):
    history = (epoch_result(1, training_size=size),)
    opened = run_of_file(NetworkFile(Network([784, 10]), None, history, "MNIST"), 1)
    assert departures(settings_of(opened)).get("training_size") == said


def test_only_what_departs_from_the_defaults_is_told_of_a_run():
    title, settings = caption_of(record(9000))
    assert (title, settings) == ("run 1: 784-30-10; cross-entropy", "seed 1")
    assert caption_of(record(9000), "mine")[0] == "mine: 784-30-10; cross-entropy"
    assert caption_of(of(architecture=DEEP))[0] == "run 1: 784-100-30-10; tanh; softmax"
    other = Hyperparameters(eta=3.0, lmbda=0.1, mini_batch_size=20, momentum=0.9, dropout=0.25)
    few = DataSpec("/a/squares", training_size=1000, evaluation="test")
    data = {"data": few, "data_set": "squares", "evaluation": "test"}
    _, settings = caption_of(record(9000, settings=other, seed=7, **data))
    assert settings.split("; ") == [
        *("η 3", "λ 0.1", "mini-batch size 20", "dropout 0.25", "momentum 0.9"),
        *("seed 7", "training images 1,000", "evaluation data test", "data squares"),
    ]


def test_the_csv_of_runs_has_all_settings_in_every_row_and_numbers_as_such():
    runs = [
        record(9000, 9100, name="=mine", settings=Hyperparameters(eta=20), architecture=RELU),
        record(9300, number=2, seed=5, **ON_TEST),
    ]
    rows = list(csv.DictReader(runs_csv(runs).decode().splitlines()))
    assert [(row["run"], row["epoch"], row["eta"]) for row in rows] == [
        *(("'=mine", "1", "20.0"), ("'=mine", "2", "20.0"), ("run 2", "1", "0.5")),
    ]
    told = {"hidden_layers": "784-100-10", "neurons": "relu", "mini_batch_size": "10"}
    assert rows[0].items() >= told.items() and rows[0].keys() >= USUAL.keys()
    assert (
        rows[-1].items()
        >= {
            **{
                "seed": "5",
                "evaluation_data": "test",
                "data_set": "MNIST",
                "cost": "cross-entropy",
            },
            **{"dropout": "0.0", "training_size": "50000", "augmentation": "False"},
            **{
                "epochs": "30",
                "early_stopping": "off",
                "monitor_training_cost": "True",
                "origin": "",
            },
        }.items()
    )
    (heads,) = runs_csv([]).decode().splitlines()
    assert heads.startswith("run,epoch,")


# A job says enough of a stretch of training to repeat it.

N, SIZE = 95, 10  # examples, and of a mini-batch
SETTINGS = Hyperparameters(epochs=6, mini_batch_size=SIZE, eta=0.5, lmbda=0.1)
HALVES = replace(SETTINGS, epochs=12, early_stopping="halve", no_improvement_in=1)


def steered(settings, changes, stop_after):
    """Train a small network, as the window does; returns it, its job and its results.

    changes: η or λ to send while the epoch before is under way. stop_after: epochs.
    """
    net = Network([784, 10], rng=np.random.default_rng(1))
    data = random_data(N)
    steps, results, sent = train(net, data, settings, data[:20]), [], None
    while len(results) < stop_after:
        try:
            step = steps.send(sent)
        except StopIteration:
            break
        sent = None
        if isinstance(step, EpochResult):
            results.append(step)
            if step.epoch + 1 in changes:
                sent = settings = replace(settings, **changes[step.epoch + 1])
    return net, Job(settings, epochs=len(results)), results


@pytest.mark.parametrize(
    ("settings", "changes", "stop_after"),
    [
        (SETTINGS, {}, 6),
        (SETTINGS, {}, 3),
        (SETTINGS, {2: {"eta": 0.1}}, 6),
        (SETTINGS, {2: {"eta": 0.1}, 4: {"eta": 0.5, "lmbda": 1.0}, 6: {"lmbda": 0.0}}, 5),
        (SETTINGS, {3: {"epochs": 4}}, 6),
        (SETTINGS, {3: {"epochs": 40}}, 9),
        (HALVES, {}, 12),
        (HALVES, {3: {"eta": 0.3}, 7: {"lmbda": 2.0}}, 12),
        (replace(HALVES, early_stopping="stop"), {}, 12),
    ],
)
def test_a_job_repeats_all_that_was_learnt(settings, changes, stop_after):
    learnt, job, results = steered(settings, changes, stop_after)
    if settings is HALVES:
        assert min(result.eta for result in results) < 0.1  # the rule has halved it
    first, changed = job.to_repeat(results)
    net, data = Network([784, 10], rng=np.random.default_rng(1)), random_data(N)
    steps = train(net, data, first, data[:20], changes=changed)
    again = [step for step in steps if isinstance(step, EpochResult)]
    assert again == results and same(net, learnt)


def test_the_settings_that_were_planned_are_told_apart_from_those_that_a_rule_made():
    _, job, results = steered(HALVES, {3: {"eta": 0.3}}, 12)
    planned = [settings.eta for settings in job.planned(results)]
    assert planned == [0.5] * 2 + [0.3] * (len(results) - 2)
    assert [change.epoch for change in job.to_repeat(results)[1]] == [3]


# The time that is left.

PLANNED, ONE_EPOCH = Hyperparameters(epochs=4), Hyperparameters(epochs=1)


@pytest.mark.parametrize(
    ("settings", "ended", "progress", "part"),
    [
        (PLANNED, 0, None, 0.0),
        (PLANNED, 0, Progress(1, 0, 0), 0.0),  # the data are loaded
        (PLANNED, 0, Progress(1, 25_000, 50_000), 1 / 8),
        (PLANNED, 0, Progress(1, 50_000, 50_000), 1 / 4),  # it is measured
        (PLANNED, 1, Progress(1, 50_000, 50_000), 1 / 4),
        (PLANNED, 1, Progress(2, 0, 50_000), 1 / 4),
        (ONE_EPOCH, 3, Progress(3, 50, 50), 1.0),  # fewer are wanted than were learnt
    ],
)
def test_the_time_that_is_left_goes_by_the_part_that_is_done(settings, ended, progress, part):
    state, run = under_way(settings, progress, epochs=ended, seconds=6.0)
    assert part_done(state, run) == part
    left = seconds_left(state, run)
    assert left == (pytest.approx(6 / part - 6) if 0 < part < 1 else None)
    assert seconds_left(replace(state, is_paused=True), run) is None


def test_the_time_that_is_left_is_said_roughly_as_for_experiments():
    state, run = under_way(PLANNED, Progress(1, 25_000, 50_000), seconds=1.16)
    assert caption(state, run, np.empty(0)) == "It takes about 8 s more."


# The lines of Python that repeat a run

L1 = Hyperparameters(epochs=2, eta=0.25, regularization="L1")


def repeated(**changes):
    """The lines for a run of two epochs; they compile."""
    lines = python_lines(record(9000, 9100, settings=L1, seed=7, **changes))
    ast.parse(lines)
    return lines


def test_the_lines_have_all_that_was_chosen():
    data = DataSpec(training_size=1000, evaluation="test", evaluation_size=100)
    jobs = (
        Job(L1, None, 2),
        Job(replace(L1, epochs=1, dropout=0.25, momentum=0.5), 8, 1),
        Job(L1, 9),  # nothing was learnt
    )
    rates = 0.25, 0.5, 0.25
    history = tuple(epoch_result(i, eta=eta) for i, eta in enumerate(rates, start=1))
    architecture = Architecture((30, 20), "QuadraticCost", "large", "tanh")
    text = repeated(data=data, jobs=jobs, history=history, architecture=architecture)
    for part in (
        "training_data = training_data[:1000]",
        "evaluation_data = test_data[:100]",
        "digitpad.QuadraticCost, neurons='tanh', rng=np.random.default_rng(7))",
        "regularization='L1', dropout=0.25, momentum=0.5)",
        "net.large_weight_initializer()",
        "digitpad.Change(2, digitpad.Hyperparameters(epochs=2, mini_batch_size=10, eta=0.5, ",
        "eta=0.25, lmbda=5.0, regularization='L1')",
        "evaluation_data, changes=changes)",
        "net.rng = np.random.default_rng(8)",
    ):
        assert part in text, part
    assert "default_rng(9)" not in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"data": DataSpec(other_hands=True)}, "load_data_with_other_hands()"),
        ({"data": DataSpec("/a folder")}, "load_data_wrapper('/a folder')"),
        ({"data": DataSpec("/a folder")}, "# Needs the folder with its data"),
        ({"data": None}, "# It is not known what data it learnt from; these are MNIST's."),
        ({"jobs": ()}, "# It has not been trained yet"),
    ],
)
def test_the_lines_say_where_data_come_from_and_what_cannot_be_repeated(changes, said):
    assert said in repeated(**changes)


@pytest.mark.parametrize("name", ["a\nimport os", "x\r\ny", "\x00\x0c", "é # ü", "a" * 5000])
def test_a_name_is_no_code(name):
    assert ast.dump(ast.parse(repeated(name=name))) == ast.dump(ast.parse(repeated()))
