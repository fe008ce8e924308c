"""A hand as what is measured: it follows its digits, which are known by their ids."""

from dataclasses import replace

import numpy as np
import pytest
from digits import placed
from small_networks import small_network, use
from steps import result_of

from digitpad import Network
from digitpad.core.damage import KINDS, Damaging
from digitpad.core.data.hands import WrittenDigit
from digitpad.core.ink import from_strokes
from digitpad.session.damage import damage_curve, damaged_digits
from digitpad.session.evaluation import EvaluationWatch, Source
from digitpad.session.mistakes import map_of


def written(label, meant=None, place=0.1):
    """A digit as it is drawn; meant: its label, where that is another one."""
    strokes = tuple(map(tuple, placed(label, place, 0.1, 0.8)))
    return WrittenDigit(strokes, label if meant is None else meant, written=float(label))


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


def measure(qtbot, watch, hands):
    """Measure the chosen hand, and wait for it."""
    return found_after(qtbot, watch, lambda: watch.measure(Source("hand", hand=hands.hand)))


def found_after(qtbot, watch, act):
    with qtbot.waitSignal(watch.answered, check_params_cb=bool):
        act()
    return watch.found


def test_a_hand_is_measured_and_followed(qtbot, session, hands, digits, watch):
    found = measure(qtbot, watch, hands)
    assert found.name == "digits of My hand" and found.about == session.run.title
    assert found.evaluation.labels.tolist() == [0, 1, 3, 7]
    for digit, image in zip(digits, found.data.images, strict=True):
        drawn = 255 * from_strokes(digit.strokes)
        assert np.abs(drawn.ravel() - image).max() <= 0.5
    assert found.evaluation.accuracy == session.network.accuracy(found.data) == 1

    mine, heard = hands.hand, []
    watch.answered.connect(heard.append)
    seven = found.example(3)
    found = found_after(qtbot, watch, lambda: hands.put(written(2), mine))
    assert found.evaluation.labels.tolist() == [0, 1, 2, 3, 7] and found.row_of(seven) == 4
    three = replace(digits[1], label=3)
    found = found_after(qtbot, watch, lambda: hands.put(three, mine))
    assert found.evaluation.labels.tolist() == [0, 3, 2, 3, 7] and found.evaluation.accuracy == 2
    found = found_after(qtbot, watch, lambda: hands.remove(digits[0], mine))
    assert found.evaluation.labels.tolist() == [3, 2, 3, 7] and found.row_of(seven) == 3
    found = found_after(qtbot, watch, lambda: hands.remove(digits[3], mine))
    assert len(found.data) == 3 and found.row_of(seven) is None
    found = found_after(qtbot, watch, lambda: hands.rename("Ada"))
    assert found.name == "digits of Ada"

    hands.new("Bo")  # what is chosen in My Digits is not what is measured
    found = found_after(qtbot, watch, lambda: hands.put(written(9), mine))
    assert len(found.data) == 4 and found.source.hand.name == "Ada"
    assert None not in heard  # what was found before stays until then
    watch.look(False)
    hands.put(written(8), mine)
    assert watch.found is None


def test_nothing_is_measured_anew_where_its_digits_stay(qtbot, session, hands, digits, watch):
    before = measure(qtbot, watch, hands)
    hands.new("Bo")
    hands.put(written(5), hands.hand)
    assert watch.found is before
    found = found_after(qtbot, watch, lambda: use_three(session, 2))
    assert found.data is before.data  # so that other networks need not be measured again


def test_it_is_said_that_the_network_has_learnt_the_hand(qtbot, session, hands, digits, watch):
    measure(qtbot, watch, hands)
    copy, hand_id = Network([784, 6, 10]), hands.hand.id
    found = found_after(qtbot, watch, lambda: session.use_copy(copy, name="mine", hand=hand_id))
    assert found.about == f"{session.run.title}, which has learnt this hand"
    found = found_after(qtbot, watch, lambda: watch.measure(Source()))
    assert found.about == session.run.title


@pytest.mark.parametrize("loss", ["deleted", "emptied"])
def test_without_digits_the_test_images_are_measured(qtbot, hands, digits, watch, mistakes, loss):
    found = measure(qtbot, watch, hands)
    mistakes.restore([found.example(0), ("mnist test", 3)])

    def lose():
        if loss == "deleted":
            hands.delete()
        for digit in digits if loss == "emptied" else ():
            hands.remove(digit, hands.hand)

    found = found_after(qtbot, watch, lose)
    assert watch.source == Source() and found.name == "test images of MNIST"
    assert (("mnist test", 3) in mistakes.marked) and not mistakes.marked_rows(found)


