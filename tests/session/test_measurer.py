"""The measurer answers the newest question of each kind, in turns, and leaves training its core."""

import threading
from threading import Event, current_thread

import numpy as np
import pytest
from idx_folder import write_folder
from mnist import mnist
from patience import SECONDS
from results import epoch_result
from steps import result_of

from digitpad import Hyperparameters, Network, load_data_wrapper
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import Cancelled, read_idx
from digitpad.core.files.network_file import NetworkFile
from digitpad.core.inside.explain import average, excitement, nearest
from digitpad.core.inside.health import health
from digitpad.core.inside.laboratory import Alteration, altered, damages
from digitpad.core.learning.architecture import Architecture
from digitpad.resources import resource_path
from digitpad.session.measuring import accuracy_watch, measurer, questions
from digitpad.session.measuring.accuracy_watch import AccuracyWatch
from digitpad.session.measuring.measurer import Measurer
from digitpad.session.opened_files import Opened
from digitpad.training.worker import Ready


@pytest.fixture(autouse=True)
def mnist_is_read_once(monkeypatch):
    load = DataSpec.load
    monkeypatch.setattr(
        DataSpec, "load", lambda spec, *more: mnist() if spec == DataSpec() else load(spec, *more)
    )


@pytest.fixture
def measure(session, qtbot):
    measure = Measurer(session, session)
    yield measure
    assert measure.shut_down(10)


@pytest.fixture
def network():
    return Network([784, 6, 10], rng=np.random.default_rng(3))


@pytest.fixture
def answer(measure, qtbot):
    """Ask, and wait for as many answers."""

    def answer(question, count=1):
        heard = []
        measure.ask("kind", question, heard.append)
        qtbot.waitUntil(lambda: len(heard) == count)
        return heard if count > 1 else heard[0]

    return answer


class Steps:
    """A question whose pieces are done when the test says so."""

    def __init__(self, pieces=1, name="answer"):
        self.pieces, self.name, self.done = pieces, name, 0
        self.began, self.go_on = Event(), Event()
        self.threads = set()

    def __call__(self, images):
        for _ in range(self.pieces):
            self.threads.add(current_thread())
            self.began.set()
            assert self.go_on.wait(SECONDS)
            self.done += 1
            yield None
        return self.name


def at_once(name):
    """A question that is answered in one piece."""

    def steps(images):
        yield None
        return name

    return steps


def train(session):
    session.make(Architecture((12,)))
    session.train(Hyperparameters(epochs=3))


# Turns


def test_answers_come_to_the_window_s_thread_in_parts(measure, qtbot):
    def steps(images):
        yield "a"
        yield None
        yield "b"
        return "c"

    heard = []
    measure.ask("kind", steps, lambda answer: heard.append((answer, current_thread())))
    qtbot.waitUntil(lambda: len(heard) == 3)
    assert heard == [(answer, current_thread()) for answer in "abc"]


def test_of_each_kind_the_newest_question_wins(measure, qtbot):
    heard, first = [], Steps(1000)
    measure.ask("a", first, heard.append)
    assert first.began.wait(SECONDS)
    for name in "bcd":
        measure.ask("a", at_once(name), heard.append)
    first.go_on.set()
    qtbot.waitUntil(lambda: bool(heard))
    measure.ask("other", at_once("last"), heard.append)
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == ["d", "last"] and first.done == 1  # given up after the piece under way


