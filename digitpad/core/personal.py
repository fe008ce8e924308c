"""Learning one hand: a network that reads digits learns how one person writes them.

A few digits are enough to learn a hand, and too few to learn digits. A network that is shown
nothing else soon reads every other hand worse: it forgets (M. McCloskey, N. Cohen, "Catastrophic
interference in connectionist networks", 1989). So half of each mini-batch is replayed: digits that
the network knows already (A. Robins, "Catastrophic forgetting, rehearsal and pseudorehearsal",
1995). The other half is the person's digits, each time distorted anew.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from threadpoolctl import threadpool_limits

from digitpad.core.data.augment import Distorter
from digitpad.core.data.dataset import as_arrays, load_data_wrapper, pixels
from digitpad.core.ink import SIDE
from digitpad.core.learning.descent import Descent
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.core.network import Network, Pair

OWN = 25  # examples of the person's digits in a mini-batch
REPLAYED = 25  # examples that are replayed in a mini-batch
MINI_BATCHES = 300
ETAS = 0.1, 0.01  # the learning rate of the first and the last mini-batch


def fine_tune(
    network: Network,
    images: ArrayLike,
    labels: ArrayLike,
    *,
    rng: np.random.Generator,
    data: Sequence[Pair] | None = None,
) -> Network:
    """A new network that has learnt these digits of one person; `network` itself stays as it is.

    images: (n, 28, 28), paper 0 and ink 1, as `ink.from_strokes` makes them. labels: (n,), whole
    numbers, the outputs that are wanted; not every class need be there. rng: the same generator in
    the same state gives the same network. data: what is replayed, as for `Network.SGD`; by default
    MNIST's training images. Where it is empty nothing is replayed, and the network forgets.

    Raises ValueError for images, labels or data that do not fit the network, and OSError where
    MNIST's files cannot be read.
    """
    tuning = FineTuning(network, images, labels, rng=rng, data=data)
    # Mini-batches are small matrices: several threads would wait longer than they work.
    with threadpool_limits(limits=1):
        for _ in tuning:
            pass
    return tuning.network()


class FineTuning:
    """The work of `fine_tune`, mini-batch by mini-batch, to be watched or given up.

        for done in tuning:  # mini-batches learnt, of tuning.total
            ...
        tuning.network()

    The arguments and errors are those of `fine_tune`. Each step takes some milliseconds.
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
        self._images, self._targets = _own_digits(network, images, labels)
        if data is None:
            data = load_data_wrapper()[0]
        self._replayed = as_arrays(data, network.sizes[0], network.sizes[-1], network.dtype)
        self._cost, self._dtype, self._rng = network.cost, network.dtype, rng
        self._descent = Descent(network)
        self._distorter = Distorter(OWN)
        self.total = MINI_BATCHES

    def __iter__(self) -> Iterator[int]:
        """Learn; yield how many mini-batches are learnt after each."""
        order = _in_turns(len(self._images), self._rng)
        for done in range(self.total):
            inputs, targets = self._mini_batch([next(order) for _ in range(OWN)])
            settings = _settings(len(inputs), done / (self.total - 1))
            self._descent.descend(inputs, targets, len(inputs), settings)
            yield done + 1

    def network(self) -> Network:
        """A new network with what is learnt so far."""
        weights, biases = self._descent.weights_and_biases()
        return Network.from_arrays(weights, biases, self._cost, dtype=self._dtype)

    def _mini_batch(self, own: list[int]) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        """These of the person's digits, distorted, and as many that are replayed."""
        inputs = self._distorter.distort(self._images[own], self._rng).reshape(len(own), -1)
        targets = self._targets[own]
        replayed, wanted = self._replayed
        if len(replayed):
            rows = self._rng.integers(len(replayed), size=REPLAYED)
            inputs = np.concatenate([inputs, pixels(replayed[rows], self._dtype)])
            targets = np.concatenate([targets, wanted[rows]])
        return inputs, targets


def _settings(mini_batch_size: int, part: float) -> Hyperparameters:
    """The settings of a mini-batch; part: how much of the tuning is over, 0 to 1."""
    first, last = ETAS
    eta = first * (last / first) ** part
    return Hyperparameters(mini_batch_size=mini_batch_size, eta=eta, lmbda=0.0)


def _in_turns(n: int, rng: np.random.Generator) -> Iterator[int]:
    """The rows 0..n-1 in random order, again and again, so that each comes equally often."""
    while True:
        yield from rng.permutation(n).tolist()


def _own_digits(
    network: Network, images: ArrayLike, labels: ArrayLike
) -> tuple[NDArray[np.float32], NDArray[np.floating]]:
    """The images as float32, and the outputs wanted for them (n, outputs).

    Raises ValueError where something is not as it should be.
    """
    inputs, outputs = network.sizes[0], network.sizes[-1]
    if inputs != SIDE * SIDE:
        raise ValueError(
            f"the network has {inputs} inputs, but images of {SIDE}x{SIDE} pixels need {SIDE**2}"
        )
    try:
        pictures = np.asarray(images, np.float32)
        digits = np.asarray(labels)
    except (TypeError, ValueError) as error:
        raise ValueError(f"images must be numbers of shape (n, {SIDE}, {SIDE})") from error
    if pictures.ndim != 3 or pictures.shape[1:] != (SIDE, SIDE):
        raise ValueError(f"images must have shape (n, {SIDE}, {SIDE}), not {pictures.shape}")
    if not len(pictures):
        raise ValueError("images: there are none to learn from")
    if not (np.isfinite(pictures).all() and pictures.min() >= 0 and pictures.max() <= 1):
        raise ValueError("images must be of 0, paper, to 1, ink")
    return pictures, np.eye(outputs, dtype=network.dtype)[_checked(digits, len(pictures), outputs)]


def _checked(labels: NDArray[Any], n: int, outputs: int) -> NDArray[np.intp]:
    """The labels, (n,). Raises ValueError where they are no n whole numbers from 0 on."""
    if labels.shape != (n,):
        raise ValueError(f"labels must have shape ({n},), one an image, not {labels.shape}")
    if not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(f"labels must be whole numbers, not {labels.dtype}")
    if not 0 <= labels.min() <= labels.max() < outputs:
        raise ValueError(
            f"labels must be 0 to {outputs - 1}, as the network has {outputs} outputs, but they "
            f"reach {labels.min()} to {labels.max()}"
        )
    return labels.astype(np.intp)
