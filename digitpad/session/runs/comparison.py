"""Compares runs side by side: the settings in which they differ, and their results. No Qt."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from digitpad.core.book.experiments import EXPERIMENTS
from digitpad.core.book.trials import Trial
from digitpad.core.files import csv_file, no_formula
from digitpad.session.runs.run import Run
from digitpad.session.runs.run_settings import best_percent, last_percent, what_differs

Row = tuple[str, tuple[str, ...]]  # its name, and a text for each run


@dataclass(frozen=True, slots=True)
class Comparison:
    """A table: a column for each run, the baseline's first."""

    titles: tuple[str, ...]
    rows: tuple[Row, ...]

    def csv(self) -> bytes:
        """The table as a CSV file, in UTF-8."""
        rows = (("", self.titles), *self.rows)
        return csv_file([name, *map(no_formula, cells)] for name, cells in rows)


def compare(records: Sequence[Run], baseline: Run) -> Comparison:
    """Compare runs with one of them, the baseline: settings that differ, then results that differ.

    The results of the other runs also say how far they are from the baseline's. After the runs of
    each trial of an experiment comes a column with the book's numbers.
    """
    runs = [baseline, *(record for record in records if record.id != baseline.id)]
    differ = what_differs(runs)
    names = list(differ[baseline.id])
    rows: list[Row] = [(name, tuple(differ[run.id][name] or "–" for run in runs)) for name in names]
    epochs = tuple(f"{len(run.history):,}" for run in runs)
    rows.append(("epochs", epochs))
    alike = {"epochs"} if len(set(epochs)) == 1 else set()
    for name, unit, digits, values in (
        ("best accuracy", " %", 2, [best_percent(run) for run in runs]),
        ("last accuracy", " %", 2, [last_percent(run) for run in runs]),
        ("last evaluation cost", "", 4, [_last(run, "evaluation_cost") for run in runs]),
        ("last training cost", "", 4, [_last(run, "training_cost") for run in runs]),
        ("seconds", "", 1, [run.seconds for run in runs]),
    ):
        rows.append((name, _with_differences(values, unit, digits)))
        if len(set(values)) == 1:
            alike.add(name)
    compared = _with_the_book(Comparison(tuple(run.title for run in runs), tuple(rows)), runs)
    return replace(compared, rows=tuple(row for row in compared.rows if not _is_alike(row, alike)))


def _is_alike(row: Row, alike: Set[str]) -> bool:
    """Whether all cells of a row say the same, the book's as well."""
    name, cells = row
    return name in alike and all(cell == "–" or cell.startswith(cells[0]) for cell in cells)


def _with_the_book(comparison: Comparison, runs: Sequence[Run]) -> Comparison:
    """The comparison with the book's columns; its settings are those of the trial's runs."""
    names = [name for name, _ in comparison.rows]
    results = names[names.index("epochs") :]
    trials = [trial_of(run) for run in runs]
    titles, columns = [], []
    for i, trial in enumerate(trials):
        column = [cells[i] for _, cells in comparison.rows]
        titles.append(comparison.titles[i])
        columns.append(column)
        if trial is None or trial in trials[i + 1 :]:
            continue
        if book := {f"last {name}": text for name, text in _books_numbers(trial)}:
            titles.append(f"the book: {trial.name}")
            columns.append(
                [
                    book.get(name, "–" if name in results else cell)
                    for name, cell in zip(names, column)
                ]
            )
    return Comparison(tuple(titles), tuple(zip(names, zip(*columns))))


def _books_numbers(trial: Trial) -> Iterator[tuple[str, str]]:
    """The book's numbers of the last epoch, by the names of their rows."""
    for figure in trial.figures:
        if figure.book is None or figure.at != -1:
            continue
        if figure.series == "evaluation_accuracy":
            yield "accuracy", f"{figure.book:.2f} %"
        elif figure.series.endswith("cost"):
            yield figure.series.replace("_", " "), f"{figure.book:.4g}"


def trial_of(record: Run) -> Trial | None:
    """The trial that a run of an experiment is; None for others, and if settings were changed."""
    experiment = next((e for e in EXPERIMENTS if e.name == record.experiment), None)
    if experiment is None or not record.jobs:
        return None
    for trial in experiment.trials:
        same = trial.architecture == record.architecture and trial.data == record.data
        if same and trial.stages[: len(record.jobs)] == tuple(job.settings for job in record.jobs):
            return trial
    return None


def _last(record: Run, series: str) -> float | None:
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
