"""Keeps the wheel from changing a field that has not the focus, and scrolls to what is shown."""

from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QScrollArea, QSlider, QWidget

CHOOSING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)  # choose what has it


def scroll_to(widget: QWidget) -> None:
    """Scroll the area around a widget, if there is one, so that the whole widget is visible."""
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    if parent is not None:
        parent.ensureWidgetVisible(widget)


class WheelGuard(QObject):
    """Lets the wheel change a field of a widget only where that has the focus.

    Elsewhere it scrolls the area that the field is in.
    """

    def __init__(self, widget: QWidget) -> None:
        """widget: all fields that are in it now are guarded."""
        super().__init__(widget)
        for kind in (QComboBox, QAbstractSpinBox, QSlider):
            for field in widget.findChildren(kind):
                field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # which the wheel does not give
                field.installEventFilter(self)

    def eventFilter(self, field: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and not cast(QWidget, field).hasFocus():
            event.ignore()
            return True
        return False
