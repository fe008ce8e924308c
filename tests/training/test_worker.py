"""The process by itself, at the other end of a bare pipe: what it sends when, what it ignores."""

import subprocess

import numpy as np
import pytest
from idx_folder import write_folder
from msgspec.structs import replace
from patience import SECONDS
from short_runs import hyperparameters, new_network

from digitpad.core.data.data_spec import DataSpec
from digitpad.training import messages, process


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
        self.send(messages.Train("a run", new_network(), settings, data or self.data))

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
def pipe(nothing_is_left_behind, some_of_mnist):
    child, connection = process.start("digitpad.training.worker")
    yield Pipe(connection, child, DataSpec(some_of_mnist))
    connection.close()  # as when the window is gone
    try:
        child.wait(SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    assert child.returncode == 0


def only(kind, reports):
    return [report for report in reports if isinstance(report, kind)]


def test_no_snapshot_is_sent_before_the_last_one_was_taken(pipe):
    """So no queue can grow before a window that is slow; its epochs wait for the next report."""
    pipe.send(messages.UseData(pipe.data))
    assert isinstance(pipe.receive(), messages.Ready)
    pipe.train(epochs=30)
    first, last = pipe.receive_until(messages.Ended)
    assert isinstance(first, messages.Advanced) and not first.epochs.results
    assert [result.epoch for result in last.epochs.results] == list(range(1, 31))
    assert first.run_id == last.run_id == "a run"

    pipe.train(epochs=10**6)
    for _ in range(3):
        assert len(only(messages.Advanced, pipe.receive_until(messages.Advanced))) == 1
        pipe.send(messages.Taken())
    pipe.send(messages.Stop())
    pipe.receive_until(messages.Ended)


def test_commands_that_come_after_the_runs_end_mean_nothing(pipe):
    late = [messages.Stop(), messages.Pause(), messages.Resume(), messages.Taken()]
    for _ in range(2):
        pipe.send(*late)
        pipe.train()
        reports = pipe.receive_until(messages.Ended)
        assert len(reports[-1].epochs.results) == 1


def test_each_command_is_heard_at_once_at_rest_and_at_work(pipe):
    pipe.connection.send(messages.Pause())
    assert pipe.connection.poll(SECONDS)
    assert isinstance(pipe.connection.recv(), messages.Heard)
    # One step of 50,000 images: it is heard before there is anything else to say.
    pipe.train(DataSpec(), mini_batch_size=50_000)
    pipe.receive_until(messages.Advanced)
    pipe.connection.send(messages.Stop())
    assert isinstance(pipe.connection.recv(), messages.Heard)
    pipe.receive_until(messages.Ended)


def test_a_run_that_is_paused_at_its_beginning_takes_no_step(pipe):
    job = messages.Train("a run", new_network(), hyperparameters(epochs=10**6), pipe.data)
    pipe.send(replace(job, is_paused=True))
    (first,) = pipe.receive_until(messages.Advanced)
    pipe.send(messages.Taken(), messages.Stop())
    *_, ended = pipe.receive_until(messages.Ended)
    assert first.learnt.mini_batches == ended.learnt.mini_batches == 0
    pipe.send(replace(job, is_paused=True), messages.ChangeSettings(hyperparameters(eta=0.25)))
    pipe.send(messages.Resume())
    (*_, ended) = pipe.receive_until(messages.Ended)
    assert ended.learnt.mini_batches > 0
    assert [(r.epoch, r.eta) for r in ended.epochs.results] == [(1, 0.25)]


def test_at_a_pause_the_window_is_told_all_that_was_learnt(pipe):
    pipe.train(epochs=10**6)
    pipe.receive_until(messages.Advanced)
    pipe.send(messages.Pause(), messages.Taken())
    *_, last = pipe.receive_until(messages.Advanced)
    pipe.send(messages.Taken(), messages.Stop())
    *_, ended = pipe.receive_until(messages.Ended)
    assert ended.learnt.mini_batches == last.learnt.mini_batches > 0
    assert all(map(np.array_equal, ended.network.weights, last.network.weights))


def test_a_window_that_is_gone_ends_it_at_work_without_a_traceback(pipe, capfd):
    pipe.train(epochs=10**6)
    pipe.receive_until(messages.Advanced)
    pipe.connection.close()
    assert pipe.process.wait(SECONDS) == 0
    assert capfd.readouterr() == ("", "")


def test_data_are_read_once_for_as_long_as_they_stay_the_same(pipe, tmp_path):
    folder = write_folder(tmp_path / "small", 60)
    settings = hyperparameters()
    first, other = DataSpec(folder), DataSpec(folder, training_size=20, evaluation="test")
    pipe.send(messages.UseData(first))
    ready = pipe.receive()
    assert (ready.training_size, ready.evaluation_size) == (60, 12)
    for path in (tmp_path / "small").iterdir():
        path.rename(tmp_path / path.name)
    pipe.send(messages.Train("a", new_network(), settings, first))
    assert pipe.receive_until(messages.Ended)[-1].epochs.results[0].training_size == 60
    pipe.send(messages.Train("b", new_network(), settings, other))
    (result,) = pipe.receive_until(messages.Ended)[-1].epochs.results
    assert (result.training_size, result.evaluation_size) == (20, 10)  # another part of them
    pipe.send(messages.Train("c", new_network(), settings, first))
    (result,) = pipe.receive_until(messages.Ended)[-1].epochs.results
    assert (result.training_size, result.evaluation_size) == (60, 12)
    gone = DataSpec(str(tmp_path / "gone"))
    pipe.send(messages.Train("d", new_network(), settings, gone))
    assert "gone" in pipe.receive_until(messages.Failed)[-1].reason


def test_settings_that_no_number_can_represent_are_refused_in_a_sentence(pipe):
    pipe.train(eta=1e39)
    (*_, failed) = pipe.receive_until(messages.Failed)
    assert failed.reason == (
        "Nothing can be learnt with these settings: eta: 1e+39 is too large to be represented in "
        "float32."
    )
    assert not failed.diverged
