"""What of a chart is read out: one trace, at one place. No Qt."""

from collections.abc import Iterable, Sequence

import numpy as np

from digitpad.session.charts.chart import Chart, Curve, Trace
from digitpad.session.charts.in_sight import all_places, nearest_trace


class ReadOut:
    """The trace and the place of a chart that are read out.

    chart, traces: what is drawn; the traces are scaled as in the plot. chosen: the keys of those
    that stand out. pointed: the place on x that is pointed at, here or in a linked plot; None for
    none. key: of the trace that is pointed at. marked: the place that is read out while none is
    pointed at.
    """

    def __init__(self) -> None:
        self.chart = Chart((), "")
        self.traces: Sequence[Trace] = ()
        self._places = all_places(())
        self.chosen: frozenset[str] = frozenset()
        self.pointed: float | None = None
        self.key: str | None = None
        self.marked: float | None = None

    def show(self, traces: Iterable[Trace]) -> None:
        """Read out these traces from now on."""
        self.traces = list(traces)
        self._places = all_places(self.traces)

    @property
    def trace(self) -> Trace | None:
        """The trace that is pointed at, or else the chosen one, or else the first."""
        pointed = [trace for trace in self.traces if trace.key == self.key]
        chosen = [trace for trace in self.traces if trace.key in self.chosen]
        return next(iter(pointed or chosen or self.traces), None)

    @property
    def place(self) -> float | None:
        """The place that is pointed at, or else the marked one, or else the trace's result."""
        if self.pointed is not None:
            return self.pointed
        if self.marked is not None:
            return self.marked
        if not self.chart.ends_in_result:
            return None
        curves = () if self.trace is None else self.trace.curves
        curves = tuple(curve for curve in curves if not curve.is_thin) or curves
        return max((float(curve.x[-1]) for curve in curves if len(curve.x)), default=None)

    def values(self) -> list[tuple[Curve, float | None]]:
        """The curves of the trace, and their values at the place; None if not measured."""
        trace, place = self.trace, self.place
        curves = () if trace is None else trace.curves
        return [(curve, None if place is None else curve.at(place)) for curve in curves]

    def entries(self) -> list[tuple[Curve, list[float]]]:
        """A curve of each kind, and what all of that kind have at the place."""
        found: dict[str, tuple[Curve, list[float]]] = {}
        for curve, value in self.values():
            _, values = found.setdefault(curve.kind, (curve, []))
            values += [] if value is None else [value]
        return list(found.values())

    def name(self) -> str:
        """The trace's name; empty if it is the only one, or if its curves say it."""
        trace = self.trace
        if trace is None or len(self.traces) == 1:
            return ""
        is_said = self.chart.places and trace.name in (curve.kind for curve in trace.curves)
        return "" if is_said else trace.name

    def in_words(self) -> str:
        """The place and the values in words: epoch 7, evaluation 0.2125, training 0.1813."""
        place = self.chart.place_in_words(self.place)
        said = [place or self.name() or "nothing to see yet"]
        for curve, values in self.entries():
            if values:
                said.append(f"{curve.kind} {self.chart.values_in_words(values)}")
        return ", ".join(said)

    def point_near(self, x: float, y: float) -> bool:
        """Point at the place nearest to x, and the trace nearest to y; returns whether it moves."""
        places = self._places
        if not len(places):
            return False
        before = self.pointed, self.key
        self.pointed = float(places[np.abs(places - x).argmin()])
        self.key = nearest_trace(self.traces, self.pointed, y)
        return (self.pointed, self.key) != before

    def step(self, by: int) -> None:
        """Point at the place this many steps further on; at first, at one of the ends."""
        places = self._places
        if not len(places):
            self.pointed = None
            return
        at = -1 if by == 1 else len(places)
        if self.pointed is not None:
            at = int(np.searchsorted(places, self.pointed))
        self.pointed = float(places[min(max(at + by, 0), len(places) - 1)])

    def turn(self, by: int) -> None:
        """Point at the trace this many further on, in a circle."""
        if self.trace is not None:
            keys = [trace.key for trace in self.traces]
            self.key = keys[(keys.index(self.trace.key) + by) % len(keys)]
