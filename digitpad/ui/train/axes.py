"""The axes of exported curves: how far they reach, and which numbers stand at them. No Qt."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digitpad.core.sgd import EpochResult


@dataclass(frozen=True, slots=True)
class Axis:
    """From `low` to `high`, linearly or by logarithms, with numbers at `ticks`."""

    low: float
    high: float
    ticks: Sequence[float]
    logarithmic: bool = False

    def part(self, value: float) -> float:
        """Where on the axis a value is: 0 at its start, 1 at its end."""
        low, high = self.low, self.high
        if self.logarithmic:
            low, high, value = math.log10(low), math.log10(high), math.log10(value)
        return (value - low) / (high - low)

    def labels(self) -> list[str]:
        """The ticks as numbers; by logarithms each as short as it can be, else alike."""
        largest = max(map(abs, self.ticks), default=0)
        if largest >= 1e7 or self.logarithmic:
            return [f"{tick:g}" for tick in self.ticks]
        texts = [f"{tick:.10f}".rstrip("0") for tick in self.ticks]
        decimals = max((len(text.partition(".")[2]) for text in texts), default=0)
        return [f"{tick:.{decimals}f}" for tick in self.ticks]


def epochs_axis(history: Sequence[EpochResult]) -> Axis:
    """The axis of the epochs, with whole numbers."""
    first, last = (history[0].epoch, history[-1].epoch) if history else (1, 1)
    margin = 0.03 * (last - first) or 0.5
    step = max(1.0, _step(last - first, 12))
    return Axis(first - margin, last + margin, list(_multiples(step, first, last)))


def values_axis(values: Sequence[float], logarithmic: bool, most: float) -> Axis:
    """The axis for these values; with a little room at both ends."""
    if not values:
        return Axis(0, 1, [])
    low, high = min(values), max(values)
    if logarithmic:
        ratio = max((high / low) ** 0.06, 1.02)
        low, high = low / ratio, high * ratio
        ticks = list(_logarithmic_ticks(low, high))
    else:
        # Differences that do not matter are not made to matter, nor do they take many digits.
        room = max(0.06 * (high - low), 0.001 * abs(high)) or 1.0
        low, high = low - room, high + room
        ticks = []
    # By logarithms there are no round numbers in a narrow range.
    if len(ticks) < 3:
        ticks = list(_multiples(_step(high - low, 7), low, high))
    return Axis(low, high, [tick for tick in ticks if tick <= most], logarithmic)


def _step(span: float, most: int) -> float:
    """The smallest of ..., 0.1, 0.2, 0.5, 1, 2, 5, 10, ... that goes into a span so many times."""
    if span <= 0:
        return 1.0
    power = math.floor(math.log10(span / most))
    return next(
        step
        for step in (float(f"{digit}e{power + more}") for more in (0, 1) for digit in (1, 2, 5))
        if span / step <= most
    )


def _multiples(step: float, low: float, high: float) -> Iterator[float]:
    for i in range(math.ceil(low / step), math.floor(high / step) + 1):
        # Not 0.30000000000000004.
        yield float(f"{i * step:.12g}")


def _logarithmic_ticks(low: float, high: float) -> Iterator[float]:
    """Round numbers: 1, 2, 5, 10, ... or, in a wide range, powers of ten."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    digits = (1, 2, 5) if last - first <= 3 else (1,)
    for power in range(first, last + 1, max(1, (last - first) // 6)):
        for digit in digits:
            if low <= (tick := float(f"{digit}e{power}")) <= high:
                yield tick
