"""Experiments queue ordinary runs, and see from the list of runs what is done."""

from dataclasses import replace

import pytest
from learnt_runs import learnt_run
from results import epoch_result
from small_runs import finish

from digitpad import Hyperparameters
from digitpad.core.book.experiments import named
from digitpad.core.book.findings import Finding
from digitpad.core.book.trials import Figure, Trial
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import Architecture
from digitpad.session.runs import experiment_list as experiments_module
from digitpad.session.runs.experiment_charts import ExperimentCharts
from digitpad.session.runs.experiment_list import ExperimentList
from digitpad.session.runs.experiment_state import ExperimentState, headline_of, rows_of

FIGURES = (Figure("evaluation_accuracy"),)
SETTINGS = Hyperparameters(epochs=2)
TRIALS = (
    Trial("one", SETTINGS, FIGURES, Architecture((5,)), DataSpec(training_size=1000)),
    Trial("two", SETTINGS, FIGURES, Architecture((6,))),
)
EXPERIMENT, NEURON = replace(named("costs"), trials=TRIALS), named("neuron")
SHORT = replace(EXPERIMENT, trials=TRIALS[:1])


@pytest.fixture
def experiments(session, keeper, measurer, monkeypatch):
    monkeypatch.setattr(experiments_module, "EXPERIMENTS", (EXPERIMENT, NEURON))
    return ExperimentList(session, keeper)


@pytest.fixture
def begin(qtbot, keeper, experiments):
    """Begin an experiment, and wait until the store has answered."""

    def begin(experiment, *arguments, **more):
        experiments.begin(experiment, *arguments, **more)
        finish(keeper, qtbot)

    return begin


def under_way(session):
    """The run that learns."""
    return session.runs[session.queue.state.of_experiment[0].run_id]


def finished(experiments, experiment=EXPERIMENT):
    return sorted(experiments.state_of(experiment).finished)


def test_runs_follow_one_another_and_none_needs_saving(session, trainer, experiments, begin):
    begin(EXPERIMENT, seeds=2, guess=1)
    run = under_way(session)
    assert (run.name, run.seed, run.experiment) == ("one, seed 1", 1, "costs")
    assert trainer.job.data == DataSpec(training_size=1000)
    trainer.end(9000, 9100)
    assert under_way(session).name == "two, seed 1" and trainer.job.hyperparameters == SETTINGS
    trainer.end(9000, 9100)
    assert under_way(session).name == "one, seed 2" and under_way(session).trial == "one"
    assert finished(experiments) == [("one", 1), ("two", 1)]
    state = experiments.state_of(EXPERIMENT)
    assert state.is_running and 0.4 < state.done < 0.6 and session.queue.state.done == 2
    trainer.end(9000, 9100)
    trainer.end(9000, 9100)
    state = experiments.state_of(EXPERIMENT)
    assert state.is_over and not state.is_missing(seeds=2) and state.is_missing(seeds=3)
    assert (state.done, state.guess) == (1.0, 1)
    assert session.run is None and not session.file.modified
    assert experiments.done() == {"costs"} and len(state.of_trial(TRIALS[0])) == 2
    begin(EXPERIMENT, seeds=3)
    assert session.queue.state.done == 4  # with those of before


def test_the_time_left_is_estimated_from_finished_runs(session, trainer, experiments, begin):
    begin(SHORT)
    assert experiments.state_of(SHORT).seconds_left is None  # nothing is done yet
    trainer.end(9000, 9100, seconds=50.0)
    begin(SHORT, seeds=4)
    trainer.end(9000, 9100, seconds=150.0)
    assert experiments.state_of(SHORT).seconds_left == pytest.approx(200)
    assert experiments.state_of(SHORT).done == pytest.approx(0.5)
    experiments.cancel()


def test_a_figure_under_way_is_marked_even_if_the_book_has_no_number(trainer, experiments, begin):
    begin(SHORT, seeds=2)
    trainer.advance(9000)
    (found,) = rows_of(experiments.state_of(SHORT))
    assert (found.ours, found.band, found.difference) == ("90.00 %", "under way", "")
    trainer.end(9100)
    trainer.advance(9000)  # the other seed is young: its accuracy does not count yet
    (found,) = rows_of(experiments.state_of(SHORT))
    assert (found.ours, found.band, found.difference) == ("91.00 %", "", "")
    trainer.end(9300)
    (found,) = rows_of(experiments.state_of(SHORT))
    assert (found.ours, found.band) == ("92.00 %", "91.00 to 93.00")


