"""The tab *Experiments*: the book's questions and a person's own: guess, run, and see."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QWidget,
)

from digitpad.core.book.experiments import EXPERIMENTS
from digitpad.core.book.figures import LEAST_SEEDS
from digitpad.core.book.trials import Experiment
from digitpad.core.text import shortened
from digitpad.session.runs.curves_csv import runs_csv
from digitpad.session.runs.experiment_charts import (
    ExperimentCharts,
    lines_in_words,
    runs_of_the_book,
)
from digitpad.session.runs.experiment_state import (
    ExperimentState,
    beside_the_book,
    headline_of,
    rows_of,
)
from digitpad.session.runs.own_experiment import experiment_of
from digitpad.session.runs.run import Run
from digitpad.session.runs.time_needed import work_in_words
from digitpad.ui.experiments.experiment_card import OWN, ExperimentCard
from digitpad.ui.experiments.experiment_figures import ExperimentFigures
from digitpad.ui.experiments.own_neuron import OwnNeuron
from digitpad.ui.experiments.own_question import OwnQuestion
from digitpad.ui.frame.shared import Shared
from digitpad.ui.frame.tab import Panel
from digitpad.ui.parts import theme
from digitpad.ui.parts.actions import Action, Key, declare, undo_key
from digitpad.ui.parts.item_views import offer
from digitpad.ui.parts.layouts import (
    PAGE,
    REST,
    SPACE,
    WideScroll,
    column,
    named,
    paragraph,
    row,
)
from digitpad.ui.plots.linked_plots import PlotOptions
from digitpad.ui.plots.plot import Plot
from digitpad.ui.plots.plots_export import chart_csv, plot_file_types
from digitpad.ui.train.form import Form

SHOW_EVERY = 150  # milliseconds between updates while something trains
FIGURE = 220, 200  # pixels, at least
BESIDE = 400  # pixels, at least, of a figure beside another: its legend should be whole
BELOW_TITLE = 2  # pixels
LIST, PART = 280, 0.38  # at most, in pixels or of the width: very large titles are cut
ASKED = "Your own question"
LONGEST_TITLE = 38  # letters in the list


class ExperimentsPanel(Panel):
    """A list of all experiments, and the chosen one with its results so far.

    Below the book's experiments in the list come a new question, and a person's own experiments.
    """

    settings_wanted = Signal(Run)
    """The form should take a run's settings; carries the run."""

    def __init__(
        self,
        shared: Shared,
        options: PlotOptions,
        form: Form,
        entries: Sequence[QAction],
    ) -> None:
        """form: Train's. entries: the actions of the tab."""
        super().__init__()
        self._session, self._runs = shared.session, shared.session.runs
        self._experiments = experiments = shared.experiments
        self._exports, self._keeper = shared.exports, shared.keeper
        self._preferences = shared.preferences
        about = "Experiments of the book’s chapters 3 and 5, and your own"
        self._list = named(QListWidget(), "experiments", about, "Experiments")
        self._listed: dict[str, Experiment | None] = {}  # by name; None: a new question
        self._chosen = self._preferences.read("experiment", EXPERIMENTS[0].name)
        self._seeds = LEAST_SEEDS  # of the book's experiments
        self._list.setIconSize(QSize(16, 16))
        self._list.setSizeAdjustPolicy(QListWidget.SizeAdjustPolicy.AdjustToContents)
        self._list.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._marked: tuple[set[str], str] = set(), ""  # the rows with a tick, and the theme's name
        about = "What an experiment asks, then its result beside the book’s answer."
        self._headline = paragraph("experiment_headline", about, "title")
        self._caption = paragraph("experiment_caption", about, "caption")
        self._said = QWidget()  # both
        self._question = OwnQuestion(self._session, form)
        self._card = ExperimentCard()
        self._neuron = OwnNeuron()
        blank = "Here its figure will appear."
        self._figure = Plot("experiment", "What the experiment shows", least=FIGURE, blank=blank)
        self._curves = Plot("experiment_curves", "The curves of its runs", least=FIGURE)
        self._chart = ExperimentCharts(options)
        about = "How far the book’s own line, thin and pale in the figure, lies from ours."
        self._beside = paragraph("experiment_beside_the_book", about, "caption")
        self._figures = ExperimentFigures()
        self._pointed: str | None = None  # the key of the trace that is pointed at
        for part in (self._figure.area, self._curves.area):
            part.addActions(entries)
        experiments.changed.connect(self._show_list)  # before slots that ask for the chosen one
        facts = self._list.currentItemChanged, experiments.changed, self._session.queue.ended
        for fact in facts:
            fact.connect(lambda *_told: self.changed.emit())
        self._lay_out()
        self._show_list()
        delete = Action("action_delete_experiment", "&Delete", "Experiments", 1, self._delete,
                        "Delete the chosen experiment of your own, with its runs",
                        (Key.Delete, "Backspace"), in_focus=True)  # fmt: skip
        self._list.addActions(declare(self, [delete]))
        self._list.currentItemChanged.connect(self._choose)
        self._list.verticalScrollBar().rangeChanged.connect(self._show_chosen)
        self._figure.pointed.connect(self._take_pointed)
        self._card.run.clicked.connect(self._run)
        self._card.more.clicked.connect(self._run_more)
        self._card.use.clicked.connect(self._use_settings)
        self._card.delete.clicked.connect(self._delete)
        self._card.cancel.clicked.connect(experiments.cancel)
        self._card.seeds.valueChanged.connect(self.refresh)
        self.follow(experiments.changed, self._session.queue.changed)
        self.follow(options.changed)
        self._runs.changed.connect(self._take_change)
        self.follow(self._question.changed, form.changed, self._neuron.changed)

    def _take_change(self, _run_id: str, what: frozenset[str]) -> None:
        if "listed" in what:
            self.changed.emit()
        if what - {"learnt", "used"}:
            self.refresh_soon()

    def _lay_out(self) -> None:
        chosen, self._shown = QWidget(), QWidget()
        self._plots = row((self._figure, 1), (self._curves, 1), spacing=SPACE)
        column(self._neuron, (self._plots, 1), self._beside, of=self._shown, spacing=8)
        parts = self._question, self._card, (self._shown, 1), self._figures
        self._parts = column(*parts, of=chosen, spacing=8)
        column(self._headline, self._caption, REST, of=self._said, spacing=BELOW_TITLE)
        self._area = WideScroll(chosen, self._card)  # the plots find room below each other
        self._area.verticalScrollBar().rangeChanged.connect(self._put_figure)
        below = row(self._list, (self._area, 1), spacing=2 * SPACE)
        column(self._said, (below, 1), of=self, spacing=SPACE, margins=PAGE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the curves beside the figure, or below it if there is no room; bound the list."""
        super().resizeEvent(event)
        self._list.setMaximumWidth(max(LIST, int(PART * self.width())))
        listed = min(self._list.sizeHint().width(), self._list.maximumWidth())
        room = self.width() - listed - 2 * SPACE - PAGE[0] - PAGE[2]
        is_wide, ways = room >= 2 * BESIDE + SPACE, QBoxLayout.Direction
        self._plots.setDirection(ways.LeftToRight if is_wide else ways.TopToBottom)

    def _put_figure(self, *_range: int) -> None:
        """Put a figure with results above the card if it would be out of sight below."""
        taken = self._card.height() + self._figure.minimumSizeHint().height()
        is_first = self._state is not None and taken > self._area.height()
        self._parts.removeWidget(self._shown)
        self._parts.insertWidget(0 if is_first else 2, self._shown, 1)

    # The chosen experiment, and actions for it.

    def ask(self) -> None:
        """Choose the item for a new question."""
        self._list.setCurrentRow(list(self._listed).index(OWN))

    @property
    def _is_asking(self) -> bool:
        """Whether the item for a new question is chosen."""
        return name_in(self._list.currentItem()) == OWN

    @property
    def _experiment(self) -> Experiment:
        return self._listed[name_in(self._list.currentItem())] or experiment_of(self._question.own)

    @property
    def _state(self) -> ExperimentState | None:
        """The state of the chosen experiment; None if it was not begun."""
        return self._experiments.state_of(self._experiment)

    def _choose(self, item: QListWidgetItem, before: QListWidgetItem) -> None:
        left = self._listed[name_in(before)]
        if left is not None and left.own is None:
            self._seeds = self._card.seeds.value()
        self._chosen = name_in(item)
        self._preferences.setValue("experiment", self._chosen)
        self._want_seeds()
        self.refresh()

    def _want_seeds(self) -> None:
        """Show the number of seeds wanted; all of the book's experiments share one."""
        if self._is_asking:
            self._card.seeds.setValue(LEAST_SEEDS)  # fewer never give an answer
        else:
            own = self._experiment.own
            self._card.seeds.setValue(self._seeds if own is None else own.seeds)

    def _run(self) -> None:
        seeds, guess = self._card.seeds.value(), self._card.guess
        if not self._is_asking:
            self._experiments.begin(self._experiment, seeds, guess)
        elif not self._question.error and not self._session.queue.state.experiment:
            own = self._question.own
            self._experiments.begin_own(own, seeds, guess)
            self._list.setCurrentRow(list(self._listed).index(own.name))

    def _run_more(self) -> None:
        """Add seeds, which may decide it."""
        if (state := self._state) is not None:
            seeds = len({seed for _, seed in state.runs})
            self._card.seeds.setValue(seeds + state.more_seeds())
            self._run()

    def _take_pointed(self, _place: object, key: str | None) -> None:
        """Show the book's lines beside those that are read out, where not all have room."""
        if key != self._pointed and self._experiment.plot == "gradients":
            self._pointed = key
            self.refresh_soon()

    def _use_settings(self) -> None:
        """Fill the form with the settings of the value that reads best."""
        state = self._state
        if state is not None and (run := state.leader()) is not None:
            self.settings_wanted.emit(run)

    def _delete(self) -> None:
        if not self._is_asking and self._experiment.own is not None:
            title = shortened(self._experiment.title)
            self._experiments.delete(self._experiment.own)
            self._session.tell(f"Deleted {title}; {undo_key()} brings it back")

    def can_export(self) -> bool:
        """Whether the chosen experiment has a figure."""
        return self._state is not None

    def export(self) -> None:
        """Ask for a file, and export the figure to it."""
        runs = () if self._state is None else tuple(self._state.runs.values())
        own = self._neuron.neuron
        charts = self._chart.charts(self._experiment, self._state, self._pointed, own)
        texts = self._experiment.title, lines_in_words(self._experiment)

        def numbers() -> bytes:
            book = runs_of_the_book(self._experiment)
            return runs_csv((*runs, *book)) if runs else chart_csv(charts)

        file_types = plot_file_types(numbers, texts, charts)
        name = OWN if self._experiment.plot == "values" else self._experiment.name
        ids = [run.id for run in runs]
        what = "Export Experiment", file_types, f"{name}.csv"
        if ids:
            self._exports.ask_with_runs(*what, self._keeper, ids)
        else:
            self._exports.ask(*what)

    # Showing.

    def refresh_soon(self, *_told: object) -> None:
        # While something trains, changes come all the time.
        self.pause = 0 if self._session.queue.is_idle else SHOW_EVERY
        super().refresh_soon()

    def refresh(self, *_told: object) -> None:
        self._question.setVisible(self._is_asking)
        if self._is_asking:
            self._question.read()
        error = self._question.error if self._is_asking else ""
        experiment, state = self._experiment, self._state
        self._show_done()
        headline, caption = headline_of(experiment, state)
        if state is None:
            runs = self._card.seeds.value() * len(experiment.trials)
            caption = f"{caption} {work_in_words(runs, self._session.queue.most)}"
        self._headline.setText(ASKED if error else headline)
        self._caption.setText("" if error else caption)
        # Room for a verdict and two lines about it, so that all below stays where it is.
        lines = (2 * each.fontMetrics().lineSpacing() for each in (self._headline, self._caption))
        self._said.setMinimumHeight(sum(lines) + BELOW_TITLE)
        queue = self._session.queue
        can_run, can_fill = not queue.state.experiment, queue.is_free
        self._card.show_experiment(experiment, state, can_run, can_fill, self._is_asking, error)
        own = self._neuron.neuron
        self._neuron.setVisible(bool(experiment.neurons) and state is not None)
        chart, *curves = self._chart.charts(experiment, state, self._pointed, own)
        self._figure.show_chart(chart, experiment.name)
        self._curves.setVisible(bool(curves) and state is not None)
        if curves:
            self._curves.show_chart(curves[0], experiment.name)
        beside = "" if state is None else beside_the_book(state)
        self._beside.setText(beside)
        self._beside.setVisible(bool(beside))
        self._figures.show_rows([] if state is None else rows_of(state, own))
        self._put_figure()

    def _show_list(self) -> None:
        """List the book's experiments, the item for a new question, and a person's own."""
        own = map(experiment_of, self._experiments.own)
        listed = {each.name: each for each in EXPERIMENTS} | {OWN: None}
        listed |= {each.name: each for each in own}
        if listed == self._listed:
            return
        self._listed, self._marked = listed, (set(), "")
        words = list(map(_words, listed.values()))
        # What is not listed was a person's own, and may come back.
        chosen = self._chosen if self._chosen in listed else OWN
        offer(self._list, [(title, name) for (title, _), name in zip(words, listed)], chosen)
        for at, (_, tip) in enumerate(words):
            self._list.item(at).setStatusTip(tip)
        self._want_seeds()
        self._show_done()

    def _show_chosen(self, *_range: object) -> None:
        """Keep the chosen row in sight if the rows or the list have another height."""
        self._list.scrollTo(self._list.currentIndex())

    def _show_done(self) -> None:
        """Give a tick to the experiments that are done."""
        done = self._experiments.done()
        if (done, theme.current().name) == self._marked:
            return
        self._marked = done, theme.current().name
        nothing = QPixmap(self._list.iconSize())
        nothing.fill(Qt.GlobalColor.transparent)
        for at, name in enumerate(self._listed):
            is_done, item = name in done, self._list.item(at)
            item.setIcon(theme.icon("tick") if is_done else QIcon(nothing))
            spoken = f"{item.text()}, done" if is_done else item.text()
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)


def name_in(item: QListWidgetItem) -> str:
    """The name of the experiment in a row; OWN for a new question."""
    return str(item.data(Qt.ItemDataRole.UserRole))


def _words(experiment: Experiment | None) -> tuple[str, str]:
    """The title of a row, and its tip."""
    if experiment is None:
        return ASKED, "Compare values of a setting of Train"
    title, tip = experiment.title, experiment.question
    if experiment.own is not None:
        tip = f"{title}. {experiment.setup}"
    return shortened(title, LONGEST_TITLE), tip
