"""The wheel of a mouse, turned over the middle of a widget's visible part."""

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtTest import QTest


def turn_wheel(widget, notches):
    """Turn the wheel: above 0 away from the hand, which zooms in; below 0 towards it."""
    window = widget.window()
    place = widget.mapTo(window, widget.visibleRegion().boundingRect().center())
    QTest.wheelEvent(window.windowHandle(), QPointF(place), QPoint(0, 120 * notches))
