"""Keeps the run in use on disk as it goes, so that a crash costs a few seconds at most."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from digitpad.session.kept.desk_file import Desk
from digitpad.session.kept.run_entry import Entry, Fate, KeptRun, RunStoreError
from digitpad.session.kept.run_store import RunStore
from digitpad.session.measuring.background import Background
from digitpad.session.measuring.pace import Pace
from digitpad.session.session import NetworkFileState, Session

KEEP_EVERY = 3000  # milliseconds between the end of one writing and the next, at least
RESTS = 20  # times as long as a writing took: a large network takes its processor's time
MEGABYTE = 10**6
SECONDS_AT_THE_END = 4.0  # the system kills who does not end in five or ten


class RunKeeper(QObject):
    """Writes the run in use to the store, on a thread of its own, while something would be lost.

    At most every KEEP_EVERY, large networks less often, and at once when training ends. When the
    run is saved, discarded or continued as another, that is noted with it; then it stays for as
    long as there is room.
    """

    failed = Signal(str)
    """Nothing can be kept; carries a line for the status bar."""
    found = Signal(list)
    """Carries the entries that a crash has left, the youngest first."""
    unreadable = Signal(str)
    """Some of what was kept cannot be had; carries sentences, one a line."""
    kept = Signal(bool)
    """Whether what would be lost is on disk, or cannot be written; told when that changes."""

    def __init__(
        self, session: Session, store: RunStore, most_megabytes: int, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._store = session, store
        self._most_bytes = most_megabytes * MEGABYTE
        self.background = Background(self)
        self._entries: dict[str, Entry] = {}  # by the runs' ids; for the thread alone
        self._run_id: str | None = None
        self._kept = False  # whether the run in use has an entry
        self._modified = False  # whether it was, when the session told last
        self._changed = self._writing = self._has_failed = False
        self._pace = Pace(0, self, KEEP_EVERY, RESTS)
        self._pace.due.connect(self._write)
        session.count_runs_from(store.count())
        session.runs_changed.connect(self._take_run)
        session.network_changed.connect(self._note)
        session.drawing_changed.connect(self._note)
        session.file_changed.connect(self._take_file)
        session.run_ended.connect(self._write_at_once)

    # Keeping.

    def _take_run(self) -> None:
        run = self._session.run
        run_id = None if run is None else run.id
        if run_id != self._run_id:
            continued = run is not None and run.parent == self._run_id
            self._settle("continued" if continued else self._fate())
            self._run_id, self._modified = run_id, self._session.file.modified
        self._note()

    def _take_file(self, file: NetworkFileState) -> None:
        was_modified, self._modified = self._modified, file.modified
        if was_modified and not file.modified:
            if self._kept or (self._session.run is not None and self._session.run.history):
                self._write_at_once()
        elif file.modified:
            self._note()

    def _note(self) -> None:
        if self._session.run is not None and self._session.file.modified:
            self._changed = True
            self._schedule()

    def _write_at_once(self) -> None:
        # Not later: another run may take this one's place in a moment.
        self._changed = True
        self._pace.stop()
        self._write()

    def _schedule(self) -> None:
        if self._changed and not self._writing:
            self._pace.ask(hurry=False)

    def _write(self) -> None:
        run, file = self._session.run, self._session.file
        if run is None or not self._changed:
            return
        desk = Desk(
            self._session.drawing,
            file.path,
            file.on_disk,
            run.architecture.weight_initializer,
            self._session.board.before,
        )
        kept = KeptRun(run, desk, "unsaved" if file.modified else "saved")
        self._pace.begin()
        self._changed = False
        self._writing = self._kept = True
        self.background.run(
            lambda: self._keep(kept), self._take_written, RunStoreError, self._take_failure
        )

    def _keep(self, kept: KeptRun) -> None:
        """On the thread, as everything that touches the store."""
        run_id = kept.run.id
        if run_id not in self._entries:
            self._entries[run_id] = self._store.new_entry(run_id)
        self._entries[run_id].keep(kept)

    def _take_written(self, _nothing: None) -> None:
        if self._has_failed:
            self._has_failed = False
            self.kept.emit(True)
        self._go_on()

    def _take_failure(self, reason: str) -> None:
        if not self._has_failed:  # said once, not every few seconds
            self.failed.emit(f"Unsaved training would not outlive a crash: {reason}")
            self.kept.emit(False)
        self._has_failed = True
        self._changed = True  # what could not be written is tried again
        self._go_on()

    def _go_on(self) -> None:
        self._writing = False
        self._pace.end()
        self._schedule()

    # What becomes of a run.

    def _fate(self) -> Fate:
        """What became of the run that another takes the place of."""
        return "discarded" if self._modified else "saved"

    def _settle(self, fate: Fate) -> None:
        """This window is done with the run that it keeps."""
        self._pace.stop()
        self._changed = False
        run_id, kept, self._kept = self._run_id, self._kept, False
        if run_id is not None and kept:
            self.background.run(
                lambda: self._finish(run_id, fate),
                lambda _: None,
                RunStoreError,
                self.failed.emit,
            )

    def _finish(self, run_id: str, fate: Fate) -> None:
        entry = self._entries.pop(run_id, None)
        if entry is not None:
            try:
                if entry.is_complete():
                    entry.mark(fate)
                else:
                    entry.remove()
            finally:
                entry.let_go()
            self._store.make_room(self._most_bytes)

    def bound(self, most_megabytes: int) -> None:
        """Keep no more than this from now on, as far as runs may be removed."""
        self._most_bytes = most_megabytes * MEGABYTE
        self.background.run(
            lambda: self._store.make_room(self._most_bytes),
            lambda _: None,
            RunStoreError,
            self.failed.emit,
        )

    def shut_down(self) -> None:
        """The window closes, with all that is in it settled: let go of the run, soon."""
        self._pace.stop()
        if self._changed and not self._session.file.modified:
            self._write()  # it was saved a moment ago, and stays with all that it learnt
        self._settle(self._fate())
        self._run_id = None

    # What earlier sessions left.

    def begin(self) -> None:
        """Look for what a crash has left; `found` follows."""
        self.background.run(
            self._store.left_behind, self._take_found, RunStoreError, self.failed.emit
        )

    def _take_found(self, found: tuple[list[Entry], list[str]]) -> None:
        entries, problems = found
        self.found.emit(entries)
        if problems:
            self.unreadable.emit("\n".join(problems))

    def keep_now(self) -> None:
        """Write what would be lost, and return when it is written: the program is about to end."""
        self._pace.stop()
        self.background.shut_down(SECONDS_AT_THE_END)  # what is being written is older
        if self._session.run is not None and self._session.file.modified:
            self._changed = True
            self._write()
            self.background.shut_down(SECONDS_AT_THE_END)

    def adopt(self, entry: Entry, kept: KeptRun) -> None:
        """Go on with a run that a crash has left, in the place where it was kept."""
        path: Path | None = kept.desk.path
        self._settle(self._fate())
        run_id = self._run_id = kept.run.id
        self._kept = self._modified = True

        def take_over() -> None:
            self._entries[run_id] = entry

        self.background.run(take_over, lambda _: None, RunStoreError, self.failed.emit)
        self._session.restore(kept.run, path, kept.desk.on_disk)
