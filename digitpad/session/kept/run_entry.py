"""An entry of the store: the folder of one run, an experiment, a hand, or a drawing. No Qt."""

import errno
import itertools
import os
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec

from digitpad.core.data.written_digits import Hand
from digitpad.core.files import hand_file, network_file, whole_files
from digitpad.core.files.json_text import in_words
from digitpad.core.network import Network
from digitpad.session.drawing.drawing import Drawing
from digitpad.session.drawing.eraser import Stroke
from digitpad.session.kept import drawing_file, experiment_file, locks, run_file
from digitpad.session.kept.errors import DamagedError, RunStoreError, reading, writing
from digitpad.session.kept.experiment_file import ExperimentRecord
from digitpad.session.kept.run_file import NETWORKS, Fate, Heading, RunFile
from digitpad.session.kept.run_record import RunRecord
from digitpad.session.opened_files import open_network
from digitpad.session.runs.run import Run

Found = TypeVar("Found")

RUN, DRAWING, EXPERIMENT = "run.json", "drawing.json", "experiment.json"
HAND = "hand.json"
NEW = ".new"  # a network until run.json says that it belongs to the run
FILES = (DRAWING, EXPERIMENT, HAND, *NETWORKS, *(name + NEW for name in NETWORKS), RUN)
DAMAGED = ".damaged"
MOST_BYTES = 100 * 2**20  # of run.json


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What is kept: a run if there is one, and what lies on the desk beside it.

    before: the drawings that undo leads back to. path, on_disk: the network's own file, as in
    `NetworkFileState`. problems: what could not be read and is left out, in sentences.
    """

    run: Run | None
    drawing: Drawing = Drawing()
    before: tuple[Drawing, ...] = ()
    path: Path | None = None
    on_disk: bytes | None = None
    fate: Fate = "unsaved"
    problems: tuple[str, ...] = ()


class Entry:
    """The folder of a run, experiment, hand or drawing. Who has its lock may write to it."""

    def __init__(self, path: Path) -> None:
        self.path, self._lock = path, path.with_suffix(".lock")
        # As they were written last, by their names: small files, and networks with checksums.
        self._written: dict[str, bytes] = {}
        self._saved: dict[str, tuple[Network, str]] = {}

    # Locking.

    @writing()
    def acquire(self, patience: float = 0.0) -> bool:
        """Lock it. False if another window keeps it locked for `patience` seconds.

        Raises RunStoreError.
        """
        return locks.acquire(self._lock, patience)

    def take(self, what: str = "run", patience: float = 0.0) -> None:
        """As `acquire`, but raises RunStoreError with a sentence, which calls the entry `what`."""
        if not self.acquire(patience):
            raise RunStoreError(f"Another window works on this {what}.")

    @contextmanager
    def locked(self, what: str = "run", patience: float = 0.0) -> Iterator[None]:
        """As `take`, and unlocks it at the end."""
        self.take(what, patience)
        try:
            yield
        finally:
            self.let_go()

    @property
    def is_ours(self) -> bool:
        """Whether this process has locked it."""
        return locks.is_held(self._lock)

    def let_go(self) -> None:
        locks.release(self._lock)

    # Writing.

    @writing()
    def keep(self, kept: Kept) -> None:
        """Write all of it, and replace what is there. Raises RunStoreError."""
        # Somebody may have removed the folder or the lock since the last time.
        self._make_folder()
        if not locks.renew(self._lock):
            raise RunStoreError("Another window works on this run.")
        if not kept.drawing.is_blank() or self._has(DRAWING):
            self._write(DRAWING, drawing_file.encode(kept.drawing, kept.before))
        run = kept.run
        if run is not None:
            best = None if run.best is None else run.best.network
            networks = zip(NETWORKS, (run.network, best, run.start))
            checksums = {name: self._save(name, n) for name, n in networks if n is not None}
            path = None if kept.path is None else str(kept.path)
            content = RunFile(RunRecord.of(run), kept.fate, path, kept.on_disk, checksums)
            self._write(RUN, run_file.encode(content))
            for name in checksums:
                if self._has(name + NEW):
                    os.replace(self.path / (name + NEW), self.path / name)

    @writing()
    def keep_experiment(self, record: ExperimentRecord) -> None:
        """Write an experiment's record. Raises RunStoreError."""
        self._make_folder()
        self._write(EXPERIMENT, experiment_file.encode(record))

    @writing()
    def keep_hand(self, hand: Hand) -> None:
        """Write a hand. Raises RunStoreError."""
        self._make_folder()
        self._write(HAND, hand_file.encode(hand))

    def _make_folder(self) -> None:
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def forget_strokes(self, strokes: AbstractSet[Stroke]) -> None:
        """Take these strokes out of the drawing; then undo leads back to no earlier drawing.

        An entry that another process works on stays as it is. Raises RunStoreError.
        """
        if not self._has(DRAWING) or not (was_ours := self.is_ours) and not self.acquire():
            return
        try:
            drawing, before = self._drawing()
            if all(strokes.isdisjoint(each.strokes) for each in (drawing, *before)):
                return
            kept = tuple(stroke for stroke in drawing.strokes if stroke not in strokes)
            rest = Drawing(kept, drawing.picture)
            if rest.is_blank() and not self._has(RUN):
                self.remove()
            else:
                with writing():
                    self._write(DRAWING, drawing_file.encode(rest))
        finally:
            if not was_ours:
                self.let_go()

    def _save(self, name: str, network: Network) -> str:
        """Write a network, unless it is there already; its checksum."""
        saved, checksum = self._saved.get(name, (None, ""))
        if saved is not network or not self._has(name):
            network_file.save(network, self.path / (name + NEW))
            checksum = network_file.checksum(network)
            self._saved[name] = network, checksum
        return checksum

    def _write(self, name: str, data: bytes) -> None:
        if self._written.get(name) != data or not self._has(name):
            whole_files.write(self.path / name, data)
            self._written[name] = data

    def _has(self, name: str) -> bool:
        return (self.path / name).exists()

    def mark(self, fate: Fate) -> None:
        """Note the fate of the run. Raises RunStoreError."""
        self._change(lambda content: replace(content, fate=fate))

    def rename(self, name: str) -> None:
        """Let the run have another name. Raises RunStoreError."""
        self._change(lambda content: replace(content, record=replace(content.record, name=name)))

    def _change(self, changed: Callable[[RunFile], RunFile]) -> None:
        try:
            content = self.run_file()
        except DamagedError:
            self.keep(self.read())  # its networks get a new record
            content = self.run_file()
        with writing():
            self._write(RUN, run_file.encode(changed(content)))

    # Reading.

    def heading(self) -> Heading:
        """What entries are sorted by. Raises RunStoreError."""
        return self._decoded(RUN, MOST_BYTES, run_file.decode_heading)

    def run_file(self) -> RunFile:
        """The content of run.json. Raises RunStoreError."""
        content = self._decoded(RUN, MOST_BYTES, run_file.decode)
        return replace(content, record=replace(content.record, id=self.path.name))

    @property
    def is_experiment(self) -> bool:
        """Whether it holds an experiment, and no run."""
        return self._has(EXPERIMENT) and not self._has(RUN)

    def experiment(self) -> ExperimentRecord:
        """The experiment. Raises RunStoreError."""
        record = self._decoded(EXPERIMENT, experiment_file.MOST_BYTES, experiment_file.decode)
        return replace(record, id=self.path.name)

    @property
    def is_hand(self) -> bool:
        """Whether it holds a hand, and no run."""
        return self._has(HAND) and not self._has(RUN)

    def hand(self) -> Hand:
        """The hand. Raises RunStoreError."""

        def decode(text: bytes) -> Hand:
            try:
                return hand_file.decode(text)
            except hand_file.LaterVersionError as error:
                raise RunStoreError(f"The hand is left alone: {error}.") from error

        return replace(self._decoded(HAND, hand_file.MOST_BYTES, decode), id=self.path.name)

    def read(self) -> Kept:
        """All that can be read; `problems` says what cannot. Raises RunStoreError."""
        damage: list[DamagedError] = []

        def read_if_whole(read: Callable[[], Found]) -> Found | None:
            try:
                return read()
            except DamagedError as error:
                damage.append(error)
                return None

        content = read_if_whole(self.run_file)
        drawing = read_if_whole(self._drawing) if self._has(DRAWING) else None
        networks: dict[str, Network] = {}
        for name in self._names_of_networks(content):
            network = read_if_whole(partial(self._network, name, content))
            if network is not None:
                networks[name] = network
        if not networks and (drawing is None or (self.path / RUN).exists()):
            raise DamagedError(" ".join(map(str, damage)) or f"{self.path} is empty.")
        run = None
        if networks:
            run = replace(run_file.run_of(content, networks), id=self.path.name)
        else:
            damage.clear()  # a drawing alone has no run to miss
        shown = drawing or (Drawing(), ())
        if content is None:
            return Kept(run, *shown, problems=tuple(map(str, damage)))
        return Kept(
            run, *shown, content.own_path, content.on_disk, content.fate, tuple(map(str, damage))
        )

    def _names_of_networks(self, content: RunFile | None) -> list[str]:
        """The networks that the record names; without it, or if one is missing, all there are."""
        there = [
            name
            for name in NETWORKS
            if os.path.lexists(self.path / name) or os.path.lexists(self.path / (name + NEW))
        ]
        named = [] if content is None else list(content.checksums or ())
        return named if named and set(named) <= set(there) else there

    def _drawing(self) -> tuple[Drawing, tuple[Drawing, ...]]:
        return self._decoded(DRAWING, drawing_file.MOST_BYTES, drawing_file.decode)

    def _network(self, name: str, content: RunFile | None) -> Network:
        """The network of this name: the new one, if run.json was written and the name was not."""
        if self._has(name + NEW):
            new = self._opened(name + NEW)
            checksums = {} if content is None else content.checksums or {}
            if checksums.get(name) == network_file.checksum(new) or not self._has(name):
                return new
        return self._opened(name)

    @reading()
    def _opened(self, name: str) -> Network:
        return open_network(self.path / name).content.network

    def _decoded(self, name: str, most_bytes: int, decode: Callable[[bytes], Found]) -> Found:
        with reading():
            text = whole_files.read(self.path / name, most_bytes)
        try:
            return decode(text)
        except (ValueError, msgspec.MsgspecError, RecursionError) as error:
            raise DamagedError(f"{name} is damaged: {in_words(error)}.") from error

    def changed(self) -> float:
        """When it was written last, in seconds since 1970; 0 if it never was."""
        return max(_changed(self.path / name) for name in FILES)

    # Going.

    @writing()
    def remove(self) -> None:
        """Remove its files, but none that is not ours, and unlock it. Raises RunStoreError."""
        for left in self.path.glob(whole_files.TEMPORARY.format("*")):
            left.unlink(missing_ok=True)
        # The record comes last, so that a run that is half removed is not offered as unsaved.
        for name in FILES:
            (self.path / name).unlink(missing_ok=True)
        try:
            self.path.rmdir()
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT):
                raise
        self.let_go()

    @writing()
    def put_aside(self) -> Path:
        """Give it a name that is never offered, and return its new path. Raises RunStoreError."""
        paths = (self.path.with_suffix(f"{DAMAGED}{n or ''}") for n in itertools.count())
        aside = next(path for path in paths if not os.path.lexists(path))
        os.replace(self.path, aside)
        self.let_go()
        return aside


def _changed(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:
        return 0.0  # it is not there any more
