"""Shows which widget has the keyboard's focus, and keeps the wheel from changing any other."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QScrollArea,
    QSlider,
    QStyle,
    QTabBar,
    QTableView,
    QTabWidget,
    QToolButton,
    QWidget,
)

from digitpad.ui.parts import theme
from digitpad.ui.parts.copying import Copying

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractScrollArea as _Area
else:
    _Area = object  # beside a class of Qt's there can be no second one

WIDTH = 2  # pixels
CHOOSING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)  # choose what has it


def paint_focus(painter: QPainter, place: QRect) -> None:
    """Paint a line just within a widget that has the focus."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    pen = QPen(theme.current().accent, WIDTH)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place.adjusted(1, 1, -1, -1))


def scroll_to(widget: QWidget) -> None:
    """Scroll the area around a widget, if there is one, so that the whole widget is visible."""
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    if parent is not None:
        parent.ensureWidgetVisible(widget)


class FocusedToolButton(QToolButton):
    """A tool button that shows the focus, which styles do not show of one."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            with QPainter(self) as painter:
                paint_focus(painter, self.rect())


class FocusedViewport(_Area):
    """For a class of scroll areas, tables or plots: shows the focus around what it shows."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if self.hasFocus():
            self.viewport().update()  # Qt moves what is painted, and the line with it

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            with QPainter(self.viewport()) as painter:
                paint_focus(painter, self.viewport().rect())


class FocusedScrollArea(FocusedViewport, QScrollArea):
    """A scroll area that shows the focus: with it, the arrow keys scroll."""


class FocusedTable(Copying, FocusedViewport, QTableView):
    """A table that shows the focus even while it has no rows. Ctrl+C copies it."""


class FocusedTabs(QTabWidget):
    """Tabs that show the focus around the one that has it, and are named for a screen reader."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setTabBar(_FocusedTabBar())
        self.setAccessibleName(name)
        self.tabBar().setAccessibleName(name)
        self._laid_out_for: tuple[QSize, QSize] | None = None  # the sizes of the bar and of all

    def event(self, event: QEvent) -> bool:
        # Qt would paint all that is in the tab anew, whenever a label in it has another text.
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            sizes = self.tabBar().sizeHint(), self.size()
            if sizes == self._laid_out_for:
                self.updateGeometry()  # what is in the tab may need more room
                return True
            self._laid_out_for = sizes
        return super().event(event)


class _FocusedTabBar(QTabBar):
    def tabSizeHint(self, index: int) -> QSize:
        # A tab that is not in front is lower, and Fusion would cut as much off its text.
        lower = self.style().pixelMetric(QStyle.PixelMetric.PM_TabBarTabShiftVertical, None, self)
        return super().tabSizeHint(index) + QSize(0, lower)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            with QPainter(self) as painter:
                paint_focus(painter, self.tabRect(self.currentIndex()))


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
