"""Forward, cell by cell: how a neuron's weighted inputs add up to z, and σ makes it an activation.

A row is a link of the sum: weight × activation = product, and a bar from the sum so far to the
next. The curve of σ leads from their sum z to the activation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSignalBlocker, Qt
from PySide6.QtGui import QColor, QPainter, QStandardItemModel
from PySide6.QtWidgets import QHeaderView, QSizePolicy, QStyledItemDelegate, QTableView

from digitpad.core.costs import sigmoid
from digitpad.core.inside.explain import running_sums
from digitpad.ui.parts import small_pictures, theme
from digitpad.ui.parts.layouts import named
from digitpad.ui.parts.number_fields import text_of, with_sign
from digitpad.ui.parts.views import Index, Rows
from digitpad.ui.plots.chart import Chart, Curve, Trace

MOST_TERMS = 8  # of a sum, that have a row each
HEADINGS = ("input", "weight", "× activation", "= product", "sum so far")
LONGEST = "−100.00 "  # sum
WIDEST = 6.0  # z shown to either side of 0, at the least: there σ goes from about 0 to about 1
POINTS = 400  # of the curve
HUGE = 1e150  # what is drawn of a larger z: some differences of these would be infinite
Role = Qt.ItemDataRole
ENDS = Role.UserRole  # of a bar: where it begins, where it ends, and where 0 is, from 0 to 1


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


class Cells(Rows, QTableView):
    """The links of a sum."""

    def __init__(self) -> None:
        super().__init__()
        named(
            self,
            "cells",
            "A row is weight × activation = product, and a bar from the sum so far to the next; "
            "the curve of σ below makes an activation of the last one.",
            "Its sum, cell by cell",
        )
        self._shown: tuple[Sequence[Link], float, float] = (), 1.0, 1.0
        self._cells = QStandardItemModel(0, len(HEADINGS), self)
        self._cells.setHorizontalHeaderLabels(HEADINGS)
        self.setModel(self._cells)
        self.setItemDelegateForColumn(len(HEADINGS) - 1, _SumBar(self))
        self.setTabKeyNavigation(False)
        for heads in (self.horizontalHeader(), self.verticalHeader()):
            heads.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setStretchLastSection(True)
        self.verticalHeader().hide()
        self.setSizeAdjustPolicy(QTableView.SizeAdjustPolicy.AdjustToContents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def show_sum(self, links: Sequence[Link], most_weight: float, most_product: float) -> None:
        """Show these links, in this order; their products add up to z.

        most_weight, most_product: those that have the strongest colour.
        """
        self._shown = links, most_weight, most_product
        sums = running_sums([link.product for link in links])
        low, high = min([-WIDEST, *sums]), max([WIDEST, *sums])
        # By halves, as the difference of enormous numbers may be infinite.
        ends = (np.array([0, *sums]) / 2 - low / 2) / (high / 2 - low / 2)
        model = self._cells
        model.setRowCount(len(links))
        with QSignalBlocker(model):  # or columns would be measured again after each cell
            for row, link in enumerate(links):
                so_far = text_of(sums[row], 2)
                words = f"{link.name} {with_sign(link.product)}, sum {so_far}"
                weight = activation = _cell("")
                if link.factors is not None:
                    w, a = link.factors
                    weight = _cell(text_of(w, 2), _color(w, most_weight))
                    activation = _cell(f"{a:.2f}", _ink(a))
                product = _cell(with_sign(link.product), _color(link.product, most_product))
                of_row = {Role.ToolTipRole: words, ENDS: (ends[row], ends[row + 1], ends[0])}
                cells = _cell(link.name), weight, activation, product, _cell(so_far)
                for number, cell in enumerate(cells):
                    model.setItemData(model.index(row, number), cell | of_row)
                model.setData(model.index(row, 0), words, Role.AccessibleTextRole)
        model.dataChanged.emit(model.index(0, 0), model.index(len(links) - 1, len(HEADINGS) - 1))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in theme.CHANGES:
            self.show_sum(*self._shown)


def _cell(text: str, color: QColor | None = None) -> dict[int, Any]:
    text_color = None if color is None else theme.text_on(color)
    return {Role.DisplayRole: text, Role.BackgroundRole: color, Role.ForegroundRole: text_color}


def _color(value: float, most: float) -> QColor:
    return QColor(int(small_pictures.signed_pixels(np.array([value]), most)[0]))


def _ink(activation: float) -> QColor:
    colors = theme.current()
    return theme.mixed(colors.paper, colors.ink, min(max(activation, 0.0), 1.0))


class _SumBar(QStyledItemDelegate):
    """Paints a bar from the sum before a row to the one after it, beside the number."""

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:  # types lack its fields
        super().paint(painter, option, index)
        colors, (begin, end, zero) = theme.current(), index.data(ENDS)
        number = option.fontMetrics.horizontalAdvance(LONGEST)
        place = QRectF(option.rect.adjusted(number, 4, -4, -4))
        start = place.left() + min(begin, end) * place.width()
        bar = QRectF(start, place.top(), max(1.0, abs(end - begin) * place.width()), place.height())
        painter.fillRect(bar, colors.above if end > begin else colors.below)
        painter.setPen(colors.edge)
        at_zero = int(place.left() + zero * place.width())
        painter.drawLine(at_zero, option.rect.top(), at_zero, option.rect.bottom())


def sigmoid_chart(z: float) -> Chart:
    """The curve of σ around 0, with a point at z."""
    zs = np.sort(np.append(np.linspace(min(-WIDEST, z), max(WIDEST, z), POINTS), z))
    trace = Trace("sigmoid", "", "ink", (Curve("a = σ(z)", zs, sigmoid(zs)),), z)
    return Chart((trace,), "this neuron", "z", "a", "{:.3f}")
