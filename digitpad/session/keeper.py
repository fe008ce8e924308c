"""Keeps the run in use in the store as it goes, so that a crash costs three seconds."""

from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal

from digitpad.core.files import FileError
from digitpad.core.network_file import NetworkFileError
from digitpad.session.background import Background, Result
from digitpad.session.drawing import Drawing
from digitpad.session.runs.run import Run, new_id
from digitpad.session.session import Session
from digitpad.session.store import Store, StoreError

KEEP_EVERY = 3000  # milliseconds between two writings of a run
SECONDS_AT_THE_END = 4.0  # the system kills programs that take five or ten


# A run that was trained when its window went, and the drawing of then.
Interrupted = tuple[Run, Drawing | None]


class Keeper(QObject):
    """Writes the run in use, and the drawing beside it: at once, then every few seconds.

    A run is kept once it is trained, and a changed copy of a network as soon as it is used. What
    fails is tried again, every few seconds.
    """

    numbered = Signal(str, int)
    """A run was kept for the first time; carries its id and its number."""
    failing = Signal(str)
    """Carries why something cannot be kept; empty where it can again."""

    def __init__(self, session: Session, file: Path) -> None:
        """file: the store's."""
        super().__init__(session)
        self._session = session
        self.store = Store(file, new_id(), self._lives)
        self._lock = self._lock_of(self.store.window)
        self.background = Background(self)
        """The thread of the store."""
        self._run: Run | None = None  # the run in use as it was last, if it is to be kept
        self._is_changed = self._is_writing = self._is_leaving = False
        self._pause = 0  # milliseconds from a change to its writing
        self._problem = ""
        self._changes: deque[Callable[[], object]] = deque()  # that are not made yet
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._make_changes)
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._write)
        for fact in (session.runs_changed, session.network_changed, session.file_changed):
            fact.connect(self._take_run)
        session.drawing_changed.connect(self._take_drawing)
        session.run_ended.connect(self._write)
        self.numbered.connect(session.take_number)

    def _lives(self, window: str) -> bool:
        """Whether a window is still there, by its lock."""
        if window == self.store.window:
            return True
        return not self._lock_of(window).tryLock(0)

    def _lock_of(self, window: str) -> QLockFile:
        lock = QLockFile(str(self.store.file.parent / f"{window}.lock"))
        lock.setStaleLockTime(0)  # stale only where its process is gone
        return lock

    # The beginning.

    def begin(self) -> None:
        """Check the store, and use the run again that was interrupted; the window was seen."""
        tell = self._session.noticed.emit
        self.background.run(self._begin, self._take_begun, StoreError, tell)

    def _begin(self) -> tuple[str, Interrupted | None]:
        said = self.store.begin()
        run_id = self.store.interrupted()
        interrupted = None if run_id is None else self.store.run(run_id)
        self.store.make_copy()
        return said, interrupted

    def _take_begun(self, begun: tuple[str, Interrupted | None]) -> None:
        said, interrupted = begun
        session = self._session
        if interrupted is not None and session.run is None:
            run, drawing = interrupted
            if drawing is not None and session.drawing.is_blank():
                session.board.put_drawing(drawing)
            session.go_on_with(run)
            title, how_far = run.title, run.how_far or "before its first epoch"
            line = f"{title[:1].upper()}{title[1:]} was interrupted {how_far}: Continue goes on."
            said = said or line
        if said:
            session.noticed.emit(said)

    # What has changed.

    def _take_run(self, *_told: object) -> None:
        run = self._session.run
        if self._run is not None and self._session.run_id != self._run.id:
            if self._is_changed:
                self._write()
            if not self._run.experiment:
                self._session.noticed.emit(f"{self._run.title} is in Runs")
            self._run = None
        if run is not None and (run.jobs or self._session.file.modified):
            if self._run is None:
                self._pause = 0  # so that even its first seconds are not lost
            self._run = run
            self._note()

    def _take_drawing(self, *_told: object) -> None:
        if self._run is not None and not self._session.is_idle:
            self._note()

    def _note(self) -> None:
        self._is_changed = True
        if not self._is_writing and not self._soon.isActive():
            self._soon.start(self._pause)

    # What else is asked of the store and its thread.

    def attempt(
        self, title: str, work: Callable[[], Result], then: Callable[[Result], object]
    ) -> None:
        """Do work on the thread, then call `then` with its result; say so if it fails.

        title: of what is said then.
        """
        errors, fail = (StoreError, FileError, NetworkFileError), self._session.failed.emit
        self.background.run(work, then, errors, partial(fail, title))

    def change(self, change: Callable[..., object], *arguments: object) -> None:
        """Change the store at once, on its thread; what fails is tried again, in its turn."""
        self._changes.append(partial(change, *arguments))
        self._make_changes()

    def _make_changes(self) -> None:
        tell = self._tell_problem
        self.background.run(self._make_all, lambda _: tell(""), StoreError, self._fail_to_change)

    def _make_all(self) -> None:
        while self._changes:
            change = self._changes.popleft()
            try:
                change()
            except StoreError:
                self._changes.appendleft(change)
                raise

    def _fail_to_change(self, reason: str) -> None:
        self._tell_problem(reason)
        self._again.start(KEEP_EVERY)

    # Writing the run.

    def _write(self) -> None:
        run = self._run
        if run is None:
            return
        self._soon.stop()
        self._is_changed, self._is_writing, self._pause = False, True, KEEP_EVERY
        # A run that another one replaces is trained no more.
        is_trained = not run.experiment and (self._is_leaving or not self._session.is_idle)
        drawing = self._session.board.settled_drawing

        def keep() -> None:
            number = self.store.keep(run, drawing, is_trained)
            self._lock.tryLock(0)  # where it is not locked yet: now there is a folder
            self.numbered.emit(run.id, number)

        self.background.run(keep, lambda _kept: self._go_on(""), StoreError, self._fail)

    def _fail(self, reason: str) -> None:
        self._is_changed = True
        self._go_on(reason)

    def _go_on(self, problem: str) -> None:
        self._is_writing = False
        self._tell_problem(problem)
        if self._is_changed and self._run is not None:
            self._soon.start(self._pause)

    def _tell_problem(self, problem: str) -> None:
        if problem != self._problem:
            self._problem = problem
            self.failing.emit(problem)

    # The end.

    def note_leaving(self) -> None:
        """The window is about to go: what is trained now is in use at the next start."""
        self._is_leaving = not self._session.is_idle

    def shut_down(self) -> None:
        """Write what has changed, and forget what was deleted: the window closes."""
        if self._is_changed or self._is_leaving:
            self._write()
        self._make_changes()
        forget, tell = self.store.forget_deleted, self._session.noticed.emit
        self.background.run(forget, lambda _: None, StoreError, tell)
        self._run = None

    def let_go(self) -> None:
        """Say that this window is gone, once it has written all."""
        self._lock.unlock()

    def keep_now(self) -> None:
        """Write what has changed, and wait for it: the program is about to end."""
        self.note_leaving()
        self._write()
        self.background.shut_down(SECONDS_AT_THE_END)
