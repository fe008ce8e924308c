"""The store keeps runs from their beginning on; after a crash the last one is in use again."""

import os
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from full_disk import full_disk, needs_limits
from results import epoch_result
from same import same
from small_runs import (
    crash,
    draw,
    finish,
    keep,
    let_go,
    networks_in,
    networks_of,
    refuse,
    small_network,
    whole_run,
)

from digitpad import Hyperparameters, LogLikelihoodCost, Network
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.hands import Hand, WrittenDigit
from digitpad.core.learning.settings import Architecture
from digitpad.core.network_file import NetworkFile
from digitpad.session import keeper as keeper_module
from digitpad.session import store as store_module
from digitpad.session.drawing import Drawing, KnownImage, Picture
from digitpad.session.opened_files import NetworkFileState, open_network, save_network
from digitpad.session.runs.maker import first_network, new_run
from digitpad.session.runs.queue_state import Plan
from digitpad.session.runs.run import AtEpoch
from digitpad.session.store import Store
from digitpad.session.store_file import StoreError
from digitpad.session.store_rows import Desk

SETTINGS = Hyperparameters(epochs=3)
LINE = ((0.1, 0.1), (0.2, 0.3))


def history(epochs):
    return tuple(epoch_result(epoch) for epoch in range(1, epochs + 1))


def again(store):
    """The same file, opened anew."""
    store.close()
    return store


def ask(store, question):
    with closing(sqlite3.connect(store.file)) as db:
        return db.execute(question).fetchall()


def left(store, run, drawing):
    """The drawing that the next start shows with this run."""
    store.lay_desk(Desk(run.id, run.id, drawing=drawing))
    desk = again(store).desk()
    assert (desk.run, desk.is_training) == (run.id, True)
    return desk.drawing


# Runs.


def test_a_run_comes_back_whole_with_its_networks_and_its_drawing(store):
    run, known = whole_run(), KnownImage(3, 4, "written digit", "4", "hand", "digit")
    networks = networks_of(run)
    number, again = store.keep(run, networks), store.run(run.id)
    drawing = left(store, run, Drawing((LINE,), known=known))
    assert number == again.number == 3
    for name in ("id", "history", "jobs", "data", "best_epoch", "start_epochs", "architecture"):
        assert getattr(again, name) == getattr(run, name), name
    found = store.networks(again)
    assert found.keys() == networks.keys() == {1, 2, 3}
    for epoch, network in found.items():
        assert same(network, networks[epoch]) and network.dtype == np.float32
        assert network.cost is LogLikelihoodCost and network.neurons == "relu"
    assert (drawing.strokes, drawing.known) == ((LINE,), known)

    image = np.random.default_rng(1).random((28, 28), np.float32)
    picture = Picture(image, np.arange(60, dtype=np.uint8).reshape(6, 10), KnownImage(3, 4))
    there = left(store, run, Drawing(picture=picture)).picture
    assert np.array_equal(there.image, image) and there.image.dtype == np.float32
    assert np.array_equal(there.shown, picture.shown) and there.test_digit == picture.test_digit


def test_numbers_go_on_and_a_run_is_renamed_without_its_networks(store):
    one, two = whole_run(name="one"), keep(store, "two")
    networks = networks_of(one)
    numbers = store.keep(one, networks), two.number, keep(again(store)).number
    assert numbers == (3, 1, 4)
    assert store.keep(replace(one, name="first", number=9), None) == 3
    assert [(r.number, r.name) for r in store.records()] == [(1, "two"), (3, "first"), (4, "")]
    assert store.networks(one).keys() == networks.keys()


def test_a_deleted_run_can_come_back_until_it_is_cleared_away(store):
    one, two = whole_run(), whole_run()
    for run in (one, two):
        store.keep(run, networks_of(run, 3))
    store.delete([one.id, two.id])
    assert store.records() == []
    store.delete([two.id], deleted=False)
    assert [run.id for run in store.records()] == [two.id]
    again(store).clear()
    assert ask(store, "select run from network") == [(two.id,)]


def test_a_run_that_is_gone_cannot_be_read(store):
    run = keep(store)
    store.delete([run.id])
    for run_id in ("0" * 16, run.id):
        with pytest.raises(StoreError, match="is not there"):
            store.run(run_id)
    store.lay_desk(Desk(run.id, epoch=3))
    assert again(store).desk().run == ""


