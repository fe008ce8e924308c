"""Starts a process that runs a module of digitpad, and nothing of the program that starts it.

Python's own `multiprocessing` would also import the caller's main module in the child. A script
without `if __name__ == "__main__":` would then start again there, and a notebook has no such
module. Here the child imports digitpad alone, from the folder from which we were imported; the
option -P keeps Python from looking for modules in the current folder.

In a frozen bundle `sys.executable` is digitpad itself, and no Python: there the child is started by
a switch of the program's own, and its `main` hands over to `serve`.
"""

import importlib
import os
import subprocess
import sys
from collections.abc import Sequence
from multiprocessing import connection
from typing import Any

import digitpad

_CHILD = """
import importlib.util, os, sys
init, module, handle = sys.argv[1:]
places = [os.path.dirname(init)]
spec = importlib.util.spec_from_file_location("digitpad", init, submodule_search_locations=places)
sys.modules["digitpad"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules["digitpad"])
importlib.import_module(module).main(int(handle))
"""
CHILD_SWITCH = "--child"  # of a frozen program; a module and a handle follow


def start(module: str) -> tuple["subprocess.Popen[bytes]", "connection.Connection[Any, Any]"]:
    """Call `main(handle)` of a module of digitpad in a process of its own.

    Returns the process, and our end of a pipe to it, which breaks when the process ends. The
    process gets its own end from `connect(handle)`.

    Raises OSError where it cannot be started.
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
    if is_frozen():
        command = [sys.executable, CHILD_SWITCH, module, str(handle)]
    else:
        command = [sys.executable, "-P", "-c", _CHILD, digitpad.__file__, module, str(handle)]
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            # OpenBLAS would start a thread for each processor at once, and they spin.
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
            **options,
        )
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()  # only the child has it now, so that the child's death closes the pipe
    return process, ours


def is_frozen() -> bool:
    """Whether this digitpad is a bundle that brings its own Python along."""
    return bool(getattr(sys, "frozen", False))


def serve(arguments: Sequence[str]) -> bool:
    """Be the child that a frozen program started with these arguments.

    Returns False at once if they are those of a person who starts digitpad.
    """
    if not (is_frozen() and len(arguments) == 3 and arguments[0] == CHILD_SWITCH):
        return False
    _, module, handle = arguments
    importlib.import_module(module).main(int(handle))
    return True


def connect(handle: int) -> "connection.Connection[Any, Any]":
    """The child's end of the pipe; to be called in the child."""
    if sys.platform == "win32":
        return connection.PipeConnection(handle)
    return connection.Connection(handle)
