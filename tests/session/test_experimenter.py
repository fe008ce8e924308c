"""Experiments make ordinary runs, one after the other, and end when they are to end."""

from dataclasses import replace

import pytest

from digitpad import Hyperparameters
from digitpad.core.book.experiments import named
from digitpad.core.book.trials import Figure, Trial
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import Architecture
from digitpad.session.runs import experimenter as experimenter_module
from digitpad.session.runs.experiment_state import headline_of, rows_of, runs_of
from digitpad.session.runs.experimenter import Experimenter
from digitpad.session.runs.run import Run
from digitpad.session.runs.run_list import RunList
from digitpad.session.session import State

FIGURES = (Figure("evaluation_accuracy"),)
SETTINGS = Hyperparameters(epochs=2)
TRIALS = (
    Trial("one", (SETTINGS,), FIGURES, Architecture((5,)), DataSpec(training_size=1000)),
    Trial("two", (replace(SETTINGS, epochs=1), SETTINGS), FIGURES, Architecture((6,))),
)
EXPERIMENT, NEURON = replace(named("costs"), trials=TRIALS), named("neuron")
SHORT = replace(EXPERIMENT, trials=TRIALS[:1])


@pytest.fixture
def experimenter(session, runs, keeper, measurer, monkeypatch):
    monkeypatch.setattr(experimenter_module, "EXPERIMENTS", (EXPERIMENT, NEURON))
    return Experimenter(session, runs, keeper, measurer)


def finished(experimenter, experiment=EXPERIMENT):
    return sorted(experimenter.state_of(experiment).finished)


def test_one_run_follows_the_other_and_none_needs_saving(session, trainer, experimenter):
    experimenter.begin(EXPERIMENT, seeds=2, guess=1)
    run = session.run
    assert (run.name, run.seed, run.experiment) == ("one, seed 1", 1, "costs")
    assert trainer.job.data == DataSpec(training_size=1000)
    trainer.end(9000, 9100)
    assert session.run.name == "two, seed 1" and trainer.job.hyperparameters.epochs == 1
    trainer.end(9000)
    assert session.run.name == "two, seed 1" and trainer.job.hyperparameters.epochs == 2
    assert len(session.run.jobs) == 2 and not session.file.modified
    trainer.end(9000, 9100)
    assert session.run.name == "one, seed 2" and session.run.trial == "one"
    assert finished(experimenter) == [("one", 1), ("two", 1)]
    assert 0.4 < experimenter.state_of(EXPERIMENT).done < 0.6
    trainer.end(9000, 9100)
    trainer.end(9000)
    trainer.end(9000, 9100)
    state = experimenter.state_of(EXPERIMENT)
    assert state.is_over and not state.is_missing(seeds=2) and state.is_missing(seeds=3)
    assert (state.done, state.guess) == (1.0, 1) and not session.file.modified
    assert experimenter.done() == {"costs"} and len(state.of_trial(TRIALS[0])) == 2


def test_the_time_that_is_left_is_known_by_what_was_done_since_it_went_on(
    trainer, experimenter, monkeypatch
):
    now = [1000.0]
    monkeypatch.setattr(experimenter_module.time, "monotonic", lambda: now[0])
    experimenter.begin(SHORT)
    trainer.end(9000, 9100)
    experimenter.begin(SHORT, seeds=4)
    assert experimenter.state_of(SHORT).seconds_left is None  # nothing is done yet
    now[0] += 100
    trainer.end(9000, 9100)  # a quarter, and two quarters are left
    assert experimenter.state_of(SHORT).seconds_left == pytest.approx(200)
    experimenter.cancel()


