"""The numbers of several runs, or of any chart, in one CSV file."""

import csv
import io
from collections.abc import Iterable, Sequence

from digitpad.core.files import curves_csv
from digitpad.session.kept.run_record import RunRecord
from digitpad.session.runs.comparison import no_formula
from digitpad.ui.plots.chart import Chart


def runs_csv(records: Sequence[RunRecord]) -> bytes:
    """A row for each epoch of each run: its name, then the columns of `curves_csv`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    layers = max((curves_csv.most_layers(record.history) for record in records), default=0)
    writer.writerow(["run", *curves_csv.columns(layers)])
    for record in records:
        title = no_formula(record.title)
        writer.writerows([title, *curves_csv.row(result, layers)] for result in record.history)
    return text.getvalue().encode()


def chart_csv(charts: Iterable[Chart]) -> bytes:
    """A row for each point of charts: what is measured, the trace, the curve, x and y."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["measured", "name", "curve", "over", "x", "y"])
    for chart in charts:
        for trace in chart.traces:
            for curve in trace.curves:
                names = [chart.title, no_formula(trace.name), curve.kind, chart.x_label]
                points = zip(curve.x.tolist(), curve.y.tolist())
                writer.writerows([*names, x, y] for x, y in points if y == y)
    return text.getvalue().encode()
