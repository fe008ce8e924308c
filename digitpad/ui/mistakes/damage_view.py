"""How much damage: how often a network is still right, over how strongly digits are damaged."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from digitpad.core.evaluation.damage import KINDS, LEVELS
from digitpad.session.kept.run_record import RunRecord
from digitpad.session.measuring.damage_watch import DamageWatch
from digitpad.session.measuring.mistake_questions import DamageCurve
from digitpad.session.runs.run_list import RunList
from digitpad.ui.mistakes.threshold_view import LEAST_PLOT
from digitpad.ui.parts.explained import explain, say_value
from digitpad.ui.parts.number_tables import Table
from digitpad.ui.parts.sizes import scaled
from digitpad.ui.plots.chart import Chart, ColorName, Curve, Trace
from digitpad.ui.plots.plot import Plot

MOST_RUNS = 5  # beside the network that is measured: each is read from the disk, and measured


class DamageView(QWidget):
    """Curves, a handle for the strength, and what that means in a sentence."""

    def __init__(
        self,
        watch: DamageWatch,
        runs: RunList,
        checked: Callable[[], Sequence[RunRecord]],
    ) -> None:
        """checked: the runs whose curves are drawn as well, dotted."""
        super().__init__()
        self._watch, self._runs, self._checked = watch, runs, checked
        self._compared: dict[str, RunRecord] = {}
        explain(
            self,
            "How many digits are still read right when all are damaged: for the network that is "
            "measured, and dotted for the runs that are checked in the tab Runs.",
        )
        self.text = QLabel()
        self.text.setObjectName("damage_text")
        self.text.setWordWrap(True)
        self.kind = QComboBox()
        self.kind.setObjectName("damage")
        self.kind.setAccessibleName("Kind of damage")
        self.kind.setToolTip("What is done to the digits before the network reads them")
        self.kind.addItems([kind.name for kind in KINDS])
        self.kind.currentIndexChanged.connect(lambda at: watch.choose(KINDS[at]))
        self.strength = QSlider(Qt.Orientation.Horizontal)
        self.strength.setObjectName("damage_strength")
        self.strength.setAccessibleName("Strength of the damage")
        self.strength.setToolTip(
            "How strongly the listed digits and the drawing are damaged; the drawing itself stays"
        )
        self.strength.setRange(0, LEVELS)
        self.strength.setPageStep(1)
        self.strength.valueChanged.connect(watch.strengthen)
        self.plot = Plot("damage", "Right answers over the strength of damage", least=(120, 60))
        self._lay_out()
        watch.measured.connect(self._show)
        watch.damaging_changed.connect(self._show)
        self.plot.pointed.connect(lambda place, _key: self._point() if place is None else None)
        for change in (runs.listed, runs.in_use_changed):
            change.connect(self._take_runs)
        self._show()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        label = QLabel("how much &damage")
        label.setBuddy(self.kind)
        row.addWidget(label)
        row.addWidget(self.kind)
        row.addWidget(self.strength, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 0, 0)  # from the view beside
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addWidget(self.text)
        layout.addWidget(self.plot, 1)
        layout.addStretch(0)

    def minimumSizeHint(self) -> QSize:
        words = self.fontMetrics().lineSpacing()
        return QSize(200, self.kind.sizeHint().height() + words + 8)

    def resizeEvent(self, event: QResizeEvent) -> None:
        # Where there is little height the sentence says it without the curves.
        room = self.height() - self.minimumSizeHint().height()
        self.plot.setVisible(room >= scaled(LEAST_PLOT))
        super().resizeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch.look(True)
        self._runs.read()
        self._take_runs()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._watch.look(False)

    def _take_runs(self) -> None:
        """Compare with the checked runs; that in use is measured anyway."""
        if self.isVisible():
            others = [run for run in self._checked() if run.id != self._runs.in_use][:MOST_RUNS]
            self._compared = {f"{run.id} {len(run.history)}": run for run in others}
            self._watch.compare(
                {key: partial(self._runs.network_of, run) for key, run in self._compared.items()}
            )

    def _show(self) -> None:
        watch, damaging = self._watch, self._watch.damaging
        kind, curve = damaging.kind, watch.curve
        traces = [] if curve is None else [_trace("measured", "", "ink", curve)]
        for key, other in watch.others.items():
            run = self._compared[key]
            is_distorted = any(job.epochs and job.settings.augmentation for job in run.jobs)
            name = f"{run.title}, distorted" if is_distorted else run.title
            traces.append(_trace(key, name, run.number, other))
        chart = Chart(tuple(traces), f"right with {kind.name}", kind.axis, "right (%)", "{:.2f} %")
        while not self.plot.show_chart(chart):
            pass
        self._point()
        self.text.setText(self._in_words())
        say_value(self.strength, damaging.words if damaging.level else "undamaged")

    def _point(self) -> None:
        """Point at the strength that is chosen."""
        self.plot.point_at(self._watch.damaging.strength)

    def tables(self) -> list[Table]:
        """The curves' numbers, in per cent; a column a network."""
        curve, found = self._watch.curve, self._watch.evaluated
        if curve is None or found is None or curve.network is not found.network:
            return []
        others = ((self._compared[key].title, one) for key, one in self._watch.others.items())
        columns = [
            (name, [_percent(one, level) for level in range(len(one.kind.strengths))])
            for name, one in [(found.about, curve), *others]
        ]
        strengths = (curve.kind.axis, np.array(curve.kind.strengths))
        return [Table(f"damage: {curve.kind.name}", (strengths, *columns))]

    def _in_words(self) -> str:
        """What is left at this strength: 2 pixels of shift leave 78.60 %."""
        curve, damaging = self._watch.curve, self._watch.damaging
        if curve is None:
            return "Nothing is measured yet."
        percent = _percent(curve, damaging.level)
        share = "…" if percent is None else f"{percent:.2f} %"
        now = self._watch.evaluated
        earlier = "" if now is None or now.network is curve.network else " (some epochs ago)"
        if not damaging.level:
            return f"undamaged {share}{earlier}: move the handle to damage the digits"
        return f"{damaging.words} {damaging.leaves} {share}{earlier}"


def _percent(found: DamageCurve, level: int) -> float | None:
    """How much is read right at a level; None while it is not measured."""
    return 100 * found.right[level] / len(found.data) if level < len(found.right) else None


def _trace(key: str, name: str, color: ColorName, found: DamageCurve) -> Trace:
    """How much is read right, over the strength of damage; all strengths have their place."""
    x = np.array(found.kind.strengths)
    y = np.full(len(x), np.nan)
    y[: len(found.right)] = 100 * np.array(found.right) / len(found.data)
    return Trace(key, name, color, (Curve("right", x, y, is_dashed=bool(name)),), (found, name))
