"""A note under the form: what is wrong in it, or whose settings it has, where that is not plain."""

from dataclasses import asdict

from PySide6.QtWidgets import QPushButton, QWidget

from digitpad.core.data.data_spec import EVALUATION_DATA
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.core.text import in_a_row
from digitpad.session.kept.run_record import RunRecord
from digitpad.session.runs.run import Run
from digitpad.session.session import Session, State
from digitpad.ui.parts import theme
from digitpad.ui.parts.layouts import named, row
from digitpad.ui.parts.lines import Lines
from digitpad.ui.parts.plain_text import one_line
from digitpad.ui.train.form import Entries, Form
from digitpad.ui.train.settings import NETWORK, SETTINGS

MOST_NAMED = 3  # settings
LINES = 3
LONGEST_TITLE = 40  # letters of a run's title


class FormNote(QWidget):
    """Its room stays. It also lends the form to a run's settings."""

    def __init__(self, form: Form, session: Session) -> None:
        super().__init__()
        about = "What is wrong in the form, or how it differs from the run whose curves are shown."
        self._text = Lines("form_note", about, LINES)
        about = "Bring back what you had entered."
        self.undo_button = named(QPushButton("Undo"), "undo_settings", about)
        self.undo_button.clicked.connect(lambda: self.undo())
        self.undo_button.hide()
        row((self._text, 1), self.undo_button, of=self, spacing=8)
        self._form, self._session = form, session
        self._before: Entries | None = None  # from before a run's settings were taken
        self._taken_from = ""

    def take_settings(self, record: RunRecord) -> None:
        """Fill the form with a run's settings and seed; `undo` brings back what was there."""
        before = self._form.entries()
        show_run(self._form, record, record.hyperparameters)
        self._form.show_entries({"seed": "" if record.seed is None else str(record.seed)})
        self._before, self._taken_from = before, one_line(record.title, LONGEST_TITLE)
        self.refresh()

    def undo(self) -> None:
        """Bring back the entries from before a run's settings were taken."""
        before, self._before = self._before, None
        if before is not None:
            self._form.show_entries(before)
        self.refresh()

    def forget(self) -> None:
        """The form's settings are used: they are its user's now."""
        self._before = None

    def refresh(self, *_told: object) -> None:
        """Show what there is to say now."""
        error, typed = self._form.error(), self._form.waiting()
        theme.give_role(self._text, "error" if error else "waiting" if typed else "muted")
        self._text.setText(error or typed or self._about_settings())
        self.undo_button.setVisible(self._before is not None and not error)

    def _about_settings(self) -> str:
        job, run = self._session.job, self._session.run
        if job.is_experiment and job.state is not State.IDLE:
            return "The experiment has settings of its own."
        if self._before is not None:
            return f"These are the settings of {self._taken_from}."
        if run is None:
            return ""
        settings = run.hyperparameters if job.state is State.IDLE else job.settings
        differ = differences(self._form, run, settings)
        if not differ:
            return ""
        few = len(differ) <= MOST_NAMED
        words = in_a_row(list(dict.fromkeys(differ.values()))) if few else "many settings"
        is_new = any(each.name in differ for each in SETTINGS if each.group == NETWORK)
        whom = "A new network" if is_new else "Continue"
        title = one_line(self._session.title, LONGEST_TITLE)
        return f"Differs from {title} in {words}. {whom} uses the form."


def show_run(form: Form, record: RunRecord, settings: Hyperparameters | None) -> None:
    """Let the form have a run's settings, but not its seed."""
    form.show_architecture(record.architecture)
    if record.data_set is not None:
        evaluation = record.evaluation or EVALUATION_DATA[0]
        form.show_entries(
            {"training_size": record.training_size, "evaluation_data": evaluation},
        )
    if settings is not None:
        form.show_hyperparameters(settings)


def differences(form: Form, run: Run, settings: Hyperparameters | None) -> dict[str, str]:
    """What a run has otherwise than the form, which is right: the words for it, by names."""
    theirs = asdict(run.architecture) | (asdict(settings) if settings is not None else {})
    if run.data is not None:
        theirs |= {
            "training_size": run.data.training_size,
            "evaluation_data": run.data.evaluation,
        }
    ours = form.settings()
    return {
        each.name: each.word
        for each in SETTINGS
        if each.word and each.name in theirs and theirs[each.name] != ours[each.name]
    }
