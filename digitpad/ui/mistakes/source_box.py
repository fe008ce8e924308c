"""Which images are measured."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox

from digitpad.session.hands.hand_list import HandList
from digitpad.session.measuring.evaluation_watch import EvaluationWatch
from digitpad.session.measuring.sources import Source, sources
from digitpad.session.session import Session
from digitpad.ui.parts.layouts import named
from digitpad.ui.parts.plain_text import hand_text, one_line

LETTERS = 14  # for which the field has room at least
LONGEST_NAME = 40  # letters


class SourceBox(QComboBox):
    """Parts of the data in use, what people wrote on tablets, hands of My Digits, and folders."""

    def __init__(self, session: Session, watch: EvaluationWatch, hands: HandList) -> None:
        super().__init__()
        self._session, self._watch, self._hands = session, watch, hands
        self._folders: tuple[str, ...] = ()
        self._sources: Sequence[tuple[str, Source]] = ()
        about = (
            "Which images are measured: of the data in use, other people’s, a hand’s, a folder’s."
        )
        named(self, "evaluation_source", about, "What is measured")
        self.setMaxVisibleItems(20)
        self.setMinimumContentsLength(LETTERS)
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for changed in (session.data_changed, hands.listed, hands.changed):
            changed.connect(self._list)
        self.currentIndexChanged.connect(self._choose)
        self._list()

    def offer(self, *folders: str) -> None:
        """Offer the test images of these folders, too."""
        self._folders = tuple(dict.fromkeys((*folders, *self._folders)))
        self._list()

    def measure_folder(self, folder: str) -> None:
        """Measure the test images of a folder."""
        self._watch.measure(Source(folder=folder))
        self.offer(folder)

    def _list(self, *_changed: object) -> None:
        """List what can be measured now; the choice stays where it can."""
        self._sources = sources(self._session.data, self._hands.all(), self._folders)
        chosen = [i for i, (_, one) in enumerate(self._sources) if one == self._watch.source]
        with QSignalBlocker(self):
            self.clear()
            for name, source in self._sources:
                hand = source.hand
                self.addItem(one_line(name, LONGEST_NAME) if hand is None else hand_text(hand))
            self.setCurrentIndex(chosen[0] if chosen else 0)
        self._choose()

    def _choose(self, *_index: int) -> None:
        self._watch.measure(self._sources[self.currentIndex()][1])
