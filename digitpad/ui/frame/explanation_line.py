"""The line at the foot of the window: explains what is pointed at, or has the focus."""

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCursor, QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from digitpad.ui.parts.explained import explanation
from digitpad.ui.parts.lines import CutLabel

LINES = 2
MARGINS = 12, 0, 16, 0  # pixels: it begins below the canvas
EVERY = 120  # milliseconds


class ExplanationLine(CutLabel):
    """Looks several times a second at what is under the pointer, but not while a button is down.

    To watch each movement instead would slow down the pen, and would miss a value that changes
    under a pointer at rest.
    """

    def __init__(self) -> None:
        super().__init__("explanation")
        self.setContentsMargins(*MARGINS)
        self._follows_pointer = False
        self._place = QCursor.pos()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.look)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow_focus)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, LINES * self.fontMetrics().lineSpacing())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _follow_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None:
            self._follows_pointer = False

    def look(self) -> None:
        """Explain what there is to explain now."""
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            return
        if QCursor.pos() != self._place:
            self._place, self._follows_pointer = QCursor.pos(), True
        if not self._follows_pointer or self._under_pointer() is not self:
            self.show_text(self._find()[1])

    def explained(self) -> QWidget | None:
        """The widget that is explained now."""
        return self._find()[0]

    def _find(self) -> tuple[QWidget | None, str]:
        """What is pointed at, if it is explained, else what has the focus; and what it is."""
        pointed = self._under_pointer() if self._follows_pointer else None
        if pointed not in (None, self) and (text := explanation(pointed, self._place)):
            return pointed, text
        focus = QApplication.focusWidget()
        if focus is None or not self.window().isAncestorOf(focus):
            return None, ""
        return focus, explanation(focus)

    def _under_pointer(self) -> QWidget | None:
        """The widget that is pointed at, in the window or in a menu over it."""
        widget = QApplication.widgetAt(self._place)
        top = None if widget is None else widget.window()
        if top is self.window():
            return widget if top.underMouse() else None
        is_popup = top is not None and top.windowType() is Qt.WindowType.Popup
        return widget if is_popup else None
