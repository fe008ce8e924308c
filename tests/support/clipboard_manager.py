"""A clipboard manager, as desktops have one: it keeps what a program that ends has copied.

    python clipboard_manager.py

It prints a line once it is there. The program asks it to save (freedesktop.org's specification of
clipboard managers); it lets xclip take the picture, and offer it from then on.
"""

import ctypes
import subprocess
from ctypes import c_int, c_long, c_ulong, c_void_p

SELECTION_REQUEST, SELECTION_NOTIFY = 30, 31  # of X.h
XCLIP = ["xclip", "-selection", "clipboard", "-t", "image/png"]


class Event(ctypes.Structure):
    """A request: owner and requestor are windows; an answer has no owner."""

    _fields_ = [
        ("type", c_int),
        ("serial", c_ulong),
        ("is_sent", c_int),
        ("display", c_void_p),
        ("words", c_ulong * 6),  # (owner,) requestor, selection, target, property, time
        ("rest", c_long * 24),
    ]


def main() -> None:
    x = ctypes.CDLL("libX11.so.6")
    x.XOpenDisplay.restype = c_void_p
    x.XInternAtom.restype = x.XDefaultRootWindow.restype = x.XCreateSimpleWindow.restype = c_ulong
    display = c_void_p(x.XOpenDisplay(None))
    root = c_ulong(x.XDefaultRootWindow(display))
    window = c_ulong(x.XCreateSimpleWindow(display, root, 0, 0, 1, 1, 0, 0, 0))
    manager = c_ulong(x.XInternAtom(display, b"CLIPBOARD_MANAGER", 0))
    x.XSetSelectionOwner(display, manager, window, c_ulong(0))
    x.XSync(display, 0)
    print("there", flush=True)
    event = Event()
    while event.type != SELECTION_REQUEST:
        x.XNextEvent(display, ctypes.byref(event))
    picture = subprocess.run([*XCLIP, "-o"], capture_output=True, check=True).stdout
    subprocess.run([*XCLIP, "-i"], input=picture, check=True)
    _owner, *asked = event.words
    answer = Event(SELECTION_NOTIFY, 0, 1, display.value, (c_ulong * 6)(*asked))
    x.XSendEvent(display, c_ulong(asked[0]), 0, c_long(0), ctypes.byref(answer))
    x.XSync(display, 0)


if __name__ == "__main__":
    main()
