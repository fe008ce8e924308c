"""Files are written all at once or not at all, and every failure is one sentence."""

import csv
import errno
import os
import random
import re
import stat
import subprocess
import sys

import pytest
from refusals import refusal

from digitpad.core import files
from digitpad.core.files import FileError
from digitpad.core.text import file_name, reason_of

has_modes = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions as POSIX has them")
NEW = b"new\0\r\n" * 100_000


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes among its files")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "net.json")
    with pytest.raises(FileError, match="net.json cannot be read: it is no regular file"):
        files.read(tmp_path / "net.json", 1000)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "curves.csv"


def names(folder):
    return sorted(entry.name for entry in folder.iterdir())


def assert_refused(target, words, folder):
    before = names(folder)
    sentence = refusal(lambda: files.write(target, NEW), FileError)
    assert sentence.startswith(f"{file_name(target)} cannot be written: ")
    assert re.search(words, sentence) and sentence.endswith(".")
    assert names(folder) == before  # no temporary file is left


def test_a_file_has_the_content_alone_and_nothing_else_is_left(path, monkeypatch):
    files.write(path, NEW)
    assert path.read_bytes() == NEW
    files.write(str(path), b"")
    assert path.read_bytes() == b""
    monkeypatch.chdir(path.parent)  # a name in the working folder is enough
    files.write("curves.csv", NEW)
    assert path.read_bytes() == NEW
    assert names(path.parent) == ["curves.csv"]


@has_modes
def test_a_file_keeps_its_permissions_and_a_link_stays_a_link(path, tmp_path):
    (tmp_path / "there").mkdir()
    target = tmp_path / "there" / "real.csv"
    path.symlink_to("there/real.csv")
    files.write(path, b"old")
    target.chmod(0o640)
    files.write(path, NEW)
    assert path.is_symlink() and target.read_bytes() == NEW
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert names(tmp_path / "there") == ["real.csv"]


def test_a_file_is_on_the_disk_before_it_is_renamed(path, monkeypatch):
    done = []
    for name in ("fsync", "replace"):
        real = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *a, n=name, r=real: [done.append(n), r(*a)])
    files.write(path, NEW)
    assert done == ["fsync", "replace"]


KEEPS_WRITING = """
import sys
from digitpad.core.files import write
while True:
    for letter in b"on":  # old, new
        write(sys.argv[1], bytes([letter]) * 2**22)
        print(flush=True)
"""


@pytest.mark.slow
def test_a_file_is_old_or_new_whenever_the_program_is_killed(path):
    chance = random.Random(1)
    for _ in range(8):
        command = [sys.executable, "-c", KEEPS_WRITING, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            writer.stdout.readline()
            with pytest.raises(subprocess.TimeoutExpired):
                writer.wait(chance.random() / 20)
            writer.kill()
        found = path.read_bytes()
        assert found in (b"o" * 2**22, b"n" * 2**22)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("read-only", "it is read-only"),
        ("folder", "it is a folder"),
        ("gone/curves.csv", "there is no folder .*gone"),
        ("read-only/net.json", "there is no folder .*read-only"),
        # Windows calls a name that is too long one that is not there.
        ("n" * 300 + ".json", "its name is too long|it is not there"),
        ("a\0b", "null"),
    ],
)
def test_a_failure_to_write_is_told_in_a_sentence(tmp_path, name, words):
    (tmp_path / "read-only").write_text("old")
    (tmp_path / "read-only").chmod(0o444)
    (tmp_path / "folder").mkdir()
    assert_refused(tmp_path / name, words, tmp_path)
    assert (tmp_path / "read-only").read_text() == "old"


@pytest.mark.parametrize(
    ("failing", "number", "words"),
    [
        ("open", errno.EACCES, "no new file can be made in the folder "),
        *((step, errno.EACCES, "permission is denied") for step in ("fsync", "replace")),
        *((step, errno.ENOSPC, "the disk is full") for step in ("open", "fsync", "replace")),
        *((step, errno.EIO, "the disk has failed") for step in ("fsync", "replace")),
    ],
)
def test_a_disk_that_fails_half_way_leaves_the_old_file(path, monkeypatch, failing, number, words):
    def fail(*_):
        raise OSError(number, os.strerror(number))

    path.write_text("old")
    with monkeypatch.context() as patch:
        patch.setattr(os, failing, fail)
        assert_refused(path, words, path.parent)
    assert path.read_text() == "old"
    files.write(path, NEW)
    assert path.read_bytes() == NEW


class Denied(PermissionError):
    """As Windows refuses to replace a file that another program has open."""

    winerror = 5


def test_a_file_that_another_program_has_open_for_a_moment_is_replaced(path, monkeypatch):
    path.write_text("old")
    replace, refusals = os.replace, iter(3 * [Denied(errno.EACCES, "Access is denied")])

    def refuse(*paths):
        if refused := next(refusals, None):
            raise refused
        replace(*paths)

    monkeypatch.setattr(os, "replace", refuse)
    files.write(path, NEW)
    assert path.read_bytes() == NEW and next(refusals, None) is None


def test_a_file_that_another_program_keeps_open_is_named(path, monkeypatch):
    def refuse(*_paths):
        raise Denied(errno.EACCES, "Access is denied")

    path.write_text("old")
    monkeypatch.setattr(files, "PATIENCE", 0.1)
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", refuse)
        assert_refused(path, "another program has it open", path.parent)
    assert path.read_text() == "old"


@pytest.mark.skipif(os.name != "nt", reason="elsewhere an open file can be replaced")
def test_windows_itself_refuses_to_replace_an_open_file(path, monkeypatch):
    path.write_text("old")
    monkeypatch.setattr(files, "PATIENCE", 0.1)
    with path.open("rb"):
        assert_refused(path, "another program has it open", path.parent)
    files.write(path, NEW)
    assert path.read_bytes() == NEW


def test_a_file_is_read_up_to_its_limit(path):
    path.write_bytes(bytes(2**21))
    assert files.read(path, 2**21) == bytes(2**21)
    path.write_bytes(bytes(2**21 + 1))
    with pytest.raises(FileError, match=r"^curves.csv is too large: it has 3 MB, 2 MB is the most"):
        files.read(path, 2**21)


def test_a_failure_to_read_is_told_in_a_sentence(path):
    for target, words in (
        (path, "curves.csv cannot be read: it is not there"),
        (path.parent, "cannot be read: it is a folder"),
        (path / "x.json", "x.json cannot be read: it is not there"),
    ):
        with pytest.raises(FileError, match=words):
            files.read(target, 100)


def test_other_errors_are_said_in_the_words_of_the_system():
    assert reason_of(OSError(errno.ENOTEMPTY, "Das Verzeichnis ist nicht leer")) == (
        "Das Verzeichnis ist nicht leer"
    )
    assert reason_of(OSError("it is closed")) == "it is closed"


def test_a_csv_file_is_read_whole_by_programs_that_leave_out_remarks():
    """A # outside of quotes begins a remark."""
    rows = [["name", "x"], ["net #3", 0.5], ["#1", 2], ['a "b" #', -1], ["plain, but long", 3]]
    text = files.csv_file(rows, ["two\nlines"]).decode()
    lines = [re.sub(r'^((?:[^"#]|"[^"]*")*)#.*', r"\1", line) for line in text.splitlines()]
    found = list(csv.reader(line for line in lines if line))
    assert found == [[str(cell) for cell in row] for row in rows]
