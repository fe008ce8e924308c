"""Three hints in the window at the first start: where to draw, to train, and to look inside."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QTabWidget, QToolButton, QWidget

from digitpad.session.drawing.reading import Reading
from digitpad.session.facts import JobState
from digitpad.session.preference_keeper import PreferenceKeeper
from digitpad.session.session import Session, State
from digitpad.ui.frame.panel import WindowPart
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.layouts import named, row

DRAW, TRAIN, LOOK = "draw", "train", "look"
TEXTS = {
    DRAW: "Draw a digit here: it is read at once.",
    TRAIN: "Train a network of your own here.",
    LOOK: "Inside shows what the network does.",
}
ACROSS, DOWN = 10, 5  # pixels around a hint's text
BESIDE = 8  # pixels between a hint and what it is about
ROUND = 4  # radius of a hint's corners, in pixels


class _Hint(QFrame):
    """A line over the window that lets the pointer through, and a button that closes it."""

    def __init__(self, window: QWidget, name: str) -> None:
        super().__init__(window)
        self.setObjectName(f"hint_{name}")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)  # a pen may be under it
        self.setAccessibleName(TEXTS[name])
        explain(self, TEXTS[name])
        label = QLabel(TEXTS[name])
        label.setTextFormat(Qt.TextFormat.PlainText)
        self._row = row(label, of=self)
        self.close_button = named(QToolButton(window), f"close_hint_{name}")
        self.close_button.setText("✕")
        self.close_button.setAutoRaise(True)
        self.close_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        explain(self.close_button, "Close this hint. It does not come back.")

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(colors.accent)
            painter.setBrush(colors.paper)
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), ROUND, ROUND)

    def fit(self) -> None:
        """Fit to the size of the text."""
        self.close_button.adjustSize()
        self._row.setContentsMargins(ACROSS, DOWN, ACROSS + self.close_button.width(), DOWN)
        self.adjustSize()

    def put(self, place: QPoint) -> None:
        """Show it with its upper left corner there."""
        self.move(place)
        button = self.close_button
        right, middle = self.geometry().right() - 2, self.geometry().center().y()
        button.move(right - button.width(), middle - button.height() // 2)
        for widget in (self, button):
            widget.show()
            widget.raise_()

    def put_away(self) -> None:
        """Hide it for now."""
        self.hide()
        self.close_button.hide()


class Hints(WindowPart):
    """Each hint is gone once it was followed or closed, and never comes back."""

    def __init__(
        self, window: QWidget, tabs: QTabWidget, session: Session, keeper: PreferenceKeeper
    ) -> None:
        super().__init__(window)
        self._tabs, self._keeper = tabs, keeper
        self._hints: dict[str, _Hint] = {}
        session.reading_changed.connect(self._take_reading)
        session.job_changed.connect(self._take_job)
        tabs.currentChanged.connect(self._take_tab)

    def begin(self) -> None:
        """Show what was neither followed nor closed."""
        done = self._keeper.preferences.hints_done
        for name in TEXTS:
            if name not in done:
                self._hints[name] = hint = _Hint(self._window, name)
                hint.close_button.clicked.connect(lambda _checked=False, n=name: self._end(n))
        if self._hints:
            self._window.installEventFilter(self)
        self._take_tab()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            QTimer.singleShot(0, self, self._place)  # when all has its new place
        return False

    def _place(self) -> None:
        for name, hint in self._hints.items():
            hint.fit()
            place = self._place_of(name, hint)
            if place is None or place.x() + hint.width() > self._window.width():
                hint.put_away()  # what it is about, or room beside it, is not in sight
            else:
                hint.put(place)

    def _place_of(self, name: str, hint: QWidget) -> QPoint | None:
        """Where a hint belongs in the window; None while what it is about is out of sight."""
        if name == LOOK:
            bar = self._tabs.tabBar()
            beside = bar.tabRect(bar.count() - 1).right() + BESIDE
            return bar.mapTo(self._window, QPoint(beside, (bar.height() - hint.height()) // 2))
        widget = self._window.findChild(QWidget, "canvas" if name == DRAW else "start")
        if widget is None or not widget.isVisible():
            return None
        if name == DRAW:
            middle, above = (widget.width() - hint.width()) // 2, hint.height() + BESIDE
            return widget.mapTo(self._window, QPoint(middle, widget.height() - above))
        beside, middle = widget.width() + BESIDE, (widget.height() - hint.height()) // 2
        return widget.mapTo(self._window, QPoint(beside, middle))

    def _take_reading(self, reading: Reading | None) -> None:
        if reading is not None:
            self._end(DRAW)

    def _take_job(self, job: JobState) -> None:
        if job.state is State.RUNNING and not job.is_experiment:
            self._end(TRAIN)

    def _take_tab(self, *_index: int) -> None:
        if self._tabs.tabText(self._tabs.currentIndex()) == "Inside":
            self._end(LOOK)
        if self._hints:
            QTimer.singleShot(0, self, self._place)

    def _end(self, name: str) -> None:
        """A hint was followed or closed."""
        hint = self._hints.pop(name, None)
        if hint is None:
            return
        for widget in (hint, hint.close_button):
            widget.hide()
            widget.deleteLater()
        if not self._hints:
            self._window.removeEventFilter(self)
        done = self._keeper.preferences.hints_done
        self._keeper.change(hints_done=(*done, name))
