"""Questions are answered in turns beside training; a watch asks them and keeps the answers."""

import threading
from functools import partial
from threading import Event, current_thread

import numpy as np
import pytest
from idx_folder import write_folder
from mnist import mnist
from patience import SECONDS
from PySide6.QtCore import QObject, QTimer, Signal
from small_runs import small_network
from steps import result_of

from digitpad import Hyperparameters, load_data_wrapper
from digitpad.core.data import data_spec
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import Cancelled, read_idx
from digitpad.core.inside.explain import average, excitement, nearest
from digitpad.core.inside.health import health
from digitpad.core.inside.laboratory import Alteration, altered
from digitpad.core.learning.settings import Architecture
from digitpad.resources import resource_path
from digitpad.session import measurer as measuring
from digitpad.session import questions
from digitpad.session import watch as watching
from digitpad.session.questions import Altered, training_images
from digitpad.session.watch import AccuracyWatch, Watch


@pytest.fixture
def answer(measurer, qtbot):
    """Ask, and wait for the answer."""

    def answer(question, **about):
        heard = []
        measurer.ask(partial(question, **about), lambda *told: heard.append(told), pytest.fail)
        qtbot.waitUntil(lambda: bool(heard) and heard[-1][1])
        return heard[-1][0]

    return answer


class Pieces:
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
    heard, long = [], Pieces(10)
    for question in (long, at_once):
        measurer.ask(partial(question), lambda answer, _: heard.append(answer), pytest.fail)
    assert long.began.wait(SECONDS)
    long.go_on.set()
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == ["short", "long"] and len(long.threads) == 1


def test_a_cancelled_question_gets_no_answer_even_if_it_is_on_its_way(measurer, answer):
    long, answered = Pieces(1000), Event()
    task = measurer.ask(partial(long), pytest.fail, pytest.fail)
    assert long.began.wait(SECONDS)
    task.give_up()
    long.go_on.set()
    assert answer(at_once) == "short" and long.done == 1  # the piece that was under way

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
    qtbot.waitUntil(lambda: told)
    assert "ZeroDivisionError" in told[0] and "by nothing" in capsys.readouterr().err
    assert answer(at_once) == "short"


def test_the_measurer_rests_beside_training(session, train, measurer, answer, monkeypatch):
    rests, wait = [], measurer._is_ending.wait
    monkeypatch.setattr(measuring, "PAUSE_SECONDS", 1e-6)
    monkeypatch.setattr(measurer._is_ending, "wait", lambda rest: rests.append(rest) or wait(rest))
    pieces = Pieces(5)
    pieces.go_on.set()
    answer(pieces)
    assert not rests
    train()
    answer(pieces)
    assert rests == [measuring.PAUSE_SECONDS] * 5
    session.queue.pause()
    answer(pieces)
    assert len(rests) == 5


# Images, and shutting down


def test_training_images_are_the_ones_that_the_run_in_use_learns_from(session, trainer, answer):
    session.make(Architecture((12,)), 1)
    assert len(answer(training_images)) == 50_000  # nothing is learnt
    for size in (100, 40):
        session.make(Architecture((12,)), 1)
        session.train(Hyperparameters(epochs=1), DataSpec(training_size=size))
        trainer.end(9000)
        few = answer(training_images)
        assert np.array_equal(few.images, mnist()[0].images[:size])
        assert answer(training_images) is few  # so that what is known of them stays
        session.show_shipped()
        assert len(answer(training_images)) == 50_000


def test_images_are_loaded_once(measurer, trainer, answer, folder, tmp_path, monkeypatch, qtbot):
    assert answer(training_images) is mnist()[0]
    reads, read = [], data_spec.load_data_wrapper
    monkeypatch.setattr(
        data_spec, "load_data_wrapper", lambda *of, **how: reads.append(*of) or read(*of, **how)
    )
    squares = str(write_folder(tmp_path / "squares", 60))
    trainer.chosen.data = DataSpec(squares)
    first, second = answer(training_images), answer(training_images)
    assert first is second and len(first) == 60 and reads == [squares]

    def others(images):
        yield None
        return images("training", DataSpec(folder))

    assert len(answer(others)) == 50
    trainer.chosen.data, told = DataSpec(str(tmp_path / "gone")), []
    measurer.ask(partial(training_images), pytest.fail, told.append)
    qtbot.waitUntil(lambda: told)
    assert "gone" in told[0]


def test_shutting_down_does_not_wait_for_loading_data(measurer, monkeypatch):
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
    return small_network(3)


