"""The file of a hand: written whole, checked whole, and what is wrong with it said in words."""

import json
from dataclasses import replace

import numpy as np
import pytest

from digitpad.core.data.written_digits import Hand, WrittenDigit, clean_name, held_back
from digitpad.core.files import hand_file
from digitpad.core.files.hand_file import HandFileError

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
    hand_file.write(ada, tmp_path / "ada.json")
    found = hand_file.read(tmp_path / "ada.json")
    digits = [replace(digit, id=old.id) for digit, old in zip(found.digits, ada.digits)]
    assert replace(found, id=ada.id, digits=tuple(digits)) == ada
    ids = {each.id for each in (found, ada, *found.digits, *ada.digits)}
    assert len(ids) == 8


def test_a_file_of_another_program_is_read():
    text = json.dumps(by_hand(tool="another")).encode()
    found = hand_file.decode(text)
    (digit,) = found.digits
    assert (found.name, digit.label, digit.written) == ("Grace", 4, 0.0)
    assert digit.strokes == (((0.2, 0.1), (0.25, 0.4)), ((0.5, 0.5),))
    assert len(digit.id) == 16 and not digit.is_confirmed


def test_points_that_repeat_the_one_before_are_left_out():
    stroke = [[0.1, 0.1], [0.1, 0.1], [0.2, 0.1], [0.1, 0.1]]
    found = hand_file.decode(json.dumps(by_hand(digit={"strokes": [stroke]})).encode())
    assert found.digits[0].strokes == (((0.1, 0.1), (0.2, 0.1), (0.1, 0.1)),)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty. Choose a file that My Digits exported, or export"),
        (b"[]", "must be an object"),
        (b'{"name": "Ada"', "it breaks off before its end, as if it was not written or copied"),
        (b'\xef\xbb\xbf{"name": "Ada"}', "as a hand: it begins with a byte order mark"),
        (json.dumps({"sizes": [784, 10]}).encode(), "it is no hand of digitpad"),
        (by_hand(format_version=2), "a later version of digitpad wrote it"),
        (by_hand(format_version="1"), "format_version: must be a whole number"),
        (by_hand(name=""), "name: must have 1 to 40 letters"),
        (by_hand(name=7), "name: must be text"),
        (by_hand(digits=None), "digits: must be a list"),
        (by_hand(digits=[1]), "digits[0]: must be an object"),
        (by_hand(digit={"label": 10}), "digits[0].label: must be a whole number up to 9"),
        (by_hand(digit={"label": 1.5}), "not a fraction"),
        (by_hand(digit={"strokes": []}), "digits[0].strokes: must be a list"),
        (by_hand(digit={"strokes": [[]]}), "digits[0].strokes[0]: it has no point"),
        (by_hand(digit={"strokes": [[[0.1]]]}), "digits[0].strokes[0][0]: must be a list of 2"),
        (by_hand(digit={"strokes": [[[0.1, 700]]]}), "[0.1, 700.0] is far off the canvas"),
        (by_hand(digit={"strokes": [[["a", 0]]]}), "must be a number, not text"),
        (by_hand(digit={"written": -1}), "digits[0].written: must be a number from 0 on"),
        (b"[" * 100_000, ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(tmp_path, content, said):
    path = tmp_path / "other.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    with pytest.raises(HandFileError) as error:
        hand_file.read(path)
    assert str(error.value).startswith("other.json cannot be read as a hand: ")
    assert said in str(error.value)


def test_numbers_that_are_none_are_refused():
    text = json.dumps(by_hand()).replace("0.25", "1e999").encode()
    with pytest.raises(ValueError, match="(?i)number|canvas"):
        hand_file.decode(text)


def test_too_much_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(hand_file, "MOST_POINTS", 3)
    with pytest.raises(ValueError, match="more than 3 points"):
        hand_file.decode(hand_file.encode(hand(5)))
    monkeypatch.setattr(hand_file, "MOST_BYTES", 50)
    path = tmp_path / "large.json"
    with pytest.raises(HandFileError, match="cannot be written: it would have more than"):
        hand_file.write(hand(5), path)
    assert not path.exists()
    path.write_bytes(b" " * 100)
    with pytest.raises(HandFileError, match="too large"):
        hand_file.read(path)


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
