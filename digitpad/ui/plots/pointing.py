"""How a person goes over a plot, by pointer and by keys: what is read out is what a click means."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent

from digitpad.session.charts.read_out import ReadOut

STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
TRACES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
# No movement of the pointer is skipped: it may be the last one.
pg.setConfigOption("mouseRateLimit", 0)


class Pointing(QObject):
    """Turns the pointer's and the keys' events of a plot into places of its chart."""

    pointed = Signal()
    """Another place or trace is pointed at, or none."""
    stepped = Signal()
    """The same, by an arrow key: the place may be out of sight."""
    chosen = Signal(object, object)
    """What is read out is meant; carries its place as it is drawn, and the key of its trace."""
    ended_zoom = Signal()
    """Home was pressed."""
    clicked_twice = Signal()

    def __init__(self, area: pg.PlotWidget, read: ReadOut) -> None:
        super().__init__(area)
        self._view, self._read = area.getPlotItem().vb, read
        area.scene().sigMouseMoved.connect(self._take_pointer)
        area.scene().sigMouseClicked.connect(self._take_click)
        for watched in (area, area.viewport()):
            watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Handle keys, a double click, and the pointer that leaves."""
        match event:
            case QKeyEvent() if event.type() == QEvent.Type.KeyPress:
                return self._take_key(Qt.Key(event.key()))
            case QMouseEvent() if event.type() == QEvent.Type.MouseButtonDblClick:
                self.clicked_twice.emit()
            case QHelpEvent() if event.type() == QEvent.Type.ToolTip:
                return True  # a tool tip would cover the curves
        if event.type() == QEvent.Type.Leave:
            self._read.key = None
            self._point(None)
        return False

    def _take_key(self, key: Qt.Key) -> bool:
        """Handle a key. Returns whether it means anything here."""
        if key in STEPS:
            self._read.step(STEPS[key])
            self.stepped.emit()
        elif key in TRACES and self._read.trace is not None:
            self._read.turn(TRACES[key])
            self.pointed.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose()
        elif key == Qt.Key.Key_Home:
            self.ended_zoom.emit()
        elif key == Qt.Key.Key_Escape and self._read.pointed is not None:
            self._point(None)
        else:
            return False
        return True

    def _point(self, place: float | None) -> None:
        self._read.pointed = place
        self.pointed.emit()

    def _take_pointer(self, position: QPointF) -> None:
        at = self._view.mapSceneToView(position)
        if self._read.point_near(at.x(), at.y()):
            self.pointed.emit()

    def _take_click(self, event: Any) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._take_pointer(event.scenePos())  # a finger has not moved there before
            self._choose()

    def _choose(self) -> None:
        trace = self._read.trace
        if trace is not None and self._read.pointed is not None:
            self.chosen.emit(self._read.pointed, trace.key)
