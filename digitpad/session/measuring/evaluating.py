"""Evaluations: what a network answers to all images of a source, as the measurer's questions."""

import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import DIGITS, Dataset, as_bytes, classes_of
from digitpad.core.data.pen_digits import PenDigits, load_pen_digits
from digitpad.core.data.written_digits import WrittenDigit
from digitpad.core.evaluation import (
    ORDERS,
    Evaluation,
    Rows,
    ThresholdCurve,
    evaluate_blocks,
    examples_of,
    threshold_curve,
)
from digitpad.core.ink import from_drawings
from digitpad.core.network import Network
from digitpad.session.hand_learning import Pictures, pictures_of
from digitpad.session.measuring.measurer import Images, Question, Steps
from digitpad.session.measuring.sources import Source

Example = tuple[str, int]  # a set of images, and the number of one of them

FIRST, TELL_EVERY = 0.05, 0.25  # seconds until the first partial answer, and between two
AT_A_TIME = 50  # pen digits to ink in one piece of work


@dataclass(frozen=True, slots=True)
class Person:
    """How many of a person's digits are read right."""

    writer: int
    accuracy: int
    size: int

    @property
    def share(self) -> float:
        """Which part is right, from 0 to 1."""
        return self.accuracy / self.size


@dataclass(frozen=True, slots=True, eq=False)
class Evaluated:
    """What a network answers to the images of a source, as far as is known.

    evaluation: of the first images of `data`. numbers: (n,), the number of each image in the set
    `key`. classes, outputs: the names of the labels and of the network's outputs. about: which
    network it is, in words. finite: for how many images all outputs are numbers. curve: what
    it answers at each threshold. people: how well it reads each person, if it is known who wrote
    what. ids: the id of each image, if its number changes as others come and go; else empty.
    """

    network: Network
    source: Source
    key: str
    name: str
    data: Dataset
    numbers: NDArray[np.intp]
    classes: tuple[str, ...]
    outputs: tuple[str, ...]
    about: str
    evaluation: Evaluation
    matrix: NDArray[np.int64]
    finite: int
    curve: ThresholdCurve
    people: tuple[Person, ...] = ()
    ids: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether all images are measured."""
        return len(self.evaluation) == len(self.data)

    def example(self, row: int) -> Example:
        """The image in a row."""
        if self.ids:
            return f"{self.key} {self.ids[row]}", 0
        return self.key, int(self.numbers[row])

    def row_of(self, example: Example) -> int | None:
        """The row of an image; None if it is not among those that are measured."""
        key, number = example
        if self.ids:
            set_key, _, digit_id = key.rpartition(" ")
            measured = self.ids[: len(self.evaluation)] if set_key == self.key else ()
            return measured.index(digit_id) if digit_id in measured else None
        row = int(np.searchsorted(self.numbers, number))
        if key != self.key or row >= len(self.evaluation) or self.numbers[row] != number:
            return None
        return row

    def names(self, row: int) -> tuple[str, str]:
        """What the example in a row is, and what it was read as."""
        label, read = int(self.evaluation.labels[row]), int(self.evaluation.read[row])
        return self.classes[label], self.outputs[read]

    def caption(self, row: int) -> str:
        """What was read, and how active that output was: 5>3 .99. Long names are cut."""
        label, read = self.names(row)
        pair = read[:3] if label == read else f"{label[:3]}>{read[:3]}"
        if max(len(label), len(read)) > 1:
            return pair
        activation = float(self.evaluation.confidence[row])
        text = f"{activation:.2f}" if activation == activation else "–"
        return f"{pair} {'1.0' if text == '1.00' else text.removeprefix('0')}"

    def sentence(self, row: int) -> str:
        """The same as a sentence, with the example's number."""
        label, read = self.names(row)
        activation = float(self.evaluation.confidence[row])
        active = f"activation {activation:.3f}" if activation == activation else "no number"
        called = self.source.digit
        return f"{called} {int(self.numbers[row]):,} is {label}, read as {read}: {active}"


