"""How active a neuron is for each digit: the means over the training images."""

import numpy as np
import pyqtgraph as pg

from digitpad.core.inside.excitement import Excitement
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import explain
from digitpad.ui.plots.still_plots import StillPlots

LINES = 5  # of text: its height
WIDTH = 0.76  # of a bar


class AnswersByDigit(StillPlots):
    """A bar to each mean, from 0 to 1."""

    def __init__(self) -> None:
        super().__init__("answers_by_digit", "Its mean activation by digit", ("top",))
        explain(self, "Its mean activation over all training images of a digit, from 0 to 1.")

    def show_answers(self, excitement: Excitement | None) -> None:
        """Show how a neuron answers, or nothing."""
        means = np.zeros(0) if excitement is None else excitement.means
        said = (f"{digit}: mean {mean:.2f}" for digit, mean in enumerate(means.tolist()))
        self.setAccessibleDescription(", ".join(said))

        def draw() -> None:
            self.setFixedHeight(LINES * self.fontMetrics().height())
            names = [(i, f"{mean:.2f}".removeprefix("0")) for i, mean in enumerate(means.tolist())]
            item, colors = self.begin(0, (-0.5, 9.5), (0, 1), "", top=names), theme.current()
            item.getAxis("top").setHeight(self.fontMetrics().height() + 2)  # its own cuts them
            for color, heights in ((colors.track, np.ones(10)), (colors.ink, means)):
                bars = {"x": np.arange(len(heights)), "width": WIDTH, "height": heights}
                item.addItem(pg.BarGraphItem(**bars, pen=None, brush=color))

        self.draw_by(draw)
