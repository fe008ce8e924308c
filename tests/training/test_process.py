"""The training process imports digitpad and nothing of the program that starts it."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from patience import SECONDS
from scripts import write_script
from short_runs import new_network

import digitpad
from digitpad.core.data.data_spec import DataSpec
from digitpad.training import process, worker

pytestmark = pytest.mark.slow

# A script by somebody who does not know of __main__, with a module beside it that must not be
# mistaken for Python's own.
SCRIPT = """
print("a script begins", flush=True)
from PySide6.QtCore import QCoreApplication
from digitpad import Hyperparameters
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import Architecture
from digitpad.session.session import Session

application = QCoreApplication([])
session = Session(DataSpec(FOLDER))

def end(*told):
    print("ended", flush=True)
    session.shut_down()
    application.quit()

session.queue.ended.connect(end)
settings = Hyperparameters(epochs=1, mini_batch_size=500)
session.train_new(Architecture(()), settings)
application.exec()
"""


def run(command, folder, **options):
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, **options
    )


@pytest.mark.parametrize("way", ["a script", "standard input"])
def test_a_script_without_a_guard_is_run_once_and_its_start_begins(tmp_path, some_of_mnist, way):
    script = tmp_path / "script.py"
    lines = SCRIPT.replace("FOLDER", repr(some_of_mnist))
    script.write_text(lines)
    if way == "a script":
        done = run([sys.executable, str(script)], tmp_path)
    else:  # as a notebook, which has no file of its own
        done = run([sys.executable], tmp_path, input=lines)
    assert (done.stdout, done.stderr) == ("a script begins\nended\n", "")


def test_no_module_in_the_current_folder_is_executed(tmp_path, monkeypatch):
    for name in ("subprocess", "signal", "numpy", "numba", "threadpoolctl"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(3)\n")
    monkeypatch.chdir(tmp_path)
    child, connection = process.start()
    with connection:
        pass  # the window is gone at once
    assert child.wait(SECONDS) == 0


def test_the_process_imports_the_digitpad_of_its_parent(tmp_path):
    """Another digitpad that Python would find first is passed over."""
    other = tmp_path / "digitpad"
    other.mkdir()
    (other / "__init__.py").write_text("raise SystemExit(3)\n")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import digitpad; from digitpad.training import process\n"
        "import os; os.environ['PYTHONPATH'] = sys.argv[2]\n"
        "child, connection = process.start()\n"
        "connection.close(); print(child.wait())"
    )
    place = Path(digitpad.__file__).resolve().parents[1]
    done = run([sys.executable, "-c", code, str(place), str(tmp_path)], tmp_path)
    assert (done.stdout, done.stderr) == ("0\n", "")


@pytest.mark.parametrize("errors", ["a file", "none", "no file"])
def test_errors_are_written_where_its_parent_without_a_console_writes_them(
    monkeypatch, tmp_path, some_of_mnist, errors
):
    noted = tmp_path / "errors.txt"
    noted.touch()
    files = {"a file": noted.open("a"), "no file": io.StringIO(), "none": None}
    monkeypatch.setattr(sys, "__stderr__", None)
    monkeypatch.setattr(sys, "stderr", files[errors])
    child, connection = process.start()
    with files["a file"], connection:
        connection.send(
            worker.Train("a run", 1, new_network(), "no settings", DataSpec(some_of_mnist))
        )
        assert isinstance(connection.recv(), worker.Started)
        while (report := connection.recv()).end is None:
            connection.send(worker.Command.TAKEN)
    assert report.reason.startswith("Training broke off: AttributeError")
    assert child.wait(SECONDS) == 0
    assert ("Traceback" in noted.read_text()) == (errors == "a file")


def test_a_python_that_is_gone_is_told(monkeypatch, make_run):
    monkeypatch.setattr(sys, "executable", os.devnull)
    run = make_run()
    run.trainer.prepare()
    run.start()  # it says so, and not before
    (failed,) = run.all("failed")
    assert "cannot be started" in failed and failed.endswith(".")
    monkeypatch.undo()
    run.start(mini_batch_size=1000).wait_for("ended")


# A bundle by PyInstaller acts as `python -m digitpad`, and takes no options of Python.
# numba, which it does not have, would compile all kernels anew for a program of another age.
FROZEN = """
import runpy, sys
sys.frozen, sys.modules["numba"] = True, None
runpy.run_module("digitpad", run_name="__main__", alter_sys=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows starts no scripts")
def test_a_frozen_program_starts_itself(monkeypatch, tmp_path, make_run):
    """A bundle is a program in a folder of its own."""
    program = tmp_path / "bundle" / "digitpad"
    program.parent.mkdir()
    write_script(program, FROZEN)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setenv("PYTHONPATH", str(Path(digitpad.__file__).resolve().parents[1]))
    trained = make_run()
    trained.start(mini_batch_size=1000).wait_for("ended")
    assert trained.all("failed") == []
    assert run([str(program), "--version"], program.parent).stdout.startswith("digitpad ")
    assert not process.serve(["--child"])
    assert not process.serve(["a file", "3"])
