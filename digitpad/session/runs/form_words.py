"""What the form says: what is wrong or unwise in it, or how it differs from the run. No Qt."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from digitpad.core.learning.settings import Architecture, Hyperparameters
from digitpad.core.network_file import MOST_SEED
from digitpad.core.text import capitalized, in_a_row, shortened
from digitpad.session.runs.advice import about_mini_batches, advice
from digitpad.session.runs.run import Run
from digitpad.session.runs.settings import NETWORK, SETTINGS

MOST_NAMED = 2  # settings
LONGEST_TITLE = 20  # letters of a run's title
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


@dataclass(frozen=True, slots=True)
class Note:
    """What is said of the form. role: see `theme.give_role`.

    differs: whether it says how the form differs from the run, whose settings can be filled in.
    """

    text: str
    role: str = "muted"
    differs: bool = False


def note_on(form: FormValues, beside: BesideForm) -> Note:
    """What is wrong or unwise in the form, or else how it differs from the run."""
    if (error := form.error()) is not None:
        return Note(error, "error")
    unwise = _advice(form) if beside.is_free else ""
    return Note(unwise) if unwise else _about_settings(form, beside)


def _advice(form: FormValues) -> str:
    settings, images = form.hyperparameters(), form.value("training_size")
    if settings.mini_batch_size > images:
        return about_mini_batches(images)
    return advice(form.architecture(), settings, images)


def _about_settings(form: FormValues, beside: BesideForm) -> Note:
    run = beside.run
    if beside.of_experiment:
        return Note("The experiment has its own settings.")
    if run is None:
        return Note("")
    title = shortened(beside.title, LONGEST_TITLE)
    differ = _differences(form, run, beside.settings)
    of_network = [each.word for each in SETTINGS if each.group == NETWORK and each.name in differ]
    if of_network:
        whose = f"{_named(of_network)}: only a new network has the form’s."
        return Note(capitalized(whose), differs=True)
    if differ:
        words = list(dict.fromkeys(differ.values()))  # the monitors have one
        values = words[0] if len(words) == 1 else "values"
        goes_on = f"goes on with the form’s {values}" if beside.goes_on else "begins a new run"
        return Note(capitalized(f"{_named(words, title)}: Continue {goes_on}."), differs=True)
    if not beside.has_data or not _repeats(form, run):
        return Note("")
    is_of_file = run.came_in is not None or not run.jobs
    where = " on the same kind of machine" if is_of_file else ""
    return Note(f"Same settings and seed as {title}: training repeats it{where}.")


def _named(words: Sequence[str], title: str = "") -> str:
    """That these settings differ from those of a run: "η and λ differ from run 1"."""
    few = in_a_row(words) if len(words) <= MOST_NAMED else "many settings"
    does = "differs" if len(words) == 1 and not words[0].endswith("s") else "differ"
    return f"{few} {does}{' from ' if title else ''}{title}"


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
