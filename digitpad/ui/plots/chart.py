"""The data of a plot: a chart of traces, each with curves; how runs become traces."""

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from PySide6.QtCore import QObject, Signal

from digitpad.session.runs.run import Run
from digitpad.ui.plots.series import KINDS, QUANTITIES, Array, KnownSeries, Mark, Series, band

TOO_FAR = 6  # a run is too far off to be seen whole if it is this many times as bad as another
USUAL = {"cost": 0.25, "accuracy": 5.0}  # so close to the best value no run is too far off
Bounds = tuple[float, float]
# The number of a line, from 1, or the name of a colour of the theme.
ColorName = int | str
Form = Literal["", "dots", "line"]


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """One line. x, y: (n,), x rising; y is NaN if nothing was measured.

    low, high: (n,), a band around it. color: None for its trace's. form: by default a line, with
    dots if there are few points.
    """

    kind: str
    x: Array
    y: Array
    low: Array | None = None
    high: Array | None = None
    is_dashed: bool = False
    color: ColorName | None = None
    form: Form = ""

    def scaled(self, logarithmic: tuple[bool, bool]) -> "Curve":
        """The curve with the logarithms of x, of y, or of both; NaN if there is none."""
        x, y, low, high = self.x, self.y, self.low, self.high
        if logarithmic[0]:
            x = _logarithms(x)
        if logarithmic[1]:
            y = _logarithms(y)
            low = None if low is None else _logarithms(low)
            high = None if high is None else _logarithms(high)
        return replace(self, x=x, y=y, low=low, high=high)

    def at(self, place: float) -> float | None:
        """The value at a place; None if nothing was measured."""
        i = int(np.searchsorted(self.x, place))
        is_measured = i < len(self.x) and self.x[i] == place and math.isfinite(self.y[i])
        return float(self.y[i]) if is_measured else None


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """The curves of one run, or of several averaged, in one colour, and their marks.

    key: unique in the chart. name: stands at the line's end; may be empty.
    """

    key: str
    name: str
    color: ColorName
    curves: tuple[Curve, ...]
    marks: Sequence[Mark] = ()

    def scaled(self, logarithmic: tuple[bool, bool]) -> "Trace":
        """The trace with the logarithms of x, of y, or of both."""
        return replace(self, curves=tuple(curve.scaled(logarithmic) for curve in self.curves))

    def in_sight(self, first: float, last: float) -> list[Array]:
        """The measured values of its curves and their bands from one place to another."""
        found = []
        for curve in self.curves:
            part = slice(*np.searchsorted(curve.x, (first, last + 1e-9)))
            for values in (curve.y, curve.low, curve.high):
                if values is not None:
                    found.append(values[part][np.isfinite(values[part])])
        return found

    def end(self, last: float) -> float | None:
        """The last value, up to a place, of the first curve that has any; None if none has."""
        for values in self.in_sight(-math.inf, last):
            if len(values):
                return float(values[-1])
        return None


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """Traces over one another, and how they are drawn.

    title: what is measured. text: the format of a value that is read out. place_text: the format
    of a place on x; by default the place and the label. logarithmic: whether x, and whether y, are
    scaled by their logarithms. counts_epochs: whether x counts epochs. measured: a curve's name
    after its kind, in one word. places: places on x with names, 1 apart unless they `are_numbers`.
    """

    traces: tuple[Trace, ...]
    title: str
    x_label: str = ""
    y_label: str = ""
    text: str = "{:.4g}"
    place_text: str = ""
    logarithmic: tuple[bool, bool] = (False, False)
    counts_epochs: bool = False
    measured: str = ""
    places: tuple[tuple[float, str], ...] = ()
    are_numbers: bool = False

    def alone(self, kinds: Collection[str]) -> "Chart":
        """The chart with the curves of these kinds alone."""
        traces = []
        for trace in self.traces:
            curves = tuple(curve for curve in trace.curves if curve.kind in kinds)
            traces.append(replace(trace, curves=curves))
        return replace(self, traces=tuple(traces))

    def value_in_words(self, y: float) -> str:
        """A value as text. y: as it is drawn."""
        return self.text.format(10**y if self.logarithmic[1] else y)

    def place_in_words(self, place: float | None) -> str:
        """The name of a place on x as it is drawn, such as "epoch 7"; empty for None."""
        if place is None:
            return ""
        x = 10**place if self.logarithmic[0] else place
        words = f"{x:,.0f}" if round(x) == round(x, 6) else f"{x:.4g}"
        words = dict(self.places).get(place, words)
        return (self.place_text or f"{{}} {self.x_label}").format(words)


