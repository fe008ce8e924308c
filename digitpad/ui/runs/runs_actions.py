"""The actions of the tab *Runs*, in the menu Runs."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject, SignalInstance

from digitpad.ui.frame.actions import Entry, declare


class Commands(Protocol):
    """What the panel can be told."""

    def copy_python(self) -> None: ...
    def compare(self) -> None: ...
    def use_last(self) -> None: ...
    def use_best(self) -> None: ...
    def use_settings(self) -> None: ...
    def delete(self) -> None: ...
    def undelete(self) -> None: ...
    def export_runs(self) -> None: ...
    def has_runs(self) -> bool: ...
    def has_several(self) -> bool: ...
    def has_chosen(self) -> bool: ...
    def has_checked(self) -> bool: ...
    def can_use(self) -> bool: ...
    def can_use_best(self) -> bool: ...
    def can_delete(self) -> bool: ...
    def can_undelete(self) -> bool: ...


def declare_runs_actions(
    owner: QObject, panel: Commands, changes: Sequence[SignalInstance]
) -> Sequence[Entry]:
    """Make them. changes: the signals after which other things can be done."""
    return (
        declare(
            owner,
            "action_use_last",
            "Use &Last Network",
            panel.use_last,
            menu="Runs",
            group=1,
            tip="Use the chosen run’s last network, and go on with that run",
            usable=panel.can_use,
            changes=changes,
        ),
        declare(
            owner,
            "action_use_best",
            "Use &Best Network",
            panel.use_best,
            menu="Runs",
            group=1,
            tip="Use the network of the chosen run’s best epoch, which begins another run",
            usable=panel.can_use_best,
            changes=changes,
        ),
        declare(
            owner,
            "action_use_settings",
            "&Settings into Form",
            panel.use_settings,
            menu="Runs",
            group=1,
            tip="Fill the form with the chosen run’s settings",
            usable=panel.has_chosen,
            changes=changes,
        ),
        declare(
            owner,
            "action_copy_python",
            "Copy as &Python",
            panel.copy_python,
            menu="Runs",
            group=2,
            shortcut="Ctrl+Shift+C",
            tip="Copy the lines of Python that repeat the chosen run, or the newest, exactly",
            usable=panel.has_runs,
            changes=changes,
        ),
        declare(
            owner,
            "action_compare_runs",
            "&Compare…",
            panel.compare,
            menu="Runs",
            group=2,
            tip="Show side by side in what the chosen runs differ, or those that are checked",
            usable=panel.has_several,
            changes=changes,
        ),
        declare(
            owner,
            "action_export_runs",
            "&Export Runs…",
            panel.export_runs,
            menu="Runs",
            group=2,
            tip="Write the checked runs’ curves to a CSV, PNG or SVG file",
            usable=panel.has_checked,
            changes=changes,
        ),
        declare(
            owner,
            "action_delete_runs",
            "&Delete",
            panel.delete,
            menu="Runs",
            group=3,
            tip="Delete the chosen runs; the one in use stays",
            usable=panel.can_delete,
            changes=changes,
        ),
        declare(
            owner,
            "action_undelete_runs",
            "&Undo Delete",
            panel.undelete,
            menu="Runs",
            group=3,
            tip="Bring back the runs that were deleted last",
            usable=panel.can_undelete,
            changes=changes,
        ),
    )
