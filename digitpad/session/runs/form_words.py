"""What the form says: what is wrong or unwise in it, or how it differs from the run. No Qt."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from digitpad.core.learning.settings import Architecture, Hyperparameters
from digitpad.core.network_file import MOST_SEED
from digitpad.core.text import in_a_row, shortened
from digitpad.session.runs.advice import about_mini_batches, advice
from digitpad.session.runs.run import Run
from digitpad.session.runs.run_settings import NAMES
from digitpad.session.runs.settings import NETWORK, SETTINGS

MOST_NAMED = 3  # settings
LONGEST_TITLE = 40  # letters of a run's title
TO_THE_DIGIT = "to the last digit, if the machine is of the same kind."
UNMONITORED = "Early stopping needs the evaluation accuracy: switch its monitor on."


class FormValues(Protocol):
    """The form, as far as it is read here; see `ui/train/form.py`."""

    def error(self) -> str | None: ...
    def value(self, name: str) -> Any: ...
    def architecture(self) -> Architecture: ...
    def hyperparameters(self) -> Hyperparameters: ...
    def settings(self) -> Mapping[str, object]: ...
    def seed(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class BesideForm:
    """The run that the form is compared with.

    settings: with which it learnt the epoch in use, or learns now. is_free: whether a person can
    begin to train. of_experiment: whether the run trains for an experiment. goes_on: whether
    *Continue* goes on with it. has_data: whether the data in use are those that it learnt from.
    """

    run: Run | None
    title: str
    settings: Hyperparameters | None
    is_free: bool
    of_experiment: bool
    goes_on: bool
    has_data: bool = False


def note_on(form: FormValues, beside: BesideForm) -> tuple[str, str]:
    """The role of the note, see `theme.give_role`, and its text."""
    if (error := form.error()) is not None:
        return "error", error
    unwise = _advice(form, beside.run) if beside.is_free else ""
    return "muted", unwise or _about_settings(form, beside)


def _advice(form: FormValues, run: Run | None) -> str:
    built, settings = form.architecture(), form.hyperparameters()
    images = form.value("training_size")
    if settings.mini_batch_size > images:
        return about_mini_batches(settings.mini_batch_size, images)
    said = advice(built, settings, images)
    if said and run is not None and run.architecture != built:
        theirs, ours = asdict(run.architecture), asdict(built)
        differ = [NAMES[name] for name in ours if ours[name] != theirs[name]]
        said += f" Only a new network takes the form’s {in_a_row(differ)}."
    return said


def _about_settings(form: FormValues, beside: BesideForm) -> str:
    if beside.of_experiment:
        return "The experiment has settings of its own."
    differ = {} if beside.run is None else _differences(form, beside.run, beside.settings)
    title = shortened(beside.title, LONGEST_TITLE)
    if not differ:
        is_repeated = beside.run is not None and beside.has_data and _repeats(form, beside.run)
        return f"Train New Network repeats {title} {TO_THE_DIGIT}" if is_repeated else ""
    few = len(differ) <= MOST_NAMED
    words = in_a_row(list(dict.fromkeys(differ.values()))) if few else "many settings"
    who = "Continue trains" if beside.goes_on else "Continue begins another run"
    if any(each.name in differ for each in SETTINGS if each.group == NETWORK):
        who = "A new network trains"
    return f"Differs from {title} in {words}. {who} with the form’s values."


def _repeats(form: FormValues, run: Run) -> bool:
    """Whether a new network learns what a run of one job has learnt, to the last bit.

    That needs the run's seed, and the same settings in each epoch. What a file does not say of its
    run follows from its curves.
    """
    settings = run.hyperparameters
    if settings is None or not run.history or form.seed() is None or form.seed() != run.seed:
        return False
    is_of_file = run.has_start and run.origin is None and not run.jobs
    is_one_job = len(run.jobs) == 1 and not run.has_start and run.jobs[0].seed is None
    rates = {(each.eta, each.lmbda) for each in run.history}
    is_same = rates == {(settings.eta, settings.lmbda)}
    if is_one_job:
        is_same = not run.jobs[0].to_repeat(run.history)[1]
    ended_early = is_one_job and run.jobs[0].end == "no improvement"
    is_whole = ended_early or len(run.history) == settings.epochs
    same = is_same and is_whole and form.hyperparameters() == settings
    return (is_of_file or is_one_job) and same and form.architecture() == run.architecture


def _differences(form: FormValues, run: Run, settings: Hyperparameters | None) -> dict[str, str]:
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


def error_of_seed(text: str) -> str | None:
    """A sentence about a wrong seed; None if it is right."""
    text = text.strip()
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(MOST_SEED))
    if not text or is_number and int(text) <= MOST_SEED:
        return None
    return f"The seed is a whole number up to {MOST_SEED:.2g}, or empty for a random one."


def why_not_start(error: str | None, is_free: bool) -> str:
    """Why no run can begin now; empty if one can. error: what is wrong in the form."""
    if not is_free:
        return "A run is under way: stop it first, or wait for its end"
    return "" if error is None else f"First correct what is red. {error}"


def about_first_weights(shown: int, neurons: int, scale: float) -> str:
    """Whose weights are pictured below the form; empty if none are. scale: of their colours."""
    which = "all" if shown == neurons else f"{shown:,} of"
    said = f"weights of {which} {neurons:,} neurons of layer 1, ±{scale:.2g}+"
    return said if shown else ""
