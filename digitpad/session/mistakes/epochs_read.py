"""What a run's networks read after its epochs: each digit of a source, and the drawing. No Qt.

Kept is the digit that was read, a byte for each epoch and image.
"""

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.core.data.dataset import Dataset
from digitpad.core.learning.monitoring import output_blocks
from digitpad.core.stories import Stories
from digitpad.core.verdict import are_unread
from digitpad.session.mistakes.evaluated import TELL_EVERY
from digitpad.session.question import Answering, Images
from digitpad.session.runs.run import Networks

LEAST_EPOCHS = 3
AT_A_TIME = 20  # networks that read a drawing in one piece of work
UNREAD = -1

ReadByEpoch = tuple[tuple[int, int], ...]  # an epoch, and the digit that was read, or UNREAD


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """What is known so far of the epochs of a run, and of digits.

    looked_at: of how many of the epochs it is known what was read. stories: None until it is known
    of all. of_run: all epochs of the run, kept or not, but for earlier ones that are gone.
    """

    data: Dataset
    looked_at: int
    epochs: int
    of_run: range
    stories: Stories | None = None


class Known:
    """What was read, by epoch, of the digits of one run. For the measurer's thread alone."""

    def __init__(self, run_id: str, data: Dataset | None) -> None:
        self.run_id, self.data = run_id, data
        self.read: dict[int, NDArray[np.uint8]] = {}


def looked_at(
    _images: Images, data: Dataset, networks: Networks, of_run: range, known: Known
) -> Answering[Looked]:
    """What each of these networks reads, the newest first; what is known already is not read again.

    of_run: as in `Looked`.
    """
    due = time.perf_counter() + TELL_EVERY
    for count, epoch in enumerate(sorted(networks, reverse=True)):
        if epoch in known.read:
            continue
        blocks = []
        for _, a in output_blocks(networks[epoch], data.images):
            blocks.append(a.argmax(axis=1).astype(np.uint8))
            yield None
        known.read[epoch] = np.concatenate(blocks)
        if (now := time.perf_counter()) >= due:
            due = now + TELL_EVERY
            yield Looked(data, count + 1, len(networks), of_run)
    epochs = tuple(sorted(networks))
    known.read = {epoch: known.read[epoch] for epoch in epochs}
    read = np.stack([known.read[epoch] for epoch in epochs])
    return Looked(data, len(epochs), len(epochs), of_run, Stories(epochs, data.labels, read).tell())


def figures(
    _images: Images, image: NDArray[np.float32], networks: Networks
) -> Answering[ReadByEpoch]:
    """What each of these networks reads on an image, (28, 28)."""
    found, column = [], image.reshape(-1, 1)
    for count, epoch in enumerate(sorted(networks), start=1):
        outputs = networks[epoch].feedforward(column)
        found.append((epoch, UNREAD if are_unread(outputs.T)[0] else int(outputs.argmax())))
        if count % AT_A_TIME == 0:
            yield None
    return tuple(found)