def _logarithms(values: Array) -> Array:
    with np.errstate(invalid="ignore"):
        return np.log10(np.where(values > 0, values, np.nan))


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


def trace_of(
    series: Sequence[Series],
    quantity: str,
    key: str,
    name: str,
    color: ColorName,
    marks: Iterable[Mark] = (),
    colors: Sequence[ColorName | None] = (None, None),
) -> Trace:
    """A run's trace of one of QUANTITIES; for runs that differ only in their seed, mean and band.

    marks: stand beside changes of η and λ. colors: of the evaluation and the training curve, None
    for `color`.
    """
    curves = []
    epochs = min((one.epochs for one in series), key=len)
    for kind, own_color in zip(KINDS, colors):
        rows = [one.of(quantity, kind) for one in series]
        values, low, high = rows[0], None, None
        if len(rows) > 1:
            values, low, high = band(rows)
            if kind == "training":
                low = high = None  # two bands in one colour could not be told apart
        curves.append(Curve(kind, epochs, values, low, high, kind == "training", own_color))
    texts: dict[float, list[str]] = {}
    changes = series[0].changes if len(series) == 1 else ()
    for place, text in sorted([*marks, *changes], key=lambda mark: mark[0]):
        texts.setdefault(place, []).append(text)
    together = [(place, ", ".join(at_place)) for place, at_place in texts.items()]
    return Trace(key, name, color, tuple(curves), together)


def run_chart(
    traces: Sequence[Trace], quantity: str, logarithmic: tuple[bool, bool] = (False, False)
) -> Chart:
    """The chart of one of QUANTITIES."""
    measured = quantity.split()[0]
    y_label, text = ("accuracy (%)", "{:.2f} %") if measured == "accuracy" else ("cost", "{:.4f}")
    texts = QUANTITIES[quantity], "epoch", y_label, text, "epoch {}"
    return Chart(tuple(traces), *texts, logarithmic, counts_epochs=True, measured=measured)


def gradient_chart(runs: Iterable[Run], known: KnownSeries) -> Chart:
    """The lengths of the gradient of each hidden layer of some runs, if they were measured."""
    traces = []
    for number, run in enumerate(runs, start=1):
        series = known.of(run)
        for layer, lengths in enumerate(series.gradient_lengths()[:-1], start=1):
            if np.any(lengths > 0):  # NaN if not measured
                # Measured at the beginning of each epoch.
                curve = Curve(f"layer {layer}", series.epochs - 1, lengths)
                key, name = f"{run.id} {layer}", f"{run.title}: layer {layer}"
                traces.append(Trace(key, name, number, (curve,)))
    texts = "gradient", "epochs learnt", "length of the gradient"
    chart = Chart(tuple(traces), *texts, logarithmic=(False, True), counts_epochs=True)
    return replace(chart, measured="gradient")


class PlotOptions(QObject):
    """How curves are drawn in the tabs Train, Runs and Experiments.

    is_logarithmic: whether the costs' axis is. without_penalty: whether the costs lack the
    regularization term.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.is_logarithmic, self.without_penalty = False, True

    def choose(self, is_logarithmic: bool, without_penalty: bool) -> None:
        """Change the options."""
        if (is_logarithmic, without_penalty) != (self.is_logarithmic, self.without_penalty):
            self.is_logarithmic, self.without_penalty = is_logarithmic, without_penalty
            self.changed.emit()

    @property
    def cost(self) -> str:
        """Which of QUANTITIES the costs are."""
        return "cost without penalty" if self.without_penalty else "cost"

    def cost_chart(self, traces: Callable[[str], Sequence[Trace]]) -> Chart:
        """The chart of costs. traces: makes the traces of one of QUANTITIES."""
        return run_chart(traces(self.cost), self.cost, (False, self.is_logarithmic))
