"""How long experiments still take, at moments of courses whose end is known."""

from dataclasses import replace

import pytest
from results import epoch_result

from digitpad.core.book.experiments import named
from digitpad.core.book.trials import missing_runs
from digitpad.core.learning.epoch import Progress
from digitpad.session.runs.experiment_list import plan_of
from digitpad.session.runs.experiment_state import ExperimentState, state_from
from digitpad.session.runs.maker import new_run, with_data
from digitpad.session.runs.queue_state import QueueState, UnderWay

# Seconds of a run of each trial, measured with compiled code or with NumPy alone.
MEASURED = [
    ("costs", (5.03, 9.85, 4.58, 9.78)),
    ("costs", (7.37, 14.89, 7.09, 14.37)),
    ("overfitting", (6.0, 6.04)),
    ("problems", (9.57, 35.98, 5.85, 10.2)),
    ("problems", (14.86, 39.04, 9.39, 14.66)),
    ("more-data", (3.88, 3.48, 2.66, 2.75, 2.51, 2.48, 3.08, 3.15, 2.84)),
    ("more-data", (6.71, 5.93, 5.5, 5.38, 5.22, 5.26, 5.42, 5.59, 5.39)),
]
EARLY = {"stopped early": 19}  # epochs of runs that end early


class Course:
    """An experiment from its beginning to its end: (plan, begin, end) of each run."""

    def __init__(self, name, seconds, seeds, processes):
        self.experiment, self.seeds = named(name), seeds
        took = dict(zip((trial.name for trial in self.experiment.trials), seconds, strict=True))
        free, self.runs = [0.0] * processes, []
        for trial, seed in missing_runs(self.experiment, seeds, ()):
            begin = min(free)
            end = free[free.index(begin)] = begin + took[trial.name]
            self.runs.append((plan_of(self.experiment, trial, seed, seeds), begin, end))
        self.end = max(free)

    def at(self, now) -> ExperimentState:
        """The state after so many seconds."""
        runs, jobs, waiting = {}, [], []
        for number, (plan, begin, end) in enumerate(self.runs):
            epochs = EARLY.get(plan.trial, plan.settings.epochs)
            passed = epochs * min(1, max(0, now - begin) / (end - begin))
            if now < begin:
                waiting.append(plan)
                continue
            run = replace(new_run(plan.begin, number, plan.seed), experiment=plan.experiment)
            run = replace(with_data(run, plan.data), trial=plan.trial, id=str(number))
            size = plan.data.training_size or 50_000
            result = epoch_result(1, training_size=size, evaluation_accuracy=9000)
            run = replace(
                run.with_job(plan.settings, plan.measure), history=(result,) * int(passed)
            )
            run = run.with_last_job(epochs=int(passed), seconds=min(now, end) - begin)
            if end <= now:
                run = run.with_last_job(end="done")
            else:
                progress = Progress(int(passed) + 1, int(passed % 1 * size), size)
                jobs.append(UnderWay(run.id, plan, plan.settings, progress))
            runs[run.id] = run
        state = state_from(self.experiment, list(runs.values()), {}, self.seeds, True)
        queued = QueueState(None, tuple(jobs), tuple(waiting))
        return state.as_far_as(queued, runs.__getitem__)


@pytest.mark.parametrize(("seeds", "most"), [(1, 0.11), (3, 0.04)])
def test_after_a_quarter_the_time_that_is_left_is_known(seeds, most):
    errors = []
    for name, seconds in MEASURED:
        for processes in (1, 2, 4):
            course = Course(name, seconds, seeds, processes)
            now = course.end / 4
            found = now + course.at(now).seconds_left
            errors.append(abs(found - course.end) / course.end)
    assert sum(errors) / len(errors) < most


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("part", [0.5, 0.6, 0.75])
def test_each_trial_has_its_own_pace_once_it_has_been_done(part, processes):
    """Here the large networks take four times as long."""
    course = Course("costs", (5, 20, 5, 20), 3, processes)
    now = part * course.end
    assert course.at(now).seconds_left == pytest.approx(course.end - now, rel=0.03)
