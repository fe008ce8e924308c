"""A plot: one chart, below two lines that read it out.

The plot sets the part in sight: letting pyqtgraph search all points for it takes ten times as long.
"""

from html import escape
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton

from digitpad.core.text import shortened
from digitpad.session.charts.chart import Bounds, Chart, Mark, Trace
from digitpad.session.charts.in_sight import all_places, bounds_of, nearest_trace
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.following_view import FollowingView
from digitpad.ui.parts.layouts import column, named, row
from digitpad.ui.plots.annotations import TEXT_GAP, Annotations, Name
from digitpad.ui.plots.axes import plot_area
from digitpad.ui.plots.choosing import HELP_ON_CHOICE, Choice, chosen_at
from digitpad.ui.plots.curve_items import (
    POINT,
    CurveItems,
    color_of,
    repeats_color,
    sample_of,
)
from digitpad.ui.plots.epoch_line import EpochLine

MOST_TRACES = 50  # drawn at once
MOST_NAMES = 12  # at the ends of lines
LONGEST_NAME = 24  # letters, above the plot
MARGIN = 8  # pixels, at least, before and after the curves
FLAT = 1e-3  # of a value: smaller differences are not enlarged to the plot's height
HELP = (
    "Point at a place to read its exact values, or go there by the arrow keys. The wheel zooms in "
    "and out, dragging moves; a double click, or Home, shows all again."
)
# No movement of the pointer is skipped: it may be the last one.
pg.setConfigOption("mouseRateLimit", 0)
STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
TRACES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class Plot(FollowingView):
    """Shows a Chart, and reads out the trace nearest to the pointer.

    name: the object names are `name`_plot, and so on. colors: by default the application's.
    least: the smallest size of the plot, in pixels. blank: shown instead of an empty plot.
    """

    pause, painted = 1, theme.CHANGES  # one change causes several events
    pointed = Signal(object, object)
    """A place on x is pointed at; carries it as it is drawn, and the key of the trace that is read
    out. Both are None when the pointer leaves."""
    chosen = Signal(object, object)
    """A place on a curve was clicked (see `choice`), or Return pressed at one; carries the same as
    `pointed`."""
    zoomed = Signal(object)
    """The user zoomed, moved or went back; carries the part of x that is in sight; None: all."""

    def __init__(
        self,
        name: str,
        accessible_name: str,
        colors: theme.Theme | None = None,
        least: tuple[int, int] = (220, 110),
        blank: str = "",
        choice: Choice = "",
    ) -> None:
        """choice: how a place on a curve is chosen: by a click, or a double one; see `chosen`."""
        super().__init__()
        self._choice = choice
        self._fixed_colors = colors
        self._chart = Chart((), "")
        self._traces: list[Trace] = []  # as they are drawn
        self._extent: Bounds | None = None
        self._part: Bounds | None = None  # of x, in sight; None: all, also as it grows
        self._pointed: float | None = None  # the place that is pointed at, here or in a linked plot
        self._read: str | None = None  # the key of the trace that is read out
        self._marked_place: float | None = None  # see `mark`
        self._marked: list[Mark] = []  # as placed last
        self._make_area(name, accessible_name, least)
        self._blank = pg.TextItem(blank, anchor=(0.5, 0.5))
        self._blank.setPos(1.5, 0.5)  # in an empty plot x goes from 1 to 2, and y from 0 to 1
        self.view.addItem(self._blank, ignoreBounds=True)
        self.legend = named(QLabel(), f"{name}_legend")
        self.legend.setTextFormat(Qt.TextFormat.RichText)  # texts from outside are escaped
        self.legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        tip = "New epochs may be out of sight: show all, and follow the run"
        self._way_back = named(QToolButton(), f"{name}_way_back", tip)
        self._way_back.setText("zoomed – show all")
        self._way_back.hide()
        self._way_back.clicked.connect(self.show_all)
        above = row((self.legend, 1), self._way_back)
        column(above, (self.area, 1), of=self, spacing=2)
        self._set_colors()
        self._read_out()

    def _make_area(self, name: str, accessible_name: str, least: tuple[int, int]) -> None:
        self.area = plot_area("bottom", "left")
        self.area.setObjectName(f"{name}_plot")
        self.area.setAccessibleName(accessible_name)
        theme.give_role(self.area, "plot")
        self.area.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        explain(self, HELP)
        self.area.setMinimumSize(*least)
        self.area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        item = self.area.getPlotItem()
        self.x_axis, self.y_axis = item.getAxis("bottom"), item.getAxis("left")
        item.showGrid(y=True, alpha=1.0)
        self.view = item.vb
        self.view.setMouseEnabled(x=True, y=False)
        self.view.sigRangeChangedManually.connect(self._take_move)
        self.view.sigResized.connect(self._fit)
        self._crosshair = pg.InfiniteLine(angle=90)
        self._rings = pg.ScatterPlotItem(size=2 * POINT, brush=None)
        for over in (self._crosshair, self._rings):
            over.setZValue(10)
            self.view.addItem(over, ignoreBounds=True)
        self._line = EpochLine(self.view)
        self._line.moved.connect(lambda place: self.chosen.emit(place, self._read))
        self.area.scene().sigMouseClicked.connect(self._take_click)
        self._curves = CurveItems(item, self._colors)
        self._annotations = Annotations(item)
        self.area.scene().sigMouseMoved.connect(self._take_pointer)
        for watched in (self.area, self.area.viewport()):
            watched.installEventFilter(self)

    @property
    def _colors(self) -> theme.Theme:
        return self._fixed_colors or theme.current()

    # What is shown.

    def show_chart(self, chart: Chart) -> None:
        """Replace the chart."""
        if (chart.title, chart.logarithmic) != (self._chart.title, self._chart.logarithmic):
            self.show_all()
            if chart.logarithmic[0] != self._chart.logarithmic[0]:
                self._pointed = None
        self._chart = chart
        forms = {curve.form for trace in chart.traces for curve in trace.curves}
        explain(self, HELP + HELP_ON_CHOICE["dots" if "dots" in forms else self._choice])
        self._draw()

    def mark(self, place: float | None) -> None:
        """Mark this place on x with a line, and read it out while none is pointed at."""
        if place != self._marked_place:
            self._marked_place = place
            self._line.show_at(place)
            self._read_out()

    def choose(self, keys: frozenset[str]) -> None:
        """Let the traces of these keys stand out, and read one of them out."""
        if keys != self._curves.chosen:
            self._curves.chosen, self._read = keys, None
            self._draw()

    def marks(self) -> list[Mark]:
        """The marks of the trace that is read out."""
        trace = self._trace_read()
        return [] if trace is None else list(trace.marks)

    def _draw(self) -> None:
        chart = self._chart
        labels = chart.x_label, chart.y_label or chart.title
        for axis, text in zip((self.x_axis, self.y_axis), labels):
            if axis.labelText != text:
                axis.setLabel(text)
        self.x_axis.is_whole = chart.counts_epochs
        for axis, is_logarithmic in zip((self.x_axis, self.y_axis), chart.logarithmic):
            axis.setLogMode(is_logarithmic)
        self._traces = [trace.scaled(chart.logarithmic) for trace in chart.traces[:MOST_TRACES]]
        self._curves.draw(self._traces, self._part, chart.measured)
        all_x = (curve.x for trace in self._traces for curve in trace.curves)
        ends = [x[[0, -1]] for x in all_x if len(x)]
        self._extent = (float(np.min(ends)), float(np.max(ends))) if ends else None
        if ends and chart.places:
            self._extent = min(chart.places)[0], max(chart.places)[0]
        self._fit()
        self._read_out()

    # What is in sight.

    def show_all(self) -> None:
        """Show all of x, also as it grows."""
        self._zoom_and_tell(None)

    def zoom_to(self, part: Bounds | None) -> None:
        """Show this part of x; None: all."""
        if part != self._part:
            self._part = part
            self._way_back.setVisible(part is not None)
            self._draw()

    def _zoom_and_tell(self, part: Bounds | None) -> None:
        self.zoom_to(part)
        self.zoomed.emit(part)

    def _take_move(self) -> None:
        first, last = self.view.viewRange()[0]
        self._zoom_and_tell((first, last))

    def _fit(self, *_told: object) -> None:
        """Set the part in sight, and place the names and marks."""
        is_empty = self._extent is None
        self._blank.setVisible(is_empty)
        for axis in (self.x_axis, self.y_axis):
            axis.setVisible(not is_empty or not self._blank.toPlainText())
        self.x_axis.setStyle(showValues=not is_empty)
        label = QFontMetrics(QFont()).horizontalAdvance(self.y_axis.labelText)
        self.y_axis.showLabel(label <= self.view.height())  # rather none than half of it
        self.y_axis.resizeEvent()  # centres a label of another size
        if min(self.view.width(), self.view.height()) < 1:
            return  # a resize follows
        first, last = self.x_axis.ends = self._extent or (1.0, 2.0)
        seen = self._part or (first, last)
        heights = self._heights(*seen)
        names = self._names(seen[1], heights)
        self._annotations.make_room(names)
        wide = max(last - first, 1.0 if self.x_axis.is_whole else 1e-9)
        beside = self._room_beside()
        margin = wide * beside / max(self.view.width() - 2 * beside, 40.0)
        first, last = first - margin, first + wide + margin
        least = 1.0 if self.x_axis.is_whole else wide / 100
        self.view.setLimits(xMin=first, xMax=last, minXRange=least)
        part = self._part or (first, last)
        self.view.setRange(xRange=part, yRange=heights, padding=0, disableAutoRange=False)
        self.x_axis.setTicks(None)
        if self._chart.places:
            self.x_axis.write_names(self._chart.places, self._chart.are_numbers)
        self._annotations.place(names, self._marked, self._colors)

    def _room_beside(self) -> float:
        """Pixels before and after the curves, with room for half a name of a place."""
        names = [name for _, name in self._chart.places]
        half: float = max(map(QFontMetrics(QFont()).horizontalAdvance, names), default=0) / 2
        if names and not self._chart.are_numbers:
            half = self.view.width() / (2 * len(names)) - MARGIN  # all have the same room
        return MARGIN + half

    def _heights(self, first: float, last: float) -> Bounds:
        """The heights of all curves from one place to another, with room for marks."""
        chart, self._marked = self._chart, self.marks()
        measured = "" if chart.logarithmic[1] else chart.measured
        seen = [trace.in_sight(first, last) for trace in self._traces]
        known = bounds_of(seen, measured)
        self.y_axis.setStyle(showValues=known is not None)
        low, high = known or (0.0, 1.0)
        least = FLAT * max(abs(low), abs(high)) or 1.0
        if high - low < least:
            low, high = low - least / 2, high + least / 2
        margin = 0.06 * (high - low)
        low, high = low - margin, high + margin
        if self._marked:  # their texts stand above the curves
            line = 1.2 * QFontMetrics(QFont()).height()
            high += (high - low) * line / max(self.view.height() - line, 40.0)
        return low, high

    def _names(self, last: float, heights: Bounds) -> list[Name]:
        """The name of each trace at its end, with its value if that is out of sight.

        last: the end of x in sight. heights: the part of y in sight.
        """
        names, (bottom, top) = [], heights
        for trace in self._traces:
            if (end := trace.end(last)) is None or trace.curves[0].form == "dots":
                continue
            value = self._chart.value_in_words(end)
            off = "" if bottom <= end <= top else f"{'↑' if end > top else '↓'} {value}"
            dashes = sample_of(trace, trace.curves[0]) if repeats_color(trace.color) else ""
            if name := " ".join(filter(None, (dashes, off, trace.name))):
                names.append((end, name, QColor(color_of(trace, trace.curves[0], self._colors))))
        return names[:MOST_NAMES]

    # The look, and events.

    def _set_colors(self) -> None:
        colors = self._curves.colors = self._colors
        self.area.setBackground(colors.page)
        metrics = QFontMetrics(QFont())
        self.y_axis.setWidth(metrics.horizontalAdvance("0.0000") + metrics.height() + 2 * TEXT_GAP)
        self.x_axis.setHeight(2 * metrics.height() + 2 * TEXT_GAP)
        for axis in (self.x_axis, self.y_axis):
            axis.dress(colors)
            axis.setLabel(axis.labelText, color=colors.ink.name())
        self._crosshair.setPen(colors.muted)
        self._line.dress(colors)
        self._blank.setFont(QFont())
        self._blank.setColor(colors.ink)

    def refresh(self) -> None:
        self._set_colors()
        self._draw()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Handle keys, a double click, and the pointer that leaves."""
        match event:
            case QKeyEvent() if event.type() == QEvent.Type.KeyPress:
                return self._take_key(Qt.Key(event.key()))
            case QMouseEvent() if event.type() == QEvent.Type.MouseButtonDblClick:
                if watched is self.area:  # the viewport got it before
                    pass
                elif found := self._chosen_at(self.area.mapToScene(event.position().toPoint())):
                    if self._choice != "click":  # else the first click has chosen it
                        self.chosen.emit(*found)
                else:
                    self.show_all()
            case QHelpEvent() if event.type() == QEvent.Type.ToolTip:
                return True  # a tool tip would cover the curves
        if event.type() == QEvent.Type.Leave:
            self._read = None
            self._point_and_tell(None)
        return False

    def _take_key(self, key: Qt.Key) -> bool:
        """Handle a key. Returns whether it means anything here."""
        if key in STEPS:
            self._point_and_tell(self._next_place(STEPS[key]))
        elif key in TRACES and (read := self._trace_read()) is not None:
            keys = [trace.key for trace in self._traces]
            self._read = keys[(keys.index(read.key) + TRACES[key]) % len(keys)]
            self._point_and_tell(self._pointed)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self._pointed, self._read)
        elif key == Qt.Key.Key_Home:
            self.show_all()
        elif key == Qt.Key.Key_Escape and self._pointed is not None:
            self._point_and_tell(None)
        else:
            return False
        return True

    def explained_at(self, _point: QPoint | None) -> str:
        """What is read out."""
        said = self.area.accessibleDescription() or "nothing to see yet"
        return f"{self.area.accessibleName()}: {said}"

    # Pointing and reading out.

    def point_at(self, place: float | None, read: str | None = None) -> None:
        """Read out a place; None: the last one. read: the key of the trace."""
        self._pointed, self._read = place, read
        self._read_out()

    def _point_and_tell(self, place: float | None) -> None:
        self._pointed = place
        self._read_out()
        self.pointed.emit(place, self._read)

    def _take_pointer(self, position: QPointF) -> None:
        at = self.view.mapSceneToView(position)
        places = all_places(self._traces)
        if not len(places):
            return
        place = float(places[np.abs(places - at.x()).argmin()])
        read = nearest_trace(self._traces, place, at.y())
        if (place, read) != (self._pointed, self._read):
            self._read = read
            self._point_and_tell(place)

    def _next_place(self, step: int) -> float | None:
        """The place this many steps from the pointed one, brought into sight."""
        places = all_places(self._traces)
        if not len(places):
            return None
        at = -1 if step == 1 else len(places)
        if self._pointed is not None:
            at = int(np.searchsorted(places, self._pointed))
        place = float(places[min(max(at + step, 0), len(places) - 1)])
        first, last = self.view.viewRange()[0]
        if by := min(0.0, place - first) or max(0.0, place - last):
            self._zoom_and_tell((first + by, last + by))
        return place

    def _take_click(self, event: Any) -> None:
        is_left = event.button() is Qt.MouseButton.LeftButton and not event.double()
        if is_left and self._choice == "click" and (found := self._chosen_at(event.scenePos())):
            self.chosen.emit(*found)

    def _chosen_at(self, position: QPointF) -> tuple[float, str] | None:
        return chosen_at(self.view, self._traces, self._choice, position)

    def _trace_read(self) -> Trace | None:
        """The trace that is pointed at, or else the chosen one, or else the first."""
        read = [trace for trace in self._traces if trace.key == self._read]
        chosen = [trace for trace in self._traces if trace.key in self._curves.chosen]
        return next(iter(read or chosen or self._traces), None)

    def _read_out(self) -> None:
        """Show the exact values at a place, in words and as rings on the curves."""
        trace, place, chart = self._trace_read(), self._pointed, self._chart
        curves = () if trace is None else trace.curves
        if place is None:
            place = self._marked_place
        if place is None:
            place = max((float(curve.x[-1]) for curve in curves if len(curve.x)), default=None)
        words, rings, spoken = [], [], []
        for curve in curves:
            color, text = "" if trace is None else color_of(trace, curve, self._colors), ""
            if place is not None and (y := curve.at(place)) is not None:
                text = self._chart.value_in_words(y)
                spoken.append(f"{curve.kind} {text}")
                rings.append({"pos": (place, y), "pen": color})
            line = "" if trace is None else sample_of(trace, curve)
            value = f" <b>{escape(text)}</b>" if text else ""
            words.append(f"<span style='color:{color}'>{line}</span> {escape(curve.kind)}{value}")
        where, title = chart.place_in_words(place), f"<b>{escape(chart.title)}</b>"
        said = f"<span style='color:{self._colors.muted.name()}'>{where}</span>" if where else ""
        name = trace.name if trace is not None and len(self._traces) > 1 else ""
        if trace is not None and chart.places and name in (curve.kind for curve in trace.curves):
            name = ""  # the line below says it
        name = f"<b>{escape(shortened(name, LONGEST_NAME))}</b>" if name else ""
        # What may be cut comes last: a name, or the title, which the axis says as well.
        head = (said, title, name) if chart.places else (name, said, title)
        if not name and not chart.places:
            head = title, said, ""
        words_above = " &nbsp; ".join(filter(None, head))
        self.legend.setText(f"{words_above}<br>{' &nbsp; '.join(words) or '&nbsp;'}")
        self.area.setAccessibleDescription(", ".join([where or "no epoch yet", *spoken]))
        is_pointed = self._pointed is not None
        self._crosshair.setVisible(is_pointed)
        self._crosshair.setPos(self._pointed or 0.0)
        self._rings.setData(rings if is_pointed else [])
        if self.marks() != self._marked:  # another trace is read out
            self._fit()
