"""An evaluation says how well a network reads some digits: which are right, which are wrong.

Right and wrong count as `Network.accuracy` counts them: an example is read as the digit of its most
active output, however weak that is.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core.inside.verdict import are_unread
from digitpad.core.learning.monitoring import arrays_for, output_blocks
from digitpad.core.network import Network, Pair

CONFIDENT = 0.9  # a mistake with a higher activation is a confident one
Z_95 = 1.959963984540054  # 95 % of normal values lie within this many standard deviations


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """What a network answers to examples, in their order.

    labels: (n,) int, the true digits. outputs: (n, outputs), the output activations. read: (n,)
    int, the digit with the most active output. confidence: (n,), that output's activation; NaN
    where the network's outputs are no numbers.
    """

    labels: NDArray[np.intp]
    outputs: NDArray[np.floating]
    read: NDArray[np.intp]
    confidence: NDArray[np.floating]

    @classmethod
    def of(cls, labels: NDArray[np.integer], outputs: NDArray[np.floating]) -> "Evaluation":
        """The evaluation of these labels, (n,), and outputs, (n, outputs)."""
        read = outputs.argmax(axis=1)
        return cls(labels.astype(np.intp), outputs, read, outputs[np.arange(len(read)), read])

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def is_right(self) -> NDArray[np.bool_]:
        """Which examples are read right, (n,)."""
        return np.asarray(self.read == self.labels)

    @property
    def accuracy(self) -> int:
        """How many examples are read right, as `Network.accuracy` counts."""
        return int(np.count_nonzero(self.is_right))

    @property
    def wrong(self) -> NDArray[np.intp]:
        """The indices of the misread examples, in the order of the data."""
        return np.flatnonzero(~self.is_right)

    def mistakes(self) -> NDArray[np.intp]:
        """The indices of the misread examples, the most confident first; NaN comes last."""
        wrong = self.wrong
        return wrong[np.argsort(-self.confidence[wrong], kind="stable")]

    def confident_mistakes(self) -> int:
        """How many are misread with an activation over CONFIDENT."""
        return int(np.count_nonzero(self.confidence[~self.is_right] > CONFIDENT))

    def matrix(self) -> NDArray[np.int64]:
        """(outputs, outputs): in row i, column j how many examples of digit i are read as j."""
        k = self.outputs.shape[1]
        counts = np.bincount(self.labels * k + self.read, minlength=k * k)
        return np.asarray(counts.reshape(k, k), np.int64)

    def unread(self) -> tuple[int, int]:
        """How many examples no output says yes to, and how many of these count as right.

        It is the rule by which the canvas calls a drawing unread, see `inside/verdict.py`.
        """
        unread = are_unread(self.outputs)
        right = np.count_nonzero(unread & self.is_right)
        return int(np.count_nonzero(unread)), int(right)

    def finite(self) -> int:
        """For how many examples all outputs are numbers; a diverged network has few or none."""
        return int(np.count_nonzero(np.isfinite(self.outputs).all(axis=1)))

    def without(self, rows: Sequence[int]) -> "Evaluation":
        """The evaluation of all examples but these."""
        kept = np.ones(len(self), bool)
        kept[[row for row in rows if row < len(self)]] = False
        return Evaluation(
            self.labels[kept], self.outputs[kept], self.read[kept], self.confidence[kept]
        )


def evaluate(network: Network, data: Sequence[Pair]) -> Evaluation:
    """The evaluation of a network on a data set or a list of pairs.

    Raises ValueError for empty data, or an example that does not fit the network.
    """
    *_, last = evaluate_blocks(network, data)
    return last


def evaluate_blocks(network: Network, data: Sequence[Pair]) -> Iterator[Evaluation]:
    """The same, block by block: yields the evaluation of all examples so far.

    Earlier evaluations stay as they are. The caller can work, or stop, between two blocks. Raises
    what `evaluate` raises.
    """
    inputs, targets = arrays_for(network, data)
    labels = targets.argmax(axis=1)
    outputs: NDArray[Any] = np.empty((len(inputs), network.sizes[-1]), network.dtype)
    read, confidence = np.empty(len(inputs), np.intp), np.empty(len(inputs), network.dtype)
    done = 0
    for _, a in output_blocks(network, inputs):
        here = slice(done, done + len(a))
        block = Evaluation.of(labels[here], a)
        outputs[here], read[here], confidence[here] = a, block.read, block.confidence
        done += len(a)
        yield Evaluation(labels[:done], outputs[:done], read[:done], confidence[:done])


def confusion_matrix(network: Network, data: Sequence[Pair]) -> NDArray[np.int64]:
    """How many examples of each digit, a row each, the network reads as each digit: (10, 10).

    Its trace is `network.accuracy(data)`. Raises ValueError as `evaluate` does.
    """
    return evaluate(network, data).matrix()


def mistakes(network: Network, data: Sequence[Pair]) -> NDArray[np.intp]:
    """The indices of the examples that the network misreads, the most confident first.

    Raises ValueError as `evaluate` does.
    """
    return evaluate(network, data).mistakes()


def wilson_interval(count: int, n: int) -> tuple[float, float]:
    """The Wilson score interval of `count` of `n` (1 or more), of 95 %: two shares from 0 to 1.

    Other digits by the same people would give a share in it 95 times in 100. It holds near 0 and 1
    too, where the usual "plus or minus" reaches beyond (E. B. Wilson, *Probable inference, the law
    of succession, and statistical inference*, 1927).
    """
    share, square = count / n, Z_95 * Z_95
    middle = share + square / (2 * n)
    half = Z_95 * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    low, high = ((middle + side * half) / (1 + square / n) for side in (-1, 1))
    # Exactly, as rounding could leave them a little beyond.
    return (0.0 if count == 0 else low), (1.0 if count == n else high)
