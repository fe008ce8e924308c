"""Plots that are shown together: what they have in common."""

from collections.abc import Callable, Iterable, Sequence
from itertools import permutations

from PySide6.QtCore import QObject, QTimer, Signal

from digitpad.session.charts.chart import Chart, Trace
from digitpad.session.runs.run_charts import run_chart
from digitpad.ui.parts.following_view import FollowingView
from digitpad.ui.plots.plot import Plot


class LinkedPlots(FollowingView):
    """Plots with the same part of x in sight and the same place read out."""

    def __init__(self, *plots: Plot) -> None:
        super().__init__()
        self.plots = plots
        for one, other in permutations(plots, 2):
            one.pointed.connect(other.point_at)
            one.zoomed.connect(other.zoom_to)

    def show_charts(self, charts: Iterable[Chart], whose: str = "") -> None:
        """Show a chart in each plot. whose: see `Plot.show_chart`."""
        # Qt would paint each plot by itself, as soon as its own items have changed.
        self.setUpdatesEnabled(False)
        QTimer.singleShot(0, self, lambda: self.setUpdatesEnabled(True))
        for plot, chart in zip(self.plots, charts, strict=True):
            plot.show_chart(chart, whose)


class PlotOptions(QObject):
    """How curves are drawn in the tabs Train, Runs and Experiments.

    is_logarithmic: whether the costs' axis is. without_penalty: whether the costs lack the
    regularization term.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.is_logarithmic, self.without_penalty = False, True

    def change(self, is_logarithmic: bool, without_penalty: bool) -> None:
        if (is_logarithmic, without_penalty) != (self.is_logarithmic, self.without_penalty):
            self.is_logarithmic, self.without_penalty = is_logarithmic, without_penalty
            self.changed.emit()

    @property
    def cost(self) -> str:
        """Which of QUANTITIES the costs are."""
        return "cost without penalty" if self.without_penalty else "cost"

    def cost_chart(self, traces: Callable[[str], Sequence[Trace]], has_penalty: bool) -> Chart:
        """The chart of costs. traces: makes the traces of one of QUANTITIES. has_penalty: whether
        any of them has a λ term."""
        scales = False, self.is_logarithmic
        return run_chart(traces(self.cost), self.cost, scales, has_penalty)
