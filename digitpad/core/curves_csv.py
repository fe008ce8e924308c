"""The curves of a run as CSV, for a spreadsheet, pandas or another plot: one row an epoch.

Lines that begin with # say what was trained, and how:

    # digitpad: the curves of a run
    # sizes: 784-30-10
    # eta: 0.5
    epoch,evaluation_cost,evaluation_accuracy,training_cost,...
    1,0.5125,9321,0.4321,...

`pandas.read_csv(path, comment="#")` reads it.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, fields

from digitpad.core.hyperparameters import Hyperparameters
from digitpad.core.network import Network
from digitpad.core.sgd import EpochResult

_KINDS = ("evaluation", "training")


def curves_csv(
    history: Sequence[EpochResult], network: Network, hyperparameters: Hyperparameters | None
) -> bytes:
    """The content of a CSV file, UTF-8, with the fields of EpochResult as columns.

    Accuracies are counts, of `evaluation_size` and `training_size`, and stand in columns of their
    own in percent; a cell is empty where a monitor was off. Numbers are written so that reading
    them gives the same again. `eta` and `lmbda` may change during a run: each row has those of its
    epoch's end. `hyperparameters` are those that the last run ended with; of epochs, those that
    were done are counted.
    """
    text = io.StringIO()
    text.write("# digitpad: the curves of a run\n")
    text.write(f"# sizes: {'-'.join(map(str, network.sizes))}\n")
    text.write(f"# cost: {network.cost.__name__}\n")
    settings = asdict(hyperparameters) if hyperparameters is not None else {}
    for name, value in (settings | {"epochs": len(history)}).items():
        text.write(f"# {name}: {value}\n")
    text.write("# accuracy: a count of right answers; accuracy_percent: of 100\n")
    writer = csv.writer(text, lineterminator="\n")
    columns = [field.name for field in fields(EpochResult)]
    writer.writerow([*columns, *(f"{kind}_accuracy_percent" for kind in _KINDS)])
    for result in history:
        percents = [_percent(result, kind) for kind in _KINDS]
        writer.writerow([*(getattr(result, name) for name in columns), *percents])
    return text.getvalue().encode()


def _percent(result: EpochResult, kind: str) -> float | None:
    count: int | None = getattr(result, f"{kind}_accuracy")
    size: int = getattr(result, f"{kind}_size")
    return None if count is None else 100 * count / size
