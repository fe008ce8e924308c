"""What is in the tab *Mistakes*: its pages, and the views on them."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget, QWidget

from digitpad.session.hands.hand_list import HandList
from digitpad.session.measuring.against_watch import AgainstWatch
from digitpad.session.measuring.damage_watch import DamageWatch
from digitpad.session.measuring.evaluation_watch import EvaluationWatch
from digitpad.session.measuring.measurer import Measurer
from digitpad.session.measuring.mistake_list import MistakeList
from digitpad.session.runs.run_list import RunList
from digitpad.session.session import Session
from digitpad.ui.mistakes.against_view import AgainstView
from digitpad.ui.mistakes.damage_view import DamageView
from digitpad.ui.mistakes.evaluation_bar import EvaluationBar
from digitpad.ui.mistakes.map_view import MapView
from digitpad.ui.mistakes.matrix_view import MatrixView
from digitpad.ui.mistakes.mistakes_view import MistakesView
from digitpad.ui.mistakes.threshold_view import ThresholdView
from digitpad.ui.parts.layouts import PAGE, REST, column, named, row, split

BELOW = 0.38  # the lower half's part of the height, where the upper one has enough
ENOUGH = 300  # pixels
BETWEEN = 12  # pixels between the curves of threshold and damage


class MistakesTab(QWidget):
    """The lines at the top; matrix and gallery; below them threshold and damage; further pages."""

    def __init__(
        self,
        session: Session,
        measurer: Measurer,
        watch: EvaluationWatch,
        mistakes: MistakeList,
        hands: HandList,
        runs: RunList,
    ) -> None:
        """runs: that the network is compared with."""
        super().__init__()
        damage = DamageWatch(session, measurer, watch, mistakes, self)
        compared = AgainstWatch(measurer, watch, self)
        self.matrix = MatrixView(watch, compared, mistakes)
        against = AgainstView(session, compared, mistakes, runs)
        self.bar = EvaluationBar(session, watch, mistakes, hands, against.choice)
        self.list = MistakesView(mistakes, damage)
        threshold = ThresholdView(watch)
        damaged = DamageView(damage, compared)
        digits = MapView(session, measurer, watch, mistakes)
        upper = split(Qt.Orientation.Horizontal, (self.matrix, 56), (self.list, 44))
        self._lower = split(Qt.Orientation.Horizontal, (threshold, 1), (damaged, 1))
        self._lower.setHandleWidth(BETWEEN)
        self._halves = split(Qt.Orientation.Vertical, (upper, 1), (self._lower, 1))
        self._is_moved = False  # by a person
        self._halves.splitterMoved.connect(self._keep_halves)
        self._halves.installEventFilter(self)
        pages, switch = QStackedWidget(), QButtonGroup(self)
        buttons = []
        for title, page in (("matrix and gallery", self._halves), ("map of all digits", digits)):
            name = f"{title.split()[0]}_page"
            button = named(QPushButton(title), name, f"Show the {title}.")
            button.setCheckable(True)
            switch.addButton(button, pages.addWidget(page))
            buttons.append(button)
        buttons[0].setChecked(True)
        switch.idClicked.connect(pages.setCurrentIndex)
        foot = row(REST, *buttons, REST, spacing=6)
        column(*(self.bar, against, (pages, 1), foot), of=self, spacing=8, margins=PAGE)

    def _keep_halves(self) -> None:
        self._is_moved = True

    def eventFilter(self, halves: QObject, event: QEvent) -> bool:
        """Let the lower half do without curves where the upper one needs the height."""
        if event.type() == QEvent.Type.Resize and not self._is_moved:
            height, least = self._halves.height(), self._lower.minimumSizeHint().height()
            below = max(least, min(int(BELOW * height), height - ENOUGH))
            self._halves.setSizes([height - below, below])
        return False
