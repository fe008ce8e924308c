"""How long experiments still take, at moments of courses whose end is known."""

from dataclasses import replace

import pytest
from results import epoch_result

from digitpad.core.book.experiments import named
from digitpad.core.book.trials import missing_runs
from digitpad.core.learning.epoch import Progress
from digitpad.session.chosen_data import NOTHING_LOADED
from digitpad.session.runs import time_needed
from digitpad.session.runs.experiment_list import plan_of
from digitpad.session.runs.experiment_state import ExperimentState, state_from
from digitpad.session.runs.maker import new_run, with_data
from digitpad.session.runs.queue_state import QueueState, UnderWay
from digitpad.session.runs.time_needed import WorkOf, time_in_words

# Seconds of a run of each trial, measured with compiled code or with NumPy alone.
MEASURED = [
    ("costs", True, (5.03, 9.85, 4.58, 9.78)),
    ("costs", False, (7.37, 14.89, 7.09, 14.37)),
    ("overfitting", True, (6.0, 6.04)),
    ("problems", True, (9.57, 35.98, 5.85, 10.2)),
    ("problems", False, (14.86, 39.04, 9.39, 14.66)),
    ("more-data", True, (3.88, 3.48, 2.66, 2.75, 2.51, 2.48, 3.08, 3.15, 2.84)),
    ("more-data", False, (6.71, 5.93, 5.5, 5.38, 5.22, 5.26, 5.42, 5.59, 5.39)),
]
LIKE_ONE_OF_30 = "overfitting", "more-data"  # with networks of about as many neurons
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
        return state.as_far_as(
            queued, runs.__getitem__, WorkOf(NOTHING_LOADED, list(runs.values()))
        )


@pytest.mark.parametrize("processes", [1, 2, 4])
@pytest.mark.parametrize(("name", "is_compiled", "seconds"), MEASURED)
def test_after_a_quarter_the_time_that_is_left_is_known(
    monkeypatch, name, is_compiled, seconds, processes
):
    monkeypatch.setattr(time_needed, "IS_COMPILED", is_compiled)
    for seeds in (1, 3):
        course = Course(name, seconds, seeds, processes)
        for part in (0.25, 0.5, 0.75):
            now = part * course.end
            found = now + course.at(now).seconds_left
            # With one seed it is not known before that a run ends early.
            assert found == pytest.approx(course.end, rel=0.16 if seeds == 1 else 0.08)


@pytest.mark.parametrize(
    ("name", "is_compiled", "seconds"), [each for each in MEASURED if each[0] in LIKE_ONE_OF_30]
)
def test_a_person_s_run_foretells_experiments(monkeypatch, name, is_compiled, seconds):
    monkeypatch.setattr(time_needed, "IS_COMPILED", is_compiled)
    of_30 = Course("all-images", 2 * [4.65 if is_compiled else 7.2], 1, 1)
    runs = list(of_30.at(of_30.end).runs.values())
    said = time_in_words(named(name), 1, runs, WorkOf(NOTHING_LOADED, runs), 1)
    found = int(said.removeprefix("This takes about ").split()[0])
    assert found == pytest.approx(sum(seconds), rel=0.1)


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("part", [0.5, 0.6, 0.75])
def test_each_trial_has_its_own_pace_once_it_has_been_done(part, processes):
    """Here the large networks do not fit the cache, and take twice as long as their work tells."""
    course = Course("costs", (5, 20, 5, 20), 3, processes)
    now = part * course.end
    assert course.at(now).seconds_left == pytest.approx(course.end - now, rel=0.03)
