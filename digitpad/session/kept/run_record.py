"""A run's record: all of a run but its networks, which take most of the room. No Qt.

Lists of runs are made of records. On disk a record is JSON: msgspec encodes the dataclass itself,
and checks what it reads against it.
"""

from dataclasses import dataclass, fields

from digitpad.core.data.data_spec import EVALUATION_DATA
from digitpad.core.files.network_keys import MOST_SEED
from digitpad.core.learning.architecture import check_sizes
from digitpad.core.learning.epoch import EpochResult
from digitpad.core.network import Network
from digitpad.session.runs.run import BestEpoch, Run, RunDescription


@dataclass(frozen=True, slots=True)
class RunRecord(RunDescription):
    """A run's record. best_epoch: of `Run.best`, from 1. has_start: whether a `start` is kept."""

    best_epoch: int | None = None
    has_start: bool = False

    @classmethod
    def of(cls, run: Run) -> "RunRecord":
        return cls(
            **{name: getattr(run, name) for name in _SHARED},
            best_epoch=None if run.best is None else run.best.epoch,
            has_start=run.start is not None,
        )

    def run(self, network: Network, best: Network | None, start: Network | None) -> Run:
        """The run of this record, with the networks that are kept beside it."""
        is_best = best is not None and self.best_epoch is not None
        return Run(
            network=network,
            **{name: getattr(self, name) for name in _SHARED},
            best=BestEpoch(self.best_epoch, best) if is_best else None,  # type: ignore[arg-type]
            start=start,
        )

    @property
    def began(self) -> float | None:
        """When its training began, in seconds since 1970; None if that is unknown."""
        return self.jobs[0].began if self.jobs else None

    @property
    def seconds(self) -> float:
        """How long it was trained."""
        return sum(job.seconds for job in self.jobs)


_SHARED = [field.name for field in fields(RunDescription)]


def check(record: RunRecord) -> None:
    """Raises ValueError for values of the right types that no run can have."""
    counts = [record.number, record.start_epochs]
    for job in record.jobs:
        counts += [job.epochs, job.mini_batches, *(change.mini_batches for change in job.changes)]
    seeds = [seed for seed in (record.seed, *(job.seed for job in record.jobs)) if seed is not None]
    if min(counts) < 0 or min(seeds, default=0) < 0:
        raise ValueError("a count or a seed is below 0")
    if max(seeds, default=0) > MOST_SEED + len(record.jobs):
        raise ValueError("a seed is too large")
    if min((job.seconds for job in record.jobs), default=0.0) < 0:
        raise ValueError("a time is below 0")
    if record.evaluation not in (None, *EVALUATION_DATA):
        raise ValueError("evaluation is neither validation nor test")
    if record.start_epochs > len(record.history):
        raise ValueError("the run began after its end")
    check_sizes(record.architecture.sizes)
    layers = len(record.architecture.sizes) - 1
    for epoch, result in enumerate(record.history, start=1):
        _check_epoch(result, epoch, layers)


def _check_epoch(result: EpochResult, epoch: int, layers: int) -> None:
    if result.epoch != epoch:
        raise ValueError(f"epoch {epoch} is missing")
    for right, size in (
        (result.evaluation_accuracy, result.evaluation_size),
        (result.training_accuracy, result.training_size),
    ):
        if size < 0 or not 0 <= (right or 0) <= size:
            raise ValueError(f"{right} of {size} examples were right in epoch {epoch}")
    if result.eta < 0 or result.lmbda < 0:
        raise ValueError(f"η or λ of epoch {epoch} is below 0")
    if result.gradient_lengths is not None and len(result.gradient_lengths) != layers:
        raise ValueError(f"epoch {epoch} has gradients of {len(result.gradient_lengths)} layers")
