"""The file experiment.json of an entry: an experiment that was begun. No Qt.

It has the guess, and which runs belong to the experiment. The runs are entries of their own, and
have all that was measured.
"""

import time
from dataclasses import dataclass, field

import msgspec

from digitpad.session.runs.run import new_id

MOST_BYTES = 1_000_000
MOST_RUNS = 1000  # more than any experiment has


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned run of an experiment.

    trial: its name. run_id: of the run, once it has begun. is_over: whether it has ended. stuck:
    its outputs that answer no image, once that is measured.
    """

    trial: str
    seed: int
    run_id: str | None = None
    is_over: bool = False
    stuck: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ExperimentRecord:
    """An experiment that was begun.

    guess: the index of the choice that was guessed; None without a guess. runs: in their order.
    ended: whether all of it was done. began: in seconds since 1970.
    """

    name: str
    guess: int | None = None
    runs: tuple[Planned, ...] = ()
    ended: bool = False
    began: float = field(default_factory=time.time)
    id: str = field(default_factory=new_id)


def encode(record: ExperimentRecord) -> bytes:
    return msgspec.json.encode(record)


def decode(text: bytes) -> ExperimentRecord:
    """The record in JSON. Raises ValueError, with what is wrong."""
    record = msgspec.json.decode(text, type=ExperimentRecord)
    if len(record.runs) > MOST_RUNS:
        raise ValueError("it has too many runs")
    return record
