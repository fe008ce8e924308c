"""Several runs to give away: their curves as numbers or as a picture, or their comparison."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from functools import partial

from PySide6.QtCore import QObject, Signal

from digitpad.core import files
from digitpad.core.sgd import EpochResult
from digitpad.session.background import Background
from digitpad.session.comparison import Comparison, no_formula
from digitpad.session.run_record import RunRecord
from digitpad.ui.runs.overlay import Shown
from digitpad.ui.runs.runs_picture import RunsPicture, paint

Kinds = Mapping[str, Callable[[str], object]]


class RunsExport(QObject):
    """Writes files, beside the window's thread."""

    exported = Signal(str)
    """Carries the path."""
    failed = Signal(str)
    """Carries a sentence; no file was changed."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.background = Background(self)

    def kinds(
        self, records: Sequence[RunRecord], shown: Sequence[Shown], smoothing: float
    ) -> Kinds:
        """What a file dialog offers for runs, each with what writes it to a path."""
        picture = RunsPicture(tuple(shown), smoothing)
        return {
            "CSV, the numbers (*.csv)": partial(self._write, lambda: runs_csv(records)),
            "PNG, a picture (*.png)": partial(self._write, lambda: paint(picture, "png")),
            "SVG, a drawing (*.svg)": partial(self._write, lambda: paint(picture, "svg")),
        }

    def kinds_of_table(self, comparison: Comparison) -> Kinds:
        """Likewise for a comparison."""
        return {"CSV, the table (*.csv)": partial(self._write, comparison.csv)}

    def _write(self, make: Callable[[], bytes], path: str) -> None:
        self.background.run(
            lambda: files.write(path, make()),
            lambda _: self.exported.emit(path),
            OSError,
            self.failed.emit,
        )


def runs_csv(records: Sequence[RunRecord]) -> bytes:
    """A row for each epoch of each run: its name, then the fields of EpochResult.

    Accuracies are counts, of `evaluation_size` and `training_size`.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    columns = [field.name for field in fields(EpochResult)]
    writer.writerow(["run", *columns])
    for record in records:
        title = no_formula(record.title)
        writer.writerows(
            [title, *(getattr(result, name) for name in columns)] for result in record.history
        )
    return text.getvalue().encode()
