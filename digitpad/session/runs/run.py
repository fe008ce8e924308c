"""A run: a network, its settings and data, and the results of its epochs. No Qt.

A `Run` never changes: each event makes a new value with the same `id`. So any part of the program
may hold one, and a thread may write it to disk.
"""

import re
import secrets
import time
from copy import copy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.hands import new_id
from digitpad.core.learning.epoch import EpochResult
from digitpad.core.learning.settings import Architecture, Hyperparameters, Measured
from digitpad.core.network import Network
from digitpad.core.network_file import ENDING, NetworkFile
from digitpad.session.runs.job import End, Job, cut_after
from digitpad.training.worker import Report

SEED_BITS = 32  # short enough to type
NOT_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]')  # on one system or another
LONGEST_FILE_NAME = 60  # letters before the ending: at most 255 bytes with it, in any script


@dataclass(frozen=True, slots=True, eq=False)
class Networks:
    """The networks of a run.

    best: after `Run.best_epoch`. start: the network that it began with, unless drawn from the seed.
    """

    last: Network
    best: Network | None = None
    start: Network | None = None


def new_seed() -> int:
    return secrets.randbits(SEED_BITS)


def title_of(name: str, file: str, number: int) -> str:
    """A run's title: its name, else its file's, else its number."""
    return (
        name
        or file.removesuffix(".gz").removesuffix(ENDING).removesuffix(".json")
        or f"run {number}"
    )


def beginning(title: str) -> str:
    """A run's title at the beginning of a sentence: a name that a person gave stays as it is."""
    is_ours = title.startswith(("run ", "shipped network"))
    return f"{title[0].upper()}{title[1:]}" if is_ours else title


