"""A run that is changed while it goes on, one that diverges, and one that has not enough memory."""

import sys

import numpy as np
import pytest

from digitpad.training.trainer import State

QUICK = {"mini_batch_size": 200}  # epochs of a tenth of a second


def wait_for_an_epoch_with(run, eta):
    return run.wait_for("epoch_ended", lambda ended: ended.result.eta == eta).result


def test_changed_settings_are_taken_up_in_the_run(run, make_hyperparameters):
    run.start(**QUICK, epochs=10_000).wait_for("epoch_ended")
    run.trainer.change(make_hyperparameters(**QUICK, epochs=10_000, eta=0.125, lmbda=2.0))
    assert wait_for_an_epoch_with(run, 0.125).lmbda == 2.0
    # Fewer epochs than are done by now: the one under way is the last.
    run.trainer.change(make_hyperparameters(**QUICK, epochs=1, eta=0.125, lmbda=2.0))
    run.wait_for("ended")
    first, *_, last = (report.result for report in run.all("epoch_ended"))
    assert (first.eta, first.lmbda) == (0.5, 5.0)
    assert (last.eta, last.lmbda) == (0.125, 2.0)
    assert run.trainer.state is State.IDLE


def test_a_paused_run_takes_changes_up_when_it_goes_on(run, make_hyperparameters):
    run.start(**QUICK, epochs=10_000).wait_for("epoch_ended")
    run.trainer.pause()
    run.trainer.change(make_hyperparameters(**QUICK, epochs=10_000, eta=0.25))
    run.trainer.resume()
    wait_for_an_epoch_with(run, 0.25)
    run.trainer.stop()
    run.wait_for("ended")


def test_a_run_that_waits_for_its_process_begins_with_the_changes(run, make_hyperparameters):
    run.start(**QUICK, epochs=50)
    run.trainer.change(make_hyperparameters(**QUICK, eta=0.25))
    run.wait_for("ended")
    assert [report.result.eta for report in run.all("epoch_ended")] == [0.25]


def test_without_a_run_there_is_nothing_to_change(run, make_hyperparameters):
    run.start(**QUICK).wait_for("ended")
    run.trainer.change(make_hyperparameters(**QUICK, eta=0.25))
    run.start(**QUICK).wait_for("ended")
    assert [report.result.eta for report in run.all("epoch_ended")] == [0.5, 0.5]


def test_the_network_of_each_new_best_epoch_is_sent(run):
    # Steps so large that the accuracy goes up and down.
    run.start(**QUICK, epochs=12, eta=20.0).wait_for("ended")
    reports = run.all("epoch_ended")
    accuracies = [report.result.evaluation_accuracy for report in reports]
    for i, report in enumerate(reports):
        assert (report.best is not None) == (accuracies[i] > max(accuracies[:i], default=-1))
    (last,) = run.all("ended")
    best = reports[accuracies.index(max(accuracies))].best
    is_last = accuracies.index(max(accuracies)) == len(accuracies) - 1
    assert np.array_equal(best.weights[0], last.weights[0]) == is_last


def test_a_run_that_diverges_ends_with_a_hint(run):
    sentence = run.start(eta=100.0, lmbda=10_000.0).wait_for("failed")
    assert "smaller learning rate" in sentence and sentence.endswith(".")
    assert all(np.isfinite(w).all() for a in run.all("advanced") for w in a.network.weights)
    run.start(**QUICK).wait_for("ended")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can limit another process's memory")
def test_a_run_without_enough_memory_says_so_and_the_next_start_works(run):
    import resource

    run.trainer.prepare()
    run.wait_for("became_ready")
    process_id = run.trainer.process_id
    with open(f"/proc/{process_id}/statm", encoding="ascii") as file:
        in_use = int(file.read().split()[0]) * resource.getpagesize()
    before = resource.prlimit(process_id, resource.RLIMIT_AS)
    resource.prlimit(process_id, resource.RLIMIT_AS, (in_use + 2**26, before[1]))
    # All images as one mini-batch of floats: 150 MB and more, where 64 are left.
    sentence = run.start(mini_batch_size=50_000).wait_for("failed")
    assert "not enough memory" in sentence
    resource.prlimit(process_id, resource.RLIMIT_AS, before)
    run.start(**QUICK).wait_for("ended")
    assert run.trainer.process_id == process_id
