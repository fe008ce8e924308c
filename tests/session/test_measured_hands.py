"""A hand is measured: its evaluation follows its digits, which are known by their ids."""

from dataclasses import replace

import numpy as np
import pytest
from digits import placed
from small_runs import draw, small_network, use

from digitpad import Network
from digitpad.core.data.hands import WrittenDigit
from digitpad.core.ink import from_strokes
from digitpad.session.mistakes.evaluated import Source
from digitpad.session.mistakes.evaluation_watch import EvaluationWatch


def written(label):
    """A drawn digit."""
    strokes = tuple(map(tuple, placed(label)))
    return WrittenDigit(strokes, label, written=float(label))


def use_three(session, seed):
    """Use another network that reads every digit as a 3; returns it."""
    network = small_network(seed)
    network.biases[-1][3] = 30
    return use(session, network)


@pytest.fixture
def watch(session, measurer, hands):
    """Watches a network that reads every digit as a 3."""
    use_three(session, 1)
    watch = EvaluationWatch(session, measurer, hands)
    watch.look(True)
    return watch


@pytest.fixture
def digits(hands):
    digits = [written(label) for label in (0, 1, 3, 7)]
    for digit in digits:
        hands.put(digit, hands.hand)
    return digits


@pytest.fixture
def measure(hands, digits, watch, found_after):
    """Measure the chosen hand, and wait for it."""
    return lambda: found_after(watch, lambda: watch.measure(Source("hand", hand=hands.hand)))


def test_a_hand_is_measured_and_followed(session, hands, digits, watch, measure, found_after):
    found = measure()
    assert found.name == "digits of My hand" and found.network_in_words == session.run.title
    assert found.evaluation.labels.tolist() == [0, 1, 3, 7]
    for digit, image in zip(digits, found.data.images, strict=True):
        drawn = 255 * from_strokes(digit.strokes)
        assert np.abs(drawn.ravel() - image).max() <= 0.5
    assert found.evaluation.accuracy == session.network.accuracy(found.data) == 1

    mine, heard = hands.hand, []
    watch.answered.connect(heard.append)
    seven, three = found.example(3), replace(digits[1], label=3)
    for act, labels, row in (
        (lambda: hands.put(written(2), mine), [0, 1, 2, 3, 7], 4),
        (lambda: hands.put(three, mine), [0, 3, 2, 3, 7], 4),
        (lambda: hands.remove(digits[0], mine), [3, 2, 3, 7], 3),
        (lambda: hands.remove(digits[3], mine), [3, 2, 3], None),
    ):
        found = found_after(watch, act)
        assert found.evaluation.labels.tolist() == labels and found.row_of(seven) == row
        assert found.evaluation.accuracy == labels.count(3)
    assert found_after(watch, lambda: hands.rename("Ada")).name == "digits of Ada"

    hands.new("Bo")  # what is chosen in My Digits is not what is measured
    found = found_after(watch, lambda: hands.put(written(9), mine))
    assert len(found.data) == 4 and found.source.hand.name == "Ada"
    assert None not in heard  # what was found before stays until then
    watch.look(False)
    hands.put(written(8), mine)
    assert watch.found is None


def test_unchanged_digits_keep_their_data(session, hands, watch, measure, found_after):
    before, mine = measure(), hands.hand
    hands.new("Bo")
    hands.put(written(5), hands.hand)
    assert watch.found is before
    found = found_after(watch, lambda: use_three(session, 2))
    assert found.data is before.data  # so that other networks need not be measured again
    copy = Network([784, 6, 10])
    found = found_after(watch, lambda: session.use_copy(copy, name="mine", hand=mine))
    assert found.network_in_words == f"{session.run.title}, which has learnt this hand"
    found = found_after(watch, lambda: watch.measure(Source()))
    assert found.network_in_words == session.run.title


@pytest.mark.parametrize("loss", ["deleted", "emptied"])
def test_test_images_replace_a_lost_hand(hands, digits, watch, loss, measure, found_after):
    measure()

    def lose():
        if loss == "deleted":
            hands.delete()
        for digit in digits if loss == "emptied" else ():
            hands.remove(digit, hands.hand)

    found = found_after(watch, lose)
    assert watch.source == Source() and found.name == "test images of MNIST"


def test_clothes_are_no_digits(qtbot, session, watch, measure, found_after, monkeypatch):
    measure()
    with monkeypatch.context() as clothes:
        clothes.setattr(type(session), "classes", ("coat",) * 10)
        with qtbot.waitSignal(watch.refused) as heard:
            use_three(session, 2)
        assert heard.args == [f"{session.title} reads no digits."] and watch.found is None
    network = use_three(session, 3)
    found = found_after(watch)
    assert found.network is network and len(found.data) == 4


def test_a_comparison_uses_only_the_digits_that_are_left(
    qtbot, hands, digits, against, comparison, measure
):
    against.choose("shipped")
    with qtbot.waitSignal(comparison.answered, check_params_cb=bool):
        measure()
    heard = []
    comparison.answered.connect(heard.append)
    hands.remove(digits[0], hands.hand)
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard[0] is None
    assert len(heard[1].evaluation) == 3
    assert all((rows < 3).all() for rows in comparison.groups.values())


def test_a_misread_digit_is_labelled(session, hands, digits, mistakes, labels, measure, lists):
    hand_id = hands.hand.id
    measure()
    lists([0, 1, 3])
    hands.new("Bo")  # the digit stays one of the hand that is measured
    mistakes.choose(mistakes.rows.tolist().index(1))
    assert session.drawing.strokes == digits[1].strokes
    known = session.reading.test_digit
    assert (session.reading.digit, known.label, known.called) == (3, 1, "written digit")
    labels.label(3)
    assert hands.find(hand_id).counts() == (1, 0, 0, 2, 0, 0, 0, 1, 0, 0)
    assert not hands.find(hands.hand.id).digits and session.reading.test_digit.label == 3
    undo, redo = session.undo.undo, session.undo.redo
    for step, label in ((undo, 1), (redo, 3), (undo, 1)):
        step()
        assert hands.hand.name == "Bo" and session.reading.test_digit.label == label
        assert hands.find(hand_id).digits[1].label == label
    assert hands.find(hand_id).digits == tuple(digits)
    assert session.drawing.strokes == digits[1].strokes
    draw(session, ((0.5, 0.5), (0.6, 0.6)))
    assert session.drawing.test_digit is None  # it is no longer what was labelled
