"""How long an experiment takes is told by what training took."""

import pytest
from results import epoch_result

from digitpad import Hyperparameters
from digitpad.core.book.experiments import named
from digitpad.core.learning.architecture import Architecture
from digitpad.session.kept.run_record import RunRecord
from digitpad.session.runs.experiment_time import in_words, speed_of, work, work_of
from digitpad.session.runs.job import Job


def trained(hidden, seconds, epochs=2):
    settings = Hyperparameters(epochs=epochs)
    history = tuple(epoch_result(i) for i in range(1, epochs + 1))
    jobs = (Job(settings, epochs=epochs, seconds=seconds),)
    return RunRecord(
        "a", 1, Architecture((hidden,)), 1, settings, history=history, data_set="MNIST", jobs=jobs
    )


def test_the_newest_runs_that_tell_are_the_measure():
    # README's speeds, with all four monitors: 0.230 s and 0.466 s an epoch.
    quick, slow = speed_of([trained(30, 0.460)]), speed_of([trained(100, 0.932)])
    assert quick == pytest.approx(slow, rel=0.15)
    # A minute of training tells, and nothing before it; one short run that is slow hardly counts.
    assert speed_of([trained(30, 1.0), trained(30, 60.0)]) == pytest.approx(quick * 0.460 / 60)
    together = speed_of([trained(30, 46.0, epochs=200), trained(30, 0.9)])
    assert together == pytest.approx(quick, rel=0.02)
    assert speed_of([trained(30, 0.460), trained(30, 0.01)]) == quick  # too short to tell
    assert speed_of([]) is None


def test_a_time_is_said_or_said_to_be_unknown():
    experiment = named("overfitting")
    speed = speed_of([trained(30, 0.460)])
    seconds = sum(map(work, experiment.trials)) / speed
    assert f"about {seconds:.0f} s here" in in_words(experiment, 1, speed)
    assert "about 2 min here" in in_words(experiment, 5, 5 * seconds * speed / 120)
    assert "about 2 h 5 min here" in in_words(experiment, 5, 5 * seconds * speed / 7500)
    assert "known when a run has ended" in in_words(experiment, 1, None)
    assert in_words(named("neuron"), 1, None) == "This takes a moment."


def test_a_stage_takes_as_long_as_what_it_learns_from():
    first, then, own = named("forgetting").trials
    assert work_of(then, 0) == work_of(own, 0) == work(first)
    assert work_of(own, 1) < work_of(then, 1) < work(first)  # 30 epochs of 160 images
    assert work(then) == work_of(then, 0) + work_of(then, 1)
