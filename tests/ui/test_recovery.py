"""Unsaved training outlives a crash: it is kept as it goes, and offered at the next start."""

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from desk import Desk as Window
from digits import placed
from idx_folder import write_folder
from left_runs import SEVEN, leave, unsaved
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QMessageBox

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.network import Network
from digitpad.session.drawing.drawing import Drawing, Picture, TestDigit
from digitpad.session.kept import run_keeper, run_store
from digitpad.session.kept.run_entry import Entry, KeptRun
from digitpad.session.kept.run_store import RunStore
from digitpad.ui.drawing.canvas import Canvas
from digitpad.ui.runs.recovery_offer import ago

Button = QMessageBox.StandardButton
Open = Callable[..., Window]

pytestmark = pytest.mark.usefixtures("in_processes")


@pytest.fixture
def parent(folders_elsewhere: Path) -> Path:
    return folders_elsewhere / "data" / "digitpad" / "runs"


def kept(parent: Path, fate: str = "unsaved") -> list[Path]:
    """The networks of the runs that this has become of."""
    return sorted(
        path / "network.json"
        for path in (parent.iterdir() if parent.exists() else ())
        if not path.suffix
        and (path / "run.json").exists()
        and json.loads((path / "run.json").read_text()).get("fate", "unsaved") == fate
    )


def same(a: Network, b: Network) -> bool:
    return all(np.array_equal(x, y) for x, y in zip(a.weights, b.weights, strict=True))


# Offering.


def test_what_a_crash_left_is_offered_and_restored(
    open_window: Open, parent: Path, tmp_path: Path
) -> None:
    left = unsaved(path=tmp_path / "mine.json")
    leave(parent, left)
    desk = open_window()
    said = desk.answer("Restore")
    assert "784-12-10, 2 epochs, of mine.json, kept less than a minute ago" in said
    desk.see_title("mine.json* – digitpad")
    assert same(desk.window.network, left.run.network)
    desk.see_epochs(1, 2)
    assert desk.reads() != ""
    assert [list(map(tuple, s)) for s in desk.find("canvas", Canvas).strokes()] == [
        list(stroke) for stroke in SEVEN.strokes
    ]
    assert desk.find("hidden_layers", QLineEdit).text() == "12"
    assert len(kept(parent)) == 1  # until it is saved
    desk.enter(epochs=1, mini_batch_size=1000)
    desk.click("start")
    desk.wait(desk.is_idle)
    desk.see_epochs(1, 2, 3)
    desk.trigger("action_save")
    desk.see_title("mine.json – digitpad")
    assert len(json.loads((tmp_path / "mine.json").read_text())["evaluation_accuracy"]) == 3
    desk.wait(lambda: len(kept(parent, "saved")) == 1 and not kept(parent))
    desk.window.close()
    assert epochs_kept(parent, "saved") == 3
    assert [path.suffix for path in parent.iterdir()] == [""]  # no lock is left


def test_the_best_epoch_is_restored_too(open_window: Open, parent: Path) -> None:
    left = unsaved()
    leave(parent, left)
    desk = open_window()
    desk.answer("Restore")
    desk.see_epochs(1, 2)
    desk.trigger("action_best")
    assert same(desk.window.network, left.run.best.network)
    desk.see_epochs(1)
    assert "epoch 1 of run 1" in desk.window.statusBar().currentMessage()
    desk.trigger("action_return")
    assert same(desk.window.network, left.run.network)
    desk.see_epochs(1, 2)


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
        train(desk)
        assert desk.window.session.run.id == left.run.id
        assert desk.window.session.run.history[-1].training_size == 20
    else:
        said = desk.answer("Keep These Data")
        assert "squares" in said and "use are MNIST" in said
        assert len(desk.window.session.run.history) == 2  # nothing was trained unasked


def test_what_the_version_before_has_left_is_found(
    open_window: Open, parent: Path, folders_elsewhere: Path
) -> None:
    old = folders_elsewhere / "data" / "digitpad" / "recovery"
    left = unsaved()
    entry = leave(old, left)
    (entry.path / "run.json").unlink()
    (entry.path / "best.json").unlink()
    (old / f"{entry.path.name}.lock").touch()  # as its process left it
    desk = open_window()
    assert "784-12-10, 2 epochs" in desk.answer("Restore")
    assert same(desk.window.network, left.run.network) and desk.reads() != ""
    assert not entry.path.exists()


