"""Sessions without a window, and without a training process: the tests say what it reports."""

import msgspec
import numpy as np
import pytest
from idx_folder import write_folder
from results import epoch_result
from small_runs import finish, let_go, small_network, use

from digitpad import Hyperparameters
from digitpad.core.data.dataset import DIGITS
from digitpad.core.learning.epoch import Change, Progress
from digitpad.core.learning.settings import Architecture
from digitpad.core.network import Network
from digitpad.session import watch as watching
from digitpad.session.background import Background
from digitpad.session.hands.hand_list import HandList
from digitpad.session.hands.labelling import Labels
from digitpad.session.keeper import Keeper
from digitpad.session.measurer import Measurer
from digitpad.session.mistakes.evaluated import EvaluationWatch, Source
from digitpad.session.mistakes.mistakes import Against, MistakeList
from digitpad.session.session import Session, State
from digitpad.session.store import Store
from digitpad.training.trainer import Trainer
from digitpad.training.worker import Ready, Report

THREE_EPOCHS = Hyperparameters(epochs=3)


class ScriptedTrainer(Trainer):
    """A trainer without a process: tests see its `job`, and say what it reports."""

    def __init__(self):
        super().__init__()
        self.classes = {}  # by the data that were loaded; others have digits

    def prepare(self):
        pass

    def use_data(self, data):
        self._asked.append(data)

    def start(self, job):
        self.job = job
        self._last = Report(job.run_id, Progress(1, 0, 0), 0.0, job.network)
        self.epochs, self.best_accuracy = 0, job.best_accuracy
        self.used, self.coming = job.hyperparameters, None
        self._set_state(State.RUNNING)

    def change(self, hyperparameters):
        self.changed = self.coming = hyperparameters

    def network(self):
        """Another network of the same form."""
        return Network(self.job.network.sizes, self.job.network.cost)

    def report(self, *accuracies, end=None, reason="", **learnt):
        """Report epochs with these counts of right answers; of equal counts the first is best.

        Returns the network of the moment, and after the last of these epochs. Settings that were
        sent count after the next report with epochs; until then a report tells that they wait.
        """
        results, networks, best, network = [], {}, 0, self.network()
        for accuracy in accuracies:
            self.epochs += 1
            rates = {"eta": self.used.eta, "lmbda": self.used.lmbda}
            results.append(epoch_result(self.epochs, evaluation_accuracy=accuracy, **rates))
            if accuracy > self.best_accuracy:
                self.best_accuracy, best = accuracy, self.epochs
        coming = None
        if accuracies:
            self.used, self.coming = self.coming or self.used, None
        elif self.coming:
            coming = Change(self.epochs + 2, self.coming)
        if best:
            networks[best] = self.network()
        if accuracies:
            networks[self.epochs] = network
        progress = Progress(self.epochs + 1, 0, 50_000)
        seconds = learnt.pop("seconds", 2.0 if end else 1.0)
        report = Report(
            self.job.run_id,
            progress,
            seconds,
            network,
            tuple(results),
            networks,
            coming,
            end=end,
            reason=reason,
            classes=self.classes.get(self.job.data.whole, DIGITS),
            **learnt,
        )
        if end is not None:
            self._set_state(State.IDLE)
        self._last = msgspec.structs.replace(report, results=(), networks={})
        (self.advanced if end is None else self.ended).emit(report)
        return network

    def advance(self, *accuracies):
        """Report a snapshot and the epochs before it; returns the snapshot's network."""
        return self.report(*accuracies)

    def end(self, *accuracies):
        """Report the end of the run; returns its last network."""
        return self.report(*accuracies, end="over")

    def fail(self, reason, *accuracies, diverged=False):
        """Report that the run broke off after these epochs; returns its last network."""
        end = "diverged" if diverged else "broke off"
        return self.report(*accuracies, end=end, reason=reason)

    def load(self, data, *sizes, classes=DIGITS):
        """Report that these data are loaded; `sizes` counts training and validation images."""
        self.data, self.classes[data] = data, classes
        self.loaded = Ready(data, np.zeros((0, 784), np.uint8), *sizes, classes)
        self.became_ready.emit(self.loaded)

    def _end_hung(self):
        """There is no process that could hang."""

    def shut_down(self):
        """There is no process to end."""
        self._set_state(State.IDLE)

    def die(self, reason):
        """End the process, which loses all that it learnt since the last report."""
        self._break_off(reason)


