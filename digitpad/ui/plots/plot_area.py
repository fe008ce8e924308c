"""A plot's axes and what part of them is in sight: all, as it grows, until one zooms or moves."""

import math
from collections.abc import Callable, Iterable

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent

from digitpad.ui.parts import sizes
from digitpad.ui.parts.focus import FocusedViewport
from digitpad.ui.parts.plain_text import wrapped
from digitpad.ui.parts.theme import Theme
from digitpad.ui.plots.axes import Axis, MarksAxis, PaintedAxis
from digitpad.ui.plots.lines import Lines
from digitpad.ui.plots.plot_items import Crosshair, Grid, LineNames, Marks

MARGIN = 0.03  # of what there is to see, before and after it
FLAT = 1e-3  # of a value: smaller differences are not enlarged to the plot's height
NAMES_ROOM = 0.4  # of the width, at most

FAR = 10**9  # places
STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -FAR, Qt.Key.Key_End: FAR}
HELP = wrapped(
    "Point at a place to read its exact values, or go there by the arrow keys. The wheel zooms in "
    "and out, dragging moves, and a double click shows all again."
)
KEYS = (
    ("in a plot: point at another epoch", "Left, Right"),
    ("in a plot: point at the first or the last epoch", "Home, End"),
    ("in a plot: point at no epoch", "Esc"),
)

# No movement of the pointer is passed over: it may be the last, and its place not read out.
pg.setConfigOption("mouseRateLimit", 0)

Bounds = tuple[float, float]
EVERYWHERE = -math.inf, math.inf
# The lowest and the highest value from one place to another; None where there is none.
BoundsWithin = Callable[[float, float], Bounds | None]


def around(bounds: Iterable[Bounds | None]) -> Bounds | None:
    """The narrowest bounds around all of these; None where there are none."""
    known = [each for each in bounds if each is not None]
    if not known:
        return None
    return min(low for low, _ in known), max(high for _, high in known)


