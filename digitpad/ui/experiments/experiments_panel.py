"""The tab *Experiments*: the book's questions, each guessed at, done, and answered."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QIcon, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from digitpad.core.book.experiments import EXPERIMENTS
from digitpad.core.book.trials import Experiment
from digitpad.session.runs.curves_csv import runs_csv
from digitpad.session.runs.experiment_list import ExperimentList
from digitpad.session.runs.experiment_state import ExperimentState, headline_of, rows_of
from digitpad.session.runs.time_needed import roughly, time_in_words
from digitpad.ui.experiments.experiment_chart import ExperimentChart, ExperimentFigures
from digitpad.ui.frame.shared import Shared
from digitpad.ui.frame.tab import Panel
from digitpad.ui.parts import theme
from digitpad.ui.parts.actions import StayingButton
from digitpad.ui.parts.explained import explain, tooltip
from digitpad.ui.parts.layouts import PAGE, SPACE, column, label_of, named, paragraph, row, scroll
from digitpad.ui.parts.number_fields import whole_number
from digitpad.ui.plots.chart import PlotOptions
from digitpad.ui.plots.plot import Plot
from digitpad.ui.plots.plots_export import chart_csv, plot_kinds

SHOW_EVERY = 150  # milliseconds, while a run goes on
FIGURE = 220, 200  # pixels, at least


class ExperimentsPanel(Panel):
    """A list of all experiments, and beside it the chosen one, as far as it has come.

    Headline, figure and table are always shown together, so that they say the same.
    """

    def __init__(
        self,
        shared: Shared,
        experiments: ExperimentList,
        options: PlotOptions,
        entries: Sequence[QAction],
    ) -> None:
        """entries: the actions of its tab."""
        super().__init__()
        self._session, self._runs = shared.session, shared.run_list
        self._experiments, self._exports = experiments, shared.exports
        about = "The experiments of the book’s chapter 3, two of chapter 5, and one on forgetting"
        self._list = named(QListWidget(), "experiments", about, "Experiments")
        for experiment in EXPERIMENTS:
            QListWidgetItem(experiment.title, self._list).setToolTip(tooltip(experiment.question))
        self._list.setIconSize(QSize(16, 16))
        self._list.setSizeAdjustPolicy(QListWidget.SizeAdjustPolicy.AdjustToContents)
        self._list.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._marked: tuple[set[str], str] = set(), ""  # what is marked as done, and in which theme
        about = "What an experiment asks, and then what came out, beside the book’s answer."
        self._headline = paragraph("experiment_headline", about, "title")
        self._caption = paragraph("experiment_caption", about, "caption")
        self._card = ExperimentCard()
        blank = "Here its figure will grow, run by run."
        self._figure = Plot("experiment", "What the experiment shows", least=FIGURE, blank=blank)
        self._chart = ExperimentChart(options)
        self._figures = ExperimentFigures()
        names, preferences = [each.name for each in EXPERIMENTS], shared.preferences
        left = preferences.read("experiment", names[0], names)
        self._list.setCurrentRow(names.index(left))
        keep = partial(preferences.setValue, "experiment")
        self._list.currentRowChanged.connect(lambda place: keep(names[place]))
        self._figure.area.addActions(entries)
        for fact in (self._list.currentRowChanged, experiments.changed, self._runs.listed):
            fact.connect(lambda *_told: self.changed.emit())
        self._lay_out()
        self._show_done()
        self._list.currentRowChanged.connect(self.refresh)
        self._card.run.clicked.connect(self._run)
        self._card.cancel.clicked.connect(experiments.cancel)
        self._card.seeds.valueChanged.connect(self.refresh)
        self.follow(experiments.changed, self._session.queue.changed)
        self.follow(self._runs.listed, self._runs.changed, options.changed)
        experiments.read()

    def _lay_out(self) -> None:
        chosen = QWidget()
        column(self._card, (self._figure, 1), self._figures, of=chosen, spacing=8)
        said = column(self._headline, self._caption, spacing=2)
        area = scroll(QScrollArea(), chosen)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # Beside the list, which stays where it is, however many lines this has.
        beside = column(said, (area, 1), spacing=SPACE)
        row(self._list, (beside, 1), of=self, spacing=2 * SPACE, margins=PAGE)

    # What is chosen, and what is done with it.

    @property
    def _experiment(self) -> Experiment:
        return EXPERIMENTS[self._list.currentRow()]

    @property
    def _state(self) -> ExperimentState | None:
        """How far the chosen one has come; None if it was not begun."""
        return self._experiments.state_of(self._experiment)

    def _run(self) -> None:
        self._experiments.begin(self._experiment, self._card.seeds.value(), self._card.guess)

    def can_export(self) -> bool:
        """Whether the chosen one has a figure."""
        return self._state is not None

    def export(self) -> None:
        """Ask for a file to write its figure to."""
        records = self._chart.records(self._state)
        chart = self._chart.of(self._experiment, self._state)
        lines = "evaluation solid, training dashed" if len(self._experiment.kinds) > 1 else ""
        texts = self._experiment.title, lines

        def numbers() -> bytes:
            return runs_csv(records) if records else chart_csv([chart])

        kinds = plot_kinds(self._exports, numbers, texts, [chart])
        self._exports.ask("Export Experiment", kinds, f"{self._experiment.name}.csv")

    # What is shown.

    def refresh_soon(self, *_told: object) -> None:
        # While a run goes on there is news all the time.
        self.pause = 0 if self._session.queue.is_idle else SHOW_EVERY
        super().refresh_soon()

    def refresh(self, *_told: object) -> None:
        experiment, state = self._experiment, self._state
        self._show_done()
        headline, caption = headline_of(experiment, state)
        self._headline.setText(headline)
        self._caption.setText(caption if state is not None else f"{caption} {self._time()}")
        can_run = self._session.queue.is_idle
        self._card.show_experiment(experiment, state, can_run)
        self._figure.show_chart(self._chart.of(experiment, state))
        self._figures.show_rows([] if state is None else rows_of(state))

    def _time(self) -> str:
        return time_in_words(self._experiment, self._card.seeds.value(), self._runs.records())

    def _show_done(self) -> None:
        """Mark the experiments that were done with a tick."""
        done = self._experiments.done()
        if (done, theme.current().name) == self._marked:
            return
        self._marked = done, theme.current().name
        nothing = QPixmap(self._list.iconSize())
        nothing.fill(Qt.GlobalColor.transparent)
        for at, experiment in enumerate(EXPERIMENTS):
            is_done, item = experiment.name in done, self._list.item(at)
            item.setIcon(theme.icon("tick") if is_done else QIcon(nothing))
            said = f"{experiment.title}, done" if is_done else experiment.title
            item.setData(Qt.ItemDataRole.AccessibleTextRole, said)


MOST_SEEDS = 20
CHOICES = 3


class ExperimentCard(QWidget):
    """What it is about, the question with its guesses, and a button; others answer `run`."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[str, int | None] | None = None  # an experiment, and what was guessed
        about = "What is trained, and once it was done, why the book finds what it finds."
        self._text = paragraph("experiment_text", about)
        self._question = paragraph("experiment_question", "What the experiment asks.", "heading")
        self._group = QButtonGroup(self)
        about = "What do you expect? Guess first: the answer then stays in mind."
        for i in range(CHOICES):
            self._group.addButton(named(QRadioButton(), f"guess_{i}", about), i)
        self.run = named(StayingButton("Run"), "run_experiment", role="primary")
        about = "End it here. What was done stays, and Go On does the rest."
        self.cancel = named(StayingButton("Cancel"), "cancel_experiment", about)
        tip = "How many runs of each kind, from other random numbers"
        self.seeds = named(whole_number(1, 1, MOST_SEEDS), "experiment_seeds", tip)
        self._progress = named(QProgressBar(), "experiment_progress", "How far the experiment is.")
        self._progress.setRange(0, 1000)
        policy = self._progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)  # it has what is left in the row
        self._progress.setSizePolicy(policy)
        about = "What the figure below has to show."
        self._look_at = paragraph("experiment_look_at", about, "muted")
        self._guesses = QWidget()
        column(self._question, *self._group.buttons(), of=self._guesses, spacing=6)
        seeds = label_of(self.seeds, "see&ds"), self.seeds
        buttons = row(self.run, *seeds, self.cancel, (self._progress, 1), spacing=8)
        column(self._text, self._guesses, buttons, self._look_at, of=self, spacing=8)
        explain(self, "Read the question, guess, press Run, and see what comes out.")

    @property
    def guess(self) -> int | None:
        """The number of the guess that was made."""
        return None if self._group.checkedId() < 0 else self._group.checkedId()

    def show_experiment(
        self, experiment: Experiment, state: ExperimentState | None, can_run: bool
    ) -> None:
        """Show an experiment as far as it has come. can_run: whether a run could begin now."""
        shown = experiment.name, None if state is None else state.guess
        if shown != self._shown:
            self._shown = shown
            self._show_guess(experiment, shown[1])
            self._question.setText(experiment.question)
            self._look_at.setText(f"Look at: {experiment.look_at}")
        is_running = state is not None and state.is_running
        is_done = state is not None and state.is_over
        is_missing = state is None or state.is_missing(self.seeds.value())
        self._text.setText(experiment.answer if is_done else experiment.setup)
        self._guesses.setHidden(is_done)  # the headline says what became of it
        self._guesses.setDisabled(is_running)
        self.cancel.setEnabled(is_running)
        self.seeds.setDisabled(is_running or bool(experiment.neurons))
        if not is_running:
            self.run.setText("Run" if state is None or not is_missing else "Go On")
        self.run.setEnabled(can_run and is_missing)
        tip = "Do the experiment; the network in use stays"
        if not can_run:
            tip = "A run is going on: let it end, or stop it, first"
        elif not is_missing:
            tip = "All of it is done: choose more seeds, or delete its runs in Runs"
        explain(self.run, tip)
        self._progress.setVisible(is_running)
        if state is not None and is_running:
            left = "" if state.seconds_left is None else f", {roughly(state.seconds_left)} left"
            left = ", paused" if state.is_paused else left
            self._progress.setValue(round(1000 * state.done))
            self._progress.setFormat(f"%p %{left}")

    def _show_guess(self, experiment: Experiment, guess: int | None) -> None:
        self._group.setExclusive(False)  # or one of them would stay checked
        for i, (button, text) in enumerate(zip(self._group.buttons(), experiment.choices)):
            button.setText(text)
            button.setChecked(i == guess)
        self._group.setExclusive(True)
