"""Lines of text: cut where there is no room, with a fixed height, or with a button beside them."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from digitpad.ui.parts.layouts import column, named, paragraph, row
from digitpad.ui.parts.plain_text import tooltip


class CutLabel(QLabel):
    """Plain text, cut where its lines have no room for it; its tip then has it all."""

    def __init__(self, name: str, about: str = "", most_lines: int = 2, role: str = "") -> None:
        super().__init__()
        self._most_lines = most_lines
        named(self, name, about, role=role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(most_lines > 1)
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
        return QSize(0, self._most_lines * self.fontMetrics().lineSpacing())

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def _cut(self) -> None:
        text, words = self._whole, self._whole.split(" ")
        while len(words) > 1 and self._most_lines > 1 and not self._fits(text):
            words.pop()
            text = f"{' '.join(words)}…"
        if not self._fits(text):  # one line, or a word that is longer than a line
            width = self.contentsRect().width()
            text = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
        self.setText(text)
        self.setToolTip(tooltip(self._whole) if text != self._whole else "")

    def _fits(self, text: str) -> bool:
        room = QRect(0, 0, self.contentsRect().width(), self.minimumSizeHint().height())
        flags = int(Qt.TextFlag.TextWordWrap) if self._most_lines > 1 else 0
        return room.contains(self.fontMetrics().boundingRect(room, flags, text))


class Headline(QWidget):
    """What a tab says first: a line in large type, and a quiet one below. Their room stays."""

    def __init__(self, title_name: str, caption_name: str, about: str) -> None:
        """about: explains both."""
        super().__init__()
        self.title = CutLabel(title_name, about, most_lines=1, role="title")
        self.caption = CutLabel(caption_name, about, most_lines=1, role="caption")
        column(self.title, self.caption, of=self, spacing=2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def say(self, title: str, caption: str = "") -> None:
        """Say this."""
        self.title.show_text(title)
        self.caption.show_text(caption)


class Lines(QLabel):
    """A text that has room for so many lines, even where it needs fewer: so nothing else moves."""

    def __init__(self, name: str, about: str, lines: int) -> None:
        super().__init__()
        self._lines = lines
        named(self, name, about)
        self.setWordWrap(True)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._lines * self.fontMetrics().lineSpacing())

    def heightForWidth(self, width: int) -> int:
        return max(self.minimumSizeHint().height(), super().heightForWidth(width))


class Offer(QWidget):
    """A line, and a button for what to do then. Hidden while there is nothing to say."""

    def __init__(self, name: str, button_name: str, button_text: str, about: str = "") -> None:
        """about: explains the line."""
        super().__init__()
        self._text = paragraph(name, about)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.button = named(QPushButton(button_text), button_name)
        self._row = row((self._text, 1), self.button, of=self, spacing=6)
        self.hide()

    def add_button(self, button: QPushButton) -> None:
        """Offer something else, too."""
        self._row.addWidget(button)

    def say(self, text: str) -> None:
        """Say this, or nothing where it is empty."""
        self._text.setText(text)
        self.setVisible(bool(text))
