"""A plot: one chart under a line that reads it out."""

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtWidgets import QWidget

from digitpad.ui.parts import theme
from digitpad.ui.parts.focus import FocusedToolButton
from digitpad.ui.parts.layouts import column, named, row
from digitpad.ui.parts.plain_text import one_line, wrapped
from digitpad.ui.parts.sizes import scaled
from digitpad.ui.plots.axes import AXIS_WIDTH
from digitpad.ui.plots.chart import Chart, Trace
from digitpad.ui.plots.drawn_trace import DrawnTrace
from digitpad.ui.plots.legend import Legend
from digitpad.ui.plots.lines import LINE, POINT
from digitpad.ui.plots.plot_area import HELP, STEPS, Bounds, PlotArea, around
from digitpad.ui.plots.plot_items import LineName
from digitpad.ui.plots.series import Array, Mark

MOST_POINTS = 600  # that are drawn as such
NEW_AT_A_TIME = 2  # traces, so that no pen waits
MOST_TRACES = 50  # that can be told apart
LONGEST_NAME, IN_A_WIDE_PLOT = 22, 32  # letters of a trace's name
WIDE = 500  # pixels


class Plot(QWidget):
    """Shows a Chart; of one with many traces it reads out the one nearest to the pointer.

    name: its object's name is `name`_plot, and so on. colors: by default the application's.
    least: the pixels that the plot has, at least. `look` is how large its points and how broad its
    lines are now, in pixels.
    """

    pointed = Signal(object, object)
    """A place on x is pointed at; carries it as it is drawn, and the key of the trace that is read
    out. Both are None when it is left."""

    def __init__(
        self,
        name: str,
        accessible_name: str,
        colors: theme.Theme | None = None,
        least: tuple[int, int] = (220, 110),
    ) -> None:
        super().__init__()
        self._fixed_colors = colors
        self._chart = self._whole = Chart((), "")
        self._kind: str | None = None  # the curves that are shown alone
        self._drawn: dict[str, DrawnTrace] = {}
        self._pointer: QPointF | None = None  # where it is in the plot's scene
        self._pointed: float | None = None  # the place that is pointed at, here or elsewhere
        self._read: str | None = None  # the key of the trace that is read out
        self._chosen: frozenset[str] = frozenset()  # in the keys of the traces that stand out
        self._preferred = ""  # in the key of the trace that is read out where no other is
        self._places: Array | None = None  # that can be pointed at; made on demand
        self.look = 0.0, LINE
        self.area = PlotArea(name, least)
        self.area.setAccessibleName(accessible_name)
        self._legend = Legend(f"{name}_legend", scaled(AXIS_WIDTH))
        self._legend.setToolTip(HELP)
        tip = "New epochs may be out of sight: show all, and follow the run"
        self._way_back = named(FocusedToolButton(), f"{name}_way_back", tip)
        self._way_back.setText("zoomed – show all")
        self._way_back.hide()
        self._way_back.clicked.connect(self.area.show_all)
        self.area.following_changed.connect(self._way_back.setHidden)
        self.area.look_changed.connect(self._fit_look)
        self.area.walked.connect(self._walk)
        self.area.scene().sigMouseMoved.connect(self._take_pointer)
        self.above = row((self._legend, 1), self._way_back)  # with room for one more button
        column(self.above, (self.area, 1), of=self, spacing=2)
        self.setTabOrder(self._way_back, self.area)
        self.area.set_colors(self._colors)

    def explain_legend(self, text: str) -> None:
        """Say more about what the plot shows, where its curves are named."""
        self._legend.setToolTip(wrapped(text))

    @property
    def _colors(self) -> theme.Theme:
        return self._fixed_colors or theme.current()

    # What is shown.

    def show_chart(self, chart: Chart) -> bool:
        """Draw it in the place of what was there; only what has changed is drawn anew.

        Of many new traces only some are drawn at a time: whether all are.
        """
        if (chart.title, chart.logarithmic) != (self._chart.title, self._chart.logarithmic):
            self.area.crosshair.show_at(None)
            self.area.show_all()
            if chart.logarithmic[0] != self._chart.logarithmic[0]:
                self._pointed = None
        self._whole = chart
        if self._kind is not None:
            chart = chart.alone(self._kind)
        self._chart = chart
        self.area.x_axis.setLabel(chart.x_label)
        self.area.y_axis.setLabel(chart.y_label or chart.title)
        traces = chart.traces[:MOST_TRACES]
        for key in self._drawn.keys() - {trace.key for trace in traces}:
            self._drawn.pop(key).remove()
        new = [trace for trace in traces if trace.key not in self._drawn]
        for trace in new[:NEW_AT_A_TIME]:
            self._drawn[trace.key] = DrawnTrace(self.area)
        self._draw()
        return len(new) <= NEW_AT_A_TIME

    def _draw(self) -> None:
        shown = self._shown()
        for trace in shown:
            self._show_trace(trace)
        self._name_traces(shown)
        extent = around(drawn.extent for drawn in self._drawn.values())
        is_whole = self._chart.x_label.startswith("epoch")
        self.area.show_extent(extent, self._bounds_within, is_whole, self._chart.logarithmic)
        self._places = None
        self._fit_look()
        self._read_out()

    def _show_trace(self, trace: Trace) -> None:
        is_chosen = self._is_chosen(trace) if any(map(self._is_chosen, self._shown())) else None
        drawn = self._drawn[trace.key]
        drawn.show(trace, self._chart, self._colors, self.look[1], is_chosen)

    def show_alone(self, kind: str | None) -> None:
        """Show the curves of this kind alone; None: all."""
        if kind != self._kind:
            self._kind = kind
            while not self.show_chart(self._whole):
                pass

    def choose(self, parts: frozenset[str]) -> None:
        """Let the traces with one of these in their keys stand out, and read one of them out."""
        if parts != self._chosen:
            self._chosen = parts
            self._read = None
            for trace in self._shown():
                self._show_trace(trace)
            self._show_read()

    def prefer(self, part: str) -> None:
        """Read out the trace with this in its key, where none is pointed at or stands out."""
        if part != self._preferred:
            self._preferred = part
            self._show_read()

    def _is_chosen(self, trace: Trace) -> bool:
        return not self._chosen.isdisjoint(trace.key.split())

    def _shown(self) -> list[Trace]:
        return [trace for trace in self._chart.traces if trace.key in self._drawn]

    def _bounds_within(self, first: float, last: float) -> Bounds | None:
        return around(drawn.bounds_within(first, last) for drawn in self._drawn.values())

    def _name_traces(self, shown: Sequence[Trace]) -> None:
        names = []
        for trace in shown:
            end = self._drawn[trace.key].end
            if trace.name and end is not None:
                names.append(LineName(end[0], end[1], self._short(trace.name), end[2]))
        self.area.names.show_names(names)

    def _short(self, name: str) -> str:
        return one_line(name, IN_A_WIDE_PLOT if self.width() > scaled(WIDE) else LONGEST_NAME)

    def marks(self) -> list[Mark]:
        """What is marked in the trace that is read out, and where."""
        trace = self._trace_read()
        return [] if trace is None else list(trace.marks)

    # How it looks.

    def _fit_look(self) -> None:
        """Fit points and lines to their distance, to their number, and to the text's size.

        A broad line takes Qt ten times as long as a thin one.
        """
        counts = [len(x) for drawn in self._drawn.values() for x in drawn.places()]
        apart = self.area.pixels_apart(max(counts, default=1)) if counts else math.inf
        many = max(1.0, len(self._drawn) / 2)
        point, line = self.area.enlarged(POINT), self.area.enlarged(LINE)
        point = round(2 * min(point / many**0.5, max(0.0, apart - 2))) / 2
        line = round(4 * min(1 + (line - 1) / many, max(1.0, 1 + (apart - 2) / 6))) / 4
        in_sight = len(counts) * self.area.view.width() / max(apart, 1e-9)
        if in_sight > MOST_POINTS:
            point = 0.0
        if (point, line) == self.look:
            return
        self.look = point, line
        self.area.lines.point_size = point
        for trace in self._shown():
            self._show_trace(trace)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.area.set_colors(self._colors)
            self._draw()
        elif event.type() == QEvent.Type.FontChange:
            self._legend.indent_by(scaled(AXIS_WIDTH))
        super().changeEvent(event)

    # What is pointed at.

    def point_at(self, place: float | None, read: str | None = None) -> None:
        """Show a trace's values at a place, as another plot does; None: those of the last."""
        if self._pointer is None:
            self._pointed, self._read = place, read
            self._read_out()

    def _take_pointer(self, position: QPointF) -> None:
        self._pointer = position
        self._read_out()

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = self._pointed = self._read = None
        self._read_out()
        self.pointed.emit(None, None)
        super().leaveEvent(event)

    def _walk(self, key: Qt.Key) -> None:
        """Point at another place, or at none."""
        self._pointer = None
        self._pointed = self._next_place(STEPS[key]) if key in STEPS else None
        self._show_read()
        self.pointed.emit(self._pointed, self._read)

    def _next_place(self, step: int) -> float | None:
        """The place this many steps from the one that is pointed at, brought into sight."""
        places = self._all_places()
        if not len(places):
            return None
        at = -1 if step == 1 else len(places)
        if self._pointed is not None:
            at = int(np.searchsorted(places, self._pointed))
        place = float(places[min(max(at + step, 0), len(places) - 1)])
        self.area.bring_into_sight(place)
        return place

    def _all_places(self) -> Array:
        """All places that can be pointed at, rising."""
        if self._places is None:
            of_curves = (x for drawn in self._drawn.values() for x in drawn.places())
            places = np.sort(np.concatenate([*of_curves, ()]))
            # np.unique imports half of NumPy when it is first called.
            self._places = places[np.flatnonzero(np.diff(places, prepend=-np.inf))]
        return self._places

    def _read_out(self) -> None:
        """Read out the place nearest to the pointer, the last one where it is elsewhere."""
        if self._pointer is not None:
            at = self.area.view.mapSceneToView(self._pointer)
            place = self._nearest(at.x())
            if place is not None:
                before = self._pointed, self._read
                self._pointed, self._read = place, self._nearest_trace(place, at.y())
                if (self._pointed, self._read) != before:
                    self.pointed.emit(self._pointed, self._read)
        self._show_read()

    def _nearest(self, place: float) -> float | None:
        """The place nearest to another at which something was measured, or could have been."""
        places = self._all_places()
        at = int(np.searchsorted(places, place))
        beside = places[max(0, at - 1) : at + 1].tolist()
        return min(beside, key=lambda x: abs(x - place), default=None)

    def _nearest_trace(self, place: float, height: float) -> str | None:
        """The key of the trace whose line is nearest to the pointer."""
        if len(self._drawn) < 2:
            return None
        distances = {}
        for key, drawn in self._drawn.items():
            heights = [value.height for value in drawn.read(place)]
            apart = [abs(each - height) for each in heights if not math.isnan(each)]
            distances[key] = min(apart, default=math.inf)
        nearest = min(distances, key=lambda key: distances[key])
        return nearest if distances[nearest] < math.inf else None

    def _trace_read(self) -> Trace | None:
        shown = self._shown()
        read = [trace for trace in shown if trace.key == self._read]
        preferred = [trace for trace in shown if self._preferred in trace.key.split()]
        return next(iter(read or list(filter(self._is_chosen, shown)) or preferred or shown), None)

    def _show_read(self) -> None:
        """Show the exact values at a place, each beside its curve's name, and where they lie."""
        trace = self._trace_read()
        self.area.show_marks(self.marks())
        drawn = None if trace is None else self._drawn[trace.key]
        place = self._pointed
        if place is None and drawn is not None and drawn.extent is not None:
            place = drawn.extent[1]
        curves, rings, spoken = [], [], []
        for at in drawn.read(place) if drawn is not None else ():
            text = "" if math.isnan(at.value) else self._chart.text.format(at.value)
            curves.append((at.color, at.line, at.kind, text))
            if text:
                spoken.append(f"{at.kind} {text}")
            if not math.isnan(at.height):
                rings.append((at.height, at.color))
        words = self._words(place)
        title = longest = self._chart.title
        if trace is not None and trace.name and len(self._drawn) > 1:
            names = (self._short(other.name) for other in self._shown())
            longest = f"{title}, {max(names, key=len)}"
            title = f"{title}, {self._short(trace.name)}"
        self._legend.read(title, curves, (self._colors.muted.name(), words), longest)
        self.area.setAccessibleDescription(", ".join([words, *spoken]) or "no epoch yet")
        self.area.crosshair.show_at(self._pointed, () if self._pointed is None else tuple(rings))

    def _words(self, place: float | None) -> str:
        """What a place is called: epoch 7."""
        if place is None:
            return ""
        x = 10**place if self._chart.logarithmic[0] else place
        words = f"{x:,.0f}" if round(x) == round(x, 6) else f"{x:.4g}"
        label = self._chart.x_label
        return f"epoch {x:.0f}" if label == "epoch" else f"{words} {label}"


def link(plots: Sequence[Plot]) -> None:
    """Let plots of the same epochs show the same ones, and point at the same one."""
    for one in plots:
        for other in plots:
            if other is not one:
                one.pointed.connect(other.point_at)
                one.area.moved.connect(other.area.move_to)
                one.area.following_changed.connect(
                    lambda following, area=other.area: area.show_all() if following else None
                )
