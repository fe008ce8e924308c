"""A map of digits: each is a point, and digits lie close together if a layer answers them alike.

A layer of 30 neurons gives each digit 30 numbers, and nobody can look in 30 directions. Principal
component analysis finds the two directions along which the digits differ most: they are the map's
axes, and each says which share of all the differences it holds (K. Pearson, "On lines and planes of
closest fit to systems of points in space", 1901).

Nothing is learnt here, nor left to chance, so the map of 10,000 digits follows a network that
trains: its axes keep their sides and their order from one picture to the next.
"""

from collections.abc import Generator
from dataclasses import dataclass
from itertools import permutations, product

import numpy as np
from numpy.typing import NDArray

from digitpad.core.learning.monitoring import BLOCK

Array = NDArray[np.floating]


@dataclass(frozen=True, slots=True, eq=False)
class DigitMap:
    """The two directions along which some points differ most, and the points seen along them.

    coordinates: (n, 2), each point's place on the map. shares: (2,), the part of all variance that
    each axis holds, 0 to 1; 0 if all points are the same. middle: (d,), the mean of the points.
    axes: (d, 2), of length 1.
    """

    coordinates: NDArray[np.float32]
    shares: NDArray[np.float64]
    middle: NDArray[np.float64]
    axes: NDArray[np.float64]

    def place(self, points: Array) -> NDArray[np.float64]:
        """Where points (n, d) lie on the map: (n, 2)."""
        return np.asarray((points - self.middle) @ self.axes)


def digit_map(points: Array, before: DigitMap | None = None) -> Generator[None, None, DigitMap]:
    """Make the map of points (n, d), one or more, all finite. Yields between pieces of work.

    before: the last map of the same digits, perhaps of another layer; the signs and the order of
    the new axes are chosen to be most like it. Without it the largest component of each axis is
    positive.
    """
    n, d = points.shape
    middle = points.mean(axis=0, dtype=np.float64)
    scatter = np.zeros((d, d))
    for start in range(0, n, BLOCK):
        apart = points[start : start + BLOCK] - middle.astype(points.dtype)
        scatter += apart.T @ apart
        yield
    values, axes = np.linalg.eigh(scatter)  # the largest last
    values, axes = np.maximum(values[::-1], 0.0), axes[:, ::-1]
    yield
    total = float(np.trace(scatter))
    shares = values / total if total > 0 else np.zeros(len(values))
    if d == 1:  # a layer of one neuron has one direction
        axes, shares = np.column_stack([axes, np.zeros(1)]), np.append(shares, 0.0)
    axes, shares = axes[:, :2], shares[:2]
    coordinates = np.empty((n, 2), np.float32)
    for start in range(0, n, BLOCK):
        coordinates[start : start + BLOCK] = (points[start : start + BLOCK] - middle) @ axes
    order, signs = _most_alike(coordinates, axes, before)
    axes = axes[:, order] * signs
    return DigitMap(coordinates[:, order] * np.float32(signs), shares[order], middle, axes)


def _most_alike(
    coordinates: NDArray[np.float32], axes: NDArray[np.float64], before: DigitMap | None
) -> tuple[list[int], NDArray[np.float64]]:
    """The order and the signs of the axes for which the map looks most like the one before."""
    if before is None or before.coordinates.shape != coordinates.shape:
        largest = axes[np.abs(axes).argmax(axis=0), [0, 1]]
        return [0, 1], np.where(largest < 0, -1.0, 1.0)
    alike = _unit(before.coordinates).T @ _unit(coordinates)  # (2 before, 2 now)
    choices = (
        (list(order), np.array(signs))
        for order in permutations((0, 1))
        for signs in product((1.0, -1.0), repeat=2)
    )
    return max(choices, key=lambda one: float((alike[[0, 1], one[0]] * one[1]).sum()))


def _unit(coordinates: NDArray[np.float32]) -> NDArray[np.float64]:
    """Both columns with a length of 1, or 0, so that the longer one does not count for more."""
    lengths = np.linalg.norm(coordinates.astype(np.float64), axis=0)
    return np.asarray(coordinates / np.where(lengths > 0, lengths, 1.0))


def nearest(places: Array, to: Array) -> tuple[int, float]:
    """Which of some places (n, 2) is nearest to another one, (2,), and how far away."""
    distances = np.hypot(*(places - to).T)
    row = int(distances.argmin())
    return row, float(distances[row])
