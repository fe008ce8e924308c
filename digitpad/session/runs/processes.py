"""The training processes: which of them there are, what each works at, and when they end.

A person's runs have one of their own, which is started ahead. An experiment's runs have others
beside it, at low priority. The queue says what they do.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from digitpad.training.process import Process
from digitpad.training.worker import Command

PATIENCE_MS = 3000  # one that was told to stop longer ago, and has not, is ended
IDLE_MS = 30_000  # until the processes of an experiment that is over are ended


Start = Callable[[Callable[[Process, object], object], bool], Process]


class Processes(QObject):
    """Starts training processes, knows which run each one trains, and ends them.

    own: the one of a person's runs, if there is one. beside: those of an experiment's runs.
    working: those that are busy, by the ids of their runs.
    """

    heard = Signal(object, object)
    """Carries a process and its message. It is emitted in another thread, and so it is queued."""
    hung = Signal()
    """That of a person's runs did not stop in time and was ended: its next run was not begun."""

    def __init__(self, parent: QObject, start: Start) -> None:
        """start: starts a process; see `Process`."""
        super().__init__(parent)
        self.own: Process | None = None
        self.beside: list[Process] = []
        self.working: dict[str, Process] = {}
        self.compiled = False  # whether numba's cache is filled
        self._start = start
        self._ending: set[Process] = set()
        self._stopping = QTimer(self, singleShot=True)  # while that of a person's runs should stop
        self._stopping.timeout.connect(self._end_hung)
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self.end_beside)

    def start_own(self) -> Process:
        """Start that of a person's runs. Raises OSError if that fails."""
        self.own = self._start(self.heard.emit, False)
        return self.own

    def stop_own(self) -> None:
        """Tell that of a person's runs to stop. Its run is over, and the next one can be sent."""
        assert self.own is not None
        self.own.send(Command.STOP)
        if not self._stopping.isActive():
            self._stopping.start(PATIENCE_MS)

    def _end_hung(self) -> None:
        if self.own is not None:
            self.end(self.own)
            self.hung.emit()

    def take_end(self, process: Process) -> None:
        """Take note that a process has ended a run."""
        if process is self.own:
            self._stopping.stop()

    def free(self, most: int) -> Process | None:
        """A process for a run of an experiment, perhaps a new one; None if all are busy.

        most: how many there are at most. Raises OSError if not even one can be started.
        """
        busy = self.working.values()
        if idle := [process for process in self.beside if process not in busy]:
            return idle[0]
        # The first process may have to compile its kernels, which numba keeps for the others.
        if len(self.beside) >= (most if self.compiled else 1):
            return None
        try:
            self.beside.append(self._start(self.heard.emit, True))
        except OSError:
            if not self.beside:
                raise
            return None  # those that are there do the rest
        return self.beside[-1]

    def rest(self, are_needed: bool) -> None:
        """Let the processes of experiments wait, or end soon if they are not needed."""
        if are_needed:
            self._rest.stop()
        elif self.beside and not self._rest.isActive():
            self._rest.start(IDLE_MS)

    def end(self, process: Process) -> str | None:
        """End a process, without waiting. Returns the run that it worked at, if any."""
        process.kill()
        self._ending.add(process)
        if process is self.own:
            self.own = None
            self._stopping.stop()
        else:
            self.beside.remove(process)
        return next((each for each, at in self.working.items() if at is process), None)

    def take_death(self, process: Process) -> None:
        """Take note that a process has ended."""
        self._ending.discard(process)
        process.join()

    def end_beside(self) -> None:
        """End the processes of experiments."""
        for process in list(self.beside):
            self.end(process)

    def shut_down(self) -> None:
        """End all, and wait for them."""
        for process in (*self.beside, *([] if self.own is None else [self.own])):
            self.end(process)
        while self._ending:
            self._ending.pop().join()
        self.working.clear()
        self._rest.stop()
