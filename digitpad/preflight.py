"""Preflight checks that there is a display, before Qt is started.

Without one Qt ends the whole process, which no `except` can catch, and advises a reinstallation,
which does not help. So `digitpad.app.main` asks here first, and can say what to do. This module
imports no Qt. It finds no problem on Windows and macOS.
"""

import itertools
import os
import sys
from collections.abc import Mapping, Sequence


def problem(environ: Mapping[str, str] = os.environ, words: Sequence[str] = ()) -> str | None:
    """What keeps Qt from opening a window here, and how to mend it; None if nothing does.

    words: of the command line, which may name a platform.
    """
    if sys.platform != "linux" or _platform(environ, words) != "xcb" or environ.get("DISPLAY"):
        return None
    return (
        "There is no display to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set. "
        "On a machine without a screen: xvfb-run -a digitpad"
    )


def _platform(environ: Mapping[str, str], words: Sequence[str]) -> str:
    """The platform that Qt will try first, such as "xcb", "wayland" or "offscreen"."""
    chosen = environ.get("QT_QPA_PLATFORM")
    for option, value in itertools.pairwise(words):
        if option in ("-platform", "--platform"):
            chosen = value
    if chosen:  # such as "wayland;xcb" or "vnc:size=800x600"
        return chosen.split(";")[0].partition(":")[0]
    return "wayland" if environ.get("WAYLAND_DISPLAY") else "xcb"
