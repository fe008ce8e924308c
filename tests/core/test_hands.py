"""A hand, and its file: written whole, checked whole, and what is wrong with it said in words."""

from dataclasses import replace

import numpy as np

from digitpad.core.data.hands import (
    Hand,
    WrittenDigit,
    clean_name,
    held_back,
    read_hand,
    write_hand,
)

LINE = ((0.1, 0.2), (0.5, 0.25), (0.9, 1.0))


def hand(*labels):
    digits = [
        WrittenDigit((LINE, ((0.3, 0.3),)), label, 100.0 + i) for i, label in enumerate(labels)
    ]
    return Hand("Ada", tuple(digits))


def test_what_is_written_is_read_again_under_other_ids(tmp_path):
    ada = hand(3, 3, 9)
    write_hand(ada, tmp_path / "ada.json")
    found = read_hand(tmp_path / "ada.json")
    digits = [replace(digit, id=old.id) for digit, old in zip(found.digits, ada.digits)]
    assert replace(found, id=ada.id, digits=tuple(digits)) == ada
    ids = {each.id for each in (found, ada, *found.digits, *ada.digits)}
    assert len(ids) == 8


def test_digits_keep_the_order_of_writing_whatever_is_changed():
    ada = hand(1, 2, 3)
    middle = ada.digits[1]
    assert ada.without({middle.id}).with_digits([middle]) == ada
    other = ada.with_digits([replace(middle, label=7)])
    assert [digit.label for digit in other.digits] == [1, 7, 3]
    assert other.counts() == (0, 1, 0, 1, 0, 0, 0, 1, 0, 0)


def test_a_name_is_shortened():
    assert clean_name("  Ada \n\tLovelace\0 ") == "Ada Lovelace"
    assert len(clean_name("x" * 500)) == 40 and clean_name("\n") == ""


def test_every_third_of_a_label_is_held_back():
    labels = np.array([4, 4, 7, 4, 7, 7, 4, 4, 4, 1, 1])
    held = held_back(labels)
    assert np.flatnonzero(held).tolist() == [3, 5, 8]  # the third 4, the third 7, the sixth 4
