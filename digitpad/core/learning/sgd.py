"""Stochastic gradient descent: how a network learns.

An epoch shuffles the training data, cuts them into mini-batches, takes one step downhill for each,
and measures how far that has led. In plain lines, with the methods of `Network`:

    for epoch in range(1, epochs + 1):
        order = network.rng.permutation(n)
        for start in range(0, n, mini_batch_size):
            mini_batch = [training_data[i] for i in order[start : start + mini_batch_size]]
            network.update_mini_batch(mini_batch, eta, lmbda, n)
        yield (
            network.total_cost(evaluation_data, lmbda), network.accuracy(evaluation_data),
            network.total_cost(training_data, lmbda), network.accuracy(training_data),
        )

`train` does the same, but faster: `descent.py` or `kernel.py` take the steps, some mini-batches at
a time, unless a method of the network is overridden: then it is called. And it can be watched: it
is a generator that yields every few milliseconds, so that a window can show its progress, pause it,
stop it, or change its settings.

Regularization keeps the weights small (the book, chapter 3, *Regularization*). With n training
examples, each step not only follows the gradient but also changes a weight w by

    L2:  w -> (1 - eta lambda / n) w            cost term  lambda / 2n  sum of w^2
    L1:  w -> w - (eta lambda / n) sgn(w)       cost term  lambda / n   sum of |w|

L2 shrinks a weight in proportion to itself, L1 by a constant amount (sgn(0) is 0). So L1 drives
the many weights that matter little to 0 and keeps the few that matter much.

Dropout leaves out a part of the hidden neurons, drawn anew for each mini-batch, so that no neuron
relies on certain others (the book, chapter 3, *Other techniques for regularization*). The book
halves the weights afterwards, since then all neurons answer; here the others' activations are
divided by 1 - dropout while they learn, and the weights stay as they are.

Momentum mu lets steps that agree add up to a velocity v (the book, equations 107 and 108):

    v -> mu v - (eta / m) dC/dw,    w -> (1 - eta lambda / n) w + v

With mu above 1 each step is longer than the last, until the weights grow beyond all numbers; with
mu below 0 each takes back a part of the last. The decay is no part of the velocity. Biases learn in
the same way, without decay. A call of `train` begins with velocities of 0.
"""

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from digitpad.core.data.augment import Block, distorted_blocks
from digitpad.core.data.dataset import Pair, as_arrays, check_sequence
from digitpad.core.ink import SIDE
from digitpad.core.learning.descent import fastest_descent
from digitpad.core.learning.early_stopping import NoImprovement
from digitpad.core.learning.epoch import Change, EpochResult, Lists, Progress, monitored
from digitpad.core.learning.monitoring import (
    check_unit_vectors,
    gradient_length_blocks,
    measure_blocks,
    regularization_term,
)
from digitpad.core.learning.settings import ALL_OFF, Hyperparameters, Measured, check_change
from digitpad.core.network import STEPS, Network, overridden
from digitpad.core.text import short

# Seconds of work between two yields: short for a person who pauses, long compared with the few
# microseconds that a yield takes.
YIELD_AFTER = 0.005


class TrainingDiverged(ArithmeticError):
    """The weights are no longer finite. The network keeps the last ones that were.

    epoch: of this training, from 1. why: the message without the epoch. results: what the monitors
    have measured so far, the four lists that `Network.SGD` returns.
    """

    def __init__(self, epoch: int, remedy: str, results: Lists = ([], [], [], [])) -> None:
        super().__init__(f"In epoch {epoch} the weights grew beyond all numbers{remedy}")
        self.epoch, self.why = epoch, f"The weights grew beyond all numbers{remedy}."
        self.results = results


_Result = TypeVar("_Result")
Steps = Generator[Progress | EpochResult, Hyperparameters | None, _Result]
Ended = Literal["done", "no improvement"]


