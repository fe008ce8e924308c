"""Curves to give away: as numbers, CSV, or both plots in one picture, PNG or SVG."""

from functools import partial

from digitpad.core.files.curves_csv import curves_csv
from digitpad.session.runs.run import Run
from digitpad.ui.parts.file_export import FileExport, Kinds
from digitpad.ui.plots.curves_picture import CurvesPicture, Kind, paint_elsewhere


class CurvesExport(FileExport):
    """Writes the curves of a run to a file."""

    def kinds(self, run: Run, logarithmic: bool, without_penalty: bool = False) -> Kinds:
        """What a file dialog offers, each with what writes it to a path; see `CurvesPicture`."""
        picture = CurvesPicture.of(run, logarithmic, without_penalty)

        def csv() -> bytes:
            return curves_csv(run.history, run.network, run.hyperparameters)

        def painted(kind: Kind) -> bytes:
            return paint_elsewhere(picture, kind, self.background.is_ending)

        return {
            "CSV, the numbers (*.csv)": partial(self.write, csv),
            "PNG, a picture (*.png)": partial(self.write, lambda: painted("png")),
            "SVG, a drawing (*.svg)": partial(self.write, lambda: painted("svg")),
        }
