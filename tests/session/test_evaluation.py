"""The evaluation of the network in use: when it is made, on which images, and how it is told."""

import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from idx_folder import write_folder
from mnist import mnist
from PySide6.QtCore import QTimer
from small_runs import small_network, use

from digitpad import Hyperparameters, Network
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import DIGITS, FASHION, load_test_data
from digitpad.core.data.hands import Hand
from digitpad.core.data.people import VALIDATION_WRITERS, WRITERS, load_pen_digits
from digitpad.core.evaluation import Evaluation
from digitpad.core.learning.settings import Architecture
from digitpad.core.network_file import NetworkFile
from digitpad.core.text import LONGEST_HEADLINE
from digitpad.session.mistakes.compared import (
    Compared,
    Other,
    OtherRead,
    headline,
    mended_and_broken,
)
from digitpad.session.mistakes.evaluated import Source, has_learnt
from digitpad.session.mistakes.evaluation_words import how_good, matrix_csv
from digitpad.session.runs.maker import continued_from, new_run, run_of_file
from digitpad.session.runs.run import AtEpoch, Origin


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


def test_a_folder_with_test_images_alone_is_measured(watch, found_after, tmp_path):
    folder = tmp_path / "my fashion"
    write_folder(folder, 50)
    for file in folder.glob("train-*"):
        file.unlink()
    watch.measure(Source(folder=str(folder)))
    found = found_after(watch, lambda: watch.look(True))
    assert len(found.data) == 10 and found.classes == FASHION


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


TEST, SHIPPED = Source(), Other(None, AtEpoch(), "the shipped network")
BY_CHANCE = "Between two equally good networks such a difference comes up"


def compare(ours, theirs, at, other, source=TEST, classes=DIGITS, n=10_000):
    """Two networks of which the first reads so many of n digits right, and the second so many.

    ours, theirs: of the first, and of the last digits; so some are mended, and some broken.
    """
    labels, rows = np.zeros(n, int), np.arange(n)
    right = rows < ours, rows >= n - theirs
    one, two = (Evaluation(labels, np.eye(10)[1 * ~each]) for each in right)
    found = SimpleNamespace(at=at, source=source, classes=classes, evaluation=one)
    return Compared(found, OtherRead(other, two))


def at(epoch, run="a"):
    return AtEpoch(run, epoch)


def of(epoch, run="a", title="run 1"):
    """The other network, of the same run unless another is named."""
    return Other(None, AtEpoch(run, epoch), title, f"after epoch {epoch:,}")


def test_images_of_clothes_are_no_digits():
    compared = compare(8821, 8329, at(12), of(3), classes=FASHION)
    assert "492 images more" in headline(compared)


@pytest.mark.parametrize("title", ["run 1", "hundred hidden (my)", 200 * "w"])
@pytest.mark.parametrize("epochs", [(60, 25), (1, 0), (12_345, 1234)])
@pytest.mark.parametrize("counts", [(9706, 9589), (9589, 9706), (9589, 9589), (10_000, 0)])
def test_a_headline_names_both_epochs_however_long_it_is(counts, epochs, title):
    for run, named in (("a", ""), ("b", title[:1])):
        said = headline(compare(*counts, at(epochs[0]), of(epochs[1], run, title)))
        assert len(said) <= LONGEST_HEADLINE
        assert re.fullmatch(
            f"{counts[0] / 100:.2f} %( right)? at epoch {epochs[0]:,}: "
            f"(as many as|[0-9,]+( digits)? (more|fewer) than) ?{named}.* ?at.* {epochs[1]:,}",
            said,
        )
    said = headline(compare(9706, 9589, at(None), of(25, "b")))
    assert said == "97.06 % right: 117 digits more than run 1 at epoch 25"


@pytest.mark.parametrize("source", [Source(), Source("validation"), Source("training"), OTHERS])
def test_only_digits_that_nobody_learnt_from_say_which_network_is_better(source):
    said = mended_and_broken(compare(30, 0, at(12), of(3), source))
    assert said.startswith("30 mended, 0 broken.")
    assert (BY_CHANCE in said) == (source.part in ("test", "validation"))


def test_what_is_said_without_a_comparison_is_said_with_one(watch, found_after):
    watch.look(True)
    found = found_after(watch)
    alone, line = how_good(found)
    assert alone.endswith(" misread")
    read = OtherRead(of(3, "b"), found.evaluation)
    title, caption = how_good(found, Compared(found, read))
    assert title.endswith(" as many as run 1 at epoch 3")
    assert caption == f"0 mended, 0 broken. {line[0].upper()}{line[1:]}"


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
