"""The session holds what the program is about; what it is told changes it, and it tells of it."""

from dataclasses import replace

import numpy as np
import pytest
from network_files import content, write, write_bad_files
from results import epoch_result

from digitpad import Hyperparameters, Network
from digitpad.core import network_file
from digitpad.core.damage import KINDS, Damaging
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import DIGITS
from digitpad.core.data.dataset import FASHION as FASHION_NAMES
from digitpad.core.learning.settings import Architecture
from digitpad.core.network_file import NetworkFileError
from digitpad.session import opened_files
from digitpad.session.opened_files import open_network, save_network
from digitpad.session.session import State

SETTINGS = Hyperparameters(epochs=3, eta=0.25)
FASHION = DataSpec("/data/fashion")
CLOTHES = DataSpec("/data/clothes")


@pytest.fixture
def trained(session, trainer):
    """A session whose run has learnt for one epoch, and is over."""
    session.make(Architecture())
    session.train(SETTINGS)
    trainer.end(9000)
    return session


def epochs(session):
    return [(result.epoch, result.evaluation_accuracy) for result in session.run.history]


def open_file(session, path):
    session.open(*open_network(path))


def open_saved(session, path, **more):
    """Open the file of a network, with more beside it."""
    network_file.save(network_file.NetworkFile(Network([784, 12, 10]), **more), path)
    open_file(session, path)


# The network in use


def test_it_begins_with_the_shipped_network(session):
    assert session.network.sizes[0] == 784 and session.network.sizes[-1] == 10
    assert session.run is None and session.is_idle
    file = session.file
    assert (file.name, file.path, file.modified) == ("shipped network", None, False)


def test_new_makes_the_network_that_was_described(session):
    session.make(Architecture((40, 20), "QuadraticCost", "large"))
    assert session.network.sizes == [784, 40, 20, 10]
    assert session.network.cost.__name__ == "QuadraticCost"
    assert np.std(session.network.weights[0]) == pytest.approx(1, rel=0.05)
    assert session.file.name == "new network" and not session.file.modified
    session.make(Architecture((40,)))
    assert np.std(session.network.weights[0]) == pytest.approx(1 / 28, rel=0.05)


def test_each_new_run_has_a_seed_of_its_own_that_makes_the_same_network_again(session, same):
    session.make(Architecture())
    first = session.run
    session.make(Architecture())
    assert session.run.seed != first.seed and session.run.id != first.id
    assert not same(session.network, first.network)
    assert session.run.number == first.number  # the first has never begun
    session.make(Architecture(), first.seed)
    assert same(session.network, first.network)
    again = np.random.default_rng(first.seed)
    assert same(session.network, Network([784, 30, 10], rng=again))


def test_a_file_of_a_run_names_its_seed_and_how_its_weights_were_drawn(session, tmp_path):
    session.make(Architecture((12,), weight_initializer="large"))
    save_network(session.content(), tmp_path / "mine.json")
    found = network_file.read_network_file(tmp_path / "mine.json")
    assert (found.seed, found.weight_initializer) == (session.run.seed, "large")
    open_file(session, tmp_path / "mine.json")
    assert session.run.seed == found.seed
    assert session.run.architecture.weight_initializer == "large"
    save_network(session.content(), tmp_path / "again.json")
    assert network_file.read_network_file(tmp_path / "again.json").seed == found.seed


def test_a_file_replaces_everything(trained, tmp_path):
    saved = content(784, 12, 10, cost="QuadraticCost")
    path = write(tmp_path / "mine.json", saved)
    open_file(trained, path)
    for array, numbers in zip(trained.network.weights, saved["weights"], strict=True):
        np.testing.assert_array_equal(array, numbers)
    assert trained.run.architecture == Architecture((12,), "QuadraticCost")
    assert trained.file.path == path and trained.file.name == "mine.json"
    assert not trained.file.modified
    assert trained.run.history == () and trained.run.hyperparameters is None


def test_a_file_that_is_no_network_for_drawings_is_refused(tmp_path):
    for path, words in write_bad_files(tmp_path).values():
        with pytest.raises(NetworkFileError, match=words) as refused:
            open_network(path)
        assert path.name in str(refused.value) and len(str(refused.value)) < 250


def test_what_is_saved_can_be_opened_again(trained, tmp_path, same):
    before = trained.run
    trained.take_saved(trained.content(), save_network(trained.content(), tmp_path / "mine.json"))
    assert trained.file.name == "mine.json" and not trained.file.modified
    open_file(trained, tmp_path / "mine.json")
    assert same(trained.network, before.network)
    assert trained.run.hyperparameters == SETTINGS
    assert trained.run.history == before.history and trained.run.data_set == "MNIST"


