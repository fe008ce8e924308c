"""Adds the runs of a file of runs to the store, and says what came. No Qt.

A run of the file is one that is here only if it has that one's identity and content, see
`runs/identity.py`; then what the file notes on it comes to its note. Any other is added.
"""

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import count, takewhile

from digitpad.core.text import counted, shortened
from digitpad.session.runs.identity import begins
from digitpad.session.runs.run import LONGEST_NOTE, AtEpoch, CameIn, Run, title_of
from digitpad.session.runs_file import ENDING, RunInFile, RunsFile
from digitpad.session.store_rows import (
    HIGHEST,
    MOST_RUNS,
    NETWORK,
    PUT_NETWORK,
    checksum_of,
    put_run,
)

INDENT = "  "  # of the lines of a paragraph after its first one
CHECKSUMS = "select epoch, checksum from network where run = ?"
UNDELETE = "update run set deleted = null where id = ? and deleted is not null"


@dataclass(frozen=True, slots=True, eq=False)
class ImportedRuns:
    """What a file of runs brought.

    runs: those that are new. back: those that were deleted. notes: the id of each run that was
    here, with what the file notes on it. used: the run to use, at its epoch; None for none.
    left_out: how many could not be read. cut: how many notes of new ones were too long.
    """

    file: str
    runs: tuple[Run, ...]
    back: tuple[Run, ...]
    notes: tuple[tuple[str, str], ...]
    used: AtEpoch | None
    left_out: int
    cut: int = 0

    def in_words(self, notes_added: int = 0, notes_cut: int = 0) -> str:
        """What came, for the foot."""
        came = len(self.runs) + len(self.back)
        said = [f"{counted(came, 'run')} from {shortened(self.file)}{ENDING}"]
        if there := len(self.notes) - len(self.back):
            said.append(f"{there:,} {'was' if there == 1 else 'were'} there")
        if notes_added:
            said.append(f"{counted(notes_added, 'note')} added")
        if cut := self.cut + notes_cut:
            said.append(f"{counted(cut, 'note')} cut after {LONGEST_NOTE:,} letters")
        if self.left_out:
            left = "is" if self.left_out == 1 else "are"
            said.append(f"{self.left_out:,} cannot be read and {left} left out")
        return "; ".join(said)


