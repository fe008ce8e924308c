"""Hands: drawings are labelled, asked for, kept, exported and imported."""

import json
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from small_runs import draw, refuse, small_network, use

from digitpad.core.data.hands import LONGEST_NAME, WrittenDigit, hand_file, read_hand
from digitpad.session import keeper as keeper_module
from digitpad.session.background import Background
from digitpad.session.drawing import KnownImage, Picture
from digitpad.session.hands import collecting, labelling
from digitpad.session.hands.collecting import Asked, Collector
from digitpad.session.hands.hand_learning import pictures_of
from digitpad.session.hands.hand_list import HandList
from digitpad.session.store import Store


def returned(pieces):
    """What a generator returns at its end."""
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            return end.value


LINE, OTHER = ((0.1, 0.1), (0.9, 0.9)), ((0.5, 0.1), (0.5, 0.9))


def seen(hands):
    return [digit.label for digit in hands.hand.digits]


def counts(*labels):
    """What `Hand.counts` gives for digits with these labels."""
    return tuple(labels.count(label) for label in range(10))


@pytest.fixture
def undo(session):
    return session.undo


@pytest.fixture
def said(session):
    """The reasons of refused actions."""
    said = []
    session.failed.connect(lambda title, why: said.append(why))
    return said


def label_of(session):
    known = session.drawing.test_digit
    return None if known is None else known.label


@pytest.mark.parametrize("takes_away", [False, True])
def test_a_label_adds_the_drawing_to_the_hand(session, hands, labels, takes_away):
    told = []
    labels.possibility_changed.connect(lambda: told.append(not labels.why_not()))
    labels.clear_after_label(takes_away)
    draw(session, LINE)
    session.board.draw(OTHER)  # and the pen is still down
    labels.label(4)
    assert told == ([True, False] if takes_away else [True])
    assert session.drawing.strokes == (() if takes_away else (LINE, OTHER))
    assert label_of(session) == (None if takes_away else 4)
    (digit,) = hands.hand.digits
    assert (digit.label, digit.strokes) == (4, (LINE, OTHER))
    assert digit.is_confirmed and digit.written > 1e9
    session.undo.undo()
    assert session.drawing.strokes == (LINE, OTHER) and seen(hands) == []


def test_the_same_drawing_is_relabelled_and_another_one_is_added(session, hands, labels):
    told = []
    labels.labelled.connect(told.append)
    draw(session, LINE)
    for label in (9, 4, 4):  # the last is nothing that anybody would undo
        labels.label(label)
    assert seen(hands) == [4] and told == [9, 4]
    (digit,) = hands.hand.digits
    labels.relabel(digit.id, 2)  # in the sheet, while it is on the canvas
    assert seen(hands) == [2] and label_of(session) == 2
    labels.remove(digit.id)
    assert label_of(session) is None and session.drawing.strokes == (LINE,)
    session.undo.undo()
    assert seen(hands) == [2] and label_of(session) == 2
    session.undo.redo()
    labels.label(3)
    assert seen(hands) == [3]
    session.board.erase((0, 0), (1, 1))
    assert label_of(session) is None
    draw(session, OTHER)
    labels.label(4)
    assert seen(hands) == [3, 4]


PHOTO = Picture(
    np.linspace(0, 1, 784, dtype=np.float32).reshape(28, 28), np.full((90, 60), 200, np.uint8)
)


def test_a_picture_is_labelled_kept_learnt_from_and_put_back(
    session, hands, labels, store, written, tmp_path
):
    session.board.put_picture(PHOTO)
    labels.label(3)
    (digit,) = hands.hand.digits
    assert label_of(session) == 3 and session.drawing.picture.shown is PHOTO.shown
    assert digit.strokes == () and len(digit.image) == 784
    labels.label(5)  # the same digit, with another label
    assert seen(hands) == [5]
    written()
    assert [hand.digits for hand in store.hands() if hand.digits] == [hands.hand.digits]
    (tmp_path / "a.json").write_bytes(hand_file(hands.hand))
    (again,) = read_hand(tmp_path / "a.json").digits
    assert (again.image, again.label) == (digit.image, 5)
    (picture,) = returned(pictures_of(hands.hand.digits))
    np.testing.assert_allclose(picture, PHOTO.image, atol=0.5 / 255)
    session.board.clear()
    labels.put_back(digit.id)
    assert label_of(session) == 5
    np.testing.assert_array_equal(session.drawing.image(), picture)
    labels.remove(digit.id)
    assert label_of(session) is None and session.drawing.picture is not None
    session.undo.undo()
    assert seen(hands) == [5] and label_of(session) == 5