def test_a_network_for_clothes_reads_no_hand(qtbot, session, hands, digits, watch, monkeypatch):
    measure(qtbot, watch, hands)
    with monkeypatch.context() as clothes:
        clothes.setattr(type(session), "classes", ("coat",) * 10)
        with qtbot.waitSignal(watch.refused) as heard:
            use_three(session, 2)
        assert heard.args == [f"{session.title} reads no digits."] and watch.found is None
    network = use_three(session, 3)
    found = found_after(qtbot, watch, lambda: None)
    assert found.network is network and len(found.data) == 4


def test_choice_and_marks_belong_to_the_digit(qtbot, hands, digits, watch, mistakes):
    found = measure(qtbot, watch, hands)
    qtbot.waitUntil(lambda: sorted(mistakes.rows.tolist()) == [0, 1, 3])
    mistakes.choose(mistakes.rows.tolist().index(3))
    chosen = mistakes.chosen
    mistakes.mark(chosen, True)
    hands.remove(digits[0], hands.hand)
    qtbot.waitUntil(lambda: sorted(mistakes.rows.tolist()) == [0, 2])
    assert mistakes.chosen == chosen and mistakes.rows[mistakes.place] == 2
    assert mistakes.found is not found and mistakes.marked_rows(mistakes.found) == [2]
    hands.remove(digits[3], hands.hand)
    qtbot.waitUntil(lambda: mistakes.rows.tolist() == [0])
    assert mistakes.place is None and mistakes.marked_rows(mistakes.found) == []


def test_groups_of_other_digits_are_dropped(qtbot, hands, digits, watch, mistakes, against):
    against.compare(lambda: Network([784, 10]))
    with qtbot.waitSignal(against.answered, check_params_cb=bool):
        measure(qtbot, watch, hands)
    mistakes.list_group("wrong in both")
    heard = []
    against.answered.connect(heard.append)
    hands.remove(digits[0], hands.hand)
    qtbot.waitUntil(lambda: sorted(mistakes.rows.tolist()) == [0, 2])
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert mistakes.group == "misread" and heard[0] is None
    assert all((rows < 3).all() for rows in heard[1].groups.values())


def test_a_misread_digit_is_on_the_canvas_as_strokes_and_is_labelled_there(
    qtbot, session, hands, digits, watch, mistakes, labels
):
    hand_id = hands.hand.id
    measure(qtbot, watch, hands)
    qtbot.waitUntil(lambda: len(mistakes.rows) == 3)
    hands.new("Bo")  # the digit stays one of the hand that is measured
    mistakes.choose(mistakes.rows.tolist().index(1))
    assert session.drawing.strokes == digits[1].strokes
    known = session.reading.test_digit
    assert (session.reading.digit, known.label, known.called) == (3, 1, "written digit")
    labels.label(3)
    assert hands.find(hand_id).counts() == (1, 0, 0, 2, 0, 0, 0, 1, 0, 0)
    assert not hands.find(hands.hand.id).digits and session.reading.test_digit.label == 3
    session.undo.undo()
    assert hands.find(hand_id).digits == tuple(digits) and hands.hand.name == "Bo"
    assert session.drawing.strokes == digits[1].strokes
    assert session.reading.test_digit.label == 1
    session.undo.redo()
    assert hands.find(hand_id).counts()[3] == 2 and hands.hand.name == "Bo"
    session.undo.undo()
    assert hands.find(hand_id).digits == tuple(digits)
    session.board.draw(((0.5, 0.5), (0.6, 0.6)))
    session.board.lift_pen()
    assert session.drawing.test_digit is None  # it is no longer what was labelled


@pytest.mark.parametrize("count", [1, 2, 4])
def test_few_digits_have_a_map_and_can_be_damaged(qtbot, hands, digits, watch, count):
    for digit in digits[count:]:
        hands.remove(digit, hands.hand)
    found = measure(qtbot, watch, hands)
    for layer in range(3):
        drawn = result_of(map_of(None, found, layer, lambda: None))
        assert drawn.map.coordinates.shape == (count, 2)
        assert np.isfinite(drawn.map.coordinates).all() and np.isfinite(drawn.map.shares).all()
    for kind in KINDS:
        curve = result_of(damage_curve(None, found.network, found.data, found.numbers, kind))
        assert curve.is_whole and curve.right[0] == found.evaluation.accuracy
    rows = np.array([count - 1])
    damaged = damaged_digits(found, rows, Damaging(KINDS[0], 2))
    assert damaged.example(0) == found.example(count - 1)