def test_what_is_discarded_is_gone_and_the_next_one_is_offered(
    desk: Window, open_window: Open, parent: Path
) -> None:
    leave(parent, unsaved(epochs=1))
    older = leave(parent, unsaved(epochs=5))
    os.utime(older.path / "network.json", (1e9, 1e9))
    other = open_window()
    assert "1 epoch," in other.answer(Button.Discard)
    assert "5 epochs," in other.answer(Button.Discard)
    other.wait(lambda: len(kept(parent, "discarded")) == 2 and not kept(parent))
    assert other.title() == "shipped network – digitpad"


@pytest.mark.parametrize("way", ["Not Now", "Escape"])
def test_what_is_not_answered_is_offered_again(
    desk: Window, open_window: Open, parent: Path, way: str
) -> None:
    for epochs in (1, 2):
        leave(parent, unsaved(epochs=epochs))
    other = open_window()
    if way == "Escape":
        other.wait(lambda: other.boxes("question"))
        QTest.keyClick(other.boxes("question")[0], Qt.Key.Key_Escape)
        other.wait(lambda: not other.boxes("question"))
    else:
        other.answer(way)
    other.window.close()
    assert len(kept(parent)) == 2
    third = open_window()
    third.answer("Restore")
    third.see_title("new network* – digitpad")
    assert len(kept(parent)) == 2
    fourth = open_window()
    fourth.answer(Button.Discard)
    fourth.wait(lambda: len(kept(parent)) == 1)
    assert not fourth.boxes("question")  # what is in the third window is not to be had


def test_of_a_process_that_lives_nothing_is_offered(open_window: Open, parent: Path) -> None:
    left = leave(parent, unsaved())
    # Another process takes it, as a program does that was started a moment before.
    script = (
        "import sys, pathlib; from digitpad.session.kept.run_store import RunStore;"
        "found, _ = RunStore(pathlib.Path(sys.argv[1])).left_behind();"
        "print(len(found), flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(parent)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(run_store.__file__).parents[2],
    ) as process:
        assert process.stdout.readline() == b"1\n"
        assert RunStore(parent).left_behind() == ([], [])
        process.kill()
    ((found,), _) = RunStore(parent).left_behind()  # a dead one holds nothing
    assert found.path == left.path
    found.let_go()
    open_window().answer(Button.Discard)


@pytest.mark.parametrize("name", ["network.json", "desk.json", "run.json", "best.json"])
def test_what_is_damaged_is_put_aside(open_window: Open, parent: Path, name: str) -> None:
    folder = leave(parent, unsaved())
    (folder.path / name).write_text('{"strokes": 3, "fate": 4}')
    desk = open_window()
    said = desk.read_message()
    assert name in said and ".damaged" in said
    assert desk.title() == "shipped network – digitpad"
    desk.window.close()
    assert [path.suffix for path in parent.iterdir()] == [".damaged"]
    other = open_window()
    assert not other.boxes("message") and not other.boxes("question")


def test_what_was_not_yet_complete_is_cleared_away(open_window: Open, parent: Path) -> None:
    folder = leave(parent, unsaved())
    (folder.path / "network.json").unlink()
    desk = open_window()
    desk.wait(lambda: list(parent.iterdir()) == [])
    assert not desk.boxes("question")


def test_every_drawing_can_be_kept(parent: Path) -> None:
    image = np.linspace(0, 1, 784, dtype=np.float32).reshape(28, 28)
    shown = np.arange(60, dtype=np.uint8).reshape(6, 10)
    for drawing in (
        Drawing(),
        Drawing((((0.5, 0.5),), ((0.0, 0.1), (1.0, 0.9)))),
        Drawing(picture=Picture(image, shown)),
        Drawing(picture=Picture(image, shown, TestDigit(12, 3))),
    ):
        folder = leave(parent, unsaved(drawing))
        found = folder.read().desk.drawing
        assert found.strokes == drawing.strokes
        assert found.test_digit == drawing.test_digit
        assert np.array_equal(found.image(), drawing.image())
        if drawing.picture is not None:
            assert np.array_equal(found.picture.shown, shown)


def test_the_way_back_through_the_drawing_is_restored(open_window: Open, parent: Path) -> None:
    one, two = ((0.1, 0.1), (0.2, 0.2)), ((0.5, 0.5), (0.6, 0.5))
    before = (Drawing(), Drawing((one,)))
    left = unsaved(Drawing((one, two)))
    leave(parent, replace(left, desk=replace(left.desk, before=before)))
    desk = open_window()
    desk.answer("Restore")
    board = desk.window.session.board
    desk.trigger("action_undo")
    assert board.drawing.strokes == (one,)
    desk.trigger("action_undo")
    assert board.is_blank()
    desk.trigger("action_redo")
    desk.trigger("action_redo")
    assert board.drawing.strokes == (one, two)


