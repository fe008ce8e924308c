"""When a watch asks, and which answers it keeps."""

from functools import partial
from threading import Event

import pytest
from mnist import mnist
from patience import SECONDS
from PySide6.QtCore import QObject, Signal

from digitpad import Hyperparameters, load_data_wrapper
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import Architecture
from digitpad.session import measurer as measuring
from digitpad.session.watch import AccuracyWatch, Watch


class Facts(QObject):
    changed = Signal(object)


class Steps:
    """A question about `name`, whose pieces are done when the test says so."""

    def __init__(self):
        self.name, self.asked = "a", []
        self.began, self.go_on = Event(), Event()
        self.go_on.set()

    def question(self):
        return None if self.name is None else partial(self.answer, name=self.name)

    def answer(self, _images, name):
        self.asked.append(name)
        self.began.set()
        yield f"part of {name}"
        while not self.go_on.wait(0.001):
            yield None
        if name == "broken":
            raise OSError("It is gone.")
        return name


@pytest.fixture
def steps():
    return Steps()


@pytest.fixture
def facts(session):
    return Facts(session)


@pytest.fixture
def watch(measurer, steps, facts):
    return Watch(measurer, steps.question, facts.changed)


@pytest.fixture
def heard(watch):
    heard = []
    watch.answered.connect(heard.append)
    return heard


def change(steps, facts, name):
    steps.name = name
    facts.changed.emit(name)


def finds(qtbot, watch, name):
    qtbot.waitUntil(lambda: watch.found == name)


def test_it_asks_while_somebody_looks(qtbot, watch, steps, facts):
    change(steps, facts, "b")
    watch.look(True)
    finds(qtbot, watch, "b")
    watch.look(False)
    change(steps, facts, "c")
    watch.look(True)
    finds(qtbot, watch, "c")
    watch.look(False)
    watch.look(True)  # nothing has changed
    watch.look(False)
    change(steps, facts, "d")
    watch.ask(unseen=True)
    finds(qtbot, watch, "d")
    assert steps.asked == ["b", "c", "d"]


def test_several_facts_at_once_make_one_question_and_an_equal_one_is_not_asked(
    qtbot, watch, steps, facts, heard
):
    watch.look(True)
    finds(qtbot, watch, "a")
    for name in "bacda":
        change(steps, facts, name)
    for name in "ef":
        change(steps, facts, name)
    finds(qtbot, watch, "f")
    assert steps.asked == ["a", "f"]
    facts.changed.emit("f")
    change(steps, facts, "g")
    finds(qtbot, watch, "g")
    watch.forget()
    assert watch.found is None
    finds(qtbot, watch, "g")
    assert steps.asked == ["a", "f", "g", "g"]


def test_the_old_answer_stays_until_the_new_one_is_whole(qtbot, watch, steps, facts, heard):
    watch.look(True)
    finds(qtbot, watch, "a")
    change(steps, facts, "b")
    finds(qtbot, watch, "b")
    assert heard == ["part of a", "a", "b"]
    watch.forget()
    finds(qtbot, watch, "b")
    assert heard[3:] == [None, "part of b", "b"]


def test_the_newest_question_wins(qtbot, watch, steps, facts, heard):
    steps.go_on.clear()
    watch.look(True)
    finds(qtbot, watch, "part of a")
    change(steps, facts, "b")
    finds(qtbot, watch, "part of b")
    steps.go_on.set()
    finds(qtbot, watch, "b")
    assert heard == ["part of a", "part of b", "b"]
    watch.look(False)
    steps.go_on.clear()
    change(steps, facts, "c")
    watch.look(True)
    qtbot.waitUntil(lambda: "c" in steps.asked)
    watch.look(False)  # gives it up
    steps.go_on.set()
    watch.look(True)
    finds(qtbot, watch, "c")
    assert steps.asked == ["a", "b", "c", "c"]


def test_where_there_is_nothing_to_know_nothing_is_known(qtbot, watch, steps, facts, heard):
    watch.look(True)
    finds(qtbot, watch, "a")
    change(steps, facts, None)
    qtbot.waitUntil(lambda: watch.found is None)
    assert heard[-1] is None


