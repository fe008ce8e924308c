"""Locks of entries: one process has each, for as long as it lives, and nobody waits for one."""

import subprocess
import sys
import threading

import pytest
from stores import keep, left

from digitpad.session.kept import locks


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
