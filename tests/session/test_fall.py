"""A run that reads far less than at its best says so, and the way back is there, also to a file."""

from dataclasses import replace

import pytest
from results import epoch_result

from digitpad import Hyperparameters
from digitpad.core.files.network_file import NetworkFile
from digitpad.core.learning.architecture import Architecture
from digitpad.core.network import Network
from digitpad.session.opened_files import open_network, save_network
from digitpad.session.runs.fall import better_in_file, fall_of

SETTINGS = Hyperparameters(epochs=2)


@pytest.fixture
def trained(session, trainer):
    session.make(Architecture((5,)))
    session.train(SETTINGS)
    trainer.end(9600, 9700)
    return session


def test_a_fall_is_said_as_soon_as_it_is_measured_and_undone_by_going_back(trained, trainer):
    trained.train(replace(SETTINGS, eta=1000.0))
    trainer.advance(9100)
    assert fall_of(trained.run) == ""  # as it happens on the way
    trainer.advance(1100)
    assert fall_of(trained.run) == "Accuracy has fallen from 97.00 % in epoch 2 to 11.00 %."
    trainer.end()
    trained.go_back_to_best()
    assert fall_of(trained.run) == "" and trained.run.history[-1].evaluation_accuracy == 9700


def test_a_run_from_a_file_can_go_back_to_the_file(trained, trainer, tmp_path, same):
    save_network(trained.content(), tmp_path / "mine.json")
    opened = open_network(tmp_path / "mine.json")
    trained.open(opened, "default")
    assert not trained.can_go_back()
    trained.train(replace(SETTINGS, eta=1000.0))
    trainer.end(1100)
    assert "97.00 % in epoch 2 to 11.00 %" in fall_of(trained.run) and trained.can_go_back()
    trained.go_back_to_best()
    assert same(trained.network, opened.content.network) and len(trained.run.history) == 2
    assert trained.run.hyperparameters == SETTINGS  # those of the file


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
