"""Decides between the answers of each experiment, by a function of its figures.

Each function takes the figures of one seed, or of several, whose means count. It returns the index
of the answer that they support, and the finding as a clause. The index is None if they do not
decide: a difference counts only if it is larger than chance would make it between equal networks.
"""

import math
import statistics
from dataclasses import dataclass, replace

from digitpad.core.evaluation import by_chance
from digitpad.core.text import counted

Finding = tuple[int | None, str]

EVALUATED = 10_000  # images that an accuracy counts
SPREAD = 0.2  # points: the standard deviation of MNIST accuracies with other seeds, at least
# Standard deviations by which a difference must exceed 0. One experiment compares up to five pairs,
# so the usual 2 would find a difference by chance too often.
WIDTH = 2.5
LOWER = 0.85  # one training cost is called lower than another if it is below this part of it
SLIGHT = 0.1  # points: a smaller difference is not worth naming
FAR = 5.0  # points between training and test accuracy, in overfitting


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of an experiment: values[trial][figure] has one for each seed.

    Trials and figures are in the experiment's order. A figure is None if it was not measured: the
    run diverged, say. size: how many images an accuracy counts. For the one neuron see
    `trials.neuron_figures`.
    """

    values: tuple[tuple[tuple[float | None, ...], ...], ...]
    size: int = EVALUATED

    def __getitem__(self, place: tuple[int, int]) -> float:
        """The mean over the seeds of a trial's figure. Raises LookupError if one is missing."""
        trial, figure = place
        values = [value for value in self.values[trial][figure] if value is not None]
        if not values or len(values) < len(self.values[trial][figure]):
            raise LookupError("a run did not get far enough, or was deleted")
        return statistics.fmean(values)

    def chance(self, *places: tuple[int, int]) -> float:
        """Points by which a difference of these accuracies may be off by chance.

        One seed does not show how far runs are apart, so the spread is at least SPREAD. Raises
        LookupError if an accuracy is missing.
        """
        variance = 0.0
        for trial, figure in places:
            mean = self[trial, figure]
            values = [value for value in self.values[trial][figure] if value is not None]
            seen = statistics.stdev(values) if len(values) > 1 else 0.0
            variance += max(SPREAD, by_chance(mean, self.size) / 2, seen) ** 2 / len(values)
        return WIDTH * math.sqrt(variance)

    def of_each_trial(self) -> list[float]:
        """The mean of each trial's first figure. Raises LookupError if one is missing."""
        return [self[trial, 0] for trial in range(len(self.values))]

    def seeds(self) -> "list[Figures]":
        """The figures of each seed alone."""
        count = max((len(seeds) for trial in self.values for seeds in trial), default=0)
        alone = (
            tuple(tuple(seeds[i : i + 1] for seeds in trial) for trial in self.values)
            for i in range(count)
        )
        return [replace(self, values=values) for values in alone]


def in_points(difference: float) -> str:
    """A difference of accuracies in words."""
    text = f"{abs(difference):.1f}" if abs(difference) >= 1 else f"{abs(difference):.2f}"
    return f"{text} points"


def _more(difference: float) -> str:
    if abs(difference) < 0.005:
        return "as many"
    return f"{in_points(difference)} {'more' if difference > 0 else 'fewer'}"


def one_neuron(figures: Figures) -> Finding:
    """From which start the output of the quadratic cost falls more in the first epochs."""
    better, bad = (figures[start, 0] - figures[start, 1] for start in (0, 1))
    answer = 2
    if abs(better - bad) > 0.05:
        answer = 0 if bad > better else 1
    says = f"in 100 epochs the better output falls by {better:.2f}, the bad one by {bad:.2f}"
    return answer, says


def costs(figures: Figures) -> Finding:
    """How much more the cross-entropy reads, at the size for which the costs differ most."""
    quadratic_30, quadratic_100, cross_30, cross_100 = figures.of_each_trial()
    gains = (cross_30 - quadratic_30, 30), (cross_100 - quadratic_100, 100)
    gain, hidden = max(gains, key=lambda each: abs(each[0]))
    return _within_a_point(gain), f"with {hidden} neurons {_more(gain)}"


