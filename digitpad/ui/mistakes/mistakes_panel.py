"""The tab *Mistakes*: how good the network is, and where it fails."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QHideEvent, QShowEvent

from digitpad.core.network import Network
from digitpad.ui.frame.panel import Panel
from digitpad.ui.frame.shared import Shared
from digitpad.ui.parts.focus import WheelGuard
from digitpad.ui.parts.layouts import column

if TYPE_CHECKING:  # what is in the tab is imported when it is first needed
    from digitpad.session.measuring.evaluation_watch import EvaluationWatch
    from digitpad.session.measuring.mistake_list import MistakeList


class MistakesPanel(Panel):
    """Makes the views when the tab is first shown, and lets nothing be measured while hidden."""

    title = "Mistakes"
    keys = (
        ("in the confusion matrix: list the digits of a cell", "Space"),
        ("in the confusion matrix: put the first digit of a cell on the canvas", "Return"),
        ("among the misread digits: put one on the canvas", "Return"),
        ("in the map: point at the next digit to a side", "Left, Right, Up, Down"),
        ("in the map: put the digit that is pointed at on the canvas", "Return"),
    )

    def __init__(self, shared: Shared) -> None:
        super().__init__()
        self._session, self._measurer = shared.session, shared.measurer
        self._exports, self._keeper = shared.exports, shared.preferences
        self._hands, self._labels, self._runs = shared.hands, shared.labels, shared.run_list
        self._hands.deleted.connect(self._forget_hand)
        self._made: tuple[EvaluationWatch, MistakeList] | None = None
        self._next: QAction | None = None

    def _mistakes(self) -> "tuple[EvaluationWatch, MistakeList]":
        """What the tab shows; made when it is first needed."""
        if self._made is None:
            from digitpad.session.measuring.evaluation_watch import EvaluationWatch
            from digitpad.session.measuring.mistake_list import MistakeList

            watch = EvaluationWatch(self._session, self._measurer, self._hands, self)
            mistakes = MistakeList(self._session, self._measurer, watch, self._labels, self)
            mistakes.restore(self._keeper.preferences.unreadable)
            mistakes.marked_changed.connect(
                lambda: self._keeper.change(unreadable=tuple(sorted(mistakes.marked)))
            )
            self._made = watch, mistakes
        return self._made

    def furnish(self) -> None:
        from digitpad.ui.mistakes.mistakes_tab import MistakesTab

        parts = *self._mistakes(), self._hands, self._runs
        tab = MistakesTab(self._session, self._measurer, *parts)
        tab.matrix.export_wanted.connect(self._export_matrix)
        preferences = self._keeper.preferences
        tab.bar.know_folders(preferences.recent_data, preferences.folder)
        if self._next is not None:
            tab.list.gallery.addAction(self._next)
        WheelGuard(self)
        column(tab, of=self)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._mistakes()[0].look(True)
        self._runs.read()  # before the networks to compare with are listed

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._made is not None:  # it may never have been shown
            self._made[0].look(False)

    # What is done.

    def next_mistake(self) -> None:
        """Put the next misread digit on the canvas."""
        self._mistakes()[1].go_on()

    def let_key_work(self, action: QAction) -> None:
        """Let the key of *Next Mistake* work in the gallery, too."""
        self._next = action

    def take_copy(self, network: Network | None, run_id: str | None) -> None:
        """Know the laboratory's copy, which can be measured in place of the network."""
        from digitpad.session.measuring.evaluation_watch import LaboratoryCopy

        copy = None if network is None else LaboratoryCopy(network, run_id)
        self._mistakes()[0].take_copy(copy)

    def _forget_hand(self, hand_id: str) -> None:
        self._mistakes()[1].forget_hand(hand_id)  # it may have marks from an earlier start

    def _export_matrix(self) -> None:
        found = self._mistakes()[0].found
        if found is None:
            return

        def content() -> bytes:
            from digitpad.core.evaluation.matrix_text import matrix_csv

            size = f"{found.evaluation.accuracy} of {len(found.evaluation)} right"
            about = (found.about, found.name, size)
            return matrix_csv(found.matrix, found.classes, found.outputs, about)

        kinds = {"CSV, counts (*.csv)": lambda path: self._exports.write(content, path)}
        self._exports.ask("Export Confusion Matrix", kinds, "confusion.csv")
