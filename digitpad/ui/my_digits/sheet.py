"""The sheet: all digits of a hand in ten rows, to relabel, remove or draw again."""

from collections.abc import Collection
from itertools import accumulate

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QListView

from digitpad.session.hands.hand_learning import HandReading, ReadDigit
from digitpad.session.hands.hand_words import how_read, misread_as
from digitpad.ui.drawing.output_bars import digit_of
from digitpad.ui.parts import theme
from digitpad.ui.parts.gallery import Gallery
from digitpad.ui.parts.layouts import named
from digitpad.ui.parts.small_pictures import Tile, grays

SIDE = 34  # pixels of a picture
HEADING = 36  # pixels on the left for a row's digit
ROW_GAP = 4  # pixels between two rows
PLACES = 3  # places in a row that are shown while they are empty
REMOVING_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
HELP = (
    "Click a digit to put it back on the canvas. A key from 0 to 9 relabels it; Del removes it; "
    "Undo takes that back. Misread digits have an orange corner, those in doubt an orange frame."
)


class Sheet(Gallery):
    """One item per digit, in the row of its label; a long row has several lines."""

    relabelled = Signal(str, int)
    """The user gave a digit another label; carries its id and the label."""
    removed = Signal(str)
    """The user removed a digit; carries its id."""

    # Qt lays items out before `__init__` has ended.
    _shown: tuple[Tile, ...] = ()
    _labels: tuple[int, ...] = ()  # of the shown digits

    def __init__(self) -> None:
        super().__init__(SIDE, is_captioned=False)
        named(self, "my_digits", HELP, "My digits, by label")
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Free)  # else `setPositionForIndex` has no effect
        self.setDragEnabled(False)  # Qt's own dragging blocks the event loop

    def show_hand(self, found: HandReading, in_doubt: Collection[str]) -> None:
        """Show the digits of a hand as a network reads them. in_doubt: the ids that get a frame."""
        chosen = self._key(self.currentIndex())
        ordered = sorted(found.digits, key=lambda digit: digit.written.label)
        self._labels = tuple(digit.written.label for digit in ordered)
        self._shown = tuple(_picture(digit, digit.written.id in in_doubt) for digit in ordered)
        self.show_tiles(self._shown)
        self.scheduleDelayedItemsLayout()  # the same number of digits may have other labels
        self.choose(chosen)

    def choose(self, digit_id: str) -> None:
        """Make this digit the current one, and scroll to it; none if it is not there."""
        places = (place for place, digit in enumerate(self._shown) if digit.key == digit_id)
        self.show_chosen(next(places, None))

    def _key(self, index: QModelIndex) -> str:
        return self._shown[index.row()].key if index.isValid() else ""

    # The rows.

    def _columns(self) -> int:
        room = self.viewport().width() - HEADING
        return max(1, room // max(1, self.gridSize().width()))

    def _tops(self) -> list[int]:
        """The y of each row in pixels of the contents, and the end of the last one."""
        columns, line = self._columns(), self.gridSize().height()
        counts = map(self._labels.count, range(10))
        heights = [max(1, -(-count // columns)) * line + ROW_GAP for count in counts]
        return list(accumulate(heights, initial=0))

    def doItemsLayout(self) -> None:
        """Place the digits of each label in a row of their own."""
        super().doItemsLayout()
        columns, cell, tops = self._columns(), self.gridSize(), self._tops()
        places = [0] * 10
        for row, label in enumerate(self._labels):
            line, column = divmod(places[label], columns)
            places[label] += 1
            x = HEADING + column * cell.width()
            y = tops[label] + line * cell.height()
            self.setPositionForIndex(QPoint(x, y), self.model().index(row, 0))
        self.updateGeometries()

    def sizeHint(self) -> QSize:
        return QSize(HEADING + 10 * SIDE, 10 * (SIDE + ROW_GAP))

    def minimumSizeHint(self) -> QSize:
        return QSize(HEADING + 3 * SIDE, 120)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        font, colors, cell = self.font(), theme.current(), self.gridSize()
        font.setWeight(QFont.Weight.DemiBold)
        with QPainter(self.viewport()) as painter:
            painter.setFont(font)
            for label, top in enumerate(self._tops()[:-1]):
                place = QRect(QPoint(4, top - self.verticalOffset()), QSize(HEADING, cell.height()))
                painter.setPen(colors.ink)
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, str(label))
                painter.setPen(QPen(colors.faint, 1, Qt.PenStyle.DashLine))
                for column in range(self._labels.count(label), PLACES):
                    corner = QPoint(HEADING + column * cell.width(), place.top())
                    painter.drawRect(self.picture_in(QRect(corner, cell)))

    # Keys.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, label = self._key(self.currentIndex()), digit_of(event)
        if key and label is not None:
            self.relabelled.emit(key, label)
        elif key and event.key() in REMOVING_KEYS:
            self.removed.emit(key)
        else:
            super().keyPressEvent(event)


def _picture(digit: ReadDigit, is_framed: bool) -> Tile:
    pixels, said = grays(digit.picture), how_read(digit) + (", in doubt" if is_framed else "")
    return Tile(pixels, said, corner=misread_as(digit), key=digit.written.id, is_framed=is_framed)
