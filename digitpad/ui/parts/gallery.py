"""A gallery of digits as small pictures: thousands, of which one is chosen by a click or a key."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    QStringListModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from digitpad.core.data.dataset import Dataset
from digitpad.ui.drawing.painting import tinted
from digitpad.ui.parts import theme
from digitpad.ui.parts.focus import CHOOSING_KEYS, FocusedViewport, paint_focus
from digitpad.ui.parts.focus import WIDTH as FOCUS_WIDTH
from digitpad.ui.parts.sizes import scaled
from digitpad.ui.parts.small_pictures import (
    GAP,
    LEAST,
    grow_with_room,
    paint_captioned,
    row_side,
    with_text,
)

MOST_SAID = 50  # captions that a screen reader reads out

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, eq=False)
class Digit:
    """A digit to show.

    pixels: (784,), paper 0, ink 255. caption: the text beneath it. is_misread: whether the caption
    is about a mistake. about: its tool tip. corner: what it is misread as, shown in a corner. key:
    an identity, where one is needed. is_framed: whether it has an orange frame.
    """

    pixels: NDArray[np.uint8]
    caption: str
    is_misread: bool = False
    about: str = ""
    corner: str = ""
    key: str = ""
    is_framed: bool = False


def labelled(data: Dataset, rows: NDArray[np.integer]) -> list[Digit]:
    """The digits in these rows of the data, each with its label."""
    return [Digit(data.images[row], str(int(data.labels[row]))) for row in rows.tolist()]


class DigitModel(QStringListModel):
    """A digit an item; its caption is the text, the Digit itself the user's data.

    Qt asks for the count once for each digit when it lays them out; this class counts without
    calling Python, which takes a twentieth of the time.
    """

    def __init__(self) -> None:
        super().__init__()
        self._digits: Sequence[Digit] = ()

    def show_digits(self, digits: Sequence[Digit]) -> None:
        """Show these digits instead of those before."""
        self._digits = digits
        self.setStringList([""] * len(digits))  # captions are made when they are in sight

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        digit = self._digits[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return digit.caption
            case Qt.ItemDataRole.UserRole:
                return digit
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return digit.about or None
        return None


class _Painter(QStyledItemDelegate):
    """Paints a digit with its caption; what is chosen has a frame."""

    def __init__(self, gallery: "Gallery") -> None:
        super().__init__(gallery)
        self._gallery = gallery
        self.painted: set[int] = set()  # rows, in this event; text painted twice would be bolder

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self._gallery.gridSize()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if index.row() in self.painted:
            return
        self.painted.add(index.row())
        digit: Digit = index.data(Qt.ItemDataRole.UserRole)
        colors = theme.current()
        cell = rect_of(option)
        place = QRect(cell.left() + GAP // 2, cell.top(), cell.width() - GAP, cell.width() - GAP)
        image = tinted(digit.pixels.reshape(28, 28), colors.paper, colors.ink)
        color = colors.misread if digit.is_misread else colors.muted
        caption = digit.caption if self._gallery.is_captioned else ""
        paint_captioned(painter, place, image, caption, color)
        if digit.corner:
            _paint_corner(painter, place, digit.corner)
        frame = place.adjusted(-1, -1, 2, 2)
        if digit.is_framed:
            painter.setPen(QPen(colors.misread, 2))
            painter.drawRect(frame.adjusted(1, 1, -1, -1))
        if state_of(option) & QStyle.StateFlag.State_HasFocus:
            paint_focus(painter, frame)
        elif self._gallery.shows_choice and index == self._gallery.currentIndex():
            painter.setPen(QPen(colors.ink, 2))
            painter.drawRect(frame.adjusted(1, 1, -1, -1))


def _paint_corner(painter: QPainter, place: QRect, text: str) -> None:
    """Paint the lower right corner in orange, with what stands there in the colour of paper."""
    colors, font = theme.current(), painter.font()
    side = 2 * place.width() // 5
    corner = QRect(place.right() - side + 1, place.bottom() - side + 1, side + 1, side + 1)
    painter.fillRect(corner, colors.misread)
    small = QFont(font)
    small.setPixelSize(max(7, side - 1))
    small.setWeight(QFont.Weight.DemiBold)
    painter.setFont(small)
    painter.setPen(colors.paper)
    painter.drawText(corner, Qt.AlignmentFlag.AlignCenter, text)
    painter.setFont(font)


def rect_of(option: Any) -> QRect:  # PySide's types do not know these fields
    """Where an item is painted."""
    rect: QRect = option.rect
    return rect


def state_of(option: Any) -> QStyle.StateFlag:
    """In which state an item is painted."""
    state: QStyle.StateFlag = option.state
    return state


class Gallery(FocusedViewport, QListView):
    """Shows Digits in rows that fill its width; a click or a key chooses one.

    side: pixels of a picture. count: if given, there is one row of this many, smaller in less
    room, larger in more, and nothing is scrolled. shows_choice: whether the digit that was chosen
    last keeps its frame while the focus is elsewhere. is_captioned: whether captions are painted,
    or only read out by screen readers.
    """

    chosen = Signal(object)
    """A click, Return or the space bar on a digit; carries the Digit."""

    def __init__(
        self,
        name: str,
        accessible_name: str,
        side: int,
        count: int | None = None,
        shows_choice: bool = False,
        is_captioned: bool = True,
    ) -> None:
        super().__init__()
        self.shows_choice, self.is_captioned = shows_choice, is_captioned
        self._side, self._count = side, count
        self._digits = DigitModel()
        self._hint = ""  # what stands where there are no digits
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setToolTip("Put a digit on the canvas: click it, or choose it by the arrow keys")
        self.setModel(self._digits)
        self._painter = _Painter(self)
        self.setItemDelegate(self._painter)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setUniformItemSizes(True)  # so Qt need not ask for the size of each of thousands
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if count is not None:
            self.viewport().setAutoFillBackground(False)
            self.setWrapping(False)
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            grow_with_room(self, count)
        self.clicked.connect(self._choose)

    def show_digits(self, digits: Sequence[Digit]) -> None:
        """Show these digits instead of those before."""
        self._digits.show_digits(digits)
        said = ", ".join(digit.caption for digit in digits[:MOST_SAID])
        self.setAccessibleDescription(said if len(digits) <= MOST_SAID else f"{said} and more")

    def show_hint(self, hint: str) -> None:
        """Say why there are no digits, where there are none."""
        if hint != self._hint:
            self._hint = hint
            self.viewport().update()
        if not self._digits.rowCount():
            self.setAccessibleDescription(hint)

    def show_chosen(self, place: int | None) -> None:
        """Let the digit in this place be the current one, in sight; None for none."""
        index = QModelIndex() if place is None else self._digits.index(place, 0)
        self.setCurrentIndex(index)
        if place is not None:
            self.scrollTo(index)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(index.data(Qt.ItemDataRole.UserRole))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in CHOOSING_KEYS:
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._count is None:
            super().wheelEvent(event)
        else:
            event.ignore()  # it is for what this row is in

    def paintEvent(self, event: QPaintEvent) -> None:
        # Part by part: Qt would paint all digits from the first part to the last one.
        self._painter.painted.clear()
        for part in event.region():  # type: ignore[attr-defined]
            super().paintEvent(QPaintEvent(part))
        if self._hint and not self._digits.rowCount():
            with QPainter(self.viewport()) as painter:
                painter.setPen(theme.current().muted)
                flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(self.viewport().rect().adjusted(8, 4, -8, -4), flags, self._hint)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        # The viewport is opaque, so Qt moves what is painted, and asks only for what comes into
        # sight. The line that shows the focus moves along, and is painted again.
        super().scrollContentsBy(dx, dy)
        if self.hasFocus():
            seen = self.viewport().rect()
            top, bottom = QRect(seen), QRect(seen)
            top.setHeight(FOCUS_WIDTH)
            bottom.setTop(seen.bottom() - FOCUS_WIDTH)
            for edge in (top, bottom):
                self.viewport().update(edge)
                self.viewport().update(edge.translated(dx, dy))

    def resizeEvent(self, event: QResizeEvent) -> None:
        side = scaled(self._side) if self._count is None else self._side_in(self.width())
        height = with_text(side) if self.is_captioned else side + GAP
        self.setGridSize(QSize(side + GAP, height))
        super().resizeEvent(event)

    def _side_in(self, width: int) -> int:
        """The side of a picture in a row of this width, in pixels."""
        return row_side(self._side, self._count or 5, width)

    def sizeHint(self) -> QSize:
        side = scaled(self._side)
        return QSize((self._count or 5) * (side + GAP), with_text(side))

    def heightForWidth(self, width: int) -> int:
        return with_text(self._side_in(width))

    def minimumSizeHint(self) -> QSize:
        return QSize((self._count or 1) * LEAST, with_text(scaled(self._side)))
