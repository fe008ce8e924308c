"""Why an answer was given, and what would make it another one."""

from collections.abc import Callable
from typing import Any

import numpy as np
from desk import Desk
from digits import placed
from inside import description, picture, said, show
from PySide6.QtCore import QRect

from digitpad import Network
from digitpad.core.files import network_file

SIX = placed(6, 0.1, 0.1, 0.8)


def test_of_a_drawing_that_is_gone_nothing_is_likened(desk: Desk) -> None:
    show(desk, "Why?")
    desk.draw(SIX)
    desk.wait(lambda: "6" in desk.text("why_likeness_text"))
    desk.click("show_way")
    desk.wait(lambda: "step 2" in description(desk, "way"))
    desk.trigger("action_clear")
    desk.wait(lambda: desk.text("why_sum").startswith("Draw a digit"))
    assert not description(desk, "why_likenesses_0")
    desk.wait(lambda: not description(desk, "way"))


def test_the_likenesses_of_another_drawing_are_found_while_the_network_trains(
    training_desk: Desk,
) -> None:
    desk = training_desk
    desk.enter(hidden_layers="8", training_size=1000, mini_batch_size=20, epochs=100_000)
    desk.click("start")
    show(desk, "Why?")
    desk.draw(SIX)
    desk.wait(lambda: description(desk, "why_likenesses_0").startswith("average"))
    assert len(description(desk, "why_likenesses_1").split(", ")) == 4
    desk.click("stop")
    desk.wait(desk.is_idle)


def test_pixels_that_speak_without_hidden_layers(
    open_window: Callable[..., Desk], tmp_path: Any
) -> None:
    network = Network([784, 10], rng=np.random.default_rng(3))
    network_file.save(network, tmp_path / "net.json")
    desk = open_window(tmp_path / "net.json")
    show(desk, "Why?")
    desk.draw(SIX)
    desk.find("why_output").setCurrentIndex(4)
    desk.wait(lambda: desk.text("why_sum").startswith("Output 3"))

    def says_what_the_drawing_does() -> bool:
        reading = desk.window.session.reading
        assert reading is not None
        says = network.weights[0][3] * reading.activations[0][:, 0]
        best, z = int(says.argmax()), float(says.sum() + network.biases[0][3, 0])
        first = f"pixel {best % 28}, {best // 28} +{says[best]:.2f}"
        is_so = f"z = {z:.2f}".replace("-", "−") in desk.text("why_sum")
        return is_so and said(desk, "why_neurons")[0] == first

    desk.wait(says_what_the_drawing_does)


def test_why_names_and_shows_what_speaks_for_an_output(desk: Desk) -> None:
    # The pixels for two outputs are two pictures.
    show(desk, "Why?")
    desk.draw(SIX)
    desk.wait(lambda: desk.text("why_sum").startswith("Output 6"))
    image, side = picture(desk, "why_pixels"), 92
    first, second = (image.copy(QRect(5 + i * (side + 6), 2, 86, 86)) for i in (1, 2))
    assert first != second

    desk.trigger("action_clear")

    # Why names what speaks for an output.
    show(desk, "Why?")
    desk.draw(SIX)
    desk.wait(lambda: desk.text("why_sum").startswith("Output 6"))
    desk.wait(lambda: "6 and" in desk.text("why_likeness_text"))
    desk.find("why_output").setCurrentIndex(4)
    desk.wait(lambda: desk.text("why_sum").startswith("Output 3"))
    desk.wait(lambda: "3 and" in desk.text("why_likeness_text"))  # not the two best guesses
    desk.find("goal_digit").setCurrentIndex(9)
    desk.click("show_way")
    desk.wait(lambda: desk.text("way_text").startswith("Read as 9 after"))
    drawing = desk.window.session.reading
    assert drawing is not None and drawing.digit == 6  # the drawing itself is as it was


def test_the_way_stops_where_the_answer_turns_and_goes_on_if_asked(desk: Desk) -> None:
    show(desk, "Why?")
    desk.draw(SIX)
    desk.wait(lambda: desk.text("why_sum").startswith("Output 6"))
    desk.wait(lambda: "6 and" in desk.text("why_likeness_text"))  # the drawing is at rest
    goal = desk.find("goal_digit")
    reading = desk.window.session.reading
    assert reading is not None
    runner_up = int(np.argsort(reading.outputs)[-2])
    assert goal.currentIndex() == runner_up
    goal.setCurrentIndex(6)  # it is a 6 already
    assert goal.currentIndex() == runner_up
    goal.setCurrentIndex(2)
    desk.click("show_way")
    desk.wait(lambda: desk.text("way_text").startswith("Read as 2 after"))
    turned = int(desk.text("way_text").split()[4])
    assert goal.currentIndex() == 2
    desk.click("show_way")
    desk.wait(lambda: f"Now, after {turned + 2}" in desk.text("way_text"))
