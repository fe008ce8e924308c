"""When was each digit learnt? Each has a story, from what a network read after each of its epochs.

A digit is right at every kept epoch, learnt at one, lost again, or never right. Beside that it may
have been forgotten: right after one epoch, and wrong after the next (M. Toneva et al., *An
empirical study of example forgetting during deep neural network learning*, 2019, "forgetting
events").
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from digitpad.core.evaluation import RowNumbers

STATES = "right at every kept epoch", "learnt", "lost", "never right"
ALWAYS, LEARNT, LOST, NEVER = range(4)  # their places in STATES


@dataclass(frozen=True, eq=False)
class Stories:
    """What a network read after some of its epochs, digit by digit.

    epochs: rising, two or more. labels: (n,), the true digits. read: (epochs, n) uint8, the digits
    that were read.
    """

    epochs: tuple[int, ...]
    labels: NDArray[np.integer]
    read: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.labels)

    @cached_property
    def is_right(self) -> NDArray[np.bool_]:
        """Whether each digit was read right after each epoch, (epochs, n)."""
        return np.asarray(self.read == self.labels)

    @cached_property
    def states(self) -> NDArray[np.intp]:
        """The story of each digit, (n,): ALWAYS, LEARNT, LOST or NEVER."""
        always, ever, at_last = self.is_right.all(0), self.is_right.any(0), self.is_right[-1]
        states = np.select([always, at_last, ever], [ALWAYS, LEARNT, LOST], NEVER)
        return np.asarray(states, np.intp)

    @cached_property
    def turned(self) -> NDArray[np.intp]:
        """(n,): the epoch from which on a digit is read as at last, right or wrong."""
        is_other = self.is_right[::-1] != self.is_right[-1]
        back = np.where(is_other.any(0), is_other.argmax(0), len(self.epochs))
        return np.asarray(np.array(self.epochs)[len(self.epochs) - back], np.intp)

    @cached_property
    def forgotten(self) -> NDArray[np.intp]:
        """How often each digit was forgotten, (n,)."""
        is_forgotten = self.is_right[:-1] & ~self.is_right[1:]
        return np.asarray(np.count_nonzero(is_forgotten, axis=0))

    @cached_property
    def newly_right(self) -> NDArray[np.intp]:
        """How many digits were right, and not after the epoch before; (epochs - 1,)."""
        return np.asarray(np.count_nonzero(self.is_right[1:] & ~self.is_right[:-1], axis=1))

    @cached_property
    def newly_wrong(self) -> NDArray[np.intp]:
        """How many digits were forgotten after each epoch but the first, (epochs - 1,)."""
        return np.asarray(np.count_nonzero(self.is_right[:-1] & ~self.is_right[1:], axis=1))

    def tell(self) -> "Stories":
        """Find all of this now, and not when it is first asked for; returns itself."""
        _all = self.states, self.turned, self.forgotten, self.newly_right, self.newly_wrong
        return self

    def count(self, state: int) -> int:
        """How many digits have this story."""
        return int(np.count_nonzero(self.states == state))


def _latest(stories: Stories, state: int) -> RowNumbers:
    """The digits with this story, those that turned last first."""
    rows = np.flatnonzero(stories.states == state)
    return rows[np.argsort(-stories.turned[rows], kind="stable")]


def _most_often_forgotten(stories: Stories) -> RowNumbers:
    rows = np.flatnonzero(stories.forgotten)
    return rows[np.argsort(-stories.forgotten[rows], kind="stable")]


# Digits that are worth a look, by name; each function gives their rows, in order.
GROUPS: dict[str, Callable[[Stories], RowNumbers]] = {
    "never right": lambda stories: np.flatnonzero(stories.states == NEVER),
    "lost again": lambda stories: _latest(stories, LOST),
    "learnt last": lambda stories: _latest(stories, LEARNT),
    "forgotten most often": _most_often_forgotten,
}