@pytest.mark.parametrize("what", ["blank", "test digit", "several figures", "clothes"])
def test_blank_paper_known_digits_numbers_and_clothes_are_not_labelled(
    session, hands, labels, said, monkeypatch, what
):
    if what == "test digit":
        session.board.put_picture(replace(PHOTO, test_digit=KnownImage(7, 3)))
    elif what == "several figures":
        session.board.put_picture(replace(PHOTO, is_side_by_side=True))
    elif what == "clothes":
        monkeypatch.setattr(type(session), "classes", ("coat",) * 10)
        draw(session, LINE)
    drawing = session.drawing
    labels.label(3)
    assert said == [labels.why_not()] != [""]
    assert session.drawing is drawing and seen(hands) == []


def test_scribbles_and_full_hands_are_refused(session, hands, labels, said, monkeypatch):
    draw(session, LINE)
    with monkeypatch.context() as strict:
        strict.setattr(labelling, "MOST_POINTS", 1)
        labels.label(3)
    assert "more strokes than any digit" in said.pop() and seen(hands) == []
    labels.label(3)
    monkeypatch.setattr(labelling, "MOST_DIGITS", 1)
    (digit,) = hands.hand.digits
    labels.put_back(digit.id)
    labels.label(8)
    assert seen(hands) == [8]
    labels.relabel(digit.id, 5)
    assert seen(hands) == [5] and not said
    draw(session, OTHER)
    labels.label(1)
    assert seen(hands) == [5] and "at most 1 digits" in said[0]
    assert session.drawing.strokes == (LINE, OTHER)


def test_a_digit_that_is_not_on_the_canvas_is_relabelled(session, hands, labels, undo, qtbot):
    draw(session, LINE)
    labels.label(1, is_confirmed=False)
    session.board.clear()
    (before,) = hands.hand.digits
    labels.relabel(before.id, 8)
    (digit,) = hands.hand.digits
    assert (digit.label, digit.is_confirmed) == (8, True)
    undo.undo()
    assert hands.hand.digits == (before,)
    labels.relabel(before.id, 1)  # it is what was asked for: nothing that one would undo
    assert hands.hand.digits[0].is_confirmed and undo.canRedo()
    with qtbot.assertNotEmitted(hands.changed):
        labels.relabel(before.id, 1)  # once more


def test_a_digit_that_was_put_back_on_the_canvas_is_not_there_twice(session, hands, labels):
    draw(session, LINE)
    labels.label(4, is_confirmed=False)
    (before,) = hands.hand.digits
    session.board.clear()
    labels.put_back(before.id)
    assert session.drawing.strokes == (LINE,)
    labels.label(9)
    (digit,) = hands.hand.digits
    assert (digit.id, digit.label, digit.is_confirmed) == (before.id, 9, True)
    draw(session, OTHER)  # with one more stroke it is another digit
    labels.label(4)
    assert seen(hands) == [9, 4]
    first_hand = hands.hand.id
    hands.new("Ada")
    session.undo.undo()  # chooses the hand that it changes
    assert hands.hand.id == first_hand and seen(hands) == [9]


# On the disk


def digit(label, written=1.0):
    return WrittenDigit((LINE,), label, written)


def on_disk(store):
    return {hand.name: hand.counts() for hand in store.hands()}


@pytest.fixture
def window(session, keeper):
    """Makes a list of hands as a window has it."""
    return lambda chosen="": HandList(session, keeper, Background(session, "files"), chosen)


@pytest.fixture
def read(written):

    def read(hands):
        hands.read()
        written()
        return hands

    return read


def test_nothing_is_kept_before_there_is_a_digit(window, read, written, store):
    hands = read(window())
    hands.delete()
    assert hands.hand.name == "My hand" and store.hands() == []
    hands.put(digit(4), hands.hand)
    written()
    assert on_disk(store) == {"My hand": counts(4)}


