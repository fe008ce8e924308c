"""Makes the guide's pictures from the real program: python resources/factory/guide_pictures.py

Draws, trains, does some experiments, and writes resources/guide/pictures, light and dark.
"""

import sys
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QSpinBox,
    QWidget,
)

from digitpad.app import create_window
from digitpad.core.book.experiments import EXPERIMENTS
from digitpad.core.data.people import load_pen_digits
from digitpad.resources import resource_path
from digitpad.ui.parts import theme

sys.path.append(str(Path(__file__).parents[2] / "tests" / "benchmarks"))
from drawings import CANVAS, on_canvas
from measuring import folders_of_its_own, rest, show_tab, wait

SIZE = 1160, 700  # pixels of the window
WIDTH = 760  # pixels of a picture
SCHEMES = "light", "dark"
EPOCHS, OF_EACH = 6, 4
WRITER = 29  # of pen digits; even a small network reads this 4
SIZE_ON_CANVAS = 0.6  # of its side
TABS = {"train": "Train", "runs": "Runs", "experiments": "Experiments", "inside": "Inside"}
TABS |= {"mistakes": "Mistakes", "my_digits": "My Digits"}
EXPERIMENT = "learning-rate"  # of the picture of the tab
IDEAS = "neurons", "softmax", "dropout", "momentum"  # experiments that have a picture each


def press(window, name):
    """Press a button."""
    window.findChild(QAbstractButton, name).click()


def write(window, drawing):
    """Draw a digit on the canvas."""
    for stroke in on_canvas(drawing, SIZE_ON_CANVAS):
        window.session.board.draw(tuple((float(x), float(y)) for x, y in stroke / CANVAS))
        window.session.board.lift_pen()


def show_experiment(window, name):
    """Choose an experiment in its tab."""
    show_tab(window, "Experiments")
    view = window.findChild(QAbstractItemView, "experiments")
    row = [each.name for each in EXPERIMENTS].index(name)
    view.setCurrentIndex(view.model().index(row, 0))


def prepare(window):
    """Do what the pictures show."""
    for name in (*IDEAS, EXPERIMENT):
        show_experiment(window, name)
        rest(0.5)
        press(window, "guess_1")
        press(window, "run_experiment")
        rest(0.5)
        wait(lambda: not window.findChild(QWidget, "cancel_experiment").isEnabled())
    show_tab(window, "Train")
    window.findChild(QSpinBox, "epochs").setValue(EPOCHS)
    press(window, "start")
    wait(lambda: window.session.learns)
    wait(lambda: not window.session.learns)
    show_tab(window, "My Digits")
    hand = load_pen_digits().by([WRITER])
    for digit in range(10):
        for row in np.flatnonzero(hand.labels == digit)[:OF_EACH]:
            write(window, list(hand.drawings[row]))
            window.findChild(QAction, f"action_label_{digit}").trigger()
            window.session.board.clear()
            rest(0.05)
    write(window, list(hand.drawings[np.flatnonzero(hand.labels == 4)[OF_EACH]]))


def learn(window):
    """Let the network learn the digits; Undo takes that back."""
    press(window, "learn_my_digits")
    wait(lambda: window.session.undo.undoText().startswith("Learning"))


def most_frequent_colors(image):
    """256 colours as Qt writes them: the means of the groups of like colours that cover most."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(rgb.constBits(), np.uint8).reshape(-1, 4)[:, :3].astype(np.int64)
    groups = (pixels // 12) @ np.array([1, 32, 1024])
    names, place, counts = np.unique(groups, return_inverse=True, return_counts=True)
    means = [np.bincount(place, pixels[:, i]) / counts for i in range(3)]
    most = np.argsort(-counts, kind="stable")[:256]
    blue, green, red = (np.rint(mean[most]).astype(int).tolist() for mean in means)
    return [0xFF000000 | r << 16 | g << 8 | b for r, g, b in zip(red, green, blue)]


def save(image, name, folder):
    """Write a picture, small: 256 colours are enough for a window."""
    small = image.scaledToWidth(WIDTH, Qt.TransformationMode.SmoothTransformation)
    flags = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    form = QImage.Format.Format_Indexed8
    small = small.convertToFormat(form, most_frequent_colors(small), flags)
    path = folder / f"{name}.png"
    assert small.save(str(path)), path
    print(path.name, path.stat().st_size, "bytes")


def main():
    folder = resource_path("guide", "pictures")
    application = QApplication([])
    application.setStyle("fusion")
    window = create_window()
    window.resize(*SIZE)
    window.show()
    rest(1)
    prepare(window)
    for scheme in SCHEMES:
        theme.choose(scheme)
        rest(5)  # until the line at the foot has nothing to tell
        show_tab(window, "Train")
        window.session.use(window.session.run_id, 1)
        rest(2)
        save(window.grab().toImage(), f"timeline-{scheme}", folder)
        window.session.use_last_epoch()
        for name, title in TABS.items():
            show_tab(window, title)
            if name == "my_digits":
                learn(window)
            rest(3)
            save(window.grab().toImage(), f"{name}-{scheme}", folder)
        for name in IDEAS:
            show_experiment(window, name)
            rest(2)
            save(window.grab().toImage(), f"{name}-{scheme}", folder)
        show_experiment(window, EXPERIMENT)
        window.session.undo.undo()  # the other pictures are of a run with curves
    window.close()
    window.finish()


if __name__ == "__main__":
    with folders_of_its_own():  # no run of its user's is in a picture, and none is added
        main()
