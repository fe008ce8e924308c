"""The run store: every run is kept, what is settled makes room, and what is unsaved never does."""

import errno
import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest
from results import epoch_result

from digitpad import Hyperparameters, Network
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.files import whole_files
from digitpad.core.learning.architecture import Architecture
from digitpad.session.drawing.drawing import Drawing, Picture, TestDigit
from digitpad.session.kept import locks
from digitpad.session.kept.errors import DamagedError, RunStoreError
from digitpad.session.kept.run_entry import Kept
from digitpad.session.kept.run_store import MOST_LEFT, RunStore, read_or_put_aside
from digitpad.session.runs.job import Job
from digitpad.session.runs.run import BestEpoch, Run, new_id

NETWORKS = "network.json", "best.json", "start.json"
LINE = ((0.1, 0.1), (0.2, 0.3))


@pytest.fixture
def store(tmp_path):
    return RunStore(tmp_path / "runs")


def keep(store, fate="unsaved", age=0, name="", number=1):
    """A run that was kept so many seconds ago, and that nobody works on."""
    run = Run.begin(Architecture((5,)), number)
    entry = store.new_entry(run.id)
    entry.keep(Kept(replace(run, name=name), fate=fate))
    for path in entry.path.iterdir():
        os.utime(path, (1e9 - age, 1e9 - age))
    entry.let_go()
    return entry


def whole_run(**changes):
    """A run with all that a run can have: three networks, epochs, jobs."""
    run = Run.begin(Architecture((5,)), 3, seed=1)
    values = {
        "history": tuple(epoch_result(i, evaluation_accuracy=9000 - i) for i in (1, 2, 3)),
        "best": BestEpoch(2, Network([784, 5, 10])),
        "start": Network([784, 5, 10]),
        "start_epochs": 1,
        "jobs": (Job(Hyperparameters(), 5, 2, 10_000),),
    }
    return replace(run, **values | changes)


def keep_whole(store):
    """An entry with all that an entry can have, which nobody works on, and its run."""
    run = whole_run()
    entry = store.new_entry(run.id)
    entry.keep(Kept(run, Drawing((LINE,)), (Drawing(),), store.folder / "mine.json"))
    entry.let_go()
    return entry, run


def left(store):
    """What is left behind, let go of again."""
    found, problems = store.left_behind()
    for one in found:
        one.entry.let_go()
    return [one.entry.path.name for one in found], problems


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
    entry.keep(Kept(replace(run, name="a name"), fate="saved"))
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
    assert [one.entry.path for one in found] == [young.path, old.path]
    assert store.left_behind() == ([], [])  # they are ours now
    for one in found:
        one.entry.let_go()
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
    assert entry.acquire()
    store.make_room(0)
    assert entry.path.exists()
    entry.let_go()
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
    assert [one.entry.path for one in found] == [good.path]
    assert len(problems) == 1 and broken.path.name in problems[0]
    assert (store.folder / "a_link").is_symlink() and tmp_path.exists()
    found[0].entry.mark("saved")
    found[0].entry.let_go()
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


# What is damaged, and what only cannot be read now.


@pytest.mark.parametrize("name", ["run.json", "drawing.json", *NETWORKS])
@pytest.mark.parametrize("text", [None, b"", b"{}", b"[1]", b"\xff" * 9, b"[" * 5000])
def test_a_network_is_offered_less_what_is_broken_beside_it(store, same, name, text):
    entry, run = keep_whole(store)
    if text is None:
        (entry.path / name).unlink()
    else:
        (entry.path / name).write_bytes(text)
    assert left(store) == ([entry.path.name], [])
    found = entry.read()
    assert found.run.id == run.id
    network = run.best.network if name == "network.json" else run.network
    assert same(found.run.network, network)
    assert all(p.endswith(".") and name in p and "\n" not in p for p in found.problems)
    # Gone without a trace is a drawing or a record that was never written; a network is missed.
    assert bool(found.problems) == (text is not None or name == "run.json")
    if name not in ("run.json", "network.json"):
        assert found.run.history == run.history and found.path.name == "mine.json"
    if name == "best.json":
        assert found.run.best is None and found.run.jobs == run.jobs
    if name == "network.json":  # the best epoch's stands in for it
        assert len(found.run.history) == 2
    if name == "drawing.json":
        assert found.drawing.is_blank() and found.run.jobs == run.jobs
    assert entry.acquire()
    entry.keep(found)  # written anew, it is whole
    entry.let_go()
    assert entry.read().problems == () and same(entry.read().run.network, network)


