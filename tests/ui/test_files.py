"""Files through the window: opened, dropped, saved, and never overwritten without a word."""

import csv
import json
import os
import shutil
import sqlite3
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
import runs_tab
from desk import files
from homes import home_in
from learnt_runs import learnt_run
from network_files import content, write
from PySide6.QtCore import QMimeData, QStandardPaths, QUrl
from PySide6.QtGui import QImage, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QWidget,
)
from small_runs import refuse

from digitpad import Network
from digitpad.core import network_file
from digitpad.core.text import shortened
from digitpad.session import opened_files
from digitpad.session.background import Background
from digitpad.session.preferences import store_file
from digitpad.session.store import Store
from digitpad.ui.parts.explained import tooltip

Button = QMessageBox.StandardButton


def train(desk, epochs=1):
    """A short run that learns almost nothing; a worse network would cause another question."""
    desk.go_on(epochs=epochs, monitor_training_cost=False, mini_batch_size=1000, eta=0.0001)


def test_a_file_brings_the_curves_back_and_they_go_on(
    training_desk, open_window, tmp_path, monkeypatch
):
    desk, name = training_desk, "mine.json.gz"
    train(desk, 2)
    desk.trigger("action_save")
    (dialog,) = desk.dialogs()
    assert Path(*dialog.selectedFiles()).name == "run 1.digitpad.json"  # it has no file yet
    desk.choose_file(tmp_path / name)
    desk.see_title("run 1 (mine.json.gz) – digitpad")
    about = desk.find("timeline_run").statusTip
    desk.wait(lambda: about().startswith("784-30-10; cross-entropy; trained on MNIST, "))
    curves = {series: desk.curve(series) for series in ("evaluation cost", "training accuracy")}
    assert (tmp_path / name).read_bytes().startswith(b"\x1f\x8b")
    for folder, path in home_in(tmp_path / "elsewhere").items():
        monkeypatch.setenv(folder, path)
    other = open_window(tmp_path / name)
    other.see_epochs(1, 2)
    assert {series: other.curve(series) for series in curves} == curves
    other.see_epochs(name="training cost")
    assert not other.can("action_best")  # the file holds the last network only
    train(other)
    other.see_epochs(1, 2, 3)
    assert other.title() == f"{name}* – digitpad"


@pytest.fixture
def opened(training_desk, tmp_path):
    """A window whose opened file was trained on."""
    desk = training_desk
    desk.window.open_file(write(tmp_path / "mine.json", content(784, 12, 10)))
    train(desk)
    return desk


def test_saving_asks_nothing_also_if_the_file_is_gone(opened, tmp_path):
    desk, path = opened, tmp_path / "mine.json"
    for is_gone in (False, True):
        if is_gone:
            train(desk)
            path.unlink()
        desk.trigger("action_save")
        desk.see_title("mine.json – digitpad")
        assert "evaluation_cost" in json.loads(path.read_text()) and not desk.boxes("question")


def test_the_window_asks_the_disk_on_other_threads_as_it_may_not_answer(
    opened, monkeypatch, tmp_path
):
    desk, asked = opened, []  # by these threads

    def watched(ask):
        def watch(path, *rest, **more):
            if str(path).startswith(str(tmp_path)):
                asked.append(threading.current_thread())
            return ask(path, *rest, **more)

        return watch

    for name in ("other.json", "curves.csv"):
        (tmp_path / name).touch()
    for name in ("stat", "lstat"):
        monkeypatch.setattr(os, name, watched(getattr(os, name)))
    desk.trigger("action_save")
    desk.see_title("mine.json – digitpad")
    desk.trigger("action_save_as")
    desk.choose_existing(tmp_path / "other.json", replace=True)
    desk.see_title("other.json – digitpad")
    desk.trigger("action_save_as", tmp_path / "plain")
    desk.see_title("plain.digitpad.json – digitpad")
    desk.trigger("action_export_curves")
    desk.choose_existing(tmp_path / "curves.csv", replace=True)
    said = f"Exported to {tmp_path / 'curves.csv'}"  # as the system writes paths
    desk.wait(lambda: desk.window.statusBar().currentMessage() == said)
    assert asked and threading.main_thread() not in asked


