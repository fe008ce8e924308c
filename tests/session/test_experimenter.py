"""Experiments make ordinary runs, one after the other, and end when they are to end."""

from dataclasses import replace

import pytest

from digitpad import Hyperparameters
from digitpad.core.book.experiments import named
from digitpad.core.book.trials import Figure, Trial, teach
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.architecture import Architecture
from digitpad.session.runs import experiment_state
from digitpad.session.runs.experimenter import Experimenter
from digitpad.session.session import State

FIGURES = (Figure("evaluation_accuracy"),)
SETTINGS = Hyperparameters(epochs=2)
TRIALS = (
    Trial("one", (SETTINGS,), FIGURES, Architecture((5,)), DataSpec(training_size=1000)),
    Trial("two", (replace(SETTINGS, epochs=1), SETTINGS), FIGURES, Architecture((6,))),
)
EXPERIMENT = replace(named("costs"), trials=TRIALS)


@pytest.fixture
def again(session, store, background, measurer, monkeypatch):
    """Makes an Experimenter, as at another start of the program."""
    monkeypatch.setattr(experiment_state, "EXPERIMENTS", (EXPERIMENT, named("neuron")))
    return lambda: Experimenter(session, store, background, measurer)


@pytest.fixture
def experimenter(again):
    return again()


def read(experimenter, qtbot):
    with qtbot.waitSignal(experimenter.listed):
        experimenter.read()
    return experimenter.states


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
    assert not state.is_running and not state.can_go_on
    assert (state.done, state.guess) == (1.0, 1) and not session.file.modified


def test_what_is_learnt_then_is_a_run_of_the_experiment_that_goes_on(
    session, store, background, measurer, trainer
):
    own = DataSpec(writer=2, training_size=160)
    then = Trial("then", (SETTINGS, SETTINGS), FIGURES, Architecture((5,)), then=own)
    experiment = replace(EXPERIMENT, trials=(TRIALS[0], then))
    experimenter = Experimenter(session, store, background, measurer)
    experimenter.begin(experiment, seeds=1)
    trainer.end(9000, 9100)
    first = session.run
    assert trainer.job.data == DataSpec()
    trainer.end(9000, 9100)
    run = session.run
    assert (run.parent, run.name, run.experiment) == (first.id, "then", "costs")
    assert trainer.job.data == own and run.jobs[0].seed == 2 and run.data == own
    assert experimenter.state.runs[1].run_id == run.id and experimenter.is_running
    done = experimenter.state.done
    trainer.advance(70)
    assert experimenter.state.done > done
    trainer.end(75)
    assert experimenter.state.record.ended and experimenter.state.runs[1].is_over
    assert session.run is None  # as before


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
    assert state.broke_off and state.can_go_on
    assert names(experimenter) == [True, False]  # and its figures are of the first run alone
    assert session.is_idle and session.run is None


def test_cancelling_stops_the_run_and_makes_no_other(session, trainer, experimenter):
    experimenter.begin(EXPERIMENT)
    trainer.advance(9000)
    experimenter.cancel()
    assert trainer.state is State.STOPPING and experimenter.state.can_go_on
    assert session.run.name == "one"
    trainer.end()
    assert session.run is None and session.is_idle and not experimenter.is_running


def test_afterwards_the_network_of_before_is_in_use_again(session, trainer, experimenter):
    session.make(Architecture((8,)))
    session.train(SETTINGS)
    trainer.end(9000, 9100)
    before, file = session.run, session.file
    assert file.modified
    for end in (lambda: trainer.end(9000, 9100), experimenter.cancel, session.stop):
        experimenter.begin(replace(EXPERIMENT, trials=TRIALS[:1]))
        trainer.advance(9000)
        assert session.run is not before
        end()
        if not session.is_idle:
            trainer.end()
        assert session.run is before and session.file == file
    experimenter.begin(replace(EXPERIMENT, trials=TRIALS[:1]))
    for _ in range(2):
        trainer.die("There is not enough memory.")
    assert experimenter.state.broke_off and session.run is before


