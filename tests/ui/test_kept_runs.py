"""How much of the disk the kept runs take is shown, and can be bounded."""

from collections.abc import Callable
from pathlib import Path

import pytest
from desk import Desk
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QSpinBox

from digitpad.core.learning.architecture import Architecture
from digitpad.session.kept.run_entry import Kept
from digitpad.session.kept.run_store import RunStore
from digitpad.session.runs.run import Run


@pytest.fixture
def store(folders_elsewhere: Path) -> RunStore:
    """A store with some runs of not quite two megabytes each, which were saved."""
    store = RunStore(folders_elsewhere / "data" / "digitpad" / "runs")
    for number in range(4):
        run = Run.begin(Architecture((200,)), number)
        entry = store.new_entry(run.id)
        entry.keep(Kept(run, fate="saved"))
        entry.let_go()
    return store


def test_the_size_is_shown_and_a_smaller_bound_makes_room(
    store: RunStore, no_process_ahead: None, open_window: Callable[..., Desk]
) -> None:
    desk = open_window()
    desk.trigger("action_kept_runs")
    (dialog,) = desk.window.findChildren(QDialog, "kept_runs")
    label = dialog.findChild(QLabel, "kept_size")
    desk.wait(lambda: "4 runs" in label.text())
    assert f"{store.size() / 1e6:.1f} MB" in label.text()
    most = dialog.findChild(QSpinBox, "kept_megabytes")
    assert most.value() == 500
    most.setValue(4)
    QTest.mouseClick(
        dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok),
        Qt.MouseButton.LeftButton,
    )
    desk.wait(lambda: store.count() == 2)
    assert store.size() <= 4e6
    desk.window.close()
    desk.window.finish()  # the preferences are written on a thread
    assert open_window(show=False).window._preferences.preferences.kept_megabytes == 4