# A drawing alone.


def drawings(folders_elsewhere: Path) -> list[str]:
    folder = folders_elsewhere / "data" / "digitpad" / "drawings"
    return sorted(path.name for path in folder.glob("*")) if folder.exists() else []


@pytest.fixture
def crashed(desk: Window, folders_elsewhere: Path) -> Window:
    """What a window leaves that draws and then crashes: its drawing, without the lock."""
    desk.draw([[(0.3, 0.3), (0.7, 0.7)], [(0.7, 0.3), (0.3, 0.7)]])
    desk.wait(lambda: len(drawings(folders_elsewhere)) == 2)
    folder = folders_elsewhere / "data" / "digitpad" / "drawings"
    copy = folder.parent / "copy.json"
    desk.window.keep_now()
    (path,) = folder.glob("*.json")
    shutil.copy(path, copy)
    desk.window.close()
    assert drawings(folders_elsewhere) == []
    copy.rename(folder / "left.json")
    return desk


def test_a_drawing_alone_outlives_a_crash(
    crashed: Window, open_window: Open, folders_elsewhere: Path
) -> None:
    drawing = crashed.window.session.drawing
    other = open_window()
    other.answer("Not Now")
    other.window.close()
    assert drawings(folders_elsewhere) == ["left.json"]
    third = open_window()
    third.answer("Restore")
    assert third.window.session.drawing.strokes == drawing.strokes
    third.trigger("action_undo")
    assert third.window.session.drawing.strokes == drawing.strokes[:1]
    third.wait(lambda: "left.json" not in drawings(folders_elsewhere))
    third.window.close()
    assert drawings(folders_elsewhere) == []


def test_a_drawing_that_is_not_wanted_is_gone(
    crashed: Window, open_window: Open, folders_elsewhere: Path
) -> None:
    other = open_window()
    other.answer(Button.Discard)
    other.wait(lambda: drawings(folders_elsewhere) == [])
    assert other.window.session.drawing.is_blank()


def test_a_drawing_beside_a_run_is_kept_with_it_alone(
    training_desk: Window, parent: Path, folders_elsewhere: Path
) -> None:
    desk = training_desk
    desk.draw(placed(7, 0.1, 0.1, 0.8))
    desk.wait(lambda: drawings(folders_elsewhere))
    train(desk)
    desk.wait(lambda: kept(parent) and not drawings(folders_elsewhere))


def test_a_damaged_drawing_is_told_of_and_left(open_window: Open, folders_elsewhere: Path) -> None:
    folder = folders_elsewhere / "data" / "digitpad" / "drawings"
    folder.mkdir(parents=True)
    (folder / "left.json").write_text("{")
    desk = open_window()
    desk.wait(lambda: "cannot be read" in desk.window.statusBar().currentMessage())
    assert not desk.boxes("question") and (folder / "left.json").exists()


def test_how_long_ago() -> None:
    assert [ago(s) for s in (0, 59, 60, 3599, 3600, 200_000)] == [
        "less than a minute ago",
        "less than a minute ago",
        "1 minute ago",
        "59 minutes ago",
        "1 hour ago",
        "2 days ago",
    ]


# Keeping.


def train(desk: Window, epochs: int = 1) -> None:
    desk.enter(epochs=epochs, mini_batch_size=1000)
    desk.click("start")
    desk.wait(desk.is_idle)


def epochs_kept(parent: Path, fate: str = "unsaved") -> int:
    (path,) = kept(parent, fate)
    return len(json.loads(path.read_text()).get("evaluation_cost", []))


@pytest.mark.parametrize("end", ["save", "new", "discard"])
def test_unsaved_training_is_kept_until_it_is_settled(
    training_desk: Window, parent: Path, tmp_path: Path, end: str
) -> None:
    desk = training_desk
    desk.draw(placed(7, 0.1, 0.1, 0.8))
    assert not kept(parent)  # nothing would be lost yet
    train(desk, 2)
    desk.wait(lambda: kept(parent) and epochs_kept(parent) == 2)  # at once when the run ends
    if end == "save":
        assert desk.window.save_file(tmp_path / "mine.json")
    else:
        desk.trigger("action_new" if end == "new" else "action_quit")
        desk.answer(Button.Discard)
    desk.wait(lambda: not kept(parent))
    desk.window.close()
    assert epochs_kept(parent, "saved" if end == "save" else "discarded") == 2
    assert [path.suffix for path in parent.iterdir()] == [""]  # no lock is left


