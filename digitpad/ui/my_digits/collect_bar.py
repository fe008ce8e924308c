"""Asks for digits, one after the other: "Write a 4, 3 of 5"."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from digitpad.core.data.classes import with_article
from digitpad.session.hands.collector import Asked, Collector
from digitpad.ui.parts import theme
from digitpad.ui.parts.layouts import column, named, row
from digitpad.ui.parts.lines import Lines
from digitpad.ui.parts.number_fields import NumberField

IDLE = "A minute of writing teaches the network your hand."
HOW = "Write as you do, and differently: variety teaches more."
LINES = 2  # that it may have
LEAST, MOST = 0.3, 10.0  # seconds


class CollectBar(QWidget):
    """A button to begin; while digits are asked for, which one, and how to go on."""

    begun = Signal()
    """Digits are asked for from now on, so the canvas should have the focus."""
    wait_changed = Signal(float)
    """Digits should be taken after so many seconds."""

    def __init__(self, collector: Collector) -> None:
        super().__init__()
        self._collector = collector
        self.begin = named(
            QPushButton("&Write Digits"),
            "collect",
            "Asks for one digit after the other, the rarest first; write them on the canvas",
        )
        self._skip = named(QPushButton("S&kip"), "skip_digit", "Ask for another digit")
        self._end = named(QPushButton("&Done"), "collect_end", "Ask for no more digits")
        about = "Write this digit on the canvas, as you do; now and then differently."
        self._asked = named(QLabel(), "asked", about)
        theme.give_role(self._asked, "heading")
        about = "Lift the pen for a moment, and the drawing is taken. Undo gives it back."
        self._how = Lines("asked_how", about, LINES)
        theme.give_role(self._how, "muted")
        self._how.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._wait = named(
            NumberField(collector.seconds, LEAST, MOST, LEAST),
            "take_after",
            "A digit is taken when the pen was lifted for so long. Moving over the canvas begins "
            "the time anew, and Return takes it at once.",
            "Seconds after which a digit is taken",
        )
        self._wait.setSuffix(" s")
        self._after = QLabel("taken after")
        first = row(self.begin, (self._asked, 1), self._skip, self._end)
        second = row((self._how, 1), self._after, self._wait)
        column(first, second, of=self, spacing=4)
        self.begin.clicked.connect(self._begin)
        self._skip.clicked.connect(self._go_on)
        self._end.clicked.connect(collector.end)
        self._wait.valueChanged.connect(self._take_wait)
        collector.changed.connect(self._show_asked)
        self._show_asked(collector.asked)

    def _begin(self) -> None:
        self._collector.begin()
        self.begun.emit()

    def _go_on(self) -> None:
        self._collector.skip()
        self.begun.emit()

    def _take_wait(self, seconds: float) -> None:
        self._collector.wait(seconds)
        self.wait_changed.emit(seconds)

    def _show_asked(self, asked: Asked | None) -> None:
        is_asked = asked is not None
        had_focus = self._end.hasFocus() or self._skip.hasFocus()
        self.begin.setVisible(not is_asked)
        for widget in (self._after, self._wait, self._skip, self._end):
            widget.setVisible(is_asked)
        if had_focus and not is_asked:
            self.begin.setFocus()
        if asked is None:
            self._asked.setText("")
        else:
            what = with_article(str(asked.digit))
            self._asked.setText(f"Write {what}, {asked.number} of {asked.wanted}")
        self._how.setText(HOW if is_asked else IDLE)
