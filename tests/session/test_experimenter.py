"""Experiments make ordinary runs, one after the other, and end when they are to end."""

from dataclasses import replace

import pytest

from digitpad import Hyperparameters
from digitpad.core.book.experiments import named
from digitpad.core.book.trials import Figure, Trial, teach
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.architecture import Architecture
from digitpad.session.runs.experimenter import EPOCHS_AT_A_TIME, Experimenter
from digitpad.session.runs.run import Run
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
    trainer.fail("The weights grew beyond all numbers.", diverged=True)
    assert session.run.name == "two" and experimenter.is_running
    assert names(experimenter) == [True, True]


def test_a_run_that_breaks_off_is_no_result_and_is_done_again(session, trainer, experimenter):
    experimenter.begin(EXPERIMENT)
    broken = session.run.id
    trainer.advance(9000)
    trainer.die("The training process was ended.")
    assert (session.run.name, session.run.seed, session.run.history) == ("one", 1, ())
    again = session.run.id
    assert again != broken and experimenter.state.runs[0].run_id == again
    trainer.end(9000, 9100)
    assert session.run.name == "two"
    trainer.end(9000)
    trainer.end(9000, 9100)
    assert not experimenter.is_running and not experimenter.state.broke_off
    assert broken not in [planned.run_id for planned in experimenter.state.runs]


def test_a_run_that_breaks_off_again_ends_the_experiment(session, trainer, experimenter):
    experimenter.begin(EXPERIMENT)
    trainer.end(9000, 9100)
    for _ in range(2):
        trainer.advance(9000)
        trainer.fail("There is not enough memory.")
    state = experimenter.state
    assert state.broke_off and not state.is_running and not state.was_cancelled
    assert names(experimenter) == [True, False]  # and its figures are of the first run alone
    assert session.is_idle and session.run.name == "two"


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


def test_the_one_neuron_makes_no_run(session, experimenter, qtbot):
    experimenter.begin(named("neuron"), guess=0)
    begun = experimenter.state
    assert 0 < begun.done < 1 and len(begun.lessons[0].outputs) < 301
    qtbot.waitUntil(lambda: not experimenter.is_running)
    assert session.run is None and experimenter.state.done == 1.0
    lessons = experimenter.state.lessons
    assert [lesson.neuron for lesson in lessons] == list(named("neuron").neurons)
    for lesson in lessons:
        assert list(zip(lesson.outputs, lesson.costs)) == list(teach(lesson.neuron))


def test_what_one_neuron_learns_ends_where_it_is_cancelled(session, trainer, experimenter, qtbot):
    session.make(Architecture())
    session.train(SETTINGS)
    experimenter.begin(named("neuron"))
    trainer.advance(9000)  # of a run that is none of the experiment's
    experimenter.cancel()
    assert experimenter.state.was_cancelled and not session.is_idle
    learnt = experimenter.state.lessons
    trainer.end(9100)
    qtbot.wait(0)
    assert experimenter.state.lessons == learnt and len(learnt) == 1


def test_a_number_of_epochs_that_comes_out_even_is_learnt_to_its_end(experimenter, qtbot):
    neurons = tuple(replace(n, epochs=2 * EPOCHS_AT_A_TIME - 1) for n in named("neuron").neurons)
    experimenter.begin(replace(named("neuron"), neurons=neurons))
    qtbot.waitUntil(lambda: not experimenter.is_running)
    lengths = [len(lesson.costs) for lesson in experimenter.state.lessons]
    assert lengths == [2 * EPOCHS_AT_A_TIME] * len(neurons)
