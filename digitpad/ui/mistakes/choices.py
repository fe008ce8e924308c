"""Fields for the images to measure, and for the network to compare with."""

from pathlib import Path

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from digitpad.core.text import counted, shortened
from digitpad.session.against import THIS, Against
from digitpad.session.hands.hand_list import HandList
from digitpad.session.mistakes.evaluated import Source, sources
from digitpad.session.mistakes.evaluation_watch import EvaluationWatch
from digitpad.session.preferences import SHOWS_EXPERIMENTS, Preferences
from digitpad.session.session import Session
from digitpad.ui.parts.item_views import offer
from digitpad.ui.parts.layouts import NarrowBox, named, row
from digitpad.ui.parts.number_fields import whole_number

LETTERS, LETTERS_AGAINST = 8, 12  # of the fields' widths
LONGEST_NAME = 40  # letters


class SourceBox(NarrowBox):
    """Offers parts of the data in use, pen digits, hands of My Digits, and folders."""

    def __init__(self, session: Session, watch: EvaluationWatch, hands: HandList) -> None:
        super().__init__(LETTERS)
        self._session, self._watch, self._hands = session, watch, hands
        self._folders: tuple[str, ...] = ()
        about = "Measure images of the data in use, of other people, of a hand or of a folder."
        named(self, "evaluation_source", about, "What is measured")
        self.setMaxVisibleItems(20)
        for changed in (session.data_changed, hands.listed, hands.changed):
            changed.connect(self._list)
        self.currentIndexChanged.connect(self._choose)
        self._list()

    def offer(self, *folders: str) -> None:
        """Offer the test images of these folders as well."""
        self._folders = tuple(dict.fromkeys((*folders, *self._folders)))
        self._list()

    def measure_folder(self, folder: Path) -> None:
        """Measure the test images of a folder."""
        self._watch.measure(Source(folder=str(folder)))
        self.offer(str(folder))

    def _list(self, *_changed: object) -> None:
        """List what can be measured now; keep the choice if it is still there."""
        found = sources(self._session.data, self._hands.all(), self._folders)
        offer(self, [(_text_of(*each), each[1]) for each in found], self._watch.source)
        self._choose()

    def _choose(self, *_index: int) -> None:
        self._watch.measure(self.currentData())


def _text_of(name: str, source: Source) -> str:
    digits = "" if source.hand is None else f" ({counted(len(source.hand.digits), 'digit')})"
    return shortened(name, LONGEST_NAME) + digits


class AgainstBox(QWidget):
    """Chooses what to compare with: nothing, this run, the shipped network, or another run.

    The epoch beside it is hidden where there is no choice.
    """

    def __init__(self, session: Session, against: Against, preferences: Preferences) -> None:
        super().__init__()
        self._against, self._preferences = against, preferences
        about = "Which digits does this network mend, and which does it break?"
        box, spoken = NarrowBox(LETTERS_AGAINST), "Compare with another network"
        self._box = named(box, "against", about, spoken)
        self._box.before = "against: "
        self._box.setMaxVisibleItems(20)
        about = "The hollow mark in the timeline can be dragged, too."
        self._epoch = named(whole_number(0, 0, 0), "against_epoch", about, "Epoch to compare with")
        row(self._box, self._epoch, of=self, spacing=4)
        self._box.currentIndexChanged.connect(lambda _at: against.choose(self._box.currentData()))
        self._epoch.valueChanged.connect(against.move)
        against.changed.connect(self._show)
        session.when_run(self._show)
        session.when_run(self._offer_this, "epoch")
        session.runs.changed.connect(self._take_change)
        self._show()

    def _take_change(self, _run_id: str, what: frozenset[str]) -> None:
        if what & {"listed", "named"}:
            self._show()

    def _offer_this(self) -> None:
        if self._box.findData(THIS) < 0:  # it had no other epoch
            self._show()

    def _show(self) -> None:
        with_experiments = self._preferences.read(SHOWS_EXPERIMENTS, False)
        offer(self._box, self._against.offered(with_experiments), self._against.key)
        epochs, other = self._against.epochs, self._against.other
        self._epoch.setVisible(len(epochs) > 1)
        if other is not None and other.at.epoch is not None:
            with QSignalBlocker(self._epoch):
                self._epoch.setRange(epochs[0], epochs[-1])
                self._epoch.setValue(other.at.epoch)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()  # Runs may show the runs of experiments now
