"""What is measured of the network in use, when, and on which images."""

import numpy as np
import pytest
from mnist import mnist
from PySide6.QtCore import QTimer
from small_networks import small_network, use

from digitpad import Hyperparameters
from digitpad.core.data.dataset import load_test_data
from digitpad.core.data.other_hands import VALIDATION_WRITERS
from digitpad.core.data.pen_digits import WRITERS, load_pen_digits
from digitpad.core.learning.architecture import Architecture
from digitpad.session.measuring import evaluation_watch
from digitpad.session.measuring.evaluation_watch import EvaluationWatch, LaboratoryCopy
from digitpad.session.measuring.sources import Source

SETTINGS = Hyperparameters(epochs=5)


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    """What is to be measured is asked for as soon as the events that came before are handled."""
    for name in ("SOON", "SOON_IN_TRAINING"):
        monkeypatch.setattr(evaluation_watch, name, 0)


def handle_events(qtbot):
    """Let all timers ring that are due by now."""
    rung = []
    QTimer.singleShot(0, lambda: rung.append(True))
    qtbot.waitUntil(lambda: bool(rung))


def told(qtbot, watch, act):
    """What is found after an act, when it is whole."""
    with qtbot.waitSignal(watch.evaluated, check_params_cb=lambda f: f is not None and f.is_whole):
        act()
    return watch.found


def test_it_measures_while_somebody_looks(qtbot, session, watch, folder, asked):
    use(session, small_network(2))
    handle_events(qtbot)
    assert not asked and watch.found is None
    found = told(qtbot, watch, lambda: watch.look(True))
    data = load_test_data(folder)
    assert found.network is session.network
    assert found.evaluation.accuracy == session.network.accuracy(data)
    assert found.matrix.sum() == len(data) == 10
    assert found.name == "test images of data"
    asked.clear()
    watch.look(False)
    watch.look(True)  # nothing has changed
    handle_events(qtbot)
    assert not asked
    network = use(session, small_network(3))
    found = told(qtbot, watch, lambda: None)
    assert found.network is network


def test_a_network_in_use_before_anybody_looked_is_measured(qtbot, session, measurer, hands):
    network = use(session, small_network(1))
    watch = EvaluationWatch(session, measurer, hands, session)
    found = told(qtbot, watch, lambda: watch.look(True))
    assert found.network is network and found.name == "test images of MNIST"


def test_what_cannot_be_measured_is_told(qtbot, watch, tmp_path):
    told(qtbot, watch, lambda: watch.look(True))
    with qtbot.waitSignal(watch.refused) as heard:
        watch.measure(Source(folder=str(tmp_path)))
    assert "lacks" in heard.args[0]
    assert watch.found is None


def test_it_follows_a_run_once_an_epoch(qtbot, session, trainer, watch, asked):
    session.make(Architecture((6,)), 1)
    told(qtbot, watch, lambda: watch.look(True))
    session.train(SETTINGS)
    heard = []
    watch.evaluated.connect(heard.append)
    first = told(qtbot, watch, lambda: trainer.advance(9000))
    assert first.network is session.network
    assert "after epoch 1" in first.about
    asked.clear()
    trainer.advance()  # a snapshot within the next epoch
    handle_events(qtbot)
    assert watch.found is first and not asked
    network = trainer.end(9100)
    qtbot.waitUntil(lambda: watch.found is not first)
    assert watch.found.network is network
    assert watch.found.about == f"{session.run.title} after epoch 2"
    session.train(SETTINGS)
    trainer.more = 7  # mini-batches of an epoch that is not whole
    network = trainer.end()
    qtbot.waitUntil(lambda: watch.found.network is network)
    assert watch.found.about == f"{session.run.title} in epoch 3"
    assert None not in heard  # what was found before stays until then


def test_the_laboratorys_copy_can_be_measured_until_another_run_is_used(qtbot, session, watch):
    told(qtbot, watch, lambda: watch.look(True))
    copy = small_network(9)
    watch.measure_copy(True)
    assert not watch.measures_copy  # there is none
    watch.take_copy(LaboratoryCopy(copy, session.run.id))
    assert watch.found.network is session.network
    found = told(qtbot, watch, lambda: watch.measure_copy(True))
    assert found.network is copy and "copy" in found.about
    network = use(session, small_network(4))
    found = told(qtbot, watch, lambda: None)
    assert found.network is network
    assert watch.copy is None and not watch.measures_copy


def test_digits_are_measured_by_writer(qtbot, session, watch):
    watch.measure(Source("hands", writers=(7,)))
    found = told(qtbot, watch, lambda: watch.look(True))
    pens = load_pen_digits()
    assert set(pens.writers.tolist()) == set(WRITERS)
    mine = pens.by((7,))
    data = mine.dataset()
    assert found.evaluation.accuracy == session.network.accuracy(data)
    use(session, small_network(5))
    again = told(qtbot, watch, lambda: None)
    assert again.data is found.data  # so that other networks need not be measured again
    use(session, small_network(1))
    before = found.example(3)
    found = told(qtbot, watch, lambda: watch.measure(Source("hands", writers=(5, 7))))
    assert np.array_equal(found.data.images[found.row_of(before)], data.images[3])
    counts = {person.writer: (person.accuracy, person.size) for person in found.people}
    assert counts[7] == (session.network.accuracy(data), len(data))
    assert found.evaluation.accuracy == sum(right for right, _ in counts.values())
    found = told(
        qtbot, watch, lambda: watch.measure(Source("hands", writers=(VALIDATION_WRITERS[0],)))
    )
    assert found.row_of(before) is None


def test_parts_of_mnist_are_those_of_the_book(qtbot, session, watch):
    training, validation, test = mnist()
    watch.look(True)
    for part, data in (("validation", validation), ("training", training), ("test", test)):
        found = told(qtbot, watch, lambda part=part: watch.measure(Source(part)))
        assert found.evaluation.accuracy == session.network.accuracy(data)
        assert np.array_equal(found.data.images[-1], data.images[-1])
