"""The session holds the program's state, and tells what changes in it."""

import itertools
import os
import threading
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from network_files import content, write, write_bad_files
from PySide6.QtCore import QTimer
from results import epoch_result
from same import same
from small_runs import draw

from digitpad import Hyperparameters, Network
from digitpad.core import network_file
from digitpad.core.damage import DAMAGES, Damaging
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import DIGITS
from digitpad.core.data.dataset import FASHION as FASHION_NAMES
from digitpad.core.learning.settings import Architecture
from digitpad.core.network_file import MOST_SEED, NetworkFile, NetworkFileError
from digitpad.session import opened_files, reader
from digitpad.session.opened_files import open_network, save_network, shipped_network
from digitpad.session.runs.queue_state import Plan
from digitpad.session.runs.run import file_name_of, title_of
from digitpad.session.runs.words import headline

SETTINGS = Hyperparameters(epochs=3, eta=0.25)
FASHION = DataSpec("/data/fashion")
CLOTHES = DataSpec("/data/clothes")


@pytest.fixture
def trained(session, trainer):
    """A session whose run has learnt for one epoch, and is over."""
    session.make(Architecture())
    session.train(SETTINGS)
    trainer.end(9000)
    return session


def epochs(session):
    return [(result.epoch, result.evaluation_accuracy) for result in session.run.history]


def open_file(session, path):
    session.open(*open_network(path))


# The network in use


def test_a_session_begins_with_the_shipped_network(session):
    assert session.network.sizes[0] == 784 and session.network.sizes[-1] == 10
    assert session.run is None and not session.learns
    file = session.file
    assert (file.name, file.path, file.modified) == ("shipped network", None, False)
    session.train(SETTINGS)  # it belongs to no run
    assert not session.learns and session.run is None


def test_an_epoch_of_the_shipped_network_is_the_shipped_network(session):
    session.use(None, 3)  # as by a click on a plot that shows the run before
    assert session.run is None and session.runs.epoch == 0


def test_new_makes_the_network_that_was_described(session):
    session.make(Architecture((40, 20), "QuadraticCost"))
    assert session.network.sizes == [784, 40, 20, 10]
    assert session.file.name == "new network" and not session.file.modified
    session.make(Architecture())
    first, network = session.run, session.network
    session.make(Architecture())
    assert session.run.seed != first.seed and session.run.id != first.id
    assert not same(session.network, network) and first.id not in session.runs
    assert session.run.number == first.number  # the first has never begun
    session.make(Architecture(), first.seed)
    again = Network([784, 30, 10], rng=np.random.default_rng(first.seed))
    assert same(session.network, network) and same(session.network, again)


def test_a_saved_network_can_be_opened_again(session, trainer, tmp_path, qtbot):
    session.make(Architecture((12,), "QuadraticCost", "large"))
    session.train(SETTINGS)
    trainer.end(9000)
    before, network, path = session.run, session.network, tmp_path / "mine.json"
    with qtbot.waitSignal(session.runs.changed):
        session.take_saved(session.content(), save_network(session.content(), path))
    assert session.file.name == "mine.json" and not session.file.modified
    assert session.run.title == "run 1"  # a file gives no name
    for _again in range(2):
        open_file(session, path)
        run = session.run
        assert (session.file.path, session.file.name) == (path, "mine.json")
        assert same(session.network, network)
        assert (run.seed, run.architecture) == (before.seed, before.architecture)
        assert (run.hyperparameters, run.history) == (SETTINGS, before.history)
        assert (run.data_set, run.file, run.best_epoch) == ("MNIST", str(path), 1)
        save_network(session.content(), path)


def delete_in_use(session):
    """Delete the run in use, as its file would lead back to it."""
    run_id = session.run_id
    session.show_shipped()
    session.runs.delete([run_id])


def forget_in_use(session):
    """Delete the run in use so that nothing brings it back, as on another computer."""
    delete_in_use(session)
    session.undo.clear()


def test_a_file_is_a_run_like_others_and_the_same_content_is_one_row(session, trainer, tmp_path):
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    for seed, path in ((1, one), (2, other)):
        session.make(Architecture(), seed)
        session.train(SETTINGS)
        trainer.end(9000 + seed, 9100)
        save_network(session.content(), path)
        forget_in_use(session)
    os.utime(one, (1e9, 1e9))
    for path in (one, other, one):
        open_file(session, path)
        assert session.runs.epoch == 2 and session.title == path.name
    assert [run.title for run in session.runs.listed()] == ["one", "other"]
    assert session.runs.listed()[0].began == 1e9
    session.train(SETTINGS)
    trainer.end(9300)
    open_file(session, one)
    assert (session.runs.epoch, session.run.epochs, session.runs.count) == (2, 3, 2)
    delete_in_use(session)
    session.take_back()
    assert [run.title for run in session.runs.listed()] == ["one", "other"]


