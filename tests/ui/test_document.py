"""The document holds the network in use; what replaces it replaces all of it, or nothing."""

from pathlib import Path

import numpy as np
import pytest
from network_files import content, write
from pytestqt.qtbot import QtBot
from results import epoch_result

from digitpad.core.hyperparameters import Hyperparameters
from digitpad.core.network import Network
from digitpad.core.storage import NetworkFileError
from digitpad.session.document import Document
from digitpad.session.document import write as write_network
from digitpad.ui.train.form import Architecture


@pytest.fixture
def document(qapp) -> Document:
    return Document()


def trained(document: Document) -> Document:
    """A document with something to lose."""
    document.make(Architecture())
    document.learn(Network([784, 30, 10]))
    document.add_result(epoch_result(1, evaluation_cost=0.5))
    return document


def test_it_begins_with_the_shipped_network(document: Document) -> None:
    assert document.network.sizes[0] == 784 and document.network.sizes[-1] == 10
    assert document.name == "shipped network"
    assert not document.modified
    assert document.path is None and document.architecture is None
    assert document.history == []


def test_new_makes_the_network_that_was_described(document: Document) -> None:
    document.make(Architecture((40, 20), "QuadraticCost", "large"))
    assert list(document.network.sizes) == [784, 40, 20, 10]
    assert document.network.cost.__name__ == "QuadraticCost"
    assert np.std(document.network.weights[0]) == pytest.approx(1, rel=0.05)
    assert document.name == "new network" and not document.modified
    document.make(Architecture((40,)))
    assert np.std(document.network.weights[0]) == pytest.approx(1 / 28, rel=0.05)


def test_each_new_network_is_another(document: Document) -> None:
    document.make(Architecture())
    first = document.network
    document.make(Architecture())
    assert not np.array_equal(document.network.weights[0], first.weights[0])


def test_a_file_replaces_everything(document: Document, tmp_path: Path) -> None:
    trained(document)
    saved = content(784, 12, 10, cost="QuadraticCost")
    path = write(tmp_path / "mine.json", saved)
    document.open(path, "large")
    for array, numbers in zip(document.network.weights, saved["weights"], strict=True):
        np.testing.assert_array_equal(array, numbers)
    assert document.architecture == Architecture((12,), "QuadraticCost", "large")
    assert document.path == path and document.name == "mine.json"
    assert not document.modified
    assert document.history == [] and document.hyperparameters is None


def test_a_file_that_is_no_network_of_ours_replaces_nothing(
    document: Document, tmp_path: Path
) -> None:
    trained(document)
    before = dict(vars(document))
    for path in (
        tmp_path / "missing.json",
        write(tmp_path / "text.json", "hello"),
        write(tmp_path / "small.json", content(4, 3, 10)),
    ):
        with pytest.raises(NetworkFileError, match=path.name):
            document.open(path, "default")
    assert vars(document) == before


def test_what_is_saved_can_be_opened_again(document: Document, tmp_path: Path) -> None:
    trained(document).hyperparameters = Hyperparameters(epochs=3, eta=0.25)
    document.data_set = "MNIST"
    document.save(tmp_path / "mine.json")
    assert document.name == "mine.json" and not document.modified
    other = Document()
    other.open(tmp_path / "mine.json", "default")
    for mine, theirs in zip(document.network.weights, other.network.weights, strict=True):
        np.testing.assert_array_equal(mine, theirs)
    assert other.hyperparameters == Hyperparameters(epochs=3, eta=0.25)
    assert other.history == document.history and len(other.history) == 1
    assert other.data_set == "MNIST"
    other.add_result(epoch_result(1))  # of the first run since
    assert [result.epoch for result in other.history] == [1, 2]


def test_what_is_learnt_while_a_file_is_written_is_still_to_be_saved(
    document: Document, tmp_path: Path
) -> None:
    content = trained(document).content()
    document.learn(Network([784, 30, 10]))
    document.take_saved(
        content, tmp_path / "mine.json", write_network(content, tmp_path / "a.json")
    )
    assert document.modified and document.name == "mine.json"
    document.take_saved(document.content(), tmp_path / "mine.json", None)
    assert not document.modified


def test_where_saving_fails_there_is_still_something_to_lose(
    document: Document, tmp_path: Path
) -> None:
    trained(document)
    with pytest.raises(NetworkFileError, match="mine.json"):
        document.save(tmp_path / "missing" / "mine.json")
    assert document.modified and document.path is None and document.name == "new network"


def test_the_epochs_of_several_runs_are_counted_on(document: Document) -> None:
    trained(document)
    document.add_result(epoch_result(2, evaluation_cost=0.4))
    document.add_result(epoch_result(1, evaluation_cost=0.3))  # the next run counts from 1
    assert [result.epoch for result in document.history] == [1, 2, 3]
    assert [result.evaluation_cost for result in document.history] == [0.5, 0.4, 0.3]


@pytest.mark.parametrize("replace", ["make", "open", "show_shipped"])
def test_what_replaces_the_network_forgets_its_history_and_says_so(
    document: Document, replace: str, tmp_path: Path, qtbot: QtBot
) -> None:
    trained(document)
    network = document.network
    arguments = {
        "make": (Architecture(),),
        "open": (write(tmp_path / "a.json", content(784, 10)), "default"),
        "show_shipped": (),
    }[replace]
    signals = [document.network_changed, document.history_changed, document.title_changed]
    with qtbot.waitSignals(signals):
        getattr(document, replace)(*arguments)
    assert document.history == [] and not document.modified
    assert document.network is not network


def test_what_is_learnt_is_told(document: Document, qtbot: QtBot) -> None:
    network = Network([784, 30, 10])
    with qtbot.waitSignals([document.network_changed, document.title_changed]):
        document.learn(network)
    assert document.network is network and document.modified
    with qtbot.waitSignal(document.history_changed):
        document.add_result(epoch_result())
