"""The tab *Runs*: the book's experiments, the table of all runs, and their curves overlaid."""

from collections.abc import Callable, Mapping
from copy import deepcopy

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QSlider,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from digitpad.session.experimenter import Experimenter, ExperimentState
from digitpad.session.outcome import of_speeds, outcome
from digitpad.session.python_lines import python_lines
from digitpad.session.run_list import RunList
from digitpad.session.run_record import RunRecord
from digitpad.session.run_settings import alike_but_for_the_seed
from digitpad.session.session import Session
from digitpad.ui.actions import press_for
from digitpad.ui.focus import FocusedTable, FocusedToolButton
from digitpad.ui.panel import Panel
from digitpad.ui.plain_text import make_plain
from digitpad.ui.runs.comparison_dialog import ComparisonDialog
from digitpad.ui.runs.experiment_card import ExperimentCard
from digitpad.ui.runs.experiment_plot import ExperimentPlot, has_picture, picture_of
from digitpad.ui.runs.layer_speeds import LayerSpeeds
from digitpad.ui.runs.overlay import OverlayPlot, Shown
from digitpad.ui.runs.runs_actions import declare_runs_actions
from digitpad.ui.runs.runs_export import RunsExport
from digitpad.ui.runs.runs_model import ID_ROLE, NAME, RunsModel, SortedRuns
from digitpad.ui.runs.series import Series
from digitpad.ui.sizes import scaled

Then = Callable[[], object]
AskForExport = Callable[[str, Mapping[str, Callable[[str], object]], str], object]

DRAW_EVERY = 250  # milliseconds; one plot at a time, as twenty runs take a frame
SMOOTHEST = 95  # of 100
CARD_WIDTH = 240  # pixels, at least
COLUMN_WIDTHS = (190, 84, 90, 52, 62, 62, 60)  # pixels


