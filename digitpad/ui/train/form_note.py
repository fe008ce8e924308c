"""The note below the form: what is wrong or unwise there, or how it differs from the run in use."""

from dataclasses import asdict

from digitpad.core.learning.settings import Hyperparameters
from digitpad.core.text import in_a_row, shortened
from digitpad.session.runs.advice import about_mini_batches, advice
from digitpad.session.runs.run import Run
from digitpad.session.runs.run_settings import NAMES
from digitpad.session.runs.settings import NETWORK, SETTINGS
from digitpad.session.session import Session
from digitpad.ui.train.form import Form

MOST_NAMED = 3  # settings
LONGEST_TITLE = 40  # letters of a run's title


def note_on(form: Form, session: Session) -> tuple[str, str]:
    """The role of the note, see `theme.give_role`, and its text."""
    if (error := form.error()) is not None:
        return "error", error
    if typed := form.waiting():
        return "waiting", typed
    return "muted", _advice(form, session) or _about_settings(form, session)


def _advice(form: Form, session: Session) -> str:
    """What is unwise in the form; empty during a run."""
    built, run = form.architecture(), session.run
    if not session.queue.is_free:
        return ""
    settings, images = form.hyperparameters(), form.value("training_size")
    if settings.mini_batch_size > images:
        return about_mini_batches(settings.mini_batch_size, images)
    said = advice(built, settings)
    if said and run is not None and run.architecture != built:
        theirs, ours = asdict(run.architecture), asdict(built)
        differ = [NAMES[name] for name in ours if ours[name] != theirs[name]]
        said += f" Only a new network takes the form’s {in_a_row(differ)}."
    return said


def _about_settings(form: Form, session: Session) -> str:
    job, run = session.job, session.run
    if job.experiment:
        return "The experiment has settings of its own."
    if run is None:
        return ""
    settings = run.settings_at(session.runs.epoch) if session.is_idle else job.settings
    differ = _differences(form, run, settings)
    if not differ:
        return ""
    few = len(differ) <= MOST_NAMED
    words = in_a_row(list(dict.fromkeys(differ.values()))) if few else "many settings"
    is_new = any(each.name in differ for each in SETTINGS if each.group == NETWORK)
    who = "A new network trains" if is_new else "Continue trains"
    data, epoch = form.data(session.chosen_data), session.runs.epoch
    if not is_new and not session.queue.goes_on(run, epoch, data):
        who = "Continue begins another run"
    title = shortened(session.title, LONGEST_TITLE)
    return f"Differs from {title} in {words}. {who} with the form’s values."


def _differences(form: Form, run: Run, settings: Hyperparameters | None) -> dict[str, str]:
    """The words for settings in which a run and the form differ, by the settings' names."""
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
