"""Which run has the highest accuracy, in a sentence. No Qt."""

from collections import Counter
from collections.abc import Mapping, Sequence

from digitpad.core.text import LONGEST_HEADLINE, counted, in_a_row, shortened
from digitpad.session.runs.run import Run, capitalized_title

LONGEST_TITLE = 22  # letters of a run's title in a headline
ONE_OF_EACH = "One run of each cannot tell which setting is better."


def highest_accuracy(
    runs: Sequence[Run], bests: Mapping[str, float | None], hidden: int = 0
) -> tuple[str, str]:
    """Which of these runs has the highest accuracy, and what that leaves open.

    Only accuracies on the same images are compared: those on which most runs were measured.
    runs: in the order of their numbers. bests: their best accuracies, in percent, by their ids.
    hidden: how many runs of experiments are not among them.
    """
    measured = [run for run in runs if bests[run.id] is not None]
    if not measured:
        missing = f"Not listed: {counted(hidden, 'run')} of experiments." if hidden else ""
        return f"Nothing to compare: {counted(len(runs), 'run')}, no accuracy measured", missing
    images = Counter(map(_images, measured)).most_common(1)[0][0]
    group = [run for run in measured if _images(run) == images]
    rest = len(measured) - len(group)
    below = [f"Not compared: {counted(rest, 'run')} of other images."] if rest else []
    highest = max(bests[run.id] or 0.0 for run in group)
    titles = [shortened(run.title, LONGEST_TITLE) for run in group if bests[run.id] == highest]
    if len(group) == 1:
        headline = f"{capitalized_title(titles[0])}: {highest:.2f} % at best; nothing to compare"
        return headline, " ".join(below)
    has = f"has the highest accuracy: {highest:.2f} %"
    headline = f"{capitalized_title(titles[0])} {has}"
    if len(titles) > 1:
        has = has.replace("has", "have", 1)
        headline = f"{capitalized_title(in_a_row(titles))} {has}"
        if len(headline) > LONGEST_HEADLINE:
            headline = f"{len(titles):,} runs {has}"
    return headline, " ".join([ONE_OF_EACH, *below])


def _images(run: Run) -> tuple[object, ...]:
    """What the accuracies of a run were measured on."""
    folder = None if run.data is None else run.data.folder
    return run.data_set, folder, run.evaluation, run.history[-1].evaluation_size
