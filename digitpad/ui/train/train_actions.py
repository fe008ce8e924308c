"""The actions of the tab *Train*, in the menus Training, View and File, and their buttons."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget

from digitpad.session.session import Session, State
from digitpad.ui.frame.actions import Key, Row, StayingButton, declare, press_for
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import without_keys
from digitpad.ui.parts.layouts import column, named, row

if TYPE_CHECKING:
    from digitpad.ui.train.train_panel import TrainPanel


def train_actions(panel: "TrainPanel", session: Session) -> list[QAction]:
    """Make the actions."""
    form = panel.form

    def can_start() -> bool:
        return session.is_idle and form.error() is None

    def runs() -> bool:
        return session.job.state in (State.RUNNING, State.PAUSED)

    def has_curves() -> bool:
        return session.run is not None and bool(session.run.history)

    rows = (
        Row("action_new", "&New", "File", 1, panel.new,
            "Begin with an untrained network", Key.New, lambda: form.error() is None),
        Row("action_start", "Train &New Network", "Training", 1, panel.start,
            "Train a new network, as the form describes it. The one before stays in Runs.", "F5",
            can_start),
        Row("action_continue", "&Continue", "Training", 1, panel.continue_training,
            "Train the network in use on", "Ctrl+F5",
            lambda: can_start() and session.run is not None),
        Row("action_pause", "&Pause", "Training", 1, panel.pause_or_resume,
            "Halt the run", "F6", runs),
        Row("action_stop", "S&top", "Training", 1, session.stop,
            "End the run and keep what was learnt", "Shift+F5", runs),
        Row("action_best", "Go Back to &Best Epoch", "Training", 2, session.go_back_to_best,
            "Use the network of the epoch with the best evaluation accuracy",
            usable=session.can_go_back),
        Row("action_return", "&Return from Best Epoch", "Training", 2, session.undo.undo,
            "Undo going back: use the last network again", usable=session.can_return),
        Row("action_restore_defaults", "Restore &Defaults", "Training", 3, form.restore_defaults,
            "Fill in the form as at the first start", usable=lambda: session.is_idle),
        Row("action_log_cost", "&Logarithmic Costs", "View", 1, panel.draw_costs,
            "Scale the costs by their logarithms", "Ctrl+L", checkable=True),
        Row("action_no_penalty", "Costs &without the Penalty", "View", 1, panel.draw_costs,
            "Draw the costs without their penalty for large weights", checkable=True),
        Row("action_show_all", "Show All &Epochs", "View", 1, panel.curves.cost_plot.show_all,
            "Undo zooming and moving; so does a double click on a plot", "Ctrl+Shift+0"),
        Row("action_export_curves", "Export &Curves…", "Export", 1, panel.export_curves,
            "Write the curves to a CSV, PNG or SVG file", usable=has_curves),
    )  # fmt: skip
    changes = [session.job_changed, session.runs_changed, session.run_ended, form.changed]
    changes.append(session.undo.indexChanged)
    return declare(panel, rows, changes)


class TrainButtons(QWidget):
    """The buttons for the actions of training. What does not apply is disabled, and stays."""

    def __init__(self, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        names = {
            "start": "action_start",
            "continue_training": "action_continue",
            "pause": "action_pause",
            "stop": "action_stop",
            "go_back_to_best": "action_best",
        }
        self._buttons = {}
        for name, action in names.items():
            button = named(StayingButton(without_keys(actions[action].text())), name)
            press_for(button, actions[action])
            self._buttons[name] = button
        start, go_on, pause, stop, best = self._buttons.values()
        pausing = actions["action_pause"]
        pausing.changed.connect(lambda: pause.setText(without_keys(pausing.text())))
        theme.give_role(start, "primary")
        together = row((go_on, 1), (pause, 1), (stop, 1), spacing=8)
        column(start, together, best, of=self, spacing=8)

    def in_order(self) -> list[QPushButton]:
        """The buttons, as Tab goes through them."""
        return list(self._buttons.values())

    def show_end(self) -> None:
        """Give the keyboard to the button that goes on, if Stop has it."""
        if self._buttons["stop"].hasFocus():
            self._buttons["continue_training"].setFocus()
