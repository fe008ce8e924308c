"""Which run reads best, in a sentence, unless its lead may be chance. No Qt."""

import math
import statistics
from collections.abc import Mapping, Sequence

from digitpad.core.evaluation import by_chance
from digitpad.core.text import counted
from digitpad.session.runs.run import Run, beginning
from digitpad.session.runs.run_settings import NAMES, Settings, keys_that_differ

NO_REASONS = "seed", "epochs", "origin"  # the first is chance; the others are no settings
Ranked = tuple[float, Run]  # a run with its best accuracy, in percent


def which_reads_best(
    records: Sequence[Run], bests: Mapping[str, float | None], settings: Mapping[str, Settings]
) -> tuple[str, str]:
    """Which of these runs reads best, and with which setting, as far as accuracies decide that.

    A second sentence says how many are not compared with it; empty if there are none. Only runs
    with the same evaluation data are ranked, and an experiment's among themselves. A person's own
    runs come before those of experiments, then the larger group, then the newer one. records: in
    the order of their numbers. bests, settings: their best accuracies, in percent, and their
    settings in words, by their ids.
    """
    groups: dict[tuple[object, ...], list[Ranked]] = {}
    for run in records:
        percent, size = bests[run.id], run.history[-1].evaluation_size if run.history else 0
        if percent is not None and size:
            folder = None if run.data is None else run.data.folder
            data = run.experiment, run.data_set, folder, run.evaluation, size
            groups.setdefault(data, []).append((percent, run))
    if not groups:
        return f"{counted(len(records), 'run')}, and no accuracy measured yet.", ""
    group = max(groups.values(), key=lambda g: (not g[0][1].experiment, len(g), g[-1][1].number))
    rest = sum(map(len, groups.values())) - len(group)
    not_compared = f"Not compared: {counted(rest, 'run')} of other data or experiments."
    return _sentence(group, settings), not_compared if rest else ""


def _sentence(group: Sequence[Ranked], settings: Mapping[str, Settings]) -> str:
    ranked = sorted(group, key=lambda each: -each[0])
    percent, best = ranked[0]
    title = beginning(best.title)
    if len(ranked) == 1:
        return f"{title} reads {percent:.2f} % at best."
    size = best.history[-1].evaluation_size
    spread = 2 * math.sqrt(2) * _seeds_spread(group, settings)  # two deviations of a difference

    def is_close(other: float) -> bool:
        chance = math.hypot(by_chance(percent, size), by_chance(other, size))
        return percent - other <= max(spread, chance)

    if close := sum(is_close(other) for other, _ in ranked[1:]):
        return f"{title}, {percent:.2f} %, and {counted(close, 'other')} within chance of it."
    with_what = _with_what([record for _, record in ranked], settings)
    return f"{title} reads best: {percent:.2f} %{with_what}."


def _seeds_spread(group: Sequence[Ranked], settings: Mapping[str, Settings]) -> float:
    """The standard deviation of runs that differ only in their seeds; 0 if there are none."""
    alike: dict[tuple[object, ...], list[float]] = {}
    for percent, run in group:
        same = settings[run.id] | {"seed": ""}
        alike.setdefault((len(run.history), *same.items()), []).append(percent)
    variances = [statistics.variance(each) for each in alike.values() if len(each) > 1]
    return math.sqrt(statistics.fmean(variances)) if variances else 0.0


def _with_what(ranked: Sequence[Run], settings: Mapping[str, Settings]) -> str:
    """The setting in which the best run differs from the others, if it is the only one."""
    theirs = [settings[run.id] | {"epochs": str(len(run.history))} for run in ranked]
    keys = keys_that_differ(theirs)
    if len(keys) != 1 or keys[0] in NO_REASONS:
        return ""
    if keys == ["hidden_layers"]:
        hidden = "-".join(map(str, ranked[0].architecture.hidden_layers))
        return f", with {hidden} hidden neurons" if hidden else ", without a hidden layer"
    return f", with {NAMES[keys[0]]} {theirs[0][keys[0]]}"
