"""One neuron: what it looks for, what it finds in the drawing, and how its activation adds up."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from digitpad.core.inside.excitement import Excitement
from digitpad.core.inside.explain import Terms, effect_on_outputs, terms, total
from digitpad.session.measuring.questions import Excited
from digitpad.ui.inside.answers_by_digit import AnswersByDigit
from digitpad.ui.inside.cells import HUGE, MOST_TERMS, Cells, Link, sigmoid_chart
from digitpad.ui.inside.pointing import RowPlaces
from digitpad.ui.inside.seen import Choice, Place, Seen, name_of_input
from digitpad.ui.inside.views import InsideView
from digitpad.ui.inside.weight_tiles import scale_of
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.gallery import ON_CANVAS, Gallery
from digitpad.ui.parts.layouts import REST, column, named, paragraph, row
from digitpad.ui.parts.number_fields import text_of, with_sign
from digitpad.ui.parts.signed_bars import SignedBars
from digitpad.ui.parts.small_pictures import labelled, largest, signed
from digitpad.ui.parts.views import scroll_to
from digitpad.ui.plots.plot import Plot

MANY = 7  # if it is active for more digits than this, the others are named
SIDE, PICTURE = 38, 114  # usual sides of pictures: exciting ones, and the weights


class NeuronView(InsideView):
    """Shows a neuron's weights, what it says for each output, and the images that excite it."""

    title = "Neuron"
    about = (
        "A neuron adds up its weighted inputs and its bias, z = w·a + b, and answers with the "
        "activation σ(z), between 0 and 1. Below are the training images that excite it most. "
        "“Arithmetic” writes the sum out, cell by cell. (The book: chapter 1, Sigmoid neurons.)"
    )

    def __init__(self, choice: Choice) -> None:
        super().__init__("neuron", "The chosen neuron")
        self._choice = choice
        self._seen: Seen | None = None
        self._links: list[Link] = []
        about = "The neuron that all views are about. Click another one in the picture."
        self._heading = paragraph("neuron_title", about)
        theme.give_role(self._heading, "heading")
        about = "The weighted inputs and the bias add up to z, and σ makes an activation of it."
        self.sum = paragraph("neuron_sum", about)
        self.sum.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        tip = "How its activation is computed, cell by cell"
        self.arithmetic = named(QPushButton("Arithmetic"), "arithmetic", tip)
        self.arithmetic.setCheckable(True)
        self.arithmetic.toggled.connect(self._write_out)
        self.weights = Gallery("neuron_pictures", "Its weights, and what it finds", PICTURE, 2)
        explain(
            self.weights,
            "The neuron’s weights, each where its pixel is, and what it finds in the drawing: "
            "red raises z, blue lowers it. After ≤ and ≥ stand the ends of a scale that some "
            "weights go beyond.",
        )
        self._outputs_title = paragraph("neuron_outputs_title", "Its part in each output’s z.")
        self._outputs_title.setText("What it says for and against each output")
        self.outputs = SignedBars("neuron_outputs", "Which outputs it speaks for", 10, "0")
        explain(
            self.outputs,
            "How each output’s z changes with this neuron’s activation: red upwards, blue "
            "downwards.",
        )
        about = "For which digits the neuron’s mean activation is above one half."
        self.fires = paragraph("neuron_fires", about)
        for title in (self._outputs_title, self.fires):
            theme.give_role(title, "heading")
        self.by_digit = AnswersByDigit()
        self.exciting = Gallery("exciting_images", "The image of each that excites it", SIDE, 10)
        explain(self.exciting, ON_CANVAS)
        about = "The whole sum, or what one row adds to it: point at a row."
        self.sentence = paragraph("cells_sentence", about)
        self.cells = Cells()
        self._places = RowPlaces(self.cells, choice)
        self.cells.selectionModel().currentChanged.connect(self._say)
        self.curve = Plot("sigmoid", "The activation by z")
        self.curve.area.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.curve.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        tip = "σ makes an activation between 0 and 1 of any z; far from 0 its curve is flat"
        explain(self.curve, tip)
        self.curve.explain_legend(tip)
        choice.pointed_changed.connect(self._mark)
        self._lay_out()

    def _lay_out(self) -> None:
        self._written = QWidget()
        column(self.sentence, self.cells, self.curve, of=self._written, spacing=6)
        self._written.hide()
        said = column(self._heading, self.sum, REST, self.arithmetic, spacing=4)
        above = row((self.weights, 3), (said, 2), spacing=12)
        outputs = self._outputs_title, self.outputs
        by_digit = self.fires, self.by_digit, self.exciting
        parts = above, *outputs, *by_digit, self._written
        column(*parts, REST, of=self, spacing=6, margins=(0, 8, 8, 8))

    def _write_out(self, is_written: bool) -> None:
        """Show the sum cell by cell, below all else, or hide it."""
        self._written.setVisible(is_written)
        if self._seen is not None:
            self.look(self._seen)
        if is_written:
            self.layout().activate()  # type: ignore[union-attr]
            scroll_to(self.cells)

    def look(self, seen: Seen) -> None:
        """Show the chosen neuron as it answers now."""
        self._seen = seen
        summed = terms(seen.network, seen.activations, *seen.place)
        name = seen.name_of(*seen.place)
        self._heading.setText(f"{name[0].upper()}{name[1:]}")
        if seen.is_blank:
            bias = text_of(summed.bias, 2)
            self.sum.setText(f"Draw a digit to see its sum. Its bias b = {bias}.")
        else:
            a, z = f"{summed.activation:.3f}", text_of(summed.z, 3)
            self.sum.setText(f"activation σ(z) = {a}\nz = w·a + b = {z}")
        self._show_tiles(seen, summed)
        self._show_outputs(seen)
        if self.arithmetic.isChecked():
            self._show_cells(seen, summed)

    def _show_outputs(self, seen: Seen) -> None:
        last = len(seen.network.weights) - 1
        # From an earlier layer the effect depends on the activations between, so on the drawing.
        is_known = seen.layer == last - 1 or (seen.layer < last and not seen.is_blank)
        for widget in (self.outputs, self._outputs_title):
            widget.setVisible(is_known)
        if is_known:
            effect = effect_on_outputs(seen.network, seen.activations, seen.layer)
            self.outputs.show_bars(
                [(str(digit), float(v)) for digit, v in enumerate(effect[:, seen.neuron])],
                () if seen.is_blank else seen.verdict.digits,
            )

    def _show_tiles(self, seen: Seen, summed: Terms) -> None:
        """Show weights, and weights times pixels, for a neuron of the first layer."""
        self.weights.setVisible(seen.layer == 0)
        if seen.layer == 0:
            weights = seen.network.weights[0]  # on the scale of the tiles
            shown = [signed(weights[seen.neuron], "w", scale_of(weights))]
            if not seen.is_blank:
                shown.append(signed(summed.terms, "finds"))
            self.weights.show_tiles(shown)

    def _show_cells(self, seen: Seen, summed: Terms) -> None:
        for widget in (self.cells, self.curve):
            widget.setVisible(not seen.is_blank)
        if seen.is_blank:
            self.sentence.setText("Draw a digit to see how this neuron’s activation adds up.")
            return
        self._links, places = _links(seen, summed, MOST_TERMS)
        scales = scale_of(seen.network.weights[seen.layer]), largest(summed.terms)
        self.cells.show_sum(self._links, *scales)
        self._places.show(places)
        z = min(max(summed.z, -HUGE), HUGE)
        self.curve.show_chart(sigmoid_chart(z))
        self.curve.point_at(z)
        self._say()

    def _say(self) -> None:
        """Say in a sentence what the row that is pointed at is, or the whole sum."""
        row = self.cells.currentIndex().row()
        if self._seen is None or not self._links:
            return
        if row >= 0:
            link = self._links[row]
            text = f"{link.name} adds {with_sign(link.product)} to the sum."
            if link.factors is not None:
                product = f"{link.multiplied} = {with_sign(link.product)}"
                text = f"{link.name}: weight × activation = {product}."
        else:
            z = total([link.product for link in self._links])
            first = self._links[0]  # the strongest
            inputs = "pixel" if self._seen.layer == 0 else "neuron before it"
            text = f"Each {inputs} adds weight × activation; with b that makes z = {text_of(z, 2)}."
            if first.factors is not None:
                text += f" The strongest is {first.name}: {with_sign(first.product)}."
        self.sentence.setText(text)

    def _mark(self) -> None:
        """Mark in the pictures what is pointed at."""
        pointed, seen, cell = self._choice.pointed, self._seen, None
        if pointed is not None and seen is not None and pointed[0] == seen.layer - 1:
            cell = pointed[1]
        self.weights.mark(cell)

    def show_excited(self, excited: Excited | None) -> None:
        """Show which training images excite it; None while that is not known."""
        if excited is None:
            self.fires.setText("Looking through the training images …")
            self.exciting.show_tiles(())
            self.by_digit.show_answers(None)
            return
        excitement, data = excited.found, excited.data
        self.fires.setText(
            f"Its mean activation by digit: above one half for {_digits(excitement)}"
        )
        self.exciting.show_tiles(labelled(data, excitement.most))
        self.by_digit.show_answers(excitement)


