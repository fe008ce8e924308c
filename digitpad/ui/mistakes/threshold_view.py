"""How sure must it be: how much a network answers at a threshold, and how often it is right."""

from collections.abc import Sequence

from digitpad.core.evaluation import ThresholdCurve
from digitpad.core.evaluation.threshold import PERCENT
from digitpad.session.measuring.evaluation_watch import EvaluationWatch
from digitpad.ui.mistakes.curve_view import CurveView, handle
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.layouts import label_of, row
from digitpad.ui.plots.chart import Chart, Curve, Trace
from digitpad.ui.plots.plot import Plot

FIRST = 90  # the threshold at first, in per cent
DRAWN = 100  # thresholds: hardly any output reaches 1, and that point would flatten the curves


class ThresholdView(CurveView):
    """Its handle is the threshold."""

    def __init__(self, watch: EvaluationWatch) -> None:
        self._watch = watch
        called = "How active an output must be for an answer, in per cent"
        about = "An output below the threshold is no answer: the digit stays unread."
        self._slider = handle("threshold", 100, called, about)
        self._slider.setValue(FIRST)
        fields = row(label_of(self._slider, "How &sure must it be?"), (self._slider, 1), spacing=8)
        plots = (
            Plot("threshold_answered", "How much is answered", least=(120, 50)),
            Plot("threshold", "How much of that is right", least=(120, 50)),
        )
        for plot in plots:
            explain(plot, "The surer it must be, the fewer digits it answers, and misreads.")
        about = "How much is answered at this threshold, and how much of that is right."
        super().__init__(fields, "answered", about, plots)
        self._slider.valueChanged.connect(self.point)
        self.follow(watch.evaluated)

    def charts(self) -> Sequence[Chart]:
        curve, x_label = self._curve, "the least activation that is an answer"
        texts = {"answered": "of all digits (%)", "right": "of those answered (%)"}
        return [
            Chart(_traces(curve, kind), kind, x_label, text, "{:.2f} %", "if it must be {} sure")
            for kind, text in texts.items()
        ]

    def place(self) -> float | None:
        percent = self._slider.value()
        return None if self._curve is None or percent >= DRAWN else percent / 100

    def in_words(self) -> str:
        curve = self._curve
        return "Measuring …" if curve is None else curve.in_words(self._slider.value())

    @property
    def _curve(self) -> ThresholdCurve | None:
        return None if self._watch.found is None else self._watch.found.curve


def _traces(curve: ThresholdCurve | None, kind: str) -> tuple[Trace, ...]:
    """What is answered, or right of that, in per cent over the threshold; none without numbers."""
    if curve is None or not curve.answered[0]:
        return ()
    shares = curve.answered / curve.size if kind == "answered" else curve.right_share
    drawn = Curve(kind, PERCENT[:DRAWN] / 100, 100 * shares[:DRAWN])
    return (Trace(kind, "", "accent", (drawn,), curve),)