@pytest.mark.parametrize("action", ["action_save_as", "action_export_drawing"])
def test_a_file_is_replaced_only_after_a_yes(desk, tmp_path, action):
    desk.draw([[(0.2, 0.3), (0.6, 0.7)]])
    path = tmp_path / ("theirs.json" if action == "action_save_as" else "theirs.png")
    path.write_text("theirs")
    desk.trigger(action)
    assert path.name in desk.choose_existing(path, replace=False)
    assert path.read_text() == "theirs"
    desk.trigger(action)
    assert path.name in desk.choose_existing(path, replace=True)
    desk.wait(lambda: path.name in desk.window.statusBar().currentMessage())  # it is written
    assert path.read_bytes() != b"theirs"
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_saving_as_begins_at_the_file_of_the_network(desk, tmp_path):
    (tmp_path / "there").mkdir()
    desk.window.open_file(write(tmp_path / "there" / "mine.json", content(784, 12, 10)))
    desk.window.open_file(write(tmp_path / "last.json", content(784, 10)))
    desk.recent(RECENT)[1].trigger()
    desk.see_title("mine.json – digitpad")
    desk.trigger("action_save_as")
    (dialog,) = desk.dialogs()
    assert list(map(Path, dialog.selectedFiles())) == [tmp_path / "there" / "mine.json"]
    dialog.reject()


def test_a_name_that_the_ending_completes_is_asked_about(desk, tmp_path):
    path = tmp_path / "theirs.digitpad.json"
    path.write_text("theirs")
    desk.trigger("action_save_as")
    assert path.name in desk.choose_existing(tmp_path / "theirs", replace=False)
    assert path.read_text() == "theirs" and len(list(tmp_path.iterdir())) == 1


@pytest.mark.skipif(os.name == "nt", reason="folders are read-only in another way there")
def test_a_file_that_cannot_be_replaced_stays_as_it_was(desk, tmp_path):
    path = tmp_path / "theirs.json"
    path.write_text("theirs")
    path.chmod(0o444)
    desk.trigger("action_save_as")
    desk.choose_existing(path, replace=True)
    assert "theirs.json cannot be written: it is read-only." in desk.read_message()
    assert path.read_text() == "theirs"


def test_a_network_dropped_anywhere_is_opened(desk, tmp_path):
    desk.show_tab("Mistakes")
    for part in ("canvas", "cost_plot", "hidden_layers", "epochs", "progress", "digit_map"):
        path = write(tmp_path / f"{part}.json", content(784, 12, 10))
        assert desk.drop(part, files(path))
        desk.see_title(f"{part}.json – digitpad")
        assert list(desk.window.network.sizes) == [784, 12, 10]
    desk.trigger("action_open_shipped")
    web = QMimeData()
    web.setUrls([QUrl("https://example.org/mine.json")])
    for data in (files(path, tmp_path / "notes.txt"), files(tmp_path / "notes.txt"), web):
        assert not desk.drop("progress", data)
    assert desk.title() == "shipped network – digitpad"


def trained_file(path, seed):
    """A network file of a run of two epochs."""
    run, networks = learnt_run(1, 2, hidden=(seed,))
    network_file.save(run.content(networks[2], 2), path)
    return path


def run_names(desk):
    desk.show_tab("Runs")
    return sorted(run.title for run in desk.session.runs.listed())


