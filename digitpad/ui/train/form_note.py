"""Says whose settings the form has, where they are not those of the run that is shown."""

from digitpad.core.data.data_spec import EVALUATION_DATA
from digitpad.core.learning.architecture import Architecture
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.session.facts import JobState
from digitpad.session.kept.run_record import RunRecord
from digitpad.session.runs.run import Run
from digitpad.session.session import Session, State
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.lines import Offer
from digitpad.ui.parts.plain_text import one_line
from digitpad.ui.train.form import Entries, Form

MOST_NAMED = 3  # settings
# What the form calls attributes of Architecture and of Hyperparameters.
PARTS_OF_NETWORK = {
    "hidden_layers": "hidden layers",
    "cost": "cost",
    "weight_initializer": "initial weights",
}
SETTINGS = {
    "eta": "η",
    "lmbda": "λ",
    "regularization": "kind of regularization",
    "mini_batch_size": "mini-batch size",
    "augmentation": "images",
    "early_stopping": "early stopping",
}


class FormNote(Offer):
    """A line under the form. It also lends the form to an experiment, and to a run's settings."""

    def __init__(self, form: Form, session: Session) -> None:
        about = "How the form differs from the run whose curves are shown."
        super().__init__("form_note", "undo_settings", "Undo", about, wraps=True)
        explain(self.button, "Bring back what you had entered before.")
        self._form, self._session = form, session
        self._before: Entries | None = None  # from before a run's settings were taken
        self._taken_from = ""
        self._set_aside: Entries | None = None  # during an experiment
        self._lent_to: tuple[str, Hyperparameters | None] | None = None
        self.button.clicked.connect(lambda: self.undo())

    def take_settings(self, record: RunRecord) -> None:
        """Fill the form with a run's settings; `undo` brings back the entries of before."""
        before = self._form.entries()
        show_run(self._form, record, record.hyperparameters)
        self._before, self._taken_from = before, one_line(record.title, 40)
        self.refresh()

    def undo(self) -> None:
        """Bring back the entries from before a run's settings were taken."""
        before, self._before = self._before, None
        if before is not None:
            before()
        self.refresh()

    def forget(self) -> None:
        """The form's settings are used: they are its user's now."""
        self._before = None

    def follow(self, job: JobState) -> None:
        """During an experiment show what is trained, and afterwards the entries of before."""
        run = self._session.run
        if job.is_experiment and job.state is not State.IDLE and run is not None:
            if self._set_aside is None:
                self._set_aside = self._form.entries()
            if self._lent_to != (run.id, job.settings):
                self._lent_to = run.id, job.settings
                show_run(self._form, RunRecord.of(run), job.settings)
        elif not job.is_experiment:
            self.give_back()

    def give_back(self) -> None:
        """Bring back the entries from before an experiment."""
        if self._set_aside is not None:
            self._set_aside()
            self._set_aside = self._lent_to = None

    def refresh(self, *_told: object) -> None:
        """Show what there is to say now."""
        job, run = self._session.job, self._session.run
        if self._set_aside is not None:
            self.say("The experiment sets these; your entries come back.", offers=False)
        elif self._before is not None:
            self.say(f"These are the settings of {self._taken_from}.")
        elif run is None or self._form.error() is not None:
            self.say("")
        else:
            settings = run.hyperparameters if job.state is State.IDLE else job.settings
            differ = differences(self._form, run, settings)
            is_new = self._form.architecture() != run.architecture
            then = "A new network gets them." if is_new else "Continue uses them."
            self.say(_said_of(differ, self._session.title, then), offers=False)


def show_run(form: Form, record: RunRecord, settings: Hyperparameters | None) -> None:
    """Let the form have a run's settings, but not its seed."""
    form.show_architecture(record.architecture)
    if record.data_set is not None:
        form.show_data_parts(record.training_size, record.evaluation or EVALUATION_DATA[0])
    if settings is not None:
        form.show_hyperparameters(settings)


def differences(form: Form, run: Run, settings: Hyperparameters | None) -> list[str]:
    """The settings in which the form differs from a run, in the form's words."""
    names = what_differs(form.architecture(), run.architecture)
    if settings is not None:
        names += _differing(SETTINGS, form.hyperparameters(), settings)
    if run.data is not None and form.chosen_training_size() != run.data.training_size:
        names.append("training images")
    if run.data is not None and form.evaluation_data.currentText() != run.data.evaluation:
        names.append("evaluation data")
    return names


def _said_of(differ: list[str], title: str, then: str) -> str:
    """The settings that differ, and what training would do. then: a sentence."""
    if not differ:
        return ""
    named = "" if len(differ) > MOST_NAMED else f": {', '.join(differ)}"
    return f"These settings differ from those of {one_line(title, 40)}{named}. {then}"


def what_differs(architecture: Architecture, other: Architecture) -> list[str]:
    """In what networks differ, in the form's words."""
    return _differing(PARTS_OF_NETWORK, architecture, other)


def _differing(words: dict[str, str], one: object, other: object) -> list[str]:
    """The words for those attributes in which two objects differ."""
    return [word for name, word in words.items() if getattr(one, name) != getattr(other, name)]
