"""Questions about a hand: how a network reads it, and what a copy of the network learns from it.

Learning is a question for the measurer as well: a copy learns, and its original stays as it is.
Each mini-batch is a piece of work of some milliseconds.
"""

import math
from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import Dataset, pixels
from digitpad.core.data.hands import LEAST_OF_EACH, Hand, WrittenDigit, held_back
from digitpad.core.ink import SIDE, from_strokes
from digitpad.core.inside.explain import activations_of
from digitpad.core.learning.monitoring import measure_blocks
from digitpad.core.network import Network
from digitpad.core.personal import FineTuning, doubtful
from digitpad.core.verdict import Kind, Verdict, verdict_on
from digitpad.session.drawing import Drawing, Stroke
from digitpad.session.question import Answering, Images
from digitpad.session.questions import accuracy_of, last_of

SEED = 1  # the same digits give the same network
POINTS_LOST = 0.3  # percent of MNIST's test images: if more are lost, it is said
DIGITS_AT_A_TIME = 16  # digits that are inked or read: some milliseconds' work
POINTS = 12  # of the curves, about; also how often progress is announced
SOME = 1000  # of MNIST's test images, for a point of the curves

HandPictures = NDArray[np.float32]  # (n, 28, 28), paper 0, ink 1
Examples = tuple[HandPictures, NDArray[np.integer]]  # pictures, and their labels


@dataclass(frozen=True, slots=True, eq=False)
class ReadDigit:
    """A digit of a hand, its picture (28, 28), and how a network reads it.

    verdict: None if the network reads no digits. is_right: whether the most active output is the
    label, as accuracies count; an unread digit may be right.
    """

    written: WrittenDigit
    picture: HandPictures
    verdict: Verdict | None
    is_right: bool

    @property
    def is_misread(self) -> bool:
        """Whether it is read as another digit, or as none."""
        return self.verdict is not None and self.verdict.digits[:1] != (self.written.label,)

    @property
    def is_contradicted(self) -> bool:
        """Whether it is clearly read as another digit, and its label is not confirmed."""
        is_clear = self.verdict is not None and self.verdict.kind is Kind.CLEAR
        return is_clear and self.is_misread and not self.written.is_confirmed


@dataclass(frozen=True, slots=True, eq=False)
class HandReading:
    """How a network reads the digits of a hand, in the order of writing.

    reads_digits: whether its outputs stand for digits. has_learnt: whether it is known to have
    learnt the hand. name: of the network. in_doubt: the ids of digits whose labels look wrong.
    """

    network: Network
    digits: tuple[ReadDigit, ...]
    reads_digits: bool
    name: str
    has_learnt: bool = False
    in_doubt: frozenset[str] = frozenset()

    @property
    def right(self) -> int:
        """How many of the digits are read right."""
        return sum(digit.is_right for digit in self.digits)


@dataclass(frozen=True, slots=True)
class Judged:
    """How many of `size` digits are read right, before and after learning."""

    size: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The shares that are read right after some mini-batches, 0 to 1.

    mine: of the hand's held-back digits; NaN if there are none. mnist: of SOME test images.
    """

    mini_batches: int
    mine: float
    mnist: float


@dataclass(frozen=True, slots=True, eq=False)
class HandLearning:
    """How far a copy of `original` has learnt a hand.

    left_out: the ids of digits that are not learnt, as their labels are probably wrong. may_know:
    whether the original may already have learnt the hand; unknown for a network from a file. part:
    how much of the work is done, 0 to 1. judged: on held-back digits; None if there are too few, or
    if the network knows them already. network: the copy that has learnt all digits. replayed: how
    many digits of MNIST it learnt beside them. own: on all the hand's digits. mnist: on MNIST's
    test images. All is None or empty until it is known.
    """

    original: Network
    left_out: tuple[str, ...] = ()
    may_know: bool = False
    part: float = 0.0
    curve: tuple[CurvePoint, ...] = ()
    judged: Judged | None = None
    network: Network | None = None
    replayed: int = 0
    own: Judged | None = None
    mnist: Judged | None = None

    @property
    def is_done(self) -> bool:
        """Whether all is known."""
        return self.mnist is not None

    @property
    def points_lost(self) -> float:
        """How many fewer of MNIST's test images are read right, in percent of all."""
        if self.mnist is None:
            return 0.0
        return 100 * (self.mnist.before - self.mnist.after) / self.mnist.size


def reading_of_hand(
    _images: Images,
    network: Network,
    name: str,
    reads_digits: bool,
    hand: Hand,
    has_learnt: bool,
) -> Answering[HandReading]:
    """How a network reads a hand; only the digits' pictures if it does not read digits."""
    read = yield from _read(network, hand, reads_digits)
    in_doubt = _in_doubt(network, read) if reads_digits else frozenset()
    return HandReading(network, tuple(read), reads_digits, name, has_learnt, in_doubt)


def _read(
    network: Network, hand: Hand, reads_digits: bool = True
) -> Generator[None, None, list[ReadDigit]]:
    pictures = yield from pictures_of(hand.digits)
    read: list[ReadDigit] = []
    for start in range(0, len(hand.digits), DIGITS_AT_A_TIME):
        some = pictures[start : start + DIGITS_AT_A_TIME]
        outputs = activations_of(network, some.reshape(len(some), -1).T)[-1].T
        for digit, picture, out in zip(hand.digits[start:], some, outputs):
            form = Kind.DOT if Drawing(digit.strokes).is_dot() else None
            verdict = verdict_on(out, form) if reads_digits else None
            read.append(ReadDigit(digit, picture, verdict, out.argmax() == digit.label))
        yield None
    return read


