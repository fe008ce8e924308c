"""Which of several values of a setting is best: the verdict on a person's own experiment.

The value with the highest mean accuracy is best if it leads each other value by more than equal
networks differ by chance. No correction for the number of values is needed: the best two of
many equal values differ less than two values alone. More seeds may be added, and the question asked
again after each, up to MOST_SEEDS: the bound allows for that. `test_best_value.py` measures how
often chance is still taken for a difference.
"""

import math
import statistics
from collections.abc import Sequence

from digitpad.core.book.findings import Figures, Finding, in_points
from digitpad.core.evaluation import by_chance
from digitpad.core.text import counted, in_a_row

MOST_SEEDS = 20
LEAST_SEEDS = 3  # two of one value may be alike by chance: both have a saturated output, say
# Two means must differ by WIDTH (1 + FEW / seeds) standard errors: few seeds say little about
# their own spread.
WIDTH, FEW = 2.7, 2
KNOWN = 2  # `by_chance` counts like the spread of this many measured seeds
MOST_NAMED = 4  # values in a sentence

RULE = (
    f"Best is what leads all others by {WIDTH:g} · (1 + {FEW:g} / seeds) standard errors, with "
    "three seeds or more: chance does that to equal networks less than once in 20 times."
)


def best_value(words: Sequence[str], figures: Figures) -> Finding:
    """The index of the best value, None if that is not clear; and the finding, as a clause.

    words: the values. Raises LookupError if no value has its figures.
    """
    best, needed = _compare(figures)
    seeds = len(figures.values[best][0])
    like = [other for other, count in needed.items() if count != seeds]
    if not like:
        says = f"{words[best]} reads best, {figures[best, 0]:.2f} %"
        if needed:
            second = max(needed, key=lambda other: figures[other, 0])
            lead = in_points(figures[best, 0] - figures[second, 0])
            says += f", {lead} more than with {words[second]}"
        return best, says
    # Those that no number of seeds may tell apart keep the best from being clear.
    hard = [other for other in like if needed[other] is None]
    together = [words[value] for value in sorted([best, *(hard or like)])]
    if len(together) > MOST_NAMED:
        together[MOST_NAMED - 1 :] = [f"{len(together) - MOST_NAMED + 1} others"]
    more = more_seeds(figures)
    way_out = f"; {more} more may tell" if more else f", nor likely with {MOST_SEEDS}"
    said = f"{in_a_row(together)} cannot be told apart with {counted(seeds, 'seed')}{way_out}"
    return None, said


def more_seeds(figures: Figures) -> int:
    """How many more seeds would make the best value clear, if all means stayed as they are.

    0 if it is clear, or if more than MOST_SEEDS would be needed. Raises LookupError as above.
    """
    best, needed = _compare(figures)
    counts = [count or 0 for count in needed.values()]
    return max(counts) - len(figures.values[best][0]) if all(counts) and counts else 0


def _compare(figures: Figures) -> tuple[int, dict[int, int | None]]:
    """The value with the highest mean, and how many seeds tell it apart from each other value.

    None for more than MOST_SEEDS. Values with a run that did not get far enough are left out.
    """
    measured = {
        value: [each for each in seeds if each is not None]
        for value, (seeds, *_) in enumerate(figures.values)
        if seeds and None not in seeds
    }
    if not measured:
        raise LookupError("no run got far enough")
    best = max(measured, key=lambda value: statistics.fmean(measured[value]))
    leading = measured.pop(best)
    return best, {
        value: _seeds_needed(leading, each, figures.size) for value, each in measured.items()
    }


def _seeds_needed(first: Sequence[float], second: Sequence[float], size: int) -> int | None:
    """How many seeds make the first accuracies clearly higher than the second, in the mean.

    At least as many as there are. size: how many images each accuracy counts.
    """
    means = statistics.fmean(first), statistics.fmean(second)
    gap, known = means[0] - means[1], by_chance(statistics.fmean(means), size)
    seen = sum(
        (each - mean) ** 2 for values, mean in zip((first, second), means) for each in values
    )
    degrees = len(first) + len(second) - 2
    spread = math.sqrt((KNOWN * known**2 + seen) / (KNOWN + degrees))
    for seeds in range(max(len(first), LEAST_SEEDS), MOST_SEEDS + 1):
        if gap > WIDTH * (1 + FEW / seeds) * spread * math.sqrt(2 / seeds):
            return seeds
    return None