@pytest.mark.parametrize("way", ["drop", "a folder", "second start", "dialog"])
def test_several_files_are_opened_at_once_and_listed(desk, tmp_path, way):
    folder = tmp_path / "handed in"
    folder.mkdir()
    paths = [trained_file(folder / f"{name}.json", 5 + i) for i, name in enumerate("abc")]
    (folder / "notes.txt").write_text("these are none")
    if way == "drop":
        assert desk.drop("canvas", files(*paths))
    elif way == "a folder":
        assert desk.drop("canvas", files(folder))
    elif way == "second start":
        desk.window.come_forward([str(path) for path in paths])
    else:
        desk.trigger("action_open")
        (dialog,) = desk.window.findChildren(QFileDialog, "file_dialog")
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        name.setText(" ".join(f'"{path}"' for path in paths))
        QTest.keyClick(name, Qt.Key.Key_Return)
    desk.wait(lambda: desk.session.title == "c.json")
    assert run_names(desk) == ["a", "b", "c"]


def test_of_networks_and_runs_the_last_one_is_in_use(one_kept, tmp_path):
    desk, runs = one_kept, tmp_path / "lesson.digitpad-runs"
    desk.show_tab("Runs")
    runs_tab.export_runs(desk, runs)
    net = trained_file(tmp_path / "net.json", 5)
    for paths, title in (((net, runs), "run 1"), ((runs, net), "net.json")):
        desk.window.open_soon(*paths)
        desk.wait(lambda title=title: desk.session.title == title)


@pytest.fixture
def one_kept(no_process_ahead, open_window, folders_elsewhere):
    runs_tab.keep(folders_elsewhere, 1, 9000, 9100)
    desk = open_window()
    desk.wait(lambda: desk.session.runs.count == 1)
    return desk


def test_windows_open_several_files(open_window, no_process_ahead, tmp_path):
    paths = [trained_file(tmp_path / f"{name}.json", 5 + i) for i, name in enumerate("ab")]
    desk = open_window(*paths)
    assert run_names(desk) == ["a", "b"] and desk.session.title == "b.json"


def test_the_settings_of_an_opened_file_fill_the_form_and_its_run_can_be_repeated(
    training_desk, tmp_path
):
    desk, path = training_desk, tmp_path / "mine.json"
    runs_tab.train(desk, epochs=2, seed="42")
    first = desk.session.run
    assert "repeats it." in desk.text("form_note")
    assert desk.window.save_file(path)
    desk.enter(seed="", epochs=7, eta=0.25)
    assert "repeats" not in desk.text("form_note")
    desk.trigger("action_open_shipped")
    desk.session.runs.delete([first.id])
    assert desk.window.open_file(path)
    assert desk.find("seed").text() == "" and desk.find("epochs").value() == 7  # as they were
    desk.click("settings_into_form")
    assert desk.find("seed").text() == "42" and desk.find("epochs").value() == 2
    assert "repeats it" in desk.text("form_note")
    desk.click("start")
    desk.wait(lambda: desk.is_idle() and desk.session.run.id != first.id)
    assert desk.session.run.history == first.history


def test_a_network_with_a_flipped_digit_is_opened_with_a_warning(desk, tmp_path):
    path = tmp_path / "mine.json"
    assert desk.window.save_file(path)
    desk.window.open_file(path)
    assert not desk.boxes("message")
    text = path.read_text()
    place = text.index("0.0", text.index('"weights"'))
    path.write_text(text[: place + 3] + str((int(text[place + 3]) + 1) % 10) + text[place + 4 :])
    assert desk.window.open_file(path)
    assert "mine.json was opened" in desk.read_message()


RECENT = "menu_recent"


