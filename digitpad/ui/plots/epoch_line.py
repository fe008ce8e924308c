"""The line in a plot that marks the epoch in use, and may be dragged to another one."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal

from digitpad.ui.parts import theme
from digitpad.ui.plots.curve_items import pen_for


class EpochLine(pg.InfiniteLine):
    """A vertical line; one that can be dragged is taken by pyqtgraph within 6 pixels."""

    moved = Signal(float)
    """A person drags it to this place on x."""

    def __init__(self, view: pg.ViewBox, can_be_dragged: bool) -> None:
        super().__init__(angle=90, movable=can_be_dragged)
        self.setZValue(9)
        self.hide()
        view.addItem(self, ignoreBounds=True)
        self.sigDragged.connect(lambda line: self.moved.emit(float(line.value())))

    def dress(self, colors: theme.Theme) -> None:
        """Take the colours of the theme."""
        width = 2 * theme.broadness()
        self.setPen(pen_for(self, colors.accent, width))
        self.setHoverPen(pen_for(self, colors.accent, 2 * width))

    def show_at(self, place: float | None) -> None:
        """Stand at this place; None: nowhere. While it is dragged it stays with the pointer."""
        self.setVisible(place is not None)
        if place is not None and not self.moving:
            self.setValue(place)

    def hoverEvent(self, event: Any) -> None:
        super().hoverEvent(event)
        self.setCursor(Qt.CursorShape.SizeHorCursor) if self.mouseHovering else self.unsetCursor()
