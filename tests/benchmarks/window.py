"""Whether the window stutters while a network trains at full speed.

In the real window a pen draws without a pause, 125 movements a second, the curves grow, and the
drawing is read anew with each snapshot. Measures the gaps between the timer's ticks: how long other
events had to wait; the time from a pen movement to the painted prediction; and the speed of the
training, compared with the same training alone. The two take turns at being first in a round, and
the median of the rounds' ratios counts. A window trains once it has come to rest, when its earlier
runs are read and drawn; the runs of other rounds are not among them.

Options: --tab, the tab in sight; --view, the view in the tab Inside; --runs, the number of earlier
runs of 400 epochs, whose curves are seen in the tab Runs; --layers, the hidden layers, or "shipped"
for the shipped network; --strokes, long ones that are on the canvas before; --epochs of a run;
--experiment, to train an experiment's runs beside the network in use, one on each core;
--rounds, more of them on a shared machine. --timeline measures that instead, see `timeline.py`.
"""

import argparse
import gc
import multiprocessing
import statistics
import sys
import time

import numpy as np
import timeline
from measuring import show_tab, use_folders_in
from runs import keep

from digitpad import Hyperparameters
from digitpad.core.learning.settings import Architecture
from digitpad.session.drawing import Drawing
from digitpad.session.preferences import store_file
from digitpad.session.runs.queue_state import Plan
from digitpad.session.store import Store

LOOK_EVERY = 250  # milliseconds between looks whether the window has come to rest
AT_REST = 0.02  # most seconds of CPU between two looks of a window at rest


def begun(layers):
    """A network with these hidden layers, or a copy of the shipped one."""
    from digitpad import Network
    from digitpad.session.opened_files import shipped_network

    if layers == "shipped":
        network = shipped_network()
        return network.with_arrays(
            [w.copy() for w in network.weights], [b.copy() for b in network.biases]
        )
    return Network([784, *map(int, layers.split("-")), 10])


def train_alone(layers, epochs):
    """Seconds per epoch in a training process whose program has no window."""
    from threadpoolctl import threadpool_limits

    from digitpad import load_data_wrapper
    from digitpad.core.learning.sgd import train

    threadpool_limits(limits=1)
    training, evaluation, _test = load_data_wrapper()
    network = begun(layers)
    began = time.perf_counter()
    for _step in train(network, training, Hyperparameters(epochs=epochs), evaluation):
        pass
    return (time.perf_counter() - began) / epochs


