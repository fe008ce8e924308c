"""Writes the runs in use and in training every three seconds, so that a crash costs no more."""

import math
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from digitpad.core import network_file
from digitpad.core.network_file import NetworkFile, NetworkFileError
from digitpad.session.background import mistake_in_words
from digitpad.session.beginning import Beginning
from digitpad.session.opened_files import open_network
from digitpad.session.runs.run import Networks, Run, capitalized_title
from digitpad.session.session import Session
from digitpad.session.store import Store
from digitpad.session.store_file import StoreError
from digitpad.session.store_rows import Desk, FormEntries
from digitpad.session.store_thread import StoreTask, StoreThread

WRITTEN = frozenset(["listed", "named", "job", "epoch"])  # changes of a run that are kept
KEEP_EVERY = 3000  # milliseconds between two writings of a run
# Bytes of networks that are written at a time: a digit drawn meanwhile waits no longer than that.
AT_ONCE = 4_000_000
SECONDS_AT_THE_END = 4.0  # at a logout the system kills programs after five or ten
SECONDS_TO_READ = 30.0  # that another thread waits for a run

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Kept:
    """A run that was written.

    networks: all that it had then; None if they were not in memory. is_whole: whether all of them
    are kept.
    """

    run_id: str
    number: int
    networks: Networks | None
    is_whole: bool


