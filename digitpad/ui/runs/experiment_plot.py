"""What an experiment shows beside the curves of its runs: a plot of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent

from digitpad.core.demonstrations import learn_one_neuron
from digitpad.core.experiments import Experiment
from digitpad.session.experimenter import ExperimentState
from digitpad.session.run_list import RunList
from digitpad.ui import theme
from digitpad.ui.runs.line_names import LineNames
from digitpad.ui.train.plot_parts import Grid, Plot, ValueAxis

# Of each trial of an experiment: how quickly each layer learns, before and after each epoch.
Speeds = dict[str, list[list[float]]]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the plot. number: says which colour."""

    name: str
    x: Sequence[float]
    y: Sequence[float]
    number: int
    points: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """What is to be seen; an axis may be scaled by the logarithm."""

    lines: tuple[Line, ...]
    x_label: str
    y_label: str
    logarithmic: tuple[bool, bool] = (False, False)


def has_picture(experiment: Experiment) -> bool:
    """Whether an experiment has a plot of its own."""
    return bool(experiment.plot or experiment.neurons)


def picture_of(state: ExperimentState, runs: RunList, speeds: Speeds) -> Picture:
    """What an experiment has to show so far."""
    experiment = state.experiment
    if experiment.neurons:
        lines = []
        for number, neuron in enumerate(experiment.neurons, start=1):
            _, costs = learn_one_neuron(neuron)
            lines.append(Line(neuron.name, range(len(costs)), costs, number))
        return Picture(tuple(lines), "epoch", "cost of the one neuron")
    if experiment.plot == "size":
        return Picture(_by_size(state, runs), "training images", "last accuracy (%)", (True, False))
    return Picture(
        tuple(
            Line(f"{name}: layer {layer + 1}", range(len(values)), [v[layer] for v in values], i)
            for i, (name, values) in enumerate(speeds.items(), start=1)
            for layer in range(len(values[0]))
        ),
        "epoch",
        "speed of a layer",
        (False, True),
    )


def _by_size(state: ExperimentState, runs: RunList) -> tuple[Line, ...]:
    """The last accuracy over the number of images: a line a seed, and the book's."""
    found: dict[int, list[tuple[float, float]]] = {}
    for planned in state.runs:
        record = None if planned.run_id is None else runs.record(planned.run_id)
        size = planned.trial.data.training_size
        value = None if record is None else planned.trial.figures[0].of(record.history)
        if value is not None and size is not None:
            found.setdefault(planned.seed, []).append((size, value))
    book = [
        (trial.data.training_size or 0, trial.figures[0].book or 0.0)
        for trial in state.experiment.trials
    ]
    lines = []
    for number, (seed, points) in enumerate(found.items(), start=1):
        sizes, values = zip(*sorted(points))
        lines.append(Line(f"seed {seed}", sizes, values, number, True))
    x, y = zip(*book)
    return (*lines, Line("the book", x, y, 7, True))


class _Axis(ValueAxis):
    """Without ticks where there is nothing but the lines' names."""

    last = np.inf

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        levels = super().tickValues(low, high, size)
        return [(spacing, [v for v in values if v <= self.last]) for spacing, values in levels]


class ExperimentPlot(Plot):
    """Shows a Picture."""

    _is_made = False  # its palette changes while it is made

    def __init__(self) -> None:
        self._bottom = _Axis("bottom")
        super().__init__(axisItems={"bottom": self._bottom})
        self.setObjectName("experiment_plot")
        self.setAccessibleName("What the experiment shows")
        self.setMinimumSize(220, 120)
        item = self.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.layout.setContentsMargins(0, 8, 12, 0)
        item.getAxis("left").enableAutoSIPrefix(False)
        self._bottom.enableAutoSIPrefix(False)
        item.vb.setMouseEnabled(x=True, y=False)
        item.vb.setAutoVisible(y=True)
        self._grid, self._names = Grid(item), LineNames(item)
        for part in (self._grid, self._names):
            item.addItem(part, ignoreBounds=True)
        self._curves: list[pg.PlotDataItem] = []
        self._picture: Picture | None = None
        self.double_clicked.connect(self._show_all)
        item.vb.sigResized.connect(self._show_all)  # the names take their room of what there is
        self._is_made = True
        self._color()

    def show_picture(self, picture: Picture) -> None:
        """Draw it in the place of what was there."""
        self._picture = picture
        item = self.getPlotItem()
        for curve in self._curves:
            item.removeItem(curve)
        self._curves.clear()
        item.setLabel("bottom", picture.x_label)
        item.setLabel("left", picture.y_label)
        item.setLogMode(*picture.logarithmic)
        names = []
        for line in picture.lines:
            color = theme.current().run(line.number)
            curve = item.plot(
                list(line.x),
                list(line.y),
                pen=pg.mkPen(color, width=1),
                symbol="o" if line.points else None,
                symbolBrush=color,
                symbolPen=None,
                symbolSize=5,
                antialias=True,
            )
            self._curves.append(curve)
            if line.y:
                x, y = (
                    np.log10(end) if log else end
                    for end, log in zip((line.x[-1], line.y[-1]), picture.logarithmic)
                )
                names.append((float(x), float(y), line.name, color))
        self._names.show_names(names)
        self._show_all()

    def _show_all(self, *_told: object) -> None:
        if self._picture is None or not self._picture.lines:
            return
        log = self._picture.logarithmic[0]
        ends = [(line.x[0], line.x[-1]) for line in self._picture.lines if line.y]
        first, last = min(e[0] for e in ends), max(e[1] for e in ends)
        if log:
            first, last = np.log10(first), np.log10(last)
        room = min(0.5, self._names.room / max(self.getPlotItem().vb.width(), 200.0))
        margin = 0.03 * max(last - first, 0.1)
        self._bottom.last, self._bottom.picture = last, None
        beyond = last + (last - first) * room / (1 - room)
        self.getPlotItem().vb.setLimits(xMin=first - margin, xMax=beyond)
        self.setXRange(first - margin, beyond, padding=0)
        self.enableAutoRange(y=True)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and self._is_made:
            self._color()
        super().changeEvent(event)

    def _color(self) -> None:
        colors = theme.current()
        self.setBackground(colors.paper)
        for name in ("left", "bottom"):
            axis = self.getPlotItem().getAxis(name)
            axis.setPen(colors.border)
            axis.setTextPen(colors.ink)
        self._grid.set_color(colors.grid)
        if self._picture is not None:
            self.show_picture(self._picture)