def test_recent_files_are_remembered(open_window, tmp_path):
    desk = open_window(show=False)
    assert desk.recent_names(RECENT) == []
    for number in range(11):
        desk.window.open_file(write(tmp_path / f"{number}.json", content(784, 10)))
    desk.window.save_file(tmp_path / "5.json")
    expected = [f"{number}.json" for number in (5, 10, 9, 8, 7, 6, 4, 3, 2, 1)]
    assert desk.recent_names(RECENT) == expected
    desk.window.close()
    (tmp_path / "9.json").unlink()
    other = open_window()
    assert other.recent_names(RECENT) == expected
    other.recent(RECENT)[2].trigger()
    assert "9.json" in other.read_message()
    other.recent(RECENT)[1].trigger()
    other.see_title("10.json – digitpad")
    menu = other.window.findChild(QMenu, RECENT)
    menu.actions()[-1].trigger()  # Clear Menu
    assert other.recent_names(RECENT) == [] and not menu.menuAction().isEnabled()
    other.window.close()
    assert open_window(show=False).recent_names(RECENT) == []


@pytest.fixture
def documents(folders_elsewhere, tmp_path):
    """The folder for documents, as the desktop names it."""
    folder = tmp_path / "documents"
    for made in (folder, folders_elsewhere / "config"):
        made.mkdir(parents=True)
    named = f'XDG_DOCUMENTS_DIR="{folder}"'
    (folders_elsewhere / "config" / "user-dirs.dirs").write_text(named)
    # Windows and macOS read no such file: there it is the person's own, where nothing is written.
    found = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    assert sys.platform != "linux" or Path(found) == folder
    return Path(found)


@pytest.fixture
def used(tmp_path):
    """A file or folder for each action that asks for one."""
    network, picture, hand, drawing, images = (
        tmp_path / "networks" / "a.json", tmp_path / "pictures" / "b.png",
        tmp_path / "hands" / "c.json", tmp_path / "exports" / "d.png", tmp_path / "data" / "e",
    )  # fmt: skip
    for folder in (images, *(path.parent for path in (network, picture, hand, drawing))):
        folder.mkdir(parents=True)
    return {
        "action_open": network, "action_save_as": network, "action_open_picture": picture,
        "action_import_hand": hand, "action_export_drawing": drawing,
        "action_open_data": images, "action_evaluation_folder": images,
    }  # fmt: skip


def folders_of_dialogs(desk, names):
    """The folder in which the dialog of each action begins."""
    desk.show_tab("My Digits")
    desk.draw([[(0.2, 0.3), (0.6, 0.7)]])
    found = {}
    for name in names:
        desk.trigger(name)
        (dialog,) = desk.dialogs()
        found[name] = Path(dialog.directory().path())
        dialog.reject()
    return found


def use_each(desk, used):
    drawing, picture = used["action_export_drawing"], used["action_open_picture"]
    desk.trigger("action_export_drawing", drawing)
    desk.wait(drawing.exists)
    picture.write_bytes(drawing.read_bytes())
    desk.trigger("action_open_picture", picture)
    desk.window.open_file(write(used["action_open"], content(784, 10)))
    desk.trigger("action_import_hand", write(used["action_import_hand"], content(784, 10)))
    assert "cannot be opened" in desk.read_message()
    desk.trigger("action_evaluation_folder", used["action_evaluation_folder"])


def test_a_dialog_begins_in_documents_and_later_in_the_last_folder_of_its_kind(
    no_process_ahead, open_window, documents, used
):
    desk = open_window()
    assert set(folders_of_dialogs(desk, used).values()) == {documents}
    use_each(desk, used)
    desk.window.close()
    desk = open_window()
    assert folders_of_dialogs(desk, used) == {name: path.parent for name, path in used.items()}
    desk.window.close()
    shutil.rmtree(used["action_open"].parent)
    desk = open_window()
    desk.trigger("action_open")
    (dialog,) = desk.dialogs()
    assert not dialog.findChild(QLineEdit, "fileNameEdit").text()  # the lost folder is no file
    dialog.reject()


def test_two_windows_list_the_files_of_both(open_window, tmp_path):
    one, two = open_window(show=False), open_window(show=False)
    for desk, name in ((one, "a.json"), (two, "b.json"), (one, "c.json")):
        desk.window.open_file(write(tmp_path / name, content(784, 10)))
        desk.window.findChild(Background, "files").shut_down()  # it is in the preferences now
    assert open_window(show=False).recent_names(RECENT) == ["c.json", "b.json", "a.json"]


