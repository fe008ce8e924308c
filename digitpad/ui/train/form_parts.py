"""What the form is made of: choices, numbers, and places for what is wrong with them."""

import sys
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QGroupBox,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from digitpad.core.files.network_keys import MOST_COUNT
from digitpad.ui.parts import theme
from digitpad.ui.parts.number_fields import NumberBox, WholeNumberBox

# What a float holds, and so a file; below are some that have lost digits.
SMALLEST, LARGEST = sys.float_info.min, sys.float_info.max
LINES = 2  # that a sentence about an entry needs


class ErrorPlace(QLabel):
    """Room for a sentence about a wrong entry. It is kept free, so that nothing else moves."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setWordWrap(True)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.hide()
        self._fit()

    def show_error(self, error: str | None) -> None:
        """Say this, or nothing."""
        theme.set_text_color(self, theme.current().error)
        self.setText(error or "")
        self.setVisible(error is not None)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._fit()
        super().changeEvent(event)

    def _fit(self) -> None:
        self.setMinimumHeight(LINES * self.fontMetrics().lineSpacing())


class FormScroll(QScrollArea):
    """As wide as the form in it and a scroll bar, whatever its text's size: it scrolls up and down.

    Where the window is low, what is below the form so stays in sight.
    """

    def __init__(self, form: QWidget) -> None:
        super().__init__()
        self._form = form
        self.setWidget(form)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its fields have it
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        form.setAutoFillBackground(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(self._width(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width(), super().minimumSizeHint().height())

    def _width(self) -> int:
        bar = self.verticalScrollBar().sizeHint().width()
        return self._form.minimumSizeHint().width() + bar

    def eventFilter(self, form: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # the form needs another width, perhaps
            self.updateGeometry()
        return super().eventFilter(form, event)


def mark(field: QWidget, wrong: bool) -> None:
    """Let a field look wrong, or as it should."""
    if not wrong:
        field.setPalette(QPalette())
        return
    colors, palette = theme.current(), field.palette()
    palette.setColor(QPalette.ColorRole.Text, colors.error)
    palette.setColor(QPalette.ColorRole.Base, _mixed(colors.paper, colors.error))
    field.setPalette(palette)


def _mixed(color: QColor, other: QColor) -> QColor:
    """Seven parts of a colour and one of another."""
    return QColor(
        (7 * color.red() + other.red()) // 8,
        (7 * color.green() + other.green()) // 8,
        (7 * color.blue() + other.blue()) // 8,
    )


class WideLabel(QLabel):
    """A label that is at least as wide as a widget elsewhere, below which its field begins."""

    def __init__(self, text: str, other: QWidget) -> None:
        super().__init__(text)
        self._other = other
        other.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()  # asked for later, when the other has its new size
        return False

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(self._other.sizeHint().width(), 0))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def form_layout(group: QGroupBox) -> QFormLayout:
    """Rows of a label and a field in a group."""
    layout = QFormLayout(group)
    layout.setVerticalSpacing(4)
    layout.setContentsMargins(11, 5, 11, 5)
    layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return layout


def choice(name: str, texts: Iterable[str]) -> QComboBox:
    """A field that offers some texts."""
    box = QComboBox()
    box.setObjectName(name)
    box.addItems(list(texts))
    return box


def rate(name: str, called: str, value: float, least: float, smallest_step: float) -> NumberBox:
    """A field for a learning rate or the like, up to the largest number that a file may hold."""
    allowed = "above 0" if least else "from 0 on"
    box = NumberBox(called, allowed, value, least, LARGEST, smallest_step)
    box.setObjectName(name)
    return box


def count(name: str, called: str, value: int, most: int = MOST_COUNT) -> WholeNumberBox:
    """A field for how many there are of something, up to what a file may hold."""
    box = WholeNumberBox(called, value, most)
    box.setObjectName(name)
    return box
