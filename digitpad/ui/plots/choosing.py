"""What a click in a plot means: a place on one of its curves, or none."""

import math
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from PySide6.QtCore import QPointF

from digitpad.session.charts.chart import Trace

# How a place on a curve is chosen; dots are always chosen by a double click.
ChosenBy = Literal["", "click", "double"]
HELP_ON_CHOICE = {
    "": "",
    "dots": " A double click on a dot, or Return at it, uses its run instead.",
    "click": " A click on a curve, or Return, uses that epoch; so does dragging the line.",
    "double": " A double click on a curve, or Return, uses its run at that epoch instead.",
}
CLOSE_BY = 12  # pixels, at most, between a click and the curve or dot that it means
BESIDE = 200  # points of a curve on each side of the pointer that a click may mean


def chosen_at(
    view: Any, traces: Sequence[Trace], choice: ChosenBy, position: QPointF
) -> tuple[float, str] | None:
    """The place on x and the trace's key of the curve or dot at a point of the scene, if any.

    view: pyqtgraph's ViewBox. traces: as they are drawn.
    """
    at, found = view.mapSceneToView(position).x(), []
    for trace in traces:
        for curve in trace.curves:
            if not choice and curve.form != "dots":
                continue
            x, y = curve.x[np.isfinite(curve.y)], curve.y[np.isfinite(curve.y)]
            near = slice(max(0, int(np.searchsorted(x, at)) - BESIDE), None)
            x, y = x[near][: 2 * BESIDE], y[near][: 2 * BESIDE]
            points = [view.mapViewToScene(QPointF(*each)) for each in zip(x, y)]
            if curve.form == "dots":
                far_off = [pixels_to([point], position) for point in points]
                found += [(d, float(i), trace.key) for d, i in zip(far_off, x)]
            elif len(x):
                place = float(x[np.abs(x - at).argmin()])
                found.append((pixels_to(points, position), place, trace.key))
    far, place, key = min(found, default=(math.inf, 0.0, ""))
    return (place, key) if far <= CLOSE_BY else None


def pixels_to(points: Sequence[QPointF], at: QPointF) -> float:
    """How far a point is from a line through points, all in pixels; infinite without points."""
    far = [_to_segment(a, b, at) for a, b in zip(points, points[1:] or points)]
    return min(far, default=float("inf"))


def _to_segment(a: QPointF, b: QPointF, at: QPointF) -> float:
    along, to = b - a, at - a
    length = QPointF.dotProduct(along, along)
    part = min(1.0, max(0.0, QPointF.dotProduct(to, along) / length)) if length else 0.0
    off = to - along * part
    return float(QPointF.dotProduct(off, off) ** 0.5)
