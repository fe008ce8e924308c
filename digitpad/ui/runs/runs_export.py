"""Several runs to give away: their curves as numbers or as a picture, or their comparison."""

import csv
import io
from collections.abc import Sequence
from functools import partial

from digitpad.core.files import curves_csv
from digitpad.session.kept.run_record import RunRecord
from digitpad.session.runs.comparison import Comparison, no_formula
from digitpad.ui.parts.file_export import FileExport, Kinds
from digitpad.ui.plots.curves_picture import Kind
from digitpad.ui.plots.overlay import Shown
from digitpad.ui.plots.runs_picture import RunsPicture, paint


class RunsExport(FileExport):
    """Writes several runs, or what they come to beside one another, to a file."""

    def kinds(
        self, records: Sequence[RunRecord], shown: Sequence[Shown], smoothing: float
    ) -> Kinds:
        """What a file dialog offers for runs, each with what writes it to a path."""
        picture = RunsPicture(tuple(shown), smoothing)

        def painted(kind: Kind) -> bytes:
            return paint(picture, kind, self.background.is_ending)

        return {
            "CSV, the numbers (*.csv)": partial(self.write, lambda: runs_csv(records)),
            "PNG, a picture (*.png)": partial(self.write, lambda: painted("png")),
            "SVG, a drawing (*.svg)": partial(self.write, lambda: painted("svg")),
        }

    def kinds_of_table(self, comparison: Comparison) -> Kinds:
        """Likewise for a comparison."""
        return {"CSV, the table (*.csv)": partial(self.write, comparison.csv)}


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
