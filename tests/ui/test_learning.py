"""How a network learns, in the tab Inside: measured, and one mini-batch in slow motion."""

import itertools

import numpy as np
import pytest
from desk import QUICK
from digits import SIX
from inside import (
    choose,
    chosen,
    description,
    gradients,
    is_lit,
    learn_slowly,
    of_kind,
    paint,
    picture,
    show,
    show_examples,
)
from mnist import mnist
from PySide6.QtCore import QPoint

from digitpad import LogLikelihoodCost
from digitpad.core.inside.health import health, health_in_words
from digitpad.core.inside.slow_motion import SlowMotion
from digitpad.core.learning.settings import Hyperparameters, StepSize
from digitpad.ui.inside import slow_motion_view
from digitpad.ui.parts.explained import explanation


def test_words_and_plots_say_how_the_layers_learn(training_desk, open_window, tmp_path):
    desk = training_desk
    show(desk, "Learning")
    desk.wait(lambda: "No run is in use" in desk.text("learning_note"))
    some = mnist()[0][:500]  # those that it learns from
    for seed in ("1", "2"):  # another run has another start
        desk.train(**QUICK | {"seed": seed, "epochs": 2, "training_size": 500})
        first = desk.session.first_network(desk.session.run)
        desk.show_tab("Inside")
        start, now = health(first, some), health(desk.session.network, some)
        wanted = [[f"{layer.gradient:.2g}" for layer in layers] for layers in (now, start)]
        desk.wait(lambda wanted=wanted: [gradients(desk), gradients(desk, "start")] == wanted)
        words = desk.text("learning_text"), desk.text("learning_others")
        assert words == health_in_words(now)
        assert not desk.find("gradients_plot").isVisible()  # this was not measured
        assert "those of the start of this run" in desk.text("learning_note")
        assert "On 500 training images." in desk.text("learning_note")
        if seed == "1":
            desk.trigger("action_new")
            desk.wait(lambda wanted=wanted: gradients(desk) != wanted[0])
    desk.window.save_file(tmp_path / "net.json")
    desk.wait(lambda: not desk.window.isWindowModified())
    desk.session.use_copy(desk.window.network)
    desk.wait(lambda: "This is the start" in desk.text("learning_note"))
    assert not gradients(desk, "start")
    other = open_window(tmp_path / "net.json")
    show(other, "Learning")
    other.wait(lambda: "not known" in other.text("learning_note"))
    assert gradients(other) and not gradients(other, "start")


def test_gradients_measured_in_training_are_drawn(training_desk):
    desk = training_desk
    show(desk, "Learning")
    desk.train(**QUICK | {"hidden_layers": "8, 7", "epochs": 3, "monitor_gradient_lengths": True})
    desk.show_tab("Inside")
    desk.wait(lambda: desk.find("gradients_plot").isVisible())
    curves = desk.find("gradients_plot").getPlotItem().listDataItems()
    lengths = [epoch.gradient_lengths for epoch in desk.session.run.history]
    found = [dict(zip(*map(list, curve.getData()))) for curve in curves]
    for layer in (0, 1):
        wanted = {epoch: np.log10(each[layer]) for epoch, each in enumerate(lengths)}
        assert any(each == pytest.approx(wanted) for each in found)


# One mini-batch in slow motion.


ETA = 0.25


class MiniBatch:
    """The first mini-batch of a new network, with the form's hyper-parameters."""

    def __init__(self, desk):
        self.desk = desk
        desk.enter(hidden_layers="8")
        desk.trigger("action_new")
        self.network = desk.window.network
        self.weights = [w.copy() for w in self.network.weights]
        desk.enter(hidden_layers="9", eta=ETA, training_size=1000)  # another network than in use
        show_examples(desk)

    def learnt(self):
        """Its last moment, computed without a window."""
        data = mnist()[0]
        x = data.images[:10].T.astype(np.float32) / 255
        motion = SlowMotion(self.network)
        size = StepSize(Hyperparameters(eta=ETA, lmbda=5.0), 1000)
        motion.begin(np.arange(10), x, data.labels[:10], size)
        motion.go_to(motion.end)
        return motion.moment

    def cost(self):
        """The cost before and after, as it is written."""
        last = self.learnt()
        return f"cost of 10 examples: {last.cost:.4f} → {last.cost_after:.4f}"


@pytest.fixture
def mini_batch(training_desk):
    return MiniBatch(training_desk)


