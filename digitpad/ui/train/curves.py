"""The curves of a run: cost and accuracy, on the evaluation and on the training data."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from digitpad.core.sgd import EpochResult
from digitpad.ui import theme
from digitpad.ui.plain_text import wrapped
from digitpad.ui.train.plot_parts import EpochAxis, Grid, Marks, MarksAxis, Plot, Remark

# Points are marked one by one, and lines drawn broad, while there are few; later the line says
# it all, and a broad one takes Qt ten times as long as a thin one.
FEW = 60

# Epochs that are taken in at a time: a few milliseconds' work.
A_FEW_EPOCHS = 500

WIDE = 520  # pixels that a legend needs on one line
GAP = "&nbsp;&nbsp;&nbsp;&nbsp;"

HELP = wrapped(
    "Point at an epoch to read its exact values. The wheel zooms, dragging moves, and a double "
    "click shows all epochs again."
)

# The same for both plots, so that epoch stands under epoch.
AXIS_WIDTH = 64

# No movement of the pointer is passed over: it may be the last, and its epoch not read out.
pg.setConfigOption("mouseRateLimit", 0)


class CurvePlot(QWidget):
    """One quantity over the epochs: the evaluation curve, solid, and the training curve, dashed.

    quantity: "cost" or "accuracy"; the curves are named "evaluation cost" and so on.
    value: takes a result and "evaluation" or "training", and gives what is plotted, or None.
    text: how such a value is read out. colors: by default those of the application's scheme.
    """

    def __init__(
        self,
        quantity: str,
        axis_label: str,
        value: Callable[[EpochResult, str], float | None],
        text: Callable[[float], str],
        colors: theme.Theme | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.quantity = self._title = quantity
        self._value, self._text = value, text
        self._fixed_colors = colors
        self._results: Sequence[EpochResult] = ()
        self._known: EpochResult | None = None  # the last of those that are in `_points`
        self._known_count = 0
        self._remarks: Sequence[Remark] = ()
        self._pointer: QPointF | None = None  # where it is in the plot's scene
        self._following = True  # whether the view grows with the curves
        self._logarithmic = False
        self._points = {kind: _Points(kind, value) for kind in ("training", "evaluation")}
        self._changes: list[Remark] = []
        self._marks_axis = MarksAxis()
        self.plot = Plot(
            axisItems={
                "bottom": EpochAxis("bottom"),
                "left": pg.AxisItem("left"),
                "top": self._marks_axis,
            }
        )
        self.plot.setObjectName(f"{quantity}_plot")
        self.plot.setAccessibleName(f"{quantity.capitalize()} by epoch")
        self.plot.setMinimumSize(290, 140)
        self.plot.setToolTip(HELP)
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
        self._grid = Grid(item)
        self._marks = Marks(item)
        for part in (self._grid, self._marks):
            item.addItem(part, ignoreBounds=True)
        self._curves = {
            kind: item.plot([], [], name=f"{kind} {quantity}", antialias=True)
            for kind in ("training", "evaluation")
        }
        for curve in self._curves.values():  # a long run costs what is seen of it
            curve.setDownsampling(auto=True, method="peak")
        # Above the plot, where it can cover no data: what the curves are, and their values.
        self._legend = QLabel()
        self._legend.setObjectName(f"{quantity}_legend")
        self._legend.setToolTip(HELP)
        self._legend.setIndent(AXIS_WIDTH)
        self._legend.setTextFormat(Qt.TextFormat.RichText)  # of our own words and numbers alone
        # However long its text, a legend never makes the window wider.
        self._legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.plot.scene().sigMouseMoved.connect(self._point_at)
        self.plot.double_clicked.connect(self.show_all)

        self.above = QHBoxLayout()  # beside the legend there is room for a button
        self.above.addWidget(self._legend, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(self.above)
        layout.addWidget(self.plot, 1)
        self._color()
        self.show_results([])

    @property
    def _colors(self) -> theme.Theme:
        return self._fixed_colors or theme.current()

    def show_results(
        self, results: Sequence[EpochResult], remarks: Sequence["Remark"] = ()
    ) -> None:
        """Show these epochs, and no others; and where something else changed in the run."""
        while not self.take_in(results):
            pass
        self._results, self._remarks = results, remarks
        for kind, curve in self._curves.items():
            points = self._points[kind]
            arrays = points.arrays(positive=self._logarithmic)
            if len(points) <= FEW:
                curve.setData(*arrays)
                self._style(curve, kind, few=True)
            else:  # the other way round a marker would be made for each of them
                self._style(curve, kind, few=False)
                curve.setData(*arrays)
        self._show_marks()
        if self._following or not self._results:
            self.show_all()
        self._read_out()

    def take_in(self, results: Sequence[EpochResult]) -> bool:
        """Make ready to show these epochs; whether all are taken in now.

        A long history takes seconds: whoever must not wait calls this again and again. Of one
        that goes on only what is new is looked at.
        """
        known = self._known_count
        if not (0 < known <= len(results) and results[known - 1] is self._known):
            known, self._changes = 0, []
            for points in self._points.values():
                points.clear()
        stop = min(len(results), known + A_FEW_EPOCHS)
        self._changes += changes(results[max(0, known - 1) : stop])
        for points in self._points.values():
            points.add(results[known:stop])
        self._known, self._known_count = results[stop - 1] if stop else None, stop
        return stop == len(results)

    def measure(self, value: Callable[[EpochResult, str], float | None], title: str) -> None:
        """Show another quantity of the same kind; what is shown until then is not changed."""
        self._value, self._title = value, title
        self._points = {kind: _Points(kind, value) for kind in self._points}
        self._known, self._known_count = None, 0

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
        self._logarithmic = logarithmic
        for kind, curve in self._curves.items():
            curve.setData(*self._points[kind].arrays(positive=logarithmic))
        self.plot.setLogMode(y=logarithmic)
        self.show_all()

    def _show_marks(self) -> None:
        """Mark where the run was changed on its way."""
        texts: dict[float, list[str]] = {}
        for place, text in sorted([*self._remarks, *self._changes], key=lambda mark: mark[0]):
            texts.setdefault(place, []).append(text)
        self._marks.show_at(list(texts))
        self._marks_axis.show_marks([(place, ", ".join(said)) for place, said in texts.items()])

    def draw_each_mark(self) -> None:
        """Draw the points' markers one by one, as shapes: an SVG can then be enlarged."""
        for curve in self._curves.values():
            curve.scatter.setExportMode(True, {"antialias": True})

    def marks(self) -> list[Remark]:
        """What is marked in the curves, and where."""
        return self._marks_axis.marks

    def _point_at(self, position: QPointF) -> None:
        self._pointer = position
        self._read_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide, was_wide = event.size().width() >= WIDE, event.oldSize().width() >= WIDE
        if wide != was_wide:
            self._legend.setIndent(AXIS_WIDTH if wide else 0)
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
            first = self._results[0].epoch  # epochs are counted without a gap
            nearest = round(min(max(epoch - first, 0), len(self._results) - 1))
            self._read(self._results[nearest])

    def _read(self, result: EpochResult | None) -> None:
        """Show the exact values of an epoch, each beside its curve's name."""
        colors = self._colors
        parts = [f"<b>{self._title}</b>"]
        for kind, color, line in (
            ("evaluation", colors.evaluation, "━━"),
            ("training", colors.training, "╍╍"),
        ):
            value = None if result is None else self._value(result, kind)
            text = "" if value is None else f"&nbsp;<b>{self._text(value)}</b>"
            parts.append(f"<span style='color:{color.name()}'>{line}</span> {kind}{text}")
        if result is not None:
            parts.append(f"<span style='color:{colors.muted.name()}'>epoch {result.epoch}</span>")
        quantity, *curves = parts[:3]
        if self.width() >= WIDE:
            self._legend.setText(GAP.join(parts))
        else:  # on two lines, where one would be cut off
            self._legend.setText(f"{GAP.join([quantity, *parts[3:]])}<br>{GAP.join(curves)}")

    def _style(self, curve: pg.PlotDataItem, kind: str, few: bool) -> None:
        colors = self._colors
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
        colors = self._colors
        text = colors.ink
        self.plot.setBackground(colors.paper)
        for name in ("left", "bottom"):
            axis = self.plot.getPlotItem().getAxis(name)
            axis.setPen(colors.border)
            axis.setTextPen(text)
        self._grid.set_color(colors.grid)
        self._marks.set_color(colors.muted)
        self._marks_axis.setPen(colors.paper)
        self._marks_axis.setTextPen(colors.muted)
        for kind, curve in self._curves.items():
            self._style(curve, kind, few=len(self._results) <= FEW)
        self._show_marks()
        self._read_out()


