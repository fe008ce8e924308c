"""Preflight checks that there is a display, before Qt is started.

Without one Qt ends the whole process, which no `except` can catch, and advises a reinstallation,
which does not help. So `digitpad.app.main` asks here first, and can say what to do. This module
imports no Qt. It finds no problem on Windows and macOS.
"""

import os
import sys
from collections.abc import Mapping


def problem(environ: Mapping[str, str] = os.environ) -> str | None:
    """What keeps Qt from opening a window here, and how to mend it; None if nothing does."""
    usual = "wayland" if environ.get("WAYLAND_DISPLAY") else "xcb"
    platforms = environ.get("QT_QPA_PLATFORM") or usual  # such as "wayland;xcb"
    if sys.platform != "linux" or not platforms.startswith("xcb") or environ.get("DISPLAY"):
        return None
    return (
        "There is no display to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set. "
        "On a machine without a screen: xvfb-run -a digitpad"
    )
