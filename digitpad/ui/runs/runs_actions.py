"""The actions for runs, in the window's menus and the context menus of the table and the plots."""

from collections.abc import Sequence

from PySide6.QtGui import QAction

from digitpad.session.runs.run import Run
from digitpad.ui.frame.shared import Shared
from digitpad.ui.frame.tab import Tab
from digitpad.ui.parts.actions import Action, Key, declare


def runs_actions(shared: Shared, tab: Tab) -> Sequence[QAction]:
    """The actions of the tab *Runs*. While it is hidden, no run is chosen."""
    session, runs = shared.session, shared.session.runs

    def chosen() -> list[Run]:
        found: list[Run] = tab.panel.chosen() if tab.is_made else []
        return found

    def one() -> Run | None:
        return chosen()[0] if len(chosen()) == 1 else None

    def can_use_last(run: Run | None) -> bool:
        is_in_use = run is not None and run.id == runs.in_use.run
        return run is not None and not (is_in_use and runs.epoch == run.epochs)

    actions = (
        Action("action_use_last", "&Use", "Runs", 1, lambda: tab.panel.use(),
               "Use the chosen run’s last network, and go on with that run",
               usable=lambda: can_use_last(one())),
        Action("action_only_this", "Draw &Only This", "Runs", 2, lambda: tab.panel.draw_only(),
               "Check the chosen runs and no others", usable=lambda: bool(chosen())),
        Action("action_rename_run", "Re&name", "Runs", 3, lambda: tab.panel.rename(),
               "Give the chosen run another name", "F2", lambda: one() is not None,
               in_focus=True),
        Action("action_use_settings", "&Settings into Form", "Runs", 4,
               lambda: tab.panel.use_settings(),
               "Fill the form with the chosen run’s settings",
               usable=lambda: session.queue.is_free and one() is not None),
        Action("action_copy_python", "Cop&y as Python", "Edit", 9, lambda: tab.panel.copy_python(),
               "Copy Python that repeats the chosen run, or else the one in use, exactly. The "
               "network of another run that it began with is first saved to a file",
               "Ctrl+Shift+C", lambda: runs.count > 0),
        Action("action_export_runs", "E&xport Runs…", "Export", 1, lambda: tab.panel.export_runs(),
               "Write the checked runs with the networks of their kept epochs to a file of runs, "
               "or their curves and settings to a CSV, PNG or SVG file",
               usable=lambda: tab.is_made and bool(tab.panel.checked())),
        Action("action_delete_runs", "&Delete", "Runs", 5, lambda: tab.panel.delete(),
               "Delete the chosen runs; those under way stay, and one in use that has learnt",
               (Key.Delete, "Backspace"),
               lambda: any(runs.can_delete(run.id) for run in chosen()), in_focus=True),
    )  # fmt: skip
    changes = [tab.changed, runs.changed, session.queue.changed, session.queue.ended]
    return declare(tab, actions, changes)
