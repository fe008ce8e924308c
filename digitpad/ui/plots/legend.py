"""The line above a plot, where it can cover no data: what the curves are, and their values."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

GAP, SPACES = "&nbsp;&nbsp;&nbsp;", 3
TITLE = "<title>"  # in whose place it stands once it is known how much room it has
VALUE, EPOCH = "100.00 %", "epoch 1000"  # as long as most of those that are read out


class Legend(QLabel):
    """On one line where there is room, else on two or three: nothing is ever cut off.

    It has room for values also while none is shown, so that the plot keeps its height.

    indent: pixels before a single line, so that it begins above the curves.
    """

    def __init__(self, name: str, indent: int) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.RichText)  # of our own words and numbers alone
        # However long its text, a legend never makes the window wider.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._indent = indent
        self._read: tuple[object, ...] = ()
        self._title = ""
        self._lines: list[list[tuple[str, str]]] = []  # of one way to break them, as HTML and text

    def read(
        self,
        title: str,
        curves: Sequence[tuple[str, str, str, str]],
        epoch: tuple[str, str],
        longest: str = "",
    ) -> None:
        """Show a title, the curves (colour, line, name, value), and the epoch with its colour.

        longest: of the titles that may come, so that the plot keeps its height with each of them.
        """
        if (title, curves, epoch, longest) == self._read:
            return
        self._read = title, curves, epoch, longest
        self._title = title
        first = (TITLE, max(title, longest, key=len))
        lines = [
            (
                f"<span style='color:{color}'>{line}</span> {escape(name)}"
                + (f"&nbsp;<b>{value}</b>" if value else ""),
                f"{line} {name} {max(value, VALUE, key=len)}",
            )
            for color, line, name, value in curves
        ]
        color, words = epoch
        shown = f"<span style='color:{color}'>{words or '&nbsp;'}</span>"
        last = [(shown, max(words, EPOCH, key=len))]
        self._lines = [
            [first, *lines, *last],
            [first, *last],
            lines,
            [first],
            last,
            *([line] for line in lines),
        ]
        self._break()

    def indent_by(self, indent: int) -> None:
        """Begin a single line this many pixels from the left."""
        self._indent = indent
        self._break()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._break()

    def _break(self) -> None:
        """Break it into as few lines as there is room for."""
        if not self._lines:
            return
        whole, above, below, first, last, *apart = self._lines
        if self._width(whole) + self._indent <= self.width():
            self.setIndent(self._indent)
            shown = [whole]
        else:
            self.setIndent(0)
            top = [above] if self._width(above) <= self.width() else [first, last]
            shown = [*top, below] if self._width(below) <= self.width() else [*top, *apart]
        text = "<br>".join(GAP.join(html for html, _ in line) for line in shown if line)
        title = self._metrics().elidedText(
            self._title, Qt.TextElideMode.ElideMiddle, max(0, self.width() - self.indent())
        )
        self.setText(text.replace(TITLE, f"<b>{escape(title)}</b>", 1))

    def _width(self, line: Sequence[tuple[str, str]]) -> int:
        """What a line needs at most: all of it bold."""
        return self._metrics().horizontalAdvance((" " * SPACES).join(text for _, text in line))

    def _metrics(self) -> QFontMetrics:
        font = QFont(self.font())
        font.setBold(True)
        return QFontMetrics(font)
