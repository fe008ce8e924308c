"""One window for one store: what a second start does, with real processes."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from program import wait_for
from PySide6.QtCore import QLockFile, QSettings

from digitpad import Network
from digitpad.core import network_file
from digitpad.core.network_file import NetworkFile
from digitpad.single_instance import LONGEST_REQUEST, Instance

resource = pytest.importorskip("resource") if sys.platform == "linux" else None
pytestmark = pytest.mark.slow

HASTY = """
import sys
from digitpad import single_instance
from digitpad.app import main
single_instance.PATIENCE = 1.0
sys.exit(main())
"""
SCRIPT = """
import sys
from PySide6.QtWidgets import QApplication
from digitpad.app import create_window
application = QApplication(sys.argv)
window = create_window()
window.show()
application.exec()
"""


class Home:
    """A user's folders, and the programs that were started there."""

    def __init__(self, folder):
        self.folder = folder
        names = "CONFIG_HOME", "DATA_HOME", "CACHE_HOME", "STATE_HOME"
        self.environ = os.environ | {f"XDG_{name}": str(self.folder / name) for name in names}
        self.environ["QT_QPA_PLATFORM"] = "offscreen"
        self.store = self.folder / "DATA_HOME" / "digitpad" / "digitpad.sqlite"
        self.starts = self.store.with_name("starts")
        self.started = []

    def start(self, *arguments, cwd=None, way=("-m", "digitpad"), prepare=None):
        program = subprocess.Popen(
            [sys.executable, *way, *arguments],
            env=self.environ, cwd=cwd, stderr=subprocess.PIPE, text=True, preexec_fn=prepare,
        )  # fmt: skip
        self.started.append(program)
        return program

    def window(self, *arguments, way=("-m", "digitpad")):
        """Start the program, and wait for its window."""
        program = self.start(*arguments, way=way)
        wait_for(lambda: self.has_store(program))
        return program

    def has_store(self, program):
        """Whether a program has a window with the store."""
        has_file = self.store.exists() and self.store.stat().st_size
        lock = QLockFile(str(self.store.with_name("digitpad.lock")))
        return has_file and lock.getLockInfo()[0] == program.pid

    def save(self, name):
        """A network file of this name in the home."""
        network_file.save(NetworkFile(Network([784, 5, 10])), self.folder / name)
        return self.folder / name

    def opened(self):
        """The names of the files that were opened."""
        settings = QSettings(
            str(self.folder / "CONFIG_HOME" / "digitpad" / "settings.ini"),
            QSettings.Format.IniFormat,
        )
        found = settings.value("recent/files") or []
        return [Path(each).name for each in ([found] if isinstance(found, str) else found)]

    def end(self):
        for program in self.started:
            if program.poll() is None:
                if hasattr(signal, "SIGCONT"):
                    program.send_signal(signal.SIGCONT)
                program.terminate()
            program.communicate(timeout=30)


can_stop = pytest.mark.skipif(
    not hasattr(signal, "SIGSTOP"), reason="a process cannot be stopped here, only ended"
)


def stop(program):
    """Stop a process, and wait until it has stopped."""
    program.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, program.pid, os.WSTOPPED)


@pytest.fixture
def home(tmp_path):
    home = Home(tmp_path)
    yield home
    home.end()


def test_a_second_start_gives_its_file_to_the_window_and_ends(home):
    """Also with a name of any letters, and relative to another folder; or one that is not there."""
    first_name, name = "最初の Ψ é.json", "mein Netz Ω, 日本 ü.json"
    for each in (first_name, name):
        home.save(each)
    first = home.window("-style", "fusion", str(home.folder / first_name))
    wait_for(lambda: home.opened() == [first_name])
    second = home.start("-style", "fusion", name, cwd=home.folder)
    assert second.wait(30) == 0 and second.stderr.read() == ""
    wait_for(lambda: home.opened() == [name, first_name])
    assert home.start("not there.json", cwd=home.folder).wait(30) == 0
    assert home.start().wait(30) == 0
    wrong = home.start("--wrong")
    assert wrong.wait(30) == 2 and "--wrong" in wrong.stderr.read()
    assert first.poll() is None and home.opened() == [name, first_name]
    assert list(home.starts.iterdir()) == []
    assert os.name == "nt" or home.starts.stat().st_mode & 0o777 == 0o700  # for this user alone
    first.terminate()
    first.wait(30)
    third = home.window()  # a window that was ended leaves nothing that holds up the next
    assert third.poll() is None


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names of files are Unicode")
def test_a_second_start_hands_over_a_file_whose_name_is_no_unicode(home):
    path = os.fsdecode(os.fsencode(home.folder / "net") + b"\xff.json")
    os.rename(home.save("net.json"), path)
    home.window()
    assert home.start(path).wait(30) == 0
    wait_for(lambda: home.opened())


