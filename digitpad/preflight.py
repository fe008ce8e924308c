"""Preflight checks that a Linux system has what Qt needs, before Qt is started.

If a library of the X Window System, or the display itself, is missing, Qt ends the whole process,
which no `except` can catch, and advises a reinstallation, which does not help. So
`digitpad.app.main` asks here first, and can say what to do. This module imports no Qt. It finds no
problem on Windows and macOS, where Qt's wheels bring all they need.
"""

import ctypes
import os
import platform
import socket
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

# The libraries that PySide6's wheel lacks, and the Debian and Ubuntu packages that have them. What
# a package brings along is left out: libgl1, for example, brings libX11.
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
WAYLAND_LIBRARIES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}
# With this variable set, to anything but 0, Qt is started without any check.
SKIP = "DIGITPAD_SKIP_PREFLIGHT"
OLDEST_GLIBC = [2, 34]
SECONDS_TO_ANSWER = 10.0


def problem(environ: Mapping[str, str] = os.environ) -> str | None:
    """What keeps Qt from opening a window here, and how to mend it; None if nothing does.

    None, too, if the user has set DIGITPAD_SKIP_PREFLIGHT.
    """
    if sys.platform != "linux" or environ.get(SKIP, "0") not in ("", "0"):
        return None
    libc, version = platform.libc_ver()
    if libc == "glibc" and [int(part) for part in version.split(".")[:2]] < OLDEST_GLIBC:
        return f"Qt needs glibc 2.34 or newer, and this system has {version}: it is too old."
    # One platform that works is enough. If none does, the last one should be mended: where a
    # session offers both Wayland and X, X alone will do.
    problems = [_problem_on(name, environ) for name in _platforms(environ)]
    return None if None in problems else problems[-1]


def missing_libraries(platform_name: str) -> dict[str, str]:
    """The libraries that one of Qt's platforms lacks here, each with its package."""
    needed = dict(CORE_LIBRARIES)
    if platform_name == "xcb":
        needed |= X_LIBRARIES
    elif platform_name.startswith("wayland"):
        needed |= WAYLAND_LIBRARIES
    return {library: package for library, package in needed.items() if not _loads(library)}


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _platforms(environ: Mapping[str, str]) -> list[str]:
    """The platforms that Qt will try, in Qt's order."""
    if chosen := environ.get("QT_QPA_PLATFORM"):  # such as "wayland;xcb" or "vnc:size=800x600"
        return [name.partition(":")[0] for name in chosen.split(";")]
    names = []
    if environ.get("WAYLAND_DISPLAY") or environ.get("XDG_SESSION_TYPE") == "wayland":
        names.append("wayland")
    if environ.get("DISPLAY") or not names:
        names.append("xcb")
    return names


def _problem_on(platform_name: str, environ: Mapping[str, str]) -> str | None:
    """What one of Qt's platforms lacks, with one command that installs all of it."""
    lines = []
    missing = missing_libraries(platform_name)
    packages = list(missing.values())
    if missing:
        lines.append(f"Qt needs libraries that this system lacks: {', '.join(missing)}.")

    no_display = None  # offscreen, vnc and others need none
    if platform_name == "xcb":
        no_display = _no_x_display(environ)
    elif platform_name.startswith("wayland"):
        no_display = _no_wayland_display(environ)
    if no_display:
        lines.append(f"There is no display to open a window on: {no_display}.")
        packages += ["xvfb", "xauth"]

    if packages:
        lines.append("On Debian and Ubuntu, install what is missing with")
        lines.append(f"    sudo apt install {' '.join(packages)}")
    if no_display:
        lines.append("and, on a machine without a screen, start digitpad on a virtual one with")
        lines.append("    xvfb-run -a digitpad")
    if missing:  # a system may have a library under another name
        lines.append("If you know that Qt works here without them, start it all the same with")
        lines.append(f"    {SKIP}=1 digitpad")
    return "\n".join(lines) or None


def _no_x_display(environ: Mapping[str, str]) -> str | None:
    """Why there is no X display; None if there is one. It is tried by connecting to it."""
    display = environ.get("DISPLAY")
    if not display:
        return "DISPLAY is not set"
    if not _loads("libxcb.so.1"):
        return None  # it comes with libGL, which is then reported as missing
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    errors = []

    def connect() -> None:
        connection = ctypes.c_void_p(xcb.xcb_connect(os.fsencode(display), None))
        errors.append(xcb.xcb_connection_has_error(connection))
        xcb.xcb_disconnect(connection)

    # On a thread that can be left behind, as xcb_connect waits for ever on a frozen display.
    thread = threading.Thread(target=connect, daemon=True)
    thread.start()
    thread.join(SECONDS_TO_ANSWER)
    return None if errors == [0] else f"{display} (DISPLAY) does not answer or refuses us"


def _no_wayland_display(environ: Mapping[str, str]) -> str | None:
    """Why there is no Wayland display; None if there is one. It is tried as for X."""
    name = environ.get("WAYLAND_DISPLAY") or "wayland-0"
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(SECONDS_TO_ANSWER)
        try:
            connection.connect(str(Path(environ.get("XDG_RUNTIME_DIR", ""), name)))
        except OSError:
            return f"{name} (WAYLAND_DISPLAY) does not answer or refuses us"
    return None
