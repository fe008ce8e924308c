"""Unsaved training on disk, for the start after a crash. There is no Qt in here.

Each window that has something to lose has a folder of its own:

    recovery/
      8c1f02d7.lock            locked by the process for as long as it lives
      8c1f02d7/desk.json       the network's own file, if it has one, and the drawing
      8c1f02d7/network.json    the network and its history, as any other network file

The system lets go of a lock when its process ends, however it ends. So a folder whose lock can
be taken was left behind, and nobody is taken for dead who is only slow.
"""

import os
import secrets
import shutil
import sys
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

import msgspec
import numpy as np

from digitpad.core import files
from digitpad.core.ink import SIDE
from digitpad.core.storage import NetworkFile, NetworkFileError
from digitpad.session import document
from digitpad.session.drawing import Drawing, Picture, TestDigit

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

MOST_BYTES = 64 * 2**20  # of desk.json
LARGEST_SIDE = 4000  # of a picture on the canvas

# Locks, by their paths. They are kept here so that no window that is merely forgotten, as in a
# script, lets go of its own before the process ends.
_locks: dict[Path, BinaryIO] = {}


class RecoveryError(Exception):
    """Something cannot be kept or restored; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Unsaved:
    """What a window would lose: the network, where it belongs, and the drawing."""

    content: NetworkFile
    path: Path | None
    on_disk: bytes | None  # as `digitpad.session.document.fingerprint` has it
    weight_initializer: str
    drawing: Drawing


class _Picture(msgspec.Struct):
    image: bytes
    shown: bytes
    height: int
    width: int
    test_digit: tuple[int, int] | None


class _Desk(msgspec.Struct):
    path: bytes | None
    on_disk: bytes | None
    weight_initializer: Literal["default", "large"]
    strokes: list[list[tuple[float, float]]]
    picture: _Picture | None


class RecoveryFolder:
    """A folder that is locked by this process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._desk = b""  # as it was written last

    def keep(self, unsaved: Unsaved) -> None:
        """Write all of it, in the place of what is there. Raises RecoveryError."""
        try:
            self.path.mkdir(mode=0o700, exist_ok=True)
            desk = _encoded(unsaved)
            if desk != self._desk:
                files.write(self.path / "desk.json", desk)
                self._desk = desk
            # Last: where it is there, all is there.
            document.write(unsaved.content, self.path / "network.json")
        except (NetworkFileError, OSError) as error:
            raise RecoveryError(_sentence(error)) from error

    def age(self) -> float:
        """For how many seconds it has lain there."""
        return max(0.0, time.time() - (self.path / "network.json").stat().st_mtime)

    def read(self) -> Unsaved:
        """What is kept here. Raises RecoveryError."""
        try:
            content = document.read(self.path / "network.json").content
            text = files.read(self.path / "desk.json", MOST_BYTES)
        except (NetworkFileError, files.FileError) as error:
            raise RecoveryError(str(error)) from error
        try:
            desk = msgspec.json.decode(text, type=_Desk)
            return Unsaved(
                content,
                None if desk.path is None else Path(os.fsdecode(desk.path)),
                desk.on_disk,
                desk.weight_initializer,
                _drawing(desk),
            )
        except (ValueError, zlib.error) as error:
            raise RecoveryError(f"desk.json is damaged: {error}.") from error

    def remove(self) -> None:
        """Take it off the disk. Raises RecoveryError."""
        try:
            if self.path.exists():
                shutil.rmtree(self.path)
        except OSError as error:
            raise RecoveryError(_sentence(error)) from error
        self.let_go()

    def put_aside(self) -> Path:
        """Let it lie under a name that is not offered again; its new path."""
        aside = self.path.with_suffix(".damaged")
        try:
            os.replace(self.path, aside)
        except OSError as error:
            raise RecoveryError(_sentence(error)) from error
        self.let_go()
        return aside

    def let_go(self) -> None:
        """Unlock it. What is in it will be offered at the next start."""
        lock = _lock_of(self.path)
        if lock in _locks:
            _locks.pop(lock).close()
            if not self.path.exists():
                lock.unlink(missing_ok=True)


def new_folder(parent: Path) -> RecoveryFolder:
    """A folder for a window, empty and locked. Raises RecoveryError."""
    try:
        parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = parent / secrets.token_hex(8)
        # The lock first: nobody shall find the folder without it.
        if not _lock(path):
            raise RecoveryError(f"{_lock_of(path)} cannot be locked.")
    except OSError as error:
        raise RecoveryError(_sentence(error)) from error
    return RecoveryFolder(path)


def left_behind(parent: Path) -> list[RecoveryFolder]:
    """The folders of processes that have ended, locked by this one now, the newest first.

    Raises RecoveryError.
    """
    found = []
    try:
        for path in parent.iterdir() if parent.exists() else ():
            if path.suffix or not path.is_dir() or not _lock(path):
                continue
            folder = RecoveryFolder(path)
            if (path / "network.json").exists():
                found.append(folder)
            else:  # it ended before anything was complete
                folder.remove()
        return sorted(found, key=RecoveryFolder.age)
    except OSError as error:
        raise RecoveryError(_sentence(error)) from error


def _lock_of(path: Path) -> Path:
    return path.with_suffix(".lock")


def _lock(path: Path) -> bool:
    """Lock a folder, if nobody has it."""
    lock = _lock_of(path)
    if lock in _locks:
        return False  # another window of this process has it
    file = open(lock, "ab")  # noqa: SIM115  it stays open as long as we live
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        file.close()
        return False
    _locks[lock] = file
    return True


def _encoded(unsaved: Unsaved) -> bytes:
    picture = unsaved.drawing.picture
    return msgspec.json.encode(
        _Desk(
            None if unsaved.path is None else os.fsencode(unsaved.path),
            unsaved.on_disk,
            "large" if unsaved.weight_initializer == "large" else "default",
            [list(stroke) for stroke in unsaved.drawing.strokes],
            None if picture is None else _encoded_picture(picture),
        )
    )


def _encoded_picture(picture: Picture) -> _Picture:
    height, width = picture.shown.shape
    digit = picture.test_digit
    return _Picture(
        picture.image.astype("<f4").tobytes(),
        zlib.compress(picture.shown.tobytes()),
        height,
        width,
        None if digit is None else (digit.index, digit.label),
    )


def _drawing(desk: _Desk) -> Drawing:
    """Raises ValueError, or zlib.error."""
    for stroke in desk.strokes:
        same = any(a == b for a, b in zip(stroke, stroke[1:]))
        if not stroke or same or not all(-1 <= x <= 2 and -1 <= y <= 2 for x, y in stroke):
            raise ValueError("a stroke leads nowhere")
    if desk.picture is None:
        return Drawing(tuple(desk.strokes))
    found = desk.picture
    shape = found.height, found.width
    if not all(0 < side <= LARGEST_SIDE for side in shape):
        raise ValueError("the picture has no size")
    image = np.frombuffer(found.image, "<f4").astype(np.float32).reshape(SIDE, SIDE)
    pixels = zlib.decompressobj().decompress(found.shown, found.height * found.width)
    if not np.isfinite(image).all():
        raise ValueError("the picture is no picture")
    digit = None if found.test_digit is None else TestDigit(*found.test_digit)
    shown = np.frombuffer(pixels, np.uint8).reshape(shape)
    return Drawing(tuple(desk.strokes), Picture(image.clip(0, 1), shown, digit))


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}."
    return str(error)
