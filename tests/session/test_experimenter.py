"""Experiments make ordinary runs, one after the other, and end when they are to end."""

from dataclasses import replace

import pytest

from digitpad import Hyperparameters
from digitpad.core.architecture import Architecture
from digitpad.core.data_spec import DataSpec
from digitpad.core.experiments import Figure, Trial, named
from digitpad.session.experimenter import Experimenter
from digitpad.session.run import Run
from digitpad.session.session import State

FIGURES = (Figure("evaluation_accuracy"),)
SETTINGS = Hyperparameters(epochs=2)
TRIALS = (
    Trial("one", (SETTINGS,), FIGURES, Architecture((5,)), DataSpec(training_size=1000)),
    Trial("two", (replace(SETTINGS, epochs=1), SETTINGS), FIGURES, Architecture((6,))),
)
EXPERIMENT = replace(named("costs"), trials=TRIALS)


@pytest.fixture
def experimenter(session):
    return Experimenter(session)


def names(experimenter):
    return [planned.run_id is not None for planned in experimenter.state.runs]


def test_one_run_follows_the_other_and_none_needs_saving(session, trainer, experimenter):
    experimenter.begin(EXPERIMENT, seeds=2, guess=1)
    assert (session.run.name, session.run.seed, session.run.experiment) == (
        "one, seed 1",
        1,
        "costs",
    )
    assert trainer.job.data == DataSpec(training_size=1000)
    trainer.end(9000, 9100)
    assert session.run.name == "two, seed 1" and trainer.job.hyperparameters.epochs == 1
    trainer.end(9000)
    assert session.run.name == "two, seed 1" and trainer.job.hyperparameters.epochs == 2
    assert len(session.run.jobs) == 2 and not session.file.modified
    trainer.end(9000, 9100)
    assert session.run.name == "one, seed 2" and names(experimenter) == [True] * 3 + [False]
    assert 0.4 < experimenter.state.done < 0.6
    trainer.end(9000, 9100)
    trainer.end(9000)
    trainer.end(9000, 9100)
    state = experimenter.state
    assert not state.is_running and not state.was_cancelled
    assert (state.done, state.guess) == (1.0, 1) and not session.file.modified


def test_a_run_that_diverges_does_not_end_the_experiment(session, trainer, experimenter):
    experimenter.begin(EXPERIMENT)
    trainer.advance(9000)
    trainer.fail("The weights grew beyond all numbers.")
    assert session.run.name == "two" and experimenter.is_running


def test_cancelling_stops_the_run_and_makes_no_other(session, trainer, experimenter):
    experimenter.begin(EXPERIMENT)
    trainer.advance(9000)
    experimenter.cancel()
    assert trainer.state is State.STOPPING and experimenter.state.was_cancelled
    trainer.end()
    assert session.run.name == "one" and session.is_idle and not experimenter.is_running


def test_stop_cancels_it(session, trainer, experimenter):
    experimenter.begin(EXPERIMENT)
    trainer.advance(9000)
    session.stop()
    trainer.end()
    assert session.run.name == "one" and experimenter.state.was_cancelled


def test_another_network_cancels_it(session, trainer, experimenter):
    experimenter.begin(EXPERIMENT)
    trainer.advance(9000)
    session.make(Architecture((9,)))
    assert experimenter.state.was_cancelled and session.run.architecture.hidden_layers == (9,)
    assert session.run.experiment == ""


def test_what_is_trained_on_afterwards_is_worth_saving(session, trainer, experimenter):
    experimenter.begin(replace(EXPERIMENT, trials=TRIALS[:1]))
    trainer.end(9000, 9100)
    assert not session.file.modified
    session.train(SETTINGS, data=DataSpec(training_size=1000))
    trainer.advance(9200)
    assert session.file.modified and isinstance(session.run, Run)


def test_nothing_begins_while_a_run_goes_on(session, trainer, experimenter):
    session.make(Architecture())
    session.train(SETTINGS)
    experimenter.begin(EXPERIMENT)
    assert experimenter.state is None


def test_the_one_neuron_makes_no_run(session, experimenter):
    experimenter.begin(named("neuron"), guess=0)
    assert session.run is None and not experimenter.is_running
