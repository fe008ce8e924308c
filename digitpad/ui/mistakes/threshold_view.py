"""How sure must it be: how much a network answers at a threshold, and how often it is right."""

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QVBoxLayout, QWidget

from digitpad.core.evaluation import ThresholdCurve
from digitpad.session.measuring.evaluating import Evaluated
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.sizes import scaled
from digitpad.ui.plots.chart import Chart, Curve, Trace
from digitpad.ui.plots.plot import Plot

WANTED = (99.0, 99.5, 99.9)  # per cent of the answers, right
LEAST_PLOT = 80  # pixels of its height
NARROW = 420  # pixels of width
FIRST = 90  # the threshold at first, in per cent


class ThresholdView(QWidget):
    """A curve, one handle for the threshold, and what that means in a sentence."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Evaluated | None = None
        self.answered = QLabel()
        self.answered.setObjectName("answered")
        explain(self.answered, "What the threshold costs, and what it brings. Move it, and see.")
        self.answered.setWordWrap(True)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("threshold")
        self.slider.setRange(0, 100)
        self.slider.setValue(FIRST)
        self.slider.setAccessibleName("How active an output must be for an answer, in per cent")
        self.slider.setToolTip(
            "It answers only where its most active output is at least so active; otherwise it "
            "says nothing"
        )
        self.slider.valueChanged.connect(self._show_threshold)
        self.buttons = [_button(percent) for percent in WANTED]
        for button, percent in zip(self.buttons, WANTED):
            button.clicked.connect(lambda _=False, share=percent: self._go_to(share / 100))
        self.plot = Plot("threshold", "Right answers over answers", least=(120, 60))
        self._lay_out()
        self.plot.pointed.connect(lambda place, _key: self._point() if place is None else None)
        self.show_evaluated(None)

    def _lay_out(self) -> None:
        self._row = row = QHBoxLayout()
        row.setSpacing(4)
        self._what = QLabel("how &sure must it be")
        self._what.setBuddy(self.slider)
        row.addWidget(self._what)
        row.addWidget(self.slider, 1)
        for button in self.buttons:
            row.addWidget(button)
        self._is_narrow = False  # the slider then has a line of its own
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addWidget(self.answered)
        layout.addWidget(self.plot, 1)
        layout.addStretch(0)

    def minimumSizeHint(self) -> QSize:
        lines = 2 * self.fontMetrics().lineSpacing()
        if self._is_narrow:
            lines += self.slider.sizeHint().height()
        return QSize(200, self.buttons[0].sizeHint().height() + lines + 8)

    def resizeEvent(self, event: QResizeEvent) -> None:
        is_narrow = self.width() < scaled(NARROW)
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            if is_narrow:
                self._row.insertStretch(1, 1)
                self._column.insertWidget(1, self.slider)
            else:
                self._row.takeAt(1)  # the stretch
                self._row.insertWidget(1, self.slider, 1)
        # Where there is little height the sentence says it without the curve.
        room = self.height() - self.minimumSizeHint().height()
        self.plot.setVisible(room >= scaled(LEAST_PLOT))
        super().resizeEvent(event)

    def show_evaluated(self, found: Evaluated | None) -> None:
        """Show the curve of an evaluation; None where nothing is known."""
        self._found = found
        traces = () if found is None else _traces(found.curve)
        self.plot.show_chart(Chart(traces, "right", "% answered", "right (%)", "{:.2f} %"))
        for button, percent in zip(self.buttons, WANTED):
            least = None if found is None else found.curve.least_for(percent / 100)
            button.setEnabled(least is not None)
        self._show_threshold()

    def _go_to(self, share: float) -> None:
        if self._found is not None and (least := self._found.curve.least_for(share)) is not None:
            self.slider.setValue(least)

    def _show_threshold(self, *_value: int) -> None:
        percent = self.slider.value()
        if self._found is None:
            self.answered.setText("Nothing is measured yet.")
            return
        self.answered.setText(in_words(self._found.curve, percent))
        self._point()

    def _point(self) -> None:
        """Point at what is answered at the threshold."""
        percent = self.slider.value()
        if self._found is not None:
            answered = 100 * self._found.curve.answered[percent] / self._found.curve.size
            self.plot.point_at(float(answered) if percent < 100 else None)


def in_words(curve: ThresholdCurve, percent: int) -> str:
    """What a network answers at a threshold: at 0.90 it answers 86.0 %, of them 99.21 % right."""
    answered = int(curve.answered[percent])
    if not answered:
        return f"at {percent / 100:.2f} it answers nothing"
    share = 100 * float(curve.right_share[percent])
    wrong = answered - int(curve.right[percent])
    return (
        f"at {percent / 100:.2f} it answers {100 * answered / curve.size:.1f} %, of them "
        f"{share:.2f} % right ({wrong:,} wrong)"
    )


def _traces(curve: ThresholdCurve) -> tuple[Trace, ...]:
    """How often it is right, over how much it answers, a point a threshold.

    None where all thresholds answer as much, as one point is no curve.
    """
    # Without the threshold of 1: hardly any output reaches that, and its point far away would leave
    # no room for the others.
    answered, firsts = np.unique(curve.answered[99::-1], return_index=True)
    right = 100 * curve.right_share[99::-1][firsts]
    x = 100 * answered / curve.size
    if len(x) < 2:
        return ()
    return (Trace("right", "", "ink", (Curve("right", x, right),), object()),)


def _button(percent: float) -> QPushButton:
    button = QPushButton(f"{percent:g} %")
    button.setObjectName(f"threshold_for_{percent:g}".replace(".", "_"))
    button.setToolTip(f"The lowest threshold at which {percent:g} % of its answers are right")
    button.setMaximumWidth(button.fontMetrics().horizontalAdvance("99.5 %") + 16)
    return button
