"""How soon the tab Inside answers.

    python tests/benchmarks/inside.py

In the real window, with MNIST: the tab opened on the shipped network, an altered copy tested on
10,000 digits (with one hidden layer of 100, and the shipped network), the average and the nearest
training images of two digits, and a step of the wheel over 1,000 tiles of weights. Each after the
images that it needs were read once. Exits with 1 where a goal is missed.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

ROUNDS = 9


def measure() -> dict[str, tuple[list[float], float | None]]:
    """Milliseconds of each round, and the goal for the slowest of them."""
    from PySide6.QtCore import QEventLoop, SignalInstance
    from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QTabWidget

    from digitpad import Network
    from digitpad.app import create_window
    from digitpad.core.inside.laboratory import Alteration
    from digitpad.session.measuring.bench import Altered, Bench
    from digitpad.session.measuring.inspector import Inspector

    QApplication.instance() or QApplication(sys.argv)

    def answer(signal: SignalInstance, is_it: Callable[[object], bool], ask: Callable) -> float:
        """Milliseconds until a signal carries what was asked for."""
        loop = QEventLoop()

        def take(found: object) -> None:
            if is_it(found):
                loop.quit()

        signal.connect(take)
        began = time.perf_counter()
        ask()
        loop.exec()
        passed = 1000 * (time.perf_counter() - began)
        signal.disconnect(take)
        return passed

    found: dict[str, tuple[list[float], float | None]] = {}
    opened = []
    for number in range(3):
        window = create_window()
        window.show()
        answer(window.session.data_changed, lambda _: True, lambda: None)
        QApplication.processEvents()
        tabs = window.findChild(QTabWidget, "tabs")
        began = time.perf_counter()
        tabs.setCurrentIndex([tabs.tabText(i) for i in range(tabs.count())].index("Inside"))
        QApplication.processEvents()
        opened.append(1000 * (time.perf_counter() - began))
        if number < 2:
            tabs.setCurrentIndex(0)  # or the next window would begin with it
            window.close()
    found["opened on the shipped network"] = opened, 200.0

    ends = time.perf_counter() + 1
    while time.perf_counter() < ends:  # until the other views have what they look for
        QApplication.processEvents()
    tiles = window.findChild(QAbstractScrollArea, "weight_tiles")
    steps = []
    for step in range(1, 41):
        began = time.thread_time()
        tiles.verticalScrollBar().setValue(step * 42)
        QApplication.processEvents()
        steps.append(1000 * (time.thread_time() - began))
    found["a step of the wheel over 1,000 tiles, CPU"] = steps, 10.0

    shipped = window.session.network
    bench, inspector = Bench(window.session, window), Inspector(window.session, window)

    def is_tested(made: object) -> bool:
        return isinstance(made, Altered) and made.accuracy is not None

    for name, network, goal in (
        ("784-100-10", Network([784, 100, 10]), 300.0),
        ("the shipped network", shipped, None),
    ):
        times = []
        for part in range(ROUNDS + 1):
            alteration = Alteration(pruned=(part + 1) / 100)
            ask = lambda n=network, a=alteration: bench.make(n, a)  # noqa: E731
            times.append(answer(bench.made, is_tested, ask))
        found[f"an altered copy tested, {name}"] = times[1:], goal

    image, times = np.random.default_rng(1).random(784).astype(np.float32), []
    for _ in range(ROUNDS + 1):
        ask = lambda: inspector.find_likenesses(image, (3, 8))  # noqa: E731
        times.append(answer(inspector.likened, lambda _: True, ask))
    found["average and nearest images of two digits"] = times[1:], 50.0

    for worker in (bench, inspector):
        worker.shut_down()
    window.close()
    window.finish()
    return found


def main() -> int:
    missed = 0
    for name, (times, goal) in measure().items():
        verdict = "" if goal is None else f"wanted {goal:.0f} ms at most"
        if goal is not None and max(times) > goal:
            verdict += ": MISSED"
            missed += 1
        median = statistics.median(times)
        print(f"{name:44}median {median:7.1f} ms, worst {max(times):7.1f}   {verdict}")
    return int(missed > 0)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for name in ("CONFIG", "DATA"):  # the user's own settings are left alone
            os.environ[f"XDG_{name}_HOME"] = os.path.join(folder, name)
        status = main()
    sys.exit(status)