def test_images_that_excite_a_neuron_or_resemble_a_drawing_are_found(answer, network):
    found, _images = answer(questions.excited, network=network, layer=0, neuron=4)
    wanted = result_of(excitement(network, mnist()[0], 0, 4))
    np.testing.assert_array_equal(found.most, wanted.most)
    np.testing.assert_array_equal(found.means, wanted.means)
    training = mnist()[0]  # what is like a drawing
    image = training[7][0].reshape(784)
    found = answer(questions.likenesses, image=image, digits=(3, 8))
    for digit, mean, rows in zip((3, 8), found.averages, found.rows):
        np.testing.assert_array_equal(mean, average(training, digit))
        assert rows == nearest(training, image, digit)


def test_the_health_of_each_layer_is_measured_on_some_images(answer, network):
    first, data = small_network(4), mnist()[0][:1000]
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
    right = [each.accuracy(mnist()[2]) for each in (network, copy)]
    assert [made.before, made.after] == right and right[0] != right[1] and made.size == 10_000
    unchanged = answer(questions.altered_copy, network=network, alteration=Alteration())
    assert (unchanged.before, unchanged.after) == (right[0], None)


def test_the_network_that_is_copied_again_is_not_tested_again(answer, network):
    other = small_network(2)
    for original in (network, other):
        last = Altered(original, Alteration(), original, before=-1, size=10_000)
        how = {"alteration": Alteration(pruned=0.5), "known": lambda last=last: last}
        made = answer(questions.altered_copy, network=network, **how)
        known = original is network
        assert made.before == (-1 if known else network.accuracy(mnist()[2]))
        assert made.after is not None


def test_the_test_digits_are_the_datas_own(answer):
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


# A watch


class Facts(QObject):
    changed = Signal(object)


class Named:
    """A question about `name`, whose pieces are done when the test says so."""

    def __init__(self):
        self.name, self.asked, self.go_on = "a", [], Event()
        self.looked = 0  # how often the question was asked for
        self.go_on.set()

    def question(self):
        self.looked += 1
        return None if self.name is None else partial(self.answer, name=self.name)

    def answer(self, _images, name):
        self.asked.append(name)
        yield f"part of {name}"
        while not self.go_on.wait(0.001):
            yield None
        if name == "broken":
            raise OSError("It is gone.")
        return name


@pytest.fixture
def steps():
    return Named()


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


def test_a_watch_asks_while_somebody_looks(qtbot, watch, steps, facts):
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


def test_several_facts_lead_to_one_question_and_known_answers_to_none(qtbot, watch, steps, facts):
    watch.look(True)
    finds(qtbot, watch, "a")
    for name in "bacda":
        change(steps, facts, name)
    for name in "ef":
        change(steps, facts, name)
    finds(qtbot, watch, "f")
    assert steps.asked == ["a", "f"]
    before = steps.looked
    facts.changed.emit("f")  # which is known
    qtbot.waitUntil(lambda: steps.looked > before)
    change(steps, facts, "g")
    finds(qtbot, watch, "g")
    assert steps.asked == ["a", "f", "g"]


def test_an_old_answer_stays_until_the_new_one_is_whole_unless_it_is_of_other_data(
    qtbot, trainer, watch, steps, facts, heard
):
    watch.look(True)
    finds(qtbot, watch, "a")
    change(steps, facts, "b")
    finds(qtbot, watch, "b")
    assert heard == ["part of a", "a", "b"]
    heard.clear()
    watch.forget()
    assert watch.found is None
    finds(qtbot, watch, "b")
    trainer.chosen.data = DataSpec("others")
    facts.changed.emit(None)
    qtbot.waitUntil(lambda: len(heard) == 6)
    assert heard == 2 * [None, "part of b", "b"] and steps.asked == ["a", "b", "b", "b"]
    change(steps, facts, None)  # there is nothing to know
    qtbot.waitUntil(lambda: watch.found is None)
    assert heard[-1] is None


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


def test_a_question_without_an_answer_is_told_until_there_is_one(qtbot, watch, steps, facts):
    watch.look(True)
    finds(qtbot, watch, "a")
    steps.name = "broken"
    with qtbot.waitSignal(watch.refused) as told:
        facts.changed.emit(None)
    assert told.args == ["It is gone."] == [watch.refusal] and watch.found is None
    facts.changed.emit(None)  # the same again
    watch.look(False)
    with qtbot.waitSignal(watch.refused):  # looking again tries again
        watch.look(True)
    change(steps, facts, "b")
    finds(qtbot, watch, "b")
    assert watch.refusal == "" and steps.asked == ["a", "broken", "broken", "b"]


