"""Learning one hand: a network that reads digits learns how one person writes them.

A few digits are enough to learn a hand, and too few to learn digits. A network that is shown
nothing else soon reads every other hand worse: it forgets (M. McCloskey, N. Cohen, "Catastrophic
interference in connectionist networks", 1989). So most of each mini-batch is what the network
should go on reading (A. Robins, "Catastrophic forgetting, rehearsal and pseudorehearsal", 1995):

- OWN of the person's digits, each time distorted anew;
- REPLAYED of MNIST's;
- COMPANY of other people's pen digits, which are inked as the person's are; for a network that
  reads these people well, half as many, and more of MNIST's.

All layers learn, in large steps that shrink little, and the weights are averaged over the second
half. A network that reads other people well goes only a part of the way from its old weights to
these: so it forgets less, and has learnt nearly as much (M. Wortsman et al., "Robust fine-tuning
of zero-shot models", 2022). Digits whose labels are probably wrong are left out, see `doubtful`.

The choices were made on writers whom the networks had not learnt, and on MNIST's validation data;
`tests/benchmarks/personal.py` measures it, and says what else was tried.

A person who says "It is a 4" is believed: only the person's other digits can tell a wrong label
from a form that is new to the network.
"""

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from threadpoolctl import threadpool_limits

from digitpad.core.data.augment import Block, distort
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import (
    Dataset,
    Pair,
    as_arrays,
    check_sequence,
    pixels,
)
from digitpad.core.data.people import load_pen_digits
from digitpad.core.ink import SIDE
from digitpad.core.learning.descent import Descent
from digitpad.core.learning.settings import Hyperparameters
from digitpad.core.network import Arrays, Network

OWN = 12  # examples of the person's digits in a mini-batch
REPLAYED = 36  # of MNIST's digits, or of `data`
COMPANY = 16  # of other people's pen digits
FEWER = 8  # pen digits make way for MNIST's if the network knows such people:
KNOWN = 0.02  # it misreads no more of their digits than this part
DISTORTED_TOGETHER = 8  # mini-batches whose digits are distorted at once, in half the time
KEPT_COMPANY = 4000  # pen digits that keep the person company, of some 15,700
LOOKED_AT = 250  # of them, to see whether the network knows them
SEED = 27  # of the choice of company
ETAS = 0.7, 0.2  # the learning rate of the first and the last mini-batch, in the shipped network
# A step changes z by as much as η times the squared slopes and activations of the layers below. So
# where these are large, η is at most this, divided by their product.
MOST_CHANGE = 60.0
# Nothing holds back neurons whose activations have no bound on either side: some networks of linear
# ones diverge with this η, none with half of it; a third leaves room.
UNBOUNDED = 1 / 3
WAY = 0.85  # how far a network that reads other people goes, from its old weights to the new
AVERAGED = 0.5  # the part of the mini-batches, the last ones, over which weights are averaged
AVERAGED_EVERY = 5  # mini-batches
MOST_MINI_BATCHES = 800
MANY_WEIGHTS = 1_300_000  # as in the shipped network, which learns three of each in a second
# A label is doubted if the nearest digit with another label is nearer than this, as a part of the
# distance to the nearest with the same one; both distances are squared.
NEARER = 0.7
MOST_DOUBTED = 0.25  # of the digits


def fine_tune(
    network: Network,
    images: ArrayLike,
    labels: ArrayLike,
    *,
    rng: np.random.Generator,
    data: Sequence[Pair] | None = None,
) -> Network:
    """A new network that has learnt these digits of one person; `network` itself stays as it is.

    For scripts; the window takes the steps of `FineTuning`, and can give them up.

    images: (n, 28, 28), paper 0 and ink 1, as `ink.from_strokes` makes them. labels: (n,), whole
    numbers, the outputs that are wanted; not every class need be there. rng: the same generator in
    the same state gives the same network. data: what is replayed, as for `Network.SGD`; by default
    MNIST's training images and other people's pen digits. Where it is empty nothing is replayed,
    and the network forgets.

    Raises ValueError for images, labels or data that do not fit the network, and OSError if
    digitpad's own files cannot be read.
    """
    # Mini-batches are small matrices: several threads would wait longer than they work.
    with threadpool_limits(limits=1):
        pictures, digits = _checked(network, images, labels)
        is_believed = np.ones(len(digits), bool)
        is_believed[doubtful(network, pictures, digits)] = False
        own = pictures[is_believed], digits[is_believed]
        tuning = FineTuning(network, *own, rng=rng, data=data)
        for _ in tuning:
            pass
        return tuning.network()


