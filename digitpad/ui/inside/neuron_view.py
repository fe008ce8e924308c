"""One neuron: what it looks for, what it finds in the drawing, and how its activation adds up."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from digitpad.core.inside.excitement import Excitement
from digitpad.core.inside.explain import Terms, effect_on_outputs, terms, total
from digitpad.session.measuring.questions import Excited
from digitpad.ui.drawing.painting import grays
from digitpad.ui.inside.answers_by_digit import AnswersByDigit
from digitpad.ui.inside.cells import MOST_TERMS, Cells, Link, sigmoid_chart
from digitpad.ui.inside.pointing import RowPlaces
from digitpad.ui.inside.seen import Choice, Place, Seen, name_of_input
from digitpad.ui.inside.views import InsideView
from digitpad.ui.inside.weight_tiles import scale_of
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.gallery import ON_CANVAS, Gallery
from digitpad.ui.parts.layouts import column, named, paragraph, row
from digitpad.ui.parts.number_text import text_of, with_sign
from digitpad.ui.parts.signed_bars import SignedBars
from digitpad.ui.parts.small_pictures import Tile, inked, labelled, largest, signed
from digitpad.ui.plots.plot import Plot

TERMS = 5  # of the sum that have a bar
MANY = 7  # if it is active for more digits than this, the others are named
SIDE, PICTURE, LARGE = 46, 140, 108  # usual sides of pictures: exciting, weights, arithmetic


class NeuronView(InsideView):
    """Shows a neuron's weights, its sum term by term, and the images that excite it."""

    title = "Neuron"
    line = "What the neuron looks for, and how it answers."
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
        self._heading = paragraph(
            "neuron_title",
            "The neuron that all views are about, and its activation for the drawing. Click "
            "another one in the picture.",
        )
        theme.give_role(self._heading, "heading")
        tip = "Come closer: how its activation is computed, cell by cell"
        self.closer = named(QPushButton("Arithmetic"), "arithmetic", tip)
        self.closer.setCheckable(True)
        self.closer.toggled.connect(self._write_out)
        self.weights = Gallery("neuron_pictures", "Its weights, and what it finds", PICTURE, 2)
        explain(
            self.weights,
            "The neuron’s weights, each where its pixel is, and what it finds in the drawing: "
            "red raises z, blue lowers it. After ≤ and ≥ stand the ends of a scale that some "
            "weights go beyond.",
        )
        about = "The weighted inputs and the bias add up to z, and σ makes an activation of it."
        self.sum = paragraph("neuron_sum", about)
        self.sum.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.terms = SignedBars(
            "neuron_terms", "The terms of its sum", TERMS + 2, "pixel 27, 27: −0.00 × 1.00"
        )
        explain(
            self.terms,
            "The largest terms of the sum z, and all others together: red bars raise it, blue "
            "bars lower it. Click one to follow it to its neuron.",
        )
        self._term_places = RowPlaces(self.terms, choice)
        self.outputs = SignedBars("neuron_outputs", "Which outputs it speaks for", 10, "0")
        explain(
            self.outputs,
            "How each output’s z changes with this neuron’s activation: red upwards, blue "
            "downwards.",
        )
        self.fires = paragraph(
            "neuron_fires",
            "For which digits the neuron’s mean activation is above one half. Click an image, "
            "and it is put on the canvas.",
        )
        self.exciting = Gallery("exciting_images", "Images that excite it most", SIDE, 10)
        explain(self.exciting, ON_CANVAS)
        self.by_digit = AnswersByDigit()
        about = "The whole sum, or what one row adds to it: point at a row."
        self.sentence = paragraph("cells_sentence", about)
        said = "Weights times activations are products"
        self.factors = Gallery("cells_pictures", said, LARGE, 3)
        explain(
            self.factors,
            "Each weight times each activation is a product: what is pointed at in the rows is "
            "marked here.",
        )
        self.cells = Cells()
        self._cell_places = RowPlaces(self.cells, choice)
        self.cells.selectionModel().currentChanged.connect(self._say)
        self.curve = Plot("sigmoid", "The activation by z")
        self.curve.area.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.curve.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        tip = "σ makes an activation between 0 and 1 of any z; far from 0 its curve is flat"
        explain(self.curve, tip)
        self.curve.explain_legend(tip)
        choice.pointed_changed.connect(self._mark)
        self._overview = self._lay_out_overview()
        self._arithmetic = QWidget()
        column(self.sentence, self.factors, self.cells, (self.curve, 1), of=self._arithmetic)
        top = row((self._heading, 1), self.closer)
        parts = top, self._overview, (self._arithmetic, 1)
        column(*parts, of=self, spacing=3, margins=(8, 6, 8, 4)).addStretch()
        self._arithmetic.hide()

    def _lay_out_overview(self) -> QWidget:
        self._outputs_caption = QLabel("for and against outputs")
        left = column(self.weights, self.sum, spacing=2)
        right = column(self._outputs_caption, self.outputs, spacing=2)
        above = row((left, 1), (right, 1))
        for half in (left, right):
            above.setAlignment(half, Qt.AlignmentFlag.AlignTop)
        overview = QWidget()
        parts = above, self.terms, self.fires, self.exciting, self.by_digit
        column(*parts, of=overview, spacing=3)
        return overview

    def _write_out(self, closer: bool) -> None:
        """Show the sum cell by cell, or the overview."""
        self._overview.setVisible(not closer)
        self._arithmetic.setVisible(closer)
        if self._seen is not None:
            self.look(self._seen)

    def look(self, seen: Seen) -> None:
        """Show the chosen neuron as it answers now."""
        self._seen = seen
        summed = terms(seen.network, seen.activations, *seen.place)
        name = seen.name_of(*seen.place)
        self._heading.setText(name if seen.is_blank else f"{name}: {summed.activation:.3f}")
        if self.closer.isChecked():
            self._show_cells(seen, summed)
            return
        self._show_tiles(seen, summed)
        self._show_sum(seen, summed)
        self._show_outputs(seen)

    def _show_outputs(self, seen: Seen) -> None:
        last = len(seen.network.weights) - 1
        # From an earlier layer the effect depends on the activations between, so on the drawing.
        is_known = seen.layer == last - 1 or (seen.layer < last and not seen.is_blank)
        for widget in (self.outputs, self._outputs_caption):
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
            shown = [self._weights_of(seen)]
            if not seen.is_blank:
                shown.append(signed(summed.terms, "finds"))
            self.weights.show_tiles(shown)

    @staticmethod
    def _weights_of(seen: Seen) -> Tile:
        """A neuron's weights, on the scale of its whole layer, as in the tiles."""
        most = scale_of(seen.network.weights[seen.layer])
        weights = seen.network.weights[seen.layer][seen.neuron]
        return signed(weights, "w", most)

    def _show_sum(self, seen: Seen, summed: Terms) -> None:
        self.terms.setVisible(not seen.is_blank)
        if seen.is_blank:
            bias = text_of(summed.bias, 2)
            self.sum.setText(f"Draw a digit to see its sum. Its bias b = {bias}.")
            return
        links, places = _links(seen, summed, TERMS)
        self.terms.show_bars(
            [(": ".join(filter(None, (x.name, x.multiplied))), x.product) for x in links]
        )
        self._term_places.show(places)
        answer = f"σ(z) = {summed.activation:.3f}".replace(" ", "\N{NO-BREAK SPACE}")
        self.sum.setText(f"z = w·a + b = {text_of(summed.z, 3)}    {answer}")

    def _show_cells(self, seen: Seen, summed: Terms) -> None:
        for widget in (self.factors, self.cells, self.curve):
            widget.setVisible(not seen.is_blank)
        if seen.is_blank:
            self.sentence.setText("Draw a digit to see how this neuron’s activation adds up.")
            return
        before = seen.activations[seen.layer][:, 0]
        inputs = inked(grays(before), "× input, 0 to 1")
        products = signed(summed.terms, "= products")
        self.factors.show_tiles([self._weights_of(seen), inputs, products])
        self._links, places = _links(seen, summed, MOST_TERMS)
        scales = scale_of(seen.network.weights[seen.layer]), largest(summed.terms)
        self.cells.show_sum(self._links, *scales)
        self._cell_places.show(places)
        self.curve.show_chart(sigmoid_chart(summed.z))
        self.curve.point_at(summed.z)
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
        for pictures in (self.weights, self.factors):
            pictures.mark(cell)

    def show_excited(self, excited: Excited | None) -> None:
        """Show which training images excite it; None while that is not known."""
        if excited is None:
            self.fires.setText("Looking through the training images …")
            self.exciting.show_tiles(())
            self.by_digit.show_answers(None)
            return
        excitement, data = excited.found, excited.data
        self.fires.setText(
            f"On average above one half for {_digits(excitement)}. Most exciting of {len(data):,} "
            "training images:"
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
