"""Asks what an experiment asks, takes a guess, does it, and shows what came out beside the book."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QLabel,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QWidget,
)

from digitpad.core.book.experiments import EXPERIMENTS
from digitpad.core.book.results import ExperimentVerdict
from digitpad.core.book.trials import Experiment
from digitpad.session.runs.experiment_state import ExperimentState
from digitpad.session.runs.experiment_time import roughly
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.layouts import REST, column, label_of, named, paragraph, row
from digitpad.ui.parts.number_fields import whole_number

MOST_SEEDS = 20
LETTERS = 24  # of a title, at least


class _Choice(QWidget):
    """A radio button whose text may take several lines."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.button = QRadioButton()
        self.button.setAccessibleName(text)
        label = QLabel(text, textFormat=Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        row(column(self.button, REST), (label, 1), of=self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.button.click()


class ExperimentCard(QWidget):
    """Shows one experiment; `run`, `go_on` and `cancel` are buttons whose clicks others answer."""

    chosen = Signal()
    """Another experiment is chosen, or a guess."""

    def __init__(
        self,
        states: Mapping[str, ExperimentState],
        verdict: Callable[[ExperimentState], ExperimentVerdict | None],
        time_of: Callable[[Experiment, int], str],
    ) -> None:
        """states: of the experiments that were begun, by their names. verdict: of one that ended.

        time_of: how long an experiment takes with so many seeds, in a sentence.
        """
        super().__init__()
        self._states, self._verdict, self._time_of = states, verdict, time_of
        tip = "The experiments of the book’s chapter 3, two of chapter 5, and one on forgetting"
        self.experiments = named(QComboBox(), "experiments", tip, "Experiment of the book")
        for experiment in EXPERIMENTS:
            self.experiments.addItem(experiment.title, experiment.name)
        self.experiments.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.experiments.setMinimumContentsLength(LETTERS)
        tip = "Back to the table of all runs and their curves"
        self.all_runs = named(QPushButton("All Runs"), "show_all_runs", tip)
        self.all_runs.hide()
        self.question = _paragraph("experiment_question")
        self.guessed = _paragraph("experiment_guess", "What you guessed before the run.")
        about = "About how long the experiment takes here, judged by earlier runs."
        self.time = _paragraph("experiment_time", about)
        about = "What follows from what was measured. Another seed may say otherwise."
        self.verdict = _paragraph("experiment_verdict", about)
        about = "What the book says to this question, and where."
        self.answer = _paragraph("experiment_answer", about)
        self.guesses = column(spacing=2)
        self._choices: list[_Choice] = []
        self._group = QButtonGroup(self)
        self._group.idToggled.connect(self._show_buttons)
        self._group.idClicked.connect(self.chosen)
        seeds = whole_number(1, 1, MOST_SEEDS, tracks_keyboard=True)
        tip = "How many runs of each kind, from other random numbers"
        self.seeds = named(seeds, "experiment_seeds", tip)
        self.run = named(QPushButton("Run"), "run_experiment")
        tip = "Do the runs of this experiment that are missing"
        self.go_on = named(QPushButton("Go On"), "go_on_with_experiment", tip)
        self.seeds.valueChanged.connect(self.show_time)
        about = "End it here. What was done stays, and Go On does the rest."
        self.cancel = named(QPushButton("Cancel"), "cancel_experiment", about)
        self.progress = named(QProgressBar(), "experiment_progress", "How far the experiment is.")
        self.progress.setRange(0, 1000)
        self._is_idle = True
        theme.give_role(self.verdict, "heading")
        self._lay_out()
        explain(
            self,
            "An experiment of the book: read the question, guess, press Run, and see what comes "
            "out beside the book’s numbers.",
        )
        self.experiments.currentIndexChanged.connect(self._show)
        self._show()

    def _lay_out(self) -> None:
        self._seeds_label = label_of(self.seeds, "see&ds")
        wide = ((button, 1) for button in (self.go_on, self.run, self.progress))
        column(
            row((self.experiments, 1), self.all_runs),
            self.question,
            self.guesses,
            self.guessed,
            row(self._seeds_label, self.seeds, *wide, self.cancel),
            self.time,
            self.verdict,
            self.answer,
            REST,
            of=self,
            spacing=6,
            margins=(0, 0, 6, 0),
        )

    @property
    def experiment(self) -> Experiment:
        """The one that is chosen."""
        return EXPERIMENTS[self.experiments.currentIndex()]

    @property
    def state(self) -> ExperimentState | None:
        """How far that one has come; None where it was not done here."""
        return self._states.get(self.experiment.name)

    @property
    def guess(self) -> int | None:
        """The number of the guess that was made."""
        checked = self._group.checkedId()
        if checked >= 0:
            return checked
        return None if self.state is None else self.state.guess

    def show_idle(self, is_idle: bool) -> None:
        """Whether a run could begin now."""
        self._is_idle = is_idle
        self._show_buttons()

    def choose(self, experiment: Experiment) -> None:
        """Choose an experiment."""
        self.experiments.setCurrentIndex(self.experiments.findData(experiment.name))

    def show_time(self, *_told: object) -> None:
        """Say how long it takes; more may be known of that."""
        self.time.setText(self._time_of(self.experiment, self.seeds.value()))

    def _show(self) -> None:
        """Show what is chosen, from its question to its answer, as far as that is known."""
        experiment = self.experiment
        self.question.setText(f"{experiment.question} ({experiment.source}.)")
        for choice in self._choices:
            self._group.removeButton(choice.button)
            choice.setParent(None)
            choice.deleteLater()
        self._choices = []
        for i, text in enumerate(experiment.choices):
            choice = _Choice(text)
            about = "What do you expect? Guess first: the answer then stays in mind."
            named(choice.button, f"guess_{i}", about)
            self._group.addButton(choice.button, i)
            self.guesses.addWidget(choice)
            self._choices.append(choice)
            before = self._choices[-2].button if i else self.experiments
            self.setTabOrder(before, choice.button)
        self.show_progress()
        self.chosen.emit()

    def show_progress(self) -> None:
        """Show how far the chosen experiment has come."""
        state = self.state
        # Once it has begun the guess is made: its text makes room for what comes out.
        for choice in self._choices:
            choice.setVisible(state is None)
        self.guessed.setVisible(state is not None and state.guess is not None)
        self.progress.setVisible(state is not None and state.is_running)
        self.time.setVisible(state is None)
        for label in (self.verdict, self.answer):
            label.setVisible(state is not None and not state.is_running)
        self._show_buttons()
        if state is None:
            self.show_time()
            return
        if state.guess is not None:
            self.guessed.setText(f"Your guess: {self.experiment.choices[state.guess]}")
        self.progress.setValue(round(1000 * state.done))
        left = "" if state.seconds_left is None else f", {roughly(state.seconds_left)} left"
        self.progress.setFormat(f"%p %{left}")
        if not state.is_running:
            verdict = self._verdict(state)
            self.verdict.setText(_why_there_is_none(state) if verdict is None else verdict.text)
            self.answer.setText(_answer(state, verdict))

    def _show_buttons(self, *_toggled: object) -> None:
        state = self.state
        runs = state is not None and state.is_running
        anything_runs = any(state.is_running for state in self._states.values())
        had_focus = self.window().focusWidget() in (self.run, self.go_on, self.cancel)
        for widget in (self.run, self.seeds, self._seeds_label):
            widget.setVisible(not runs)
        self.go_on.setVisible(state is not None and state.can_go_on)
        self.cancel.setVisible(runs)
        self.run.setText("Run" if state is None else "Run Again")
        self.experiments.setEnabled(not anything_runs)
        self.seeds.setEnabled(not anything_runs and not self.experiment.neurons)
        self.run.setEnabled(self._is_idle and not anything_runs)
        self.go_on.setEnabled(self._is_idle and not anything_runs)
        if had_focus:  # what had it may be hidden now: a key must not go astray
            for heir in (self.cancel, self.go_on, self.run, self.experiments):
                if heir.isVisibleTo(self) and heir.isEnabled():
                    heir.setFocus()
                    break
        if not self._is_idle:
            tip = "A run is going on: let it end, or stop it, first"
        elif self.guess is None:
            tip = "Guess first, then do the experiment; its runs become rows of the table"
        else:
            tip = "Do the experiment; its runs become rows of the table"
        explain(self.run, tip)


def _paragraph(name: str, about: str = "") -> QLabel:
    label = paragraph(name, about)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _why_there_is_none(state: ExperimentState) -> str:
    """Why an experiment has no verdict."""
    over = sum(planned.is_over for planned in state.runs)
    has = f"{over} of its {len(state.runs)} runs are over." if state.runs else ""
    if state.broke_off:
        return f"A run broke off twice, so there is no verdict yet. {has}"
    if state.was_cancelled:
        return f"The experiment was cancelled, so there is no verdict yet. {has}"
    return f"The experiment was not done to its end. {has}"


def _answer(state: ExperimentState, verdict: ExperimentVerdict | None) -> str:
    """What became of the guess, why the book finds what it finds, and what to look at."""
    experiment = state.experiment
    if verdict is None:
        return f"Look at: {experiment.look_at}"
    guess = ""
    if state.guess is not None and verdict.is_undecided:
        guess = "Whether your guess comes true is undecided.\n\n"
    elif state.guess is not None:
        came = "came true" if state.guess == verdict.answer else "did not come true"
        guess = f"Your guess {came}.\n\n"
    return f"{guess}{experiment.answer}\n\nLook at: {experiment.look_at}"