def test_what_is_learnt_while_a_file_is_written_is_still_to_be_saved(trained, trainer, tmp_path):
    written = trained.content()
    trained.train(SETTINGS)
    trainer.end(9100)
    trained.take_saved(written, save_network(written, tmp_path / "mine.json"))
    assert trained.file.modified and trained.file.name == "mine.json"
    saved = save_network(trained.content(), tmp_path / "mine.json")
    trained.take_saved(trained.content(), saved)
    assert not trained.file.modified


def test_where_the_shipped_network_cannot_be_read_it_is_said_and_another_stands_in(
    session, monkeypatch, tmp_path, qtbot
):
    opened_files._shipped_network.cache_clear()
    monkeypatch.setattr(opened_files, "resource_path", lambda *parts: tmp_path / "default.json")
    with qtbot.waitSignal(session.failed) as told:
        network = session.network
    assert "default.json" in told.args[1] and told.args[1].endswith(".")
    assert network.sizes == [784, 30, 10] and session.network is network  # said once

    def missing(*parts):
        raise FileNotFoundError("default.json is missing")

    monkeypatch.setattr(opened_files, "resource_path", missing)
    with pytest.raises(NetworkFileError, match="missing"):
        opened_files.shipped_network()


# Runs


def test_a_run_is_told_as_it_goes(session, trainer, qtbot):
    session.make(Architecture())
    networks, jobs = [], []
    session.network_changed.connect(lambda snapshot: networks.append(snapshot.network))
    session.job_changed.connect(jobs.append)
    session.train(SETTINGS)
    assert trainer.job.hyperparameters == SETTINGS and trainer.job.run_id == session.run.id
    with qtbot.waitSignals([session.network_changed, session.runs_changed, session.file_changed]):
        network = trainer.advance(8000, 8100)
    assert session.network is network is networks[-1] and session.file.modified
    assert epochs(session) == [(1, 8000), (2, 8100)]
    assert (jobs[-1].state, jobs[-1].epochs, jobs[-1].seconds) == (State.RUNNING, 2, 1.0)
    with qtbot.waitSignal(session.run_ended):
        network = trainer.end(8200)
    assert session.network is network and epochs(session)[-1] == (3, 8200)
    assert (session.job.state, session.job.epochs) == (State.IDLE, 3)


def test_the_epochs_of_the_same_run_are_counted_on(trained, trainer):
    run_id = trained.run.id
    trained.train(SETTINGS)
    trainer.advance(9100)
    trainer.end(9200)
    assert epochs(trained) == [(1, 9000), (2, 9100), (3, 9200)]
    assert trained.run.id == run_id


def test_a_report_of_another_run_changes_nothing(trained, trainer):
    trained.train(SETTINGS)
    stranger = trainer.job
    trained.make(Architecture((12,)))
    before = trained.run
    trainer.job = stranger
    trainer.advance(9999)
    trainer.fail("it broke")
    assert trained.run is before and not trained.file.modified


def test_a_run_that_breaks_off_keeps_what_it_learnt(trained, trainer, qtbot):
    trained.train(SETTINGS)
    network = trainer.advance(9100)
    with qtbot.waitSignals([trained.failed, trained.run_ended]):
        trainer.die("it was killed")
    assert trained.network is network and epochs(trained) == [(1, 9000), (2, 9100)]
    assert trained.job.end == "broke off" and trained.is_idle


def test_a_run_that_diverges_has_the_network_and_the_epochs_of_one_moment(trained, trainer):
    trained.train(SETTINGS)
    trainer.advance(9100)
    network = trainer.fail("the weights grew", 9200, diverged=True)
    assert trained.network is network and trained.run.jobs[-1].mini_batches == 150
    assert epochs(trained) == [(1, 9000), (2, 9100), (3, 9200)]
    assert trained.job.end == "diverged" and trained.job.epochs == 2


def test_a_change_carries_what_has_changed_and_nothing_else(trained, trainer):
    trained.train(SETTINGS)
    trained.change(epochs=SETTINGS.epochs + 1)
    trained.change(eta=0.125)
    assert trainer.changed == replace(SETTINGS, eta=0.125, epochs=SETTINGS.epochs + 1)
    assert trained.run.hyperparameters == SETTINGS  # no mini-batch has seen it yet
    trainer.advance(9100)
    assert trained.run.hyperparameters == trainer.changed
    with pytest.raises(AssertionError):
        trained.change(mini_batch_size=20)


