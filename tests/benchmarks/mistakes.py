"""How soon the tab Mistakes answers, on one core.

Measures seconds of CPU, which other work on the machine does not change: for the book's 784-30-10
and the 10,000 test digits the evaluation with its matrix, what was read after each of 30 epochs,
five shifts and six levels of noise; and the layout of a list of 50,000 mistakes. In the real
window, while nothing trains: the opening of the tab, and the wait for the 50,000 training digits,
read from disk, with the shipped network.
"""

import multiprocessing
import statistics
import sys
import time
from functools import partial

import numpy as np
from measuring import median_of, rest, show_tab, wait
from steps import result_of

from digitpad import Network
from digitpad.core.damage import DAMAGES
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import load_test_data
from digitpad.session.mistakes.damage_curve import DamageCurve, damage_curve
from digitpad.session.mistakes.epochs_read import Known, looked_at
from digitpad.session.mistakes.evaluated import Inked, Source, evaluated

ROUNDS = 5
cpu = partial(median_of, clock=time.process_time)


def measure_questions(data):
    """Questions about the test digits."""
    network = Network([784, 30, 10], rng=np.random.default_rng(1))
    of = {"network": network, "run": None, "epoch": 0, "source": Source(), "in_use": DataSpec()}
    whole = partial(evaluated, lambda *_: data, **of, inked=Inked())
    yield "10,000 digits evaluated, s of CPU", cpu(lambda: result_of(whole()))
    for hidden in (30, 100):
        sizes, seeds = [784, hidden, 10], range(30)
        networks = {seed: Network(sizes, rng=np.random.default_rng(seed)) for seed in seeds}
        look = partial(looked_at, None, data, networks, len(networks))
        name = f"30 epochs of 784-{hidden}-10 looked at, s of CPU"
        yield name, cpu(lambda look=look: result_of(look(Known("", None))))
    by_name = {kind.name: kind for kind in DAMAGES}
    for name, kind, levels in (("five shifts", "shift", 5), ("six noises", "noise", 6)):
        digits = {"data": data, "numbers": np.arange(len(data))}
        curve = partial(damage_curve, None, network=network, kind=by_name[kind], **digits)

        def ask(curve=curve, wanted=levels + 1):
            known = (part for part in curve() if isinstance(part, DamageCurve))
            assert any(len(part.right) == wanted for part in known)

        yield f"none and {name}, s of CPU", cpu(ask)


def measure_gallery(data):
    """A list of the most digits that a network may misread."""
    from PySide6.QtWidgets import QApplication

    from digitpad.ui.parts.gallery import Gallery
    from digitpad.ui.parts.small_pictures import labelled

    application = QApplication.instance() or QApplication(sys.argv)
    gallery = Gallery(46)
    digits = 5 * labelled(data, np.arange(len(data)))
    gallery.show()
    application.processEvents()

    def lay_out():
        gallery.show_tiles(digits)
        gallery.doItemsLayout()

    yield "50,000 digits listed, s of CPU", cpu(lay_out)


def use_window(_round):
    """The tab opened, the first numbers of the training digits, and all of them."""
    from PySide6.QtWidgets import QApplication, QComboBox, QLabel

    from digitpad.app import create_window

    _application = QApplication.instance() or QApplication(sys.argv)
    window = create_window()
    window.show()

    def says(text):
        return text in window.findChild(QLabel, "test_accuracy").text()

    rest(3.0)  # until all is there that is read after the start
    began = time.thread_time()
    show_tab(window, "Mistakes")
    opened = time.thread_time() - began
    wait(lambda: says("of 10,000 misread"))
    rest(1.5)  # until the damage is measured
    window.findChild(QComboBox, "evaluation_source").setCurrentText("training images")
    wait(lambda: says("Measuring"))
    first = wait(lambda: says(" misread"))
    whole = first + wait(lambda: says("of 50,000 misread"))
    show_tab(window, "Train")  # or the next window would begin with the other
    window.close()
    window.finish()
    return opened, first, whole


def measure(_folder, _options):
    data = load_test_data()
    yield from measure_questions(data)
    yield from measure_gallery(data)
    # Each window in a process of its own, which has read no file before.
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        rounds = pool.map(use_window, range(ROUNDS), chunksize=1)
    opened, first, whole = map(statistics.median, zip(*rounds))
    yield "the tab opened, s of CPU", opened
    yield "50,000 digits: first numbers, s", first
    yield "50,000 digits: all, s", whole