class FineTuning:
    """The work of `fine_tune`, mini-batch by mini-batch, to be watched or given up.

        for done in tuning:  # mini-batches learnt, of tuning.total
            ...
        tuning.network()

    The arguments and errors are those of `fine_tune`, but no label is doubted. A step takes some
    milliseconds; to begin takes up to half a second if digits must be read from files. BLAS
    should have one thread, as in `fine_tune`: with more it rounds differently, and takes longer.
    """

    def __init__(
        self,
        network: Network,
        images: ArrayLike,
        labels: ArrayLike,
        *,
        rng: np.random.Generator,
        data: Sequence[Pair] | None = None,
    ) -> None:
        self._images, digits = _checked(network, images, labels)
        shape = network.sizes[0], network.sizes[-1], network.dtype
        self._targets = np.eye(network.sizes[-1], dtype=network.dtype)[digits]
        self._way = 1.0
        if data is None:
            mnist, company = _familiar()
            fewer = 0
            if _misread(network, company) <= KNOWN:
                fewer, self._way = FEWER, WAY
            parts: list[tuple[Sequence[Pair], int]]
            parts = [(mnist, REPLAYED + fewer), (company, COMPANY - fewer)]
        else:
            check_sequence("data", data)
            parts = [(data, REPLAYED + COMPANY)] if len(data) else []
        self._replayed = [(*as_arrays(part, *shape), size) for part, size in parts]
        self.replayed = self._replayed[0][2] if self._replayed else 0
        """Digits of MNIST, or of `data`, in each mini-batch."""
        self._old = network
        self._descent, self._rng = Descent(network), rng
        # Sums over moments of the second half, of all weights and then of all biases.
        self._sums = [np.zeros(array.shape) for array in (*network.weights, *network.biases)]
        self._moments = 0
        # A small network has time for more mini-batches, and bears larger steps.
        smaller = max(1.0, MANY_WEIGHTS / sum(w.size for w in network.weights))
        self.total = int(min(MOST_MINI_BATCHES, (80 + 1.5 * len(digits)) * smaller))
        self._etas = np.geomspace(*ETAS, self.total) * smaller**0.25
        self._etas *= min(1.0, _most_eta(network, self._images) / self._etas[0])

    def __iter__(self) -> Iterator[int]:
        """Learn; yield how many mini-batches are learnt after each."""
        own = self._own_digits()
        for done, eta in enumerate(self._etas.tolist(), start=1):
            blocks = [next(own)]
            for inputs, targets, size in self._replayed:
                rows = self._rng.integers(len(inputs), size=size)
                blocks.append((pixels(inputs[rows], np.float32), targets[rows]))
            x, y = (np.concatenate(parts) for parts in zip(*blocks))
            settings = Hyperparameters(mini_batch_size=len(x), eta=eta, lmbda=0.0)
            self._descent.descend(x, y, len(x), settings)
            if done > (1 - AVERAGED) * self.total and done % AVERAGED_EVERY == 0:
                weights, biases = self._descent.weights_and_biases()
                for total, array in zip(self._sums, (*weights, *biases)):
                    total += array
                self._moments += 1
            yield done

    def network(self) -> Network:
        """A new network with what is learnt so far."""
        weights, biases = self._descent.weights_and_biases()
        learnt: Arrays = [*weights, *biases]
        if self._moments:
            learnt = [total / self._moments for total in self._sums]
        old = (*self._old.weights, *self._old.biases)
        arrays: Arrays = [
            before + self._way * (after - before) for before, after in zip(old, learnt)
        ]
        return self._old.with_arrays(arrays[: len(weights)], arrays[len(weights) :])

    def _own_digits(self) -> Iterator[Block]:
        """The person's digits, OWN at a time, each as often as the others, distorted anew."""
        size = OWN * DISTORTED_TOGETHER
        turns: list[int] = []
        while True:
            while len(turns) < size:
                turns += self._rng.permutation(len(self._images)).tolist()
            rows, turns = turns[:size], turns[size:]
            inputs = distort(self._images[rows], self._rng).reshape(size, -1)
            for first in range(0, size, OWN):
                own = slice(first, first + OWN)
                yield inputs[own], self._targets[rows[own]]


