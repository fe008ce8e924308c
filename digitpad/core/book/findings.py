"""Decides between the answers of each experiment, by a function of its figures.

Each function takes the figures of one seed, or of several, whose means count. An answer claims that
a difference lies on one side of a limit: 0, a point, five points, or for costs and lengths a ratio.
It is given only if the difference is clear of that limit, see `figures.py`.
"""

import math
from dataclasses import dataclass

from digitpad.core.book.figures import Difference, Figures
from digitpad.core.text import counted, in_a_row

A_POINT = 1.0
FAR = 5.0  # points between training and test accuracy, in overfitting
LOWER = math.log(0.85)  # one training cost is called lower than another if it is below this part
FASTER = math.log(1.5)  # one layer learns faster than another by this factor


@dataclass(frozen=True, slots=True)
class Finding:
    """What the figures of an experiment show.

    answer: the index of the answer that they support, None if that is not clear. says: the figures,
    as a clause of at most 48 letters. more: sentences with what else was found.
    """

    answer: int | None
    says: str
    more: str = ""


def in_points(difference: float) -> str:
    """A difference of accuracies in words."""
    text = f"{abs(difference):.1f}" if abs(difference) >= 1 else f"{abs(difference):.2f}"
    return f"{text} points"


def _more(difference: float) -> str:
    if abs(difference) < 0.005:
        return "as many"
    return f"{in_points(difference)} {'more' if difference > 0 else 'fewer'}"


def _signed(difference: float) -> str:
    return f"{'+' if difference >= 0 else '−'}{abs(difference):.1f}"


def _side(gain: Difference, limit: float = A_POINT) -> int | None:
    """0 if it is clearly above the limit, 1 within, 2 below −limit; None if it is not clear."""
    if gain.is_above(limit):
        return 0
    return 1 if gain.is_within(limit) else 2 if gain.is_below(-limit) else None


def one_neuron(figures: Figures) -> Finding:
    """From which start the output of the quadratic cost falls more in the first epochs."""
    better, bad = (figures[start, 0] - figures[start, 1] for start in (0, 1))
    answer = 2
    if abs(better - bad) > 0.05:
        answer = 0 if bad > better else 1
    return Finding(answer, f"the better output falls by {better:.2f}, the bad by {bad:.2f}")


def costs(figures: Figures) -> Finding:
    """How much more the cross-entropy reads, and at which size the costs differ most."""
    gains = {
        hidden: figures.difference([(cross, 0)], [(quadratic, 0)])
        for hidden, quadratic, cross in ((30, 0, 2), (100, 1, 3))
    }
    sides = set(map(_side, gains.values()))
    far = sides & {0, 2}
    answer = 1 if sides == {1} else far.pop() if len(far) == 1 else None
    hidden = max(gains, key=lambda size: abs(gains[size].value))
    return Finding(answer, f"with {hidden} neurons {_more(gains[hidden].value)}")


def softmax(figures: Figures) -> Finding:
    """How much more a softmax reads than sigmoids."""
    gain = figures.difference([(1, 0)], [(0, 0)])
    return Finding(_side(gain), f"the softmax reads {_more(gain.value)}")


def overfitting(figures: Figures) -> Finding:
    """How much the second half of the epochs adds, without regularization."""
    last, half, training = ((0, i) for i in range(3))
    rise, gap = figures.difference([last], [half]), figures.difference([training], [last])
    answer = None
    if figures.difference([last]).is_below(20):
        answer = 2
    elif rise.is_above(A_POINT):
        answer = 0
    elif rise.is_below(A_POINT) and gap.is_above(FAR):
        answer = 1
    does = "gains" if rise.value >= 0 else "loses"
    says = f"after epoch 200 it {does} {in_points(rise.value)}; gap {abs(gap.value):.1f}"
    return Finding(answer, says)


