"""Keeps a drawing on disk while no run keeps it, so that a crash does not cost it.

drawings/
  5b7e90aa.lock    locked by the program for as long as it works on the drawing
  5b7e90aa.json    the drawing, and the way back through it, as in a run's desk.json
"""

import secrets
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from digitpad.core.files import whole_files
from digitpad.session.kept import desk_file, locks
from digitpad.session.kept.desk_file import Desk
from digitpad.session.kept.run_entry import MOST_BYTES, sentence
from digitpad.session.measuring.background import Background
from digitpad.session.session import Session

KEEP_AFTER = 1000  # milliseconds after the first change that is not kept


class DrawingError(Exception):
    """A drawing cannot be kept or read; the message is a sentence."""


class DrawingKeeper(QObject):
    """Writes the drawing while something is drawn, and removes it when the window closes.

    While the network has learnt what is not saved, its run is kept together with the drawing.
    """

    found = Signal(Desk)
    """Carries the youngest drawing that a crash has left; `discard` or `leave` settles it."""
    failed = Signal(str)

    def __init__(
        self, session: Session, folder: Path, background: Background, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._background = session, background
        self._folder = folder
        self._path = folder / f"{secrets.token_hex(4)}.json"
        self._left: Path | None = None  # what was found; for the thread alone, as all files
        self._is_there = False
        self._has_failed = False
        self._write_soon = QTimer(self, singleShot=True)
        self._write_soon.setInterval(KEEP_AFTER)
        self._write_soon.timeout.connect(self._write)
        session.drawing_changed.connect(self._note)
        session.file_changed.connect(self._note)

    def _note(self, _told: object) -> None:
        if (self._is_wanted() or self._is_there) and not self._write_soon.isActive():
            self._write_soon.start()

    def _is_wanted(self) -> bool:
        settled = self._session.board.settled_drawing
        return not (self._session.file.modified or settled.is_blank())

    def _write(self) -> None:
        if self._is_wanted():
            board = self._session.board
            desk = Desk(board.settled_drawing, before=board.before)
            self._is_there = True
            self._run(lambda: _keep(self._path, desk))
        elif self._is_there:
            self._is_there = False
            self._run(lambda: _remove(self._path))

    def _run(self, work: Callable[[], object]) -> None:
        self._background.run(work, lambda _: None, DrawingError, self._fail)

    def _fail(self, reason: str) -> None:
        if not self._has_failed:  # said once, not with each stroke
            self._has_failed = True
            self.failed.emit(f"The drawing would not outlive a crash: {reason}")

    def keep_now(self) -> None:
        """Write what is not yet written; whoever waits for the background waits for it."""
        self._write_soon.stop()
        self._write()

    def shut_down(self) -> None:
        """The window closes: the drawing was for now."""
        self._write_soon.stop()
        if self._is_there:
            self._run(lambda: _remove(self._path))
        self._run(self._let_go)

    # What earlier sessions left.

    def begin(self) -> None:
        """Look for a drawing that a crash has left; `found` follows if there is one."""
        self._background.run(self._look, self._take, DrawingError, self.failed.emit)

    def _look(self) -> Desk | None:
        """The youngest that no living process works on, locked by this one now."""
        for path in sorted(self._folder.glob("*.json"), key=_changed, reverse=True):
            try:
                if path != self._path and locks.acquire(_lock_of(path)):
                    self._left = path
                    return desk_file.decode(whole_files.read(path, MOST_BYTES))
            except (OSError, ValueError) as error:
                raise DrawingError(f"A drawing that was kept cannot be read: {error}") from error
        return None

    def _take(self, desk: Desk | None) -> None:
        if desk is not None:
            self.found.emit(desk)

    def discard(self) -> None:
        """What was found is not wanted, or is on the board."""
        self._run(self._remove_left)

    def leave(self) -> None:
        """What was found is for another start."""
        self._run(self._let_go)

    def _remove_left(self) -> None:
        left, self._left = self._left, None
        if left is not None:
            _remove(left)

    def _let_go(self) -> None:
        left, self._left = self._left, None
        if left is not None:
            locks.release(_lock_of(left))


def _lock_of(path: Path) -> Path:
    return path.with_suffix(".lock")


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0  # another window has removed it meanwhile


def _keep(path: Path, desk: Desk) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        locks.acquire(_lock_of(path))  # or it is ours already
        whole_files.write(path, desk_file.encode(desk))
    except OSError as error:
        raise DrawingError(sentence(error)) from error


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
        locks.release(_lock_of(path))
    except OSError as error:
        raise DrawingError(sentence(error)) from error