def softmax(figures: Figures) -> Finding:
    """How much more a softmax reads than sigmoids."""
    sigmoids, softmax = figures.of_each_trial()
    return _within_a_point(softmax - sigmoids), f"the softmax reads {_more(softmax - sigmoids)}"


def _within_a_point(gain: float) -> int:
    """0 for a point more or above, 2 for a point fewer or below, 1 between."""
    return 1 if abs(gain) < 1 else 0 if gain > 0 else 2


def overfitting(figures: Figures) -> Finding:
    """How much the second half of the epochs adds, without regularization."""
    last, half, training = (figures[0, i] for i in range(3))
    rise = last - half
    says = f"the gap is {in_points(training - last)}"
    answer = None
    if last < 20:
        answer = 2
    elif rise >= 1:
        answer, says = 0, f"the second half of the epochs adds {in_points(rise)}"
    elif training >= 99 and training - last >= FAR:
        answer = 1
    return answer, says


def all_images(figures: Figures) -> Finding:
    """The gap between training and test accuracy, without and with regularization."""
    gap, narrowed = (figures[trial, 1] - figures[trial, 0] for trial in (0, 1))
    answer = None
    if gap >= 10:
        answer = 0
    elif gap < SLIGHT:
        answer = 2
    elif gap - narrowed > figures.chance((0, 0), (0, 1), (1, 0), (1, 1)):
        answer = 1
    return answer, f"{in_points(gap)} with λ 0, {in_points(narrowed)} with λ 5"


def more_neurons(figures: Figures) -> Finding:
    """Which of 96.5, 98 and 99.5 % the better run comes nearest to."""
    best = max(figures.of_each_trial())
    near = (96.5, 98.0, 99.5)
    answer = min(range(3), key=lambda i: abs(best - near[i]))
    return answer, f"the better run ends at {best:.2f} %"


def first_weights(figures: Figures) -> Finding:
    """How much small first weights gain in the first epoch, and in the last."""
    pairs = (0, 1), (2, 3)  # large, small
    first, last = (
        statistics.fmean(figures[small, at] - figures[large, at] for large, small in pairs)
        for at in (0, 1)
    )
    answer = 2
    if abs(abs(first) - abs(last)) >= 1:
        answer = 0 if abs(first) > abs(last) else 1
    says = f"small weights read {_more(first)} at first, {_more(last)} at last"
    return answer, says


def learning_rate(figures: Figures) -> Finding:
    """Which training cost is the lowest at the end, and which in the first epoch."""
    slow, middle, fast = figures.of_each_trial()
    are_alike = min(slow, middle) >= LOWER * max(slow, middle)
    answer = None
    if fast < LOWER * min(slow, middle):
        answer = 0
    elif slow < LOWER * min(middle, fast):
        answer = 2
    elif are_alike and middle < LOWER * fast and figures[1, 1] < LOWER * figures[0, 1]:
        answer = 1
    return answer, f"they end at {slow:.3f}, {middle:.3f} and {fast:.3f}"


def hyper_parameters(figures: Figures) -> Finding:
    """Which change reads the most, if that is 20 % or more, and clearly more than the next."""
    trials = {3: "η 100", 4: "η 1", 0: "more time"}  # in the order of the choices
    best, second = sorted(trials, key=lambda trial: -figures[trial, 0])[:2]
    accuracy = figures[best, 0]
    is_clear = accuracy - figures[second, 0] > figures.chance((best, 0), (second, 0))
    answer = list(trials).index(best) if accuracy >= 20 and is_clear else None
    return answer, f"with {trials[best]} it reads {accuracy:.0f} %"


def more_data(figures: Figures) -> Finding:
    """How much ten times as many images gain, from few and from many."""
    accuracies = figures.of_each_trial()
    early, late = accuracies[3] - accuracies[0], accuracies[-1] - accuracies[5]
    ends = (len(accuracies) - 1, 0), (5, 0)
    answer = None
    if abs(late - early) > figures.chance((3, 0), (0, 0), *ends):
        answer = 1 if late > early else 2 if late < SLIGHT else None
        if answer is None and late > figures.chance(*ends):
            answer = 0
    says = f"{in_points(early)} up to 1,000, {in_points(late)} from 5,000 on"
    return answer, says


