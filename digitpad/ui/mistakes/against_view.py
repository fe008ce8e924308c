"""Two networks: which digits the measured one reads right or wrong where another does not."""

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QPushButton, QSizePolicy, QWidget

from digitpad.core.evaluation.orders import Rows
from digitpad.core.evaluation.two_networks import TwoNetworks
from digitpad.session.measuring.against_watch import AgainstWatch, networks_of_runs, own_networks
from digitpad.session.measuring.mistake_list import MistakeList
from digitpad.session.measuring.mistake_questions import Other
from digitpad.session.opened_files import shipped_network
from digitpad.session.runs.run import is_same
from digitpad.session.runs.run_list import RunList
from digitpad.session.session import Session
from digitpad.ui.parts.layouts import named, paragraph, row
from digitpad.ui.parts.plain_text import one_line

NONE, AGAINST = "none", "against: "
LETTERS = 14  # for which the field has room at least
GROUPS = ("mended", "newly broken", "wrong in both")
LONGEST_NAME = 24  # letters


class AgainstView(QWidget):
    """Three groups of digits, and what their sizes say; hidden where nothing is compared.

    choice: the field for the other network, which stands elsewhere in the tab.
    """

    def __init__(
        self, session: Session, watch: AgainstWatch, mistakes: MistakeList, runs: RunList
    ) -> None:
        super().__init__()
        self._session, self._watch, self._mistakes, self._runs = session, watch, mistakes, runs
        self._others: dict[str, Other] = {}
        self._own: set[str] = set()  # the names of those that belong to the run in use
        self._run_id = runs.in_use
        self.choice = _Choice()
        self.choice.addItem(f"{AGAINST}{NONE}")
        self.choice.opening.connect(self._list)
        self.choice.textActivated.connect(self._choose)
        self.buttons: dict[str, QPushButton] = {}
        for group in GROUPS:
            about = f"List the digits that are {group}; again to list all mistakes"
            button = named(QPushButton(), group.replace(" ", "_"), about)
            button.setCheckable(True)
            button.clicked.connect(partial(self._list_group, group))
            self.buttons[group] = button
        self.text = paragraph(
            "against_text",
            "McNemar’s exact test looks at the digits that only one of the two networks reads "
            "right. If both were equally good, each such digit would be a toss of a coin. It says "
            "how often so many tosses come out at least as uneven.",
        )
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row(*self.buttons.values(), (self.text, 1), of=self, spacing=4)
        self.hide()
        watch.compared.connect(self._show)
        session.runs_changed.connect(self._drop_what_is_not_another)

    # Which network.

    def _list(self) -> None:
        """List the networks that there are now."""
        others = own_networks(self._session.run)
        self._own = set(others)
        if self._session.run is not None:
            others["the shipped network"] = shipped_network
        for title, number, network in networks_of_runs(self._runs):
            name = one_line(title, LONGEST_NAME)
            others[f"{name} ({number})" if name in (NONE, *others) else name] = network
        if self._watch.other is not None:  # what is compared now stays the same
            others = {self._watch.name: self._watch.other} | others
        self._others = others
        self.choice.clear()
        self.choice.addItems([f"{AGAINST}{name}" for name in (NONE, *others)])
        self.choice.setCurrentText(f"{AGAINST}{self._watch.name or NONE}")

    def _choose(self, text: str) -> None:
        name = text.removeprefix(AGAINST)
        self._run_id = self._runs.in_use
        other = self._others.get(name)
        self._watch.compare(other, name if other is not None else "")

    def _drop_what_is_not_another(self) -> None:
        """Drop what another run has, too, and the best epoch where the run went back to it."""
        if self._watch.other is None or self._watch.name not in self._own:
            return
        if self._runs.in_use != self._run_id or is_same(self._watch.other(), self._session.network):
            self.choice.setCurrentIndex(0)
            self._choose(NONE)

    # What was found.

    def _list_group(self, group: str) -> None:
        wanted = self.buttons[group].isChecked()
        self._mistakes.list_among(group if wanted else "", self._rows(group) if wanted else None)
        self._check()

    def _show(self, found: TwoNetworks | None) -> None:
        self.setVisible(self._watch.other is not None)
        group = self._mistakes.group
        if found is None:
            self.text.setText("Measuring the other network …")
            self._mistakes.list_among("", None)
        else:
            self.text.setText(found.sentence())
            if group:
                self._mistakes.list_among(group, self._rows(group))
        for name, button in self.buttons.items():
            button.setText(name if found is None else f"{name} · {len(self._rows(name)):,}")
            button.setEnabled(found is not None)
        self._check()

    def _rows(self, group: str) -> Rows:
        found = self._watch.found
        assert found is not None
        return (found.mended, found.broken, found.both_wrong)[GROUPS.index(group)]

    def _check(self) -> None:
        for name, button in self.buttons.items():
            button.setChecked(name == self._mistakes.group)


class _Choice(QComboBox):
    """The field for the other network."""

    opening = Signal()
    """The choices are about to be seen."""

    def __init__(self) -> None:
        super().__init__()
        about = "Compare the network with another one, on the same digits"
        named(self, "against", about, "Compare with another network")
        self.setMinimumContentsLength(LETTERS)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.currentTextChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """As wide as what is chosen, where there is room: names of runs may be long."""
        hint, across = super().sizeHint(), self.fontMetrics().horizontalAdvance
        return hint + QSize(max(0, across(self.currentText()) - across("X" * LETTERS)), 0)

    def showPopup(self) -> None:
        self.opening.emit()
        super().showPopup()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.opening.emit()
