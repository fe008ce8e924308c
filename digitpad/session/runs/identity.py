"""Which run a file is of: a run that is here, or one of its own. No Qt.

Equal settings, seeds and curves prove nothing: many a class trains the same run thirty times. A
file is of a run that is here only if that has the file's identity, and what the file says of it is
so. Any other file is a run of its own, and the id of its row follows from its content, so that it
is the same row when the file is opened again.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import count, takewhile

from digitpad.core.network import Network
from digitpad.core.network_file import NetworkFile, checksum, is_as_saved
from digitpad.session.runs.run import AtEpoch, Run

# The network of a run after an epoch; None if that is not kept.
NetworkOf = Callable[[Run, int], Network | None]


def id_from(*content: object) -> str:
    """The id of a row with this content."""
    return hashlib.sha256("\n".join(map(str, content)).encode()).hexdigest()[:16]


def possible_runs(content: NetworkFile, here: Mapping[str, Run]) -> list[tuple[Run, int]]:
    """The runs that a network file may be of, each with the epoch of the file's network.

    They are those with its identity, and those that were opened from a file like it. here: all
    runs by their ids.
    """
    key = content.run
    named = [(run, key.epoch) for run in here.values() if key and run.identity == key.id]
    opened = takewhile(here.__contains__, _ids(content))
    return named + [(here[run_id], len(content.history)) for run_id in opened]


def run_of(
    content: NetworkFile, here: Mapping[str, Run], network_of: NetworkOf
) -> tuple[AtEpoch | None, str]:
    """The run that a network file is a picture of, at its epoch; None if it is a run of its own.

    Beside it the id for the row of a run of its own. here: all runs by their ids.
    """
    for run, epoch in possible_runs(content, here):
        network = network_of(run, epoch) if epoch <= run.epochs else None
        if network is not None and _is_picture(content, run, network, epoch):
            return AtEpoch(run.id, epoch), run.id
    return None, next(run_id for run_id in _ids(content) if run_id not in here)


def _is_picture(content: NetworkFile, run: Run, network: Network, epoch: int) -> bool:
    """Whether saving this network of a run would write what a file says."""
    if content.run is None or content.run.id != run.identity:  # a run that was opened from it
        content = replace(content, run=None, checksum_matches=None)
    return is_as_saved(content, run.content(network, epoch))


def _ids(content: NetworkFile) -> Iterator[str]:
    """The ids that the row of a run of its own may have: it is the first that no other has."""
    said = content.history, content.hyperparameters, content.seed, content.run
    digest = checksum(content.network)
    return (id_from(digest, *map(repr, said), n) for n in count())


def learnt_so(run: Run, epochs: int) -> tuple[object, ...]:
    """What decides how a run has learnt its first epochs, beside its curves, which have η and λ.

    How many epochs were planned does not, and a folder of data never travels.
    """
    jobs, done = [], run.start_epochs
    for job in run.jobs:
        if done < epochs:
            jobs.append((done, job.seed, job.measure, replace(job.settings, epochs=1)))
        done += job.epochs
    start = run.start_hyperparameters and replace(run.start_hyperparameters, epochs=1)
    data = None if run.data is not None and run.data.folder is not None else run.data
    begun = run.architecture, run.seed, run.start_epochs, run.has_start, start
    return *begun, data, run.data_set, run.evaluation, tuple(jobs)


def begins(theirs: Run, run: Run) -> bool:
    """Whether the epochs of a run from elsewhere begin one that is here, and were learnt so."""
    epochs = theirs.epochs
    is_so = learnt_so(theirs, epochs) == learnt_so(run, epochs)
    return is_so and theirs.history == run.history[:epochs]
