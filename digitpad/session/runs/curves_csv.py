"""The curves of runs as CSV: one row per epoch. No Qt."""

from collections.abc import Sequence
from dataclasses import asdict, fields

from digitpad.core.files import csv_file, no_formula
from digitpad.core.learning.epoch import EpochResult
from digitpad.core.learning.settings import Hyperparameters
from digitpad.core.network import Network
from digitpad.core.network_file import written_cost
from digitpad.session.runs.run import Run
from digitpad.session.runs.run_settings import NAMES, settings_of
from digitpad.session.runs.series import MEASURED_ON

_FIELDS = [field.name for field in fields(EpochResult) if field.name != "gradient_lengths"]


def curves_csv(
    history: Sequence[EpochResult], network: Network, hyperparameters: Hyperparameters | None
) -> bytes:
    """The content of a CSV file, in UTF-8: one row per epoch, the fields of EpochResult as columns.

    Accuracies are counts, of `evaluation_size` and `training_size`; further columns have them in
    percent. Costs include the λ term; further columns have them without it. If gradients were
    monitored, each layer has a column, from `gradient_length_1` for the first hidden one on. A
    cell is empty if a monitor was off. Numbers are exact. `eta` and `lmbda` are the epoch's.
    Lines that begin with # say what was trained, and how.

    hyperparameters: at the run's end; its `epochs` are replaced by those that were done.
    """
    settings = asdict(hyperparameters) if hyperparameters is not None else {}
    settings["epochs"] = len(history)
    remarks = [
        "digitpad: the curves of a run",
        f"sizes: {'-'.join(map(str, network.sizes))}",
        f"cost: {written_cost(network)}",
        *(f"{name}: {value}" for name, value in settings.items()),
        "accuracy: a count of right answers; accuracy_percent: of 100",
        "cost: with the λ term, which is penalty / size; cost_without_lmbda: without it",
    ]
    layers = _most_layers(history)
    rows = (_row(result, layers) for result in history)
    return csv_file([_columns(layers), *rows], remarks)


def runs_csv(runs: Sequence[Run], which: str = "") -> bytes:
    """A row for each epoch of each run: its name, the columns of `curves_csv`, and its settings.

    The settings are in words, as in the list of runs; η, λ and the number of training images are
    each epoch's own. which: a remark that says which runs these are.
    """
    layers = max((_most_layers(run.history) for run in runs), default=0)
    keys = [key for key in NAMES if key not in _FIELDS]
    rows = (
        [no_formula(run.title), *_row(result, layers), *told]
        for run in runs
        for told in [_told(run, keys)]
        for result in run.history
    )
    remarks = [f"digitpad: the curves of {which}"] if which else []
    return csv_file([["run", *_columns(layers), *keys], *rows], remarks)


def _told(run: Run, keys: Sequence[str]) -> list[str]:
    """A run's settings of these keys in words."""
    settings = settings_of(run)
    return [no_formula(settings.get(key, "")) for key in keys]


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
