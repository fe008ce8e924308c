"""Files through the window: opened, dropped, saved, and never overwritten without a word."""

import csv
import json
import threading
from pathlib import Path

import pytest
from desk import files
from network_files import content, write
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox

from digitpad.session import opened_files
from digitpad.session.background import Background

Button = QMessageBox.StandardButton


def train(desk, epochs=1):
    """A short run, so that there is something to lose.

    It learns next to nothing: a network that reads less would bring a question of its own.
    """
    desk.go_on(epochs=epochs, monitor_training_cost=False, mini_batch_size=1000, eta=0.0001)


def test_a_file_brings_the_curves_back_and_they_go_on(training_desk, open_window, tmp_path):
    desk, name = training_desk, "mine.json.gz"
    train(desk, 2)
    desk.trigger("action_save")
    desk.choose_file(tmp_path / name)
    desk.see_title(f"{name} – digitpad")
    curves = {series: desk.curve(series) for series in ("evaluation cost", "training accuracy")}
    assert (tmp_path / name).read_bytes().startswith(b"\x1f\x8b")
    other = open_window(tmp_path / name)
    other.see_epochs(1, 2)
    assert {series: other.curve(series) for series in curves} == curves
    other.see_epochs(name="training cost")
    assert not other.can("action_best")  # the file holds the last network only
    train(other)
    other.see_epochs(1, 2, 3)
    assert other.title() == f"{name}* – digitpad"


def changed(path):
    """Change a file as another program would."""
    text = json.dumps(content(784, 12, 10, seed=2))
    path.write_text(text)
    return text


def test_a_file_that_is_there_is_overwritten_only_if_it_is_said(desk, tmp_path):
    path = tmp_path / "theirs.json"
    for answer in (Button.Cancel, "Overwrite"):
        path.write_text("theirs")
        desk.trigger("action_save_as")
        desk.choose_file(path)
        assert "Overwrite theirs.json?" in desk.answer(answer)
    desk.see_title("theirs.json – digitpad")
    assert path.read_bytes().startswith(b"{")


@pytest.fixture
def opened(training_desk, tmp_path):
    """A window with a file that was opened, trained on, and meanwhile changed on disk."""
    desk = training_desk
    desk.window.open_file(write(tmp_path / "mine.json", content(784, 12, 10)))
    train(desk)
    return desk


def test_a_file_that_was_changed_on_disk_is_not_overwritten_without_asking(opened, tmp_path):
    desk, path = opened, tmp_path / "mine.json"
    other = tmp_path / "other.digitpad.json"
    theirs = changed(path)
    desk.trigger("action_save")
    assert "mine.json" in desk.answer(Button.Cancel)
    assert path.read_text() == theirs and desk.title() == "mine.json* – digitpad"
    desk.trigger("action_save")
    desk.answer("Save As…")
    desk.choose_file(tmp_path / "other")  # the ending is added
    desk.see_title("other.digitpad.json – digitpad")
    assert path.read_text() == theirs
    changed(other)
    train(desk)
    desk.trigger("action_save")
    desk.answer("Overwrite")
    desk.see_title("other.digitpad.json – digitpad")
    train(desk)
    desk.trigger("action_save")  # it is ours again: nothing is asked
    desk.see_title("other.digitpad.json – digitpad")
    assert "evaluation_cost" in json.loads(other.read_text())


def test_a_file_that_is_gone_is_written_again(opened, tmp_path):
    desk, path = opened, tmp_path / "mine.json"
    path.unlink()
    desk.trigger("action_save")
    desk.see_title("mine.json – digitpad")
    assert "evaluation_cost" in json.loads(path.read_text())
    assert not desk.boxes("question")


def test_on_the_way_out_too_a_changed_file_is_not_overwritten(opened, tmp_path):
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


# Dropping and Open Recent.


def test_a_network_dropped_anywhere_is_opened(desk, tmp_path):
    for part in ("canvas", "cost_plot", "hidden_layers", "epochs", "progress"):
        path = write(tmp_path / f"{part}.json", content(784, 12, 10))
        assert desk.drop(part, files(path))
        desk.see_title(f"{part}.json – digitpad")
        assert list(desk.window.network.sizes) == [784, 12, 10]
    desk.trigger("action_open_shipped")
    web = QMimeData()
    web.setUrls([QUrl("https://example.org/mine.json")])
    for data in (files(path, path), files(tmp_path), files(tmp_path / "notes.txt"), web):
        assert not desk.drop("progress", data)
    assert desk.title() == "shipped network – digitpad"


def test_dropping_and_open_recent_ask_before_training_is_lost(training_desk, tmp_path):
    desk, path = training_desk, write(tmp_path / "mine.json", content(784, 12, 10))
    desk.window.open_file(path)
    train(desk)
    learnt = desk.window.network
    desk.drop("canvas", files(path))
    desk.answer(Button.Cancel)
    assert desk.window.network is learnt and desk.title() == "mine.json* – digitpad"
    entries(desk)[0].trigger()
    desk.answer(Button.Discard)
    desk.see_title("mine.json – digitpad")
    desk.see_epochs()


def test_a_network_with_a_flipped_digit_is_opened_and_it_is_said(desk, tmp_path):
    path = tmp_path / "mine.json"
    assert desk.window.save_file(path)
    desk.window.open_file(path)
    assert not desk.boxes("message")
    text = path.read_text()
    place = text.index("0.0", text.index('"weights"'))
    path.write_text(text[: place + 3] + str((int(text[place + 3]) + 1) % 10) + text[place + 4 :])
    assert desk.window.open_file(path)
    assert "mine.json was opened" in desk.read_message()


