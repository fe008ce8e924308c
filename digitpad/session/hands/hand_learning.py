"""Reads a hand with a network, and lets a copy of the network learn it: questions, and who asks.

Learning is a question for the measurer as well: a copy learns, and its original stays as it is.
Each mini-batch is a piece of work of some milliseconds.
"""

import math
from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import Dataset
from digitpad.core.data.hands import LEAST_OF_EACH, Hand, Point, WrittenDigit, held_back
from digitpad.core.ink import SIDE, from_strokes
from digitpad.core.inside.explain import activations_of
from digitpad.core.learning.monitoring import measure_blocks
from digitpad.core.network import Network
from digitpad.core.personal import FineTuning, doubtful
from digitpad.core.text import in_a_row
from digitpad.core.verdict import Kind, Verdict, verdict_on
from digitpad.session.hands.hand_list import HandList
from digitpad.session.measurer import Images, Measurer, Question, Steps, Task
from digitpad.session.opened_files import NetworkFileState
from digitpad.session.questions import accuracy_of, last_of
from digitpad.session.runs.run import Run
from digitpad.session.session import QueueState, Session
from digitpad.session.undo import Step
from digitpad.session.watch import Watch

SEED = 1  # the same digits give the same network
POINTS_LOST = 0.3  # percent of MNIST's test images: a larger loss is pointed out
DIGITS_AT_A_TIME = 16  # digits that are inked or read: some milliseconds' work
POINTS = 12  # of the curves, about; also how often progress is announced
SOME = 1000  # of MNIST's test images, for a point of the curves

Pictures = NDArray[np.float32]  # (n, 28, 28), paper 0, ink 1
Examples = tuple[Pictures, NDArray[np.integer]]  # pictures, and their labels


@dataclass(frozen=True, slots=True, eq=False)
class ReadDigit:
    """A digit of a hand, its picture (28, 28), and how a network reads it.

    verdict: None if the network reads no digits. is_right: whether the most active output is the
    label, as accuracies count; an unread digit may be right.
    """

    written: WrittenDigit
    picture: Pictures
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

    reads_digits: whether its outputs stand for digits. name: of the network.
    """

    network: Network
    digits: tuple[ReadDigit, ...]
    reads_digits: bool
    name: str

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
class Learning:
    """How far a copy of `original` has learnt a hand.

    left_out: the ids of digits that are not learnt, as their labels are probably wrong. part: how
    much of the work is done, 0 to 1. judged: on held-back digits; None if there are too few, or if
    the network knows them already. network: the copy that has learnt all digits. own: on all the
    hand's digits. mnist: on MNIST's test images. All is None or empty until it is known.
    """

    original: Network
    left_out: tuple[str, ...] = ()
    part: float = 0.0
    curve: tuple[CurvePoint, ...] = ()
    judged: Judged | None = None
    network: Network | None = None
    own: Judged | None = None
    mnist: Judged | None = None

    @property
    def is_done(self) -> bool:
        """Whether all is known."""
        return self.mnist is not None

    @property
    def points_lost(self) -> float:
        """How much of MNIST's test images is no longer read right, in percent."""
        if self.mnist is None:
            return 0.0
        return 100 * (self.mnist.before - self.mnist.after) / self.mnist.size


def reading_of_hand(
    _images: Images,
    network: Network,
    name: str,
    reads_digits: bool,
    hand: Hand,
) -> Steps[HandReading]:
    """How a network reads a hand; only the digits' pictures if it does not read digits."""
    pictures = yield from pictures_of(hand.digits)
    read: list[ReadDigit] = []
    for start in range(0, len(hand.digits), DIGITS_AT_A_TIME):
        some = pictures[start : start + DIGITS_AT_A_TIME]
        outputs = activations_of(network, some.reshape(len(some), -1).T)[-1].T
        for digit, picture, out in zip(hand.digits[start:], some, outputs):
            verdict = verdict_on(out) if reads_digits else None
            read.append(ReadDigit(digit, picture, verdict, out.argmax() == digit.label))
        yield None
    return HandReading(network, tuple(read), reads_digits, name)