def doubtful(network: Network, images: ArrayLike, labels: ArrayLike) -> NDArray[np.intp]:
    """The rows of digits whose label is probably wrong; `fine_tune` leaves them out.

    The network reads such a digit as another class, and the person's other digits agree in one of
    two ways. Others have its label, too, but a digit with another label is much nearer to it than
    all of these. Or the class that it is read as is the only one without a digit, and no other
    digit is read so. Distances are those between activations of the last hidden layer.

    So a form that is new to the network is believed once the person has written it twice. The only
    digit with its label is believed, too.

    network, images, labels: as for `fine_tune`. Raises ValueError as it does.
    """
    pictures, digits = _checked(network, images, labels)
    activations = network.activations(pictures.reshape(len(pictures), -1).T)
    hidden = activations[-2]
    squares = (hidden * hidden).sum(axis=0)
    distances = squares[:, None] + squares - 2 * hidden.T @ hidden
    np.fill_diagonal(distances, np.inf)
    alike = digits[:, None] == digits
    nearest_alike = np.where(alike, distances, np.inf).min(axis=1)
    nearest_other = np.where(alike, np.inf, distances).min(axis=1)
    read = activations[-1].argmax(axis=0)
    has_peers = alike.sum(axis=1) > 1
    missing = np.setdiff1d(np.arange(network.sizes[-1]), digits)
    is_missing = np.isin(read, missing) & (len(missing) == 1)
    is_nearer = nearest_other < NEARER * nearest_alike
    speaks_against = is_nearer | (is_missing & (is_missing.sum() == 1))
    rows = np.flatnonzero((read != digits) & has_peers & speaks_against)
    # More than that are no slips: the person means what the labels say.
    return rows if len(rows) <= MOST_DOUBTED * len(digits) else rows[:0]


@cache
def _familiar() -> tuple[Dataset, Dataset]:
    """MNIST's training images, and pen digits of many people.

    The pen digits are kept, since to ink them takes half a second.
    """
    pens = load_pen_digits()
    left_out = np.random.default_rng(SEED).permutation(len(pens))[KEPT_COMPANY:]
    return DataSpec().load()[0], pens.without(left_out.tolist()).dataset()


def _misread(network: Network, company: Dataset) -> float:
    """The part of other people's digits that a network misreads, measured on some of them."""
    some = slice(None, None, max(1, len(company) // LOOKED_AT))
    answers = network.feedforward(pixels(company.images[some], np.float32).T).argmax(axis=0)
    return float(np.mean(answers != company.labels[some]))


def _most_eta(network: Network, images: NDArray[np.float32]) -> float:
    """The largest learning rate with which a network can learn such images, (n, 28, 28)."""
    *sent, _ = network.activations(images.reshape(len(images), -1).T)
    squares = sum(float(np.square(a, dtype=np.float64).sum()) for a in sent) / len(images)
    change = max(1.0, network.kind.steepest**2 * squares)
    part = UNBOUNDED if network.kind.bounds[0] == -np.inf else 1.0
    return max(part * MOST_CHANGE / change, float(np.finfo(np.float32).tiny))


def _checked(
    network: Network, images: ArrayLike, labels: ArrayLike
) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
    """The images and labels as arrays. Raises ValueError if they do not fit the network."""
    pictures, digits = np.asarray(images, np.float32), np.asarray(labels)
    inputs, outputs = network.sizes[0], network.sizes[-1]
    if inputs != SIDE**2 or pictures.ndim != 3 or pictures.shape[1:] != (SIDE, SIDE):
        raise ValueError(
            f"images must have shape (n, {SIDE}, {SIDE}), not {pictures.shape}, and the network "
            f"{SIDE**2} inputs, not {inputs}"
        )
    if not len(pictures) or not (pictures.min() >= 0 and pictures.max() <= 1):  # nor are they nan
        raise ValueError("images must be one or more, from 0, paper, to 1, ink")
    if digits.shape != pictures.shape[:1] or not np.issubdtype(digits.dtype, np.integer):
        raise ValueError(f"labels must be {len(pictures)} whole numbers, one an image")
    if not 0 <= digits.min() <= digits.max() < outputs:
        raise ValueError(
            f"labels must be 0 to {outputs - 1}, as the network has {outputs} outputs, but they "
            f"reach {digits.min()} to {digits.max()}"
        )
    return pictures, digits.astype(np.intp)