def test_a_store_without_a_file_forgets_all(tmp_path):
    store = Store(None)
    run = keep(store)
    assert [each.id for each in store.records()] == [run.id]
    store.close()
    assert store.records() == [] and not list(tmp_path.iterdir())
    store.close()


def test_runs_of_experiments_are_counted_apart(store):
    numbers = [
        keep(store, experiment=experiment).number for experiment in ("", "costs", "costs", "")
    ]
    assert numbers == [1, 1, 2, 2]
    assert [run.experiment for run in store.records()] == ["", "", "costs", "costs"]


# The networks of its epochs.


def test_the_network_of_an_epoch_is_written_once_and_goes_when_it_is_kept_no_more(store):
    run = whole_run()
    networks, others = networks_of(run), networks_of(run, 4, 5, 6)
    store.keep(run, networks)
    before = ask(store, "select rowid, epoch, arrays from network order by epoch")
    store.keep(run, dict(zip((1, 2, 3, 4), (*others.values(), networks[3]))))
    found = store.networks(run)
    assert same(found[4], networks[3]) and found.keys() == {1, 2, 3, 4}
    assert ask(store, "select rowid, epoch, arrays from network order by epoch")[:3] == before
    store.keep(run, {1: networks[1], 3: networks[3]})
    assert store.networks(run).keys() == {1, 3}


def test_a_first_network_that_was_drawn_is_drawn_again_and_not_kept(store):
    seed = 2**128 - 1  # as many bits as NumPy takes
    run = replace(new_run(Architecture((5,)), 1, seed).with_job(SETTINGS), history=history(2))
    networks = networks_of(run, 1, 2) | {0: first_network(run)}
    store.keep(run, networks)
    assert ask(store, "select epoch from network order by epoch") == [(1,), (2,)]
    found = store.networks(run)
    assert found.keys() == {0, 1, 2} and same(found[0], networks[0])
    assert store.records()[0].seed == store.run(run.id).seed == seed
    copy = replace(whole_run(history=(), start_epochs=0), seed=None)
    store.keep(copy, {0: networks_of(copy, 0)[0]})
    assert same(store.networks(copy)[0], networks_of(copy, 0)[0])


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_network_keeps_its_kind_of_numbers(store, dtype):
    """As float32 the weights of the book's own files would be others."""
    run, rng = whole_run(history=history(1)), np.random.default_rng(1)
    network = Network([784, 5, 10], LogLikelihoodCost, neurons="relu", rng=rng, dtype=dtype)
    store.keep(run, {1: network})
    found = again(store).networks(run)[1]
    assert found.dtype == dtype and same(found, network)
    assert {array.dtype for array in (*found.weights, *found.biases)} == {np.dtype(dtype)}


def kept_epochs(store):
    """The epochs whose networks are kept, by the names of runs."""
    question = "select name, epoch from network join run on run.id = network.run order by epoch"
    kept = {}
    for name, epoch in ask(store, question):
        kept.setdefault(name, []).append(epoch)
    return kept


def test_beyond_a_size_the_oldest_runs_keep_the_first_the_best_and_the_last(store, monkeypatch):
    accuracies = 9000, 9100, 9500, 9200, 9300, 9400
    epochs = [epoch_result(i, evaluation_accuracy=a) for i, a in enumerate(accuracies, start=1)]
    runs = [whole_run(name=name, history=tuple(epochs)) for name in ("newest", "oldest", "newer")]
    for run in (*runs, runs[0]):  # which has changed since
        store.keep(run, networks_of(run))
    ((size,),) = ask(store, "select max(length(arrays)) from network")
    every, few = [1, 2, 3, 4, 5, 6], [1, 3, 6]
    store.lay_desk(Desk(runs[1].id, epoch=4))  # the epoch in use stays
    for most, oldest, newer, newest in (
        (18, every, every, every),
        (17, [1, 3, 4, 6], every, every),
        (16, [1, 3, 4, 6], every, every),
        (15, [1, 3, 4, 6], few, every),
        (13, [1, 3, 4, 6], few, every),
        (12, [1, 3, 4, 6], few, few),
        (0, [1, 3, 4, 6], few, few),
    ):
        monkeypatch.setattr(store_module, "MOST_BYTES", most * size)
        for bound in (store.bound, store.clear, again(store).bound):
            bound()
            assert kept_epochs(store) == {"oldest": oldest, "newer": newer, "newest": newest}
    store.lay_desk(Desk(runs[1].id))
    store.bound()
    assert all(len(store.networks(run)) == 3 for run in runs)


