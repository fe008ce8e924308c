"""The digits of the chosen cell in a gallery, and one of them large."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QPixmap
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from digitpad.core.data.dataset import with_article
from digitpad.core.evaluation import ORDERS
from digitpad.session.mistakes.compared import ALL, MISREAD
from digitpad.session.mistakes.evaluated import Evaluated
from digitpad.session.mistakes.evaluation_watch import ComparedWatch
from digitpad.session.mistakes.evaluation_words import (
    caption,
    digit_in_words,
    sentence,
    title_of_list,
    why_none_is_listed,
)
from digitpad.session.mistakes.mistakes import MistakeList
from digitpad.ui.parts.cut_labels import CutLabel
from digitpad.ui.parts.following_view import FollowingView
from digitpad.ui.parts.gallery import Gallery
from digitpad.ui.parts.item_views import offer
from digitpad.ui.parts.layouts import REST, choice_box, column, named, row
from digitpad.ui.parts.small_pictures import MadeTiles, Tile, painted

SIDE, LARGE = 46, 112  # pixels of a digit in a gallery, and of the large one
CAPTION = "0>0 .00"  # the longest caption


class LargeDigit(QWidget):
    """A digit, large, beside words about it and a button that asks why it is read so."""

    def __init__(self, picture: str, words: str, why: str, about: str, side: int = LARGE) -> None:
        """picture, words, why: object names. about: explains the words. side: in pixels."""
        super().__init__()
        self._picture = named(QLabel(), picture, "The chosen digit of the list below.")
        self._picture.setFixedSize(side, side)
        self._words = named(QLabel(), words, about)
        about = "Put the digit on the canvas, and see in Inside why it is read so"
        self.why = named(QPushButton("Why?"), why, about, role="primary")
        beside = column(self._words, REST, self.why, spacing=6)
        row(self._picture, (beside, 1), of=self, spacing=12)

    def show_digit(self, tile: Tile | None, words: str = "", read: str = "") -> None:
        """Show a digit; None for none. read: what it was read as."""
        scale, picture = self.devicePixelRatioF(), QPixmap()
        if tile is not None:
            side = self._picture.width()
            picture = QPixmap.fromImage(painted(tile, side, scale))
        self._picture.setPixmap(picture)
        self._words.setText(words)
        self.why.setText(f"Why {with_article(read)}?" if read else "Why?")
        self.why.setEnabled(tile is not None)


class MistakesView(FollowingView):
    """A field for the digits to list, one of them large with buttons, and the gallery."""

    why_wanted = Signal()
    """The user asked why the digit on the canvas is read as it is."""

    def __init__(self, mistakes: MistakeList, comparison: ComparedWatch) -> None:
        super().__init__()
        self._mistakes, self._comparison = mistakes, comparison
        self._row: int | None = None  # of the large digit
        about = "Which digits are listed, and how many."
        self._title = CutLabel("mistakes_title", about, most_lines=1, role="heading")
        about = "List the misread digits, or all of them"
        self._group = choice_box("mistakes_group", about, "Which digits are listed", letters=14)
        about = "What the digit is, how it is read, and the activations of these two outputs."
        self._large = LargeDigit("large_digit", "large_digit_words", "why_digit", about)
        about = "Click a digit to put it on the canvas. N: next. Right-click to sort."
        gallery = Gallery(SIDE, shows_choice=True, longest=CAPTION)
        self.gallery = named(gallery, "mistakes", about, "Misread digits")
        column(self._title, self._large, self._group, (self.gallery, 1), of=self, spacing=8)
        self._add_orders()
        self._group.activated.connect(lambda _: mistakes.list_group(self._group.currentData()))
        self._large.why.clicked.connect(self._ask_why)
        self.gallery.chosen.connect(self._choose)
        for fact in (comparison.answered, mistakes.listed):
            fact.connect(self._offer_groups)
        self._offer_groups()
        self.follow(mistakes.listed, mistakes.chosen_changed)

    def _add_orders(self) -> None:
        """Let the gallery's context menu offer the orders."""
        orders = QActionGroup(self)
        for order in ORDERS:
            action = QAction(order.capitalize(), orders, checkable=True)
            action.setChecked(order == self._mistakes.order)
            action.triggered.connect(partial(self._mistakes.order_by, order))
        self.gallery.addActions(orders.actions())
        self.gallery.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _offer_groups(self, *_told: object) -> None:
        groups = self._comparison.groups.items()
        mended = [(f"{name} · {len(rows):,}", name) for name, rows in groups]
        offered = [(MISREAD, MISREAD), ("all digits", ALL), *mended]
        offer(self._group, offered, self._mistakes.group)

    def refresh(self) -> None:
        mistakes, bar = self._mistakes, self.gallery.verticalScrollBar()
        found, rows, place, scrolled = mistakes.found, mistakes.rows, mistakes.place, bar.value()
        title = title_of_list(found, mistakes.cell, mistakes.group, len(rows))
        self._title.show_text(title)
        self.gallery.setAccessibleName(title or "Misread digits")
        tiles = () if found is None else MadeTiles(partial(tile_of, found), rows)
        self.gallery.show_tiles(tiles)
        self.gallery.show_hint(why_none_is_listed(found))
        self.gallery.show_chosen(place)
        if place is None:  # while a network trains, the same part stays in sight
            bar.setValue(scrolled)
        self._show_large()

    def _show_large(self) -> None:
        """Show the chosen digit if it is listed, or else the first one."""
        found, rows, place = self._mistakes.found, self._mistakes.rows, self._mistakes.place
        self._row = int(rows[place or 0]) if len(rows) else None
        if found is None or self._row is None:
            self._large.show_digit(None)
        else:
            _, read = found.names(self._row)
            self._large.show_digit(
                tile_of(found, self._row), digit_in_words(found, self._row), read
            )

    # Actions for a digit.

    def _put_on_canvas(self, row: int) -> None:
        assert self._mistakes.found is not None
        self._mistakes.put_on_canvas(self._mistakes.found, row)

    def _choose(self, _tile: Tile) -> None:
        self._put_on_canvas(int(self._mistakes.rows[self.gallery.currentIndex().row()]))

    def _ask_why(self) -> None:
        assert self._row is not None
        self._put_on_canvas(self._row)
        self.why_wanted.emit()


def tile_of(found: Evaluated, row: int) -> Tile:
    """The digit in a row, with its reading."""
    is_misread = bool(found.evaluation.read[row] != found.evaluation.labels[row])
    pixels, about = found.data.images[row].reshape(28, 28), sentence(found, row)
    return Tile(pixels, caption(found, row), is_misread=is_misread, about=about)