def test_what_was_found_in_other_data_is_forgotten(qtbot, trainer, watch, steps, facts, heard):
    watch.look(True)
    finds(qtbot, watch, "a")
    trainer.data = DataSpec("others")
    facts.changed.emit(None)
    qtbot.waitUntil(lambda: len(heard) == 5)
    assert heard == ["part of a", "a", None, "part of a", "a"] and steps.asked == ["a", "a"]


def test_what_cannot_be_answered_is_said_until_it_can(qtbot, watch, steps, facts):
    watch.look(True)
    finds(qtbot, watch, "a")
    steps.name = "broken"
    with qtbot.waitSignal(watch.refused) as told:
        facts.changed.emit(None)
    assert told.args == ["It is gone."] == [watch.refusal] and watch.found is None
    facts.changed.emit(None)  # the same again
    watch.look(False)
    with qtbot.waitSignal(watch.refused):  # whoever looks again tries again
        watch.look(True)
    change(steps, facts, "b")
    finds(qtbot, watch, "b")
    assert watch.refusal == "" and steps.asked == ["a", "broken", "broken", "b"]


def test_while_a_network_trains_an_answer_comes_to_its_end(qtbot, session, watch, steps, facts):
    session.make(Architecture((12,)))
    session.train(Hyperparameters(epochs=3))
    watch.look(True)
    finds(qtbot, watch, "a")
    steps.go_on.clear()
    change(steps, facts, "b")
    qtbot.waitUntil(lambda: "b" in steps.asked)
    change(steps, facts, "c")
    change(steps, facts, "d")
    steps.go_on.set()
    finds(qtbot, watch, "d")
    assert steps.asked == ["a", "b", "d"]


def test_while_a_network_trains_facts_wait_and_people_do_not(
    qtbot, session, watch, steps, facts, monkeypatch
):
    monkeypatch.setattr("digitpad.session.watch.PACE", 1e6 * SECONDS)
    session.make(Architecture((12,)))
    session.train(Hyperparameters(epochs=3))
    steps.name = "b"
    watch.look(True)
    finds(qtbot, watch, "b")
    change(steps, facts, "c")
    steps.name = "d"
    watch.ask()
    finds(qtbot, watch, "d")
    change(steps, facts, "e")
    session.pause()
    facts.changed.emit(None)
    finds(qtbot, watch, "e")
    assert steps.asked == ["b", "d", "e"]


# The test accuracy of the network in use


@pytest.fixture
def accuracy(session, measurer, monkeypatch):
    monkeypatch.setattr(measuring, "load_test_data", images)
    return AccuracyWatch(session, measurer)


def images(folder=None):
    """The test images; those of MNIST are read once for all tests."""
    return (mnist() if folder is None else load_data_wrapper(folder))[2]


def test_the_network_in_use_is_tested_on_the_test_data(qtbot, session, trainer, accuracy, folder):
    session.make(Architecture((12,)), seed=1)
    trainer.load(DataSpec(), 60, 12)
    finds(qtbot, accuracy, (session.network.accuracy(images()), 10_000))
    session.make(Architecture((12,)), seed=2)
    assert accuracy.found is None  # that was another network
    finds(qtbot, accuracy, (session.network.accuracy(images()), 10_000))
    trainer.load(DataSpec(folder), 60, 12)
    finds(qtbot, accuracy, (session.network.accuracy(images(folder)), 10))


def test_a_network_is_tested_when_its_run_rests_or_ends(qtbot, session, trainer, accuracy, asked):
    session.make(Architecture((12,)))
    trainer.load(DataSpec(), 60, 12)
    qtbot.waitUntil(lambda: accuracy.found is not None)
    asked.clear()
    session.train(Hyperparameters(epochs=3))
    network = trainer.advance(9000)
    assert accuracy.found is None
    session.pause()
    finds(qtbot, accuracy, (network.accuracy(images()), 10_000))
    session.resume()
    trainer.advance(9100)
    assert accuracy.found is None
    network = trainer.end(9200)
    finds(qtbot, accuracy, (network.accuracy(images()), 10_000))
    assert asked == ["test_accuracy"] * 2
