"""What is saved before the window closes is all that was learnt, and is asked about once."""

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from digitpad.session.session import State
from digitpad.ui.files.unsaved_guard import UnsavedGuard


class Training(QObject):
    """A session with a run under way, as far as the guard knows it."""

    run_ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.job = SimpleNamespace(state=State.RUNNING)
        self.file = SimpleNamespace(modified=True)
        self.is_idle = False
        self.asked: list[str] = []

    def pause(self) -> None:
        self.asked.append("pause")

    def resume(self) -> None:
        self.asked.append("resume")

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


@pytest.mark.parametrize("brings_more", [True, False])
def test_what_the_end_of_a_run_brings_is_saved_without_another_question(
    qtbot: QtBot, brings_more: bool
) -> None:
    window, session = QWidget(), Training()
    qtbot.addWidget(window)
    window.show()
    saves: list[tuple[Any, Any]] = []
    gone: list[str] = []
    guard = UnsavedGuard(
        window,
        session,  # type: ignore[arg-type]
        lambda *calls: saves.append(calls),
        lambda: "It is too large.",
    )
    guard.ask_about_unsaved(lambda: gone.append("on"))
    box = the_question(window)
    assert box.text().startswith("Stop training?") and box.informativeText() == "It is too large."
    box.button(QMessageBox.StandardButton.Save).click()
    assert session.asked == ["pause"] and len(saves) == 1
    session.file.modified = False
    saves[0][0]()  # saved: what there is
    assert session.asked == ["pause", "stop"] and not gone
    session.file.modified = brings_more
    session.end()
    if brings_more:
        assert len(saves) == 2 and not gone
        saves[1][0]()
    assert gone == ["on"] and len(saves) == 1 + brings_more
    assert not [box for box in window.findChildren(QMessageBox, "question") if box.isVisible()]


def test_a_run_that_is_kept_is_asked_about_only_while_it_trains(qtbot: QtBot) -> None:
    window, session = QWidget(), Training()
    qtbot.addWidget(window)
    window.show()
    gone: list[str] = []
    guard = UnsavedGuard(window, session, lambda *_: gone.append("saved"), lambda: "")  # type: ignore[arg-type]
    guard.ask_about_unsaved(lambda: gone.append("on"), otherwise=lambda: gone.append("stays"))
    box = the_question(window)
    assert box.text() == "Stop training?" and "in Runs" in box.informativeText()
    box.button(QMessageBox.StandardButton.Cancel).click()
    assert gone == ["stays"] and session.asked == ["pause", "resume"]
    guard.ask_about_unsaved(lambda: gone.append("on"))
    the_question(window).defaultButton().click()
    assert session.asked[-1] == "stop" and gone == ["stays"]
    session.end()
    assert gone == ["stays", "on"] and not guard.has_to_ask()
    guard.ask_about_unsaved(lambda: gone.append("at once"))
    assert gone[-1] == "at once" and gone.count("on") == 1
