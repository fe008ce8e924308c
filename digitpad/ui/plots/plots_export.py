"""Exports of plots: the numbers as CSV, or a picture as PNG or SVG.

A picture is rendered from plots in a window that is never seen: all of x, in the light theme. It
takes some 150 ms, once a file is chosen.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Literal

from PySide6.QtCore import QBuffer, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QPalette
from PySide6.QtWidgets import QLabel, QWidget

from digitpad.core.files import csv_file, no_formula
from digitpad.core.text import shortened
from digitpad.session.charts.chart import Chart
from digitpad.ui.files.export_dialog import FileTypes, png_of
from digitpad.ui.parts.layouts import column
from digitpad.ui.parts.theme import LIGHT, palette_of
from digitpad.ui.plots.curve_items import RATIO
from digitpad.ui.plots.plot import Plot

Format = Literal["png", "svg"]

LONGEST_TEXT = 1200  # letters; more would leave the curves no room
WIDTH, HEIGHT = 960, 720  # of the picture, in logical pixels
SCALE = 2  # pixels of a PNG for each of these
EDGE = 20  # pixels on all sides


def plot_file_types(
    numbers: Callable[[], bytes], texts: tuple[str, str], charts: Sequence[Chart]
) -> FileTypes:
    """The file types in which charts can be exported. texts: a title and a text above it."""
    return {
        "CSV, the numbers (*.csv)": numbers,
        "PNG, a picture (*.png)": partial(paint, texts, charts, "png"),
        "SVG, a drawing (*.svg)": partial(paint, texts, charts, "svg"),
    }


def chart_csv(charts: Iterable[Chart]) -> bytes:
    """One row per point of charts: what is measured, the trace, the curve, x and y."""
    rows = (
        [chart.title, no_formula(trace.name), curve.kind, chart.x_label, x, y]
        for chart in charts
        for trace in chart.traces
        for curve in trace.curves
        for x, y in zip(curve.x.tolist(), curve.y.tolist())
        if y == y
    )
    return csv_file([["measured", "name", "curve", "over", "x", "y"], *rows])


def paint(texts: tuple[str, str], charts: Sequence[Chart], kind: Format) -> bytes:
    """The bytes of a picture: a title, a text, and charts one below the other."""
    window = QWidget()
    window.setWindowTitle(shortened(texts[0]))
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    palette = palette_of(LIGHT)
    palette.setColor(QPalette.ColorRole.Window, LIGHT.page)
    window.setPalette(palette)
    window.setAutoFillBackground(True)
    window.resize(WIDTH, HEIGHT)
    title, subtitle = _text(texts[0], bold=True), _text(texts[1], bold=False)
    plots = [Plot(f"chart_{i}", chart.title, LIGHT) for i, chart in enumerate(charts)]
    for plot in plots:
        plot.area.setProperty(RATIO, SCALE if kind == "png" else 1)
    rows = ((plot, 1) for plot in plots)
    column(title, subtitle, *rows, of=window, margins=(EDGE, EDGE, EDGE, EDGE))
    window.show()  # on no screen; this lays it out
    for plot, chart in zip(plots, charts):
        plot.show_chart(chart)
    data = _png_of(window) if kind == "png" else _svg_of(window)
    window.deleteLater()
    return data


def _text(text: str, bold: bool) -> QLabel:
    font = QFont()
    font.setPixelSize(20 if bold else 14)
    font.setBold(bold)
    # `shortened` drops control characters, which an SVG must not contain.
    words, metrics = shortened(text, LONGEST_TEXT).split(" "), QFontMetricsF(font)
    room, end = WIDTH - 2 * EDGE, Qt.TextElideMode.ElideRight  # only a word may have to be cut
    label = QLabel(" ".join(metrics.elidedText(word, end, room) for word in words))
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setFont(font)
    return label


def _png_of(window: QWidget) -> bytes:
    image = QImage(SCALE * WIDTH, SCALE * HEIGHT, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SCALE)
    image.fill(LIGHT.paper)
    with QPainter(image) as painter:
        window.render(painter, QPoint())
    return png_of(image)


def _svg_of(window: QWidget) -> bytes:
    # Imported when needed: it takes its time.
    from PySide6.QtSvg import QSvgGenerator

    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(96)  # pixels per inch, as in the web
    generator.setSize(QSize(WIDTH, HEIGHT))
    generator.setViewBox(QRectF(0, 0, WIDTH, HEIGHT))
    generator.setTitle(window.windowTitle())
    with QPainter(generator) as painter:
        window.render(painter, QPoint())
    # Another computer may lack this font.
    family = f'font-family="{QFont().family()}'.encode()
    return bytes(buffer.data().data()).replace(family + b'"', family + b', sans-serif"')
