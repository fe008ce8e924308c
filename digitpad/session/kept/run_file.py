"""The file run.json of an entry: the record of its run, and which networks belong to it. No Qt.

It is written after the networks, and has their checksums. So if a process is killed in between,
files of different times are not taken for one run.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal

import msgspec
import numpy as np

from digitpad.core.files import network_file
from digitpad.core.learning.epoch import EpochResult
from digitpad.core.network import Network
from digitpad.session.kept.run_record import RunRecord, check
from digitpad.session.runs.run import Run

VERSION = 3  # raised when a word is added or changes its meaning
EPOCHS_AT_ONCE = 500  # a millisecond's
# In the order in which they stand for the run where others cannot be read.
NETWORK, BEST, START = NETWORKS = "network.json", "best.json", "start.json"

# What became of a run. "kept": it was neither saved nor discarded. "continued": another run begins
# with its last network, and learns other data.
Fate = Literal["unsaved", "kept", "saved", "discarded", "continued"]


@dataclass(frozen=True, slots=True)
class RunFile:
    """The content of run.json.

    path: of the network's own file. on_disk: as in `NetworkFileState`.
    checksums: of the networks beside it, by the names of their files.
    """

    record: RunRecord
    fate: Fate = "unsaved"
    path: str | None = None
    on_disk: bytes | None = None
    checksums: dict[str, str] | None = None
    version: int = VERSION

    @property
    def own_path(self) -> Path | None:
        """The network's own file."""
        return None if self.path is None else Path(self.path)


class Heading(msgspec.Struct):
    """The part of run.json that every version has; the rest is passed over."""

    class Record(msgspec.Struct):
        number: int = 0

    version: int
    fate: str
    record: Record

    @property
    def is_of_later_version(self) -> bool:
        """Whether a newer program wrote it."""
        return self.version > VERSION

    @property
    def is_settled(self) -> bool:
        """Whether it is known what became of the run."""
        # Any other word is damage, and such a run is offered.
        settled = ("kept", "saved", "discarded", "continued")
        return not self.is_of_later_version and self.fate in settled


def encode(content: RunFile) -> bytes:
    record = content.record
    members = _members(record) | {"history": msgspec.Raw(_encoded(record.history))}
    return msgspec.json.encode(_members(content) | {"record": members})


def _members(value: RunFile | RunRecord) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _encoded(history: Sequence[EpochResult]) -> bytes:
    """Epochs as JSON, in pieces, as no other thread goes on while one is encoded."""
    pieces = []
    for start in range(0, len(history), EPOCHS_AT_ONCE):
        pieces.append(msgspec.json.encode(history[start : start + EPOCHS_AT_ONCE])[1:-1])
        time.sleep(0)
    return b"[" + b",".join(pieces) + b"]"


def decode(text: bytes) -> RunFile:
    """The content in JSON. Raises ValueError, with what is wrong."""
    content = msgspec.json.decode(text, type=RunFile)
    check(content.record)
    return content


def decode_heading(text: bytes) -> Heading:
    """The heading of run.json. Raises ValueError, with what is wrong."""
    return msgspec.json.decode(text, type=Heading)


def run_of(content: RunFile | None, networks: Mapping[str, Network]) -> Run:
    """The run of these networks, as far as they and its record agree. At least one is needed."""
    name = next(name for name in NETWORKS if name in networks)
    network = networks[name]
    if content is None or not _is_of(content.record, network):
        return Run.of_network(network, 0)
    record, checksums = content.record, content.checksums or {}
    belonging = {
        n: net for n, net in networks.items() if checksums.get(n) == network_file.checksum(net)
    }
    best = belonging.get(BEST) if (record.best_epoch or 0) <= len(record.history) else None
    run = record.run(network, best, belonging.get(START))
    if name == BEST and best is not None:
        return run.gone_back()
    if name == START and START in belonging:
        history = run.history[: run.start_epochs]
        return replace(run, history=history, jobs=(), best=None)
    if name != NETWORK:
        return Run.of_network(network, record.number)
    if not run.jobs and run.seed is not None and not run.history:
        # Nothing was learnt yet: the generator that drew the weights is to go on.
        return replace(run, network=run.architecture.network(np.random.default_rng(run.seed)))
    if NETWORK not in belonging or record.has_start and START not in belonging:
        # How the network came about is not known.
        return replace(
            run,
            jobs=(),
            start=network,
            start_epochs=len(run.history),
            start_hyperparameters=run.hyperparameters,
        )
    return run


def _is_of(record: RunRecord, network: Network) -> bool:
    architecture = record.architecture
    sizes, cost = tuple(network.sizes), network.cost.__name__
    return (architecture.sizes, architecture.cost) == (sizes, cost)
