"""The picture of the network: ink says how active a neuron is, and any number can be painted."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QColor

from digitpad import Network
from digitpad.core.inside.explain import activations_of
from digitpad.ui.inside.network_diagram import NetworkDiagram
from digitpad.ui.inside.seen import Choice, Seen
from digitpad.ui.parts import theme

SIZE = QSize(520, 320)


def seen(sizes, seed):
    """A network and an image, both random, of which a third of the pixels are inked."""
    rng = np.random.default_rng(seed)
    network = Network(sizes, rng=rng)
    image = (rng.random((784, 1)) * (rng.random((784, 1)) > 2 / 3)).astype(network.dtype)
    return Seen(network, tuple(activations_of(network, image)), False, 0, 0)


@pytest.fixture
def diagram(qtbot):
    """Makes pictures that have shown nothing yet."""
    owner = QObject()

    def make():
        made = NetworkDiagram(Choice(owner))
        qtbot.addWidget(made)
        made.resize(SIZE)
        return made

    return make


def image(diagram, shown):
    """What is seen of it."""
    diagram.look(shown)
    return diagram.grab().toImage()


FIRST = seen([784, 40, 20, 10], 1)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("is_blank", [True, False])
def test_weights_that_are_no_numbers_are_painted(diagram, value, is_blank):
    """A network that diverges may have such weights, after one step or another."""
    drawn = seen([784, 12, 8, 10], 6)
    network = drawn.network
    network.weights = [np.where(w > 0.01, value, w).astype(w.dtype) for w in network.weights]
    image_of, *answers = drawn.activations
    for broken in (answers, [answer * np.nan for answer in answers]):
        shown = replace(drawn, activations=(image_of, *broken), is_blank=is_blank)
        assert not image(diagram(), shown).isNull()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_neuron_has_the_more_ink_the_more_active_it_is(diagram, scheme):
    theme.choose(scheme)
    outputs = np.linspace(0, 1, 10, dtype=np.float32).reshape(10, 1)
    shown = replace(FIRST, activations=(*FIRST.activations[:-1], outputs))
    picture = image(diagram(), shown)
    paper, ink = theme.current().paper, theme.current().ink
    for digit, part in enumerate(outputs[:, 0].tolist()):
        y = 26 + (SIZE.height() - 34) * (digit + 0.5) / 10  # one below the other, at the right
        color = picture.pixelColor(SIZE.width() - 42, round(y))
        for channel in (QColor.red, QColor.green, QColor.blue):
            low, high = channel(paper), channel(ink)
            assert channel(color) == pytest.approx(low + (high - low) * part, abs=3)