def test_what_is_learnt_then_is_a_run_of_the_experiment(
    qtbot, session, experimenter, trainer, monkeypatch
):
    own = DataSpec(writer=2, training_size=160)
    then = Trial("then", (SETTINGS, SETTINGS), FIGURES, Architecture((5,)), then=own)
    experiment = replace(EXPERIMENT, trials=(TRIALS[0], then))
    experimenter.begin(experiment, seeds=1)
    trainer.end(9000, 9100)
    first, told = session.run, []
    assert trainer.job.data == DataSpec()
    experimenter.changed.connect(lambda: told.append(experimenter.state_of(experiment).done))
    trainer.end(9000, 9100)
    run = session.run
    assert (run.parent, run.name, run.experiment) == (first.id, "then", "costs")
    assert trainer.job.data == own and run.jobs[0].seed == 2 and run.data == own
    assert experimenter.state_of(experiment).runs["then", 1].id == run.id
    done = experimenter.state_of(experiment).done
    assert told[-1] == done > 0.5  # both stages but the last one
    with qtbot.waitSignal(experimenter.changed):
        trainer.advance(70)
    assert experimenter.state_of(experiment).done > done
    trainer.end(75)
    state = experimenter.state_of(experiment)
    assert state.is_over and state.runs["then", 1].parent == first.id
    assert session.run is None  # as before
    # Where the process cannot be started for the last stage, the end is told at once.
    experimenter.begin(experiment, seeds=2)
    trainer.end(9000, 9100)
    start = trainer.start
    monkeypatch.setattr(trainer, "start", lambda job: (start(job), trainer.die("No process.")))
    trainer.end(9000, 9100)
    assert not experimenter.is_running and session.run is None


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (1, "“As many, within a point” came true. "),
        (0, "“As many, within a point” is as in the book, and did not come true here. "),
        (None, ""),
    ],
)
def test_a_guess_is_judged_once_the_figures_decide(trainer, experimenter, answer, said):
    experiment = replace(SHORT, decide=lambda _figures: (answer, "so it is"))
    experimenter.begin(experiment, guess=1)
    trainer.end(9000, 9100)
    caption = headline_of(experiment, experimenter.state_of(experiment))[1]
    assert caption.endswith(f"{said}One seed: run it with 5 to see how much of this is chance.")
    assert ("Your guess" in caption) == (answer is not None)


def test_a_run_that_breaks_off_ends_it_and_is_done_anew_but_one_that_diverges_is_a_result(
    qtbot, session, trainer, experimenter
):
    experimenter.begin(EXPERIMENT)
    trainer.advance(9000)
    with qtbot.assertNotEmitted(session.failed):
        trainer.fail("The weights grew beyond all numbers.", diverged=True)
    assert session.run.name == "two" and experimenter.is_running
    found = rows_of(experimenter.state_of(EXPERIMENT))[0]
    assert (found.ours, found.band) == ("90.00 %", "diverged")
    broken = session.run.id
    trainer.advance(9000)
    trainer.die("The training process was ended.")
    state = experimenter.state_of(EXPERIMENT)
    assert state.is_missing(seeds=1) and not state.is_running and not state.is_over
    assert finished(experimenter) == [("one", 1)]
    assert session.is_idle and session.run is None
    experimenter.begin(EXPERIMENT)
    assert (session.run.name, session.run.seed, session.run.history) == ("two", 1, ())
    trainer.end(9000)
    trainer.end(9000, 9100)
    state = experimenter.state_of(EXPERIMENT)
    assert state.is_over and broken not in [run.id for run in state.runs.values()]


def test_a_run_that_diverged_at_once_is_said_to_have_diverged(trainer, experimenter):
    experimenter.begin(SHORT)
    trainer.fail("The weights grew beyond all numbers.", diverged=True)
    assert rows_of(experimenter.state_of(SHORT))[0].ours == "diverged"


def test_runs_that_were_kept_with_a_trial_s_earlier_name_belong_to_it():
    forgetting = named("forgetting")
    names = [trial.name for trial in forgetting.trials]
    kept = ["MNIST", "then a person, MNIST", "then a person, their own"]
    runs = [Run.begin(Architecture((5,)), number=i, seed=1) for i in (1, 2, 3)]
    runs = [replace(r, experiment="forgetting", trial=name) for r, name in zip(runs, kept)]
    assert [name for name, _ in runs_of(forgetting, runs)[0]] == names


def test_afterwards_the_network_of_before_is_in_use_again(qtbot, session, trainer, experimenter):
    session.make(Architecture((8,)))
    session.train(SETTINGS)
    experimenter.begin(EXPERIMENT)  # not while a run goes on
    assert experimenter.state_of(EXPERIMENT) is None
    trainer.end(9000, 9100)
    before, file = session.run, session.file
    assert file.modified
    for end in (experimenter.cancel, session.stop, lambda: trainer.end(9000, 9100)):
        experimenter.begin(SHORT)
        trainer.advance(9000)
        assert session.run is not before
        with qtbot.waitSignal(experimenter.changed):
            end()
        if not session.is_idle:
            assert trainer.state is State.STOPPING and session.run.name == "one"
            trainer.end()
        assert session.run is before and session.file == file and session.is_idle
        assert not experimenter.is_running
    experimenter.begin(SHORT, seeds=2)
    for _ in range(2):
        trainer.die("There is not enough memory.")
    assert not experimenter.is_running and session.run is before


