"""Paces what takes long, so that it leaves a network that trains its processor."""

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

LEAST_REST = 1000  # milliseconds
RESTS = 8  # times as long as the work took
MOST_REST = 30_000  # milliseconds: what takes long may have waited for a slow disk


class Pace(QObject):
    """Says when it is time to work again: soon in a hurry, after a rest otherwise."""

    due = Signal()

    def __init__(
        self, soon: int, parent: QObject, least_rest: int = LEAST_REST, rests: int = RESTS
    ) -> None:
        """soon, least_rest: milliseconds. In the first more may be asked for at once; a rest is at
        least as long as the second, and so many times as long as the work took, up to MOST_REST."""
        super().__init__(parent)
        self._soon, self._least_rest, self._rests = soon, least_rest, rests
        self._rest = 0
        self._since = QElapsedTimer()  # the work began, or ended
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._tell)

    def ask(self, hurry: bool) -> int:
        """Work is wanted; in how many milliseconds it is due. hurry: where somebody waits."""
        rested = self._since.elapsed() if self._since.isValid() else self._rest
        wait = self._soon if hurry else max(self._soon, self._rest - rested)
        if not self._timer.isActive() or self._timer.remainingTime() > wait:
            self._timer.start(wait)
        return self._timer.remainingTime()

    def begin(self) -> None:
        """The work begins, asked for or not; until more is asked for nothing is due."""
        self._timer.stop()
        self._since.start()
        self._rest = max(self._rest, self._least_rest)

    def end(self) -> None:
        """The work is done."""
        rest = min(MOST_REST, self._rests * self._since.elapsed())
        self._rest = max(self._least_rest, rest)
        self._since.start()

    def stop(self) -> None:
        """Nothing is wanted any more."""
        self._timer.stop()

    def forget(self) -> None:
        """Something else is worked on from now on: no rest is due for what was before."""
        self._rest = 0
        self._since.invalidate()

    def _tell(self) -> None:
        self.begin()
        self.due.emit()