# Hands.


def test_a_hand_is_kept_with_its_digits(store):
    hand = Hand("Ada")
    digits = [WrittenDigit((LINE,), label, written=float(label)) for label in (1, 2)]
    for digit in reversed(digits):
        store.put_digit(hand, digit)
    store.put_hand(replace(hand, name="Bo"))
    assert again(store).hands() == [replace(hand, name="Bo", digits=tuple(digits))]
    store.put_digit(hand, replace(digits[0], label=7, is_confirmed=True))
    store.remove_digit(hand.id, digits[1].id)
    (there,) = store.hands()
    assert [(digit.id, digit.label) for digit in there.digits] == [(digits[0].id, 7)]
    store.delete_hand(hand.id)
    assert again(store).hands() == []


# The file; for damaged ones see `test_damaged_stores`.


@needs_limits
def test_a_full_disk_is_told_in_sqlites_words_and_nothing_is_half_written(store):
    run = keep(store)
    said = r"([Ff]ull|[Dd]isk I/O error).*digitpad.sqlite"
    with full_disk(store.file.stat().st_size), pytest.raises(StoreError, match=said) as error:
        for _ in range(9):
            keep(store)
    assert error.value.is_of_file
    keep(store)
    assert store.records()[0].id == run.id and ask(store, "pragma quick_check") == [("ok",)]


# The keeper writes runs as they learn.


@pytest.fixture
def often(monkeypatch):
    monkeypatch.setattr(keeper_module, "KEEP_EVERY", 0)


@pytest.fixture
def kept(qtbot, store):
    """Wait until the runs in the store have so many epochs each."""

    def kept(*epochs):
        def look():
            return [len(run.history) for run in store.records()] == list(epochs)

        qtbot.waitUntil(look)

    return kept


def test_a_run_is_kept_when_its_job_ends_and_the_next_one_begins(
    session, train, kept, written, trainer, store, monkeypatch
):
    monkeypatch.setattr(keeper_module, "KEEP_EVERY", 10**6)
    train()
    written()
    for accuracy in (9000, 9100):
        trainer.advance(accuracy)
        written()
    kept(1)  # the first epoch at once; the second one soon
    trainer.end(9200)
    kept(3)
    session.train(SETTINGS)
    written()
    trainer.advance(9300)
    written()
    (run,) = store.records()
    assert (run.epochs, len(run.jobs), run.jobs[-1].end) == (3, 2, None)
    last = trainer.end(9250)
    kept(5)
    run = store.run(session.run_id)
    networks = store.networks(run)
    assert sorted(networks) == [0, 1, 2, 3, 4, 5] and same(networks[5], last)
    assert run.best_epoch == 4 and all(
        same(network, networks[epoch]) for epoch, network in session.runs.networks(run.id).items()
    )


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names of files are Unicode")
def test_a_file_whose_name_is_no_unicode_is_kept_without_it(
    session, keeper, trainer, store, tmp_path
):
    path = Path(os.fsdecode(os.fsencode(tmp_path / "n") + b"\xff.json"))
    save_network(NetworkFile(Network([784, 5, 10])), path)
    session.open(*open_network(path))
    draw(session, LINE)
    session.train(SETTINGS)
    trainer.end(9000)
    assert session.file.path == path  # where Save writes
    keeper.keep_now()
    (run,), desk = store.records(), store.desk()
    assert run.epochs == 1 and desk.run == run.id and desk.drawing.strokes == (LINE,)
    session.use_copy(session.whole_network)  # which is named after it
    let_go(keeper)
    assert [each.id for each in store.records()] == [run.id, session.run_id]


