"""A virtual display with the real program on it."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from program import Display, Program, children, has_ended, wait_for

import digitpad

# A bundle by resources/packaging/bundle.py can be tested in place of this digitpad.
BUNDLE = os.environ.get("DIGITPAD_BUNDLE")


@pytest.fixture(scope="session")
def display(tmp_path_factory):
    """An X server for the program alone."""
    missing = [tool for tool in ("Xvfb", "xdotool") if not shutil.which(tool)]
    if not sys.platform.startswith("linux") or missing:
        reason = f"not installed: {', '.join(missing)}" if missing else "X is for Linux"
        if os.environ.get("DIGITPAD_REQUIRE_XVFB"):
            pytest.fail(reason)
        pytest.skip(reason)
    server = Display(tmp_path_factory.mktemp("screen"))
    yield server
    server.close()


@pytest.fixture
def start_program(display, tmp_path):
    """Start digitpad with arguments; no process of it may be left afterwards."""
    programs, processes = [], set()
    command = [str(Path(BUNDLE).absolute())] if BUNDLE else [sys.executable, "-m", "digitpad"]
    home = tmp_path / "home"
    home.mkdir()

    def start(*arguments):
        assert all(p.process.poll() is not None for p in programs), "one program at a time"
        # In the tested digitpad's folder, so that this one starts; a bundle in a folder without
        # it and without Python.
        folder = tmp_path if BUNDLE else Path(digitpad.__file__).parents[1]
        program = Program([*command, *arguments], display, home, folder, is_alone=bool(BUNDLE))
        programs.append(program)
        wait_for(lambda: program.title() or program.process.poll() is not None)
        assert program.process.poll() is None, program.errors()
        wait_for(program.training_process)
        processes.update(children(program.process.pid))
        return program

    yield start
    for program in programs:
        program.kill()
    wait_for(lambda: all(has_ended(process) for process in processes))
    assert all("Traceback" not in program.errors() for program in programs)