def test_an_answer_that_is_on_its_way_is_not_taken_for_a_newer_question_s(measure, qtbot):
    heard, answered = [], Event()

    def steps(images):
        yield None
        answered.set()
        return "old"

    measure.ask("a", steps, heard.append)
    assert answered.wait(SECONDS)  # and no event was handled since
    measure.ask("a", at_once("new"), heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    measure.ask("b", at_once("last"), heard.append)
    qtbot.waitUntil(lambda: heard[-1] == "last")
    assert heard == ["new", "last"]


def test_kinds_take_turns_on_one_thread(measure, qtbot):
    heard, long = [], Steps(10)
    measure.ask("long", long, heard.append)
    assert long.began.wait(SECONDS)
    measure.ask("short", at_once("short"), heard.append)
    long.go_on.set()
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == ["short", "answer"] and len(long.threads) == 1


def test_what_is_given_up_is_not_answered(measure, qtbot):
    heard, first = [], Steps(1000)
    measure.ask("a", first, heard.append)
    assert first.began.wait(SECONDS)
    measure.give_up("a")
    first.go_on.set()
    measure.ask("b", at_once("b"), heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == ["b"] and first.done == 1


def test_what_was_asked_is_not_asked_again_unless_it_was_given_up(measure, qtbot):
    heard = []

    def ask(name, about):
        later = []
        measure.ask("kind", at_once(name), heard.append, about=about)
        measure.ask("later", at_once("later"), later.append)
        qtbot.waitUntil(lambda: bool(later))

    ask("first", (1, "digits"))
    ask("the same", (1, "digits"))
    assert heard == ["first"]
    ask("other", (2, "digits"))
    measure.give_up("another kind")
    ask("the same", (2, "digits"))
    assert heard == ["first", "other"]
    measure.give_up("kind")
    ask("again", (2, "digits"))
    assert heard == ["first", "other", "again"]


def test_a_question_that_does_not_hurry_lets_the_one_before_come_to_its_end(measure, qtbot):
    heard, first = [], Steps(3, "first")
    measure.ask("a", first, heard.append, hurries=False)
    assert first.began.wait(SECONDS)
    for name in ("second", "third"):
        measure.ask("a", at_once(name), heard.append, hurries=False)
    first.go_on.set()
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == ["first", "third"]


def test_a_mistake_is_told_and_the_next_question_is_answered(measure, qtbot, capsys):
    def broken(images):
        yield None
        raise ZeroDivisionError("by nothing")

    with qtbot.waitSignal(measure.failed) as told:
        measure.ask("a", broken, pytest.fail)
    assert "ZeroDivisionError" in told.args[0] and "by nothing" in capsys.readouterr().err
    heard = []
    measure.ask("a", at_once("good"), heard.append)
    qtbot.waitUntil(lambda: heard == ["good"])


# While a network trains


@pytest.fixture
def rests(monkeypatch):
    """How long the thread rested after each piece of work."""
    rests = []

    class Cancelled(threading.Event):
        def wait(self, timeout=None):
            rests.append(timeout)
            return super().wait(0)

    task = measurer._Task

    def make(**arguments):
        made = task(**arguments)
        made.is_cancelled = Cancelled()
        return made

    monkeypatch.setattr(measurer, "_Task", make)
    return rests


def test_it_rests_after_each_piece_while_a_network_trains(session, answer, rests):
    pieces = Steps(5)
    pieces.go_on.set()
    answer(pieces)
    assert not rests
    train(session)
    answer(pieces)
    assert set(rests) == {measurer.REST} and len(rests) >= 5
    session.pause()
    count = len(rests)
    answer(pieces)
    assert len(rests) == count


def test_what_nobody_waits_for_rests_between_two_answers(session, measure, qtbot, monkeypatch):
    monkeypatch.setattr(measurer, "RESTS", 1e9)  # longer than any test may take
    train(session)
    heard = []
    measure.ask("a", at_once("first"), heard.append, hurries=False)
    qtbot.waitUntil(lambda: heard == ["first"])
    measure.ask("a", at_once("second"), heard.append, hurries=False)
    measure.ask("b", at_once("of another kind"), heard.append, hurries=False)
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == ["first", "of another kind"]
    measure.ask("a", at_once("third"), heard.append)  # somebody waits for it
    qtbot.waitUntil(lambda: heard[-1] == "third")


# Images, and the end


def test_the_images_are_loaded_once_for_all_questions(answer, monkeypatch):
    loads, load = [], DataSpec.load
    monkeypatch.setattr(DataSpec, "load", lambda spec, *more: loads.append(spec) or load(spec))
    first, second = answer(questions.training_images), answer(questions.training_images)
    assert first is second and loads == [DataSpec()]


def test_other_data_are_looked_through_once_they_are_in_use(trainer, answer, tmp_path):
    assert len(answer(questions.training_images)) == 50_000
    trainer.data = DataSpec(str(write_folder(tmp_path / "squares", 60)))
    assert len(answer(questions.training_images)) == 60


def test_images_that_cannot_be_read_are_told_of(measure, trainer, qtbot, tmp_path):
    trainer.data = DataSpec(str(tmp_path / "gone"))
    with qtbot.waitSignal(measure.failed) as told:
        measure.ask("a", questions.training_images, pytest.fail)
    assert "gone" in told.args[0]


def test_the_end_does_not_wait_until_all_data_are_loaded(measure, monkeypatch):
    loads, answers = Event(), []

    def load(spec, is_cancelled):
        answers.append(is_cancelled())
        loads.set()
        measure._is_ending.wait(SECONDS)
        while not is_cancelled():
            pass
        answers.append(True)
        raise Cancelled

    monkeypatch.setattr(DataSpec, "load", load)
    measure.ask("images", questions.training_images, pytest.fail)
    assert loads.wait(SECONDS)
    assert measure.shut_down(SECONDS)
    assert answers == [False, True]
    measure.ask("images", questions.training_images, pytest.fail)  # too late
    assert measure.shut_down(0)


# Questions


def test_what_excites_a_neuron(answer, network):
    found = answer(questions.excited(network, 0, 4))
    assert (found.network, found.layer, found.neuron) == (network, 0, 4)
    wanted = result_of(excitement(network, mnist()[0], 0, 4))
    np.testing.assert_array_equal(found.found.most, wanted.most)
    np.testing.assert_array_equal(found.found.means, wanted.means)


def test_what_is_like_a_drawing(answer):
    training = mnist()[0]
    image = training[7][0].reshape(784)
    found = answer(questions.likenesses(image, (3, 8)))
    for digit, mean, rows in zip((3, 8), found.averages, found.rows):
        np.testing.assert_array_equal(mean, average(training, digit))
        assert rows == nearest(training, image, digit)


def test_the_health_at_the_start_of_a_run_is_measured_once(session, answer, network, monkeypatch):
    session.make(Architecture((6,)), seed=5)
    run = session.run
    measured = []

    def counted(network, data):
        measured.append(network)
        return health(network, data)

    monkeypatch.setattr(questions, "health", counted)
    first = answer(questions.health_of(network, run, None))
    again = answer(questions.health_of(network, run, first))
    assert len(measured) == 3 and again.start is first.start
    some = mnist()[0][:1000]
    assert [layer.gradient for layer in first.start] == [
        layer.gradient for layer in health(run.first_network(), some)
    ]
    assert answer(questions.health_of(network, None, again)).start is None


def test_of_a_file_s_run_nobody_knows_how_it_began(session, answer, network):
    content = NetworkFile(network, seed=5, history=(epoch_result(1),))
    session.open(Opened(content, None, None), "default")
    assert answer(questions.health_of(network, session.run, None)).start is None
    session.use_copy(network)  # of this one it is known
    begun = answer(questions.health_of(network, session.run, None))
    assert [a.gradient for a in begun.start] == [a.gradient for a in begun.now]


def test_neurons_are_ranked_by_what_is_lost_without_them(answer, network):
    test = mnist()[2][:1000]
    found = answer(questions.ranking(network))
    assert (found.tried, found.neurons, found.size) == (6, 6, 1000)
    assert found.unchanged == network.accuracy(test)
    every = sorted(damages(network, test), key=lambda d: (d.accuracy, -d.cost))
    assert list(found.worst) == every
    assert answer(questions.ranking(Network([784, 10]))).worst == ()


def test_a_copy_is_shown_as_soon_as_it_is_made_and_then_what_it_is_worth(answer, network):
    test = mnist()[2]
    alteration = Alteration(pruned=0.9)
    made, tested, compared = answer(questions.altered_copy(network, alteration, None), 3)
    assert made.original is network and made.accuracy is None and made.unchanged is None
    copy = altered(network, alteration)
    for ours, theirs in zip(made.network.weights, copy.weights):
        np.testing.assert_array_equal(ours, theirs)
    assert tested.accuracy == copy.accuracy(test) and tested.unchanged is None
    assert compared.accuracy == tested.accuracy and len(compared.test_data) == 10_000
    assert compared.unchanged == network.accuracy(test) != compared.accuracy
    # What the original is worth is known from then on, and only of that network.
    known = answer(questions.altered_copy(network, Alteration(pruned=0.5), compared), 3)
    assert known[0].unchanged == compared.unchanged
    other = Network([784, 10], rng=np.random.default_rng(1))
    assert answer(questions.altered_copy(other, alteration, compared), 3)[1].unchanged is None


def test_test_digits_are_just_those_of_the_data(answer):
    images = read_idx(resource_path("mnist", "t10k-images-idx3-ubyte.gz"), 3)
    labels = read_idx(resource_path("mnist", "t10k-labels-idx1-ubyte.gz"), 1)
    rng = np.random.default_rng(5)
    picked = [answer(questions.random_test_digit(rng)) for _ in range(20)]
    for picture in picked:
        index = picture.test_digit.index
        assert np.array_equal(picture.image, images[index] / np.float32(255))
        assert np.array_equal(picture.shown, images[index])
        assert picture.test_digit.label == labels[index]
    assert len({picture.test_digit for picture in picked}) > 15


# The test accuracy of the network in use


@pytest.fixture
def watch(session, measure, monkeypatch):
    monkeypatch.setattr(accuracy_watch, "RESTS_AFTER", 0)
    return AccuracyWatch(session, measure, session)


def load(trainer, data=None):
    trainer.data = data or DataSpec()
    trainer.became_ready.emit(Ready(trainer.data, np.zeros((0, 784), np.uint8), 60, 12))


def right(network, folder=None):
    _, _, test = mnist() if folder is None else load_data_wrapper(folder)
    return network.accuracy(test)


def test_the_network_in_use_is_tested_on_the_test_data(session, trainer, watch, qtbot):
    session.make(Architecture((12,)), seed=1)
    assert watch.result is None
    with qtbot.waitSignal(watch.measured) as told:
        load(trainer)
    assert told.args == [watch.result]
    assert watch.result.accuracy == right(session.network) and watch.result.size == 10_000
    first = watch.result
    with qtbot.waitSignal(watch.measured) as told:
        session.make(Architecture((12,)), seed=2)
    assert told.args == [None] and watch.result is None  # that was another network
    with qtbot.waitSignal(watch.measured):
        pass
    assert watch.result.accuracy == right(session.network) != first.accuracy


def test_other_data_have_another_test(session, trainer, watch, qtbot, tmp_path):
    folder = write_folder(tmp_path / "squares", 60)
    session.make(Architecture((12,)))
    with qtbot.waitSignal(watch.measured):
        load(trainer)
    with qtbot.waitSignals([watch.measured] * 2):
        load(trainer, DataSpec(folder))
    assert watch.result.size == 10 and watch.result.accuracy == right(session.network, folder)


def test_during_a_run_nothing_is_tested_and_at_its_end_what_it_has_learnt(
    session, trainer, watch, measure, qtbot
):
    session.make(Architecture((12,)))
    with qtbot.waitSignal(watch.measured):
        load(trainer)
    with qtbot.waitSignal(watch.measured) as told:
        session.train(Hyperparameters(epochs=3))
    assert told.args == [None]
    trainer.advance(9000)
    trainer.advance(9100)
    heard = []
    measure.ask("other", at_once("answered"), heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    assert watch.result is None
    with qtbot.waitSignal(watch.measured):
        network = trainer.end(9200)
    assert watch.result.accuracy == right(network)


def test_a_paused_run_rests_too(session, trainer, watch, qtbot):
    load(trainer)
    session.make(Architecture((12,)))
    session.train(Hyperparameters(epochs=3))
    network = trainer.advance(9000)
    with qtbot.waitSignal(watch.measured):
        session.pause()
    assert watch.result.accuracy == right(network)
    with qtbot.waitSignal(watch.measured) as told:
        session.resume()
    assert told.args == [None]
