"""How soon the tab Mistakes answers, on one core.

    python tests/benchmarks/mistakes.py

For the book's 784-30-10 and the 10,000 test digits: the whole evaluation with its matrix, five
shifts, and six levels of noise, in seconds of CPU, which say the same on a machine that others use
too; and the same for the list of a network that misreads 50,000 digits, as it is laid out. In the
real window, where nothing trains: the CPU of the handler that first opens the tab; and for the
shipped network and the 50,000 training digits, whose files were not read yet, the seconds that a
person waits for the first numbers and for the whole. Each counts as the median of some rounds, the
windows in processes of their own. Exits with 1 where a goal is missed.
"""

import multiprocessing
import sys
import time
from functools import partial

import numpy as np
from bench import folders_of_its_own, rest, rounds_of, show_tab, show_times, status, wait
from steps import result_of

ROUNDS = 5


def measure_questions():
    """What is asked about the test digits: names, seconds of each round, and the goals."""
    from threadpoolctl import threadpool_limits

    from digitpad import Network
    from digitpad.core.damage import KINDS
    from digitpad.core.data.data_spec import DataSpec
    from digitpad.core.data.dataset import load_test_data
    from digitpad.session.damage import DamageCurve, damage_curve
    from digitpad.session.evaluation import Inked, Source, evaluated

    threadpool_limits(limits=1)
    data, network = load_test_data(), Network([784, 30, 10], rng=np.random.default_rng(1))

    def rounds(act):
        return rounds_of(act, ROUNDS, time.process_time)

    of = {"network": network, "about": "", "source": Source(), "in_use": DataSpec()}
    whole = partial(evaluated, lambda *_: data, **of, learnt_set=True, inked=Inked())
    yield "10,000 digits evaluated", rounds(lambda: result_of(whole())), 0.05
    by_name = {kind.name: kind for kind in KINDS}
    for name, levels, goal in (("shift", 5, 0.1), ("noise", 6, 0.5)):
        digits = {"data": data, "numbers": np.arange(len(data))}
        curve = partial(damage_curve, None, other=network, kind=by_name[name], **digits)

        def measure(curve=curve, wanted=levels + 1):
            known = (part for part in curve() if isinstance(part, DamageCurve))
            assert any(len(part.right) == wanted for part in known)

        yield f"{name}, none and {levels} levels", rounds(measure), goal


def measure_gallery():
    """A list of as many digits as a network may misread at most."""
    from PySide6.QtWidgets import QApplication

    from digitpad.core.data.dataset import load_test_data
    from digitpad.ui.parts.gallery import Gallery
    from digitpad.ui.parts.small_pictures import labelled

    application, gallery = QApplication(sys.argv), Gallery("mistakes", "Misread digits", 46)
    data = load_test_data()
    digits = 5 * labelled(data, np.arange(len(data)))
    gallery.show()
    seconds = []
    for _ in range(ROUNDS):
        application.processEvents()

        def lay_out():
            gallery.show_tiles(digits)
            gallery.doItemsLayout()

        seconds += rounds_of(lay_out, 1, time.process_time)
    yield "50,000 digits listed", seconds, 0.01


def use_window(_round):
    """The tab opened, the first numbers of the training digits, and the whole: seconds of each."""
    from PySide6.QtWidgets import QApplication, QComboBox, QLabel

    from digitpad.app import create_window

    QApplication.instance() or QApplication(sys.argv)
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
    rest_of_it = wait(lambda: says("of 50,000 misread"))
    show_tab(window, "Train")  # or the next window would begin with the other
    window.close()
    window.finish()
    return opened, first, first + rest_of_it


def measure_window():
    """What a person does in the tab."""
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        opened, firsts, wholes = zip(*pool.map(use_window, range(ROUNDS), chunksize=1))
    yield "the tab opened, CPU of the handler", list(opened), 0.05
    yield "50,000 digits, shipped: first numbers", list(firsts), 0.5
    yield "50,000 digits, shipped: whole", list(wholes), 3.0


def main():
    for measured in (measure_questions, measure_gallery, measure_window):
        for name, seconds, most in measured():
            show_times(name, seconds, most)
    return status()


if __name__ == "__main__":
    with folders_of_its_own():
        sys.exit(main())
