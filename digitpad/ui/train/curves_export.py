"""Curves to give away: both plots in one picture, PNG or SVG, or their numbers as CSV.

The picture shows what the plots on the screen show, from the first epoch to the last, always in
the light scheme. It is painted here and not by the widgets, so that it can be painted on a
thread, and is the same whatever the window looks like.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QImageWriter,
    QPainter,
    QPen,
    QPolygonF,
)

from digitpad.core import files
from digitpad.core.curves_csv import curves_csv
from digitpad.core.hyperparameters import Hyperparameters
from digitpad.core.network import Network
from digitpad.core.sgd import EpochResult
from digitpad.ui.theme import LIGHT
from digitpad.ui.train.axes import Axis, epochs_axis, values_axis
from digitpad.ui.train.curves import FEW, changes, cost_of, cost_text, percent_of, percent_text
from digitpad.ui.train.form import COSTS

# Of the picture, in pixels; what is painted is measured in them.
WIDTH, HEIGHT = 1600, 1200
MARGIN = 40
TEXT, SMALL_TEXT, TITLE_TEXT = 26, 22, 34  # heights of the fonts

# Around the axes of a plot: for numbers and labels.
LEFT, ABOVE, BELOW = 150, 86, 84

# Points of a curve that are painted at once. Python's lock is held meanwhile, and with it the
# window: a thousand take 30 ms.
PIECE = 100

KINDS = (("evaluation", LIGHT.evaluation), ("training", LIGHT.training))


@dataclass(frozen=True, slots=True)
class Curves:
    """What is exported: the epochs, and what was trained how.

    hyperparameters: of the last run, as far as they are known; logarithmic: whether the costs
    are scaled by their logarithms.
    """

    history: Sequence[EpochResult]
    network: Network
    hyperparameters: Hyperparameters | None = None
    logarithmic: bool = False


def as_csv(curves: Curves) -> bytes:
    """The numbers; see `digitpad.core.curves_csv`."""
    return curves_csv(curves.history, curves.network, curves.hyperparameters)


def as_png(curves: Curves) -> bytes:
    """A picture of WIDTH x HEIGHT pixels."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(LIGHT.paper)
    painter = QPainter(image)
    _paint(painter, curves)
    painter.end()
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    saved = QImageWriter(buffer, b"png").write(image)
    assert saved  # into memory nothing can go wrong
    return bytes(buffer.data().data())


def as_svg(curves: Curves) -> bytes:
    """A drawing that can be enlarged and changed; its text is text."""
    # Imported when it is wanted: the window is there the sooner.
    from PySide6.QtSvg import QSvgGenerator

    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(96)  # pixels an inch, as the web has it
    generator.setSize(QSize(WIDTH, HEIGHT))
    generator.setViewBox(QRectF(0, 0, WIDTH, HEIGHT))
    generator.setTitle("Cost and accuracy by epoch")
    generator.setDescription(f"{_title(curves)}; {_settings(curves)}")
    painter = QPainter(generator)
    painter.fillRect(QRectF(0, 0, WIDTH, HEIGHT), LIGHT.paper)
    _paint(painter, curves)
    painter.end()
    # Elsewhere there may be no font of this name.
    family = f'font-family="{QFont().family()}'
    return bytes(buffer.data().data()).replace(
        family.encode() + b'"', family.encode() + b', sans-serif"'
    )


# What a file dialog offers, and how each is made.
EXPORTS: dict[str, Callable[[Curves], bytes]] = {
    "CSV, the numbers (*.csv)": as_csv,
    "PNG, a picture (*.png)": as_png,
    "SVG, a drawing (*.svg)": as_svg,
}


def export_curves(path: str | Path, make: Callable[[Curves], bytes], curves: Curves) -> None:
    """Write curves to a file, made by one of EXPORTS. Any thread may call it.

    Raises FileError, with a sentence, and then no file was changed.
    """
    files.write(path, make(curves))


