"""The curves of runs as CSV: one row per epoch. No Qt."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from itertools import chain
from typing import Any

from digitpad.core.files import csv_file, no_formula
from digitpad.core.learning.epoch import EpochResult
from digitpad.session.runs.run import Run
from digitpad.session.runs.run_settings import USUAL, in_words, values_of
from digitpad.session.runs.series import MEASURED_ON

_FIELDS = [field.name for field in fields(EpochResult) if field.name != "gradient_lengths"]
_SETTINGS = [name for name in USUAL if name not in _FIELDS]
CellOfFile = str | float | None


def runs_csv(runs: Sequence[Run]) -> bytes:
    """The content of a CSV file, in UTF-8: a row for each epoch of each run, under their names.

    The columns are the run's title, the fields of EpochResult, all settings, and its note.
    Accuracies are counts, of `evaluation_size` and `training_size`; further columns have them in
    percent. Costs include the λ term; further columns have them without it. If gradients were
    monitored, each layer has a column, from `gradient_length_1` for the first hidden one on. A cell
    is empty if a monitor was off. Numbers are exact. All settings are the epoch's.
    """
    layers = max((_most_layers(run.history) for run in runs), default=0)
    rows = chain.from_iterable(_rows(run, layers) for run in runs)
    return csv_file([["run", *_columns(layers), *_SETTINGS, "note"], *rows])


def _rows(run: Run, layers: int) -> list[list[CellOfFile]]:
    """A row for each epoch of a run."""
    title, note = no_formula(run.title), no_formula(run.note)
    values = values_of(run)
    rows: list[list[CellOfFile]] = []
    for result, settings in zip(run.history, run.settings_by_epoch(), strict=True):
        of_epoch = values if settings is None else values | asdict(settings)
        rows.append([title, *_row(result, layers), *_settings(of_epoch), note])
    return rows


def _settings(values: Mapping[str, Any]) -> list[CellOfFile]:
    """Numbers as such, all else in words. values: by the settings' names."""
    return [
        values[name]
        if isinstance(values[name], int | float)
        else no_formula(in_words(name, values[name]))
        for name in _SETTINGS
    ]


def _most_layers(history: Sequence[EpochResult]) -> int:
    """The number of layers whose gradients were monitored; 0 if none were."""
    return max((len(result.gradient_lengths or ()) for result in history), default=0)


def _columns(layers: int) -> list[str]:
    """The names of the columns, one of them for each layer's gradient."""
    more = [f"{kind}_accuracy_percent" for kind in MEASURED_ON]
    more += [f"{kind}_cost_without_lmbda" for kind in MEASURED_ON]
    return [*_FIELDS, *more, *(f"gradient_length_{layer + 1}" for layer in range(layers))]


def _row(result: EpochResult, layers: int) -> list[float | None]:
    """An epoch's values, in the order of `_columns`."""
    values = [getattr(result, name) for name in _FIELDS]
    values += map(result.percent, MEASURED_ON)
    values += [result.cost(kind, without_lmbda=True) for kind in MEASURED_ON]
    lengths = result.gradient_lengths or ()
    return [*values, *lengths, *[None] * (layers - len(lengths))]
