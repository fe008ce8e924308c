"""The process by itself, at the other end of a bare pipe: what it sends when, what it ignores."""

import multiprocessing

import pytest

from digitpad.training import messages, worker

SECONDS = 20  # far longer than anything takes, for machines that are busy


class Pipe:
    """Our end of the pipe to a process that serves it."""

    def __init__(self, connection, process):
        self.connection, self.process = connection, process

    def send(self, *commands):
        for command in commands:
            self.connection.send(command)

    def receive(self):
        assert self.connection.poll(SECONDS), "the process says nothing"
        return self.connection.recv()

    def receive_until(self, kind):
        """The reports up to the first of a kind, that one included."""
        reports = [self.receive()]
        while not isinstance(reports[-1], kind):
            reports.append(self.receive())
        return reports


@pytest.fixture
def pipe(nothing_is_left_behind):
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=worker.serve, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    yield Pipe(ours, process)
    ours.close()  # as when the window is gone
    process.join(SECONDS)
    ended = process.exitcode
    process.kill()
    process.join()
    process.close()
    assert ended == 0


def only(kind, reports):
    return [report for report in reports if isinstance(report, kind)]


def test_no_snapshot_is_sent_before_the_last_one_was_taken(
    pipe, make_network, make_hyperparameters
):
    """So no queue can grow before a window that is slow; the ends of epochs always come."""
    pipe.send(messages.Start(make_network(), make_hyperparameters(epochs=5)))
    assert isinstance(pipe.receive(), messages.Ready)
    reports = pipe.receive_until(messages.Ended)
    assert len(only(messages.Advanced, reports)) == 1
    assert [r.result.epoch for r in only(messages.EpochEnded, reports)] == [1, 2, 3, 4, 5]

    pipe.send(messages.Start(make_network(), make_hyperparameters(epochs=10**6)))
    for _ in range(3):
        assert len(only(messages.Advanced, pipe.receive_until(messages.Advanced))) == 1
        pipe.send(messages.Taken())
    pipe.send(messages.Stop())
    pipe.receive_until(messages.Ended)


def test_commands_that_come_after_the_runs_end_mean_nothing(
    pipe, make_network, make_hyperparameters
):
    late = [messages.Stop(), messages.Pause(), messages.Resume(), messages.Taken()]
    start = messages.Start(make_network(), make_hyperparameters(epochs=1))
    for _ in range(2):
        pipe.send(*late, start)
        reports = pipe.receive_until(messages.Ended)
        assert len(only(messages.EpochEnded, reports)) == 1


def test_quit_ends_it_at_rest(pipe):
    pipe.send(messages.Quit())
    pipe.process.join(SECONDS)
    assert pipe.process.exitcode == 0


@pytest.mark.parametrize("paused", [False, True])
def test_quit_ends_it_at_work(pipe, make_network, make_hyperparameters, paused):
    pipe.send(messages.Start(make_network(), make_hyperparameters(epochs=10**6)))
    pipe.receive_until(messages.Advanced)
    if paused:
        pipe.send(messages.Pause())
    pipe.send(messages.Quit())
    pipe.process.join(SECONDS)
    assert pipe.process.exitcode == 0


def test_a_window_that_is_gone_ends_it_at_work_without_a_traceback(
    pipe, make_network, make_hyperparameters, capfd
):
    pipe.send(messages.Start(make_network(), make_hyperparameters(epochs=10**6)))
    pipe.receive_until(messages.Advanced)
    pipe.connection.close()
    pipe.process.join(SECONDS)
    assert pipe.process.exitcode == 0
    assert capfd.readouterr() == ("", "")