def test_slow_motion_lights_the_equations_in_turn(mini_batch):
    desk, lit = mini_batch.desk, []
    assert not desk.find("go_on_fast").isEnabled()
    desk.window.resize(1240, 760)
    desk.window.grab()
    top = desk.find("equation_forward").mapTo(desk.window, QPoint()).y()
    for _ in range(7):
        desk.click("next_moment")
        desk.window.grab()
        assert desk.find("equation_forward").mapTo(desk.window, QPoint()).y() == top
        names = ("forward", "BP1", "BP2", "BP3", "BP4", "step")
        lit += [name for name in names if is_lit(desk, name)]
    assert lit == ["forward", "forward", "BP1", "BP2", "BP3", "BP4", "step"]


def test_the_step_in_slow_motion_is_the_one_that_is_computed(mini_batch):
    desk, last = mini_batch.desk, mini_batch.learnt()
    learn_slowly(desk)
    assert desk.text("slow_cost") == mini_batch.cost()
    changes = np.abs(last.nabla_w[0][0])  # of the weights of the chosen neuron
    w = last.batch.step.network.weights[0][0, int(changes.argmax())]
    assert desk.text("slow_weight").startswith("w:  ")  # its step, written out
    assert f"= {w:.5f}".replace("-", "−") in desk.text("slow_weight")
    assert desk.window.network is mini_batch.network
    assert all(map(np.array_equal, mini_batch.weights, mini_batch.network.weights))


def test_a_mini_batch_can_be_repeated_with_another_eta_and_gone_back_to(mini_batch):
    desk, costs = mini_batch.desk, mini_batch.cost()
    learn_slowly(desk)
    eta = desk.find("slow_eta")
    eta.setValue(0.75)  # which moves the step that was just taken
    desk.wait(lambda: desk.text("slow_cost") != costs)
    eta.setValue(ETA)
    desk.click("slow_same")
    assert is_lit(desk, "forward") and desk.text("slow_where").startswith("hidden layer 1, mini-")
    learn_slowly(desk)
    assert desk.text("slow_cost") == costs  # with the same examples
    desk.click("next_moment")
    assert "mini-batch 2" in desk.text("slow_where")
    assert description(desk, "slow_examples").startswith("3, 5, 3, 6")
    desk.click("slow_back")
    assert "mini-batch 1" in desk.text("slow_where") and desk.text("slow_cost") == costs


def test_training_goes_on_from_the_steps_in_slow_motion(mini_batch):
    desk = mini_batch.desk
    learn_slowly(desk)
    desk.enter(epochs=1)
    desk.click("go_on_fast")
    desk.wait(lambda: desk.session.run is not None and desk.session.run.history)
    desk.wait(desk.is_idle)
    run, learnt = desk.session.run, mini_batch.learnt().batch.step.network
    first = desk.session.first_network(run)
    np.testing.assert_array_equal(first.weights[0], learnt.weights[0])
    assert run.hyperparameters.eta == ETA and run.training_size == 1000


def test_slow_motion_shows_its_example_and_errors_in_the_picture(desk):
    desk.window.resize(1366, 768)  # with room for all, whatever there is to see
    desk.draw(SIX)
    show(desk, "Slow Motion")
    choose(desk, 0, 3)  # or one is chosen for the drawing once the pen rests
    desk.wait(lambda: chosen(desk) == (0, 3))
    desk.wait(lambda: description(desk, "slow_examples"))
    session = desk.session
    desk.wait(lambda: np.array_equal(session.reading.image, session.drawing.image()))
    paint(desk)  # also what was drawn last
    drawn = picture(desk, "network_diagram")
    desk.click("next_moment")
    desk.wait(lambda: picture(desk, "network_diagram") != drawn)
    forward = picture(desk, "network_diagram")
    gallery = desk.find("slow_examples")
    gallery.setCurrentIndex(gallery.model().index(1, 0))
    desk.wait(lambda: picture(desk, "network_diagram") != forward)
    assert desk.text("inside_title") == "The example is a 0. Its outputs are not computed yet"
    assert desk.text("slow_into").startswith("The largest weight into hidden layer 1, neuron 3, ")
    for _ in range(3):
        desk.click("next_moment")
    desk.wait(lambda: desk.text("inside_title").startswith("The example is a 0. It reads a 0 at"))
    assert is_lit(desk, "BP1") and gallery.currentIndex().row() == 1
    assert not desk.session.drawing.picture  # it was not put on the canvas
    for _ in range(4):
        desk.click("next_moment")
    assert desk.text("slow_into").startswith("The weight that changes most into hidden layer 1, ")
    for _ in range(8):
        desk.click("slow_back")
    desk.wait(lambda: picture(desk, "network_diagram") == drawn)
    desk.wait(lambda: desk.text("inside_title").startswith("It reads a 6 at"))