def test_two_windows_keep_theirs_apart(
    training_desk: Window, open_window: Open, parent: Path
) -> None:
    train(training_desk)
    desk = open_window()
    train(desk)
    desk.wait(lambda: len(kept(parent)) == 2)
    assert not desk.boxes("question")
    desk.window.close()
    desk.answer(Button.Discard)
    assert len(kept(parent)) == 1


@pytest.mark.parametrize("every", [0, 3_600_000])
def test_during_a_run_it_is_written_every_so_often_and_at_its_end(
    open_window: Open, parent: Path, monkeypatch: pytest.MonkeyPatch, every: int
) -> None:
    writings = []
    keep = Entry.keep

    def count(entry: Entry, what: KeptRun) -> None:
        keep(entry, what)
        writings.append(len(what.run.history))

    monkeypatch.setattr(Entry, "keep", count)
    monkeypatch.setattr(run_keeper, "KEEP_EVERY", every)
    desk = open_window()
    desk.enter(epochs=10_000, mini_batch_size=1000)
    desk.click("start")
    if every:  # an hour: one writing when there is something to lose, and no other
        desk.wait(lambda: len(desk.epochs_drawn()) > 4)
        assert len(writings) == 1
    else:
        desk.wait(lambda: len(writings) > 5)
    before = len(writings)
    desk.click("stop")
    desk.wait(desk.is_idle)
    epochs = len(desk.window.session.run.history)
    desk.wait(lambda: writings[-1] == epochs)  # with the last of it, at once
    assert len(writings) <= before + 2


def test_all_that_crashes_have_left_is_offered_in_one_list(open_window: Open, parent: Path) -> None:
    for epochs in (1, 2, 3):
        entry = leave(parent, unsaved(epochs=epochs))
        os.utime(entry.path / "network.json", (1e9 - epochs, 1e9 - epochs))
    desk = open_window()
    desk.wait(lambda: desk.boxes("question"))
    (box,) = desk.boxes("question")
    rows = box.findChild(QListWidget, "crashed_runs")
    desk.wait(rows.isVisible)
    assert rows.count() == 3
    assert "1 epoch," in box.informativeText()
    QTest.keyClick(rows, Qt.Key.Key_Down)
    assert "2 epochs," in box.informativeText()
    desk.answer("Restore")
    desk.see_epochs(1, 2)
    other = open_window()
    assert "1 epoch," in other.answer(Button.Discard)
    assert "3 epochs," in other.answer(Button.Discard)


def test_at_the_systems_end_the_last_is_written(
    open_window: Open, parent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_keeper, "KEEP_EVERY", 3_600_000)
    desk = open_window()
    desk.enter(epochs=1000, mini_batch_size=1000)
    desk.click("start")
    desk.wait(lambda: kept(parent) and len(desk.epochs_drawn()) > 3)
    assert epochs_kept(parent) < 3
    desk.window.keep_now()
    assert epochs_kept(parent) == len(desk.window.session.run.history) > 3


@pytest.fixture
def full_disk() -> Iterator[Callable[[bool], None]]:
    """Let no file grow beyond a few bytes, or let them grow again."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(full: bool) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000 if full else soft, hard))

    yield fill
    fill(False)


def test_on_a_full_disk_training_goes_on_and_it_is_said(
    training_desk: Window, parent: Path, tmp_path: Path, full_disk: Callable[[bool], None]
) -> None:
    desk = training_desk
    full_disk(True)
    train(desk)
    desk.wait(lambda: "crash" in desk.window.statusBar().currentMessage())
    assert not kept(parent)
    assert desk.find("not_kept", QLabel).isVisible()  # for as long as it is so
    desk.trigger("action_save")
    desk.choose_file(tmp_path / "mine.json")
    assert "mine.json" in desk.read_message()
    assert desk.title() == "new network* – digitpad"
    assert list(tmp_path.iterdir()) == []
    full_disk(False)
    desk.wait(lambda: kept(parent) and epochs_kept(parent) == 1)  # without being asked again
    desk.wait(lambda: not desk.find("not_kept", QLabel).isVisible())