@pytest.mark.parametrize(
    ("seeds", "answer", "came"),
    [(3, 1, "came true"), (3, 0, "as in the book"), (3, None, "open"), (1, 1, "open")],
)
def test_a_guess_is_judged_once_the_figures_decide(
    trainer, experiments, begin, seeds, answer, came
):
    """With fewer than three seeds they never do."""

    def decide(figures):
        return Finding(answer if figures.seeds == 3 else None, "so it is")

    experiment = replace(SHORT, decide=decide)
    begin(experiment, seeds=seeds, guess=1)
    for _ in range(seeds):
        trainer.end(9000, 9100)
    state = experiments.state_of(experiment)
    caption = headline_of(experiment, state)[1]
    assert "“As many, within a point”" in caption and came in caption
    assert state.more_seeds() == (2 if came == "open" else 0)


def test_what_was_found_stays_in_sight_while_more_seeds_are_under_way(trainer, experiments, begin):
    begin(EXPERIMENT)
    assert not experiments.state_of(EXPERIMENT).has_results
    trainer.end(9000, 9100)
    trainer.end(9000, 9100)
    assert experiments.state_of(EXPERIMENT).has_results
    begin(EXPERIMENT, seeds=2)
    state = experiments.state_of(EXPERIMENT)
    assert state.is_running and state.has_results
    experiments.cancel()


def test_more_seeds_are_offered_up_to_the_most(trainer, experiments, begin):
    experiment = replace(SHORT, decide=lambda figures: Finding(None, "so it is"))
    begin(experiment, seeds=19)
    for _ in range(19):
        trainer.end(9000, 9100)
    assert experiments.state_of(experiment).more_seeds() == 1
    begin(experiment, seeds=20)
    trainer.end(9000, 9100)
    assert experiments.state_of(experiment).more_seeds() == 0


def test_a_run_that_broke_off_is_missing_and_a_diverged_one_is_a_result(
    qtbot, session, trainer, experiments, begin
):
    begin(EXPERIMENT)
    trainer.advance(9000)
    with qtbot.assertNotEmitted(session.failed):
        trainer.fail("The weights grew beyond all numbers.", diverged=True)
    assert under_way(session).name == "two"
    found = rows_of(experiments.state_of(EXPERIMENT))[0]
    assert (found.ours, found.band) == ("90.00 %", "diverged")
    broken = under_way(session).id
    trainer.advance(9000)
    with qtbot.waitSignal(session.failed):
        trainer.die()
    state = experiments.state_of(EXPERIMENT)
    assert state.is_missing(seeds=1) and not state.is_running and not state.is_over
    assert finished(experiments) == [("one", 1)]
    assert session.queue.is_idle
    begin(EXPERIMENT)
    run = under_way(session)
    assert (run.name, run.seed, run.history) == ("two", 1, ())
    trainer.end(9000, 9100)
    state = experiments.state_of(EXPERIMENT)
    assert state.is_over and broken not in [run.id for run in state.runs.values()]


def test_a_run_that_diverged_at_once_is_said_to_have_diverged(trainer, experiments, begin):
    begin(SHORT, seeds=2)
    trainer.report(end="diverged", reason="The weights grew beyond all numbers.", seconds=9.0)
    trainer.fail("The weights grew beyond all numbers.", diverged=True)
    assert rows_of(experiments.state_of(SHORT))[0].ours == "diverged"


def test_an_experiment_begins_beside_a_run_and_can_be_cancelled_at_any_time(
    session, trainer, experiments, begin
):
    session.make(Architecture((8,)))
    session.train(SETTINGS)
    experiments.cancel()  # a person's run is none of its business
    assert session.learns
    experiments.begin(SHORT)
    assert experiments.state_of(SHORT).is_running  # in the same event
    begin(SHORT)  # pressed twice
    begin(replace(EXPERIMENT, name="other"))
    assert experiments.state_of(replace(EXPERIMENT, name="other")) is None
    experiments.cancel()
    assert session.learns and not experiments.state_of(SHORT).is_running
    trainer.speak_for(session.run_id)
    trainer.end(9000, 9100)
    begin(SHORT)
    assert len(session.queue.state.waiting) == 0 and under_way(session).name == "one"
    experiments.cancel()
    experiments.cancel()
    assert session.queue.is_idle and not experiments.state_of(SHORT).is_running