def test_the_file_of_a_run_that_is_here_leads_back_to_it(trained, tmp_path):
    run_id = trained.run_id
    save_network(trained.content(), tmp_path / "mine.json")
    trained.show_shipped()
    open_file(trained, tmp_path / "mine.json")
    assert trained.run_id == run_id and trained.runs.count == 1
    assert trained.file.path == tmp_path / "mine.json"


def test_the_largest_seed_trains_on_and_is_saved(session, trainer, tmp_path):
    session.make(Architecture(), MOST_SEED)
    for _job in range(2):
        session.train(SETTINGS)
        trainer.end(9100)
    assert [job.seed for job in session.run.jobs] == [None, MOST_SEED + 1]
    save_network(session.content(), tmp_path / "mine.json")
    forget_in_use(session)
    open_file(session, tmp_path / "mine.json")
    assert session.run.seed == MOST_SEED
    session.train(SETTINGS)
    assert len(session.run.jobs) == 1


def test_a_file_is_older_than_what_is_learnt_while_it_is_written(trained, trainer, tmp_path):
    path, written = tmp_path / "mine.json", trained.content()
    assert not trained.file.is_older  # there is no file yet: the run is kept
    trained.train(SETTINGS)
    trainer.end(9100)
    trained.take_saved(written, save_network(written, path))
    file = trained.file
    assert file.modified and file.is_older and file.name == "mine.json"
    trained.take_saved(trained.content(), save_network(trained.content(), path))
    assert not trained.file.modified and not trained.file.is_older


def test_another_network_replaces_an_unreadable_shipped_one(session, monkeypatch, tmp_path, qtbot):
    opened_files._shipped_network.cache_clear()
    monkeypatch.setattr(opened_files, "resource_path", lambda *parts: tmp_path / "default.json")
    with qtbot.assertNotEmitted(session.failed):  # the window says it, once
        network = session.network
    assert network.sizes == [784, 30, 10] and session.network is network
    with pytest.raises(NetworkFileError, match=r"default.json.*\.$"):
        opened_files.shipped_network()

    def missing(*parts):
        raise FileNotFoundError("default.json is missing")

    monkeypatch.setattr(opened_files, "resource_path", missing)
    with pytest.raises(NetworkFileError, match="missing"):
        opened_files.shipped_network()


# Runs


def test_the_course_of_a_run_is_told(session, trainer, qtbot):
    networks, states, told, ended = [], [], [], []
    session.network_changed.connect(networks.append)
    session.queue.changed.connect(states.append)
    session.queue.ended.connect(ended.append)
    session.train_new(Architecture(), SETTINGS)
    run_id = session.run_id
    session.runs.changed.connect(lambda run_id, what: told.append((run_id, what)))
    session.train_new(Architecture(), SETTINGS)  # not during a job
    session.train(replace(SETTINGS, eta=9.0))
    assert trainer.job.hyperparameters == SETTINGS and trainer.job.run_id == run_id
    moment = trainer.report()
    assert session.network is moment and not session.file.modified and told[-1][1] == {"learnt"}
    with qtbot.waitSignals([session.network_changed, session.file_changed]):
        network = trainer.advance(8000, 8100)
    assert session.network is network is networks[-1] and session.file.modified
    assert told[-1] == (run_id, {"epoch", "learnt"}) and not ended
    assert epochs(session) == [(1, 8000), (2, 8100)]
    assert (states[-1].person.progress.epoch, session.run.jobs[-1].seconds) == (3, 1.0)
    network = trainer.end(8200)
    assert session.network is network and epochs(session)[-1] == (3, 8200)
    assert session.under_way is None and session.run.jobs[-1].epochs == 3
    assert ended == [run_id] and told[-1] == (run_id, {"job", "learnt"})