def _in_doubt(network: Network, read: Sequence[ReadDigit]) -> frozenset[str]:
    """The ids of digits that are contradicted, or `doubtful`, unless their labels are confirmed."""
    if not read:
        return frozenset()
    pictures = np.array([digit.picture for digit in read])
    rows = doubtful(network, pictures, [digit.written.label for digit in read])
    found = [read[row] for row in rows] + [digit for digit in read if digit.is_contradicted]
    return frozenset(digit.written.id for digit in found if not digit.written.is_confirmed)


def pictures_of(digits: Sequence[WrittenDigit]) -> Generator[None, None, HandPictures]:
    """The pictures of digits, in pieces of some milliseconds."""
    pictures = np.zeros((len(digits), SIDE, SIDE), np.float32)
    for row, digit in enumerate(digits):
        pictures[row] = _picture(digit.strokes) if digit.strokes else image_of(digit)
        if row % DIGITS_AT_A_TIME == 0:
            yield None
    return pictures


def image_of(digit: WrittenDigit) -> HandPictures:
    """The image, (28, 28), of a digit that came as a picture."""
    return pixels(np.frombuffer(digit.image, np.uint8), np.float32).reshape(SIDE, SIDE)


@lru_cache(maxsize=4096)  # several hands
def _picture(strokes: tuple[Stroke, ...]) -> HandPictures:
    return from_strokes(strokes)


def learn_hand(
    images: Images,
    network: Network,
    hand: Hand,
    has_learnt: bool | None,
    asked: Collection[str] = (),
) -> Answering[HandLearning]:
    """Let a copy of a network learn a hand, and measure the effect.

    has_learnt: whether the network has learnt the hand before; None if that is unknown. Unless it
    has, and if there are LEAST_OF_EACH digits of each, a first copy learns two thirds of them and
    is judged by the rest; the copy that is kept learns all. Digits in doubt are left out; asked:
    the ids of those that already were before.
    """
    read = yield from _read(network, hand)
    in_doubt, pictures = _in_doubt(network, read), np.array([digit.picture for digit in read])
    left_out = tuple(d.id for d in hand.digits if d.id in in_doubt or d.id in asked)
    is_learnt = np.array([digit.id not in left_out for digit in hand.digits])
    if not is_learnt.any():
        raise ValueError("Each digit is in doubt. Say of some which they are.")
    labels = np.array([digit.label for digit in hand.digits])
    held = np.zeros(len(labels), np.bool_)
    if min(np.bincount(labels, minlength=10)) >= LEAST_OF_EACH and not has_learnt:
        held = held_back(labels)
        held &= np.any(is_learnt & ~held)  # or nothing would be left to learn
    test = images("test", DataSpec())
    yield None
    made = HandLearning(network, left_out, may_know=has_learnt is None)
    yield made
    if held.any():
        mine, rows = (pictures[held], labels[held]), is_learnt & ~held
        made, copy, _ = yield from _learn(made, (pictures[rows], labels[rows]), 0.45, test, mine)
        made = replace(made, judged=(yield from _judged(network, copy, mine)))
    every, some = (pictures[is_learnt], labels[is_learnt]), None if held.any() else test
    made, copy, replayed = yield from _learn(made, every, 0.9, some)
    own = yield from _judged(network, copy, (pictures, labels))
    made = replace(made, network=copy, replayed=replayed, own=own)
    before = yield from accuracy_of(network, test)
    mnist = Judged(len(test), before, (yield from accuracy_of(copy, test)))
    return replace(made, part=1.0, mnist=mnist)


def _learn(
    made: HandLearning,
    examples: Examples,
    until: float,
    test: Dataset | None,
    mine: Examples | None = None,
) -> Generator[HandLearning | None, None, tuple[HandLearning, Network, int]]:
    """Let a copy learn examples, until the part `until` of all work is done.

    Returns the results so far, the copy, and how many MNIST digits it repeated.

    test: for a curve. mine: held-back digits, for another curve.
    """
    tuning = FineTuning(made.original, *examples, rng=np.random.default_rng(SEED))
    first = made.part
    for done in chain([0], tuning):  # mini-batches
        is_due = done % max(1, tuning.total // POINTS) == 0 or done == tuning.total
        if is_due and test is not None:
            copy, share, some = tuning.network(), math.nan, test[:SOME]
            yield None
            if mine is not None:
                share = (yield from _right(copy, mine)) / len(mine[1])
            point = CurvePoint(done, share, (yield from accuracy_of(copy, some)) / len(some))
            made = replace(made, curve=(*made.curve, point))
        made = replace(made, part=first + (until - first) * done / tuning.total)
        yield made if is_due else None
    return made, tuning.network(), tuning.total * tuning.replayed


def _judged(network: Network, copy: Network, examples: Examples) -> Generator[None, None, Judged]:
    """How many of these digits a network and its copy read right."""
    before = yield from _right(network, examples)
    return Judged(len(examples[1]), before, (yield from _right(copy, examples)))


def _right(network: Network, examples: Examples) -> Generator[None, None, int]:
    """How many of these digits a network reads right, as accuracies count."""
    pictures, labels = examples
    wanted = np.eye(network.sizes[-1])[labels]
    pieces = measure_blocks(network, pictures.reshape(len(labels), -1), wanted)
    return (yield from last_of(pieces)).accuracy
