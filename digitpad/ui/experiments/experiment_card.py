"""The card of an experiment: its text, the question with the guesses, and the buttons."""

from PySide6.QtWidgets import (
    QButtonGroup,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QWidget,
)

from digitpad.core.book.figures import MOST_SEEDS
from digitpad.core.book.trials import Experiment
from digitpad.session.runs.experiment_state import ExperimentState, about_more, about_running
from digitpad.ui.parts.actions import StayingButton
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.layouts import REST, column, keep_room, label_of, named, paragraph, row
from digitpad.ui.parts.number_fields import whole_number

OWN = "own"  # the name of a new question
CHOICES = 3  # buttons to guess with, at first


class ExperimentCard(QWidget):
    """Shows an experiment; `run`, `more`, `use`, `delete` and `cancel` are its buttons."""

    def __init__(self) -> None:
        super().__init__()
        # The name, the choices and the guess.
        self._shown: tuple[str, tuple[str, ...], int | None] | None = None
        self._has_results = False  # as it is shown
        about = "What is trained, and afterwards why the result is as it is."
        self._text = paragraph("experiment_text", about)
        self._question = paragraph("experiment_question", "What the experiment asks.", "heading")
        self._group = QButtonGroup(self)
        self.run = named(StayingButton("Run"), "run_experiment", role="primary")
        about = "Stop here. The results stay, and Go On does the rest."
        self.cancel = named(StayingButton("Cancel"), "cancel_experiment", about)
        tip = "How many runs of each kind, with different random numbers"
        self.seeds = named(whole_number(1, 1, MOST_SEEDS), "experiment_seeds", tip)
        self._progress = named(QProgressBar(), "experiment_progress", "How far the experiment is.")
        self._progress.setRange(0, 1000)
        fixed = QSizePolicy.Policy.Fixed
        self._progress.setSizePolicy(QSizePolicy.Policy.Ignored, fixed)  # the rest of the row
        keep_room(self._progress)
        about = "What to look at in the figure below."
        self._look_at = paragraph("experiment_look_at", about, "muted")
        self._guesses = QWidget()
        self._choices = column(self._question, of=self._guesses, spacing=6)
        self._add_choices(CHOICES)
        seeds = label_of(self.seeds, "see&ds"), self.seeds
        buttons = row(self.run, *seeds, self.cancel, (self._progress, 1), spacing=8)
        self._then = QWidget()  # what can be done with its results
        self.more = named(StayingButton(), "more_seeds", "Add seeds, which may decide it")
        tip = "Fill Train’s form with the settings of the value that reads best"
        self.use = named(StayingButton("Use Best Settings"), "use_experiment", tip)
        tip = "Delete this experiment with its runs"
        self.delete = named(QPushButton("Delete"), "delete_experiment", tip)
        # None moves to where another was: a second click or key must not reach it.
        row(self.use, self.more, REST, self.delete, of=self._then, spacing=8)
        parts = self._text, self._guesses, buttons, self._then, self._look_at
        column(*parts, of=self, spacing=8)
        explain(self, "Read the question, guess, press Run, and see what comes out.")

    @property
    def guess(self) -> int | None:
        """The index of the guess; None if there is none."""
        return None if self._group.checkedId() < 0 else self._group.checkedId()

    def show_experiment(
        self,
        experiment: Experiment,
        state: ExperimentState | None,
        can_run: bool,
        can_fill: bool,
        is_asked: bool = False,
        error: str = "",
    ) -> None:
        """Show an experiment with its results so far. can_run: whether no experiment trains.

        can_fill: whether Train's form can be filled. is_asked: whether it is a new question. error:
        why that cannot be asked.
        """
        name = OWN if is_asked else experiment.name
        shown = name, experiment.choices, None if state is None else state.guess
        is_other = self._shown is None or self._shown[0] != name
        if shown != self._shown:
            self._shown = shown
            self._show_guess(experiment, shown[2])
            self._question.setText(experiment.question)
            self._look_at.setText(f"Look at: {experiment.look_at}")
        is_running = state is not None and state.is_running
        # While runs are under way, all stays where it was when they began.
        if is_other or not is_running:
            self._has_results = state is not None and (state.is_over or state.has_results)
        has_results = self._has_results
        is_missing = state is None or state.is_missing(self.seeds.value())
        self._text.setText(experiment.answer if has_results else experiment.setup)
        self._text.setHidden(bool(error))
        self._guesses.setHidden(has_results or bool(error))  # the headline then tells the guess
        self._guesses.setDisabled(state is not None)  # a guess comes before what it is about
        self.cancel.setEnabled(is_running)
        self.seeds.setDisabled(is_running or bool(experiment.neurons))
        if not is_running:
            self.run.setText("Run" if state is None or not is_missing else "Go On")
        self.run.setEnabled(can_run and is_missing and not error)
        is_own = name != OWN and experiment.own is not None
        if is_other or not is_running:
            self._offer_more(state)
        self.more.setEnabled(can_run)
        offers_more = not self.more.isHidden()
        for button in (self.use, self.delete):
            button.setVisible(is_own)
        self._then.setVisible(is_own or offers_more)
        is_decided = state is not None and state.leader() is not None and not offers_more
        self.use.setEnabled(can_fill and is_decided)
        tip = about_running(experiment, self.seeds.value(), is_missing, can_run)
        explain(self.run, error or tip)
        self._progress.setVisible(is_running)
        if state is not None and is_running:
            self._progress.setValue(round(1000 * state.done))
            self._progress.setFormat(f"%p %{state.left_in_words()}")

    def _offer_more(self, state: ExperimentState | None) -> None:
        """Offer more seeds if they may decide it."""
        more = 0 if state is None else state.more_seeds()
        if state is not None and more:
            self.more.setText(f"{more} More Seeds" if more > 1 else "1 More Seed")
            explain(self.more, about_more(more, state.experiment))
        elif self.more is self.window().focusWidget():
            self.seeds.setFocus()  # Qt would pass it on to Delete
        self.more.setVisible(more > 0)

    def _add_choices(self, count: int) -> None:
        """Have at least this many buttons to guess with."""
        about = "What do you expect? Guess first: the answer then stays in mind."
        for i in range(len(self._group.buttons()), count):
            button = named(QRadioButton(), f"guess_{i}", about)
            self._group.addButton(button, i)
            self._choices.addWidget(button)

    def _show_guess(self, experiment: Experiment, guess: int | None) -> None:
        self._add_choices(len(experiment.choices))
        self._group.setExclusive(False)  # so that all can be unchecked
        for i, button in enumerate(self._group.buttons()):
            is_choice = i < len(experiment.choices)
            button.setText(experiment.choices[i] if is_choice else "")
            button.setVisible(is_choice)
            button.setChecked(i == guess)
        self._group.setExclusive(True)
