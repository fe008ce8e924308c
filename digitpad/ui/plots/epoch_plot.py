"""A plot over the epochs of a run: its axes, and which epochs are in sight."""

import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from digitpad.ui.parts import sizes
from digitpad.ui.parts.plain_text import wrapped
from digitpad.ui.parts.theme import Theme
from digitpad.ui.plots.plot_parts import (
    MARKS_HEIGHT,
    Crosshair,
    EpochAxis,
    Grid,
    Marks,
    MarksAxis,
    Plot,
    Remark,
    ValueAxis,
)

# Pixels: of a marker and of a line where there is room for them. The closer the epochs, the less;
# a broad line takes Qt ten times as long as a thin one.
MARKER, LINE = 6.0, 2.0

HELP = wrapped(
    "Point at an epoch to read its exact values, or go there by the arrow keys. The wheel zooms in "
    "and out, dragging moves, and a double click shows all epochs again."
)

# What keys add to the number of the epoch that is pointed at.
FAR = 10**9
WALKS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Home: -FAR,
    Qt.Key.Key_End: FAR,
}
KEYS = (
    ("in a plot: point at another epoch", "Left, Right"),
    ("in a plot: point at the first or the last epoch", "Home, End"),
    ("in a plot: point at no epoch", "Esc"),
)

# The same for all plots, so that epoch stands under epoch.
AXIS_WIDTH = 64

# No movement of the pointer is passed over: it may be the last, and its epoch not read out.
pg.setConfigOption("mouseRateLimit", 0)


class EpochPlot(Plot):
    """Shows all epochs as they grow, until the user zooms or moves; never what is beyond them.

    `is_following` says which. `look` is how large markers and how broad lines are to be, now that
    the epochs stand so close.
    """

    moved = Signal(float, float)
    """The user zoomed or moved; carries the first and the last epoch in sight, in parts."""
    walked = Signal(object)
    """A key was pressed; carries how many epochs to go on from the one pointed at, or None to
    point at none."""
    following_changed = Signal(bool)
    look_changed = Signal()
    AXES = {"left": AXIS_WIDTH, "top": MARKS_HEIGHT}

    def __init__(self, quantity: str, axis_label: str) -> None:
        self._epochs_axis, self._values_axis = EpochAxis("bottom"), ValueAxis("left")
        self._marks_axis = MarksAxis()
        axes = {"bottom": self._epochs_axis, "left": self._values_axis, "top": self._marks_axis}
        super().__init__(axes)
        self.setObjectName(f"{quantity}_plot")
        self.setAccessibleName(f"{quantity.capitalize()} by epoch")
        self.setToolTip(HELP)
        item = self.getPlotItem()
        item.setLabel("left", axis_label)
        item.setLabel("bottom", "epoch")
        self.fit_text()
        self._values_axis.enableAutoSIPrefix(False)  # 0.4 is plainer than 400 (x0.001)
        item.layout.setContentsMargins(0, 8, 12, 0)  # room for half a label at an axis's end
        self.view = item.vb
        self.view.setDefaultPadding(0.04)
        # The wheel and the mouse choose epochs; the values fit those that are in sight.
        self.view.setMouseEnabled(x=True, y=False)
        self.view.setAutoVisible(y=True)
        self._grid, self._marks, self.crosshair = Grid(item), Marks(item), Crosshair(item)
        for part in (self._grid, self._marks, self.crosshair):
            item.addItem(part, ignoreBounds=True)
        self._first, self._last = 1, 1
        self.is_following = True
        self.look = MARKER, LINE
        self.view.sigRangeChangedManually.connect(self._take_move)
        self.view.sigXRangeChanged.connect(self.fit_look)
        self.view.sigResized.connect(self.fit_look)
        self.double_clicked.connect(self.show_all)

    def fit_text(self) -> None:
        super().fit_text()
        self.setMinimumSize(sizes.scaled(290), sizes.scaled(115))

    def show_epochs(self, first: int, last: int) -> None:
        """There are these epochs to be seen."""
        self._first, self._last = first, last
        self._epochs_axis.show_last(last)
        left, right = self._ends()
        self.view.setLimits(xMin=left, xMax=right, minXRange=1.0)
        if self.is_following:
            self._see_all()

    def show_scales(self, epochs: bool, values: bool) -> None:
        """Have ticks at the axes that there is something to measure by."""
        self._epochs_axis.show_scale(epochs)
        self._values_axis.show_scale(values)

    def show_marks(self, marks: list[Remark]) -> None:
        """Mark these places, sorted, and say above them what is marked."""
        self._marks.show_at([place for place, _ in marks])
        self._marks_axis.show_marks(marks)

    def marks(self) -> list[Remark]:
        """What is marked, and where."""
        return self._marks_axis.marks

    def show_all(self) -> None:
        """Show all epochs, and go on doing so as they grow."""
        self._follow(True)
        self._see_all()

    def move_to(self, first: float, last: float) -> None:
        """Show these epochs, as another plot does."""
        self._follow(False)
        self.setXRange(first, last, padding=0)

    def bring_into_sight(self, epoch: int) -> None:
        """Move, where one has zoomed so that this epoch is not seen."""
        first, last = self.view.viewRange()[0]
        step = min(0.0, epoch - first) or max(0.0, epoch - last)
        if step:
            self.move_to(first + step, last + step)
            self.moved.emit(first + step, last + step)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in WALKS:
            self.walked.emit(WALKS[key])
        elif key is Qt.Key.Key_Escape and self.crosshair.epoch is not None:
            self.walked.emit(None)
        else:
            event.ignore()  # it is for the window

    def set_colors(self, colors: Theme) -> None:
        """Take the colours of a scheme."""
        self.setBackground(colors.paper)
        for axis in (self._values_axis, self._epochs_axis):
            axis.setPen(colors.border)
            axis.setTextPen(colors.ink)
        self._grid.set_color(colors.grid)
        self._marks.set_color(colors.muted)
        self.crosshair.set_color(colors.muted)
        self._marks_axis.setPen(colors.paper)
        self._marks_axis.setTextPen(colors.muted)

    def _ends(self) -> tuple[float, float]:
        last = max(self._last, self._first + 1)
        margin = 0.03 * (last - self._first)
        return self._first - margin, last + margin

    def _see_all(self) -> None:
        self.setXRange(*self._ends(), padding=0)
        self.enableAutoRange(y=True)

    def _take_move(self) -> None:
        self._follow(False)
        self.moved.emit(*self.view.viewRange()[0])

    def _follow(self, following: bool) -> None:
        if following != self.is_following:
            self.is_following = following
            self.following_changed.emit(following)

    def fit_look(self, *_told: object) -> None:
        """Fit markers and lines to the epochs' distance, and to the text's size."""
        first, last = self.view.viewRange()[0]
        apart = self.view.width() / max(last - first, 1e-9)  # pixels from epoch to epoch
        scale = sizes.percent() / sizes.USUAL
        marker = round(2 * min(MARKER * scale, max(0.0, apart - 2))) / 2
        line = round(4 * min(LINE * scale, max(1.0, 1 + (apart - 2) / 6))) / 4
        if (marker, line) != self.look:
            self.look = marker, line
            self.look_changed.emit()