def l1(figures: Figures) -> Finding:
    """With how many λ more is read than without regularization."""
    without, *values = figures.of_each_trial()
    gains = [value - without for value in values]
    better = [gain > figures.chance((at, 0), (0, 0)) for at, gain in enumerate(gains, start=1)]
    answer = None
    if all(better):
        answer = 2
    elif min(gains) < SLIGHT and any(better):
        answer = 0
    elif max(gains) < SLIGHT:
        answer = 1
    says = f"{sum(better)} of {len(better)} clearly do, and the best reads {_more(max(gains))}"
    return answer, says


def dropout(figures: Figures) -> Finding:
    """Which of the plain run, L2 and dropout clearly reads the most."""
    accuracies = figures.of_each_trial()
    second, best = sorted(range(len(accuracies)), key=accuracies.__getitem__)[-2:]
    is_clear = accuracies[best] - accuracies[second] > figures.chance((best, 0), (second, 0))
    says = ("the plain one", "the one with L2", "the one with dropout")[best]
    return best if is_clear else None, f"{says} reads the most, {accuracies[best]:.2f} %"


def momentum(figures: Figures) -> Finding:
    """How much more is read with the larger momentum than with none."""
    none, half, most = figures.of_each_trial()
    says = f"with 0.5 it reads {_more(half - none)}, with 0.9 {_more(most - none)}"
    return _within_a_point(most - none), says


def neurons(figures: Figures) -> Finding:
    """How much more both other kinds read than sigmoids after an epoch, with 1 and 3 layers."""
    gains, accuracies = [], figures.of_each_trial()
    for sigmoid, *others in (accuracies[:3], accuracies[3:]):
        gains.append(max(0.0, min(others) - sigmoid) + min(0.0, max(others) - sigmoid))
    mean = statistics.fmean(gains)
    answer = 2 if abs(mean) < 2 else 1 if mean > 0 else 0
    one, three = map(_more, gains)
    return answer, f"both others read {one}, with three layers {three}"


def problems(figures: Figures) -> Finding:
    """Which of three methods gains the most over the plain run."""
    accuracies = figures.of_each_trial()
    best, second = sorted(accuracies, reverse=True)[:2]
    which = max(range(1, len(accuracies)), key=accuracies.__getitem__)
    says = f"with {('distortions', 'early stopping', 'halved η')[which - 1]} "
    says += _more(accuracies[which] - accuracies[0])
    chance = figures.chance((which, 0), (accuracies.index(second), 0))
    return which - 1 if accuracies[which] - second > chance else None, says


def depth(figures: Figures) -> Finding:
    """Which number of hidden layers reads the most."""
    accuracies = figures.of_each_trial()
    best, second = sorted(accuracies, reverse=True)[:2]
    at = accuracies.index(best)
    is_clear = best - accuracies[0] > figures.chance((at, 0), (0, 0))
    answer = None
    if at == 1 and is_clear:
        answer = 1
    elif accuracies == sorted(accuracies) and is_clear:
        answer = 0
    elif at == 0 and best - second >= 1:
        answer = 2
    verb = "reads" if at == 0 else "read"
    return answer, f"{counted(at + 1, 'layer')} {verb} the most, {best:.2f} %"


def forgetting(figures: Figures) -> Finding:
    """How many points are lost on MNIST's test digits while a person's own are learnt."""
    before, after, own = figures.of_each_trial()
    lost = before - after
    answer = 0
    if abs(lost) >= 1:
        answer = 1 if lost > 0 else 2
    return answer, f"from {before:.2f} % to {after:.2f} %; the person’s own {own:.1f} %"


def speeds(figures: Figures) -> Finding:
    """How many times as fast as the first hidden layer the last one learns at the start."""
    factors = []
    for trial, layers in enumerate(figures.values):
        first, last = figures[trial, 0], figures[trial, len(layers) - 1]
        factors.append(last / first if first else float("inf"))
    answer: int | None = 2
    if min(factors) > 1.5:
        answer = 0
    elif max(factors) < 1 / 1.5:
        answer = 1
    elif min(factors) < 1 / 1.5 or max(factors) > 1.5:
        answer = None  # networks disagree
    low, high = min(factors), max(factors)
    return answer, f"the last learns {low:.1f} to {high:.1f} times as fast as the first"
