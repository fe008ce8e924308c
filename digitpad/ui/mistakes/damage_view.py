"""How often a network is still right where digits are damaged, by the strength of the damage."""

import numpy as np
from PySide6.QtGui import QHideEvent, QShowEvent

from digitpad.core.evaluation.damage import KINDS, LEVELS
from digitpad.session.measuring.against_watch import AgainstWatch
from digitpad.session.measuring.damage_watch import DamageWatch
from digitpad.session.measuring.mistake_questions import DamageCurve
from digitpad.ui.mistakes.curve_view import CurveView, handle
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.layouts import choice_box, label_of, row
from digitpad.ui.plots.chart import Chart, ColorName, Curve, Trace
from digitpad.ui.plots.plot import Plot


class DamageView(CurveView):
    """Its handle damages the listed digits and the drawing."""

    def __init__(self, watch: DamageWatch, against: AgainstWatch) -> None:
        """against: its other network's curve is drawn as well, dashed."""
        self._watch, self._against = watch, against
        about = "What is done to the digits before the network reads them"
        self.kind = choice_box("damage", about, "Kind of damage", [kind.name for kind in KINDS])
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
            "measured, and dashed for the one that it is compared with.",
        )
        about = "How many digits are still read right. The handle damages drawing and gallery, too."
        explain(self.text, about)
        self.kind.currentIndexChanged.connect(lambda at: watch.choose(KINDS[at]))
        self.strength.valueChanged.connect(watch.strengthen)
        self.follow(watch.damaging_changed, watch.measured)
        against.compared.connect(lambda _found: watch.compare(against.other))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch.look(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._watch.look(False)

    def chart(self) -> Chart:
        watch, kind = self._watch, self._watch.damaging.kind
        traces = [] if watch.curve is None else [_trace("measured", "", "ink", watch.curve)]
        if watch.of_other is not None:
            traces.append(_trace("other", self._against.name, "muted", watch.of_other))
        return Chart(tuple(traces), f"right with {kind.name}", kind.axis, "right (%)", "{:.2f} %")

    def place(self) -> float | None:
        return self._watch.damaging.strength

    def in_words(self) -> str:
        damaging = self._watch.damaging
        self.strength.setAccessibleDescription(damaging.words if damaging.level else "undamaged")
        return self._watch.in_words()


def _trace(key: str, name: str, color: ColorName, found: DamageCurve) -> Trace:
    """How much is read right, over the strength of damage; all strengths have their place."""
    x = np.array(found.kind.strengths)
    y = np.full(len(x), np.nan)
    y[: len(found.right)] = 100 * np.array(found.right) / len(found.data)
    return Trace(key, name, color, (Curve("right", x, y, is_dashed=bool(name)),), (found, name))
