"""Spaces out slow work, so that training keeps its core."""

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

LEAST_REST = 1000  # milliseconds
RESTS = 8  # times as long as the work took
MOST_REST = 25_000  # milliseconds, since the work may only have waited for a slow disk


class Pace(QObject):
    """Says when it is time to work again: soon if there is a hurry, else after a rest."""

    due = Signal()
    """It is time to work."""

    def __init__(
        self, soon: int, parent: QObject, least_rest: int = LEAST_REST, rests: int = RESTS
    ) -> None:
        """soon: milliseconds before urgent work, in which more may be asked for. rests: a rest is
        this many times as long as the work, but at least `least_rest` milliseconds and at most
        MOST_REST."""
        super().__init__(parent)
        self._soon, self._least_rest, self._rests = soon, least_rest, rests
        self._rest = 0
        self._since = QElapsedTimer()  # since the work began or, if it is over, ended
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._tell)

    def ask(self, hurry: bool) -> int:
        """Ask for work. hurry: whether somebody waits for it. Returns milliseconds until then."""
        rested = self._since.elapsed() if self._since.isValid() else self._rest
        wait = self._soon if hurry else max(self._soon, self._rest - rested)
        if not self._timer.isActive() or self._timer.remainingTime() > wait:
            self._timer.start(wait)
        return self._timer.remainingTime()

    def begin(self) -> None:
        """Note that the work begins, asked for or not. The next work must be asked for again."""
        self._timer.stop()
        self._since.start()
        self._rest = max(self._rest, self._least_rest)

    def end(self) -> None:
        """Note that the work is done."""
        rest = min(MOST_REST, self._rests * self._since.elapsed())
        self._rest = max(self._least_rest, rest)
        self._since.start()

    def stop(self) -> None:
        """Take back the request for work."""
        self._timer.stop()

    def forget(self) -> None:
        """Need no rest before the next work, which is about something else."""
        self._rest = 0
        self._since.invalidate()

    def _tell(self) -> None:
        self.begin()
        self.due.emit()
