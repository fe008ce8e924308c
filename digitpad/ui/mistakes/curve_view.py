"""The base of the views of threshold and damage: a curve, and a handle that moves along it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSlider

from digitpad.ui.parts.following_view import FollowingView
from digitpad.ui.parts.layouts import REST, column, named, paragraph
from digitpad.ui.plots.chart import Chart
from digitpad.ui.plots.plot import Plot

LEAST_PLOT = 7  # lines of text: its height


class CurveView(FollowingView):
    """A row with a handle, a sentence about its place, and a plot that points there."""

    def __init__(self, fields: QBoxLayout, text: str, plot: Plot) -> None:
        """fields: the row. text: the name of the sentence's label."""
        super().__init__()
        self._fields, self.plot, self.text = fields, plot, paragraph(text)
        column(fields, self.text, (plot, 100), REST, of=self, spacing=2)
        plot.pointed.connect(lambda place, _key: self.point() if place is None else None)

    def chart(self) -> Chart:
        """What the plot shows now."""
        raise NotImplementedError

    def place(self) -> float | None:
        """Where on the plot the handle is; None where that is unknown."""
        raise NotImplementedError

    def in_words(self) -> str:
        """What the handle's place means."""
        raise NotImplementedError

    def refresh(self) -> None:
        self.plot.show_chart(self.chart())
        self.point()

    def point(self, *_moved: object) -> None:
        """Point at the handle's place, and say what it means."""
        self.text.setText(self.in_words())
        self.plot.point_at(self.place())

    def minimumSizeHint(self) -> QSize:
        lines = self._fields.sizeHint().height() + 2 * self.fontMetrics().lineSpacing()
        return QSize(200, lines + 8)

    def resizeEvent(self, event: QResizeEvent) -> None:
        # Where there is little height, the sentence does without the curve.
        room = self.height() - self.minimumSizeHint().height()
        self.plot.setVisible(room >= LEAST_PLOT * self.fontMetrics().height())
        super().resizeEvent(event)


def handle(name: str, most: int, called: str, about: str) -> QSlider:
    """A slider from 0 to `most`. called: its name for screen readers."""
    slider = named(QSlider(Qt.Orientation.Horizontal), name, about, called)
    slider.setRange(0, most)
    return slider
