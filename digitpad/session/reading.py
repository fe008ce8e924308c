"""A reading: what a network makes of a drawing."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from digitpad.core.damage import Damaging
from digitpad.core.inside.explain import Kind, Verdict, activations_of, verdict_on
from digitpad.core.network import Network
from digitpad.session.drawing import DrawingBoard, TestDigit

# Milliseconds between two readings while the pen moves, as a mouse may report faster than any
# screen can show, and a network that trains needs the core.
READ_EVERY = 8


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What a network made of an image.

    image: float32 (28, 28), paper 0, ink 1; it is damaged if there is a `damage`. activations: of
    every layer, the input first, each (neurons, 1). test_digit: which labelled image it is, if it
    is one. form: SEVERAL for figures side by side, DOT for a mere dot. edge_ink: as a picture's.
    """

    network: Network
    image: NDArray[np.float32]
    activations: tuple[NDArray[np.floating], ...]
    test_digit: TestDigit | None = None
    form: Kind | None = None
    damage: Damaging | None = None
    edge_ink: float = 0.0

    @property
    def outputs(self) -> NDArray[np.floating]:
        """The ten output activations, (10,)."""
        return self.activations[-1][:, 0]

    @property
    def digit(self) -> int:
        """The digit with the most active output; the first of several, as in an accuracy."""
        return int(self.outputs.argmax())

    @property
    def verdict(self) -> Verdict:
        """What the outputs say."""
        return verdict_on(self.outputs, self.form)


class Reader(QObject):
    """Reads the drawing whenever it changes, or the network does.

    `reading` is the last one; None while the canvas is blank.
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
        self._image = board.drawing.image()
        self._has_moved = False  # since the last reading
        self._rest = QTimer(self, singleShot=True)
        self._rest.setInterval(READ_EVERY)
        self._rest.timeout.connect(self._end_rest)
        board.changed.connect(self._follow_pen)

    def read_again(self) -> None:
        """Read the same image with the present network."""
        if not self._board.is_blank():
            self._read_image()

    def read_damaged(self, damage: Damaging | None) -> None:
        """Read the drawing as it looks with this damage; None: as it is. The drawing stays."""
        self.damage = damage
        self._read_drawing()

    def _follow_pen(self) -> None:
        self._has_moved = self._board.pen_is_down and self._rest.isActive()
        if not self._has_moved:
            self._read_drawing()

    def _end_rest(self) -> None:
        if self._has_moved:
            self._read_drawing()

    def _read_drawing(self) -> None:
        self._has_moved = False
        self._rest.start()
        if self._board.is_blank():
            self.reading = None
            self.read.emit(None)
        else:
            self._image = self._board.drawing.image()
            if self.damage is not None:
                digit = self._board.drawing.test_digit
                number = None if digit is None else np.array([digit.index])
                self._image = self.damage.of(self._image[None], number)[0]
            self._read_image()

    def _read_image(self) -> None:
        network = self._network()
        activations = activations_of(network, self._image.reshape(784, 1))
        drawing = self._board.drawing
        # Without the stroke under way: a 4 may look like two figures until its second stroke is
        # long enough.
        form = Kind.DOT if drawing.is_dot() else None
        if self._board.settled_drawing.is_side_by_side():
            form = Kind.SEVERAL
        edge_ink = 0.0 if drawing.picture is None else drawing.picture.edge_ink
        self.reading = Reading(
            network, self._image, activations, drawing.test_digit, form, self.damage, edge_ink
        )
        self.read.emit(self.reading)
