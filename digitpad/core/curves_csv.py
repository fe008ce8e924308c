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


def curves_csv(
    history: Sequence[EpochResult], network: Network, hyperparameters: Hyperparameters | None
) -> bytes:
    """The content of a CSV file, UTF-8, with the fields of EpochResult as columns.

    Accuracies are counts, of `evaluation_size` and `training_size`; a cell is empty where a
    monitor was off. Numbers are written so that reading them gives the same again. `eta` and
    `lmbda` may change during a run: each row has those of its epoch's end. `hyperparameters` are
    those that the last run ended with.
    """
    text = io.StringIO()
    text.write("# digitpad: the curves of a run\n")
    text.write(f"# sizes: {'-'.join(map(str, network.sizes))}\n")
    text.write(f"# cost: {network.cost.__name__}\n")
    for name, value in asdict(hyperparameters).items() if hyperparameters is not None else ():
        text.write(f"# {name}: {value}\n")
    writer = csv.writer(text, lineterminator="\n")
    columns = [field.name for field in fields(EpochResult)]
    writer.writerow(columns)
    writer.writerows([getattr(result, name) for name in columns] for result in history)
    return text.getvalue().encode()