@pytest.mark.parametrize("there", ["best.json", "start.json"])
def test_any_network_that_can_be_read_is_offered(store, same, there):
    entry, run = keep_whole(store)
    for name in NETWORKS:
        if name != there:
            (entry.path / name).write_bytes(b"{")
    networks = {"best.json": run.best.network, "start.json": run.start}
    found = entry.read().run
    assert same(found.network, networks[there])
    assert len(found.history) == {"best.json": 2, "start.json": 1}[there]
    (entry.path / "run.json").unlink()
    assert same(entry.read().run.network, networks[there])
    assert left(store) == ([entry.path.name], [])


def test_what_holds_nothing_readable_is_put_aside_once_and_told_once(store):
    entry, _ = keep_whole(store)
    good = keep(store)
    for name in (*NETWORKS, "run.json"):
        (entry.path / name).write_bytes(b"{")
    names, (problem,) = left(store)
    assert names == [good.path.name]
    aside = entry.path.with_suffix(".damaged")
    assert str(aside) in problem and (aside / "best.json").read_bytes() == b"{"
    assert left(store) == ([good.path.name], [])
    # Another of the same name is put beside it.
    again, _ = keep_whole(store)
    for path in again.path.iterdir():
        path.write_bytes(b"")
    again.path.rename(entry.path)
    left(store)
    assert entry.path.with_suffix(".damaged1").exists() and (aside / "run.json").exists()


def test_a_damaged_network_is_put_aside_when_it_is_to_be_restored(store):
    entry, _ = keep_whole(store)
    for name in NETWORKS:
        (entry.path / name).write_bytes(b"{")
    assert left(store) == ([entry.path.name], [])  # no network is read for the list
    assert entry.acquire()
    with pytest.raises(RunStoreError, match=r"network\.json.*kept in .*\.damaged"):
        read_or_put_aside(entry)
    assert left(store) == ([], [])


@pytest.mark.parametrize("name", ["run.json", "drawing.json", *NETWORKS])
@pytest.mark.parametrize("number", [errno.EMFILE, errno.EIO, errno.EACCES, errno.ENOMEM])
def test_what_cannot_be_read_now_is_left_alone(store, monkeypatch, name, number):
    entry, run = keep_whole(store)
    before = {path: path.read_bytes() for path in entry.path.iterdir()}
    opened = whole_files._open_at_once

    def refuse(path, flags):
        if Path(path).name == name:
            raise OSError(number, os.strerror(number), path)
        return opened(path, flags)

    with monkeypatch.context() as patch:
        patch.setattr(whole_files, "_open_at_once", refuse)
        names, problems = left(store)
        assert bool(names) is (name != "run.json") and bool(problems) is (name == "run.json")
        with pytest.raises(RunStoreError) as told:
            read_or_put_aside(entry)
        assert not isinstance(told.value, DamagedError)
    assert {path: path.read_bytes() for path in entry.path.iterdir()} == before
    assert entry.read().run.jobs == run.jobs


@pytest.mark.parametrize("change", [{"version": 2, "new": [[]]}, {"fate": "exported"}])
def test_what_a_later_version_wrote_is_left_alone(store, change):
    entry = keep(store, "saved")
    content = msgspec.json.decode((entry.path / "run.json").read_bytes())
    text = msgspec.json.encode(content | change)
    (entry.path / "run.json").write_bytes(text)
    assert left(store) == ([], []) and store.records() == ([], [])
    store.make_room(0)
    assert (entry.path / "run.json").read_bytes() == text
    assert (entry.path / "network.json").exists()


