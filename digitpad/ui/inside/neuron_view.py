"""One neuron: its weights, what they make of the drawing, and how its activation adds up."""

from functools import partial

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from digitpad.core.data.dataset import DIGITS, Dataset
from digitpad.core.inside.explain import Excitement, Terms, terms
from digitpad.core.neurons import SOFTMAX
from digitpad.core.text import capitalized, text_of
from digitpad.session.against import Against
from digitpad.session.inside.neuron_words import (
    MOST_TERMS,
    arithmetic_in_words,
    curve_chart,
    effect_in_words,
    effect_of,
    mean_in_short,
    rows_of,
    sum_in_words,
)
from digitpad.session.inside.seen import Seen
from digitpad.session.inside.words import fires_in_words
from digitpad.session.measurer import Measurer
from digitpad.session.question import Question
from digitpad.session.questions import excited
from digitpad.ui.inside.choice import Choice, NeuronRows
from digitpad.ui.inside.inside_view import InsideView
from digitpad.ui.parts.gallery import ON_CANVAS, Gallery
from digitpad.ui.parts.layouts import REST, column, named, paragraph, row
from digitpad.ui.parts.signed_bars import SignedBars
from digitpad.ui.parts.small_pictures import labelled, scale_of, signed
from digitpad.ui.parts.ten_bars import TenBars
from digitpad.ui.plots.plot import Plot

SIDE, PICTURE = 38, 114  # usual sides of pictures in pixels: exciting images, and weights
HUGE = 1e150  # the largest z that is drawn: differences of larger ones may be infinite