def test_a_run_that_is_deleted_while_its_networks_are_read_is_not_used(
    session, train, trainer, runs, written
):
    first = train()
    trainer.end(9000, 9100, 9200)
    second = train(hidden=(6,))
    trainer.end(9000, 9100, 9200)
    written()
    assert not runs.networks(first.id)
    session.use(first.id, 1)
    runs.delete([first.id])
    written()
    assert session.run.id == second.id and session.network.sizes == [784, 6, 10]


@pytest.mark.parametrize("how", ["stopped", "crashed"])
def test_a_run_that_has_no_epoch_yet_is_kept_and_in_use_again(
    often, session, train, trainer, keeper, written, store, next_start, how
):
    train()
    trainer.end(9000, 9100, 9200)
    before = session.run_id
    train(hidden=(6,))
    run_id = session.run_id
    trainer.report()
    written()
    if how == "stopped":
        session.queue.stop()
        let_go(keeper)
    else:
        crash(keeper)
    assert [run.id for run in store.records()] == [before, run_id]
    again, said, _desk = next_start()
    assert again.run_id == run_id and again.whole_network.sizes == [784, 6, 10]
    interrupted = ["Run 2 was interrupted before its first epoch: Continue goes on."]
    assert said == ([] if how == "stopped" else interrupted)


def test_a_network_only_made_or_opened_is_no_run_but_a_changed_copy_is(session, keeper, store):
    session.make(Architecture((5,)))
    session.open(session.content(), NetworkFileState("new network"))
    session.show_shipped()
    session.use_copy(Network([784, 5, 10]), name="copy")
    let_go(keeper)
    assert [run.title for run in store.records()] == ["copy"]


def test_all_that_could_not_be_written_waits_until_it_can(
    often, qtbot, session, train, keeper, runs, kept, trainer, store, monkeypatch
):
    """The earlier run, its new name and a deletion wait as well."""
    old = keep(store)
    keeper.begin()
    qtbot.waitUntil(lambda: runs.count == 1)
    said, problems = [], []
    session.told.connect(said.append)
    keeper.failing.connect(problems.append)
    full = [True]

    def perhaps(act):
        return lambda *told: refuse() if full else act(*told)

    for name in ("keep", "delete"):
        monkeypatch.setattr(Store, name, perhaps(getattr(Store, name)))
    with qtbot.waitSignal(keeper.failing):
        first = train()
        trainer.advance(9000)
    last = trainer.end(9100)
    runs.rename(first.id, "first")
    runs.delete([old.id])
    train(hidden=(6,))
    trainer.end(9200)
    assert problems == ["The disk is full."] and said == ["first is in Runs."]
    # It can still be used, and saved.
    assert runs[first.id].title == "first"
    assert networks_in(keeper, first.id, qtbot)[2] is last
    full.clear()
    with qtbot.waitSignal(keeper.failing):
        pass
    assert problems[1:] == [""]
    kept(2, 1)
    assert [run.title for run in store.records()] == ["first", "run 3"]


def test_a_name_that_waits_to_be_written_is_not_lost_when_the_run_is_used(
    qtbot, session, keeper, runs, written, store, monkeypatch
):
    run = keep(store)
    keeper.begin()
    written()
    monkeypatch.setattr(keeper_module, "KEEP_EVERY", 1)
    with monkeypatch.context() as full:
        full.setattr(Store, "keep", refuse)
        with qtbot.waitSignal(keeper.failing):
            runs.rename(run.id, "mine")
        runs.use(run.id)
        qtbot.waitUntil(lambda: session.run_id == run.id)
    assert session.title == "mine"
    written()
    assert store.run(run.id).title == "mine" and store.networks(run)


def test_a_run_that_is_only_used_is_not_written_again(qtbot, session, runs, keeper, written, store):
    run = keep(store)
    keeper.begin()
    written()
    before = ask(store, "select changed from run")
    runs.use(run.id)
    qtbot.waitUntil(lambda: session.run_id == run.id)
    written()
    assert ask(store, "select changed from run") == before
    assert ask(store, "select run from desk") == [(run.id,)]


# The next start.


@pytest.fixture
def next_start(qtbot, windows, trainer):
    """Another start of the program, perhaps with a file; what it says."""

    def start(file=None):
        session = type(trainer)().session()
        keeper, said = windows(session), []
        session.told.connect(said.append)
        session.failed.connect(lambda title, sentence: said.append(f"{title}: {sentence}"))
        returned = []
        for left in (keeper.returned, keeper.passed_by):
            left.connect(returned.append)
        if file is not None:
            session.open(*open_network(file))
        keeper.begin()
        finish(keeper, qtbot)
        return session, said, *returned

    return start