def test_the_network_of_the_moment_is_seen_and_that_of_the_last_epoch_is_kept(trained, trainer):
    first = trained.network
    trained.train(SETTINGS)
    moment = trainer.report()
    assert trained.network is moment and trained.whole_network is first and trained.follows
    assert trained.content().network is first
    whole = trainer.advance(9100)
    moment = trainer.report()
    assert trained.network is moment and trained.whole_network is whole
    trained.queue.stop()
    assert trained.network is whole and epochs(trained) == [(1, 9000), (2, 9100)]
    assert trained.run.jobs[-1].end == "stopped" and not trained.follows


@pytest.mark.parametrize("how", ["stopped", "left", "diverged", "experiment", "copy"])
def test_a_run_that_was_begun_is_a_run_though_it_has_no_epoch(trained, trainer, how):
    if how == "experiment":
        trained.queue.add(Plan(Architecture((9,)), SETTINGS, experiment="costs"))
    elif how == "copy":
        trained.use_copy(trained.network)
        trained.train(SETTINGS)
    else:
        trained.train_new(Architecture((9,)), SETTINGS)
    run_id = trainer.job.run_id
    trainer.report()
    if how == "left":
        trained.show_shipped()
    elif how == "diverged":
        trainer.fail("The weights grew.", diverged=True)
    else:
        trained.queue.stop()
        trained.queue.cancel()
    run = trained.runs[run_id]
    assert run in trained.runs.listed() and len(trained.runs.listed()) == 2
    assert run.jobs[-1].end == ("diverged" if how == "diverged" else "stopped")
    assert (trained.run_id == run_id) == (how not in ("experiment", "left"))
    said = "it diverged in epoch 1" if how == "diverged" else "stopped before its first epoch"
    assert said in headline(run, np.empty(0)).lower() and trained.queue.is_idle


def test_a_run_in_use_without_an_epoch_can_be_deleted_and_brought_back(trained, trainer):
    before = trained.run_id
    trained.train_new(Architecture((9,)), SETTINGS)
    run_id = trained.run_id
    trained.runs.delete([run_id])  # it learns
    assert run_id in trained.runs
    trained.queue.stop()
    network = trained.network
    trained.runs.delete([run_id, before])
    assert trained.run is None and not trained.runs.listed()
    trained.undo.undo()
    assert [run.id for run in trained.runs.listed()] == [before, run_id]
    trained.use(run_id)
    assert trained.network is network
    trained.use(before)
    trained.runs.delete([before])
    assert trained.run_id == before  # what has learnt stays while it is in use


def test_a_report_of_another_run_changes_nothing(trained, trainer):
    trained.train(SETTINGS)
    stranger = trainer.job
    trained.make(Architecture((12,)))
    before = trained.run
    trainer.job = stranger
    trainer.advance(9999)
    trainer.fail("it broke")
    assert trained.run is before and not trained.file.modified


def test_a_run_that_breaks_off_or_diverges_keeps_what_it_learnt(trained, trainer, qtbot):
    run_id = trained.run.id
    trained.train(SETTINGS)
    network = trainer.advance(9100)
    trainer.report()  # a part of the next epoch
    with qtbot.waitSignals([trained.failed, trained.queue.ended]):
        trainer.die()
    assert trained.network is network and epochs(trained) == [(1, 9000), (2, 9100)]
    assert trained.run.jobs[-1].end == "broke off" and not trained.learns
    trained.train(SETTINGS)
    trainer.advance(9200)
    network = trainer.fail("the weights grew", 9300, diverged=True)
    assert trained.network is network
    assert epochs(trained) == [(1, 9000), (2, 9100), (3, 9200), (4, 9300)]
    assert trained.run.jobs[-1].end == "diverged" and trained.run.jobs[-1].epochs == 2
    assert trained.run.id == run_id


def test_a_change_carries_what_has_changed(trained, trainer):
    trained.train(SETTINGS)
    trained.queue.change(epochs=SETTINGS.epochs + 1)
    trained.queue.change(eta=0.125)
    assert trainer.changed == replace(SETTINGS, eta=0.125, epochs=SETTINGS.epochs + 1)
    trainer.advance(9100)
    assert trained.run.hyperparameters == replace(trainer.changed, eta=0.25)  # the epoch began so
    trainer.advance(9200)
    assert trained.run.hyperparameters == trainer.changed
    assert trained.run.settings_at(2) == replace(trainer.changed, eta=0.25)
    with pytest.raises(AssertionError):
        trained.queue.change(mini_batch_size=20)


