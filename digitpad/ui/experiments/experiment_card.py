"""What an experiment is about: its setup, a guess at what comes out, and the buttons that do it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QProgressBar, QRadioButton, QSizePolicy, QWidget

from digitpad.core.book.trials import Experiment
from digitpad.session.runs.experiment_state import ExperimentState, roughly
from digitpad.ui.frame.actions import StayingButton
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.layouts import column, label_of, named, row
from digitpad.ui.parts.lines import CutLabel, Lines
from digitpad.ui.parts.number_fields import whole_number

MOST_SEEDS = 20
CHOICES = 3
EDGES = 16  # pixels beside a button's text, as the stylesheet has them


class ExperimentCard(QWidget):
    """Its parts stay where they are, whatever goes on. Others answer `run` and `cancel`."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[str, int | None] | None = None  # an experiment, and what was guessed
        about = "What is trained, and once it was done, why the book finds what it finds."
        self._text = Lines("experiment_text", about, lines=4)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
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
        self._look_at = CutLabel("experiment_look_at", about, role="muted")
        self._guesses = QWidget()
        column(*self._group.buttons(), of=self._guesses, spacing=6)
        seeds = label_of(self.seeds, "see&ds"), self.seeds
        self.run.setText("Go On")  # the longest: with room for it nothing beside it moves
        self.run.setMinimumWidth(self.run.sizeHint().width() + EDGES)
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
            self._look_at.show_text(f"Look at: {experiment.look_at}")
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
        tip = "Do the experiment; your own network comes back afterwards"
        if not can_run:
            tip = "A run is going on: let it end, or stop it, first"
        elif not is_missing:
            tip = "All of it is done: choose more seeds, or delete its runs in Runs"
        explain(self.run, tip)
        self._progress.setVisible(is_running)
        if state is not None and is_running:
            left = "" if state.seconds_left is None else f", {roughly(state.seconds_left)} left"
            self._progress.setValue(round(1000 * state.done))
            self._progress.setFormat(f"%p %{left}")

    def _show_guess(self, experiment: Experiment, guess: int | None) -> None:
        self._group.setExclusive(False)  # or one of them would stay checked
        for i, (button, text) in enumerate(zip(self._group.buttons(), experiment.choices)):
            button.setText(text)
            button.setChecked(i == guess)
        self._group.setExclusive(True)
