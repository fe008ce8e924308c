"""Which run reads best, in a sentence. Chance is never the reason. No Qt."""

import math
import statistics
from collections.abc import Sequence

from digitpad.core.evaluation import by_chance
from digitpad.core.text import counted
from digitpad.session.runs.run import Run
from digitpad.session.runs.run_settings import (
    alike_but_for_the_seed,
    best_percent,
    names_that_differ,
    settings_of,
)

NO_REASONS = "seed", "epochs", "begins with"  # the first is chance; the others are no settings
Ranked = tuple[float, Run]  # a run with its best accuracy, in percent


def which_reads_best(records: Sequence[Run]) -> str:
    """Which of these runs reads best, and with what, as far as their accuracies decide that.

    Only runs with the same evaluation data are ranked, and those of an experiment among themselves.
    A person's own runs come before those of experiments, then the larger group, then the newer one.
    """
    groups: dict[tuple[object, ...], list[Ranked]] = {}
    for record in records:
        percent = best_percent(record)
        if percent is not None:
            groups.setdefault(_evaluated_on(record), []).append((percent, record))
    if not groups:
        return f"{counted(len(records), 'run')}, and no accuracy measured yet."
    group = max(groups.values(), key=_importance)
    rest = sum(map(len, groups.values())) - len(group)
    not_compared = f" Not compared: {counted(rest, 'run')} of other data or experiments."
    return f"{_sentence(group)}{not_compared if rest else ''}"


def _evaluated_on(record: Run) -> tuple[object, ...]:
    """The experiment and the evaluation data of a run."""
    folder = None if record.data is None else record.data.folder
    size = record.history[-1].evaluation_size
    return record.experiment, record.data_set, folder, record.evaluation, size


def _importance(group: Sequence[Ranked]) -> tuple[bool, int, int]:
    newest = max(record.number for _, record in group)
    return not group[0][1].experiment, len(group), newest


def _sentence(group: Sequence[Ranked]) -> str:
    ranked = sorted(group, key=lambda each: -each[0])
    percent, best = ranked[0]
    title = f"{best.title[:1].upper()}{best.title[1:]}"
    if len(ranked) == 1:
        return f"{title} reads {percent:.2f} % at best."
    chance = max(by_chance(percent, best.history[-1].evaluation_size), 2 * _seeds_spread(group))
    # Both of two runs have their share of chance.
    close = sum(percent - other <= math.sqrt(2) * chance for other, _ in ranked[1:])
    if close:
        return f"{title}, {percent:.2f} %, and {counted(close, 'other')} within chance of it."
    return f"{title} reads best: {percent:.2f} %{_with_what([record for _, record in ranked])}."


def _seeds_spread(group: Sequence[Ranked]) -> float:
    """The standard deviation of runs that differ in their seed alone; 0 if there are none."""
    percents = {record.id: percent for percent, record in group}
    alike = alike_but_for_the_seed([record for _, record in group])
    variances = [
        statistics.variance([percents[record.id] for record in runs])
        for runs in alike
        if len(runs) > 1
    ]
    return math.sqrt(statistics.fmean(variances)) if variances else 0.0


def _with_what(ranked: Sequence[Run]) -> str:
    """The setting in which the best run differs from the others, if it is the only one."""
    settings = [settings_of(run) | {"epochs": str(len(run.history))} for run in ranked]
    names = names_that_differ(settings)
    if len(names) != 1 or names[0] in NO_REASONS:
        return ""
    if names == ["hidden"]:
        hidden = "-".join(map(str, ranked[0].architecture.hidden_layers))
        return f", with {hidden} hidden neurons" if hidden else ", without a hidden layer"
    return f", with {names[0]} {settings[0][names[0]]}"