def test_each_replacement_of_the_network_is_told(trained, trainer, tmp_path, qtbot):
    other = open_network(write(tmp_path / "a.json", content(784, 10)))
    first = trained.run_id
    told = []
    trained.runs.changed.connect(lambda run_id, what: told.append((run_id, what)))
    for act in (lambda: trained.open(*other), lambda: trained.use(first)):
        network = trained.network
        with qtbot.waitSignals([trained.network_changed, trained.file_changed]):
            act()
        assert trained.network is not network and trained.under_way is None
        assert not trained.file.modified and (trained.run_id, {"used", "opened"}) in told


# The epoch in use


@pytest.fixture
def learnt(trained, trainer):
    """A session whose run has learnt for four epochs, the second the best; and its networks."""
    trained.train(SETTINGS)
    trainer.advance(9300)
    trainer.advance(9200)
    trainer.end(9100)
    networks = trained.runs.networks(trained.run_id)
    assert sorted(networks) == [0, 1, 2, 3, 4]
    return trained, dict(networks)


def test_every_epoch_can_be_used_and_its_network_is_read_saved_and_told(learnt):
    session, networks = learnt
    draw(session, ((0.3, 0.1), (0.6, 0.9)))
    told = []
    session.network_changed.connect(told.append)
    for epoch in (2, 0, 3, 4, 1):
        session.use(session.run_id, epoch)
        network = networks[epoch]
        assert session.network is session.whole_network is told[-1] is network
        assert session.reading.network is network and session.runs.epoch == epoch
        content = session.content()
        assert content.network is network and len(content.history) == epoch
        is_last = epoch == 4
        assert session.title_and_epoch == "run 1" + ("" if is_last else f", epoch {epoch} of 4")
        assert (session.runs.in_use.epoch is None) == is_last
    assert len(told) == 5 and epochs(session)[-1] == (4, 9100) and len(session.run.history) == 4
    assert session.undo.undone_next.text() == "Stroke"  # no step


def test_best_and_last_are_two_such_epochs(learnt, trainer):
    session, networks = learnt
    assert session.can_use_best_epoch() and session.run.best_epoch == 2
    session.use_best_epoch()
    assert session.network is networks[2] and not session.can_use_best_epoch()
    session.use_last_epoch()
    assert session.network is networks[4] and session.can_use_best_epoch()


def test_an_earlier_epoch_stays_in_use_while_the_run_learns_until_the_last_is_used(learnt, trainer):
    session, networks = learnt
    session.train(SETTINGS)
    session.use(session.run_id, 2)
    told = []
    session.network_changed.connect(told.append)
    newest = trainer.advance(9150)
    assert session.network is networks[2] and told == [] and session.run.epochs == 5
    assert session.title_and_epoch == "run 1, epoch 2 of 7" and not session.follows
    session.use_last_epoch()
    assert session.network is newest
    newest = trainer.end(9160)
    assert session.network is newest and session.run.epochs == 6


def test_continue_goes_on_from_the_last_epoch_and_begins_a_run_at_any_other(learnt, trainer):
    session, networks = learnt
    first = session.run
    session.train(SETTINGS)
    assert session.run_id == first.id and same(trainer.job.network, networks[4])
    trainer.end(9170)
    parent = session.run
    session.use(first.id, 2)
    session.train(SETTINGS)
    run = session.run
    assert same(trainer.job.network, networks[2]) and trainer.job.best_accuracy == 9300
    assert (run.parent, run.start_epochs, run.number) == (first.id, 2, 2)
    assert epochs(session) == [(1, 9000), (2, 9300)]
    assert run.origin.name == "run 1, epoch 2" and run.start_hyperparameters == SETTINGS
    trainer.end(9400)
    assert epochs(session) == [(1, 9000), (2, 9300), (3, 9400)]
    assert sorted(session.runs.networks(run.id)) == [2, 3]
    assert session.runs[first.id] is parent  # as it was
    session.runs.rename(first.id, "plain")
    assert session.run.origin.name == "plain, epoch 2"
    session.undo.undo()
    assert session.run.origin.name == "run 1, epoch 2"
    session.runs.delete([first.id])
    session.train(SETTINGS)
    trainer.end(9500)
    assert epochs(session)[:2] == [(1, 9000), (2, 9300)] and session.run.epochs == 4