class PlotArea(FocusedViewport, pg.PlotWidget):
    """Follows what grows; the wheel and dragging choose a part of x, and y fits what is in sight.

    All places are as they are drawn: where an axis is logarithmic they are logarithms.
    """

    moved = Signal(float, float)
    """The user zoomed or moved; carries what is in sight now."""
    walked = Signal(object)
    """An arrow key, Home, End or Escape was pressed; carries the Qt.Key."""
    following_changed = Signal(bool)
    look_changed = Signal()
    """The text has another size, or the view another width or range."""
    _is_made = False  # its font may change while it is made

    def __init__(self, name: str, least: tuple[int, int]) -> None:
        self._least = least
        self.x_axis, self.y_axis, self._marks_axis = Axis("bottom"), Axis("left"), MarksAxis()
        axes = {"bottom": self.x_axis, "left": self.y_axis, "top": self._marks_axis}
        axes["right"] = PaintedAxis("right")  # hidden, but pyqtgraph would make one of its own
        # pyqtgraph's menu needs knowledge of pyqtgraph, and takes milliseconds to make.
        super().__init__(axisItems=axes, enableMenu=False)
        self.setObjectName(f"{name}_plot")
        self.setToolTip(HELP)
        self.setAcceptDrops(False)  # a file dropped anywhere is for the window
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        item = self.getPlotItem()
        item.hideButtons()
        item.hideAxis("right")
        item.layout.setContentsMargins(0, 8, 12, 0)  # room for half a number at an axis's end
        self.view = item.vb
        self.view.setMouseEnabled(x=True, y=False)
        self.view.disableAutoRange()  # it would look at all points of all curves each time
        self.grid, self._marks, self.lines = Grid(item, -2), Marks(item), Lines(item)
        self.names, self.crosshair = LineNames(item), Crosshair(item)
        self.is_following = True
        self._first, self._last = 0.0, 1.0
        self._bounds_within: BoundsWithin = lambda first, last: None
        self.view.sigRangeChangedManually.connect(self._take_move)
        self.view.sigXRangeChanged.connect(lambda *_told: self.look_changed.emit())
        self.view.sigResized.connect(self._take_size)
        self._is_made = True
        self.fit_text()

    # What is in sight.

    def show_extent(
        self,
        extent: Bounds | None,
        bounds_within: BoundsWithin,
        is_whole: bool,
        logarithmic: tuple[bool, bool],
    ) -> None:
        """Set the extent of the data along x; None without data.

        is_whole: whether all places are whole numbers, as epochs are.
        """
        first, last = extent or (1.0, 2.0)
        self._first, self._last = first, max(last, first + (1.0 if is_whole else 1e-9))
        self._bounds_within = bounds_within
        has_values = bounds_within(*EVERYWHERE) is not None
        self.x_axis.set_scale(extent, is_whole, logarithmic[0])
        self.y_axis.set_scale(EVERYWHERE if has_values else None, False, logarithmic[1])
        self._limit(1.0 if is_whole else (self._last - self._first) / 100)
        if self.is_following:
            self._see(*self._ends())
        else:
            self._see(*self.view.viewRange()[0])

    def _ends(self) -> Bounds:
        """The view ends before the first place, and behind the lines' names."""
        wide = self._last - self._first
        room = min(NAMES_ROOM, self.names.room / max(self.view.width(), 200.0))
        beyond = max(MARGIN * wide, (1 + MARGIN) * wide * room / (1 - room))
        return self._first - MARGIN * wide, self._last + beyond

    def _limit(self, least: float) -> None:
        first, last = self._ends()
        self.view.setLimits(xMin=first, xMax=last, minXRange=least)

    def _see(self, first: float, last: float) -> None:
        x = EVERYWHERE if self.is_following else (first, last)
        low, high = self._bounds_within(*x) or (0.0, 1.0)
        least = FLAT * max(abs(low), abs(high)) or 1.0
        if high - low < least:
            low, high = low - least / 2, high + least / 2
        margin = 0.05 * (high - low)
        seen = {"xRange": (first, last), "yRange": (low - margin, high + margin)}
        self.view.setRange(**seen, padding=0, disableAutoRange=False)

    def show_marks(self, marks: list[tuple[float, str]]) -> None:
        """Mark these places, sorted, and say above them what is marked."""
        if marks != self._marks_axis.marks:
            self._marks.show_marks(marks)
            self._marks_axis.show_marks(marks)

    # What is in sight.

    def show_all(self) -> None:
        """Show everything, and go on doing so as it grows."""
        self._follow(True)
        self._see(*self._ends())

    def move_to(self, first: float, last: float) -> None:
        """Show this part, as another plot does."""
        self._follow(False)
        self._see(first, last)

    def bring_into_sight(self, place: float) -> None:
        """Move, where one has zoomed so that this place is not seen."""
        first, last = self.view.viewRange()[0]
        step = min(0.0, place - first) or max(0.0, place - last)
        if step:
            self.move_to(first + step, last + step)
            self.moved.emit(first + step, last + step)

    def _take_move(self) -> None:
        self._follow(False)
        first, last = self.view.viewRange()[0]
        self._see(first, last)
        self.moved.emit(first, last)

    def _take_size(self) -> None:
        if self.is_following:  # the names take their room of what there is
            self._limit(self.view.state["limits"]["xRange"][0] or 0.0)
            self._see(*self._ends())
        self.look_changed.emit()

    def _follow(self, following: bool) -> None:
        if following != self.is_following:
            self.is_following = following
            self.following_changed.emit(following)

    # How it looks.

    def set_colors(self, colors: Theme) -> None:
        """Use the colours of a theme."""
        self.setBackground(colors.paper)
        self.x_axis.set_colors(colors.border, colors.ink)
        self.y_axis.set_colors(colors.border, colors.ink)
        self._marks_axis.set_colors(colors.border, colors.muted)
        self.grid.set_color(colors.grid)
        self._marks.set_color(colors.muted, Qt.PenStyle.DotLine)
        self.crosshair.set_color(colors.muted)

    def fit_text(self) -> None:
        """Fit to the size of the application's text."""
        for axis in (self.x_axis, self.y_axis, self._marks_axis):
            axis.fit_text()
            axis.update()
        self.names.fit_text()
        self.setMinimumSize(*map(sizes.scaled, self._least))

    # What is done to it.

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange and self._is_made:
            self.fit_text()
            self.look_changed.emit()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        escapes = key is Qt.Key.Key_Escape and self.crosshair.place is not None
        if key in STEPS or escapes:
            self.walked.emit(key)
        else:
            event.ignore()  # it is for the window

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.RightButton:
            event.accept()  # it opens the menu; pyqtgraph would zoom
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        self.show_all()

    def viewportEvent(self, event: QEvent) -> bool:
        is_tip = event.type() == QEvent.Type.ToolTip
        if is_tip and isinstance(event, QHelpEvent) and self._is_on_curves(event.pos()):
            return True  # it would cover what is pointed at
        return bool(super().viewportEvent(event))

    def explained_at(self, point: QPoint | None) -> str:
        """What is read out where the pointer is, or the keys have gone to."""
        if point is not None and not self._is_on_curves(point):
            return ""
        return f"{self.accessibleName()}: {self.accessibleDescription() or 'nothing to see yet'}"

    def _is_on_curves(self, point: QPoint) -> bool:
        return bool(self.view.sceneBoundingRect().contains(self.mapToScene(point)))

    def pixels_apart(self, places: int) -> float:
        """The distance from one place to the next if this many are spread evenly."""
        left, right = self.view.viewRange()[0]
        spacing = (self._last - self._first) / max(1, places - 1)
        return float(self.view.width() * spacing / max(right - left, 1e-9))

    def enlarged(self, pixels: float) -> float:
        """Pixels of something that grows with the text."""
        return pixels * sizes.percent() / sizes.USUAL
