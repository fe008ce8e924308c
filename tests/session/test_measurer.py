"""The measurer answers questions in turns, and leaves training its core; and what it is asked."""

from functools import partial
from threading import Event, current_thread

import numpy as np
import pytest
from idx_folder import write_folder
from mnist import mnist
from patience import SECONDS
from steps import result_of

from digitpad import Hyperparameters, Network
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import Cancelled, read_idx
from digitpad.core.inside.explain import average, excitement, nearest
from digitpad.core.inside.health import health
from digitpad.core.inside.laboratory import Alteration, altered
from digitpad.core.learning.settings import Architecture
from digitpad.resources import resource_path
from digitpad.session import measurer as measuring
from digitpad.session import questions
from digitpad.session.questions import training_images


@pytest.fixture(autouse=True)
def mnist_is_read_once(monkeypatch):
    load = DataSpec.load
    monkeypatch.setattr(
        DataSpec, "load", lambda spec, *more: mnist() if spec == DataSpec() else load(spec, *more)
    )


@pytest.fixture
def answer(measurer, qtbot):
    """Ask, and wait for the answer."""

    def answer(question, **about):
        heard = []
        measurer.ask(partial(question, **about), lambda *told: heard.append(told), pytest.fail)
        qtbot.waitUntil(lambda: bool(heard) and heard[-1][1])
        return heard[-1][0]

    return answer


class Steps:
    """A question whose pieces are done when the test says so."""

    def __init__(self, pieces=1):
        self.pieces, self.done = pieces, 0
        self.began, self.go_on = Event(), Event()
        self.threads = set()

    def __call__(self, _images):
        for _ in range(self.pieces):
            self.threads.add(current_thread())
            self.began.set()
            assert self.go_on.wait(SECONDS)
            self.done += 1
            yield None
        return "long"


def at_once(_images):
    yield None
    return "short"


# Turns


def test_answers_come_to_the_window_s_thread_in_parts(measurer, qtbot):
    def steps(_images):
        yield "a"
        yield None
        yield "b"
        return "c"

    heard = []
    take = lambda *told: heard.append((*told, current_thread()))  # noqa: E731
    measurer.ask(partial(steps), take, pytest.fail)
    qtbot.waitUntil(lambda: len(heard) == 3)
    here = current_thread()
    assert heard == [("a", False, here), ("b", False, here), ("c", True, here)]


def test_questions_take_turns_on_one_thread(measurer, qtbot):
    heard, long = [], Steps(10)
    for question in (long, at_once):
        measurer.ask(partial(question), lambda answer, _: heard.append(answer), pytest.fail)
    assert long.began.wait(SECONDS)
    long.go_on.set()
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == ["short", "long"] and len(long.threads) == 1


def test_what_is_given_up_is_not_answered(measurer, answer):
    long = Steps(1000)
    task = measurer.ask(partial(long), pytest.fail, pytest.fail)
    assert long.began.wait(SECONDS)
    task.give_up()
    long.go_on.set()
    assert answer(at_once) == "short" and long.done == 1  # the piece that was under way


def test_an_answer_that_is_on_its_way_is_given_up_as_well(measurer, answer):
    answered = Event()

    def steps(_images):
        yield None
        answered.set()
        return "old"

    task = measurer.ask(partial(steps), pytest.fail, pytest.fail)
    assert answered.wait(SECONDS)  # and no event was handled since
    task.give_up()
    assert answer(at_once) == "short"