def test_digits_of_another_window_are_seen_at_the_next_start(window, read, written, store):
    one, two = window(), window()
    one.put(digit(4), one.hand)
    written()
    told = []
    for fact in (two.listed, two.changed):
        fact.connect(lambda: told.append(two.hand))
    read(two)
    assert two.hand == one.hand and told == 2 * [one.hand]
    one.put(digit(1), one.hand)
    two.put(digit(2), two.hand)
    two.rename("Ada")
    written()
    assert on_disk(store) == {"Ada": counts(4, 1, 2)}
    assert one.hand.counts() == counts(4, 1) and one.hand.name == "My hand"
    three = read(window())
    assert three.hand.name == "Ada" and three.hand.counts() == counts(4, 1, 2)
    three.new("Bo")
    written()
    assert read(window(chosen=three.hand.id)).hand.name == "Bo"  # the one chosen last
    four, told = window(chosen="deleted meanwhile"), []
    four.chosen.connect(told.append)
    assert read(four).hand.name == "Ada" and told == [four.hand.id]


def test_digits_labelled_before_the_list_was_read_stay(window, written, store):
    one, two = window(), window()
    one.put(digit(4), one.hand)
    written()
    two.read()
    two.put(digit(5), two.hand)
    written()
    assert two.all() == [two.hand] and two.hand.id == one.hand.id  # it goes to the one kept
    written()
    assert store.hands() == [two.hand] and two.hand.counts() == counts(4, 5)


def test_a_replaced_empty_hand_is_gone_at_the_next_start(session, hands, labels, written, store):
    draw(session, LINE)
    labels.label(4)
    session.undo.undo()
    hands.new("Ada")
    written()
    assert [hand.name for hand in store.hands()] == ["Ada"]


def test_a_hand_that_was_named_before_its_first_digit_stays(window, written, store):
    hands = window()
    hands.rename("Ada")
    hands.new("Bob")
    written()
    assert [hand.name for hand in hands.all()] == ["Ada", "Bob"] and set(on_disk(store)) >= {"Ada"}


def test_undo_brings_a_hand_back_as_it_was_when_it_was_deleted_last(window, undo):
    hands = window()
    hands.put(digit(4), hands.hand)
    hands.delete()
    undo.undo()
    hands.rename("Anna")
    undo.redo()
    undo.undo()
    assert hands.hand.name == "Anna" and seen(hands) == [4]


def test_the_drawing_is_no_longer_of_a_hand_that_was_deleted(session, hands, labels, undo):
    draw(session, LINE)
    labels.label(3)
    hands.delete()
    assert session.drawing.strokes == (LINE,) and label_of(session) is None
    undo.undo()
    assert label_of(session) == 3 and seen(hands) == [3]
    undo.redo()
    assert label_of(session) is None and not hands.hand.digits


def test_a_digit_that_comes_back_with_its_hand_is_in_the_chosen_one(session, hands, labels, undo):
    draw(session, LINE)
    labels.label(3)
    undo.undo()
    hands.new("My hand")
    undo.redo()
    assert seen(hands) == [3]
    assert len({hand.name for hand in hands.all()}) == len(hands.all()) == 2


def test_a_deletion_and_a_label_are_undone_and_redone(session, hands, labels, undo):
    draw(session, LINE)
    labels.label(4)
    hands.delete()
    draw(session, OTHER)
    labels.label(7)
    for step in (undo.undo, undo.undo, undo.undo, undo.redo, undo.redo, undo.redo):
        step()
    assert seen(hands) == [7] and hands.all() == [hands.hand]


def test_deleting_the_last_hand_leaves_an_empty_one(window, written, store, undo):
    hands = window()
    hands.put(digit(4), hands.hand)
    mine = hands.hand
    hands.new("Ada")
    hands.choose(mine.id)
    hands.delete()
    assert hands.hand.name == "Ada"
    hands.delete()
    written()
    assert on_disk(store) == {}
    assert hands.hand.name == "My hand" and not hands.hand.digits and len(hands.all()) == 1
    undo.undo()
    undo.undo()
    assert hands.hand == mine


