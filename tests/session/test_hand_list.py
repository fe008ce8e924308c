"""Hands on the disk: of two windows, damaged, deleted, exported and imported."""

import json
import threading

import pytest

from digitpad.core.data.hands import WrittenDigit
from digitpad.session import keeper as keeper_module
from digitpad.session.hands import HandList
from digitpad.session.store import Store, StoreError

LINE = (((0.1, 0.2), (0.5, 0.9)),)


def digit(label, written=1.0):
    return WrittenDigit(LINE, label, written)


def on_disk(store):
    return {hand.name: hand.counts() for hand in store.hands()}


def counts(**labels):
    """What `Hand.counts` says of so many digits: one=2 stands for two 1s."""
    names = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return tuple(labels.get(name, 0) for name in names)


@pytest.fixture
def window(session, keeper):
    """Makes a list of hands as a window has it."""
    return lambda chosen="": HandList(session, keeper, chosen)


def test_nothing_is_kept_before_there_is_a_digit(window, written, store):
    hands = window()
    hands.read()
    written()
    hands.delete()
    assert hands.hand.name == "My hand" and store.hands() == []
    hands.put(digit(4), hands.hand)
    written()
    assert on_disk(store) == {"My hand": counts(four=1)}


def test_what_another_window_adds_is_seen_at_the_next_start(window, written, store):
    one, two = window(), window()
    one.put(digit(4), one.hand)
    written()
    two.read()
    written()
    assert two.hand == one.hand
    one.put(digit(1), one.hand)
    two.put(digit(2), two.hand)
    two.rename("Ada")
    written()
    assert on_disk(store) == {"Ada": counts(four=1, one=1, two=1)}
    assert one.hand.counts() == counts(four=1, one=1) and one.hand.name == "My hand"
    three = window()
    three.read()
    written()
    assert three.hand.name == "Ada" and three.hand.counts() == counts(four=1, one=1, two=1)


def test_what_was_labelled_before_the_list_was_read_stays(window, written, store):
    one, two = window(), window()
    one.put(digit(4), one.hand)
    written()
    two.read()
    two.put(digit(5), two.hand)
    written()
    assert [hand.counts() for hand in two.all()].count(counts(five=1)) == 1 and len(two.all()) == 2
    assert two.hand.counts() == counts(five=1) and len(store.hands()) == 2


def test_a_deleted_hand_comes_back_whole_by_undo(window, written, store, session):
    hands = window()
    hands.put(digit(4), hands.hand)
    hands.put(digit(5), hands.hand)
    hands.new("Ada")
    mine = next(hand for hand in hands.all() if hand.name == "My hand")
    hands.choose(mine.id)
    hands.delete()
    written()
    assert hands.hand.name == "Ada" and on_disk(store) == {"Ada": counts()}
    session.undo.undo()
    written()
    assert hands.hand == mine and on_disk(store) == {"Ada": counts(), "My hand": mine.counts()}
    session.undo.redo()
    hands.delete()
    written()
    assert on_disk(store) == {}
    assert hands.hand.name == "My hand" and not hands.hand.digits and len(hands.all()) == 1


def test_what_cannot_be_written_is_shown_and_tried_again(
    window, written, store, keeper, monkeypatch, qtbot
):
    monkeypatch.setattr(keeper_module, "KEEP_EVERY", 20)  # milliseconds
    hands = window()
    hands.put(digit(1), hands.hand)
    written()

    put, is_full = Store.put_digit, threading.Event()

    def put_if_there_is_room(*told):
        if is_full.is_set():
            raise StoreError("The disk is full.")
        put(*told)

    monkeypatch.setattr(Store, "put_digit", put_if_there_is_room)
    is_full.set()
    with qtbot.waitSignal(keeper.failing) as said:
        for label in (2, 3):
            hands.put(digit(label), hands.hand)
    assert said.args == ["The disk is full."]
    assert hands.hand.counts() == counts(one=1, two=1, three=1)
    with qtbot.waitSignal(keeper.failing) as said:
        is_full.clear()
    assert said.args == [""] and on_disk(store) == {"My hand": counts(one=1, two=1, three=1)}


def test_the_hand_chosen_last_is_chosen_again(window, written, store):
    one = window()
    one.put(digit(4), one.hand)
    one.new("Ada")
    written()
    two = window(chosen=one.hand.id)
    two.read()
    written()
    assert two.hand.name == "Ada"


def test_names_are_told_apart(window, written):
    hands = window()
    hands.new("Ada")
    for name in (" Ada ", "", " \n"):
        hands.rename(name)
    hands.new(" \n")
    written()
    assert [hand.name for hand in hands.all()] == ["Ada"]
    hands.new(" Ada ")
    hands.new("Grace")
    hands.rename("Ada")
    written()
    assert [hand.name for hand in hands.all()] == ["Ada", "Ada 2", "Ada 3"]


def test_a_hand_is_exported_and_imported_beside_it(window, written, store, tmp_path):
    hands, path, told = window(), tmp_path / "mine.json", []
    hands.put(digit(4), hands.hand)
    hands.put(digit(8, 2.0), hands.hand)
    hands.export(path, told.append)
    written()
    assert told == [str(path)] and json.loads(path.read_text())["name"] == "My hand"
    before = hands.hand
    hands.open(path)
    written()
    written()
    assert hands.hand.name == "My hand 2" and hands.hand.counts() == before.counts()
    assert on_disk(store) == {name: before.counts() for name in ("My hand", "My hand 2")}


def test_a_file_that_is_no_hand_changes_nothing(session, window, written, store, tmp_path):
    hands, said = window(), []
    session.failed.connect(lambda title, why: said.append((title, why)))
    (tmp_path / "net.json").write_text('{"sizes": [784, 10]}')
    for name in ("net.json", "none.json"):
        hands.open(tmp_path / name)
    written()
    assert [title for title, _ in said] == ["The hand cannot be opened"] * 2
    assert "net.json cannot be read as a hand: " in said[0][1]
    assert store.hands() == [] and len(hands.all()) == 1