def pictures_of(digits: Sequence[WrittenDigit]) -> Generator[None, None, Pictures]:
    """The pictures of digits, in pieces of some milliseconds."""
    pictures = np.zeros((len(digits), SIDE, SIDE), np.float32)
    for row, digit in enumerate(digits):
        pictures[row] = _picture(digit.strokes)
        if row % DIGITS_AT_A_TIME == 0:
            yield None
    return pictures


@lru_cache(maxsize=4096)  # several hands
def _picture(strokes: tuple[tuple[Point, ...], ...]) -> Pictures:
    return from_strokes(strokes)


def learn_hand(images: Images, network: Network, hand: Hand, has_learnt: bool) -> Steps[Learning]:
    """Let a copy of a network learn a hand, and measure the effect.

    has_learnt: whether the network has learnt the hand before. If it has not, and there are
    LEAST_OF_EACH digits of each, a first copy learns two thirds of them and is judged by the rest;
    the copy that is kept learns all. Digits with confirmed labels are never left out.
    """
    pictures = yield from pictures_of(hand.digits)
    labels = np.array([digit.label for digit in hand.digits])
    held = np.zeros(len(labels), np.bool_)
    if min(np.bincount(labels, minlength=10)) >= LEAST_OF_EACH and not has_learnt:
        held = held_back(labels)
    is_learnt = np.ones(len(labels), np.bool_)
    is_learnt[doubtful(network, pictures, labels)] = False
    is_learnt |= [digit.is_confirmed for digit in hand.digits]
    left_out = tuple(d.id for d, learnt in zip(hand.digits, is_learnt) if not learnt)
    test = images("test", DataSpec())
    yield None
    made = Learning(network, left_out)
    yield made
    if held.any():
        mine, rows = (pictures[held], labels[held]), is_learnt & ~held
        made, copy = yield from _learn(made, (pictures[rows], labels[rows]), 0.45, test, mine)
        made = replace(made, judged=(yield from _judged(network, copy, mine)))
    every, some = (pictures[is_learnt], labels[is_learnt]), None if held.any() else test
    made, copy = yield from _learn(made, every, 0.9, some)
    own = yield from _judged(network, copy, (pictures, labels))
    made = replace(made, network=copy, own=own)
    before = yield from accuracy_of(network, test)
    mnist = Judged(len(test), before, (yield from accuracy_of(copy, test)))
    return replace(made, part=1.0, mnist=mnist)