def test_a_failed_writing_is_tried_again(window, written, store, keeper, monkeypatch, qtbot):
    monkeypatch.setattr(keeper_module, "KEEP_EVERY", 20)  # milliseconds
    hands = window()
    hands.put(digit(1), hands.hand)
    written()
    put, full = Store.put_digit, [True]
    monkeypatch.setattr(Store, "put_digit", lambda *told: refuse() if full else put(*told))
    with qtbot.waitSignal(keeper.failing) as failing:
        for label in (2, 3):
            hands.put(digit(label), hands.hand)
    assert failing.args == ["The disk is full."]
    assert hands.hand.counts() == counts(1, 2, 3)
    with qtbot.waitSignal(keeper.failing) as failing:
        full.clear()
    assert failing.args == [""] and on_disk(store) == {"My hand": counts(1, 2, 3)}


def test_equal_names_are_numbered_and_empty_ones_ignored(window, written):
    hands = window()
    hands.new("Ada")
    for name in (" Ada ", "", " \n"):
        hands.rename(name)
    hands.new(" \n")
    assert [hand.name for hand in hands.all()] == ["Ada"]
    hands.new(" Ada ")
    hands.new("Grace")
    hands.rename("Ada")
    written()
    assert [hand.name for hand in hands.all()] == ["Ada", "Ada 2", "Ada 3"]
    for _ in range(2):
        hands.new(LONGEST_NAME * "A")
    assert max(len(hand.name) for hand in hands.all()) == LONGEST_NAME


def test_a_hand_is_exported_and_imported_beside_it(
    session, window, written, store, tmp_path, qtbot
):
    hands, path, told = window(), tmp_path / "mine.json", []
    session.told.connect(told.append)
    hands.put(digit(4), hands.hand)
    hands.put(digit(8, 2.0), hands.hand)
    path.write_bytes(hand_file(hands.hand))
    assert json.loads(path.read_text())["name"] == "My hand"
    hands.open(path)
    qtbot.waitUntil(lambda: told == ["Imported My hand 2"])
    written()
    assert hands.hand.name == "My hand 2" and hands.hand.counts() == counts(4, 8)
    assert on_disk(store) == dict.fromkeys(("My hand", "My hand 2"), counts(4, 8))


def test_a_file_that_is_no_hand_changes_nothing(said, window, written, store, tmp_path, qtbot):
    hands = window()
    (tmp_path / "net.json").write_text('{"sizes": [784, 10]}')
    for name in ("net.json", "none.json"):
        hands.open(tmp_path / name)
    qtbot.waitUntil(lambda: len(said) == 2)
    written()
    assert "net.json cannot be read as a hand: " in said[0]
    assert store.hands() == [] and len(hands.all()) == 1


# Digits are asked for, the rarest first, and taken after a pause of the pen.

LONG, SHORT = 30_000, 20  # milliseconds


@pytest.fixture
def lifted():
    return LONG


@pytest.fixture
def collector(session, hands, labels, lifted, monkeypatch):
    monkeypatch.setattr(collecting, "LIFTED", lifted)
    return Collector(session, hands, labels, np.random.default_rng(7))


@pytest.fixture
def waits(collector):
    """Whether it waits to take the drawing."""
    return collector.findChild(QTimer).isActive


def down(x=0.5):
    """A stroke from above to below."""
    return ((x, 0.1), (x, 0.9))


def test_no_digit_is_asked_for_if_the_network_reads_none(session, collector, said, monkeypatch):
    collector.begin()
    with monkeypatch.context() as clothes:
        clothes.setattr(type(session), "classes", ("coat",) * 10)
        use(session, small_network(1))
        assert collector.asked is None
        draw(session, LINE)
        drawing = session.drawing
        collector.begin()
        assert collector.asked is None and len(said) == 1 and session.drawing is drawing
    collector.begin()
    assert collector.asked is not None and session.drawing.is_blank()


def test_each_digit_is_asked_for_once_before_any_comes_again(session, hands, collector):
    collector.begin()
    asked = []
    for number in range(20):
        assert collector.asked.number == number // 10 + 1 and collector.asked.wanted == 5
        asked.append(collector.asked.digit)
        draw(session, down(0.1 + number / 100))
        collector.take()
    assert sorted(asked[:10]) == sorted(asked[10:]) == list(range(10))
    assert asked[:10] != list(range(10)) and all(a != b for a, b in zip(asked, asked[1:]))
    assert hands.hand.counts() == (2,) * 10
    assert not any(digit.is_confirmed for digit in hands.hand.digits)