def test_the_file_that_was_opened_last_is_used(desk, tmp_path, monkeypatch):
    answers, read = threading.Event(), opened_files.open_network

    def open_network(path):
        if path.name == "slow.json":
            answers.wait(30)
        return read(path)

    monkeypatch.setattr(opened_files, "open_network", open_network)
    shown = []
    desk.session.file_changed.connect(lambda file: shown.append(file.name))
    for name, hidden in (("slow", 12), ("quick", 9)):
        desk.window.open_soon(write(tmp_path / f"{name}.json", content(784, hidden, 10)))
    answers.set()
    desk.see_title("quick.json – digitpad")
    assert shown[-1] == "quick.json" and run_names(desk) == ["quick", "slow"]


# Exported curves.


def test_curves_are_exported_in_the_chosen_format_or_that_of_the_names_ending(
    training_desk, tmp_path
):
    desk = training_desk

    def export(name):
        desk.trigger("action_export_curves", tmp_path / name)

    assert not desk.can("action_export_curves")
    train(desk)
    export("a")  # the ending is added
    desk.wait((tmp_path / "a.csv").exists)
    (row,) = csv.DictReader((tmp_path / "a.csv").read_text().splitlines())
    (result,) = desk.session.run.history
    assert float(row["evaluation_cost"]) == result.evaluation_cost
    assert int(row["training_accuracy"]) == result.training_accuracy
    export("a.txt")  # which is the chosen kind's content
    desk.wait((tmp_path / "a.txt").exists)
    assert (tmp_path / "a.txt").read_bytes() == (tmp_path / "a.csv").read_bytes()
    export("a.SVG")
    desk.wait((tmp_path / "a.SVG").exists)
    assert b"<svg" in (tmp_path / "a.SVG").read_bytes()
    export("nowhere/curves.csv")
    message = desk.read_message()
    assert "curves.csv" in message and "cannot be written" in message
    desk.trigger("action_export_curves")
    (dialog,) = desk.dialogs()
    assert [name[:3] for name in dialog.nameFilters()] == ["CSV", "PNG", "SVG"]
    kinds = dialog.findChild(QComboBox, "fileTypeCombo")
    kinds.setFocus()
    QTest.keyClick(kinds, Qt.Key.Key_Down)
    assert [Path(name).name for name in dialog.selectedFiles()] == ["curves.png"]
    desk.choose_file(tmp_path / "picture")
    desk.wait((tmp_path / "picture.png").exists)
    assert not QImage(str(tmp_path / "picture.png")).isNull()


# Nothing is asked before a network is replaced or the window closes: every run is kept.


@pytest.fixture
def older(training_desk, tmp_path):
    """A run under way, whose file has fewer epochs."""
    desk = training_desk
    desk.train(epochs=1, mini_batch_size=1000)
    assert desk.window.save_file(tmp_path / "mine.json")
    desk.enter(epochs=100_000)
    desk.click("continue_training")
    desk.wait(lambda: epochs_of(desk) > 1)
    return desk


def epochs_of(desk):
    return len(desk.session.run.history)


def test_the_run_ends_without_a_question_and_stays_in_the_list(older, tmp_path):
    desk, run = older, older.session.run
    other = write(tmp_path / "other.json", content(784, 12, 10))
    desk.stop()
    for act in (
        lambda: desk.trigger("action_new"),
        lambda: desk.trigger("action_open_shipped"),
        lambda: desk.trigger("action_start"),
        lambda: desk.drop("canvas", files(other)),
        lambda: desk.recent(RECENT)[0].trigger(),
    ):
        desk.session.use(run.id)
        desk.wait(lambda: desk.session.run_id == run.id)
        act()
        desk.wait(lambda: desk.session.run_id != run.id)
        assert not desk.boxes("question")
        desk.show_tab("Runs")
        assert run.title in desk.rows("runs")