@pytest.fixture
def scripted(qapp):
    """Makes trainers without a process."""
    return ScriptedTrainer


@pytest.fixture
def trainer(scripted):
    return scripted()


@pytest.fixture
def session(trainer):
    return Session(trainer)


@pytest.fixture
def train(session):
    """Begin a run of a new network; returns the run."""

    def train(settings=THREE_EPOCHS, hidden=(12,)):
        session.train_new(Architecture(hidden), settings, seed=1)
        return session.run

    return train


@pytest.fixture
def store(tmp_path):
    """What other programs, or the next start, read meanwhile."""
    store = Store(tmp_path / "digitpad.sqlite")
    with store.transaction():  # so that no two make it at once
        pass
    yield store
    store.close()


@pytest.fixture
def windows(store):
    """Makes keepers as windows have them, and ends them after the test."""
    keepers = []

    def make(session):
        keepers.append(Keeper(session, store.file))
        return keepers[-1]

    yield make
    for keeper in keepers:
        let_go(keeper)


@pytest.fixture
def keeper(session, windows):
    return windows(session)


@pytest.fixture
def runs(session, keeper):
    """The table of runs of a session whose runs are kept."""
    return session.runs


@pytest.fixture
def background(session):
    """The thread of files."""
    return Background(session)


@pytest.fixture
def written(qtbot, keeper):
    """Wait until the store has done all that was asked, and told its results."""

    def written():
        for _ in range(2):  # a result may ask for more
            finish(keeper, qtbot)

    return written


@pytest.fixture
def measurer(session, monkeypatch):
    """A measurer that rests only briefly while a network trains."""
    monkeypatch.setattr(watching, "PACE", 100)  # milliseconds
    measurer = Measurer(session, session)
    yield measurer
    assert measurer.shut_down(10)


@pytest.fixture
def asked(measurer, monkeypatch):
    """The names of the questions that are asked."""
    asked, ask = [], measurer.ask

    def listen(question, *rest):
        asked.append(question.func.__name__)
        return ask(question, *rest)

    monkeypatch.setattr(measurer, "ask", listen)
    return asked


@pytest.fixture
def folder(tmp_path):
    """Ten classes of images of other data, as IDX files."""
    return write_folder(tmp_path / "data", 50)


@pytest.fixture
def hands(session, keeper, background):
    return HandList(session, keeper, background)


@pytest.fixture
def labels(session, hands):
    return Labels(session, hands)


@pytest.fixture
def watch(session, measurer, hands, folder):
    """Watches a small network on ten images, but nobody looks yet."""
    use(session, small_network(1))
    watch = EvaluationWatch(session, measurer, hands)
    watch.measure(Source(folder=folder))
    return watch


@pytest.fixture
def found_after(qtbot):
    """Act, and wait until a watch has measured all; returns what it has found."""

    def is_whole(found):
        return found is not None and getattr(found, "is_whole", True)

    def found_after(watch, act=lambda: None):
        with qtbot.waitSignal(watch.answered, check_params_cb=is_whole):
            act()
        return watch.found

    return found_after


@pytest.fixture
def against(measurer, watch):
    return Against(measurer, watch)


@pytest.fixture
def mistakes(session, watch, against, labels):
    return MistakeList(session, watch, against, labels, session)


@pytest.fixture
def lists(qtbot, mistakes):
    """Act, and wait until these rows are listed."""

    def lists(rows, act=lambda: None, *arguments):
        act(*arguments)
        qtbot.waitUntil(lambda: sorted(mistakes.rows.tolist()) == sorted(rows))

    return lists
