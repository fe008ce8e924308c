"""The state of an experiment: how far it is, and what is kept of it on disk. No Qt."""

from dataclasses import dataclass

from digitpad.core.book.experiments import EXPERIMENTS
from digitpad.core.book.trials import Experiment, Neuron, Trial, teach
from digitpad.session.kept.experiment_file import ExperimentRecord, Planned
from digitpad.session.kept.run_store import RunStore


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one neuron has learnt so far: its outputs and costs, the first before any epoch."""

    neuron: Neuron
    outputs: tuple[float, ...] = ()
    costs: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class ExperimentState:
    """An experiment that is under way, or has ended.

    record: what is kept of it. lessons: of the one neuron, one for each start. broke_off: whether
    it ended because a run broke off each time it was tried, as without enough memory. done: the
    part of the work that is done, 0 to 1. seconds_left: an estimate; None if there is none yet.
    """

    experiment: Experiment
    record: ExperimentRecord
    lessons: tuple[Lesson, ...] = ()
    is_running: bool = False
    broke_off: bool = False
    done: float = 0.0
    seconds_left: float | None = None

    @property
    def guess(self) -> int | None:
        """The index of the choice that was guessed; None without a guess."""
        return self.record.guess

    @property
    def runs(self) -> tuple[Planned, ...]:
        return self.record.runs

    @property
    def can_go_on(self) -> bool:
        """Whether it ended before its end."""
        return not self.is_running and not self.record.ended

    def trial_of(self, planned: Planned) -> Trial:
        trial = self.experiment.trial(planned.trial)
        assert trial is not None
        return trial


def kept_experiments(store: RunStore) -> tuple[list[ExperimentState], list[str]]:
    """The experiments that were begun, and sentences about those that cannot be read.

    The one neuron learns again, which takes a tenth of a second. Raises RunStoreError if not even
    the folder can be read.
    """
    records, problems = store.experiments()
    states = []
    for record in records:
        experiment = next((e for e in EXPERIMENTS if e.name == record.name), None)
        if experiment is not None and _fits(experiment, record):
            lessons = tuple(Lesson(n, *zip(*teach(n))) for n in experiment.neurons)
            states.append(ExperimentState(experiment, record, lessons if record.ended else ()))
    return states, problems


def _fits(experiment: Experiment, record: ExperimentRecord) -> bool:
    """Whether a record fits this experiment, which may have changed since."""
    guesses = (None, *range(len(experiment.choices)))
    names = {planned.trial for planned in record.runs}
    return record.guess in guesses and names == {trial.name for trial in experiment.trials}
