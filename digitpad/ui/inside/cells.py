"""Forward, cell by cell: how a neuron's weighted inputs add up to z, and σ makes it an activation.

A row is a link of the sum: weight × activation = product, and a bar from the sum so far to the
next. The curve of σ below has the same axis of z, so the last bar's end leads down to its point.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from digitpad.core.costs import sigmoid
from digitpad.core.inside.explain import running_sums
from digitpad.ui.parts import signed_colors, sizes, theme
from digitpad.ui.parts.number_text import text_of, with_sign
from digitpad.ui.parts.rows import Rows
from digitpad.ui.parts.sizes import scaled

WIDTH = 580  # pixels; where there is more, all grows with it
NARROWEST = 330
MOST_ZOOM = 1.6
ROW = 22  # pixels high
CURVE = 128  # pixels high
NAME, NUMBER = 118, 80  # pixels wide: the name, and each of the three numbers with its cell
CELL = 15  # pixels of a coloured cell
HEADINGS = ("weight", "× act.", "= product", "sum so far")
WIDEST = 6.0  # z shown to either side of 0, at the least: there σ goes from about 0 to about 1
POINTS = 100  # of the curve
AT = Qt.AlignmentFlag


@dataclass(frozen=True, slots=True)
class Link:
    """A row. factors: the weight and the activation, where the product is that of one input."""

    name: str
    product: float
    factors: tuple[float, float] | None = None

    @property
    def multiplied(self) -> str:
        """The factors in words, such as 0.25 × 1.00."""
        if self.factors is None:
            return ""
        weight, activation = self.factors
        return f"{text_of(weight, 2)} × {activation:.2f}"


class Cells(Rows):
    """The links of a sum, and the curve of σ below them."""

    room_changed = Signal()
    """There may be room for more links, or for fewer."""

    def __init__(self) -> None:
        super().__init__(ROW)
        self.setObjectName("cells")
        self.setAccessibleName("Its sum, cell by cell")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._links: Sequence[Link] = ()
        self._sums: list[float] = []
        self._range = -WIDEST, WIDEST  # of z on the axis
        self._axis = 0, 1  # where it begins and ends, in pixels
        self._most_weight = self._most_product = 1.0  # which have the strongest colour
        self._activation = 0.5

    def sizeHint(self) -> QSize:
        return QSize(scaled(NARROWEST), 7 * scaled(ROW) + scaled(CURVE))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _px(self, usual: float) -> int:
        """Pixels, which grow with the width, so that the view can be read from afar."""
        zoom = min(max(1.0, self.width() / scaled(WIDTH)), MOST_ZOOM)
        return round(scaled(usual) * zoom)

    def _across(self, usual: float) -> int:
        """The same for columns, which also get narrower where there is little room."""
        return round(scaled(usual) * min(self.width() / scaled(WIDTH), MOST_ZOOM))

    def height_of_rows(self) -> int:
        return self._px(ROW)

    @property
    def room(self) -> int:
        """How many links fit, the others and the bias not counted."""
        return max(3, (self.height() - self._px(CURVE)) // self._px(ROW) - 3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.room_changed.emit()

    def count_rows(self) -> int:
        return len(self._links)

    def rows_begin(self) -> float:
        return self._px(ROW)  # below the headings

    def show_sum(
        self, links: Sequence[Link], most_weight: float, most_product: float, activation: float
    ) -> None:
        """Show these links, in this order; their products add up to z.

        most_weight, most_product: those that have the strongest colour.
        """
        self._links, self._activation = links, activation
        self._most_weight, self._most_product = most_weight, most_product
        self._sums = running_sums([link.product for link in links]).tolist()
        self._range = min(-WIDEST, *self._sums), max(WIDEST, *self._sums)
        self.setAccessibleDescription("; ".join(map(self.words_of, range(len(links)))))
        self.update()

    def words_of(self, row: int) -> str:
        link = self._links[row]
        return f"{link.name} {with_sign(link.product)}, sum {text_of(self._sums[row], 2)}"

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._links:
            return
        with QPainter(self) as painter:
            painter.setFont(sizes.font(self._px(100) / sizes.USUAL))
            self._axis = self._column(3) + 10, self.width() - self._px(44)
            self._paint_headings(painter)
            self._paint_axis(painter)
            for row, link in enumerate(self._links):
                self._paint_link(painter, row, link)
            self._paint_curve(painter)
            self.paint_pointed(painter)

    def _x(self, z: float) -> float:
        """Where z stands on the axis that sums and curve share."""
        (low, high), (left, right) = self._range, self._axis
        # By halves, as the difference of enormous numbers may be infinite.
        return left + (right - left) * (z / 2 - low / 2) / (high / 2 - low / 2)

    def _column(self, number: int) -> int:
        return self._across(NAME) + number * self._across(NUMBER)

    def _paint_headings(self, painter: QPainter) -> None:
        painter.setPen(theme.current().muted)
        for number, heading in enumerate(HEADINGS):
            x = self._column(number) if number < 3 else self._x(0)
            place = QRectF(x, 0, self._px(NUMBER + 20), self._px(ROW))
            painter.drawText(place, AT.AlignLeft | AT.AlignVCenter, heading)

    def _paint_axis(self, painter: QPainter) -> None:
        painter.setPen(theme.current().border)
        x = self._x(0)
        painter.drawLine(QPointF(x, self.rows_begin()), QPointF(x, self.height() - self._px(ROW)))

    def _paint_link(self, painter: QPainter, row: int, link: Link) -> None:
        colors = theme.current()
        height = self._px(ROW)
        top = self.rows_begin() + row * height
        painter.setPen(colors.ink)
        name = QRectF(0, top, self._across(NAME) - 6, height)
        painter.drawText(name, AT.AlignRight | AT.AlignVCenter, link.name)
        signed = [(2, link.product, self._most_product, with_sign(link.product))]
        if link.factors is not None:
            weight, activation = link.factors
            signed.append((0, weight, self._most_weight, text_of(weight, 2)))
            shade = theme.mixed(colors.paper, colors.ink, min(max(activation, 0.0), 1.0))
            self._paint_cell(painter, 1, top, shade, f"{activation:.2f}")
        for column, value, most, text in signed:
            color = QColor(int(signed_colors.pixels(np.array([value]), most)[0]))
            self._paint_cell(painter, column, top, color, text)
        before = self._sums[row - 1] if row else 0.0
        after = self._sums[row]
        start, end = sorted((self._x(before), self._x(after)))
        color = colors.above if link.product > 0 else colors.below
        painter.fillRect(QRectF(start, top + 4, max(end - start, 1), height - 8), color)
        painter.setPen(QPen(colors.ink, 1))
        x = self._x(after)  # down to where the next one begins
        painter.drawLine(QPointF(x, top + 4), QPointF(x, top + height + 4))
        place = QRectF(max(end, x) + 5, top, self._px(60), height)
        painter.drawText(place, AT.AlignLeft | AT.AlignVCenter, text_of(after, 2))

    def _paint_cell(
        self, painter: QPainter, column: int, top: float, color: QColor, text: str
    ) -> None:
        height, side = self._px(ROW), self._across(CELL)
        cell = QRectF(self._column(column), top + (height - side) / 2, side, side)
        painter.fillRect(cell, color)
        painter.setPen(theme.current().muted)
        painter.drawRect(cell)
        painter.setPen(theme.current().ink)
        room = QRectF(cell.right() + 4, top, self._across(NUMBER) - side - 4, height)
        flags = AT.AlignLeft | AT.AlignVCenter | Qt.TextFlag.TextDontClip
        painter.drawText(room, flags, text)

    def _paint_curve(self, painter: QPainter) -> None:
        colors, line = theme.current(), self._px(ROW)
        begin = self.rows_begin() + len(self._links) * self._px(ROW)
        top, foot = begin + line * 0.6, begin + self._px(CURVE) - line * 1.2
        z = self._sums[-1]
        low, high = self._range
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colors.border, 1))
        for level in (top, foot):
            painter.drawLine(QPointF(self._x(low), level), QPointF(self._x(high), level))
        parts = np.linspace(0, 1, POINTS)
        zs = low * (1 - parts) + high * parts
        ys = foot + (top - foot) * sigmoid(zs)
        path = QPainterPath(QPointF(self._x(low), float(ys[0])))
        for one, y in zip(zs.tolist(), ys.tolist()):
            path.lineTo(self._x(one), y)
        painter.setPen(QPen(colors.ink, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        point = QPointF(self._x(z), foot + (top - foot) * self._activation)
        painter.setPen(QPen(colors.ink, 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(point.x(), begin), QPointF(point.x(), foot))
        painter.drawLine(point, QPointF(self._x(low), point.y()))
        painter.setBrush(theme.mixed(colors.paper, colors.ink, self._activation))
        painter.setPen(QPen(colors.ink, 2))
        painter.drawEllipse(point, self._px(7), self._px(7))
        painter.setPen(colors.muted)
        for value in (low, 0.0, z, high):
            if value == z or abs(self._x(value) - point.x()) > self._px(40):
                place = QRectF(self._x(value) - 40, foot, 80, line)
                painter.drawText(place, AT.AlignCenter, text_of(value, 1))
        for level, text in ((top, "1"), (foot, "0")):
            place = QRectF(self._x(high) + 5, level - line / 2, self._px(40), line)
            painter.drawText(place, AT.AlignLeft | AT.AlignVCenter, text)
        self._write_result(painter, begin, z)

    def _write_result(self, painter: QPainter, begin: float, z: float) -> None:
        """Write z and the activation in large type, at the left of the curve."""
        usual = painter.font()
        large = QFont(usual)
        large.setPixelSize(self._px(22))
        large.setBold(True)
        painter.setFont(large)
        painter.setPen(theme.current().ink)
        room = QRectF(8, begin, self._column(3) - 8, self._px(CURVE) * 0.45)
        painter.drawText(room, AT.AlignLeft | AT.AlignBottom, f"z = {text_of(z, 2)}")
        room.translate(0, room.height())
        painter.drawText(room, AT.AlignLeft | AT.AlignVCenter, f"a = σ(z) = {self._activation:.3f}")
        painter.setFont(usual)