KILLED = """
import os, sys
from dataclasses import replace
from pathlib import Path
from digitpad import Network
from digitpad.session.kept.run_store import RunStore
from digitpad.session.runs.run import BestEpoch

store = RunStore(Path(sys.argv[1]))
entry = store.new_entry(sys.argv[2])
kept = entry.read()
rename, steps = os.replace, [int(sys.argv[3])]

def step():
    steps[0] -= 1
    if steps[0] < 0:
        os.kill(os.getpid(), 9)

def counted(real):
    def call(*arguments):
        step()
        return real(*arguments)
    return call

os.replace = counted(rename)  # each file that is written, and each network that is renamed
run = replace(kept.run, network=Network([784, 5, 10]), best=BestEpoch(1, Network([784, 5, 10])))
entry.keep(replace(kept, run=replace(run, history=run.history[:2])))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills a process in its own midst")
@pytest.mark.parametrize("steps", range(9))
def test_a_process_that_is_killed_as_it_writes_leaves_the_old_or_the_new(store, same, steps):
    entry, run = keep_whole(store)
    arguments = [str(store.folder), run.id, str(steps)]
    done = subprocess.run([sys.executable, "-c", KILLED, *arguments], capture_output=True)
    assert done.returncode == (0 if steps == 8 else -9), done.stderr
    assert left(store) == ([run.id], [])
    found = entry.read()
    assert found.problems == () and found.run.jobs == run.jobs  # all of it belongs together
    is_old = len(found.run.history) == 3
    assert is_old == (steps < 5)  # a drawing, three networks, and run.json
    assert same(found.run.network, run.network) == is_old
    assert (found.run.best.epoch == 2) == is_old
    assert same(found.run.best.network, run.best.network) == is_old
    assert entry.acquire()
    entry.keep(found)
    entry.let_go()
    assert entry.read().run.history == found.run.history


def test_a_network_that_is_younger_than_its_record_is_told_by_its_checksum(store, same):
    """Somebody may have copied one file and not the other."""
    entry, run = keep_whole(store)
    younger, best = Network([784, 5, 10]), Network([784, 5, 10])
    for name, network in (("network.json", younger), ("best.json", best)):
        network.save(entry.path / name)
    found = entry.read().run
    assert same(found.network, younger) and found.history == run.history
    assert found.best is None  # of which epoch it is nobody knows
    assert found.jobs == () and found.start is found.network and found.start_epochs == 3
    Network([784, 6, 10]).save(entry.path / "network.json")  # of quite another run
    found = entry.read().run
    assert found.network.sizes == [784, 6, 10] and found.history == ()


# What is removed.


def test_nothing_is_removed_that_holds_a_network_or_is_not_ours(store, tmp_path):
    ours, _ = keep_whole(store)
    (ours.path / "network.json").unlink()
    (ours.path / "network.json").symlink_to(tmp_path / "nowhere")
    theirs = store.folder / "backup"
    theirs.mkdir()
    (theirs / "best.json").write_text("mine")
    empty = store.folder / new_id()
    empty.mkdir()
    deep = store.folder / new_id()
    path = deep
    deep.mkdir()
    for _ in range(300):
        path = path / "deeper"
        path.mkdir()
    assert left(store) == ([ours.path.name], [])
    store.make_room(0)
    assert (theirs / "best.json").read_text() == "mine"
    assert (ours.path / "best.json").exists() and deep.exists() and not empty.exists()


def test_what_somebody_put_beside_a_run_outlives_it(store):
    entry = keep(store, "saved")
    (entry.path / "notes.txt").write_text("mine")
    store.make_room(0)
    assert [path.name for path in entry.path.iterdir()] == ["notes.txt"]
    assert store.records() == ([], []) and left(store) == ([], [])


def test_what_was_deleted_counts_and_goes_first(store):
    deleted, settled = keep(store, "saved", name="named"), keep(store, "saved", age=99)
    store.delete(deleted.path.name)
    size = store.size()
    assert size > 1.9 * settled.size()
    store.make_room(size - 1)
    assert settled.path.exists() and not list(store.folder.glob("*.deleted"))


def test_a_run_whose_files_another_window_removes_meanwhile_takes_no_room(store, monkeypatch):
    entry = keep(store, "saved")
    lstat = Path.lstat

    def gone(path):
        if path.name == "best.json":
            raise FileNotFoundError(path)
        return lstat(path)

    monkeypatch.setattr(Path, "lstat", gone)
    store.make_room(0)
    assert not entry.path.exists()


@pytest.mark.parametrize("gone", ["run.json", "network.json", "the folder", "the lock"])
def test_what_is_removed_while_a_run_goes_on_is_written_anew(store, same, gone):
    run = whole_run()
    entry = store.new_entry(run.id)
    entry.keep(Kept(run, Drawing((LINE,))))
    if gone == "the folder":
        for path in entry.path.iterdir():
            path.unlink()
        entry.path.rmdir()
    elif gone == "the lock":
        entry.path.with_suffix(".lock").unlink()
    else:
        (entry.path / gone).unlink()
    entry.keep(Kept(run, Drawing((LINE,))))
    found = entry.read()
    assert found.problems == () and found.drawing.strokes == (LINE,)
    assert same(found.run.start, run.start) and same(found.run.best.network, run.best.network)
    assert not RunStore(store.folder).entry(run.id).acquire()  # it is still ours
    entry.let_go()
    assert not entry.path.with_suffix(".lock").exists()


@pytest.mark.parametrize("link", [os.link, os.symlink])
def test_a_link_is_replaced_and_not_followed(store, link):
    """What it leads to may be another run's network."""
    other, run = keep_whole(store)
    mine = whole_run()
    entry = store.new_entry(mine.id)
    entry.path.mkdir()
    before = (other.path / "network.json").read_bytes()
    link(other.path / "network.json", entry.path / "network.json")
    entry.keep(Kept(mine))
    assert (other.path / "network.json").read_bytes() == before
    assert other.read().run.jobs == run.jobs and entry.read().run.jobs == mine.jobs
    entry.let_go()


