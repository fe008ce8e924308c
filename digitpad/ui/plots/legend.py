"""What a plot reads out: exact values in two lines above it, and rings on its curves."""

from html import escape

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from digitpad.core.text import shortened
from digitpad.session.charts.read_out import ReadOut
from digitpad.ui.parts import theme
from digitpad.ui.parts.layouts import named
from digitpad.ui.plots.curve_items import POINT, color_of, pen_for, sample_of

LONGEST_NAME = 24  # letters


class Legend(QLabel):
    """The lines above a plot; a crosshair and rings show in the plot what they are about."""

    def __init__(self, name: str, view: pg.ViewBox) -> None:
        super().__init__()
        named(self, f"{name}_legend")
        self.setTextFormat(Qt.TextFormat.RichText)  # texts from outside are escaped
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._crosshair = pg.InfiniteLine(angle=90)
        self._rings = pg.ScatterPlotItem(size=2 * POINT, brush=None)
        for over in (self._crosshair, self._rings):
            over.setZValue(10)
            view.addItem(over, ignoreBounds=True)

    def dress(self, colors: theme.Theme) -> None:
        """Take the colours of a theme."""
        self._crosshair.setPen(pen_for(self._crosshair, colors.muted))

    def show_read_out(self, read: ReadOut, colors: theme.Theme) -> None:
        """Show what is read out."""
        self.setText(_lines(read, colors))
        trace, place, is_pointed = read.trace, read.pointed, read.pointed is not None
        self._crosshair.setVisible(is_pointed)
        self._crosshair.setPos(place or 0.0)
        self._rings.setData(
            [
                {"pos": (place, value), "pen": pen_for(self._rings, color_of(trace, curve, colors))}
                for curve, value in read.values()
                if is_pointed and trace is not None and value is not None
            ]
        )


def _lines(read: ReadOut, colors: theme.Theme) -> str:
    """The two lines as HTML: the place, the title and the name; the curves with their values."""
    trace, chart = read.trace, read.chart
    words = []
    for curve, values in read.entries():
        assert trace is not None
        line = f"<span style='color:{color_of(trace, curve, colors)}'>{sample_of(trace, curve)}"
        text = f" <b>{escape(chart.values_in_words(values))}</b>" if values else ""
        words.append(f"{line}</span> {escape(curve.kind)}{text}")
    where, title = chart.place_in_words(read.place), f"<b>{escape(chart.title)}</b>"
    where = f"<span style='color:{colors.muted.name()}'>{where}</span>" if where else ""
    name = read.name()
    name = f"<b>{escape(shortened(name, LONGEST_NAME))}</b>" if name else ""
    # What may be cut comes last: a name, or the title, which the axis says as well.
    head = (where, title, name) if chart.places else (name, where, title)
    if not name and not chart.places:
        head = title, where, ""
    above = " &nbsp; ".join(filter(None, head))
    return f"{above}<br>{' &nbsp; '.join(words) or '&nbsp;'}"
