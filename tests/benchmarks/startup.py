"""How soon the window is there: launch to first paint, and to ready for training.

    python tests/benchmarks/startup.py

Against the bare import of the same libraries, each in a process of its own, taking turns. Exits
with 1 where the first paint takes more than 1.5 times the import. (Ready has no goal: the
training process is started after the first paint and loads MNIST while the user looks.)
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from bench import folders_of_its_own, goal, status

import digitpad

ROUNDS = 7
GOAL = 1.5

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
    from digitpad import app, preflight
    assert preflight.problem() is None
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
        print(times[0], time.time() - launched)
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
    """What a script prints of its times, from its launch on."""
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
    return [float(number) for number in done.stdout.split()]


def main():
    with folders_of_its_own() as folder:
        scripts = {}
        for name, text in (("import", IMPORT), ("launch", LAUNCH)):
            scripts[name] = folder / f"{name}.py"
            # Both find the digitpad that this script found.
            found = str(Path(digitpad.__file__).parents[1])
            scripts[name].write_text(f"import sys\nsys.path.insert(0, {found!r})\n{text}")
            seconds(scripts[name])  # once, for the disk's cache and what Python compiles
        imports, paints, readies = [], [], []
        for _ in range(ROUNDS):
            imports += seconds(scripts["import"])
            paint, ready = seconds(scripts["launch"])
            paints.append(paint)
            readies.append(ready)
    bare = statistics.median(imports)
    print(f"{'':28}{'median':>8}{'worst':>8}   of the import")
    for name, times in (
        ("import of the libraries", imports),
        ("launch to first paint", paints),
        ("launch to ready for training", readies),
    ):
        median = statistics.median(times)
        print(f"{name:28}{median:7.3f}s{max(times):7.3f}s   {median / bare:.2f}x")
    ratio = statistics.median(paints) / bare
    goal(ratio <= GOAL, f"first paint {ratio:.2f}x, wanted {GOAL}x")
    return status()


if __name__ == "__main__":
    sys.exit(main())
