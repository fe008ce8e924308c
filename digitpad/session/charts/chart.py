"""The data of a plot: a chart of traces, each with curves. No Qt."""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mark = tuple[float, str]  # a place at an epoch or between two, and its text
Bounds = tuple[float, float]
# The number of a line, from 1, or the name of a colour of the theme.
ColorName = int | str
CurveForm = Literal["", "dots", "line", "bars"]


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """One line. x, y: (n,), x rising; y is NaN if nothing was measured.

    low, high: (n,), a band around it. color: None for its trace's. form: by default a line, with
    dots if there are few points; bars stand on 0. is_thin: it is drawn thin and below the others,
    as something to compare with. is_pale: its colour is half that of the paper. Curves of one kind
    in a trace are one entry where they are read out.
    """

    kind: str
    x: Array
    y: Array
    low: Array | None = None
    high: Array | None = None
    is_dashed: bool = False
    color: ColorName | None = None
    form: CurveForm = ""
    is_thin: bool = False
    is_pale: bool = False

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
    are_counts: whether values below 0 are counts that are drawn downwards. ends_in_result: whether
    the last place has what came out, which is read out while nothing is pointed at.
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
    are_counts: bool = False
    ends_in_result: bool = True

    def alone(self, kinds: Collection[str]) -> "Chart":
        """The chart with the curves of these kinds alone."""
        traces = []
        for trace in self.traces:
            curves = tuple(curve for curve in trace.curves if curve.kind in kinds)
            traces.append(replace(trace, curves=curves))
        return replace(self, traces=tuple(traces))

    def value_in_words(self, y: float) -> str:
        """A value as text. y: as it is drawn."""
        y = abs(y) if self.are_counts else y
        return self.text.format(10**y if self.logarithmic[1] else y)

    def values_in_words(self, values: Iterable[float]) -> str:
        """Values of one kind as text: "81.90 % and 100.00 %"."""
        return " and ".join(map(self.value_in_words, values))

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
