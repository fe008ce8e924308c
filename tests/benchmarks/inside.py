"""How soon the tab Inside answers, in the real window with MNIST.

Each time is taken after the images that it needs were read once.
"""

import sys
import time
from functools import partial
from itertools import count

import numpy as np
from measuring import rest, rounds_of, show_tab, wait

ROUNDS = 9


def measure(_folder, _options):
    from PySide6.QtTest import QSignalSpy
    from PySide6.QtWidgets import QAbstractScrollArea, QApplication

    from digitpad import Network
    from digitpad.app import create_window
    from digitpad.core.inside.laboratory import Alteration
    from digitpad.session import questions
    from digitpad.session.measurer import Measurer

    _application = QApplication.instance() or QApplication(sys.argv)
    opened = []
    for number in range(3):
        window = create_window()
        window.show()
        wait(QSignalSpy(window.session.data_changed).count)
        QApplication.processEvents()
        began = time.perf_counter()
        show_tab(window, "Inside")
        QApplication.processEvents()
        opened.append(time.perf_counter() - began)
        if number < 2:
            show_tab(window, "Train")  # or the next window would begin with the other
            window.close()
    yield "opened on the shipped network, s", max(opened)

    rest(1)  # until the other views have what they look for
    tiles = window.findChild(QAbstractScrollArea, "weight_tiles")
    steps = []
    for step in range(1, 41):
        began = time.thread_time()
        tiles.verticalScrollBar().setValue(step * 42)
        QApplication.processEvents()
        steps.append(time.thread_time() - began)
    yield "a step of the wheel over 1,000 tiles, s of CPU", max(steps)

    measurer, parts = Measurer(window.session, window), count(1)

    def answered(question):
        """The most seconds of some rounds until a question is answered."""

        def ask():
            whole = []
            measurer.ask(question, lambda _found, is_whole: whole.append(is_whole), print)
            wait(lambda: any(whole))

        return max(rounds_of(ask, ROUNDS))

    def tested(images, network):
        alteration = Alteration(pruned=next(parts) / 100)  # another one in each round
        last = questions.Altered(network, Alteration(), network, before=0, size=1)
        return (yield from questions.altered_copy(images, network, alteration, lambda: last))

    network = Network([784, 100, 10])
    yield "an altered copy tested, 784-100-10, s", answered(partial(tested, network=network))
    image = np.random.default_rng(1).random(784).astype(np.float32)
    likenesses = partial(questions.likenesses, image=image, digits=(3, 8))
    yield "average and nearest images of two digits, s", answered(likenesses)
    measurer.shut_down()
    window.close()
    window.finish()
