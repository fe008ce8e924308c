"""What is in the tab *Runs*: an experiment's card, the table of all runs, and their curves."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QVBoxLayout, QWidget

from digitpad.session.runs.experimenter import Experimenter, ExperimentState
from digitpad.session.runs.outcome import outcome
from digitpad.session.runs.run_list import RunList
from digitpad.session.session import Session
from digitpad.ui.frame.actions import MenuEntry
from digitpad.ui.parts.sizes import scaled
from digitpad.ui.parts.wheel import WheelGuard
from digitpad.ui.plots.options import PlotOptions
from digitpad.ui.plots.plots_export import PlotsExport
from digitpad.ui.runs.experiment_card import ExperimentCard
from digitpad.ui.runs.runs_curves import RunsCurves
from digitpad.ui.runs.runs_model import RunsModel
from digitpad.ui.runs.runs_table import RunsTable

Then = Callable[[], object]

CARD_WIDTH = 240  # pixels, at least


class RunsView(QWidget):
    """Made when the tab is first seen; which runs are checked the model knows from the start."""

    def __init__(
        self,
        session: Session,
        runs: RunList,
        model: RunsModel,
        entries: Sequence[MenuEntry],
        ask_about_unsaved: Callable[[Then], object],
        options: PlotOptions,
        export: PlotsExport,
    ) -> None:
        """ask_about_unsaved, options: as for `RunsPanel`. entries: the actions of the tab."""
        super().__init__()
        self._session, self._model = session, model
        self._experimenter = Experimenter(session)
        self._unless_lost = ask_about_unsaved
        self.card = ExperimentCard(lambda state: outcome(state, runs))
        self.table = RunsTable(runs, model)
        self.curves = RunsCurves(runs, model, options, export)
        self.table.add_actions({entry.action.objectName(): entry.action for entry in entries})
        self._lay_out()
        WheelGuard(self)
        session.job_changed.connect(self._show_idle)
        self._experimenter.changed.connect(self._take_experiment)
        self.card.run_wanted.connect(self.run_experiment)
        self.card.cancel_wanted.connect(self._experimenter.cancel)
        self.card.chosen.connect(lambda: self.curves.show_experiment(self.card.state))
        self._show_idle()

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

    def fit_size(self) -> None:
        """Text is larger or smaller now."""
        self.table.fit_size()
        self._card_side.setMinimumWidth(scaled(CARD_WIDTH))

    def _show_idle(self, *_told: object) -> None:
        self.card.show_idle(self._session.is_idle)

    def run_experiment(self) -> None:
        """Do the experiment that the card shows."""
        experiment = self.card.experiment
        seeds, guess = self.card.seeds.value(), self.card.guess
        if experiment.neurons:
            self._experimenter.begin(experiment, 1, guess)
        else:
            self._unless_lost(lambda: self._experimenter.begin(experiment, seeds, guess))

    def _take_experiment(self, state: ExperimentState) -> None:
        self.card.show_state(state)
        if not state.is_running:
            ids = {planned.run_id for planned in state.runs if planned.run_id is not None}
            if ids:
                self._model.check(ids)
        self.curves.show_experiment(self.card.state)
