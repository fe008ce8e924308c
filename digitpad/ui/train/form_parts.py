"""The parts of the form: choices and number fields."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import (
    QFormLayout,
    QGroupBox,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from digitpad.ui.parts import theme
from digitpad.ui.parts.layouts import scroll


class FormScroll(QScrollArea):
    """Scrolls the form up and down; always as wide as the form and a scroll bar.

    So the buttons below the form stay in sight in a low window.
    """

    def __init__(self, form: QWidget) -> None:
        super().__init__()
        self._form = form
        scroll(self, form)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its fields take the focus
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(self._width(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width(), super().minimumSizeHint().height())

    def _width(self) -> int:
        bar = self.verticalScrollBar().sizeHint().width()
        return self._form.minimumSizeHint().width() + bar

    def eventFilter(self, form: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # the form may need another width
            self.updateGeometry()
        return super().eventFilter(form, event)


class WideLabel(QLabel):
    """A label at least as wide as another widget, so that their fields begin at the same place."""

    def __init__(self, text: str, other: QWidget) -> None:
        super().__init__(text)
        self._other = other
        other.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()  # Qt asks for the size later, when the other has its new one
        return False

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
