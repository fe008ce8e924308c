"""Labels of a constant height, whose text is cut or written smaller where there is no room."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from digitpad.ui.parts.explained import tooltip
from digitpad.ui.parts.layouts import SPACE, column, named, row
from digitpad.ui.parts.theme import give_role, points_of


class CutLabel(QLabel):
    """Plain text, cut if there is no room; the tool tip then shows the whole text."""

    def __init__(self, name: str, about: str = "", most_lines: int = 2, role: str = "") -> None:
        super().__init__()
        self._most_lines = most_lines
        named(self, name, about, role=role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(most_lines > 1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._whole = self._details = ""

    def show_text(self, text: str, details: str = "") -> None:
        """Show a text as far as there is room. details: what else its tool tip says, in lines."""
        if (text, details) != (self._whole, self._details):
            self._whole, self._details = text, details
            self.setAccessibleName(text)
            self.setAccessibleDescription(details or self.statusTip())
            self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def minimumSizeHint(self) -> QSize:
        height = self.fontMetrics().lineSpacing()
        if self._most_lines > 1:  # no multiple of that, which is rounded: the last might not fit
            lines = "\n".join("x" * self._most_lines)
            height = self.fontMetrics().boundingRect(QRect(), 0, lines).height()
        return QSize(0, height)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def hasHeightForWidth(self) -> bool:
        return False  # or a narrow window would have room for the whole text

    def _cut(self) -> None:
        text, words = self._whole, self._whole.split(" ")
        while len(words) > 1 and self._most_lines > 1 and not self._fits(text):
            words.pop()
            text = f"{' '.join(words)}…"
        if not self._fits(text):  # one line, or a word that is longer than a line
            width = self.contentsRect().width()
            text = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
        self.setText(text)
        is_cut = text != self._whole
        self.setToolTip(tooltip("\n".join(filter(None, (is_cut * self._whole, self._details)))))

    def _fits(self, text: str) -> bool:
        room = QRect(0, 0, self.contentsRect().width(), self.minimumSizeHint().height())
        flags = int(Qt.TextFlag.TextWordWrap) if self._most_lines > 1 else 0
        return room.contains(self.fontMetrics().boundingRect(room, flags, text))


class Title(CutLabel):
    """A line in large type; in smaller type if it would be cut."""

    def _cut(self) -> None:
        is_long = self._in("title").horizontalAdvance(self._whole) > self.contentsRect().width()
        give_role(self, "long title" if is_long else "title")
        super()._cut()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._in("title").height())  # also in smaller type

    def _in(self, size: str) -> QFontMetrics:
        """The measures of its type in one of the theme's sizes."""
        font = QFont(self.font())
        font.setPointSizeF(points_of(size, QFont()))
        return QFontMetrics(font)


class Headline(QWidget):
    """The head of a tab: a line in large type, and room for two quiet lines below.

    Its height is constant, so that nothing below jumps. A title of `core.text.LONGEST_HEADLINE`
    letters fits wherever the window does, whatever the size of text.
    """

    def __init__(self, title_name: str, caption_name: str, about: str) -> None:
        """about: explains both."""
        super().__init__()
        self.title = Title(title_name, about, most_lines=1, role="title")
        self.caption = CutLabel(caption_name, about, most_lines=2, role="caption")
        self.caption.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._below = row((self.caption, 1), spacing=SPACE)
        column(self.title, self._below, of=self, spacing=0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def put_beside(self, widget: QWidget) -> None:
        """Put a widget beside the quiet lines."""
        self._below.addWidget(widget)

    def say(self, title: str, caption: str = "", details: str = "") -> None:
        """Show these two lines. details: what else is known, for the title's tool tip."""
        self.title.show_text(title, details)
        self.caption.show_text(caption)
