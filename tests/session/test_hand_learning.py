"""A copy of the network learns the hand; it is judged, and then used, undone or dropped."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from digits import lines as digits
from idx_folder import write_folder
from same import same
from small_runs import use

from digitpad import Hyperparameters, Network
from digitpad.core import personal
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import load_data_wrapper
from digitpad.core.data.hands import held_back
from digitpad.core.ink import from_strokes
from digitpad.core.learning.settings import Architecture
from digitpad.session.hands import hand_learning
from digitpad.session.hands.hand_learning import Judged
from digitpad.session.hands.learner import HandReader, Learner
from digitpad.session.runs.run import AtEpoch

NET = [784, 20, 10]


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return DataSpec(write_folder(tmp_path_factory.mktemp("data") / "idx", 120))


@pytest.fixture(autouse=True)
def small(monkeypatch, data):
    """Learn for a moment, beside a small folder of images instead of MNIST."""
    monkeypatch.setattr(hand_learning, "DataSpec", lambda: data)
    monkeypatch.setattr(personal, "MOST_MINI_BATCHES", 60)
    mnist = load_data_wrapper(data.folder)[0]
    monkeypatch.setattr(personal, "_familiar", lambda: (mnist, mnist))


@pytest.fixture
def learner(session, measurer, hands):
    network = Network(NET, rng=np.random.default_rng(3))
    use(session, network)
    return Learner(session, measurer, hands)


def give(hands, digits):
    for digit in digits:
        hands.put(digit, hands.hand)


@pytest.fixture
def learnt(qtbot, hands, learner):
    """Learn these digits to the end."""

    def learnt(digits):
        give(hands, digits)
        with qtbot.waitSignal(learner.changed):
            learner.learn()
        assert learner.is_learning
        with qtbot.waitSignal(learner.changed, check_params_cb=lambda: not learner.is_learning):
            pass
        return learner.learning

    return learnt


def right(network, digits):
    """How many digits a network reads right, one by one."""
    return sum(
        int(network.feedforward(from_strokes(d.strokes).reshape(784, 1)).argmax()) == d.label
        for d in digits
    )


@pytest.fixture
def given(monkeypatch):
    """The images and labels that each copy was given to learn."""
    given, real = [], hand_learning.FineTuning

    def noted(network, images, labels, **named):
        given.append((images.copy(), labels.copy()))
        return real(network, images, labels, **named)

    monkeypatch.setattr(hand_learning, "FineTuning", noted)
    return given


def test_learning_is_judged_by_a_third_that_a_first_copy_is_not_shown(
    session, learnt, given, monkeypatch
):
    monkeypatch.setattr(personal, "MOST_MINI_BATCHES", 600)  # the network knows nothing yet
    mine = digits(6)
    original = session.network
    before = [w.copy() for w in original.weights]
    learning = learnt(mine)
    held = [d for d in mine if int(d.written) // 100 in (2, 5)]
    assert learning.judged.size == 20 and learning.judged.before == right(original, held)
    assert learning.judged.after > learning.judged.before
    assert learning.part == 1.0 and learning.may_know  # what the network learnt before is unknown
    assert right(learning.network, mine) > 40
    own = Judged(60, right(original, mine), right(learning.network, mine))
    assert learning.own == own and learning.left_out == ()
    assert session.network is not original
    assert all(map(np.array_equal, original.weights, before))
    points = [point.mini_batches for point in learning.curve]
    assert points[0] == 0 and points[-1] == 600 and points == sorted(points)
    assert learning.curve[-1].mine == learning.judged.after / 20
    # The copies' own data are looked at, since a good result would prove nothing.
    (first, labels), (every, _) = given
    assert len(first) == 40 and np.bincount(labels).tolist() == [4] * 10 and len(every) == 60
    for image in (from_strokes(digit.strokes) for digit in held):
        assert not any(np.allclose(image, other) for other in first)
        assert any(np.allclose(image, other, atol=1e-6) for other in every)


def test_with_too_few_of_one_digit_only_the_test_images_are_counted(session, learnt, data):
    learning = learnt(digits(2))
    assert learning.judged is None and len(learning.curve) > 1
    assert all(np.isnan(point.mine) for point in learning.curve)
    test = load_data_wrapper(data.folder)[2]
    images = test.images.T.astype(np.float32) / 255
    assert session.network is learning.network
    for network, said in ((learning.original, "before"), (learning.network, "after")):
        counted = int((network.feedforward(images).argmax(axis=0) == test.labels).sum())
        assert getattr(learning.mnist, said) == counted
    assert learning.mnist.size == len(test)
    of = replace(learning, mnist=Judged(10_000, 9744, 9725))
    assert of.points_lost == pytest.approx(0.19)  # of a hundred


def test_the_same_digits_give_the_same_network(session, learnt):
    one = learnt(digits(1)).network
    session.undo.undo()
    two = learnt(()).network
    assert one is not two and same(one, two)


def test_the_reason_why_a_hand_cannot_be_learnt_is_told(
    qtbot, session, hands, learner, trainer, monkeypatch
):
    def refuses(*words):
        learner.learn()
        assert not learner.is_learning and learner.learning is None
        return all(word in learner.why_not() for word in words)

    assert refuses("One of each")
    give(hands, digits(3, [4]))  # one digit alone
    assert refuses("0, 1, 2, 3, 5, 6, 7, 8 and 9 are missing.")
    give(hands, digits(1, [0, 1, 2, 3, 5, 6, 8, 9]))
    assert refuses("One of each is needed: 7 is missing.")
    with qtbot.waitSignal(learner.changed):
        give(hands, digits(1, [7]))
    assert learner.why_not() == ""
    session.make(Architecture((5,)))
    session.train(Hyperparameters())
    assert refuses("being trained")
    trainer.end()
    assert learner.why_not() == ""
    monkeypatch.setattr(type(session), "classes", ("T-shirt", "trouser") + ("bag",) * 8)
    assert refuses("reads T-shirt, trouser and so on.")


def test_the_copy_is_used_as_a_run_and_undo_goes_back(session, hands, learner, learnt, trainer):
    session.use_copy(session.network, name="mine")
    before, first, told = (session.run, session.file), session.network, []

    def hear(_run_id, what):
        assert "opened" not in what  # the form stays as a person left it
        if "used" in what:
            told.append(session.network)

    session.runs.changed.connect(hear)
    learning = learnt(digits(3))
    run = session.run
    assert session.network is learning.network and run.hands == (hands.hand.id,)
    assert run.parent == before[0].id and session.file.modified
    assert run.title == session.title == "mine + My hand"
    again = learnt(())  # what it knows already is held back no more
    assert session.title == "mine + My hand 2"
    assert learning.judged.size == 10 and again.judged is None and again.own.size == 30
    session.undo.undo()
    assert session.run is run and learner.learning is None
    session.undo.undo()
    assert (session.run, session.file) == before
    session.undo.redo()
    twice = learnt(())
    titles = [run.title for run in session.runs.listed()]
    assert session.title == "mine + My hand 3" and len(set(titles)) == len(titles)
    networks = [learning.network, first, learning.network]
    assert told == [learning.network, again.network, *networks, twice.network]
    session.train(Hyperparameters())
    trainer.end()
    assert learner.learning is None


def test_undo_of_learning_gives_back_the_run_and_its_epoch(session, learnt, trainer):
    session.train_new(Architecture((6,)), Hyperparameters(epochs=2), seed=1)
    trainer.advance(9000)
    trainer.end(9100)
    run = session.run
    session.use(run.id, 1)
    network = session.network
    learning = learnt(digits(1))
    assert learning.original is network and session.run.parent == run.id
    assert not learning.may_know
    assert session.run.origin.name == "run 1, epoch 1 of 2 after learning My hand"
    for _ in range(2):
        session.undo.undo()
        assert session.runs.in_use == AtEpoch(run.id, 1) and session.network is network
        session.undo.redo()
        assert session.network is learning.network and session.run.hands
    session.undo.undo()
    session.use_last_epoch()
    session.undo.redo()
    session.undo.undo()
    assert session.runs.in_use == AtEpoch(run.id)  # what was in use then


def test_undo_of_learning_leaves_another_network_alone(session, learnt, trainer):
    learnt(digits(1))
    session.train(Hyperparameters())
    assert not session.can_undo()  # nor what is trained now
    trainer.end()
    assert session.undo.undone_next.text() == "Learning of My hand" and session.can_undo()
    session.make(Architecture((6,)))
    assert not session.can_undo() and not session.can_redo()  # it would change nothing
    for step in (session.undo.undo, session.undo.redo):
        step()
        assert session.network.sizes == [784, 6, 10]


def test_confirmed_labels_are_learnt_and_doubted_ones_are_left_out_and_named(
    learner, learnt, given, monkeypatch
):
    monkeypatch.setattr(hand_learning, "doubtful", lambda *_: np.array([3, 17, 21]))
    mine = list(digits(3))
    mine[17] = replace(mine[17], is_confirmed=True)
    learning = learnt(mine)
    assert learning.left_out == (mine[3].id, mine[21].id)
    assert learner.left_out() == [mine[3], mine[21]]
    # The second of the two would have been held back.
    assert [len(labels) for _, labels in given] == [19, 28]


def test_a_digit_in_doubt_is_not_learnt_until_it_is_confirmed(learner, learnt, given, monkeypatch):
    first, *others = digits(1)
    monkeypatch.setattr(hand_learning, "doubtful", lambda *_: np.array([0]))
    learnt([first, *(replace(digit, is_confirmed=True) for digit in others)])
    # The copy may find its label right.
    monkeypatch.setattr(hand_learning, "doubtful", lambda *_: np.array([], int))
    seen = []
    learner.changed.connect(lambda: seen.append(learner.left_out()))
    learnt(())
    assert len(seen) > 2 and all(each == [first] for each in seen)
    learnt([replace(first, is_confirmed=True)])
    assert [labels.tolist() for _, labels in given] == [[*range(1, 10)]] * 2 + [[*range(10)]]


def test_if_only_digits_that_would_be_held_back_are_not_in_doubt_they_are_learnt(
    learnt, given, monkeypatch
):
    mine = digits(3)
    held = held_back(np.array([digit.label for digit in mine]))
    monkeypatch.setattr(hand_learning, "doubtful", lambda *_: np.flatnonzero(~held))
    assert learnt(mine).judged is None
    assert [len(labels) for _, labels in given] == [10]


def nothing(_images):
    yield None


@pytest.mark.parametrize("end", ["dropped", "trained", "closed"])
def test_learning_can_be_given_up_half_way(qtbot, session, hands, learner, measurer, end):
    give(hands, digits(4))
    learner.learn()

    def is_half_way():
        return learner.is_learning and learner.learning.part > 0

    with qtbot.waitSignal(learner.changed, check_params_cb=is_half_way):
        pass
    if end == "closed":  # the window is
        assert measurer.shut_down(10)
        return
    act = {"dropped": learner.drop, "trained": lambda: session.train(Hyperparameters())}
    with qtbot.waitSignal(learner.changed):
        act[end]()
    run, heard = session.run, []
    assert not learner.is_learning and learner.learning is None
    learner.changed.connect(lambda: heard.append(learner.learning))
    measurer.ask(partial(nothing), lambda *_: heard.append("after"), pytest.fail)
    qtbot.waitUntil(lambda: "after" in heard)
    assert heard == ["after"] and session.run is run
    assert session.learns == (end != "dropped")


@pytest.mark.parametrize("what", ["network", "hand"])
def test_a_copy_for_another_network_or_hand_is_dropped(session, hands, learner, learnt, what):
    learnt(digits(1))
    if what == "network":
        session.make(Architecture((6,)))  # of the same sizes
    else:
        hands.new("Ada")
    assert learner.learning is None


def test_images_that_cannot_be_read_end_the_learning(qtbot, session, hands, learner, monkeypatch):
    give(hands, digits(1))
    monkeypatch.setattr(hand_learning, "DataSpec", lambda: DataSpec("/nowhere"))
    with qtbot.waitSignal(session.told):
        learner.learn()
    assert not learner.is_learning and learner.learning is None


# The network in use reads the hand.


@pytest.fixture
def reader(session, measurer, hands):
    return HandReader(session, measurer, hands)


def test_the_hand_is_read_while_it_is_watched(qtbot, session, hands, reader):
    read, mine = [], digits(2)
    reader.answered.connect(read.append)
    give(hands, mine)
    reader.look(True)
    qtbot.waitUntil(lambda: bool(read) and len(read[-1].digits) == 20)
    for found, digit in zip(read[-1].digits, mine):
        assert found.written == digit
        np.testing.assert_allclose(found.picture, from_strokes(digit.strokes), atol=1e-6)
        outputs = session.network.feedforward(found.picture.reshape(784, 1))[:, 0]
        if found.verdict.digits:
            assert found.verdict.digits[0] == outputs.argmax()
    reader.look(False)
    count = len(read)
    give(hands, digits(1, [3], np.random.default_rng(9)))
    session.use_copy(Network(NET), name="other", hand=hands.hand)
    reader.look(True)
    qtbot.waitUntil(lambda: len(read) > count)
    assert read[-1].network is session.network and len(read) == count + 1
    assert read[-1].name == session.title == "other"
    assert read[-1].right == right(session.network, hands.hand.digits)


def always_7():
    """A network that clearly reads a 7, whatever it sees."""
    network = Network(NET, rng=np.random.default_rng(1))
    network.weights[-1][:] = 0
    network.biases[-1][:] = -5
    network.biases[-1][7] = 5
    return network


def test_what_clearly_reads_as_another_digit_is_left_out(session, learner, learnt, given):
    use(session, always_7())
    mine = [replace(digit, is_confirmed=digit.label != 3) for digit in digits(1)]
    assert learnt(mine).left_out == (mine[3].id,)
    assert given[0][1].tolist() == [0, 1, 2, 4, 5, 6, 7, 8, 9]


def test_if_each_digit_is_in_doubt_that_is_told(qtbot, session, hands, learner, monkeypatch):
    monkeypatch.setattr(hand_learning, "doubtful", lambda *_: np.arange(10))
    give(hands, digits(1))
    with qtbot.waitSignal(session.told) as told:
        learner.learn()
    assert told.args == ["Each digit is in doubt. Say of some which they are."]
    assert learner.learning is None


def test_digits_that_clearly_read_as_others_are_doubted(qtbot, session, hands, reader):
    use(session, always_7())
    three, seven, four = digits(1, [3, 7, 4])
    give(hands, [three, seven, replace(four, is_confirmed=True)])
    with qtbot.waitSignal(reader.answered):
        reader.look(True)

    def in_doubt(*left_out):
        return [digit.written for digit in reader.in_doubt(left_out)]

    assert in_doubt() == [three] and in_doubt(seven.id) == [three, seven]
    dot = replace(seven, id="dot", strokes=(((0.5, 0.5), (0.51, 0.5)),))
    with qtbot.waitSignal(reader.answered):
        give(hands, [dot])
    found = {digit.written.id: digit for digit in reader.found.digits}
    assert not found[seven.id].is_misread and found["dot"].verdict.is_unread  # as on the canvas
    give(hands, [replace(three, is_confirmed=True)])
    assert in_doubt() == []  # at once, before it is read anew
    hands.new("Other")
    assert reader.found is None  # at once, too


def test_a_network_for_clothes_reads_nothing_in_a_hand(qtbot, session, hands, reader, monkeypatch):
    monkeypatch.setattr(type(session), "classes", ("coat",) * 10)
    give(hands, digits(1))
    with qtbot.waitSignal(reader.answered):
        reader.look(True)
    found = reader.found
    assert len(found.digits) == 10 and not found.reads_digits and not reader.in_doubt(())
    assert not any(digit.is_misread for digit in found.digits)
    assert found.digits[3].picture.max() == 1
