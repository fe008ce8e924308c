"""A run that is changed while it goes on, one that diverges, and one that has not enough memory."""

import sys

import numpy as np
import pytest
from idx_folder import write_folder
from mnist import mnist
from short_runs import hyperparameters, new_network
from threadpoolctl import threadpool_limits

from digitpad.core.learning.epoch import EpochResult
from digitpad.core.learning.sgd import train
from digitpad.training.trainer import State
from digitpad.training.worker import REPORT_EVERY, Train

QUICK = {"mini_batch_size": 200}  # 25 mini-batches an epoch


def wait_for_an_epoch_with(run, eta):
    return run.wait_for_epoch(lambda result: result.eta == eta)


def test_changed_settings_are_taken_up_in_the_run(run):
    run.start(**QUICK, epochs=10_000).wait_for_epoch()
    run.trainer.change(hyperparameters(**QUICK, epochs=10_000, eta=0.125, lmbda=2.0))
    assert wait_for_an_epoch_with(run, 0.125).lmbda == 2.0
    # Fewer epochs than are done by now: the one under way is the last.
    run.trainer.change(hyperparameters(**QUICK, epochs=1, eta=0.125, lmbda=2.0))
    run.wait_for("ended")
    first, *_, last = run.results()
    assert (first.eta, first.lmbda) == (0.5, 5.0)
    assert (last.eta, last.lmbda) == (0.125, 2.0)
    assert run.trainer.state is State.IDLE


def test_a_paused_run_takes_changes_up_when_it_goes_on(run):
    run.start(**QUICK, epochs=10_000).wait_for_epoch()
    run.trainer.pause()
    run.trainer.change(hyperparameters(**QUICK, epochs=10_000, eta=0.25))
    run.trainer.resume()
    wait_for_an_epoch_with(run, 0.25)
    run.trainer.stop()
    run.wait_for("ended")


def test_a_run_that_waits_for_its_process_begins_with_the_changes(run):
    run.start(**QUICK, epochs=50)
    run.trainer.change(hyperparameters(**QUICK, eta=0.25))
    run.wait_for("ended")
    assert [result.eta for result in run.results()] == [0.25]


def test_without_a_run_there_is_nothing_to_change(run):
    run.start(**QUICK).wait_for("ended")
    run.trainer.change(hyperparameters(**QUICK, eta=0.25))
    run.start(**QUICK).wait_for("ended")
    assert [result.eta for result in run.results()] == [0.5, 0.5]


def test_the_network_of_each_new_best_epoch_is_sent(run):
    # Steps so large that the accuracy goes up and down.
    run.start(**QUICK, epochs=12, eta=20.0).wait_for("ended")
    accuracies = [result.evaluation_accuracy for result in run.results()]
    assert len(accuracies) == 12
    for best in run.best():
        assert (
            best.accuracy
            == accuracies[best.epoch - 1]
            > max(accuracies[: best.epoch - 1], default=-1)
        )
    best = run.best()[-1]
    assert best.accuracy == max(accuracies)
    (last,) = run.all("ended")
    assert np.array_equal(best.network.weights[0], last.network.weights[0]) == (best.epoch == 12)


def test_only_what_is_better_than_the_run_was_before_is_the_best(run):
    """A run that goes on keeps its best epoch, whichever start it came from."""
    settings = hyperparameters(**QUICK, epochs=2)
    run.trainer.start(Train("again", new_network(), settings, best_accuracy=9999))
    run.wait_for("ended")
    assert len(run.results()) == 2 and not run.best()


def test_epochs_that_end_quickly_are_reported_together(make_run, tmp_path):
    """Sixty images: thousands of epochs a second must not be as many messages."""
    run = make_run(write_folder(tmp_path / "sixty", 60))
    ended = run.start(mini_batch_size=10, epochs=2000).wait_for("ended")
    assert [result.epoch for result in run.results()] == list(range(1, 2001))
    assert len(run.all("advanced")) <= ended.seconds / REPORT_EVERY + 2


def test_a_run_that_diverges_ends_with_a_hint(run):
    sentence = run.start(eta=100.0, lmbda=10_000.0).why()
    assert "smaller learning rate" in sentence and sentence.endswith(".")
    assert all(np.isfinite(w).all() for a in run.all("advanced") for w in a.network.weights)
    run.start(**QUICK).wait_for("ended")


def test_what_a_run_had_learnt_when_it_diverged_can_be_learnt_again(make_run):
    run = make_run(None)  # in a tenth of MNIST it would diverge at the end of an epoch alone
    settings = {"eta": 40.0, "lmbda": 0.0, "epochs": 10**6, "monitor_evaluation_accuracy": False}
    run.start(**settings, **QUICK).wait_for_epoch()
    run.trainer.change(hyperparameters(**QUICK, **settings | {"eta": 1e4, "lmbda": 1e4}))
    reached = run.wait_for("ended")
    assert reached.mini_batches >= 250  # an epoch's
    again = new_network()
    steps = train(
        again,
        mnist()[0],
        hyperparameters(**QUICK, **settings),
        changes=reached.changes,
        mini_batches=reached.mini_batches,
    )
    with threadpool_limits(1):  # as in the process: more threads may round otherwise
        epochs = [step for step in steps if isinstance(step, EpochResult)]
    # Where it has learnt as much as is asked for, it does not measure.
    assert len(epochs) == len(run.results()) - reached.ends_epoch
    for a, b in zip(again.weights + again.biases, reached.network.weights + reached.network.biases):
        np.testing.assert_array_equal(a, b)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can limit another process's memory")
def test_a_run_without_enough_memory_says_so_and_the_next_start_works(make_run):
    import resource

    run = make_run(None)
    run.trainer.prepare()
    run.wait_for("became_ready")
    process_id = run.trainer.process_id
    with open(f"/proc/{process_id}/statm", encoding="ascii") as file:
        in_use = int(file.read().split()[0]) * resource.getpagesize()
    before = resource.prlimit(process_id, resource.RLIMIT_AS)
    resource.prlimit(process_id, resource.RLIMIT_AS, (in_use + 2**26, before[1]))
    # All images as one mini-batch of floats: 150 MB and more, where 64 are left.
    sentence = run.start(mini_batch_size=50_000).why()
    assert "not enough memory" in sentence
    resource.prlimit(process_id, resource.RLIMIT_AS, before)
    run.start(**QUICK).wait_for("ended")
    assert run.trainer.process_id == process_id
