"""How a network learns: measured, and one mini-batch in slow motion."""

import time

import numpy as np
import pytest
from desk import Desk
from digits import placed
from inside import description, show
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractButton, QSpinBox
from pytestqt.qtbot import QtBot

from digitpad import Network
from digitpad.core.data.dataset import load_data_wrapper
from digitpad.core.inside.health import health
from digitpad.core.inside.slow_motion import moments
from digitpad.session.measuring.pace import LEAST_REST, Pace
from digitpad.ui.inside.learning_view import Histograms
from digitpad.ui.parts import theme

SIX = placed(6, 0.1, 0.1, 0.8)


def test_how_it_learns_is_measured_now_and_at_the_start(training_desk: Desk) -> None:
    desk = training_desk
    desk.enter(hidden_layers="8", training_size=1000, mini_batch_size=20, epochs=3)
    desk.click("start")
    desk.wait(lambda: not desk.is_idle())
    desk.wait(desk.is_idle)
    show(desk, "Learning")
    desk.wait(lambda: "at the start" in desk.text("learning_text"))
    assert "hidden layer 1" in desk.text("learning_text") and "output" in desk.text("learning_text")


@pytest.mark.parametrize(("high", "row"), [(0, 92), (2 * 150, 150), (1000, 200)])
def test_a_layers_histograms_take_the_room_that_there_is(qtbot: QtBot, high: int, row: int) -> None:
    histograms = Histograms()
    qtbot.addWidget(histograms)
    rng = np.random.default_rng(2)
    data = [(rng.random((784, 1)), i % 10) for i in range(20)]
    histograms.show_layers(health(Network([784, 8, 10], rng=rng), data), None)
    histograms.resize(330, max(high, histograms.sizeHint().height()))
    image = histograms.grab().toImage()
    # A histogram stands on a line: the lowest of them is the last layer's.
    border = QColor(theme.current().border).rgb()
    lines = [y for y in range(image.height()) if image.pixel(2, y) == border]
    assert len(lines) == 2
    assert lines[1] - lines[0] == pytest.approx(row, abs=1)


def test_a_mini_batch_in_slow_motion_lights_the_equations_in_turn(training_desk: Desk) -> None:
    desk = training_desk
    desk.enter(hidden_layers="8")
    desk.trigger("action_new")
    network = desk.window.network
    before = [w.copy() for w in network.weights]
    show(desk, "Slow Motion")
    lit = []

    def is_lit(name: str) -> bool:
        return description(desk, f"equation_{name}") == "used now"

    names = ("forward", "BP1", "BP2", "BP3", "BP4", "step")
    desk.wait(lambda: description(desk, "slow_examples"))
    for _ in range(7):
        desk.click("next_moment")
        lit.append([name for name in names if is_lit(name)])
    assert lit == [["forward"], ["forward"], ["BP1"], ["BP2"], ["BP3"], ["BP4"], ["step"]]
    assert "after the step" in desk.text("slow_numbers")
    assert desk.window.network is network
    assert all(np.array_equal(a, b) for a, b in zip(before, network.weights))
    desk.click("next_mini_batch")
    assert "mini-batch 2" in desk.text("slow_numbers") or "mini-batch 3" in desk.text(
        "slow_numbers"
    )
    desk.enter(epochs=1)
    desk.click("go_on_fast")
    desk.wait(lambda: desk.window.session.run is not None and desk.window.session.run.history)
    desk.wait(desk.is_idle)
    run = desk.window.session.run
    assert run is not None and run.start is not None
    assert not np.array_equal(run.start.weights[0], before[0])  # with what was learnt slowly


def test_the_mini_batch_to_come_is_shown_in_its_size(desk: Desk) -> None:
    show(desk, "Slow Motion")
    desk.wait(lambda: description(desk, "slow_examples"))
    desk.find("slow_size", QSpinBox).setValue(4)
    assert description(desk, "slow_examples") == "5, 0, 4, 1"


def test_layers_are_measured_again_while_the_network_trains(training_desk: Desk) -> None:
    desk = training_desk
    desk.enter(hidden_layers="8", training_size=1000, mini_batch_size=20, epochs=100_000)
    desk.click("start")
    show(desk, "Learning")
    desk.wait(lambda: "start of the run" in desk.text("learning_text"))
    first = desk.text("learning_text")
    desk.wait(lambda: desk.text("learning_text") != first)
    # The network that the run began with stays the same.
    assert _starts(desk.text("learning_text")) == _starts(first)
    desk.click("stop")
    desk.wait(desk.is_idle)


def _starts(text: str) -> list[str]:
    return [part.split(")")[0] for part in text.split("(")[1:5]]


