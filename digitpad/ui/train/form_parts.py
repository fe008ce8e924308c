"""The parts of the form: choices and number fields."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QFormLayout,
    QGroupBox,
    QLabel,
    QSizePolicy,
    QWidget,
)

from digitpad.ui.parts import theme
from digitpad.ui.parts.layouts import WideScroll


class FormScroll(WideScroll):
    """Lets the buttons below the form stay in sight in a low window."""

    def __init__(self, form: QWidget) -> None:
        super().__init__(form)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(self.minimumSizeHint().width(), super().sizeHint().height())


class WideLabel(QLabel):
    """A label at least as wide as another widget, so that their fields begin at the same place."""

    def __init__(self, text: str, other: QWidget) -> None:
        super().__init__(text)
        self._other = other

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(self._other.sizeHint().width(), 0))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def form_layout(group: QGroupBox, title: str) -> QFormLayout:
    """Rows of a label and a field in a group, below its title."""
    layout = QFormLayout(group)
    layout.setVerticalSpacing(4)
    layout.setHorizontalSpacing(12)
    layout.setContentsMargins(0, 0, 0, 8)
    group.setAccessibleName(title)
    heading = QLabel(title)
    theme.give_role(heading, "heading")
    layout.addRow(heading)
    layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return layout