def _learn(
    made: Learning,
    examples: Examples,
    until: float,
    test: Dataset | None,
    mine: Examples | None = None,
) -> Generator[Learning | None, None, tuple[Learning, Network]]:
    """Let a copy learn examples, until the part `until` of all work is done.

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
    return made, tuning.network()


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


class HandReader(Watch[HandReading]):
    """Reads the chosen hand, and again whenever it or the network changes."""

    def __init__(self, session: Session, measurer: Measurer, hands: HandList) -> None:
        facts = session.network_changed, hands.changed, session.data_changed
        super().__init__(measurer, self._reading, *facts)
        hands.chosen.connect(self.forget)
        self._session, self._hands = session, hands

    def _reading(self) -> Question[HandReading]:
        session = self._session
        return partial(
            reading_of_hand,
            network=session.network,
            name=session.title,
            reads_digits=session.reads_digits,
            hand=self._hands.hand,
        )

    def doubted(self, left_out: Collection[str]) -> ReadDigit | None:
        """A digit of the chosen hand whose label to ask about, if there is one.

        left_out: the ids of digits left out from learning, which come first; then come those that
        are contradicted.
        """
        if self.found is None:
            return None
        unsaid = {d.id for d in self._hands.hand.digits if not d.is_confirmed}
        asked = [d for d in self.found.digits if d.written.id in unsaid]
        first = [d for d in asked if d.written.id in left_out]
        return next(iter(first + [d for d in asked if d.is_contradicted]), None)


class Learner(QObject):
    """Lets a copy of the network in use learn the chosen hand, and then uses the copy.

    learning: what is known of it; None if nothing is. It is dropped if another network or hand is
    chosen, or training begins before the copy has learnt.
    """

    changed = Signal()
    """`learning` or `why_not` has changed."""

    def __init__(self, session: Session, measurer: Measurer, hands: HandList) -> None:
        super().__init__(measurer)
        self._session, self._measurer, self._hands = session, measurer, hands
        self.learning: Learning | None = None
        self._task: Task | None = None
        session.network_changed.connect(self._take_network)
        hands.chosen.connect(lambda _: self.drop())
        session.job_changed.connect(self._take_job)
        for changed in (session.data_changed, hands.changed):
            changed.connect(self._tell)

    @property
    def is_learning(self) -> bool:
        """Whether a copy is learning."""
        return self._task is not None

    def why_not(self) -> str:
        """Why the hand cannot be learnt now, as a sentence; empty if it can."""
        missing = [digit for digit, count in enumerate(self._hands.hand.counts()) if not count]
        if not self._session.reads_digits:
            return (
                f"{self._session.title} reads {self._session.classes[0]}, "
                f"{self._session.classes[1]} and so on, and no digits: it has no outputs that "
                "these could teach. Use a network that reads digits."
            )
        if len(missing) == 10:
            return "One of each digit is enough to begin."
        if missing:
            are = "are" if len(missing) > 1 else "is"
            return f"One of each is needed: {in_a_row(missing)} {are} missing."
        if not self._session.is_idle:
            return "The network is being trained. Stop that first."
        return ""

    def learn(self) -> None:
        """Begin to learn the chosen hand; nothing if there is a `why_not`."""
        if self.why_not() or self.is_learning:
            return
        network, run, hand = self._session.network, self._session.run, self._hands.hand
        has_learnt = run is not None and hand.id in run.hands
        self.learning = Learning(network)
        question = partial(learn_hand, network=network, hand=hand, has_learnt=has_learnt)
        self._task = self._measurer.ask(question, self._take, self._fail)
        self.changed.emit()

    def drop(self) -> None:
        """Give up learning, and forget what is known; the network in use stays."""
        if self._task is not None:
            self._task.give_up()
        self._task = self.learning = None
        self.changed.emit()

    def _take(self, learning: Learning, is_whole: bool) -> None:
        self.learning, self._task = learning, None if is_whole else self._task
        if learning.network is not None:
            session, hand = self._session, self._hands.hand
            before, old = _InUse(session.run, session.file), session.run_id
            name = f"{session.title} + {hand.name}"
            session.use_copy(learning.network, name=name, hand=hand)
            copy, new = _InUse(session.run, session.file), session.run_id
            name, swap = f"Learning of {hand.name}", self._swap
            forth, back = partial(swap, before, copy), partial(swap, copy, before)
            can_redo, can_undo = (lambda: session.run_id == old), (lambda: session.run_id == new)
            step = Step(name, forth, back, waits=True, can_redo=can_redo, can_undo=can_undo)
            session.undo.push(step)
        self.changed.emit()

    def _fail(self, sentence: str) -> None:
        self.drop()
        self._session.tell(sentence)

    def _take_network(self, network: Network) -> None:
        """Drop `learning` if it is about another network than the one in use."""
        learning = self.learning
        if learning is not None and network is not (learning.network or learning.original):
            self.drop()
        else:
            self._tell()

    def _take_job(self, _job: QueueState) -> None:
        """Give up learning when training begins: a network that trains must not be replaced."""
        if self.is_learning and not self._session.is_idle:
            self.drop()
        else:
            self._tell()

    def _tell(self, *_changed: object) -> None:
        self.changed.emit()

    def left_out(self) -> list[WrittenDigit]:
        """The hand's digits that were left out from learning, as they are labelled today."""
        ids = () if self.learning is None else self.learning.left_out
        return [digit for digit in self._hands.hand.digits if digit.id in ids]

    def _swap(self, old: "_InUse", new: "_InUse") -> None:
        """Use `new` in place of `old`."""
        session = self._session
        old.run, old.file = session.run, session.file  # they may have changed since
        self.drop()
        session.use(new.run, new.file)
        session.run_opened.emit()


@dataclass
class _InUse:
    """A run, None for the shipped network, and the file that it belongs to."""

    run: Run | None
    file: NetworkFileState