def all_images(figures: Figures) -> Finding:
    """The gap between training and test accuracy, without and with regularization."""
    gap, narrowed = (figures.difference([(trial, 1)], [(trial, 0)]) for trial in (0, 1))
    narrowing = figures.difference([(0, 1), (1, 0)], [(0, 0), (1, 1)])
    answer = None
    if gap.is_above(10):
        answer = 0
    elif gap.is_below(A_POINT):
        answer = 2
    elif gap.is_above(A_POINT) and gap.is_below(10) and narrowing.is_above():
        answer = 1
    says = f"{in_points(gap.value)} with λ 0, {in_points(narrowed.value)} with λ 5"
    return Finding(answer, says)


def more_neurons(figures: Figures) -> Finding:
    """Which of 96.5, 98 and 99.5 % the better run comes nearest to."""
    accuracies = figures.of_each_trial()
    best = figures.difference([(accuracies.index(max(accuracies)), 0)])
    answer = None
    if best.is_below(97.25):
        answer = 0
    elif best.is_above(98.75):
        answer = 2
    elif best.is_above(97.25) and best.is_below(98.75):
        answer = 1
    return Finding(answer, f"the better run ends at {best.value:.2f} %")


def first_weights(figures: Figures) -> Finding:
    """How much small first weights gain in the first epoch, and in the last."""
    large, small = (0, 2), (1, 3)  # the trials, with 30 and with 100 neurons
    first, last = (
        ([(trial, at) for trial in small], [(trial, at) for trial in large]) for at in (0, 1)
    )
    gains = [figures.difference(*each).value / 2 for each in (first, last)]
    if gains[0] < 0:
        first = first[::-1]
    if gains[1] > 0:
        last = last[::-1]
    # How much larger the first difference is, whichever weights read more; the sum of both sizes.
    side = _side(figures.difference(first[0] + last[0], first[1] + last[1]), 2 * A_POINT)
    answer = None if side is None else (0, 2, 1)[side]
    does, does_then = ("lead" if gain >= 0 else "trail" for gain in gains)
    then = "then" if does == does_then else f"then {does_then}"
    says = f"small ones {does} by {abs(gains[0]):.1f} points, {then} by {abs(gains[1]):.1f}"
    return Finding(answer, says)


def learning_rate(figures: Figures) -> Finding:
    """Which training cost is the lowest at the end, and which in the first epoch."""
    slow, middle, fast = range(3)

    def is_lower(one: int, other: int, at: int = 0) -> bool:
        return figures.ratio((one, at), (other, at)).is_below(LOWER)

    answer = None
    if is_lower(fast, slow) and is_lower(fast, middle):
        answer = 0
    elif is_lower(slow, middle) and is_lower(slow, fast):
        answer = 2
    elif (
        figures.ratio((slow, 0), (middle, 0)).is_within(-LOWER)
        and is_lower(middle, fast)
        and is_lower(middle, slow, at=1)
    ):
        answer = 1
    ends = in_a_row([f"{cost:.3f}" for cost in figures.of_each_trial()])
    return Finding(answer, f"they end at {ends}")


def hyper_parameters(figures: Figures) -> Finding:
    """Which change reads the most, if that is 20 % or more, and clearly more than the others."""
    trials = {3: "η 100", 4: "η 1", 0: "more time"}  # in the order of the choices
    best, is_clear = figures.best(trials)
    is_high = figures.difference([(best, 0)]).is_above(20)
    answer = list(trials).index(best) if is_clear and is_high else None
    return Finding(answer, f"with {trials[best]} it reads {figures[best, 0]:.0f} %")


def more_data(figures: Figures) -> Finding:
    """How much ten times as many images gain, from few and from many."""
    early, late = ([(3, 0)], [(0, 0)]), ([(8, 0)], [(5, 0)])  # trials with more and with fewer
    gain = figures.difference(*late)
    slower = figures.difference(early[0] + late[1], early[1] + late[0])
    answer = None
    if slower.is_below():
        answer = 1
    elif slower.is_above() and gain.is_above(A_POINT):
        answer = 0
    elif slower.is_above() and gain.is_below(A_POINT):
        answer = 2
    at_first, at_last = _signed(figures.difference(*early).value), _signed(gain.value)
    return Finding(answer, f"{at_first} points up to 1,000, {at_last} from 5,000 on")


