"""The line at the foot of the window: explains what is pointed at, or has the focus."""

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCursor, QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from digitpad.ui.parts.explained import explanation, spoken_of
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
        # Kept, because a popup's parts become invalid in PySide when its own Python object goes.
        self._top: QWidget | None = None
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
        place = QCursor.pos()
        if place != self._place:
            self._place, self._follows_pointer = place, True
        widget = self._under_pointer() if self._follows_pointer else None
        if widget is self:
            return
        text = "" if widget is None else explanation(widget, place)
        if not text and (focus := self._in_focus()) is not None:
            text = explanation(focus)
        self.show_text(text)

    def explained(self) -> QWidget | None:
        """The widget that is explained now."""
        widget = self._under_pointer() if self._follows_pointer else None
        if widget is None or widget is self or not explanation(widget, QCursor.pos()):
            return self._in_focus()
        return spoken_of(widget, QCursor.pos())

    def _under_pointer(self) -> QWidget | None:
        """The widget that is pointed at, in the window or in a menu over it."""
        popup = QApplication.activePopupWidget()
        top = self.window() if popup is None else popup
        if popup is None and not top.underMouse():
            return None
        self._top = top
        return top.childAt(top.mapFromGlobal(QCursor.pos())) or top

    def _in_focus(self) -> QWidget | None:
        """The widget of this window that has the focus."""
        focus = QApplication.focusWidget()
        return focus if focus is not None and self.window().isAncestorOf(focus) else None
