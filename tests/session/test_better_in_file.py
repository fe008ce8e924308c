"""A file with a network that reads better is not replaced unasked."""

from dataclasses import replace

import pytest
from results import epoch_result

from digitpad.core.files.network_file import NetworkFile
from digitpad.core.network import Network
from digitpad.session.runs.better_in_file import better_in_file


@pytest.mark.parametrize(
    ("there", "changes", "asks"),
    [
        (9700, {}, True),
        (9290, {}, False),
        (9700, {"data_set": "fashion"}, False),
        (9700, {"evaluation_data": "test"}, False),
        (9700, {"history": ()}, False),
        (None, {}, False),
    ],
)
def test_a_file_is_better_by_more_than_a_point_on_the_same_data(there, changes, asks):
    def content(accuracy):
        history = (epoch_result(1, evaluation_accuracy=accuracy),)
        network = Network([784, 10])
        return NetworkFile(network, None, history, "MNIST", evaluation_data="validation")

    said = better_in_file(replace(content(there), **changes), content(9200))
    assert said == ("It reads 97.00 % of the validation data, this one 92.00 %." if asks else "")
