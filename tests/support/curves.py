"""A run's curves in a plot of their own, as the tab Train draws them, without its window."""

from collections.abc import Sequence

from pyqtgraph import InfiniteLine

from digitpad.core.learning.epoch import EpochResult
from digitpad.ui.plots.chart import run_chart, trace_of
from digitpad.ui.plots.plot import Plot
from digitpad.ui.plots.series import Mark, Series


class Curves(Plot):
    """A plot of one quantity, and how it is drawn."""

    def __init__(self, quantity):
        super().__init__(quantity, f"{quantity} by epoch")
        self.quantity, self.is_logarithmic = quantity, False
        self._results: Sequence[EpochResult] = ()
        self._marks: Sequence[Mark] = ()
        self.show_results([])

    def show_results(self, results, marks=()):
        """Show these epochs of the run, and what is marked in it."""
        self._results, self._marks = results, marks
        colors = ("accent", "muted")
        trace = trace_of([Series(results)], self.quantity, "run", "", 1, marks, colors)
        logarithmic = (False, self.is_logarithmic)
        self.show_chart(run_chart([trace], self.quantity, logarithmic=logarithmic))

    def choose(self, **how):
        """Draw the same in another way: another quantity, is_logarithmic."""
        for name, value in how.items():
            setattr(self, name, value)
        self.show_results(self._results, self._marks)


def marks_drawn(plot):
    """The lines in a plot that have a text."""
    items = plot.area.getPlotItem().vb.allChildItems()
    return [i for i in items if isinstance(i, InfiniteLine) and hasattr(i, "label")]
