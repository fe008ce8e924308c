"""Questions for the measurer: how good a network is, what excites a neuron, what a change costs.

Each function makes a question, see `measurer.py`. The answers are frozen values that name the
network and the images they are about.
"""

import time
from collections.abc import Generator, Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from digitpad.core.book.trials import stuck_outputs
from digitpad.core.data.dataset import Dataset, as_arrays, pixels
from digitpad.core.ink import SIDE
from digitpad.core.inside.explain import Excitement, average, excitement, nearest
from digitpad.core.inside.health import LayerHealth, health
from digitpad.core.inside.laboratory import Alteration, Damage, altered, damages
from digitpad.core.learning.monitoring import measure_blocks
from digitpad.core.network import Network
from digitpad.session.drawing.drawing import Picture, TestDigit
from digitpad.session.measuring.measurer import Answer, Images, Question, Steps
from digitpad.session.runs.run import Run

EXAMPLES = 1000  # images that the health of layers and the need of neurons are measured on
WORST = 10  # neurons that a ranking names
PIECE, TELL_EVERY = 0.005, 0.1  # seconds of a piece of work, and between two partial answers


@dataclass(frozen=True, slots=True)
class TestResult:
    """How many of the test images a network reads right."""

    __test__ = False  # pytest would take it for a test, by its name

    accuracy: int
    size: int


@dataclass(frozen=True, slots=True, eq=False)
class Excited:
    """What excites a neuron of a network, among these images."""

    network: Network
    layer: int
    neuron: int
    found: Excitement
    data: Dataset


@dataclass(frozen=True, slots=True, eq=False)
class Likenesses:
    """Of two digits: the average training image, and the training images nearest to a drawing.

    averages: float32 (784,) each. rows: indices into `data`, three of each digit.
    """

    digits: tuple[int, int]
    averages: tuple[NDArray[np.float32], NDArray[np.float32]]
    rows: tuple[list[int], list[int]]
    data: Dataset


@dataclass(frozen=True, slots=True, eq=False)
class Health:
    """The health of each layer, now and when the run began (None if that is not known)."""

    network: Network
    now: list[LayerHealth]
    start: list[LayerHealth] | None
    run_id: str | None
    data: Dataset


@dataclass(frozen=True, slots=True, eq=False)
class Altered:
    """A changed copy of `original`.

    accuracy: how many test images it reads right. unchanged: how many the original reads right.
    Each is None until it is measured.
    """

    original: Network
    alteration: Alteration
    network: Network
    accuracy: int | None = None
    unchanged: int | None = None
    test_data: Dataset | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """The hidden neurons without which a network reads least, the most needed one first.

    tried: how many of all `neurons`. size: the number of test images; unchanged: how many of them
    the whole network reads right.
    """

    network: Network
    tried: int
    neurons: int
    size: int
    unchanged: int
    worst: tuple[Damage, ...]


def test_accuracy(network: Network) -> Question[TestResult]:
    """How many of the test images a network reads right."""

    def steps(images: Images) -> Steps[TestResult]:
        data = images("test")
        return TestResult((yield from accuracy_of(network, data)), len(data))

    return steps


test_accuracy.__test__ = False  # type: ignore[attr-defined]


def excited(network: Network, layer: int, neuron: int) -> Question[Excited]:
    """Which training images excite a neuron. Layer 0 is the first one after the input."""

    def steps(images: Images) -> Steps[Excited]:
        data = images("training")
        found = yield from excitement(network, data, layer, neuron)
        return Excited(network, layer, neuron, found, data)

    return steps


def likenesses(image: NDArray[np.floating], digits: tuple[int, int]) -> Question[Likenesses]:
    """Which training images of two digits are like a drawing, (784,) from 0 to 1."""

    def steps(images: Images) -> Steps[Likenesses]:
        data = images("training")
        (a, b), averages = digits, []
        for digit in digits:
            averages.append(average(data, digit))
            yield None
        rows = nearest(data, image, a)
        yield None
        return Likenesses(digits, (averages[0], averages[1]), (rows, nearest(data, image, b)), data)

    return steps


