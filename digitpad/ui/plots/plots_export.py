"""Plots to give away: as numbers, CSV, or in one picture, PNG or SVG."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from digitpad.session.runs.comparison import no_formula
from digitpad.ui.parts.file_export import FileExport, Kinds
from digitpad.ui.plots.chart import Chart

Texts = tuple[str, str]


class PlotsExport(FileExport):
    """Writes what plots show to a file."""

    def kinds(self, numbers: Callable[[], bytes], texts: Texts, charts: Sequence[Chart]) -> Kinds:
        """The types of file to choose from, each with a function that writes it to a path.

        texts: two lines over the picture.
        """
        # Imported when it is wanted: the window is there sooner.
        from digitpad.ui.plots.plots_picture import Kind, PlotsPicture, paint_elsewhere

        picture = PlotsPicture(*texts, tuple(charts))

        def painted(kind: Kind) -> bytes:
            return paint_elsewhere(picture, kind, self.background.is_ending)

        return {
            "CSV, the numbers (*.csv)": self.written(numbers),
            "PNG, a picture (*.png)": partial(self.write, lambda: painted("png")),
            "SVG, a drawing (*.svg)": partial(self.write, lambda: painted("svg")),
        }

    def written(self, numbers: Callable[[], bytes]) -> Callable[[str], object]:
        """Writes numbers to the path that it is called with."""
        return partial(self.write, numbers)


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
