"""A run: how a network was built and trained, and the results of its epochs. No Qt.

A `Run` never changes: each event makes a new value with the same `id`, which takes the place of the
one before in the table of runs. The networks of its epochs stand beside it there, see `runs.py`.
"""

import re
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.hands import new_id
from digitpad.core.learning.epoch import EpochResult
from digitpad.core.learning.settings import Architecture, Hyperparameters, Measured
from digitpad.core.network import Network
from digitpad.core.network_file import ENDING, NetworkFile, RunKey
from digitpad.core.text import capitalized, printable
from digitpad.session.runs.job import Job
from digitpad.training.worker import Report

SEED_BITS = 32  # short enough to type
NOT_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]')  # on one system or another
LONGEST_NOTE = 100_000  # letters
LONGEST_FILE_NAME = 60  # letters before the ending: at most 255 bytes with it, in any script

Networks = Mapping[int, Network]  # by the epochs after which they stand


def new_seed() -> int:
    return secrets.randbits(SEED_BITS)


def title_of(name: str, file: str, number: int) -> str:
    """A run's title, on one line: its name, else its file's, else its number."""
    of_file = file.removesuffix(".gz").removesuffix(ENDING).removesuffix(".json")
    return name or printable(of_file) or f"run {number}"


def capitalized_title(title: str) -> str:
    """A run's title at the beginning of a sentence: a name that a person gave stays as it is."""
    is_ours = title.startswith(("run ", "shipped network"))
    return capitalized(title) if is_ours else title


def title_at(title: str, epoch: int, of: int) -> str:
    """A run and one of its epochs that is not the last: "run 1, epoch 7 of 30"."""
    return f"{title}, epoch {epoch:,} of {of:,}"


