"""A run under way: what can be changed then, what the progress bar says, the best epoch."""

from dataclasses import replace

import pytest
from child_threads import EVALUATION_SIZE
from mnist import mnist
from wheel import turn_wheel

from digitpad.core.learning.epoch import Progress
from digitpad.core.learning.settings import Hyperparameters
from digitpad.session.session import JobState, State
from digitpad.ui.parts.explained import explanation
from digitpad.ui.train.run_curves import RunProgress, duration


@pytest.fixture
def desk(training_desk):
    return training_desk


def test_the_epochs_of_a_run_under_way_can_be_changed(desk, held):
    progress = desk.find("progress")
    desk.train(epochs=1, mini_batch_size=1000)
    desk.enter(epochs=30)
    with held():
        desk.click("continue_training")
        desk.click("pause")
    assert progress.text().startswith("paused in epoch 2 of 31")  # counted as in the curves
    desk.enter(epochs=2)
    assert progress.text().startswith("paused in epoch 2 of 3")
    desk.click("pause")
    desk.wait(desk.is_idle)
    desk.see_epochs(1, 2, 3)
    assert desk.window.session.run.hyperparameters.epochs == 2


def test_eta_lambda_and_epochs_can_be_changed_during_a_run_and_nothing_else(desk):
    desk.enter(epochs=1000)
    desk.click("start")
    desk.wait(desk.epochs_drawn)
    for name in ("hidden_layers", "cost", "weight_initializer", "regularization"):
        assert not desk.find(name).isEnabled()
    for name in ("mini_batch_size", "augmentation", "early_stopping", "monitor_training_cost"):
        assert not desk.find(name).isEnabled()
    desk.enter(eta=0.01, lmbda=1.0)
    desk.wait(lambda: desk.window.session.run.history[-1].eta == 0.01)
    desk.wait(lambda: desk.window.session.run.history[-1].lmbda == 1.0)
    desk.wait(lambda: len(desk.epochs_drawn()) > 2)
    desk.enter(epochs=1)  # fewer than are done: the epoch under way is the last
    progress = desk.find("progress")
    assert progress.text()
    desk.wait(desk.is_idle)
    assert " in " in progress.text() and progress.value() == progress.maximum()
    assert desk.find("hidden_layers").isEnabled()


def test_a_field_says_from_which_epoch_on_it_holds(desk):
    eta, lmbda = desk.find("eta"), desk.find("lmbda")
    desk.enter(epochs=1000)
    desk.click("start")
    desk.wait(desk.epochs_drawn)
    desk.click("pause")
    desk.enter(eta=0.01)
    desk.wait(eta.suffix)
    said = eta.text()
    assert eta.value() == 0.01 and not lmbda.suffix()
    desk.click("pause")
    desk.wait(lambda: not eta.suffix())
    desk.wait(lambda: desk.window.session.run.history[-1].eta == 0.01)
    desk.click("stop")
    desk.wait(desk.is_idle)
    rates = {result.epoch: result.eta for result in desk.window.session.run.history}
    first = min(epoch for epoch, rate in rates.items() if rate == 0.01)
    assert f"epoch {first} " in said


def test_one_action_goes_back_to_the_best_epoch_and_one_returns(desk):
    assert not desk.can("action_best")
    for settings in ({"epochs": 2}, {"epochs": 2, "eta": 100, "lmbda": 0}):  # forgets it all
        desk.go_on(mini_batch_size=20, **settings)
    accuracies = [result.evaluation_accuracy for result in desk.window.session.run.history]
    last = desk.window.network
    best = max(accuracies)
    assert len(accuracies) == 4 and accuracies[-1] < best
    desk.trigger("action_best")
    assert desk.window.network is not last
    assert not desk.can("action_best")
    assert desk.window.network.accuracy(mnist()[1][:EVALUATION_SIZE]) == best
    epoch = accuracies.index(best) + 1
    desk.see_epochs(*range(1, epoch + 1))
    desk.trigger("action_undo")
    assert desk.window.network is last and desk.can("action_best")
    desk.see_epochs(1, 2, 3, 4)


def test_the_costs_without_the_penalty_are_a_choice(desk):
    desk.train(epochs=1, mini_batch_size=1000)
    ((_, without),) = desk.curve("evaluation cost")
    (result,) = desk.window.session.run.history
    with_it = without + result.penalty / result.evaluation_size
    assert with_it == pytest.approx(result.evaluation_cost)
    desk.trigger("action_no_penalty")
    desk.wait(lambda: desk.curve("evaluation cost") == [(1, pytest.approx(with_it))])
    desk.trigger("action_no_penalty")
    desk.wait(lambda: desk.curve("evaluation cost") == [(1, without)])
    assert "number of images" in explanation(desk.find("cost_legend"))


def test_early_stopping_ends_a_run_where_nothing_improves(desk):
    assert not desk.find("no_improvement_in").isEnabled()
    desk.train(epochs=1000, early_stopping="stop", no_improvement_in=1, eta=5.0)
    accuracies = [result.evaluation_accuracy for result in desk.window.session.run.history]
    assert 2 <= len(accuracies) < 1000
    assert accuracies[-1] <= max(accuracies[:-1])
    assert desk.find("progress").text().endswith("no improvement in 1 epoch")


def test_zooming_is_about_the_run_that_was_zoomed_into(desk):
    desk.train(hidden_layers="10", epochs=3)
    desk.wait(lambda: desk.epochs_drawn() == [1, 2, 3])
    way_back = desk.find("cost_way_back")
    turn_wheel(desk.find("cost_plot").viewport(), 3)
    assert way_back.isVisible()
    desk.enter(epochs=1)
    desk.click("continue_training")
    desk.wait(lambda: desk.is_idle() and len(desk.epochs_drawn()) == 4)
    assert way_back.isVisible()  # it is the same run
    desk.click("start")
    desk.wait(lambda: not way_back.isVisible())
    desk.wait(desk.is_idle)


# The progress bar counts mini-batches, however many there are.


@pytest.fixture
def bar(qtbot):
    bar = RunProgress()
    qtbot.addWidget(bar)
    return bar


def job(epoch, done, total, **settings):
    progress = Progress(epoch, done, total)
    return JobState(State.RUNNING, Hyperparameters(**settings), progress, seconds=60.0)


def ended(done, end, **settings):
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
    for state in (job(9, 30, 60, epochs=30), job(1, 0, 10, epochs=1), job(9, 30, 60, epochs=3)):
        bar.show_job(state)
        assert bar.text() and bar.minimum() <= bar.value() <= bar.maximum()
    assert bar.value() == bar.maximum()
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
