"""What is measured of the network in use, when, and on which images."""

import numpy as np
from mnist import mnist
from small_networks import small_network, use

from digitpad import Hyperparameters
from digitpad.core.data.dataset import load_test_data
from digitpad.core.data.people import VALIDATION_WRITERS, WRITERS, load_pen_digits
from digitpad.core.learning.settings import Architecture
from digitpad.session.evaluation import EvaluationWatch, Source


def told(qtbot, watch, act):
    """What is found after an act, when it is whole."""
    with qtbot.waitSignal(watch.answered, check_params_cb=lambda f: f is not None and f.is_whole):
        act()
    return watch.found


def test_it_measures_while_somebody_looks(qtbot, session, watch, folder):
    found = told(qtbot, watch, lambda: watch.look(True))
    data = load_test_data(folder)
    assert found.network is session.network
    assert found.evaluation.accuracy == session.network.accuracy(data)
    assert found.evaluation.matrix().sum() == len(data) == 10
    assert found.name == "test images of data"
    network = use(session, small_network(3))
    assert watch.found is None  # of another run nothing is known
    assert told(qtbot, watch, lambda: None).network is network


def test_a_network_in_use_before_anybody_looked_is_measured(qtbot, session, measurer, hands):
    network = use(session, small_network(1))
    watch = EvaluationWatch(session, measurer, hands)
    found = told(qtbot, watch, lambda: watch.look(True))
    assert found.network is network and found.name == "test images of MNIST"


def test_what_cannot_be_measured_is_told(qtbot, watch, tmp_path):
    told(qtbot, watch, lambda: watch.look(True))
    with qtbot.waitSignal(watch.refused) as heard:
        watch.measure(Source(folder=str(tmp_path)))
    assert "lacks" in heard.args[0]
    assert watch.found is None


def test_it_follows_a_run(qtbot, session, trainer, watch):
    session.make(Architecture((6,)), 1)
    told(qtbot, watch, lambda: watch.look(True))
    session.train(Hyperparameters(epochs=5))
    heard = []
    watch.answered.connect(heard.append)
    network = trainer.advance(9000)
    qtbot.waitUntil(lambda: watch.found.network is network)
    assert watch.found.about == f"{session.run.title} after epoch 1"
    trainer.more = 7  # mini-batches of an epoch that is not whole
    network = trainer.end()
    qtbot.waitUntil(lambda: watch.found.network is network)
    assert watch.found.about == f"{session.run.title} in epoch 2"
    assert None not in heard  # what was found before stays until then


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
    assert found.people.keys() == {5, 7}
    assert found.people[7] == session.network.accuracy(data) / len(data)
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
