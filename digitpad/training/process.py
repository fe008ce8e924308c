"""A training process, which imports digitpad and nothing of the program that starts it.

Python's own `multiprocessing` would also import the caller's main module in the child. A script
without `if __name__ == "__main__":` would then start again there, and a notebook has no such
module. So the child is `python -m digitpad` with a switch, from the same folder as this digitpad.
The option -P keeps Python from looking for modules in the current folder. In a frozen bundle
`sys.executable` is digitpad itself.
"""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import connection
from pathlib import Path
from typing import Any

import digitpad

CHILD_SWITCH = "--child"  # a handle follows
ASIDE = "--aside"  # may follow that
NICER = 10  # than the window, as `os.nice` counts
MOST = 16  # of an experiment's


@dataclass(frozen=True, slots=True)
class Died:
    """The last message of a process. how: it ended, in words."""

    how: str


class Process:
    """A training process, a thread that sends it commands, and one that receives its messages."""

    def __init__(self, hear: Callable[["Process", object], object], is_aside: bool = False) -> None:
        """Start it. Raises OSError if that fails.

        hear: called in the receiving thread with this process and each of its messages, at last
        with Died. is_aside: see `start`.
        """
        self._hear = hear
        self._child, self._pipe = start(is_aside)
        self._commands: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._receiver, self._sender = (
            threading.Thread(target=each, daemon=True) for each in (self._receive, self._send)
        )
        self._sender.start()  # first: the other one waits for its end
        self._receiver.start()

    @property
    def id(self) -> int:
        """The number that the system gave it."""
        return self._child.pid

    def send(self, command: object) -> None:
        """Send a command, in the sending thread: a network may be larger than the pipe."""
        self._commands.put(command)

    def kill(self) -> None:
        """End it, without waiting: it has nothing to save, and may not be listening."""
        self._child.kill()

    def join(self) -> None:
        """Wait until it and its threads have ended."""
        self._receiver.join()

    def _receive(self) -> None:
        how = ""
        while True:
            try:
                message = self._pipe.recv()
            except (EOFError, OSError):  # it is gone
                break
            except Exception as error:  # such as a report that takes too much memory
                how = f"was ended, as its report could not be read ({type(error).__name__})"
                self._child.kill()
                break
            self._hear(self, message)
        code = self._child.wait()
        self._commands.put(None)
        self._sender.join()
        self._pipe.close()
        self._hear(self, Died(how or _how_it_ended(code)))

    def _send(self) -> None:
        # If the process is gone, the receiving thread says so.
        with contextlib.suppress(OSError):
            while (command := self._commands.get()) is not None:
                self._pipe.send(command)


def _how_it_ended(code: int) -> str:
    names = {number.value: number.name for number in signal.Signals}
    cause = names.get(-code, f"signal {-code}")  # not all signals have names
    return f"was ended from outside ({cause})" if code < 0 else "ended"


def start(
    is_aside: bool = False,
) -> tuple["subprocess.Popen[bytes]", "connection.Connection[Any, Any]"]:
    """Start the process. Returns it, and our end of a pipe to it, which breaks when it ends.

    is_aside: whether it works beside others: at low priority, in one thread. Raises OSError if it
    cannot be started.
    """
    assert digitpad.__file__ is not None
    ours, theirs = connection.Pipe()
    handle = theirs.fileno()
    options: dict[str, Any] = {}
    if sys.platform == "win32":
        os.set_handle_inheritable(handle, True)
        if is_aside:
            options["creationflags"] = subprocess.BELOW_NORMAL_PRIORITY_CLASS
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
            [sys.executable, *as_module, CHILD_SWITCH, str(handle), *([ASIDE] * is_aside)],
            stdin=subprocess.DEVNULL,
            stderr=where_errors_go(),
            env=os.environ | environment,
            **options,
        )
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()  # so only the child has it, and its death closes the pipe
    return process, ours


def where_errors_go() -> int | None:
    """The handle that the process writes errors to: as this one does. None for its own stderr.

    Without a console, as from Windows' menu, it would get a pipe that nobody reads, and break off
    at its first word.
    """
    if sys.__stderr__ is not None:
        return None
    with contextlib.suppress(AttributeError, OSError):  # there is none, or it is no file, as IDLE's
        return sys.stderr.fileno()
    return subprocess.DEVNULL


def is_frozen() -> bool:
    """Whether this digitpad is a bundle that brings its own Python along."""
    return bool(getattr(sys, "frozen", False))


def serve(arguments: Sequence[str]) -> bool:
    """Be the training process if these arguments say so. Returns whether they do."""
    if len(arguments) < 2 or arguments[0] != CHILD_SWITCH:
        return False
    is_aside = ASIDE in arguments
    if is_aside and sys.platform != "win32":
        os.nice(NICER)
    from digitpad.training import worker

    # Ctrl+C in a terminal reaches every process of the program; the window decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    handle = int(arguments[1])
    if sys.platform == "win32":
        worker.serve(connection.PipeConnection(handle), is_aside)
    else:
        worker.serve(connection.Connection(handle), is_aside)
    return True


def most_processes() -> int:
    """How many processes work side by side: one for each core, up to MOST."""
    cores: int | None
    if hasattr(os, "process_cpu_count"):  # from Python 3.13 on
        cores = os.process_cpu_count()
    elif hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count()
    return min(cores or 1, MOST)
