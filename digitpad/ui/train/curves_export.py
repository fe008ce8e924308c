"""Curves to give away: as numbers, CSV, or both plots in one picture, PNG or SVG."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal

from digitpad.core import files
from digitpad.core.curves_csv import curves_csv
from digitpad.session.background import Background
from digitpad.session.run import Run
from digitpad.ui.train.curves_picture import CurvesPicture, Kind, paint_elsewhere


class CurvesExport(QObject):
    """Writes the curves of a run to a file."""

    exported = Signal(str)
    """Carries the path."""
    failed = Signal(str)
    """Carries a sentence; no file was changed."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.background = Background(self)

    def kinds(
        self, run: Run, logarithmic: bool, without_penalty: bool = False
    ) -> Mapping[str, Callable[[str], object]]:
        """What a file dialog offers, each with what writes it to a path; see `CurvesPicture`."""
        picture = CurvesPicture.of(run, logarithmic, without_penalty)

        def csv() -> bytes:
            return curves_csv(run.history, run.network, run.hyperparameters)

        def painted(kind: Kind) -> bytes:
            return paint_elsewhere(picture, kind)

        return {
            "CSV, the numbers (*.csv)": partial(self._write, csv),
            "PNG, a picture (*.png)": partial(self._write, lambda: painted("png")),
            "SVG, a drawing (*.svg)": partial(self._write, lambda: painted("svg")),
        }

    def _write(self, make: Callable[[], bytes], path: str) -> None:
        self.background.run(
            lambda: files.write(path, make()),
            lambda _: self.exported.emit(path),
            OSError,
            self.failed.emit,
        )
