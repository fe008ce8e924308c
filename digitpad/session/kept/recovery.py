"""Finds what a crash has left in the store, to be restored, discarded or left there."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from digitpad.session.kept.errors import DamagedError, RunStoreError
from digitpad.session.kept.run_entry import Found, Kept
from digitpad.session.kept.run_keeper import RunKeeper
from digitpad.session.kept.run_store import LeftBehind, RunStore, read_or_put_aside
from digitpad.session.session import Session


class Recovery(QObject):
    """Keeps what it finds locked, until that is restored, discarded or left for another start.

    Only small records are read for its lists; a network is read when it is restored.
    """

    found = Signal(list)
    """Carries what a crash has left, as LeftBehind, the youngest first."""
    failed = Signal(str, str)
    """Something that was kept cannot be read; carries a title and sentences."""
    restored = Signal()
    """A run was restored: forms and titles must show it."""

    def __init__(self, session: Session, store: RunStore, keeper: RunKeeper) -> None:
        super().__init__(keeper)
        self._session, self._store, self._keeper = session, store, keeper
        self._locked: list[LeftBehind] = []  # found, and not yet restored or let go

    def begin(self) -> None:
        """Find the highest number of a run, and what a crash has left; `found` follows."""
        self._session.await_count()
        count = self._session.count_runs_from
        self._run(self._store.highest_number, count, lambda _: count(0))  # `_look` reports why not
        self._run(self._look, self._take_found, self._fail)

    def _look(self) -> tuple[list[LeftBehind], list[str]]:
        left, problems = self._store.left_behind()
        self._locked += left
        return left, problems

    def _take_found(self, found: tuple[list[LeftBehind], list[str]]) -> None:
        left, problems = found
        if problems:
            self._fail("\n".join(problems))
        self.found.emit(left)

    def leave(self, left: Sequence[LeftBehind]) -> None:
        """Leave these for another start."""
        self._run(lambda: self._let_go(left), lambda _: None, self._fail)

    def shut_down(self) -> None:
        """Leave all that is still locked for another start: the window closes."""
        self._run(lambda: self._let_go(list(self._locked)), lambda _: None, self._fail)

    def _let_go(self, left: Sequence[LeftBehind]) -> None:
        for one in left:
            if one in self._locked:
                self._locked.remove(one)
                one.entry.let_go()

    def discard(self, left: LeftBehind, then: Callable[[], object]) -> None:
        """Mark a run as discarded, or remove a drawing; then call `then`."""

        def discard() -> None:
            try:
                if left.record is None:
                    left.entry.remove()
                else:
                    left.entry.mark("discarded")
            except DamagedError:
                left.entry.put_aside()  # nothing in it can be read
            finally:
                self._let_go([left])

        self._run(discard, lambda _: then(), self._fail)

    def read(self, left: LeftBehind, then: Callable[[Kept], object]) -> None:
        """Read it and call `then` with it; `failed` follows if it cannot be read."""

        def read() -> Kept:
            try:
                return read_or_put_aside(left.entry, left.entry.read)
            except BaseException:
                self._let_go([left])
                raise

        if left.kept is None:
            self._run(read, then, self._fail)
        else:
            then(left.kept)

    def restore(self, left: LeftBehind, kept: Kept) -> None:
        """Go on with what was read."""
        self._locked.remove(left)
        self._keeper.adopt(left.entry, kept)
        if kept.run is not None:
            self.restored.emit()
        if kept.problems:
            self.failed.emit("Not all of it could be restored", "\n".join(kept.problems))

    def _run(
        self,
        work: Callable[[], Found],
        then: Callable[[Found], object],
        failed: Callable[[str], object],
    ) -> None:
        self._keeper.background.run(work, then, RunStoreError, failed)

    def _fail(self, reason: str) -> None:
        self.failed.emit("Some of what was kept cannot be read", reason)
