"""Files are written all at once or not at all, and every failure is one sentence."""

import errno
import hashlib
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from digitpad.core.files import whole_files
from digitpad.core.files.whole_files import FileError
from digitpad.core.text import file_name

posix = pytest.mark.skipif(sys.platform == "win32", reason="permissions as POSIX has them")
NEW = b"new\0\r\n" * 100_000


@pytest.fixture
def path(tmp_path):
    return tmp_path / "curves.csv"


def names(folder):
    return sorted(entry.name for entry in folder.iterdir())


def assert_refused(target, words, folder):
    before = names(folder)
    with pytest.raises(FileError, match=words) as caught:
        whole_files.write(target, NEW)
    sentence = str(caught.value)
    assert sentence.startswith(f"{file_name(target)} cannot be written: ")
    assert sentence.endswith(".") and "\n" not in sentence and len(sentence) <= 200
    assert names(folder) == before  # no temporary file is left


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


# What is written


def test_the_bytes_are_the_content_and_nothing_else_is_left(path):
    whole_files.write(path, NEW)
    assert path.read_bytes() == NEW
    whole_files.write(str(path), b"")
    assert path.read_bytes() == b""
    assert names(path.parent) == ["curves.csv"]


def test_a_name_in_the_working_folder_is_enough(path, monkeypatch):
    monkeypatch.chdir(path.parent)
    whole_files.write("curves.csv", NEW)
    assert path.read_bytes() == NEW


@posix
def test_a_name_as_long_as_the_disk_allows_is_not_too_long(tmp_path):
    target = tmp_path / ("é" * 125 + ".json")  # 255 bytes
    whole_files.write(target, NEW)
    assert names(tmp_path) == [target.name]


# What is refused


@posix
def test_a_read_only_file_is_left_alone(path):
    path.write_text("old")
    path.chmod(0o444)
    assert_refused(path, "it is read-only", path.parent)
    assert path.read_text() == "old"


@posix
def test_a_file_of_others_that_one_may_not_write_is_left_alone(path, an_ordinary_user):
    path.write_text("old")
    path.chmod(0o644)
    path.parent.chmod(0o777)
    if os.geteuid() != 0:
        pytest.skip("there are no files of others here")
    with an_ordinary_user():
        assert_refused(path, "it is read-only", path.parent)
    assert path.read_text() == "old"


def test_a_folder_that_is_not_there_is_named_and_not_made(tmp_path):
    assert_refused(tmp_path / "gone" / "curves.csv", "there is no folder .*gone", tmp_path)


def test_a_folder_is_not_overwritten(path):
    path.mkdir()
    assert_refused(path, "it is a folder", path.parent)
    assert path.is_dir()


def test_a_file_in_the_place_of_a_folder_is_left_alone(path):
    path.write_text("old")
    assert_refused(path / "net.json", "there is no folder .*curves.csv", path.parent)
    assert path.read_text() == "old"


@posix
def test_a_folder_that_takes_no_new_files_is_named(path, tmp_path, an_ordinary_user):
    path.write_text("old")
    path.chmod(0o666)
    tmp_path.chmod(0o555)
    with an_ordinary_user():
        for target in (path, tmp_path / "new.csv"):
            # The middle of a long path may be left out.
            folder = f"{tmp_path.parts[0]}.*{tmp_path.name[-20:]}"
            assert_refused(target, f"no new file can be made in the folder {folder}", tmp_path)
    assert path.read_text() == "old"


@posix
def test_what_is_no_file_is_neither_read_nor_replaced(path):
    os.mkfifo(path)
    for target in (path, Path("/dev/null")):
        assert_refused(target, "it is not a file.$", path.parent)
        with pytest.raises(FileError, match=f"^{target.name} cannot be read: it is not a file.$"):
            whole_files.read(target, 100)
    assert path.is_fifo()


@posix
def test_a_link_to_itself_is_refused(path):
    path.symlink_to(path)
    assert_refused(path, "a link that leads back to itself", path.parent)


@posix
def test_a_name_too_long_for_the_disk_is_refused(tmp_path):
    assert_refused(tmp_path / ("n" * 300 + ".json"), "its name is too long", tmp_path)


def test_a_path_with_a_nul_names_no_file(tmp_path):
    assert_refused(tmp_path / "a\0b", "null", tmp_path)


