"""A run's record: all that is known of a run but its networks, which take most of the room. No Qt.

Records are what lists of runs are made of, those of earlier sessions among them. On disk a record
is a JSON object, checked as any file is.
"""

from dataclasses import asdict, dataclass, fields
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from digitpad.core.costs import COSTS
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.files.network_keys import MOST_EPOCHS, MOST_SEED
from digitpad.core.learning.architecture import MOST_LAYERS, Architecture, check_sizes
from digitpad.core.learning.epoch import Change, EpochResult
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.session.runs.job import Job
from digitpad.session.runs.run import Run

MOST_JOBS, MOST_CHANGES = 10_000, 100_000


@dataclass(frozen=True, slots=True)
class RunRecord:
    """The fields are those of `Run`. best_epoch: that of `best`, from 1.

    has_start: whether the run began with a network that is kept beside it.
    """

    id: str
    number: int
    architecture: Architecture
    seed: int | None = None
    hyperparameters: Hyperparameters | None = None
    data: DataSpec | None = None
    data_set: str | None = None
    evaluation: str | None = None
    history: tuple[EpochResult, ...] = ()
    best_epoch: int | None = None
    parent: str | None = None
    name: str = ""
    experiment: str = ""
    has_start: bool = False
    start_epochs: int = 0
    jobs: tuple[Job, ...] = ()

    @classmethod
    def of(cls, run: Run) -> "RunRecord":
        """The record of a run as it is now."""
        same = {field.name for field in fields(cls)} - {"best_epoch", "has_start"}
        return cls(
            **{name: getattr(run, name) for name in same},
            best_epoch=None if run.best is None else run.best.epoch,
            has_start=run.start is not None,
        )

    @property
    def title(self) -> str:
        """What people call the run."""
        return self.name or f"run {self.number}"

    @property
    def training_size(self) -> int | None:
        """How many images it learns from; see `Run.training_size`."""
        if self.data is not None:
            return self.data.training_size
        return self.history[-1].training_size if self.history else None

    @property
    def seconds(self) -> float:
        """How long it was trained."""
        return sum(job.seconds for job in self.jobs)


Size = Annotated[int, Meta(ge=1, le=10**9)]
Count = Annotated[int, Meta(ge=0, le=10**15)]
Name = Annotated[str, Meta(max_length=1000)]


class DataForm(msgspec.Struct):
    """A DataSpec in JSON."""

    folder: Annotated[str, Meta(max_length=4096)] | None = None
    training_size: Size | None = None
    evaluation: Literal["validation", "test"] = "validation"
    other_hands: bool = False
    evaluation_size: Size | None = None

    def spec(self) -> DataSpec:
        return DataSpec(**msgspec.structs.asdict(self))


class _Architecture(msgspec.Struct):
    hidden_layers: tuple[Size, ...]
    cost: str
    weight_initializer: Literal["default", "large"]


class _Epoch(msgspec.Struct, array_like=True):
    """An EpochResult without its number, as a row."""

    evaluation_cost: float | None
    evaluation_accuracy: Count | None
    training_cost: float | None
    training_accuracy: Count | None
    evaluation_size: Count
    training_size: Count
    eta: float
    lmbda: float
    penalty: float | None = None
    gradient_lengths: Annotated[tuple[float, ...], Meta(max_length=MOST_LAYERS)] | None = None


class _Change(msgspec.Struct):
    mini_batches: Count
    hyperparameters: Hyperparameters


class _Job(msgspec.Struct):
    settings: Hyperparameters
    seed: Annotated[int, Meta(ge=0)] | None = None
    epochs: Count = 0
    mini_batches: Count = 0
    ends_epoch: bool = True
    changes: Annotated[tuple[_Change, ...], Meta(max_length=MOST_CHANGES)] = ()
    seconds: Annotated[float, Meta(ge=0, le=1e12)] = 0.0


class RecordForm(msgspec.Struct):
    """A RunRecord in JSON; its id is the name of its folder."""

    architecture: _Architecture
    history: Annotated[tuple[_Epoch, ...], Meta(max_length=MOST_EPOCHS)] = ()
    seed: Annotated[int, Meta(ge=0)] | None = None
    hyperparameters: Hyperparameters | None = None
    data_set: Name | None = None
    evaluation: Literal["validation", "test"] | None = None
    experiment: Name = ""
    has_start: bool = False
    start_epochs: Annotated[int, Meta(ge=0, le=MOST_EPOCHS)] = 0
    jobs: Annotated[tuple[_Job, ...], Meta(max_length=MOST_JOBS)] = ()


_NAMES = [field.name for field in fields(EpochResult)][1:]


def form_of(record: RunRecord) -> RecordForm:
    """A record as it is written."""
    evaluation: Literal["validation", "test"] | None = None
    if record.evaluation is not None:
        evaluation = "test" if record.evaluation == "test" else "validation"
    architecture = record.architecture
    return RecordForm(
        _Architecture(
            architecture.hidden_layers,
            architecture.cost,
            "large" if architecture.weight_initializer == "large" else "default",
        ),
        tuple(_Epoch(*(getattr(result, name) for name in _NAMES)) for result in record.history),
        record.seed,
        record.hyperparameters,
        record.data_set,
        evaluation,
        record.experiment,
        record.has_start,
        record.start_epochs,
        tuple(_job_form(job) for job in record.jobs),
    )


def _job_form(job: Job) -> _Job:
    changes = tuple(_Change(c.mini_batches, c.hyperparameters) for c in job.changes)
    return _Job(
        job.settings,
        job.seed,
        job.epochs,
        job.mini_batches,
        job.ends_epoch,
        changes,
        job.seconds,
    )


def jobs_of(form: RecordForm) -> tuple[Job, ...]:
    """The jobs that were written. Raises ValueError for what no job can have."""
    for job in form.jobs:
        if job.seed is not None and job.seed > MOST_SEED + len(form.jobs):
            raise ValueError("a seed is too large")
    return tuple(
        Job(
            job.settings,
            job.seed,
            job.epochs,
            job.mini_batches,
            job.ends_epoch,
            tuple(Change(c.mini_batches, c.hyperparameters) for c in job.changes),
            job.seconds,
        )
        for job in form.jobs
    )


def history_of(form: RecordForm) -> tuple[EpochResult, ...]:
    """The epochs that were written. Raises ValueError for lengths of gradients of other layers."""
    layers = len(form.architecture.hidden_layers) + 1
    for row in form.history:
        if row.gradient_lengths is not None and len(row.gradient_lengths) != layers:
            raise ValueError(f"gradient_lengths has {len(row.gradient_lengths)} layers of {layers}")
    return tuple(
        EpochResult(epoch, *(getattr(row, name) for name in _NAMES))
        for epoch, row in enumerate(form.history, start=1)
    )


def architecture_of(form: RecordForm) -> Architecture:
    """The architecture that was written. Raises ValueError for one that no network can have."""
    if form.architecture.cost not in COSTS:
        raise ValueError("there is no such cost")
    architecture = Architecture(**msgspec.structs.asdict(form.architecture))
    check_sizes(architecture.sizes)
    return architecture


def data_form(spec: DataSpec) -> DataForm:
    """A DataSpec as it is written."""
    values = asdict(spec)
    values["evaluation"] = "test" if spec.evaluation == "test" else "validation"
    return DataForm(**values)
