"""Questions for the measurer: how good a network is, what excites a neuron, what a change costs.

Each is a generator function, see `measurer.py`. To measure something more, write another one, and
`Watch` it in the view that shows the answer.
"""

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from digitpad.core.data.dataset import Dataset, as_arrays, pixels
from digitpad.core.ink import SIDE
from digitpad.core.inside.explain import Excitement, average, excitement, nearest
from digitpad.core.inside.health import LayerHealth, health
from digitpad.core.inside.laboratory import Alteration, altered
from digitpad.core.learning.monitoring import measure_blocks
from digitpad.core.network import Network
from digitpad.session.drawing import KnownImage, Picture
from digitpad.session.question import Answer, Answering, Images

EXAMPLES = 1000  # images that the health of layers is measured on


@dataclass(frozen=True, slots=True, eq=False)
class Likenesses:
    """The average training image of two digits, and the training images nearest to a drawing.

    averages: float32 (784,) each. rows: indices into `data`, three for each digit.
    """

    digits: tuple[int, int]
    averages: list[NDArray[np.float32]]
    rows: list[list[int]]
    data: Dataset


@dataclass(frozen=True, slots=True, eq=False)
class Health:
    """The health of each layer, now and at the start (None if unknown), on `size` images."""

    now: list[LayerHealth]
    start: list[LayerHealth] | None
    size: int


@dataclass(frozen=True, slots=True, eq=False)
class Altered:
    """`network` is a changed copy of `original`.

    before, after: how many of `size` test images the original and the copy read right; None if that
    is not known, and for an unchanged copy.
    """

    original: Network
    alteration: Alteration
    network: Network
    before: int | None = None
    after: int | None = None
    size: int = 0


def test_accuracy(images: Images, network: Network) -> Answering[tuple[int, int]]:
    """How many of the test images a network reads right, and how many there are."""
    data = images("test")
    return (yield from accuracy_of(network, data)), len(data)


def excited(
    images: Images, network: Network, layer: int, neuron: int
) -> Answering[tuple[Excitement, Dataset]]:
    """What excites a neuron, and the training images. Layer 0 is the first after the input."""
    data = images("training")
    return (yield from excitement(network, data, layer, neuron)), data


def likenesses(
    images: Images, image: NDArray[np.floating], digits: tuple[int, int]
) -> Answering[Likenesses]:
    """Which training images of two digits are like a drawing, (784,) from 0 to 1."""
    data = images("training")
    averages, rows = [], []
    for digit in digits:
        averages.append(average(data, digit))
        yield None
        rows.append(nearest(data, image, digit))
        yield None
    return Likenesses(digits, averages, rows, data)


def health_of(images: Images, network: Network, first: Network | None) -> Answering[Health]:
    """The health of a network's layers, and of the first network of its run, if that is known."""
    data = images("training")[:EXAMPLES]
    yield None
    now = health(network, data)
    yield None
    return Health(now, None if first is None else health(first, data), len(data))


def altered_copy(
    images: Images,
    network: Network,
    alteration: Alteration,
    known: Callable[[], Altered | None] = lambda: None,
) -> Answering[Altered]:
    """A changed copy of a network, first untested, and how well the two read.

    known: returns the copy that was made before. The same network is not tested again.
    """
    last = known()
    yield None
    made = Altered(network, alteration, altered(network, alteration))
    if last is not None and last.original is network:
        made = replace(made, before=last.before, size=last.size)
    yield made
    data = images("test")
    if made.before is None:
        made = replace(made, before=(yield from accuracy_of(network, data)), size=len(data))
        yield made
    if alteration.is_nothing:
        return made
    return replace(made, after=(yield from accuracy_of(made.network, data)))


def random_test_digit(images: Images, rng: np.random.Generator) -> Answering[Picture]:
    """A random test image with its label, as a picture."""
    data = images("test")
    yield None
    index = int(rng.integers(len(data)))
    shown = data.images[index].reshape(SIDE, SIDE).copy()  # not the whole data
    return Picture(pixels(shown, np.float32), shown, KnownImage(index, int(data.labels[index])))


def training_images(images: Images) -> Answering[Dataset]:
    yield None
    return images("training")


def accuracy_of(network: Network, data: Dataset) -> Generator[None, None, int]:
    """How many of the data a network reads right; for use within a question."""
    arrays = as_arrays(data, network.sizes[0], network.sizes[-1], network.dtype)
    return (yield from last_of(measure_blocks(network, *arrays))).accuracy


def last_of(pieces: Iterable[Answer | None]) -> Generator[None, None, Answer]:
    """The last of these pieces of work, each of which takes some milliseconds."""
    last: Answer | None = None
    for piece in pieces:
        last = piece
        yield None
    assert last is not None
    return last
