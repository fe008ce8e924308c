"""What differs between runs, and how far their results are apart."""

import csv
import io
from dataclasses import replace

from results import epoch_result

from digitpad import Change, Hyperparameters
from digitpad.core.learning.settings import Architecture
from digitpad.session.runs.comparison import compare
from digitpad.session.runs.job import Job
from digitpad.session.runs.run import Run
from digitpad.session.runs.run_settings import what_differs


def record(run_id, number=1, accuracies=(9000, 9100), seed=1, cost="CrossEntropyCost", **settings):
    made = Hyperparameters(**settings)
    rates = {"eta": made.eta, "lmbda": made.lmbda}
    history = tuple(
        epoch_result(i, evaluation_accuracy=a, evaluation_cost=1 / i, **rates)
        for i, a in enumerate(accuracies, start=1)
    )
    jobs = (Job(made, epochs=2, mini_batches=10, seconds=1.25),)
    architecture = Architecture((30,), cost)
    of_all = {"history": history, "data_set": "MNIST", "jobs": jobs}
    return Run(id=run_id, number=number, architecture=architecture, seed=seed, **of_all)


def test_only_what_differs_is_named():
    runs = [record("a"), record("b", eta=0.1, seed=2), record("c", cost="QuadraticCost", seed=3)]
    assert what_differs(runs) == {
        "a": {"cost": "cross-entropy", "η": "0.5"},
        "b": {"cost": "cross-entropy", "η": "0.1"},
        "c": {"cost": "quadratic", "η": "0.5"},
    }


def test_the_seed_is_named_where_nothing_else_differs():
    assert what_differs([record("a"), record("b", seed=2)]) == {
        "a": {"seed": "1"},
        "b": {"seed": "2"},
    }


def test_a_change_on_the_way_makes_a_difference():
    changed = record("b")
    job = replace(changed.jobs[0], changes=(Change(2, Hyperparameters(eta=0.1)),))
    first, last = changed.history
    changed = replace(changed, jobs=(job,), history=(first, replace(last, eta=0.1)))
    assert what_differs([record("a"), changed])["b"] == {"η": "0.5, 0.1 from epoch 2"}


def test_results_stand_beside_the_baselines():
    a, b = record("a", 1), record("b", 2, accuracies=(9200, 8950), eta=0.1)
    found = compare([a, b], b)
    rows = dict(found.rows)
    assert found.titles == ("run 2", "run 1")
    assert rows["η"] == ("0.1", "0.5") and "λ" not in rows
    assert rows["best accuracy"] == ("92.00 %", "91.00 % (−1.00)")
    assert rows["last accuracy"] == ("89.50 %", "91.00 % (+1.50)")
    # They have the same number of epochs, which took as long, and no training cost.
    assert not {"epochs", "seconds", "last training cost"} & rows.keys()


def test_the_table_is_written_as_csv_and_no_name_is_a_formula():
    a, b = replace(record("a"), name='=HYPERLINK("x")'), replace(record("b", 2), name='a,"b"')
    rows = list(csv.reader(io.StringIO(compare([a, b], a).csv().decode())))
    assert rows[0] == ["", '\'=HYPERLINK("x")', 'a,"b"']
    assert all(len(row) == 3 for row in rows)