def train(
    network: Network,
    training_data: Sequence[Pair],
    hyperparameters: Hyperparameters,
    evaluation_data: Sequence[Pair] | None = None,
    *,
    measure: Measured = "every",
    changes: Sequence[Change] = (),
) -> Steps[Ended]:
    """Train `network`: a generator that yields Progress every few milliseconds, and EpochResults.

    At each yield the network has the weights and biases learnt so far, in arrays that later steps
    leave alone. To pause, do not ask for the next value; `close()` stops. It returns "done" after
    the last epoch, or "no improvement" if early stopping has ended it sooner.
    `send(Hyperparameters(...))` sets another eta, lmbda or number of epochs from the next epoch on;
    with fewer epochs than have begun, training ends after this one.

    `measure="last"` saves time: the monitors are on only in the last epoch, as planned when that
    begins. All earlier results have None for what is measured. By default they are on in "every"
    epoch. What is learnt is the same.

    `changes` repeat a run whose settings were changed while it learnt. The same network, with `rng`
    in the same state, then learns the same, to the last digit.

    Raises ValueError, before any work, for data that are empty or do not fit the network, and for a
    change of other settings (`send` raises it, too), for `measure="last"` with early stopping,
    which needs every accuracy, and for what methods of the network's own cannot obey; and
    TrainingDiverged, during it, if the steps are so large that the weights overflow.
    """
    shape = network.sizes[0], network.sizes[-1], network.dtype
    check_sequence("training_data", training_data)
    if evaluation_data is not None:
        check_sequence("evaluation_data", evaluation_data)
    if not len(training_data):
        raise ValueError("training_data: there are no examples to learn from")
    for monitor in ("monitor_evaluation_cost", "monitor_evaluation_accuracy"):
        if getattr(hyperparameters, monitor) and not len(evaluation_data or ()):
            raise ValueError(f"{monitor}: there are no evaluation data to measure on")
    if measure not in ("every", "last"):
        raise ValueError(f"measure: must be every or last, not {short(measure)}")
    if measure == "last" and hyperparameters.early_stopping != "off":
        raise ValueError("measure: early stopping needs the accuracy of every epoch, not the last")
    for change in changes:
        check_change(hyperparameters, change.hyperparameters)
    _check_obeyed(network, hyperparameters)
    training = as_arrays(training_data, *shape)
    evaluation = as_arrays(evaluation_data or [], *shape)
    for monitor, data, (_, targets) in (
        ("monitor_evaluation_accuracy", evaluation_data or [], evaluation),
        ("monitor_training_accuracy", training_data, training),
    ):
        if getattr(hyperparameters, monitor):
            check_unit_vectors(monitor, data, targets)
    if hyperparameters.augmentation and network.sizes[0] != SIDE * SIDE:
        raise ValueError(
            f"augmentation: it distorts images of {SIDE}x{SIDE} pixels, and the network has "
            f"{network.sizes[0]} inputs"
        )
    arrays = training, evaluation
    return _TrainingLoop(network, *arrays, hyperparameters, measure, changes).steps()


def epochs_of(
    network: Network,
    training_data: Sequence[Pair],
    hyperparameters: Hyperparameters,
    evaluation_data: Sequence[Pair] | None = None,
) -> Iterator[EpochResult]:
    """Train `network` with one thread of BLAS; yields each epoch's result. Raises as `train`."""
    from threadpoolctl import threadpool_limits

    # Mini-batches are small matrices: several threads would wait longer than they work.
    with threadpool_limits(limits=1):
        for step in train(network, training_data, hyperparameters, evaluation_data):
            if isinstance(step, EpochResult):
                yield step


def _check_obeyed(network: Network, settings: Hyperparameters) -> None:
    """Raises ValueError for a setting that the network's own methods would ignore."""
    own = overridden(network)
    ignored = {"dropout": settings.dropout} if own & STEPS else {}
    if "update_mini_batch" in own:
        ignored |= {
            "momentum": settings.momentum,
            "regularization": settings.regularization == "L1",
        }
    for name, value in ignored.items():
        if value:
            what = "L1" if name == "regularization" else "it"
            method = "update_mini_batch" if "update_mini_batch" in own else "backprop"
            raise ValueError(
                f"{name}: {what} cannot be obeyed, since {type(network).__name__} has a {method} "
                "of its own, which is not told of it"
            )