def test_quitting_asks_nothing_if_a_file_is_older(older, open_window):
    desk, run = older, older.session.run
    assert desk.window.isWindowModified()
    desk.trigger("action_quit")
    desk.wait(lambda: not desk.window.isVisible())
    assert not desk.boxes("question")
    again = open_window()
    again.wait(lambda: again.session.run is not None)
    assert again.session.run.id == run.id and epochs_of(again) > 1


# Text from outside is shown plainly: no name can show pictures or enlarge a box.


PICTURE = "<img src=x>"
TABLE = "<table height=3000><tr><td>a</table>"
OURS = "_legend"  # of plots: rich text, of numbers and of words of our own


def check_all_is_plain(desk):
    """Check every label and tip of the window and of all dialogs."""
    labels = [w for w in QApplication.allWidgets() if isinstance(w, QLabel)]
    found = [label for label in labels if label.window().isVisible()]
    assert len(found) > 15
    for label in found:
        is_ours = label.objectName().endswith(OURS)  # also in tabs that are just being made
        wanted = Qt.TextFormat.RichText if is_ours else Qt.TextFormat.PlainText
        is_icon = not label.pixmap().isNull()
        assert is_icon or label.textFormat() == wanted, (label.objectName(), label.text())
    for widget in desk.window.findChildren(QWidget):
        assert not Qt.mightBeRichText(widget.toolTip())


def test_the_window_and_its_dialogs_show_plain_text_whatever_a_file_says(desk, tmp_path):
    check_all_is_plain(desk)
    desk.trigger("action_about")
    check_all_is_plain(desk)
    desk.read_message()

    for cost in ("<img src=/dev/zero>", TABLE, "a\nb" * 50, "x" * 5000):
        text = {"sizes": [784, 10], "weights": [[]], "biases": [[]], "cost": cost}
        path = write(tmp_path / "a.json", json.dumps(text))
        assert not desk.window.open_file(path)
        (box,) = desk.boxes("message")
        check_all_is_plain(desk)
        assert box.height() < 400 and box.width() < 900 and len(box.informativeText()) < 300
        desk.read_message()


@pytest.mark.skipif(os.name == "nt", reason="Windows allows no < in a name")
def test_names_of_files_are_shown_plainly(desk, tmp_path):
    for name in (f"{PICTURE}.json", "n" * 200 + ".json"):
        open_other_data(desk, tmp_path / name)


def open_other_data(desk, path):
    """Open a network file of this name, trained on other data, and drop a missing picture."""
    network_file.save(
        network_file.NetworkFile(Network([784, 10]), data_set=f"{PICTURE}{TABLE * 20}"), path
    )
    desk.window.open_file(path)
    check_all_is_plain(desk)
    (box,) = desk.boxes("question")
    assert box.height() < 400 and box.width() < 900 and len(box.informativeText()) < 300
    desk.answer("Keep These Data")
    assert not desk.window.isWindowModified()
    assert desk.title() == f"{shortened(path.name)} – digitpad"
    (recent,) = [m for m in desk.window.findChildren(QMenu) if m.objectName() == "menu_recent"]
    assert not Qt.mightBeRichText(recent.actions()[0].toolTip())
    desk.drop("canvas", files(path.with_suffix(".png")))
    desk.wait(lambda: desk.boxes("message"))
    check_all_is_plain(desk)
    desk.read_message()


def test_lines_and_sentences_have_a_greatest_length():
    assert shortened("a\nb\tc\x00\u202e") == "a�b�c��"
    assert len(shortened("x" * 1000)) <= 60 and shortened("x" * 99).startswith("xxx")
    lines = tooltip("word " * 100).split("\n")
    assert len(lines) > 5 and max(map(len, lines)) <= 60
    for text in (PICTURE, TABLE, f"{'a' * 50} {PICTURE}", "<!DOCTYPE html>"):
        assert Qt.mightBeRichText(text) and not Qt.mightBeRichText(tooltip(text))
    assert tooltip("/a/b & 1 < 2") == "/a/b & 1 < 2"