class Hands:
    """What people wrote, as images that are inked once. For the measurer's thread alone."""

    def __init__(self) -> None:
        self._pictures: dict[str, Pictures] = {}  # of the digits of a hand, by their ids
        self._written: tuple[tuple[WrittenDigit, ...], Dataset] | None = None
        self._pens: PenDigits | None = None
        self._images: dict[int, NDArray[np.uint8]] = {}  # by the number of a digit
        self._data_of: tuple[Sequence[int], Dataset] | None = None  # some writers, their digits

    def steps(
        self, writers: Sequence[int]
    ) -> Generator[None, None, tuple[Dataset, NDArray[np.intp], NDArray[np.intp]]]:
        """The digits of these people, their numbers and writers, in pieces of some milliseconds.

        They are the same data again as long as the people are the same.
        """
        if self._pens is None:
            self._pens = load_pen_digits()
            yield None
        numbers = np.flatnonzero(np.isin(self._pens.writers, list(writers)))
        missing = [n for n in numbers.tolist() if n not in self._images]
        for start in range(0, len(missing), AT_A_TIME):
            some = missing[start : start + AT_A_TIME]
            inked = as_bytes(from_drawings([self._pens.drawings[n] for n in some]))
            self._images |= zip(some, inked)
            yield None
        if self._data_of is None or self._data_of[0] != writers:
            images = np.array([self._images[n] for n in numbers.tolist()], np.uint8)
            data = Dataset(images.reshape(-1, 784), self._pens.labels[numbers])
            self._data_of = writers, data
        return self._data_of[1], numbers, self._pens.writers[numbers].astype(np.intp)

    def written(self, digits: tuple[WrittenDigit, ...]) -> Generator[None, None, Dataset]:
        """The digits of a hand; the same data again as long as the digits are the same."""
        if self._written is None or self._written[0] != digits:
            pictures = yield from pictures_of(digits, self._pictures)
            labels = np.array([digit.label for digit in digits], np.uint8)
            self._written = digits, Dataset(as_bytes(pictures), labels)
        return self._written[1]


def evaluated(
    network: Network, about: str, source: Source, in_use: DataSpec, learnt_set: bool, hands: Hands
) -> Question[Evaluated]:
    """How a network reads the images of a source: first what is known so far, then the whole.

    about: which network it is, in words. in_use: the data in use. learnt_set: whether the network
    has learnt from the source's data set, so that its outputs stand for the classes of that set.
    """

    def steps(images: Images) -> Steps[Evaluated]:
        classes, writers = DIGITS, np.empty(0, np.intp)
        ids: tuple[str, ...] = ()
        if source.hand is not None:
            data = yield from hands.written(source.hand.digits)
            numbers, ids = np.arange(len(data)), tuple(digit.id for digit in source.hand.digits)
        elif source.part == "hands":
            data, numbers, writers = yield from hands.steps(source.writers)
        else:
            spec = source.spec(in_use)
            if spec.folder is not None:
                classes = classes_of(spec.folder, images("training").labels)
                yield None
            assert source.part != "hand"
            data = images(source.part)
            numbers = np.arange(len(data))
        yield None

        def known(evaluation: Evaluation) -> Evaluated:
            return Evaluated(
                network,
                source,
                source.key(in_use),
                source.name(in_use),
                data,
                numbers,
                classes,
                classes if learnt_set else DIGITS,
                about,
                evaluation,
                evaluation.matrix(),
                evaluation.finite(),
                threshold_curve(evaluation),
                _people(evaluation, writers),
                ids,
            )

        due = time.perf_counter() + FIRST
        evaluation = None
        for evaluation in evaluate_blocks(network, data):
            now = time.perf_counter()
            if now >= due and len(evaluation) < len(data):
                due = now + TELL_EVERY
                yield known(evaluation)
            else:
                yield None
        assert evaluation is not None
        return known(evaluation)

    return steps


def _people(evaluation: Evaluation, writers: NDArray[np.intp]) -> tuple[Person, ...]:
    """How well each person is read; writers: (n,) or more, or none if they are not known."""
    if not len(writers):
        return ()
    writers = writers[: len(evaluation)]
    sizes = np.bincount(writers)
    right = np.bincount(writers[evaluation.is_right], minlength=len(sizes))
    there = np.flatnonzero(sizes).tolist()
    return tuple(Person(writer, int(right[writer]), int(sizes[writer])) for writer in there)


def in_order(
    found: Evaluated, label: int | None, read: int | None, order: str, among: Rows | None = None
) -> Question[tuple[Evaluated, Rows]]:
    """The rows of a cell's examples, or of all mistakes, in one of ORDERS.

    among: only these rows, read right or not; None for all.
    """

    def steps(_images: Images) -> Steps[tuple[Evaluated, Rows]]:
        yield None
        rows = examples_of(found.evaluation, label, read, among)
        return found, ORDERS[order](found.evaluation, rows)

    return steps
