"""Which values of a chart are in sight, and which of its traces is near. No Qt."""

import math
from collections.abc import Sequence

import numpy as np

from digitpad.session.charts.chart import Array, Bounds, Trace

TOO_FAR = 6  # a run is too far off to be seen whole if it is this many times as bad as another
USUAL = {"cost": 0.25, "accuracy": 5.0}  # so close to the best value no run is too far off


def bounds_of(seen: Sequence[Sequence[Array]], measured: str) -> Bounds | None:
    """The lowest and highest value in sight; None if there is none. seen: the values by trace.

    measured: for "cost" and "accuracy", values that would squash the rest are left out. Each run
    has a worst value on the way to its best one, at a distance from cost 0, or from 100 %. The
    limit is TOO_FAR times the smallest of these distances, or times USUAL if that is larger. Of a
    run that ends beyond the limit, because it diverged, say, only the values within it count.
    """
    measurements = [[each for each in parts if len(each)] for parts in seen if any(map(len, parts))]
    found = [np.concatenate(each) for each in measurements]
    if not found:
        return None
    if measured in USUAL:
        best = 100.0 if measured == "accuracy" else 0.0
        ways = [np.abs(lead - best) for lead, *_ in measurements]
        worst = min(float(way[: way.argmin() + 1].max()) for way in ways)
        limit = TOO_FAR * max(worst, USUAL[measured])
        for i, way in enumerate(ways):
            if way[-1] > limit:
                found[i] = found[i][np.abs(found[i] - best) <= limit]
    kept = np.concatenate(found)
    return float(kept.min()), float(kept.max())


def all_places(traces: Sequence[Trace]) -> Array:
    """All places on x that curves have, in rising order."""
    return np.unique(np.concatenate([*(curve.x for trace in traces for curve in trace.curves), ()]))


def nearest_trace(traces: Sequence[Trace], place: float, height: float) -> str | None:
    """The key of the trace with a value at a place that is nearest to a height."""
    distances: dict[str, float] = {}
    for trace in traces:
        for curve in trace.curves:
            if (y := curve.at(place)) is not None:
                far = abs(y - height)
                distances[trace.key] = min(far, distances.get(trace.key, math.inf))
    return min(distances, key=lambda key: distances[key], default=None)


def spread(heights: list[float], apart: float, bottom: float, top: float) -> list[float]:
    """Move heights, given from the top down, at least `apart` from each other within bounds."""
    placed, above = [], top + apart / 2
    for y in heights:
        above = min(y, above - apart)
        placed.append(above)
    below = bottom - apart / 2
    for i in reversed(range(len(placed))):
        below = placed[i] = max(placed[i], below + apart)
    return placed
