"""The base of *How Sure?* and *Damage*: plots, and a handle that moves along them."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QSlider

from digitpad.ui.parts import theme
from digitpad.ui.parts.layouts import Part, column, named, paragraph
from digitpad.ui.parts.views import FollowingView
from digitpad.ui.plots.chart import Chart
from digitpad.ui.plots.plot import Plot, link


class CurveView(FollowingView):
    """A row with a handle, a sentence about its place, and plots that point there."""

    def __init__(
        self, fields: QBoxLayout, text: str, about: str, plots: Sequence[Plot], *below: Part
    ) -> None:
        """fields: the row. text: the name of the sentence's label. about: explains that."""
        super().__init__()
        self._plots, self._text = plots, paragraph(text, about)
        theme.give_role(self._text, "heading")
        parts = fields, self._text, *((plot, 1) for plot in plots), *below
        column(*parts, of=self, spacing=8, margins=(0, 8, 0, 0))
        link(plots)
        for plot in plots:
            plot.pointed.connect(lambda place, _key: self.point() if place is None else None)

    def charts(self) -> Sequence[Chart]:
        """What the plots show now."""
        raise NotImplementedError

    def place(self) -> float | None:
        """Where on the plots the handle is; None where nothing is drawn there."""
        raise NotImplementedError

    def in_words(self) -> str:
        """What the handle's place means."""
        raise NotImplementedError

    def refresh(self) -> None:
        for plot, chart in zip(self._plots, self.charts()):
            plot.show_chart(chart)
        self.point()

    def point(self, *_moved: object) -> None:
        """Point at the handle's place, and say what it means."""
        self._text.setText(self.in_words())
        for plot in self._plots:
            plot.point_at(self.place())


def handle(name: str, most: int, called: str, about: str) -> QSlider:
    """A slider from 0 to `most`. called: its name for screen readers."""
    slider = named(QSlider(Qt.Orientation.Horizontal), name, about, called)
    slider.setRange(0, most)
    slider.setPageStep(max(1, most // 10))
    return slider
