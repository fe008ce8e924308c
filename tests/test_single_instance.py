"""One window for one store: what a second start does, with real processes."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from program import wait_for
from PySide6.QtCore import QSettings

from digitpad import Network
from digitpad.core import network_file
from digitpad.core.network_file import NetworkFile
from digitpad.single_instance import CLOSING, ELSEWHERE, TAKEN, Instance

pytestmark = pytest.mark.slow


class Home:
    """A user's folders, and the programs that were started there."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="digitpad "))  # short enough for a socket
        names = "CONFIG_HOME", "DATA_HOME", "CACHE_HOME", "STATE_HOME"
        self.environ = os.environ | {f"XDG_{name}": str(self.folder / name) for name in names}
        self.environ |= {"QT_QPA_PLATFORM": "offscreen", "DISPLAY": ":7", "WAYLAND_DISPLAY": ""}
        self.store = self.folder / "DATA_HOME" / "digitpad" / "digitpad.sqlite"
        self.started = []

    def start(self, *arguments, cwd=None, **environ):
        program = subprocess.Popen(
            [sys.executable, "-m", "digitpad", *arguments],
            env=self.environ | environ, cwd=cwd, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.started.append(program)
        return program

    def window(self, *arguments):
        """Start the program, and wait for its window."""
        program = self.start(*arguments)
        wait_for(self.answers)
        wait_for(lambda: self.store.exists() and self.store.stat().st_size)
        return program

    def answers(self):
        """Whether there is a window that takes files."""
        return Instance(self.store).hand_over(None) == TAKEN

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
        for path in sorted(self.folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        self.folder.rmdir()


can_stop = pytest.mark.skipif(
    not hasattr(signal, "SIGSTOP"), reason="a process cannot be stopped here, only ended"
)
has_sockets = hasattr(socket, "AF_UNIX")  # Windows has pipes instead


def stop(program):
    """Stop a process, and wait until it has stopped."""
    program.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, program.pid, os.WSTOPPED)


@pytest.fixture
def home(monkeypatch):
    monkeypatch.setenv("DISPLAY", ":7")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    home = Home()
    yield home
    home.end()


def test_a_second_start_gives_its_file_to_the_window_and_ends(home, tmp_path):
    """Also with a name of any letters, and relative to another folder; or one that is not there."""
    first_name, name = "最初の Ψ é.json", "mein Netz Ω, 日本 ü.json"
    for each in (first_name, name):
        network_file.save(NetworkFile(Network([784, 5, 10])), tmp_path / each)
    first = home.window("-style", "fusion", str(tmp_path / first_name))
    wait_for(lambda: home.opened() == [first_name])
    second = home.start("-style", "fusion", name, cwd=tmp_path)
    assert second.wait(30) == 0 and second.stderr.read() == ""
    wait_for(lambda: home.opened() == [name, first_name])
    assert home.start("not there.json", cwd=tmp_path).wait(30) == 0
    assert home.start().wait(30) == 0
    wrong = home.start("--wrong")
    assert wrong.wait(30) == 2 and "--wrong" in wrong.stderr.read()
    assert first.poll() is None and home.opened() == [name, first_name] and home.answers()
    if has_sockets:
        address = home.store.with_name("digitpad.socket")
        assert address.stat().st_mode & 0o777 == 0o600  # for this user alone
    first.terminate()
    first.wait(30)
    third = home.window()  # a window that was ended leaves nothing that holds up the next
    assert third.poll() is None


def test_of_two_starts_at_once_one_is_the_window(home):
    both = [home.start(), home.start()]
    wait_for(lambda: any(each.poll() is not None for each in both))
    wait_for(home.answers)
    (ended,) = [each for each in both if each.poll() is not None]
    assert ended.returncode == 0


@can_stop
def test_if_the_window_is_killed_while_it_is_asked_the_second_start_is_the_window(home):
    first = home.window()
    stop(first)
    second = home.start()
    with pytest.raises(subprocess.TimeoutExpired):
        second.wait(1)  # it waits for an answer
    first.kill()
    first.wait(30)
    wait_for(home.answers)
    assert second.poll() is None


@can_stop
def test_a_window_that_does_not_answer_is_left_alone(home):
    first = home.window()
    stop(first)
    before = home.store.read_bytes()
    second = home.start()
    assert second.wait(60) == 1
    assert second.stderr.read() == "digitpad is open already, and does not answer.\n"
    assert home.store.read_bytes() == before
    for name in ("late.json", "next.json"):
        network_file.save(NetworkFile(Network([784, 5, 10])), home.folder / name)
    assert home.start("late.json", cwd=home.folder).wait(60) == 1
    first.send_signal(signal.SIGCONT)
    wait_for(home.answers)
    assert home.start("next.json", cwd=home.folder).wait(60) == 0
    wait_for(home.opened)
    assert home.opened() == ["next.json"]  # the late one was given up


def test_a_window_on_another_display_takes_no_file(home, monkeypatch):
    """The second start opens a window there, and keeps nothing."""
    first = home.window()
    monkeypatch.setenv("DISPLAY", ":8")
    assert Instance(home.store).hand_over("net.json") == ELSEWHERE
    kept = home.store.stat().st_ino
    second = home.start(DISPLAY=":8")
    with pytest.raises(subprocess.TimeoutExpired):
        second.wait(3)
    second.terminate()
    second.wait(30)
    monkeypatch.setenv("DISPLAY", ":7")
    assert first.poll() is None and home.answers() and home.store.stat().st_ino == kept


def test_one_of_a_process_holds_the_lock_until_it_lets_go(tmp_path):
    first, second = (Instance(tmp_path / "digitpad.sqlite") for _ in range(2))
    assert first.take() and first.take() and first.why_not() == ""
    assert not second.take()
    assert second.why_not() == "Nothing is kept by this window: digitpad is open elsewhere."
    assert second.hand_over(None) == CLOSING  # nobody listens
    first.release()
    assert second.take(1.0)
    second.release()


def test_files_that_come_before_the_window_wait_for_it(tmp_path):
    first, second = (Instance(tmp_path / "digitpad.sqlite") for _ in range(2))
    assert first.take()
    first.listen()
    assert second.hand_over("net.json") == TAKEN
    taken = []

    def take(path):
        taken.append(path)
        return TAKEN

    first.serve(take)
    assert taken == [str(Path.cwd() / "net.json")]
    assert second.hand_over(None) == TAKEN and taken[1:] == [""]
    first.release()
    assert second.hand_over(None) == CLOSING


def test_a_lock_that_cannot_be_opened_is_named(tmp_path):
    """Such as another user's."""
    lock = tmp_path / "digitpad.lock"
    lock.mkdir()
    instance = Instance(tmp_path / "digitpad.sqlite")
    assert not instance.take()
    assert instance.why_not() == (
        f"Nothing is kept by this window: {lock} cannot be opened: it is a folder."
    )


@pytest.mark.skipif(not has_sockets, reason="the name of a pipe is always short")
def test_a_long_path_has_its_socket_elsewhere(tmp_path):
    deep = tmp_path / ("x" * 99) / ("y" * 99)
    first, second = (Instance(deep / "digitpad.sqlite") for _ in range(2))
    assert first.take()
    first.listen()
    assert second.hand_over(None) == TAKEN
    first.release()
