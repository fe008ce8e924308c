"""What was measured, in words, and what can be measured at all."""

from dataclasses import replace

import numpy as np
import pytest
from steps import result_of

from digitpad import Dataset, Network
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.other_hands import VALIDATION_WRITERS
from digitpad.core.data.pen_digits import WRITERS
from digitpad.core.data.written_digits import Hand
from digitpad.session.measuring.evaluating import Hands, Person, evaluated
from digitpad.session.measuring.evaluation_words import (
    how_good,
    what_is_listed,
    why_none_is_listed,
)
from digitpad.session.measuring.sources import PEOPLE, Source, sources


@pytest.fixture
def found():
    """Eight blank digits that are all read as a 3 with an activation over 0.9; two are one."""
    network = Network([784, 10])
    network.weights = [np.zeros((10, 784), np.float32)]
    network.biases = [np.where(np.arange(10) == 3, 3, -3).astype(np.float32).reshape(10, 1)]
    labels = np.array([3, 3, 5, 5, 5, 8, 0, 1], np.uint8)
    data = Dataset(np.zeros((8, 784), np.uint8), labels)
    question = evaluated(network, "a network", Source(), DataSpec(), True, Hands())
    return result_of(question(lambda _: data))


def test_it_is_said_how_good_a_network_is_and_what_else_is_known(found):
    def said(*what) -> str:
        return " · ".join(how_good(*what))

    assert how_good(found, [])[0].startswith("25.00 % (")
    assert "6 of 8 wrong · 6 with an activation over 0.9" in said(found, [])
    assert said(found, []).endswith("a network")
    assert "without 2 that you cannot read: 33.33 %" in said(found, [2, 5])
    assert "without 8 that you cannot read: none is left" in said(found, list(range(8)))
    people = (Person(4, 1, 2), Person(7, 3, 4))
    mean = "mean of 2 people 62.50 %, hardest: person 4, 50 %"
    assert mean in said(replace(found, people=people), [])
    twice = Dataset(np.zeros((16, 784), np.uint8), np.zeros(16, np.uint8))
    assert "so far, of 16" in said(replace(found, data=twice), [])
    broken, _ = how_good(replace(found, finite=0), [])
    assert broken.startswith("8 of 8 answers are no numbers") and "2 are right" in broken


def test_each_cell_and_margin_of_the_matrix_says_what_it_lists(found):
    assert [
        what_is_listed(found, cell, "")
        for cell in ((None, None), (5, None), (None, 3), (5, 3), (3, 3), (0, 0))
    ] == [
        "all wrong",
        "5 misread",
        "wrongly read as 3",
        "5 read as 3",
        "3 read right",
        "0 read right",
    ]
    assert what_is_listed(found, (None, None), "mended") == "mended"
    assert what_is_listed(found, (0, 3), "mended") == "mended: 0 read as 3"
    assert why_none_is_listed(found, "4 misread") == "None: 4 misread."
    assert why_none_is_listed(None, "") == "Nothing is measured yet."


def test_what_can_be_measured_is_named_with_the_data_in_use_first():
    empty, mine = Hand("Empty"), Hand("Ann", (object(),))
    found = sources(DataSpec("/data/own"), (empty, mine), ("/data/own", "/data/more"), ())
    assert [name for name, _ in found] == [
        *("test images", "validation images", "training images", "other hands"),
        *("Ann", "more"),
    ]
    assert found[3][1].writers == WRITERS and found[4][1].hand is mine
    assert found[5][1].folder == "/data/more"
    (_, hands) = sources(DataSpec(), (), (), (7,))[3]
    assert hands == Source("hands", writers=(7,))
    assert PEOPLE["person 7"] == (7,) and PEOPLE["all people"] == WRITERS
    assert PEOPLE["people kept for validation"] == VALIDATION_WRITERS
