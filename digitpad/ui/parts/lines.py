"""Lines of text: cut where there is no room, with a fixed height, or with a button beside them."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from digitpad.ui.parts import theme
from digitpad.ui.parts.layouts import column, named, paragraph, row
from digitpad.ui.parts.plain_text import tooltip


class CutLabel(QLabel):
    """Plain text, cut where one or two lines have no room for it; its tip then has it all."""

    def __init__(self, name: str, about: str = "", most_lines: int = 2) -> None:
        super().__init__()
        self._most_lines = most_lines
        named(self, name, about)
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
        if self._most_lines == 1:
            text = self._part_of_word(text)
        elif self._advance(text) > self._room():
            first, rest = self._first_words(text, "")
            if self._advance(rest) > self._room():
                words, _ = self._first_words(rest, "…")
                rest = f"{words}…" if words else self._part_of_word(rest)
            text = f"{first}\n{rest}" if first else rest
        self.setText(text)
        self.setToolTip(tooltip(self._whole) if text.endswith("…") else "")
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


class Headline(QWidget):
    """What a tab says first: a line in large type, and a quiet one below. Their room stays."""

    def __init__(self, title_name: str, caption_name: str, about: str) -> None:
        """about: explains both."""
        super().__init__()
        self.title = CutLabel(title_name, about, most_lines=1)
        self.caption = CutLabel(caption_name, about, most_lines=1)
        theme.give_role(self.title, "title")
        theme.give_role(self.caption, "caption")
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

    def say(self, text: str, *, offers: bool = True) -> None:
        """Say this, or nothing where it is empty. offers: whether the button is there."""
        self._text.setText(text)
        self.button.setVisible(offers)
        self.setVisible(bool(text))
