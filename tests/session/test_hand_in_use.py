"""A hand as the data in use: chosen, followed as its digits change, and left where it is gone."""

import pytest
from digits import lines

from digitpad import Hyperparameters
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.architecture import Architecture
from digitpad.session.hands.hand_in_use import HandInUse
from digitpad.session.hands.hand_list import HandList


def adding(digits):
    return lambda hand: hand.with_digits(digits)


@pytest.fixture
def said(in_use):
    said = []
    in_use.left.connect(said.append)
    in_use.failed.connect(lambda title, why: said.append(why))
    return said


@pytest.fixture
def in_use(session, hands, written):
    in_use = HandInUse(session, hands)
    hands.read()
    hands.new("Ada")
    hands.change(hands.hand.id, adding(lines(4)))
    written()
    return in_use


@pytest.fixture
def used(session, hands, in_use, written):
    """Ada is the data in use; her hand's id."""
    in_use.use(hands.hand.id)
    written()
    assert session.chosen_data.name == "My Digits: Ada"
    return hands.hand.id


def sizes(spec):
    return tuple(map(len, spec.load()))[:2]


def test_a_hand_is_the_data_in_use_and_can_be_loaded(session, used, said):
    assert sizes(session.chosen_data) == (30, 10) and not said


def test_what_is_still_being_written_is_waited_for(session, hands, in_use, written):
    hands.change(hands.hand.id, adding(lines(2)))
    in_use.use(hands.hand.id)
    assert session.chosen_data == DataSpec()
    written()
    written()
    assert sizes(session.chosen_data) == (40, 20)


def test_it_follows_its_digits_and_its_name(session, hands, used, written):
    before = session.chosen_data
    hands.change(used, adding(lines(2, [3])))
    written()
    assert session.chosen_data != before and sizes(session.chosen_data) == (31, 11)
    same = session.chosen_data
    hands.rename("Grace")
    written()
    assert session.chosen_data == same and session.chosen_data.name == "My Digits: Grace"
    hands.new("Other")
    hands.change(hands.hand.id, adding(lines(3)))
    written()
    assert session.chosen_data == same


def test_a_run_keeps_its_digits_and_those_of_the_next_come_after_it(
    session, hands, trainer, used, written, said
):
    before = session.chosen_data
    session.make(Architecture((5,)))
    session.train(Hyperparameters(), data=before)
    assert trainer.job.data == before and session.run.hands == (used,)
    hands.change(used, adding(lines(2, [3])))
    written()
    assert session.chosen_data == before
    first = session.run
    hands.change(used, adding(lines(1, [4])))
    trainer.end(5)
    assert session.chosen_data == before  # the last one is not on the disk yet
    written()
    assert session.chosen_data != before and sizes(session.chosen_data) == (32, 11)
    session.train(Hyperparameters())
    assert session.run.parent == first.id and session.run.hands == (used,)


@pytest.mark.parametrize("is_trained", [False, True])
def test_a_hand_that_is_deleted_makes_way_for_mnist(
    session, hands, trainer, used, written, said, is_trained
):
    if is_trained:
        session.make(Architecture((5,)))
        session.train(Hyperparameters())
    hands.delete()
    written()
    if is_trained:
        assert session.chosen_data.hand is not None and not said
        trainer.end(5)
    assert session.chosen_data == DataSpec()
    assert said == ["Ada was deleted. MNIST is in use in its place."]


def test_a_hand_that_has_too_few_by_now_makes_way_for_mnist(session, hands, used, written, said):
    fours = [digit.id for digit in hands.hand.digits if digit.label == 4]
    hands.change(used, lambda hand: hand.without(fours[:2]))
    written()
    assert session.chosen_data == DataSpec()
    (sentence,) = said
    assert sentence.startswith("Ada has fewer than 3 of 4.") and "MNIST is in use" in sentence


def test_a_hand_with_too_few_is_refused_and_the_data_stay(session, hands, used, written, said):
    before = session.chosen_data
    hands.new("Nobody")
    written()
    for hand_id in (hands.hand.id, "0" * 16):
        session.findChild(HandInUse).use(hand_id)
        written()
    assert session.chosen_data == before
    assert said[0].startswith("Nobody has fewer than 3 of 0, 1, 2") and "was deleted" in said[1]


def test_what_another_window_has_written_is_used(session, store, background, hands, used, written):
    other = HandList(store, background, session)
    other.read()
    written()
    other.change(used, adding(lines(2, [3])))
    written()
    with pytest.raises(ValueError, match="Ada has other digits by now"):
        session.chosen_data.load()
    session.findChild(HandInUse).use(used)
    written()
    assert sizes(session.chosen_data) == (31, 11)
