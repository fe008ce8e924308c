"""Entries of a store of runs, for tests of what is kept."""

import os
from dataclasses import replace

from results import epoch_result

from digitpad import Hyperparameters, Network
from digitpad.core.learning.architecture import Architecture
from digitpad.session.drawing.drawing import Drawing
from digitpad.session.kept.run_entry import Entry, Kept
from digitpad.session.kept.run_file import Fate
from digitpad.session.kept.run_store import RunStore
from digitpad.session.runs.job import Job
from digitpad.session.runs.run import BestEpoch, Run

NETWORKS = "network.json", "best.json", "start.json"
LINE = ((0.1, 0.1), (0.2, 0.3))


def keep(
    store: RunStore, fate: Fate = "unsaved", age: int = 0, name: str = "", number: int = 1
) -> Entry:
    """A run that was kept so many seconds ago, and that nobody works on."""
    run = Run.begin(Architecture((5,)), number)
    entry = store.new_entry(run.id)
    entry.keep(Kept(replace(run, name=name), fate=fate))
    for path in entry.path.iterdir():
        os.utime(path, (1e9 - age, 1e9 - age))
    entry.let_go()
    return entry


def whole_run(**changes: object) -> Run:
    """A run with all that a run can have: three networks, epochs, jobs."""
    run = Run.begin(Architecture((5,)), 3, seed=1)
    values = {
        "history": tuple(epoch_result(i, evaluation_accuracy=9000 - i) for i in (1, 2, 3)),
        "best": BestEpoch(2, Network([784, 5, 10])),
        "start": Network([784, 5, 10]),
        "start_epochs": 1,
        "jobs": (Job(Hyperparameters(), 5, 2, 10_000),),
    }
    return replace(run, **values | changes)


def keep_whole(store: RunStore) -> tuple[Entry, Run]:
    """An entry with all that an entry can have, which nobody works on, and its run."""
    run = whole_run()
    entry = store.new_entry(run.id)
    entry.keep(Kept(run, Drawing((LINE,)), (Drawing(),), store.folder / "mine.json"))
    entry.let_go()
    return entry, run


def left(store: RunStore) -> tuple[list[str], list[str]]:
    """What is left behind, let go of again."""
    found, problems = store.left_behind()
    for one in found:
        one.entry.let_go()
    return [one.entry.path.name for one in found], problems


def there(*entries: Entry) -> list[bool]:
    return [entry.path.exists() for entry in entries]
