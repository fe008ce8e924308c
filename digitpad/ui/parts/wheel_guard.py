"""Fields that the wheel changes only if they have the focus."""

from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QSlider, QWidget


class WheelGuard(QObject):
    """Lets the wheel change a field only if the field has the focus.

    Otherwise the wheel scrolls the area around the field.
    """

    def __init__(self, widget: QWidget) -> None:
        """widget: guard all fields that it contains now."""
        super().__init__(widget)
        for kind in (QComboBox, QAbstractSpinBox, QSlider):
            for field in widget.findChildren(kind):
                field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # not by the wheel
                field.installEventFilter(self)

    def eventFilter(self, field: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and not cast(QWidget, field).hasFocus():
            event.ignore()
            return True
        return False