def test_a_network_that_was_put_in_use_meanwhile_stays(session, trainer, experimenter):
    experimenter.begin(EXPERIMENT)
    trainer.advance(9000)
    ours = session.run
    experimenter.cancel()
    session.make(Architecture((9,)))  # before the run has ended
    trainer.rest()
    assert session.run.architecture.hidden_layers == (9,)
    session.go_on_with(ours)
    session.train(SETTINGS, data=DataSpec(training_size=1000))
    trainer.end(9000, 9100)
    assert session.run.id == ours.id  # it is in use because it was asked for


def test_another_network_cancels_it(session, trainer, experimenter):
    experimenter.begin(EXPERIMENT)
    trainer.advance(9000)
    session.make(Architecture((9,)))
    assert experimenter.state.can_go_on and session.run.architecture.hidden_layers == (9,)
    assert session.run.experiment == ""


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


def test_an_experiment_that_was_cut_short_is_kept_and_gone_on_with(
    session, trainer, experimenter, again, background, store, qtbot
):
    experimenter.begin(EXPERIMENT, seeds=2, guess=2)
    trainer.end(9000, 9100)
    trainer.advance(9000)  # and now the program ends
    runs = experimenter.state.runs
    background.shut_down(10)
    experimenter._entry.let_go()  # as the system does
    session.make(Architecture((9,)))
    trainer.rest()
    other = again()
    state = read(other, qtbot)["costs"]
    assert state.can_go_on and not state.is_running and state.guess == 2
    assert state.runs == runs and [p.is_over for p in state.runs] == [True, False, False, False]
    other.go_on("costs")
    assert (session.run.name, session.run.seed) == ("two, seed 1", 1)
    assert other.state.runs[0] == runs[0] and other.state.runs[1].run_id == session.run.id
    assert 0.005 < other.state.done < 0.02  # that of the first, short run
    for accuracies in ((9000,), (9000, 9100), (9000, 9100), (9000,), (9000, 9100)):
        trainer.end(*accuracies)
    assert other.state.record.ended and not other.state.can_go_on
    assert all(planned.is_over for planned in other.state.runs)


def test_the_answer_is_kept_and_what_is_done_again_takes_its_place(
    trainer, experimenter, again, store, background, qtbot
):
    for guess in (1, 0):
        experimenter.begin(replace(EXPERIMENT, trials=TRIALS[:1]), guess=guess)
        trainer.end(9000, 9100)
    experimenter.begin(named("neuron"), guess=1)
    qtbot.waitUntil(lambda: not experimenter.is_running)
    background.shut_down(10)
    assert len(store.experiments()[0]) == 2
    experiment_state.EXPERIMENTS = (replace(EXPERIMENT, trials=TRIALS[:1]), named("neuron"))
    states = read(again(), qtbot)
    assert states["costs"].record == experimenter.states["costs"].record
    assert states["costs"].record.ended and states["costs"].guess == 0
    assert states["neuron"].guess == 1
    assert states["neuron"].lessons == experimenter.states["neuron"].lessons
    assert store.left_behind() == ([], [])  # it is nothing that a crash has left


def test_a_record_that_fits_no_experiment_is_passed_over(
    trainer, experimenter, again, background, store, qtbot
):
    experimenter.begin(replace(EXPERIMENT, trials=TRIALS[:1]), guess=1)
    trainer.end(9000, 9100)
    background.shut_down(10)
    (path,) = store.folder.glob("*/experiment.json")
    assert read(again(), qtbot) == {}  # it has another trial
    path.write_text("{}")
    other = again()
    with qtbot.waitSignal(other.failed) as failed:
        other.read()
    assert path.parent.name in failed.args[1] and "experiment.json is damaged" in failed.args[1]


def test_the_outputs_that_get_stuck_are_found(session, trainer, experimenter, qtbot):
    trial = replace(TRIALS[0], architecture=Architecture((5,), "QuadraticCost"))
    experimenter.begin(replace(EXPERIMENT, trials=(trial,)))
    network = trainer.network()
    network.biases[-1][...] = 30  # all images are answered by all digits,
    network.biases[-1][[4, 9]] = -30  # but these
    trainer.network = lambda: network
    trainer.end()
    qtbot.waitUntil(lambda: experimenter.state.runs[0].stuck != ())
    assert experimenter.state.runs[0].stuck == (4, 9)
