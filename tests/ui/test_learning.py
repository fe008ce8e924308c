"""How a network learns: measured, and one mini-batch in slow motion."""

from dataclasses import replace

import numpy as np
import pyqtgraph as pg
import pytest
from digits import SIX
from inside import choose, chosen, description, picture, show
from mnist import mnist
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea

from digitpad import Network
from digitpad.core.inside.health import health, health_in_words
from digitpad.core.inside.slow_motion import SlowMotion, StepSize
from digitpad.ui.inside import slow_motion_view
from digitpad.ui.inside.learning_view import GradientBars, Histograms
from digitpad.ui.parts import theme


def bars(desk):
    """What the bars say: hidden layer 1: 0.28 → 0.017, 12 % saturated; output: ..."""
    return description(desk, "gradient_bars")


def starts(desk):
    """The gradients at the start, as the bars say them."""
    return [of.split(": ")[1].split(" → ")[0] for of in bars(desk).split("; ")]


def layers_of(seed):
    """The layers of a 784-8-10 network, on some noise."""
    rng = np.random.default_rng(seed)
    data = [(rng.random((784, 1)), i % 10) for i in range(20)]
    return health(Network([784, 8, 10], rng=rng), data)


def bars_in(plot):
    return [item.opts for item in plot.items if isinstance(item, pg.BarGraphItem)]


def test_bars_are_as_long_as_gradients_on_a_log_scale(qtbot):
    bars = GradientBars()
    qtbot.addWidget(bars)
    bars.show()
    now, start = layers_of(2), layers_of(3)
    bars.show_layers(now, start)
    plot = bars.findChild(pg.PlotWidget).getPlotItem()
    thick, thin = bars_in(plot)
    for shown, layers in ((thick, now), (thin, start)):
        assert 10 ** shown["x1"] == pytest.approx([layer.gradient for layer in layers])
    assert thick["height"] > 2 * thin["height"] and (thick["y0"] < thin["y0"]).all()
    low, high = plot.viewRange()[0]
    assert low == thick["x0"] < min(thick["x1"].min(), thin["x1"].min())
    # What has no logarithm has no bar, and what is beyond all numbers has a whole one.
    extremes = [replace(now[0], gradient=gradient) for gradient in (0.0, np.inf, np.nan, 0.5)]
    bars.show_layers(extremes, None)
    thick, thin = bars_in(plot)
    assert thick["x1"] == pytest.approx([-1, 0, -1, np.log10(0.5)]) and not len(thin["x1"])
    assert "→" not in bars.accessibleDescription()
    theme.choose("dark")
    wanted = [theme.DARK.ink, theme.DARK.muted]
    qtbot.waitUntil(lambda: [shown["brush"] for shown in bars_in(plot)] == wanted)


def test_histograms_of_all_layers_have_one_scale(qtbot):
    histograms, area = Histograms(), QScrollArea()
    qtbot.addWidget(area)
    area.setWidget(histograms)
    area.setWidgetResizable(True)
    area.resize(330, 100)
    now, start = layers_of(2), layers_of(3)
    histograms.show_layers(now, start)
    area.show()
    plots = histograms.findChildren(pg.PlotWidget)
    for kind, plot in zip(("weights", "activations"), plots, strict=True):
        wanted = [getattr(layer, kind) for layer in (*start, *now)]  # those of the start behind
        curves = plot.getPlotItem().listDataItems()
        highest = max(one.edges[-1] for one in wanted)
        for one, curve in zip(wanted, curves, strict=True):
            edges, shares = curve.getData()
            assert edges * highest == pytest.approx(one.edges)
            assert shares == pytest.approx(one.counts / one.counts.sum())
        bases = [curve.pos().y() for curve in curves]
        most = max(curve.getData()[1].max() for curve in curves)
        assert bases[:2] == bases[2:] and bases[0] - bases[1] > most  # none over another
        assert f"{100 * most:.0f} %" in plot.getPlotItem().getAxis("bottom").labelText
    # The wheel scrolls what is around them.
    before, bar = plot.viewRange(), area.verticalScrollBar()
    assert bar.maximum() and not plot.focusPolicy()
    QTest.wheelEvent(area.windowHandle(), QPointF(area.rect().center()), QPoint(0, -120))
    assert bar.value() and plot.viewRange() == before


