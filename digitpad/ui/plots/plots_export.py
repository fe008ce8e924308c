"""Plots to give away: as numbers, CSV, or in one picture, PNG or SVG."""

from collections.abc import Callable, Sequence
from functools import partial

from digitpad.ui.parts.file_export import FileExport
from digitpad.ui.plots.chart import Chart

Texts = tuple[str, str]


class PlotsExport(FileExport):
    """Writes what plots show to a file."""

    def kinds(
        self, numbers: Callable[[], bytes], texts: Texts, charts: Sequence[Chart]
    ) -> dict[str, Callable[[str], object]]:
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
