"""Fields for the images to measure, and for another network to compare with."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent

from digitpad.core.text import counted, shortened
from digitpad.session.hands.hand_list import HandList
from digitpad.session.keeper import Keeper
from digitpad.session.mistakes.against import Against, networks_of_runs, own_networks
from digitpad.session.mistakes.compared import Other
from digitpad.session.mistakes.evaluated import Source, sources
from digitpad.session.mistakes.evaluation_watch import EvaluationWatch
from digitpad.session.opened_files import shipped_network
from digitpad.session.preferences import SHOWS_EXPERIMENTS, Preferences
from digitpad.session.session import Session
from digitpad.ui.parts.item_views import offer
from digitpad.ui.parts.layouts import NarrowBox, named

LETTERS, LETTERS_AGAINST = 10, 11  # of the fields' widths
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


class AgainstBox(NarrowBox):
    """Offers other networks; they are listed when the field is opened or gets the focus."""

    before = "against: "

    def __init__(
        self, session: Session, watch: Against, keeper: Keeper, preferences: Preferences
    ) -> None:
        super().__init__(LETTERS_AGAINST)
        self._session, self._watch, self._keeper = session, watch, keeper
        self._preferences = preferences
        self._others: dict[str, Other] = {}
        self._own: set[str] = set()  # the names of networks of the run in use
        self._run_id = session.run_id
        self._ids: dict[str, str] = {}  # of other runs, by their names
        self._other_id: str | None = None  # of the run that is compared with
        about = "Compare the network with another one: which digits it mends, and which it breaks."
        named(self, "against", about, "Compare with another network")
        self._list()
        self.activated.connect(self._choose)
        session.when_run(self._drop_what_is_not_another, "job", "epoch", "used")
        session.runs.changed.connect(self._take_change)

    def _list(self) -> None:
        others = own_networks(self._session)
        self._own = set(others)
        if self._session.run is not None:
            others["the shipped network"] = shipped_network
        with_experiments = self._preferences.read(SHOWS_EXPERIMENTS, False)
        self._ids = {}
        for run, network in networks_of_runs(self._session, self._keeper, with_experiments):
            name = shortened(run.title, LONGEST_NAME)
            name = f"{name} ({run.number})" if name in others else name
            others[name], self._ids[name] = network, run.id
        if self._watch.other is not None:  # keeps the present comparison
            others = {self._watch.name: self._watch.other} | others
        self._others = others
        offer(self, [("nothing", ""), *((name, name) for name in others)], self._watch.name)

    def _choose(self) -> None:
        name = self.currentData()
        self._run_id, self._other_id = self._session.run_id, self._ids.get(name)
        self._watch.compare(self._others.get(name), name)

    def _drop_what_is_not_another(self) -> None:
        """Drop a network of a run that is no longer in use, or the network in use itself."""
        if self._watch.other is None or self._watch.name not in self._own:
            return
        is_other = self._session.run_id != self._run_id
        if is_other or self._watch.other() is self._session.whole_network:
            self.setCurrentIndex(0)
            self._choose()

    def _take_change(self, run_id: str, what: frozenset[str]) -> None:
        """Drop a run that is in use itself now; compare with one that has changed as it is now."""
        if self._watch.other is None or run_id != self._other_id:
            return
        if run_id == self._session.run_id:
            self.setCurrentIndex(0)
            self._choose()
        elif what & {"job", "named"}:
            self._watch.call(shortened(self._session.runs[run_id].title, LONGEST_NAME))
            self._list()
            if "job" in what:
                self._watch.compare_again()

    def showPopup(self) -> None:
        self._list()
        self.setMaxVisibleItems(self.count())
        super().showPopup()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._list()