def test_a_verdict_and_bars_say_how_the_layers_learn(training_desk, open_window, tmp_path):
    desk = training_desk
    show(desk, "Learning")
    some = mnist()[0][:1000]
    for seed in ("1", "2"):  # another run has another start
        small = {"hidden_layers": "8", "training_size": 1000, "mini_batch_size": 20}
        desk.train(**small, seed=seed, epochs=2)
        run = desk.window.session.run
        desk.show_tab("Inside")
        first = run.first_network()
        start, now = health(first, some), health(run.network, some)
        wanted = [f"{a.gradient:.2g} → {b.gradient:.2g}" for a, b in zip(start, now)]
        desk.wait(lambda wanted=wanted: all(text in bars(desk) for text in wanted))
        assert desk.text("learning_text") == health_in_words(now)
        assert "those of the start of this run" in desk.text("learning_note")
        if seed == "1":
            desk.trigger("action_new")
            desk.wait(lambda wanted=wanted: not any(text in bars(desk) for text in wanted))
    desk.window.save_file(tmp_path / "net.json")
    desk.wait(lambda: not desk.window.isWindowModified())
    other = open_window(tmp_path / "net.json")
    show(other, "Learning")
    other.wait(lambda: "not known" in other.text("learning_note"))
    assert all("→" not in text for text in bars(other).split("; "))


def test_layers_are_measured_again_while_the_network_trains(training_desk):
    desk = training_desk
    desk.enter(hidden_layers="8", training_size=1000, mini_batch_size=20, epochs=100_000)
    desk.click("start")
    show(desk, "Learning")
    desk.wait(lambda: "→" in bars(desk))
    first, begun = bars(desk), starts(desk)
    desk.wait(lambda: bars(desk) != first)
    assert starts(desk) == begun  # the network that the run began with stays the same
    desk.click("stop")
    desk.wait(desk.is_idle)


def is_lit(desk, name):
    return description(desk, f"equation_{name}") == "used now"


def learn_slowly(desk):
    """Do one mini-batch to its end."""
    desk.click("next_moment")
    while not is_lit(desk, "step"):
        desk.click("next_moment")


def test_a_mini_batch_in_slow_motion_lights_the_equations_in_turn(training_desk):
    desk = training_desk
    desk.enter(hidden_layers="8")
    desk.trigger("action_new")
    network = desk.window.network
    before = [w.copy() for w in network.weights]
    desk.enter(hidden_layers="9", eta=0.25, training_size=1000)  # the form says something else now
    show(desk, "Slow Motion")
    lit, names = [], ("forward", "BP1", "BP2", "BP3", "BP4", "step")
    desk.wait(lambda: description(desk, "slow_examples"))
    assert not desk.find("go_on_fast").isEnabled()
    for _ in range(7):
        desk.click("next_moment")
        lit.append([name for name in names if is_lit(desk, name)])
    assert lit == [["forward"], ["forward"], ["BP1"], ["BP2"], ["BP3"], ["BP4"], ["step"]]
    data = mnist()[0]
    x = data.images[:10].T.astype(np.float32) / 255
    motion = SlowMotion(network)
    motion.begin(np.arange(10), x, data.labels[:10], StepSize(0.25, 5.0, 1000))
    motion.go_to(motion.end)
    last = motion.moment
    costs = f"cost of 10 examples: {last.cost:.4f} → {last.cost_after:.4f}"
    assert desk.text("slow_cost") == costs
    changes = np.abs(last.nabla_w[0][0])  # of the weights of the chosen neuron
    w = last.after.weights[0][0, int(changes.argmax())]
    assert f"= {w:.5f}".replace("-", "−") in desk.text("slow_weight")
    # η moves the step that was just taken, and Same Again repeats it with the same examples.
    eta = desk.find("slow_eta")
    eta.setValue(0.75)
    desk.wait(lambda: desk.text("slow_cost") != costs)
    eta.setValue(0.25)
    desk.click("slow_same")
    assert is_lit(desk, "forward") and desk.text("slow_where").startswith("hidden layer 1, mini-")
    learn_slowly(desk)
    assert desk.text("slow_cost") == costs
    desk.click("next_moment")
    assert "mini-batch 2" in desk.text("slow_where")
    assert description(desk, "slow_examples").startswith("3, 5, 3, 6")
    desk.click("slow_back")
    assert "mini-batch 1" in desk.text("slow_where") and desk.text("slow_cost") == costs
    assert desk.window.network is network
    assert all(np.array_equal(a, b) for a, b in zip(before, network.weights))
    desk.enter(epochs=1)
    desk.click("go_on_fast")
    desk.wait(lambda: desk.window.session.run is not None and desk.window.session.run.history)
    desk.wait(desk.is_idle)
    run = desk.window.session.run
    np.testing.assert_array_equal(run.networks.start.weights[0], last.after.weights[0])
    assert run.hyperparameters.eta == 0.25 and run.training_size == 1000


