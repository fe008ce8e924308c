"""The reader: reads the drawing whenever it or the network changes."""

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from digitpad.core.damage import Damaging
from digitpad.core.inside.explain import activations_of
from digitpad.core.network import Network
from digitpad.core.verdict import Kind
from digitpad.session.board import DrawingBoard
from digitpad.session.drawing import Drawing
from digitpad.session.reading import Reading

# Milliseconds between two readings while the pen moves: a mouse may report faster than any screen
# can show, and a network that trains needs the core. A long reading, as of a stroke of thousands of
# points, rests as long as it took.
READ_EVERY = 8


class Reader(QObject):
    """Reads the drawing whenever it changes, or the network does.

    reading: the last one, of the chosen figure in a number; None while the canvas is blank.
    """

    read = Signal(object)
    """Carries a Reading, or None."""

    def __init__(
        self,
        board: DrawingBoard,
        network: Callable[[], Network],
        parent: QObject,
    ) -> None:
        """network: returns the network in use; called only if there is something to read."""
        super().__init__(parent)
        self.reading: Reading | None = None
        self.damage: Damaging | None = None
        self._board, self._network = board, network
        self._chosen = -1  # the index of the chosen figure; -1 for the last
        self._settled: Drawing | None = None  # of which it is known whether
        self._is_number = False  # it has several figures
        self._has_moved = False  # since the last reading
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._end_rest)
        board.changed.connect(self._follow_pen)

    def read_again(self) -> None:
        """Read the drawing with the present network."""
        if not self._board.is_blank():
            self._read_drawing()

    def read_damaged(self, damage: Damaging | None) -> None:
        """Read the drawing with this damage, until None ends it. The drawing itself stays."""
        if damage != self.damage:
            self.damage = damage
            self._read_drawing()

    def choose(self, place: int) -> None:
        """Choose this figure of a number, from 0, until the drawing changes."""
        self._chosen = place
        self._read_drawing()

    def _follow_pen(self) -> None:
        self._chosen = -1
        self._has_moved = self._board.pen_is_down and self._rest.isActive()
        if not self._has_moved:
            self._read_drawing()

    def _end_rest(self) -> None:
        if self._has_moved:
            self._read_drawing()

    def _read_drawing(self) -> None:
        began = time.perf_counter()
        self._read_now()
        took = round(1000 * (time.perf_counter() - began))
        self._has_moved = False
        self._rest.start(max(READ_EVERY, took))

    def _read_now(self) -> None:
        if self._board.is_blank():
            self.reading = None
            self.read.emit(None)
            return
        network, drawing = self._network(), self._board.drawing
        # Figures without the stroke under way: a 4 may look like two until its second stroke is
        # long enough.
        settled = self._board.settled_drawing
        if settled is not self._settled:  # it changes only when the pen is lifted
            self._settled, self._is_number = settled, len(settled.figures()) > 1
        figures = drawing.figures() if self._is_number else (drawing,)
        readings = [self._read(network, figure, place) for place, figure in enumerate(figures)]
        self.reading = readings[self._chosen]
        if len(readings) > 1:
            self.reading = replace(self.reading, figures=tuple(readings))
        self.read.emit(self.reading)

    def _read(self, network: Network, figure: Drawing, place: int) -> Reading:
        image, known, picture = figure.image(), figure.test_digit, figure.picture
        if self.damage is not None:
            number = None if known is None else np.array([known.index])
            image = self.damage.of(image[None], number)[0]
        form = Kind.DOT if figure.is_dot() else None
        if picture is not None and picture.is_side_by_side:
            form = Kind.SEVERAL
        activations = activations_of(network, image.reshape(784, 1))
        edge_ink = 0.0 if picture is None else picture.edge_ink
        damage = self.damage
        return Reading(network, image, activations, known, form, damage, edge_ink, place=place)