def entries(desk):
    """What the menu Open Recent shows when it is opened, without what clears it."""
    (menu,) = [m for m in desk.window.findChildren(QMenu) if m.objectName() == "menu_recent"]
    menu.aboutToShow.emit()
    return [action for action in menu.actions() if not action.isSeparator()][:-1]


def names(desk):
    return [Path(entry.toolTip()).name for entry in entries(desk)]


def test_recent_files_are_listed_and_remembered(open_window, tmp_path):
    desk = open_window(show=False)
    assert names(desk) == []
    for number in range(11):
        desk.window.open_file(write(tmp_path / f"{number}.json", content(784, 10)))
    desk.window.save_file(tmp_path / "5.json")
    expected = [f"{number}.json" for number in (5, 10, 9, 8, 7, 6, 4, 3, 2, 1)]
    assert names(desk) == expected
    desk.window.close()
    (tmp_path / "9.json").unlink()
    other = open_window(show=False)
    assert names(other) == expected
    entries(other)[2].trigger()
    assert "9.json" in other.read_message()
    entries(other)[1].trigger()
    other.see_title("10.json – digitpad")
    (menu,) = [m for m in other.window.findChildren(QMenu) if m.objectName() == "menu_recent"]
    menu.actions()[-1].trigger()  # Clear Menu
    assert names(other) == [] and not menu.menuAction().isEnabled()
    other.window.close()
    assert names(open_window(show=False)) == []


def test_two_windows_list_the_files_of_both(open_window, tmp_path):
    one, two = open_window(show=False), open_window(show=False)
    for desk, name in ((one, "a.json"), (two, "b.json"), (one, "c.json")):
        desk.window.open_file(write(tmp_path / name, content(784, 10)))
        for background in desk.window.findChildren(Background):
            background.shut_down()  # it is in the preferences now
    assert names(open_window(show=False)) == ["c.json", "b.json", "a.json"]


def test_the_dialogs_begin_in_the_folder_used_last(open_window, tmp_path):
    folder = tmp_path / "nets"
    folder.mkdir()
    desk = open_window(show=False)
    desk.window.open_file(write(folder / "mine.json", content(784, 10)))
    desk.window.close()
    desk = open_window()
    for action in ("action_open", "action_save_as"):
        desk.trigger(action)
        dialog = desk.window.findChild(QFileDialog, "file_dialog")
        assert Path(dialog.directory().path()) == folder
        dialog.reject()
        desk.wait(lambda: not desk.window.findChildren(QFileDialog))


def test_of_two_files_the_one_that_was_opened_last_is_used(desk, tmp_path, monkeypatch):
    answers, read = threading.Event(), opened_files.open_network

    def open_network(path):
        if path.name == "slow.json":
            answers.wait(30)
        return read(path)

    monkeypatch.setattr(opened_files, "open_network", open_network)
    for name, hidden in (("slow", 12), ("quick", 9)):
        desk.window.open_soon(write(tmp_path / f"{name}.json", content(784, hidden, 10)))
    answers.set()
    desk.wait(lambda: desk.title() == "quick.json – digitpad")
    desk.trigger("action_save")  # another thread's work, so what was read is settled
    desk.wait(lambda: "Saved" in desk.window.statusBar().currentMessage())
    assert desk.title() == "quick.json – digitpad"


# Exported curves.


def export_curves(desk, path):
    desk.trigger("action_export_curves")
    desk.choose_file(path)


def test_curves_are_exported_in_the_kind_that_the_name_ends_in(training_desk, tmp_path):
    desk = training_desk
    assert not desk.can("action_export_curves")
    train(desk)
    export_curves(desk, tmp_path / "a.txt")
    said = desk.read_message()
    assert "a.txt ends in .txt" in said and ".csv or .png or .svg" in said
    assert list(tmp_path.iterdir()) == []
    export_curves(desk, tmp_path / "a")  # the ending is added
    desk.wait((tmp_path / "a.csv").exists)
    lines = (tmp_path / "a.csv").read_text().splitlines()
    (row,) = csv.DictReader(line for line in lines if not line.startswith("#"))
    (result,) = desk.window.session.run.history
    assert float(row["evaluation_cost"]) == result.evaluation_cost
    assert int(row["training_accuracy"]) == result.training_accuracy
    export_curves(desk, tmp_path / "a.SVG")
    desk.wait((tmp_path / "a.SVG").exists)
    assert b"<svg" in (tmp_path / "a.SVG").read_bytes()
    export_curves(desk, tmp_path / "nowhere" / "curves.csv")
    message = desk.read_message()
    assert "curves.csv" in message and "cannot be written" in message


def test_curves_are_exported_in_the_kind_that_is_chosen(training_desk, tmp_path):
    desk = training_desk
    train(desk)
    desk.trigger("action_export_curves")
    dialog = desk.window.findChild(QFileDialog, "file_dialog")
    assert [name[:3] for name in dialog.nameFilters()] == ["CSV", "PNG", "SVG"]
    dialog.selectNameFilter(dialog.nameFilters()[1])
    dialog.filterSelected.emit(dialog.nameFilters()[1])  # as its box of kinds does
    desk.choose_file(tmp_path / "picture")
    desk.wait((tmp_path / "picture.png").exists)
    assert not QImage(str(tmp_path / "picture.png")).isNull()