def health_of(network: Network, run: Run | None, before: Health | None) -> Question[Health]:
    """The health of a network's layers, and of those that its run began with.

    before: the last answer, which may know the start of the same run already.
    """

    def steps(images: Images) -> Steps[Health]:
        data = images("training")
        now = health(network, data[:EXAMPLES])
        yield None
        run_id, start = None if run is None else run.id, None
        if before is not None and (before.run_id, before.data) == (run_id, data):
            start = before.start
        elif run is not None and (first := run.first_network()) is not None:
            start = health(first, data[:EXAMPLES])
        return Health(network, now, start, run_id, data)

    return steps


def altered_copy(
    network: Network, alteration: Alteration, before: Altered | None
) -> Question[Altered]:
    """A changed copy: first the copy, then its test accuracy, then also the original's.

    before: the last answer, which may know the accuracy of the same original already.
    """

    def steps(images: Images) -> Steps[Altered]:
        copy = altered(network, alteration)
        made = Altered(network, alteration, copy)
        if before is not None and before.original is network:
            made = replace(made, unchanged=before.unchanged, test_data=before.test_data)
        yield made
        data = images("test")
        unchanged = made.unchanged if made.test_data is data else None
        accuracy = yield from accuracy_of(copy, data)
        made = replace(made, accuracy=accuracy, unchanged=unchanged, test_data=data)
        yield made
        if alteration.is_nothing:
            unchanged = accuracy
        elif unchanged is None:
            unchanged = yield from accuracy_of(network, data)
        return replace(made, unchanged=unchanged)

    return steps


def ranking(network: Network) -> Question[Ranking]:
    """Which hidden neurons matter most: each is switched off in turn.

    Of neurons that cost equally many right answers, the one that raises the cost more comes first.
    """

    def steps(images: Images) -> Steps[Ranking]:
        data = images("test")[:EXAMPLES]
        unchanged = yield from accuracy_of(network, data)
        neurons = sum(network.sizes[1:-1])
        lost: list[Damage] = []

        def so_far() -> Ranking:
            worst = sorted(lost, key=lambda damage: (damage.accuracy, -damage.cost))[:WORST]
            return Ranking(network, len(lost), neurons, len(data), unchanged, tuple(worst))

        began = last_told = time.perf_counter()
        for damage in damages(network, data):
            lost.append(damage)
            now = time.perf_counter()
            if now - began >= PIECE:
                is_due = now - last_told >= TELL_EVERY
                yield so_far() if is_due else None
                began, last_told = time.perf_counter(), now if is_due else last_told
        return so_far()

    return steps


def random_test_digit(rng: np.random.Generator) -> Question[Picture]:
    """A random test image with its label, as a picture."""

    def steps(images: Images) -> Steps[Picture]:
        data = images("test")
        yield None
        index = int(rng.integers(len(data)))
        shown = data.images[index].reshape(SIDE, SIDE).copy()  # not the whole data
        return Picture(pixels(shown, np.float32), shown, TestDigit(index, int(data.labels[index])))

    return steps


def stuck(network: Network) -> Question[tuple[int, ...]]:
    """Which outputs of a network answer none of the test images."""

    def steps(images: Images) -> Steps[tuple[int, ...]]:
        data = images("test")
        silent = set(range(network.sizes[-1]))
        for start in range(0, len(data), EXAMPLES):
            silent &= set(stuck_outputs(network, data[start : start + EXAMPLES]))
            yield None
        return tuple(sorted(silent))

    return steps


def training_images(images: Images) -> Steps[Dataset]:
    yield None
    return images("training")


def accuracy_of(network: Network, data: Dataset) -> Generator[None, None, int]:
    """How many of the data a network reads right, as a part of a question."""
    arrays = as_arrays(data, network.sizes[0], network.sizes[-1], network.dtype)
    return (yield from last_of(measure_blocks(network, *arrays))).accuracy


def last_of(pieces: Iterable[Answer | None]) -> Generator[None, None, Answer]:
    """Do one piece of work after the other; what the last one yields is the answer."""
    last: Answer | None = None
    for piece in pieces:
        last = piece
        yield None
    assert last is not None
    return last
