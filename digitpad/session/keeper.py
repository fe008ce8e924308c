"""Writes the runs in use and in training every three seconds, so that a crash costs no more."""

from collections.abc import Callable, Sequence
from concurrent.futures import wait
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from digitpad.core import network_file
from digitpad.core.network import Network
from digitpad.core.network_file import NetworkFile, NetworkFileError
from digitpad.core.text import counted
from digitpad.session.beginning import Beginning
from digitpad.session.opened_files import NetworkFileState
from digitpad.session.runs.identity import possible_runs, run_of
from digitpad.session.runs.run import AtEpoch, Networks, Run, capitalized_title
from digitpad.session.session import Session
from digitpad.session.store import Store
from digitpad.session.store_file import StoreError
from digitpad.session.store_rows import Desk, FormEntries
from digitpad.session.writings import Writings

if TYPE_CHECKING:
    from digitpad.session.runs_import import ImportedRuns

WRITTEN = frozenset(["listed", "named", "job", "epoch"])  # changes of a run that are kept
# Milliseconds between two writings of a run, and before one that failed is tried again.
KEEP_EVERY = 3000
SECONDS_AT_THE_END = 4.0  # at a logout the system kills programs after five or ten

Result = TypeVar("Result")


class Keeper(QObject):
    """Writes runs that have changed, and the desk: some at once, the rest every few seconds.

    The desk is the state of the window, see `store_rows.py`. A run is kept from its beginning on,
    and a changed copy of a network as soon as it is used. A writing that fails is tried again every
    few seconds.
    """

    failing = Signal(str)
    """Carries why something cannot be kept; empty once all is."""
    reopened = Signal()
    """The file could only be read, and can be written now: it may hold more than was read."""
    restored = Signal()
    """The file was damaged, moved or replaced, so all that is listed must be kept again."""
    returned = Signal(Desk)
    """The session is as it was left last; carries that desk."""
    passed_by = Signal(Desk)
    """Another network is in use than was left last; carries that desk."""

    ending = Signal()
    """The program may be about to end: what is being typed counts now."""

    def __init__(
        self,
        session: Session,
        file: Path | None,
        claim: Callable[[], str] = str,
        let_go: Callable[[], object] = bool,
    ) -> None:
        """file: the store's; None keeps nothing beyond this window.

        claim: claims the file for this window before it is written, on the thread; returns why that
        cannot be had now, a sentence, or an empty text. let_go: called at the end.
        """
        super().__init__(session)
        self._claim_file = claim
        self._session, self._runs, self._let_go = session, session.runs, let_go
        self.store = Store(file, self._tell, self._take_lost)
        tell = partial(self._tell, "")
        self._writings = Writings(self, self.store.close, tell, self._take_pause)
        # Under its own names: work for the thread, and waiting for its end after `shut_down`.
        self.do, self.finish = self._writings.do, self._writings.finish
        self._said = ""  # why something could not be written, as was said last
        self._unkept: set[str] = set()  # the ids of runs that wait to be written
        self._listed: set[str] = set()  # the ids of runs, as the store was told
        self._busy: set[str] = set()  # runs that were in use or learnt at the last change
        self._new: set[str] = set()  # of these: runs that came or have learnt since
        self._to_open: list[Callable[[], object]] = []  # opens files once the runs are read
        self._desk = Desk()
        self._has_begun = session.runs.are_read  # else the desk that was left last is read first
        self._is_lost = False  # whether all that is listed must be written anew
        self._is_over = False
        self._form: FormEntries = {}
        self._against: AtEpoch | None = None
        self._now, self._later, self._again = (QTimer(self, singleShot=True) for _ in range(3))
        for timer in (self._now, self._later):
            timer.timeout.connect(self._write)
        self._again.timeout.connect(self._writings.go_on)
        session.runs.changed.connect(self._take_change)
        title = "The run cannot be opened"
        session.runs.wanted.connect(partial(self.bring, then=self._runs.bring, title=title))
        session.queue.ended.connect(self._take_end)
        for fact in (session.drawing_changed, session.file_changed):
            fact.connect(self._note)
        self.do(self._claim, then=self._take_claimed)

    # The beginning.

    def _claim(self) -> bool:
        """On the thread, claim the file. Returns whether it could only be read before."""
        was_only_read = bool(self.store.refusal)
        self.store.only_read(self._claim_file())
        if self.store.refusal:
            raise StoreError(self.store.refusal, is_of_file=True)
        return was_only_read

    def _take_claimed(self, was_only_read: bool) -> None:
        if was_only_read:
            self.read(self.store.records, self._take_found)
            self.reopened.emit()

    def begin(self) -> None:
        """Check the store, restore the desk that was left last, and read the list of runs."""
        self._has_begun = False
        self.do(self.store.clear, then=bool)
        self.read(self._begin, self._take_begun)
        self.read(self.store.records, self._take_found, lambda: self._take_found([]))

    def _begin(self) -> Beginning:
        desk = self.store.desk()
        try:
            if desk.run:
                run = self.store.run(desk.run)
                return Beginning(desk, run, self.store.networks(run))
        except StoreError as error:
            if error.is_of_file:
                raise
            self._tell("", str(error))
        return Beginning(desk)

    def _take_begun(self, found: Beginning) -> None:
        desk, session = found.desk, self._session
        self._has_begun = True
        if self._is_over:
            return
        drawing = desk.drawing
        if drawing and not drawing.is_blank() and session.drawing.is_blank():
            session.board.restore(drawing)
        other = session.run  # a file's that was opened since the start, or one that learns
        if other is None and found.run is not None:
            self._listed.add(found.run.id)
            self._runs.add([found.run])
            self._runs.hold(found.run.id, found.networks)
            session.use(found.run.id, desk.epoch, found.file_state(), opens=False)
        if other is None:
            self.returned.emit(desk)
        elif session.queue.is_free:  # else the form is in use, too
            self.passed_by.emit(desk)
        if said := found.in_words(is_used=other is None):
            session.tell(said)
        self._note()

    def _take_found(self, found: list[Run]) -> None:
        self._listed |= {run.id for run in found}
        self._runs.are_read = True
        self._runs.add(found)
        to_open, self._to_open = self._to_open, []
        for open_now in to_open:
            open_now()

    def _tell(self, title: str, sentence: str) -> None:
        """On the thread, have a sentence said: in a message, or without a title at the foot."""
        say = partial(self._session.failed.emit, title) if title else self._session.tell
        self._writings.tell(partial(say, sentence))

    # What is asked of the store.

    def _take_pause(self, failure: str) -> None:
        """Say why the next writing fails, once, and try it again later."""
        if failure != self._said:
            self._said = failure
            self.failing.emit(failure)
            if not failure and not self._writings.mistake:
                self._session.tell("All is kept again.")
        if failure and not self._is_over:
            self._again.start(KEEP_EVERY)

    @property
    def is_failing(self) -> bool:
        """Whether nothing can be kept now, as was said."""
        return self._said != ""

    @property
    def problem(self) -> str:
        """Why runs, digits or experiments cannot be kept; empty if all of them are."""
        unkept = any(_would_be_missed(self._runs.get(run_id)) for run_id in list(self._unkept))
        why_not = self._writings.failure or self._writings.mistake
        return why_not if self._writings.has_what_is_missed or unkept else ""

    def read(
        self,
        work: Callable[[], Result],
        then: Callable[[Result], object],
        failed: Callable[[], object] = bool,
    ) -> None:
        """Read what is kept, for `then`, also while it cannot be written.

        If it cannot even be read, `failed` is called, and it is read once it can be written.
        """

        def read_later(_why_not: str) -> None:
            failed()
            self.do(work, then=then)

        self._writings.ask(work, then, read_later)

    def ask(
        self,
        title: str,
        work: Callable[[], Result],
        then: Callable[[Result], object],
        errors: tuple[type[Exception], ...] = (),
    ) -> None:
        """Do work on the thread once, then call `then`. If it fails, say so under this title.

        errors: what it may raise beside StoreError; its text is a sentence.
        """
        self._writings.ask(work, then, partial(self._session.failed.emit, title), errors)

    def networks(self, run_id: str) -> Networks:
        """The networks of a run, in memory or from the store. Raises StoreError.

        Only for work on the store's thread.
        """
        return self._runs.networks(run_id) or self.store.networks(self.store.run(run_id))

    def inherited(self, run: Run) -> tuple[Networks, int]:
        """The networks of epochs that a run has from its parent, from that one's, and so on.

        Beside them the epoch after which these begin: a later one than 0 if a parent is gone, or is
        not the same up to there. Only for work on the store's thread.
        """
        found: dict[int, Network] = {}
        while run.start_epochs and run.parent is not None:
            try:
                parent = self._runs.get(run.parent) or self.store.run(run.parent)
                networks = self.networks(parent.id)
            except StoreError:
                break
            last = run.start_epochs
            if parent.history[:last] != run.history[:last]:
                break
            first = parent.start_epochs + 1
            found |= {epoch: each for epoch, each in networks.items() if first <= epoch <= last}
            run = parent
        return found, run.start_epochs

    def save_start(self, run_id: str, path: Path, then: Callable[[None], object]) -> None:
        """Write the network that a run began with to a file; then call `then`."""

        def save() -> None:
            networks = self.networks(run_id)
            network_file.save(NetworkFile(networks[min(networks)]), path)

        self.ask("The network is not saved", save, then, (NetworkFileError,))

    def export_runs(self, run_ids: Sequence[str], path: Path) -> None:
        """Write runs to a file of runs; the session tells that it is done, or why not."""
        self._write()
        write = partial(self.store.write_runs, path, run_ids)
        told = partial(self._session.tell, f"Exported {counted(len(run_ids), 'run')} to {path}")
        self.ask("Nothing was exported", write, lambda _none: told(), (ValueError,))

    def ask_size(self, run_ids: Sequence[str], then: Callable[[str], object]) -> None:
        """Call `then` with what a file of these runs would hold: "2 runs, 8 networks, 1.2 MB".

        That is empty if it cannot be found.
        """
        self._write()

        def take(found: tuple[int, int]) -> None:
            networks, size = found
            what = f"{counted(len(run_ids), 'run')}, {counted(networks, 'network')}"
            then(f"{what}, {size / 1e6:,.1f} MB")

        find = partial(self.store.size_of, run_ids)
        self._writings.ask(find, take, lambda _why_not: then(""))

    def open_network(
        self, content: NetworkFile, file: NetworkFileState, then: Callable[[], object] = bool
    ) -> None:
        """Use a network that was read from a file: a run that is here, or one of its own.

        Before the kept runs are listed the network is in use, and its run is found once they are.
        then: called at the end, which is later if the networks of a run have to be read.
        """
        use = self._session.use_opened
        if not self._runs.are_read:
            use = partial(self._session.settle, self._session.use_meanwhile(content, file))
            self._to_open.append(partial(self._find_run, content, file, use, bool))
            then()
        else:
            self._find_run(content, file, use, then)

    def _find_run(
        self,
        content: NetworkFile,
        file: NetworkFileState,
        use: Callable[[NetworkFile, NetworkFileState, AtEpoch | None, str], None],
        then: Callable[[], object],
    ) -> None:
        """Find the run that a file is of, use it, and call `then`."""
        here = self._runs.known()

        def take(found: tuple[AtEpoch | None, str]) -> None:
            use(content, file, *found)
            then()

        def refuse(_reason: str) -> None:
            take(run_of(content, here, self._runs.network_of))

        if all(self._runs.network_of(*each) is not None for each in possible_runs(content, here)):
            take(run_of(content, here, self._runs.network_of))
        else:
            self._writings.ask(partial(run_of, content, here, self._network_of), take, refuse)

    def _network_of(self, run: Run, epoch: int) -> Network | None:
        """On the thread, the network of a run after an epoch; None if it is not kept."""
        return self._runs.network_of(run, epoch) or self.store.network(run, epoch)

    def open_runs(self, path: Path, then: Callable[[], object] = bool) -> None:
        """Add the runs of a file of runs to those that are here, and use the last one.

        While a person's run learns, that stays in use. then: called at the end, also if it fails.
        """
        if not self._runs.are_read:  # what was left last comes first
            self._to_open.append(partial(self.open_runs, path, then))
            return

        def take(imported: "ImportedRuns") -> None:
            self._take_imported(imported)
            then()

        def refuse(reason: str) -> None:
            self._session.failed.emit("The runs cannot be opened", reason)
            then()

        self._write()
        self._writings.ask(partial(self.store.bring_runs, path), take, refuse, (ValueError,))

    def _take_imported(self, imported: "ImportedRuns") -> None:
        from digitpad.session.runs_import import note_from

        runs = self._runs
        runs.bring_back([run.id for run in imported.back])
        self._listed |= {run.id for run in (*imported.runs, *imported.back)}
        runs.add([*imported.runs, *imported.back])
        notes = dict[str, str]()
        for run_id, note in imported.notes:
            if run_id in runs:
                there = notes.get(run_id, runs[run_id].note)
                notes[run_id] = note_from(imported.file, note, there)
        notes = {run_id: note for run_id, note in notes.items() if note != runs[run_id].note}
        cut = runs.write_notes(notes, f"Notes from {imported.file}")
        used = imported.used
        if used is not None and self._session.queue.is_free and used.run not in runs.learning:
            # Of that run nothing is told, so that what came can be read.
            self._new.discard(self._session.run_id or "")
            self._session.use(used.run, used.epoch)
        self._session.tell(imported.in_words(len(notes), cut))

    def bring(self, run_id: str, then: Callable[[str, Networks], object], title: str) -> None:
        """Read the networks of a run, for `then`. title: of the message if that fails."""
        self.ask(title, partial(self.networks, run_id), partial(then, run_id))

    # Writing runs.

    def _take_change(self, run_id: str, what: frozenset[str]) -> None:
        if not run_id and "listed" in what:
            self._take_list()
        run = self._runs.get(run_id)
        if self._is_kept(run) and what & WRITTEN:
            # Neither a name, nor a job, nor the first epoch of a new run is lost by a crash.
            is_first = run is not None and run.epochs == run.start_epochs + 1
            self._note(at_once=what - {"epoch", "learnt"} or is_first)
            if what & {"listed", "job", "epoch"}:
                self._new.add(run_id)
            self._listed.add(run_id)
            self._unkept.add(run_id)
        busy = self._runs.learning | {self._session.run_id or ""}
        for each in self._busy - busy:
            self._keep_unused(each)
        self._busy = set(busy)
        if "used" in what:
            self._note(at_once=run_id != self._desk.run)
        elif "job" in what:
            self._note(at_once=True)

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
        self._note(at_once=True)

    def _keep_unused(self, run_id: str) -> None:
        """Write at once a run that is no longer in use and does not learn; say so if it is new."""
        self._unkept.add(run_id)  # even if nothing has changed: then its networks may be let go of
        self._note(at_once=True)
        run = self._runs.get(run_id)
        if run is not None and run.is_listed and not run.experiment and run_id in self._new:
            self._session.tell(f"{capitalized_title(run.title)} is in Runs.")
        self._new.discard(run_id)

    def _note(self, *_told: object, at_once: object = False) -> None:
        """A run or the desk has changed: write it soon."""
        if at_once:
            self._now.start(0)
        elif not self._later.isActive():
            self._later.start(KEEP_EVERY)

    def _write(self) -> None:
        """Write the runs that have changed, in their order, and lay the desk."""
        self._now.stop()
        self._later.stop()
        if self._is_lost:  # also runs whose networks are not in memory
            self._is_lost = False
            self._unkept |= {run.id for run in self._runs.listed()}
            self.restored.emit()
        for run in self._runs.listed() if self._runs.are_read else ():  # else one might be doubled
            if run.id in self._unkept and not self._writings.waits(self._keep, run.id):
                self.do(self._keep, run.id, then=self._take_kept)
        if self._has_begun:  # else what was left last would be lost
            self._desk = self._desk_now()
            if not self._writings.waits(self._lay_desk):
                self.do(self._lay_desk, then=bool)

    def _take_lost(self) -> None:
        """On the thread, note that the file was damaged, moved or replaced."""
        self._is_lost = True
        self._writings.tell(self._write)

    def _take_end(self, _run_id: str) -> None:
        self._write()
        self.do(self.store.bound, then=bool)

    def _keep(self, run_id: str) -> tuple[str, int, Networks | None] | None:
        """On the thread, write a run as it is now. Returns its id, its number, and its networks."""
        if run_id not in self._unkept:
            return None
        self._unkept.discard(run_id)  # before it is read, so that no later change is missed
        run = self._runs.get(run_id)
        if run is None or not self._is_kept(run):
            return None
        try:
            networks = self._runs.networks(run_id) or None
            return run_id, self.store.keep(run, networks), networks
        except BaseException:
            self._unkept.add(run_id)
            raise

    def _take_kept(self, kept: tuple[str, int, Networks | None] | None) -> None:
        if kept is None:
            return
        run_id, number, networks = kept
        run = self._runs.get(run_id)
        if run is not None and run.number != number:
            self._runs.put(replace(run, number=number), "named")
        if networks is self._runs.networks(run_id):
            self._runs.forget(run_id)

    # The desk.

    def note_form(self, form: FormEntries) -> None:
        """Remember the form's entries for the next start."""
        self._form = form
        self._note()

    def note_against(self, at: AtEpoch | None) -> None:
        """Remember what is compared with for the next start."""
        self._against = at
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
            against=self._against,
        )

    def _lay_desk(self) -> None:
        self.store.lay_desk(self._desk)

    # The end.

    def keep_now(self) -> str:
        """Write what has changed, and wait for it: the program may be about to end.

        Returns why not all is kept; empty if it is.
        """
        self.ending.emit()
        late = f"{self.store.file} is not written within {SECONDS_AT_THE_END:.0f} seconds."
        if self._is_over:
            return "" if self.finish(SECONDS_AT_THE_END) else late
        for _ in range(2):  # all of it, if the first time shows that the file is lost
            self._write()
            if wait([self._writings.go_on()], SECONDS_AT_THE_END).not_done:
                return late
            if not self._is_lost:
                break
        return self.problem

    def shut_down(self) -> None:
        """Write what has changed, and delete runs for good: the window closes."""
        self._write()
        self.do(self.store.clear, then=bool)
        self._is_over = True
        self._writings.end(self._close)

    def _close(self) -> None:
        self.store.close()
        self._let_go()


def _would_be_missed(run: Run | None) -> bool:
    """Whether a run stands nowhere else; one that was only opened is in its file."""
    return run is not None and bool(run.jobs or run.origin or run.name or run.note)
