"""What a run offers beside Start and Stop: changes on the way, the best epoch."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from child_threads import EVALUATION_SIZE
from mnist import mnist
from wheel import turn_wheel

from digitpad.ui.parts.explained import explanation

Held = Callable[[], AbstractContextManager[None]]


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


def test_every_change_is_marked_in_the_curves(desk, held):
    def marks():
        return [text for _, text in desk.find("cost_plot").parent().marks()]

    desk.train(epochs=2, mini_batch_size=1000)
    assert marks() in (["best"], [])
    desk.enter(mini_batch_size=500, regularization="L1", eta=0.25)
    with held():
        desk.click("continue_training")
        desk.click("pause")
    desk.enter(epochs=3)
    desk.click("pause")
    desk.wait(desk.is_idle)
    assert marks()[0].startswith("mini-batches of 500, L1, 5 epochs, η 0.25")
    assert desk.find("cost_plot").parent().marks()[0][0] == 2.5


def test_eta_lambda_and_epochs_can_be_changed_during_a_run_and_nothing_else(desk):
    desk.enter(epochs=1000)
    desk.click("start")
    desk.wait(desk.epochs_drawn)
    for name in ("hidden_layers", "cost", "weight_initializer", "regularization"):
        assert not desk.find(name).isEnabled()
    for name in ("mini_batch_size", "early_stopping", "monitor_training_cost"):
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
    assert desk.window.network.accuracy(desk_evaluation_data()) == best
    epoch = accuracies.index(best) + 1
    desk.see_epochs(*range(1, epoch + 1))
    desk.trigger("action_return")
    assert desk.window.network is last and desk.can("action_best")
    desk.see_epochs(1, 2, 3, 4)


def desk_evaluation_data() -> object:
    return mnist()[1][:EVALUATION_SIZE]


def test_the_costs_without_the_penalty_are_a_choice(desk):
    desk.train(epochs=1, mini_batch_size=1000)
    ((_, without),) = desk.curve("evaluation cost")
    (result,) = desk.window.session.run.history
    with_it = without + result.penalty / result.evaluation_size
    assert with_it == pytest.approx(result.evaluation_cost)
    for way_back in (lambda: desk.click("with_penalty"), lambda: desk.trigger("action_no_penalty")):
        desk.click("with_penalty")
        desk.wait(lambda: desk.curve("evaluation cost") == [(1, pytest.approx(with_it))])
        way_back()
        desk.wait(lambda: desk.curve("evaluation cost") == [(1, without)])
    assert not desk.find("with_penalty").isChecked()
    for name in ("cost_legend", "with_penalty"):
        assert "number of images" in explanation(desk.find(name))


def test_early_stopping_needs_its_monitor_and_ends_a_run_where_nothing_improves(desk):
    assert not desk.find("no_improvement_in").isEnabled()
    desk.enter(early_stopping="stop")
    assert desk.find("no_improvement_in").isEnabled()
    desk.enter(monitor_evaluation_accuracy=False)
    assert not desk.can("action_start")
    desk.enter(monitor_evaluation_accuracy=True)
    assert desk.can("action_start")

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
