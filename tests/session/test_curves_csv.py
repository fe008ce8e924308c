"""Curves as CSV: what other programs read of them."""

import csv
import io

import pytest
from results import epoch_result

from digitpad import Hyperparameters, Network, QuadraticCost
from digitpad.session.runs.curves_csv import curves_csv

NETWORK = Network([784, 30, 20, 10], cost=QuadraticCost)

WHOLE = """\
# digitpad: the curves of a run
# sizes: 784-30-20-10
# cost: QuadraticCost
# epochs: 2
# mini_batch_size: 10
# eta: 0.5
# lmbda: 0.1
# regularization: L1
# augmentation: True
# early_stopping: off
# no_improvement_in: 10
# monitor_evaluation_cost: True
# monitor_evaluation_accuracy: True
# monitor_training_cost: False
# monitor_training_accuracy: True
# monitor_gradient_lengths: False
# dropout: 0.0
# momentum: 0.0
# accuracy: a count of right answers; accuracy_percent: of 100
# cost: with the λ term, which is penalty / size; cost_without_lmbda: without it
epoch,evaluation_cost,evaluation_accuracy,training_cost,training_accuracy,evaluation_size,\
training_size,eta,lmbda,penalty,evaluation_accuracy_percent,training_accuracy_percent,\
evaluation_cost_without_lmbda,training_cost_without_lmbda
1,0.5125,9321,,46950,10000,50000,0.5,0.1,,93.21,93.9,,
2,,,0.125,,10000,50000,0.25,0.1,2500.0,,,,0.075
"""


def test_each_layer_has_a_column_if_gradients_are_monitored():
    history = [epoch_result(1), epoch_result(2, gradient_lengths=(0.5, 0.25, 1 / 3))]
    first, second = rows(curves_csv(history, NETWORK, Hyperparameters()))
    names = ["gradient_length_1", "gradient_length_2", "gradient_length_3"]
    assert list(first)[-3:] == names and [first[name] for name in names] == ["", "", ""]
    assert [float(second[name]) for name in names] == [0.5, 0.25, 1 / 3]
    assert None not in second  # no cell beyond the columns


def rows(content):
    lines = [line for line in content.decode().splitlines() if not line.startswith("#")]
    return list(csv.DictReader(io.StringIO("\n".join(lines))))


def test_an_accuracy_of_no_images_has_no_percentage():
    history = [epoch_result(1, evaluation_accuracy=0, evaluation_size=0, training_accuracy=25_000)]
    (row,) = rows(curves_csv(history, NETWORK, None))
    assert (row["evaluation_accuracy_percent"], row["training_accuracy_percent"]) == ("", "50.0")
    of_none = epoch_result(evaluation_cost=1.0, evaluation_size=0, penalty=1.0)
    assert of_none.cost(without_lmbda=True) is None


def test_the_whole_file_as_it_is_written():
    history = [
        epoch_result(
            1, evaluation_cost=0.5125, evaluation_accuracy=9321, training_accuracy=46950, lmbda=0.1
        ),
        epoch_result(2, training_cost=0.125, eta=0.25, lmbda=0.1, penalty=2500.0),
    ]
    hyperparameters = Hyperparameters(
        lmbda=0.1, regularization="L1", augmentation=True, monitor_training_cost=False
    )
    assert curves_csv(history, NETWORK, hyperparameters).decode() == WHOLE


@pytest.mark.parametrize("value", [0.1 + 0.2, 1 / 3, 5e-324, 1.7976931348623157e308, 1e16, 12.0])
def test_numbers_are_the_same_when_they_are_read_again(value):
    history = [epoch_result(1, evaluation_cost=value, eta=value)]
    (row,) = rows(curves_csv(history, NETWORK, Hyperparameters()))
    assert float(row["evaluation_cost"]) == float(row["eta"]) == value
