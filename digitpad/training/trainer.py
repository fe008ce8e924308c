"""The window's end of training: starts, pauses, resumes and stops a run, and receives reports."""

import contextlib
import enum
import queue
import signal
import subprocess
import threading
from collections import deque

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.epoch import Progress
from digitpad.core.learning.settings import Hyperparameters
from digitpad.core.text import reason_of
from digitpad.training import process
from digitpad.training.worker import Command, Pipe, Ready, Report, Train

NOTHING_LOADED = Ready(DataSpec(), np.zeros((0, 784), np.uint8), 0, 0)
PATIENCE = 30_000  # milliseconds until a process that does not stop is killed


class State(enum.Enum):
    """What the trainer is doing."""

    IDLE = enum.auto()
    RUNNING = enum.auto()
    PAUSED = enum.auto()
    STOPPING = enum.auto()


class Trainer(QObject):
    """Trains networks in a process of its own.

    `prepare` starts the process ahead of time, so that `start` finds it waiting. If the process
    dies, `ended` says so and another one is started; the window loses nothing.

    data: the data in use: loaded last, or to be loaded first. loaded: some of their images; none
    until data are loaded.
    """

    became_ready = Signal(Ready)
    """The process waits with its data loaded; carries some of them."""
    data_refused = Signal(str)
    """Data cannot be used, and the data before stay in use; carries a sentence."""
    state_changed = Signal(State)
    advanced = Signal(Report)
    """Some work is done."""
    ended = Signal(Report)
    """The run is over: by itself, by `stop`, or because something went wrong. If the process has
    died, nothing is known beyond the report before."""

    _reported = Signal(object, object)

    def __init__(self, data: DataSpec | None = None) -> None:
        super().__init__()
        self.data = data or DataSpec()
        self.loaded = NOTHING_LOADED
        self.state = State.IDLE
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Pipe | None = None
        self._threads: list[threading.Thread] = []
        self._commands: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._has_answered = False  # this process has loaded or refused data, so it works
        self._asked: deque[DataSpec] = deque()  # data that the process was asked to load, in order
        self._last: Report | None = None  # of the last run
        self._needed: DataSpec | None = None  # by the last run
        self._patience = QTimer(self, singleShot=True)
        self._patience.timeout.connect(self._end_hung)
        # Reports arrive in the reader's thread; a queued signal brings them into this one.
        self._reported.connect(self._take)

    @property
    def process_id(self) -> int | None:
        """The id of the training process; None if none runs."""
        return self._process.pid if self._process is not None else None

    @property
    def chosen_data(self) -> DataSpec:
        """The data chosen last, for which a `start` would wait; without a choice those in use."""
        return self._asked[-1] if self._asked else self.data

    def prepare(self) -> None:
        """Start the process ahead, so that it has its data loaded when `start` is called.

        If no process can be started, `data_refused` says so.
        """
        if problem := self._start_process():
            self._asked.clear()
            self.data_refused.emit(problem)

    def _start_process(self) -> str | None:
        """Start the process if there is none; a sentence if that fails."""
        if self._process is not None:
            return None
        try:
            self._process, self._connection = process.start()
        except OSError as error:
            return f"The training process cannot be started: {reason_of(error)}."
        self._commands = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=each, args=(self._connection, self._commands), daemon=True)
            for each in (self._read, self._write)
        ]
        for thread in self._threads:
            thread.start()
        self._asked = deque([self.chosen_data])
        self._send(self.chosen_data)
        return None

    def use_data(self, data: DataSpec) -> None:
        """Train with other data from now on. Does nothing during a run.

        The answer is `became_ready`, or `data_refused` if the data before stay in use. A `start`
        meanwhile waits for the data; if they are refused, so is the run, and `ended` says why.
        """
        if self.state is not State.IDLE:
            return
        self._asked.append(data)
        if self._process is None:
            self.prepare()
        else:
            self._send(data)

    def start(self, run: Train) -> None:
        """Begin a run, now or as soon as the process is ready. Does nothing during a run.

        If no process can be started, `ended` says so.
        """
        if self.state is not State.IDLE:
            return
        self._last = Report(run.run_id, Progress(1, 0, 0), 0.0, run.network)
        self._needed = run.data.whole
        self._set_state(State.RUNNING)
        if problem := self._start_process():
            self._break_off(problem)
        else:
            self._send(run)

    def pause(self) -> None:
        """Halt the run until `resume` or `stop`."""
        if self.state is State.RUNNING:
            self._send(Command.PAUSE)
            self._set_state(State.PAUSED)

    def resume(self) -> None:
        """Go on after `pause`."""
        if self.state is State.PAUSED:
            self._send(Command.RESUME)
            self._set_state(State.RUNNING)

    def change(self, hyperparameters: Hyperparameters) -> None:
        """Let the run go on with other settings, from the next epoch on."""
        if self.state in (State.RUNNING, State.PAUSED):
            self._send(hyperparameters)

    def stop(self) -> None:
        """End the run; `ended` follows with what was learnt, even if the process hangs."""
        if self.state in (State.RUNNING, State.PAUSED):
            self._set_state(State.STOPPING)
            self._send(Command.STOP)
            self._patience.start(PATIENCE)

    def _end_hung(self) -> None:
        if self.state is State.STOPPING:
            self._take_death("did not stop, so it was ended")

    def shut_down(self) -> None:
        """End the process and wait for it: afterwards neither it nor its threads are left.

        A run ends here, but not the choice of data: the next process loads them.
        """
        if self._process is None:
            return
        self._process.kill()  # it has nothing to save, and may not be listening
        self._let_go()
        self._set_state(State.IDLE)

    def _set_state(self, state: State) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)

    def _send(self, command: object) -> None:
        """Send a command from the writer's thread: a network may be larger than the pipe."""
        self._commands.put(command)

    def _read(self, connection: Pipe, commands: "queue.SimpleQueue[object]") -> None:
        """The reader's thread: hand on what comes, until the process closes its end."""
        while True:
            try:
                report = connection.recv()
            except Exception as error:  # it is gone, or its report takes too much memory
                commands.put(None)  # ends the writer, too
                self._reported.emit(connection, error)
                return
            self._reported.emit(connection, report)

    def _write(self, connection: Pipe, commands: "queue.SimpleQueue[object]") -> None:
        """The writer's thread. If the process is gone, the reader's thread says so."""
        with contextlib.suppress(OSError):
            while (command := commands.get()) is not None:
                connection.send(command)

    @Slot(object, object)
    def _take(self, connection: Pipe, report: object) -> None:
        if connection is not self._connection:
            return  # of a process that was shut down meanwhile
        match report:
            case Ready(data):
                self._has_answered = True
                self._asked.popleft()
                self.data, self.loaded = data, report
                self.became_ready.emit(report)
            case str() as reason:
                self._has_answered = True
                refused = self._asked.popleft()
                # A run that wants these data says so itself.
                if self.state is State.IDLE or self._needed != refused:
                    self.data_refused.emit(reason)
            case Report(end=None):
                self._last = replace(report, results=(), networks={})
                self.advanced.emit(report)
                if connection is self._connection:  # a slot may have shut us down
                    self._send(Command.TAKEN)
            case Report():
                self._set_state(State.IDLE)
                self.ended.emit(report)
            case EOFError() | OSError():
                self._take_death()
            case Exception():
                what = type(report).__name__
                self._take_death(f"was ended, as its report could not be read ({what})")

    def _take_death(self, how: str = "") -> None:
        """Say that the process died, if it was at work, and start the next one.

        how: why it is killed here, if it still lives.
        """
        assert self._process is not None
        if how:
            self._process.kill()
        code = self._process.wait()
        has_chosen, worked = self.chosen_data != self.data, self._has_answered
        self._let_go()
        self._asked.clear()  # other data may have killed it
        names = {number.value: number.name for number in signal.Signals}
        cause = names.get(-code, f"signal {-code}")  # not all signals have names
        how = how or (f"was ended from outside ({cause})" if code < 0 else "ended")
        # A process that died before its first data were loaded would die again; `start` tries.
        if worked:
            self.prepare()
        if self.state is not State.IDLE:
            self._break_off(
                f"The training process {how}. The epochs that had ended are kept; "
                "Continue goes on after the last."
                if worked
                else f"The training process {how} before it was ready; the next start tries again."
            )
        elif has_chosen:
            self.data_refused.emit(f"The training process {how} before it had read the data.")

    def _break_off(self, reason: str) -> None:
        assert self._last is not None
        self._set_state(State.IDLE)
        self.ended.emit(replace(self._last, end="broke off", reason=reason))

    def _let_go(self) -> None:
        """Wait for the process and the threads, which end now."""
        assert self._process is not None and self._connection is not None
        self._process.wait()
        self._commands.put(None)
        for thread in self._threads:
            thread.join()
        self._connection.close()
        self._process = self._connection = None
        self._threads = []
        self._has_answered = False
