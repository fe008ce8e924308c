"""Before a network is replaced its file is asked about, if that is older; and its run ends."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QMessageBox

Button = QMessageBox.StandardButton


@pytest.fixture
def desk(training_desk, tmp_path):
    """A run under way, whose file has fewer epochs."""
    desk = training_desk
    desk.train(epochs=1, mini_batch_size=1000)
    assert desk.window.save_file(tmp_path / "mine.json")
    desk.enter(epochs=100_000)
    desk.click("continue_training")
    desk.wait(lambda: epochs_of(desk) > 1)
    return desk


def epochs_of(desk):
    return len(desk.window.session.run.history)


def test_cancel_leaves_the_run_alone(desk):
    desk.trigger("action_new")
    assert "mine.json" in desk.answer(Button.Cancel)
    assert not desk.is_idle()
    before = epochs_of(desk)
    desk.wait(lambda: epochs_of(desk) > before)


def test_what_was_learnt_is_saved_and_the_run_ends(desk, tmp_path):
    run = desk.window.session.run.id
    desk.trigger("action_new")
    desk.answer(Button.Save)
    desk.wait(lambda: desk.window.session.run.id != run)
    assert desk.is_idle()
    assert desk.window.open_file(tmp_path / "mine.json")
    assert epochs_of(desk) > 1


def test_without_saving_the_run_ends_and_stays_in_the_list(desk, tmp_path):
    run = desk.window.session.run
    desk.trigger("action_open_shipped")
    desk.answer("Don’t Save")
    assert desk.is_idle() and desk.window.session.run is None
    desk.show_tab("Runs")
    table = desk.find("runs").model()
    assert [table.index(row, 0).data() for row in range(table.rowCount())] == [run.title]
    assert desk.window.open_file(tmp_path / "mine.json")
    assert epochs_of(desk) == 1


def test_without_an_older_file_nothing_is_asked(desk):
    session = desk.window.session
    session.use(session.run, replace(session.file, path=None))
    desk.click("continue_training")
    desk.wait(lambda: not desk.is_idle())
    desk.trigger("action_new")
    assert desk.is_idle() and not desk.boxes("question") and not session.run.history
    assert desk.window.statusBar().currentMessage().endswith("is in Runs")
