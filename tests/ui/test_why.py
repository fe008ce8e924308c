"""Why an answer was given, and what would make it another one."""

import numpy as np
import pytest
from digits import SIX, placed
from inside import description, number, said, show, tiles

from digitpad import Network
from digitpad.core import network_file
from digitpad.core.inside.explain import for_and_against


def test_of_a_drawing_that_is_gone_nothing_is_likened(desk):
    show(desk, "Why?")
    desk.draw(SIX)
    rest(desk)
    desk.click("show_way")
    desk.wait(lambda: "step 2" in description(desk, "way"))
    desk.trigger("action_clear")
    desk.wait(lambda: desk.find("why_blank").isVisible())
    assert not description(desk, "why_likenesses_0")
    desk.wait(lambda: not description(desk, "way"))


def test_pixels_that_speak_without_hidden_layers(open_window, tmp_path):
    network = Network([784, 10], rng=np.random.default_rng(3))
    network_file.save(network_file.NetworkFile(network), tmp_path / "net.json")
    desk = open_window(tmp_path / "net.json")
    show(desk, "Why?")
    desk.draw(SIX)
    rest(desk)
    compare(desk, 3, 8)

    def says_what_the_drawing_does():
        reading = desk.window.session.reading
        w, b = network.weights[0], network.biases[0][:, 0]
        says = (w[3] - w[8]) * reading.activations[0][:, 0]
        best, z = int(says.argmax()), float(says.sum() + b[3] - b[8])
        first = f"pixel {best % 28}, {best // 28} +{says[best]:.2f}"
        return f"by {abs(z):.2f}" in desk.text("why_sum") and said(desk, "why_neurons")[0] == first

    desk.wait(says_what_the_drawing_does)


def rest(desk):
    """Wait until the view has looked at the whole drawing, and asked for images like it."""
    desk.wait(lambda: is_read_whole(desk) and compared(desk) == best_two(desk))
    first, second = best_two(desk)
    network, reading = desk.window.network, desk.window.session.reading
    z = network.weights[-1] @ reading.activations[-2] + network.biases[-1]
    apart = f"by {float(z[first, 0] - z[second, 0]):.2f}."
    desk.wait(lambda: apart in desk.text("why_sum"))
    desk.wait(lambda: desk.text("why_likeness_text").startswith(f"{first} and {second}:"))


def compare(desk, output, other):
    """Choose which outputs are compared."""
    desk.find("why_output").setCurrentIndex(output)
    desk.find("why_other").setCurrentIndex(other)


def compared(desk):
    """Which outputs are compared."""
    return desk.find("why_output").currentIndex(), desk.find("why_other").currentIndex()


def is_read_whole(desk):
    """Whether the reading is of the whole drawing."""
    reading, drawing = desk.window.session.reading, desk.window.session.drawing
    return reading is not None and np.array_equal(reading.image, drawing.image())


def best_two(desk):
    """What is read, and the runner-up."""
    reading = desk.window.session.reading
    first, second = np.argsort(-reading.outputs, kind="stable")[:2].tolist()
    return first, second


def test_what_is_read_is_compared_with_the_runner_up(desk):
    show(desk, "Why?")
    desk.draw(SIX)
    rest(desk)
    assert desk.text("inside_title").startswith(f"A 6 rather than a {compared(desk)[1]}, because")
    desk.wait(lambda: description(desk, "why_likenesses_0").startswith("mean"))
    assert len(description(desk, "why_likenesses_1").split(", ")) == 4
    reading, network = desk.window.session.reading, desk.window.network
    # What decides adds up to the difference of the two z.
    z = network.weights[-1] @ reading.activations[-2] + network.biases[-1]
    first, second = compared(desk)
    apart = float(z[first, 0] - z[second, 0])
    says = [number(words.rsplit(" ", 1)[1]) for words in said(desk, "why_neurons")]
    assert sum(says) == pytest.approx(apart, abs=0.06)
    assert f"by {apart:.2f}" in desk.text("why_sum")
    (where,) = tiles(desk, "why_pixels")
    mine, others = for_and_against(network, reading.activations, -1)[[first, second]]
    np.testing.assert_allclose(where.cells.ravel(), mine - others, atol=1e-5)
    # One and the same is not compared.
    desk.find("why_other").setCurrentIndex(6)
    assert compared(desk) == (second, 6)
    compare(desk, 3, 9)
    desk.wait(lambda: "3 and 9" in desk.text("why_likeness_text"))
    desk.click("show_way")
    desk.wait(lambda: desk.text("way_text").startswith("Read as 9 after"))
    assert desk.window.session.reading.digit == 6  # the drawing itself is as it was


def test_the_way_stops_where_the_answer_turns(desk):
    show(desk, "Why?")
    desk.draw(SIX)
    rest(desk)
    compare(desk, 6, 2)
    assert "2" in desk.text("show_way")
    desk.click("show_way")
    desk.wait(lambda: desk.text("way_text").startswith("Read as 2 after"))
    assert "2" in desk.text("show_way")
    compare(desk, 6, 3)  # that is another way
    assert not desk.find("way").isVisible()


@pytest.mark.parametrize("what", ["drawing", "network"])
def test_what_was_chosen_is_compared_until_there_is_another_drawing_or_network(desk, what):
    show(desk, "Why?")
    desk.draw(SIX)
    rest(desk)
    compare(desk, 3, 8)
    show(desk, "Neuron")
    show(desk, "Why?")
    desk.wait(lambda: "3 and 8" in desk.text("why_likeness_text"))
    assert compared(desk) == (3, 8)
    if what == "drawing":
        desk.trigger("action_clear")
        desk.draw(placed(1, 0.1, 0.1, 0.8))
    else:
        desk.window.session.use_copy(desk.window.network)
    desk.wait(lambda: compared(desk) == best_two(desk))
