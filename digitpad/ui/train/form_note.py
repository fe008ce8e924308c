"""A note under the form: what is wrong in it, or how it differs from the run in use."""

from dataclasses import asdict

from digitpad.core.data.data_spec import EVALUATION_DATA
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.core.text import in_a_row
from digitpad.session.kept.run_record import RunRecord
from digitpad.session.runs.run import Run
from digitpad.session.session import Session, State
from digitpad.ui.parts import theme
from digitpad.ui.parts.lines import Lines
from digitpad.ui.parts.plain_text import one_line
from digitpad.ui.train.form import Form
from digitpad.ui.train.settings import NETWORK, SETTINGS

MOST_NAMED = 3  # settings
LINES = 3
LONGEST_TITLE = 40  # letters of a run's title


class FormNote(Lines):
    """Says it. Its room stays where there is nothing to say."""

    def __init__(self, form: Form, session: Session) -> None:
        about = "What is wrong in the form, or how it differs from the run whose curves are shown."
        super().__init__("form_note", about, LINES)
        self._form, self._session = form, session

    def refresh(self, *_told: object) -> None:
        """Show what there is to say now."""
        error, typed = self._form.error(), self._form.waiting()
        theme.give_role(self, "error" if error else "waiting" if typed else "muted")
        self.setText(error or typed or self._about_settings())

    def _about_settings(self) -> str:
        job, run = self._session.job, self._session.run
        if job.is_experiment and job.state is not State.IDLE:
            return "The experiment has settings of its own."
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