def test_the_rarest_comes_first_and_a_round_of_five_follows_another(hands, session, collector):
    for number in range(54):
        hands.put(digit([0, 1, 2, 4, 5, 6, 7, 8, 9][number % 9], number), hands.hand)
    collector.begin()
    assert collector.asked == Asked(3, 1, 5)
    for number in range(5):
        draw(session, down(0.01 + number / 100))
        collector.take()
    assert collector.asked == Asked(3, 6, 10)


def test_figures_side_by_side_are_one_digit(session, hands, undo, collector, waits):
    collector.begin()
    asked = collector.asked
    draw(session, down(0.2))
    draw(session, down(0.8))
    assert waits()
    collector.take()
    assert [digit.strokes for digit in hands.hand.digits] == [(down(0.2), down(0.8))]
    assert seen(hands) == [asked.digit] and session.drawing.is_blank()
    undo.undo()
    assert collector.asked == asked and len(session.drawing.strokes) == 2 and not hands.hand.digits


@pytest.mark.parametrize("lifted", [SHORT])
def test_a_drawing_is_taken_after_a_pause_of_the_pen(session, hands, collector, qtbot):
    collector.begin()
    asked = collector.asked.digit
    with qtbot.waitSignal(hands.changed):
        draw(session, LINE)
    assert seen(hands) == [asked]
    assert session.drawing.is_blank() and collector.asked.digit != asked


@pytest.mark.parametrize("lifted", [collecting.LIFTED])
def test_strokes_with_a_second_between_them_are_one_digit(session, hands, collector, qtbot):
    """The pause is real, as long as a person's."""
    collector.begin()
    with qtbot.assertNotEmitted(hands.changed, wait=1000):
        draw(session, LINE)
    with qtbot.waitSignal(hands.changed):
        draw(session, OTHER)
    assert [digit.strokes for digit in hands.hand.digits] == [(LINE, OTHER)]


def test_time_begins_anew_with_the_pen(session, hands, labels, collector, waits):
    draw(session, LINE)
    labels.label(4)
    (labelled,) = hands.hand.digits
    collector.begin()
    assert not waits()  # nothing is drawn
    draw(session, LINE)
    assert waits() and collector.findChild(QTimer).interval() == LONG
    session.board.draw(((0.2, 0.2),))
    assert not waits()  # the pen is down
    session.board.lift_pen()
    assert waits()
    session.board.clear()
    assert not waits()
    draw(session, OTHER)
    assert waits()
    labels.put_back(labelled.id, hands.hand.id)  # which is not what was asked for
    assert not waits()


def test_a_drawing_from_before_is_not_taken(session, hands, undo, collector, waits):
    draw(session, down())
    collector.begin()
    assert session.drawing.is_blank()
    undo.undo()
    assert len(session.drawing.strokes) == 1 and not waits()
    asked = collector.asked
    collector.take()
    assert hands.hand.counts()[asked.digit] == 1
    draw(session, down(0.9))  # a stroke of the next one, which is taken back as well
    undo.undo()
    undo.undo()
    assert collector.asked == asked and not waits()
    assert len(session.drawing.strokes) == 1
    draw(session, LINE)  # to go on with
    assert waits()
    collector.take()
    assert len(hands.hand.digits[0].strokes) == 2


def test_nothing_is_taken_from_a_blank_canvas(session, hands, collector, waits):
    collector.take()
    collector.begin()
    collector.take()
    for _ in range(40):
        asked = collector.asked.digit
        collector.skip()
        assert collector.asked.digit != asked
    draw(session, LINE)
    collector.end()
    assert collector.asked is None and not waits()
    collector.take()
    collector.skip()
    assert collector.asked is None and not hands.hand.digits and len(session.drawing.strokes) == 1


def test_another_or_a_full_hand_ends_the_collecting(
    session, hands, labels, collector, waits, monkeypatch
):
    draw(session, LINE)
    labels.label(4)
    mine = hands.hand.id
    collector.begin()
    told = []
    collector.changed.connect(told.append)
    draw(session, LINE)
    hands.new("Ada")
    assert told == [None] and not waits()
    assert session.drawing.strokes == (LINE,) and not hands.hand.digits
    collector.begin()
    hands.choose(mine)
    assert collector.asked is None
    collector.begin()
    draw(session, LINE)
    monkeypatch.setattr(labelling, "MOST_DIGITS", 1)
    collector.take()
    assert collector.asked is None and session.drawing.strokes == (LINE,)
