"""Files: read with a bound, written whole or not at all; and tables as CSV.

Every failure is a FileError, with a sentence for the person who chose the file.
"""

import contextlib
import csv
import errno
import gzip
import io
import math
import os
import secrets
import shutil
import stat
import time
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from digitpad.core.text import IN_USE, file_name, reason_of, shortened

TEMPORARY = ".digitpad-{}.tmp"  # a file being written; a killed process leaves it behind
PATIENCE, TRY_EVERY = 1.0, 0.05  # seconds
ACCESS_DENIED = 5  # Windows' number, also if another program has the file open


class FileError(OSError):
    """A file cannot be read or written; the message is a sentence that says which and why."""


def read(filename: str | Path, most_bytes: int) -> bytes:
    """The bytes of a file. Raises FileError if it cannot be read or has more than `most_bytes`."""
    path = Path(filename)
    try:
        check_regular(path)
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size <= most_bytes:
                return file.read(size)  # no more than that, if another program is adding to it
    except (OSError, ValueError) as error:
        raise FileError(f"{file_name(path)} cannot be read: {reason_of(error, path)}.") from error
    raise FileError(
        f"{file_name(path)} is too large: it has {math.ceil(size / 2**20):,} MB, "
        f"{most_bytes // 2**20:,} MB is the most."
    )


def check_regular(path: Path) -> None:
    """Raises OSError for what can only be waited for, such as a pipe: to open it might never end.

    A folder is refused when it is opened.
    """
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise OSError(0, "it is no regular file")


def unpacked(packed: bytes, most_bytes: int) -> bytes:
    """The first `most_bytes` bytes of gzipped data, unpacked; all, if there are fewer.

    Raises BadGzipFile for data that are damaged, cut short or packed in several parts.
    """
    unpacker = zlib.decompressobj(wbits=31)
    try:
        content = unpacker.decompress(packed, most_bytes)
    except zlib.error as error:
        raise gzip.BadGzipFile("it is damaged") from error
    if len(content) < most_bytes and not unpacker.eof:
        raise gzip.BadGzipFile("it is cut short")
    if unpacker.unused_data:  # a second part is refused, too: there could be millions
        raise gzip.BadGzipFile("something follows after its end")
    return content


def write(filename: str | Path, data: bytes) -> None:
    """Make `data` the content of a file, all at once; see `written`."""
    with written(filename) as temporary:
        temporary.write_bytes(data)


@contextlib.contextmanager
def written(filename: str | Path) -> Iterator[Path]:
    """A new file to write to, which then becomes the file of this name.

    That is never half old and half new. The bytes go to a temporary file in the same folder. Once
    they are on the disk, it is renamed into its place, so neither a full disk nor a crash harms the
    old content. A file keeps its permissions, and a link stays a link. A read-only file is refused.

    Raises FileError, and then the old file is untouched.
    """
    path = Path(filename)
    try:
        target = Path(os.path.realpath(path))
        if target.exists():
            mode = target.stat().st_mode
            if stat.S_ISDIR(mode):
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            # A rename needs only the folder's permission, but a file is read-only for a reason.
            if not mode & 0o222:
                raise OSError(0, "it is read-only")
        # Not made from the file's own name, which may already be as long as the disk allows.
        temporary = target.with_name(TEMPORARY.format(secrets.token_hex(8)))
        folder = shortened(str(target.parent), 70)
        try:
            temporary.touch(exist_ok=False)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise OSError(0, f"there is no folder {folder}") from error
        except PermissionError as error:
            raise OSError(0, f"no new file can be made in the folder {folder}") from error
        try:
            yield temporary
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
            if target.exists():
                shutil.copymode(target, temporary)
            replace(temporary, target)
        except BaseException:
            # The first error is the one to report, even if cleaning up fails as well.
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
    except (OSError, ValueError) as error:
        raise FileError(f"{file_name(path)} cannot be written: {reason_of(error)}.") from error


def replace(source: Path, target: Path) -> None:
    """Rename a file to the name of another, which it replaces. Raises OSError.

    Windows refuses that while another program has the file open, as one that looks for viruses has
    for a moment; so it is tried again for PATIENCE seconds.
    """
    late = time.monotonic() + PATIENCE
    while True:
        try:
            os.replace(source, target)
            return
        except PermissionError as error:
            if getattr(error, "winerror", None) not in (ACCESS_DENIED, *IN_USE):
                raise
            if time.monotonic() >= late:
                raise OSError(0, "another program has it open") from error
        time.sleep(TRY_EVERY)


def csv_file(rows: Iterable[Iterable[object]], remarks: Iterable[str] = ()) -> bytes:
    """The content of a CSV file, in UTF-8: remarks, on lines that begin with #, and then rows.

    `pandas.read_csv(path, comment="#")` reads it.
    """
    text = io.StringIO()
    text.writelines(f"# {' '.join(remark.splitlines())}\n" for remark in remarks)
    plain = csv.writer(text, lineterminator="\n")
    quoting = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    for cells in map(list, rows):  # a # outside of quotes would begin a remark
        (quoting if any("#" in str(cell) for cell in cells) else plain).writerow(cells)
    return text.getvalue().encode()


def no_formula(cell: str) -> str:
    """The text of a cell, changed so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
