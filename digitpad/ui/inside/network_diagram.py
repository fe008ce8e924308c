"""The network as a picture: the drawing, the layers, the outputs, and what they send on."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from digitpad.core.inside.explain import finite, weighted_sums
from digitpad.ui.drawing.painting import tinted
from digitpad.ui.inside.diagram_layout import Connections, Importance, LayerColumn, columns, lines
from digitpad.ui.inside.diagram_places import EDGE, Places, most_rows
from digitpad.ui.inside.pointing import Pointing
from digitpad.ui.inside.seen import INPUT, Choice, Place, Seen
from digitpad.ui.inside.views import InsideView
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.small_pictures import frame_cell, largest

NUMBER = 0.8  # size of a neuron's number, as a part of the usual one
RING = 3.0  # pixels from a neuron to the ring around it
THICKEST, THINNEST = 5.0, 1.2  # pixels of a line; of one pixel Qt takes four times as long
LEVELS = 12  # of strength
SMOOTH_FROM = 3  # the first level whose lines have smooth edges, which take several times as long
NEAR = 14.0  # pixels from a neuron's middle that count as pointing at it

PICTURE_LINE = "A circle fills with ink as its neuron is active; red lines add, blue subtract."
BLANK_LINE = "Nothing is drawn: the lines are weights, red above 0, blue below."
DELTA_LINE = "A circle’s colour is its neuron’s error δ: red above 0, blue below."
PICTURE = (
    "A circle is a neuron: the more ink, the higher its activation a = σ(z), from 0 to 1. A line"
    " is a weight times the activation that it carries for this drawing: red adds to the next z,"
    " blue subtracts. Quiet neurons may be left out. (The book: chapter 1, The architecture of "
    "neural networks.)"
)


class NetworkDiagram(InsideView):
    """Answers every pen movement. A click or the arrow keys choose a neuron."""

    def __init__(self, choice: Choice) -> None:
        super().__init__("network_diagram", "The network as a picture")
        explain(
            self,
            "Circles are neurons, lines are weights times activations. Click a neuron, and all "
            "views are about it.",
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(230, 130)
        self._choice = choice
        choice.pointed_changed.connect(self.update)
        self._seen: Seen | None = None
        self._pointing = Pointing(self, self, choice, lambda: self._seen, self._at)
        self._importance = Importance()
        self._columns: list[LayerColumn] = []
        self._lines = Connections([], np.zeros(0))
        self._places = Places(QSize(), (), 0)

    def sizeHint(self) -> QSize:
        return QSize(520, 300)

    def look(self, seen: Seen) -> None:
        """Show another network, drawing or neuron."""
        self._seen = seen
        line = self.fontMetrics().height()
        self._columns = columns(seen, self._importance, most_rows(self.height(), line))
        self._lines = lines(seen, self._columns)
        self._places = Places(self.size(), self._columns, line)
        said = "nothing is drawn"
        if not seen.is_blank:
            said = f"the most active output is {int(seen.activations[-1][:, 0].argmax())}"
        hidden = [str(shown.layer + 1) for shown in self._columns[:-1]]
        if len(hidden) < len(seen.network.sizes) - 2:  # some are folded
            said = f"{said}; shown: hidden layers {', '.join(hidden)}"
        self.setAccessibleDescription(
            f"{'-'.join(map(str, seen.network.sizes))}; {said}; chosen: {seen.name_of(*seen.place)}"
        )
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._seen is not None:
            self.look(self._seen)

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        seen, places = self._seen, self._places
        if seen is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_names(painter, seen)
            self._paint_drawing(painter, seen, places.drawing)
            self._paint_input_lines(painter, seen, places)
            self._paint_lines(painter, places)
            for column, points, radius in zip(self._columns, places.points, places.radii):
                self._paint_neurons(painter, seen, column, points, radius)
            self._paint_pointed(painter, seen, places)

    def _paint_lines(self, painter: QPainter, places: Places) -> None:
        pens, carries = _pens(), self._lines.carries
        for place, (sign, level) in zip(self._lines.places, _kinds(carries)):  # weakest first
            column, start, end = place
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, level >= SMOOTH_FROM)
            painter.setPen(pens[sign][level])
            painter.drawLine(places.points[column][start], places.points[column + 1][end])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    @staticmethod
    def _paint_drawing(painter: QPainter, seen: Seen, place: QRect) -> None:
        colors = theme.current()
        # Without smoothing, and on whole pixels; otherwise it takes ten times as long.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawImage(place, tinted(seen.gray, colors.paper, colors.ink))
        painter.setPen(colors.edge)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_input_lines(self, painter: QPainter, seen: Seen, places: Places) -> None:
        """Paint a line from the drawing to each neuron of the first column, for all its pixels."""
        if not self._columns or self._columns[0].layer != 0 or seen.is_blank:
            return
        column = self._columns[0]
        carried = weighted_sums(seen.network, seen.activations, 0, column.neurons)
        edge = QPointF(QRectF(places.drawing).right(), QRectF(places.drawing).center().y())
        pens = _pens()
        for point, (sign, level) in zip(places.points[0], _kinds(carried)):
            painter.setPen(pens[sign][level])
            painter.drawLine(edge, point)

    def _paint_neurons(
        self,
        painter: QPainter,
        seen: Seen,
        column: LayerColumn,
        points: list[QPointF],
        radius: float,
    ) -> None:
        colors = theme.current()
        activations = finite(seen.activations[column.layer + 1][column.neurons, 0])
        if seen.is_blank:
            activations = np.zeros_like(activations)
        is_output = column.layer == len(seen.network.weights) - 1
        fills = [colors.ink] * len(points)
        delta = seen.deltas[column.layer] if seen.deltas else None
        if delta is not None:  # the sign of the error, beside the largest of the layer
            errors = finite(delta[column.neurons])
            fills = [colors.above if d > 0 else colors.below for d in errors]
            activations = np.abs(errors) / largest(finite(delta))
        painter.setPen(QPen(colors.muted, 1))
        for point, a, fill in zip(points, activations.tolist(), fills):
            painter.setBrush(theme.mixed(colors.paper, fill, a))
            painter.drawEllipse(point, radius, radius)
        if not is_output:  # an output's digit stands at its right
            self._paint_numbers(painter, column, points, radius)
        off = QPen(colors.ink, 1.5, Qt.PenStyle.DashLine)
        for point, neuron in zip(points, column.neurons.tolist()):
            if (column.layer, neuron) in seen.off:
                self._paint_ring(painter, point, radius + 2, off)
        if column.layer == seen.layer:
            place = column.neurons.tolist().index(seen.neuron)
            color = colors.accent if self.hasFocus() else colors.ink
            self._paint_ring(painter, points[place], radius, QPen(color, 2.5))
        if is_output and not seen.is_blank:
            font = painter.font()
            bold = QFont(font)
            bold.setBold(True)
            painter.setFont(bold)
            painter.setPen(colors.ink)
            for digit in seen.verdict.digits:  # over the same in thin type
                self._write_digit(painter, digit, points[digit], radius)
            painter.setFont(font)

    def _paint_numbers(
        self, painter: QPainter, column: LayerColumn, points: list[QPointF], radius: float
    ) -> None:
        """Write each neuron's number at its left, on a ground that hides the lines."""
        colors, usual = theme.current(), painter.font()
        small = QFont(usual)
        small.setPixelSize(round(NUMBER * painter.fontInfo().pixelSize()))
        painter.setFont(small)
        painter.setPen(colors.ink)
        metrics = painter.fontMetrics()
        for point, number in zip(points, column.neurons.tolist()):
            width = metrics.horizontalAdvance(str(number)) + 2
            left, high = point.x() - radius - RING - 2 - width, metrics.ascent()
            place = QRectF(left, point.y() - high / 2, width, high)
            painter.fillRect(place, colors.paper)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(number))
        painter.setFont(usual)

    @staticmethod
    def _paint_ring(painter: QPainter, point: QPointF, radius: float, pen: QPen) -> None:
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(point, radius + RING, radius + RING)

    def _paint_pointed(self, painter: QPainter, seen: Seen, places: Places) -> None:
        """Mark the neuron, or the pixel of the drawing, that is pointed at in another view."""
        if self._choice.pointed is None:
            return
        layer, number = self._choice.pointed
        if layer == INPUT and number < 784:
            frame_cell(painter, QRectF(places.drawing), (28, 28), number)
        pen = QPen(theme.current().ink, 2, Qt.PenStyle.DotLine)
        for column, points, radius in zip(self._columns, places.points, places.radii):
            if column.layer == layer and number in (shown := column.neurons.tolist()):
                self._paint_ring(painter, points[shown.index(number)], radius + RING, pen)

    def _paint_names(self, painter: QPainter, seen: Seen) -> None:
        """Write the names of the drawing, the layers and the outputs."""
        colors, places = theme.current(), self._places
        place, last = places.drawing, len(seen.network.weights) - 1
        painter.setPen(colors.muted)
        high = places.names
        above = QRectF(place.left() - 4, place.top() - high, place.width() + 100, high)
        name = "nothing drawn" if seen.is_blank else seen.drawn
        painter.drawText(above, Qt.AlignmentFlag.AlignVCenter, name)
        for i, column in enumerate(self._columns):
            if column.folded:
                y, quiet = places.y(i, len(column.neurons)), f"{column.folded:,}"
                texts = (f"{quiet} quiet ones not shown", f"{quiet} quiet ones", f"+{quiet}")
                if seen.is_blank:  # none is quieter than another
                    texts = (f"{quiet} not shown", f"{quiet} more", f"+{quiet}")
                self._write(painter, i, y - high / 2, *texts)
            is_output = column.layer == last
            name = "output" if is_output else f"layer {column.layer + 1}"
            short = "out" if is_output else str(column.layer + 1)
            self._write(painter, i, EDGE - 4, name, short)
            between = column.layer - self._columns[i - 1].layer - 1 if i else 0
            if between:
                folded = f"+ {between} layer{'s' * (between > 1)}"
                self._write(painter, i - 0.5, self.height() / 2, folded, f"+{between}")
            if is_output:
                painter.setPen(colors.ink)
                for digit, point in enumerate(places.points[i]):
                    self._write_digit(painter, digit, point, places.radii[i])

    def _write_digit(self, painter: QPainter, digit: int, point: QPointF, radius: float) -> None:
        """Write a digit beside its output."""
        place = QRectF(point.x() + radius + 5, point.y() - 20, self._places.labels, 40)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, str(digit))

    def _write(self, painter: QPainter, i: float, y: float, *texts: str) -> None:
        """Write at a column, or between two: the first of the texts, the shorter ones last, that
        fits, if any."""
        apart, x = self._places.apart, self._places.x(i)
        for words in texts:
            if painter.fontMetrics().horizontalAdvance(words) <= apart - 4:
                place = QRectF(x - apart / 2, y, apart, self._places.names)
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)
                return

    # Choosing.

    def explained_at(self, point: QPoint | None) -> str:
        """The name and the numbers of the neuron at a point."""
        return self._pointing.explained_at(point)

    def _at(self, point: QPointF) -> Place | None:
        """The layer and the number of the neuron at this point, if there is one."""
        places = self._places
        for column, points, radius in zip(self._columns, places.points, places.radii):
            is_output = column is self._columns[-1]
            across = NEAR + self._places.labels * is_output
            for neuron, middle in zip(column.neurons.tolist(), points):
                away = point - middle
                if abs(away.x()) <= across and abs(away.y()) <= min(NEAR, radius + 4):
                    return column.layer, neuron
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        seen = self._seen
        moves = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        move = moves.get(Qt.Key(event.key()))
        if seen is None or move is None:
            super().keyPressEvent(event)
            return
        chosen = seen.at(self._choice.layer, self._choice.neuron)
        if chosen.place != seen.place:
            seen = chosen
            self.look(seen)  # keys may come faster than refreshes
        layers = [column.layer for column in self._columns]
        i = layers.index(seen.layer)
        neurons = self._columns[i].neurons.tolist()
        place = neurons.index(seen.neuron)
        if not move[0]:
            place = min(max(0, place + move[1]), len(neurons) - 1)
            self._choice.choose(seen.layer, int(neurons[place]))
            return
        target = min(max(0, seen.layer + move[0]), layers[-1])
        if target in layers:  # to the neuron beside it in the picture
            points, j = self._places.points, layers.index(target)
            distances = [abs(point.y() - points[i][place].y()) for point in points[j]]
            self._choice.choose(target, int(self._columns[j].neurons[int(np.argmin(distances))]))
        else:  # into a folded layer, to its most important neuron
            self._choice.choose(target, int(self._importance.of(seen, target).argmax()))


