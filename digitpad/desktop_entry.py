"""Puts digitpad into the user's desktop: an entry in the menu, icons, and a type for its files.

The files are those of resources/packaging/share, which is laid out as /usr/share is, so that a
distribution can install it as it stands. Here they go to the user's own data folder. The
freedesktop.org specifications of desktop entries, icon themes and shared MIME info say where.
"""

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from digitpad.core.files.whole_files import FileError, write
from digitpad.core.text import reason_of
from digitpad.resources import resource_path
from digitpad.training.process import is_frozen

NAME = "org.digitpad.digitpad"  # of the entry and the icon, and what windows say they belong to

ENTRY = Path("applications", f"{NAME}.desktop")
COPIED = ("icons", "mime")  # the metainfo is for shops, which look for it in the system alone
# What desktops keep of these files, and what brings that up to date, if it is installed.
INDEXES = (("update-mime-database", "mime"), ("update-desktop-database", "applications"))
SECONDS = 60.0  # for each


class DesktopEntryError(Exception):
    """The files cannot be written or removed; the message is a sentence that says why."""


def install() -> list[str]:
    """Write the files. Returns lines that say which. Needs no display.

    Raises DesktopEntryError.
    """
    entry = _entry(_program())
    folder = _folder()
    for path in _files():
        place = folder / path
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            write(place, entry if path == ENTRY else (_source() / path).read_bytes())
        except FileError as error:
            raise DesktopEntryError(f"In {place.parent}: {error}") from error
        except OSError as error:
            raise DesktopEntryError(f"{place} cannot be written: {reason_of(error)}.") from error
    written = [f"  {folder / path}" for path in _files()]
    return [
        "These files were written, and --remove-desktop-entry takes them away again:",
        *written,
        *_bring_up_to_date(folder),
    ]


def remove() -> list[str]:
    """Remove the files that `install` writes, and no others. Returns lines that say which.

    Raises DesktopEntryError.
    """
    folder = _folder()
    removed = []
    for path in _files():
        try:
            (folder / path).unlink()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise DesktopEntryError(
                f"{folder / path} cannot be removed: {reason_of(error)}."
            ) from error
        removed.append(f"  {folder / path}")
    if not removed:
        return [f"Nothing to remove: there is no desktop entry of digitpad in {folder}."]
    return ["These files were removed:", *removed, *_bring_up_to_date(folder)]


def _folder() -> Path:
    if sys.platform in ("win32", "darwin"):
        raise DesktopEntryError("Desktop entries are for Linux and the BSDs; this system has none.")
    from digitpad.session.kept.user_folders import data_folder  # Qt's core, which needs no display

    return data_folder()


def _source() -> Path:
    return resource_path("packaging", "share")


def _files() -> list[Path]:
    """The files to write, in the data folder; the entry last, since it names the others."""
    source = _source()
    copied = [path for name in COPIED for path in (source / name).rglob("*") if path.is_file()]
    return [*sorted(path.relative_to(source) for path in copied), ENTRY]


def _program() -> Path:
    """The program that a desktop is to start: its PATH need not have the one that runs now."""
    if is_frozen():
        return Path(sys.executable)
    started = Path(sys.argv[0]).absolute()
    beside_python = Path(sys.executable).with_name("digitpad")
    for program in (started, beside_python):
        if program.name == "digitpad" and program.is_file():
            return program
    raise DesktopEntryError(
        f"There is no program {beside_python} that a desktop could start. Install digitpad first: "
        f"{shlex.join([sys.executable, '-m', 'pip', 'install', '.'])} in its folder."
    )


def _entry(program: Path) -> bytes:
    """The desktop entry, which starts this program."""
    lines = []
    for line in (_source() / ENTRY).read_text(encoding="utf-8").splitlines():
        if line.startswith("Exec="):
            lines.append(f"TryExec={_escaped(str(program))}")
            line = line.replace("digitpad", _escaped(_quoted(str(program))), 1)
        lines.append(line)
    return ("\n".join(lines) + "\n").encode("utf-8", "surrogateescape")


def _quoted(program: str) -> str:
    """As an argument of Exec: in quotes, what they do not protect escaped, and % doubled."""
    for character in '\\"`$':  # the backslash first
        program = program.replace(character, f"\\{character}")
    return f'"{program.replace("%", "%%")}"'


def _escaped(text: str) -> str:
    """As a value of a desktop entry, in which a backslash begins an escape sequence."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")


def _bring_up_to_date(folder: Path) -> list[str]:
    """Have the desktop's indexes of these files made anew. Returns what could not be done."""
    problems = []
    for program, name in INDEXES:
        if not (folder / name).is_dir():
            continue
        if not shutil.which(program):
            problems.append(f"{program} is not installed; desktops may notice the change later.")
            continue
        command = [program, str(folder / name)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
        except (OSError, subprocess.SubprocessError) as error:
            problems.append(f"Desktops may notice the change later: {error}")
    return problems
