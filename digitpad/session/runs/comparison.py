"""Compares runs side by side: the settings in which they differ, and their results. No Qt."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from digitpad.session.kept.run_record import RunRecord
from digitpad.session.runs.run_settings import best_percent, last_percent, what_differs

Row = tuple[str, tuple[str, ...]]  # its name, and a text for each run


@dataclass(frozen=True, slots=True)
class Comparison:
    """A table: a column for each run, the baseline's first."""

    titles: tuple[str, ...]
    rows: tuple[Row, ...]

    def csv(self) -> bytes:
        """The content of a CSV file with this table, in UTF-8."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        for name, cells in (("", self.titles), *self.rows):
            writer.writerow([name, *map(no_formula, cells)])
        return text.getvalue().encode()


def compare(records: Sequence[RunRecord], baseline: RunRecord) -> Comparison:
    """Compare runs with one of them, the baseline: the settings, then the results, that differ.

    The other runs' results also say how far they are from the baseline's.
    """
    runs = [baseline, *(record for record in records if record.id != baseline.id)]
    differ = what_differs(runs)
    names = list(differ[baseline.id])
    rows: list[Row] = [(name, tuple(differ[run.id][name] or "–" for run in runs)) for name in names]
    results: list[Row] = [("epochs", tuple(f"{len(run.history):,}" for run in runs))]
    for name, unit, digits, values in (
        ("best accuracy", " %", 2, [best_percent(run) for run in runs]),
        ("last accuracy", " %", 2, [last_percent(run) for run in runs]),
        ("last evaluation cost", "", 4, [_last(run, "evaluation_cost") for run in runs]),
        ("last training cost", "", 4, [_last(run, "training_cost") for run in runs]),
        ("seconds", "", 1, [run.seconds for run in runs]),
    ):
        if len(set(values)) > 1:
            results.append((name, _with_differences(values, unit, digits)))
    rows += [row for row in results if len(set(row[1])) > 1]
    return Comparison(tuple(run.title for run in runs), tuple(rows))


def _last(record: RunRecord, series: str) -> float | None:
    return getattr(record.history[-1], series) if record.history else None


def _with_differences(values: Sequence[float | None], unit: str, digits: int) -> tuple[str, ...]:
    first = values[0]
    texts = []
    for i, value in enumerate(values):
        text = "–" if value is None else f"{value:.{digits}f}{unit}"
        if i and value is not None and first is not None:
            text += f" ({value - first:+.{digits}f})".replace("-", "−")
        texts.append(text)
    return tuple(texts)


def no_formula(cell: str) -> str:
    """The text of a cell, such that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