@pytest.mark.parametrize("learns", [True, False])
@pytest.mark.parametrize("how", ["closed", "crashed"])
def test_the_run_in_use_comes_back_with_its_drawing_and_its_form(
    often, session, train, keeper, kept, written, trainer, next_start, how, learns
):
    draw(session, LINE)
    run_id = train().id
    (trainer.advance if learns else trainer.end)(9000, 9100)
    keeper.note_form({"eta": 0.25, "training_size": None})
    if how == "closed":
        let_go(keeper)
    else:
        kept(2)
        written()
        crash(keeper)
    again, said, desk = next_start()
    interrupted = ["Run 1 was interrupted after epoch 2: Continue goes on."]
    assert said == (interrupted if learns else []) and again.queue.is_idle
    assert again.run.id == run_id and len(again.run.history) == 2
    assert again.drawing.strokes == (LINE,) and not again.file.modified
    assert desk.form == {"eta": 0.25, "training_size": None}
    again.train(SETTINGS)
    assert again.run.id == run_id and len(again.run.jobs) == 2


def test_a_start_with_a_file_after_a_crash_says_what_was_interrupted_and_restores_the_form(
    often, session, train, keeper, kept, written, trainer, next_start, tmp_path
):
    save_network(NetworkFile(small_network(1)), tmp_path / "net.json")
    run_id = train().id
    keeper.note_form({"eta": 0.25})
    trainer.advance(9000)
    kept(1)
    written()
    crash(keeper)
    again, said, desk = next_start(tmp_path / "net.json")
    assert said == ["Run 1 was interrupted after epoch 1 and is in Runs."]
    assert again.title == "net.json" and run_id in again.runs
    assert desk.form == {"eta": 0.25}


def test_what_learns_already_keeps_its_form(session, train, keeper, trainer, windows, qtbot):
    keeper.note_form({"eta": 0.25})
    let_go(keeper)
    later = type(trainer)()
    again = later.session()
    following, returned = windows(again), []
    for left in (following.returned, following.passed_by):
        left.connect(returned.append)
    again.train_new(Architecture((5,)), SETTINGS)
    following.begin()
    finish(following, qtbot)
    assert not returned and again.learns


def test_beside_the_shipped_network_the_drawing_comes_back(session, keeper, next_start):
    draw(session, LINE)
    session.board.draw(LINE[:1])  # the pen is still down
    let_go(keeper)
    again, said, _desk = next_start()
    assert again.run is None and again.drawing.strokes == (LINE, LINE[:1]) and said == []
    assert again.undo.undone_next is None


def test_a_window_that_is_closed_at_once_keeps_what_was_left_before(
    session, train, keeper, trainer, windows, next_start
):
    run_id = train().id
    trainer.end(9000)
    let_go(keeper)
    hasty = windows(type(trainer)().session())
    hasty.begin()
    let_go(hasty)
    again, _said, _desk = next_start()
    assert again.run_id == run_id


@pytest.mark.parametrize("is_used", [False, True])
def test_an_experiment_s_run_is_in_use_again_only_if_a_person_chose_it(
    session, keeper, runs, trainer, next_start, is_used
):
    plan = Plan(Architecture((5,)), SETTINGS, DataSpec(), 1, "one", "costs", "one")
    session.queue.add(plan, plan)
    trainer.advance(9000)
    run_id = session.queue.state.of_experiment[0].run_id
    if is_used:
        runs.use(run_id)
    let_go(keeper)
    again, said, _desk = next_start()
    assert again.run_id == (run_id if is_used else None)
    assert len(said) == 1 and again.queue.is_idle
    assert "experiment was interrupted" in said[0] and "Continue" not in said[0]


