"""The curves of a run: cost and accuracy, on the evaluation and on the training data."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from digitpad.core.sgd import EpochResult
from digitpad.ui import theme

# Points are marked one by one, and lines drawn broad, while there are few; later the line says
# it all, and a broad one takes Qt ten times as long as a thin one.
FEW = 60

# The same for both plots, so that epoch stands under epoch.
AXIS_WIDTH = 64

# No movement of the pointer is passed over: it may be the last, and its epoch not read out.
pg.setConfigOption("mouseRateLimit", 0)


class CurvePlot(QWidget):
    """One quantity over the epochs: the evaluation curve, solid, and the training curve, dashed.

    quantity: "cost" or "accuracy"; the curves are named "evaluation cost" and so on.
    value: takes a result and "evaluation" or "training", and gives what is plotted, or None.
    text: how such a value is read out.
    """

    def __init__(
        self,
        quantity: str,
        axis_label: str,
        value: Callable[[EpochResult, str], float | None],
        text: Callable[[float], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._quantity, self._value, self._text = quantity, value, text
        self._results: list[EpochResult] = []
        self._pointer: QPointF | None = None  # where it is in the plot's scene
        self._following = True  # whether the view grows with the curves
        self._marks: list[pg.InfiniteLine] = []
        self.plot = _Plot(axisItems={"bottom": _EpochAxis("bottom"), "left": pg.AxisItem("left")})
        self.plot.setObjectName(f"{quantity}_plot")
        self.plot.setAccessibleName(f"{quantity.capitalize()} by epoch")
        self.plot.setMinimumSize(380, 140)
        item = self.plot.getPlotItem()
        item.setLabel("left", axis_label)
        item.setLabel("bottom", "epoch")
        item.getAxis("left").setWidth(AXIS_WIDTH)
        item.getAxis("left").enableAutoSIPrefix(False)  # 0.4 is plainer than 400 (x0.001)
        item.layout.setContentsMargins(0, 8, 12, 0)  # room for half a label at an axis's end
        item.setMenuEnabled(False)
        item.hideButtons()
        item.vb.sigRangeChangedManually.connect(self._stop_following)
        item.vb.setDefaultPadding(0.04)
        self._grid = _Grid(item)
        item.addItem(self._grid, ignoreBounds=True)
        self._curves = {
            kind: item.plot([], [], name=f"{kind} {quantity}", antialias=True)
            for kind in ("training", "evaluation")
        }
        # Above the plot, where it can cover no data: what the curves are, and their values.
        self._legend = QLabel()
        self._legend.setObjectName(f"{quantity}_legend")
        self._legend.setIndent(AXIS_WIDTH)
        # However long its text, a legend never makes the window wider.
        self._legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.plot.scene().sigMouseMoved.connect(self._point_at)
        self.plot.double_clicked.connect(self.show_all)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._legend)
        layout.addWidget(self.plot, 1)
        self._color()
        self.show_results([])

    def show_results(self, results: Sequence[EpochResult]) -> None:
        """Show these epochs, and no others."""
        self._results = list(results)
        for kind, curve in self._curves.items():
            points = [
                (result.epoch, value)
                for result in self._results
                if (value := self._value(result, kind)) is not None
            ]
            epochs, values = zip(*points, strict=True) if points else ((), ())
            curve.setData(np.array(epochs, float), np.array(values, float))
            self._style(curve, kind, few=len(points) <= FEW)
        self._show_marks()
        if self._following or not self._results:
            self.show_all()
        self._read_out()

    def show_all(self) -> None:
        """Show the curves from end to end, and go on doing so as they grow."""
        self._following = True
        first, last = (self._results[0].epoch, self._results[-1].epoch) if self._results else (1, 1)
        last = max(last, first + 1)
        margin = 0.03 * (last - first)
        self.plot.setXRange(first - margin, last + margin, padding=0)
        self.plot.enableAutoRange(y=True)

    def _stop_following(self) -> None:
        self._following = False

    def set_logarithmic(self, logarithmic: bool) -> None:
        """Scale the values' axis by their logarithms, or back."""
        self.plot.setLogMode(y=logarithmic)
        self.show_all()

    def _show_marks(self) -> None:
        """Mark the epochs from which on other settings were trained with."""
        for mark in self._marks:
            self.plot.removeItem(mark)
        colors = theme.current()
        self._marks = []
        for epoch, text in changes(self._results):
            mark = pg.InfiniteLine(
                epoch,
                pen=pg.mkPen(colors.muted, style=Qt.PenStyle.DotLine),
                label=text,
                labelOpts={"position": 0.93, "color": colors.muted},
            )
            self._marks.append(mark)
            self.plot.addItem(mark, ignoreBounds=True)

    def _point_at(self, position: QPointF) -> None:
        self._pointer = position
        self._read_out()

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self._read_out()
        super().leaveEvent(event)

    def _read_out(self) -> None:
        """Read out the epoch nearest to the pointer, the last one where it is elsewhere."""
        if not self._results:
            self._read(None)
        elif self._pointer is None:
            self._read(self._results[-1])
        else:
            epoch = self.plot.getPlotItem().vb.mapSceneToView(self._pointer).x()
            self._read(min(self._results, key=lambda result: abs(result.epoch - epoch)))

    def _read(self, result: EpochResult | None) -> None:
        """Show the exact values of an epoch, each beside its curve's name."""
        colors = theme.current()
        parts = [f"<b>{self._quantity}</b>"]
        for kind, color, line in (
            ("evaluation", colors.evaluation, "━━"),
            ("training", colors.training, "╍╍"),
        ):
            value = None if result is None else self._value(result, kind)
            text = "" if value is None else f"&nbsp;<b>{self._text(value)}</b>"
            parts.append(f"<span style='color:{color.name()}'>{line}</span> {kind}{text}")
        if result is not None:
            parts.append(f"<span style='color:{colors.muted.name()}'>epoch {result.epoch}</span>")
        self._legend.setText("&nbsp;&nbsp;&nbsp;&nbsp;".join(parts))

    def _style(self, curve: pg.PlotDataItem, kind: str, few: bool) -> None:
        colors = theme.current()
        color, style = {
            "evaluation": (colors.evaluation, Qt.PenStyle.SolidLine),
            "training": (colors.training, Qt.PenStyle.DashLine),
        }[kind]
        curve.setPen(pg.mkPen(color, width=2 if few else 1, style=style))
        curve.setSymbol("o" if few else None)
        curve.setSymbolPen(None)
        curve.setSymbolBrush(color)
        curve.setSymbolSize(6)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._color()
        super().changeEvent(event)

    def _color(self) -> None:
        colors = theme.current()
        text = self.palette().windowText().color()
        self.plot.setBackground(colors.paper)
        for name in ("left", "bottom"):
            axis = self.plot.getPlotItem().getAxis(name)
            axis.setPen(colors.frame)
            axis.setTextPen(text)
        self._grid.set_color(colors.grid)
        for kind, curve in self._curves.items():
            self._style(curve, kind, few=len(self._results) <= FEW)
        self._show_marks()
        self._read_out()


