"""Keeps the run in use and the drawing on disk as they go, so that a crash costs seconds."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from digitpad.core.network import Network
from digitpad.core.text import file_name
from digitpad.session.drawing.drawing import Drawing
from digitpad.session.kept.errors import RunStoreError
from digitpad.session.kept.run_entry import Entry, Kept
from digitpad.session.kept.run_file import Fate
from digitpad.session.kept.run_store import RunStore
from digitpad.session.runs.run import Run, new_id
from digitpad.session.session import JobState, NetworkFileState, Session, Snapshot
from digitpad.session.threads.background import Background
from digitpad.session.threads.pace import Pace

KEEP_EVERY = 3000  # milliseconds between the end of one writing and the next, at least
RESTS = 20  # times as long as a writing took: a large network takes its processor's time
SECONDS_AT_THE_END = 4.0  # the system kills programs that take five or ten


class RunKeeper(QObject):
    """Writes to the store what a crash would lose, on a thread that does nothing else.

    That is the run in use and the drawing beside it, while the run is unsaved or trained; otherwise
    the drawing alone. The first writing begins at once. Later ones follow at most every KEEP_EVERY,
    for large networks less often, and at once when training ends. When a run is saved, continued as
    another, or left as it is, its entry notes that, and stays. The entry of a drawing alone is
    removed when the window closes.
    """

    failed = Signal(str)
    """Something cannot be written; carries a line for the status bar."""
    left = Signal(str)
    """A run that was not saved has left the window; carries a line that says where it is."""
    kept = Signal(bool)
    """Whether all is on disk that a crash would lose; False if that is impossible."""

    def __init__(self, session: Session, store: RunStore) -> None:
        super().__init__(session)
        self._session, self._store = session, store
        self.writing = Background(self)
        """The thread that writes what a crash would lose."""
        self.background = Background(self)
        """The thread for all other work on the store, which may take longer."""
        self._entries: dict[str, Entry] = {}  # by their ids; used only on the thread that writes
        self._run_id: str | None = None
        self._network: Network | None = None  # its network
        self._title: tuple[str, int] | None = None  # its title and number
        self._unwritten: Kept | None = None  # the run in use as it was last, until it is written
        self._problem = ""  # why it is not on disk, as a sentence
        self._drawing = session.board.settled_drawing
        self._drawing_id: str | None = None  # of the entry of a drawing alone
        self._kept = False  # whether the run in use has an entry
        self._modified = False  # whether it was unsaved at the last signal
        self._changed = self._writes = self._is_said = False
        self._is_new = True  # no writing of the run in use has begun
        self._pace = Pace(0, self, KEEP_EVERY, RESTS)
        self._pace.due.connect(self._write)
        session.runs_changed.connect(self._take_run)
        session.network_changed.connect(self._take_network)
        session.drawing_changed.connect(self._take_drawing)
        session.job_changed.connect(self._take_job)
        session.file_changed.connect(self._take_file)
        session.run_ended.connect(self._write_at_once)

    # When.

    def _take_run(self) -> None:
        run = self._session.run
        run_id = None if run is None else run.id
        if run_id != self._run_id:
            # A changed copy does not hold what the run has learnt last.
            goes_on = run is not None and run.start is not None and run.start is self._network
            self._settle("continued" if goes_on else self._fate())
            self._run_id, self._modified = run_id, self._session.file.modified
        self._network = None if run is None else run.network
        title = None if run is None else (run.title, run.number)
        before, self._title = self._title, title
        if self._kept and title != before:
            self._write_at_once()
        else:
            self._note()

    def _take_network(self, snapshot: Snapshot) -> None:
        if snapshot.run is not None and snapshot.run.id == self._run_id:
            self._network = snapshot.network
        self._note()

    def _take_file(self, file: NetworkFileState) -> None:
        was_modified, self._modified = self._modified, file.modified
        has_learnt = self._session.run is not None and bool(self._session.run.history)
        if was_modified and not file.modified and (self._kept or has_learnt):
            self._write_at_once()
        else:
            self._note()

    def _take_job(self, _job: JobState) -> None:
        if self._unsaved_run() is not None and not self._kept:
            self._note()  # in its first seconds nothing is reported

    def _take_drawing(self, _drawing: Drawing) -> None:
        settled = self._session.board.settled_drawing
        if settled is not self._drawing:  # a stroke under way is not kept
            self._drawing = settled
            self._note()

    def _note(self) -> None:
        settled, run = self._session.board.settled_drawing, self._unsaved_run()
        if run is not None and run.id == self._run_id:
            self._unwritten = self._as_kept(run)
        if run is not None or not settled.is_blank() or self._drawing_id is not None:
            self._changed = True
            self._schedule()

    def _as_kept(self, run: Run) -> Kept:
        board, file = self._session.board, self._session.file
        fate: Fate = "unsaved" if self._unsaved_run() is not None else "saved"
        path = file.path or file.saved_as
        return Kept(run, board.settled_drawing, board.before, path, file.on_disk, fate)

    def _unsaved_run(self) -> Run | None:
        """The run in use, if it is unsaved or being trained."""
        run = self._session.run
        is_trained = run is not None and bool(run.jobs) and not self._session.is_idle
        return run if is_trained or self._session.file.modified else None

    def _write_at_once(self) -> None:
        # Not later, as another run may replace this one in a moment.
        self._changed = True
        self._pace.stop()
        self._write(with_run=True)

    def _schedule(self) -> None:
        if self._changed and not self._writes:
            self._pace.ask(hurry=False)

    # What.

    def _write(self, with_run: bool = False) -> None:
        """Write what has changed. with_run: the run in use as well, even if it has been saved."""
        if not self._changed:
            return
        board = self._session.board
        run = self._session.run if with_run else self._unsaved_run()
        drawing, before = board.settled_drawing, board.before
        if run is not None:
            kept, self._unwritten = self._as_kept(run), None
            alone, self._drawing_id = self._drawing_id, None
            self._kept = True
            self._begin_writing(lambda: self._keep_run(kept, alone))
        elif not drawing.is_blank():
            drawing_id = self._drawing_id = self._drawing_id or new_id()
            self._begin_writing(lambda: self._keep(drawing_id, Kept(None, drawing, before)))
        else:
            alone, self._drawing_id = self._drawing_id, None
            self._begin_writing(lambda: self._remove(alone))

    def _begin_writing(self, work: Callable[[], None]) -> None:
        self._pace.begin()
        self._changed, self._writes, self._is_new = False, True, False
        self.writing.run(work, self._take_written, RunStoreError, self._take_failure)

    # On the thread, as everything that touches entries.

    def _keep_run(self, kept: Kept, drawing_id: str | None) -> None:
        assert kept.run is not None
        self._keep(kept.run.id, kept)
        self._remove(drawing_id)  # the drawing is kept with the run

    def _keep(self, entry_id: str, kept: Kept) -> None:
        if entry_id not in self._entries:
            self._entries[entry_id] = self._store.new_entry(entry_id)
        self._entries[entry_id].keep(kept)

    def _remove(self, drawing_id: str | None) -> None:
        entry = self._entries.pop(drawing_id or "", None)
        if entry is not None:
            entry.remove()

    # What came of it.

    def _take_written(self, _done: None) -> None:
        self._problem = ""
        if self._is_said:
            self._is_said = False
            self.kept.emit(True)
        self._go_on()

    def _take_failure(self, reason: str) -> None:
        if not self._is_said:  # say it once, not every few seconds
            what = "The drawing" if self._unsaved_run() is None else "Unsaved training"
            self.failed.emit(f"{what} could not be kept: {reason}")
            if self._unsaved_run() is not None:
                self.kept.emit(False)
        self._problem, self._is_said = reason, True
        self._changed = True  # so that it is tried again
        self._go_on()

    def _go_on(self) -> None:
        self._writes = False
        self._pace.end()
        if self._is_new:
            self._pace.forget()  # another run has earned that rest
        self._schedule()

    # What becomes of a run.

    def would_be_lost(self) -> str:
        """What would be lost if another run took the place of this one, in sentences, or empty."""
        file = self._session.file
        if self._session.run is None or not file.modified:
            return ""
        if self._is_said:
            return f"What was trained is not on disk, and would be lost. {self._problem}".strip()
        if file.path is not None:
            return f"{file_name(file.path)} stays as it was. What was trained since is in Runs."
        return ""

    def _fate(self) -> Fate:
        """The fate of the run in use, if another one replaces it now."""
        return "kept" if self._modified else "saved"

    def _settle(self, fate: Fate) -> None:
        """Finish the run in use, so that the next one can be written at once."""
        self._pace.stop()
        self._pace.forget()
        self._changed, self._is_new = False, True
        run_id, kept, self._kept = self._run_id, self._kept, False
        unwritten, self._unwritten = self._unwritten, None
        if unwritten is not None:
            last, kept = unwritten, True
            self._write_soon(lambda: self._keep_run(last, None))
        if run_id is not None and kept:
            self._write_soon(lambda: self._finish(run_id, fate))
            if fate == "kept":
                title, _ = self._title or ("", 0)
                self.left.emit(f"{title} is in Runs")

    def _write_soon(self, work: Callable[[], object]) -> None:
        self.writing.run(work, lambda _: None, RunStoreError, self.failed.emit)

    def _finish(self, run_id: str, fate: Fate) -> None:
        entry = self._entries.pop(run_id, None)
        if entry is not None:
            try:
                entry.mark(fate)
            finally:
                entry.let_go()

    def shut_down(self) -> None:
        """Finish the run in use, and remove the drawing: the window closes."""
        self._pace.stop()
        if self._changed and self._kept and not self._session.file.modified:
            self._write(with_run=True)  # it was saved a moment ago
        self._settle(self._fate())
        drawing_id, self._run_id, self._drawing_id = self._drawing_id, None, None
        self._write_soon(lambda: self._remove(drawing_id))

    def keep_now(self) -> None:
        """Write what would be lost, and wait for it: the program is about to end."""
        self._pace.stop()
        self.writing.shut_down(SECONDS_AT_THE_END)  # an older state may be under way
        self._note()
        self._pace.stop()
        self._write()
        self.writing.shut_down(SECONDS_AT_THE_END)

    def adopt(self, entry: Entry, kept: Kept) -> None:
        """Go on with what a crash has left, in its entry.

        The drawing is put on the board, unless something is drawn there.
        """
        entry_id = entry.path.name
        if kept.run is not None:
            self._settle(self._fate())
            self._run_id = kept.run.id
            self._kept = self._modified = True
        else:
            self._drawing_id = entry_id
        self._write_soon(lambda: self._entries.setdefault(entry_id, entry))
        if self._session.drawing.is_blank():
            self._session.board.put_drawing(kept.drawing, kept.before)
        if kept.run is not None:
            self._session.restore(kept.run, kept.path, kept.on_disk)