@pytest.mark.parametrize("processes", [1, 2, 4])
@pytest.mark.parametrize("how", ["quitting", "logout", "full disk"])
def test_every_run_of_an_experiment_is_kept_up_to_its_last_report(
    qtbot, session, keeper, runs, trainer, store, next_start, monkeypatch, how, processes
):
    """While the disk is full, training goes on."""
    queue, problems = session.queue, []
    queue.most = processes
    keeper.failing.connect(problems.append)
    learns = Architecture((5,)), SETTINGS, DataSpec()
    with monkeypatch.context() as full:
        if how == "full disk":
            monkeypatch.setattr(keeper_module, "KEEP_EVERY", 1)
            full.setattr(Store, "keep", refuse)
        queue.add(*(Plan(*learns, seed, "", "costs", f"{seed}") for seed in range(1, 8)))
        trainer.advance(9000)  # then the others begin
        if how == "full disk":
            qtbot.waitUntil(lambda: problems == ["The disk is full."])
        for job in queue.state.of_experiment:
            trainer.speak_for(job.run_id)
            trainer.advance(9100)
        trainer.end(9200)  # the last one, and another one begins
    reported = {run.id: run.epochs for run in runs.listed()}
    assert len(queue.state.of_experiment) == processes and len(reported) == processes + 1
    if how == "quitting":
        session.shut_down()
        assert not any(process.lives for process in trainer.processes)
        let_go(keeper)
    elif how == "logout":
        keeper.keep_now()
    else:
        qtbot.waitUntil(lambda: problems[1:] == [""])
    assert {run.id: run.epochs for run in store.records()} == reported
    if how != "quitting":
        crash(keeper)
    again, said, _desk = next_start()
    assert again.queue.is_idle
    assert said == ["An experiment was interrupted: in Experiments, Go On does the rest."]


def test_a_logout_that_was_cancelled_interrupts_nothing(
    session, train, keeper, trainer, next_start
):
    train()
    trainer.advance(9000)
    keeper.keep_now()
    trainer.end(9100)
    let_go(keeper)
    assert next_start()[1] == []


# The file in use.


@pytest.fixture
def path(tmp_path):
    return tmp_path / "mine.json"


def save(session, path):
    content = session.content()
    session.take_saved(content, save_network(content, path))


def change(path):
    """Write another network to a file, as another program may do."""
    save_network(NetworkFile(Network([784, 7, 10])), path)
    os.utime(path, ns=(1, 1))  # at another time, however coarse the clock


def test_an_opened_file_is_in_use_again(session, train, trainer, keeper, next_start, path):
    train()
    trainer.end(9000, 9100)
    save(session, path)
    session.open(*open_network(path))
    network = session.network
    let_go(keeper)
    again, said, _desk = next_start()
    assert same(again.network, network) and again.run.epochs == 2 and said == []
    title = "run 1 (mine.json)"
    assert (again.file.path, again.file.modified, again.title) == (path, False, title)
    assert len(again.runs.listed()) == 1  # the run whose network it is


@pytest.mark.parametrize("act", [change, Path.unlink])
def test_of_an_opened_file_that_was_changed_or_is_gone_the_foot_says_so(
    session, keeper, next_start, path, windows, act
):
    save_network(NetworkFile(Network([784, 5, 10])), path)
    session.open(*open_network(path))
    let_go(keeper)
    act(path)
    again, said, _desk = next_start()
    assert said == ["mine.json is gone, or was changed: Save asks for a file."]
    assert again.network.sizes == [784, 5, 10] and again.file.path is None


@pytest.mark.parametrize("learns_on", [False, True])
@pytest.mark.parametrize("act", [None, change, Path.unlink])
def test_a_run_and_its_epoch_are_in_use_again_with_their_file_unless_that_was_changed(
    session, train, trainer, keeper, next_start, path, learns_on, act
):
    run = train()
    trainer.advance(9000)
    trainer.end(9100)
    save(session, path)
    if learns_on:
        session.train(SETTINGS)
        trainer.end(9200)
    session.use(run.id, 1)
    network = session.network
    let_go(keeper)
    if act is not None:
        act(path)
    again, said, _desk = next_start()
    assert again.runs.in_use == AtEpoch(run.id, 1) and same(again.network, network)
    if act is None:
        assert said == [] and (again.file.path, again.file.is_older) == (path, learns_on)
        assert again.title_and_epoch == f"run 1 (mine.json), epoch 1 of {3 if learns_on else 2}"
    else:
        assert said == ["mine.json is gone, or was changed: Save asks for a file."]
        assert again.file.path is None and not again.file.modified
