"""The process by itself, at the other end of a bare pipe: what it sends when, what it ignores."""

import subprocess

import numpy as np
import pytest
from idx_folder import write_folder

from digitpad.core.data.data_spec import DataSpec
from digitpad.training import messages, process

SECONDS = 20  # far longer than anything takes, for machines that are busy


class Pipe:
    """Our end of the pipe to a process that serves it."""

    def __init__(self, connection, process):
        self.connection, self.process = connection, process

    def send(self, *commands):
        for command in commands:
            self.connection.send(command)

    def receive(self):
        """The next report, those left out that only say that a command was heard."""
        while True:
            assert self.connection.poll(SECONDS), "the process says nothing"
            report = self.connection.recv()
            if not isinstance(report, messages.Heard):
                return report

    def receive_until(self, kind):
        """The reports up to the first of a kind, that one included."""
        reports = [self.receive()]
        while not isinstance(reports[-1], kind):
            reports.append(self.receive())
        return reports


@pytest.fixture
def pipe(nothing_is_left_behind):
    child, connection = process.start("digitpad.training.worker")
    yield Pipe(connection, child)
    connection.close()  # as when the window is gone
    try:
        child.wait(SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    assert child.returncode == 0


def train(network, hyperparameters):
    return messages.Train("a run", network, hyperparameters)


def only(kind, reports):
    return [report for report in reports if isinstance(report, kind)]


def test_no_snapshot_is_sent_before_the_last_one_was_taken(
    pipe, make_network, make_hyperparameters
):
    """So no queue can grow before a window that is slow; its epochs wait for the next report."""
    pipe.send(messages.UseData(DataSpec()))
    assert isinstance(pipe.receive(), messages.Ready)
    pipe.send(train(make_network(), make_hyperparameters(epochs=5)))
    first, last = pipe.receive_until(messages.Ended)
    assert isinstance(first, messages.Advanced) and not first.epochs.results
    assert [result.epoch for result in last.epochs.results] == [1, 2, 3, 4, 5]
    assert first.run_id == last.run_id == "a run"

    pipe.send(train(make_network(), make_hyperparameters(epochs=10**6)))
    for _ in range(3):
        assert len(only(messages.Advanced, pipe.receive_until(messages.Advanced))) == 1
        pipe.send(messages.Taken())
    pipe.send(messages.Stop())
    pipe.receive_until(messages.Ended)


def test_commands_that_come_after_the_runs_end_mean_nothing(
    pipe, make_network, make_hyperparameters
):
    late = [messages.Stop(), messages.Pause(), messages.Resume(), messages.Taken()]
    start = train(make_network(), make_hyperparameters(epochs=1))
    for _ in range(2):
        pipe.send(*late, start)
        reports = pipe.receive_until(messages.Ended)
        assert len(reports[-1].epochs.results) == 1


def test_each_command_is_heard_at_once_at_rest_and_at_work(
    pipe, make_network, make_hyperparameters
):
    pipe.connection.send(messages.Pause())
    assert pipe.connection.poll(SECONDS)
    assert isinstance(pipe.connection.recv(), messages.Heard)
    # One step of 50,000 images: it is heard before there is anything else to say.
    pipe.send(train(make_network(), make_hyperparameters(mini_batch_size=50_000)))
    pipe.receive_until(messages.Advanced)
    pipe.connection.send(messages.Stop())
    assert isinstance(pipe.connection.recv(), messages.Heard)
    pipe.receive_until(messages.Ended)


def test_at_a_pause_the_window_is_told_all_that_was_learnt(
    pipe, make_network, make_hyperparameters
):
    pipe.send(train(make_network(), make_hyperparameters(epochs=10**6)))
    pipe.receive_until(messages.Advanced)
    pipe.send(messages.Pause(), messages.Taken())
    *_, last = pipe.receive_until(messages.Advanced)
    pipe.send(messages.Taken(), messages.Stop())
    *_, ended = pipe.receive_until(messages.Ended)
    assert ended.learnt.mini_batches == last.learnt.mini_batches > 0
    assert all(map(np.array_equal, ended.network.weights, last.network.weights))


def test_a_window_that_is_gone_ends_it_at_work_without_a_traceback(
    pipe, make_network, make_hyperparameters, capfd
):
    pipe.send(train(make_network(), make_hyperparameters(epochs=10**6)))
    pipe.receive_until(messages.Advanced)
    pipe.connection.close()
    assert pipe.process.wait(SECONDS) == 0
    assert capfd.readouterr() == ("", "")


def test_data_are_read_once_for_as_long_as_they_stay_the_same(
    pipe, make_network, make_hyperparameters, tmp_path
):
    folder = write_folder(tmp_path / "small", 60)
    settings = make_hyperparameters()
    first, other = DataSpec(folder), DataSpec(folder, training_size=20, evaluation="test")
    pipe.send(messages.UseData(first))
    ready = pipe.receive()
    assert (ready.training_size, ready.evaluation_size) == (60, 12)
    for path in (tmp_path / "small").iterdir():
        path.rename(tmp_path / path.name)
    pipe.send(messages.Train("a", make_network(), settings, first))
    assert pipe.receive_until(messages.Ended)[-1].epochs.results[0].training_size == 60
    pipe.send(messages.Train("b", make_network(), settings, other))
    (result,) = pipe.receive_until(messages.Ended)[-1].epochs.results
    assert (result.training_size, result.evaluation_size) == (20, 10)  # another part of them
    pipe.send(messages.Train("c", make_network(), settings, first))
    (result,) = pipe.receive_until(messages.Ended)[-1].epochs.results
    assert (result.training_size, result.evaluation_size) == (60, 12)
    gone = DataSpec(str(tmp_path / "gone"))
    pipe.send(messages.Train("d", make_network(), settings, gone))
    assert "gone" in pipe.receive_until(messages.Failed)[-1].reason


def test_settings_that_no_number_can_represent_are_refused_in_a_sentence(
    pipe, make_network, make_hyperparameters
):
    pipe.send(train(make_network(), make_hyperparameters(eta=1e39)))
    (*_, failed) = pipe.receive_until(messages.Failed)
    assert failed.reason == (
        "Nothing can be learnt with these settings: eta: 1e+39 is too large to be represented in "
        "float32."
    )
    assert not failed.diverged
