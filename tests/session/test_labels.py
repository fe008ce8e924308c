"""What is drawn becomes a digit of the hand; undo and redo; the one offer."""

import numpy as np
import pytest

from digitpad.session import hands as hands_module
from digitpad.session.drawing import Picture

LINE, OTHER = ((0.1, 0.1), (0.9, 0.9)), ((0.5, 0.1), (0.5, 0.9))


@pytest.fixture
def undo(session):
    return session.undo


def draw(session, *strokes):
    for stroke in strokes:
        session.board.draw(stroke)
        session.board.lift_pen()


def seen(hands):
    return [digit.label for digit in hands.hand.digits]


def label_of(session):
    known = session.drawing.test_digit
    return None if known is None else known.label


@pytest.mark.parametrize("takes_away", [False, True])
def test_a_label_adds_the_drawing_to_the_hand_and_undo_takes_it_back(
    session, hands, labels, undo, takes_away
):
    def is_on_canvas(label):
        if takes_away:
            return session.drawing.is_blank()
        return session.drawing.strokes == (LINE, OTHER) and label_of(session) == label

    labels.take_away(takes_away)
    draw(session, LINE, OTHER)
    labels.label(4)
    assert is_on_canvas(4) and seen(hands) == [4]
    (digit,) = hands.hand.digits
    assert digit.strokes == (LINE, OTHER) and digit.is_confirmed and digit.written > 1e9
    undo.undo()
    assert session.drawing.strokes == (LINE, OTHER) and seen(hands) == []
    assert label_of(session) is None
    undo.undo()
    assert session.drawing.strokes == (LINE,)
    undo.redo()
    undo.redo()
    assert is_on_canvas(4) and seen(hands) == [4]
    undo.undo()
    draw(session, LINE)
    undo.redo()  # there is nothing to do again any more
    assert len(session.drawing.strokes) == 3 and seen(hands) == []


def test_the_same_drawing_is_relabelled_and_another_one_is_added(session, hands, labels, undo):
    told = []
    labels.labelled.connect(told.append)
    draw(session, LINE)
    labels.label(9)
    labels.label(4)
    labels.label(4)  # nothing that anybody would undo
    assert seen(hands) == [4] and told == [9, 4]
    undo.undo()
    assert seen(hands) == [9] and label_of(session) == 9
    labels.label(7)
    assert seen(hands) == [7]
    (digit,) = hands.hand.digits
    labels.relabel(digit.id, 2)  # in the sheet, while it is on the canvas
    assert seen(hands) == [2] and label_of(session) == 2
    labels.remove(digit.id)
    labels.label(3)
    assert seen(hands) == [3]
    draw(session, OTHER)
    assert label_of(session) is None
    labels.label(5)
    assert seen(hands) == [3, 5]
    labels.put_back(hands.hand.digits[0].id)
    assert label_of(session) == 3
    session.board.erase((0, 0), (1, 1))
    assert label_of(session) is None


def test_the_stroke_under_way_belongs_to_the_digit(session, hands, labels):
    session.board.draw(LINE)
    labels.label(7)
    assert hands.hand.digits[0].strokes == session.drawing.strokes == (LINE,)


@pytest.mark.parametrize("what", ["blank", "picture", "clothes"])
def test_what_has_no_digit_to_be_is_not_labelled(session, hands, labels, monkeypatch, what):
    if what == "picture":
        image = np.ones((28, 28), np.float32)
        session.board.put_picture(Picture(image, np.full((28, 28), 255, np.uint8)))
    elif what == "clothes":
        monkeypatch.setattr(type(session), "classes", ("coat",) * 10)
        draw(session, LINE)
    said = []
    session.failed.connect(lambda title, why: said.append(why))
    drawing = session.drawing
    labels.label(3)
    assert said == [labels.why_not()] != [""]
    assert session.drawing is drawing and seen(hands) == []


def test_a_full_hand_and_a_scribble_are_refused(session, hands, labels, monkeypatch):
    said = []
    session.failed.connect(lambda title, why: said.append(why))
    monkeypatch.setattr(hands_module, "MOST_POINTS", 1)
    draw(session, LINE)
    labels.label(3)
    monkeypatch.setattr(hands_module, "MOST_DIGITS", 0)
    labels.label(3)
    assert "more strokes than any digit" in said[0] and "at most 0 digits" in said[1]
    assert session.drawing.strokes == (LINE,) and seen(hands) == []


def test_a_digit_of_a_full_hand_can_be_given_another_label(
    session, hands, labels, undo, monkeypatch
):
    said = []
    session.failed.connect(lambda title, why: said.append(why))
    draw(session, LINE)
    labels.label(3)
    (digit,) = hands.hand.digits
    monkeypatch.setattr(hands_module, "MOST_DIGITS", 1)
    labels.put_back(digit.id)
    labels.label(8)
    assert seen(hands) == [8] and not said
    labels.relabel(digit.id, 5)
    assert seen(hands) == [5] and not said
    draw(session, OTHER)
    labels.label(1)
    assert seen(hands) == [5] and "at most 1 digits" in said[0]


def test_it_is_told_when_a_drawing_can_be_labelled(session, labels):
    told = []
    labels.possibility_changed.connect(lambda: told.append(not labels.why_not()))
    draw(session, LINE, OTHER)
    session.board.clear()
    assert told == [True, False]


def test_digits_are_relabelled_and_removed_and_come_back(session, hands, labels, undo):
    for label in (1, 2, 3):
        draw(session, ((0.1, label / 10), (0.9, 0.5)))
        labels.label(label, is_confirmed=False)
    first, _, last = hands.hand.digits
    labels.relabel(first.id, 8)
    labels.remove(last.id)
    assert seen(hands) == [8, 2] and hands.hand.digits[0].is_confirmed
    undo.undo()
    assert seen(hands) == [8, 2, 3]
    undo.undo()
    assert hands.hand.digits[0] == first and hands.hand.digits[2] == last
    labels.relabel(first.id, 1)  # it is what was asked for: nothing that one would undo
    assert hands.hand.digits[0].is_confirmed
    undo.undo()
    assert seen(hands) == [1, 2]


def test_a_digit_that_was_put_back_on_the_canvas_is_not_there_twice(session, hands, labels, undo):
    draw(session, LINE)
    labels.label(4, is_confirmed=False)
    before = hands.hand.digits
    labels.put_back(before[0].id)
    assert session.drawing.strokes == (LINE,)
    labels.label(9)
    (digit,) = hands.hand.digits
    assert (digit.id, digit.label, digit.is_confirmed) == (before[0].id, 9, True)
    undo.undo()
    assert hands.hand.digits == before and session.drawing.strokes == (LINE,)
    draw(session, OTHER)  # with one more stroke it is another digit
    labels.label(4)
    labels.label(4)
    assert len(hands.hand.digits) == 2


def test_undo_chooses_the_hand_that_it_changes(session, hands, labels, undo):
    draw(session, LINE)
    labels.label(4)
    mine = hands.hand.id
    hands.new("Ada")
    undo.undo()
    assert hands.hand.id == mine and seen(hands) == [] and session.drawing.strokes == (LINE,)
