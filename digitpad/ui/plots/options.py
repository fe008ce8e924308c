"""How curves are drawn, wherever they are: chosen once for the tabs Train and Runs."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from digitpad.ui.plots.chart import Chart, Trace, run_chart


class PlotOptions(QObject):
    """is_logarithmic: the costs' axis. smoothing: 0 for none, towards 1 for more."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.is_logarithmic = self.without_penalty = False
        self.smoothing = 0.0

    def choose(self, **chosen: bool | float) -> None:
        """Change these options."""
        for name, value in chosen.items():
            setattr(self, name, value)
        self.changed.emit()

    def cost_chart(self, traces: Callable[[str], Sequence[Trace]]) -> Chart:
        """The chart of costs. traces: makes those of one of QUANTITIES."""
        quantity = "cost without penalty" if self.without_penalty else "cost"
        logarithmic = False, self.is_logarithmic
        return run_chart(
            traces(quantity), quantity, logarithmic=logarithmic, smoothing=self.smoothing
        )

    def accuracy_chart(self, traces: Callable[[str], Sequence[Trace]]) -> Chart:
        """The chart of accuracies."""
        return run_chart(traces("accuracy"), "accuracy", smoothing=self.smoothing)
