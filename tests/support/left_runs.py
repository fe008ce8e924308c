"""Runs as a process leaves them that has ended before they were saved."""

from dataclasses import replace
from pathlib import Path

from digits import placed
from results import epoch_result

from digitpad.core.files.network_file import NetworkFile
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.core.network import Network
from digitpad.session.drawing.drawing import Drawing
from digitpad.session.kept.run_entry import Entry, Kept
from digitpad.session.kept.run_store import RunStore
from digitpad.session.runs.run import BestEpoch, Run

SEVEN = Drawing(tuple(map(tuple, placed(7, 0.1, 0.1, 0.8))))


def unsaved(drawing: Drawing = SEVEN, path: Path | None = None, epochs: int = 2) -> Kept:
    """What is kept of a run of a few epochs, and of what was drawn beside it."""
    results = [epoch_result(i + 1, evaluation_accuracy=9000 + i) for i in range(epochs)]
    content = NetworkFile(
        Network([784, 12, 10]), Hyperparameters(epochs=3, eta=0.25), tuple(results), "MNIST", seed=5
    )
    run = replace(Run.of_file(content, "large", 1), best=BestEpoch(1, Network([784, 12, 10])))
    return Kept(run, drawing, path=path)


def leave(parent: Path, what: Kept) -> Entry:
    """Leave its files in the folder of the runs, without its lock."""
    entry = RunStore(parent).new_entry(what.run.id)
    entry.keep(what)
    entry.let_go()
    return entry