def _digits(excitement: Excitement) -> str:
    """The digits for which it is active, in words."""
    digits, count = excitement.active_for(), len(excitement.means)
    if len(digits) in (0, count):
        return "every digit" if digits else "no digit"
    if len(digits) > MANY:
        others = sorted(set(range(count)) - set(digits))
        return f"all but {' and '.join(map(str, others))}"
    return ", ".join(map(str, digits))


def _links(seen: Seen, summed: Terms, count: int) -> tuple[list[Link], list[Place | None]]:
    """The strongest terms, at most `count`, the others, and the bias; and what they stand for."""
    count = min(count, int(np.count_nonzero(summed.terms)))  # paper adds nothing
    order = summed.strongest(count)
    weights = seen.network.weights[seen.layer][seen.neuron, order]
    before = seen.activations[seen.layer][order, 0]
    factors = zip(weights.tolist(), before.tolist())
    names = [name_of_input(seen.layer, i) for i in order.tolist()]
    links = [Link(*row) for row in zip(names, summed.terms[order].tolist(), factors)]
    rest = total(np.delete(summed.terms, order))
    others = len(summed.terms) - count
    if others:
        links.append(Link(f"{others:,} others" if count else f"all {others:,}", rest))
    links.append(Link("bias b", summed.bias))
    places: list[Place | None] = [(seen.layer - 1, i) for i in order.tolist()]
    return links, places + [None] * (len(links) - len(order))
