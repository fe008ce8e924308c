"""How active a neuron is for each digit: ten columns, below the images that excite it most."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt

from digitpad.core.inside.excitement import BINS, Excitement
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import explain
from digitpad.ui.plots.still_plots import StillPlots

LINES = 9  # of text: its height
BIN = 0.8 / BINS  # of the height: a share of images
WIDTH, SHORTEST = 0.42, 0.02  # of a column: a mean's and the longest share's, and of one image


class AnswersByDigit(StillPlots):
    """A bar to each mean, and beside it how many of the digit's images give each activation."""

    def __init__(self) -> None:
        super().__init__("answers_by_digit", "Its activation by digit", ("top", "bottom"))
        explain(
            self,
            "A column a digit, from activation 0 at the foot to 1 at the top: grey the mean of "
            "its training images, ink how many of them give each activation",
        )

    def show_answers(self, excitement: Excitement | None) -> None:
        """Show how a neuron answers, or nothing."""
        means = np.zeros(0) if excitement is None else excitement.means
        counts = np.zeros((0, BINS)) if excitement is None else excitement.by_digit
        self.setAccessibleDescription(
            ", ".join(f"{digit}: mean {mean:.2f}" for digit, mean in enumerate(means.tolist()))
        )

        def draw() -> None:
            self.setFixedHeight(LINES * self.fontMetrics().height())
            shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
            most = float(shares.max(initial=0)) or 1.0  # one scale for all ten
            digits, bins = np.nonzero(counts)
            lengths = np.maximum(SHORTEST, WIDTH * shares[digits, bins] / most)
            names = [(i, f"{mean:.2f}".removeprefix("0")) for i, mean in enumerate(means.tolist())]
            foot = f"grey: mean; ink: share, longest {100 * most:.0f} %" if names else ""
            item = self.begin(0, (-0.5, 9.5), (0, 1), foot, top=names, bottom=[])
            item.getAxis("top").setHeight(self.fontMetrics().height() + 2)  # its own cuts them
            colors, all_ten = theme.current(), np.arange(10)
            for color, bars in (
                (colors.track, {"x": all_ten, "width": 2 * WIDTH, "height": np.ones(10)}),
                (colors.muted, {"x1": all_ten[: len(means)], "width": WIDTH, "height": means}),
                (colors.ink, {"x0": digits, "width": lengths, "y0": bins / BINS, "height": BIN}),
            ):
                item.addItem(pg.BarGraphItem(**bars, pen=None, brush=color))
            half = pg.mkPen(colors.ink, style=Qt.PenStyle.DashLine)
            item.addItem(pg.InfiniteLine(0.5, angle=0, pen=half))

        self.draw_by(draw)
