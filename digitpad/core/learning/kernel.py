"""The steps of `descent.py` in one compiled loop, for which the extra `fast` installs numba.

NumPy multiplies every pixel by every weight. But four pixels in five are paper, and 0 times a
weight is 0, so compiled code skips them. The mathematics is the same, done for one example of a
mini-batch after the other. It takes images of bytes, float32 networks and the costs of `costs.py`.

The first layer's weights have a row for each pixel: the weights of one pixel are needed together,
and so stand together in memory. The other layers' weights are as in `Network`. Rows are filled up
with zeros to a multiple of 8, as many numbers as a processor multiplies at a time.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
from numba.core.errors import NumbaError
from numpy.typing import NDArray

from digitpad.core import neurons
from digitpad.core.costs import QuadraticCost
from digitpad.core.learning.compiled import chosen_of, compiled
from digitpad.core.learning.settings import Hyperparameters
from digitpad.core.network import Arrays, Network

LANES = 8
LARGEST = np.finfo(np.float32).max
SMALLEST_SCALE = 0.01  # as in `descent`
LOCK, PATIENCE = "digitpad-kernel.lock", 60.0  # beside numba's cache; seconds to wait for it

# Compiled code knows a kind of neurons by its index here.
COMPILED_KINDS = [kind for kind in neurons.KINDS.values() if kind.is_compiled]
F = {kind.name: compiled(kind.f, f"f_{kind.name}") for kind in COMPILED_KINDS}
SLOPES = {kind.name: compiled(kind.slope, f"slope_{kind.name}") for kind in COMPILED_KINDS}
_f, _slope = chosen_of(F, "f"), chosen_of(SLOPES, "slope")
OUTPUT_KIND = COMPILED_KINDS.index(neurons.SIGMOID)  # unless they are a softmax


class CompiledDescent:
    """Does what `descent.Descent` does, for a float32 network and images that are bytes."""

    def __init__(self, network: Network) -> None:
        first, *others = network.weights
        self.sizes = network.sizes
        self.kind = COMPILED_KINDS.index(network.kind)
        self.quadratic = network.cost is QuadraticCost
        self.softmax = network.output_kind is neurons.SOFTMAX
        # As in Descent, true weights are scale * these. The biases have arrays of their own.
        self.weights = (_padded(first.T), *(_padded(w) for w in others))
        self.biases = tuple(_padded(b.T)[0] for b in network.biases)
        # True velocities are speed * these; they are empty until there is momentum.
        self.velocities = tuple(w[:0] for w in self.weights), tuple(b[:0] for b in self.biases)
        self.scale = self.speed = 1.0
        self.block_rows = 256

    def prepare(self) -> None:
        """Compile the code for this number of layers, or load it from the disk.

        Raises OSError or RuntimeError if numba fails: if it can neither write nor read its files.
        """
        nothing = np.empty((0, self.sizes[0]), np.uint8), np.empty((0, self.sizes[-1]), np.float32)
        with _one_process_at_a_time():
            try:
                self.descend(*nothing, 1, Hyperparameters())
            except NumbaError as error:
                raise RuntimeError(error) from error

    def weights_and_biases(self) -> tuple[Arrays, Arrays]:
        """The weights and biases reached so far, in arrays of their own."""
        inputs, neurons = self.sizes[:-1], self.sizes[1:]
        scale = np.float32(self.scale)
        first, *others = self.weights
        weights = [first[:, : neurons[0]].T * scale]
        weights += [w[:, :columns] * scale for w, columns in zip(others, inputs[1:])]
        return weights, [b[:n, None].copy() for b, n in zip(self.biases, neurons)]

    def descend(
        self,
        inputs: NDArray[Any],
        targets: NDArray[np.floating],
        n: int,
        settings: Hyperparameters,
        kept: NDArray[np.floating] | None = None,
    ) -> None:
        """Take a step for each mini-batch of these rows; see `Descent.descend`."""
        with np.errstate(over="ignore"):  # `sgd` checks whether the weights have overflowed
            eta = np.float32(settings.eta)
        if kept is None:
            kept = np.empty((0, 0), np.float32)
        if settings.momentum and not self.velocities[0][0].size:
            weights, biases = map(np.zeros_like, self.weights), map(np.zeros_like, self.biases)
            self.velocities = tuple(weights), tuple(biases)
        # `prepare` has compiled for contiguous arrays.
        self.scale, self.speed = _descend(
            (np.ascontiguousarray(inputs), np.ascontiguousarray(targets), kept),
            (self.weights, self.biases, self.velocities),
            (self.kind, self.quadratic, self.softmax, settings.regularization == "L1"),
            (eta, settings.eta * settings.lmbda / n, settings.momentum),
            np.array(self.sizes),
            settings.mini_batch_size,
            (self.scale, self.speed),
        )


@contextmanager
def _one_process_at_a_time() -> Iterator[None]:
    """Let other processes wait: two that write into numba's cache at once may mix up its files."""
    folder = _descend.stats.cache_path
    assert folder is not None  # else numba would have failed at once
    Path(folder).mkdir(parents=True, exist_ok=True)
    with closing(
        sqlite3.connect(Path(folder, LOCK), timeout=PATIENCE, isolation_level=None)
    ) as lock:
        with suppress(sqlite3.Error):  # a file system without locks, or one that waits too long
            lock.execute("BEGIN EXCLUSIVE")  # which the system ends with its process
        yield


