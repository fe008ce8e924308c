"""Questions for the measurer about a hand: how a network reads its digits, and how it learns them.

Learning is a question as well: a copy learns, and the network that it is a copy of stays as it is.
Each mini-batch is a piece of work of some milliseconds.
"""

import math
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from digitpad.core.data.dataset import Dataset
from digitpad.core.data.written_digits import LEAST_OF_EACH, Hand, WrittenDigit, held_back
from digitpad.core.ink import SIDE, from_drawings
from digitpad.core.inside.explain import activations_of
from digitpad.core.inside.verdict import Kind, Verdict, verdict_on
from digitpad.core.network import Network
from digitpad.core.personal import FineTuning, doubtful
from digitpad.session.measuring.measurer import Images, Question, Steps
from digitpad.session.measuring.questions import accuracy_of

AT_A_TIME = 16  # digits that are inked or read: some milliseconds' work
POINTS = 12  # of the curves, about; also how often progress is announced
SOME = 1000  # of MNIST's test images, for a point of the curves

Pictures = NDArray[np.float32]  # (n, 28, 28), paper 0, ink 1


@dataclass(frozen=True, slots=True, eq=False)
class ReadDigit:
    """A digit of a hand, its picture (28, 28), and what a network reads in it.

    verdict: None if the network reads no digits. is_right: whether the most active output is the
    label, as accuracies count; an unread digit may be right.
    """

    written: WrittenDigit
    picture: Pictures
    verdict: Verdict | None
    is_right: bool

    @property
    def is_misread(self) -> bool:
        """Whether it is read as another digit than its label, or as none."""
        return self.verdict is not None and self.verdict.digits[:1] != (self.written.label,)

    @property
    def is_contradicted(self) -> bool:
        """Whether it reads clearly as another digit, and the writer has not confirmed its label."""
        is_clear = self.verdict is not None and self.verdict.kind is Kind.CLEAR
        return is_clear and self.is_misread and not self.written.is_confirmed


@dataclass(frozen=True, slots=True)
class ReadHand:
    """How many digits of another hand a network reads right, and whether it has learnt them."""

    name: str
    size: int
    right: int
    has_learnt: bool


@dataclass(frozen=True, slots=True, eq=False)
class HandReading:
    """How a network reads the digits of a hand, in the order of writing; and other hands.

    reads_digits: whether its outputs stand for digits. name: of the network. learnt: the ids of the
    hands that it has learnt.
    """

    network: Network
    hand_id: str
    digits: tuple[ReadDigit, ...] = ()
    reads_digits: bool = True
    name: str = ""
    learnt: tuple[str, ...] = ()
    others: tuple[ReadHand, ...] = ()

    @property
    def has_learnt(self) -> bool:
        return self.hand_id in self.learnt

    @property
    def right(self) -> int:
        """How many of the digits are read right."""
        return sum(digit.is_right for digit in self.digits)


@dataclass(frozen=True, slots=True)
class Judged:
    """How many of `size` digits that were not learnt are read right, before and after learning."""

    size: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Which parts are read right after some mini-batches, 0 to 1.

    mine: of the hand's digits that are held back; NaN where none are. mnist: of SOME test images.
    """

    mini_batches: int
    mine: float
    mnist: float


@dataclass(frozen=True, slots=True, eq=False)
class Learning:
    """How far a copy of `original` has learnt a hand.

    digits: how many the hand has. has_learnt: whether `original` has learnt the hand before.
    left_out: the ids of digits that are not learnt, as their labels are probably wrong. part: of
    the work that is done, 0 to 1. judged: by the digits that are held back; None where there are
    too few, or none that is new to it. network: the copy that has learnt all digits, which took
    `seconds`. own: of all the hand's digits. mnist: of MNIST's test images. others: of the digits
    of other hands, by their names. All is None or empty until it is known.
    """

    original: Network
    hand_id: str
    digits: int
    has_learnt: bool = False
    left_out: tuple[str, ...] = ()
    part: float = 0.0
    curve: tuple[CurvePoint, ...] = ()
    judged: Judged | None = None
    network: Network | None = None
    seconds: float | None = None
    own: Judged | None = None
    mnist: Judged | None = None
    others: tuple[tuple[str, Judged], ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether all is known."""
        return self.mnist is not None

    @property
    def points_lost(self) -> float:
        """By how many points, in percent, fewer of MNIST's test images are read right."""
        if self.mnist is None:
            return 0.0
        return 100 * (self.mnist.before - self.mnist.after) / self.mnist.size


def read_hand(
    wanted: HandReading,
    digits: Sequence[WrittenDigit],
    others: Sequence[Hand],
    known: dict[str, Pictures],
) -> Question[HandReading]:
    """How a network reads these digits, and other hands. If it reads no digits: their pictures.

    wanted: the answer, still without digits. known: pictures of digits by their ids, to which new
    ones are added; for the measurer's thread alone.
    """

    def steps(_images: Images) -> Steps[HandReading]:
        pictures = yield from pictures_of(digits, known)
        read: list[ReadDigit] = []
        for start in range(0, len(digits), AT_A_TIME):
            some = pictures[start : start + AT_A_TIME]
            outputs = activations_of(wanted.network, some.reshape(len(some), -1).T)[-1].T
            for digit, picture, out in zip(digits[start:], some, outputs):
                verdict = verdict_on(out) if wanted.reads_digits else None
                read.append(ReadDigit(digit, picture, verdict, out.argmax() == digit.label))
            yield None
        made = replace(wanted, digits=tuple(read))
        if not wanted.reads_digits:
            return made
        if any(digit.id not in known for other in others for digit in other.digits):
            yield made
        read_hands = []
        for other in others:
            right = yield from _right(wanted.network, *(yield from _examples(other, known)))
            has_learnt = other.id in wanted.learnt
            read_hands.append(ReadHand(other.name, len(other.digits), right, has_learnt))
        return replace(made, others=tuple(read_hands))

    return steps