class Keeper(QObject):
    """Writes runs that have changed, and the desk: at once, then every few seconds.

    The desk is the state of the window, see `store_rows.py`. A run is kept once it is trained, and
    a changed copy of a network as soon as it is used. All work with the store is done by its
    thread, see `store_thread.py`.
    """

    failing = Signal(str)
    """Carries why something cannot be kept; empty once nothing waits any more."""
    restored = Signal()
    """The store was replaced, so everything in memory must be kept again."""
    returned = Signal(Desk)
    """The session is as it was left last; carries that desk."""
    passed_by = Signal(Desk)
    """Another network is in use than was left last; carries that desk."""
    _told = Signal(str, str)
    _done = Signal(object)

    def __init__(
        self, session: Session, file: Path | None, let_go: Callable[[], object] = bool
    ) -> None:
        """file: the store's; None keeps nothing beyond this window. let_go: called at the end."""
        super().__init__(session)
        self._session, self._runs = session, session.runs
        self._unkept: set[str] = set()  # the ids of runs that wait to be written
        self._listed: set[str] = set()  # the ids of runs, as the store was told
        self._busy: set[str] = set()  # runs that were in use or learnt at the last change
        self._desk, self._laid = Desk(), Desk()  # as it is, and as it is kept
        self._found: Desk | None = None  # as the window before has laid it
        self._is_beginning = self._is_over = False
        self._form: FormEntries = {}
        self._pause = 0  # milliseconds from a change to its writing
        self._problem = ""
        self._waiting = 0  # writings of others than runs and the desk
        self._mistakes: set[str] = set()  # that were told
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._write)
        self._told.connect(self._tell)
        # Queued, so that results arrive in the order of the tasks, when the window is idle.
        self._done.connect(lambda tell: tell(), Qt.ConnectionType.QueuedConnection)
        session.runs.changed.connect(self._take_change)
        session.runs.wanted.connect(self._bring)
        session.queue.ended.connect(self._take_end)
        for fact in (session.drawing_changed, session.file_changed):
            fact.connect(self._note)
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
        """Check the store, restore the desk that was left last, and read the list of runs."""
        self._is_beginning = True
        self.do(self._begin, then=self._take_begun)
        self.do(self.store.records, then=self._take_found)

    def _begin(self) -> Beginning:
        self.store.clear()
        desk = self._desk_found()
        try:
            if desk.run:
                run = self.store.run(desk.run)
                return Beginning(desk, run, self.store.networks(run))
            if desk.file:
                return Beginning(desk, opened=open_network(Path(desk.file)))
        except StoreError as error:
            if error.is_of_file:
                raise
            self._told.emit("", str(error))
        except NetworkFileError as error:
            self._told.emit("", str(error))
        return Beginning(desk)

    def _desk_found(self) -> Desk:
        if self._found is None:
            self._found = self.store.desk()
        return self._found

    def _take_begun(self, found: Beginning) -> None:
        desk, session = found.desk, self._session
        self._is_beginning = False
        if self._is_over:
            return
        drawing = desk.drawing
        if drawing and not drawing.is_blank() and session.drawing.is_blank():
            session.board.put_drawing(drawing)
        other = session.run  # a file's that was opened since the start, or one that learns
        if other is not None:
            pass
        elif found.run is not None:
            self._listed.add(found.run.id)
            self._runs.add([found.run])
            self._runs.hold(found.run.id, found.networks)
            session.use(found.run.id, desk.epoch, found.file_state(), opens=False)
        elif found.opened is not None:
            session.open(*found.opened)
        if other is None:
            self.returned.emit(desk)
        elif session.queue.is_free:  # else the form is in use, too
            self.passed_by.emit(desk)
        if said := found.in_words(is_used=other is None):
            session.tell(said)

    def _take_found(self, found: list[Run]) -> None:
        self._listed |= {run.id for run in found}
        self._runs.are_read = True
        self._runs.add(found)

    def _tell(self, title: str, sentence: str) -> None:
        """Say what was damaged: the whole file, in a message; or a row, in the status bar."""
        if not title:
            self._session.tell(sentence)
            return
        self._session.failed.emit(title, sentence)
        self._unkept |= self._in_memory()
        self._note()
        self.restored.emit()

    # What is asked of the store.

    def do(
        self,
        do: Callable[..., Any],
        *arguments: object,
        then: Callable[[Any], object] | None = None,
    ) -> None:
        """Do this on the store's thread, in its turn, then call `then` with its result.

        Without `then` something is written that a person would miss. If the file cannot be used,
        it is tried again every few seconds.
        """
        if then is None:
            self._waiting += 1
            then = self._take_written
        self._put(partial(do, *arguments), then)

    def _put(self, work: Callable[[], Any], then: Callable[[Any], object] = bool) -> None:
        self.thread_of_store.put(StoreTask(work, self._on_window(then)))

    def _take_written(self, _result: object) -> None:
        self._waiting -= 1

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
        self.thread_of_store.put(StoreTask(do, self._on_window(then), fail))

    def networks_from_elsewhere(self, run_id: str) -> Networks:
        """The networks of a run, for other threads, which wait for it. Raises StoreError."""
        future: Future[Networks] = Future()
        ask = partial(self.networks, run_id)
        self.thread_of_store.put(StoreTask(ask, future.set_result, future.set_exception))
        try:
            return future.result(SECONDS_TO_READ)
        except TimeoutError as error:
            raise StoreError("The disk does not answer.") from error

    def networks(self, run_id: str) -> Networks:
        """The networks of a run, in memory or from the store. Raises StoreError.

        Only for work on the store's thread.
        """
        return self._runs.networks(run_id) or self.store.networks(self.store.run(run_id))

    def save_start(self, run_id: str, path: Path, then: Callable[[None], object]) -> None:
        """Write the network that a run began with to a file; then call `then`."""

        def save() -> None:
            networks = self.networks(run_id)
            network_file.save(NetworkFile(networks[min(networks)]), path)

        self.ask("The network is not saved", save, then, NetworkFileError)

    def _bring(self, run_id: str) -> None:
        """Read the networks of a run that will be in use."""
        bring = partial(self._runs.bring, run_id)
        self.ask("The run cannot be opened", partial(self.networks, run_id), bring)

    def _on_window(self, do: Callable[[Any], object]) -> Callable[[Any], None]:
        """A function that does this on the window's thread."""
        return lambda value: self._done.emit(partial(do, value))

    @property
    def problem(self) -> str:
        """Why runs, digits or experiments cannot be kept; empty if all of them are."""
        unkept = any(self._is_kept(self._runs.get(run_id)) for run_id in list(self._unkept))
        return self.thread_of_store.problem if unkept or self._waiting else ""

    def _tell_problem(self, problem: str) -> None:
        if problem != self._problem:
            self._problem = problem
            self.failing.emit(problem)
            if not self._runs.are_read:  # what is in memory is all that there is for now
                self._take_found([])

    def _tell_mistake(self, mistake: BaseException) -> None:
        """Say once at the foot that digitpad made a mistake; Python prints it."""
        sentence = mistake_in_words(mistake)
        if sentence not in self._mistakes:
            self._mistakes.add(sentence)
            self._session.tell(sentence)
        raise mistake

    # Writing runs.

    def _take_change(self, run_id: str, what: frozenset[str]) -> None:
        if not run_id and "listed" in what:
            self._take_list()
        run = self._runs.get(run_id)
        if self._is_kept(run) and what & WRITTEN:
            self._listed.add(run_id)
            self._unkept.add(run_id)
            if what - {"epoch", "learnt"}:
                self._pause = 0  # neither a name nor the first seconds of a job are lost
            self._note()
        busy = self._runs.learning | {self._session.run_id or ""}
        for each in self._busy - busy:
            self._keep_unused(each)
        self._busy = set(busy)
        if "job" in what or ("used" in what and run_id != self._desk.run):
            self._lay_desk()
        elif "used" in what:
            self._note()

    def _is_kept(self, run: Run | None) -> bool:
        return run is not None and run.is_listed

    def _take_list(self) -> None:
        """Mark runs that were removed from the list as deleted, and those that came back as not."""
        listed = {run.id for run in self._runs.listed()}
        gone, back = self._listed - listed, listed - self._listed
        if gone:
            self.do(self.store.delete, list(gone))
        if back:
            self.do(self.store.delete, list(back), False)
        self._unkept |= back
        self._listed = listed
        self._note()

    def _keep_unused(self, run_id: str) -> None:
        """Write at once a run that is no longer in use and does not learn; then say so."""

        def take(kept: Kept | None) -> None:
            self._take_kept(kept)
            run = self._runs.get(run_id)
            if run is not None and run.is_listed and not run.experiment:
                self._session.tell(f"{capitalized_title(run.title)} is in Runs.")

        self._unkept.add(run_id)  # even if nothing has changed: then its networks may be let go of
        self.do(self._keep, run_id, then=take)

    def _note(self, *_told: object) -> None:
        """A run or the desk has changed: write it soon."""
        if self._pause == 0 or not self._soon.isActive():
            self._soon.start(self._pause)
            self._pause = KEEP_EVERY

    def _write(self, at_once: bool = False) -> None:
        """Write the runs that have changed, and lay the desk.

        at_once: whether all networks of a run are written before something else gets its turn.
        """
        self._soon.stop()
        if at_once:  # also what a writing under way leaves for later
            self._unkept |= self._in_memory()
        for run_id in list(self._unkept):
            self.do(self._keep, run_id, at_once, then=self._take_kept)
        self._lay_desk()

    def _in_memory(self) -> set[str]:
        """The ids of the listed runs whose networks are in memory."""
        return {run.id for run in self._runs.listed() if self._runs.has_networks(run.id)}

    def _take_end(self, _run_id: str) -> None:
        self._write()
        self._put(self.store.bound)

    def _keep(self, run_id: str, at_once: bool = False) -> Kept | None:
        """Write a run as it is now, if it has changed; see `Store.keep`."""
        if run_id not in self._unkept:
            return None
        self._unkept.discard(run_id)  # before it is read, so that no later change is missed
        run = self._runs.get(run_id)
        if run is None or not self._is_kept(run):
            return None
        try:
            networks = self._runs.networks(run_id) or None
            number = self.store.keep(run, networks, math.inf if at_once else AT_ONCE)
            is_whole = networks is None or not self.store.lacks(run, networks)
            if not is_whole:
                self._unkept.add(run_id)
            return Kept(run_id, number, networks, is_whole)
        except BaseException:
            self._unkept.add(run_id)
            raise

    def _take_kept(self, kept: Kept | None) -> None:
        if kept is None:
            return
        run = self._runs.get(kept.run_id)
        if run is not None and run.number != kept.number:
            self._runs.put(replace(run, number=kept.number), "named")
        if not kept.is_whole:
            self.do(self._keep, kept.run_id, then=self._take_kept)
        elif kept.networks is self._runs.networks(kept.run_id):
            self._runs.forget(kept.run_id)

    # The desk.

    def note_form(self, form: FormEntries) -> None:
        """Remember the form's entries for the next start."""
        self._form = form
        self._note()

    def _desk_now(self) -> Desk:
        session, queued = self._session, self._session.queue.state
        at, run, file = session.runs.in_use, session.run, session.file
        return Desk(
            run=at.run if run is not None and run.is_listed and at.run is not None else "",
            learns=(session.run_id or "") if session.learns else "",
            experiment=queued.experiment,
            form=self._form,
            drawing=session.board.drawing,  # with a stroke under way
            epoch=at.epoch,
            file=file.kept_path,
            written=file.written,
            is_older=file.is_older,
        )

    def _lay_desk(self) -> None:
        if not self._is_beginning:
            self._desk = self._desk_now()
            self._put(self._put_desk)

    def _put_desk(self) -> None:
        if self._desk is not self._laid:
            desk = self._desk
            self._desk_found()  # before it is lost: a file may be opened before the beginning
            self.store.lay_desk(desk)
            self._laid = desk

    # The end.

    def shut_down(self) -> None:
        """Write what has changed, and delete runs for good: the window closes."""
        self._write(at_once=True)
        self._put(self.store.clear)
        self.thread_of_store.end()
        self._is_over = True

    def finish(self, seconds: float) -> bool:
        """Wait until all is written after `shut_down`, but no longer than this. Whether it is."""
        return self.thread_of_store.join(seconds)

    def keep_now(self) -> None:
        """Write what has changed, and wait for it: the program may be about to end."""
        self._write(at_once=True)
        if self._is_over:
            self.finish(SECONDS_AT_THE_END)
            return
        written = threading.Event()
        self.thread_of_store.put(StoreTask(written.set, bool))
        self.thread_of_store.hurry()
        written.wait(SECONDS_AT_THE_END)
