"""Curves as numbers to give away: the epochs of runs, and the points of charts, as CSV."""

from collections.abc import Iterable, Sequence

from digitpad.core.files import curves_csv
from digitpad.core.files.csv_file import csv_file, no_formula
from digitpad.session.runs.run import Run
from digitpad.ui.plots.chart import Chart


def runs_csv(records: Sequence[Run]) -> bytes:
    """A row for each epoch of each run: its name, then the columns of `curves_csv`."""
    layers = max((curves_csv.most_layers(record.history) for record in records), default=0)
    rows = (
        [no_formula(record.title), *curves_csv.row(result, layers)]
        for record in records
        for result in record.history
    )
    return csv_file([["run", *curves_csv.columns(layers)], *rows])


def chart_csv(charts: Iterable[Chart]) -> bytes:
    """A row for each point of charts: what is measured, the trace, the curve, x and y."""
    rows = (
        [chart.title, no_formula(trace.name), curve.kind, chart.x_label, x, y]
        for chart in charts
        for trace in chart.traces
        for curve in trace.curves
        for x, y in zip(curve.x.tolist(), curve.y.tolist())
        if y == y
    )
    return csv_file([["measured", "name", "curve", "over", "x", "y"], *rows])
