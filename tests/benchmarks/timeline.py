"""How long the window takes from a movement of the timeline's handle to what shows that epoch.

A network 784-100-10 has learnt for 60 epochs, and a 4 is on the canvas. The handle is moved by real
events; a movement counts until the bars and the reading are painted,
or the picture of the tab Inside. The handle itself waits until its event is handled. A fast drag
sends movements as fast as they are taken.
"""

import sys
import time

import numpy as np
from digits import placed
from learnt_runs import use_learnt_run
from measuring import rest, show_tab, wait

EPOCHS, MOVEMENTS = 60, 600
IN_TRAIN = ("activations",)
IN_INSIDE = ("network_diagram",)


def measure():
    from PySide6.QtCore import QEvent, QObject, QPointF, Qt
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QSlider, QWidget

    from digitpad.app import create_window

    application = QApplication.instance() or QApplication(sys.argv)
    window = create_window()
    window.resize(1366, 738)
    window.show()
    session = window.session
    wait(lambda: session.loaded.training_size)
    use_learnt_run(session, epochs=EPOCHS, hidden=(100,))
    for stroke in placed(4):
        session.board.draw(tuple(map(tuple, stroke)))
        session.board.lift_pen()
    slider = window.findChild(QSlider, "epoch_in_use")
    painted = set()

    class Watch(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Paint:
                painted.add(watched)
            return False

    watch = Watch()

    def parts(names):
        """What is painted of these widgets."""
        found = [window.findChild(QWidget, name) for name in names]
        return {w.viewport() if isinstance(w, QAbstractScrollArea) else w for w in found}

    def send(kind, epoch, button=Qt.MouseButton.NoButton):
        x = 8 + (slider.width() - 16) * epoch / EPOCHS
        at, left = QPointF(x, slider.height() / 2), Qt.MouseButton.LeftButton
        keys = Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, at, slider.mapToGlobal(at), button, left, keys)
        QApplication.sendEvent(slider, event)

    def drag(wanted):
        """Milliseconds of each movement: that the handle waits, and until all is painted."""
        at_once, whole, epochs = [], [], np.random.default_rng(1).permutation(EPOCHS - 1)
        send(QEvent.Type.MouseButtonPress, EPOCHS, Qt.MouseButton.LeftButton)
        for epoch in np.resize(epochs, MOVEMENTS).tolist():
            painted.clear()
            began = time.perf_counter()
            send(QEvent.Type.MouseMove, epoch)
            at_once.append(1000 * (time.perf_counter() - began))
            while session.runs.epoch != slider.value() or not painted >= wanted:
                application.processEvents()
                assert time.perf_counter() - began < 5, "what is waited for does not come"
            whole.append(1000 * (time.perf_counter() - began))
        send(QEvent.Type.MouseButtonRelease, epoch, Qt.MouseButton.LeftButton)
        return at_once, whole

    for part in parts(IN_TRAIN):
        part.installEventFilter(watch)
    rest(3)  # until all tabs are made
    at_once, whole = drag(parts(IN_TRAIN))
    yield "the handle waits, 99th percentile, ms", float(np.percentile(at_once, 99))
    yield "to bars, reading and weights, median, ms", float(np.median(whole))
    yield "to bars, reading and weights, 99th percentile, ms", float(np.percentile(whole, 99))

    networks = []
    session.network_changed.connect(networks.append)
    send(QEvent.Type.MouseButtonPress, EPOCHS, Qt.MouseButton.LeftButton)
    for epoch in [*range(EPOCHS), *range(EPOCHS, 10, -1)] * 3:
        send(QEvent.Type.MouseMove, epoch)
        application.processEvents()
    began = time.perf_counter()
    wait(lambda: session.runs.epoch == slider.value())
    yield "after a fast drag, ms until its end is in use", 1000 * (time.perf_counter() - began)
    count = len(networks)
    rest(0.5)
    yield "epochs used after that", len(networks) - count
    send(QEvent.Type.MouseButtonRelease, 11, Qt.MouseButton.LeftButton)

    show_tab(window, "Inside")
    for part in parts(IN_INSIDE):
        part.installEventFilter(watch)
    rest(1)
    _, whole = drag(parts(IN_INSIDE))
    yield "to the picture of Inside, median, ms", float(np.median(whole))
    yield "to the picture of Inside, 99th percentile, ms", float(np.percentile(whole, 99))
    window.close()
    window.finish()
