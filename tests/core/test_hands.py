"""A hand, and its file: written whole, checked whole, and what is wrong with it said in words."""

import json
from dataclasses import replace

import numpy as np
import pytest

from digitpad.core.data import hands
from digitpad.core.data.hands import (
    Hand,
    WrittenDigit,
    clean_name,
    held_back,
    read_hand,
    write_hand,
)
from digitpad.core.files import FileError

LINE = ((0.1, 0.2), (0.5, 0.25), (0.9, 1.0))


def hand(*labels):
    digits = [
        WrittenDigit((LINE, ((0.3, 0.3),)), label, 100.0 + i) for i, label in enumerate(labels)
    ]
    return Hand("Ada", tuple(digits))


def by_hand(**changes):
    """A file as somebody else's program may write it."""
    digit = {"label": 4, "strokes": [[[0.2, 0.1], [0.25, 0.4]], [[0.5, 0.5]]]}
    digit |= changes.pop("digit", {})
    return {
        "format": "digitpad hand",
        "format_version": 1,
        "name": "Grace",
        "digits": [digit],
    } | changes


def test_what_is_written_is_read_again_under_other_ids(tmp_path):
    ada = hand(3, 3, 9)
    write_hand(ada, tmp_path / "ada.json")
    found = read_hand(tmp_path / "ada.json")
    digits = [replace(digit, id=old.id) for digit, old in zip(found.digits, ada.digits)]
    assert replace(found, id=ada.id, digits=tuple(digits)) == ada
    ids = {each.id for each in (found, ada, *found.digits, *ada.digits)}
    assert len(ids) == 8


def test_a_file_of_another_program_is_read(tmp_path):
    path = tmp_path / "other.json"
    path.write_text(json.dumps(by_hand(tool="another")))
    found = read_hand(path)
    (digit,) = found.digits
    assert (found.name, digit.label) == ("Grace", 4)
    assert digit.strokes == (((0.2, 0.1), (0.25, 0.4)), ((0.5, 0.5),))
    assert len(digit.id) == 16 and not digit.is_confirmed


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Input data was truncated. Choose a file that My Digits exported, or export"),
        (b"[]", "Expected object"),
        (b'{"name": "Ada"', "Input data was truncated"),
        (json.dumps({"sizes": [784, 10]}).encode(), "missing required field format"),
        (by_hand(format_version=2), "format_version: Invalid enum value 2"),
        (by_hand(name="\n"), "its name has no letters"),
        (by_hand(name=7), "name: Expected str, got int"),
        (by_hand(digits=None), "digits: Expected array"),
        (by_hand(digits=[1]), "digits[0]: Expected object"),
        (by_hand(digit={"label": 10}), "digits[0].label: Expected int <= 9"),
        (by_hand(digit={"strokes": []}), "digits[0].strokes: Expected array of length >= 1"),
        (by_hand(digit={"strokes": [[]]}), "digits[0].strokes[0]: Expected array"),
        (by_hand(digit={"strokes": [[[0.1]]]}), "digits[0].strokes[0][0]: Expected array"),
        (by_hand(digit={"strokes": [[[0.1, 700]]]}), "strokes[0][0][1]: Expected float <= 2"),
        (json.dumps(by_hand()).replace("0.25", "1e999").encode(), "Number out of range"),
        (b"[" * 100_000, ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(tmp_path, content, said):
    path = tmp_path / "other.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    with pytest.raises(FileError) as error:
        read_hand(path)
    assert str(error.value).startswith("other.json cannot be read as a hand: ")
    assert said in str(error.value)


def test_too_much_is_refused(monkeypatch, tmp_path):
    path = tmp_path / "large.json"
    path.write_text(json.dumps(by_hand(digit={"strokes": [[[0.1, 0.1]] * 10_001]})))
    with pytest.raises(FileError, match="Expected array of length <= 10000"):
        read_hand(path)
    monkeypatch.setattr(hands, "MOST_BYTES", 50)
    with pytest.raises(FileError, match="too large"):
        read_hand(path)


def test_digits_keep_the_order_of_writing_whatever_is_changed():
    ada = hand(1, 2, 3)
    middle = ada.digits[1]
    assert ada.without({middle.id}).with_digits([middle]) == ada
    other = ada.with_digits([replace(middle, label=7)])
    assert [digit.label for digit in other.digits] == [1, 7, 3]
    assert other.counts() == (0, 1, 0, 1, 0, 0, 0, 1, 0, 0)


def test_a_name_is_one_line():
    assert clean_name("  Ada \n\tLovelace\0 ") == "Ada Lovelace"
    assert len(clean_name("x" * 500)) == 40 and clean_name("\n") == ""


def test_every_third_of_a_label_is_held_back():
    labels = np.array([4, 4, 7, 4, 7, 7, 4, 4, 4, 1, 1])
    held = held_back(labels)
    assert np.flatnonzero(held).tolist() == [3, 5, 8]  # the third 4, the third 7, the sixth 4