class RunsPanel(Panel):
    """Which runs are checked and chosen is known here; all else is the session's."""

    title = "Runs"
    told = Signal(str)
    """Carries a line for the status bar."""
    settings_wanted = Signal(RunRecord)
    """The form is to have this run's settings."""
    chosen = Signal()
    """Other rows are chosen."""

    def __init__(
        self,
        session: Session,
        runs: RunList,
        experimenter: Experimenter,
        unless_lost: Callable[[Then], object],
        ask_for_export: AskForExport,
    ) -> None:
        """unless_lost: does something that replaces the network, when nothing is lost by it."""
        super().__init__()
        self._session, self._runs, self._experimenter = session, runs, experimenter
        self._unless_lost, self._ask_for_export = unless_lost, ask_for_export
        self._series: dict[str, Series] = {}
        self._behind: list[OverlayPlot] = []
        self.model = RunsModel(runs, self)
        self.card = ExperimentCard(self._outcome)
        self.cost_plot = OverlayPlot("cost", "cost")
        self.accuracy_plot = OverlayPlot("accuracy", "accuracy (%)")
        self.experiment_plot = ExperimentPlot()
        self.experiment_plot.hide()
        self.speeds = LayerSpeeds(self)
        self.export = RunsExport(self)
        self._draw_soon = QTimer(self, singleShot=True)
        self._draw_soon.setInterval(DRAW_EVERY)
        self._draw_soon.timeout.connect(self._draw_next)
        self._make_table()
        changes = [self.chosen, runs.listed, self.model.checked_changed, session.job_changed]
        self.entries = declare_runs_actions(self, self, changes)
        self._lay_out()
        make_plain(self)
        self._connect()
        self.card.show_idle(session.is_idle)
        self._is_stale = True  # what is on disk is read when the tab is first seen

    # Putting together.

    def _make_table(self) -> None:
        self._sorted = SortedRuns(self.model)
        self.table = FocusedTable()
        self.table.setObjectName("runs")
        self.table.setAccessibleName("Runs")
        self.table.setModel(self._sorted)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(NAME, Qt.SortOrder.AscendingOrder)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.setTabKeyNavigation(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)

    def _lay_out(self) -> None:
        scroll = QScrollArea()
        scroll.setWidget(self.card)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it has it
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.viewport().setAutoFillBackground(False)
        self.card.setAutoFillBackground(False)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._card_side = scroll
        table_side = QWidget()
        column = QVBoxLayout(table_side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        column.addLayout(self._buttons())
        above = QSplitter(Qt.Orientation.Horizontal)
        above.addWidget(scroll)
        above.addWidget(table_side)
        above.setStretchFactor(0, 1)
        above.setStretchFactor(1, 2)
        above.setSizes([310, 670])
        plots = QWidget()
        row = QHBoxLayout(plots)
        row.setContentsMargins(0, 0, 0, 0)
        for plot in (self.cost_plot, self.accuracy_plot, self.experiment_plot):
            row.addWidget(plot, 1)
        below = QWidget()
        lower = QVBoxLayout(below)
        lower.setContentsMargins(0, 0, 0, 0)
        lower.addLayout(self._view_options())
        lower.addWidget(plots, 1)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.addWidget(above)
        halves.addWidget(below)
        halves.setStretchFactor(1, 1)
        halves.setSizes([310, 330])
        halves.setChildrenCollapsible(False)
        above.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(halves)

    def fit_size(self) -> None:
        self.table.verticalHeader().setDefaultSectionSize(scaled(24))
        self.table.setIconSize(QSize(scaled(12), scaled(12)))
        for column, width in enumerate(COLUMN_WIDTHS):
            self.table.setColumnWidth(column, scaled(width))
        for button in self._table_buttons:
            button.setMinimumWidth(scaled(48))
        self._card_side.setMinimumWidth(scaled(CARD_WIDTH))

    def _buttons(self) -> QHBoxLayout:
        actions = {entry.action.objectName(): entry.action for entry in self.entries}
        self._table_buttons: list[QPushButton] = []
        row = QHBoxLayout()
        row.setSpacing(6)
        for name, text in (
            ("use_last", "Use last"),
            ("use_best", "Use best"),
            ("use_settings", "Settings"),
            ("compare_runs", "Compare…"),
            ("copy_python", "Python"),
            ("delete_runs", "Delete"),
        ):
            button = QPushButton(text)
            button.setObjectName(name)
            button.setMinimumWidth(scaled(48))
            press_for(button, actions[f"action_{name}"])
            row.addWidget(button, 1)
            self._table_buttons.append(button)
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(actions["action_delete_runs"].trigger)
        return row

    def _view_options(self) -> QHBoxLayout:
        self.fold = QCheckBox("Fold seeds into a &band")
        self.fold.setObjectName("fold_seeds")
        self.fold.setToolTip(
            "Draw runs that differ in their seed alone as one line, their mean, in a band from the "
            "lowest to the highest"
        )
        self.smoothing = QSlider(Qt.Orientation.Horizontal)
        self.smoothing.setObjectName("smoothing")
        self.smoothing.setRange(0, SMOOTHEST)
        self.smoothing.setAccessibleName("Smoothing of the curves, in percent")
        self.smoothing.setMaximumWidth(140)
        self.smoothing.setToolTip("Draw each curve smoothed, over what was measured")
        label = QLabel("s&moothing")
        label.setBuddy(self.smoothing)
        self._smoothing_text = QLabel("off")
        self._smoothing_text.setMinimumWidth(36)
        self.way_back = FocusedToolButton()
        self.way_back.setText("zoomed – show all")
        self.way_back.setObjectName("runs_way_back")
        self.way_back.setToolTip("New epochs may be out of sight: show all, and follow the runs")
        self.way_back.hide()
        legend = QLabel("━━ evaluation   ╍╍ training")
        row = QHBoxLayout()
        row.addWidget(self.fold)
        row.addSpacing(12)
        for widget in (label, self.smoothing, self._smoothing_text):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.way_back)
        row.addWidget(legend)
        return row

    def _connect(self) -> None:
        plots = self.cost_plot, self.accuracy_plot
        for plot, other in (plots, plots[::-1]):
            plot.moved.connect(other.move_to)
            plot.following_changed.connect(self._take_following)
            self.way_back.clicked.connect(plot.show_all)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())
        self.model.checked_changed.connect(self._draw_all_soon)
        self.model.checked_changed.connect(self._show_experiment_plot)
        self._runs.changed.connect(self._take_run)
        self.fold.toggled.connect(self._draw_all_soon)
        self.smoothing.valueChanged.connect(self._take_smoothing)
        self._session.job_changed.connect(lambda _: self.card.show_idle(self._session.is_idle))
        self._experimenter.changed.connect(self._take_experiment)
        self.card.run_wanted.connect(self.run_experiment)
        self.card.cancel_wanted.connect(self._experimenter.cancel)
        self.card.chosen.connect(self._show_experiment_plot)
        self.speeds.changed.connect(self._take_speeds)
        self.speeds.failed.connect(self.told)

    # What is chosen, and what can be done with it.

    def _chosen(self) -> list[RunRecord]:
        rows = self.table.selectionModel().selectedRows()
        records = (self._runs.record(row.data(ID_ROLE)) for row in rows)
        return [record for record in records if record is not None]

    def _one(self) -> RunRecord | None:
        chosen = self._chosen()
        return chosen[0] if len(chosen) == 1 else None

    def has_runs(self) -> bool:
        return bool(self._runs.records())

    def has_several(self) -> bool:
        return len(self._runs.records()) > 1

    def has_chosen(self) -> bool:
        return self._one() is not None

    def has_checked(self) -> bool:
        return bool(self.model.checked())

    def can_use(self) -> bool:
        one = self._one()
        return one is not None and self._session.is_idle and one.id != self._runs.in_use

    def can_use_best(self) -> bool:
        one = self._one()
        return one is not None and self._session.is_idle and one.best_epoch is not None

    def can_delete(self) -> bool:
        return any(record.id != self._runs.in_use for record in self._chosen())

    def can_undelete(self) -> bool:
        return self._runs.can_undelete()

    def choose(self, run_id: str) -> None:
        """Choose the row of a run."""
        row = self.model.row_of(run_id)
        if row is not None:
            self.table.selectionModel().select(
                self._sorted.mapFromSource(self.model.index(row, NAME)),
                QItemSelectionModel.SelectionFlag.ClearAndSelect
                | QItemSelectionModel.SelectionFlag.Rows,
            )

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
        chosen = self._chosen()
        record = chosen[0] if chosen else self._runs.newest
        if record is not None:
            start = self._runs.start_of(record.id)
            QGuiApplication.clipboard().setText(python_lines(record, start))
            self.told.emit(f"Copied the lines of Python that repeat {record.title}")

    def compare(self) -> None:
        """Show the chosen runs side by side, or those that are checked, or all."""
        records = self._chosen()
        if len(records) < 2:
            records = self.model.checked()
        if len(records) < 2:
            records = self._runs.records()
        dialog = ComparisonDialog(records, self)
        dialog.export_wanted.connect(
            lambda comparison: self._ask_for_export(
                "Export Comparison", self.export.kinds_of_table(comparison), "comparison.csv"
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
            self.told.emit(f"The form has the settings of {one.title}")

    def delete(self) -> None:
        """Delete the chosen runs."""
        records = [record for record in self._chosen() if record.id != self._runs.in_use]
        self._runs.delete([record.id for record in records])
        several = len(records) != 1
        what = f"{len(records)} runs" if several else records[0].title
        self.told.emit(f"Deleted {what}; Undo Delete brings {'them' if several else 'it'} back")

    def undelete(self) -> None:
        """Bring back what was deleted last."""
        self._runs.undelete()

    def export_runs(self) -> None:
        """Ask for a file to write the checked runs' curves to."""
        shown = deepcopy(self._shown())  # it is painted while they may grow
        kinds = self.export.kinds(self.model.checked(), shown, self._strength)
        self._ask_for_export("Export Runs", kinds, "runs.csv")

    # What is shown.

    @property
    def _strength(self) -> float:
        return self.smoothing.value() / 100

    def _take_following(self, following: bool) -> None:
        """A double click on one plot is meant for both."""
        self.way_back.setHidden(following)
        if following:
            for plot in (self.cost_plot, self.accuracy_plot):
                plot.show_all()

    def _take_smoothing(self, percent: int) -> None:
        self._smoothing_text.setText(f"{percent} %" if percent else "off")
        self._draw_all_soon()

    def _take_run(self, run_id: str) -> None:
        if any(record.id == run_id for record in self.model.checked()):
            self._draw_all_soon()

    def _draw_all_soon(self, *_told: object) -> None:
        # In turns: a plot that waits already comes before one that was drawn just now.
        plots = (self.cost_plot, self.accuracy_plot)
        self._behind += [plot for plot in plots if plot not in self._behind]
        if not self.isVisible():
            self.refresh_if_seen()
        elif not self._draw_soon.isActive():
            self._draw_soon.start(0)

    def _draw_next(self) -> None:
        if not self._behind or not self.isVisible():
            return
        if not self._take_in_curves():
            self._draw_soon.start(0)
            return
        if self._behind[0].show_runs(self._shown(), self._strength):
            self._behind.pop(0)
            if self._behind:
                self._draw_soon.start(DRAW_EVERY)
        else:
            self._draw_soon.start(0)

    def _take_in_curves(self) -> bool:
        """Take in what the checked runs have learnt; whether all of it is taken in."""
        for record in self.model.checked():
            series = self._series.setdefault(record.id, Series())
            if not series.take_in(record.history):
                return False
        return True

    def _shown(self) -> list[Shown]:
        """The lines to draw: a run each, or a band of several."""
        records = self.model.checked()
        groups = [[record] for record in records]
        if self.fold.isChecked():
            groups = alike_but_for_the_seed(records)
        shown = []
        for group in groups:
            first = group[0]
            name = first.title if len(group) == 1 else f"{first.title} and {len(group) - 1} more"
            series = tuple(self._series.setdefault(record.id, Series()) for record in group)
            key = " ".join(record.id for record in group)
            shown.append(Shown(key, name, first.number, series))
        return shown

    def refresh(self) -> None:
        self._runs.read()
        self._draw_all_soon()

    def _take_experiment(self, state: ExperimentState) -> None:
        self.card.show_state(state)
        if not state.is_running:
            ids = {planned.run_id for planned in state.runs if planned.run_id is not None}
            if ids:
                self.model.check(ids)
            if state.experiment.plot == "speed" and not state.was_cancelled:
                self.speeds.find(state)
        self._show_experiment_plot()

    def _outcome(self, state: ExperimentState) -> str:
        if state.experiment.plot == "speed" and self.speeds.found:
            return of_speeds(self.speeds.found)
        return outcome(state, self._runs)

    def _take_speeds(self) -> None:
        self.card.show_outcome()
        self._show_experiment_plot()

    def _show_experiment_plot(self) -> None:
        state = self.card.state
        is_shown = state is not None and has_picture(state.experiment)
        self.experiment_plot.setVisible(is_shown)
        # What one neuron learns is no run: where no other is to be seen it has all the room.
        is_alone = is_shown and not self.model.checked() and bool(self.card.experiment.neurons)
        for plot in (self.cost_plot, self.accuracy_plot):
            plot.setHidden(is_alone)
        if state is not None and is_shown and not state.is_running:
            self.experiment_plot.show_picture(picture_of(state, self._runs, self.speeds.found))
