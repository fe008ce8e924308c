"""The trainer at work: real digits, a real process, and all that a button can do."""

import sys
import time
from collections import deque
from pathlib import Path

import numpy as np
import pytest
from mnist import mnist
from same import same
from short_runs import hyperparameters, new_network
from threadpoolctl import threadpool_limits

from digitpad import load_data_wrapper
from digitpad.core.learning.epoch import Progress
from digitpad.core.learning.sgd import train
from digitpad.training.trainer import State

ENDLESS = 10**6  # epochs


linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture(scope="module")
def data(some_of_mnist):
    """What it trains with, validates with, and tests with."""
    return load_data_wrapper(some_of_mnist)


def test_a_run_to_its_end_on_real_mnist(make_run):
    run, network = make_run(None), new_network()
    run.start(network, epochs=2)
    assert run.trainer.state is State.RUNNING
    learnt = run.learnt()
    assert run.trainer.state is State.IDLE
    assert run.states == [State.RUNNING, State.IDLE]
    assert not run.all("failed")

    results = run.results()
    assert [result.epoch for result in results] == [1, 2]
    assert results[0].evaluation_accuracy > 9200
    assert (results[0].training_size, results[0].evaluation_size) == (50_000, 10_000)
    assert results[0].training_cost is None
    # What came back is the network that was measured; it was all learnt elsewhere.
    assert learnt.accuracy(mnist()[1]) == results[1].evaluation_accuracy
    assert same(network, new_network())

    order = [name for name, *_ in run.heard]
    assert order[0] == "became_ready" and order[-1] == "ended"


def test_snapshots_show_a_network_that_learns(run, data):
    run.start(epochs=ENDLESS)
    run.wait_for("advanced", lambda advanced: len(run.all("advanced")) > 3)
    snapshots = run.all("advanced")
    # The window shows it before its first step.
    assert snapshots[0].progress == Progress(1, 0, 5000)
    assert same(snapshots[0].network, new_network())
    places = [(s.progress.epoch, s.progress.done) for s in snapshots]
    assert places == sorted(set(places))
    assert {s.progress.total for s in snapshots} == {5000}
    seconds = [s.seconds for s in snapshots]
    assert seconds == sorted(seconds)
    assert snapshots[0].network.accuracy(data[1]) < 300
    assert snapshots[-1].network.accuracy(data[1]) > 800


def test_a_process_that_is_ready_waits_for_its_start(run):
    run.trainer.prepare()
    process = run.trainer.process_id
    run.trainer.prepare()  # once is enough
    assert run.trainer.process_id == process
    run.wait_for("became_ready")
    assert run.trainer.state is State.IDLE and run.states == []
    run.start().wait_for("ended")
    assert run.trainer.process_id == process
    assert len(run.all("ended")) == 1


def test_two_quick_starts_are_one_run(run):
    run.start(new_network(1), epochs=1)
    run.start(new_network(2), epochs=3)
    run.wait_for("ended")
    # Had the second start been kept for later, its epochs would be heard before these.
    run.start(new_network(3), epochs=1).wait_for("ended")
    assert [result.epoch for result in run.results()] == [1, 1]
    assert len(run.all("ended")) == 2
    assert same(run.all("advanced")[0].network, new_network(1))


def test_commands_while_nothing_runs_do_nothing(run):
    run.trainer.pause()
    run.trainer.resume()
    run.trainer.stop()
    run.trainer.shut_down()
    assert run.trainer.state is State.IDLE and run.trainer.process_id is None
    run.trainer.prepare()
    run.wait_for("became_ready")
    run.trainer.pause()
    run.trainer.resume()
    run.trainer.stop()
    assert run.trainer.state is State.IDLE and run.states == []
    run.start().wait_for("ended")


# Stop


def test_stop_keeps_what_was_learnt_and_start_goes_on_from_there(run, data):
    run.start(epochs=ENDLESS)
    run.wait_for_epoch(lambda result: result.evaluation_accuracy > 800)
    run.trainer.stop()
    assert run.trainer.state is State.STOPPING
    run.trainer.stop()  # once is enough
    run.start()  # not now
    stopped = run.learnt()
    assert run.trainer.state is State.IDLE
    accuracy = stopped.accuracy(data[1])
    assert accuracy > 700
    # So slow a learner must come out where it went in.
    again = run.start(stopped, eta=1e-9, lmbda=0.0).learnt()
    assert abs(again.accuracy(data[1]) - accuracy) <= 2
    assert run.results()[-1].epoch == 1
    assert run.states == [State.RUNNING, State.STOPPING, State.IDLE, State.RUNNING, State.IDLE]