def test_one_neuron_makes_no_run(session, experiments, keeper, measurer, qtbot):
    assert experiments.state_of(NEURON) is None
    with qtbot.waitSignal(experiments.changed):
        experiments.begin(NEURON, guess=1)
    state = experiments.state_of(NEURON)
    assert state.is_over and state.guess == 1
    assert session.run is None and not state.is_missing(1)
    other = ExperimentList(session, keeper)
    with qtbot.waitSignal(other.changed):
        other.read()
    assert other.state_of(NEURON) == state


def test_a_run_that_is_deleted_is_missing_again(session, trainer, experiments, runs, begin):
    begin(SHORT)
    trainer.end(9000, 9100)
    runs.delete([experiments.state_of(SHORT).runs["one", 1].id])
    assert experiments.state_of(SHORT) is None
    begin(SHORT, guess=2)
    assert under_way(session).trial == "one" and experiments.state_of(SHORT).guess == 2


def test_nothing_is_over_while_a_trial_has_no_run(trainer, experiments, runs, begin):
    begin(EXPERIMENT, guess=1)
    trainer.end(9000, 9100)
    experiments.cancel()
    cancelled = experiments.state_of(EXPERIMENT).runs["two", 1]
    runs.delete([cancelled.id])
    state = experiments.state_of(EXPERIMENT)
    assert state.runs.keys() == state.finished == {("one", 1)}
    assert not state.is_over and "1 run done" in headline_of(EXPERIMENT, state)[0]


def test_unfinished_seeds_are_left_out(trainer, experiments, begin):
    begin(EXPERIMENT)
    for _ in range(2):
        trainer.end(9000, 9100)
    begin(EXPERIMENT, seeds=2)
    trainer.end(9000, 9100)
    experiments.cancel()
    state = experiments.state_of(EXPERIMENT)
    assert sorted(state.runs) == [("one", 1), ("two", 1)] and state.is_over
    assert ("one", 2) in state.finished and state.is_missing(seeds=2)
    assert experiments.done() == set()  # its button is Go On


def test_the_next_start_goes_on_with_it(trainer, begin, next_start, qtbot):
    begin(EXPERIMENT, seeds=2, guess=2)
    trainer.end(9000, 9100)
    trainer.advance(9000)
    later = next_start()
    session, other = later.session, later.experiments
    state = other.state_of(EXPERIMENT)
    assert not state.is_over and not state.is_running and state.guess == 2
    assert finished(other) == [("one", 1)]
    other.begin(EXPERIMENT, seeds=2, guess=0)
    finish(later.keeper, qtbot)
    run = under_way(session)
    assert (run.name, run.seed) == ("two, seed 1", 1)
    assert other.state_of(EXPERIMENT).done == 1 / 4
    for _ in range(3):
        later.trainer.end(9000, 9100)
    assert other.state_of(EXPERIMENT).is_over and other.state_of(EXPERIMENT).guess == 2


def test_stuck_outputs_are_kept(trainer, experiments, begin, written, store):
    trial = replace(TRIALS[0], architecture=Architecture((5,), "QuadraticCost"))
    experiment = replace(EXPERIMENT, trials=(trial,))
    begin(experiment)
    trainer.end(9000, 9100, stuck=(4, 9))
    (run,) = experiments.state_of(experiment).runs.values()
    assert run.stuck == (4, 9)
    written()
    assert store.run(run.id).stuck == (4, 9)  # also after the next start


class Plain:
    is_logarithmic = False


def test_only_the_run_that_is_read_out_has_the_books_gradients():
    speeds, runs = named("speeds"), {}
    for seed in (1, 2):
        for layers, trial in enumerate(speeds.trials, start=2):
            lengths = tuple(0.1 * (layer + 1) for layer in range(layers + 1))
            history = (epoch_result(gradient_lengths=lengths),)
            name = f"{trial.name}, seed {seed}"
            run, _ = learnt_run(name=name, trial=trial.name)
            runs[trial.name, seed] = replace(run, history=history)
    charts, state = ExperimentCharts(Plain()), ExperimentState(speeds, runs)

    def having_the_book(read):
        (chart,) = charts.charts(speeds, state, read)
        assert len(chart.traces) == 2 * 9
        return {trace.name for trace in chart.traces if len(trace.curves) == 2}

    (chart,) = charts.charts(speeds, state)
    first = "2 hidden layers, seed 1: layer "
    assert having_the_book(None) == {first + "1", first + "2"}
    for trace in chart.traces:
        run, _, _ = trace.name.rpartition(":")
        assert trace.color == int(run[0]) - 1  # the trial's, whatever its seed
        layers = {f"{run}: layer {layer}" for layer in range(1, int(run[0]) + 1)}
        assert having_the_book(trace.key) == layers
