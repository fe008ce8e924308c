"""The two ends of the pipe, so that neither the window nor training ever waits for the other.

A pipe holds some 200 KB; a writer of more waits until the other side reads. So the window writes on
a thread of its own, and the process reads on another one, also during a long step of training.
"""

import contextlib
import queue
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection

from digitpad.training.messages import Command, Heard, Report, Taken


class CommandSender:
    """The window's end: sends commands in order, on a thread of its own."""

    def __init__(self, connection: "Connection[Command, Report]") -> None:
        self._connection = connection
        self._commands: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._send_all, name="commands", daemon=True)
        self._thread.start()

    def send(self, command: Command) -> None:
        """Queue a command. It is dropped if the process is gone."""
        self._commands.put(command)

    def join(self) -> None:
        """End the thread. The process must be gone, or the thread may wait for it."""
        self._commands.put(None)
        self._thread.join()

    def _send_all(self) -> None:
        # Where the process is gone, the thread that reads its reports says so.
        with contextlib.suppress(OSError):
            while (command := self._commands.get()) is not None:
                self._connection.send(command)


class CommandListener:
    """The process's end: takes each command at once, and keeps it until training asks for it.

    A thread takes them, so that `Heard` is sent even during the longest step.
    """

    def __init__(
        self,
        connection: "Connection[Report, Command]",
        when_gone: Callable[[], object] = lambda: None,
    ) -> None:
        """when_gone: called, by the thread, when the window is gone."""
        self._connection, self._when_gone = connection, when_gone
        self._commands: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._sending = threading.Lock()
        threading.Thread(target=self._listen, name="commands", daemon=True).start()

    def send(self, report: Report) -> None:
        """Send a report. Raises OSError where the window is gone."""
        with self._sending:
            self._connection.send(report)

    def poll(self) -> bool:
        """Whether there is a command."""
        return not self._commands.empty()

    def recv(self) -> Command:
        """The next command; waits until there is one. Raises EOFError where the window is gone."""
        command = self._commands.get()
        if command is None:
            raise EOFError
        return command

    def _listen(self) -> None:
        try:
            while True:
                command = self._connection.recv()
                self._commands.put(command)
                if not isinstance(command, Taken):  # that is an answer itself
                    self.send(Heard())
        except (EOFError, OSError):
            self._when_gone()
            self._commands.put(None)