def drawn_for_dropout(
    network: Network, dropout: float, mini_batches: int, rng: np.random.Generator
) -> NDArray[np.floating] | None:
    """What dropout multiplies activations by, (mini_batches, hidden neurons); None without it."""
    if not dropout:
        return None
    numbers = rng.random((mini_batches, sum(network.sizes[1:-1])))
    return np.asarray((numbers >= dropout) / (1 - dropout), network.dtype)


class _TrainingLoop:
    """One call of `train`: the loop over epochs, blocks of rows, and monitors.

    planned: the settings as a person chose them. settings: the same with the learning rate that
    early stopping has halved, and without the monitors that are off in this epoch.
    """

    def __init__(
        self,
        network: Network,
        training: tuple[NDArray[Any], NDArray[np.floating]],
        evaluation: tuple[NDArray[Any], NDArray[np.floating]],
        settings: Hyperparameters,
        measure: Measured,
        changes: Sequence[Change],
    ) -> None:
        self.network = network
        self.training = training
        self.evaluation = evaluation
        self.planned = self.settings = settings
        self.measure = measure
        self.changes = {change.epoch: change.hyperparameters for change in changes}
        self.no_improvement = NoImprovement()
        self.results: list[EpochResult] = []
        self.finite = network.weights, network.biases
        self.descent = fastest_descent(network, training[0], settings)
        self.size = len(training[0])
        # A block is some mini-batches long.
        size = settings.mini_batch_size
        self.block = size * max(1, self.descent.block_rows // size)
        self.due = time.perf_counter() + YIELD_AFTER

    def steps(self) -> Steps[Ended]:
        blocks = self._blocks()
        if self.planned.augmentation:
            rng = self.network.rng.spawn(1)[0]
            blocks = distorted_blocks(*self.training, self.block, rng)
        with closing(blocks):  # which ends the threads that make them
            return (yield from self._epochs(blocks))

    def _epochs(self, blocks: Iterator[Block]) -> Steps[Ended]:
        epoch = 1
        while self._begins(epoch):
            lengths = yield from self._gradient_lengths(epoch)
            yield from self._learn(epoch, blocks)
            evaluation = yield from self._measure(epoch, "evaluation")
            training = yield from self._measure(epoch, "training")
            settings = self.settings
            has_cost = settings.monitor_evaluation_cost or settings.monitor_training_cost
            self.no_improvement.take(evaluation[1], settings)
            result = EpochResult(
                epoch=epoch,
                evaluation_cost=evaluation[0],
                evaluation_accuracy=evaluation[1],
                training_cost=training[0],
                training_accuracy=training[1],
                evaluation_size=len(self.evaluation[0]),
                training_size=self.size,
                eta=settings.eta,
                lmbda=settings.lmbda,
                penalty=self._regularization_term(1) if has_cost else None,
                gradient_lengths=lengths,
            )
            self.results.append(result)
            self._change(epoch, (yield result))
            epoch += 1
        return "done" if epoch > self.settings.epochs else "no improvement"

    def _begins(self, epoch: int) -> bool:
        """Take the settings of this epoch. Returns whether it takes place."""
        self.planned = self.changes.pop(epoch, self.planned)
        self.settings = replace(self.planned, eta=self.planned.eta * self.no_improvement.factor)
        if self.measure == "last" and epoch < self.planned.epochs:
            self.settings = replace(self.settings, **ALL_OFF)
        return epoch <= self.settings.epochs and not self.no_improvement.ended

    def _blocks(self) -> Generator[Block, None, None]:
        """The training data, some mini-batches at a time, in a new random order in every epoch."""
        inputs, targets = self.training
        while True:
            order = self.network.rng.permutation(self.size)
            for start in range(0, self.size, self.block):
                chosen = order[start : start + self.block]
                yield inputs[chosen], targets[chosen]

    def _learn(self, epoch: int, blocks: Iterator[Block]) -> Steps[None]:
        done, size = 0, self.settings.mini_batch_size
        while done < self.size:
            inputs, targets = next(blocks)
            count = -(-len(inputs) // size)
            dropout = self.settings.dropout
            kept = drawn_for_dropout(self.network, dropout, count, self.network.rng)
            self.descent.descend(inputs, targets, self.size, self.settings, kept)
            done += len(inputs)
            due = self._is_due()
            if due or done == self.size:
                self._publish(epoch)
            if due:
                yield from self._report(epoch, done)

    def _publish(self, epoch: int) -> None:
        """Give the network the weights and biases learnt so far, if they are finite."""
        weights, biases = self.descent.weights_and_biases()
        if not all(np.isfinite(array).all() for array in (*weights, *biases)):
            self.network.weights, self.network.biases = self.finite
            raise TrainingDiverged(epoch, self._remedy(), monitored(self.results))
        self.finite = self.network.weights, self.network.biases = weights, biases

    def _remedy(self) -> str:
        """What would have kept the weights in bounds, as the end of a sentence."""
        settings = self.settings
        shrink = settings.eta * settings.lmbda / self.size
        # A step of L2 multiplies a weight by 1 - shrink, which makes it larger if shrink is above
        # 2. A step of L1 moves it by shrink, which does harm only if it is huge.
        if shrink > (2 if settings.regularization == "L2" else 1e6):
            return (
                f", as η λ / n is {shrink:,.5g}; a smaller regularization λ or a smaller learning "
                "rate η keeps them in bounds"
            )
        if settings.momentum > 1:
            return (
                f", as with a momentum of {settings.momentum:g} each step is longer than the last; "
                "one below 1 keeps them in bounds"
            )
        return "; a smaller learning rate η keeps them in bounds"

    def _gradient_lengths(self, epoch: int) -> Steps[tuple[float, ...] | None]:
        """How quickly each layer learns as this epoch begins; None if that monitor is off.

        None also if a length is not finite, as in a run that diverges: files cannot hold it.
        """
        lengths = None
        if self.settings.monitor_gradient_lengths:
            for so_far in gradient_length_blocks(self.network, *self.training):
                lengths = so_far
                if self._is_due():
                    yield from self._report(epoch, 0)
        return lengths if lengths is not None and np.isfinite(lengths).all() else None

    def _measure(
        self, epoch: int, kind: Literal["evaluation", "training"]
    ) -> Steps[tuple[float | None, int | None]]:
        """The cost, with its regularization term, and the accuracy; None if a monitor is off."""
        monitor_cost = getattr(self.settings, f"monitor_{kind}_cost")
        monitor_accuracy = getattr(self.settings, f"monitor_{kind}_accuracy")
        if not (monitor_cost or monitor_accuracy):
            return None, None
        data = self.evaluation if kind == "evaluation" else self.training
        for measurement in measure_blocks(self.network, *data):
            mean, accuracy = measurement.cost, measurement.accuracy
            if self._is_due():
                yield from self._report(epoch, self.size)
        cost = mean + self._regularization_term(len(data[0]))
        return cost if monitor_cost else None, accuracy if monitor_accuracy else None

    def _regularization_term(self, n: int) -> float:
        settings = self.settings
        return regularization_term(self.network.weights, settings.lmbda, n, settings.regularization)

    def _report(self, epoch: int, done: int) -> Steps[None]:
        self._change(epoch, (yield Progress(epoch, done, self.size)))
        self.due = time.perf_counter() + YIELD_AFTER

    def _is_due(self) -> bool:
        """Whether the last yield was long enough ago."""
        return time.perf_counter() >= self.due

    def _change(self, epoch: int, settings: Hyperparameters | None) -> None:
        """Let the epoch after this one have the settings that were sent, if any were."""
        if settings is not None:
            check_change(self.planned, settings)
            self.changes[epoch + 1] = settings
