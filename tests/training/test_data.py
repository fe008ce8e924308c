"""Other data to train with: chosen, refused, and kept when the process has to be started anew."""

import os
import signal
import sys

import numpy as np
import pytest
from idx_folder import write_folder

from digitpad import load_data_wrapper
from digitpad.core.data.data_spec import DataSpec
from digitpad.training.trainer import State

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")

QUICK = {"mini_batch_size": 200}


@pytest.fixture
def small(tmp_path):
    return write_folder(tmp_path / "small", 100)


@pytest.fixture
def smaller(tmp_path):
    return write_folder(tmp_path / "smaller", 50)


@pytest.fixture
def broken(tmp_path):
    """A folder whose labels for the test are one byte short."""
    folder = write_folder(tmp_path / "broken", 50)
    path = tmp_path / "broken" / "t10k-labels-idx1-ubyte"
    path.write_bytes(path.read_bytes()[:-1])
    return folder


@pytest.fixture
def small_run(make_run, small):
    """A run whose process waits, with the small folder's data."""
    run = make_run(data_folder=small)
    run.trainer.prepare()
    run.wait_for("became_ready")
    return run


def train(run):
    """Train an epoch: how many images there were to train with, and to validate with."""
    run.start(**QUICK).wait_for("ended")
    result = run.results()[-1]
    return result.training_size, result.evaluation_size


def names(run):
    return [name for name, *_ in run.heard]


def assert_names_the_broken_file(sentence):
    assert "t10k-labels-idx1-ubyte" in sentence and sentence.endswith("again.")
    assert "\n" not in sentence and len(sentence) < 300


def test_other_data_are_trained_with_and_mnist_can_be_chosen_again(small_run, smaller):
    run = small_run
    process = run.trainer.process_id
    assert train(run) == (100, 20)
    run.trainer.use_data(DataSpec(smaller))
    ready = run.wait_for("became_ready")
    np.testing.assert_array_equal(ready.samples, load_data_wrapper(smaller)[0].images[:12])
    assert ready.data.folder == run.trainer.data.folder == smaller
    assert train(run) == (50, 10)
    run.trainer.use_data(DataSpec(None))
    assert run.wait_for("became_ready").data.folder is None and run.trainer.data.folder is None
    assert train(run) == (50_000, 10_000)
    assert run.trainer.process_id == process
    assert not run.all("data_refused") and not run.all("failed")


def test_data_that_are_refused_leave_those_before_in_use(small_run, small, broken):
    small_run.trainer.use_data(DataSpec(broken))
    assert_names_the_broken_file(small_run.wait_for("data_refused"))
    assert small_run.trainer.data.folder == small and small_run.states == []
    assert train(small_run) == (100, 20)
    assert len(small_run.all("became_ready")) == 1 and not small_run.all("failed")


def test_a_start_meanwhile_fails_where_the_data_are_refused(small_run, small, broken):
    small_run.trainer.use_data(DataSpec(broken))
    small_run.start(**QUICK)
    assert_names_the_broken_file(small_run.why())
    # Said once, and nothing was trained.
    assert names(small_run) == ["became_ready", "ended", "failed"] and not small_run.results()
    assert small_run.states == [State.RUNNING, State.IDLE]
    assert small_run.trainer.data.folder == small
    assert train(small_run) == (100, 20)


def test_a_run_that_waits_for_data_can_be_stopped(small_run, smaller):
    small_run.trainer.use_data(DataSpec(smaller))
    small_run.start(epochs=10**6)
    small_run.trainer.stop()
    small_run.wait_for("ended")
    assert small_run.states == [State.RUNNING, State.STOPPING, State.IDLE]
    assert small_run.trainer.data.folder == smaller


def test_the_data_of_a_run_are_not_changed_under_it(small_run, small, smaller):
    small_run.start(epochs=10**6).wait_for_epoch()
    small_run.trainer.use_data(DataSpec(smaller))
    small_run.trainer.pause()
    small_run.trainer.use_data(DataSpec(smaller))
    small_run.trainer.stop()
    small_run.trainer.use_data(DataSpec(smaller))
    small_run.wait_for("ended")
    assert train(small_run) == (100, 20)
    assert small_run.trainer.data.folder == small and len(small_run.all("became_ready")) == 1


def test_of_two_quick_choices_the_last_counts(small_run, small, smaller, broken):
    small_run.trainer.use_data(DataSpec(broken))
    small_run.trainer.use_data(DataSpec(small))
    small_run.trainer.use_data(DataSpec(smaller))
    assert train(small_run) == (50, 10)
    assert small_run.trainer.data.folder == smaller
    assert names(small_run)[:4] == ["became_ready", "data_refused", "became_ready", "became_ready"]


def test_data_lost_since_can_be_replaced_or_put_back(make_run, broken, small):
    """At each start they are looked for again."""
    run = make_run(data_folder=broken)
    run.trainer.prepare()
    assert_names_the_broken_file(run.wait_for("data_refused"))
    assert_names_the_broken_file(run.start().why())
    process = run.trainer.process_id
    run.trainer.use_data(DataSpec(small))
    assert run.wait_for("became_ready").data.folder == small
    assert train(run) == (100, 20)
    run.trainer.use_data(DataSpec(broken))
    run.wait_for("data_refused")
    with open(f"{broken}/t10k-labels-idx1-ubyte", "ab") as file:
        file.write(b"\0")
    run.trainer.use_data(DataSpec(broken))
    assert train(run) == (50, 10)
    assert run.trainer.process_id == process


# The process dies


@posix
def test_a_process_started_anew_uses_the_data_chosen_last(small_run, smaller, broken):
    small_run.trainer.use_data(DataSpec(smaller))
    small_run.wait_for("became_ready")
    small_run.trainer.use_data(DataSpec(broken))
    small_run.wait_for("data_refused")
    os.kill(small_run.trainer.process_id, signal.SIGKILL)
    assert small_run.wait_for("became_ready").data.folder == smaller
    assert train(small_run) == (50, 10)


@posix
@pytest.mark.parametrize("started", [False, True])
def test_a_process_that_dies_of_new_data_goes_back_to_those_before(
    small_run, small, smaller, started
):
    process = small_run.trainer.process_id
    os.kill(process, signal.SIGSTOP)
    small_run.trainer.use_data(DataSpec(smaller))
    if started:
        small_run.start(**QUICK)
    os.kill(process, signal.SIGKILL)
    sentence = small_run.why() if started else small_run.wait_for("data_refused")
    assert "SIGKILL" in sentence and sentence.endswith(".")
    assert small_run.wait_for("became_ready").data.folder == small
    assert train(small_run) == (100, 20)
    assert len(small_run.all("failed")) + len(small_run.all("data_refused")) == 1


@posix
def test_a_choice_survives_the_end_of_the_process_that_was_asked(small_run, smaller):
    """As when a file is opened, which ends a run, while it waits for its data."""
    os.kill(small_run.trainer.process_id, signal.SIGSTOP)
    small_run.trainer.use_data(DataSpec(smaller))
    small_run.start(**QUICK)
    small_run.trainer.shut_down()
    small_run.trainer.prepare()
    small_run.wait_for("became_ready", lambda ready: ready.data.folder == smaller)
    assert train(small_run) == (50, 10)
    assert len(small_run.all("ended")) == 1
