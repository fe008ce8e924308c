"""One neuron of one's own: where it starts, its cost and its learning rate."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from digitpad.core.book import experiments
from digitpad.core.book.one_neuron import RATES, Neuron, neuron_from
from digitpad.core.costs import COSTS
from digitpad.core.text import text_of
from digitpad.ui.parts.explained import tell_value
from digitpad.ui.parts.layouts import REST, choice_box, column, label_of, named, row, slider

TENTHS = 10  # a slider's steps in 1
FARTHEST = 3  # a weight or a bias


class OwnNeuron(QWidget):
    """Sliders for a neuron that is drawn beside the book's four."""

    changed = Signal()
    """The neuron begins otherwise."""

    def __init__(self) -> None:
        super().__init__()
        farthest = TENTHS * FARTHEST
        about = "The first weight of your own neuron. Its input is 1, and it should answer 0."
        self._weight = slider("neuron_weight", about, "Its first weight", -farthest, farthest)
        about = "The first bias of your own neuron. The larger w + b, the worse it begins."
        self._bias = slider("neuron_bias", about, "Its first bias", -farthest, farthest)
        about = "The learning rate of your own neuron, on a logarithmic scale."
        self._rate = slider("neuron_eta", about, "Its learning rate", 0, len(RATES) - 1)
        self._sliders = self._weight, self._bias, self._rate
        self._texts = [QLabel() for _ in self._sliders]
        about = "The cost of your own neuron: which of them learns slowly from a bad start?"
        self._cost = choice_box("neuron_cost", about, "Its cost")
        of_book = experiments.named("neuron").neurons
        for cost in dict.fromkeys(neuron.cost for neuron in of_book):
            self._cost.addItem(COSTS[cost].words, cost)
        starts = dict.fromkeys((neuron.weight, neuron.bias) for neuron in of_book)
        about = "Begin where the book’s neuron begins: a little wrong, or badly wrong"
        self._starts = []
        for place, (weight, bias) in enumerate(starts):
            button = named(QPushButton(f"{weight:g}, {bias:g}"), f"neuron_start_{place}", about)
            button.clicked.connect(lambda *_, at=(weight, bias): self._start_at(*at))
            self._starts.append(button)
        self._lay_out()
        self._begin_as(replace(of_book[-1], eta=of_book[0].eta))  # like none of the book's
        for each in self._sliders:
            each.valueChanged.connect(self._tell)
        self._cost.currentIndexChanged.connect(self._tell)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        names = "your w", "your b", "your η"
        for line, (name, field, text) in enumerate(zip(names, self._sliders, self._texts)):
            grid.addWidget(label_of(field, name), line, 0)
            grid.addWidget(field, line, 1)
            grid.addWidget(text, line, 2)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(2, self.fontMetrics().horizontalAdvance("0.0015"))
        cost = row(label_of(self._cost, "your cost"), self._cost, REST, spacing=8)
        starts = row(QLabel("or start at"), *self._starts, REST, spacing=8)
        column(grid, cost, starts, of=self, spacing=4)

    @property
    def neuron(self) -> Neuron:
        """The neuron as it begins."""
        weight, bias = self._weight.value() / TENTHS, self._bias.value() / TENTHS
        return neuron_from(self._cost.currentData(), weight, bias, RATES[self._rate.value()])

    def _begin_as(self, neuron: Neuron) -> None:
        self._cost.setCurrentIndex(self._cost.findData(neuron.cost))
        self._rate.setValue(RATES.index(neuron.eta))
        self._start_at(neuron.weight, neuron.bias)
        self._tell()

    def _start_at(self, weight: float, bias: float) -> None:
        self._weight.setValue(round(TENTHS * weight))
        self._bias.setValue(round(TENTHS * bias))

    def _tell(self, *_value: object) -> None:
        neuron = self.neuron
        values = text_of(neuron.weight, 1), text_of(neuron.bias, 1), f"{neuron.eta:g}"
        for field, text, value in zip(self._sliders, self._texts, values):
            text.setText(value)
            tell_value(field, value)
        self.changed.emit()
