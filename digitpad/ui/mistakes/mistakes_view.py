"""The listed digits as a gallery, with its order and the mark of what nobody can read."""

from collections.abc import Sequence
from typing import overload

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.evaluation.orders import ORDERS, Rows
from digitpad.session.measuring.damage_watch import DamageWatch
from digitpad.session.measuring.evaluating import Evaluated
from digitpad.session.measuring.mistake_list import MistakeList
from digitpad.ui.parts.gallery import Digit, Gallery

SIDE = 46  # pixels of a digit


class ListedDigits(Sequence[Digit]):
    """Rows of an evaluation as digits, made when they are asked for: there may be 50,000."""

    def __init__(self, found: Evaluated, rows: Rows) -> None:
        self._found, self._rows = found, rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> Digit: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Digit]: ...
    def __getitem__(self, place: int | slice) -> Digit | Sequence[Digit]:
        if isinstance(place, slice):
            return ListedDigits(self._found, self._rows[place])
        found, row = self._found, int(self._rows[place])
        is_misread = bool(found.evaluation.read[row] != found.evaluation.labels[row])
        about = found.sentence(row)
        return Digit(found.data.images[row], found.caption(row), is_misread, about)


class MistakesView(QWidget):
    """The gallery, with a title and its controls above it."""

    def __init__(self, mistakes: MistakeList, damage: DamageWatch) -> None:
        super().__init__()
        self._mistakes, self._damage = mistakes, damage
        self._shown: tuple[Evaluated | None, Rows] = None, mistakes.rows
        self.title = QLabel()
        self.title.setObjectName("mistakes_title")
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.order = QComboBox()
        self.order.setObjectName("mistakes_order")
        self.order.setAccessibleName("Order of the digits")
        self.order.addItems(list(ORDERS))
        self.order.setToolTip("Which digits come first")
        self.order.currentTextChanged.connect(mistakes.order_by)
        self.all = QPushButton("&all wrong")
        self.all.setObjectName("all_wrong")
        self.all.setToolTip("List all that is misread again")
        self.all.clicked.connect(lambda: mistakes.filter_by(None, None))
        self.gallery = Gallery("mistakes", "Misread digits", SIDE, shows_choice=True)
        self.gallery.chosen.connect(self._choose)
        self.unreadable = QCheckBox("&I cannot read it either")
        self.unreadable.setObjectName("unreadable")
        self.unreadable.setToolTip(
            "Mark the chosen digit. The accuracy without the marked ones is shown beside the other"
        )
        self.unreadable.clicked.connect(mistakes.mark)
        self._lay_out()
        mistakes.listed.connect(self.show_list)
        damage.digits_changed.connect(self.show_list)
        mistakes.chosen_changed.connect(self._show_chosen)
        mistakes.marked_changed.connect(self._show_mark)

    def _lay_out(self) -> None:
        above, below = QHBoxLayout(), QHBoxLayout()
        above.addWidget(self.title, 1)
        above.addWidget(self.order)
        below.addWidget(self.unreadable, 1)
        below.addWidget(self.all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(above)
        layout.addWidget(self.gallery, 1)
        layout.addLayout(below)
        self.show_list()

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 120)

    def _choose(self, _digit: Digit) -> None:
        # What is shown: others may be listed by now, and not damaged yet.
        found, rows = self._shown
        assert found is not None
        self._mistakes.put_on_canvas(found, int(rows[self.gallery.currentIndex().row()]))

    def show_list(self) -> None:
        """Show what is listed now."""
        found, rows = self._mistakes.found, self._mistakes.rows
        scrolled = self.gallery.verticalScrollBar().value()
        title = "misread digits"
        if found is not None:
            title = title_of(found, self._mistakes.cell, self._mistakes.group)
        said = title if found is None else f"{title} · {len(rows):,}"
        digits = self._damage.digits
        is_damaged = digits is not None and np.array_equal(digits.rows, rows[: len(digits.rows)])
        if digits is not None and digits.found is found and is_damaged:
            examples: Sequence[Digit] = ListedDigits(digits.shown, np.arange(len(digits.rows)))
            first = f", the first {len(examples):,}" if len(examples) < len(rows) else ""
            said = f"{said}{first}, with {digits.damaging.words}"
        elif self._damage.is_damaging and found is not None and len(rows):
            return  # they are shown as soon as they are damaged
        else:
            examples = () if found is None else ListedDigits(found, rows)
        self._shown = found, rows
        self.gallery.show_digits(examples)
        self.title.setToolTip(said)
        self.gallery.setAccessibleName(said)
        self._fit_title()
        self.gallery.show_hint(_hint(found, title))
        self.all.setEnabled(self._mistakes.cell != (None, None))
        self._show_chosen()
        if self._mistakes.place is None:  # as it follows a run, what is looked at stays
            self.gallery.verticalScrollBar().setValue(scrolled)

    def _fit_title(self) -> None:
        whole, right = self.title.toolTip(), Qt.TextElideMode.ElideRight
        self.title.setText(self.title.fontMetrics().elidedText(whole, right, self.title.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_title()

    def _show_chosen(self) -> None:
        self.gallery.show_chosen(self._mistakes.place)
        self._show_mark()

    def _show_mark(self) -> None:
        chosen = self._mistakes.chosen
        self.unreadable.setEnabled(chosen is not None and self._mistakes.place is not None)
        self.unreadable.setChecked(chosen in self._mistakes.marked)


def title_of(found: Evaluated, cell: tuple[int | None, int | None], group: str = "") -> str:
    """What is listed: 5 read as 3. group: of which digits only these."""
    label, read = cell
    if group:
        return group if cell == (None, None) else f"{group}: {title_of(found, cell)}"
    if label is None and read is None:
        return "all wrong"
    if label is None:
        assert read is not None
        return f"wrongly read as {found.outputs[read]}"
    if read is None:
        return f"{found.classes[label]} misread"
    if label == read:
        return f"{found.classes[label]} read right"
    return f"{found.classes[label]} read as {found.outputs[read]}"


def _hint(found: Evaluated | None, title: str) -> str:
    """What stands where no digit does."""
    if found is None:
        return "Nothing is measured yet."
    if found.evaluation.accuracy == len(found.evaluation):
        return f"No mistakes: all {len(found.evaluation):,} are read right."
    return f"None: {title}."
