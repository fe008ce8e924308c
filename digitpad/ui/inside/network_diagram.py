"""The network as a picture: the drawing, the layers with the outputs, and their connections."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.core.inside.explain import finite, reach, weighted_sums
from digitpad.ui.inside.choice import INPUT, Choice, Place
from digitpad.ui.inside.inside_view import Seen
from digitpad.ui.parts import theme
from digitpad.ui.parts.layouts import named
from digitpad.ui.parts.small_pictures import frame_cell, grays, largest, tinted

MOST_NEURONS, MOST_LINES = 40, 220  # in a layer; between all layers
EDGE = 8  # pixels around
# In lines of text: height of names above, width of the outputs' digits, distance of neurons.
NAMES, LABELS, ROW = 1.2, 1.6, 0.8
DRAWING, DRAWING_GAP = 112, 52  # pixels of the drawing's side, and between it and the first column
LARGEST, SMALLEST = 11.0, 2.5  # pixels of a neuron's radius
NUMBER = 1.1  # height of a number of two digits in a neuron, in radii
RING = 3.0  # pixels from a neuron to the ring around it
THICKEST, THINNEST = 4.0, 1.2  # pixels of a line; Qt takes four times as long for one pixel
NEAR = 14.0  # pixels from a neuron's middle within which it is pointed at

FILLS = {  # what the fill of a hidden neuron's circle means
    "σ": "The fuller a circle, the more active its neuron.",
    "tanh": "Circles fill with the activation: ink above 0, blue below.",
    "relu": "A full circle has its layer’s largest activation, written above.",
}
LINES = "Red lines add, blue lines subtract. A click chooses a neuron."
BLANK_LINE = "Nothing is drawn: the lines are weights, red above 0, blue below."
DELTA_LINE = "A circle’s colour is its neuron’s error δ: red above 0, blue below."
PICTURE = (
    "Circles are neurons, the fuller the more active. A line is a weight times an activation; the "
    "chosen neuron’s are strong. Click a neuron, and all views are about it. (The book: chapter "
    "1, The architecture of neural networks.)"
)


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A layer in the picture. Layer 0 is the first after the input.

    neurons: the indices of those that are shown, (n,). quiet: how many are not shown; the last row
    of the column says so. place: the column's rectangle. points: the neurons' middles; if they are
    close, every other one stands further right. radius: of a neuron, in pixels.
    """

    layer: int
    neurons: NDArray[np.intp]
    quiet: int
    place: QRectF
    points: list[QPointF]
    radius: float


@dataclass(frozen=True, slots=True)
class Line:
    """A connection. part: weight times activation, -1 to 1, relative to its layers' strongest."""

    start: QPointF
    end: QPointF
    part: float
    is_of_chosen: bool


