"""Failures in training end no window, and leave no process or thread behind."""

import ctypes
import os
import select
import signal
import subprocess
import sys
import threading
from multiprocessing import connection

import pytest
from patience import SECONDS
from short_runs import QUICK, hyperparameters, new_network

from digitpad import Network
from digitpad.session.runs import processes

pytestmark = pytest.mark.slow

has_pidfds = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="uses pidfds")
has_stops = pytest.mark.skipif(
    not hasattr(signal, "SIGSTOP"), reason="nothing stops a process here"
)
PIPE = getattr(connection, "PipeConnection", connection.Connection)  # Windows has both
KILL = getattr(signal, "SIGKILL", signal.SIGTERM)  # by which Windows ends a process at once
KILLED = "SIGKILL" if hasattr(signal, "SIGKILL") else "ended"  # in the sentences about it


@pytest.fixture(autouse=True)
def no_numba(monkeypatch, tmp_path):
    """Without numba a process is ready sooner; how failures are told does not depend on it."""
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['numba'] = None\n")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")


def is_there(process):
    """Whether this process still exists, or is a zombie."""
    if hasattr(ctypes, "windll"):  # where os.kill would end it
        handle = ctypes.windll.kernel32.OpenProcess(1 << 20, False, process)  # to wait for it
        return bool(handle) and ctypes.windll.kernel32.WaitForSingleObject(handle, 0) != 0
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def assert_a_sentence(text, *words):
    assert "\n" not in text and text.endswith(".") and text[0].isupper() and len(text) < 300
    for word in words:
        assert word in text


def begin(run, stage):
    """Bring a run to a stage of its life, and return the process's id."""
    if stage == "unprepared":
        return None
    if stage in ("prepared", "ready"):
        run.trainer.prepare()
        if stage == "ready":
            run.wait_for("became_ready")
    else:
        run.start(epochs=10**6)
        if stage != "starting":
            run.wait_until_it_learns()
        if stage == "paused":
            run.trainer.pause()
        elif stage == "stopping":
            run.trainer.stop()
    return run.trainer.process_id


# The process is killed from outside


@pytest.mark.parametrize("stage", ["starting", "paused"])
def test_a_process_killed_at_work_is_told_and_the_next_start_works(run, stage):
    process = begin(run, stage)
    snapshots = run.all("advanced")
    os.kill(process, KILL)
    reason = run.why()
    assert_a_sentence(reason, KILLED, "epochs that had ended are kept")
    assert run.trainer.state == "idle" and run.states[-1] == "idle"
    assert not is_there(process)
    learnt = run.start(snapshots[-1].network if snapshots else None).learnt()
    assert run.trainer.process_id not in (process, None)
    assert len(run.all("failed")) == 1
    assert learnt.sizes == [784, 30, 10]


@pytest.mark.parametrize("stage", ["prepared", "ready"])
def test_a_process_killed_at_rest_is_replaced_by_the_next_start_without_a_word(run, stage):
    process = begin(run, stage)
    os.kill(process, KILL)
    run.qtbot.waitUntil(lambda: run.trainer.process_id is None)
    assert not is_there(process) and run.states == []
    run.start(**QUICK).learnt()
    assert run.trainer.process_id not in (process, None) and not run.all("failed")


def test_a_listener_to_the_failure_may_start_the_next_run(run):
    run.trainer.failed.connect(lambda _reason: run.start())
    os.kill(begin(run, "running"), KILL)
    run.wait_for("ended")
    run.wait_for("ended")
    assert run.states == ["running", "idle", "running", "idle"]


@has_stops
@pytest.mark.parametrize("waits", [True, False])
@pytest.mark.parametrize("stage", ["running", "paused"])
def test_a_process_that_hangs_after_a_stop_is_ended_and_the_next_run_works(
    run, monkeypatch, stage, waits
):
    monkeypatch.setattr(processes, "PATIENCE_MS", 300)
    process = begin(run, stage)
    os.kill(process, signal.SIGSTOP)
    run.trainer.stop()
    assert run.states[-1] == "idle" and run.all("ended")[0].end == "stopped"
    if not waits:
        run.start(**QUICK)  # at once: it is sent to the process that hangs
        assert is_there(process)
    run.qtbot.waitUntil(lambda: not is_there(process))
    if waits:
        run.start(**QUICK)
    run.learnt()
    assert not run.all("failed") and run.trainer.process_id not in (None, process)


