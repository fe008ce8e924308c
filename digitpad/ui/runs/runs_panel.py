"""The tab *Runs*: a table of all runs, above the curves of the checked ones."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QPushButton, QSplitter, QWidget

from digitpad.session.preferences import SHOWS_EXPERIMENTS, Preferences
from digitpad.session.runs.list_words import (
    HOW_TO_DRAW,
    MANY,
    about_common,
    about_deleted,
    about_none,
)
from digitpad.session.runs.run import Run, file_name_of
from digitpad.ui.frame.shared import Shared
from digitpad.ui.frame.tab import Panel
from digitpad.ui.parts import dialogs, theme
from digitpad.ui.parts.actions import ActionButton, undo_key
from digitpad.ui.parts.cut_labels import CutLabel, Headline
from digitpad.ui.parts.layouts import (
    PAGE,
    REST,
    SPACE,
    column,
    named,
    remember,
    row,
    split,
)
from digitpad.ui.plots.linked_plots import PlotOptions
from digitpad.ui.runs.note_view import NoteView
from digitpad.ui.runs.runs_curves import RunsCurves
from digitpad.ui.runs.runs_model import RunsModel
from digitpad.ui.runs.runs_table import RunsTable

DIVISION = "runs/split"  # the preference that keeps how table and plots share the room
WANTED = 200  # pixels of a plot’s height
SHARE = 0.46  # of the room, which the plots have if that is more


class TableAndPlots(QSplitter):
    """Leaves the plots a useful height, until a person divides the room."""

    def __init__(self, table: QWidget, plots: RunsCurves, preferences: Preferences) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self.setChildrenCollapsible(False)
        self._plots = plots
        self.addWidget(table)
        self.addWidget(plots)
        self._is_divided = DIVISION in preferences.allKeys()  # by hand
        remember(preferences, self, DIVISION)
        self.splitterMoved.connect(self._stay)

    def _stay(self) -> None:
        self._is_divided = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._is_divided:
            room = sum(self.sizes())
            plot = self._plots.plots[0]
            heads = plot.minimumSizeHint().height() - plot.area.minimumHeight()
            plots = max(round(SHARE * room), heads + WANTED)
            self.setSizes([room - plots, plots])  # the table keeps its least height


class RunsPanel(Panel):
    """The table, the curves below it, and the actions for the chosen runs."""

    settings_wanted = Signal(Run)
    """The form should take a run's settings; carries the run."""
    training_wanted = Signal()
    experiment_wanted = Signal()
    question_wanted = Signal()
    """A person wants to ask which value of a setting is better."""

    def __init__(self, shared: Shared, options: PlotOptions, entries: Sequence[QAction]) -> None:
        """entries: the actions of its tab."""
        super().__init__()
        self._session, self._runs, self._options = shared.session, shared.session.runs, options
        self._keeper = shared.keeper
        self._exports = shared.exports
        self._preferences = shared.preferences
        self._model = RunsModel(self._runs, shared.experiments.title_of, self)
        self._table = RunsTable(self._model)
        self._curves = RunsCurves(self._runs, self._model, self._options)
        about = "Which run has the highest accuracy. A run stays until you delete it."
        self._headline = Headline("runs_headline", "runs_caption", about)
        tip = "Ask in Experiments: it trains some values of a setting, with several seeds each"
        self._ask = named(QPushButton("Your Own Question…"), "ask_own", tip)
        self._ask.clicked.connect(self.question_wanted)
        tip = "List the runs of experiments as well"
        self._experiments = named(QCheckBox("Experiments’ runs"), "experiments_runs", tip)
        actions = {each.objectName(): each for each in entries}
        of_menu = {name: each for name, each in actions.items() if name != "action_export_runs"}
        self._table.add_actions(of_menu)
        self._curves.add_actions(list(of_menu.values()))
        names = "delete_runs", "use_last"
        buttons = [ActionButton(name, actions[f"action_{name}"]) for name in names]
        theme.give_role(buttons[-1], "primary")
        below = row(REST, self._experiments, self._curves.shown, *buttons, spacing=8)
        about = "The settings that all listed runs have in common, but for the form’s defaults."
        self._common = CutLabel("runs_common", about, most_lines=1, role="caption")
        self._common.hide()
        above = QWidget()
        self._note = NoteView(self._runs)
        self._note.cut.connect(self._session.tell)
        for keep in (self._note.keep, self._table.keep_name):
            self._keeper.ending.connect(keep)
        table = split(Qt.Orientation.Horizontal, (self._table, 78), (self._note, 22))
        remember(self._preferences, table, "runs/note")
        column(self._common, (table, 1), below, of=above, spacing=8)
        self._full = TableAndPlots(above, self._curves, self._preferences)
        self._table.remember(self._preferences)
        for plot in self._curves.plots:
            plot.chosen.connect(self._use_at)
        self._empty = self._offers()
        self._headline.put_beside(self._ask)
        parts = self._headline, (self._full, 1), (self._empty, 1)
        column(*parts, of=self, spacing=SPACE, margins=PAGE)
        self._experiments.toggled.connect(self._model.show_experiments)
        remember(self._preferences, self._experiments, SHOWS_EXPERIMENTS)
        chosen_changed = self._table.selectionModel().selectionChanged
        for fact in (chosen_changed, self.looked_at):
            fact.connect(lambda *_seen: self._show_chosen())
        for fact in (chosen_changed, self.looked_at, self._model.checked_changed):
            fact.connect(lambda *_told: self.changed.emit())
        self.follow(self._model.checked_changed)
        self._runs.changed.connect(self._take_change)

    def _take_change(self, _run_id: str, what: frozenset[str]) -> None:
        if what - {"learnt"}:
            self.refresh_soon()

    def _offers(self) -> QWidget:
        """Buttons for a window without runs."""
        tip = "Go to the tab Train, where a network learns in seconds"
        train = named(QPushButton("Train a Network"), "train_first", tip, role="primary")
        tip = "Go to the tab Experiments: guess, then see"
        experiment = named(QPushButton("Do an Experiment"), "experiment_first", tip)
        train.clicked.connect(self.training_wanted)
        experiment.clicked.connect(self.experiment_wanted)
        offers = QWidget()
        column(row(train, experiment, REST, spacing=8), REST, of=offers)
        return offers

    # The choice. While the tab is hidden, nothing is chosen.

    def _chosen_ids(self) -> list[str]:
        return self._table.chosen_ids() if self.isVisible() else []

    def _show_chosen(self) -> None:
        chosen = self.chosen()
        self._curves.highlight([run.id for run in chosen])
        self._note.show_run(chosen[0] if len(chosen) == 1 else None)

    def chosen(self) -> list[Run]:
        """The runs whose rows are chosen."""
        runs = map(self._runs.get, self._chosen_ids())
        return [run for run in runs if run is not None]

    def checked(self) -> list[Run]:
        return self._model.checked()

    # Actions.

    def copy_python(self) -> None:
        """Copy Python that repeats the chosen run, or else the one in use, or else the newest."""
        from digitpad.session.runs.python_lines import python_lines

        run = next(iter(self.chosen()), self._session.run or self._runs.newest)
        if run is None:
            return

        def copy(start: Path | None = None) -> None:
            QGuiApplication.clipboard().setText(python_lines(run, start))
            self._session.tell(f"Copied Python that repeats {run.title}")

        if run.has_start:
            dialogs.ask_for_path(
                self.window(),
                f"Save the Network That {run.title} Began With",
                lambda path: self._keeper.save_start(run.id, path, lambda _saved: copy(path)),
                self._preferences,
                "files",
                Path(file_name_of(f"{run.title}, start")),
            )
        else:
            copy()

    def use(self) -> None:
        """Use the last epoch of the chosen run."""
        (run,) = self.chosen()
        self._session.use(run.id)

    def _use_at(self, place: float, run_id: str) -> None:
        """Use a run at the epoch of a place on its curve."""
        if run_id in self._runs:
            self._session.use(run_id, round(place))

    def draw_only(self) -> None:
        """Check the chosen runs, and no others."""
        self._model.check(self._chosen_ids())

    def rename(self) -> None:
        """Edit the name of the chosen run in its row."""
        self._table.rename()

    def use_settings(self) -> None:
        """Fill the form with the chosen run's settings."""
        (run,) = self.chosen()
        self.settings_wanted.emit(run)

    def delete(self) -> None:
        runs = [run for run in self.chosen() if self._runs.can_delete(run.id)]
        self._table.clearSelection()  # else each row that goes would tell of another choice
        self._runs.delete([run.id for run in runs])
        self._table.clearSelection()  # Qt has chosen the next row: another Delete would take it
        self._session.tell(about_deleted(runs, undo_key()))

    def export_runs(self) -> None:
        """Ask for a file, and export the checked runs to it: their curves, or all of them."""
        ids = [run.id for run in reversed(self._model.checked())]
        types = self._curves.file_types()
        self._exports.ask_with_runs("Export Runs", types, "runs", self._keeper, ids)

    def refresh(self) -> None:
        is_empty = not self._runs.count
        self._ask.setVisible(not is_empty)
        self._full.setHidden(is_empty)
        self._empty.setVisible(is_empty)
        if is_empty:
            self._headline.say(*about_none(self._runs.are_read))
            return
        common = about_common(self._model.common)
        self._common.show_text(common)
        self._common.setVisible(bool(common))
        are_many = len(self._model.lines()) < len(self._model.checked())
        highest, below = self._model.highest_accuracy()
        self._headline.say(highest, MANY if are_many else below or HOW_TO_DRAW)
