"""A plot: one chart, below two lines that read it out.

`sight.py` sets which part of the chart is in sight, `curve_items.py` draws its curves, and
`annotations.py` writes beside them. `pointing.py` takes the pointer and the keys; `legend.py` shows
what they read out.
"""

from PySide6.QtCore import QMetaMethod, QPoint, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QToolButton

from digitpad.session.charts.chart import Bounds, Chart, Mark
from digitpad.session.charts.read_out import ReadOut
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import explain, tell_part
from digitpad.ui.parts.following_view import FollowingView
from digitpad.ui.parts.layouts import column, named
from digitpad.ui.plots.annotations import Annotations, EpochLine, names_at_ends
from digitpad.ui.plots.axes import plot_area
from digitpad.ui.plots.curve_items import CurveItems
from digitpad.ui.plots.legend import Legend
from digitpad.ui.plots.pointing import Pointing
from digitpad.ui.plots.sight import Sight

MOST_TRACES = 50  # drawn at once
_READ = "Point at a place to read its values, or go there by the arrow keys. "
_MOVE = "The wheel zooms, dragging moves; "
HELP = f"{_READ}{_MOVE}a double click, or Home, shows all again."
# The foot of a narrow window cuts the end.
HELP_TO_USE = (
    f"{_READ}A click, or Return, uses the epoch that is read out. {_MOVE}Home shows all again."
)


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
    """The plot was clicked, or Return pressed: what is read out is meant. Carries the same as
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
        about: str = HELP,
    ) -> None:
        """about: explains the plot."""
        super().__init__()
        self._about = about
        self._fixed_colors = colors
        self._make_area(name, accessible_name, least)
        item = self.area.getPlotItem()
        self.view = item.vb
        self.x_axis, self.y_axis = item.getAxis("bottom"), item.getAxis("left")
        self._read = ReadOut()
        self._whose = ""  # what the chart shows, by name
        self._marked: list[Mark] = []  # as placed last
        self._sight = Sight(item, blank)
        self._curves = CurveItems(item, self._colors)
        self._annotations = Annotations(item)
        self._line = EpochLine(self.view)
        self.legend = Legend(name, self.view)
        self._pointing = Pointing(self.area, self._read)
        tip = "A part of the curves is out of sight: show all again"
        self._way_back = named(QToolButton(), f"{name}_way_back", tip, role="way back")
        self._way_back.setText("show all")
        self._way_back.hide()
        column(self._above(), (self.area, 1), of=self, spacing=2)
        self._connect()
        self._read_out()

    def _above(self) -> QGridLayout:
        """The two lines, and at the end of the first one the way back: it hides no value."""
        above = QGridLayout()
        above.addWidget(self.legend, 0, 0, 2, 1)
        above.addWidget(self._way_back, 0, 0, Qt.AlignmentFlag.AlignRight)
        for line in (0, 1):
            above.setRowStretch(line, 1)
        self._way_back.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        return above

    def _make_area(self, name: str, accessible_name: str, least: tuple[int, int]) -> None:
        self.area = plot_area("bottom", "left")
        self.area.setObjectName(f"{name}_plot")
        self.area.setAccessibleName(accessible_name)
        theme.give_role(self.area, "plot")
        self.area.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        explain(self, self._about)
        self.area.setMinimumSize(*least)
        self.area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.area.getPlotItem().showGrid(y=True, alpha=1.0)
        self.area.getPlotItem().vb.setMouseEnabled(x=True, y=False)

    def _connect(self) -> None:
        self.view.sigRangeChangedManually.connect(self._take_move)
        self.view.sigResized.connect(self._fit)
        self._pointing.pointed.connect(self._take_pointed)
        self._pointing.stepped.connect(self._take_step)
        self._pointing.chosen.connect(self.chosen)
        self._pointing.ended_zoom.connect(self.show_all)
        self._pointing.clicked_twice.connect(self._take_double_click)
        self._way_back.clicked.connect(self.show_all)

    # What is shown.

    def show_chart(self, chart: Chart, whose: str = "") -> None:
        """Replace the chart. whose: names what it shows; a zoom lasts as long as that."""
        before, self._read.chart = self._read.chart, chart
        is_other_x = chart.logarithmic[0] != before.logarithmic[0]
        if is_other_x or (chart.measured, whose) != (before.measured, self._whose):
            self._whose = whose
            self.show_all()
            if is_other_x:
                self._read.pointed = None
        self._draw()

    def mark(self, place: float | None) -> None:
        """Mark this place on x with a line, and read it out while none is pointed at."""
        if place != self._read.marked:
            self._read.marked = place
            self._line.show_at(place)
            self._read_out()

    def highlight(self, keys: frozenset[str]) -> None:
        """Let the traces of these keys stand out, and read one of them out."""
        if keys != self._read.chosen:
            self._read.chosen, self._read.key = keys, None
            self._draw()

    def marks(self) -> list[Mark]:
        """The marks of the trace that is read out."""
        trace = self._read.trace
        return [] if trace is None else list(trace.marks)

    def _draw(self) -> None:
        read, chart = self._read, self._read.chart
        read.show(trace.scaled(chart.logarithmic) for trace in chart.traces[:MOST_TRACES])
        self._sight.take(chart, read.traces)
        self._curves.draw(read.traces, read.chosen, self._sight.part, chart.measured)
        self._fit()
        self._read_out()

    # What is in sight.

    def show_all(self) -> None:
        """Show all of x, also as it grows."""
        self._zoom_and_tell(None)

    def zoom_to(self, part: Bounds | None) -> None:
        """Show this part of x; None: all."""
        if part != self._sight.part:
            self._sight.part = part
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
        if not self._sight.show_axes():
            return  # a resize follows
        self._marked = self.marks()
        heights = self._sight.heights(bool(self._marked))
        last, colors = self._sight.seen[1], self._colors
        names = names_at_ends(self._read.chart, self._read.traces, last, heights, colors)
        self._annotations.make_room(names)
        self._sight.show(heights)
        self._annotations.place(names, self._marked, colors)

    # What is read out.

    def point_at(self, place: float | None, read: str | None = None) -> None:
        """Read out a place; None: the last one. read: the key of the trace."""
        self._read.pointed, self._read.key = place, read
        self._read_out()

    def _take_step(self) -> None:
        place = self._read.pointed
        if place is not None and (part := self._sight.moved_to(place)) is not None:
            self._zoom_and_tell(part)
        self._take_pointed()

    def _take_double_click(self) -> None:
        """Show all again, where a click uses no epoch."""
        if not self.isSignalConnected(QMetaMethod.fromSignal(self.chosen)):
            self.show_all()

    def _take_pointed(self) -> None:
        self._read_out()
        self.pointed.emit(self._read.pointed, self._read.key)
        tell_part(self, self.explained_at(None))

    def _read_out(self) -> None:
        """Show the exact values at a place."""
        self.legend.show_read_out(self._read, self._colors)
        self.area.setAccessibleDescription(self._read.in_words())
        if self.marks() != self._marked:  # another trace is read out
            self._fit()

    def explained_at(self, _point: QPoint | None) -> str:
        """What is read out."""
        return f"{self.area.accessibleName()}: {self.area.accessibleDescription()}"

    # The look.

    @property
    def _colors(self) -> theme.Theme:
        return self._fixed_colors or theme.current()

    def _set_colors(self) -> None:
        colors = self._curves.colors = self._colors
        self.area.setBackground(colors.page)
        self._sight.dress(colors)
        self.legend.dress(colors)
        self._line.dress(colors)

    def refresh(self) -> None:
        self._set_colors()
        self._draw()
