"""The gallery of misread digits, in a chosen order; a digit that nobody can read is marked."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from digitpad.core.evaluation.orders import ORDERS, Rows
from digitpad.session.measuring.damage_watch import DamageWatch
from digitpad.session.measuring.evaluating import Evaluated
from digitpad.session.measuring.evaluation_words import what_is_listed, why_none_is_listed
from digitpad.session.measuring.mistake_list import MistakeList
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.gallery import Gallery
from digitpad.ui.parts.layouts import choice_box, column, named, row
from digitpad.ui.parts.lines import CutLabel
from digitpad.ui.parts.small_pictures import Tile

AFTER = 25  # milliseconds after the matrix: painting both at once would delay the pen
SIDE = 46  # pixels of a digit
CAPTION = "0>0 .00"


class MistakesView(QWidget):
    """The gallery, with a title and its controls above it."""

    def __init__(self, mistakes: MistakeList, damage: DamageWatch) -> None:
        super().__init__()
        self._mistakes, self._damage = mistakes, damage
        # Other digits may be listed already, and not be damaged yet.
        self._shown: tuple[Evaluated | None, Rows] = None, mistakes.rows
        self.title = CutLabel("mistakes_title", "Which digits are listed, and how many.")
        self.order = choice_box("mistakes_order", "Which come first", "Order of the digits", ORDERS)
        self.all = named(QPushButton("&all wrong"), "all_wrong", "List all that is misread again")
        self.gallery = Gallery(
            "mistakes", "Misread digits", SIDE, shows_choice=True, longest=CAPTION
        )
        explain(
            self.gallery,
            "Click a digit to put it on the canvas, and ask Inside > Why? what speaks for the "
            "wrong answer; Undo brings your drawing back. N goes to the next one.",
        )
        self.unreadable = named(
            QCheckBox("&I cannot read it either"),
            "unreadable",
            "Mark the chosen digit. The accuracy without the marked ones is shown beside the other",
        )
        above = row((self.title, 1), self.order, spacing=4)
        below = row((self.unreadable, 1), self.all, spacing=4)
        column(above, (self.gallery, 1), below, of=self, spacing=3)
        self.order.currentTextChanged.connect(mistakes.order_by)
        self.all.clicked.connect(lambda: mistakes.filter_by(None, None))
        self.gallery.chosen.connect(self._choose)
        self.unreadable.clicked.connect(mistakes.mark)
        mistakes.listed.connect(lambda: QTimer.singleShot(AFTER, self, self.show_list))
        damage.digits_changed.connect(self.show_list)
        mistakes.chosen_changed.connect(self._show_chosen)
        mistakes.marked_changed.connect(self._show_mark)
        self.show_list()

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 120)

    def _choose(self, _tile: Tile) -> None:
        found, rows = self._shown
        assert found is not None
        self._mistakes.put_on_canvas(found, int(rows[self.gallery.currentIndex().row()]))

    def show_list(self) -> None:
        """Show what is listed now, damaged where it should be."""
        mistakes, digits = self._mistakes, self._damage.digits
        found, rows = mistakes.found, mistakes.rows
        what = title = "misread digits"
        examples: Sequence[Tile] = ()
        if found is not None:
            what = what_is_listed(found, *mistakes.listed_of)
            title, examples = f"{what} · {len(rows):,}", ListedDigits(found, rows)
        if (
            digits is not None
            and digits.found is found
            and np.array_equal(digits.rows, rows[: len(digits.rows)])
        ):
            examples = ListedDigits(digits.shown, np.arange(len(digits.rows)))
            first = f"the first {len(examples):,} " if len(examples) < len(rows) else ""
            title = f"{what} undamaged · {len(rows):,}, {first}here with {digits.damaging.words}"
        elif self._damage.is_damaging and examples:
            return  # they are shown as soon as they are damaged
        self._shown = found, rows
        scrolled = self.gallery.verticalScrollBar().value()
        self.gallery.show_tiles(examples)
        self.title.show_text(title)
        self.gallery.setAccessibleName(title)
        self.gallery.show_hint(why_none_is_listed(found, what))
        self.all.setEnabled(mistakes.cell != (None, None))
        self._show_chosen()
        if mistakes.place is None:  # while a network trains, the same part stays in sight
            self.gallery.verticalScrollBar().setValue(scrolled)

    def _show_chosen(self) -> None:
        self.gallery.show_chosen(self._mistakes.place)
        self._show_mark()

    def _show_mark(self) -> None:
        chosen = self._mistakes.chosen
        self.unreadable.setEnabled(chosen is not None and self._mistakes.place is not None)
        self.unreadable.setChecked(chosen in self._mistakes.marked)


class ListedDigits(Sequence[Tile]):
    """Rows of an evaluation as digits, made when they are asked for: there may be 50,000."""

    def __init__(self, found: Evaluated, rows: Rows) -> None:
        self._found, self._rows = found, rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            return ListedDigits(self._found, self._rows[place])
        found, row = self._found, int(self._rows[place])
        is_misread = bool(found.evaluation.read[row] != found.evaluation.labels[row])
        pixels, about = found.data.images[row].reshape(28, 28), found.sentence(row)
        return Tile(pixels, found.caption(row), is_misread=is_misread, about=about)
