"""The process by itself, at the other end of a bare pipe: what it sends when, what it ignores."""

import subprocess

import numpy as np
import pytest
from idx_folder import write_folder
from patience import SECONDS
from short_runs import hyperparameters, new_network

from digitpad.core.data.data_spec import DataSpec
from digitpad.training import process
from digitpad.training.worker import Command, Ready, Train, UseData


class Pipe:
    """Our end of the pipe to a process that serves it, which trains on these data."""

    def __init__(self, connection, process, data):
        self.connection, self.process, self.data = connection, process, data

    def send(self, *commands):
        for command in commands:
            self.connection.send(command)

    def train(self, data=None, **settings):
        """Start a run of one epoch, unless the settings say otherwise."""
        settings = hyperparameters(**settings)
        self.send(Train("a run", new_network(), settings, data or self.data))

    def receive(self):
        """The next report."""
        assert self.connection.poll(SECONDS), "the process says nothing"
        return self.connection.recv()

    def receive_to_the_end(self):
        """The reports up to the end of the run, that one included."""
        reports = [self.receive()]
        while reports[-1].end is None:
            reports.append(self.receive())
        return reports


@pytest.fixture
def pipe(nothing_is_left_behind, some_of_mnist):
    child, connection = process.start()
    yield Pipe(connection, child, DataSpec(some_of_mnist))
    connection.close()  # as when the window is gone
    try:
        child.wait(SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    assert child.returncode == 0


def test_no_snapshot_is_sent_before_the_last_one_was_taken(pipe):
    """So no queue can grow before a window that is slow; its epochs wait for the next report."""
    pipe.send(UseData(pipe.data))
    assert isinstance(pipe.receive(), Ready)
    pipe.train(epochs=30)
    first, last = pipe.receive_to_the_end()
    assert first.end is None and not first.results
    assert [result.epoch for result in last.results] == list(range(1, 31))
    assert first.run_id == last.run_id == "a run"

    pipe.train(epochs=10**6)
    for _ in range(3):
        assert pipe.receive().end is None
        assert not pipe.connection.poll(0.3)  # seconds, thrice as long as between two reports
        pipe.send(Command.TAKEN)
    pipe.send(Command.STOP)
    pipe.receive_to_the_end()


def test_commands_that_come_after_the_runs_end_mean_nothing(pipe):
    late = [Command.STOP, Command.PAUSE, Command.RESUME, Command.TAKEN]
    for _ in range(2):
        pipe.send(*late)
        pipe.train()
        reports = pipe.receive_to_the_end()
        assert len(reports[-1].results) == 1


def test_at_a_pause_the_window_is_told_all_that_was_learnt(pipe):
    pipe.train(epochs=10**6)
    pipe.receive()
    pipe.send(Command.TAKEN)
    learnt = pipe.receive()
    pipe.send(Command.PAUSE, Command.TAKEN, Command.STOP)
    # One more, unless it has taken no step meanwhile; and then the end.
    *more, ended = pipe.receive_to_the_end()
    last = [learnt, *more][-1]
    assert ended.mini_batches == last.mini_batches > 0
    assert all(map(np.array_equal, ended.network.weights, last.network.weights))


def test_a_window_that_is_gone_ends_it_at_work_without_a_traceback(pipe, capfd):
    pipe.train(epochs=10**6)
    pipe.receive()
    pipe.connection.close()
    assert pipe.process.wait(SECONDS) == 0
    assert capfd.readouterr() == ("", "")


def test_data_are_read_once_for_as_long_as_they_stay_the_same(pipe, tmp_path):
    folder = write_folder(tmp_path / "small", 60)
    settings = hyperparameters()
    first, other = DataSpec(folder), DataSpec(folder, training_size=20, evaluation="test")
    pipe.send(UseData(first))
    ready = pipe.receive()
    assert (ready.training_size, ready.evaluation_size) == (60, 12)
    for path in (tmp_path / "small").iterdir():
        path.rename(tmp_path / path.name)
    pipe.send(Train("a", new_network(), settings, first))
    assert pipe.receive_to_the_end()[-1].results[0].training_size == 60
    pipe.send(Train("b", new_network(), settings, other))
    (result,) = pipe.receive_to_the_end()[-1].results
    assert (result.training_size, result.evaluation_size) == (20, 10)  # another part of them
    pipe.send(Train("c", new_network(), settings, first))
    (result,) = pipe.receive_to_the_end()[-1].results
    assert (result.training_size, result.evaluation_size) == (60, 12)
    gone = DataSpec(str(tmp_path / "gone"))
    pipe.send(Train("d", new_network(), settings, gone))
    assert "gone" in pipe.receive_to_the_end()[-1].reason


def test_settings_that_no_number_can_represent_are_refused_in_a_sentence(pipe):
    pipe.train(eta=1e39)
    (*_, failed) = pipe.receive_to_the_end()
    assert failed.reason == (
        "Nothing can be learnt with these settings: eta: 1e+39 is too large to be represented in "
        "float32."
    )
    assert failed.end == "broke off"
