"""Starts the training process, which imports digitpad and nothing of the program that starts it.

Python's own `multiprocessing` would also import the caller's main module in the child. A script
without `if __name__ == "__main__":` would then start again there, and a notebook has no such
module. So the child is `python -m digitpad` with a switch, from the same folder as this digitpad.
The option -P keeps Python from looking for modules in the current folder. In a frozen bundle
`sys.executable` is digitpad itself.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from multiprocessing import connection
from pathlib import Path
from typing import Any

import digitpad

CHILD_SWITCH = "--child"  # a handle follows


def start() -> tuple["subprocess.Popen[bytes]", "connection.Connection[Any, Any]"]:
    """Start the process. Returns it, and our end of a pipe to it, which breaks when it ends.

    Raises OSError if it cannot be started.
    """
    assert digitpad.__file__ is not None
    ours, theirs = connection.Pipe()
    handle = theirs.fileno()
    options: dict[str, Any] = {}
    if sys.platform == "win32":
        os.set_handle_inheritable(handle, True)
        options["startupinfo"] = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [handle]})
    else:
        options["pass_fds"] = [handle]
    as_module = [] if is_frozen() else ["-P", "-m", "digitpad"]
    folders = [str(Path(digitpad.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    # OpenBLAS would start a thread for each processor at once, and they spin; so may macOS's
    # Accelerate, which threadpoolctl does not know.
    environment = {
        "PYTHONPATH": os.pathsep.join(filter(None, folders)),
        "OPENBLAS_NUM_THREADS": "1",
        "VECLIB_MAXIMUM_THREADS": "1",
    }
    try:
        process = subprocess.Popen(
            [sys.executable, *as_module, CHILD_SWITCH, str(handle)],
            stdin=subprocess.DEVNULL,
            env=os.environ | environment,
            **options,
        )
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()  # so only the child has it, and its death closes the pipe
    return process, ours


def is_frozen() -> bool:
    """Whether this digitpad is a bundle that brings its own Python along."""
    return bool(getattr(sys, "frozen", False))


def serve(arguments: Sequence[str]) -> bool:
    """Be the training process if these arguments say so. Returns whether they do."""
    if len(arguments) != 2 or arguments[0] != CHILD_SWITCH:
        return False
    from digitpad.training import worker

    # Ctrl+C in a terminal reaches every process of the program; the window decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    handle = int(arguments[1])
    if sys.platform == "win32":
        worker.serve(connection.PipeConnection(handle))
    else:
        worker.serve(connection.Connection(handle))
    return True
