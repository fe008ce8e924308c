"""A hand as a data set: two thirds to learn from, one to judge by; or why it cannot be one."""

from dataclasses import replace

import numpy as np
import pytest
from digits import lines

from digitpad.core.data.data_spec import DataSpec, HandSpec
from digitpad.core.data.dataset import Cancelled, as_bytes, load_test_data
from digitpad.core.data.hand_data import load_data_of_hand
from digitpad.core.data.pen_digits import load_pen_digits
from digitpad.core.data.written_digits import Hand, why_no_data
from digitpad.core.files import hand_file
from digitpad.core.ink import from_strokes


def spec(hand, path, digest=None):
    return DataSpec(hand=HandSpec(hand.id, digest or hand.digest(), hand.name, str(path)))


def kept(folder, *digits, name="Ada"):
    hand = Hand(name).with_digits(digits)
    hand_file.write(hand, folder / "hand.json")
    return hand, folder / "hand.json"


def images(digits):
    """Each digit's image by itself, with its label, in any order."""
    return sorted(
        (d.label, np.rint(255 * from_strokes(d.strokes)).astype(np.uint8).tobytes()) for d in digits
    )


def found(data):
    return sorted(zip(data.labels.tolist(), [image.tobytes() for image in data.images]))


def test_every_third_of_a_digit_is_held_back_and_the_test_data_are_mnists(tmp_path):
    mine = lines(7)
    hand, path = kept(tmp_path, *mine)
    training, validation, test = spec(hand, path).load()
    held = [d for d in mine if int(d.written) // 100 in (2, 5)]
    learnt = [d for d in mine if d not in held]
    assert found(validation) == images(held) and found(training) == images(learnt)
    assert training.one_hot and not validation.one_hot
    assert np.array_equal(test.images, load_test_data().images)
    assert training.labels[:20].tolist() != [*range(10)] * 2  # which is how they were written
    again, _, _ = load_data_of_hand(path)
    assert np.array_equal(again.images, training.images)


def test_a_hand_needs_three_of_each_and_is_told_which_are_missing(tmp_path):
    hand, path = kept(tmp_path, *lines(3, range(9)), *lines(2, [9]))
    assert why_no_data(hand).startswith("Ada has fewer than 3 of 9. As data a hand needs 3 of each")
    with pytest.raises(ValueError, match="Ada has fewer than 3 of 9"):
        spec(hand, path).load()
    assert "3 of 7, 8 and 9." in why_no_data(Hand("Ada", lines(3, range(7))))
    assert why_no_data(Hand("Ada", lines(3))) == ""


def test_other_digits_than_were_chosen_are_refused(tmp_path):
    hand, path = kept(tmp_path, *lines(3))
    first = hand.digits[0]
    for other in (
        hand.without({first.id}),
        hand.with_digits(lines(1, [4])),
        hand.with_digits([replace(first, label=9)]),
    ):
        with pytest.raises(ValueError, match="Ada has other digits by now"):
            spec(hand, path, other.digest()).load()
    renamed = replace(hand.with_digits([replace(first, is_confirmed=True)]), name="Grace")
    assert len(spec(renamed, path).load()[0]) == 20


def test_a_hand_that_is_gone_or_damaged_is_refused_in_words(tmp_path):
    hand, path = kept(tmp_path, *lines(3))
    path.write_bytes(path.read_bytes()[:99])
    with pytest.raises(ValueError, match="hand.json cannot be read as a hand: it breaks off"):
        spec(hand, path).load()
    path.unlink()
    with pytest.raises(OSError, match="it was deleted. Use other data."):
        spec(hand, path).load()


def test_a_writer_whose_digits_come_with_the_program_is_divided_as_a_hand_is():
    pens = load_pen_digits().by([2])
    data = DataSpec(writer=2, evaluation="test")
    training, validation, test = data.load()
    rows = [np.flatnonzero(pens.labels == digit) for digit in range(10)]
    held = np.concatenate([of_digit[2::3] for of_digit in rows])
    assert len(training) + len(validation) == len(pens) and len(test) == 10_000
    inked = as_bytes(pens.images())
    assert sorted(map(bytes, validation.images)) == sorted(map(bytes, inked[held]))
    assert (data.name, data.evaluated_on) == ("pen digits of person 2", "MNIST’s test data")
    assert data.whole == DataSpec(writer=2) != DataSpec()
    with pytest.raises(ValueError, match="no pen digits of person 99"):
        DataSpec(writer=99).load()


def test_loading_is_given_up_when_asked(tmp_path):
    hand, path = kept(tmp_path, *lines(3))
    with pytest.raises(Cancelled):
        spec(hand, path).load(lambda: True)


def test_specs_are_equal_where_the_digits_are(tmp_path):
    hand = Hand("Ada", lines(3))
    one, renamed = spec(hand, tmp_path), spec(replace(hand, name="Grace"), tmp_path / "elsewhere")
    assert one == renamed and hash(one) == hash(renamed)
    assert one != spec(hand.without({hand.digits[0].id}), tmp_path)
    assert one != DataSpec() and one.whole == replace(one, training_size=7).whole
    assert (one.name, renamed.name) == ("My Digits: Ada", "My Digits: Grace")
    assert one.of_test == DataSpec() and one.of_test.name == "MNIST"
    assert one.evaluated_on == "the third held back"
    assert replace(one, evaluation="test").evaluated_on == "MNIST’s test data"
