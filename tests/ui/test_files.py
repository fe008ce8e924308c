"""Files through the window: opened, dropped, saved, and never overwritten without a word."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from desk import Desk
from network_files import content, write
from PySide6.QtWidgets import QMessageBox

Button = QMessageBox.StandardButton

ENDINGS = ("mine.json", "mine.json.gz")


def train(desk: Desk, epochs: int = 1) -> None:
    """A short run, so that there is something to lose."""
    desk.enter(epochs=epochs, monitor_training_cost=False, mini_batch_size=1000)
    desk.click("start")
    desk.wait(desk.is_idle)


@pytest.mark.parametrize("name", ENDINGS)
def test_a_file_brings_the_curves_back_and_they_go_on(
    training_desk: Desk, open_window: Callable[..., Desk], tmp_path: Path, name: str
) -> None:
    desk = training_desk
    train(desk, 2)
    desk.trigger("action_save")
    desk.choose_file(tmp_path / name)
    desk.see_title(f"{name} – digitpad")
    curves = {series: desk.curve(series) for series in ("evaluation cost", "training accuracy")}
    other = open_window(tmp_path / name)
    other.see_epochs(1, 2)
    assert {series: other.curve(series) for series in curves} == curves
    other.see_epochs(name="training cost")
    assert not other.can("action_best")  # the file holds the last network only
    train(other)
    other.see_epochs(1, 2, 3)
    assert other.title() == f"{name}* – digitpad"


def changed(path: Path) -> str:
    """Change a file as another program would."""
    text = json.dumps(content(784, 12, 10, seed=2))
    path.write_text(text)
    return text


@pytest.fixture
def opened(training_desk: Desk, tmp_path: Path) -> Desk:
    """A window with a file that was opened, trained on, and meanwhile changed on disk."""
    desk = training_desk
    desk.window.open_file(write(tmp_path / "mine.json", content(784, 12, 10)))
    train(desk)
    return desk


@pytest.mark.parametrize("answer", ["Overwrite", "Save As…", Button.Cancel])
def test_a_file_that_was_changed_on_disk_is_not_overwritten_without_asking(
    opened: Desk, tmp_path: Path, answer: str | QMessageBox.StandardButton
) -> None:
    desk, path, other = opened, tmp_path / "mine.json", tmp_path / "other.json"
    theirs = changed(path)
    desk.trigger("action_save")
    assert "mine.json" in desk.answer(answer)
    if answer == "Save As…":
        desk.choose_file(other)
        desk.see_title("other.json – digitpad")
        assert "evaluation_cost" in json.loads(other.read_text())
    if answer != "Overwrite":
        assert path.read_text() == theirs
    if answer == Button.Cancel:
        assert desk.title() == "mine.json* – digitpad"
        return
    desk.see_title(f"{other.name if other.exists() else path.name} – digitpad")
    train(desk)
    desk.trigger("action_save")  # it is ours again: nothing is asked
    desk.see_title(f"{other.name if other.exists() else path.name} – digitpad")


def test_a_file_that_was_only_touched_is_overwritten_and_one_that_is_gone_is_written(
    opened: Desk, tmp_path: Path
) -> None:
    desk, path = opened, tmp_path / "mine.json"
    path.write_bytes(path.read_bytes())
    desk.trigger("action_save")
    desk.see_title("mine.json – digitpad")
    train(desk)
    path.unlink()
    desk.trigger("action_save")
    desk.see_title("mine.json – digitpad")
    assert "evaluation_cost" in json.loads(path.read_text())
    assert not desk.boxes("question")


def test_on_the_way_out_too_a_changed_file_is_not_overwritten(opened: Desk, tmp_path: Path) -> None:
    desk = opened
    theirs = changed(tmp_path / "mine.json")
    desk.trigger("action_quit")
    desk.answer(Button.Save)
    assert "Overwrite" in desk.answer(Button.Cancel)
    assert desk.window.isVisible() and desk.title() == "mine.json* – digitpad"
    assert (tmp_path / "mine.json").read_text() == theirs
    desk.trigger("action_quit")
    desk.answer(Button.Save)
    desk.answer("Overwrite")
    desk.wait(lambda: not desk.window.isVisible())
    assert (tmp_path / "mine.json").read_text() != theirs
