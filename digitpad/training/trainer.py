"""The window's end of training: starts, pauses, resumes and stops a run, and receives reports."""

import atexit
import enum
import signal
import subprocess
import threading
from multiprocessing.connection import Connection

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.core.text import reason_of
from digitpad.training import process
from digitpad.training.messages import (
    Advanced,
    ChangeSettings,
    Command,
    DataRefused,
    Ended,
    Failed,
    Heard,
    Pause,
    Ready,
    Report,
    Resume,
    Stop,
    Taken,
    Train,
    UseData,
)
from digitpad.training.pipe import CommandSender

# Milliseconds until a process hangs that leaves a command unheard. To hear one takes one or two.
PATIENCE = 1000


class State(enum.Enum):
    """What the trainer is doing."""

    IDLE = enum.auto()
    RUNNING = enum.auto()
    PAUSED = enum.auto()
    STOPPING = enum.auto()


class Trainer(QObject):
    """Trains networks in a process of its own.

    `prepare` starts the process ahead of time, so that `start` finds it waiting. If the process
    dies, `failed` says so and another one is started; the window loses nothing.

    `data` are the data in use: those that were loaded last, or will be loaded first.
    """

    became_ready = Signal(Ready)
    """The process waits with its data loaded; carries some of them."""
    data_refused = Signal(str)
    """Data cannot be used, and those before stay in use; carries a sentence."""
    state_changed = Signal(State)
    advanced = Signal(Advanced)
    """Some work is done; carries the newest snapshot of the network."""
    ended = Signal(Ended)
    """The run is over, by itself or by `stop`; carries the network as learnt last."""
    failed = Signal(Failed)
    """The run broke off, or its data were refused."""

    hangs_changed = Signal(bool)
    """Whether the process hangs: it leaves commands unheard."""

    _reported = Signal(object, object)

    def __init__(self, data: DataSpec | None = None) -> None:
        super().__init__()
        self.data = data or DataSpec()
        self.state = State.IDLE
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection[Command, Report] | None = None
        self._reader: threading.Thread | None = None
        self._sender: CommandSender | None = None
        self._unheard = 0  # commands that were sent, and not yet heard
        self._hangs = False
        self._lose_patience = QTimer(self, singleShot=True)
        self._lose_patience.setInterval(PATIENCE)
        self._lose_patience.timeout.connect(self._take_silence)
        self._has_answered = False  # this process works: it has once loaded or refused data
        self._ended_by_us = False
        self._wanted: DataSpec | None = None  # chosen, to be asked for when the process rests
        self._asked: DataSpec | None = None  # the process is loading these
        self._waiting: Train | None = None
        self._run_id = ""
        # Reports arrive in the reader's thread; a queued signal brings them into this one.
        self._reported.connect(self._take)

    @property
    def process_id(self) -> int | None:
        """The id of the training process; None where none runs."""
        return self._process.pid if self._process is not None else None

    @property
    def chosen_data(self) -> DataSpec:
        """The data chosen last, which a `start` would wait for; else those in use."""
        return self._wanted or self._asked or self.data

    def prepare(self) -> None:
        """Start the process ahead, so that it has its data loaded when `start` is called.

        Where no process can be started, `data_refused` says so.
        """
        if problem := self._start_process():
            self._wanted = None
            self.data_refused.emit(problem)

    def _start_process(self) -> str | None:
        """Start the process if there is none; a sentence where that fails."""
        if self._process is not None:
            return None
        try:
            self._process, self._connection = process.start("digitpad.training.worker")
        except OSError as error:
            return f"The training process cannot be started: {reason_of(error)}."
        self._asked, self._wanted = self.chosen_data, None
        self._sender = CommandSender(self._connection)
        self._send(UseData(self._asked))
        # A daemon, since at its end Python waits for other threads before it calls `shut_down`.
        self._reader = threading.Thread(
            target=self._read, args=(self._connection,), name="training reports", daemon=True
        )
        self._reader.start()
        atexit.register(self.shut_down)
        return None

    def use_data(self, data: DataSpec) -> None:
        """Train with other data from now on. Does nothing during a run.

        The answer is `became_ready`, or `data_refused`, and then the data before stay in use. A
        `start` meanwhile waits for the data; where they are refused, `failed` says so in place
        of `data_refused`, and nothing is trained.
        """
        if self.state is not State.IDLE:
            return
        self._wanted = data
        self.prepare()
        self._send_waiting()

    def start(self, job: Train) -> None:
        """Begin a run, now or as soon as the process is ready. Does nothing during a run.

        Where no process can be started, `failed` says so.
        """
        if self.state is not State.IDLE:
            return
        self._waiting, self._run_id = job, job.run_id
        self._set_state(State.RUNNING)
        if problem := self._start_process():
            self._waiting = None
            self._set_state(State.IDLE)
            self.failed.emit(Failed(job.run_id, problem))
        else:
            self._send_waiting()

    def pause(self) -> None:
        """Halt the run where it is, until `resume` or `stop`."""
        if self.state is State.RUNNING:
            self._send_to_run(Pause())
            self._set_state(State.PAUSED)

    def resume(self) -> None:
        """Go on after `pause`."""
        if self.state is State.PAUSED:
            self._send_to_run(Resume())
            self._set_state(State.RUNNING)

    @property
    def is_waiting(self) -> bool:
        """Whether the run has not begun, as the data are being loaded."""
        return self._waiting is not None

    def change(self, hyperparameters: Hyperparameters) -> None:
        """Let the run go on with other settings, from the next mini-batch on."""
        if self._waiting is not None:
            self._waiting = msgspec.structs.replace(self._waiting, hyperparameters=hyperparameters)
        elif self.state in (State.RUNNING, State.PAUSED):
            self._send(ChangeSettings(hyperparameters))

    def stop(self) -> None:
        """End the run; `ended` follows with what was learnt."""
        if self.state not in (State.RUNNING, State.PAUSED):
            return
        self._set_state(State.STOPPING)
        self._send_to_run(Stop())

    def end_process(self) -> None:
        """End a process that does not answer; `failed` follows, and another is started."""
        if self._process is not None:
            self._ended_by_us = True
            self._process.kill()

    def shut_down(self) -> None:
        """End the process and wait for it: afterwards neither it nor its thread is left."""
        if self._process is None:
            return
        self._process.kill()  # it has nothing to save, and may not be listening
        # A run ends here, but not the choice of data: the next process is asked for them.
        chosen = self.chosen_data
        self._let_go()
        self._wanted = chosen if chosen != self.data else None
        self._set_state(State.IDLE)

    def _set_state(self, state: State) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)

    def _send(self, command: Command) -> None:
        assert self._sender is not None
        self._sender.send(command)
        if not isinstance(command, Taken):
            self._unheard += 1
            self._await_answer()

    def _await_answer(self) -> None:
        """Wait, but not for ever, until a process that was once ready hears what was sent."""
        if self._unheard and self._has_answered and not self._lose_patience.isActive():
            self._lose_patience.start()

    def _take_silence(self) -> None:
        self._set_hangs(True)

    def _set_hangs(self, hangs: bool) -> None:
        self._lose_patience.stop()
        if hangs is not self._hangs:
            self._hangs = hangs
            self.hangs_changed.emit(hangs)

    def _send_to_run(self, command: Command) -> None:
        """Send a command to the run; one that has not begun will hear of it when it does."""
        if self._waiting is None:
            self._send(command)

    def _send_waiting(self) -> None:
        # Not before the process rests: the data may be refused, and then nothing is trained.
        if self._process is None or self._asked is not None:
            return
        if self._wanted is not None:
            self._asked, self._wanted = self._wanted, None
            self._send(UseData(self._asked))
        elif self._waiting is not None:
            job, self._waiting = self._waiting, None
            self._send(msgspec.structs.replace(job, is_paused=self.state is State.PAUSED))
            if self.state is State.STOPPING:
                self._send(Stop())

    def _read(self, connection: "Connection[Command, Report]") -> None:
        """The reader's thread: hand on what comes, until the process closes its end."""
        while True:
            try:
                report: Report | None = connection.recv()
            except (EOFError, OSError):
                report = None
            self._reported.emit(connection, report)
            if report is None:
                return

    @Slot(object, object)
    def _take(self, connection: "Connection[Command, Report]", report: Report | None) -> None:
        if connection is not self._connection:
            return  # of a process that was shut down meanwhile
        match report:
            case Heard():
                self._unheard -= 1
                self._set_hangs(False)
                self._await_answer()
            case Ready(data):
                self._has_answered = True
                self._asked, self.data = None, data
                self.became_ready.emit(report)
                self._send_waiting()
            case DataRefused(reason):
                self._take_refusal(reason)
            case Advanced():
                self.advanced.emit(report)
                if connection is self._connection:  # a slot may have shut us down
                    self._send(Taken())
            case Ended():
                self._set_state(State.IDLE)
                self.ended.emit(report)
            case Failed():
                self._set_state(State.IDLE)
                self.failed.emit(report)
            case None:
                self._take_death()

    def _take_refusal(self, reason: str) -> None:
        self._has_answered = True
        asked, self._asked = self._asked, None
        if self._waiting is not None and self._waiting.data.whole == asked and self._wanted is None:
            # It wanted these data, so it does not begin with others.
            self._waiting = None
            self._set_state(State.IDLE)
            self.failed.emit(Failed(self._run_id, reason))
        else:
            self.data_refused.emit(reason)
            self._send_waiting()

    def _take_death(self) -> None:
        """The process died unasked: say so if it was at work, and have the next one ready."""
        assert self._process is not None
        code = self._process.wait()
        has_chosen, worked = self.chosen_data != self.data, self._has_answered
        ended_by_us = self._ended_by_us
        self._let_go()
        names = {number.value: number.name for number in signal.Signals}
        cause = names.get(-code, f"signal {-code}")  # not all signals have names
        how = f"was ended from outside ({cause})" if code < 0 else "ended"
        if ended_by_us:
            how = "did not answer and was ended"
        # One that died before its first data were loaded would die again; the next start tries.
        if worked:
            self.prepare()
        if self.state is not State.IDLE:
            self._set_state(State.IDLE)
            reason = (
                f"The training process {how}. What was learnt up to the last snapshot is kept; "
                "Continue goes on from there."
                if worked
                else f"The training process {how} before it was ready; the next start tries again."
            )
            self.failed.emit(Failed(self._run_id, reason))
        elif has_chosen:
            self.data_refused.emit(f"The training process {how} before it had read the data.")

    def _let_go(self) -> None:
        assert self._process is not None and self._reader is not None
        assert self._connection is not None and self._sender is not None
        self._process.wait()
        self._reader.join()
        self._sender.join()
        self._connection.close()
        self._process = self._reader = self._connection = self._sender = None
        self._unheard = 0
        atexit.unregister(self.shut_down)
        self._has_answered = self._ended_by_us = False
        self._waiting = self._wanted = self._asked = None
        self._set_hangs(False)
