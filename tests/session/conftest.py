"""Sessions without a window, and without a training process: the tests say what it reports."""

from types import SimpleNamespace

import numpy as np
import pytest
from idx_folder import write_folder
from results import epoch_result
from small_runs import finish, let_go, small_network, use

from digitpad import Hyperparameters
from digitpad.core.data.dataset import DIGITS
from digitpad.core.learning.epoch import Progress
from digitpad.core.learning.settings import Architecture
from digitpad.core.network import Network
from digitpad.session import watch as watching
from digitpad.session.against import Against
from digitpad.session.background import Background
from digitpad.session.chosen_data import ChosenData, Loaded
from digitpad.session.hands.hand_list import HandList
from digitpad.session.hands.labelling import Labels
from digitpad.session.keeper import Keeper
from digitpad.session.measurer import Measurer
from digitpad.session.mistakes.evaluated import Source
from digitpad.session.mistakes.evaluation_watch import ComparedWatch, EvaluationWatch
from digitpad.session.mistakes.mistakes import MistakeList
from digitpad.session.runs.experiment_list import ExperimentList
from digitpad.session.session import Session
from digitpad.session.store import Store
from digitpad.training.process import Died
from digitpad.training.worker import Command, Report, Started, Train

THREE_EPOCHS = Hyperparameters(epochs=3)


class ScriptedProcess:
    """A training process that does nothing by itself; `sent` are its commands."""

    def __init__(self, trainer, hear, is_aside):
        self.trainer, self.hear, self.is_aside = trainer, hear, is_aside
        self.sent, self.lives, self.has_started = [], True, False

    def send(self, command):
        self.sent.append(command)
        if isinstance(command, Train):
            self.trainer.begin(self, command)
        elif isinstance(command, Hyperparameters):
            self.trainer.changed = self.trainer.coming = command

    def kill(self):
        self.lives = False

    def join(self):
        pass


class ScriptedTrainer:
    """Starts processes for which tests speak: `job` is that begun last, and they report of it.

    speak_for: chooses another one. processes: all that were started.
    """

    def __init__(self):
        self.classes = {}  # by the data that were loaded; others have digits
        self.processes, self.jobs = [], {}
        self.coming = self.changed = None

    def __call__(self, hear, is_aside):
        self.processes.append(ScriptedProcess(self, hear, is_aside))
        return self.processes[-1]

    def begin(self, process, job):
        self.jobs[job.run_id] = process, job, [0, job.best_accuracy, job.hyperparameters]
        self.speak_for(job.run_id)

    def speak_for(self, run_id):
        self.process, self.job, self.learnt = self.jobs[run_id]
        self.coming = None

    def session(self, data=None):
        """A session that trains with this, one run of an experiment at a time."""
        session = Session(data, self)
        session.queue.most = 1
        self.chosen = session.findChild(ChosenData)
        return session

    def network(self):
        """Another network of the same form."""
        return Network(self.job.network.sizes, self.job.network.cost)

    def report(self, *accuracies, end=None, reason="", **learnt):
        """Report epochs with these counts of right answers; of equal counts the first is best.

        Returns the network of the moment, and after the last of these epochs. Settings that were
        sent count after the next report with epochs.
        """
        results, networks, best, network = [], {}, 0, self.network()
        epochs, best_accuracy, used = self.learnt
        for accuracy in accuracies:
            epochs += 1
            rates = {"eta": used.eta, "lmbda": used.lmbda}
            results.append(epoch_result(epochs, evaluation_accuracy=accuracy, **rates))
            if accuracy > best_accuracy:
                best_accuracy, best = accuracy, epochs
        if accuracies:
            used, self.coming = self.coming or used, None
        self.learnt[:] = epochs, best_accuracy, used
        if best:
            networks[best] = self.network()
        if accuracies:
            networks[epochs] = network
        progress = Progress(epochs + 1, 0, 50_000)
        seconds = learnt.pop("seconds", 2.0 if end else 1.0)
        report = Report(
            self.job.run_id,
            self.job.job,
            progress,
            seconds,
            network,
            tuple(results),
            networks,
            end=end,
            reason=reason,
            classes=self.classes.get(self.job.data.whole, DIGITS),
            **learnt,
        )
        self.last = report
        if not self.process.has_started:
            self.process.has_started = True
            self.process.hear(self.process, Started())
        self.process.hear(self.process, report)
        return network

    def advance(self, *accuracies):
        """Report a snapshot and the epochs before it; returns the snapshot's network."""
        return self.report(*accuracies)

    def end(self, *accuracies, **learnt):
        """Report the end of the run; returns its last network."""
        planned = (self.coming or self.learnt[2]).epochs
        is_done = self.learnt[0] + len(accuracies) >= planned
        was_stopped = Command.STOP in self.process.sent
        end = "done" if is_done else "stopped" if was_stopped else "no improvement"
        return self.report(*accuracies, end=end, **learnt)

    def fail(self, reason, *accuracies, diverged=False):
        """Report that the run broke off after these epochs; returns its last network."""
        end = "diverged" if diverged else "broke off"
        return self.report(*accuracies, end=end, reason=reason)

    def load(self, data, *sizes, classes=DIGITS):
        """Report that these data are read; `sizes` counts training and validation images."""
        self.classes[data] = classes
        self.chosen.chosen = data
        self.chosen.take(Loaded(data, np.zeros((0, 784), np.uint8), *sizes, classes))

    def die(self):
        """End the process, which loses all that it learnt since the last report."""
        self.process.hear(self.process, Died("was ended"))


@pytest.fixture
def scripted(qapp):
    """Makes trainers without a process."""
    return ScriptedTrainer


@pytest.fixture
def trainer(scripted):
    return scripted()


@pytest.fixture
def session(trainer):
    return trainer.session()


@pytest.fixture
def train(session):
    """Begin a run of a new network; returns the run."""

    def train(settings=THREE_EPOCHS, hidden=(12,)):
        session.train_new(Architecture(hidden), settings, seed=1)
        return session.run

    return train


@pytest.fixture
def said():
    """What the store tells: titles and sentences."""
    return []


@pytest.fixture
def store(tmp_path, said, no_power_fails):
    """What other programs, or the next start, read meanwhile."""
    store = Store(tmp_path / "digitpad.sqlite", lambda *words: said.append(words))
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
def next_start(trainer, keeper, windows, qtbot):
    """End the program and start it again: a trainer, a session, a keeper and experiments."""

    def next_start():
        let_go(keeper)
        later = type(trainer)()
        session = later.session()
        following = windows(session)
        experiments = ExperimentList(session, following)
        following.begin()
        experiments.read()
        finish(following, qtbot)
        return SimpleNamespace(
            trainer=later, session=session, keeper=following, experiments=experiments
        )

    return next_start


@pytest.fixture
def runs(session, keeper):
    """The table of runs of a session whose runs are kept."""
    return session.runs


@pytest.fixture
def background(session):
    """The thread of files."""
    return Background(session, "files")


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
def against(session, keeper):
    return Against(session, keeper)


@pytest.fixture
def comparison(measurer, watch, against):
    return ComparedWatch(measurer, watch, against)


@pytest.fixture
def mistakes(session, watch, comparison, labels):
    return MistakeList(session, watch, comparison, labels, session)


@pytest.fixture
def lists(qtbot, mistakes):
    """Act, and wait until these rows are listed."""

    def lists(rows, act=lambda: None, *arguments):
        act(*arguments)
        qtbot.waitUntil(lambda: sorted(mistakes.rows.tolist()) == sorted(rows))

    return lists
