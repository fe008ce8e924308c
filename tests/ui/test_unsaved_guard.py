"""A network that is replaced: its run is ended, and its file is asked about if that is older."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from digitpad.session.facts import NetworkFileState
from digitpad.ui.files.network_files import UnsavedGuard

Button = QMessageBox.StandardButton


class Training(QObject):
    """A session with a run under way, as far as the guard knows it."""

    run_ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.file, self.run = NetworkFileState("mine.json", Path("mine.json"), modified=True), None
        self.is_idle = False
        self.asked: list[str] = []

    def stop(self) -> None:
        self.asked.append("stop")

    def end_process(self) -> None:
        self.asked.append("end")

    def end(self) -> None:
        self.is_idle = True
        self.run_ended.emit()


def the_question(window: QWidget) -> QMessageBox:
    (box,) = [box for box in window.findChildren(QMessageBox, "question") if box.isVisible()]
    return box


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


def test_what_the_end_of_a_run_brings_is_saved_too(window):
    session, did = Training(), []
    saves: list[tuple[Any, Any]] = []
    guard = UnsavedGuard(window, session, lambda *calls: saves.append(calls))
    guard.ask_about_unsaved(
        lambda: did.append("on"), lambda: did.append("stays"), lambda: did.append("leaving")
    )
    assert session.asked == []  # it trains while the question is open
    the_question(window).button(Button.Save).click()
    assert session.asked == ["stop"] and not saves and did == ["leaving"]
    session.end()
    ((saved, not_saved),) = saves
    not_saved()
    assert did == ["leaving", "stays"]
    saved()
    assert did == ["leaving", "stays", "on"]


def test_cancel_leaves_the_run_alone(window):
    session, did = Training(), []
    guard = UnsavedGuard(window, session, lambda *_: did.append("saved"))
    guard.ask_about_unsaved(lambda: did.append("on"), lambda: did.append("stays"))
    the_question(window).button(Button.Cancel).click()
    assert did == ["stays"] and session.asked == []


def test_without_a_file_the_run_is_ended_and_nothing_is_asked(window, qtbot):
    session, did = Training(), []
    session.file = NetworkFileState("new network", modified=True)
    guard = UnsavedGuard(window, session, lambda *_: did.append("saved"))
    guard.ask_about_unsaved(lambda: did.append("on"))
    assert guard.has_to_wait() and session.asked == ["stop"] and not did
    qtbot.waitUntil(lambda: session.asked == ["stop", "end"])  # it does not answer
    session.end()
    assert did == ["on"] and not guard.has_to_wait()
    guard.ask_about_unsaved(lambda: did.append("at once"))
    assert did == ["on", "at once"]