def test_a_stroke_that_takes_long_to_read_leaves_half_of_the_time_to_the_pen(
    qtbot, session, monkeypatch
):
    session.make(Architecture())
    stroke, read = ((0.1, 0.1), (0.5, 0.5), (0.9, 0.9)), []
    clock = itertools.count(step=0.15)  # seconds that each reading takes
    monkeypatch.setattr(reader, "time", SimpleNamespace(perf_counter=lambda: next(clock)))
    session.reading_changed.connect(read.append)
    session.board.draw(stroke[:2])
    rest = session.reader.findChild(QTimer)
    assert len(read) == 1 and rest.isActive() and rest.interval() == 150
    for _ in range(3):
        session.board.draw(stroke)
    assert len(read) == 1
    with qtbot.waitSignal(session.reading_changed):  # the last movement is read, too
        pass
    assert len(read) == 2 and rest.isActive()


@pytest.mark.parametrize("name", ["two\nlines.json", "\u202egnp.json", "bell\a.digitpad.json"])
def test_a_file_whose_name_has_control_letters_stands_once_in_the_title(session, tmp_path, name):
    session.make(Architecture())
    file = save_network(session.content(), tmp_path / name)
    session.take_saved(session.content(), file)
    assert session.title == f"run 1 ({file.name})" and session.title.isprintable()
    forget_in_use(session)
    session.open(*open_network(tmp_path / name))
    assert session.title == file.name and session.run.title.isprintable()


def test_an_earlier_epoch_is_saved_as_a_copy_and_in_the_run_s_file_leaves_the_star(
    learnt, tmp_path
):
    session, _ = learnt
    path, copy, title = tmp_path / "mine.json", tmp_path / "copy.json", session.title

    def save(path, **how):
        session.take_saved(session.content(), save_network(session.content(), path), **how)

    session.use(session.run_id, 2)
    save(copy, is_earlier=True)
    assert session.file.path is None and session.run.file == "" and session.title == title
    session.use_last_epoch()
    save(path)
    assert session.file.path == path and not session.file.is_older
    session.use(session.run_id, 2)
    assert not session.file.is_older  # the last epoch is in the file
    save(path, is_earlier=True)
    assert session.file.is_older


def test_only_a_run_that_goes_on_keeps_its_file(learnt, trainer, tmp_path):
    session, _ = learnt
    path = tmp_path / "mine.json"
    session.take_saved(session.content(), save_network(session.content(), path))
    session.train(SETTINGS)
    trainer.end(9400)
    assert session.file.path == path
    session.use(session.run_id, 2)
    session.train(SETTINGS)  # begins another run, which must not write over the file
    trainer.end(9400)
    assert session.run.parent and session.file.path is None and session.run.file == ""


def test_a_file_without_its_best_network_has_none_to_use_before_a_better_one(
    trained, trainer, tmp_path
):
    trained.train(SETTINGS)
    trainer.end(9300, 9200)
    save_network(trained.content(), tmp_path / "mine.json")
    forget_in_use(trained)
    open_file(trained, tmp_path / "mine.json")
    trained.train(SETTINGS)
    trainer.end(9250)
    assert not trained.can_use_best_epoch() and trained.run.best_epoch == 2
    trained.train(SETTINGS)
    trainer.end(9301, 9000)
    assert trained.run.best_epoch == 5 and trained.can_use_best_epoch()


def test_the_file_of_a_run_that_is_still_being_read_belongs_to_no_other(learnt, tmp_path):
    session, _ = learnt
    first = session.run
    file = save_network(session.content(), tmp_path / "precious.json")
    session.take_saved(session.content(), file)
    before = session.in_use()
    session.use_copy(session.whole_network, name="copy")
    copy = session.run
    session.runs.forget(first.id)  # as if it were only in the store
    session.runs.rename(first.id, "other")
    session.use(before.at.run, file=before.file)  # and the disk does not answer
    for act in (session.use_last_epoch, session.use_best_epoch):
        act()
        assert session.run_id == copy.id and session.file.path is None


def test_no_run_has_a_best_epoch_to_use_that_another_one_trained(learnt, trainer):
    session, networks = learnt
    session.use(session.run_id, 3)
    session.train(SETTINGS)
    trainer.end(9000)
    runs, (first, later) = session.runs, session.runs.listed()
    assert later.best_epoch == first.best_epoch == 2 and later.start_epochs == 3
    runs.forget(first.id)  # as if it were only in the store
    assert runs.best_to_use(first) == 2 and runs.best_to_use(later) is None
    session.use(None)
    runs.forget(later.id)
    assert runs.best_to_use(later) is None
    assert runs.best_to_use(replace(first, history=())) is None