@pytest.mark.parametrize("error", [MemoryError(), ValueError("bad bytes")])
def test_a_report_that_cannot_be_read_ends_the_run_and_the_next_start_works(
    run, monkeypatch, error
):
    process = begin(run, "running")

    def fail(_connection):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(PIPE, "recv", fail)
        assert_a_sentence(run.why(), type(error).__name__, "epochs that had ended are kept")
        assert run.trainer.state == "idle" and not is_there(process)
    run.trainer.shut_down()  # the next process may have answered too early
    run.start(**QUICK).learnt()


# An error inside the process


def test_an_error_inside_is_told_and_the_process_lives_on(run):
    broken = hyperparameters()
    object.__setattr__(broken, "eta", "fast")  # as only a bug could, past all checks
    run.trainer.start(new_network(), broken, run.trainer.data)
    reason = run.why()
    process = run.trainer.process_id
    assert_a_sentence(reason, "Training broke off", "Error")
    assert run.trainer.state == "idle"
    run.start().wait_for("ended")
    assert run.trainer.process_id == process
    assert len(run.all("failed")) == 1


# The end


@pytest.mark.parametrize("stage", ["unprepared", "prepared", "running", "stopping"])
def test_shut_down_leaves_no_process_and_no_thread(run, stage):
    threads = threading.active_count()
    process = begin(run, stage)
    if process is not None:
        assert threading.active_count() >= threads + 2  # one reads, one sends
    run.trainer.shut_down()
    assert process is None or not is_there(process)
    assert threading.active_count() == threads
    assert run.trainer.process_id is None
    run.trainer.shut_down()  # once more does no harm
    assert not run.all("failed")


@has_stops
def test_a_hanging_process_with_a_full_pipe_blocks_nothing(run):
    process = begin(run, "ready")
    os.kill(process, signal.SIGSTOP)
    run.start(Network([784, 100, 10]))  # 318 KB, and the pipe takes some 200
    for n in range(1000):  # these alone fill it, too
        run.trainer.change(hyperparameters(eta=0.1 + n))
    os.kill(process, signal.SIGCONT)
    run.wait_for("ended")
    os.kill(process, signal.SIGSTOP)
    run.start(Network([784, 100, 10]))
    run.trainer.shut_down()
    assert not is_there(process)
    assert len(run.all("ended")) == 1


@pytest.mark.parametrize("name", ["became_ready", "advanced", "ended", "killed"])
def test_a_listener_to_any_signal_may_shut_the_trainer_down(run, name):
    """So does a window that is closed; nothing_is_left_behind checks the rest."""
    signal_name = "ended" if name == "killed" else name
    getattr(run.trainer, signal_name).connect(run.trainer.shut_down)
    run.start(epochs=1)
    if name == "killed":
        run.wait_for("became_ready")
        os.kill(run.trainer.process_id, KILL)
    run.qtbot.waitUntil(lambda: run.all(signal_name) and run.trainer.process_id is None)


PARENT = """
import sys
from PySide6.QtCore import QCoreApplication
from digitpad import Hyperparameters, Network
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import Architecture
from digitpad.session.session import Session
from digitpad.training.process import Process

def start(*how):
    process = Process(*how)
    print(process.id, flush=True)
    return process

application, data = QCoreApplication([]), DataSpec(sys.argv[2])
session = Session(data, start)
session.train_new(Architecture(), Hyperparameters(epochs=10**6))
session.queue.changed.connect(lambda state: print("advanced", flush=True))
if sys.argv[1] == "raising":
    raise ValueError("something else broke")
sys.exit(application.exec())
"""


@has_pidfds
@pytest.mark.parametrize("stage", ["starting", "running", "raising"])
def test_the_process_ends_by_itself_when_the_window_is_killed_or_breaks(stage, some_of_mnist):
    program = [sys.executable, "-c", PARENT, stage, some_of_mnist]
    pipes = dict.fromkeys(("stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(program, stdin=subprocess.DEVNULL, text=True, **pipes) as parent:
        watch = os.pidfd_open(int(parent.stdout.readline()))

        def has_ended(seconds=SECONDS):
            return bool(select.select([watch], [], [], seconds)[0])

        try:
            if stage == "running":
                assert [parent.stdout.readline() for _ in range(2)] == 2 * ["advanced\n"]
            if stage != "raising":
                assert not has_ended(0)  # it lives as long as the window does
                parent.kill()
            _, errors = parent.communicate(timeout=SECONDS)
            assert has_ended()
            if stage == "raising":
                assert parent.returncode == 1
                assert errors.strip().endswith("ValueError: something else broke")
        finally:
            parent.kill()
            if not has_ended(0):
                signal.pidfd_send_signal(watch, signal.SIGKILL)
            os.close(watch)
