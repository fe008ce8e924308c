"""The actions of the tab *Train*, in the menus Training, View and File."""

from typing import TYPE_CHECKING

from digitpad.session.session import Session, State
from digitpad.ui.frame.actions import Key, MenuEntry, Row, declare

if TYPE_CHECKING:
    from digitpad.ui.train.train_panel import TrainPanel


def train_actions(panel: "TrainPanel", session: Session) -> list[MenuEntry]:
    """Make the actions. The panel has a button for each of the first four of Training."""
    form = panel.form

    def is_sound() -> bool:
        return form.error() is None

    def can_start() -> bool:
        return session.is_idle and is_sound()

    def runs() -> bool:
        return session.job.state in (State.RUNNING, State.PAUSED)

    def has_curves() -> bool:
        return session.run is not None and bool(session.run.history)

    rows = (
        Row("action_new", "&New", "File", 1, panel.new,
            "Begin with an untrained network", Key.New, is_sound),
        Row("action_start", "Train &New Network", "Training", 1, panel.start,
            "Train the network that the form describes", "F5", can_start),
        Row("action_train_new", "Train New Net&work", "Training", 1, panel.train_new,
            "Train a new network, as the form describes it", "Ctrl+F5", can_start),
        Row("action_pause", "&Pause", "Training", 1, panel.pause_or_resume,
            "Halt the run, or go on with it", "F6", runs),
        Row("action_stop", "S&top", "Training", 1, panel.stop,
            "End the run and keep what was learnt", "Shift+F5", runs),
        Row("action_best", "Go Back to &Best Epoch", "Training", 2, panel.go_back_to_best,
            "Use the network of the epoch with the best evaluation accuracy",
            usable=session.can_go_back),
        Row("action_return", "&Return from Best Epoch", "Training", 2, panel.return_from_best,
            "Undo going back: use the last network again", usable=session.can_return),
        Row("action_restore_defaults", "Restore &Defaults", "Training", 3, form.restore_defaults,
            "Fill in the form as at the first start", usable=lambda: session.is_idle),
        Row("action_log_cost", "&Logarithmic Costs", "View", 1, panel.draw_costs,
            "Scale the costs by their logarithms", "Ctrl+L", checkable=True),
        Row("action_no_penalty", "Costs &without the Penalty", "View", 1, panel.draw_costs,
            "Draw the costs without their penalty for large weights", checkable=True),
        Row("action_show_all", "Show All &Epochs", "View", 1, panel.curves.show_all,
            "Undo zooming and moving; so does a double click on a plot", "Ctrl+Shift+0"),
        Row("action_export_curves", "Export &Curves…", "File", 4, panel.export_curves,
            "Write the curves to a CSV, PNG or SVG file", usable=has_curves),
    )  # fmt: skip
    changes = [session.job_changed, session.runs_changed, session.run_ended, form.changed]
    return declare(panel, rows, changes)