def train_in_window(network_file, tab, view, epochs, kept, is_experiment, strokes):
    """Seconds per epoch, and in milliseconds the gaps and the ways from pen to prediction.

    kept: how many earlier runs there are. strokes: how many are on the canvas before.
    """
    from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
    from PySide6.QtGui import QAction, QMouseEvent
    from PySide6.QtWidgets import QAbstractItemView, QApplication, QSpinBox, QWidget

    from digitpad.app import create_window

    application = QApplication.instance() or QApplication(sys.argv)
    window = create_window(*([] if network_file is None else [network_file]))
    gc.freeze()  # as the program does
    window.show()
    show_tab(window, tab)
    if tab == "Inside":
        show_tab(window, view, "inside_views")
    canvas = window.findChild(QWidget, "canvas")
    ticks = []
    moved = []  # when movements happened that no paint has shown yet
    ways = []

    class Watch(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Paint and moved:
                QTimer.singleShot(0, shown)  # it is painted when this event has been handled
            return False

    def shown():
        now = time.perf_counter()
        ways.extend(1000 * (now - then) for then in moved)
        moved.clear()

    def send(kind, angle, button):
        # Two loops of an 8; then the drawing is cleared and begun anew.
        x = canvas.width() * (0.5 + 0.25 * np.sin(2 * angle))
        y = canvas.height() * (0.5 + 0.4 * np.cos(angle))
        point = QPointF(x, y)
        event = QMouseEvent(
            kind,
            point,
            canvas.mapToGlobal(point),
            button,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(canvas, event)

    step, way = 0, np.cumsum(np.random.default_rng(1).normal(0, 0.02, (strokes, 100, 2)), axis=1)
    points = (0.5 + 0.4 * np.sin(way)).tolist()
    full = Drawing(tuple(tuple(map(tuple, stroke)) for stroke in points))

    def move_pen():
        nonlocal step
        moved.append(time.perf_counter())
        angle = 2 * np.pi * step / 125
        if step % 250 == 0:
            window.session.board.put_drawing(full)
            send(QEvent.Type.MouseButtonPress, angle, Qt.MouseButton.LeftButton)
        else:
            send(QEvent.Type.MouseMove, angle, Qt.MouseButton.NoButton)
        step += 1

    watch = Watch()
    window.findChild(QWidget, "activations").installEventFilter(watch)
    tick = QTimer(window, interval=1, timerType=Qt.TimerType.PreciseTimer)
    tick.timeout.connect(lambda: ticks.append(time.perf_counter()))
    pen = QTimer(window, interval=8, timerType=Qt.TimerType.PreciseTimer)
    pen.timeout.connect(move_pen)

    cpu, at_rest = time.process_time(), 0

    def look():
        """Check the earlier runs; begin after two quiet looks in a row."""
        nonlocal cpu, at_rest
        before, cpu = cpu, time.process_time()
        if tab == "Runs" and not show_runs():
            at_rest = 0
        else:
            at_rest = at_rest + 1 if cpu - before < AT_REST else 0
        if at_rest == 2:
            rest.stop()
            begin()

    def show_runs():
        """Check all earlier runs; whether all are listed and were checked already."""
        model = window.findChild(QAbstractItemView, "runs").model()
        checked, role = Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole
        rows = [model.index(row, 0) for row in range(model.rowCount())]
        unchecked = [row for row in rows if Qt.CheckState(row.data(role)) != checked]
        for row in unchecked:
            model.setData(row, checked, role)
        return len(rows) >= kept and not unchecked

    def begin():
        if is_experiment:
            settings = Hyperparameters(epochs=epochs)
            seeds = range(window.session.queue.most)
            window.session.queue.add(
                *(Plan(Architecture(), settings, seed=seed, experiment="costs") for seed in seeds)
            )
        else:
            window.findChild(QSpinBox, "epochs").setValue(epochs)
            window.findChild(QAction, "action_start").trigger()
        tick.start()
        pen.start()

    def end(run_id):
        tick.stop()
        pen.stop()
        moved.clear()  # what is shown while the window closes is no answer to a pen
        seconds.append(window.session.runs[run_id].jobs[-1].seconds)
        window.session.show_shipped()  # then there is nothing to be asked about
        window.close()

    seconds = []
    window.session.queue.ended.connect(end)
    rest = QTimer(window, interval=LOOK_EVERY)
    rest.timeout.connect(look)
    window.session.data_changed.connect(rest.start)
    application.exec()
    gaps = [1000 * (b - a) for a, b in zip(ticks, ticks[1:])]
    return seconds[-1] / epochs, gaps, ways


def measure(folder, options):
    parser = argparse.ArgumentParser()
    parser.add_argument("--tab", default="Train")
    parser.add_argument("--view", default="Neuron")
    parser.add_argument("--runs", type=int, default=0)
    parser.add_argument("--layers", default="30")
    parser.add_argument("--strokes", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--experiment", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--timeline", action="store_true")
    arguments = parser.parse_args(options)
    if arguments.timeline:
        yield from timeline.measure()
        return
    layers, epochs = arguments.layers, arguments.epochs
    network_file = None if layers == "30" else folder / "net.json"
    if network_file is not None:
        begun(layers).save(network_file)
    alone, inside, gaps, ways = [], [], [], []

    def measure_alone():
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            alone.append(pool.apply(train_alone, (layers, epochs)))

    def measure_window():
        an_epoch, some_gaps, some_ways = train_in_window(
            network_file,
            arguments.tab,
            arguments.view,
            epochs,
            arguments.runs,
            arguments.experiment,
            arguments.strokes,
        )
        inside.append(an_epoch)
        gaps.extend(some_gaps)
        ways.extend(some_ways)

    for number in range(arguments.rounds):
        use_folders_in(folder / str(number))  # no round sees another's
        store = Store(store_file())
        for run in range(1, arguments.runs + 1):
            keep(store, run, 400)
        store.close()
        pair = (measure_alone, measure_window)
        for part in pair if number % 2 == 0 else pair[::-1]:
            part()
    yield "gap between frames, median, ms", float(np.median(gaps))
    yield "gap between frames, 99th percentile, ms", float(np.percentile(gaps, 99))
    yield "gap between frames, worst, ms", max(gaps)
    yield "pen to painted answer, median, ms", float(np.median(ways))
    yield "pen to painted answer, 99th percentile, ms", float(np.percentile(ways, 99))
    yield "pen to painted answer, worst, ms", max(ways)
    yield "an epoch in the window, s", statistics.median(inside)
    yield "an epoch alone, s", statistics.median(alone)
    ratio = statistics.median(a / b for a, b in zip(alone, inside))
    yield "at least: speed, times that of training alone", ratio
