"""The curves of a run: cost and accuracy, on the evaluation and on the training data."""

import math
from collections.abc import Callable, Sequence

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from digitpad.core.learning.epoch import EpochResult
from digitpad.session.runs.run_settings import percent
from digitpad.ui.parts import sizes, theme
from digitpad.ui.parts.focus import FocusedToolButton
from digitpad.ui.plots.curve_values import (
    Points,
    Value,
    changes,
    cost_of,
    cost_text,
    percent_text,
)
from digitpad.ui.plots.epoch_plot import AXIS_WIDTH, HELP, EpochPlot
from digitpad.ui.plots.legend import Legend
from digitpad.ui.plots.plot_parts import Remark

LINES = {"evaluation": "━━", "training": "╍╍"}
STYLES = {"evaluation": Qt.PenStyle.SolidLine, "training": Qt.PenStyle.DashLine}

# Of a longer run no marker is drawn, however closely it is looked at: all are made at once.
MOST_MARKERS = 2000

# Epochs that are taken in at a time: a few milliseconds' work.
A_FEW_EPOCHS = 500
# That are marked: a plot has fewer pixels, and nobody changes a run so often by hand.
MOST_CHANGES = 4000


class CurvePlot(QWidget):
    """One quantity over the epochs: the evaluation curve, solid, and the training curve, dashed.

    quantity: "cost" or "accuracy"; the curves are named "evaluation cost" and so on.
    text: how a value is read out. colors: by default those of the application's scheme.
    """

    pointed = Signal(object)
    """The pointer is at an epoch; carries its number, or None when it has left."""

    def __init__(
        self,
        quantity: str,
        axis_label: str,
        value: Value,
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
        self._pointed: int | None = None  # the epoch that is pointed at, here or elsewhere
        self._logarithmic = False
        self._points = {kind: Points(kind, value) for kind in ("training", "evaluation")}
        self._changes: list[Remark] = []
        self.plot = EpochPlot(quantity, axis_label)
        item = self.plot.getPlotItem()
        self._curves = {
            kind: item.plot([], [], name=f"{kind} {quantity}", antialias=True)
            for kind in ("training", "evaluation")
        }
        for curve in self._curves.values():  # a long run costs what is seen of it
            curve.setDownsampling(auto=True, method="peak")
        self._legend = Legend(f"{quantity}_legend", sizes.scaled(AXIS_WIDTH))
        self._legend.setToolTip(HELP)
        self._way_back = FocusedToolButton()
        self._way_back.setText("zoomed – show all")
        self._way_back.setObjectName(f"{quantity}_way_back")
        self._way_back.setToolTip("New epochs may be out of sight: show all, and follow the run")
        self._way_back.hide()
        self._way_back.clicked.connect(self.plot.show_all)
        self.plot.following_changed.connect(lambda following: self._way_back.setHidden(following))
        self.plot.look_changed.connect(self._draw)
        self.plot.walked.connect(self._walk)
        self.plot.scene().sigMouseMoved.connect(self._take_pointer)
        self.above = QHBoxLayout()  # beside the legend there is room for a button
        self.above.addWidget(self._legend, 1)
        self.above.addWidget(self._way_back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(self.above)
        layout.addWidget(self.plot, 1)
        self.setTabOrder(self._way_back, self.plot)
        self._color()
        self.show_results([])

    @property
    def _colors(self) -> theme.Theme:
        return self._fixed_colors or theme.current()

    # What is shown.

    def show_results(
        self, results: Sequence[EpochResult], remarks: Sequence["Remark"] = ()
    ) -> None:
        """Show these epochs, and no others; and where something else changed in the run."""
        while not self.take_in(results):
            pass
        self._results, self._remarks = results, remarks
        self.plot.show_scales(bool(results), any(map(len, self._points.values())))
        self.plot.show_epochs(*((results[0].epoch, results[-1].epoch) if results else (1, 1)))
        if not results:
            self._pointed = None
            self.plot.show_all()
        self._draw()
        self._show_marks()
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
        while len(self._changes) > MOST_CHANGES:
            del self._changes[::2]
        for points in self._points.values():
            points.add(results[known:stop])
        self._known, self._known_count = results[stop - 1] if stop else None, stop
        return stop == len(results)

    def measure(self, value: Value, title: str) -> None:
        """Show another quantity of the same kind; what is shown until then is not changed."""
        self._value, self._title = value, title
        self._points = {kind: Points(kind, value) for kind in self._points}
        self._known, self._known_count = None, 0

    def set_logarithmic(self, logarithmic: bool) -> None:
        """Scale the values' axis by their logarithms, or back."""
        self._logarithmic = logarithmic
        self.plot.crosshair.show_at(None)
        self._draw()
        self.plot.setLogMode(y=logarithmic)
        self.show_all()
        self._read_out()

    def _show_marks(self) -> None:
        """Mark where the run was changed on its way."""
        texts: dict[float, list[str]] = {}
        for place, text in sorted([*self._remarks, *self._changes], key=lambda mark: mark[0]):
            texts.setdefault(place, []).append(text)
        self.plot.show_marks([(place, ", ".join(said)) for place, said in texts.items()])

    def draw_each_mark(self) -> None:
        """Draw the points' markers one by one, as shapes: an SVG can then be enlarged."""
        for curve in self._curves.values():
            curve.scatter.setExportMode(True, {"antialias": True})

    def marks(self) -> list[Remark]:
        """What is marked in the curves, and where."""
        return self.plot.marks()

    def show_all(self) -> None:
        """Show the curves from end to end, and go on doing so as they grow."""
        self.plot.show_all()

    # What is pointed at.

    def point_at(self, epoch: int | None) -> None:
        """Show the values of an epoch, as another plot does; None: those of the last."""
        if self._pointer is None:
            self._show_pointed(epoch)

    def _take_pointer(self, position: QPointF) -> None:
        self._pointer = position
        self._read_out()

    def _walk(self, step: int | None) -> None:
        """Point at an epoch so far from the one that is pointed at, be it by the pointer."""
        if not self._results:
            return
        self._pointer, epoch = None, None
        if step is not None:
            first, last = self._results[0].epoch, self._results[-1].epoch
            beyond = first - 1 if step > 0 else last + 1
            epoch = (beyond if self._pointed is None else self._pointed) + step
            epoch = min(max(epoch, first), last)
            self.plot.bring_into_sight(epoch)
        self._show_pointed(epoch)
        self.pointed.emit(epoch)

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self._show_pointed(None)
        self.pointed.emit(None)
        super().leaveEvent(event)

    def _read_out(self) -> None:
        """Read out the epoch nearest to the pointer, the last one where it is elsewhere."""
        epoch = self._pointed
        if self._pointer is not None and self._results:
            at = self.plot.view.mapSceneToView(self._pointer).x()
            first = self._results[0].epoch  # epochs are counted without a gap
            epoch = first + round(min(max(at - first, 0), len(self._results) - 1))
        if epoch != self._pointed and self._pointer is not None:
            self.pointed.emit(epoch)
        self._show_pointed(epoch)

    def _show_pointed(self, epoch: int | None) -> None:
        """Show the exact values of an epoch, each beside its curve's name, and where they lie."""
        self._pointed = epoch
        result = self._result(epoch)
        curves, rings, said = [], [], []
        for kind in ("evaluation", "training"):
            color = getattr(self._colors, kind)
            value = None if result is None else self._value(result, kind)
            text = "" if value is None else self._text(value)
            curves.append((color, LINES[kind], kind, text))
            said += [f"{kind} {text}"] * bool(text)
            if value is not None and (value > 0 or not self._logarithmic):
                rings.append((math.log10(value) if self._logarithmic else value, color))
        words = "" if result is None else f"epoch {result.epoch}"
        self._legend.read(self._title, curves, (self._colors.muted, words))
        self.plot.setAccessibleDescription(", ".join([words, *said]) or "no epoch yet")
        if epoch is None or result is None:
            self.plot.crosshair.show_at(None)
        else:
            self.plot.crosshair.show_at(float(result.epoch), rings)

    def _result(self, epoch: int | None) -> EpochResult | None:
        """That of an epoch, or of the last; None where there is none."""
        if not self._results:
            return None
        place = len(self._results) - 1 if epoch is None else epoch - self._results[0].epoch
        return self._results[min(max(place, 0), len(self._results) - 1)]

    # How it looks.

    def _draw(self) -> None:
        """Draw the curves, all at once: each change of a curve's look would draw it anew."""
        marker, line = self.plot.look
        if len(self._results) > MOST_MARKERS:
            marker = 0.0
        for kind, curve in self._curves.items():
            color = getattr(self._colors, kind)
            curve.setData(
                *self._points[kind].arrays(positive=self._logarithmic),
                pen=pg.mkPen(color, width=line, style=STYLES[kind]),
                symbol="o" if marker else None,
                symbolPen=None,
                symbolBrush=color,
                symbolSize=marker or 1.0,
            )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._color()
        elif event.type() == QEvent.Type.FontChange:
            self._legend.indent_by(sizes.scaled(AXIS_WIDTH))
            self.plot.fit_look()
        super().changeEvent(event)

    def _color(self) -> None:
        self.plot.set_colors(self._colors)
        self._draw()
        self._show_marks()
        self._read_out()


def link(curves: Sequence[CurvePlot]) -> None:
    """Let plots of the same epochs show the same ones, and point at the same one."""

    def follow(plot: EpochPlot) -> Callable[[bool], None]:
        return lambda following: plot.show_all() if following else None

    for one in curves:
        for other in curves:
            if other is not one:
                one.pointed.connect(other.point_at)
                one.plot.moved.connect(other.plot.move_to)
                one.plot.following_changed.connect(follow(other.plot))


def cost_plot(colors: theme.Theme | None = None) -> CurvePlot:
    """The plot of the costs."""
    return CurvePlot("cost", "cost", cost_of, cost_text, colors)


def accuracy_plot(colors: theme.Theme | None = None) -> CurvePlot:
    """The plot of the accuracies, in percent."""
    return CurvePlot("accuracy", "accuracy (%)", percent, percent_text, colors)