def test_slow_motion_shows_its_example_and_errors_in_the_picture(desk):
    desk.draw(SIX)
    show(desk, "Slow Motion")
    choose(desk, 0, 3)  # or one is chosen for the drawing once the pen rests
    desk.wait(lambda: chosen(desk) == (0, 3))
    desk.wait(lambda: description(desk, "slow_examples"))
    drawn = picture(desk, "network_diagram")
    desk.click("next_moment")
    desk.wait(lambda: picture(desk, "network_diagram") != drawn)
    forward = picture(desk, "network_diagram")
    gallery = desk.find("slow_examples")
    gallery.setCurrentIndex(gallery.model().index(1, 0))
    desk.wait(lambda: picture(desk, "network_diagram") != forward)
    for _ in range(3):
        desk.click("next_moment")
    assert is_lit(desk, "BP1")
    assert not desk.window.session.drawing.picture  # it was not put on the canvas
    for _ in range(4):
        desk.click("slow_back")
    desk.wait(lambda: picture(desk, "network_diagram") == drawn)


def test_slow_motion_is_of_the_run_in_use(training_desk):
    desk = training_desk
    show(desk, "Slow Motion")
    desk.wait(lambda: "a copy of the shipped network" in desk.text("slow_where"))
    desk.wait(lambda: description(desk, "slow_examples"))
    desk.find("slow_size").setValue(4)
    assert description(desk, "slow_examples") == "5, 0, 4, 1"
    learn_slowly(desk)
    go_on = desk.find("go_on_fast")
    assert go_on.isEnabled()
    desk.window.session.use_copy(desk.window.network)  # another run, of the same sizes
    desk.wait(lambda: not go_on.isEnabled())
    assert desk.text("slow_where").startswith("Press Next to begin a mini-batch, on a copy of the")
    assert "shipped" not in desk.text("slow_where") and not desk.text("slow_cost")
    assert description(desk, "slow_examples") == "5, 0, 4, 1"  # the first ones again


def test_moments_play_by_themselves_until_paused(open_window, monkeypatch):
    monkeypatch.setattr(slow_motion_view, "STEP_EVERY", 50)  # milliseconds
    desk = open_window()
    show(desk, "Slow Motion")
    desk.wait(lambda: description(desk, "slow_examples"))
    desk.click("play_moments")
    play = desk.find("play_moments")
    assert play.text() == "Pause"
    # That the training process has loaded the same images ends nothing.
    desk.wait(lambda: desk.window.session.loaded.training_size)
    desk.wait(lambda: description(desk, "equation_BP1") == "used now")
    desk.click("play_moments")
    assert play.text() == "Play"
