"""How soon the window is there, compared with the bare import of the same libraries.

Both have their own processes, and take turns; so do starts with 2,000 earlier runs and with none.
(The training process starts after the first paint, and loads MNIST while the user looks.)
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from measuring import use_folders_in
from runs import keep_many

import digitpad

ROUNDS = 9

IMPORT = """
import time, os
import numpy, msgspec, orjson, threadpoolctl, pyqtgraph
from PySide6 import QtCore, QtGui, QtWidgets
print(time.time() - float(os.environ["LAUNCHED"]))
"""

LAUNCH = """
import os, sys, time
launched = float(os.environ["LAUNCHED"])

def main():
    from digitpad import app
    assert not app.no_display()
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication, QWidget
    application = QApplication(sys.argv)
    window = app.create_window()
    times = []

    class Watch(QObject):
        def eventFilter(self, watched, event):
            # The canvas's first paint; its end is a moment later, when this event is handled.
            if event.type() == QEvent.Type.Paint and not times:
                times.append(None)
                QTimer.singleShot(0, painted)
            return False

    def painted():
        times[0] = time.time() - launched

    def ready():
        print(times[0])
        window.close()

    watch = Watch()
    window.findChild(QWidget, "canvas").installEventFilter(watch)
    window.session.data_changed.connect(ready)
    window.show()
    application.exec()

if __name__ == "__main__":
    main()
"""


def seconds(script):
    """The seconds from a script's launch that it prints."""
    environment = os.environ | {"LAUNCHED": str(time.time())}
    # As for its users, Python keeps what it has compiled.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, script],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(digitpad.__file__).parents[1],
    )
    return float(done.stdout)


def measure(folder, _options):
    keep_many(folder / "many")
    ways = {
        "the bare import": (IMPORT, folder / "none"),
        "first paint": (LAUNCH, folder / "none"),
        "first paint with 2,000 runs": (LAUNCH, folder / "many"),
    }
    times = {name: [] for name in ways}
    for number in range(ROUNDS + 1):
        for name, (text, home) in ways.items():
            script = folder / f"{name}.py"
            # It finds the digitpad that this script found.
            found = str(Path(digitpad.__file__).parents[1])
            script.write_text(f"import sys\nsys.path.insert(0, {found!r})\n{text}")
            use_folders_in(home)
            taken = seconds(script)
            if number:  # the first is for the disk's cache and what Python compiles
                times[name].append(taken)
    bare, none, many = (statistics.median(each) for each in times.values())
    yield "the bare import, s", bare
    yield "first paint, s", none
    yield "first paint, times the bare import", none / bare
    yield "first paint with 2,000 runs, times that with none", many / none
