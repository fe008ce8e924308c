"""Puts digitpad into the user's desktop: an entry in the menu, icons, and a type for its files.

The files in resources/packaging/share are laid out as in /usr/share, so that a distribution can
install them as they stand. Here they go to the user's own data folder, as the freedesktop.org
specifications of desktop entries, icon themes and shared MIME info say.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from digitpad.core.files import write
from digitpad.resources import resource_path
from digitpad.training.process import is_frozen

NAME = "org.digitpad.digitpad"  # of the entry and the icon; windows name it as their application

SOURCE = resource_path("packaging", "share")
ENTRY = Path("applications", f"{NAME}.desktop")
COPIED = ("icons", "mime")  # not the metainfo: software centres look only in /usr/share
# The programs that update a desktop's index of these files, if they are installed.
INDEXES = (("update-mime-database", "mime"), ("update-desktop-database", "applications"))


def install() -> list[Path]:
    """Write the files, and return their paths. Needs no display. Raises OSError."""
    folder = _folder()  # first: on other systems it says that they have no entries
    entry = _entry(_program())
    for path in _files():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        write(folder / path, entry if path == ENTRY else (SOURCE / path).read_bytes())
    _update_indexes(folder)
    return [folder / path for path in _files()]


def remove() -> list[Path]:
    """Remove the files that `install` writes. Returns those that were there. Raises OSError."""
    folder = _folder()
    removed = [folder / path for path in _files() if (folder / path).is_file()]
    for path in removed:
        path.unlink()
    _update_indexes(folder)
    return removed


def _folder() -> Path:
    if sys.platform in ("win32", "darwin"):
        raise OSError("Desktop entries are for Linux and the BSDs; this system has none.")
    from digitpad.session.preferences import data_folder  # Qt's core, which needs no display

    return data_folder()


def _files() -> list[Path]:
    """The files to write, in the data folder; the entry last, since it names the others."""
    copied = [path for name in COPIED for path in (SOURCE / name).rglob("*") if path.is_file()]
    return [*sorted(path.relative_to(SOURCE) for path in copied), ENTRY]


def _program() -> Path:
    """The whole path of the program that the desktop starts: its PATH may lack it."""
    if is_frozen():
        return Path(sys.executable)
    for program in (Path(sys.argv[0]).absolute(), Path(sys.executable).with_name("digitpad")):
        if program.name == "digitpad" and program.is_file():
            return program
    raise OSError("There is no program that a desktop could start: install digitpad first.")


def _entry(program: Path) -> bytes:
    # Escaped twice: as a quoted argument of Exec, and then as a value of the file.
    quoted = str(program)
    for character in '\\"`$':  # the backslash first
        quoted = quoted.replace(character, f"\\{character}")
    command = f'"{quoted.replace("%", "%%")}"'.replace("\\", "\\\\")
    text = (SOURCE / ENTRY).read_text(encoding="utf-8")
    return text.replace("Exec=digitpad", f"Exec={command}", 1).encode()


def _update_indexes(folder: Path) -> None:
    """Let the desktop notice the change at once; without these programs it does so later."""
    for program, name in INDEXES:
        if (folder / name).is_dir() and shutil.which(program):
            subprocess.run([program, str(folder / name)], capture_output=True, timeout=60)
