"""A person's own experiments: made, kept, gone on with, deleted and brought back."""

import sqlite3
from dataclasses import replace
from types import SimpleNamespace

import msgspec
import numpy as np
import pytest
from experiment_figures import figures
from results import epoch_result
from small_runs import finish

from digitpad import Hyperparameters
from digitpad.core.book.trials import verdict
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import Architecture
from digitpad.core.network_file import written_cost
from digitpad.session.runs.experiment_charts import ExperimentCharts
from digitpad.session.runs.experiment_list import ExperimentList
from digitpad.session.runs.experiment_state import headline_of, rows_of
from digitpad.session.runs.own_experiment import COMPARED, OwnExperiment, experiment_of

BASE = Architecture((5,)), Hyperparameters(epochs=2), DataSpec(training_size=1000)
RATES = OwnExperiment("eta", (0.25, 2.5), *BASE, began=1.0)
VALUES = {
    "eta": (0.025, 1.0), "lmbda": (0.0, 5.0), "mini_batch_size": (10, 1000), "epochs": (1, 3),
    "hidden_layers": ((), (30,), (100, 30)), "neurons": ("sigmoid", "relu"),
    "cost": ("QuadraticCost", "LogLikelihoodCost"), "weight_initializer": ("default", "large"),
    "regularization": ("L2", "L1"), "dropout": (0.0, 0.5), "momentum": (0.0, 0.9),
    "training_size": (1000, 50_000), "augmentation": (False, True),
}  # fmt: skip


def values_of(setting):
    """Some values of a setting: those above, or those that the form begins with."""
    compared = COMPARED[setting]
    begins = (compared.takes.value_type(text) for text in compared.own_values.split(", ") if text)
    return VALUES.get(setting) or tuple(begins)


@pytest.fixture
def experiments(session, keeper, measurer):
    return ExperimentList(session, keeper)


@pytest.fixture
def do(qtbot, keeper, experiments, trainer):
    """Do a person's own experiment, whose runs report these accuracies, value by value."""

    def do(own, *accuracies, seeds=1, guess=None):
        if own.name in {each.name for each in experiments.own}:
            experiments.begin(experiment_of(own), seeds)
        else:
            experiments.begin_own(own, seeds, guess)
        finish(keeper, qtbot)
        for accuracy in accuracies:
            trainer.end(accuracy - 100, accuracy)
        finish(keeper, qtbot)

    return do


def test_a_value_without_hidden_layers_has_no_kind_of_neurons_and_no_dropout():
    """So that the book's program reads its network, whatever the form says of hidden neurons."""
    of_form = Architecture((5,), neurons="relu"), Hyperparameters(dropout=0.5), DataSpec()
    none, some = OwnExperiment("hidden_layers", ((), (30,)), *of_form).trials()
    assert (none.architecture.neurons, none.settings.dropout) == ("sigmoid", 0.0)
    assert (some.architecture.neurons, some.settings.dropout) == ("relu", 0.5)
    network = none.architecture.network(np.random.default_rng(1))
    assert written_cost(network) == "CrossEntropyCost"


@pytest.mark.parametrize("setting", COMPARED)
def test_its_runs_differ_in_the_setting_alone_and_it_is_kept_unchanged(store, setting):
    own = OwnExperiment(setting, values_of(setting), *BASE, began=3.0)
    trials, values = own.trials(), []
    for trial in trials:
        parts = (trial.architecture, trial.settings, trial.data)
        values += [getattr(part, setting) for part in parts if hasattr(part, setting)]
        same = [replace(p, **{setting: getattr(b, setting)}) if hasattr(p, setting) else p
                for p, b in zip(parts, BASE)]  # fmt: skip
        assert tuple(same) == BASE
    assert tuple(values) == own.values
    experiment = experiment_of(own)
    assert experiment.choices == own.words
    between = "; " if setting == "hidden_layers" else ", "  # 100, 30 are two layers
    assert experiment.title.endswith(between.join(own.words))
    headline, _ = headline_of(experiment, None)
    assert len(headline) <= 60
    assert len({trial.name for trial in trials}) == len(trials)
    assert bool(experiment.places) == (COMPARED[setting].takes.value_type in (int, float))
    assert own.all_else in experiment.setup
    store.put_own_experiment(own)
    store.put_own_experiment(replace(own, name="earlier", began=2.0))
    assert [kept.name for kept in store.own_experiments()] == ["earlier", own.name]
    assert store.own_experiments()[1] == own


def test_an_experiment_without_a_change_says_so():
    own = OwnExperiment("eta", (0.1, 1.0), Architecture(), Hyperparameters(), DataSpec())
    assert experiment_of(own).setup == "All else is the same: the form’s defaults."


