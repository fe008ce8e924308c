"""The tab *Runs*: the book's experiments, the table of all runs, and their curves overlaid."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication

from digitpad.session.kept.run_record import RunRecord
from digitpad.session.preferences import RUNS_COLUMNS, Preferences
from digitpad.session.runs.run_list import RunList
from digitpad.session.session import Session
from digitpad.session.threads.background import Background
from digitpad.ui.frame.actions import Row, declare
from digitpad.ui.frame.panel import Panel, Then
from digitpad.ui.parts.file_export import AskForExport
from digitpad.ui.parts.layouts import column
from digitpad.ui.plots.chart import PlotOptions
from digitpad.ui.plots.plots_export import PlotsExport
from digitpad.ui.runs.runs_model import RunsModel

if TYPE_CHECKING:  # what is in the tab is imported when it is first seen
    from digitpad.session.runs.experimenter import Experimenter
    from digitpad.ui.runs.runs_table import RunsTable
    from digitpad.ui.runs.runs_view import RunsView


MOST_COMPARED = 10  # runs, a column each


class RunsPanel(Panel):
    """What can be done with runs; all that is known of them is the session's."""

    title = "Runs"
    keys = (
        ("in the table of runs: use the chosen run’s last network", "Return"),
        ("in the table of runs: name the chosen run", "F2"),
        ("in the table of runs: delete the chosen runs", "Del"),
        ("in the table of runs: show or hide the curves of the chosen runs", "Space"),
    )
    chosen_changed = Signal()
    """Other rows are chosen."""
    settings_wanted = Signal(RunRecord)
    """Asks for a run's settings in the form; carries the run."""
    shown_changed = Signal()
    """Other curves are shown."""
    failed = Signal(str, str)
    """An experiment cannot be kept or read; carries a title and a sentence."""

    def __init__(
        self,
        session: Session,
        runs: RunList,
        make_experimenter: "Callable[[], Experimenter]",
        background: Background,
        ask_about_unsaved: Callable[[Then], object],
        ask_for_export: AskForExport,
        options: PlotOptions,
    ) -> None:
        """make_experimenter: called when the tab is first seen. background: for slow work.

        ask_about_unsaved: does what replaces the network, after asking if something would be lost.
        """
        super().__init__()
        self._session, self._runs, self._options = session, runs, options
        self._make_experimenter, self._background = make_experimenter, background
        self._experimenter: Experimenter | None = None
        self._unless_lost, self._ask_for_export = ask_about_unsaved, ask_for_export
        self.model = RunsModel(runs, self)
        self.export = PlotsExport(self)
        self._view: RunsView | None = None
        self._remembered_columns: Sequence[str] = RUNS_COLUMNS
        self._remembered_order = "run", False
        changes = [
            self.chosen_changed,
            self.shown_changed,
            runs.listed,
            self.model.checked_changed,
            session.job_changed,
        ]
        self.entries = declare(self, self._rows(), changes)

    def _rows(self) -> Iterable[Row]:
        """The actions, in the menu Runs."""
        return (
            Row("action_use_last", "Use &Last Network", "Runs", 1, self.use_last,
                "Use the chosen run’s last network, and go on with that run", usable=self.can_use),
            Row("action_use_best", "Use &Best Network", "Runs", 1, self.use_best,
                "Use the network of the chosen run’s best epoch, which begins another run",
                usable=self.can_use_best),
            Row("action_use_settings", "&Settings into Form", "Runs", 1, self.use_settings,
                "Fill the form with the chosen run’s settings", usable=self.can_take_settings),
            Row("action_copy_python", "Copy as &Python", "Runs", 2, self.copy_python,
                "Copy the lines of Python that repeat the chosen run, or the newest, exactly",
                "Ctrl+Shift+C", lambda: self._runs.count > 0),
            Row("action_compare_runs", "&Compare…", "Runs", 2, self.compare,
                "Show side by side in what the chosen runs differ, or those that are checked",
                usable=lambda: self._runs.count > 1),
            Row("action_export_runs", "&Export Runs…", "Runs", 2, self.export_runs,
                "Write the checked runs’ curves to a CSV, PNG or SVG file", usable=self.has_curves),
            Row("action_rename_run", "Re&name", "Runs", 3, self.rename,
                "Give the chosen run another name (F2)", usable=self.has_one),
            Row("action_delete_runs", "&Delete", "Runs", 3, self.delete,
                "Delete the chosen runs; the one in use stays", usable=self.can_delete),
        )  # fmt: skip

    def furnish(self) -> None:
        from digitpad.ui.runs.runs_view import RunsView

        self._experimenter = self._make_experimenter()
        self._experimenter.failed.connect(self.failed)
        self._view = RunsView(
            self._session,
            self._runs,
            self._experimenter,
            self._background,
            self.model,
            self.entries,
            self._options,
            self.export,
        )
        table = self._view.table
        table.chosen_changed.connect(self.chosen_changed)
        self.chosen_changed.connect(self._show_chosen)
        self._view.curves.add_actions([entry.action for entry in self.entries])
        self._view.curves.shown_changed.connect(self.shown_changed)
        table.show_columns(self._remembered_columns)
        table.order_by(*self._remembered_order)
        table.columns_changed.connect(self.changed)
        self.model.checked_changed.connect(self.changed)
        column(self._view, of=self)

    def _show_chosen(self) -> None:
        """Let the lines of the chosen rows stand out."""
        assert self._view is not None
        self._view.curves.choose(self._view.table.chosen_ids())

    # What is chosen, and what can be done with it. Of what is out of sight nothing is chosen.

    def _table_in_sight(self) -> "RunsTable | None":
        return None if self._view is None or not self._view.table.isVisible() else self._view.table

    def _chosen(self) -> list[RunRecord]:
        table = self._table_in_sight()
        return [] if table is None else table.chosen()

    def _chosen_ids(self) -> list[str]:
        table = self._table_in_sight()
        return [] if table is None else table.chosen_ids()

    def _one(self) -> RunRecord | None:
        chosen = self._chosen_ids()
        return self._runs.record(chosen[0]) if len(chosen) == 1 else None

    def has_one(self) -> bool:
        return self._one() is not None

    def can_take_settings(self) -> bool:
        # While a run goes on the form is that run's.
        return self._one() is not None and self._session.is_idle

    def has_curves(self) -> bool:
        if self._view is None:
            return bool(self.model.checked())
        return self._view.curves.charts.has_any()

    def can_use(self) -> bool:
        one = self._one()
        return one is not None and self._session.is_idle and one.id != self._runs.in_use

    def can_use_best(self) -> bool:
        one = self._one()
        return one is not None and self._session.is_idle and one.best_epoch is not None

    def can_delete(self) -> bool:
        return any(run_id != self._runs.in_use for run_id in self._chosen_ids())

    # What is done.

    def copy_python(self) -> None:
        """Copy the lines that repeat the chosen run, or the newest."""
        from digitpad.session.runs.python_lines import python_lines

        chosen = self._chosen()
        record = chosen[0] if chosen else self._runs.newest
        if record is not None:
            start = self._runs.start_of(record.id)
            QGuiApplication.clipboard().setText(python_lines(record, start))
            self.status_message.emit(f"Copied the lines of Python that repeat {record.title}")

    def compare(self) -> None:
        """Show the chosen runs side by side, or those that are checked, or all."""
        from digitpad.ui.runs.comparison_dialog import ComparisonDialog

        records = self._chosen()
        if len(records) < 2:
            records = self.model.checked()
        if len(records) < 2:
            records = self._runs.records()
        if len(records) > MOST_COMPARED:
            count = f"{MOST_COMPARED} of {len(records):,} runs"
            self.status_message.emit(f"The first {count} are compared")
        dialog = ComparisonDialog(records[:MOST_COMPARED], self)
        dialog.export_wanted.connect(
            lambda comparison: self._ask_for_export(
                "Export Comparison",
                {"CSV, the table (*.csv)": self.export.written(comparison.csv)},
                "comparison.csv",
            )
        )
        dialog.open()

    def use_last(self) -> None:
        """Use the chosen run's last network, and go on with that run."""
        self._use(best=False)

    def use_best(self) -> None:
        """Use the network of the chosen run's best epoch, which begins another run."""
        self._use(best=True)

    def _use(self, best: bool) -> None:
        one = self._one()
        if one is not None:
            self._unless_lost(lambda: self._runs.use(one.id, best=best))

    def use_settings(self) -> None:
        """Fill the form with the chosen run's settings."""
        one = self._one()
        if one is not None:
            self.settings_wanted.emit(one)
            self.status_message.emit(f"The form has the settings of {one.title}")

    def rename(self) -> None:
        """Let the chosen run be named in its row."""
        assert self._view is not None
        self._view.table.rename()

    def delete(self) -> None:
        """Delete the chosen runs."""
        assert self._view is not None
        records = [record for record in self._chosen() if record.id != self._runs.in_use]
        self._view.table.choose_none()
        self._runs.delete([record.id for record in records])
        one = len(records) == 1
        what = records[0].title if one else f"{len(records):,} runs"
        self.status_message.emit(f"Deleted {what}; Ctrl+Z brings {'it' if one else 'them'} back")

    def export_runs(self) -> None:
        """Ask for a file to write the checked runs' curves to."""
        self.make_ready()
        assert self._view is not None
        self._ask_for_export("Export Runs", self._view.curves.kinds(), "runs.csv")

    # From one start to the next.

    def recall(self, preferences: Preferences) -> None:
        self._remembered_columns = preferences.runs_columns
        self._remembered_order = preferences.runs_order, preferences.runs_descending
        self.model.check(set(preferences.checked_runs))

    def remembered(self) -> dict[str, Any]:
        seen: dict[str, Any] = {"checked_runs": self.model.remembered_checks()}
        if self._view is not None:
            order, is_descending = self._view.table.order()
            seen |= {
                "runs_columns": self._view.table.columns(),
                "runs_order": order,
                "runs_descending": is_descending,
            }
        return seen

    # What is shown.

    def refresh(self) -> None:
        assert self._experimenter is not None and self._view is not None
        self._runs.read()
        self._view.table.measure_room()
        self._experimenter.read()