def test_a_stop_before_the_process_is_ready_stops_the_run_nevertheless(run):
    run.start(epochs=ENDLESS)
    run.trainer.stop()
    run.wait_for("ended")
    assert run.states == [State.RUNNING, State.STOPPING, State.IDLE]
    assert not run.results()


# Pause


def processor_time(process):
    """How long a process has been at work, in the kernel's ticks."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def wait_until_it_rests(run, network, data):
    """Return once the process has twice done nothing while we did much; seconds of the second."""
    rests = []

    def it_rests():
        before, began = processor_time(run.trainer.process_id), time.perf_counter()
        network.SGD(data, 5, 10, 0.5)
        if processor_time(run.trainer.process_id) == before:
            rests.append(time.perf_counter() - began)
        else:
            rests.clear()
        return len(rests) == 2

    run.qtbot.waitUntil(it_rests)
    return rests[-1]


def how_far(advanced):
    return advanced.progress.epoch, advanced.progress.done


@linux
def test_a_pause_is_a_rest_that_does_not_count(run, data):
    run.trainer.prepare()
    run.wait_for("became_ready")
    began = time.perf_counter()
    run.start(epochs=ENDLESS).wait_until_it_learns()
    run.trainer.pause()
    assert run.trainer.state is State.PAUSED
    rested = wait_until_it_rests(run, new_network(), data[0])
    last = run.all("advanced")[-1]
    run.trainer.resume()
    assert run.trainer.state is State.RUNNING
    # Not the next report: two may say that an epoch is learnt, the second while it is measured.
    advanced = run.wait_for("advanced", lambda advanced: how_far(advanced) > how_far(last))
    # Of all the time that has passed here, it cannot have worked in the rest that was seen.
    assert last.seconds < advanced.seconds < time.perf_counter() - began - rested
    assert run.states == [State.RUNNING, State.PAUSED, State.RUNNING]


def test_a_paused_run_can_be_stopped_and_a_start_does_not_wake_it(run):
    run.start(epochs=ENDLESS).wait_until_it_learns()
    run.trainer.pause()
    run.trainer.pause()
    run.start()
    assert run.trainer.state is State.PAUSED
    run.trainer.stop()
    stopped = run.learnt()
    assert run.states == [State.RUNNING, State.PAUSED, State.STOPPING, State.IDLE]
    assert not np.array_equal(stopped.weights[0], new_network().weights[0])


@linux
def test_a_pause_before_the_process_is_ready_halts_the_run_at_its_beginning(run, data):
    run.start()
    run.trainer.pause()
    run.wait_for("became_ready")
    wait_until_it_rests(run, new_network(), data[0])
    assert run.trainer.state is State.PAUSED
    assert not run.results()
    run.trainer.resume()
    run.wait_for("ended")
    assert run.states == [State.RUNNING, State.PAUSED, State.RUNNING, State.IDLE]


def test_pausing_and_resuming_change_nothing_in_what_is_learnt(run, data):
    def disturb(_):
        for _ in range(3):
            run.trainer.pause()
            run.trainer.resume()

    run.trainer.advanced.connect(disturb)
    run.start(epochs=ENDLESS, monitor_evaluation_accuracy=False).wait_until_it_learns()
    run.trainer.stop()
    ended = run.wait_for("ended")
    # At the report before the first step, and at one after it at least.
    assert run.states.count(State.PAUSED) >= 6
    undisturbed = new_network()
    settings = hyperparameters(epochs=ENDLESS, monitor_evaluation_accuracy=False)
    steps = train(undisturbed, data[0], settings, mini_batches=ended.mini_batches)
    with threadpool_limits(1):  # as in the process: more threads may round otherwise
        deque(steps, maxlen=0)
    assert same(undisturbed, ended.network)
    assert undisturbed.rng.random() == ended.network.rng.random()
