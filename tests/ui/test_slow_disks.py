"""A disk that takes long, or never answers, keeps nobody waiting."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desk import Desk
from network_files import content, write
from patience import MILLISECONDS
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QPushButton

from digitpad.core.files import whole_files
from digitpad.session import opened_files
from digitpad.session.opened_files import Opened
from digitpad.ui.files import waiting as in_files


class Disk:
    """Reads network files when it is told to, those called slow.json."""

    def __init__(self) -> None:
        self.answers = threading.Event()
        self._readers: list[threading.Thread] = []
        self._read = opened_files.open_network
        self._is_there = whole_files.is_there

    def open_network(self, path: Path) -> Opened:
        if path.name == "slow.json":
            self._readers.append(threading.current_thread())
            self.answers.wait()
        return self._read(path)

    def is_there(self, path: str) -> bool:
        if Path(path).name == "slow.json":
            self._readers.append(threading.current_thread())
            self.answers.wait()
        return self._is_there(path)

    def answer(self) -> None:
        """Read what was asked for, and let nobody wait for it any more."""
        self.answers.set()
        for reader in self._readers:
            reader.join(30)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    disk = Disk()
    monkeypatch.setattr(opened_files, "open_network", disk.open_network)
    monkeypatch.setattr(whole_files, "is_there", disk.is_there)
    yield disk
    disk.answer()


def waiting(desk: Desk) -> list[QDialog]:
    return [dialog for dialog in desk.window.findChildren(QDialog, "waiting") if dialog.isVisible()]


def slow(tmp_path: Path) -> Path:
    return write(tmp_path / "slow.json", content(784, 12, 10))


@pytest.mark.parametrize("way", ["button", "Escape"])
def test_reading_can_be_cancelled_and_then_nothing_has_changed(
    desk: Desk, tmp_path: Path, disk: Disk, way: str
) -> None:
    desk.window.open_soon(slow(tmp_path))
    desk.wait(lambda: waiting(desk))
    (dialog,) = waiting(desk)
    assert "slow.json" in dialog.findChild(QLabel).text()
    desk.draw([[(0.3, 0.3), (0.7, 0.7)]])  # the window can be used
    desk.wait(lambda: desk.reads() != "")
    if way == "button":
        button = dialog.findChild(QPushButton)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    else:
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    desk.wait(lambda: not waiting(desk))
    disk.answer()
    desk.window.open_soon(tmp_path / "none.json")  # had slow.json been used, it would be by now
    assert "none.json" in desk.read_message()
    assert desk.title() == "shipped network – digitpad"


def test_what_is_quick_is_read_without_a_word_and_a_slow_file_at_last(
    desk: Desk, tmp_path: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = []
    with monkeypatch.context() as context:
        context.setattr(in_files, "SHOW_AFTER", MILLISECONDS)
        desk.window.open_soon(write(tmp_path / "quick.json", content(784, 12, 10)))
        desk.wait(lambda: shown.append(waiting(desk)) or desk.title() == "quick.json – digitpad")
    assert not any(shown)

    desk.window.open_soon(slow(tmp_path))
    desk.wait(lambda: waiting(desk))
    disk.answer()
    desk.see_title("slow.json – digitpad")
    assert not waiting(desk)


def test_while_one_file_is_read_another_can_be_opened_and_saved(
    desk: Desk, tmp_path: Path, disk: Disk
) -> None:
    desk.window.open_soon(slow(tmp_path))
    desk.window.open_soon(write(tmp_path / "other.json", content(784, 12, 10)))
    desk.see_title("other.json – digitpad")
    (tmp_path / "other.json").unlink()
    desk.trigger("action_save")
    desk.wait((tmp_path / "other.json").exists)
    disk.answer()
    desk.see_title("other.json – digitpad")


def test_a_disk_that_does_not_say_what_it_holds_keeps_nobody_waiting(
    desk: Desk, tmp_path: Path, disk: Disk
) -> None:
    """Before a file is written the disk is asked whether another would be overwritten."""
    path = tmp_path / "slow.json"
    for way in ("cancel", "wait"):
        desk.trigger("action_save_as")
        desk.choose_file(path)
        desk.wait(lambda: waiting(desk))
        desk.draw([[(0.3, 0.3), (0.7, 0.7)]])  # the window can be used
        (dialog,) = waiting(desk)
        if way == "cancel":
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
            desk.wait(lambda: not waiting(desk))
    disk.answer()
    desk.see_title("slow.json – digitpad")
    assert path.exists() and not desk.boxes("question")


@pytest.mark.parametrize("shown", [True, False])
def test_the_window_closes_while_a_disk_does_not_answer(
    open_window: Callable[..., Desk], tmp_path: Path, disk: Disk, shown: bool
) -> None:
    desk = open_window()
    desk.window.open_soon(slow(tmp_path))
    if shown:
        desk.wait(lambda: waiting(desk))
    desk.window.close()
    assert not desk.window.isVisible() and not waiting(desk)
    disk.answer()
    assert desk.title() == "shipped network – digitpad"