class _Points:
    """The points of one curve: the epochs of which it was measured, and the values."""

    def __init__(self, kind: str, value: Callable[[EpochResult, str], float | None]) -> None:
        self._kind, self._value = kind, value
        self._numbers = np.empty((2, 256))  # epochs and values; twice as long when it is full
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def clear(self) -> None:
        self._count = 0

    def add(self, results: Sequence[EpochResult]) -> None:
        new = [
            (float(result.epoch), value)
            for result in results
            if (value := self._value(result, self._kind)) is not None
        ]
        if not new:
            return
        stop = self._count + len(new)
        if stop > self._numbers.shape[1]:
            larger = np.empty((2, 2 * stop))
            larger[:, : self._count] = self._numbers[:, : self._count]
            self._numbers = larger
        self._numbers[:, self._count : stop] = np.array(new).T
        self._count = stop

    def arrays(self, positive: bool) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The epochs and the values; only positive ones, as far as others have no logarithm."""
        epochs, values = self._numbers[:, : self._count]
        return (epochs[values > 0], values[values > 0]) if positive else (epochs, values)


def cost_of(result: EpochResult, kind: str) -> float | None:
    """The cost on the "evaluation" or the "training" data, where it was measured."""
    cost: float | None = getattr(result, f"{kind}_cost")
    return cost


def cost_without_penalty(result: EpochResult, kind: str) -> float | None:
    """The cost without its regularization term, where both are known."""
    cost, size = cost_of(result, kind), int(getattr(result, f"{kind}_size"))
    if cost is None or result.penalty is None or not size:
        return None
    return max(0.0, cost - result.penalty / size)  # rounded, it could be less than nothing


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


def cost_plot(colors: theme.Theme | None = None) -> CurvePlot:
    """The plot of the costs."""
    return CurvePlot("cost", "cost", cost_of, cost_text, colors)


def accuracy_plot(colors: theme.Theme | None = None) -> CurvePlot:
    """The plot of the accuracies, in percent."""
    return CurvePlot("accuracy", "accuracy (%)", percent_of, percent_text, colors)
