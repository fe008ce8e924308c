"""The progress bar counts mini-batches, however many there are."""

from dataclasses import replace

import pytest

from digitpad.core.learning.epoch import Progress
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.session.facts import End
from digitpad.session.session import JobState, State
from digitpad.ui.train.run_curves import RunProgress, duration


@pytest.fixture
def bar(qtbot):
    bar = RunProgress()
    qtbot.addWidget(bar)
    return bar


def job(epoch: int, done: int, total: int, **settings: int) -> JobState:
    progress = Progress(epoch, done, total)
    return JobState(State.RUNNING, Hyperparameters(**settings), progress, seconds=60.0)


def ended(done: int, end: End, **settings: int | str) -> JobState:
    planned = Hyperparameters(**({"epochs": 30} | settings))
    return JobState(State.IDLE, planned, seconds=60.0, before=30, epochs=done, end=end)


def test_it_counts_mini_batches_and_names_the_epoch(bar):
    bar.show_job(job(2, 20, 60, epochs=3, mini_batch_size=10))
    assert bar.value() / bar.maximum() == pytest.approx(8 / 18, abs=1e-3)
    assert bar.format().startswith("epoch 2 of 3") and bar.format().endswith("1 min 15 s left")


@pytest.mark.parametrize("part", [0.25, 1.0])
def test_no_number_of_mini_batches_is_too_large(bar, part):
    epochs, images = 10_000, 240_000  # 2.4 billion mini-batches
    bar.show_job(job(int(epochs * part), images, images, epochs=epochs, mini_batch_size=1))
    assert bar.value() / bar.maximum() == pytest.approx(part, abs=1e-3)


def test_fewer_epochs_than_are_done_fill_it(bar):
    bar.show_job(job(9, 0, 60, epochs=3, mini_batch_size=10))
    assert bar.value() == bar.maximum() > 0 and bar.text()


def test_epochs_are_counted_as_in_the_curves(bar):
    bar.show_job(replace(job(6, 0, 60, epochs=30), before=30))
    assert bar.format().startswith("epoch 36 of 60 ·")
    assert bar.value() / bar.maximum() == pytest.approx(5 / 30, abs=1e-3)


def test_a_run_that_has_not_begun_and_one_that_is_paused_say_so(bar):
    running = job(2, 20, 60, epochs=3)
    bar.show_job(replace(running, progress=None))
    assert bar.format().startswith("epoch 1 of 3") and bar.text()
    bar.show_job(replace(running, state=State.PAUSED))
    assert bar.format() == "paused in epoch 2 of 3 · 1 min 0 s"
    bar.show_job(replace(running, state=State.PAUSED, settings=Hyperparameters(epochs=4)))
    assert bar.format().startswith("paused in epoch 2 of 4")  # +1
    bar.show_job(replace(running, state=State.STOPPING))
    assert bar.format().startswith("stopping in epoch 2 of 3")


@pytest.mark.parametrize(
    ("job", "words"),
    [
        (ended(30, "done"), "30 epochs in 1 min 0 s"),
        (ended(1, "stopped"), "1 epoch in 1 min 0 s, stopped"),
        (ended(5, "diverged"), "5 epochs in 1 min 0 s, diverged"),
        (ended(0, "broke off"), "0 epochs in 1 min 0 s, broke off"),
        (
            ended(12, "no improvement", early_stopping="stop", no_improvement_in=10),
            "12 epochs in 1 min 0 s, no improvement in 10 epochs",
        ),
        (
            ended(80, "no improvement", early_stopping="halve", epochs=100),
            "80 epochs in 1 min 0 s, no improvement, η at 1/128",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_says_why_a_run_is_over(bar, job, words):
    bar.show_end(job)
    assert bar.format() == words and bar.text()


def test_it_is_never_blank_once_a_run_has_begun(bar):
    """Also where the range becomes smaller than what is done."""
    for state in (job(9, 30, 60, epochs=30), job(9, 30, 60, epochs=3), job(1, 0, 10, epochs=1)):
        bar.show_job(state)
        assert bar.text() and bar.minimum() <= bar.value() <= bar.maximum()
    bar.show_job(JobState())
    assert not bar.text() and bar.value() == 0


def test_durations():
    assert [duration(s) for s in (0.0312, 0.4, 12, 185, 7810)] == [
        "0.03 s",
        "0.4 s",
        "12 s",
        "3 min 5 s",
        "2 h 10 min",
    ]