def _kinds(carries: NDArray[np.floating]) -> list[tuple[bool, int]]:
    """Of connections whether they carry more than 0, and their strength beside the strongest.

    That is a level from 0 to LEVELS - 1; what carries no number is as faint as what carries 0.
    """
    sizes = finite(np.abs(carries))
    parts = sizes / (sizes.max(initial=0.0) or 1.0)
    levels = np.minimum(LEVELS * parts, LEVELS - 1).astype(int)
    return list(zip((carries > 0).tolist(), levels.tolist()))


def _pens() -> dict[bool, list[QPen]]:
    """The pens of connections that carry more than 0 (True) or less, a pen a level."""
    colors, pens = theme.current(), {}
    for sign, color in ((True, colors.above), (False, colors.below)):
        parts = [(level + 0.5) / LEVELS for level in range(LEVELS)]
        # Mixed with the colour of paper: transparent lines take longer.
        pens[sign] = [
            QPen(theme.mixed(colors.paper, color, 0.2 + 0.8 * part), max(THINNEST, THICKEST * part))
            for part in parts
        ]
    return pens


def picture_line(seen: Seen) -> str:
    """The line above the picture of the network."""
    if any(delta is not None for delta in seen.deltas or ()):
        return DELTA_LINE
    return BLANK_LINE if seen.is_blank else PICTURE_LINE
