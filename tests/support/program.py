"""The real program on a virtual display, and the person who uses it: mouse, keyboard and eyes.

The program is another process. Tests see only its windows' titles and colours, and what the system
tells of its processes.
"""

import os
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

import patience

from digitpad.training.process import CHILD_SWITCH


def wait_for(fact):
    """Look again and again until this is true: another process sends no signals."""
    return patience.wait_for(fact, lambda: time.sleep(0.02))


class Display:
    """An X server without a screen: `name` is what DISPLAY says, such as ":3"."""

    def __init__(self, folder):
        read_end, write_end = os.pipe()
        self._server = subprocess.Popen(
            [
                # Without -noreset it starts anew when its last client leaves, and may lose the
                # next one, which comes just then.
                *("Xvfb", "-displayfd", str(write_end), "-nolisten", "tcp", "-noreset"),
                *("-screen", "0", "1366x768x24", "-fbdir", str(folder)),
            ],
            pass_fds=[write_end],
            stderr=subprocess.DEVNULL,
        )
        os.close(write_end)
        with open(read_end) as pipe:  # Xvfb writes the number when it is ready
            self.name = f":{pipe.readline().strip()}"
        self._screen = folder / "Xvfb_screen0"

    def color_at(self, x, y):
        """The colour of a pixel of the screen, as #rrggbb."""
        with self._screen.open("rb") as file:  # an XWD file; its header is in XWDFile.h
            header = struct.unpack(">25I", file.read(100))
            size, is_big_endian, bits, line, colors = (header[i] for i in (0, 7, 11, 12, 19))
            file.seek(size + 12 * colors + y * line + x * bits // 8)
            pixel = int.from_bytes(file.read(bits // 8), "big" if is_big_endian else "little")
        return f"#{pixel & 0xFFFFFF:06x}"

    def close(self):
        self._server.terminate()
        self._server.wait()


class Program:
    """A digitpad that was started, and everything that a person does with it."""

    def __init__(self, command, display, folder, cwd, *, is_alone=False):
        """Start it with a home in this folder. is_alone: no other program can be found."""
        environ = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("QT_", "XDG_", "WAYLAND_"))
        }
        environ |= {"DISPLAY": display.name, "HOME": str(folder)}
        for name in ("CONFIG_HOME", "DATA_HOME", "CACHE_HOME", "STATE_HOME", "RUNTIME_DIR"):
            (folder / name).mkdir(mode=0o700, exist_ok=True)
            environ[f"XDG_{name}"] = str(folder / name)
        self._environ, self._display = environ, display
        if is_alone:
            own = {name: environ[name] for name in environ if name.startswith("XDG_")}
            environ = own | {"DISPLAY": display.name, "HOME": str(folder), "PATH": "/nonexistent"}
        self._errors = folder / f"stderr_{len(list(folder.glob('stderr_*')))}"
        with self._errors.open("wb") as errors:
            self.process = subprocess.Popen(
                command, cwd=cwd, env=environ, stderr=errors, start_new_session=True
            )

    def errors(self):
        """The text of its standard error."""
        return self._errors.read_text()

    # Its windows. Nothing but the program is on the display.

    def windows(self):
        """The titles of the windows that are seen, by their ids."""
        found = self._xdotool("search", "--onlyvisible", "--name", ".")
        titles = {window: self._xdotool("getwindowname", window) for window in found.split()}
        return {window: title.strip() for window, title in titles.items() if title.strip()}

    def title(self):
        """The title of the main window, empty if it is not there."""
        return next((t for t in self.windows().values() if t.endswith("– digitpad")), "")

    def dialog(self):
        """The id of the window that is open beside the main one."""
        main = [window for window, title in self.windows().items() if title.endswith("– digitpad")]
        found = self._xdotool("search", "--onlyvisible", "--class", "digitpad").split()
        return next((window for window in found if window not in main), "")

    # Mouse and keyboard.

    def draw(self, strokes, ink):
        """Draw strokes, whose points are pixels of the screen, in ink of this colour."""
        for stroke in strokes:
            for number, (x, y) in enumerate(stroke):
                self._xdotool("mousemove", str(x), str(y))
                if number == 0:
                    self._xdotool("mousedown", "1")
                # As a person does, go on once there is ink, seen beside the pointer that covers it.
                wait_for(lambda: self._display.color_at(x + 5, y + 5) == ink)  # noqa: B023
            self._xdotool("mouseup", "1")

    def draw_at_once(self, stroke):
        """Draw a stroke faster than the program can follow."""
        moves = [("mousemove", str(x), str(y)) for x, y in stroke]
        self.process.send_signal(signal.SIGSTOP)
        first, *others = moves
        chain = [word for move in others for word in move]
        self._xdotool(*first, "mousedown", "1", *chain, "mouseup", "1")
        self.process.send_signal(signal.SIGCONT)

    def click(self, place):
        """Click in the middle of a place on the screen."""
        middle = place.center()
        self._xdotool("mousemove", str(middle.x()), str(middle.y()), "click", "1")

    def drop(self, path, place, taken):
        """Drag a file from another program onto the middle of a place, and wait until `taken`."""
        script = Path(__file__).with_name("drag_source.py")
        x, y = 1290, 710  # beside the main window
        command = [sys.executable, str(script), str(path), str(x), str(y)]
        said = self._errors.with_name("dragged")
        with (
            said.open("wb") as output,
            subprocess.Popen(command, env=self._environ, stdout=output) as source,
        ):
            try:
                wait_for(lambda: "files" in self.windows().values())
                self._xdotool("mousemove", str(x + 30), str(y + 20), "mousedown", "1")
                self._xdotool("mousemove", str(x + 20), str(y + 10))
                wait_for(lambda: "dragged" in said.read_text())
                middle = place.center()
                self._xdotool("mousemove", str(middle.x() + 5), str(middle.y()))
                self._xdotool("mousemove", str(middle.x()), str(middle.y()))
                wait_for(lambda: "CopyAction" in said.read_text())  # it would be taken here
                self._xdotool("mouseup", "1")
                wait_for(taken)
            finally:
                source.kill()

    def press(self, *keys):
        """Press keys in the dialog if there is one, otherwise in the main window."""
        # No window manager is here to give the keyboard back when a dialog closes.
        window = self.dialog() or next(iter(self.windows()))
        self._xdotool("windowfocus", "--sync", window, "key", *keys)

    def type(self, text):
        """Type a text into what has the focus, and Return."""
        self._xdotool("type", text)
        self._xdotool("key", "Return")

    def _xdotool(self, *arguments):
        run = subprocess.run(
            ["xdotool", *arguments],
            env=self._environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        return run.stdout  # a search that finds nothing, or a window just closed, is no failure

    # Its processes.

    def training_process(self):
        """The id of the process that trains, 0 if there is none."""
        for child in children(self.process.pid):
            try:
                if CHILD_SWITCH.encode() in Path(f"/proc/{child}/cmdline").read_bytes():
                    return child
            except FileNotFoundError:
                pass  # ended while we looked
        return 0

    def kill(self):
        """End it if it still runs."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def children(parent, *, also_ended=False):
    """The children of a process that still run.

    also_ended: also zombies, which nobody has waited for.
    """
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent_id = path.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue  # ended while we looked
        if int(parent_id) == parent and (also_ended or state != "Z"):
            found.append(int(path.parent.name))
    return found


def has_ended(process_id):
    """Whether a process is gone, or a zombie."""
    try:
        stat = Path(f"/proc/{process_id}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True
    return stat.rpartition(")")[2].split()[0] == "Z"
