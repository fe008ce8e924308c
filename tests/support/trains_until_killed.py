"""A window that trains until it is killed; see `end_to_end/test_kills.py`."""

import os
import sys

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["OPENBLAS_NUM_THREADS"] = "1"

LABEL_EVERY = 300  # milliseconds: a busy disk may take as long to write a digit


def window(begins: bool) -> None:
    """A window that trains and labels drawings until it is killed.

    It prints its run's epochs and its hand's digits as they grow.
    """
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QApplication, QSpinBox

    from digitpad.app import create_window
    from digitpad.session.hands.hand_list import HandList
    from digitpad.session.hands.labelling import Labels
    from digitpad.session.keeper import Keeper

    application = QApplication(sys.argv)
    window = create_window()
    session, timer = window.session, QTimer(window)
    hands, labels = session.findChild(HandList), session.findChild(Labels)

    def train(*_told: object) -> None:
        window.findChild(QSpinBox, "epochs").setValue(100_000)
        window.findChild(QSpinBox, "training_size").setValue(2000)
        name = "action_start" if begins else "action_continue"
        window.findChild(QAction, name).trigger()
        timer.start(LABEL_EVERY)

    def label() -> None:
        count = len(hands.hand.digits)
        session.board.clear()
        session.board.draw(((0.3, 0.1), (0.7, 0.1 + count % 80 / 100)))
        labels.label(count % 10)
        print("digits", len(hands.hand.digits), flush=True)

    def tell() -> None:
        if session.run is not None and session.run.history and session.learns:
            print(session.run.id, len(session.run.history), flush=True)

    session.runs.changed.connect(tell)
    timer.timeout.connect(label)
    returned = session.findChild(Keeper).returned
    (session.data_changed if begins else returned).connect(train)
    window.show()
    application.exec()


if __name__ == "__main__":
    window(begins=sys.argv[1] == "1")
