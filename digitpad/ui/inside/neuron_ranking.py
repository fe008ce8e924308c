"""Which hidden neuron matters most: each is switched off in turn, and the worst losses listed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QListWidgetItem, QPushButton, QWidget

from digitpad.core.network import Network
from digitpad.session.measuring.questions import Ranking
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.layouts import column, named, paragraph
from digitpad.ui.parts.rows import ShortList

ASK, STOP = "&Which One Matters Most?", "S&top"


class NeuronRanking(QWidget):
    """Asks for a ranking, shows how far it is, and lists the neurons; a click chooses one."""

    wanted = Signal(bool)
    """The ranking is wanted (True), or no longer."""
    chosen = Signal(int, int)
    """A neuron was chosen; carries its layer and its number."""

    def __init__(self) -> None:
        super().__init__()
        self.result: Ranking | None = None
        """What is known so far."""
        self._asks = False
        tip = "Switch each hidden neuron off in turn, on the first 1,000 test digits"
        self.ask = named(QPushButton(ASK), "rank_neurons", tip)
        self.text = paragraph(
            "ranking_text",
            "How many neurons were switched off, each alone, and how much of the same digits the"
            " whole network reads right.",
        )
        self.list = ShortList("ranking", "Neurons that matter most")
        explain(
            self.list,
            "The neurons without which most digits are misread come first. Choose one to look "
            "into it.",
        )
        column(self.ask, self.text, self.list, of=self)
        self.ask.clicked.connect(self._ask_or_stop)
        self.list.itemClicked.connect(self._choose)
        self.list.itemActivated.connect(self._choose)
        self.forget()

    def forget(self) -> None:
        """Begin anew, as there is another network."""
        if self._asks:
            self._ask_or_stop()
        self.result = None
        self.text.hide()
        self.list.hide()

    def look(self, network: Network) -> None:
        """Say so where the network has learnt since it was ranked."""
        if self.result is not None:
            self.text.setText(_summary(self.result, self.result.network is not network))

    def _ask_or_stop(self) -> None:
        self._asks = not self._asks
        self.ask.setText(STOP if self._asks else ASK)
        self.wanted.emit(self._asks)

    def refuse(self, sentence: str) -> None:
        """Say why there is no ranking."""
        self.forget()
        self.text.setText(sentence)
        self.text.show()

    def show_ranking(self, ranking: Ranking) -> None:
        """Show what is known so far."""
        self.result = ranking
        if ranking.tried == ranking.neurons and self._asks:
            self._asks = False
            self.ask.setText(ASK)
        self.text.setText(_summary(ranking, False))
        row = self.list.currentRow()
        self.list.clear()
        for place, damage in enumerate(ranking.worst, start=1):
            name = f"hidden layer {damage.layer + 1}, neuron {damage.neuron}"
            left = 100 * damage.accuracy / ranking.size
            self.list.addItem(f"{place}.  {name}:  {left:.1f} %")
        self.list.setCurrentRow(row)
        self.text.show()
        self.list.setVisible(bool(ranking.worst))
        self.list.updateGeometry()

    def _choose(self, item: QListWidgetItem) -> None:
        if self.result is not None:
            damage = self.result.worst[self.list.row(item)]
            self.chosen.emit(damage.layer, damage.neuron)


def _summary(ranking: Ranking, is_old: bool) -> str:
    text = f"{ranking.tried:,} of {ranking.neurons:,} neurons switched off"
    if not ranking.neurons:
        text = "There are no hidden neurons"
    elif ranking.tried == ranking.neurons:
        text = "Each switched off alone"
    share = 100 * ranking.unchanged / ranking.size
    old = ". The network has learnt since" if is_old else ""
    of = f"the first {ranking.size:,} test digits"
    return f"{text}; the whole network: {share:.1f} % of {of}{old}"
