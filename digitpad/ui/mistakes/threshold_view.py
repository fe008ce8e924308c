"""How sure must it be: how much a network answers at a threshold, and how often it is right."""

import numpy as np
from PySide6.QtCore import QTimer

from digitpad.core.evaluation import ThresholdCurve
from digitpad.session.measuring.evaluation_watch import EvaluationWatch
from digitpad.ui.mistakes.curve_view import CurveView, handle
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.layouts import label_of, row
from digitpad.ui.plots.chart import Chart, Curve, Trace
from digitpad.ui.plots.plot import Plot

AFTER = 50  # milliseconds after an evaluation: matrix and gallery are painted first
FIRST = 90  # the threshold at first, in per cent


class ThresholdView(CurveView):
    """Its handle is the threshold."""

    def __init__(self, watch: EvaluationWatch) -> None:
        self._watch = watch
        self.slider = handle(
            "threshold",
            100,
            "How active an output must be for an answer, in per cent",
            "The network answers only where its most active output is at least so active",
        )
        self.slider.setValue(FIRST)
        fields = row(label_of(self.slider, "how &sure must it be"), (self.slider, 1), spacing=4)
        plot = Plot("threshold", "Right answers over answers", least=(120, 60))
        explain(
            plot,
            "Each point is a threshold: how much is answered, and how much of that is right. The"
            " more it has to answer, the more often it is wrong.",
        )
        super().__init__(fields, "answered", plot)
        explain(self.text, "How much is answered at this threshold, and how much of that is right.")
        self.slider.valueChanged.connect(self.point)
        watch.evaluated.connect(lambda: QTimer.singleShot(AFTER, self, self.refresh_soon))
        self.refresh()

    def chart(self) -> Chart:
        traces = () if self._curve is None else _traces(self._curve)
        return Chart(traces, "right", "% answered", "right (%)", "{:.2f} %")

    def place(self) -> float | None:
        curve, percent = self._curve, self.slider.value()
        if curve is None or percent == 100:
            return None
        return 100 * float(curve.answered[percent]) / curve.size

    def in_words(self) -> str:
        curve = self._curve
        return "Nothing is measured yet." if curve is None else curve.in_words(self.slider.value())

    @property
    def _curve(self) -> ThresholdCurve | None:
        """That of all digits; None while only a part of them is measured."""
        found = self._watch.found
        return found.curve if found is not None and found.is_whole else None


def _traces(curve: ThresholdCurve) -> tuple[Trace, ...]:
    """How often it is right, over how much it answers, a point a threshold.

    None where all thresholds answer as much, as one point is no curve.
    """
    # Without the threshold of 1: hardly any output reaches that, and its point far away would leave
    # no room for the others.
    answered, firsts = np.unique(curve.answered[99::-1], return_index=True)
    right = 100 * curve.right_share[99::-1][firsts]
    x = 100 * answered / curve.size
    return (Trace("right", "", "ink", (Curve("right", x, right),), curve),) if len(x) > 1 else ()