def test_parts_are_told_at_once_if_they_are_wanted(qtbot, measurer, steps, facts):
    watch, heard = Watch(measurer, steps.question, facts.changed, by_parts=True), []
    watch.answered.connect(heard.append)
    watch.look(True)
    finds(qtbot, watch, "a")
    change(steps, facts, "b")
    finds(qtbot, watch, "b")
    assert heard == ["part of a", "a", "part of b", "b"]
    with qtbot.waitSignal(watch.refused):
        change(steps, facts, "broken")
    assert watch.found == "part of broken" and watch.refusal == "It is gone."


def test_answers_under_way_are_finished_while_a_network_trains(qtbot, train, watch, steps, facts):
    train()
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


def test_during_training_facts_wait_but_people_do_not(
    qtbot, session, train, watch, steps, facts, monkeypatch
):
    monkeypatch.setattr(watching, "PACE", 1e6 * SECONDS)
    train()
    steps.name = "b"
    watch.look(True)
    finds(qtbot, watch, "b")
    change(steps, facts, "c")
    assert watch.findChild(QTimer).remainingTime() > 1000 * SECONDS
    steps.name = "d"
    watch.ask()
    finds(qtbot, watch, "d")
    change(steps, facts, "e")
    session.queue.pause()
    facts.changed.emit(None)
    finds(qtbot, watch, "e")
    assert steps.asked == ["b", "d", "e"]


# The test accuracy of the network in use


@pytest.fixture
def accuracy(session, measurer, monkeypatch):
    """The test accuracy, on MNIST's images, which are read once for all tests, or on a folder's."""
    monkeypatch.setattr(measuring, "load_test_data", images)
    return AccuracyWatch(session, measurer)


def images(folder=None):
    return (mnist() if folder is None else load_data_wrapper(folder))[2]


def test_the_test_images_measure_a_network_of_no_run_once_the_runs_are_read(
    qtbot, session, trainer, accuracy, asked, folder
):
    session.runs.are_read = False
    trainer.load(DataSpec(), 60, 12)
    looks = accuracy.findChild(QTimer).timeout
    with qtbot.waitSignal(looks):
        session.tell_network()
    assert asked == []  # another network may be in use in a moment
    session.runs.are_read = True
    session.runs.add([])
    qtbot.waitUntil(lambda: accuracy.found is not None)
    asked.clear()
    session.train_new(Architecture((12,)), Hyperparameters(epochs=3))
    trainer.advance(9000)
    network = trainer.end(9100)
    with qtbot.waitSignal(looks):
        session.tell_network()
    assert asked == [] and accuracy.found is None  # its run has measured it
    session.use_copy(network)
    finds(qtbot, accuracy, (network.accuracy(images()), 10_000))
    assert asked == ["test_accuracy"]
    trainer.load(DataSpec(folder), 60, 12)
    finds(qtbot, accuracy, (session.network.accuracy(images(folder)), 10))


# Work on a thread of its own always reports its result or its failure.


@pytest.fixture
def heard_of(background, qtbot):
    def heard_of(work):
        used, said = [], []
        background.run(work, used.append, ValueError, said.append)
        qtbot.waitUntil(lambda: used + said)
        return used, said

    return heard_of


@pytest.mark.parametrize("mistake", [KeyError("name"), SystemExit(3)])
def test_a_result_is_used_and_a_failure_is_told(heard_of, capfd, mistake):
    def fail(error):
        raise error

    assert heard_of(partial(fail, ValueError("It is damaged."))) == ([], ["It is damaged."])
    used, (said,) = heard_of(partial(fail, mistake))  # which nobody expects
    assert not used and type(mistake).__name__ in said and said.endswith(".")
    assert "Traceback" in capfd.readouterr().err
    assert heard_of(lambda: 4) == ([4], [])


def test_work_that_never_ends_is_not_waited_for(background, qtbot, heard_of):
    answer, heard = Event(), []
    background.run(answer.wait, heard.append, ValueError, heard.append)
    assert not background.shut_down(seconds=0)
    answer.set()
    qtbot.waitUntil(lambda: heard == [True])
    assert background.shut_down()
    before = set(threading.enumerate())
    background.run(lambda: 5, heard.append, ValueError, heard.append)  # nobody would wait for it
    assert set(threading.enumerate()) <= before
