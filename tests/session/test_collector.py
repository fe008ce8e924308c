"""Digits are asked for, the rarest first, and taken when the pen was lifted long enough."""

import numpy as np
import pytest

from digitpad.session.hands import Asked, Collector

LONG, SHORT = 30.0, 0.02  # seconds


@pytest.fixture
def collector(session, hands, labels):
    return Collector(session.board, hands, labels, np.random.default_rng(7), session, LONG)


def draw(session, x=0.5):
    session.board.draw(((x, 0.1), (x, 0.9)))
    session.board.lift_pen()


def test_each_digit_is_asked_for_once_before_any_is_asked_for_again(session, hands, collector):
    collector.begin()
    asked = []
    for number in range(20):
        assert collector.asked.number == number // 10 + 1 and collector.asked.wanted == 5
        asked.append(collector.asked.digit)
        draw(session, 0.1 + number / 100)
        collector.take()
    assert sorted(asked[:10]) == sorted(asked[10:]) == list(range(10))
    assert asked[:10] != list(range(10)) and all(a != b for a, b in zip(asked, asked[1:]))
    assert hands.hand.counts() == (2,) * 10
    assert not any(digit.is_confirmed for digit in hands.hand.digits)


def test_the_rarest_comes_first_and_a_round_of_five_follows_another(
    session, hands, labels, collector
):
    for number in range(54):
        draw(session, 0.1 + number / 100)
        labels.label([0, 1, 2, 4, 5, 6, 7, 8, 9][number % 9])
    collector.begin()
    assert collector.asked == Asked(3, 1, 5)
    for number in range(5):
        draw(session, 0.01 + number / 100)
        collector.take()
    assert collector.asked == Asked(3, 6, 10)


def test_a_drawing_is_taken_when_the_pen_was_lifted_long_enough(session, hands, labels, qtbot):
    rng = np.random.default_rng(7)
    collector = Collector(session.board, hands, labels, rng, session, SHORT)
    collector.begin()
    digit = collector.asked.digit
    with qtbot.waitSignal(hands.changed):
        draw(session)
    assert [d.label for d in hands.hand.digits] == [digit]
    assert session.drawing.is_blank() and collector.asked.digit != digit


def test_the_time_begins_anew_with_the_pen_and_with_the_pointer(session, collector):
    collector.begin()
    timer = collector._lifted
    collector.begin_anew()
    assert not timer.isActive()  # nothing is drawn
    draw(session)
    assert timer.isActive() and timer.interval() == 1000 * LONG
    session.board.draw(((0.2, 0.2),))
    assert not timer.isActive()
    collector.begin_anew()
    assert not timer.isActive()  # the pen is down
    session.board.lift_pen()
    assert timer.isActive()
    session.board.clear()
    assert not timer.isActive()


def test_a_digit_that_is_put_back_meanwhile_is_not_what_was_asked_for(
    session, hands, labels, collector
):
    draw(session)
    labels.label(4)
    (digit,) = hands.hand.digits
    collector.begin()
    timer = collector._lifted
    draw(session, 0.3)
    assert timer.isActive()
    labels.put_back(digit.id, hands.hand.id)
    assert not timer.isActive()
    collector.begin_anew()
    assert not timer.isActive()


def test_what_was_there_before_or_comes_back_by_undo_is_not_taken_by_itself(
    session, hands, labels, collector
):
    undo = session.undo
    draw(session)
    collector.begin()
    assert session.drawing.is_blank()
    undo.undo()
    collector.begin_anew()
    assert len(session.drawing.strokes) == 1 and not collector._lifted.isActive()
    asked = collector.asked
    collector.take()
    assert hands.hand.counts()[asked.digit] == 1
    draw(session, 0.9)  # a stroke of the next one, which is taken back as well
    undo.undo()
    undo.undo()
    assert not collector._lifted.isActive()
    collector.begin_anew()
    assert collector.asked == asked and not collector._lifted.isActive()
    assert len(session.drawing.strokes) == 1
    draw(session, 0.7)  # to go on with
    assert collector._lifted.isActive()
    collector.take()
    assert len(hands.hand.digits[0].strokes) == 2


def test_nothing_is_taken_after_the_end_nor_where_nothing_is_drawn(session, hands, collector):
    collector.take()
    collector.begin()
    collector.take()
    for _ in range(40):
        asked = collector.asked.digit
        collector.skip()
        assert collector.asked.digit != asked
    draw(session)
    collector.end()
    assert collector.asked is None and not collector._lifted.isActive()
    collector.take()
    collector.skip()
    assert collector.asked is None and not hands.hand.digits and len(session.drawing.strokes) == 1


def test_it_ends_where_another_hand_is_chosen(session, hands, labels, collector):
    draw(session)
    labels.label(4)
    mine = hands.hand.id
    collector.begin()
    told = []
    collector.changed.connect(told.append)
    draw(session)
    hands.new("Ada")
    assert told == [None] and not collector._lifted.isActive()
    assert len(session.drawing.strokes) == 1 and not hands.hand.digits
    collector.begin()
    hands.choose(mine)
    assert collector.asked is None


def test_a_full_hand_ends_it(session, hands, labels, collector, monkeypatch):
    monkeypatch.setattr("digitpad.session.hands.MOST_DIGITS", 0)
    collector.begin()
    draw(session)
    collector.take()
    assert collector.asked is None and len(session.drawing.strokes) == 1