def file_name_of(title: str) -> str:
    """A file name for a run with this title, from which `title_of` makes the title again."""
    plain = NOT_IN_FILE_NAMES.sub("-", title)[:LONGEST_FILE_NAME].strip(" .")
    return f"{plain or 'network'}{ENDING}"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the first network of a run came from.

    of: the title of the run or file at that time. how: its last or best network, a copy that learnt
    the hand named `hand`, or a copy changed in the Laboratory. epoch, percent: the network's epoch
    and evaluation accuracy; None if unknown.
    """

    of: str
    how: Literal["last", "best", "hand", "laboratory"]
    hand: str = ""
    epoch: int | None = None
    percent: float | None = None

    @property
    def name(self) -> str:
        """The network in words: "run 2, epoch 19"."""
        if self.how == "hand":
            return f"{self.of} after learning {self.hand}"
        if self.how == "laboratory":
            return f"a copy of {self.of} from the Laboratory"
        return f"{self.of}, epoch {self.epoch:,}" if self.epoch else self.of


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Run:
    """A run as it is at one moment: its record, and its networks.

    number: counts a person's runs from 1, and those of experiments separately; on screen it names
    the run unless the user gives it a `name`.
    seed: of the generator that drew the first weights and shuffles; None if unknown.
    data: what it learns from; None before it is trained. A file has only the data set's name,
    `data_set`, and perhaps the part it was evaluated on, `evaluation`.
    history: its epochs, counted from 1.
    parent: the id of the run whose network it began with, if there is one.
    origin: where that network came from; None if it was new, or a file's.
    file: the path of the file that it was opened from or saved to last, if there is one.
    experiment, trial: the names of those that it belongs to, if any.
    start_epochs: epochs trained before this run began, in a file or up to its parent's best epoch;
    they come first in the history, the last of them with `start_hyperparameters`.
    jobs: how it was trained since; see `job.py`.
    classes: the names of its outputs; None if unknown, as for a file's network.
    hands: the ids of the hands that its network has learnt.
    best_epoch: the epoch with the best evaluation accuracy, from 1.
    later: the epochs after the best one, if it went back to that and has learnt nothing since.
    has_start: whether it began with a network that was not drawn from the seed.
    networks: None in lists, which need none; the store keeps them beside the record.
    """

    id: str = field(default_factory=new_id)
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
    start_epochs: int = 0
    jobs: tuple[Job, ...] = ()
    classes: tuple[str, ...] | None = None
    hands: tuple[str, ...] = ()
    best_epoch: int | None = None
    later: tuple[EpochResult, ...] = ()
    has_start: bool = False
    networks: Networks | None = None

    @property
    def network(self) -> Network:
        """Its last network. Only for a run that has its networks."""
        assert self.networks is not None
        return self.networks.last

    @property
    def record(self) -> "Run":
        """The run without its networks, as lists and the store have it."""
        return replace(self, networks=None)

    @property
    def order(self) -> tuple[bool, int, str]:
        """A key that sorts runs: a person's first, then by number."""
        return bool(self.experiment), self.number, self.id

    @property
    def title(self) -> str:
        """The run's name everywhere."""
        return title_of(self.name, Path(self.file).name, self.number)

    @property
    def how_far(self) -> str:
        """How far it has learnt: “after epoch 5”, or “in epoch 6”; empty if nothing is known."""
        epochs, last = len(self.history), self.jobs[-1] if self.jobs else None
        if last is not None and last.mini_batches and not last.ends_epoch:
            return f"in epoch {epochs + 1:,}"
        return f"after epoch {epochs:,}" if epochs else ""

    @property
    def hyperparameters(self) -> Hyperparameters | None:
        """The settings of its last mini-batch; before it is trained, its file's or parent's."""
        used = [job.last_settings for job in self.jobs if job.mini_batches]
        return used[-1] if used else self.start_hyperparameters

    @property
    def training_size(self) -> int | None:
        """How many images it learns from; None for all, or if unknown."""
        if self.data is not None:
            return self.data.training_size
        return self.history[-1].training_size if self.history else None

    @property
    def began(self) -> float | None:
        """When its training began, in seconds since 1970; None if unknown."""
        return self.jobs[0].began if self.jobs else None

    @property
    def seconds(self) -> float:
        """How long it was trained."""
        return sum(job.seconds for job in self.jobs)

    @classmethod
    def begin(cls, architecture: Architecture, number: int, seed: int | None = None) -> "Run":
        """A run with a new network. Without a seed, a random one is used."""
        if seed is None:
            seed = new_seed()
        network = architecture.network(np.random.default_rng(seed))
        return cls(number=number, architecture=architecture, seed=seed, networks=Networks(network))

    def first_network(self) -> Network | None:
        """The network that the run began with; None if unknown, as for a file's run."""
        if self.networks is not None and self.networks.start is not None:
            return None if self.origin is None else self.networks.start
        if self.seed is None:
            return None
        return self.architecture.network(np.random.default_rng(self.seed))

    def content(self) -> NetworkFile:
        """The content of a network file for this run."""
        return NetworkFile(
            self.network,
            self.hyperparameters,
            self.history,
            self.data_set,
            self.seed,
            weight_initializer=self.architecture.weight_initializer,
            evaluation_data=self.evaluation,
        )

    def learns_from_set(self, data: DataSpec) -> bool:
        """Whether these data belong to the data set that it learns from, or may do so."""
        if self.data is not None:
            return self.data.whole == data.whole
        return self.data_set in (None, data.name)

    def learns_from(self, data: DataSpec, training_size: int | None) -> bool:
        """Whether training with these data continues this run; see `RunMaker.trained_with`."""
        if self.data is not None:
            return self.data == data
        size = data.training_size or training_size
        return (
            self.learns_from_set(data)
            and self.evaluation in (None, data.evaluation)
            and (None in (size, self.training_size) or size == self.training_size)
        )

    def with_job(self, settings: Hyperparameters, measure: Measured = "every") -> "Run":
        """The same run, with a job that begins with these settings.

        A new network's first job goes on with the generator that drew the weights. Every other job
        has a seed and a generator of its own, a random one in a run that begins with another
        network.
        """
        if not self.jobs and not self.has_start:
            return replace(self, jobs=(Job(settings, began=time.time(), measure=measure),))
        seed = new_seed() if self.has_start or self.seed is None else self.seed
        job = Job(settings, seed + len(self.jobs), began=time.time(), measure=measure)
        network = copy(self.network)
        network.rng = np.random.default_rng(job.seed)
        return replace(self.with_network(network), jobs=(*self.jobs, job))

    def with_network(self, network: Network) -> "Run":
        """The same run with this last network."""
        assert self.networks is not None
        return replace(self, networks=replace(self.networks, last=network))

    def with_learnt(self, report: Report, before: int) -> "Run":
        """The same run after a report on its last job.

        before: how many epochs it had when the job began; the report counts the job's own from 1.
        """
        *jobs, job = self.jobs
        numbered = tuple(
            replace(result, epoch=epoch)
            for epoch, result in enumerate(report.results, start=len(self.history) + 1)
        )
        run = self.with_network(report.network)
        assert run.networks is not None
        if report.best is not None:
            networks = replace(run.networks, best=report.best.network)
            run = replace(run, best_epoch=before + report.best.epoch, networks=networks)
        jobs = [*jobs, job.taken_further(report)]
        classes, history = report.classes or self.classes, self.history + numbered
        return replace(run, jobs=tuple(jobs), history=history, later=(), classes=classes)

    def with_end(self, end: End) -> "Run":
        """The same run, with its last job over."""
        *before, job = self.jobs
        return replace(self, jobs=(*before, replace(job, end=end)))

    @property
    def best_accuracy(self) -> int:
        """The best evaluation accuracy in its history; -1 if none is known."""
        accuracies = (result.evaluation_accuracy for result in self.history)
        return max((a for a in accuracies if a is not None), default=-1)

    def can_go_back(self) -> bool:
        """Whether the best epoch's network is known, and differs from the last one."""
        if self.best_epoch is None or self.networks is None or self.networks.best is None:
            return False
        if self.best_epoch < len(self.history):
            return True
        return not is_same(self.networks.best, self.network)

    def gone_back(self) -> "Run":
        """The same run as it was after its best epoch, without later epochs."""
        assert self.networks is not None and self.networks.best is not None
        history = self.history[: self.best_epoch]
        jobs = cut_after(
            self.jobs, len(history) - self.start_epochs, self.history[-1].training_size
        )
        run = self.with_network(self.networks.best)
        later = self.history[self.best_epoch :]
        return replace(run, history=history, jobs=jobs, later=later)


def is_same(a: Network, b: Network) -> bool:
    """Whether two networks of one shape have the same weights and biases."""
    pairs = zip(a.weights + a.biases, b.weights + b.biases)
    return a is b or all(np.array_equal(x, y) for x, y in pairs)
