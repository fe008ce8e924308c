"""The numbers of several runs in one CSV file."""

import csv
import io
from collections.abc import Sequence

from digitpad.core.files import curves_csv
from digitpad.session.kept.run_record import RunRecord
from digitpad.session.runs.comparison import no_formula


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