def file_name_of(title: str) -> str:
    """A file name for a run with this title, from which `title_of` makes the title again."""
    plain = NOT_IN_FILE_NAMES.sub("-", title)[:LONGEST_FILE_NAME].strip(" .")
    return f"{plain or 'network'}{ENDING}"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the first network of a run came from.

    of: the title of the run, as it is called here, or of the file. how: an epoch of a run, a copy
    that learnt the hand named `hand`, or a copy changed in *Inside*. epoch, percent: the network's
    epoch and evaluation accuracy; None if unknown.
    """

    of: str
    how: Literal["run", "hand", "laboratory"]
    hand: str = ""
    epoch: int | None = None
    percent: float | None = None

    @property
    def name(self) -> str:
        """The network in words: "run 2, epoch 19"."""
        if self.how == "hand":
            return f"{self.of} after learning {self.hand}"
        if self.how == "laboratory":
            return f"a changed copy of {self.of}"
        return f"{self.of}, epoch {self.epoch:,}" if self.epoch else self.of

    def renamed(self, before: str, title: str) -> "Origin":
        """The same, once the run that it names has another title. before: the title until now."""
        if self.how == "run":
            return replace(self, of=title)
        if not self.of.startswith(before):
            return self
        return replace(self, of=title + self.of.removeprefix(before))  # perhaps with an epoch


@dataclass(frozen=True, slots=True)
class AtEpoch:
    """A run at an epoch: what is in use, or what a plan begins with.

    run: its id; None for the shipped network, which belongs to no run. epoch: of its curve; None
    for the last, which follows a run that learns.
    """

    run: str | None = None
    epoch: int | None = None


@dataclass(frozen=True, slots=True)
class Other:
    """The network that is compared with.

    at: its run and its epoch; AtEpoch() for the shipped network. title: its run's. when: how far it
    has learnt, "after epoch 3"; empty if nothing is known of its epochs.
    """

    network: Network
    at: AtEpoch
    title: str
    when: str = ""

    @property
    def name(self) -> str:
        """The network in words."""
        return f"{self.title} {self.when}".rstrip()


@dataclass(frozen=True, slots=True)
class CameIn:
    """The file of runs that a run came in: its name without the ending."""

    file: str


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Run:
    """A run as it is at one moment, without its networks.

    id: of its row in the store, and here. identity: made when it began, and the same wherever it
    travels; by default the id. Runs are the same only if they have one identity and one content.
    number: counts a person's runs from 1, and those of experiments separately; on screen it names
    the run if nothing else does, see `title_of`.
    seed: of the generator that drew the first weights and shuffles; None if unknown.
    data: what it learns from; None before it is trained. A file has only the data set's name,
    `data_set`, and perhaps the part it was evaluated on, `evaluation`.
    history: its epochs, counted from 1. An epoch is here once it has ended.
    parent: the id of the run whose network it began with, if there is one.
    origin: where that network came from; None if it was new, or a file's.
    file: the path of the file that it was opened from or saved to last, if there is one.
    experiment, trial: the names of those that it belongs to, if any. of_experiment: of a run that
    came in a file of runs, in words; it counts for no experiment here.
    start_epochs: epochs trained before this run began, in a file or by its parent; they come first
    in the history, the last of them with `start_hyperparameters`.
    jobs: how it was trained since; see `job.py`.
    classes: the names of its outputs; None if unknown, as for a file's network.
    made: when it came about if it was not trained, as a copy, in seconds since 1970; or when its
    file was written.
    hands: the ids of the hands that its network has learnt. knows_hands: whether these are all that
    were learnt before it began; a file does not say.
    has_start: whether it began with a network that was not drawn from the seed.
    stuck: the outputs that its last network gives for no image, see `trials.stuck_outputs`.
    note: what a person wrote about it, in lines. came_in: None unless it came in a file of runs.
    """

    id: str = field(default_factory=new_id)
    identity: str = ""
    number: int
    architecture: Architecture
    seed: int | None = None
    start_hyperparameters: Hyperparameters | None = None
    data: DataSpec | None = None
    data_set: str | None = None
    evaluation: str | None = None
    history: tuple[EpochResult, ...] = ()
    parent: str | None = None
    origin: Origin | None = None
    name: str = ""
    file: str = ""
    experiment: str = ""
    trial: str = ""
    of_experiment: str = ""
    start_epochs: int = 0
    jobs: tuple[Job, ...] = ()
    classes: tuple[str, ...] | None = None
    hands: tuple[str, ...] = ()
    knows_hands: bool = True
    has_start: bool = False
    stuck: tuple[int, ...] = ()
    made: float | None = None
    note: str = ""
    came_in: CameIn | None = None

    def __post_init__(self) -> None:
        if not self.identity:
            object.__setattr__(self, "identity", self.id)

    # What it is.

    @property
    def order(self) -> tuple[bool, int, str]:
        """A key that sorts runs: a person's first, then by number."""
        return bool(self.experiment), self.number, self.id

    @property
    def title(self) -> str:
        """The run's name everywhere; one that was opened has that of its file."""
        is_of_file = self.has_start and self.origin is None
        return title_of(self.name, Path(self.file).name if is_of_file else "", self.number)

    @property
    def is_listed(self) -> bool:
        """Whether it is in Runs; one that was only made is not, as long as it has no file."""
        return bool(self.jobs or self.file) or self.origin is not None

    @property
    def is_drawn(self) -> bool:
        """Whether the network that it began with follows from its seed, and need not be kept."""
        return not self.has_start and self.seed is not None

    @property
    def has_learnt(self) -> bool:
        """Whether an epoch of its own has ended."""
        return len(self.history) > self.start_epochs

    def has_learnt_hand(self, hand_id: str) -> bool | None:
        """Whether its network has learnt a hand; None if that is unknown."""
        return True if hand_id in self.hands else False if self.has_known_past else None

    @property
    def has_known_past(self) -> bool:
        """Whether all that its network has learnt is known; not if it came from a file."""
        return self.knows_hands and not (self.has_start and self.origin is None)

    @property
    def epochs(self) -> int:
        """The number of its last epoch; 0 before the first one has ended."""
        return len(self.history)

    @property
    def epochs_before(self) -> int:
        """How many epochs it had when its last job began."""
        return len(self.history) - self.jobs[-1].epochs

    @property
    def last_epoch(self) -> int:
        """The epoch with which its last job ends, as planned; later ones may have ended since."""
        return self.epochs_before + max(self.jobs[-1].settings.epochs, self.jobs[-1].epochs)

    @property
    def best_epoch(self) -> int | None:
        """The first epoch with the highest evaluation accuracy, from 1; None if none is known."""
        best = self.best_accuracy
        found = (r.epoch for r in self.history if r.evaluation_accuracy == best)
        return next(found, None) if best >= 0 else None

    @property
    def best_accuracy(self) -> int:
        """The best evaluation accuracy in its history; -1 if none is known."""
        accuracies = (result.evaluation_accuracy for result in self.history)
        return max((a for a in accuracies if a is not None), default=-1)

    @property
    def best_percent(self) -> float | None:
        """The evaluation accuracy of its best epoch in percent; None if none was measured."""
        return None if self.best_epoch is None else self.history[self.best_epoch - 1].percent()

    @property
    def last_percent(self) -> float | None:
        """The evaluation accuracy of its last epoch in percent; None if it was not measured."""
        return self.history[-1].percent() if self.history else None

    @property
    def training_size(self) -> int | None:
        """How many images it learns from; None for all, or if unknown."""
        if self.data is not None:
            return self.data.training_size
        return self.history[-1].training_size if self.history else None

    @property
    def began(self) -> float | None:
        """When its training began, or it was made, in seconds since 1970; None if unknown."""
        return self.jobs[0].began if self.jobs else self.made

    @property
    def seconds(self) -> float:
        """How long it was trained."""
        return sum(job.seconds for job in self.jobs)

    def jobs_and_results(self) -> Iterator[tuple[Job, tuple[EpochResult, ...]]]:
        """Its jobs, each with the results of its epochs."""
        done = self.start_epochs
        for job in self.jobs:
            yield job, self.history[done : done + job.epochs]
            done += job.epochs

    def settings_at(self, epoch: int) -> Hyperparameters | None:
        """The settings with which it learnt an epoch, from 1, as a person chose them.

        For the epoch that it began with: those of its file or parent, else of its first job.
        """
        done = self.start_epochs
        for job, results in self.jobs_and_results():
            if done < epoch <= done + job.epochs:
                *_, settings = job.planned(results[: epoch - done])
                return settings
            done += job.epochs
        first = self.jobs[0].settings if self.jobs else None
        return self.start_hyperparameters or first

    def settings_by_epoch(self) -> Iterator[Hyperparameters | None]:
        """The settings with which each epoch was learnt, as `settings_at`; None where unknown."""
        before, start = self.history[: self.start_epochs], self.start_hyperparameters
        if start is None or start.early_stopping == "halve":  # each job before halved anew
            yield from [start] * len(before)
        else:
            yield from Job(start).planned(before)
        for job, results in self.jobs_and_results():
            yield from job.planned(results)

    @property
    def hyperparameters(self) -> Hyperparameters | None:
        """The settings of its last epoch; before it is trained, its file's or parent's."""
        return self.settings_at(self.epochs)

    @property
    def is_finished(self) -> bool:
        """Whether it came to its end. If it diverged, that is a result, too."""
        return bool(self.jobs) and self.jobs[-1].end in ("done", "no improvement", "diverged")

    @property
    def has_diverged(self) -> bool:
        """Whether its last job ended because it diverged."""
        return bool(self.jobs) and self.jobs[-1].end == "diverged"

    def after(self, epoch: int) -> str:
        """How far its network has learnt: “after epoch 5”; empty if nothing is known."""
        if epoch:
            return f"after epoch {epoch:,}"
        return "before its first epoch" if self.history else ""

    def content(self, network: Network, epoch: int) -> NetworkFile:
        """The content of a network file. network: this run's after an epoch."""
        return NetworkFile(
            network,
            self.settings_at(epoch),
            self.history[:epoch],
            self.data_set,
            self.seed if self.origin is None else None,  # else it did not begin with that
            weight_initializer=self.architecture.weight_initializer,
            evaluation_data=self.evaluation,
            run=RunKey(self.identity, epoch),
        )

    def learns_from_set(self, data: DataSpec) -> bool:
        """Whether these data belong to the data set that it learns from, or may do so."""
        if self.data is not None:
            return self.data.whole == data.whole
        return self.data_set in (None, data.name)

    def learns_from(self, data: DataSpec, training_size: int | None) -> bool:
        """Whether training with these data continues this run; see `maker.trained_with`."""
        if self.data is not None:
            return self.data == data
        size = data.training_size or training_size
        return (
            self.learns_from_set(data)
            and self.evaluation in (None, data.evaluation)
            and (None in (size, self.training_size) or size == self.training_size)
        )

    # The same run a little later.

    def with_job(self, settings: Hyperparameters, measure: Measured = "every") -> "Run":
        """The same run, with a job that begins with these settings.

        A new network's first job goes on with the generator that drew the weights. Every other job
        has a seed and a generator of its own, a random one in a run that begins with another
        network.
        """
        job = Job(settings, began=time.time(), measure=measure)
        if self.jobs or self.has_start:
            seed = new_seed() if self.has_start or self.seed is None else self.seed
            job = replace(job, seed=seed + len(self.jobs))
        return replace(self, jobs=(*self.jobs, job))

    def with_last_job(self, **changes: Any) -> "Run":
        """The same run, with these changes of its last job."""
        *before, job = self.jobs
        return replace(self, jobs=(*before, replace(job, **changes)))

    def with_learnt(self, report: Report) -> "Run":
        """The same run after a report on its last job."""
        numbered = tuple(
            replace(result, epoch=epoch)
            for epoch, result in enumerate(report.results, start=len(self.history) + 1)
        )
        learnt = self.jobs[-1].epochs + len(numbered)
        run = self.with_last_job(epochs=learnt, seconds=report.seconds)
        classes = report.classes or self.classes
        history = self.history + numbered
        return replace(run, history=history, classes=classes, stuck=report.stuck)


def is_same(a: Network, b: Network) -> bool:
    """Whether two networks of one shape have the same weights and biases."""
    pairs = zip(a.weights + a.biases, b.weights + b.biases)
    return a is b or all(np.array_equal(x, y) for x, y in pairs)