class NetworkDiagram(QWidget):
    """The picture. A click or the arrow keys choose a neuron."""

    def __init__(self, choice: Choice, seen: Seen) -> None:
        """seen: the first moment."""
        super().__init__()
        named(self, "network_diagram", PICTURE, "The network as a picture")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(230, 130)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._choice = choice
        choice.pointed_changed.connect(self.update)
        self._seen = seen

    def sizeHint(self) -> QSize:
        return QSize(520, 300)

    def show_seen(self, seen: Seen) -> None:
        """Show another moment."""
        self._seen = seen
        said = "nothing is drawn"
        if not seen.is_blank:
            said = f"{seen.drawn}: the most active output is {int(seen.activations[-1].argmax())}"
            for layer in range(len(seen.network.weights)):
                _, written = _full_circle(seen, layer)
                said += f"; full circles of layer {layer + 1}: {written}" if written else ""
        sizes = "-".join(map(str, seen.network.sizes))
        self.setAccessibleDescription(f"{sizes}; {said}; chosen: {seen.name_of(*seen.place)}")
        self.update()

    # Layout.

    @property
    def _top(self) -> float:
        """The y of the columns, below their names."""
        return EDGE + int(NAMES * self.fontMetrics().height())

    @property
    def _place_of_drawing(self) -> QRect:
        top = self._top
        side = int(min(DRAWING, 0.24 * self.width(), self.height() - EDGE - top))
        return QRect(EDGE, (self.height() + int(top) - EDGE - side) // 2, side, side)

    @np.errstate(over="ignore")  # nothing bounds the activations of relu
    def _columns(self, seen: Seen) -> list[Column]:
        """All layers, with the neurons that matter most for this drawing, and the chosen one."""
        line, last = self.fontMetrics().height(), len(seen.network.weights) - 1
        height = self.height() - EDGE - self._top
        rows = max(4, min(MOST_NEURONS, int(height / (ROW * line))))
        left = self._place_of_drawing.right() + 1 + DRAWING_GAP
        right = self.width() - EDGE - int(LABELS * line) - LARGEST
        apart = (right - left) / last if last else right - left
        columns = []
        for layer in range(last + 1):
            count = len(seen.network.weights[layer])
            neurons = np.arange(count)
            if layer < last and count > rows:
                sent = finite(np.abs(seen.sent(layer)) * reach(seen.network, layer))
                # Neurons that are off come first, after the chosen one. Dropout leaves out too
                # many for that, so they are treated like the others.
                off = [neuron for its_layer, neuron in seen.off if its_layer == layer]
                if seen.deltas and off:
                    sent = reach(seen.network, layer)
                else:
                    sent[off] = np.finfo(sent.dtype).max
                if seen.layer == layer:
                    sent[seen.neuron] = np.inf
                # One row says how many are not shown. Sorted, so that neurons keep their order.
                neurons = np.sort(np.argpartition(-sent, rows - 2)[: rows - 1])
            quiet = count - len(neurons)
            step = height / (len(neurons) + 2 * (quiet > 0))
            is_staggered = step < 2 * LARGEST + 1 and layer < last  # digits stand beside outputs
            most = min(LARGEST, apart / 5 if last else LARGEST)
            radius = max(SMALLEST, min(most, (0.9 if is_staggered else 0.45) * step))
            aside = radius + 2 if is_staggered else 0.0
            x = right - apart * (last - layer)
            place = QRectF(x - apart / 2, self._top, apart, height)
            points = [
                QPointF(x + (aside if i % 2 else -aside), self._top + step * (i + 0.5))
                for i in range(len(neurons))
            ]
            columns.append(Column(layer, neurons, quiet, place, points, radius))
        return columns

    @np.errstate(over="ignore", invalid="ignore")  # weights may be infinite
    def _lines(self, seen: Seen, columns: Sequence[Column]) -> list[Line]:
        """The strongest connections in rising order; those of the chosen neuron come last."""
        lines, first = [], columns[0]
        if not seen.is_blank:  # one line from the whole drawing to each neuron
            sums = weighted_sums(seen.network, seen.activations, 0, first.neurons)
            place = QRectF(self._place_of_drawing)
            edge = QPointF(place.right(), place.center().y())
            for neuron, point, part in zip(first.neurons.tolist(), first.points, _parts(sums)):
                lines.append(Line(edge, point, part, (0, neuron) == seen.place))
        for before, after in zip(columns, columns[1:]):
            weights = seen.network.weights[after.layer][np.ix_(after.neurons, before.neurons)]
            carries = (weights * seen.sent(before.layer)[before.neurons]).reshape(-1)
            most = min(MOST_LINES // (len(columns) - 1), carries.size)
            strongest = np.argpartition(-np.abs(carries), most - 1)[:most]
            for at, part in zip(strongest.tolist(), _parts(carries[strongest])):
                end, start = divmod(at, len(before.neurons))
                ends = (before.layer, before.neurons[start]), (after.layer, after.neurons[end])
                points = before.points[start], after.points[end]
                lines.append(Line(*points, part, seen.place in ends))
        return sorted(lines, key=lambda line: (line.is_of_chosen, abs(line.part)))

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        seen = self._seen
        columns = self._columns(seen)
        with QPainter(self) as painter:
            self._paint_drawing(painter, seen)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for line in self._lines(seen, columns):
                painter.setPen(_pen(line.part, line.is_of_chosen))
                painter.drawLine(line.start, line.end)
            for column in columns:
                self._paint_neurons(painter, seen, column)
                self._paint_names(painter, seen, column)
            self._paint_pointed(painter, columns)

    def _paint_drawing(self, painter: QPainter, seen: Seen) -> None:
        # Without smoothing, and on whole pixels: else it takes ten times as long.
        colors, place = theme.current(), self._place_of_drawing
        gray = grays(seen.activations[0].reshape(28, 28))
        painter.drawImage(place, tinted(gray, colors.paper, colors.ink))
        painter.setPen(colors.edge)
        painter.drawRect(place)
        painter.setPen(colors.muted)
        high = int(self._top) - EDGE
        above = QRect(place.left() - 4, place.top() - high, place.width() + 100, high)
        name = "nothing drawn" if seen.is_blank else seen.drawn
        painter.drawText(above, Qt.AlignmentFlag.AlignVCenter, name)

    def _paint_neurons(self, painter: QPainter, seen: Seen, column: Column) -> None:
        colors, radius, numbers = theme.current(), column.radius, column.neurons.tolist()
        activations = finite(seen.activations[column.layer + 1][column.neurons, 0])
        if seen.is_blank:
            activations = np.zeros_like(activations)
        fills = [colors.below if a < 0 else colors.ink for a in activations.tolist()]
        activations = np.abs(activations) / _full_circle(seen, column.layer)[0]
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

    def _paint_names(self, painter: QPainter, seen: Seen, column: Column) -> None:
        """Write a layer's name, how many neurons are not shown, and the outputs’ digits."""
        colors, number, font = theme.current(), column.layer + 1, QFont(self.font())
        is_output = number == len(seen.network.weights)
        painter.setFont(font)
        painter.setPen(colors.muted)
        whole, short = ("output", "out") if is_output else (f"layer {number}", str(number))
        names = [whole, short]
        if full := _full_circle(seen, column.layer)[1]:
            names = [f"{whole}: full {full}", f"{short}: full {full}", f"{short}: {full}"]
        self._write(painter, column.place, EDGE - 4, *names)
        if quiet := column.quiet:
            y = column.place.bottom() + EDGE - self._top
            self._write(painter, column.place, y, f"{quiet:,} more not shown", f"+{quiet:,}")
        if is_output:
            painter.setPen(colors.ink)
            for digit, point in enumerate(column.points):
                font.setBold(digit in seen.verdict.digits and not seen.is_blank)
                painter.setFont(font)
                place = QRectF(point.x() + column.radius + 5, point.y() - 20, 40, 40)
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, str(digit))

    def _write(self, painter: QPainter, column: QRectF, y: float, *texts: str) -> None:
        """Write above or below a column: the first text that fits, or the last one."""
        room, advance = column.width() - 4, painter.fontMetrics().horizontalAdvance
        text = next((text for text in texts if advance(text) <= room), texts[-1])
        place = QRectF(column.left(), y, column.width(), self._top - EDGE)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_pointed(self, painter: QPainter, columns: Sequence[Column]) -> None:
        """Mark the neuron or the pixel that is pointed at in another view."""
        if self._choice.pointed is None:
            return
        layer, number = self._choice.pointed
        if layer == INPUT:
            frame_cell(painter, QRectF(self._place_of_drawing), number)
        pen = QPen(theme.current().ink, 2, Qt.PenStyle.DotLine)
        for column in columns:
            for neuron, point in zip(column.neurons.tolist(), column.points):
                if (column.layer, neuron) == (layer, number):
                    self._paint_ring(painter, point, column.radius + RING, pen)

    # Choosing.

    def explained_at(self, point: QPoint | None) -> str:
        """The name and the numbers of the neuron at a point, or of the chosen one."""
        return self._seen.words_about(self._seen.place if point is None else self._at(point))

    def _at(self, point: QPoint) -> Place | None:
        """The neuron at a point, if there is one."""
        columns = self._columns(self._seen)
        for column in columns:
            # The digit beside an output belongs to it.
            across = 2 * NEAR if column is columns[-1] else NEAR
            for neuron, middle in zip(column.neurons.tolist(), column.points):
                away = QPointF(point) - middle
                if abs(away.x()) <= across and abs(away.y()) <= min(NEAR, column.radius + 4):
                    return column.layer, neuron
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if (place := self._at(event.position().toPoint())) is not None:
            self._choice.choose(*place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        beside = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        below = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if not (beside or below):
            super().keyPressEvent(event)
            return
        columns, (layer, neuron) = self._columns(self._seen), self._seen.place
        place = columns[layer].neurons.tolist().index(neuron)
        column = columns[min(max(0, layer + beside), len(columns) - 1)]
        if below:
            place = min(max(0, place + below), len(column.points) - 1)
        else:  # the neuron beside it in the picture
            height = columns[layer].points[place].y()
            place = int(np.argmin([abs(point.y() - height) for point in column.points]))
        self._choice.choose(column.layer, int(column.neurons[place]))


def _full_circle(seen: Seen, layer: int) -> tuple[float, str]:
    """The activation that fills a circle of a layer, and its text above the layer.

    It is the bound of the activations, without a text, or the largest one if nothing bounds them
    (relu), or if one is larger (after dropout).
    """
    bound = seen.network.kind_of(layer).bounds[1]
    activations = finite(seen.activations[layer + 1])
    most = largest(activations)
    if most <= bound < np.inf:
        return bound, ""
    has_others = seen.is_blank or (seen.deltas and seen.deltas[layer] is not None)
    return most, "" if has_others or not activations.any() else f"{most:.3g}"


def _parts(carries: NDArray[np.floating]) -> list[float]:
    """Values relative to the largest absolute one, -1 to 1; 0 for one that is no number."""
    values = finite(carries)
    parts: list[float] = (values / (np.abs(values).max(initial=0.0) or 1.0)).tolist()
    return parts


def _pen(part: float, is_strong: bool) -> QPen:
    """The pen of a connection. part: as in Line. is_strong: whether it is the chosen neuron's."""
    colors, size = theme.current(), abs(part)
    color = colors.above if part > 0 else colors.below
    # Mixed with the page's colour: transparent lines take longer.
    if is_strong:
        return QPen(theme.mixed(colors.page, color, 0.3 + 0.7 * size), THINNEST + THICKEST * size)
    return QPen(theme.mixed(colors.page, color, 0.1 + 0.35 * size), THINNEST)


def picture_line(seen: Seen) -> str:
    """The line above the picture of the network."""
    if any(delta is not None for delta in seen.deltas):
        return DELTA_LINE
    return BLANK_LINE if seen.is_blank else f"{FILLS[seen.network.kind.symbol]} {LINES}"
