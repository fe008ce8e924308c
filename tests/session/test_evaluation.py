"""What is measured of the network in use, when, on which images, and how that is said."""

import numpy as np
from mnist import mnist
from small_runs import small_network, use

from digitpad import Hyperparameters
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import load_test_data
from digitpad.core.data.hands import Hand
from digitpad.core.data.people import VALIDATION_WRITERS, WRITERS, load_pen_digits
from digitpad.core.learning.settings import Architecture
from digitpad.session.evaluation import Source, sources


def test_it_measures_while_somebody_looks(qtbot, session, watch, folder, found_after, tmp_path):
    found = found_after(watch, lambda: watch.look(True))
    data = load_test_data(folder)
    assert found.network is session.network
    assert found.evaluation.accuracy == session.network.accuracy(data)
    assert found.evaluation.matrix().sum() == len(data) == 10
    assert found.name == "test images of data"
    network = use(session, small_network(3))
    assert watch.found is None  # of another run nothing is known
    assert found_after(watch).network is network
    with qtbot.waitSignal(watch.refused) as heard:
        watch.measure(Source(folder=str(tmp_path)))
    assert "lacks" in heard.args[0] and watch.found is None


def test_it_follows_a_run(qtbot, session, trainer, watch, found_after):
    session.make(Architecture((6,)), 1)
    found_after(watch, lambda: watch.look(True))
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


def test_digits_are_measured_by_writer(session, watch, found_after):
    def found_of(*writers):
        return found_after(watch, lambda: watch.measure(Source("hands", writers=writers)))

    watch.look(True)
    found = found_of(7)
    pens = load_pen_digits()
    assert set(pens.writers.tolist()) == set(WRITERS)
    data = pens.by((7,)).dataset()
    assert found.evaluation.accuracy == session.network.accuracy(data)
    use(session, small_network(5))
    assert found_after(watch).data is found.data  # so that others need not be measured again
    before = watch.found.example(3)
    found = found_of(5, 7)
    assert np.array_equal(found.data.images[found.row_of(before)], data.images[3])
    assert found.people.keys() == {5, 7}
    assert found.people[7] == session.network.accuracy(data) / len(data)
    assert found_of(VALIDATION_WRITERS[0]).row_of(before) is None


def test_parts_of_mnist_are_those_of_the_book(session, trainer, watch, found_after):
    training, validation, test = mnist()
    watch.look(True)
    for part, data in (("validation", validation), ("training", training), ("test", test)):
        found = found_after(watch, lambda part=part: watch.measure(Source(part)))
        assert found.evaluation.accuracy == session.network.accuracy(data)
        assert np.array_equal(found.data.images[-1], data.images[-1])
    watch.look(False)
    trainer.load(DataSpec("/others"), 60, 12)
    assert watch.found is None


def test_what_can_be_measured_is_named_with_the_data_in_use_first():
    empty, mine = Hand("Empty"), Hand("Ann", (object(),))
    found = sources(DataSpec("/data/own"), (empty, mine), ("/data/own", "/data/more"))
    assert [source.part for _, source in found] == [
        *("test", "validation", "training", "hands", "hands", "hand", "test")
    ]
    assert [source.writers for _, source in found[3:5]] == [WRITERS, VALIDATION_WRITERS]
    assert found[5][1].hand is mine and found[6] == ("more", Source(folder="/data/more"))
