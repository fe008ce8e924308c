"""Bars to either side of 0, one a row, with a name and a number."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from digitpad.ui.parts import theme
from digitpad.ui.parts.number_text import MINUS, text_of, with_sign
from digitpad.ui.parts.rows import Rows
from digitpad.ui.parts.sizes import scaled

ROW = 17  # pixels high
NUMBER = 62  # pixels wide, at the right
BESIDE = 8  # pixels between a name and the longest bar
SMALL = 0.05  # where all are smaller, two decimals would say nothing


class SignedBars(Rows):
    """Blue below 0, red above, all on one scale."""

    def __init__(
        self,
        name: str,
        accessible_name: str,
        rows: int,
        name_width: int = 84,
        least: float = 0.0,
        row_height: int = ROW,
    ) -> None:
        """rows: for which room is kept. least: the number that a bar of full length has, where
        none is larger."""
        super().__init__(row_height)
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self._least = least
        self._rows, self._usual_name_width = rows, name_width
        self._bars: Sequence[tuple[str, float]] = ()
        self._strong: Collection[int] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def _name_width(self) -> int:
        return scaled(self._usual_name_width)

    def sizeHint(self) -> QSize:
        return QSize(self._name_width + scaled(NUMBER) + 120, self._rows * self.height_of_rows())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._name_width + scaled(NUMBER) + 60, self._rows * self.height_of_rows())

    def count_rows(self) -> int:
        return len(self._bars)

    def show_bars(self, bars: Sequence[tuple[str, float]], strong: Collection[int] = ()) -> None:
        """A name and a number each; the rows `strong` are in bold type."""
        self._bars, self._strong = bars, strong
        self.setAccessibleDescription(", ".join(map(self.words_of, range(len(bars)))))
        self.update()

    def words_of(self, row: int) -> str:
        name, value = self._bars[row]
        return f"{name} {text_of(value, 2)}"

    def paintEvent(self, event: QPaintEvent) -> None:
        colors, height = theme.current(), self.height_of_rows()
        most = max((abs(value) for _, value in self._bars), default=1.0)
        most = max(most, self._least) or 1.0
        left, numbers = self._name_width + BESIDE, self.width() - scaled(NUMBER)
        half = (numbers - left) / 2
        middle, right = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight
        with QPainter(self) as painter:
            usual, bold = painter.font(), painter.font()
            bold.setBold(True)
            painter.setPen(colors.ink)
            for row, (name, value) in enumerate(self._bars):
                y, length = row * height, half * min(1.0, abs(value) / most)
                start = left + half - (0 if value > 0 else length)
                bar = QRectF(start, y + 3, length, height - 6)
                painter.fillRect(bar, colors.above if value > 0 else colors.below)
                painter.setFont(bold if row in self._strong else usual)
                of_name = QRectF(0, y, self._name_width, height)
                painter.drawText(of_name, middle | right, name)
                number = with_sign(value)
                if most < SMALL:
                    number = f"{value:+.1e}".replace("-", MINUS) if value else "0"
                of_number = QRectF(numbers + 4, y, scaled(NUMBER) - 4, height)
                painter.drawText(of_number, middle, number)
            painter.setFont(usual)
            painter.setPen(colors.border)
            zero = int(left + half)
            painter.drawLine(zero, 0, zero, len(self._bars) * height)
            self.paint_pointed(painter)
