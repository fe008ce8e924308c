"""How much damage: how often a network is still right, over how strongly digits are damaged."""

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from digitpad.core.evaluation.damage import KINDS, LEVELS
from digitpad.session.kept.run_record import RunRecord
from digitpad.session.measuring.damage_watch import DamageWatch, Right
from digitpad.session.runs.run_networks import RunNetworks
from digitpad.ui.plots.chart import Chart, ColorName, Curve, Trace
from digitpad.ui.plots.plot import Plot

MOST_RUNS = 5  # beside the network that is measured: each is read from the disk, and measured


class DamageView(QWidget):
    """Curves, a handle for the strength, and what that means in a sentence."""

    def __init__(
        self,
        watch: DamageWatch,
        networks: RunNetworks,
        checked: Callable[[], Sequence[RunRecord]],
    ) -> None:
        """checked: the runs whose curves are drawn as well, dotted."""
        super().__init__()
        self._watch, self._networks, self._checked = watch, networks, checked
        self._runs: Sequence[RunRecord] = ()
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
        networks.changed.connect(self._compare)
        for change in (networks.runs.listed, networks.runs.in_use_changed):
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

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 100)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch.look(True)
        self._networks.runs.read()
        self._take_runs()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._watch.look(False)

    def _take_runs(self) -> None:
        """Fetch the networks of the checked runs; that of the run in use is measured anyway."""
        if self.isVisible():
            in_use = self._networks.runs.in_use
            others = [run for run in self._checked() if run.id != in_use]
            self._runs = others[:MOST_RUNS]
            self._networks.want(self._runs)
            self._compare()

    def _compare(self) -> None:
        fetched = {run.id: self._networks.run(run.id) for run in self._runs}
        self._watch.compare({i: run.network for i, run in fetched.items() if run is not None})

    def _show(self) -> None:
        watch, damaging = self._watch, self._watch.damaging
        kind, curve = damaging.kind, watch.curve
        size = 0 if curve is None else len(curve.data)
        others = watch.others
        traces = []
        if curve is not None and curve.right[0][0] is not None:
            traces.append(_trace("measured", "", "ink", kind.strengths, curve.right[0], size))
        for run in self._runs:
            right = others.get(run.id)
            if right is not None and right[0] is not None:
                settings = run.hyperparameters
                distorted = settings is not None and settings.augmentation
                name = f"{run.title}, distorted" if distorted else run.title
                traces.append(_trace(run.id, name, run.number, kind.strengths, right, size))
        chart = Chart(tuple(traces), f"right with {kind.name}", kind.axis, "right (%)", "{:.2f} %")
        while not self.plot.show_chart(chart):
            pass
        self._point()
        self.text.setText(self._in_words())

    def _point(self) -> None:
        """Point at the strength that is chosen."""
        self.plot.point_at(self._watch.damaging.strength)

    def _in_words(self) -> str:
        """What is left at this strength: 2 pixels of shift leave 78.60 %."""
        curve, damaging = self._watch.curve, self._watch.damaging
        if curve is None:
            return "Nothing is measured yet."
        right, size = curve.right[0][damaging.level], len(curve.data)
        share = "…" if right is None else f"{100 * right / size:.2f} %"
        if not damaging.level:
            return f"undamaged {share} are read right; move the handle to damage them"
        return f"{damaging.words} {damaging.kind.leaves} {share}"


def _trace(
    key: str, name: str, color: ColorName, strengths: Sequence[float], right: Right, size: int
) -> Trace:
    """How much of `size` digits is read right, over the strength of damage."""
    y = np.array([np.nan if n is None else 100 * n / size for n in right])
    x, is_other = np.array(strengths), bool(name)
    curve = Curve("right", x, y, is_dashed=is_other)
    return Trace(key, name, color, (curve,), (right, size, strengths, name))
