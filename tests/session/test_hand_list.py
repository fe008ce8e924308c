"""Hands on the disk: of two windows, damaged, deleted, exported and imported."""

import json

import pytest

from digitpad.core.data.written_digits import WrittenDigit
from digitpad.session.hands.hand_list import HandList
from digitpad.session.store import Store, StoreError

LINE = (((0.1, 0.2), (0.5, 0.9)),)


def digit(label, written=1.0):
    return WrittenDigit(LINE, label, written)


def adding(*digits):
    return lambda hand: hand.with_digits(digits)


def on_disk(store):
    return {hand.name: hand.counts() for hand in store.hands()}


def counts(**labels):
    """What `Hand.counts` says of so many digits: one=2 stands for two 1s."""
    names = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return tuple(labels.get(name, 0) for name in names)


@pytest.fixture
def window(session, store, background):
    """Makes a list of hands as a window has it."""
    return lambda chosen="": HandList(store, background, session, chosen)


def test_nothing_is_kept_before_there_is_a_digit(window, written, store):
    hands = window()
    hands.read()
    written()
    assert hands.hand.name == "My hand" and store.hands() == []
    hands.change(hands.hand.id, adding(digit(4)))
    written()
    assert on_disk(store) == {"My hand": counts(four=1)}


def test_what_two_windows_add_comes_together(window, written, store):
    one, two = window(), window()
    one.change(one.hand.id, adding(digit(4)))
    written()
    two.read()
    written()
    assert two.hand == one.hand
    one.change(one.hand.id, adding(digit(1)))
    two.change(two.hand.id, adding(digit(2)))
    two.rename("Ada")
    written()
    assert on_disk(store) == {"Ada": counts(four=1, one=1, two=1)}
    assert two.hand.counts() == counts(four=1, one=1, two=1)
    one.read()
    written()
    assert one.hand == two.hand


def test_a_hand_deleted_in_another_window_does_not_come_back(window, written, store):
    one, two = window(), window()
    one.change(one.hand.id, adding(digit(4)))
    written()
    two.read()
    written()
    one.delete()
    written()
    assert on_disk(store) == {}
    two.change(two.hand.id, adding(digit(7)))  # it knows of nothing
    written()
    assert on_disk(store) == {"My hand": counts(seven=1)} and two.hand.counts() == counts(seven=1)


def test_a_hand_deleted_in_another_window_leaves_the_list(window, written):
    one, two = window(), window()
    one.change(one.hand.id, adding(digit(4)))
    one.new("Ada")
    written()
    two.read()
    written()
    assert [hand.name for hand in two.all()] == ["Ada", "My hand"]
    two.change(two.hand.id, adding(digit(5)))
    written()
    one.delete()
    two.read()
    written()
    assert [hand.name for hand in two.all()] == ["My hand"]


def test_deleting_leaves_no_trace_and_another_hand_chosen(window, written, store, qtbot):
    hands = window()
    hands.change(hands.hand.id, adding(digit(4)))
    hands.new("Ada")
    with qtbot.waitSignal(hands.deleted):
        hands.delete()
    written()
    assert hands.hand.name == "My hand"
    hands.delete()
    written()
    assert store.hands() == []
    assert hands.hand.name == "My hand" and not hands.hand.digits


def test_a_list_that_was_read_before_brings_no_deleted_hand_back(window, written):
    hands = window()
    hands.change(hands.hand.id, adding(digit(4)))
    written()
    hands.read()
    hands.delete()
    written()
    assert not hands.hand.digits


def test_what_cannot_be_written_is_said_once_and_written_with_the_next(
    window, written, store, monkeypatch
):
    hands, said = window(), []
    hands.failed.connect(lambda title, why: said.append((title, why)))
    hands.change(hands.hand.id, adding(digit(1)))
    written()

    def refuse(*_told):
        raise StoreError("The disk is full.")

    with monkeypatch.context() as full:
        full.setattr(Store, "change_hand", refuse)
        for label in (2, 3):
            hands.change(hands.hand.id, adding(digit(label)))
        written()
    assert said == [("The digits are not kept on disk", "The disk is full.")]
    assert hands.hand.counts() == counts(one=1, two=1, three=1)
    hands.change(hands.hand.id, adding(digit(4)))
    written()
    assert on_disk(store) == {"My hand": counts(one=1, two=1, three=1, four=1)}


def test_the_hand_chosen_last_is_chosen_again(window, written, store):
    one = window()
    one.change(one.hand.id, adding(digit(4)))
    one.new("Ada")
    written()
    two = window(chosen=one.hand.id)
    two.read()
    written()
    assert two.hand.name == "Ada"


def test_names_are_told_apart(window, written):
    hands = window()
    hands.new("Ada")
    for name, why in (
        (" Ada ", "called Ada already"),
        ("", "needs a name"),
        (" \n", "needs a name"),
    ):
        hands.new(name)
        hands.rename(name)
        assert why in hands.why_no_name(name)
    written()
    assert [hand.name for hand in hands.all()] == ["Ada"]
    assert hands.why_no_name("Grace") == ""


def test_a_hand_is_exported_and_imported_beside_it(window, written, store, tmp_path):
    hands, path, told = window(), tmp_path / "mine.json", []
    hands.change(hands.hand.id, adding(digit(4), digit(8, 2.0)))
    hands.export(path, told.append)
    written()
    assert told == [str(path)] and json.loads(path.read_text())["name"] == "My hand"
    before = hands.hand
    hands.open(path)
    written()
    written()
    assert hands.hand.name == "My hand 2" and hands.hand.counts() == before.counts()
    assert on_disk(store) == {name: before.counts() for name in ("My hand", "My hand 2")}


def test_a_file_that_is_no_hand_changes_nothing(window, written, store, tmp_path):
    hands, said = window(), []
    hands.failed.connect(lambda title, why: said.append((title, why)))
    (tmp_path / "net.json").write_text('{"sizes": [784, 10]}')
    for name in ("net.json", "none.json"):
        hands.open(tmp_path / name)
    written()
    assert [title for title, _ in said] == ["The hand cannot be opened"] * 2
    assert "net.json cannot be read as a hand: it is no hand" in said[0][1]
    assert store.hands() == [] and len(hands.all()) == 1