def test_another_run_has_another_start(training_desk: Desk) -> None:
    desk = training_desk
    starts = []
    show(desk, "Learning")
    for seed in ("1", "2"):
        desk.enter(hidden_layers="8", training_size=1000, epochs=1, seed=seed)
        desk.trigger("action_new")
        desk.wait(lambda: desk.window.session.run is not None)
        desk.trigger("action_start")
        desk.wait(lambda: not desk.is_idle())
        desk.wait(desk.is_idle)
        run = desk.window.session.run
        assert run is not None
        first = run.first_network()
        assert first is not None
        some = load_data_wrapper()[0][:1000]
        start, now = health(first, some)[0], health(run.network, some)[0]
        desk.wait(lambda g=start.gradient: f"({g:.2g})" in desk.text("learning_text"))
        ends = tuple(f"±{layer.weights.edges[-1]:.3g}, " for layer in (now, start))
        desk.wait(
            lambda ends=ends: description(desk, "layer_histograms").startswith(
                f"weights now: {ends[0]}"
            )
        )
        assert f"at the start: {ends[1]}" in description(desk, "layer_histograms")
        starts.append(_starts(desk.text("learning_text")))
    assert starts[0] != starts[1]


def test_slow_motion_says_which_network_it_copies(training_desk: Desk) -> None:
    desk = training_desk
    show(desk, "Slow Motion")
    desk.wait(lambda: "a copy of the shipped network" in desk.text("slow_numbers"))
    desk.wait(lambda: description(desk, "slow_examples"))
    desk.click("next_moment")
    desk.enter(hidden_layers="8")
    desk.trigger("action_new")
    assert "a copy of the shipped network" in desk.text("slow_numbers")
    desk.click("slow_again")
    desk.wait(lambda: "a copy of the network in use" in desk.text("slow_numbers"))


def test_a_slow_step_is_the_step_that_the_form_trains_with(training_desk: Desk) -> None:
    desk = training_desk
    desk.enter(hidden_layers="8", training_size=20, mini_batch_size=10, epochs=1, eta=7.0)
    desk.click("start")
    desk.wait(lambda: not desk.is_idle())
    desk.wait(desk.is_idle)
    show(desk, "Slow Motion")
    desk.wait(lambda: description(desk, "slow_examples"))
    desk.find("slow_size", QSpinBox).setValue(8)
    desk.click("next_mini_batch")
    run, data = desk.window.session.run, load_data_wrapper()[0]
    assert run is not None and run.hyperparameters is not None
    x = data.images[:8].T.astype(np.float32) / 255
    y = np.eye(10, dtype=np.float32)[:, data.labels[:8]]
    *_, last = moments(run.network, x, y, 7.0, run.hyperparameters.lmbda, 20)
    assert f"after the step: {last.cost:.4f}" in desk.text("slow_numbers")
    for _ in range(2):  # the images that the run learnt from begin again
        desk.click("next_mini_batch")
    labels = [int(data.labels[i % 20]) for i in range(16, 24)]
    assert description(desk, "slow_examples") == ", ".join(map(str, labels))


def test_moments_play_by_themselves_until_paused(training_desk: Desk) -> None:
    desk = training_desk
    show(desk, "Slow Motion")
    desk.wait(lambda: description(desk, "slow_examples"))
    desk.click("play_moments")
    play = desk.find("play_moments", QAbstractButton)
    assert play.text() == "Pause"
    # That the training process has loaded the same images ends nothing.
    desk.wait(lambda: desk.window.session.loaded.sizes)
    desk.wait(lambda: description(desk, "equation_BP1") == "used now")
    desk.click("play_moments")
    assert play.text() == "Play"


def test_a_pace_rests_only_where_nobody_waits(qtbot: QtBot) -> None:
    parent = QObject()
    pace = Pace(0, parent)
    with qtbot.waitSignal(pace.due):
        assert pace.ask(hurry=False) == 0  # it has not worked yet
    pace.end()
    assert pace.ask(hurry=False) > LEAST_REST / 2
    with qtbot.waitSignal(pace.due):
        assert pace.ask(hurry=True) == 0


@pytest.mark.parametrize(
    ("rests", "least", "most"), [(10_000, 9_000, 32_000), (10**7, 23_000, 27_000)]
)
def test_a_pace_rests_so_many_times_as_long_as_the_work_took_within_bounds(
    qtbot: QtBot, rests: int, least: int, most: int
) -> None:
    parent = QObject()
    pace = Pace(0, parent, least_rest=0, rests=rests)
    pace.begin()
    began = time.monotonic()
    while time.monotonic() < began + 0.002:
        pass
    pace.end()
    assert least < pace.ask(hurry=False) < most  # a timer may be wrong by a twentieth
    pace.stop()