class _Plot(pg.PlotWidget):
    """A plot that tells of double clicks: `double_clicked`."""

    double_clicked = Signal()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        self.double_clicked.emit()


class _EpochAxis(pg.AxisItem):
    """An axis whose ticks are whole numbers: there is no epoch 2.5."""

    def tickSpacing(self, minimum: float, maximum: float, size: float) -> list[tuple[float, float]]:
        spacings = super().tickSpacing(minimum, maximum, size)
        whole = [(spacing, offset) for spacing, offset in spacings if spacing == int(spacing)]
        return whole or [(1, 0)]


class _Grid(pg.GraphicsObject):
    """Lines at the axes' major ticks.

    Drawn here since pyqtgraph's own grid, drawn by the axes as very long ticks, takes many times
    as long as the curves.
    """

    def __init__(self, plot_item: pg.PlotItem) -> None:
        super().__init__()
        self._plot_item = plot_item
        self._pen = QPen()
        self.setZValue(-1)

    def set_color(self, color: QColor) -> None:
        self._pen = QPen(color)
        self._pen.setCosmetic(True)
        self.update()

    def boundingRect(self) -> QRectF:
        return self._plot_item.vb.viewRect()

    def viewRangeChanged(self) -> None:
        self.prepareGeometryChange()

    def paint(self, painter: QPainter, *args: object) -> None:
        (left, right), (bottom, top) = self._plot_item.vb.viewRange()
        size = self._plot_item.vb.size()
        painter.setPen(self._pen)
        for x in self._major_ticks("bottom", left, right, size.width()):
            painter.drawLine(QPointF(x, bottom), QPointF(x, top))
        for y in self._major_ticks("left", bottom, top, size.height()):
            painter.drawLine(QPointF(left, y), QPointF(right, y))

    def _major_ticks(self, name: str, least: float, most: float, size: float) -> list[float]:
        levels = self._plot_item.getAxis(name).tickValues(least, most, size)
        return [value for _, values in levels[:2] for value in values]


def cost_of(result: EpochResult, kind: str) -> float | None:
    """The cost on the "evaluation" or the "training" data, where it was measured."""
    cost: float | None = getattr(result, f"{kind}_cost")
    return cost


def percent_of(result: EpochResult, kind: str) -> float | None:
    """How much of the "evaluation" or the "training" data was read, where it was measured."""
    accuracy: int | None = getattr(result, f"{kind}_accuracy")
    size: int = getattr(result, f"{kind}_size")
    return None if accuracy is None else 100 * accuracy / size


def cost_text(cost: float) -> str:
    """A cost as it is read out."""
    return f"{cost:.4f}"


def percent_text(percent: float) -> str:
    """An accuracy as it is read out."""
    return f"{percent:.2f} %"


def changes(results: Sequence[EpochResult]) -> Iterator[tuple[float, str]]:
    """Where in the epochs other settings were trained with from then on, and which."""
    for before, result in zip(results, results[1:]):
        settings = [
            f"{letter} {after:g}"
            for letter, was, after in (
                ("η", before.eta, result.eta),
                ("λ", before.lmbda, result.lmbda),
            )
            if was != after
        ]
        if settings:
            yield result.epoch - 0.5, ", ".join(settings)


def cost_plot(parent: QWidget | None = None) -> CurvePlot:
    """The plot of the costs."""
    return CurvePlot("cost", "cost", cost_of, cost_text, parent)


def accuracy_plot(parent: QWidget | None = None) -> CurvePlot:
    """The plot of the accuracies, in percent."""
    return CurvePlot("accuracy", "accuracy (%)", percent_of, percent_text, parent)
