"""Paints the curves of several runs as a picture, PNG or SVG, in a process of its own."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QApplication, QGraphicsView

from digitpad.training import process
from digitpad.ui.parts.theme import LIGHT
from digitpad.ui.plots.curves_picture import Kind, paint_elsewhere, png_of, svg_of, unseen_window
from digitpad.ui.plots.overlay import OverlayPlot, Shown


@dataclass(frozen=True, slots=True)
class RunsPicture:
    """What is to be seen. smoothing: as in `OverlayPlot.show_runs`."""

    shown: Sequence[Shown]
    smoothing: float = 0.0


def paint(picture: RunsPicture, kind: Kind, is_ending: threading.Event) -> bytes:
    """The picture as a file holds it, painted as by `paint_elsewhere`."""
    return paint_elsewhere(picture, kind, is_ending, __name__)


def main(handle: int) -> None:
    """In the process: take one picture, and give it back painted."""
    connection = process.connect(handle)
    picture, kind = connection.recv()
    application = QApplication([])
    connection.send(painted(picture, kind))
    application.quit()


def painted(picture: RunsPicture, kind: Kind) -> bytes:
    """The picture as a file holds it. A QApplication must exist."""
    count = len(picture.shown)
    title = picture.shown[0].name if count == 1 else f"{count} runs"
    window, layout = unseen_window(title, "evaluation solid, training dashed")
    plots = []
    for quantity, label in (("cost", "cost"), ("accuracy", "accuracy (%)")):
        plot = OverlayPlot(quantity, label, LIGHT)
        plot.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)  # an image in the SVG
        layout.addWidget(plot, 1)
        plots.append(plot)
    window.show()  # on no screen: it is laid out as if it were seen
    for plot in plots:
        while not plot.show_runs(picture.shown, picture.smoothing):
            pass
    data = png_of(window) if kind == "png" else svg_of(window)
    window.deleteLater()
    return data
