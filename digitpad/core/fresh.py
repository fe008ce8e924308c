"""Training data that are new in every epoch, made ahead while the network still learns.

Distorting 50,000 digits takes longer than teaching them to a small network. So it is done on a
thread of its own, some blocks of mini-batches ahead: NumPy lets another thread work while it
counts, and an epoch takes as long as the slower of the two.
"""

from collections.abc import Iterator
from queue import SimpleQueue
from threading import Semaphore, Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core.augment import distort
from digitpad.core.dataset import pixels
from digitpad.core.ink import SIDE

Block = tuple[NDArray[Any], NDArray[np.floating]]

AHEAD = 8000  # examples that wait at most: more than are learnt while a monitor measures


class FreshData:
    """Blocks of distorted examples, epoch after epoch; `close` ends the thread that makes them.

    inputs: (n, 784), bytes 0 to 255 or floats 0 to 1; targets: (n, outputs). Each epoch is in a
    new random order, and cut into blocks of `rows`. The generator decides all of it: who uses
    the blocks, and when, changes nothing.
    """

    def __init__(
        self,
        inputs: NDArray[Any],
        targets: NDArray[np.floating],
        rows: int,
        rng: np.random.Generator,
    ) -> None:
        self._inputs, self._targets, self._rows, self._rng = inputs, targets, rows, rng
        self._made: SimpleQueue[Block | Exception] = SimpleQueue()
        self._room = Semaphore(max(1, AHEAD // rows))
        self._closed = False
        self._thread = Thread(target=self._make_blocks, name="distortions", daemon=True)
        self._thread.start()

    def blocks(self) -> Iterator[Block]:
        """One epoch of inputs and targets, in arrays of their own; waits until they are made."""
        for _ in range(0, len(self._inputs), self._rows):
            block = self._made.get()
            if isinstance(block, Exception):
                raise block
            self._room.release()
            yield block

    def close(self) -> None:
        """Make no more blocks. Returns when the thread has ended: within one block's time."""
        self._closed = True
        self._room.release()
        self._thread.join()

    def _make_blocks(self) -> None:
        try:
            while True:
                order = self._rng.permutation(len(self._inputs))
                for start in range(0, len(order), self._rows):
                    self._room.acquire()
                    if self._closed:
                        return
                    chosen = order[start : start + self._rows]
                    self._made.put((self._distorted(chosen), self._targets[chosen]))
        except Exception as error:  # such as a lack of memory: whoever waits for a block gets it
            self._made.put(error)

    def _distorted(self, chosen: NDArray[np.intp]) -> NDArray[Any]:
        originals = self._inputs[chosen]
        images = pixels(originals, np.dtype(np.float32)).reshape(-1, SIDE, SIDE)
        new = distort(images, self._rng).reshape(originals.shape)
        if originals.dtype != np.uint8:
            return new.astype(originals.dtype)
        return np.rint(255 * new).astype(np.uint8)
