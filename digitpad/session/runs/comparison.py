"""Compares runs side by side: the settings in which they differ, and their results. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

from digitpad.core.files import csv_file, no_formula
from digitpad.session.runs.run import Run
from digitpad.session.runs.run_settings import NAMES, best_percent, last_percent, what_differs

NamedRow = tuple[str, tuple[str, ...]]  # a name, and a text for each run


@dataclass(frozen=True, slots=True)
class Comparison:
    """A table: a column for each run, the baseline's first."""

    titles: tuple[str, ...]
    rows: tuple[NamedRow, ...]

    def csv(self) -> bytes:
        """The table as a CSV file, in UTF-8."""
        rows = (("", self.titles), *self.rows)
        return csv_file([name, *map(no_formula, cells)] for name, cells in rows)


def compare(runs: Sequence[Run], baseline: Run, without_penalty: bool = True) -> Comparison:
    """Compare runs with one of them, the baseline: settings that differ, then results that differ.

    The results of the other runs also say how far they are from the baseline's. without_penalty:
    whether the λ term is left out of the costs.
    """
    runs = [baseline, *(run for run in runs if run.id != baseline.id)]
    differ = what_differs(runs)
    rows: list[NamedRow] = [
        (NAMES[key], tuple(differ[run.id][key] or "–" for run in runs))
        for key in differ[baseline.id]
    ]
    epochs = tuple(f"{len(run.history):,}" for run in runs)
    rows.append(("epochs", epochs))
    alike = {"epochs"} if len(set(epochs)) == 1 else set()
    term = f"({'without' if without_penalty else 'with'} the λ term)"

    def costs(kind: str) -> list[float | None]:
        last = (run.history[-1] if run.history else None for run in runs)
        return [None if each is None else each.cost(kind, without_penalty) for each in last]

    for name, unit, digits, values in (
        ("best accuracy", " %", 2, [best_percent(run) for run in runs]),
        ("last accuracy", " %", 2, [last_percent(run) for run in runs]),
        (f"last evaluation cost {term}", "", 4, costs("evaluation")),
        (f"last training cost {term}", "", 4, costs("training")),
        ("seconds", "", 2, [run.seconds if run.jobs else None for run in runs]),
    ):
        # Costs of different kinds have no common scale.
        kinds = [run.architecture.cost if "cost" in name else "" for run in runs]
        rows.append((name, _with_differences(values, kinds, unit, digits)))
        if len(set(values)) == 1:
            alike.add(name)
    titles = tuple(run.title for run in runs)
    return Comparison(titles, tuple(row for row in rows if row[0] not in alike))


def _with_differences(
    values: Sequence[float | None], kinds: Sequence[str], unit: str, digits: int
) -> tuple[str, ...]:
    """The values, and how far they are from the first one, if they are of its kind."""
    first = values[0]
    texts = []
    for i, value in enumerate(values):
        text = "–" if value is None else f"{value:.{digits}f}{unit}"
        if i and value is not None and first is not None and kinds[i] == kinds[0]:
            text += f" ({value - first:+.{digits}f})".replace("-", "−")
        texts.append(text)
    return tuple(texts)
