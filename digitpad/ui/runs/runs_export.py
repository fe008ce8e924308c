"""What the tab Runs gives away: curves as numbers, CSV, or as one picture."""

from collections.abc import Iterable, Sequence

from digitpad.core.files import curves_csv
from digitpad.core.files.csv_file import csv_file, no_formula
from digitpad.session.kept.run_record import RunRecord
from digitpad.ui.parts.file_export import Kinds
from digitpad.ui.plots.chart import Chart
from digitpad.ui.plots.plots_export import PlotsExport


def kinds_of_runs(
    export: PlotsExport,
    title: str,
    records: Sequence[RunRecord],
    charts: Sequence[Chart],
    figure: Chart | None,
) -> Kinds:
    """What runs can be exported as. records: all runs; the charts may show fewer.

    figure: the chart beside those of the runs, or, without runs, the only one.
    """
    pictured = [*charts, figure] if figure is not None else charts

    def numbers() -> bytes:
        return runs_csv(records) if records else chart_csv(pictured)

    kinds = export.kinds(numbers, (title, _lines_of(charts)), pictured)
    if records and figure is not None:
        of_figure = export.written(lambda: chart_csv([figure]))
        kinds["CSV, the numbers of the figure (*.csv)"] = of_figure
    return kinds


def _lines_of(charts: Sequence[Chart]) -> str:
    """What the lines of runs are."""
    traces = [trace for chart in charts for trace in chart.traces]
    kinds = {curve.kind for trace in traces for curve in trace.curves}
    if len(kinds) == 1:
        return f"{kinds.pop()} data alone"
    return "evaluation solid, training dashed" if kinds else ""


def runs_csv(records: Sequence[RunRecord]) -> bytes:
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
