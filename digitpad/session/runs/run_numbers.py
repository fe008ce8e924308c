"""Numbers new runs, even before the runs of earlier sessions are counted. No Qt."""

from digitpad.session.runs.run import Run


class RunNumbers:
    """Gives each new run a number above all others.

    Counting the runs on disk takes time. Until then numbers are provisional: a run that has one
    gets another when the count is there.
    """

    def __init__(self) -> None:
        self._highest = 0
        self._is_counted = True
        self._is_provisional = False  # whether the newest number was given before the count

    def next(self, run: Run | None) -> int:
        """The number of a new run: that of the run in use, `run`, if this was never trained."""
        self._is_provisional = not self._is_counted
        if run is None or run.jobs or run.number != self._highest:
            self._highest += 1
        return self._highest

    def take(self, run: Run) -> None:
        """Number new runs above this one, which is in use again."""
        self._is_provisional = False
        self._highest = max(self._highest, run.number)

    def await_count(self) -> None:
        """Numbers are provisional until `count_from` is called."""
        self._is_counted = False

    def count_from(self, highest: int) -> int:
        """Number new runs above the highest number of earlier sessions.

        Returns what must be added to the number of the run in use.
        """
        self._is_counted = True
        if not self._is_provisional:
            self._highest = max(self._highest, highest)
            return 0
        self._is_provisional = False
        self._highest += highest
        return highest