# A drawing alone, and drawings in general.


def test_a_drawing_alone_is_an_entry_without_a_run(store):
    entry = store.new_entry(new_id())
    entry.keep(Kept(None, Drawing((LINE,)), (Drawing(),)))
    entry.let_go()
    (found,), problems = store.left_behind()
    assert problems == [] and found.record is None
    kept = found.entry.read()
    assert kept.run is None and kept.drawing.strokes == (LINE,) and len(kept.before) == 1
    assert store.records() == ([], []) and store.count() == 0
    found.entry.let_go()
    store.make_room(0)
    assert left(store)[0] == [entry.path.name]
    (entry.path / "drawing.json").write_text("{")
    good = keep(store)
    assert left(store)[0] == [good.path.name]
    assert entry.path.with_suffix(".damaged").exists()


def test_every_drawing_can_be_kept(store):
    image = np.linspace(0, 1, 784, dtype=np.float32).reshape(28, 28)
    shown = np.arange(60, dtype=np.uint8).reshape(6, 10)
    way = (Drawing((LINE,)), Drawing(), Drawing((LINE, ((0.5, 0.5),))))
    for drawing, before, kept_before in (
        (Drawing(), (), ()),
        (Drawing((((0.5, 0.5),), ((0.0, 0.1), (1.0, 0.9)))), way, way),
        (Drawing(picture=Picture(image, shown)), way, ()),
        (Drawing(picture=Picture(image, shown, TestDigit(12, 3))), (), ()),
        (Drawing((LINE,)), (way[0], Drawing(picture=Picture(image, shown)), way[2]), way[2:]),
    ):
        entry = store.new_entry(new_id())
        entry.keep(Kept(whole_run(), drawing, before))
        found = entry.read()
        assert found.problems == ()
        assert found.drawing.strokes == drawing.strokes
        assert [d.strokes for d in found.before] == [d.strokes for d in kept_before]
        assert found.drawing.test_digit == drawing.test_digit
        assert np.array_equal(found.drawing.image(), drawing.image())
        if drawing.picture is not None:
            assert np.array_equal(found.drawing.picture.shown, shown)
        entry.let_go()


