"""*How Sure?* and *Damage*: plots with a handle that moves along them."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout

from digitpad.core.damage import DAMAGES, LEVELS
from digitpad.core.evaluation import ThresholdCurve, threshold_curve
from digitpad.core.text import in_a_row
from digitpad.session.mistakes.damage_watch import DamageWatch
from digitpad.session.mistakes.evaluation_watch import ComparedWatch, EvaluationWatch
from digitpad.session.mistakes.evaluation_words import name_of
from digitpad.session.mistakes.mistake_charts import damage_chart, threshold_charts
from digitpad.session.mistakes.mistakes import MistakeList
from digitpad.ui.mistakes.mistakes_view import CAPTION, SIDE, tile_of
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import tell_value
from digitpad.ui.parts.gallery import Gallery
from digitpad.ui.parts.layouts import (
    Part,
    choice_box,
    column,
    label_of,
    named,
    paragraph,
    row,
    slider,
)
from digitpad.ui.parts.small_pictures import MadeTiles, Tile
from digitpad.ui.plots.linked_plots import LinkedPlots
from digitpad.ui.plots.plot import HELP, Plot

FIRST = 90  # the threshold at first, in percent
LOW = 400  # pixels of the view's height, at the usual size of text


ANSWERED = (
    "The more is needed, the fewer digits it answers, and misreads. Dashed: the network to compare "
    f"with. {HELP}"
)
STILL_RIGHT = f"How many are still read right. Dashed: by the network to compare with. {HELP}"


class CurveView(LinkedPlots):
    """A row with a handle, a sentence about its place, and plots that mark the place."""

    def __init__(
        self, fields: QBoxLayout, text: str, about: str, plots: Sequence[Plot], *below: Part
    ) -> None:
        """fields: the row. text: the sentence's object name. about: explains the sentence."""
        super().__init__(*plots)
        self._text = paragraph(text, about, "heading")
        self._together = column(*((plot, 1) for plot in plots), spacing=8)
        parts = fields, self._text, (self._together, 3), *below
        column(*parts, of=self, spacing=8, margins=(0, 8, 0, 0))
        self._place: float | None = None
        for plot in plots:
            plot.pointed.connect(lambda place, _key: self._point() if place is None else None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the plots beside each other where they would be low."""
        super().resizeEvent(event)
        is_low, ways = self.height() < LOW * theme.enlargement(), QBoxLayout.Direction
        self._together.setDirection(ways.LeftToRight if is_low else ways.TopToBottom)

    def show_handle(self, place: float | None, sentence: str) -> None:
        """Mark the handle's place on x in the plots; None if no curve reaches there.

        sentence: about this place.
        """
        self._place = place
        self._text.setText(sentence)
        self._point()

    def _point(self) -> None:
        for plot in self.plots:
            plot.point_at(self._place)


class ThresholdView(CurveView):
    """How many digits are answered, and answered right, if an answer needs a threshold."""

    def __init__(self, watch: EvaluationWatch, comparison: ComparedWatch) -> None:
        """comparison: its other network's curves are drawn dashed."""
        self._watch, self._comparison = watch, comparison
        self._curve: ThresholdCurve | None = None
        about = "An output below the threshold is no answer."
        self._slider = slider("threshold", about, "Activation needed", 0, 100)
        self._slider.setValue(FIRST)
        fields = row(label_of(self._slider, "activation &needed"), (self._slider, 1), spacing=8)
        size = 120, 50
        plots = (
            Plot("threshold_answered", "How much is answered", least=size, about=ANSWERED),
            Plot("threshold", "How much of that is right", least=size, about=ANSWERED),
        )
        about = "How many digits are answered at this threshold, and how many of these are right."
        super().__init__(fields, "answered", about, plots)
        self._slider.valueChanged.connect(self._show_threshold)
        self.follow(watch.answered, comparison.answered)

    def refresh(self) -> None:
        found = self._watch.found
        self._curve = None if found is None else threshold_curve(found.evaluation)
        compared = self._comparison.compared
        if compared is None:
            self.show_charts(threshold_charts(self._curve))
        else:
            read = compared.read
            self.show_charts(threshold_charts(self._curve, read.evaluation, read.other.name))
        self._show_threshold()

    def _show_threshold(self, *_moved: object) -> None:
        percent, curve = self._slider.value(), self._curve
        tell_value(self._slider, f"{percent / 100:.2f}")
        if curve is None:
            self.show_handle(None, "")
        else:
            self.show_handle(percent / 100, curve.threshold_in_words(percent))


class DamageView(CurveView):
    """How many digits are read right if they are damaged; the drawing is damaged as well."""

    def __init__(self, damage: DamageWatch, mistakes: MistakeList) -> None:
        self._damage, self._mistakes = damage, mistakes
        kinds = [kind.name for kind in DAMAGES]
        about = f"What happens to the digits before the network reads them: {in_a_row(kinds, 'or')}"
        kind = choice_box("damage", about, "Kind of damage", kinds)
        kind.setCurrentText(damage.damaging.kind.name)
        about = "How strongly the digits and your drawing are damaged; the drawing itself stays"
        self._strength = slider("damage_strength", about, "Strength of the damage", 0, LEVELS)
        fields = row(label_of(kind, "&damage"), kind, (self._strength, 1), spacing=8)
        spoken = "Right answers over the strength of damage"
        plot = Plot("damage", spoken, least=(120, 60), about=STILL_RIGHT)
        about = "The digits as they look now, and how they are read. Click one to draw it."
        gallery = Gallery(SIDE, longest=CAPTION)
        self._gallery = named(gallery, "damaged_digits", about, "Damaged digits")
        about = "How many digits are still read right. The handle damages your drawing, too."
        super().__init__(fields, "damage_text", about, [plot], (self._gallery, 2))
        kind.currentIndexChanged.connect(lambda at: damage.choose(DAMAGES[at]))
        self._strength.valueChanged.connect(damage.strengthen)
        self._gallery.chosen.connect(self._put_on_canvas)
        self.follow(damage.damaging_changed, damage.evaluation.answered)
        for watch in (damage.curve, damage.of_other):
            self.follow(watch.answered, watch.refused)
        for fact in (damage.damaging_changed, damage.evaluation.answered):
            fact.connect(self._show_digits)
        self.looked_at.connect(damage.look)
        self.looked_at.connect(self._show_digits)

    def refresh(self) -> None:
        damaging = self._damage.damaging
        own, other = self._damage.curve.found, self._damage.of_other.found
        self.show_charts([damage_chart(damaging.kind, own, other)])
        tell_value(self._strength, name_of(damaging))
        self.show_handle(damaging.strength, self._damage.damage_in_words())

    def _show_digits(self, *_told: object) -> None:
        if self.isVisible():
            shown = self._damage.digits()
            rows = range(0 if shown is None else len(shown.data))
            tiles = () if shown is None else MadeTiles(partial(tile_of, shown), rows)
            self._gallery.show_tiles(tiles)

    def _put_on_canvas(self, _tile: Tile) -> None:
        if (found := self._damage.evaluation.found) is not None:
            self._mistakes.put_on_canvas(found, self._gallery.currentIndex().row())
