"""Distorts the training data anew for every epoch, in a thread ahead of training.

Distorting 50,000 digits takes longer than teaching them to a small network. So another thread does
it, some blocks of mini-batches ahead; while NumPy computes, both threads can work. If no block is
ready when training asks for one, training does not wait but distorts some digits itself.
"""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core.data.augment import CHUNK, Distorter
from digitpad.core.data.dataset import pixels
from digitpad.core.ink import SIDE

Block = tuple[NDArray[Any], NDArray[np.floating]]

AHEAD = 4000  # examples that wait at most: about what is made while a monitor measures
PIECE = CHUNK  # examples made at a time, about


@dataclass(slots=True)
class _Piece:
    """Examples to distort in one go, given by their rows `chosen`.

    Each piece has its own generator, so that it comes out the same from either thread.
    """

    chosen: NDArray[np.intp]
    rng: np.random.Generator
    made: Future[Block]


class DistortedData:
    """Blocks of distorted examples, epoch after epoch; `close` ends the thread that makes them.

    inputs: (n, 784), bytes 0 to 255 or floats 0 to 1; targets: (n, outputs). Each epoch is in a
    new random order, cut into blocks of `rows`. The blocks depend on the generator alone, not on
    when they are asked for.
    """

    def __init__(
        self,
        inputs: NDArray[Any],
        targets: NDArray[np.floating],
        rows: int,
        rng: np.random.Generator,
    ) -> None:
        self._inputs, self._targets, self._rows, self._rng = inputs, targets, rows, rng
        self._piece = rows * max(1, PIECE // rows)
        # Memory to work in: one for the thread, one for the caller that helps it.
        self._workspaces = [
            (Distorter(), np.empty((CHUNK, SIDE, SIDE), np.float32)) for _ in range(2)
        ]
        self._thread = ThreadPoolExecutor(1, "distortions")
        self._choices = self._choose()
        self._ahead: deque[_Piece] = deque()
        for _ in range(max(2, AHEAD // self._piece)):
            self._ask_for_a_piece()

    def blocks(self) -> Iterator[Block]:
        """One epoch of inputs and targets, in new arrays.

        Raises the error that making them met, such as a lack of memory.
        """
        for _ in range(0, len(self._inputs), self._piece):
            while not self._ahead[0].made.done() and self._help():
                pass
            inputs, targets = self._ahead.popleft().made.result()
            self._ask_for_a_piece()
            for start in range(0, len(inputs), self._rows):
                block = slice(start, start + self._rows)
                yield inputs[block], targets[block]

    def close(self) -> None:
        """End the thread; this takes no longer than making one piece."""
        self._thread.shutdown(cancel_futures=True)

    def _choose(self) -> Iterator[NDArray[np.intp]]:
        """The rows of each piece's examples, epoch after epoch."""
        while True:
            order = self._rng.permutation(len(self._inputs))
            for start in range(0, len(order), self._piece):
                yield order[start : start + self._piece]

    def _ask_for_a_piece(self) -> None:
        chosen, rng = next(self._choices), self._rng.spawn(1)[0]
        self._ahead.append(_Piece(chosen, rng, self._thread.submit(self._make, chosen, rng)))

    def _help(self) -> bool:
        """Make the next piece that the thread has not begun; False if there is none."""
        for piece in self._ahead:
            if piece.made.cancel():
                piece.made = Future()
                piece.made.set_result(self._make(piece.chosen, piece.rng))
                return True
        return False

    def _make(self, chosen: NDArray[np.intp], rng: np.random.Generator) -> Block:
        inputs = self._inputs[chosen]
        workspace = self._workspaces.pop()
        try:
            for start in range(0, len(inputs), CHUNK):
                _distort(inputs[start : start + CHUNK], rng, *workspace)
        finally:
            self._workspaces.append(workspace)
        return inputs, self._targets[chosen]


def _distort(
    inputs: NDArray[Any],
    rng: np.random.Generator,
    distorter: Distorter,
    memory: NDArray[np.float32],
) -> None:
    """Distort inputs (n, 784), bytes or floats, in place. memory: (n or more, 28, 28)."""
    images = memory[: len(inputs)]
    pixels(inputs.reshape(images.shape), images.dtype, out=images)
    distorter.distort(images, rng, out=images)
    if inputs.dtype == np.uint8:
        images *= 255
        np.rint(images, out=images)
    np.copyto(inputs, images.reshape(inputs.shape), casting="unsafe")
