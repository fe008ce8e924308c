"""The caption over the curves: which run and network they are of, and how it was trained."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from digitpad.ui.parts.plain_text import tooltip, wrapped


class CutLabel(QLabel):
    """A line of plain text that is cut where there is no room; its tool tip has all of it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._whole = ""

    def show_text(self, text: str) -> None:
        """Show this, as far as there is room."""
        if text != self._whole:
            self._whole = text
            self.setAccessibleName(text)
            self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height())

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def _cut(self) -> None:
        room = Qt.TextElideMode.ElideRight, self.width()
        text = self.fontMetrics().elidedText(self._whole, *room)
        self.setText(text)
        self.setToolTip(tooltip(wrapped(self._whole)) if text != self._whole else "")


class Caption(QWidget):
    """Two lines: the run and its network, and its settings by epoch."""

    def __init__(self) -> None:
        super().__init__()
        self._title, self._settings = CutLabel("caption"), CutLabel("caption_settings")
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(self._title)
        column.addWidget(self._settings)

    def show_caption(self, title: str, settings: str) -> None:
        """Show these lines."""
        self._title.show_text(title)
        self._settings.show_text(settings)
