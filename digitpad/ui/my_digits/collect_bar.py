"""Asks for digits, one after the other: "Write a 4, 3 of 5"."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from digitpad.core.data.classes import with_article
from digitpad.session.hands.collector import Asked, Collector
from digitpad.ui.parts import theme
from digitpad.ui.parts.layouts import REST, named, row


class CollectBar(QWidget):
    """A button to begin; while digits are asked for, which one, and how to go on."""

    begun = Signal()
    """Digits are asked for from now on, so the canvas should have the focus."""

    def __init__(self, collector: Collector) -> None:
        super().__init__()
        self._collector = collector
        about = "Asks for one digit after the other, the rarest first; write them on the canvas"
        self.begin = named(QPushButton("&Write Digits"), "collect", about)
        self._skip = named(QPushButton("S&kip"), "skip_digit", "Ask for another digit")
        self._end = named(QPushButton("&Done"), "collect_end", "Ask for no more digits")
        about = (
            "Write this digit on the canvas, as you do, and now and then differently. Lift the pen "
            "for a moment, and it is taken; Return takes it at once, Undo gives it back."
        )
        self._asked = named(QLabel(), "asked", about)
        theme.give_role(self._asked, "heading")
        row(self.begin, self._asked, self._skip, self._end, REST, of=self, spacing=8)
        self.begin.clicked.connect(collector.begin)
        self._skip.clicked.connect(collector.skip)
        for button in (self.begin, self._skip):
            button.clicked.connect(self.begun)
        self._end.clicked.connect(collector.end)
        collector.changed.connect(self._show_asked)
        self._show_asked(collector.asked)

    def _show_asked(self, asked: Asked | None) -> None:
        had_focus = self._end.hasFocus() or self._skip.hasFocus()
        self.begin.setVisible(asked is None)
        for widget in (self._asked, self._skip, self._end):
            widget.setVisible(asked is not None)
        if had_focus and asked is None:
            self.begin.setFocus()
        what = "" if asked is None else with_article(str(asked.digit))
        text = "" if asked is None else f"Write {what}, {asked.number} of {asked.wanted}"
        self._asked.setText(text)
