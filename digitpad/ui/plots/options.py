"""How curves are drawn, wherever they are: chosen once for the tabs Train and Runs."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from digitpad.ui.plots.chart import Chart, Trace, run_chart

Draw = Callable[[], bool]


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


class PlotsInTurn(QObject):
    """Draws plots of a widget one at a time, so that the pen never waits for two.

    draws: each draws one plot, or a part of it: whether it is done. every: milliseconds from one
    to the next.
    """

    def __init__(self, widget: QWidget, draws: Sequence[Draw], every: int) -> None:
        super().__init__(widget)
        self._widget, self._draws, self._every = widget, draws, every
        self._behind: list[Draw] = []
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._draw_next)

    def draw_soon(self, *_told: object) -> None:
        """Draw all plots soon, if they are visible; those that wait already come first."""
        self._behind += [draw for draw in self._draws if draw not in self._behind]
        if self._widget.isVisible() and not self._soon.isActive():
            self._soon.start(0)

    def draw_all(self) -> None:
        """Draw all plots at once, when nothing else is going on."""
        self._behind = list(self._draws)
        while self._behind and self._draw_first():
            pass
        if self._behind:
            self._soon.start(0)

    def _draw_next(self) -> None:
        if self._behind and self._widget.isVisible():
            self._soon.start(self._every if self._draw_first() else 0)

    def _draw_first(self) -> bool:
        if not self._behind[0]():
            return False
        del self._behind[0]
        return True
