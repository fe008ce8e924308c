"""The curves of a run as CSV, for a spreadsheet, pandas or another plot: one row an epoch.

Lines that begin with # say what was trained, and how:

    # digitpad: the curves of a run
    # sizes: 784-30-10
    # eta: 0.5
    epoch,evaluation_cost,evaluation_accuracy,training_cost,...
    1,0.5125,9321,0.4321,...

`pandas.read_csv(path, comment="#")` reads it.
"""

from collections.abc import Sequence
from dataclasses import asdict, fields

from digitpad.core.files.csv_file import csv_file
from digitpad.core.learning.epoch import EpochResult
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.core.network import Network

_KINDS = ("evaluation", "training")
_FIELDS = [field.name for field in fields(EpochResult) if field.name != "gradient_lengths"]


def curves_csv(
    history: Sequence[EpochResult], network: Network, hyperparameters: Hyperparameters | None
) -> bytes:
    """The content of a CSV file, in UTF-8: a row an epoch, the fields of EpochResult as columns.

    Accuracies are counts, of `evaluation_size` and `training_size`; further columns have them in
    percent. If gradients were monitored, each layer has a column, from `gradient_length_1` for the
    first hidden one on. A cell is empty where a monitor was off. Reading a number gives exactly
    the same again. `eta` and `lmbda` may change during a run: a row has those of its epoch's end.

    hyperparameters: those that the run ended with. The file's `epochs` counts those that were done.
    """
    settings = asdict(hyperparameters) if hyperparameters is not None else {}
    settings["epochs"] = len(history)
    remarks = [
        "digitpad: the curves of a run",
        f"sizes: {'-'.join(map(str, network.sizes))}",
        f"cost: {network.cost.__name__}",
        *(f"{name}: {value}" for name, value in settings.items()),
        "accuracy: a count of right answers; accuracy_percent: of 100",
    ]
    layers = most_layers(history)
    return csv_file([columns(layers), *(row(result, layers) for result in history)], remarks)


def most_layers(history: Sequence[EpochResult]) -> int:
    """The number of layers whose gradients were monitored; 0 where none were."""
    return max((len(result.gradient_lengths or ()) for result in history), default=0)


def columns(layers: int) -> list[str]:
    """The names of the columns, with one for the gradient of each of so many layers."""
    percents = [f"{kind}_accuracy_percent" for kind in _KINDS]
    return [*_FIELDS, *percents, *(f"gradient_length_{layer + 1}" for layer in range(layers))]


def row(result: EpochResult, layers: int) -> list[float | None]:
    """An epoch's values, in the order of `columns`."""
    values = [getattr(result, name) for name in _FIELDS]
    lengths = result.gradient_lengths or ()
    values += [_percent(result, kind) for kind in _KINDS]
    return [*values, *lengths, *[None] * (layers - len(lengths))]


def _percent(result: EpochResult, kind: str) -> float | None:
    count: int | None = getattr(result, f"{kind}_accuracy")
    size: int = getattr(result, f"{kind}_size")
    return None if count is None else 100 * count / size