@pytest.mark.parametrize("setting", COMPARED)
def test_every_headline_fits_a_line(setting):
    longest = {
        "hidden_layers": ((1000, 500, 200, 100, 50), (30,)),
        "cost": ("LogLikelihoodCost", "CrossEntropyCost"),
        "eta": (1.7976931348623157e308, 1e-300),
        "training_size": (49_999, 50_000),
    }
    values = longest.get(setting, values_of(setting))[:2]
    own = OwnExperiment(setting, values, *BASE)
    for seeds in (1, 2, 3, 20):
        for first, second in ((99.0, 90.0), (90.0, 99.0), (95.0, 95.0), (None, 90.0)):
            found = verdict(experiment_of(own), figures(first, second, seeds=seeds))
            assert 0 < len(found.here) <= 60


@pytest.mark.parametrize(
    "wrong",
    [
        {"values": (0.25,)}, {"values": tuple(map(float, range(1, 10)))}, {"values": (0.25, 0.25)},
        {"values": (0.25, -1.0)}, {"values": (0.25, "0.5")}, {"setting": "seed"},
        {"setting": "training_size", "values": (0, 5)}, {"name": "x" * 41},
        {"setting": "hidden_layers", "values": ((30,), (900_000,))},
    ],
)  # fmt: skip
def test_a_record_that_makes_no_sense_is_left_out_and_counted(store, said, wrong):
    store.put_own_experiment(RATES)
    record = msgspec.json.decode(msgspec.json.encode(RATES)) | {"name": "own"} | wrong
    with sqlite3.connect(store.file) as db:
        db.execute("insert into experiment values ('own', ?)", (msgspec.json.encode(record),))
    db.close()
    assert store.own_experiments() == [RATES]
    assert said == [("", "1 experiment cannot be read and is left out.")]


def test_an_experiment_asks_which_value_is_best_and_answers(experiments, do):
    do(RATES, 9000, 9500, guess=1)
    (experiment,) = map(experiment_of, experiments.own)
    state = experiments.state_of(experiment)
    assert [row.what for row in rows_of(state)] == ["η 0.25, best epoch", "η 2.5, best epoch"]
    assert [row.ours for row in rows_of(state)] == ["90.00 %", "95.00 %"]
    assert headline_of(experiment, state)[0] == "One seed: η 2.5 leads with 95.00 %"
    assert state.more_seeds() == 2 and state.leader() is None
    do(RATES, 9010, 9510, 9020, 9520, seeds=3)
    state = experiments.state_of(experiment)
    headline, caption = headline_of(experiment, state)
    assert headline == "η 2.5 reads best, 95.10 %"
    assert caption.startswith("Your guess “2.5” came true. The best leads η 0.25 by 5.0")
    assert state.more_seeds() == 0 and experiments.done() == {RATES.name}
    assert state.leader().trial == "η 2.5"


def test_a_value_that_diverged_is_named_and_never_leads(experiments, do, trainer):
    """Though it read more before."""
    own = replace(RATES, values=(0.25, 1.0, 2.5))
    do(own, seeds=3)
    for _ in range(3):
        trainer.end(9000, 9100)
        trainer.end(8000, 8100)
        trainer.advance(9900)
        trainer.fail("The weights grew beyond all numbers.", diverged=True)
    state = experiments.state_of(experiment_of(own))
    headline, caption = headline_of(state.experiment, state)
    assert headline == "η 0.25 reads best, 91.00 %" and "diverged: η 2.5." in caption
    assert state.leader().trial == "η 0.25"


def test_the_best_epoch_counts(experiments, do, trainer):
    do(RATES)
    trainer.end(9300, 9100)
    trainer.end(8000, 9200)
    found = rows_of(experiments.state_of(experiment_of(experiments.own[0])))
    assert [row.ours for row in found] == ["93.00 %", "92.00 %"]


def test_the_next_start_goes_on_with_it(do, trainer, next_start, qtbot):
    do(RATES, 9000, guess=0)
    trainer.advance(9100)
    later = next_start()
    other = later.experiments
    (experiment,) = map(experiment_of, other.own)
    state = other.state_of(experiment)
    assert state.is_missing(1) and state.guess == 0 and len(state.finished) == 1
    other.begin(experiment)
    finish(later.keeper, qtbot)
    session = later.session
    assert session.runs[session.queue.state.of_experiment[0].run_id].trial == "η 2.5"
    later.trainer.end(9100, 9200)
    assert other.state_of(experiment).is_over


