"""The tab *Runs*: the book's experiments, the table of all runs, and their curves overlaid."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
)

from digitpad.session.kept.run_record import RunRecord
from digitpad.session.runs.experimenter import Experimenter, ExperimentState
from digitpad.session.runs.outcome import outcome
from digitpad.session.runs.python_lines import python_lines
from digitpad.session.runs.run_list import RunList
from digitpad.session.session import Session
from digitpad.ui.frame.panel import Panel
from digitpad.ui.parts.plain_text import make_plain
from digitpad.ui.parts.sizes import scaled
from digitpad.ui.parts.wheel import WheelGuard
from digitpad.ui.plots.options import PlotOptions
from digitpad.ui.runs.comparison_dialog import ComparisonDialog
from digitpad.ui.runs.experiment_card import ExperimentCard
from digitpad.ui.runs.runs_actions import runs_actions
from digitpad.ui.runs.runs_curves import RunsCurves
from digitpad.ui.runs.runs_model import RunsModel
from digitpad.ui.runs.runs_table import RunsTable

Then = Callable[[], object]
AskForExport = Callable[[str, Mapping[str, Callable[[str], object]], str], object]

CARD_WIDTH = 240  # pixels, at least
COLUMN_WIDTHS = (190, 84, 90, 52, 62, 62, 60)  # pixels


class RunsPanel(Panel):
    """What can be done with runs; all that is known of them is the session's."""

    title = "Runs"
    status_message = Signal(str)
    """Carries a line for the status bar."""
    settings_wanted = Signal(RunRecord)
    """The form is to have this run's settings."""

    def __init__(
        self,
        session: Session,
        runs: RunList,
        experimenter: Experimenter,
        ask_about_unsaved: Callable[[Then], object],
        ask_for_export: AskForExport,
        options: PlotOptions,
    ) -> None:
        """ask_about_unsaved: replaces the network, after asking where something would be lost.

        options: how the curves are drawn.
        """
        super().__init__()
        self._session, self._runs, self._experimenter = session, runs, experimenter
        self._unless_lost, self._ask_for_export = ask_about_unsaved, ask_for_export
        self.model = RunsModel(runs, self)
        self.card = ExperimentCard(lambda state: outcome(state, runs))
        self.table = RunsTable(runs, self.model)
        self.curves = RunsCurves(runs, self.model, options)
        self.export = self.curves.export
        changes = [
            self.table.chosen_changed,
            runs.listed,
            self.model.checked_changed,
            session.job_changed,
        ]
        self.entries = runs_actions(self, changes)
        self.table.add_buttons({entry.action.objectName(): entry.action for entry in self.entries})
        self._lay_out()
        make_plain(self)
        WheelGuard(self)
        self._connect()
        self.card.show_idle(session.is_idle)
        self._is_stale = True  # what is on disk is read when the tab is first seen

    def _lay_out(self) -> None:
        self._card_side = QScrollArea()
        self._card_side.setWidget(self.card)
        self._card_side.setWidgetResizable(True)
        self._card_side.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it has it
        self._card_side.setFrameShape(QFrame.Shape.NoFrame)
        self._card_side.viewport().setAutoFillBackground(False)
        self.card.setAutoFillBackground(False)
        self._card_side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        above = QSplitter(Qt.Orientation.Horizontal)
        above.addWidget(self._card_side)
        above.addWidget(self.table)
        above.setStretchFactor(0, 1)
        above.setStretchFactor(1, 2)
        above.setSizes([310, 670])
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.addWidget(above)
        halves.addWidget(self.curves)
        halves.setStretchFactor(1, 1)
        halves.setSizes([310, 330])
        halves.setChildrenCollapsible(False)
        above.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(halves)

    def _connect(self) -> None:
        self._session.job_changed.connect(lambda _: self.card.show_idle(self._session.is_idle))
        self._experimenter.changed.connect(self._take_experiment)
        self.card.run_wanted.connect(self.run_experiment)
        self.card.cancel_wanted.connect(self._experimenter.cancel)
        self.card.chosen.connect(lambda: self.curves.show_experiment(self.card.state))

    def fit_size(self) -> None:
        self.table.fit_size()
        self._card_side.setMinimumWidth(scaled(CARD_WIDTH))

    # What is chosen, and what can be done with it.

    def _one(self) -> RunRecord | None:
        chosen = self.table.chosen()
        return chosen[0] if len(chosen) == 1 else None

    def has_runs(self) -> bool:
        return bool(self._runs.records())

    def has_several(self) -> bool:
        return len(self._runs.records()) > 1

    def can_take_settings(self) -> bool:
        # While a run goes on the form is that run's.
        return self._one() is not None and self._session.is_idle

    def has_curves(self) -> bool:
        return self.curves.has_something()

    def can_use(self) -> bool:
        one = self._one()
        return one is not None and self._session.is_idle and one.id != self._runs.in_use

    def can_use_best(self) -> bool:
        one = self._one()
        return one is not None and self._session.is_idle and one.best_epoch is not None

    def can_delete(self) -> bool:
        return any(record.id != self._runs.in_use for record in self.table.chosen())

    def can_undelete(self) -> bool:
        return self._runs.can_undelete()

    # What is done.

    def run_experiment(self) -> None:
        """Do the experiment that the card shows."""
        experiment = self.card.experiment
        seeds, guess = self.card.seeds.value(), self.card.guess
        if experiment.neurons:
            self._experimenter.begin(experiment, 1, guess)
        else:
            self._unless_lost(lambda: self._experimenter.begin(experiment, seeds, guess))

    def copy_python(self) -> None:
        """Copy the lines that repeat the chosen run, or the newest."""
        chosen = self.table.chosen()
        record = chosen[0] if chosen else self._runs.newest
        if record is not None:
            start = self._runs.start_of(record.id)
            QGuiApplication.clipboard().setText(python_lines(record, start))
            self.status_message.emit(f"Copied the lines of Python that repeat {record.title}")

    def compare(self) -> None:
        """Show the chosen runs side by side, or those that are checked, or all."""
        records = self.table.chosen()
        if len(records) < 2:
            records = self.model.checked()
        if len(records) < 2:
            records = self._runs.records()
        dialog = ComparisonDialog(records, self)
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
        """Use the network of the chosen run's best epoch."""
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

    def delete(self) -> None:
        """Delete the chosen runs."""
        records = [record for record in self.table.chosen() if record.id != self._runs.in_use]
        self._runs.delete([record.id for record in records])
        several = len(records) != 1
        what = f"{len(records)} runs" if several else records[0].title
        self.status_message.emit(
            f"Deleted {what}; Undo Delete brings {'them' if several else 'it'} back"
        )

    def undelete(self) -> None:
        """Bring back what was deleted last."""
        self._runs.undelete()

    def export_runs(self) -> None:
        """Ask for a file to write the checked runs' curves to."""
        self._ask_for_export("Export Runs", self.curves.kinds(), "runs.csv")

    # What is shown.

    def refresh(self) -> None:
        self._runs.read()

    def _take_experiment(self, state: ExperimentState) -> None:
        self.card.show_state(state)
        if not state.is_running:
            ids = {planned.run_id for planned in state.runs if planned.run_id is not None}
            if ids:
                self.model.check(ids)
        self.curves.show_experiment(self.card.state)