@pytest.mark.parametrize("replace", ["make", "open", "show_shipped", "go_on_with"])
def test_what_replaces_the_network_replaces_its_history_and_says_so(
    trained, replace, tmp_path, qtbot
):
    network = trained.network
    other = open_network(write(tmp_path / "a.json", content(784, 10)))
    signals = [trained.network_changed, trained.runs_changed, trained.file_changed]
    with qtbot.waitSignals(signals):
        if replace == "make":
            trained.make(Architecture())
        elif replace == "open":
            trained.open(*other)
        elif replace == "show_shipped":
            trained.show_shipped()
        else:
            trained.go_on_with(trained.run.begin(Architecture((12,)), 7))
    assert trained.run is None or trained.run.history == ()
    assert not trained.file.modified
    assert trained.network is not network


# The best epoch


def test_going_back_to_the_best_epoch_cuts_what_came_later_and_can_be_undone(trained, trainer):
    trained.train(SETTINGS)
    trainer.advance(9300, 9200)
    last = trainer.end(9100)
    before = trained.run
    assert before.best_epoch == 2 and trained.can_go_back() and not trained.undo.canUndo()
    trained.go_back_to_best()
    assert trained.network is before.networks.best
    assert epochs(trained) == [(1, 9000), (2, 9300)]
    assert not trained.can_go_back()
    trained.undo.undo()
    assert trained.network is last and trained.run.history == before.history
    assert trained.can_go_back()
    trained.undo.redo()
    assert trained.network is before.networks.best


def test_what_was_learnt_after_going_back_cannot_be_returned_from(trained, trainer):
    trained.train(SETTINGS)
    trainer.end(9300, 9200)
    trained.go_back_to_best()
    trained.train(SETTINGS)
    assert trainer.job.best_accuracy == 9300
    trainer.end(9250)
    assert epochs(trained) == [(1, 9000), (2, 9300), (3, 9250)]
    network = trained.network
    trained.undo.undo()
    assert trained.network is network and trained.can_go_back()


def test_the_best_of_a_run_outlives_its_next_start(trained, trainer):
    trained.train(SETTINGS)
    trainer.end(9300, 9200)
    best = trained.run.networks.best
    trained.train(SETTINGS)
    assert trainer.job.best_accuracy == 9300
    trainer.end(9250)
    assert trained.run.networks.best is best
    trained.train(SETTINGS)
    trainer.end(9301)
    assert trained.run.best_epoch == 5


# Data


def test_other_data_begin_a_run_that_names_its_parent(trained, trainer, same):
    """Counts on different data are not compared: the best epoch belongs to a run."""
    first = trained.run
    trained.use_data(FASHION)
    trained.train(SETTINGS)
    run = trained.run
    assert (run.parent, run.history, run.best_epoch) == (first.id, (), None)
    assert run.id != first.id and run.number == first.number + 1
    assert same(run.network, first.network)
    assert trainer.job.data == run.data == FASHION and trainer.job.best_accuracy == -1
    trainer.end(500, 400)
    assert trained.run.best_epoch == 1  # 9,000 of MNIST were more, but of other images
    trained.go_back_to_best()
    assert epochs(trained) == [(1, 500)]


def test_a_run_is_called_by_the_data_that_it_waits_for(session, trainer):
    """Start may be pressed before a folder that was chosen is read."""
    session.make(Architecture())
    session.use_data(FASHION)
    assert session.data == DataSpec()
    session.train(SETTINGS)
    assert trainer.job.data == FASHION
    assert session.run.data_set == session.content().data_set == "fashion"


@pytest.mark.parametrize(("named", "continues"), [("MNIST", True), (None, True), ("faces", False)])
def test_a_file_that_names_its_data_is_continued_with_those_alone(
    session, tmp_path, named, continues
):
    open_saved(session, tmp_path / "a.json", data_set=named)
    opened = session.run
    session.train(SETTINGS)
    assert (session.run.id == opened.id) == continues
    assert session.run.parent == (None if continues else opened.id)


def test_outputs_have_the_names_of_the_data_that_the_network_learns_from(trained, trainer):
    assert trained.classes == trained.loaded.classes == DIGITS
    trainer.load(CLOTHES, 60, 12, classes=FASHION_NAMES)
    assert trained.loaded.classes == FASHION_NAMES
    assert trained.classes == DIGITS  # it has learnt from MNIST
    trained.train(SETTINGS, data=CLOTHES)
    assert trained.classes == FASHION_NAMES
    trainer.end(900)
    # Other data are chosen, and the network still answers with clothes; so does a copy of it.
    trainer.load(DataSpec(), 60, 12)
    assert trained.classes == FASHION_NAMES == trained.run.record.classes
    trained.use_copy(trained.network)
    assert trained.classes == FASHION_NAMES
    trained.show_shipped()
    assert trained.classes == DIGITS