def _title(curves: Curves) -> str:
    cost = {value: name for name, value in COSTS.items()}[curves.network.cost.__name__]
    return f"{'-'.join(map(str, curves.network.sizes))}, {cost}"


def _settings(curves: Curves) -> str:
    settings = curves.hyperparameters
    if settings is None:
        return ""
    augmentation = ", augmentation" if settings.augmentation else ""
    return (
        f"learning rate η {settings.eta:g}, {settings.regularization} regularization λ "
        f"{settings.lmbda:g}, mini-batches of {settings.mini_batch_size}{augmentation}"
    )


def _paint(painter: QPainter, curves: Curves) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = WIDTH - 2 * MARGIN
    for text, height, baseline, color in (
        (_title(curves), TITLE_TEXT, 66, LIGHT.ink),
        (_settings(curves), TEXT, 106, LIGHT.muted),
    ):
        painter.setFont(_font(height, bold=height == TITLE_TEXT))
        painter.setPen(color)
        text = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QPointF(MARGIN, baseline), text)
    top = 130.0
    half = (HEIGHT - MARGIN / 2 - top) / 2
    costs = _Plot("cost", "cost", cost_of, cost_text, curves.history)
    costs.paint(painter, QRectF(MARGIN, top, width, half), curves.logarithmic)
    accuracies = _Plot("accuracy", "accuracy (%)", percent_of, percent_text, curves.history, 100)
    accuracies.paint(painter, QRectF(MARGIN, top + half, width, half))


