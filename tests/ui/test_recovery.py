"""After a crash the next start asks what is to become of the work, and shows what it restored."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from desk import Desk as Window
from idx_folder import write_folder
from left_runs import SEVEN, leave, unsaved
from PySide6.QtWidgets import QMessageBox

from digitpad.core.data.data_spec import DataSpec
from digitpad.session.drawing.drawing import Drawing
from digitpad.session.kept.errors import RunStoreError
from digitpad.session.kept.run_entry import Entry, Kept
from digitpad.session.kept.run_store import RunStore
from digitpad.session.runs.run import new_id

Button = QMessageBox.StandardButton
Open = Callable[..., Window]


@pytest.fixture
def parent(folders_elsewhere: Path) -> Path:
    return folders_elsewhere / "data" / "digitpad" / "runs"


@pytest.fixture
def drawing(parent: Path) -> Entry:
    """A drawing alone, as a crash leaves it."""
    entry = RunStore(parent).new_entry(new_id())
    entry.keep(Kept(None, SEVEN, (Drawing(),)))
    entry.let_go()
    return entry


def fate(entry: Entry) -> str:
    return entry.run_file().fate


def test_what_a_crash_left_is_offered_restored_and_saved(
    open_window: Open, parent: Path, tmp_path: Path
) -> None:
    entry = leave(parent, unsaved(path=tmp_path / "mine.json"))
    desk = open_window()
    said = desk.answer("Restore")
    assert "784-12-10, 2 epochs, of mine.json, kept " in said
    desk.see_title("mine.json* – digitpad")
    desk.see_epochs(1, 2)
    assert desk.reads() != ""
    assert [list(map(tuple, s)) for s in desk.find("canvas").strokes()] == [
        list(stroke) for stroke in SEVEN.strokes
    ]
    assert desk.find("hidden_layers").text() == "12"
    desk.trigger("action_save")
    desk.see_title("mine.json – digitpad")
    desk.wait(lambda: fate(entry) == "saved")
    assert not desk.boxes("question")


@pytest.mark.parametrize("there", [True, False])
def test_the_data_of_a_restored_run_are_taken_up_again(
    open_window: Open, parent: Path, tmp_path: Path, there: bool
) -> None:
    folder = tmp_path / "squares"
    if there:
        write_folder(folder, 60)
    left = unsaved()
    data = DataSpec(str(folder), training_size=20)
    leave(parent, replace(left, run=replace(left.run, data=data, data_set="squares")))
    desk = open_window()
    desk.answer("Restore")
    if there:
        desk.wait(lambda: desk.text("data_in_use") == "data: squares, 60 images")
        desk.go_on(epochs=1, mini_batch_size=1000)
        assert desk.window.session.run.id == left.run.id
        assert desk.window.session.run.history[-1].training_size == 20
    else:
        said = desk.answer("Keep These Data")
        assert "squares" in said and "use are MNIST" in said
        assert len(desk.window.session.run.history) == 2  # nothing was trained unasked


def test_runs_are_offered_one_after_the_other_and_what_is_left_is_offered_again(
    no_process_ahead: None, open_window: Open, parent: Path
) -> None:
    entries = [leave(parent, unsaved(epochs=epochs)) for epochs in (1, 2, 3)]
    for age, entry in enumerate(entries):
        for path in entry.path.iterdir():
            os.utime(path, (1e9 - age, 1e9 - age))
    other = open_window()
    said = [other.answer("Not Now") for _ in entries]
    assert ["1 epoch," in said[0], "2 epochs," in said[1], "3 epochs," in said[2]] == [True] * 3
    assert [fate(entry) for entry in entries] == ["unsaved"] * 3
    other.window.close()
    third = open_window()
    assert "1 epoch," in third.answer("Not Now")
    assert "2 epochs," in third.answer("Restore")
    third.see_epochs(1, 2)
    fourth = open_window()  # what is in the third window is not to be had
    assert "1 epoch," in fourth.answer(Button.Discard)
    assert "3 epochs," in fourth.answer(Button.Discard)
    fourth.wait(lambda: [fate(entry) for entry in entries] == ["discarded", "unsaved", "discarded"])
    assert fourth.title() == "shipped network – digitpad" and not fourth.boxes("question")


def test_a_drawing_alone_is_offered_after_the_runs(
    open_window: Open, parent: Path, drawing: Entry
) -> None:
    leave(parent, unsaved(Drawing()))
    desk = open_window()
    assert "784-12-10" in desk.answer("Not Now")
    assert "a drawing, kept" in desk.answer("Restore")
    assert desk.window.session.drawing.strokes == SEVEN.strokes
    desk.trigger("action_undo")
    assert desk.window.session.drawing.is_blank()


def test_what_is_damaged_is_said_once(open_window: Open, parent: Path) -> None:
    entry = leave(parent, unsaved())
    for path in entry.path.iterdir():
        path.write_text('{"strokes": 3, "fate": 4}')
    desk = open_window()
    said = desk.read_message()
    assert "network.json" in said and ".damaged" in said
    assert desk.title() == "shipped network – digitpad"
    desk.window.close()
    other = open_window()
    assert not other.boxes("message") and not other.boxes("question")


def test_it_stands_in_the_window_for_as_long_as_training_is_not_kept(
    training_desk: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise RunStoreError("The disk is full.")

    desk = training_desk
    with monkeypatch.context() as full:
        full.setattr(Entry, "keep", refuse)
        desk.train(epochs=1, mini_batch_size=1000)
        desk.wait(desk.find("not_kept").isVisible)
    desk.wait(lambda: not desk.find("not_kept").isVisible())  # it is tried again
