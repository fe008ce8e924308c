"""The command line: what digitpad can be told when it is started.

What needs no window is answered without Qt's widgets, and so without a display.
"""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser


def answer(arguments: Sequence[str]) -> int | None:
    """Do what needs no window. Returns the exit status; None if a window is wanted.

    --help ends the program.
    """
    if not arguments:  # then the window is there sooner
        return None
    from digitpad import desktop_entry
    from digitpad.core.files.network_file import version

    # Not all can be known yet: Qt's own options are among them until there is a QApplication.
    wanted, _ = _parser().parse_known_args(arguments)
    if wanted.version:
        print(f"digitpad {version() or '(not installed, so its version is unknown)'}")
        return 0
    if not (wanted.install_desktop_entry or wanted.remove_desktop_entry):
        return None
    try:
        act = desktop_entry.install if wanted.install_desktop_entry else desktop_entry.remove
        print("\n".join(act()))
    except desktop_entry.DesktopEntryError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def network_file(arguments: Sequence[str]) -> str | None:
    """The file to open, None where none is named. Ends the program if an option is unknown."""
    if not arguments:
        return None
    file: str | None = _parser().parse_args(arguments).file
    return file


def _parser() -> "ArgumentParser":
    from argparse import ArgumentParser

    parser = ArgumentParser(
        "digitpad",
        description="Draw a digit; watch a network that you trained in seconds read it.",
        allow_abbrev=False,
    )
    parser.add_argument("file", nargs="?", metavar="FILE", help="a network file (JSON) to open")
    once = parser.add_mutually_exclusive_group()
    once.add_argument("--version", action="store_true", help="say which digitpad this is, and exit")
    once.add_argument(
        "--install-desktop-entry",
        action="store_true",
        help="put digitpad into the menu of your desktop, with its icon and the type of "
        "*.digitpad.json, say which files were written, and exit",
    )
    once.add_argument(
        "--remove-desktop-entry", action="store_true", help="take these files away, and exit"
    )
    return parser