def test_quitting_asks_about_what_cannot_be_kept(training_desk, open_window, monkeypatch):
    desk = training_desk
    with monkeypatch.context() as full_disk:
        full_disk.setattr(Store, "keep", refuse)
        desk.train(epochs=1, mini_batch_size=1000)
        desk.wait(desk.find("not_kept").isVisible)
        desk.trigger("action_quit")
        assert "The disk is full." in desk.answer(Button.Cancel)
        desk.trigger("action_open_shipped")  # is no reason to ask: the run stays in memory
        assert desk.window.isVisible() and not desk.boxes("question")
        desk.trigger("action_quit")
        desk.answer("Quit Anyway")
        desk.wait(lambda: not desk.window.isVisible())
    assert open_window().session.runs.count == 0


def test_what_cannot_be_kept_can_be_saved_before_quitting(training_desk, monkeypatch, tmp_path):
    desk = training_desk
    (tmp_path / "there").mkdir()
    path = tmp_path / "there" / "mine.json"
    monkeypatch.setattr(Store, "keep", refuse)
    desk.train(epochs=1, mini_batch_size=1000)
    assert desk.window.save_file(path)
    path.unlink()
    path.parent.rmdir()
    desk.window.close()
    desk.answer(Button.Save)
    assert "there is no folder" in desk.read_message() and desk.window.isVisible()
    path.parent.mkdir()
    desk.window.close()
    desk.answer(Button.Save)
    desk.wait(lambda: not desk.window.isVisible())
    assert network_file.load(path).sizes == [784, 30, 10]


def test_quitting_tries_to_keep_what_was_learnt_last_and_asks_if_that_fails(
    training_desk, monkeypatch
):
    desk = training_desk
    desk.enter(epochs=100_000, mini_batch_size=1000)
    desk.click("start")
    desk.wait(lambda: desk.session.run is not None and epochs_of(desk) > 1)
    desk.trigger("action_pause")
    desk.window.keep_now()
    with monkeypatch.context() as full_disk:
        full_disk.setattr(Store, "keep", refuse)
        desk.session.runs.rename(desk.session.run_id, "mine")  # which nobody has written yet
        desk.trigger("action_quit")
        assert "The disk is full." in desk.answer(Button.Cancel)
    desk.wait(lambda: not desk.find("not_kept").isVisible())  # it is tried again
    desk.window.close()
    desk.wait(lambda: not desk.window.isVisible())  # without a question


def test_nobody_is_asked_when_there_is_nothing_to_lose(open_window, folders_elsewhere):
    """As beside a file of a later version."""
    file = store_file()
    file.parent.mkdir(parents=True)
    with closing(sqlite3.connect(file)) as db:
        db.execute("create table run (id text)")
        db.execute("pragma user_version = 99")
    desk = open_window()
    desk.wait(desk.find("not_kept").isVisible)
    desk.draw([[(0.2, 0.2), (0.8, 0.8)]])
    desk.window.close()
    desk.wait(lambda: not desk.window.isVisible())


def test_a_start_with_a_file_has_the_form_that_was_left(no_process_ahead, open_window, tmp_path):
    desk = open_window()
    desk.wait(lambda: desk.session.runs.are_read)
    desk.find("epochs").setValue(17)
    desk.find("hidden_layers").setText("40")
    desk.window.close()
    again = open_window(write(tmp_path / "net.json", content(784, 20, 10)))
    again.wait(lambda: again.find("epochs").value() == 17)
    assert again.title() == "net.json – digitpad" and again.text("hidden_layers") == "40"