@pytest.mark.parametrize("other", [{"training_size": 1000}, {"evaluation": "test"}])
def test_another_part_of_the_data_begins_a_run_too(trained, trainer, other):
    first = trained.run
    part = replace(DataSpec(), **other)
    trained.train(SETTINGS, data=part)
    run = trained.run
    assert (run.parent, run.history, run.data) == (first.id, (), part)
    assert trainer.job.data == part
    trainer.end(500)
    trained.train(SETTINGS, data=part)
    assert trained.run.id == run.id


@pytest.mark.parametrize(
    ("part", "continues"),
    [
        (DataSpec(training_size=1000, evaluation="test"), True),
        (DataSpec(training_size=1000), False),
        (DataSpec(training_size=999, evaluation="test"), False),
        (DataSpec(evaluation="test"), False),
    ],
)
def test_a_file_is_continued_with_the_part_of_the_data_that_it_learnt(
    session, trainer, tmp_path, part, continues
):
    trainer.load(DataSpec(), 50_000, 10_000)
    history = (replace(epoch_result(1, evaluation_accuracy=900), training_size=1000),)
    more = {"history": history, "data_set": "MNIST", "evaluation_data": "test"}
    open_saved(session, tmp_path / "a.json", **more)
    opened = session.run
    assert (opened.training_size, opened.evaluation) == (1000, "test")
    session.train(SETTINGS, data=part)
    assert (session.run.id == opened.id) == continues
    assert session.content().evaluation_data == part.evaluation


# The drawing


def test_the_drawing_is_read_by_the_network_in_use(session, qtbot):
    assert session.reading is None
    with qtbot.waitSignal(session.reading_changed):
        session.board.draw(((0.5, 0.1), (0.5, 0.9)))
    session.board.lift_pen()
    reading = session.reading
    assert np.array_equal(reading.image, session.drawing.image())
    column = reading.image.reshape(784, 1)
    np.testing.assert_array_equal(reading.outputs, session.network.feedforward(column)[:, 0])
    assert len(reading.activations) == len(session.network.sizes)
    assert reading.digit == int(reading.outputs.argmax())
    saturated = Network([784, 10])
    saturated.biases = [np.full((10, 1), 1000, np.float32)]
    session.use_copy(saturated)
    assert (session.reading.digit, session.reading.verdict.digits[0]) == (0, 0)
    session.make(Architecture())
    assert session.reading.network is session.network
    session.board.clear()
    assert session.reading is None


def test_beside_training_not_every_movement_of_a_pen_is_read_but_the_last_one_is(session, qtbot):
    session.make(Architecture())
    session.train(SETTINGS)
    readings = []
    session.reading_changed.connect(readings.append)
    movements = np.linspace(0.2, 0.9, 50)
    for y in movements:
        session.board.draw(((0.5, 0.1), (0.6, float(y))))
    assert 0 < len(readings) < len(movements)
    qtbot.waitUntil(lambda: np.array_equal(session.reading.image, session.drawing.image()))


def test_nothing_changes_the_settings_of_an_experiment(session, trainer):
    session.make(Architecture((5,)), 1, experiment="costs")
    session.train(Hyperparameters(epochs=3), is_experiment=True)
    session.change(eta=0.25)
    assert session.job.settings == Hyperparameters(epochs=3) and trainer.changes == ()


# Damage


def test_a_damaged_drawing_is_read_and_the_drawing_itself_stays(session, qtbot):
    session.board.draw(((0.3, 0.2), (0.5, 0.8)))
    session.board.lift_pen()
    drawing, image = session.drawing, session.reading.image
    shift = Damaging(next(kind for kind in KINDS if kind.name == "shift"), 2)
    with qtbot.waitSignal(session.reading_changed) as told:
        session.damage_drawing(shift)
    (reading,) = told.args
    moved = [np.roll(image, by, axis) for by in (-2, 2) for axis in (0, 1)]
    assert any(np.array_equal(reading.image, one) for one in moved)
    assert reading.damage == shift and reading is session.reading
    column = reading.image.reshape(784, 1)
    np.testing.assert_array_equal(reading.outputs, session.network.feedforward(column)[:, 0])
    assert session.drawing is drawing and np.array_equal(drawing.image(), image)
    # What is drawn from now on is damaged, too.
    session.board.draw(((0.2, 0.5), (0.7, 0.5)))
    session.board.lift_pen()
    assert not np.array_equal(session.reading.image, session.drawing.image())
    session.damage_drawing(None)
    np.testing.assert_array_equal(session.reading.image, session.drawing.image())
    session.board.clear()
    session.damage_drawing(shift)
    assert session.reading is None
