"""The figures of an experiment, and the one bound by which it tells a difference from chance.

A difference of means is clear of a limit if it lies on one side of it together with its error:
WIDTH (1 + FEW / seeds) standard errors. The spread of the seeds is pooled over the means that are
compared; since few seeds say little about their own spread, an accuracy also has the spread with
which it is counted, which weighs as much as KNOWN seeds. The same bound holds whether two values
are compared or eight, and when seeds are added until an answer is clear: `test_best_value.py` and
`test_book.py` measure how often chance is still taken for a difference.
"""

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from digitpad.core.evaluation import by_chance

EVALUATED = 10_000  # images that an accuracy counts
MOST_SEEDS = 20
LEAST_SEEDS = 3  # two of one value may be alike by chance: both have a saturated output, say
WIDTH, FEW = 2.7, 2
KNOWN = 2  # seeds

TrialAndFigure = tuple[int, int]  # a trial and one of its figures


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference, and how far chance may have moved it; its unit is that of its figures.

    error: infinite with fewer than LEAST_SEEDS seeds, so that nothing is clear.
    """

    value: float
    error: float

    def is_above(self, limit: float = 0.0) -> bool:
        """Whether it is clearly above the limit."""
        return self.value - self.error > limit

    def is_below(self, limit: float = 0.0) -> bool:
        """Whether it is clearly below the limit."""
        return self.value + self.error < limit

    def is_within(self, limit: float) -> bool:
        """Whether it is clearly nearer to 0 than the limit."""
        return self.is_above(-limit) and self.is_below(limit)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of an experiment: values[trial][figure] has one for each seed.

    Trials and figures are in the experiment's order. A figure is None if its run diverged or
    ended before it. size: how many images an accuracy counts. For the one neuron see
    `one_neuron.neuron_figures`.
    """

    values: tuple[tuple[tuple[float | None, ...], ...], ...]
    size: int = EVALUATED

    def of_seeds(self, place: TrialAndFigure) -> list[float]:
        """A trial's figure with each seed. Raises LookupError if one is missing."""
        trial, figure = place
        values = [value for value in self.values[trial][figure] if value is not None]
        if not values or len(values) < len(self.values[trial][figure]):
            raise LookupError("a run did not get to its end")
        return values

    def __getitem__(self, place: TrialAndFigure) -> float:
        """The mean over the seeds of a trial's figure. Raises LookupError if one is missing."""
        return statistics.fmean(self.of_seeds(place))

    @property
    def seeds(self) -> int:
        """How many seeds there are."""
        return max((len(seeds) for trial in self.values for seeds in trial), default=0)

    def of_each_trial(self) -> list[float]:
        """The mean of each trial's first figure. Raises LookupError if one is missing."""
        return [self[trial, 0] for trial in range(len(self.values))]

    def difference(
        self, more: Sequence[TrialAndFigure], less: Sequence[TrialAndFigure] = ()
    ) -> Difference:
        """The sum of the first accuracies less that of the second ones, in points.

        Raises LookupError if one is missing.
        """
        parts = [self.of_seeds(place) for place in (*more, *less)]
        known = by_chance(statistics.fmean(map(statistics.fmean, parts)), self.size)
        return _difference(parts[: len(more)], parts[len(more) :], known, KNOWN)

    def best(self, trials: Iterable[int], limit: float = 0.0) -> tuple[int, bool]:
        """Which of these trials has the highest mean accuracy, and whether that is clear.

        It is if its first accuracy is clearly more than `limit` points above that of each other.
        Raises LookupError if one is missing.
        """
        among = list(trials)
        best = max(among, key=lambda trial: self[trial, 0])
        gains = [self.difference([(best, 0)], [(other, 0)]) for other in among if other != best]
        return best, all(gain.is_above(limit) for gain in gains)

    def ratio(self, more: TrialAndFigure, less: TrialAndFigure) -> Difference:
        """The logarithm of the ratio of two costs or lengths. Raises LookupError as above."""
        parts = [[math.log(max(each, 1e-300)) for each in self.of_seeds(p)] for p in (more, less)]
        return _difference(parts[:1], parts[1:], 0.0, 0)


def _difference(
    more: Sequence[Sequence[float]], less: Sequence[Sequence[float]], known: float, weight: int
) -> Difference:
    """The difference of the sums of means, each part having a value for each seed.

    known: a standard deviation that counts like the spread of `weight` measured seeds.
    """
    parts = [*more, *less]
    means = [statistics.fmean(part) for part in parts]
    value = sum(means[: len(more)]) - sum(means[len(more) :])
    seeds = min(map(len, parts))
    if seeds < LEAST_SEEDS:
        return Difference(value, math.inf)
    seen = sum((each - mean) ** 2 for part, mean in zip(parts, means) for each in part)
    degrees = sum(len(part) - 1 for part in parts)
    spread = math.sqrt((weight * known**2 + seen) / (weight + degrees))
    standard_error = spread * math.sqrt(sum(1 / len(part) for part in parts))
    return Difference(value, WIDTH * (1 + FEW / seeds) * standard_error)
