"""The layers of a network as charts: gradients, and how weights, z and activations lie. No Qt."""

from collections.abc import Sequence

import numpy as np

from digitpad.core.inside.health import LayerHealth, Shares
from digitpad.session.charts.chart import Array, Chart, Curve, Trace

EDGE = 1e-6  # of a step's width, from its last point to the next step's first

Layers = Sequence[LayerHealth]
# What is distributed, as a field of LayerHealth, and what one of it is called.
DISTRIBUTED = {"zs": "z", "weights": "weight", "activations": "activation"}


def short_name(layer: int, layers: int) -> str:
    """The name of a layer, from 0 after the input, in a plot."""
    return "output" if layer == layers - 1 else f"layer {layer + 1}"


def gradient_by_layer(now: Layers, start: Layers | None) -> Chart:
    """The length of each layer's gradient, on a logarithmic scale; the start's line is thin."""
    x = np.arange(1.0, len(now) + 1)
    curves = [Curve("now", x, _gradients(now))]
    if start is not None:
        curves.append(Curve("start", x, _gradients(start), color="muted", is_thin=True))
    places = tuple(zip(x.tolist(), (short_name(i, len(now)) for i in range(len(now)))))
    trace = Trace("gradient", "", "accent", tuple(curves))
    return Chart(
        (trace,), "gradient", place_text="{}", text="{:.2g}", logarithmic=(False, True),
        places=places,
    )  # fmt: skip


def _gradients(layers: Layers) -> Array:
    return np.array([layer.gradient for layer in layers], np.float64)


def distribution(which: str, now: Layers, start: Layers | None) -> Chart:
    """How one of DISTRIBUTED lies in each layer, as steps; the start's are thin."""
    traces = []
    for i, layer in enumerate(now):
        curves = [_steps("now", getattr(layer, which))]
        if start is not None:
            curves.append(_steps("start", getattr(start[i], which), is_thin=True))
        name = short_name(i, len(now))
        traces.append(Trace(name, name, i + 1, tuple(curves)))
    what = DISTRIBUTED[which]
    return Chart(
        tuple(traces), "", what, "% of them", text="{:.1f} %", place_text=f"{what} {{}}",
        ends_in_result=False,
    )  # fmt: skip


def _steps(kind: str, shares: Shares, *, is_thin: bool = False) -> Curve:
    """A flat piece of line for each part."""
    edges, percents = shares
    first, width = edges[:-1], np.diff(edges)
    x = np.stack([first, first + (1 - EDGE) * width], axis=1).ravel()
    return Curve(kind, x, np.repeat(percents, 2), form="line", is_thin=is_thin)


def spread_in_words(now: Layers, start: Layers | None) -> str:
    """How far z spreads in the first layer, now and at the start."""
    name = "layer 1" if len(now) > 1 else "the output"
    begun = "" if start is None else f", and of {start[0].spread:.1f} at the start"
    return f"z of {name} has a standard deviation of {now[0].spread:.1f}{begun}."
