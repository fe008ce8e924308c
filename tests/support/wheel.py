"""The wheel of a mouse, turned over the middle of what is seen of a widget."""

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtTest import QTest


def turn_wheel(widget, notches):
    """Above 0 is away from the hand, which zooms in; below 0 is down."""
    window = widget.window()
    place = widget.mapTo(window, widget.visibleRegion().boundingRect().center())
    QTest.wheelEvent(window.windowHandle(), QPointF(place), QPoint(0, 120 * notches))