def test_a_network_that_was_put_in_use_meanwhile_stays(session, trainer, experimenter):
    experimenter.begin(EXPERIMENT)
    trainer.advance(9000)
    session.make(Architecture((8,)))  # which cancels it
    trainer.rest()
    assert not experimenter.is_running and session.run.architecture.hidden_layers == (8,)
    assert session.run.experiment == ""
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


def test_one_neuron_makes_no_run(session, runs, experimenter, keeper, measurer, qtbot):
    assert experimenter.state_of(NEURON) is None
    with qtbot.waitSignal(experimenter.changed):
        experimenter.begin(NEURON, guess=1)
    state = experimenter.state_of(NEURON)
    assert state.is_over and state.guess == 1 and not experimenter.is_running
    assert session.run is None and not state.is_missing(1)
    other = Experimenter(session, runs, keeper, measurer)
    with qtbot.waitSignal(other.changed):
        other.read()
    assert other.state_of(NEURON) == state


def test_a_run_that_is_deleted_is_missing_again(session, trainer, experimenter, runs):
    experimenter.begin(SHORT)
    trainer.end(9000, 9100)
    runs.delete([experimenter.state_of(SHORT).runs["one", 1].id])
    assert experimenter.state_of(SHORT) is None
    experimenter.begin(SHORT, guess=2)
    assert session.run.trial == "one" and experimenter.state_of(SHORT).guess == 2


def test_seeds_that_are_not_whole_are_left_out_until_they_are(trainer, experimenter):
    experimenter.begin(EXPERIMENT)
    for accuracies in ((9000, 9100), (9000,), (9000, 9100)):
        trainer.end(*accuracies)
    experimenter.begin(EXPERIMENT, seeds=2)
    trainer.end(9000, 9100)
    experimenter.cancel()
    trainer.end()
    state = experimenter.state_of(EXPERIMENT)
    assert sorted(state.runs) == [("one", 1), ("two", 1)] and state.is_over
    assert ("one", 2) in state.finished and state.is_missing(seeds=2)


def test_the_next_start_goes_on_with_it(
    session, trainer, experimenter, keeper, windows, measurer, qtbot
):
    experimenter.begin(EXPERIMENT, seeds=2, guess=2)
    trainer.end(9000, 9100)
    trainer.advance(9000)  # and now the program ends
    keeper.shut_down()
    assert keeper.background.shut_down(10)
    session.make(Architecture((9,)))
    trainer.rest()
    keeper = windows(session)
    runs = RunList(session, keeper)
    other = Experimenter(session, runs, keeper, measurer)
    with qtbot.waitSignals([runs.listed, other.changed]):
        runs.read()
        other.read()
    state = other.state_of(EXPERIMENT)
    assert not state.is_over and not state.is_running and state.guess == 2
    assert finished(other) == [("one", 1)]
    other.begin(EXPERIMENT, seeds=2, guess=0)
    assert (session.run.name, session.run.seed) == ("two, seed 1", 1)
    assert 0.005 < other.state_of(EXPERIMENT).done < 0.02  # that of the first, short run
    for accuracies in ((9000,), (9000, 9100), (9000, 9100), (9000,), (9000, 9100)):
        trainer.end(*accuracies)
    assert other.state_of(EXPERIMENT).is_over and other.state_of(EXPERIMENT).guess == 2


def test_the_outputs_that_get_stuck_are_found(trainer, experimenter, qtbot):
    trial = replace(TRIALS[0], architecture=Architecture((5,), "QuadraticCost"))
    experiment = replace(EXPERIMENT, trials=(trial,))
    experimenter.begin(experiment)
    network = trainer.network()
    network.biases[-1][...] = 30  # all images are answered by all digits,
    network.biases[-1][[4, 9]] = -30  # but these
    trainer.network = lambda: network
    trainer.end()
    qtbot.waitUntil(lambda: experimenter.state_of(experiment).stuck != ())
    assert experimenter.state_of(experiment).stuck == (("one", 1, (4, 9)),)