# Data


@pytest.mark.parametrize(
    "data", [FASHION, DataSpec(training_size=1000), DataSpec(evaluation="test")]
)
def test_other_data_begin_a_run_that_names_its_parent(trained, trainer, data):
    """The best epoch belongs to a run, as counts on different data cannot be compared."""
    first, network = trained.run, trained.network
    trained.train(SETTINGS, data=data)
    run = trained.run
    assert (run.parent, run.history, run.best_epoch) == (first.id, (), None)
    assert run.id != first.id and run.number == first.number + 1
    assert same(trained.network, network)
    assert trainer.job.data == run.data == data and trainer.job.best_accuracy == -1
    trainer.end(500, 400)
    assert trained.run.best_epoch == 1  # 9,000 of MNIST were more, but of other images
    trained.train(SETTINGS, data=data)
    assert trained.run.id == run.id


def test_a_run_has_the_name_of_the_data_that_it_waits_for(session, trainer):
    """Training may start before the chosen folder is read."""
    session.make(Architecture())
    session.use_data(FASHION)
    assert session.data == DataSpec()
    session.train(SETTINGS)
    assert trainer.job.data == FASHION
    assert session.run.data_set == session.content().data_set == "fashion"


PART = {
    "history": (replace(epoch_result(1, evaluation_accuracy=900), training_size=1000),),
    "data_set": "MNIST",
    "evaluation_data": "test",
}


@pytest.mark.parametrize(
    ("learnt", "data", "continues"),
    [
        ({"data_set": "MNIST"}, DataSpec(), True),
        ({}, DataSpec(), True),
        ({"data_set": "faces"}, DataSpec(), False),
        (PART, DataSpec(training_size=1000, evaluation="test"), True),
        (PART, DataSpec(training_size=1000), False),
        (PART, DataSpec(training_size=999, evaluation="test"), False),
        (PART, DataSpec(evaluation="test"), False),
    ],
)
def test_a_file_goes_on_with_its_own_data(session, trainer, tmp_path, learnt, data, continues):
    trainer.load(DataSpec(), 50_000, 10_000)
    network_file.save(NetworkFile(Network([784, 12, 10]), **learnt), tmp_path / "a.json")
    open_file(session, tmp_path / "a.json")
    opened = session.run
    assert (opened.training_size, opened.evaluation) == (
        (1000, "test") if learnt is PART else (None, None)
    )
    session.train(SETTINGS, data=data)
    assert (session.run.id == opened.id) == continues
    assert session.run.parent == (None if continues else opened.id)
    assert session.content().evaluation_data == data.evaluation


def test_mnist_replaces_the_first_data_if_they_are_refused(scripted, tmp_path, qtbot):
    gone = DataSpec(str(tmp_path / "gone"))
    session = scripted().session(gone)
    with qtbot.waitSignals([session.data_refused, session.data_changed]):
        session.begin()
    assert session.data == session.chosen_data == DataSpec() and session.loaded.training_size
    with qtbot.waitSignal(session.data_refused) as told:
        session.use_data(gone)
        assert session.chosen_data == gone
    assert "gone" in told.args[0] and session.chosen_data == DataSpec()
    assert session.files.shut_down(10)


def test_the_last_of_several_quick_choices_of_data_counts(session, folder, tmp_path, qtbot):
    told = []
    session.data_refused.connect(told.append)
    session.data_changed.connect(told.append)
    for each in (str(tmp_path / "gone"), None, folder):
        session.use_data(DataSpec(each))
    qtbot.waitUntil(lambda: session.data == DataSpec(folder))
    assert told == [DataSpec(folder)] and session.loaded.training_size
    assert session.files.shut_down(10)


def test_outputs_have_the_names_of_the_data_that_the_network_learns_from(trained, trainer, qtbot):
    assert trained.classes == trained.loaded.classes == DIGITS
    with qtbot.waitSignal(trained.data_changed):
        trainer.load(CLOTHES, 60, 12, classes=FASHION_NAMES)
    assert trained.loaded.classes == FASHION_NAMES
    assert trained.classes == DIGITS  # it has learnt from MNIST
    trained.train(SETTINGS, data=CLOTHES)
    assert trained.classes == FASHION_NAMES
    trainer.end(900)
    # Other data are chosen, and the network still answers with clothes; so does a copy of it.
    trainer.load(DataSpec(), 60, 12)
    assert trained.classes == FASHION_NAMES == trained.run.classes
    trained.use_copy(trained.network)
    assert trained.classes == FASHION_NAMES
    trained.show_shipped()
    assert trained.classes == DIGITS
    # A run has the names of its own data, though others are in use.
    trainer.load(CLOTHES, 60, 12, classes=FASHION_NAMES)
    for data, names in ((DataSpec(training_size=1000), DIGITS), (CLOTHES, FASHION_NAMES)):
        trained.make(Architecture())
        trained.train(SETTINGS, data=data)
        trainer.end(900)
        assert trained.classes == trained.run.classes == names