def l1(figures: Figures) -> Finding:
    """With how many λ more is read than without regularization."""
    accuracies = figures.of_each_trial()
    gains = [figures.difference([(at, 0)], [(0, 0)]) for at in range(1, len(accuracies))]
    better, worse = (sum(map(is_so, gains)) for is_so in (Difference.is_above, Difference.is_below))
    answer = None
    if better == len(gains):
        answer = 2
    elif worse == len(gains):
        answer = 1
    elif better and worse:
        answer = 0
    return Finding(answer, f"the best of them reads {_more(max(gain.value for gain in gains))}")


def dropout(figures: Figures) -> Finding:
    """Which of the plain run, L2 and dropout reads the most."""
    best, is_clear = figures.best(range(3))
    name = ("the plain one", "the one with L2", "the one with dropout")[best]
    return Finding(best if is_clear else None, f"{name} reads the most, {figures[best, 0]:.2f} %")


def momentum(figures: Figures) -> Finding:
    """How much more is read with the larger momentum than with none."""
    half, most = (figures.difference([(trial, 0)], [(0, 0)]) for trial in (1, 2))
    says = f"{_signed(half.value)} points with 0.5, {_signed(most.value)} with 0.9"
    return Finding(_side(most), says)


def neurons(figures: Figures) -> Finding:
    """How much more both other kinds read than sigmoids after an epoch, with 1 and 3 layers."""
    weaker, stronger = [], []  # gains of the two other kinds, for each number of layers
    for sigmoid in (0, 3):
        others = [figures.difference([(sigmoid + i, 0)], [(sigmoid, 0)]) for i in (1, 2)]
        others.sort(key=lambda gain: gain.value)
        weaker.append(others[0])
        stronger.append(others[1])
    answer = None
    if all(gain.is_within(2) for gain in (*weaker, *stronger)):
        answer = 2
    elif any(gain.is_above(2) for gain in weaker) and all(gain.is_above(-2) for gain in weaker):
        answer = 1
    elif any(gain.is_below(-2) for gain in stronger) and all(g.is_below(2) for g in stronger):
        answer = 0
    gains = [(low.value, high.value) for low, high in zip(weaker, stronger)]
    low, high = min(map(min, gains)), max(map(max, gains))
    less, more = f"{abs(low):.1f}", f"{abs(high):.1f}"
    if low >= 0:
        says = f"both read {less} to {more} points more than sigmoids"
    elif high <= 0:
        says = f"both read {more} to {less} points less than sigmoids"
    else:
        says = f"from {less} points less than sigmoids to {more} more"
    one, three = (" and ".join(map(_signed, pair)) for pair in gains)
    return Finding(answer, says, f"With one hidden layer {one} points, with three {three}.")


def problems(figures: Figures) -> Finding:
    """Which of three methods gains the most over the plain run."""
    (best, is_clear), (method, _) = figures.best(range(4)), figures.best(range(1, 4))
    name = ("distortions", "early stopping", "halved η")[method - 1]
    answer = method - 1 if is_clear and method == best else None
    return Finding(answer, f"with {name} {_more(figures[method, 0] - figures[0, 0])}")


def depth(figures: Figures) -> Finding:
    """Which number of hidden layers reads the most."""
    best, is_clear = figures.best(range(4))
    if best == 0:
        _, is_clear = figures.best(range(4), A_POINT)
    answer = {0: 2, 1: 1, 3: 0}.get(best) if is_clear else None
    verb = "reads" if best == 0 else "read"
    return Finding(
        answer, f"{counted(best + 1, 'layer')} {verb} the most, {figures[best, 0]:.2f} %"
    )


def speeds(figures: Figures) -> Finding:
    """How many times as fast as the first hidden layer the last one learns at the start."""
    ratios = [
        figures.ratio((trial, len(layers) - 1), (trial, 0))
        for trial, layers in enumerate(figures.values)
    ]
    sides = {_side(ratio, FASTER) for ratio in ratios}
    answer = (0, 2, 1)[side] if len(sides) == 1 and (side := sides.pop()) is not None else None
    low, high = (math.exp(of(ratio.value for ratio in ratios)) for of in (min, max))
    return Finding(answer, f"the last learns {low:.1f} to {high:.1f} times as fast")
