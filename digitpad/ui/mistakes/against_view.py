"""Two networks: what the evaluated one mends and breaks, against another one."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QWidget

from digitpad.core.evaluation.orders import Rows
from digitpad.core.evaluation.two_networks import TwoNetworks
from digitpad.session.measuring.against_watch import AgainstWatch
from digitpad.session.measuring.mistake_list import MistakeList
from digitpad.session.measuring.mistake_questions import Other
from digitpad.session.opened_files import shipped_network
from digitpad.session.runs.run_list import RunList
from digitpad.session.session import Session
from digitpad.ui.parts.checked_button import CheckedButton
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.plain_text import one_line

NONE, AGAINST = "against: none", "against: {}"
GROUPS = ("mended", "newly broken", "wrong in both")
MOST_RUNS = 20  # that can be chosen, the newest ones
LONGEST_NAME = 24  # letters
TEST = (
    "McNemar’s test, exactly: of the digits that only one of the two networks reads right, each "
    "would be the one’s or the other’s like the side of a coin if both were equally good. It is "
    "how often so many coins fall at least as lopsided."
)


class AgainstView(QWidget):
    """A line with three groups of digits, and what their numbers say; hidden against none.

    choice: which network it is against; it stands elsewhere in the tab.
    """

    def __init__(
        self, session: Session, watch: AgainstWatch, mistakes: MistakeList, runs: RunList
    ) -> None:
        super().__init__()
        self._session, self._watch, self._mistakes, self._runs = session, watch, mistakes, runs
        self._others: dict[str, Other] = {}
        self._own: set[str] = set()  # of these, those of the run in use
        self._name, self._run_id = NONE, runs.in_use
        self.choice = _Choice()
        self.choice.addItem(NONE)
        self.choice.opening.connect(self._list)
        self.choice.textActivated.connect(self._choose)
        self.buttons = [CheckedButton() for _ in GROUPS]
        self.text = QLabel()
        self.text.setObjectName("against_text")
        self.text.setWordWrap(True)
        explain(self.text, TEST)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for button, group in zip(self.buttons, GROUPS):
            button.setObjectName(group.replace(" ", "_"))
            button.setToolTip(f"List the digits that are {group}; again to list all mistakes")
            button.clicked.connect(lambda wanted, name=group: self._list_group(name, wanted))
            row.addWidget(button)
        row.addWidget(self.text, 1)
        self.hide()
        watch.compared.connect(self._show)
        session.runs_changed.connect(self._drop_if_other_run)

    # Which network.

    def _list(self) -> None:
        """List the networks that there are now."""
        run, in_use = self._session.run, self._runs.in_use
        self._runs.read()
        others: dict[str, Other] = {}
        if run is not None:
            best, start = run.best, run.start
            if best is not None and best.network is not run.network:
                others[AGAINST.format(f"its epoch {best.epoch:,}, the best")] = lambda: best.network
            if start is not None and start is not run.network:
                name = "it as it was opened" if run.file else "it as it began"
                others[AGAINST.format(name)] = lambda: start
            self._own = set(others)
            others[AGAINST.format("the shipped network")] = shipped_network
        for record in reversed(self._runs.records()[-MOST_RUNS:]):
            if record.id != in_use:
                name = AGAINST.format(one_line(record.title, LONGEST_NAME))
                name = name if name not in others else f"{name} ({record.number})"
                others[name] = partial(self._runs.network_of, record)
        if self._watch.other is not None:  # what is compared now stays the same
            others = {self._name: self._watch.other} | others
        self._others = others
        self.choice.clear()
        self.choice.addItems([NONE, *others])
        self.choice.setCurrentText(self._name)

    def _choose(self, name: str) -> None:
        self._name = name
        self._run_id = self._runs.in_use
        self._watch.compare(self._others.get(name))

    def _drop_if_other_run(self) -> None:
        """An epoch of another run, or its file, is no longer what is named."""
        is_other_run = self._runs.in_use != self._run_id
        if self._watch.other is not None and is_other_run and self._name in self._own:
            self.choice.setCurrentText(NONE)
            self._choose(NONE)

    # What was found.

    def _list_group(self, group: str, wanted: bool) -> None:
        self._mistakes.list_among(group if wanted else "", self._rows(group) if wanted else None)
        self._show_group()

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
        for button, name in zip(self.buttons, GROUPS):
            button.setText(name if found is None else f"{name} · {len(self._rows(name)):,}")
            button.setEnabled(found is not None)
        self._show_group()

    def _rows(self, group: str) -> Rows:
        found = self._watch.found
        assert found is not None
        return (found.mended, found.broken, found.both_wrong)[GROUPS.index(group)]

    def _show_group(self) -> None:
        for button, name in zip(self.buttons, GROUPS):
            button.setChecked(name == self._mistakes.group)


class _Choice(QComboBox):
    """Which network it is against."""

    opening = Signal()
    """The choices are to be listed."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("against")
        self.setAccessibleName("Compare with another network")
        self.setToolTip("Compare the network with another one, on the same digits")
        self.setMinimumContentsLength(14)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def showPopup(self) -> None:
        self.opening.emit()
        super().showPopup()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.opening.emit()
