"""The tab *Experiments*: the book's questions, each guessed at, done, and answered."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QScrollArea, QSizePolicy, QWidget

from digitpad.core.book.experiments import EXPERIMENTS
from digitpad.core.book.trials import Experiment
from digitpad.session.runs.experiment_state import ExperimentState, in_words, speed_of
from digitpad.session.runs.experimenter import Experimenter
from digitpad.session.runs.outcome import headline_of, rows_of
from digitpad.ui.experiments.experiment_card import ExperimentCard
from digitpad.ui.experiments.experiment_chart import ExperimentChart, ExperimentFigures
from digitpad.ui.frame.actions import Row, declare
from digitpad.ui.frame.panel import Panel
from digitpad.ui.frame.shared import Shared
from digitpad.ui.parts import theme
from digitpad.ui.parts.layouts import APART, PAGE, column, named, row, scroll
from digitpad.ui.parts.lines import Headline
from digitpad.ui.parts.plain_text import tooltip
from digitpad.ui.plots.chart import PlotOptions
from digitpad.ui.plots.plot import Plot
from digitpad.ui.plots.plots_export import chart_csv, plot_kinds, runs_csv

SHOW_EVERY = 150  # milliseconds, while a run goes on
LEAST = 220, 170  # pixels of the figure


class ExperimentsPanel(Panel):
    """A list of all experiments, and beside it the chosen one, as far as it has come.

    Headline, figure and table are always shown together, so that they say the same.
    """

    title = "Experiments"

    def __init__(self, shared: Shared, experimenter: Experimenter, options: PlotOptions) -> None:
        super().__init__()
        self._session, self._runs = shared.session, shared.run_list
        self._experimenter, self._exports = experimenter, shared.exports
        about = "The experiments of the book’s chapter 3, two of chapter 5, and one on forgetting"
        self._list = named(QListWidget(), "experiments", about, "Experiments")
        for experiment in EXPERIMENTS:
            QListWidgetItem(experiment.title, self._list).setToolTip(tooltip(experiment.question))
        self._list.setIconSize(QSize(16, 16))
        self._list.setSpacing(4)
        self._list.setSizeAdjustPolicy(QListWidget.SizeAdjustPolicy.AdjustToContents)
        self._list.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._marked: tuple[set[str], str] = set(), ""  # what is marked as done, and in which theme
        about = "What an experiment asks, and then what came out, beside the book’s answer."
        self._headline = Headline("experiment_headline", "experiment_caption", about)
        self._card = ExperimentCard()
        self._figure = Plot("experiment", "What the experiment shows", least=LEAST)
        self._chart = ExperimentChart(options)
        self._figures = ExperimentFigures()
        export = Row("action_export_experiment", "&Export Experiment…", "Export", 1, self._export,
                     "Write the figure to a CSV, PNG or SVG file",
                     usable=lambda: self._state is not None)  # fmt: skip
        changes = [self._list.currentRowChanged, experimenter.changed, experimenter.listed]
        self._list.setCurrentRow(0)
        self._figure.area.addActions([e.action for e in declare(self, [export], changes)])
        self._lay_out()
        self._show_done()
        self._list.currentRowChanged.connect(self.refresh)
        self._card.run.clicked.connect(self._run)
        self._card.cancel.clicked.connect(experimenter.cancel)
        self._card.seeds.valueChanged.connect(self.refresh)
        self.follow(experimenter.changed, experimenter.listed, self._session.job_changed)
        self.follow(self._runs.listed, self._runs.changed, options.changed)
        experimenter.read()

    def _lay_out(self) -> None:
        chosen = QWidget()
        column(self._card, (self._figure, 1), self._figures, of=chosen, spacing=8)
        area = scroll(QScrollArea(), chosen)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        below = row(self._list, (area, 1), spacing=2 * APART)
        column(self._headline, (below, 1), of=self, spacing=APART, margins=PAGE)

    # What is chosen, and what is done with it.

    @property
    def _experiment(self) -> Experiment:
        return EXPERIMENTS[self._list.currentRow()]

    @property
    def _state(self) -> ExperimentState | None:
        """How far the chosen one has come; None where it was not begun."""
        return self._experimenter.state_of(self._experiment)

    def _run(self) -> None:
        self._experimenter.begin(self._experiment, self._card.seeds.value(), self._card.guess)

    def _export(self) -> None:
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
        self.pause = 0 if self._session.is_idle else SHOW_EVERY
        super().refresh_soon()

    def refresh(self, *_told: object) -> None:
        experiment, state = self._experiment, self._state
        self._show_done()
        headline, caption = headline_of(experiment, state)
        self._headline.say(headline, caption if state is not None else f"{caption} {self._time()}")
        can_run = self._session.is_idle and not self._experimenter.is_running
        self._card.show_experiment(experiment, state, can_run)
        self._figure.show_chart(self._chart.of(experiment, state))
        self._figures.show_rows([] if state is None else rows_of(state))

    def _time(self) -> str:
        speed = speed_of(self._runs.records())
        return in_words(self._experiment, self._card.seeds.value(), speed)

    def _show_done(self) -> None:
        """Mark the experiments that were done with a tick."""
        done = self._experimenter.done()
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
