"""One neuron: what it looks for, what it finds in the drawing, and how its activation adds up."""

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from digitpad.core.data.dataset import Dataset
from digitpad.core.inside.excitement import Excitement
from digitpad.core.inside.explain import Terms, effect_on_outputs, terms, total
from digitpad.ui.inside.answers_by_digit import AnswersByDigit
from digitpad.ui.inside.seen import Seen
from digitpad.ui.inside.tables import Table, neuron_name, of_neuron, pixel_name
from digitpad.ui.parts.gallery import Digit, Gallery
from digitpad.ui.parts.number_text import text_of
from digitpad.ui.parts.signed_bars import SignedBars
from digitpad.ui.parts.small_pictures import Pictures, signed

TERMS, MORE_TERMS = 7, 24  # terms of the sum that are written out
MANY = 7  # if it fires for more digits than this, the others are named
SMALL, LARGE = 92, 196  # sides of the picture of its weights, in pixels


class NeuronView(QWidget):
    """Shows a neuron's weights, its sum term by term, and the images that excite it."""

    renewed = Signal()
    """The numbers have changed."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("neuron")
        self.setAccessibleName("The chosen neuron")
        self._seen: Seen | None = None
        self._excitement: tuple[Excitement, Dataset] | None = None
        self._written_out = TERMS
        self.title = _text("neuron_title")
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.closer = QPushButton("Arithmetic")
        self.closer.setObjectName("arithmetic")
        self.closer.setCheckable(True)
        self.closer.setToolTip("Come closer: more room for the neuron, and more of its sum")
        self.weights = Pictures("neuron_pictures", "Its weights, and what it finds", SMALL, 2)
        self.sum = _text("neuron_sum")
        self.sum.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.terms = SignedBars("neuron_terms", "The terms of its sum", TERMS + 2, 165)
        self.outputs = SignedBars("neuron_outputs", "Which outputs it speaks for", 10, 24)
        self.outputs.setToolTip("How each output’s z changes with this neuron’s activation")
        self.fires = _text("neuron_fires")
        self.exciting = Gallery("exciting_images", "Images that excite it most", 46, 9)
        self.by_digit = AnswersByDigit()
        below = QHBoxLayout()
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(_caption("activation by digit"))
        left.addWidget(self.by_digit, 1)
        self._outputs_caption = _caption("for and against outputs")
        right.addWidget(self._outputs_caption)
        right.addWidget(self.outputs)
        right.addStretch(1)
        below.addLayout(left, 1)
        below.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 4)
        layout.setSpacing(3)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.closer)
        layout.addLayout(top)
        layout.addWidget(self.weights)
        layout.addWidget(self.sum)
        layout.addWidget(self.terms)
        layout.addWidget(self.fires)
        layout.addWidget(self.exciting)
        layout.addLayout(below)
        layout.addStretch(1)

    def tables(self) -> list[Table]:
        """The view's numbers."""
        if self._seen is None:
            return []
        if self._excitement is None:
            return of_neuron(self._seen, None, ())
        found, data = self._excitement
        return of_neuron(self._seen, found, data.labels[found.most].tolist())

    def write_out(self, more: bool) -> None:
        """Write out more terms of the sum, or fewer."""
        self._written_out = MORE_TERMS if more else TERMS
        self.terms.keep_room_for(self._written_out + 2)
        self.weights.set_side(LARGE if more else SMALL)
        if self._seen is not None:
            self.look(self._seen)

    def look(self, seen: Seen) -> None:
        """Show the chosen neuron as it answers now."""
        self._seen = seen
        found = terms(seen.network, seen.activations, seen.layer, seen.neuron)
        self.title.setText(f"{seen.name_of(seen.layer, seen.neuron)}: {found.activation:.3f}")
        self._show_pictures(seen, found)
        self._show_sum(seen, found)
        is_output = seen.layer == len(seen.network.weights) - 1
        for widget in (self.outputs, self._outputs_caption):
            widget.setVisible(not is_output)
        if not is_output:
            effect = effect_on_outputs(seen.network, seen.activations, seen.layer)
            self.outputs.show_bars(
                [(str(digit), float(v)) for digit, v in enumerate(effect[:, seen.neuron])],
                seen.verdict.digits,
            )

    def _show_pictures(self, seen: Seen, found: Terms) -> None:
        """Show weights, and weights times pixels, for a neuron of the first layer."""
        self.weights.setVisible(seen.layer == 0)
        if seen.layer:
            return
        weights = seen.network.weights[0][seen.neuron]
        most = float(np.abs(weights).max()) or 1.0
        strongest = float(np.abs(found.terms).max()) or 1.0
        self.weights.show_pictures(
            [
                signed(weights, most, f"weights, ±{most:.2g}"),
                signed(found.terms, strongest, "what it finds"),
            ]
        )

    def _show_sum(self, seen: Seen, found: Terms) -> None:
        count = min(self._written_out, int(np.count_nonzero(found.terms)))  # paper adds nothing
        order = found.strongest(count).tolist()
        rest = total(np.delete(found.terms, order))
        weights = seen.network.weights[seen.layer][seen.neuron]
        before = seen.activations[seen.layer][:, 0]
        bars = []
        for i in order:
            name = pixel_name(i) if seen.layer == 0 else neuron_name(i)
            product = f"{text_of(weights[i], 2)} × {before[i]:.2f}".replace("-", "−")
            bars.append((f"{name}: {product}", float(found.terms[i])))
        others = len(found.terms) - len(order)
        others_name = f"{others:,} others" if order else f"all {others:,}"
        bars += [(others_name, rest), ("bias b", found.bias)]
        self.terms.show_bars(bars)
        z = text_of(found.z, 3).replace("-", "−")
        self.sum.setText(f"z = w·a + b = {z}    σ(z) = {found.activation:.3f}")

    def show_excitement(self, found: Excitement | None, data: Dataset | None) -> None:
        """Show which training images excite it; None while that is not known."""
        self._excitement = None if found is None or data is None else (found, data)
        self.renewed.emit()
        if found is None or data is None:
            self.fires.setText("Looking through the training images …")
            self.exciting.show_digits(())
            self.by_digit.show_answers(None)
            return
        digits = found.fires_for()
        if not digits:
            text = "fires for no digit"
        elif len(digits) == len(found.means):
            text = "fires for every digit"
        elif len(digits) > MANY:
            others = sorted(set(range(len(found.means))) - set(digits))
            text = f"fires for all but {' and '.join(map(str, others))}"
        else:
            names = (
                " and ".join(map(str, digits)) if len(digits) < 3 else ", ".join(map(str, digits))
            )
            text = f"fires for {names}"
        least = f"{float(found.activations[-1]):.2f}"
        self.fires.setText(f"{text}; these excite it most (at least {least}):")
        self.exciting.show_digits(
            [Digit(data.images[row], str(int(data.labels[row]))) for row in found.most.tolist()]
        )
        self.by_digit.show_answers(found)


def _text(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    return label


def _caption(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    return label
