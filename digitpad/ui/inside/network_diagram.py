"""The network as a picture: the drawing, the layers with the outputs, and their connections."""

from functools import lru_cache
from itertools import groupby

import numpy as np
from PySide6.QtCore import QLineF, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontInfo, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.core.inside.explain import finite, largest
from digitpad.session.inside.seen import INPUT, Seen
from digitpad.session.inside.words import picture_in_words
from digitpad.ui.inside.choice import Choice
from digitpad.ui.inside.diagram_layout import EDGE, Column, DiagramLayout, Line
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import tell_part
from digitpad.ui.parts.layouts import named
from digitpad.ui.parts.small_pictures import frame_cell, grays, tinted

NUMBER = 1.1  # height of a number of two digits in a neuron, in radii
RING = 3.0  # pixels from a neuron to the ring around it
SHADES = 32  # of a line's colour, so that many lines are painted at once
THICKEST, THINNEST = 4.0, 1.2  # pixels of a line; Qt takes four times as long for one pixel

PICTURE = (
    "Circles are neurons, the fuller the more active. A line is a weight times an activation; the "
    "chosen neuron’s are strong. Click a neuron, and all views are about it."
)


class NetworkDiagram(QWidget):
    """The picture. A click or the arrow keys choose a neuron."""

    def __init__(self, choice: Choice, seen: Seen) -> None:
        """seen: what is shown first."""
        super().__init__()
        named(self, "network_diagram", PICTURE, "The network as a picture")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(230, 130)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._choice = choice
        choice.pointed_changed.connect(self.update)
        self._seen = seen

    def sizeHint(self) -> QSize:
        return QSize(520, 300)

    def show_seen(self, seen: Seen) -> None:
        self._seen = seen
        self.setAccessibleDescription(picture_in_words(seen))
        self.update()

    def _layout(self) -> DiagramLayout:
        return DiagramLayout(self._seen, self.size(), self.fontMetrics().height())

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        layout, seen = self._layout(), self._seen
        with QPainter(self) as painter:
            self._paint_drawing(painter, seen, layout)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            # One call for all lines of one pen: each gives other threads a turn.
            for look, lines in groupby(sorted(layout.lines(), key=_look), _look):
                painter.setPen(_pen(theme.current().name, *look))
                painter.drawLines([QLineF(line.start, line.end) for line in lines])
            for column in layout.columns:
                self._paint_neurons(painter, seen, column)
                self._paint_names(painter, seen, column, layout.top)
            self._paint_pointed(painter, layout)

    def _paint_drawing(self, painter: QPainter, seen: Seen, layout: DiagramLayout) -> None:
        # Without smoothing, and on whole pixels: else it takes ten times as long.
        colors, place = theme.current(), layout.drawing
        gray = grays(seen.activations[0].reshape(28, 28))
        painter.drawImage(place, tinted(gray, colors.paper, colors.ink))
        painter.setPen(colors.edge)
        painter.drawRect(place)
        painter.setPen(colors.muted)
        high = layout.top - EDGE
        above = QRect(place.left() - 4, place.top() - high, place.width() + 100, high)
        name = "nothing drawn" if seen.is_blank else seen.drawn
        painter.drawText(above, Qt.AlignmentFlag.AlignVCenter, name)

    def _paint_neurons(self, painter: QPainter, seen: Seen, column: Column) -> None:
        colors, radius, numbers = theme.current(), column.radius, column.neurons.tolist()
        activations = finite(seen.activations[column.layer + 1][column.neurons, 0])
        if seen.is_blank:
            activations = np.zeros_like(activations)
        fills = [colors.below if a < 0 else colors.ink for a in activations.tolist()]
        activations = np.abs(activations) / seen.full_circle(column.layer)[0]
        delta = seen.deltas[column.layer] if seen.deltas else None
        if delta is not None:  # errors, relative to the layer's largest
            errors = finite(delta[column.neurons])
            fills = [colors.above if d > 0 else colors.below for d in errors]
            activations = np.abs(errors) / largest(finite(delta))
        small = QFont(self.font())
        digits = max(2, len(str(max(numbers, default=0))))
        small.setPixelSize(max(1, round(2 * NUMBER * radius / digits)))
        painter.setFont(small)
        is_output = column.layer == len(seen.network.weights) - 1
        for point, a, fill, number in zip(column.points, activations.tolist(), fills, numbers):
            ground = theme.mixed(colors.paper, fill, a)
            painter.setPen(QPen(colors.muted, 1))
            painter.setBrush(ground)
            painter.drawEllipse(point, radius, radius)
            if not is_output:  # an output's digit stands beside it
                painter.setPen(theme.text_on(ground))
                place = QRectF(point.x() - 2 * radius, point.y() - radius, 4 * radius, 2 * radius)
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(number))
        chosen = colors.accent if self.hasFocus() else colors.ink
        for point, neuron in zip(column.points, numbers):
            if (column.layer, neuron) in seen.off:
                pen = QPen(colors.ink, 1.5, Qt.PenStyle.DashLine)
                # Neurons that dropout leaves out stand close together.
                self._paint_ring(painter, point, radius - RING if seen.deltas else radius + 2, pen)
            if (column.layer, neuron) == seen.place:
                self._paint_ring(painter, point, radius, QPen(chosen, 2.5))

    @staticmethod
    def _paint_ring(painter: QPainter, point: QPointF, radius: float, pen: QPen) -> None:
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(point, radius + RING, radius + RING)

    def _paint_names(self, painter: QPainter, seen: Seen, column: Column, top: int) -> None:
        """Write a layer's name, how many neurons are not shown, and the outputs’ digits."""
        colors, number, font = theme.current(), column.layer + 1, QFont(self.font())
        is_output = number == len(seen.network.weights)
        painter.setFont(font)
        painter.setPen(colors.muted)
        whole, short = ("output", "out") if is_output else (f"layer {number}", str(number))
        names = [whole, short]
        if full := seen.full_circle(column.layer)[1]:
            names = [f"{whole}: full {full}", f"{short}: full {full}", f"{short}: {full}"]
        place = QRectF(column.place.left(), EDGE - 4, column.place.width(), top - EDGE)
        _write(painter, place, *names)
        if quiet := column.quiet:
            place.moveBottom(column.place.bottom())
            _write(painter, place, f"{quiet:,} more not shown", f"+{quiet:,}")
        if is_output:
            painter.setPen(colors.ink)
            apart = column.points[1].y() - column.points[0].y()
            font.setPixelSize(max(1, round(min(apart, QFontInfo(font).pixelSize()))))
            for digit, point in enumerate(column.points):
                font.setBold(digit in seen.verdict.digits and not seen.is_blank)
                painter.setFont(font)
                place = QRectF(point.x() + column.radius + 5, point.y() - 20, 40, 40)
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, str(digit))

    def _paint_pointed(self, painter: QPainter, layout: DiagramLayout) -> None:
        """Mark the neuron or the pixel that is pointed at in another view."""
        if self._choice.pointed is None:
            return
        layer, number = self._choice.pointed
        if layer == INPUT:
            frame_cell(painter, QRectF(layout.drawing), number)
        pen = QPen(theme.current().ink, 2, Qt.PenStyle.DotLine)
        for column in layout.columns:
            for neuron, point in zip(column.neurons.tolist(), column.points):
                if (column.layer, neuron) == (layer, number):
                    self._paint_ring(painter, point, column.radius + RING, pen)

    # Choosing.

    def explained_at(self, point: QPoint | None) -> str:
        """The name and the numbers of the neuron at a point, or of the chosen one."""
        place = self._seen.place if point is None else self._layout().at(point)
        return self._seen.words_about(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        tell_part(self, self.explained_at(event.position().toPoint()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if (place := self._layout().at(event.position().toPoint())) is not None:
            self._choice.choose(*place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        beside = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        below = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if not (beside or below):
            super().keyPressEvent(event)
            return
        columns, (layer, neuron) = self._layout().columns, self._seen.place
        place = columns[layer].neurons.tolist().index(neuron)
        column = columns[min(max(0, layer + beside), len(columns) - 1)]
        if below:
            place = min(max(0, place + below), len(column.points) - 1)
        else:  # the neuron beside it in the picture
            height = columns[layer].points[place].y()
            place = int(np.argmin([abs(point.y() - height) for point in column.points]))
        self._choice.choose(column.layer, int(column.neurons[place]))


def _write(painter: QPainter, place: QRectF, *texts: str) -> None:
    """Write the first text that fits into a place, or the last one."""
    room, advance = place.width() - 4, painter.fontMetrics().horizontalAdvance
    text = next((text for text in texts if advance(text) <= room), texts[-1])
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


def _look(line: Line) -> tuple[bool, int, bool]:
    """How a connection looks: whether it is the chosen neuron's, how much it carries, 0 to SHADES,
    and whether that is above 0. Those that carry most come last."""
    return line.is_of_chosen, round(SHADES * abs(line.part)), line.part > 0


@lru_cache(maxsize=8 * SHADES)
def _pen(_theme: str, is_strong: bool, shade: int, is_above: bool) -> QPen:
    """The pen of connections. _theme: the name of the one in use, as each has pens of its own."""
    colors, size = theme.current(), shade / SHADES
    color = colors.above if is_above else colors.below
    # Mixed with the page's colour: transparent lines take longer.
    if is_strong:
        return QPen(theme.mixed(colors.page, color, 0.3 + 0.7 * size), THINNEST + THICKEST * size)
    return QPen(theme.mixed(colors.page, color, 0.1 + 0.35 * size), THINNEST)
