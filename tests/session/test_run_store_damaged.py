"""Damaged entries: what can be read is offered, and what cannot hides nothing else."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from stores import NETWORKS, keep, keep_whole, left

from digitpad import Network
from digitpad.session.kept.errors import DamagedError, RunStoreError
from digitpad.session.kept.run_store import RunStore, read_or_put_aside


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
        read_or_put_aside(entry, entry.read)
    assert left(store) == ([], [])


@pytest.mark.parametrize("name", ["run.json", "drawing.json", *NETWORKS])
def test_what_cannot_be_read_now_is_left_alone(store, monkeypatch, name):
    entry, run = keep_whole(store)
    before = {path: path.read_bytes() for path in entry.path.iterdir()}
    opened = Path.open

    def refuse(path, *how):
        if path.name == name:
            raise OSError(errno.EIO, os.strerror(errno.EIO), path)
        return opened(path, *how)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuse)
        names, problems = left(store)
        assert bool(names) is (name != "run.json") and bool(problems) is (name == "run.json")
        with pytest.raises(RunStoreError) as told:
            read_or_put_aside(entry, entry.read)
        assert not isinstance(told.value, DamagedError)
    assert {path: path.read_bytes() for path in entry.path.iterdir()} == before
    assert entry.read().run.jobs == run.jobs


@pytest.mark.parametrize(
    "change", [{"version": 4, "new": [[]]}, {"version": 3, "fate": "exported"}]
)
def test_what_a_later_version_wrote_is_left_alone(store, change):
    entry = keep(store, "saved")
    content = msgspec.json.decode((entry.path / "run.json").read_bytes())
    text = msgspec.json.encode(content | change | {"version": 4})
    (entry.path / "run.json").write_bytes(text)
    assert left(store) == ([], []) and store.records() == ([], [])
    assert (entry.path / "run.json").read_bytes() == text
    assert (entry.path / "network.json").exists()


# One child for each number of steps, so that Python starts once.
KILLED = """
import os, sys
from dataclasses import replace
from pathlib import Path
from digitpad import Network
from digitpad.session.kept.run_store import RunStore
from digitpad.session.runs.run import BestEpoch

def keep(store, run_id, steps):
    entry = store.new_entry(run_id)
    kept = entry.read()
    rename = os.replace

    def counted(*arguments):
        nonlocal steps
        steps -= 1
        if steps < 0:
            os.kill(os.getpid(), 9)
        return rename(*arguments)

    os.replace = counted  # each file that is written, and each network that is renamed
    run = replace(kept.run, network=Network([784, 5, 10]), best=BestEpoch(1, Network([784, 5, 10])))
    entry.keep(replace(kept, run=replace(run, history=run.history[:2])))

for steps, (folder, run_id) in enumerate(zip(sys.argv[1::2], sys.argv[2::2])):
    child = os.fork()
    if not child:
        keep(RunStore(Path(folder)), run_id, steps)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
STEPS = 9  # after the last of them all is written


@pytest.mark.skipif(sys.platform == "win32", reason="kills a process in its own midst")
def test_a_process_that_is_killed_as_it_writes_leaves_the_old_or_the_new(tmp_path, same):
    stores = [RunStore(tmp_path / str(steps)) for steps in range(STEPS)]
    runs = [keep_whole(store)[1] for store in stores]
    arguments = [text for store, run in zip(stores, runs) for text in (str(store.folder), run.id)]
    done = subprocess.run(
        [sys.executable, "-c", KILLED, *arguments],
        capture_output=True,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},  # no thread, of which a fork would warn
    )
    assert done.stdout.split() == [b"-9"] * (STEPS - 1) + [b"0"], done.stderr
    for steps, (store, run) in enumerate(zip(stores, runs)):
        assert left(store) == ([run.id], [])
        entry = store.entry(run.id)
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


def test_a_run_whose_fate_is_no_word_is_offered(store):
    entry = keep(store, "saved")
    text = (entry.path / "run.json").read_bytes()
    (entry.path / "run.json").write_bytes(text.replace(b'"saved"', b'"sxved"'))
    assert left(store) == ([entry.path.name], [])
