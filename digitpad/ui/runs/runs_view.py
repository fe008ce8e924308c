"""What is in the tab *Runs*: an experiment's card, the table of all runs, and their curves."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from digitpad.core.book.trials import Experiment
from digitpad.session.kept.experiment_file import ExperimentRecord
from digitpad.session.runs.experiment_state import ExperimentState
from digitpad.session.runs.experiment_time import in_words, measured_speed, speed_of
from digitpad.session.runs.experimenter import Experimenter
from digitpad.session.runs.outcome import rows_of, verdict_of
from digitpad.session.runs.run_list import RunList
from digitpad.session.session import Session
from digitpad.session.threads.background import Background
from digitpad.ui.frame.actions import MenuEntry
from digitpad.ui.parts.focus import WheelGuard
from digitpad.ui.parts.layouts import APART, PAGE, WideScroll, column, split
from digitpad.ui.plots.chart import PlotOptions
from digitpad.ui.plots.plots_export import PlotsExport
from digitpad.ui.runs.experiment_card import ExperimentCard
from digitpad.ui.runs.experiment_figures import ExperimentFigures
from digitpad.ui.runs.runs_curves import RunsCurves
from digitpad.ui.runs.runs_model import RunsModel
from digitpad.ui.runs.runs_table import RunsTable

SHOW_EVERY = 100  # milliseconds, while an experiment goes on


class RunsView(QWidget):
    """Shows all runs, or one experiment, whose figure then has most of the room.

    Made when the tab is first seen; which runs are checked the model knows from the start.
    """

    def __init__(
        self,
        session: Session,
        runs: RunList,
        experimenter: Experimenter,
        background: Background,
        model: RunsModel,
        entries: Sequence[MenuEntry],
        options: PlotOptions,
        export: PlotsExport,
    ) -> None:
        """background: measures how fast this machine is. The rest is as for `RunsPanel`."""
        super().__init__()
        self._session, self._runs, self._experimenter = session, runs, experimenter
        self._speed: float | None = None
        self.card = ExperimentCard(
            experimenter.states, lambda state: verdict_of(state, runs), self._time_of
        )
        self.table = RunsTable(runs, model)
        self.curves = RunsCurves(runs, model, options, export)
        self.table.add_actions({entry.action.objectName(): entry.action for entry in entries})
        self.figures = ExperimentFigures()
        self._known: ExperimentRecord | None = None  # of the experiment that changed last
        self._is_on_experiment = False
        self._lay_out()
        WheelGuard(self)
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._show_progress)
        self._connect(background)
        self._show_idle()

    def _connect(self, background: Background) -> None:
        self._session.job_changed.connect(self._show_idle)
        self._session.run_ended.connect(self._measure_room)
        self._runs.deletions_changed.connect(self._measure_room)
        self._runs.listed.connect(self._show_figures)
        self._experimenter.changed.connect(self._take_experiment)
        self._experimenter.listed.connect(self._show_progress)
        self.card.run.clicked.connect(self._run)
        self.card.go_on.clicked.connect(self._go_on)
        self.card.cancel.clicked.connect(self._experimenter.cancel)
        self.card.chosen.connect(lambda: self.show_experiment(True))
        self.card.all_runs.clicked.connect(lambda: self.show_experiment(False))
        background.run(measured_speed, self._take_speed, RuntimeError, lambda _reason: None)

    def _lay_out(self) -> None:
        # Of an experiment: its figure above, its numbers below.
        self._experiment_side = QWidget()
        self._experiment_column = column(self.figures, of=self._experiment_side)
        self._experiment_side.hide()
        parts = (WideScroll(self.card), 31), (self.table, 67), (self._experiment_side, 67)
        above = split(Qt.Orientation.Horizontal, *parts)
        self._halves = split(Qt.Orientation.Vertical, (above, 48), (self.curves, 52))
        column(self.table.headline, (self._halves, 1), of=self, spacing=APART, margins=PAGE)

    def show_experiment(self, is_shown: bool) -> None:
        """Give the chosen experiment the room, or show all runs."""
        if is_shown != self._is_on_experiment:
            self._is_on_experiment = is_shown
            self.card.all_runs.setVisible(is_shown)
            self.table.setVisible(not is_shown)
            self._experiment_side.setVisible(is_shown)
            if is_shown:
                self._experiment_column.insertWidget(0, self.curves, 1)
            else:
                self._halves.addWidget(self.curves)
            self.curves.show()
        self._show_progress()

    def _measure_room(self) -> None:
        if self.isVisible():  # else it is measured when the tab is shown
            self.table.measure_room()

    def _time_of(self, experiment: Experiment, seeds: int) -> str:
        speed = speed_of(self._runs.records()) or self._speed
        return in_words(experiment, seeds, speed)

    def _take_speed(self, speed: float | None) -> None:
        self._speed = speed
        self.card.show_time()

    def _show_idle(self, *_told: object) -> None:
        self.card.show_idle(self._session.is_idle)

    def _run(self) -> None:
        seeds = 1 if self.card.experiment.neurons else self.card.seeds.value()
        self.show_experiment(True)
        self._experimenter.begin(self.card.experiment, seeds, self.card.guess)

    def _go_on(self) -> None:
        self.show_experiment(True)
        self._experimenter.go_on(self.card.experiment.name)

    def _take_experiment(self, state: ExperimentState) -> None:
        # Not at each step, or the numbers would take the time of the curves.
        is_same, self._known = state.record is self._known, state.record
        if state.is_running and is_same and self._soon.isActive():
            return
        self._show_progress()
        if state.is_running:
            self._soon.start(SHOW_EVERY)
        else:
            self._soon.stop()

    def _show_progress(self) -> None:
        state = self._experimenter.state
        running = state if state is not None and state.is_running else None
        if running is not None:
            self.card.choose(running.experiment)
        self.card.show_progress()
        chosen = self.card.experiment if self._is_on_experiment else None
        self.curves.show_experiment(chosen, self.card.state if chosen else running)
        self._show_figures()

    def _show_figures(self) -> None:
        if self._is_on_experiment:
            state = self.card.state
            self.figures.setVisible(state is not None)
            if state is not None:
                self.figures.show_rows(rows_of(state, self._runs))
