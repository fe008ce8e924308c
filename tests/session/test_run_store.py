"""The run store: every run is kept, what is settled makes room, and what is unsaved never does."""

import os
import sys
import threading
from dataclasses import replace

import pytest
from results import epoch_result

from digitpad import Hyperparameters, Network
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.architecture import Architecture
from digitpad.session.kept import locks
from digitpad.session.kept.run_entry import KeptRun, RunStoreError
from digitpad.session.kept.run_store import RunStore
from digitpad.session.runs.run import BestEpoch, Run


@pytest.fixture
def store(tmp_path):
    return RunStore(tmp_path / "runs")


def keep(store, fate="unsaved", age=0, name="", number=1):
    """A run that was kept so many seconds ago, and that nobody works on."""
    run = Run.begin(Architecture((5,)), number)
    entry = store.new_entry(run.id)
    entry.keep(KeptRun(replace(run, name=name), fate=fate))
    os.utime(entry.path / "network.json", (1e9 - age, 1e9 - age))
    entry.let_go()
    return entry


def there(*entries):
    return [entry.path.exists() for entry in entries]


def test_a_run_is_read_as_it_was_kept(store, same):
    results = tuple(epoch_result(i + 1, evaluation_accuracy=9000 + i) for i in range(3))
    data = DataSpec("/data/fashion", training_size=1000, evaluation="test")
    run = replace(
        Run.begin(Architecture((12, 5), "QuadraticCost", "large"), 17),
        hyperparameters=Hyperparameters(eta=2e-05, lmbda=0.0004),
        history=results,
        best=BestEpoch(2, Network([784, 12, 5, 10])),
        parent="0123",
        data=data,
        data_set=data.name,
    )
    entry = store.new_entry(run.id)
    entry.keep(KeptRun(replace(run, name="a name"), fate="saved"))
    entry.let_go()
    found = entry.read()
    assert (found.fate, found.run.name) == ("saved", "a name")
    for name in ("id", "number", "architecture", "seed", "hyperparameters", "data", "data_set"):
        assert getattr(found.run, name) == getattr(run, name), name
    assert (found.run.history, found.run.parent) == (results, "0123")
    assert same(found.run.network, run.network)
    assert found.run.best.epoch == 2 and same(found.run.best.network, run.best.network)


def test_only_what_is_unsaved_is_left_behind_and_the_youngest_comes_first(store):
    old, young = keep(store, age=9), keep(store, age=1)
    for fate in ("saved", "discarded", "continued"):
        keep(store, fate)
    found, problems = store.left_behind()
    assert problems == []
    assert [entry.path for entry in found] == [young.path, old.path]
    assert store.left_behind() == ([], [])  # they are ours now
    for entry in found:
        entry.let_go()
    assert store.count() == 5 and not list(store.folder.glob("*.lock"))


def test_to_make_room_the_oldest_that_are_settled_go_and_named_ones_last(store):
    unsaved = keep(store, age=99)
    named = keep(store, "saved", age=50, name="keep me")
    old, young = keep(store, "discarded", age=9), keep(store, "saved", age=1)
    store.make_room(store.size())
    assert there(unsaved, named, old, young) == [True] * 4
    store.make_room(store.size() - 1)
    assert there(unsaved, named, old, young) == [True, True, False, True]
    store.make_room(store.size() - 1)
    assert there(unsaved, named, young) == [True, True, False]
    store.make_room(0)
    assert there(unsaved, named) == [True, False]
    assert not list(store.folder.glob("*.lock"))


def test_a_run_that_somebody_works_on_makes_no_room(store):
    entry = keep(store, "saved")
    lock = entry.path.with_suffix(".lock")
    assert locks.acquire(lock)
    store.make_room(0)
    assert entry.path.exists()
    locks.release(lock)
    store.make_room(0)
    assert not entry.path.exists()


def test_what_cannot_be_had_hides_nothing_else(store, tmp_path):
    """A lock of another user, a link, a file in the wrong place: each run stands alone."""
    good = keep(store)
    broken = keep(store)
    broken.path.with_suffix(".lock").mkdir()  # no lock can be made there
    (store.folder / "a_file").write_text("")
    (store.folder / "a_link").symlink_to(tmp_path)
    found, problems = store.left_behind()
    assert [entry.path for entry in found] == [good.path]
    assert len(problems) == 1 and broken.path.name in problems[0]
    assert (store.folder / "a_link").is_symlink() and tmp_path.exists()
    found[0].mark("saved")
    found[0].let_go()
    store.make_room(0)
    assert there(good, broken) == [False, True]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows removes no open file")
def test_a_lock_whose_file_is_removed_meanwhile_is_taken_anew(tmp_path, monkeypatch):
    """Whoever lets go of a lock removes its file, perhaps between our opening and locking it."""
    import fcntl

    path, flock = tmp_path / "a.lock", fcntl.flock
    removals = [path.unlink]

    def flock_late(file, how):
        if removals:
            removals.pop()()
        flock(file, how)

    monkeypatch.setattr(fcntl, "flock", flock_late)
    assert locks.acquire(path)
    with open(path, "ab") as other, pytest.raises(BlockingIOError):
        flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    locks.release(path)


def test_of_many_who_want_a_lock_one_has_it(tmp_path):
    """Also while others let go of it, which removes its file."""
    path, inside, most = tmp_path / "a.lock", [], []

    def work():
        for _ in range(200):
            if locks.acquire(path):
                inside.append(1)
                most.append(len(inside))
                inside.pop()
                locks.release(path)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most and max(most) == 1 and not path.exists()


@pytest.mark.parametrize("name", ["run.json", "best.json", "desk.json", "network.json"])
@pytest.mark.parametrize("text", [b"", b"{}", b"[1]", b'{"fate": "lost"}', b"\xff" * 9])
def test_what_is_damaged_is_said_in_a_sentence(store, name, text):
    run = replace(
        Run.begin(Architecture((5,)), 1),
        history=(epoch_result(1, evaluation_accuracy=9),),
        best=BestEpoch(1, Network([784, 5, 10])),
    )
    entry = store.new_entry(run.id)
    entry.keep(KeptRun(run))
    entry.let_go()
    (entry.path / name).write_bytes(text)
    if name == "run.json" and text == b"{}":
        assert entry.read().fate == "unsaved"  # all that it says can be missing
        return
    with pytest.raises(RunStoreError, match=name) as told:
        entry.read()
    assert str(told.value).endswith(".") and "\n" not in str(told.value)
    assert [found.path for found in store.left_behind()[0]] == [entry.path]  # and it is offered


def test_the_network_of_another_run_is_not_taken_for_the_best(store):
    run = replace(
        Run.begin(Architecture((5,)), 1),
        history=(epoch_result(1, evaluation_accuracy=9),),
        best=BestEpoch(1, Network([784, 6, 10])),
    )
    entry = store.new_entry(run.id)
    entry.keep(KeptRun(run))
    entry.let_go()
    with pytest.raises(RunStoreError, match=r"best\.json"):
        entry.read()
