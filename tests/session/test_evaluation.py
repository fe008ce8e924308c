"""The evaluation of the network in use: when it is made, on which images, and how it is told."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from mnist import mnist
from PySide6.QtCore import QTimer
from small_runs import small_network, use

from digitpad import Hyperparameters, Network
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import load_test_data
from digitpad.core.data.hands import Hand
from digitpad.core.data.people import VALIDATION_WRITERS, WRITERS, load_pen_digits
from digitpad.core.evaluation import Evaluation, differences
from digitpad.core.learning.settings import Architecture
from digitpad.core.network_file import NetworkFile
from digitpad.session.mistakes.compared import Compared, comparison
from digitpad.session.mistakes.evaluated import Source, has_learnt, sources
from digitpad.session.mistakes.evaluation_words import how_good, matrix_csv
from digitpad.session.runs.maker import continued_from, new_run, run_of_file
from digitpad.session.runs.run import Origin


def test_the_network_is_measured_while_somebody_looks(
    qtbot, session, watch, folder, found_after, tmp_path
):
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


def test_nothing_is_measured_before_the_runs_are_read(qtbot, session, watch, asked, found_after):
    session.runs.are_read = False
    watch.look(True)
    with qtbot.waitSignal(watch.findChild(QTimer).timeout):
        watch.note()
    assert asked == [] and watch.found is None

    def read():
        session.runs.are_read = True
        session.runs.add([])

    assert found_after(watch, read).is_whole


def test_the_evaluation_follows_a_run(qtbot, session, trainer, watch, found_after):
    session.make(Architecture((6,)), 1)
    found = found_after(watch, lambda: watch.look(True))
    assert found.network_in_words == "the new network" and session.title == "new network"
    session.train(Hyperparameters(epochs=5))
    heard = []
    watch.answered.connect(heard.append)
    network = trainer.advance(9000)
    qtbot.waitUntil(lambda: watch.found.network is network)
    assert watch.found.network_in_words == f"{session.run.title} after epoch 1"
    moment = trainer.report()  # within the second epoch
    assert session.network is moment
    network = trainer.end(9100)
    qtbot.waitUntil(lambda: watch.found.network is network)
    assert moment not in [found.network for found in heard]  # whole epochs alone are measured
    assert watch.found.network_in_words == f"{session.run.title} after epoch 2"
    assert None not in heard  # what was found before stays until then
    session.use(session.run_id, 1)
    qtbot.waitUntil(lambda: watch.found.network is session.network)
    assert watch.found.network_in_words == f"{session.run.title} after epoch 1"


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


def test_the_parts_of_mnist_are_the_books(session, trainer, watch, found_after):
    training, validation, test = mnist()
    watch.look(True)
    for part, data in (("validation", validation), ("training", training), ("test", test)):
        found = found_after(watch, lambda part=part: watch.measure(Source(part)))
        assert found.evaluation.accuracy == session.network.accuracy(data)
        assert np.array_equal(found.data.images[-1], data.images[-1])
    watch.look(False)
    trainer.load(DataSpec("/others"), 60, 12)
    assert watch.found is None


def test_training_images_are_the_ones_that_the_run_learns_from(
    session, trainer, watch, found_after
):
    training = mnist()[0]
    watch.measure(Source("training"))
    assert found_after(watch, lambda: watch.look(True)).name == "all training images of MNIST"
    session.make(Architecture((6,)), 1)
    session.train(Hyperparameters(epochs=1), DataSpec(training_size=100))
    network = trainer.end(9000)
    found = found_after(watch)
    assert found.network is network and len(found.data) == 100
    assert found.evaluation.accuracy == network.accuracy(training[:100])
    assert found.name == "the first 100 training images of MNIST"
    assert "%" not in how_good(found)[1]  # no interval


def run(**changes):
    return replace(new_run(Architecture((6,)), 1), **changes)


OTHERS, EVERYBODY = Source("hands", writers=VALIDATION_WRITERS), Source("hands", writers=WRITERS)
MINE = Source("hand", hand=Hand("Mine"))
OF_SHIPPED = Origin("shipped network", "laboratory")


@pytest.mark.parametrize(
    ("source", "of", "learnt"),
    [
        (Source(), None, False),
        (Source("training"), None, True),
        (OTHERS, None, True),
        (OTHERS, run(origin=OF_SHIPPED, has_start=True), True),
        (OTHERS, run(data=DataSpec()), False),
        (OTHERS, run(data=DataSpec(other_hands=True)), False),
        (EVERYBODY, run(data=DataSpec(other_hands=True)), True),
        (OTHERS, run(hands=(MINE.hand.id,)), True),  # in the company of all of them
        (OTHERS, run(has_start=True), None),  # of a file
        (MINE, None, False),
        (MINE, run(hands=(MINE.hand.id,)), True),
        (MINE, run(has_start=True), None),  # of a file
        (MINE, run(has_start=True, origin=OF_SHIPPED), False),
        (MINE, run_of_file(NetworkFile(Network([784, 6, 10])), 1), None),
        (MINE, continued_from(run_of_file(NetworkFile(Network([784, 6, 10])), 1), 2, 0), None),
    ],
)
def test_whether_images_were_learnt_is_yes_no_or_unknown(source, of, learnt):
    assert has_learnt(source, of) is learnt


def test_people_who_were_learnt_from_are_told_and_have_no_interval(session, watch, found_after):
    session.show_shipped()
    found = found_after(watch, lambda: (watch.measure(OTHERS), watch.look(True)))
    caption = how_good(found)[1]
    assert "the shipped network, which has learnt from these people" in caption
    assert "interval" not in caption
    session.make(Architecture((6,)), 1)
    caption = how_good(found_after(watch))[1]
    assert "95 % interval" in caption and "learnt" not in caption


@pytest.mark.parametrize("source", [Source(), Source("validation"), Source("training"), OTHERS])
def test_only_digits_that_nobody_learnt_from_say_which_network_is_better(source):
    labels = np.zeros(30, int)
    other = Evaluation(labels, np.eye(10)[labels + 1])
    groups = differences(Evaluation(labels, np.eye(10)[labels]), other)
    said = comparison(SimpleNamespace(source=source), "run 1", Compared(other, groups))
    assert said.startswith("Against run 1: 30 more right (100.00 to 0.00 %) · ")
    has_chance = "by chance alone less than once in 100 · " in said
    assert has_chance == (source.part in ("test", "validation"))
    assert said.endswith(" · 30 mended, 0 broken, 0 misread by both")


def test_all_sources_are_named_the_data_in_use_first():
    empty, mine = Hand("Empty"), Hand("Ann", (object(),))
    found = sources(DataSpec("/data/own"), (empty, mine), ("/data/own", "/data/more"))
    assert [source.part for _, source in found] == [
        *("test", "validation", "training", "hands", "hands", "hand", "test")
    ]
    assert [source.writers for _, source in found[3:5]] == [VALIDATION_WRITERS, WRITERS]
    assert found[5][1].hand is mine and found[6] == ("more", Source(folder="/data/more"))


def test_the_matrix_as_text():
    matrix = np.array([[1009, 0], [17, 3]])
    assert matrix_csv(
        matrix, ("a, b", "c"), ("a, b", "c"), ("two\nlines",)
    ).decode().splitlines() == [
        "# digitpad: a confusion matrix",
        "# two lines",
        'written,"read as a, b",read as c',
        '"a, b",1009,0',
        "c,17,3",
    ]