class _Plot:
    """One quantity over the epochs, as CurvePlot shows it; see there for what it is told."""

    def __init__(
        self,
        quantity: str,
        axis_label: str,
        value: Callable[[EpochResult, str], float | None],
        text: Callable[[float], str],
        history: Sequence[EpochResult],
        most: float = math.inf,
    ) -> None:
        self.quantity, self.axis_label, self.text = quantity, axis_label, text
        self.history = history
        self.most = most  # there are no values above
        self.points = {
            kind: [
                (result.epoch, measured)
                for result in history
                if (measured := value(result, kind)) is not None and math.isfinite(measured)
            ]
            for kind, _ in KINDS
        }

    def paint(self, painter: QPainter, box: QRectF, logarithmic: bool = False) -> None:
        frame = box.adjusted(LEFT, ABOVE, 0, -BELOW)
        shown = {
            kind: [point for point in points if not logarithmic or point[1] > 0]
            for kind, points in self.points.items()
        }
        epochs = epochs_axis(self.history)
        values = values_axis(
            [y for points in shown.values() for _, y in points], logarithmic, self.most
        )
        self.paint_legend(painter, QPointF(frame.left(), box.top() + 32))
        self.paint_axes(painter, box, frame, epochs, values)
        self.paint_changes(painter, frame, epochs)
        for kind, color in reversed(KINDS):  # the evaluation above the training
            places = [
                QPointF(
                    frame.left() + epochs.part(x) * frame.width(),
                    frame.bottom() - values.part(y) * frame.height(),
                )
                for x, y in shown[kind]
            ]
            _paint_curve(painter, places, color, dashed=kind == "training")
        if not any(shown.values()):
            painter.setFont(_font(TEXT))
            painter.setPen(LIGHT.muted)
            painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, "nothing was measured")

    def paint_legend(self, painter: QPainter, start: QPointF) -> None:
        """The quantity, and for each curve a piece of its line, its name, and its last value."""
        x, y = start.x(), start.y()

        def write(text: str, bold: bool = False, space: float = 0) -> None:
            nonlocal x
            painter.setFont(_font(TEXT, bold))
            painter.setPen(LIGHT.ink)
            painter.drawText(QPointF(x, y), text)
            x += QFontMetricsF(painter.font()).horizontalAdvance(text) + space

        write(self.quantity, bold=True, space=48)
        for kind, color in KINDS:
            if points := self.points[kind]:
                painter.setPen(_pen(color, 4, dashed=kind == "training"))
                painter.drawLine(QPointF(x, y - 9), QPointF(x + 52, y - 9))
                x += 66
                write(kind, space=12)
                write(self.text(points[-1][1]), bold=True, space=48)

    def paint_axes(
        self, painter: QPainter, box: QRectF, frame: QRectF, epochs: Axis, values: Axis
    ) -> None:
        painter.setFont(_font(SMALL_TEXT))
        for x in (frame.left() + epochs.part(tick) * frame.width() for tick in epochs.ticks):
            painter.setPen(QPen(LIGHT.grid, 1.5))
            painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()))
        for y in (frame.bottom() - values.part(tick) * frame.height() for tick in values.ticks):
            painter.setPen(QPen(LIGHT.grid, 1.5))
            painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
        painter.setPen(QPen(LIGHT.frame, 2))
        painter.drawLine(frame.topLeft(), frame.bottomLeft())
        painter.drawLine(frame.bottomLeft(), frame.bottomRight())
        painter.setPen(LIGHT.ink)
        for tick, text in zip(epochs.ticks, epochs.labels()):
            x = frame.left() + epochs.part(tick) * frame.width()
            _write(painter, text, QPointF(x, frame.bottom() + 30), 0.5)
        for tick, text in zip(values.ticks, values.labels()):
            y = frame.bottom() - values.part(tick) * frame.height()
            _write(painter, text, QPointF(frame.left() - 12, y + 8), 1)
        painter.setFont(_font(TEXT))
        _write(painter, "epoch", QPointF(frame.center().x(), frame.bottom() + 64), 0.5)
        painter.save()
        painter.translate(box.left() + 22, frame.center().y())
        painter.rotate(-90)
        _write(painter, self.axis_label, QPointF(0, 0), 0.5)
        painter.restore()

    def paint_changes(self, painter: QPainter, frame: QRectF, epochs: Axis) -> None:
        """Where settings were changed: a line, and above the plot, where there is room, to what."""
        painter.setFont(_font(SMALL_TEXT))
        metrics = QFontMetricsF(painter.font())
        free = -math.inf  # where there is room from
        for epoch, text in changes(self.history):
            x = frame.left() + epochs.part(epoch) * frame.width()
            painter.setPen(QPen(LIGHT.muted, 1.5, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()))
            width = metrics.horizontalAdvance(text)
            left = min(x - width / 2, frame.right() - width)
            if left >= free:
                painter.setPen(LIGHT.muted)
                painter.drawText(QPointF(left, frame.top() - 12), text)
                free = left + width + 20


def _paint_curve(painter: QPainter, places: list[QPointF], color: QColor, dashed: bool) -> None:
    few = len(places) <= FEW
    pen = _pen(color, 4 if few else 2.5, dashed)
    length = 0.0
    for start in range(0, len(places) - 1, PIECE):
        piece = places[start : start + PIECE + 1]
        if dashed:
            pen.setDashOffset(length / pen.widthF())  # on in the rhythm of the piece before
            length += sum(map(_distance, piece, piece[1:]))
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(piece))
    if few:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        for place in places:
            painter.drawEllipse(place, 6, 6)
        painter.setBrush(Qt.BrushStyle.NoBrush)


def _distance(a: QPointF, b: QPointF) -> float:
    return math.hypot(b.x() - a.x(), b.y() - a.y())


def _write(painter: QPainter, text: str, place: QPointF, part: float) -> None:
    """Write text so that this part of it, 0.5 for its half, is left of the place."""
    width = QFontMetricsF(painter.font()).horizontalAdvance(text)
    painter.drawText(QPointF(place.x() - part * width, place.y()), text)


def _font(height: int, bold: bool = False) -> QFont:
    font = QFont()
    font.setPixelSize(height)
    font.setBold(bold)
    return font


def _pen(color: QColor, width: float, dashed: bool) -> QPen:
    pen = QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dashed:
        pen.setDashPattern([4, 2.5])
    return pen
