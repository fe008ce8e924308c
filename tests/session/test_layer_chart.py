"""The charts of layers: gradients, and how weights, z and activations lie."""

import numpy as np
import pytest

from digitpad import Network
from digitpad.core.inside.health import health
from digitpad.session.inside.layer_chart import DISTRIBUTED, distribution, gradient_by_layer


def layers_of(seed):
    """The layers of a 784-8-10 network, on some noise."""
    rng = np.random.default_rng(seed)
    data = [(rng.random((784, 1)), i % 10) for i in range(20)]
    return health(Network([784, 8, 10], rng=rng), data)


@pytest.fixture
def now():
    return layers_of(2)


@pytest.fixture
def start():
    return layers_of(3)


def test_gradients_stand_over_their_layers_and_those_of_the_start_are_thin(now, start):
    chart = gradient_by_layer(now, start)
    assert chart.places == ((1.0, "layer 1"), (2.0, "output")) and chart.logarithmic[1]
    (trace,) = chart.traces
    for curve, layers, is_thin in zip(trace.curves, (now, start), (False, True), strict=True):
        assert [curve.at(i) for i in (1.0, 2.0)] == [layer.gradient for layer in layers]
        assert curve.is_thin == is_thin
    assert len(gradient_by_layer(now, None).traces[0].curves) == 1


@pytest.mark.parametrize("which", DISTRIBUTED)
def test_each_layer_has_steps_as_high_as_the_share_of_its_values(which, now, start):
    chart = distribution(which, now, start)
    assert [trace.name for trace in chart.traces] == ["layer 1", "output"]
    for trace, *pair in zip(chart.traces, now, start):
        for curve, layer in zip(trace.curves, pair, strict=True):
            edges, percents = getattr(layer, which)
            for low, high, percent in zip(edges, edges[1:], percents):
                is_here = (low <= curve.x) & (curve.x < high)
                assert curve.y[is_here].tolist() == [percent, percent]  # it is flat
            assert np.all(np.diff(curve.x) > 0) and curve.form == "line"
        assert [curve.is_thin for curve in trace.curves] == [False, True]