# Many of them.


def test_no_more_than_a_few_locks_are_held_and_all_are_offered_in_turn(store):
    entries = [keep(store, age=i) for i in range(MOST_LEFT + 3)]
    assert MOST_LEFT <= 16
    found, _ = store.left_behind()
    assert [one.entry.path for one in found] == [e.path for e in entries[:MOST_LEFT]]
    assert len(list(store.folder.glob("*.lock"))) == MOST_LEFT
    for one in found:
        one.entry.mark("discarded")
        one.entry.let_go()
    found, _ = store.left_behind()
    assert [one.entry.path for one in found] == [e.path for e in entries[MOST_LEFT:]]
    for one in found:
        one.entry.let_go()


FEW_DESCRIPTORS = """
import resource, sys
from pathlib import Path
from digitpad.session.kept.run_store import RunStore
store = RunStore(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
found, problems = store.left_behind()
print(len(found), len(problems))
for one in found:
    one.entry.mark("saved")
    one.entry.let_go()
store.make_room(store.size() // 2)
print(store.count())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="bounds the file descriptors of a process")
def test_a_process_with_few_descriptors_loses_nothing(store):
    for i in range(60):
        keep(store, "unsaved" if i < 20 else "saved")
    script = [sys.executable, "-c", FEW_DESCRIPTORS, str(store.folder)]
    ran = subprocess.run(script, capture_output=True, text=True, check=True)
    assert ran.stdout.split()[:2] == ["16", "0"] and 29 <= int(ran.stdout.split()[2]) <= 31
    assert not list(store.folder.glob("*.damaged*")) and len(left(store)[0]) == 4


def test_for_a_list_no_network_is_read(store, monkeypatch):
    for _ in range(3):
        keep_whole(store)
    keep(store, "saved", number=7)
    read = whole_files.read

    def refuse(path, most):
        assert Path(path).name == "run.json"
        return read(path, most)

    monkeypatch.setattr(whole_files, "read", refuse)
    assert len(left(store)[0]) == 3 and len(store.records()[0]) == 4
    assert store.highest_number() == 7
    store.make_room(0)


# Locks.


@pytest.mark.skipif(sys.platform == "win32", reason="there are no fifos")
@pytest.mark.parametrize("kind", ["fifo", "link", "link to a fifo"])
def test_a_lock_is_a_regular_file_that_nobody_waits_for(store, kind, tmp_path):
    entry, good = keep(store), keep(store)
    lock = entry.path.with_suffix(".lock")
    target = tmp_path / "target"
    if kind != "link":
        os.mkfifo(lock if kind == "fifo" else target)
    if kind != "fifo":
        lock.symlink_to(target)
    found, (problem,) = left(store)
    assert found == [good.path.name] and entry.path.name in problem
    assert os.path.lexists(lock) and target.exists() == (kind == "link to a fifo")


def test_of_a_process_that_lives_nothing_is_offered(store):
    entry = keep(store)
    # Another process takes it, as a program does that was started a moment before.
    script = (
        "import sys, pathlib; from digitpad.session.kept.run_store import RunStore;"
        "found, _ = RunStore(pathlib.Path(sys.argv[1])).left_behind();"
        "print(len(found), flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(store.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout.readline() == b"1\n"
        assert left(store) == ([], [])
        process.kill()
    assert left(store) == ([entry.path.name], [])  # a dead one holds nothing
