"""The actions of the tab *Train*, in the menus Training, View and File."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject

from digitpad.session.session import Session, State
from digitpad.ui.frame.actions import Entry, Key, declare
from digitpad.ui.train.form import Form


class Commands(Protocol):
    """What the panel can be told."""

    def new(self) -> None: ...
    def start(self) -> None: ...
    def pause_or_resume(self) -> None: ...
    def one_more_epoch(self) -> None: ...
    def go_back_to_best(self) -> None: ...
    def return_from_best(self) -> None: ...
    def restore_defaults(self) -> None: ...
    def toggle_log_cost(self) -> None: ...
    def toggle_penalty(self) -> None: ...
    def show_all(self) -> None: ...
    def export_curves(self) -> None: ...


def declare_train_actions(
    owner: QObject, panel: Commands, form: Form, session: Session
) -> Sequence[Entry]:
    """Make them. A button of the panel stands for each of the first four of Training."""

    def can_start() -> bool:
        return session.is_idle and form.error() is None

    def runs() -> bool:
        return session.job.state in (State.RUNNING, State.PAUSED)

    def has_curves() -> bool:
        return session.run is not None and bool(session.run.history)

    job, runs_changed = session.job_changed, session.runs_changed
    return (
        declare(
            owner,
            "action_new",
            "&New",
            panel.new,
            menu="File",
            group=1,
            shortcut=Key.New,
            tip="Begin with an untrained network",
            usable=lambda: form.error() is None,
            changes=[form.changed],
        ),
        declare(
            owner,
            "action_start",
            "Train &New Network",
            panel.start,
            menu="Training",
            group=1,
            shortcut="F5",
            tip="Train the network that the form describes",
            usable=can_start,
            changes=[job, form.changed],
        ),
        declare(
            owner,
            "action_pause",
            "&Pause",
            panel.pause_or_resume,
            menu="Training",
            group=1,
            shortcut="F6",
            tip="Halt the run, or let it go on",
            usable=runs,
            changes=[job],
        ),
        declare(
            owner,
            "action_stop",
            "S&top",
            session.stop,
            menu="Training",
            group=1,
            shortcut="Shift+F5",
            tip="End the run and keep what was learnt",
            usable=runs,
            changes=[job],
        ),
        declare(
            owner,
            "action_one_more_epoch",
            "+&1 Epoch",
            panel.one_more_epoch,
            menu="Training",
            group=1,
            shortcut="F7",
            tip="Train for one more epoch",
            usable=lambda: session.job.state is not State.STOPPING and form.error() is None,
            changes=[job, form.changed],
        ),
        declare(
            owner,
            "action_best",
            "Go Back to &Best Epoch",
            panel.go_back_to_best,
            menu="Training",
            group=2,
            tip="Use the network that read the most of the evaluation data",
            usable=session.can_go_back,
            changes=[session.run_ended, runs_changed, job],
        ),
        declare(
            owner,
            "action_return",
            "&Return from Best Epoch",
            panel.return_from_best,
            menu="Training",
            group=2,
            tip="Undo going back: use the network as it was learnt last",
            usable=session.can_return,
            changes=[session.run_ended, runs_changed, job],
        ),
        declare(
            owner,
            "action_restore_defaults",
            "Restore &Defaults",
            panel.restore_defaults,
            menu="Training",
            group=3,
            tip="Let the form say what it said at the first start",
            usable=lambda: session.is_idle,
            changes=[job],
        ),
        declare(
            owner,
            "action_log_cost",
            "&Logarithmic Costs",
            panel.toggle_log_cost,
            menu="View",
            group=1,
            shortcut="Ctrl+L",
            tip="Scale the costs by their logarithms",
            checkable=True,
        ),
        declare(
            owner,
            "action_no_penalty",
            "Costs &without the Penalty",
            panel.toggle_penalty,
            menu="View",
            group=1,
            tip="Draw the costs without the term that keeps weights small",
            checkable=True,
        ),
        declare(
            owner,
            "action_show_all",
            "Show All &Epochs",
            panel.show_all,
            menu="View",
            group=1,
            shortcut="Ctrl+Shift+0",
            tip="Undo zooming and moving; so does a double click on a plot",
        ),
        declare(
            owner,
            "action_export_curves",
            "Export &Curves…",
            panel.export_curves,
            menu="File",
            group=4,
            tip="Write the curves to a CSV, PNG or SVG file",
            usable=has_curves,
            changes=[runs_changed],
        ),
    )