def pictures_of(
    digits: Sequence[WrittenDigit], known: dict[str, Pictures]
) -> Generator[None, None, Pictures]:
    """The pictures of digits, in pieces of some milliseconds; `known` as in `read_hand`."""
    new = [digit for digit in digits if digit.id not in known]
    for start in range(0, len(new), AT_A_TIME):
        some = new[start : start + AT_A_TIME]
        inked = from_drawings([digit.strokes for digit in some])
        known.update((digit.id, picture) for digit, picture in zip(some, inked))
        yield None
    if not digits:
        return np.zeros((0, SIDE, SIDE), np.float32)
    return np.stack([known[digit.id] for digit in digits])


def learn_hand(
    wanted: Learning, hand: Hand, seed: int, others: Sequence[Hand] = ()
) -> Question[Learning]:
    """What it changes, for other hands as well, if a copy of a network learns a hand.

    wanted: the answer, of which only the network and the hand are known. With LEAST_OF_EACH digits
    or more that are new to it, a first copy learns two thirds of them and is judged by the others;
    the copy that is kept learns all. What the writer has confirmed is never left out.
    """

    def steps(images: Images) -> Steps[Learning]:
        network = wanted.original
        pictures, labels = yield from _examples(hand, {})
        held = np.zeros(len(labels), np.bool_)
        if min(np.bincount(labels, minlength=10)) >= LEAST_OF_EACH and not wanted.has_learnt:
            held = held_back(labels)
        is_learnt = np.ones(len(labels), np.bool_)
        is_learnt[doubtful(network, pictures, labels)] = False
        is_learnt |= [digit.is_confirmed for digit in hand.digits]
        left_out = tuple(d.id for d, learnt in zip(hand.digits, is_learnt) if not learnt)
        test = images("test")
        yield None
        made = replace(wanted, left_out=left_out)
        yield made

        def tuning(rows: NDArray[np.bool_]) -> FineTuning:
            rng = np.random.default_rng(seed)
            return FineTuning(network, pictures[rows], labels[rows], rng=rng)

        if held.any():
            mine = pictures[held], labels[held]
            made, copy, _ = yield from _learn(made, tuning(is_learnt & ~held), 0.45, test, mine)
            made = replace(made, judged=(yield from _judged(network, copy, *mine)))
        some = None if held.any() else test
        made, copy, seconds = yield from _learn(made, tuning(is_learnt), 0.9, some)
        own = yield from _judged(network, copy, pictures, labels)
        made = replace(made, network=copy, seconds=seconds, own=own)
        before = yield from accuracy_of(network, test)
        mnist = Judged(len(test), before, (yield from accuracy_of(copy, test)))
        judged = []
        for other in others:
            theirs = yield from _examples(other, {})
            judged.append((other.name, (yield from _judged(network, copy, *theirs))))
        return replace(made, part=1.0, mnist=mnist, others=tuple(judged))

    return steps


def _examples(
    hand: Hand, known: dict[str, Pictures]
) -> Generator[None, None, tuple[Pictures, NDArray[np.integer]]]:
    """The pictures and labels of a hand; `known` as in `read_hand`."""
    pictures = yield from pictures_of(hand.digits, known)
    return pictures, np.array([digit.label for digit in hand.digits])


def _learn(
    made: Learning,
    tuning: FineTuning,
    until: float,
    test: Dataset | None,
    mine: tuple[Pictures, NDArray[np.integer]] | None = None,
) -> Generator[Learning | None, None, tuple[Learning, Network, float]]:
    """Let a copy learn, until the part `until` of all work; the copy, and the seconds it took.

    test: for a curve. mine: digits that are held back, with their labels, for another curve.
    """
    first, seconds = made.part, 0.0
    steps = chain([0], tuning)  # how many mini-batches are learnt
    while True:
        began = time.perf_counter()
        done = next(steps, None)
        seconds += time.perf_counter() - began
        if done is None:
            return made, tuning.network(), seconds
        is_due = done % max(1, tuning.total // POINTS) == 0 or done == tuning.total
        if is_due and test is not None:
            copy, share, some = tuning.network(), math.nan, test[:SOME]
            yield None
            if mine is not None:
                share = (yield from _right(copy, *mine)) / len(mine[1])
            point = CurvePoint(done, share, (yield from accuracy_of(copy, some)) / len(some))
            made = replace(made, curve=(*made.curve, point))
        made = replace(made, part=first + (until - first) * done / tuning.total)
        yield made if is_due else None


def _judged(
    network: Network, copy: Network, pictures: Pictures, labels: NDArray[np.integer]
) -> Generator[None, None, Judged]:
    """How many of these digits a network reads right, and its copy that has learnt."""
    before = yield from _right(network, pictures, labels)
    return Judged(len(labels), before, (yield from _right(copy, pictures, labels)))


def _right(
    network: Network, pictures: Pictures, labels: NDArray[np.integer]
) -> Generator[None, None, int]:
    """How many of these digits a network reads right: its most active output is the label."""
    right = 0
    for start in range(0, len(pictures), AT_A_TIME):
        some = pictures[start : start + AT_A_TIME]
        outputs = activations_of(network, some.reshape(len(some), -1).T)[-1]
        right += int(np.count_nonzero(outputs.argmax(axis=0) == labels[start : start + AT_A_TIME]))
        yield None
    return right
