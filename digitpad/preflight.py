"""Preflight checks that a Linux system has what Qt needs, before Qt is started.

If a library of the X Window System is missing, or there is no display, Qt ends the whole process,
which no `except` can catch, and advises a reinstallation, which does not help. So
`digitpad.app.main` asks here first, and can say what to do. This module imports no Qt. It finds no
problem on Windows and macOS, where Qt's wheels bring all they need.
"""

import ctypes
import itertools
import os
import sys
from collections.abc import Mapping, Sequence

# The libraries that PySide6's wheel lacks, and the Debian and Ubuntu packages that have them.
# Dependencies of these packages are left out: libgl1, for example, brings libX11.
CORE_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
X_LIBRARIES = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}


def problem(environ: Mapping[str, str] = os.environ, words: Sequence[str] = ()) -> str | None:
    """What keeps Qt from opening a window here, and how to mend it; None if nothing does.

    words: of the command line, which may name a platform.
    """
    if sys.platform != "linux":
        return None
    platform = _platform(environ, words)
    if missing := missing_libraries(platform):
        return (
            f"Qt needs libraries that this system lacks: {', '.join(missing)}. On Debian and "
            f"Ubuntu: sudo apt install {' '.join(missing.values())}"
        )
    if platform == "xcb" and not environ.get("DISPLAY"):
        return (
            "There is no display to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set. "
            "On a machine without a screen: xvfb-run -a digitpad"
        )
    return None


def missing_libraries(platform: str) -> dict[str, str]:
    """The libraries that one of Qt's platforms lacks here, each with its package."""
    needed = CORE_LIBRARIES | (X_LIBRARIES if platform == "xcb" else {})
    return {library: package for library, package in needed.items() if not _loads(library)}


def _platform(environ: Mapping[str, str], words: Sequence[str]) -> str:
    """The platform that Qt will try first, such as "xcb", "wayland" or "offscreen"."""
    chosen = environ.get("QT_QPA_PLATFORM")
    for option, value in itertools.pairwise(words):
        if option in ("-platform", "--platform"):
            chosen = value
    if chosen:  # such as "wayland;xcb" or "vnc:size=800x600"
        return chosen.split(";")[0].partition(":")[0]
    return "wayland" if environ.get("WAYLAND_DISPLAY") else "xcb"


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
