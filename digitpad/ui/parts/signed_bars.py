"""Bars to either side of 0, each in a row with a name and a number."""

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QStandardItemModel
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from digitpad.core.text import LARGE, MINUS, with_sign
from digitpad.ui.parts import theme
from digitpad.ui.parts.item_views import Index, PointedRows, let_copy

LONGEST_NUMBER = "−1.0e−10"
BAR_GAP = 8  # pixels between a name and the longest bar, and between that and a number
SHORTEST = 30  # pixels that the longest bar has at least
SMALL = 0.05  # if all numbers are smaller, they are shown in scientific notation
Role = Qt.ItemDataRole
PART = Role.UserRole  # of the longest bar, from -1 to 1


class SignedBars(PointedRows):
    """Bars in blue below 0, in red above, on one scale. The model's columns: names, numbers."""

    def __init__(self, rows: int, longest: str, least: float = 0.0) -> None:
        """rows, longest: keep room for this many rows, and for this name. least: a bar of full
        length is at least this number."""
        super().__init__()
        self._rows, self._longest, self._least = rows, longest, least
        self._bars = QStandardItemModel(0, 2, self)
        self.setModel(self._bars)
        self.setItemDelegate(_Painter(self))
        let_copy(self)
        for policy in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def widths(self) -> tuple[int, int]:
        """Pixels of the longest name and of the longest number, in bold type."""
        bold = QFont(self.font())
        bold.setBold(True)
        advance = QFontMetrics(bold).horizontalAdvance
        return advance(self._longest), advance(LONGEST_NUMBER)

    def height_of_row(self) -> int:
        """Pixels of a row."""
        return self.fontMetrics().height() + 2

    def sizeHint(self) -> QSize:
        width = sum(self.widths()) + 2 * (BAR_GAP + SHORTEST)
        return QSize(width, self._rows * self.height_of_row())

    def show_bars(self, bars: Sequence[tuple[str, float]], strong: Collection[int] = ()) -> None:
        """Show bars, each a name and a number. strong: the rows in bold type."""
        most = max([self._least, *(abs(value) for _, value in bars)]) or 1.0
        bold = QFont()
        bold.setBold(True)
        self._bars.setRowCount(len(bars))
        for row, (name, value) in enumerate(bars):
            number = with_sign(value)
            if abs(value) >= LARGE or (value and most < SMALL):
                number = f"{value:+.1e}".replace("-", MINUS)
            roles: dict[int, Any] = {Role.DisplayRole: name, PART: value / most}
            roles[Role.AccessibleTextRole] = roles[Role.StatusTipRole] = f"{name} {number}"
            roles[Role.FontRole] = bold if row in strong else None
            self._bars.setItemData(self._bars.index(row, 0), roles)
            self._bars.setData(self._bars.index(row, 1), number)


class _Painter(QStyledItemDelegate):
    """Paints a name, a bar that begins at the line of 0, and a number."""

    def __init__(self, view: SignedBars) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self._view.height_of_row())

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:  # types lack its fields
        self.initStyleOption(option, index)
        frame, style = QStyle.PrimitiveElement.PE_PanelItemViewItem, self._view.style()
        style.drawPrimitive(frame, option, painter, self._view)
        colors, part, place = theme.current(), index.data(PART), QRectF(option.rect)
        names, numbers = self._view.widths()
        half = (place.width() - names - numbers) / 2 - BAR_GAP
        zero = int(names + BAR_GAP + half)
        bar = QRectF(zero, place.top() + 3, part * half, place.height() - 6).normalized()
        painter.fillRect(bar, colors.above if part > 0 else colors.below)
        painter.setPen(colors.edge)
        painter.drawLine(zero, option.rect.top(), zero, option.rect.bottom())
        painter.setPen(colors.ink)
        painter.setFont(option.font)
        middle, right = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight
        place.setWidth(names)
        painter.drawText(place, middle | right, option.text)
        place.setLeft(option.rect.right() - numbers)
        place.setWidth(numbers)
        painter.drawText(place, middle, index.sibling(index.row(), 1).data())