def test_slow_motion_belongs_to_the_run_in_use(training_desk):
    desk = training_desk
    show(desk, "Slow Motion")
    desk.wait(lambda: desk.text("slow_copy") == "On a copy of the shipped network.")
    desk.wait(lambda: description(desk, "slow_examples"))
    desk.find("slow_size").setValue(4)
    assert description(desk, "slow_examples") == "5, 0, 4, 1"
    for examples in (3, 4):  # another count holds for a mini-batch that has not begun
        for button in ("next_moment", "slow_back"):
            desk.click(button)
        desk.find("slow_size").setValue(examples)
        desk.click("next_moment")
        assert description(desk, "slow_examples") == "5, 0, 4, 1"[: 3 * examples - 2]
        desk.click("slow_back")
    learn_slowly(desk)
    go_on = desk.find("go_on_fast")
    assert go_on.isEnabled()
    desk.session.use_copy(desk.window.network)  # another run, of the same sizes
    desk.wait(lambda: not go_on.isEnabled())
    assert desk.text("slow_where") == "Press Next to begin a mini-batch."
    assert "shipped" not in desk.text("slow_copy") and not desk.text("slow_cost")
    assert description(desk, "slow_examples") == "5, 0, 4, 1"  # the first ones again


def test_training_on_keeps_the_mini_batch_size_that_is_too_large_for_slow_motion(training_desk):
    desk = training_desk
    desk.enter(**QUICK | {"mini_batch_size": 500})
    desk.trigger("action_new")
    show_examples(desk)
    assert desk.find("slow_size").value() == desk.find("slow_size").maximum() < 500
    learn_slowly(desk)
    desk.click("go_on_fast")
    desk.wait(lambda: desk.is_idle() and desk.session.run.history)
    assert desk.session.run.hyperparameters.mini_batch_size == 500


def test_moments_play_by_themselves_until_paused(open_window, monkeypatch):
    monkeypatch.setattr(slow_motion_view, "STEP_EVERY", 50)  # milliseconds
    desk = open_window()
    show_examples(desk)
    desk.click("play_moments")
    play = desk.find("play_moments")
    assert play.text() == "Pause"
    # Nothing ends when the training process has loaded the same images.
    desk.wait(lambda: desk.session.loaded.training_size)
    desk.wait(lambda: description(desk, "equation_BP1") == "used now")
    desk.click("play_moments")
    assert play.text() == "Play"
    desk.click("play_moments")
    show(desk)
    assert play.text() == "Play"  # nothing goes on unseen


# Dropout and momentum.


def test_slow_motion_has_the_form_s_dropout_and_momentum(open_network):
    network, _ = of_kind([784, 20, 12, 10], "relu", LogLikelihoodCost)
    desk = open_network(network)
    desk.enter(dropout=0.5, momentum=0.9, eta=0.05, lmbda=5.0, training_size=1000)
    show_examples(desk)
    choose(desk, 1, 4)
    assert "μ\u00a0=\u00a00.9" in desk.text("equation_step")
    assert "1/(1\u00a0−\u00a00.5)" in desk.text("equation_forward")
    assert "relu'(z) = 1 if z > 0, else 0" in explanation(desk.find("equation_BP2"))
    for batch in range(2):
        drawn = np.random.default_rng(batch + 1).random(32)  # as in training
        learns = np.split(drawn >= 0.5, [20])
        learn_slowly(desk)
        out = sum(int((~mask).sum()) for mask in learns)
        assert f"Left out, and dashed: {out} neurons" in desk.text("slow_copy")
        assert ("+ 0.9 · " in desk.text("slow_bias")) == (batch == 1)
        for layer, neuron in itertools.product(range(3), range(10)):
            choose(desk, layer, neuron)
            assert_adds_up(desk.text("slow_weight"))
            assert_adds_up(desk.text("slow_bias"))
        for neuron in (3, 5, 4):
            choose(desk, 1, neuron)
            spoken = desk.find("network_diagram").explained_at(None)
            assert spoken.endswith(", off") != learns[1][neuron], (spoken, neuron)


def assert_adds_up(step):
    """The step is right as it is written, but for the last digit."""
    left, after = step.replace("−", "-").replace("·", "*").split(":")[1].split(" = ")
    assert float(after) == pytest.approx(eval(left), abs=1.5 * 10.0 ** -len(after.split(".")[1]))
