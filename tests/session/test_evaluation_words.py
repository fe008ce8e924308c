"""What was measured, in words, and what can be measured at all."""

import re
from dataclasses import replace

import numpy as np
import pytest
from steps import result_of

from digitpad import Dataset, Network
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.hands import Hand
from digitpad.core.data.people import VALIDATION_WRITERS, WRITERS
from digitpad.session.evaluation import Inked, Source, evaluated, sources
from digitpad.session.evaluation_words import how_good, what_is_listed
from digitpad.session.mistakes import ALL, MISREAD


@pytest.fixture
def found():
    """Eight blank digits that are all read as a 3 with an activation over 0.9; two are one."""
    network = Network([784, 10])
    network.weights = [np.zeros((10, 784), np.float32)]
    network.biases = [np.where(np.arange(10) == 3, 3, -3).astype(np.float32).reshape(10, 1)]
    labels = np.array([3, 3, 5, 5, 5, 8, 0, 1], np.uint8)
    data = Dataset(np.zeros((8, 784), np.uint8), labels)
    of = network, "a network", Source(), DataSpec()
    return result_of(evaluated(lambda *_: data, *of, True, Inked()))


def test_how_good_it_is_goes_by_what_was_measured(found):
    def numbers(*what) -> list[str]:
        return re.findall(r"\d+\.\d+|\d+", " · ".join(how_good(*what)))

    right, wrong, of, label, read, _, _, sure, least = numbers(found, [])
    assert (right, wrong, of, sure, least) == ("25.00", "6", "8", "6", "0.9")
    assert (label, read) == ("5", "3")  # the most frequent mistake
    assert numbers(found, [2, 5])[-2:] == ["2", "33.33"]  # without 2 that nobody can read
    assert numbers(found, list(range(8)))[-1] == "8"
    writers = np.array([4, 7, 4, 7, 7, 7, 7, 7])  # their mean, and the hardest
    assert numbers(replace(found, writers=writers), [])[-4:] == ["2", "33.33", "7", "17"]
    outputs = np.full_like(found.evaluation.outputs, np.nan)
    diverged = replace(found.evaluation, outputs=outputs)
    assert numbers(replace(found, evaluation=diverged), [])[:2] == ["8", "8"]


@pytest.mark.parametrize(
    ("cell", "group", "words"),
    [
        ((None, None), MISREAD, "Misread"),
        ((5, None), MISREAD, "Misread 5"),
        ((None, 3), MISREAD, "Wrongly read as 3"),
        ((5, 3), MISREAD, "5 read as 3"),
        ((3, 3), ALL, "3 read right"),
        ((None, 3), ALL, "All read as 3"),
        ((5, 3), "mended", "Mended 5 read as 3"),
    ],
)
def test_each_cell_and_margin_of_the_matrix_says_what_it_lists(found, cell, group, words):
    assert what_is_listed(found, cell, group) == words


def test_what_can_be_measured_is_named_with_the_data_in_use_first():
    empty, mine = Hand("Empty"), Hand("Ann", (object(),))
    found = sources(DataSpec("/data/own"), (empty, mine), ("/data/own", "/data/more"))
    assert [source.part for _, source in found] == [
        *("test", "validation", "training", "hands", "hands", "hand", "test")
    ]
    assert [source.writers for _, source in found[3:5]] == [WRITERS, VALIDATION_WRITERS]
    assert found[5][1].hand is mine and found[6] == ("more", Source(folder="/data/more"))