@pytest.mark.parametrize("failing", ["fsync", "replace", "chmod"])
@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "your share of the disk is used up"),
        (errno.EIO, "the disk has failed"),
        (errno.ENOMEM, "the memory is full"),
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
    whole_files.write(path, NEW)
    assert path.read_bytes() == NEW


def test_what_interrupts_a_write_is_not_hidden_and_leaves_the_old_file(path, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    path.write_text("old")
    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        whole_files.write(path, NEW)
    assert path.read_text() == "old" and names(path.parent) == ["curves.csv"]


@posix
def test_a_folder_that_cannot_be_synced_does_no_harm(path, monkeypatch):
    def fsync(handle):
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        real(handle)

    real = os.fsync
    monkeypatch.setattr(os, "fsync", fsync)
    whole_files.write(path, NEW)
    assert path.read_bytes() == NEW and names(path.parent) == ["curves.csv"]


@posix
def test_file_and_folder_reach_the_disk_in_this_order(path, monkeypatch):
    done = []
    fsync, replace = os.fsync, os.replace

    def note_sync(handle):
        done.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        fsync(handle)

    def note_replace(*arguments):
        done.append("rename")
        replace(*arguments)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(os, "replace", note_replace)
    whole_files.write(path, NEW)
    assert done == ["file", "rename", "folder"]


ON_A_SMALL_DISK = """
import os, subprocess, sys
from pathlib import Path
import numpy as np
from digitpad import Network, NetworkFileError
from digitpad.core.files import whole_files

disk = Path(sys.argv[1])
mount = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(disk)]
if subprocess.run(mount, capture_output=True).returncode:
    sys.exit(77)
path = disk / "net.json"
Network([784, 10, 10]).save(path)
old = path.read_bytes()

def refused(words, write):
    try:
        write()
    except (whole_files.FileError, NetworkFileError) as error:
        assert words in str(error), error
        assert str(error).startswith("net.json cannot be written: "), error
    else:
        raise SystemExit("it was written")
    assert path.read_bytes() == old
    assert os.listdir(disk) == ["net.json"], os.listdir(disk)

refused("the disk is full", lambda: Network([784, 100, 10]).save(path))
refused("the disk is full", lambda: whole_files.write(path, bytes(2**20)))
# Without the options it has: among them is a user whom this namespace does not know.
remount = ["mount", "--options-mode", "ignore", str(disk), "-o"]
subprocess.run([*remount, "remount,ro"], check=True)
refused("read-only", lambda: whole_files.write(path, b"new"))
try:
    whole_files.write(disk / "other.csv", b"new")
except whole_files.FileError as error:
    assert "the disk is read-only" in str(error), error
subprocess.run([*remount, "remount,rw"], check=True)
whole_files.write(path, b"new")
assert path.read_bytes() == b"new"
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets one mount a disk of one's own")
def test_a_disk_that_is_really_full_or_read_only_leaves_the_old_file(tmp_path):
    # In a mount namespace of its own, where an ordinary user is root: nothing is left mounted.
    unshare = ["unshare", "--user", "--map-root-user", "--mount"]
    try:
        allowed = subprocess.run([*unshare, "true"], capture_output=True).returncode == 0
    except FileNotFoundError:
        allowed = False
    if not allowed:
        pytest.skip("this system allows no mount namespace of one's own (unshare --user --mount)")
    run = subprocess.run(
        [*unshare, sys.executable, "-c", ON_A_SMALL_DISK, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    if run.returncode == 77:
        pytest.skip("this system allows no tmpfs to be mounted")
    assert (run.stdout, run.stderr, run.returncode) == ("", "", 0)


# How a file is replaced


@posix
@pytest.mark.parametrize("permissions", [0o600, 0o640, 0o666, 0o755])
def test_the_permissions_of_a_file_are_kept(path, permissions):
    path.write_text("old")
    path.chmod(permissions)
    whole_files.write(path, NEW)
    assert mode(path) == permissions
    assert names(path.parent) == ["curves.csv"]


@posix
@pytest.mark.parametrize("umask", [0o022, 0o077, 0o000])
def test_a_new_file_gets_the_permissions_that_any_new_file_gets(path, umask):
    before = os.umask(umask)
    try:
        whole_files.write(path, NEW)
    finally:
        assert os.umask(before) == umask
    assert mode(path) == 0o666 & ~umask


@posix
def test_a_private_file_is_private_at_every_moment(path, monkeypatch):
    path.write_text("old")
    path.chmod(0o600)
    seen = []
    real = os.chmod

    def chmod(name, *arguments):
        seen.append(mode(type(path)(name)))
        real(name, *arguments)

    monkeypatch.setattr(os, "chmod", chmod)
    whole_files.write(path, NEW)
    assert seen == [0o600]


@posix
def test_a_link_stays_a_link_and_its_file_is_replaced(path, tmp_path):
    (tmp_path / "there").mkdir()
    target = tmp_path / "there" / "real.csv"
    path.symlink_to("there/real.csv")
    for content in (NEW, b"newer"):
        whole_files.write(path, content)
        assert path.is_symlink() and not target.is_symlink()
        assert target.read_bytes() == content
    assert names(tmp_path / "there") == ["real.csv"]


@posix
def test_a_link_into_a_folder_that_is_gone_says_which(path, tmp_path):
    path.symlink_to("there/real.csv")
    assert_refused(path, "there is no folder .*there", tmp_path)


@posix
def test_who_reads_the_old_file_still_reads_the_old_file(path):
    path.write_text("old")
    with open(path) as file:
        whole_files.write(path, NEW)
        assert file.read() == "old"


def test_of_two_who_write_at_once_one_is_last_and_whole(path):
    contents = [bytes([n]) * 300_000 for n in range(4)]
    threads = [threading.Thread(target=whole_files.write, args=(path, c)) for c in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.read_bytes() in contents
    assert names(path.parent) == ["curves.csv"]


# What is read


def test_a_file_is_read_up_to_its_limit(path):
    path.write_bytes(bytes(2**21))
    assert whole_files.read(path, 2**21) == bytes(2**21)
    path.write_bytes(bytes(2**21 + 1))
    with pytest.raises(FileError, match=r"^curves.csv is too large: it has 3 MB, 2 MB is the most"):
        whole_files.read(path, 2**21)


def test_what_cannot_be_read_is_a_sentence(path):
    for target, words in (
        (path, "curves.csv cannot be read: it is not there"),
        (path.parent, "cannot be read: it is a folder"),
        (path / "x.json", "x.json cannot be read: it is not there"),
    ):
        with pytest.raises(FileError, match=words):
            whole_files.read(target, 100)


# What tells a file's content from another


def test_a_fingerprint_changes_with_the_content_and_with_nothing_else(path, tmp_path):
    path.write_bytes(NEW)
    before = whole_files.fingerprint(path, len(NEW))
    assert (
        before == whole_files.fingerprint(str(path), 2 * len(NEW)) == hashlib.sha256(NEW).digest()
    )
    os.utime(path, (1, 1))
    assert whole_files.fingerprint(path, len(NEW)) == before
    path.write_bytes(NEW[:-1] + b"!")
    assert whole_files.fingerprint(path, len(NEW)) not in (before, None)


@posix
def test_where_no_file_can_be_read_there_is_no_fingerprint(path, tmp_path):
    os.mkfifo(path)
    link = tmp_path / "link"
    link.symlink_to(link)
    for target in (path, link, tmp_path, tmp_path / "gone", "/dev/zero", "nul\0"):
        assert whole_files.fingerprint(target, 100) is None


def test_a_file_too_large_is_neither_read_nor_taken_for_none(path, monkeypatch):
    with open(path, "wb") as file:
        file.truncate(20 * 2**30)  # sparse: it takes no room
    small = path.with_name("small")
    small.write_bytes(NEW)
    in_full = whole_files.fingerprint(small, len(NEW))
    monkeypatch.setattr(hashlib, "sha256", lambda *_: pytest.fail("it was read"))
    large = whole_files.fingerprint(path, len(NEW))
    assert large is not None and large == whole_files.fingerprint(path, len(NEW))
    assert whole_files.fingerprint(small, len(NEW) - 1) not in (None, in_full, large)
    os.utime(path, (1, 1))
    assert whole_files.fingerprint(path, len(NEW)) != large


def test_what_is_added_while_a_file_is_read_is_not_read(path, monkeypatch):
    def grow(handle):
        status = real(handle)
        with open(path, "ab") as file:
            file.write(NEW)
        return status

    path.write_bytes(NEW)
    real = os.fstat
    monkeypatch.setattr(os, "fstat", grow)
    assert (
        whole_files.fingerprint(path, 10**9)
        == hashlib.sha256(path.read_bytes()[: -len(NEW)]).digest()
    )
    assert len(whole_files.read(path, 10**9)) == path.stat().st_size - len(NEW)
