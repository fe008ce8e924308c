"""Sessions that train in real processes, a record of what they say, and of what is left behind."""

import os
import threading
from functools import partial

import pytest
from idx_folder import write_folder
from msgspec.structs import replace
from program import children
from PySide6.QtCore import QObject, Signal
from recorded import Recorded
from short_runs import QUICK, hyperparameters, new_network

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.network_file import NetworkFile
from digitpad.session.opened_files import NetworkFileState
from digitpad.session.session import Session
from digitpad.training.worker import Report, Started

SIGNALS = ("became_ready", "data_changed", "data_refused", "advanced", "ended", "failed")


@pytest.fixture(autouse=True)
def nothing_is_left_behind():
    """Each test must end the processes and threads that it has started."""
    processes, threads = children(os.getpid(), also_ended=True), set(threading.enumerate())
    yield
    assert set(children(os.getpid(), also_ended=True)) <= set(processes)
    assert set(threading.enumerate()) <= threads


class Trainer(QObject):
    """Trains a person's runs, one after the other, as a session does; tells what it is told."""

    became_ready = Signal()
    advanced = Signal(Report)
    ended = Signal(Report)
    failed = Signal(str)
    state_changed = Signal(object)

    def __init__(self, data):
        super().__init__()
        self.processes = []
        self.session = Session(data, self._start)
        self.queue = queue = self.session.queue
        self.data_changed, self.data_refused = self.session.data_changed, self.session.data_refused
        self.prepare, self.use_data = self.session.begin, self.session.use_data
        self.pause, self.resume, self.stop = queue.pause, queue.resume, queue.stop
        self.last, self.state = None, "idle"
        queue.changed.connect(self._take_state)
        queue.ended.connect(self._take_end)
        queue.failed.connect(lambda _title, reason: self.failed.emit(reason))
        self.advanced.connect(partial(setattr, self, "last"))

    def _start(self, hear, is_aside):
        def tell(process, message):
            if isinstance(message, Report):
                self.advanced.emit(message)
            elif isinstance(message, Started):
                self.became_ready.emit()
            hear(process, message)

        self.processes.append(Recorded(tell, is_aside))
        return self.processes[-1]

    def _take_state(self, state):
        person = state.person
        now = "idle" if person is None else "paused" if person.is_paused else "running"
        if now != self.state:
            self.state = now
            self.state_changed.emit(now)

    def _take_end(self, run_id):
        end = self.session.runs[run_id].jobs[-1].end
        self.ended.emit(replace(self.last, end=end) if self.last else Report(run_id, 1, None, 0.0))

    @property
    def data(self):
        return self.session.data

    @property
    def process_id(self):
        """The number of the process that waits or works; None if there is none."""
        return next((process.id for process in self.processes if process.lives), None)

    def start(self, network, settings, data):
        """Train this network, unless one is trained."""
        if self.queue.is_free:
            self.session.open(NetworkFile(network), NetworkFileState("a network"))
            self.session.train(settings, data)

    def shut_down(self):
        self.queue.shut_down()
        assert self.session.files.shut_down(10)

    def change(self, settings):
        self.queue.change(eta=settings.eta, lmbda=settings.lmbda, epochs=settings.epochs)


class Run:
    """A trainer under test: starts runs, waits for signals, and records them."""

    def __init__(self, trainer, qtbot):
        self.trainer, self.qtbot = trainer, qtbot
        self.heard = []  # (signal's name, what it carried)
        self.states = []
        for name in SIGNALS:
            hear = partial(lambda name, carried=None: self.heard.append((name, carried)), name)
            getattr(trainer, name).connect(hear)
        trainer.state_changed.connect(self.states.append)

    def names(self):
        """The names of the signals, in order."""
        return [name for name, _ in self.heard]

    def all(self, name):
        """The values that this signal has carried."""
        return [carried for heard, carried in self.heard if heard == name]

    def start(self, network=None, data=None, **settings):
        """Start a run of one epoch, unless the settings say otherwise."""
        data = data or self.trainer.session.chosen_data
        self.trainer.start(network or new_network(), hyperparameters(**settings), data)
        return self

    def sizes_trained_with(self):
        """Train an epoch; return how many images there were to train and to validate with."""
        self.start(**QUICK).wait_for("ended")
        result = self.results()[-1]
        return result.training_size, result.evaluation_size

    def results(self):
        """The epochs that were reported, in order."""
        return [result for report in self.reports() for result in report.results]

    def reports(self):
        """The reports on the network as it learnt, in order."""
        return self.all("advanced")

    def wait_for_epoch(self, check=lambda result: True):
        """Wait for an epoch for which this is true; return its result."""
        report = self.wait_for("advanced", lambda report: any(map(check, report.results)))
        return next(filter(check, report.results))

    def learnt(self):
        """Wait for the end of the run; return its network."""
        return self.wait_for("ended").network

    def why(self):
        """Wait for the run's failure; return the reason."""
        before = len(self.all("failed"))
        self.qtbot.waitUntil(lambda: len(self.all("failed")) > before)
        return self.all("failed")[before]

    def wait_for(self, name, check=None):
        """Wait for a signal; return its value."""
        with self.qtbot.waitSignal(getattr(self.trainer, name), check_params_cb=check) as caught:
            pass
        return caught.args[0] if caught.args else None

    def wait_until_it_learns(self):
        """Wait for a snapshot that has learnt something."""
        return self.wait_for("advanced", lambda advanced: advanced.progress.done > 0)


@pytest.fixture
def make_run(nothing_is_left_behind, qtbot, some_of_mnist):
    """Make a trainer and its Run: make_run(data_folder="..."). It is shut down at the end.

    data_folder: by default that with a tenth of MNIST; None for the whole of it.
    """
    trainers = []

    def make(data_folder=some_of_mnist):
        trainers.append(Trainer(DataSpec(data_folder)))
        return Run(trainers[-1], qtbot)

    yield make
    for trainer in trainers:
        trainer.shut_down()


@pytest.fixture
def run(make_run):
    return make_run()


@pytest.fixture(scope="module")
def trainer(qapp, some_of_mnist):
    """A trainer for tests that neither start its process nor end it."""
    trainer = Trainer(DataSpec(some_of_mnist))
    trainer.prepare()
    yield trainer
    trainer.shut_down()


@pytest.fixture
def waiting(trainer, qtbot):
    """Make a run of that trainer, whose process waits with the data of a folder."""

    def waiting(folder):
        run = Run(trainer, qtbot)
        trainer.use_data(DataSpec(folder))
        run.wait_for("data_changed", lambda data: data.folder == folder)
        run.heard.clear()
        return run

    return waiting


# Small sets of data


@pytest.fixture
def small(tmp_path):
    return write_folder(tmp_path / "small", 100)


@pytest.fixture
def smaller(tmp_path):
    return write_folder(tmp_path / "smaller", 50)


@pytest.fixture
def broken(tmp_path):
    """A folder whose labels for the test are one byte short."""
    folder = write_folder(tmp_path / "broken", 50)
    path = tmp_path / "broken" / "t10k-labels-idx1-ubyte"
    path.write_bytes(path.read_bytes()[:-1])
    return folder


@pytest.fixture
def small_run(make_run, small):
    """A run whose process waits, with the small folder's data."""
    run = make_run(data_folder=small)
    with run.qtbot.waitSignals([run.trainer.became_ready, run.trainer.data_changed]):
        run.trainer.prepare()
    return run