class RunImport:
    """Takes the runs of a file of runs, one after the other: each is here, or is added."""

    def __init__(self, db: sqlite3.Connection, file: str, here: Sequence[Run]) -> None:
        """file: its name, without the ending. here: all runs, also deleted ones."""
        self._db, self._file = db, file
        self._here = {run.id: run for run in here}
        self._taken = {run_id for (run_id,) in db.execute("select id from run")}  # some unreadable
        self._names = {run.name for run in here}
        (self._number,) = db.execute(HIGHEST, (False, MOST_RUNS)).fetchone()
        self._ids: dict[str, str] = {}  # ids of rows in the file, and here
        self._titles: dict[str, str] = {}  # in the file, by the ids of rows there
        self._added, self._back = list[Run](), list[Run]()
        self._notes: list[tuple[str, str]] = []
        self._used: AtEpoch | None = None
        self._cut = 0

    def take(self, found: RunInFile, file: RunsFile) -> None:
        """Take a run."""
        run = self._same(found)
        if run is None:
            run = self._add(found, file)
        else:
            self._notes.append((run.id, found.run.note))
            if self._db.execute(UNDELETE, (run.id,)).rowcount:
                self._back.append(run)
        self._ids[found.row], self._titles[found.row] = run.id, found.run.title
        self._used = AtEpoch(run.id, found.run.epochs)

    def _same(self, found: RunInFile) -> Run | None:
        """The run that is here whose beginning, at least, a run of the file is."""
        theirs, last = found.run, found.run.epochs
        taken = takewhile(self._taken.__contains__, map(found.id_here, count()))
        runs = [run for run in self._here.values() if run.identity == theirs.identity]
        runs += [self._here[run_id] for run_id in taken if run_id in self._here]
        runs = [run for run in runs if begins(theirs, run) and self._has_networks(found, run)]
        return min(runs, key=lambda run: (run.epochs != last, run.order), default=None)

    def _has_networks(self, found: RunInFile, run: Run) -> bool:
        """Whether all networks that a run and one of the file have are equal, the last included."""
        ours = dict(self._db.execute(CHECKSUMS, (run.id,)).fetchall())
        both, last = ours.keys() & found.checksums.keys(), found.run.epochs
        if any(ours[epoch] != found.checksums[epoch] for epoch in both):
            return False
        row = self._db.execute(NETWORK, (run.id, last)).fetchone()
        is_whole = row is not None and checksum_of(row[0]) == found.checksums.get(last)
        return is_whole or (last == 0 and run.is_drawn)

    def _add(self, found: RunInFile, file: RunsFile) -> Run:
        """Add a run of its own; what is here stays as it is."""
        run_id = next(i for i in map(found.id_here, count()) if i not in self._taken)
        name = named(found.run, self._file, self._names)
        row, origin = found.run.parent or "", found.run.origin
        parent = self._here.get(self._ids.get(row, ""))
        before = found.run.history[: found.run.start_epochs]
        if parent is not None and parent.history[: len(before)] != before:
            parent = None
        if origin is not None and parent is not None:
            origin = origin.renamed(self._titles[row], parent.title)
        elif origin is not None and row:  # a run of this title may be here, and is another one
            origin = replace(origin, of=f"{origin.of} ({self._file})")
        self._number += 1
        run = replace(
            found.run,
            id=run_id,
            identity=found.run.identity if found.has_identity else run_id,
            number=self._number,
            name=name,
            note=found.run.note[:LONGEST_NOTE],
            parent=None if parent is None else parent.id,
            origin=origin,
            came_in=CameIn(self._file),
        )
        self._cut += run.note != found.run.note
        put_run(self._db, run)
        self._db.executemany(PUT_NETWORK, ((run_id, *row) for row in file.networks(found.row)))
        self._here[run_id] = run
        self._taken.add(run_id)
        self._names.add(name)
        self._added.append(run)
        return run

    def in_all(self, left_out: int) -> ImportedRuns:
        """What came. left_out: how many runs of the file could not be read."""
        came = tuple(self._added), tuple(self._back), tuple(self._notes), self._used
        return ImportedRuns(self._file, *came, left_out, self._cut)


def named(run: Run, file: str, taken: Collection[str]) -> str:
    """The name that a run from a file has here: its own, and the file's. taken: by other runs."""
    title = title_of(run.name, "", run.number)
    name = wanted = f"{title} ({file})"
    count = 1
    while name in taken:
        count += 1
        name = f"{wanted} {count}"
    return name


def note_from(file: str, note: str, there: str) -> str:
    """The note of a run that is there, with what one from a file adds.

    Both may begin with what was handed out. The rest of the file's is one paragraph with the file's
    name before it, unless the last such paragraph is just that: an answer may be changed, and
    changed back.
    """
    theirs, ours = note.splitlines(), there.splitlines()
    while theirs and ours and theirs[0] == ours[0]:
        del theirs[0], ours[0]
    first, *others = [line for line in theirs if line.strip()] or [""]
    added = f"\n{INDENT}".join([f"{file}: {first}", *others])
    if not first or added == _last_paragraph(f"{file}: ", there.splitlines()):
        return there
    return f"{there.rstrip()}\n{added}" if there.strip() else added


def _last_paragraph(head: str, lines: Sequence[str]) -> str:
    """The last paragraph of a note that begins so; empty without one."""
    begins = [i for i, line in enumerate(lines) if line.startswith(head)]
    if not begins:
        return ""
    first, *rest = lines[begins[-1] :]
    return "\n".join([first, *takewhile(lambda line: line.startswith(INDENT), rest)])
