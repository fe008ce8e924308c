"""How often a network is still right where digits are damaged, by the strength of the damage."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtGui import QHideEvent, QShowEvent

from digitpad.core.evaluation.damage import KINDS, LEVELS
from digitpad.session.measuring.against_watch import AgainstWatch
from digitpad.session.measuring.damage_watch import DamageWatch
from digitpad.session.measuring.mistake_list import MistakeList
from digitpad.session.measuring.mistake_questions import DamageCurve
from digitpad.ui.mistakes.curve_view import CurveView, handle
from digitpad.ui.mistakes.mistakes_view import CAPTION, SIDE, ListedDigits
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.gallery import Gallery
from digitpad.ui.parts.layouts import choice_box, label_of, row
from digitpad.ui.parts.small_pictures import Tile
from digitpad.ui.plots.chart import Chart, ColorName, Curve, Trace
from digitpad.ui.plots.plot import Plot


class DamageView(CurveView):
    """Its handle damages some of the digits, and the drawing on the canvas."""

    def __init__(self, watch: DamageWatch, against: AgainstWatch, mistakes: MistakeList) -> None:
        """against: its other network's curve is drawn as well, dashed."""
        self._watch, self._against, self._mistakes = watch, against, mistakes
        about = "What is done to the digits before the network reads them"
        kind = choice_box("damage", about, "Kind of damage", [kind.name for kind in KINDS])
        kind.setCurrentText(watch.damaging.kind.name)
        about = "How strongly the digits and your drawing are damaged; the drawing itself stays"
        self._strength = handle("damage_strength", LEVELS, "Strength of the damage", about)
        fields = row(label_of(kind, "How much &damage?"), kind, (self._strength, 1), spacing=8)
        plot = Plot("damage", "Right answers over the strength of damage", least=(120, 60))
        about = "How many are still read right. Dashed: by the network that it is compared with."
        explain(plot, about)
        self._gallery = Gallery("damaged_digits", "Damaged digits", SIDE, longest=CAPTION)
        about = "The digits as they look now, and how they are read. Click one to draw it."
        explain(self._gallery, about)
        about = "How many digits are still read right. The handle damages your drawing, too."
        super().__init__(fields, "damage_text", about, [plot], (self._gallery, 1))
        kind.currentIndexChanged.connect(lambda at: watch.choose(KINDS[at]))
        self._strength.valueChanged.connect(watch.strengthen)
        self._gallery.chosen.connect(self._put_on_canvas)
        self.follow(watch.damaging_changed, watch.measured)
        watch.digits_changed.connect(self._show_digits)
        against.compared.connect(lambda _found: watch.compare(against.other))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch.look(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._watch.look(False)

    def charts(self) -> Sequence[Chart]:
        watch, kind = self._watch, self._watch.damaging.kind
        traces = [] if watch.curve is None else [_trace("measured", "", "accent", watch.curve)]
        if watch.of_other is not None:
            traces.append(_trace("other", self._against.name, "muted", watch.of_other))
        return [Chart(tuple(traces), "right", kind.axis, "of all digits (%)", "{:.2f} %")]

    def place(self) -> float | None:
        return self._watch.damaging.strength

    def in_words(self) -> str:
        damaging = self._watch.damaging
        self._strength.setAccessibleDescription(damaging.words if damaging.level else "undamaged")
        return self._watch.in_words()

    def _show_digits(self) -> None:
        shown = self._watch.digits
        rows = range(0 if shown is None else len(shown.rows))
        self._gallery.show_tiles(() if shown is None else ListedDigits(shown.shown, rows))

    def _put_on_canvas(self, _tile: Tile) -> None:
        shown = self._watch.digits
        if shown is not None:
            row_of_digit = int(shown.rows[self._gallery.currentIndex().row()])
            self._mistakes.put_on_canvas(shown.found, row_of_digit)


def _trace(key: str, name: str, color: ColorName, found: DamageCurve) -> Trace:
    """How much is read right, over the strength of damage; all strengths have their place."""
    x = np.array(found.kind.strengths)
    y = np.full(len(x), np.nan)
    y[: len(found.right)] = 100 * np.array(found.right) / len(found.data)
    return Trace(key, name, color, (Curve("right", x, y, is_dashed=bool(name)),), (found, name))
