"""What a plot is made of: axes, and traces as they were drawn."""

import math
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg

from digitpad.ui.plots.chart import Curve, Trace
from digitpad.ui.plots.series import Array

FAR_OFF = 10  # times as high as all that another run has measured: a run that diverged
Bounds = tuple[float, float]


class Axis(pg.AxisItem):
    """Numbers at round places among what was measured; whole numbers where these are."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation, maxTickLength=0)
        self.is_whole = False
        self.extent: Bounds | None = None  # None: no numbers
        self.enableAutoSIPrefix(False)  # 0.4 is plainer than 400 (x0.001)
        self.setZValue(-200)  # or its grid would lie over the curves

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        levels = super().tickSpacing(low, high, size)[:1]
        return [(max(1.0, spacing) if self.is_whole else spacing, at) for spacing, at in levels]

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        first, last = self.extent or (1.0, 0.0)
        return [
            (spacing, [place for place in places if first - 1e-9 <= place <= last + 1e-9])
            for spacing, places in super().tickValues(low, high, size)
        ]

    def logTickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [f"{10**value:g}" for value in values]


@dataclass(slots=True, eq=False)
class DrawnTrace:
    """A trace, as it was drawn last. places: each curve with its x and y as they are drawn."""

    trace: Trace
    look: tuple[object, ...] = ()
    places: tuple[tuple[Curve, Array, Array, Array, Array], ...] = ()

    def bounds(self, first: float, last: float) -> Bounds | None:
        """The lowest and the highest value from one place to another; None where there is none."""
        low, high = math.inf, -math.inf
        for _, x, _, lows, highs in self.places:
            part = slice(*np.searchsorted(x, (first, last + 1e-9)))
            # Unlike nanmin, these do not warn where nothing was measured.
            low = min(low, float(np.fmin.reduce(lows[part], initial=np.inf)))
            high = max(high, float(np.fmax.reduce(highs[part], initial=-np.inf)))
        return (low, high) if low <= high else None

    def end(self) -> tuple[float, float] | None:
        """The last measured place of its first curve that has one."""
        for _, x, y, _, _ in self.places:
            measured = np.flatnonzero(np.isfinite(y))
            if len(measured):
                return float(x[measured[-1]]), float(y[measured[-1]])
        return None


def scaled_by(values: Array, logarithmic: bool) -> Array:
    """The values as they are drawn; of what has no logarithm NaN."""
    if not logarithmic:
        return values
    with np.errstate(invalid="ignore"):
        return np.log10(np.where(values > 0, values, np.nan))


def without_far_off(bounds: list[Bounds], logarithmic: bool) -> list[Bounds]:
    """The bounds of traces, but of those that would leave the others no height."""
    if logarithmic or not bounds:
        return bounds
    least = min(high for _, high in bounds)
    return [each for each in bounds if each[0] <= FAR_OFF * abs(least) or each[1] == least]


def spread(heights: list[float], apart: float, bottom: float, top: float) -> list[float]:
    """Heights from the top down, so far apart that a name fits to each, between bottom and top."""
    placed, above = [], top + apart / 2
    for y in heights:
        above = min(y, above - apart)
        placed.append(above)
    below = bottom - apart / 2
    for i in reversed(range(len(placed))):
        below = placed[i] = max(placed[i], below + apart)
    return placed
