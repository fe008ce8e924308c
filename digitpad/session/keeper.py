"""Writes the runs in use and in training every three seconds, so that a crash costs no more."""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLockFile, QObject, QSysInfo, QTimer, Signal

from digitpad.core.data.hands import new_id
from digitpad.core.network_file import NetworkFileError
from digitpad.session.background import Background, Result
from digitpad.session.opened_files import NetworkFileState
from digitpad.session.runs.queue import QueueState
from digitpad.session.runs.run import Run, beginning
from digitpad.session.session import Session
from digitpad.session.store import Desk, FormEntries, Store
from digitpad.session.store_file import StoreError

KEEP_EVERY = 3000  # milliseconds between two writings of a run
STARTING = 10_000  # milliseconds that one window waits for another to start
SECONDS_AT_THE_END = 4.0  # at a logout the system kills programs after five or ten

# Work with the store, and a function that takes its result.
Work = tuple[Callable[[], Any], Callable[[Any], object]]


class Keeper(QObject):
    """Writes the run in use, the run that learns, and the desk: at once, then every few seconds.

    The desk is the state of the window, see `store.py`. A run is kept once it is trained, and a
    changed copy of a network as soon as it is used. All work with the store waits in one queue.
    Work that fails stays there, and is tried again every few seconds.
    """

    numbered = Signal(str, int)
    """A run was kept; carries its id and its number."""
    failing = Signal(str)
    """Carries why something cannot be kept; empty once nothing waits any more."""
    restored = Signal()
    """A damaged store was replaced, so everything in memory must be kept again."""
    returned = Signal(Desk)
    """The session is as it was left last; carries that desk."""
    _told = Signal(str, str)
    _done = Signal(object)

    def __init__(self, session: Session, file: Path) -> None:
        """file: the store's."""
        super().__init__(session)
        self._session = session
        self.store = Store(file, new_id(), self._lives, self._told.emit)
        self._lock = self._lock_of(self.store.window)
        self.background = Background(self)
        """The thread of the store."""
        # The run in use, if it needs to be kept, and the one that learns, by their ids.
        self._held: dict[str, Run] = {}
        self._used: Run | None = None  # the run that was read last for use, as it is kept
        self._unkept: dict[str, Run] = {}  # runs that wait to be written, by their ids
        self._desk, self._laid = Desk(), Desk()  # as it is, and as it is kept
        self._is_beginning = self._is_working = self._is_over = False
        self._form: FormEntries = {}
        self._pause = 0  # milliseconds from a change to its writing
        self._problem = ""
        self._queue: deque[Work] = deque()
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._work)
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._write)
        self._told.connect(self._tell)
        self._done.connect(lambda tell: tell())
        for fact in (session.runs_changed, session.network_changed, session.file_changed):
            fact.connect(self._take_run)
        session.queue.changed.connect(self._take_state)
        session.queue.ended.connect(self._take_end)
        session.drawing_changed.connect(self._note)
        self.numbered.connect(self._take_number)

    def _lives(self, window: str) -> bool:
        """Whether a window still exists, by its lock."""
        lock = self._lock_of(window)
        if lock.tryLock(0):
            return False
        # A lock of another machine, or an unreadable one, belongs to no window here.
        _process, machine, _program = lock.getLockInfo()
        return machine == QSysInfo.machineHostName()

    def _lock_of(self, name: str) -> QLockFile:
        lock = QLockFile(str(self.store.file.parent / f"{name}.lock"))
        lock.setStaleLockTime(0)  # stale only if its process is gone
        return lock

    # The beginning.

    def begin(self) -> None:
        """Check the store, and restore the desk that was left last, once the window shows."""
        self._is_beginning = True
        self.do(self._begin, then=self._take_begun)

    def _begin(self) -> tuple[Desk, Run | None]:
        starting = self._lock_of("start")  # two windows would put a damaged file aside twice
        starting.tryLock(STARTING)
        try:
            self.store.begin()
            desk = self.store.left() or Desk()
            self.store.lay_desk(desk)  # so that it is not lost if the window closes now
        finally:
            starting.unlock()
        try:
            return desk, self.run(desk.run) if desk.run else None
        except StoreError as error:
            self._told.emit("", str(error))
            return desk, None

    def _take_begun(self, left: tuple[Desk, Run | None]) -> None:
        (desk, run), session = left, self._session
        self._is_beginning = False
        # No file was opened, nothing trained, and the window not closed since the start.
        if session.run is None and not self._is_over:
            drawing = desk.drawing
            if drawing and not drawing.is_blank() and session.drawing.is_blank():
                session.board.put_drawing(drawing)
            if run is not None:
                session.queue.maker.count(run)
                session.use(run, NetworkFileState(run.title))
            self.returned.emit(desk)
            if run is not None and desk.is_training:
                title, how_far = run.title, run.how_far or "before its first epoch"
                what = f"{beginning(title)} was interrupted {how_far}: Continue goes on"
                session.tell(f"{what}.")
            elif desk.experiment:
                said = "An experiment was interrupted: its Go On begins the last run again."
                session.tell(said)
        self.do(self._copy)

    def _tell(self, title: str, sentence: str) -> None:
        """Say what was damaged: the whole file, in a message; or a row, in the status bar."""
        if not title:
            self._session.tell(sentence)
            return
        self._session.failed.emit(title, sentence)
        self._unkept |= self._held
        self._note()
        self.restored.emit()

    # What is asked of the store.

    def do(
        self,
        do: Callable[..., Any],
        *arguments: object,
        then: Callable[[Any], object] = lambda _result: None,
    ) -> None:
        """Do this on the store's thread, in its turn, then call `then` with its result.

        If it fails, it is tried again every few seconds.
        """
        self._queue.append((partial(do, *arguments), then))
        if not self._again.isActive():
            self._work()

    def attempt(
        self, title: str, work: Callable[[], Result], then: Callable[[Result], object]
    ) -> None:
        """Do work on the thread once, then call `then`. If it fails, say so under this title."""
        errors, fail = (StoreError, NetworkFileError), self._session.failed.emit
        self.background.run(work, then, errors, partial(fail, title))

    def run(self, run_id: str, is_used: bool = True) -> Run:
        """A run with its networks, also one that learns or waits to be written. Raises StoreError.

        It may read the disk, so not on the window's thread. is_used: as in `Store.run`.
        """
        run = self._held.get(run_id) or self._unkept.get(run_id)
        run = run or self.store.run(run_id, is_used)
        if is_used:
            self._used = run
        return run

    def _work(self) -> None:
        if self._queue and not self._is_working and not self._is_over:
            self._is_working = True
            self.background.run(self._do_all, self._take_done, StoreError, self._fail)

    def _do_all(self) -> None:
        """Do the work that waits, in its order. Work that fails stays.

        The rest is done, unless the whole file cannot be used.
        """
        self.store.make_folder()
        if not self._lock.isLocked():
            self._lock.tryLock(0)  # before anything is written: other windows must see this one
        problem: StoreError | None = None
        failed = 0  # pieces of work, which stay at the queue's beginning
        while failed < len(self._queue):
            work, then = self._queue[failed]
            try:
                result = work()
            except StoreError as error:
                problem = problem or error
                if error.is_of_file:
                    break
                failed += 1
            else:
                del self._queue[failed]
                self._done.emit(partial(then, result))
        if problem is not None:
            raise problem

    def _take_done(self, _done: None) -> None:
        self._is_working = False
        if not self._queue:
            self._tell_problem("")
        self._work()

    def _fail(self, reason: str) -> None:
        self._is_working = False
        self._tell_problem(reason)
        self._again.start(KEEP_EVERY)

    def _tell_problem(self, problem: str) -> None:
        if problem != self._problem:
            self._problem = problem
            self.failing.emit(problem)

    # Writing runs.

    def _take_run(self, *_told: object) -> None:
        run = self._session.run
        if run is not None and (run.jobs or self._session.file.modified):
            self._hold(run)
        self._take_state(self._session.queue.state)

    def _take_state(self, state: QueueState) -> None:
        if state.run is not None:
            self._hold(state.run)
        in_use = self._session.run_id
        for run_id in self._held.keys() - {in_use, state.run_id}:
            self._keep_unused(self._held.pop(run_id))
        before = self._desk.run, self._desk.learns, self._desk.experiment
        if (in_use or "", state.run_id or "", state.experiment) != before:
            self._lay_desk()

    def _hold(self, run: Run) -> None:
        """Write a run soon, if it has changed."""
        before = self._held.get(run.id)
        if run is before:
            return
        if before is None or len(run.jobs) != len(before.jobs):
            self._pause = 0  # not even the first seconds of a job are lost
        self._held[run.id] = run
        if run is not self._used:
            self._unkept[run.id] = run
            self._note()

    def _keep_unused(self, run: Run) -> None:
        """Write at once a run that is no longer in use and does not learn; then say so."""

        def take(kept: tuple[str, int] | None) -> None:
            self._take_kept(kept)
            if not run.experiment:
                self._session.tell(f"{beginning(run.title)} is in Runs.")

        self.do(self._keep, run.id, then=take)

    def keep(self, run: Run) -> None:
        """Write a run that is not in use."""
        self._unkept[run.id] = run
        self.do(self._keep, run.id, then=self._take_kept)

    def _note(self, *_told: object) -> None:
        """A run or the desk has changed: write it soon."""
        if self._pause == 0 or not self._soon.isActive():
            self._soon.start(self._pause)
            self._pause = KEEP_EVERY

    def _write(self) -> None:
        """Write the runs that have changed, and lay the desk."""
        self._soon.stop()
        for run_id in self._held:
            self.do(self._keep, run_id, then=self._take_kept)
        self._lay_desk()

    def _take_end(self, _run: Run) -> None:
        self._write()
        self.do(self._copy)

    def _keep(self, run_id: str) -> tuple[str, int] | None:
        """Write a run, if it has changed. Returns its id and number if so."""
        run = self._unkept.pop(run_id, None)
        if run is None:
            return None
        try:
            return run_id, self.store.keep(run)
        except StoreError:
            self._unkept.setdefault(run_id, run)  # or a newer one, if it has changed meanwhile
            raise

    def _take_kept(self, kept: tuple[str, int] | None) -> None:
        if kept is not None:
            self.numbered.emit(*kept)

    def _take_number(self, run_id: str, number: int) -> None:
        """Set the number from the store on a run that is in use or learns."""
        run = self._held.get(run_id)
        if run is not None and run.number != number:
            self._session.queue.maker.count(replace(run, number=number))
            if not self._session.queue.amend(run_id, number=number):
                self._session.amend(number=number)

    # The desk.

    def note_form(self, form: FormEntries) -> None:
        """Remember the form's entries for the next start."""
        self._form = form
        self._note()

    def claim(self, experiment: str, then: Callable[[list[Run]], object]) -> None:
        """Begin an experiment: call `then` with the runs that all windows have kept.

        If another window does it already, say so instead.
        """
        desk = replace(self._desk_now(), experiment=experiment)

        def claim() -> list[Run] | None:
            self._do_all()  # a run that was just deleted must not be there again
            if not self.store.claim(desk):
                return None
            return [self._unkept.get(run.id, run).record for run in self.store.records()]

        def take(kept: list[Run] | None) -> None:
            if kept is None:
                title, reason = "The experiment cannot begin", "Another window does it now."
                self._session.failed.emit(title, reason)
            else:
                then(kept)
            self._desk = desk
            self._lay_desk()

        # If the store fails, the experiment begins all the same; laying the desk says so.
        self.background.run(claim, take, StoreError, lambda _reason: take([]))

    def _desk_now(self) -> Desk:
        session, queued = self._session, self._session.queue.state
        return Desk(
            session.run_id or "",
            queued.run_id or "",
            queued.experiment,
            self._form,
            session.board.drawing,  # with a stroke under way
        )

    def _lay_desk(self) -> None:
        if not self._is_beginning:
            self._desk = self._desk_now()
            self.do(self._put_desk)

    def _put_desk(self) -> None:
        if self._desk is not self._laid:
            desk = self._desk
            self.store.lay_desk(desk)
            self._laid = desk

    def _copy(self) -> None:
        """Copy the store, if that is due; a copy that fails is not tried again soon."""
        try:
            self.store.make_copy()
        except StoreError as error:
            self._told.emit("", f"No copy of runs and digits was made: {error}")

    # The end.

    def shut_down(self) -> None:
        """Write what has changed, and delete runs for good: the window closes."""
        self._write_all()
        leave, tell = self.store.leave, self._session.tell
        self.background.run(leave, lambda _: None, StoreError, tell)
        self._held, self._is_over = {}, True

    def let_go(self) -> None:
        """Release this window's lock, once all is written."""
        self._lock.unlock()

    def keep_now(self) -> None:
        """Write what has changed, and wait for it: the program is about to end."""
        self._write_all()
        self.background.shut_down(SECONDS_AT_THE_END)

    def _write_all(self) -> None:
        self._write()
        self.background.run(self._do_all, lambda _: None, StoreError, self._tell_problem)
