"""How often a network is still right where digits are damaged, by the strength of the damage."""

from functools import partial

import numpy as np
from PySide6.QtGui import QHideEvent, QShowEvent

from digitpad.core.evaluation.damage import KINDS, LEVELS
from digitpad.session.kept.run_record import RunRecord
from digitpad.session.measuring.damage_watch import DamageWatch
from digitpad.session.measuring.mistake_questions import DamageCurve
from digitpad.session.runs.run_list import RunList
from digitpad.ui.mistakes.curve_view import CurveView, handle
from digitpad.ui.mistakes.mistakes_panel import Checked
from digitpad.ui.parts.explained import explain, say_value
from digitpad.ui.parts.layouts import choice_box, label_of, row
from digitpad.ui.plots.chart import Chart, ColorName, Curve, Trace
from digitpad.ui.plots.plot import Plot

MOST_RUNS = 5  # beside the network that is measured: each is read from the disk, and measured


class DamageView(CurveView):
    """Its handle damages the listed digits and the drawing."""

    def __init__(self, watch: DamageWatch, runs: RunList, checked: Checked) -> None:
        """checked: the runs whose curves are drawn as well, dotted."""
        self._watch, self._runs, self._checked = watch, runs, checked
        self._compared: dict[str, RunRecord] = {}
        self.kind = choice_box(
            "damage",
            "What is done to the digits before the network reads them",
            "Kind of damage",
            [kind.name for kind in KINDS],
        )
        self.kind.setCurrentText(watch.damaging.kind.name)
        self.strength = handle(
            "damage_strength",
            LEVELS,
            "Strength of the damage",
            "How strongly the listed digits and the drawing are damaged; the drawing itself stays",
        )
        self.strength.setPageStep(1)
        what = label_of(self.kind, "how much &damage")
        fields = row(what, self.kind, (self.strength, 1), spacing=4)
        plot = Plot("damage", "Right answers over the strength of damage", least=(120, 60))
        super().__init__(fields, "damage_text", plot)
        explain(
            self,
            "How many digits are still read right when all are damaged: for the network that is "
            "measured, and dotted for the runs that are checked in the tab Runs.",
        )
        explain(
            self.text,
            "How many digits are still read right. The handle damages drawing and gallery, too.",
        )
        self.kind.currentIndexChanged.connect(lambda at: watch.choose(KINDS[at]))
        self.strength.valueChanged.connect(watch.strengthen)
        self.follow(watch.damaging_changed, watch.measured)
        for change in (runs.listed, runs.in_use_changed):
            change.connect(self._take_runs)

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

    def chart(self) -> Chart:
        watch, kind = self._watch, self._watch.damaging.kind
        traces = [] if watch.curve is None else [_trace("measured", "", "ink", watch.curve)]
        for key, other in watch.others.items():
            run = self._compared[key]
            is_distorted = any(job.epochs and job.settings.augmentation for job in run.jobs)
            name = f"{run.title}, distorted" if is_distorted else run.title
            traces.append(_trace(key, name, run.number, other))
        return Chart(tuple(traces), f"right with {kind.name}", kind.axis, "right (%)", "{:.2f} %")

    def place(self) -> float | None:
        return self._watch.damaging.strength

    def in_words(self) -> str:
        damaging = self._watch.damaging
        say_value(self.strength, damaging.words if damaging.level else "undamaged")
        return self._watch.in_words()


def _trace(key: str, name: str, color: ColorName, found: DamageCurve) -> Trace:
    """How much is read right, over the strength of damage; all strengths have their place."""
    x = np.array(found.kind.strengths)
    y = np.full(len(x), np.nan)
    y[: len(found.right)] = 100 * np.array(found.right) / len(found.data)
    return Trace(key, name, color, (Curve("right", x, y, is_dashed=bool(name)),), (found, name))
