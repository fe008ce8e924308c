"""What *Runs* says: which run has the highest accuracy, what is drawn, exported, deleted. No Qt."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from digitpad.core.data.data_spec import MNIST, OTHER_HANDS
from digitpad.core.text import LONGEST_HEADLINE, counted, in_a_row, shortened
from digitpad.session.runs.run import LONGEST_NOTE, Run, capitalized_title
from digitpad.session.runs.run_settings import differences

LONGEST_TITLE = 22  # letters of a run's title in a headline, or above its note
HOW_TO_DRAW = "Check runs to draw them."
MANY = "Of more than twelve their mean, lowest and highest are drawn; choose one to see its own."
ONE_SEED = "One seed each: chance may explain the difference."

NOTE_CUT = f"A note has at most {LONGEST_NOTE:,} letters: the rest was cut."


def about_none(are_read: bool) -> tuple[str, str]:
    """What is said without runs. are_read: whether those that were kept would be listed by now."""
    if not are_read:
        return "", ""
    below = "Train two with different settings, and lay their curves over each other."
    return "No run yet: every run you train is kept here", below


def highest_accuracy(
    runs: Sequence[Run], bests: Mapping[str, float | None], have_seeds: bool, hidden: int = 0
) -> tuple[str, str]:
    """Which of these runs has the highest accuracy, and what that leaves open; this may be empty.

    Accuracies on different images cannot be compared: then none is named.
    runs: in the order of their numbers. bests: their best accuracies, in percent, by their ids.
    have_seeds: whether some of them differ in the seed alone. hidden: how many runs of experiments
    are not among them.
    """
    measured = [run for run in runs if bests[run.id] is not None]
    if not measured:
        missing = f"Not listed: {counted(hidden, 'run')} of experiments." if hidden else ""
        return f"Nothing to compare: {counted(len(runs), 'run')}, no accuracy measured", missing
    if len(set(map(_images, measured))) > 1:
        return "These runs were measured on different images", ""
    accuracies = [bests[run.id] or 0.0 for run in measured]
    highest = max(accuracies)
    if len(runs) == 1:
        return f"One run, {highest:.2f} % at its best", ""
    titles = [shortened(run.title, LONGEST_TITLE) for run in measured if bests[run.id] == highest]
    has = f"has the highest accuracy: {highest:.2f} %"
    headline = f"{capitalized_title(titles[0])} {has}"
    if len(titles) > 1:
        has = has.replace("has", "have", 1)
        headline = f"{capitalized_title(in_a_row(titles))} {has}"
        if len(headline) > LONGEST_HEADLINE:
            headline = f"{len(titles):,} runs {has}"
    differ = min(accuracies) < highest
    return headline, ONE_SEED if differ and not have_seeds else ""


def _images(run: Run) -> tuple[object, ...]:
    """What the accuracies of a run were measured on."""
    folder = None if run.data is None else run.data.folder
    is_mnist = (run.data_set, run.evaluation) == (OTHER_HANDS, "test")  # which has the same images
    name = MNIST if is_mnist else run.data_set
    return name, folder, run.evaluation, run.history[-1].evaluation_size


def when_in_words(seconds: float) -> str:
    """Seconds since 1970 as the time if that is today, or else as the date."""
    when = datetime.fromtimestamp(seconds)
    return f"{when:%H:%M}" if when.date() == datetime.now().date() else f"{when:%d %b %Y}"


def about_common(common: str) -> str:
    """What all listed runs have in common; empty if that is nothing. common: in words."""
    return f"In all of them: {common}" if common else ""


def title_of_costs(title: str, runs: Sequence[Run]) -> str:
    """The title of a plot of these runs' costs, with how many kinds they are of, if several."""
    kinds = {run.architecture.cost for run in runs}
    return f"{title}, of {len(kinds)} kinds" if len(kinds) > 1 else title


def about_exported(runs: Sequence[Run], measured_on: Sequence[str]) -> tuple[str, str]:
    """The title above exported curves, and what they are and how the runs differ.

    measured_on: the data of the curves, one or both of `series.MEASURED_ON`.
    """
    title = runs[0].title if len(runs) == 1 else f"{len(runs):,} runs"
    first, *others = measured_on
    lines = "evaluation solid, training dashed" if others else f"{first} data only"
    differ = differences(runs)
    told = [f"{run.title}: {differ[run.id]}" for run in runs if differ[run.id]]
    return title, " · ".join([lines, *told])


def about_note(run: Run | None) -> str:
    """The title of the note. run: the chosen one; None if not exactly one is."""
    return "&Note: choose one run" if run is None else f"&Note on {_escaped(run.title)}"


def _escaped(title: str) -> str:
    """A title in a label whose mnemonic is marked by &."""
    return shortened(title, LONGEST_TITLE).replace("&", "&&")


def about_deleted(runs: Sequence[Run], undo_key: str) -> str:
    """Which runs were deleted. undo_key: the key that brings them back."""
    if len(runs) == 1:
        return f"Deleted {runs[0].title}; {undo_key} brings it back"
    return f"Deleted {len(runs):,} runs; {undo_key} brings them back"
