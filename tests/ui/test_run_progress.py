"""The progress bar counts mini-batches, however many there are."""

import pytest
from pytestqt.qtbot import QtBot

from digitpad.core.hyperparameters import Hyperparameters
from digitpad.core.sgd import Progress
from digitpad.session.session import JobState, State
from digitpad.ui.train.run_progress import RunProgress, duration


@pytest.fixture
def bar(qtbot: QtBot) -> RunProgress:
    bar = RunProgress()
    qtbot.addWidget(bar)
    return bar


def job(epoch: int, done: int, total: int, **settings: int) -> JobState:
    progress = Progress(epoch, done, total)
    return JobState(State.RUNNING, Hyperparameters(**settings), progress, seconds=60.0)


def test_it_counts_mini_batches_and_names_the_epoch(bar: RunProgress) -> None:
    bar.show_job(job(2, 20, 60, epochs=3, mini_batch_size=10))
    assert (bar.value(), bar.maximum()) == (8, 18)
    assert bar.format().startswith("epoch 2 of 3") and bar.format().endswith("1 min 15 s left")


@pytest.mark.parametrize("part", [0.25, 1.0])
def test_no_number_of_mini_batches_is_too_large(bar: RunProgress, part: float) -> None:
    epochs, images = 10_000, 240_000  # 2.4 billion mini-batches
    bar.show_job(job(int(epochs * part), images, images, epochs=epochs, mini_batch_size=1))
    assert bar.value() / bar.maximum() == pytest.approx(part, abs=1e-3)


def test_fewer_epochs_than_are_done_fill_it(bar: RunProgress) -> None:
    bar.show_job(job(9, 0, 60, epochs=3, mini_batch_size=10))
    assert bar.value() == bar.maximum() > 0 and bar.text()


def test_durations() -> None:
    assert [duration(s) for s in (0.4, 12, 185, 7810)] == [
        "0.4 s",
        "12 s",
        "3 min 5 s",
        "2 h 10 min",
    ]