def _padded(matrix: NDArray[Any]) -> NDArray[np.float32]:
    rows, columns = matrix.shape
    wide = np.zeros((rows, -(-columns // LANES) * LANES), np.float32)
    wide[:, :columns] = matrix
    return wide


@compiled
def _descend(examples, network, kinds, rates, sizes, size, scales):  # type: ignore[no-untyped-def]
    (images, targets, kept), (eta, shrink, momentum), (scale, speed) = examples, rates, scales
    weights, biases, (velocities, bias_velocities) = network
    kind, quadratic, softmax, l1 = kinds
    last = len(weights) - 1
    size = max(1, min(size, len(images)))
    widest = max([len(b) for b in biases])
    a = np.zeros((last + 1, size, widest), np.float32)
    first = np.cumsum(sizes) - sizes[0]  # of the neurons of each hidden layer, in a row of `kept`
    sent = np.zeros_like(a) if len(kept) else a  # what dropout leaves of the activations
    delta = np.zeros_like(a)
    pixels = np.zeros((size, sizes[0] + 4), np.int32)
    ink = np.zeros((size, sizes[0] + 4), np.float32)
    counts = np.zeros(size, np.int32)
    words = images.view(np.uint64)
    for start in range(0, len(images), size):
        count = min(size, len(images) - start)
        for i in range(count):
            counts[i] = _find_ink(images[start + i], words[start + i], pixels[i], ink[i])
            for layer in range(last + 1):
                if layer == 0:
                    _add_pixels(weights[0], pixels[i], ink[i], counts[i], a[0, i])
                else:
                    _multiply(weights[layer], sent[layer - 1, i], a[layer, i])
                _add_bias(a[layer, i], biases[layer], scale)
                if layer < last:
                    _activate(a[layer, i], kind, sizes[layer + 1])
                    if len(kept):
                        _drop_out(
                            a[layer, i],
                            kept[start // size, first[layer] : first[layer + 1]],
                            sent[layer, i],
                        )
            if softmax:
                _softmax(a[last, i], sizes[last + 1])
            else:
                _activate(a[last, i], OUTPUT_KIND, sizes[last + 1])
            _output_error(a[last, i], targets[start + i], quadratic, delta[last, i])
            for layer in range(last, 0, -1):
                before = delta[layer - 1, i]
                _propagate(weights[layer], delta[layer, i], sizes[layer + 1], before)
                _multiply_by_slope(before, a[layer - 1, i], kind, scale)
                if len(kept):
                    _drop_out(before, kept[start // size, first[layer - 1] : first[layer]], before)

        if l1:
            for w in weights:
                _decay_l1(w, np.float32(shrink / scale))
        else:
            scale *= 1 - shrink
            if scale < SMALLEST_SCALE:
                for w in weights:
                    _multiply_by(w, np.float32(scale))
                scale = 1.0

        rate = eta / np.float32(count)
        step, moved, moved_biases = rate / np.float32(scale), weights, biases
        if momentum:
            speed *= momentum
            if not SMALLEST_SCALE < abs(speed) < 1 / SMALLEST_SCALE:  # it may grow, or be negative
                _multiply_all(velocities, bias_velocities, np.float32(speed))
                speed = 1.0
            rate /= np.float32(speed)
            step, moved, moved_biases = rate, velocities, bias_velocities
        for i in range(count):
            _learn_pixels(moved[0], pixels[i], ink[i], counts[i], step, delta[0, i])
            for layer in range(1, last + 1):
                _learn(moved[layer], step, delta[layer, i], sent[layer - 1, i], sizes[layer + 1])
            for layer in range(last + 1):
                b = moved_biases[layer]
                for j in range(len(b)):
                    b[j] -= rate * delta[layer, i, j]
        if momentum:
            for layer in range(last + 1):
                _add(weights[layer], np.float32(speed / scale), velocities[layer])
                b, velocity = biases[layer], bias_velocities[layer]
                for j in range(len(b)):
                    b[j] += np.float32(speed) * velocity[j]
    return scale, speed


@compiled
def _find_ink(image, words, pixels, ink):  # type: ignore[no-untyped-def]
    """List the pixels with ink, and their ink 0..1. Returns how many, padded to a multiple of 4."""
    count = 0
    for word in range(len(words)):
        if words[word]:  # one look at eight pixels, as most are paper
            for p in range(8 * word, 8 * word + 8):
                pixels[count] = p
                ink[count] = np.float32(image[p]) * np.float32(1 / 255)
                count += image[p] != 0
    while count % 4:
        pixels[count] = 0
        ink[count] = 0
        count += 1
    return count


@compiled
def _add_pixels(w, pixels, ink, count, z):  # type: ignore[no-untyped-def]
    """z = w a for the first layer, four pixels at a time."""
    z[:] = 0
    for k in range(0, count, 4):
        x0, x1, x2, x3 = ink[k], ink[k + 1], ink[k + 2], ink[k + 3]
        w0, w1, w2, w3 = w[pixels[k]], w[pixels[k + 1]], w[pixels[k + 2]], w[pixels[k + 3]]
        for j in range(len(w0)):
            z[j] += x0 * w0[j] + x1 * w1[j] + x2 * w2[j] + x3 * w3[j]


@compiled
def _multiply(w, a, z):  # type: ignore[no-untyped-def]
    """z = w a for the other layers."""
    for o in range(w.shape[0]):
        row = w[o]
        total = np.float32(0)
        for j in range(len(row)):
            total += row[j] * a[j]
        z[o] = total


@compiled
def _add_bias(z, b, scale):  # type: ignore[no-untyped-def]
    """z -> scale * z + b, in place."""
    s = np.float32(scale)
    for j in range(len(b)):
        z[j] = s * z[j] + b[j]


@compiled
def _activate(z, kind, n):  # type: ignore[no-untyped-def]
    """z -> f(z), in place; the zeros at the end of the row stay 0."""
    for j in range(n):
        z[j] = _f(kind, z[j])


@compiled
def _softmax(z, n):  # type: ignore[no-untyped-def]
    """The outputs of one example, in place, as `neurons.SOFTMAX`."""
    most, total = np.float32(-LARGEST), np.float32(0)
    for j in range(n):
        z[j] = min(max(z[j], -LARGEST), LARGEST)
        most = max(most, z[j])
    for j in range(n):
        z[j] = np.exp(z[j] - most)
        total += z[j]
    for j in range(n):
        z[j] /= total


@compiled
def _output_error(a, y, quadratic, delta):  # type: ignore[no-untyped-def]
    """BP1; a (1 - a) is sigmoid'(z), which the cross-entropy cancels."""
    for o in range(len(y)):
        delta[o] = a[o] - y[o]
        if quadratic:
            delta[o] *= _slope(OUTPUT_KIND, a[o])


@compiled
def _propagate(w, delta, n, before):  # type: ignore[no-untyped-def]
    """BP2, without f'(z): the error of the layer before."""
    before[:] = 0
    for o in range(n):
        d = delta[o]
        row = w[o]
        for j in range(len(row)):
            before[j] += d * row[j]


@compiled
def _multiply_by_slope(delta, a, kind, scale):  # type: ignore[no-untyped-def]
    """The rest of BP2: delta -> delta * scale * f'(z), for activations a."""
    s = np.float32(scale)
    for j in range(len(delta)):
        delta[j] *= s * _slope(kind, a[j])


@compiled
def _drop_out(a, kept, sent):  # type: ignore[no-untyped-def]
    """A neuron that is left out sends nothing on, and no error back."""
    for j in range(len(kept)):
        sent[j] = a[j] * kept[j]


@compiled
def _learn_pixels(w, pixels, ink, count, step, delta):  # type: ignore[no-untyped-def]
    """BP4 for the first layer: only the weights of pixels with ink change."""
    for k in range(count):
        p, x = pixels[k], step * ink[k]
        for j in range(w.shape[1]):
            w[p, j] -= x * delta[j]


@compiled
def _learn(w, step, delta, a, n):  # type: ignore[no-untyped-def]
    """BP4 for the other layers."""
    for o in range(n):
        d = step * delta[o]
        for j in range(w.shape[1]):
            w[o, j] -= d * a[j]


@compiled
def _multiply_by(w, factor):  # type: ignore[no-untyped-def]
    for row in w:
        for j in range(len(row)):
            row[j] *= factor


@compiled
def _multiply_all(weights, biases, factor):  # type: ignore[no-untyped-def]
    for w in weights:
        _multiply_by(w, factor)
    for b in biases:
        for j in range(len(b)):
            b[j] *= factor


@compiled
def _add(w, factor, velocity):  # type: ignore[no-untyped-def]
    """w -> w + factor * velocity, a row at a time."""
    for i in range(len(w)):
        row, more = w[i], velocity[i]
        for j in range(len(row)):
            row[j] += factor * more[j]


@compiled
def _decay_l1(w, step):  # type: ignore[no-untyped-def]
    for row in w:
        for j in range(len(row)):
            row[j] -= step * np.sign(row[j])
