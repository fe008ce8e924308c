"""The caption over the curves: which run and network they are of, and how it was trained."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from digitpad.ui.parts.plain_text import tooltip, wrapped


class CutLabel(QLabel):
    """One or two lines of plain text, cut where there is no room; the tool tip then has it all."""

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
        return QSize(0, self.fontMetrics().lineSpacing() * (1 + self.text().count("\n")))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def _cut(self) -> None:
        metrics, room = self.fontMetrics(), self.width()
        text = self._whole
        if metrics.horizontalAdvance(text) > room:
            first, rest = "", text
            while (word := rest.split(" ", 1))[1:]:
                if metrics.horizontalAdvance(f"{first}{word[0]}") > room:
                    break
                first, rest = f"{first}{word[0]} ", word[1]
            rest = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, room)
            text = f"{first.rstrip()}\n{rest}" if first else rest
        self.setText(text)
        self.setToolTip(tooltip(wrapped(self._whole)) if text.endswith("…") else "")
        self.updateGeometry()


class Caption(QWidget):
    """Says which run and network it is, and with which settings by epoch it was trained."""

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
