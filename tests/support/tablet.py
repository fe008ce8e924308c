"""A pen on a tablet, which sends the events that Qt sends."""

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QApplication


class TabletPen:
    """One end of a pen: its tip, PointerType.Pen, or PointerType.Eraser."""

    def __init__(self, desk, end):
        self._desk = desk
        self._device = QPointingDevice(
            end.name,
            end.value,
            QInputDevice.DeviceType.Stylus,
            end,
            QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
            1,
            3,
        )

    def send(self, kind, point, is_down, held=Qt.MouseButton.NoButton):
        """Press, move or release it at a point of the canvas; return whether that was accepted.

        held: another button of the pen that is down.
        """
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        position = QPointF(self._desk.at(point))
        event = QTabletEvent(
            kind,
            self._device,
            position,
            QPointF(self._desk.window.mapToGlobal(position)),
            0.5,  # pressure
            *(0, 0, 0, 0, 0),  # tilts, tangential pressure, rotation, height
            Qt.KeyboardModifier.NoModifier,
            none if kind is QEvent.Type.TabletMove else left,
            left | held if is_down else held,
        )
        QApplication.sendEvent(self._desk.window.windowHandle(), event)
        return event.isAccepted()