# The drawing


def test_the_drawing_is_read_by_the_network_in_use(session, qtbot):
    assert session.reading is None
    with qtbot.waitSignal(session.reading_changed):
        draw(session, ((0.5, 0.1), (0.5, 0.9)))
    reading = session.reading
    assert np.array_equal(reading.image, session.drawing.image())
    column = reading.image.reshape(784, 1)
    np.testing.assert_array_equal(reading.outputs, session.network.feedforward(column)[:, 0])
    assert len(reading.activations) == len(session.network.sizes)
    assert reading.digit == int(reading.outputs.argmax())
    saturated = Network([784, 10])
    saturated.biases = [np.full((10, 1), 1000, np.float32)]
    session.use_copy(saturated)
    assert (session.reading.digit, session.reading.verdict.digits[0]) == (0, 0)
    session.make(Architecture())
    assert session.reading.network is session.network
    session.board.clear()
    assert session.reading is None


def test_during_training_not_every_pen_movement_is_read_but_the_last_one_is(session, qtbot):
    session.make(Architecture())
    session.train(SETTINGS)
    readings = []
    session.reading_changed.connect(readings.append)
    movements = np.linspace(0.2, 0.9, 50)
    for y in movements:
        session.board.draw(((0.5, 0.1), (0.6, float(y))))
    assert 0 < len(readings) < len(movements)
    qtbot.waitUntil(lambda: np.array_equal(session.reading.image, session.drawing.image()))


# Damage


def test_a_damaged_drawing_is_read_and_the_drawing_itself_stays(session):
    draw(session, ((0.3, 0.2), (0.5, 0.8)))
    image = session.reading.image
    shift = Damaging(next(kind for kind in DAMAGES if kind.name == "shift"), 2)
    session.reader.read_damaged(shift)
    moved = [np.roll(image, by, axis) for by in (-2, 2) for axis in (0, 1)]
    assert any(np.array_equal(session.reading.image, one) for one in moved)
    assert session.reading.damage == shift
    assert np.array_equal(session.drawing.image(), image)
    session.reader.read_damaged(None)
    np.testing.assert_array_equal(session.reading.image, image)


# Files


def test_a_file_that_is_no_network_for_drawings_is_refused(tmp_path):
    for path, words in write_bad_files(tmp_path).values():
        with pytest.raises(NetworkFileError, match=words) as refused:
            open_network(path)
        assert path.name in str(refused.value) and len(str(refused.value)) < 250


def test_the_shipped_network_is_loaded_once_however_many_threads_ask():
    opened_files._shipped_network.cache_clear()
    together, found = threading.Barrier(4), []

    def ask():
        together.wait(30)
        found.append(shipped_network())

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == 4 and len({id(network) for network in found}) == 1


@pytest.mark.parametrize("title", ["run 3", "first try, η 0.5", "mine", "v1.2"])
def test_a_proposed_file_is_named_after_its_run_and_the_run_after_its_file(title):
    assert file_name_of(title) == f"{title}.digitpad.json"
    assert title_of("", file_name_of(title), 7) == title


@pytest.mark.parametrize(
    "title", ["../up", "a/b", "c:\\d", "what?", " ends. ", "\0\n", "…" * 400, "."]
)
def test_a_proposed_name_is_one_that_every_system_takes(title):
    name = file_name_of(title)
    assert name.endswith(".digitpad.json") and len(name.encode()) <= 255
    assert not set(name) & set('<>:"/\\|?*\0\n') and name == name.strip(" ") and name[0] != "."


def test_runs_of_other_files_are_named_after_them():
    for file in ("net.json", "net.json.gz", "net.digitpad.json", "net.digitpad.json.gz"):
        assert title_of("", file, 7) == "net"
    assert title_of("named", "net.json", 7) == "named" and title_of("", "", 7) == "run 7"
