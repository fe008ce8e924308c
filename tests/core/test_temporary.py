"""Temporary files that a killed process has left are removed, and no others."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from digitpad.core.files import temporary, whole_files

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks")

WRITE = """
import os, sys
from digitpad.core.files import whole_files

def wait(*_):  # all is written, nothing is renamed
    print("written", flush=True)
    sys.stdin.read()

os.replace = wait
whole_files.write(sys.argv[1], b"new" * 100_000)
"""


def names(folder):
    return sorted(entry.name for entry in folder.iterdir())


def left(folder):
    return [name for name in names(folder) if name.startswith(".digitpad-")]


@pytest.fixture
def start_writing(tmp_path):
    """A function that starts a process which is about to rename its temporary file."""
    processes = []

    def start():
        process = subprocess.Popen(
            [sys.executable, "-c", WRITE, str(tmp_path / "net.json")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        processes.append(process)
        assert process.stdout.readline() == b"written\n"
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_what_a_killed_process_has_left_is_removed_at_the_next_write(tmp_path, start_writing):
    for _ in range(2):
        kill(start_writing())
    assert left(tmp_path)
    whole_files.write(tmp_path / "another.json", b"content")
    assert names(tmp_path) == ["another.json"]


def test_what_is_being_written_is_left_alone_even_by_a_process_that_is_stopped(
    tmp_path, start_writing
):
    alive, stopped, killed = (start_writing() for _ in range(3))
    stopped.send_signal(signal.SIGSTOP)
    kill(killed)
    assert len(left(tmp_path)) == 3
    whole_files.write(tmp_path / "another.json", b"content")
    assert len(left(tmp_path)) == 2
    stopped.send_signal(signal.SIGCONT)
    kill(alive)
    kill(stopped)
    whole_files.write(tmp_path / "another.json", b"content")
    assert names(tmp_path) == ["another.json"]


def test_nothing_else_is_removed(tmp_path):
    folder, there = tmp_path / "folder", tmp_path / "there"
    folder.mkdir()
    there.write_text("a file")
    name = ".digitpad-{}.tmp"
    (folder / name.format("0" * 16)).mkdir()
    (folder / name.format("1" * 16)).symlink_to(there)
    os.mkfifo(folder / name.format("2" * 16))
    os.link(there, folder / name.format("3" * 16))
    for other in (name.format("x" * 16), name.format("4" * 15), "a" + name.format("5" * 16)):
        (folder / other).write_text("not ours")
    (folder / (name.format("6" * 16) + ".json")).write_text("not ours")
    before = names(folder)
    whole_files.write(folder / "net.json", b"content")
    assert names(folder) == sorted([*before, "net.json"])
    (folder / name.format("7" * 16)).write_text("left behind")
    whole_files.write(folder / "net.json", b"content")
    assert names(folder) == sorted([*before, "net.json"])
    assert there.read_text() == "a file"


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root can give files away"
)
def test_what_another_user_has_left_stays(tmp_path):
    path = tmp_path / ".digitpad-0123456789abcdef.tmp"
    path.write_text("theirs")
    os.chown(path, 1234, 1234)
    whole_files.write(tmp_path / "net.json", b"content")
    assert path.exists()
    os.chown(path, 0, 0)
    whole_files.write(tmp_path / "net.json", b"content")
    assert not path.exists()


def test_a_folder_that_one_may_not_list_can_be_written_to(tmp_path, an_ordinary_user):
    folder = tmp_path / "folder"
    folder.mkdir()
    folder.chmod(0o333)
    with an_ordinary_user():
        whole_files.write(folder / "net.json", b"content")
    folder.chmod(0o755)
    assert names(folder) == ["net.json"]


def test_who_is_robbed_of_a_file_before_it_is_locked_makes_another(tmp_path, monkeypatch):
    """Between its making and its locking nothing tells it from one that was left behind."""
    real, robbed = temporary._lock, []

    def rob(file):
        if not robbed:
            robbed.append(file.name)
            os.unlink(file.name)
        return real(file)

    monkeypatch.setattr(temporary, "_lock", rob)
    whole_files.write(tmp_path / "net.json", b"content")
    assert len(robbed) == 1
    assert (tmp_path / "net.json").read_bytes() == b"content"
    assert names(tmp_path) == ["net.json"]


def test_who_is_about_to_be_robbed_makes_another_file(tmp_path, monkeypatch):
    real, thieves = temporary._lock, {}

    def lock_first(file):
        if not thieves:
            handle = os.open(file.name, os.O_RDONLY)
            temporary.fcntl.flock(handle, temporary.fcntl.LOCK_EX)
            thieves[os.path.basename(file.name)] = handle
        return real(file)

    monkeypatch.setattr(temporary, "_lock", lock_first)
    with temporary.temporary_file(tmp_path, 0o666) as (path, file):
        ((taken, handle),) = thieves.items()
        assert os.path.samestat(os.fstat(file.fileno()), path.stat())
        assert names(tmp_path) == sorted([taken, path.name])
        os.close(handle)


def test_many_who_write_into_one_folder_do_not_disturb_each_other(tmp_path):
    mistakes = []

    def write(number):
        try:
            for _ in range(30):
                whole_files.write(tmp_path / f"{number}.json", bytes([number]) * 1000)
        except OSError as error:
            mistakes.append(error)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not mistakes
    assert names(tmp_path) == [f"{n}.json" for n in range(6)]


def test_where_no_file_can_be_locked_files_are_written_and_nothing_is_removed(
    tmp_path, monkeypatch
):
    def refuse(*_):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(temporary.fcntl, "flock", refuse)
    (tmp_path / ".digitpad-0123456789abcdef.tmp").write_text("whose?")
    whole_files.write(tmp_path / "net.json", b"content")
    assert names(tmp_path) == [".digitpad-0123456789abcdef.tmp", "net.json"]
