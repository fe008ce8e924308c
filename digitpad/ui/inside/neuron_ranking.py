"""Which hidden neuron matters most: each is switched off in turn, and the worst losses listed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QListWidgetItem, QPushButton, QWidget

from digitpad.session.measuring.questions import Ranking
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.layouts import column, named, paragraph
from digitpad.ui.parts.views import ShortList


class NeuronRanking(QWidget):
    """A button that asks for a ranking, and the ranking as far as it is known."""

    chosen = Signal(int, int)
    """A neuron was chosen; carries its layer and its number."""

    def __init__(self) -> None:
        super().__init__()
        self._result: Ranking | None = None
        tip = "Switch each hidden neuron off in turn, on the first 1,000 test digits"
        self.ask = named(QPushButton("&Which One Matters Most?"), "rank_neurons", tip)
        self.text = paragraph(
            "ranking_text",
            "How many neurons were switched off, each alone, and how much of the same digits the"
            " whole network reads right.",
        )
        self._list = ShortList("ranking", "Neurons that matter most")
        explain(
            self._list,
            "The neurons without which most digits are misread come first. Choose one to look "
            "into it.",
        )
        column(self.ask, self.text, self._list, of=self)
        for chosen in (self._list.itemClicked, self._list.itemActivated):
            chosen.connect(self._choose)
        self.show_ranking(None)

    def show_ranking(self, ranking: Ranking | None) -> None:
        """Show what is known so far; None where the ranking is of another network."""
        self._result = ranking
        row = self._list.currentRow()
        self._list.clear()
        worst = () if ranking is None else ranking.worst
        for place, damage in enumerate(worst, start=1):
            name = f"hidden layer {damage.layer + 1}, neuron {damage.neuron}"
            left = 100 * damage.accuracy / ranking.size if ranking is not None else 0.0
            self._list.addItem(f"{place}.  {name}:  {left:.1f} %")
        self._list.setCurrentRow(row)
        self._list.setVisible(bool(worst))
        self._list.updateGeometry()
        self.text.setText("" if ranking is None else _summary(ranking))
        self.text.setVisible(ranking is not None)

    def refuse(self, sentence: str) -> None:
        """Say why there is no ranking."""
        self.text.setText(sentence)
        self.text.show()

    def _choose(self, item: QListWidgetItem) -> None:
        if self._result is not None:
            damage = self._result.worst[self._list.row(item)]
            self.chosen.emit(damage.layer, damage.neuron)


def _summary(ranking: Ranking) -> str:
    text = f"{ranking.tried:,} of {ranking.neurons:,} neurons switched off"
    if not ranking.neurons:
        text = "There are no hidden neurons"
    elif ranking.tried == ranking.neurons:
        text = "Each switched off alone"
    share = 100 * ranking.unchanged / ranking.size
    of = f"the first {ranking.size:,} test digits"
    return f"{text}; the whole network read {share:.1f} % of {of} then"
