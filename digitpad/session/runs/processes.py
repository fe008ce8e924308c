"""The training processes: which of them there are, what each works at, and when they end.

A person's runs have one of their own, which is started ahead. Those of an experiment have others
beside it, at low priority. The queue says what they do.
"""

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

IDLE_MS = 30_000  # until the processes of an experiment that is over are ended


class TrainingProcess(Protocol):
    """What is wanted of a process; see `Process`."""

    def send(self, command: object) -> None: ...

    def die(self, *, at_once: bool = True) -> str: ...


Start = Callable[[Callable[[Any, object], object], bool], TrainingProcess]


class Processes(QObject):
    """Starts training processes, knows which run each one trains, and ends them.

    own: that of a person's runs, if there is one. beside: those of an experiment's. working: those
    that are busy, by the ids of their runs.
    """

    heard = Signal(object, object)
    """Carries a process and its message. It is emitted in another thread, and so it is queued."""

    def __init__(self, parent: QObject, start: Start) -> None:
        """start: starts a process; see `Process`."""
        super().__init__(parent)
        self.own: TrainingProcess | None = None
        self.beside: list[TrainingProcess] = []
        self.working: dict[str, TrainingProcess] = {}
        self.answered: set[TrainingProcess] = set()  # these work, and numba's cache is filled
        self._start = start
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self.end_beside)

    def start_own(self) -> TrainingProcess:
        """Start that of a person's runs. Raises OSError if that fails."""
        self.own = self._start(self.heard.emit, False)
        return self.own

    def free(self, most: int) -> TrainingProcess | None:
        """A process for a run of an experiment, perhaps a new one; None if all are busy.

        most: how many there are at most. Raises OSError if not even one can be started.
        """
        busy = self.working.values()
        if idle := [process for process in self.beside if process not in busy]:
            return idle[0]
        # The first process may have to compile its kernels, which numba keeps for the others.
        if len(self.beside) >= (most if self.answered else 1):
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

    def end(self, process: TrainingProcess) -> str | None:
        """End a process. Returns the run that it worked at, if any."""
        process.die()
        self.answered.discard(process)
        if process is self.own:
            self.own = None
        else:
            self.beside.remove(process)
        return next((each for each, at in self.working.items() if at is process), None)

    def end_beside(self) -> None:
        """End the processes of experiments."""
        for process in list(self.beside):
            self.end(process)

    def shut_down(self) -> None:
        """End all, and wait for them."""
        for process in (*self.beside, *([] if self.own is None else [self.own])):
            self.end(process)
        self.working.clear()
        self._rest.stop()