def test_a_mistake_is_told_and_the_next_question_is_answered(measurer, qtbot, answer, capsys):
    def broken(_images):
        yield None
        raise ZeroDivisionError("by nothing")

    told = []
    measurer.ask(partial(broken), pytest.fail, told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert "ZeroDivisionError" in told[0] and "by nothing" in capsys.readouterr().err
    assert answer(at_once) == "short"


def test_it_rests_after_each_piece_while_a_network_trains(session, measurer, answer, monkeypatch):
    rests, wait = [], measurer._is_ending.wait
    monkeypatch.setattr(measuring, "REST", 1e-6)
    monkeypatch.setattr(measurer._is_ending, "wait", lambda rest: rests.append(rest) or wait(rest))
    pieces = Steps(5)
    pieces.go_on.set()
    answer(pieces)
    assert not rests
    session.make(Architecture((12,)))
    session.train(Hyperparameters(epochs=3))
    answer(pieces)
    assert rests == [measuring.REST] * 5
    session.pause()
    answer(pieces)
    assert len(rests) == 5


# Images, and the end


def test_the_images_are_loaded_once_for_all_questions(answer, monkeypatch):
    loads, load = [], DataSpec.load
    monkeypatch.setattr(DataSpec, "load", lambda spec, *more: loads.append(spec) or load(spec))
    first, second = answer(training_images), answer(training_images)
    assert first is second and loads == [DataSpec()]


def test_other_data_are_looked_through_once_they_are_in_use(trainer, answer, folder, tmp_path):
    assert len(answer(training_images)) == 50_000
    trainer.data = DataSpec(str(write_folder(tmp_path / "squares", 60)))
    assert len(answer(training_images)) == 60

    def others(images):
        yield None
        return images("training", DataSpec(folder))

    assert len(answer(others)) == 50


def test_images_that_cannot_be_read_are_told_of(measurer, trainer, qtbot, tmp_path):
    trainer.data, told = DataSpec(str(tmp_path / "gone")), []
    measurer.ask(partial(training_images), pytest.fail, told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert "gone" in told[0]


def test_the_end_does_not_wait_until_all_data_are_loaded(measurer, monkeypatch):
    loads, answers = Event(), []

    def load(_spec, is_cancelled):
        answers.append(is_cancelled())
        loads.set()
        while not is_cancelled():
            pass
        answers.append(True)
        raise Cancelled

    monkeypatch.setattr(DataSpec, "load", load)
    measurer.ask(partial(training_images), pytest.fail, pytest.fail)
    assert loads.wait(SECONDS)
    assert measurer.shut_down(SECONDS)
    assert answers == [False, True]
    measurer.ask(partial(training_images), pytest.fail, pytest.fail)  # too late
    assert measurer.shut_down(0)


# Questions


@pytest.fixture
def network():
    return Network([784, 6, 10], rng=np.random.default_rng(3))


def test_what_excites_a_neuron(answer, network):
    found, _images = answer(questions.excited, network=network, layer=0, neuron=4)
    wanted = result_of(excitement(network, mnist()[0], 0, 4))
    np.testing.assert_array_equal(found.most, wanted.most)
    np.testing.assert_array_equal(found.means, wanted.means)


def test_what_is_like_a_drawing(answer):
    training = mnist()[0]
    image = training[7][0].reshape(784)
    found = answer(questions.likenesses, image=image, digits=(3, 8))
    for digit, mean, rows in zip((3, 8), found.averages, found.rows):
        np.testing.assert_array_equal(mean, average(training, digit))
        assert rows == nearest(training, image, digit)


def test_the_health_of_each_layer_on_some_images(answer, network):
    first, data = Network([784, 6, 10], rng=np.random.default_rng(4)), mnist()[0][:1000]
    found = answer(questions.health_of, network=network, first=first)
    assert found.size == 1000
    for layers, of in ((found.now, network), (found.start, first)):
        assert [layer.gradient for layer in layers] == [a.gradient for a in health(of, data)]
    assert answer(questions.health_of, network=network, first=None).start is None


def test_a_copy_is_made_and_each_network_tested(answer, network):
    alteration = Alteration(pruned=0.9)
    made = answer(questions.altered_copy, network=network, alteration=alteration)
    copy = altered(network, alteration)
    assert (made.original, made.alteration) == (network, alteration)
    for ours, theirs in zip(made.network.weights, copy.weights):
        np.testing.assert_array_equal(ours, theirs)
    right, size = answer(questions.test_accuracy, network=copy)
    assert right == copy.accuracy(mnist()[2]) != network.accuracy(mnist()[2]) and size == 10_000


def test_test_digits_are_just_those_of_the_data(answer):
    images = read_idx(resource_path("mnist", "t10k-images-idx3-ubyte.gz"), 3)
    labels = read_idx(resource_path("mnist", "t10k-labels-idx1-ubyte.gz"), 1)
    rng = np.random.default_rng(5)
    picked = [answer(questions.random_test_digit, rng=rng) for _ in range(20)]
    for picture in picked:
        index = picture.test_digit.index
        assert np.array_equal(picture.image, images[index] / np.float32(255))
        assert np.array_equal(picture.shown, images[index])
        assert picture.test_digit.label == labels[index]
    assert len({picture.test_digit for picture in picked}) > 15