def test_an_experiment_is_deleted_with_its_runs_and_one_undo_brings_all_back(
    experiments, do, runs, session, keeper, store, trainer, qtbot
):
    do(RATES, 9000, 9500, guess=1)
    (experiment,) = map(experiment_of, experiments.own)
    later = replace(RATES, name="later", began=2.0)
    do(later)  # under way
    experiments.delete(RATES)
    finish(keeper, qtbot)
    assert [each.name for each in experiments.own] == ["later"] and runs.count == 1
    assert [own.name for own in store.own_experiments()] == [
        "later"
    ] and RATES.name not in store.guesses()
    session.undo.undo()
    finish(keeper, qtbot)
    assert [each.name for each in experiments.own] == [RATES.name, "later"]
    assert experiments.state_of(experiment).is_over and experiments.state_of(experiment).guess == 1
    assert store.own_experiments()[0] == RATES and store.guesses()[RATES.name] == 1
    assert len([run for run in store.records() if run.experiment == RATES.name]) == 2
    experiments.cancel()
    session.undo.redo()
    assert [each.name for each in experiments.own] == ["later"]


def test_undo_brings_an_experiment_back_as_it_was_when_it_was_deleted_last(
    do, experiments, session, keeper, store, qtbot
):
    do(RATES, 9000, 9500)
    experiments.delete(RATES)
    session.undo.undo()
    do(RATES, 9000, 9500, seeds=3)
    experiments.cancel()
    session.undo.redo()
    session.undo.undo()
    finish(keeper, qtbot)
    (own,) = experiments.own
    assert own.seeds == 3 and store.own_experiments() == [own]


def test_none_begins_during_another(experiments, do):
    do(RATES)
    do(replace(RATES, name="later", began=2.0))
    assert [own.name for own in experiments.own] == [RATES.name]


def test_one_that_has_just_begun_can_be_deleted(experiments, do, session, runs, trainer):
    do(RATES, 9000)
    trainer.advance(9100)
    experiments.delete(RATES)
    assert experiments.own == [] and runs.count == 0 and session.queue.is_idle
    assert not any(process.lives for process in trainer.processes)
    session.undo.undo()
    assert len(experiments.own) == 1 and runs.count == 2 and session.queue.is_idle
    do(RATES, 9200)
    assert experiments.state_of(experiment_of(RATES)).is_over


def test_a_store_that_was_replaced_has_it_again(experiments, do, keeper, store, qtbot):
    do(RATES, 9000, 9500)
    keeper.do(keeper.store.delete_own_experiment, RATES.name)
    keeper.restored.emit()
    finish(keeper, qtbot)
    assert store.own_experiments() == [RATES]


def test_values_for_epochs_are_compared_by_their_last_epoch():
    """The best epoch of a longer run is never below that of a shorter one with the same seed."""
    (short, long), eta = OwnExperiment("epochs", (1, 3), *BASE).trials(), RATES.trials()[0]
    history = tuple(
        epoch_result(epoch=i, evaluation_accuracy=right, evaluation_size=100)
        for i, right in enumerate((90, 95, 80), start=1)
    )
    assert [long.figures[0].of(history), short.figures[0].of(history[:1])] == [80, 90]
    assert eta.figures[0].of(history) == 95


def test_how_many_seeds_are_wanted_is_kept_and_counted(do, experiments, store, trainer):
    do(RATES, 9000, seeds=2, guess=0)
    experiments.cancel()
    (own,) = store.own_experiments()
    assert own.seeds == 2
    experiment = experiment_of(own)
    headline, _ = headline_of(experiment, experiments.state_of(experiment))
    assert headline == "No verdict yet: 1 run done"
    do(own, 9000, 9000, 9000, seeds=2)
    state = experiments.state_of(experiment)
    assert state.is_over and state.leader() is None
    assert headline_of(experiment, state)[1].startswith("Your guess “0.25” is open. ")
    assert experiments.done() == {RATES.name}
    do(own, seeds=3)
    experiments.cancel()  # within the first run of another seed
    assert experiments.state_of(experiment).is_over and experiments.done() == set()


def test_there_is_no_line_between_kinds(experiments, do):
    for own, forms in (
        (RATES, ["dots", "dots", "dots", "line"]),
        (
            OwnExperiment("neurons", ("sigmoid", "relu"), *BASE, began=2.0, name="kinds"),
            3 * ["dots"],
        ),
    ):
        do(own, *[9000, 9500] * 3, seeds=3)
        experiment = experiment_of(own)
        figure, _curves = ExperimentCharts(SimpleNamespace()).charts(
            experiment, experiments.state_of(experiment)
        )
        assert [trace.curves[0].form for trace in figure.traces] == forms


@pytest.mark.parametrize(
    ("values", "places"),
    [((0.05, 0.5, 5.0), np.log10([0.05, 0.5, 5])), ((0.1, 0.5, 0.9), [0.1, 0.5, 0.9])],
)
def test_values_that_lie_far_apart_have_a_logarithmic_axis(values, places):
    own = OwnExperiment("eta", values, *BASE, began=1.0)
    figure, _curves = ExperimentCharts(SimpleNamespace()).charts(experiment_of(own), None)
    assert [place for place, _name in figure.places] == pytest.approx(places)
