"""The actions of the tab *Runs*, in the menu Runs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import SignalInstance

from digitpad.session.runs.run_list import RunList
from digitpad.ui.frame.actions import MenuEntry, Row, declare

if TYPE_CHECKING:
    from digitpad.ui.runs.runs_panel import RunsPanel


def runs_actions(
    panel: "RunsPanel", runs: RunList, changes: Sequence[SignalInstance]
) -> list[MenuEntry]:
    """Make the actions. changes: the signals after which other actions are usable."""
    rows = (
        Row("action_use_last", "Use &Last Network", "Runs", 1, panel.use_last,
            "Use the chosen run’s last network, and go on with that run", usable=panel.can_use),
        Row("action_use_best", "Use &Best Network", "Runs", 1, panel.use_best,
            "Use the network of the chosen run’s best epoch, which begins another run",
            usable=panel.can_use_best),
        Row("action_use_settings", "&Settings into Form", "Runs", 1, panel.use_settings,
            "Fill the form with the chosen run’s settings", usable=panel.can_take_settings),
        Row("action_copy_python", "Copy as &Python", "Runs", 2, panel.copy_python,
            "Copy the lines of Python that repeat the chosen run, or the newest, exactly",
            "Ctrl+Shift+C", lambda: runs.count > 0),
        Row("action_compare_runs", "&Compare…", "Runs", 2, panel.compare,
            "Show side by side in what the chosen runs differ, or those that are checked",
            usable=lambda: runs.count > 1),
        Row("action_export_runs", "&Export Runs…", "Runs", 2, panel.export_runs,
            "Write the checked runs’ curves to a CSV, PNG or SVG file", usable=panel.has_curves),
        Row("action_rename_run", "Re&name", "Runs", 3, panel.rename,
            "Give the chosen run another name (F2)", usable=panel.has_one),
        Row("action_delete_runs", "&Delete", "Runs", 3, panel.delete,
            "Delete the chosen runs; the one in use stays", usable=panel.can_delete),
        Row("action_undelete_runs", "&Undo Delete", "Runs", 3, runs.undo,
            "Bring back the runs that were deleted last", usable=runs.can_undo),
    )  # fmt: skip
    return declare(panel, rows, changes)
