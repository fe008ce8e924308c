"""Curves as CSV: what other programs read of them."""

import csv
import io
from dataclasses import replace

import pytest
from results import epoch_result

from digitpad.core.learning.settings import Architecture
from digitpad.session.runs.curves_csv import runs_csv
from digitpad.session.runs.run import Run

RUN = Run(number=1, architecture=Architecture((30, 20), "QuadraticCost"))


def rows(history):
    content = runs_csv([replace(RUN, history=tuple(history), start_epochs=len(history))]).decode()
    return list(csv.DictReader(io.StringIO(content)))


def test_each_layer_has_a_column_if_gradients_are_monitored():
    history = [epoch_result(1), epoch_result(2, gradient_lengths=(0.5, 0.25, 1 / 3))]
    first, second = rows(history)
    names = ["gradient_length_1", "gradient_length_2", "gradient_length_3"]
    assert [first[name] for name in names] == ["", "", ""]
    assert [float(second[name]) for name in names] == [0.5, 0.25, 1 / 3]
    assert None not in second  # no cell beyond the columns


def test_an_accuracy_of_no_images_has_no_percentage():
    history = [epoch_result(1, evaluation_accuracy=0, evaluation_size=0, training_accuracy=25_000)]
    (row,) = rows(history)
    assert (row["evaluation_accuracy_percent"], row["training_accuracy_percent"]) == ("", "50.0")
    of_none = epoch_result(evaluation_cost=1.0, evaluation_size=0, penalty=1.0)
    assert of_none.cost(without_lmbda=True) is None


def test_a_row_as_it_is_written():
    history = [
        epoch_result(
            1, evaluation_cost=0.5125, evaluation_accuracy=9321, training_accuracy=46950, lmbda=0.1
        ),
        epoch_result(2, training_cost=0.125, eta=0.25, lmbda=0.1, penalty=2500.0),
    ]
    run = replace(RUN, history=tuple(history), start_epochs=2)
    lines = runs_csv([run]).decode().splitlines()
    assert lines[1].startswith("run 1,1,0.5125,9321,,46950,10000,50000,0.5,0.1,,93.21,93.9,,,784-")
    assert lines[2].startswith("run 1,2,,,0.125,,10000,50000,0.25,0.1,2500.0,,,,0.075,784-30-20-10")
    assert len(lines) == 3 and not any("#" in line for line in lines)


@pytest.mark.parametrize("value", [0.1 + 0.2, 1 / 3, 5e-324, 1.7976931348623157e308, 1e16, 12.0])
def test_numbers_are_the_same_when_they_are_read_again(value):
    history = [epoch_result(1, evaluation_cost=value, eta=value)]
    (row,) = rows(history)
    assert float(row["evaluation_cost"]) == float(row["eta"]) == value
