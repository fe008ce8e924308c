"""The network as a picture: the drawing, the layers, the outputs, and what they send on."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.core.inside.explain import finite, weighted_sums
from digitpad.ui.drawing.painting import tinted
from digitpad.ui.inside.diagram_layout import (
    EDGE,
    Connections,
    Importance,
    LayerColumn,
    Places,
    columns,
    lines,
    most_rows,
)
from digitpad.ui.inside.pointing import Pointing
from digitpad.ui.inside.seen import INPUT, Choice, Place, Seen
from digitpad.ui.parts import theme
from digitpad.ui.parts.layouts import named
from digitpad.ui.parts.small_pictures import frame_cell, largest

NUMBER = 1.1  # height of a neuron's number of two digits, in its radii
RING = 3.0  # pixels from a neuron to the ring around it
THICKEST, THINNEST = 4.0, 1.2  # pixels of a line; of one pixel Qt takes four times as long
PALE = 0.35  # the part of their colour that lines have of neurons that are not chosen
LEVELS = 12  # of strength
NEAR = 14.0  # pixels from a neuron's middle that count as pointing at it

PICTURE_LINE = (
    "The darker a circle, the more active its neuron. Red lines add, blue lines subtract. A click "
    "chooses a neuron."
)
BLANK_LINE = "Nothing is drawn: the lines are weights, red above 0, blue below."
DELTA_LINE = "A circle’s colour is its neuron’s error δ: red above 0, blue below."
PICTURE = (
    "Circles are neurons, the darker the more active. A line is a weight times the activation that "
    "it carries; those of the chosen neuron are strong. Click a neuron, and all views are about "
    "it. (The book: chapter 1, The architecture of neural networks.)"
)


class NetworkDiagram(QWidget):
    """Answers every pen movement. A click or the arrow keys choose a neuron."""

    def __init__(self, choice: Choice) -> None:
        super().__init__()
        named(self, "network_diagram", PICTURE, "The network as a picture")
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
            for is_of_chosen in (False, True):  # those of the chosen neuron lie on top
                self._paint_input_lines(painter, seen, places, is_of_chosen)
                self._paint_lines(painter, seen, places, is_of_chosen)
            for column, points, radius in zip(self._columns, places.points, places.radii):
                self._paint_neurons(painter, seen, column, points, radius)
            self._paint_pointed(painter, seen, places)

    def _paint_lines(
        self, painter: QPainter, seen: Seen, places: Places, is_of_chosen: bool
    ) -> None:
        pens, shown = _pens(is_of_chosen), self._columns
        for place, (sign, level) in zip(self._lines.places, _kinds(self._lines.carries)):
            column, start, end = place  # weakest first
            ends = (
                (shown[column].layer, int(shown[column].neurons[start])),
                (shown[column + 1].layer, int(shown[column + 1].neurons[end])),
            )
            if (seen.place in ends) == is_of_chosen:
                painter.setPen(pens[sign][level])
                painter.drawLine(places.points[column][start], places.points[column + 1][end])

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

    def _paint_input_lines(
        self, painter: QPainter, seen: Seen, places: Places, is_of_chosen: bool
    ) -> None:
        """Paint a line from the drawing to each neuron of the first column, for all its pixels."""
        if not self._columns or self._columns[0].layer != 0 or seen.is_blank:
            return
        neurons = self._columns[0].neurons
        carried = weighted_sums(seen.network, seen.activations, 0, neurons)
        edge = QPointF(QRectF(places.drawing).right(), QRectF(places.drawing).center().y())
        pens = _pens(is_of_chosen)
        for neuron, point, kind in zip(neurons.tolist(), places.points[0], _kinds(carried)):
            if ((0, neuron) == seen.place) == is_of_chosen:
                painter.setPen(pens[kind[0]][kind[1]])
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
        usual, small = painter.font(), QFont(painter.font())
        numbers = column.neurons.tolist()
        digits = max(2, len(str(max(numbers, default=0))))
        small.setPixelSize(max(1, round(2 * NUMBER * radius / digits)))
        painter.setFont(small)
        for point, a, fill, number in zip(points, activations.tolist(), fills, numbers):
            ground = theme.mixed(colors.paper, fill, a)
            painter.setPen(QPen(colors.muted, 1))
            painter.setBrush(ground)
            painter.drawEllipse(point, radius, radius)
            if not is_output:  # an output's digit stands at its right
                painter.setPen(theme.text_on(ground))
                place = QRectF(point.x() - 2 * radius, point.y() - radius, 4 * radius, 2 * radius)
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(number))
        painter.setFont(usual)
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
                y, quiet = places.y(i, len(column.neurons) + 0.5), f"{column.folded:,}"
                texts = (f"{quiet} quiet ones not shown", f"{quiet} quiet ones", f"+{quiet}")
                if seen.is_blank:  # none is quieter than another
                    texts = (f"{quiet} not shown", f"{quiet} more", f"+{quiet}")
                self._write(painter, i, y - high / 2, *texts)
            is_output = column.layer == last
            name = "output" if is_output else f"layer {column.layer + 1}"
            if last == 1 and not is_output:
                name = f"{len(seen.network.weights[0]):,} hidden neurons"
            short = "out" if is_output else str(column.layer + 1)
            self._write(painter, i, EDGE - 4, name, f"layer {column.layer + 1}", short)
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


def _pens(is_strong: bool) -> dict[bool, list[QPen]]:
    """The pens of connections that carry more than 0 (True) or less, a pen a level."""
    colors, pens = theme.current(), {}
    for sign, color in ((True, colors.above), (False, colors.below)):
        parts = [(level + 0.5) / LEVELS for level in range(LEVELS)]
        # Mixed with the colour of the page: transparent lines take longer.
        pens[sign] = [
            QPen(theme.mixed(colors.page, color, 0.3 + 0.7 * part), THINNEST + THICKEST * part)
            if is_strong
            else QPen(theme.mixed(colors.page, color, 0.1 + PALE * part), THINNEST)
            for part in parts
        ]
    return pens


def picture_line(seen: Seen) -> str:
    """The line above the picture of the network."""
    if any(delta is not None for delta in seen.deltas or ()):
        return DELTA_LINE
    return BLANK_LINE if seen.is_blank else PICTURE_LINE
