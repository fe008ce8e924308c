"""The window's end of the training: start, pause, resume and stop it, and hear of it."""

import atexit
import contextlib
import enum
import multiprocessing
import signal
import threading
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.core.hyperparameters import Hyperparameters
from digitpad.core.network import Network
from digitpad.training import worker
from digitpad.training.messages import (
    Advanced,
    Change,
    Command,
    DataRefused,
    Ended,
    EpochEnded,
    Failed,
    Pause,
    Quit,
    Ready,
    Report,
    Resume,
    Start,
    Stop,
    Taken,
    UseData,
)

# Seconds that the process has to end by itself before it is killed.
PATIENCE = 0.4


class State(enum.Enum):
    """What the trainer is doing, for whoever shows buttons."""

    IDLE = enum.auto()
    RUNNING = enum.auto()
    PAUSED = enum.auto()
    STOPPING = enum.auto()


class Trainer(QObject):
    """Trains networks in a process of its own.

    The process is started ahead by `prepare`, so that `start` finds it waiting. One that dies
    takes nothing with it: `failed` says so, and another is started.

    `data_folder` has the data in use; None is the MNIST that came with digitpad.
    """

    became_ready = Signal(Ready)
    """The process waits with its data in place; carries some of them."""
    data_refused = Signal(str)
    """Data cannot be used, and those before stay in use; carries a sentence."""
    state_changed = Signal(State)
    advanced = Signal(Advanced)
    """Some work is done; carries the newest snapshot of the network."""
    epoch_ended = Signal(EpochEnded)
    ended = Signal(Network)
    """The run is over, by itself or by `stop`; carries the network as learnt last."""
    failed = Signal(str)
    """The run broke off, or its data were refused; carries a sentence.

    The last snapshot is the last there is.
    """

    _reported = Signal(object, object)

    def __init__(self, parent: QObject | None = None, data_folder: str | None = None) -> None:
        super().__init__(parent)
        self.data_folder = data_folder
        self.state = State.IDLE
        self._process: BaseProcess | None = None
        self._connection: Connection[Command, Report] | None = None
        self._reader: threading.Thread | None = None
        self._ready = False  # the process listens, and reads no data
        self._has_data = False
        self._wanted: UseData | None = None  # data to ask for when the process is ready
        self._asked: UseData | None = None  # those that it was asked for and is reading
        self._waiting: Start | None = None
        # Reports arrive in the reader's thread; a queued signal brings them into this one.
        self._reported.connect(self._take)

    @property
    def process_id(self) -> int | None:
        """The training process's id, for whoever wants to watch it; None where none runs."""
        return self._process.pid if self._process is not None else None

    def prepare(self) -> None:
        """Start the process ahead, so that it has its data in place when `start` is called."""
        if self._process is not None:
            return
        # Spawned, not forked: a fork would copy Qt's threads and locks in whatever state.
        context = multiprocessing.get_context("spawn")
        self._connection, far_end = context.Pipe()
        self._process = context.Process(
            target=worker.serve, args=(far_end, self.data_folder), name="training", daemon=True
        )
        self._process.start()
        far_end.close()  # only the process has it now, so that its death closes the pipe
        # Should the program break before it shuts us down: Python waits at its end for threads
        # that are no daemons, and only then calls who is registered.
        self._reader = threading.Thread(
            target=self._read, args=(self._connection,), name="training reports", daemon=True
        )
        self._reader.start()
        atexit.register(self.shut_down)

    def use_data(self, folder: str | None) -> None:
        """Train with the data in another folder from now on. Does nothing during a run.

        folder: has the four IDX files; None for the MNIST that came with digitpad. The answer is
        `became_ready`, or `data_refused`, and then the data before stay in use. A `start`
        meanwhile waits for the data; where they are refused, `failed` says so in place of
        `data_refused`, and nothing is trained.
        """
        if self.state is not State.IDLE:
            return
        self._wanted = UseData(folder)
        self.prepare()
        self._send_waiting()

    def start(self, network: Network, hyperparameters: Hyperparameters) -> None:
        """Begin a run, now or as soon as the process is ready. Does nothing during a run."""
        if self.state is not State.IDLE:
            return
        if self._ready and not self._has_data:
            self._wanted = UseData(self.data_folder)  # perhaps they can be read by now
        self._waiting = Start(network, hyperparameters)
        self._set_state(State.RUNNING)
        self.prepare()
        self._send_waiting()

    def pause(self) -> None:
        """Halt the run where it is, until `resume` or `stop`."""
        if self.state is State.RUNNING:
            self._send(Pause())
            self._set_state(State.PAUSED)

    def resume(self) -> None:
        """Go on after `pause`."""
        if self.state is State.PAUSED:
            self._send(Resume())
            self._set_state(State.RUNNING)

    def change(self, hyperparameters: Hyperparameters) -> None:
        """Let the run go on with other settings, from the next mini-batch on."""
        if self._waiting is not None:
            self._waiting = Start(self._waiting.network, hyperparameters)
        elif self.state in (State.RUNNING, State.PAUSED):
            self._send(Change(hyperparameters))

    def stop(self) -> None:
        """End the run; `ended` follows with what was learnt."""
        if self.state not in (State.RUNNING, State.PAUSED):
            return
        self._set_state(State.STOPPING)
        self._send(Stop())

    def shut_down(self) -> None:
        """End the process and wait for it: afterwards neither it nor its thread is left."""
        if self._process is None:
            return
        # A process that still gets ready would hear of it late, and has nothing to lose.
        if self._ready:
            self._send(Quit())
            self._process.join(PATIENCE)
        if self._process.is_alive():
            self._process.kill()
        self._let_go()
        self._waiting = None
        # A run ends here, but not the choice of data: the next process is asked for them.
        self._wanted, self._asked = self._wanted or self._asked, None
        self._set_state(State.IDLE)

    def _set_state(self, state: State) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)

    def _send(self, command: Command) -> None:
        assert self._connection is not None
        # Where the process is gone the reader has seen it too, and will say so.
        with contextlib.suppress(OSError):
            self._connection.send(command)

    def _send_waiting(self) -> None:
        # Not before the process listens: a large network would fill the pipe and block us.
        if not self._ready:
            return
        if self._wanted is not None:
            self._ready = False
            self._asked, self._wanted = self._wanted, None
            self._send(self._asked)
        elif self._waiting is not None:
            self._send(self._waiting)
            self._waiting = None
            if self.state is State.PAUSED:
                self._send(Pause())
            elif self.state is State.STOPPING:
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
            case Ready():
                self._ready = self._has_data = True
                self._asked = None
                self.data_folder = report.folder
                self.became_ready.emit(report)
                self._send_waiting()
            case DataRefused(reason):
                self._take_refusal(reason)
            case Advanced():
                self.advanced.emit(report)
                if connection is self._connection:  # who took it may have shut us down
                    self._send(Taken())
            case EpochEnded():
                self.epoch_ended.emit(report)
            case Ended(network):
                self._set_state(State.IDLE)
                self.ended.emit(network)
            case Failed(reason):
                self._set_state(State.IDLE)
                self.failed.emit(reason)
            case None:
                self._take_death()

    def _take_refusal(self, reason: str) -> None:
        self._ready = True
        self._asked = None
        if self._waiting is not None and self._wanted is None:
            # It was to learn from these data: it does not begin with others.
            self._waiting = None
            self._set_state(State.IDLE)
            self.failed.emit(reason)
        else:
            self.data_refused.emit(reason)
            self._send_waiting()

    def _take_death(self) -> None:
        """The process died unasked: say so if it was at work, and have the next one ready."""
        assert self._process is not None
        self._process.join()
        code = self._process.exitcode or 0
        asked = self._asked or self._wanted
        was_ready = self._ready or self._asked is not None
        self._let_go()
        self._waiting = self._wanted = self._asked = None
        # One that did not even get ready would only die again: the next start tries anew.
        if was_ready:
            self.prepare()
        names = {number.value: number.name for number in signal.Signals}
        cause = names.get(-code, f"signal {-code}")  # not all signals have names
        how = f"was ended from outside ({cause})" if code < 0 else "ended"
        if self.state is not State.IDLE:
            self._set_state(State.IDLE)
            self.failed.emit(
                f"The training process {how}. What was learnt up to the last snapshot is kept; "
                "Start goes on from there."
            )
        elif asked is not None:
            self.data_refused.emit(f"The training process {how} before it had read the data.")

    def _let_go(self) -> None:
        assert self._process is not None and self._reader is not None
        assert self._connection is not None
        self._process.join()
        self._reader.join()
        self._connection.close()
        self._process.close()
        self._process = self._reader = self._connection = None
        atexit.unregister(self.shut_down)
        self._ready = self._has_data = False
