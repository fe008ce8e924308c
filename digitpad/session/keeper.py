"""Writes the runs in use and in training every three seconds, so that a crash costs no more."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from digitpad.session.background import mistake_in_words
from digitpad.session.opened_files import NetworkFileState
from digitpad.session.runs.queue import QueueState
from digitpad.session.runs.run import Run, beginning
from digitpad.session.session import Session
from digitpad.session.store import Desk, FormEntries, Store
from digitpad.session.store_file import StoreError
from digitpad.session.store_thread import StoreJob, StoreThread

KEEP_EVERY = 3000  # milliseconds between two writings of a run
SECONDS_AT_THE_END = 4.0  # at a logout the system kills programs after five or ten
SECONDS_TO_READ = 30.0  # that another thread waits for a run

Result = TypeVar("Result")


class Keeper(QObject):
    """Writes the run in use, the run that learns, and the desk: at once, then every few seconds.

    The desk is the state of the window, see `store.py`. A run is kept once it is trained, and a
    changed copy of a network as soon as it is used. All work with the store is done by its thread,
    see `store_thread.py`.
    """

    numbered = Signal(str, int)
    """A run was kept; carries its id and its number."""
    failing = Signal(str)
    """Carries why something cannot be kept; empty once nothing waits any more."""
    restored = Signal()
    """The store was replaced, so everything in memory must be kept again."""
    returned = Signal(Desk)
    """The session is as it was left last; carries that desk."""
    _told = Signal(str, str)
    _done = Signal(object)

    def __init__(
        self, session: Session, file: Path | None, let_go: Callable[[], object] = bool
    ) -> None:
        """file: the store's; None keeps nothing beyond this window. let_go: called at the end."""
        super().__init__(session)
        self._session = session
        # The run in use, if it needs to be kept, and the one that learns, by their ids.
        self._held: dict[str, Run] = {}
        self._used: Run | None = None  # the run that was read last for use, as it is kept
        self._unkept: dict[str, Run] = {}  # runs that wait to be written, by their ids
        self._desk, self._laid = Desk(), Desk()  # as it is, and as it is kept
        self._is_beginning = self._is_over = False
        self._form: FormEntries = {}
        self._pause = 0  # milliseconds from a change to its writing
        self._problem = ""
        self._mistakes: set[str] = set()  # that were told
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._write)
        self._told.connect(self._tell)
        # Queued, so that results arrive in the order of the jobs, when the window is idle.
        self._done.connect(lambda tell: tell(), Qt.ConnectionType.QueuedConnection)
        for fact in (session.runs_changed, session.network_changed, session.file_changed):
            fact.connect(self._take_run)
        session.queue.changed.connect(self._take_state)
        session.queue.ended.connect(self._take_end)
        session.drawing_changed.connect(self._note)
        self.numbered.connect(self._take_number)
        self.store = Store(file, self._told.emit)

        def at_end() -> None:
            self.store.close()
            let_go()

        self.thread_of_store = StoreThread(
            lambda: KEEP_EVERY / 1000,
            self._on_window(self._tell_problem),
            lambda error: self._told.emit("", str(error)),
            self._on_window(self._tell_mistake),
            at_end,
        )

    # The beginning.

    def begin(self) -> None:
        """Check the store, and restore the desk that was left last, once the window shows."""
        self._is_beginning = True
        self.do(self._begin, then=self._take_begun)

    def _begin(self) -> tuple[Desk, Run | None]:
        self.store.clear()
        desk = self.store.desk()
        try:
            return desk, self.run(desk.run) if desk.run else None
        except StoreError as error:
            if error.is_of_file:
                raise
            self._told.emit("", str(error))
            return desk, None

    def _take_begun(self, left: tuple[Desk, Run | None]) -> None:
        (desk, run), session = left, self._session
        self._is_beginning = False
        if self._is_over:
            return
        drawing = desk.drawing
        if drawing and not drawing.is_blank() and session.drawing.is_blank():
            session.board.put_drawing(drawing)
        if session.run is None:  # no file was opened since the start, and nothing trained
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

        If the file cannot be used, it is tried again every few seconds.
        """
        self.thread_of_store.put(StoreJob(partial(do, *arguments), self._on_window(then)))

    def ask(
        self,
        title: str,
        work: Callable[[], Result],
        then: Callable[[Result], object],
        errors: type[Exception] | tuple[()] = (),
    ) -> None:
        """Do work on the thread once, then call `then`. If it fails, say so under this title.

        errors: what it may raise beside StoreError; its text is a sentence.
        """

        def do() -> Result:
            try:
                return work()
            except errors as error:
                raise StoreError(str(error)) from error

        fail = self._on_window(lambda error: self._session.failed.emit(title, str(error)))
        self.thread_of_store.put(StoreJob(do, self._on_window(then), fail))

    def run_from_elsewhere(self, run_id: str) -> Run:
        """A run with its networks, for other threads, which wait for it. Raises StoreError."""
        future: Future[Run] = Future()
        ask = partial(self.run, run_id)
        self.thread_of_store.put(StoreJob(ask, future.set_result, future.set_exception))
        try:
            return future.result(SECONDS_TO_READ)
        except TimeoutError as error:
            raise StoreError("The disk does not answer.") from error

    def run(self, run_id: str) -> Run:
        """A run with its networks, also one that waits to be written. Raises StoreError.

        Only for work on the store's thread.
        """
        run = self._held.get(run_id) or self._unkept.get(run_id)
        self._used = run or self.store.run(run_id)
        return self._used

    def _on_window(self, do: Callable[[Any], object]) -> Callable[[Any], None]:
        """A function that does this on the window's thread."""
        return lambda value: self._done.emit(partial(do, value))

    def _tell_problem(self, problem: str) -> None:
        if problem != self._problem:
            self._problem = problem
            self.failing.emit(problem)

    def _tell_mistake(self, mistake: BaseException) -> None:
        """Say once at the foot that digitpad made a mistake; Python prints it."""
        sentence = mistake_in_words(mistake)
        if sentence not in self._mistakes:
            self._mistakes.add(sentence)
            self._session.tell(sentence)
        raise mistake

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

    # The end.

    def shut_down(self) -> None:
        """Write what has changed, and delete runs for good: the window closes."""
        self._write()
        self.do(self.store.clear)
        self.thread_of_store.end()
        self._is_over = True

    def finish(self, seconds: float) -> bool:
        """Wait until all is written after `shut_down`, but no longer than this. Whether it is."""
        return self.thread_of_store.join(seconds)

    def keep_now(self) -> None:
        """Write what has changed, and wait for it: the program may be about to end."""
        self._write()
        if self._is_over:
            self.finish(SECONDS_AT_THE_END)
            return
        written = threading.Event()
        self.thread_of_store.put(StoreJob(written.set, bool))
        self.thread_of_store.hurry()
        written.wait(SECONDS_AT_THE_END)