@pytest.mark.parametrize("count", [2, 3])
def test_of_starts_at_once_one_is_the_window(home, count):
    programs = [home.start() for _ in range(count)]
    wait_for(lambda: sum(each.poll() is not None for each in programs) == count - 1)
    (window,) = [each for each in programs if each.poll() is None]
    wait_for(lambda: home.has_store(window))
    assert [each.returncode for each in programs if each is not window] == [0] * (count - 1)


def test_the_window_of_a_script_takes_files_as_well(home):
    home.window(way=("-c", SCRIPT))
    assert home.start(str(home.save("net.json"))).wait(30) == 0
    wait_for(lambda: home.opened() == ["net.json"])


@can_stop
def test_if_the_window_is_killed_while_it_is_asked_the_second_start_is_the_window(home):
    first = home.window()
    stop(first)
    second = home.start(str(home.save("net.json")))
    wait_for(lambda: home.starts.is_dir() and any(home.starts.iterdir()))
    first.kill()
    first.wait(30)
    wait_for(lambda: home.has_store(second))
    wait_for(lambda: home.opened() == ["net.json"])
    assert list(home.starts.iterdir()) == []


@can_stop
def test_a_window_that_does_not_answer_is_left_alone(home):
    first = home.window()
    stop(first)
    before = home.store.read_bytes()
    second = home.start(str(home.save("late.json")), way=("-c", HASTY))
    assert second.wait(60) == 1
    assert second.stderr.read() == "digitpad is open already, and does not answer.\n"
    assert home.store.read_bytes() == before and list(home.starts.iterdir()) == []
    first.send_signal(signal.SIGCONT)
    assert home.start(str(home.save("next.json"))).wait(60) == 0
    wait_for(home.opened)
    assert home.opened() == ["next.json"]  # the late one was taken back


@pytest.mark.skipif(resource is None, reason="no program's limits can be changed here")
def test_a_lock_that_a_full_disk_refuses_is_tried_again(home):
    """The window opens, and keeps all as soon as there is room."""
    full = (0, resource.RLIM_INFINITY)
    first = home.start(prepare=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, full))
    wait_for(lambda: "--child" in subprocess.getoutput(f"ps --ppid {first.pid} -o args"))
    assert not home.store.exists() and first.poll() is None
    resource.prlimit(first.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    wait_for(lambda: home.has_store(first))
    assert home.start().wait(30) == 0


# Without processes.


@pytest.fixture
def instances(tmp_path):
    """Two claims to one store; the first one has it."""
    first, second = (Instance(tmp_path / "digitpad.sqlite") for _ in range(2))
    assert first.take()
    yield first, second
    for each in (first, second):
        each.release()


def test_one_of_a_process_holds_the_lock_until_it_lets_go(instances):
    first, second = instances
    assert first.take() and first.claim() == ""
    assert not second.take() and second.claim() == "digitpad is open elsewhere."
    first.release()
    assert second.claim() == "" and second.take()


def test_a_lock_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "no folder").touch()
    instance = Instance(tmp_path / "no folder" / "digitpad.sqlite")
    assert not instance.take() and instance.refusal
    assert str(tmp_path / "no folder") in instance.claim()


def test_a_request_is_taken_once_and_only_by_the_window(instances, tmp_path, monkeypatch):
    first, second = instances
    taken, exists = [], Path.exists

    def look(path):
        assert second.requests() == []
        taken.extend(first.requests())
        return exists(path)

    monkeypatch.setattr(Path, "exists", look)
    assert second.hand_over(["net.json", "other.json"])
    assert taken == [[str(Path.cwd() / "net.json"), str(Path.cwd() / "other.json")]]
    assert list((tmp_path / "starts").iterdir()) == []


def test_a_request_is_taken_whatever_its_age_and_one_that_is_too_long_removed_unread(
    instances, tmp_path
):
    first, starts = instances[0], tmp_path / "starts"
    starts.mkdir()
    (starts / "long.request").write_bytes(bytes(LONGEST_REQUEST + 1))
    (starts / "being written").write_bytes(b"/a")
    (starts / "old.request").write_bytes(b"/b")
    os.utime(starts / "old.request", (0, 0))  # another clock, or its start was killed
    assert first.requests() == [["/b"]]
    assert [path.name for path in starts.iterdir()] == ["being written"]
