"""A label that is cut where there is no room."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

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
        text = self._whole
        if self._advance(text) > self._room():
            first, rest = self._first_words(text, "")
            if self._advance(rest) > self._room():
                words, _ = self._first_words(rest, "…")
                rest = f"{words}…" if words else self._part_of_word(rest)
            text = f"{first}\n{rest}" if first else rest
        self.setText(text)
        self.setToolTip(tooltip(wrapped(self._whole)) if text.endswith("…") else "")
        self.updateGeometry()

    def _first_words(self, text: str, end: str) -> tuple[str, str]:
        """As many words as fit into a line that ends like this, and the rest of the text."""
        first, rest = "", text
        while " " in rest:
            word, after = rest.split(" ", 1)
            if self._advance(f"{first} {word}{end}".strip()) > self._room():
                break
            first, rest = f"{first} {word}".strip(), after
        return first, rest

    def _part_of_word(self, text: str) -> str:
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, self._room())

    def _room(self) -> int:
        return self.contentsRect().width()

    def _advance(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)