class NeuronView(InsideView):
    """Shows a neuron's weights, its effect on each output, and the images that excite it."""

    title = "Neuron"
    about = (
        "A neuron adds up its weighted inputs and its bias, z = w·a + b, and answers with the "
        "activation f(z). Below are the images that excite it."
    )

    def __init__(self, choice: Choice, measurer: Measurer, against: Against, seen: Seen) -> None:
        """against: its weights at another epoch of the same run are shown as well."""
        super().__init__("neuron", "The chosen neuron", seen)
        self._choice, self._against = choice, against
        self._excited = self.watch(measurer, self._question)
        about = "The neuron that all views are about. Click another one in the picture."
        self._heading = paragraph("neuron_title", about, "heading")
        about = "The weighted inputs and the bias add up to z; the activation is f(z)."
        self.sum = paragraph("neuron_sum", about)
        self.sum.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        tip = "How its activation is computed, term by term"
        self.arithmetic = named(QPushButton("Arithmetic"), "arithmetic", tip)
        self.arithmetic.setCheckable(True)
        self.arithmetic.toggled.connect(self._write_out)
        self.weights = named(
            Gallery(PICTURE, 2, longest="w·ink, ±0.055"),
            "neuron_pictures",
            "The neuron’s weights, and each weight times the ink at its pixel; or the weights then "
            "and now, if another epoch is compared with. Red raises z, blue lowers it. The scale "
            "follows ±; a + means that some weights are larger.",
            "Its weights, and weight times ink",
        )
        about = "What this neuron adds to each output’s z now."
        self._outputs_title = paragraph("neuron_outputs_title", about, "heading")
        self.outputs = named(
            SignedBars(10, "0"),
            "neuron_outputs",
            "What this neuron adds to each output’s z: red raises it, blue lowers it.",
            "What it adds to each output",
        )
        about = "The digits for which the neuron’s mean activation is large."
        self.fires = paragraph("neuron_fires", about, "heading")
        about = "Its mean activation over all training images of a digit; pale: the range of f."
        self.by_digit = TenBars("answers_by_digit", about, "Its mean activation by digit")
        spoken = "The image of each digit that excites it most"
        self.exciting = named(Gallery(SIDE, 10), "exciting_images", ON_CANVAS, spoken)
        about = "How the terms below add up, the strongest first."
        self.sentence = paragraph("cells_sentence", about)
        self.cells = named(
            SignedBars(MOST_TERMS + 2, "neuron 999: −0.00 × 0.00"),
            "cells",
            "Each row is weight × activation, and what it adds to z: red raises z, blue lowers it. "
            "The curve below turns z into the activation.",
            "Its sum, term by term",
        )
        self._places = NeuronRows(self.cells, choice)
        about = "The activation f(z) for any z; where the curve is flat, the neuron hardly learns"
        self.curve = Plot("sigmoid", "The activation by z", about=about)
        self.curve.area.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.curve.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        about = "The share of each exp(z) in the sum of all ten: the activations of a softmax."
        self.parts = TenBars("softmax_parts", about, "Parts of the whole")
        choice.pointed_changed.connect(self._mark)
        self._excited.answered.connect(self._show_excited)
        self._excited.refused.connect(self.fires.setText)
        self._show_excited(None)
        self._lay_out()

    def _lay_out(self) -> None:
        self._written = QWidget()
        column(self.sentence, self.cells, self.curve, self.parts, of=self._written, spacing=6)
        self._written.hide()
        words = column(self._heading, self.sum, REST, self.arithmetic, spacing=4)
        above = row((self.weights, 3), (words, 2), spacing=12)
        outputs = self._outputs_title, self.outputs
        by_digit = self.fires, self.by_digit, self.exciting
        parts = above, *outputs, *by_digit, self._written
        column(*parts, REST, of=self, spacing=6, margins=(0, 8, 8, 8))

    def _write_out(self, is_written: bool) -> None:
        """Show or hide the sum, term by term, below all else."""
        self._written.setVisible(is_written)
        self.show_seen(self._seen)
        if is_written:
            # After they are laid out.
            QTimer.singleShot(0, self, lambda: self.area.ensureWidgetVisible(self.cells))

    def show_seen(self, seen: Seen) -> None:
        before, self._seen = self._seen, seen
        summed = terms(seen.network, seen.activations, *seen.place)
        name = seen.name_of(*seen.place)
        self._heading.setText(capitalized(name))
        self.sum.setText(sum_in_words(seen, summed))
        self._show_tiles(seen, summed)
        self._show_outputs(seen)
        if self.arithmetic.isChecked():
            self._show_cells(seen, summed)
        if before.place != seen.place:
            self._excited.forget()
        else:
            self._excited.note()

    def _show_outputs(self, seen: Seen) -> None:
        last = len(seen.network.weights) - 1
        # The effect of an earlier layer depends on the activations between, so on the drawing.
        is_known = seen.layer == last - 1 or (seen.layer < last and not seen.is_blank)
        for widget in (self.outputs, self._outputs_title):
            widget.setVisible(is_known)
        if is_known:
            self._outputs_title.setText(effect_in_words(seen))
            self.outputs.show_bars(
                [(str(digit), float(value)) for digit, value in enumerate(effect_of(seen))],
                () if seen.is_blank else seen.verdict.digits,
            )

    def _show_tiles(self, seen: Seen, summed: Terms) -> None:
        """Show the weights of a neuron of the first layer, and weights times pixels.

        If another epoch of the same run is compared with: the weights then and now.
        """
        self.weights.setVisible(seen.layer == 0)
        if seen.layer == 0:
            weights, other = seen.network.weights[0], self._against.other
            scale = scale_of(weights)  # that of the tiles
            shown = [signed(weights[seen.neuron], "w", scale)]
            if other is not None and other.at.run == seen.run_id and other.network != seen.network:
                then = signed(other.network.weights[0][seen.neuron], "w then", scale)
                shown = [then, signed(weights[seen.neuron], "w now", scale)]
            elif not seen.is_blank:
                shown.append(signed(summed.terms, "w·ink"))
            self.weights.show_tiles(shown)

    def _show_cells(self, seen: Seen, summed: Terms) -> None:
        kind = seen.network.kind_of(seen.layer)
        self.cells.setVisible(not seen.is_blank)
        self.curve.setVisible(not seen.is_blank and kind is not SOFTMAX)
        self.parts.setVisible(not seen.is_blank and kind is SOFTMAX)
        self.sentence.setText(arithmetic_in_words(seen, summed))
        if seen.is_blank:
            return
        bars, places = rows_of(seen, summed)
        self.cells.show_bars(bars)
        self._places.show(places)
        if kind is SOFTMAX:
            parts = seen.activations[-1][:, 0]
            spoken = [f"part {text_of(part, 2)}" for part in parts.tolist()]
            self.parts.show_values(parts, kind.bounds, DIGITS, spoken)
        else:
            z = min(max(summed.z, -HUGE), HUGE)
            self.curve.show_chart(curve_chart(kind, z))
            self.curve.point_at(z)

    def _mark(self) -> None:
        pointed, seen, cell = self._choice.pointed, self._seen, None
        if pointed is not None and pointed[0] == seen.layer - 1:
            cell = pointed[1]
        self.weights.mark(cell)

    def _question(self) -> Question[tuple[Excitement, Dataset]]:
        """Ask for the training images that excite the chosen neuron."""
        layer, neuron = self._seen.place
        return partial(excited, network=self._seen.network, layer=layer, neuron=neuron)

    def _show_excited(self, found: tuple[Excitement, Dataset] | None) -> None:
        if found is None:
            self.fires.setText("Looking through the training images …")
            self.exciting.show_tiles(())
            self.by_digit.show_values(np.zeros(0), (0.0, 1.0), (), ())
            return
        excitement, data = found
        self.fires.setText(fires_in_words(excitement))
        self.exciting.show_tiles(labelled(data, excitement.most))
        means, bounds = excitement.means, (excitement.least, excitement.full)
        heads = list(map(mean_in_short, means.tolist()))
        spoken = [f"mean {text_of(mean, 2)}" for mean in means.tolist()]
        self.by_digit.show_values(means, bounds, heads, spoken)
