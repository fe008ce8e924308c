"""Made-up experiments: accuracies of equal networks, with the spread of real runs."""

from digitpad.core.book.figures import EVALUATED, MOST_SEEDS, Figures

# Best evaluation accuracies in percent of networks of 784-30-10 that differ in their seeds alone.
BEST_OF_REAL_RUNS = {
    "five epochs of 50,000 images": (
        95.52, 95.79, 95.54, 95.88, 95.45, 95.50, 96.03, 95.64, 95.57, 95.76,
        95.60, 95.74, 95.86, 95.42, 95.80, 95.79, 95.59, 96.16, 95.50, 95.52,
    ),
    "two epochs of 1,000 images": (
        84.21, 82.56, 86.15, 80.60, 80.51, 85.72, 85.38, 85.36, 83.28, 82.09,
        82.84, 83.87, 82.97, 83.55, 84.71, 83.68, 82.29, 84.45, 83.81, 84.15,
        85.12, 83.72, 84.37, 84.70, 82.34, 84.95, 83.77, 82.46, 81.37, 83.78,
    ),
    "three epochs of 10,000 images, η 3": (
        86.43, 88.39, 88.56, 89.50, 89.80, 86.65, 87.30, 86.66, 88.29, 87.83,
        85.15, 86.53, 88.31, 86.35, 86.47, 89.71, 87.34, 86.71, 86.93, 88.96,
        87.01, 89.68, 90.25, 89.50, 87.25, 87.06, 88.92, 83.89, 86.56, 86.46,
    ),
    "saturated outputs": (
        90.52, 79.88, 72.93, 90.27, 65.45, 91.05, 81.44, 90.44, 80.92, 86.06,
        83.65, 90.02, 90.09, 82.40, 81.92, 90.51, 81.07, 82.32, 90.20, 90.31,
        81.77, 88.73, 91.25, 80.22, 81.69, 90.02, 81.59, 80.78, 90.90, 90.39,
    ),
}  # fmt: skip


ADDED = 2  # seeds with each press of the button


def drawn(rng, spread, rows, mean=96.0):
    """MOST_SEEDS values in each of these rows.

    spread: one of BEST_OF_REAL_RUNS, or a standard deviation around the mean.
    """
    if spread in BEST_OF_REAL_RUNS:
        return rng.choice(BEST_OF_REAL_RUNS[spread], (rows, MOST_SEEDS)).tolist()
    return rng.normal(mean, spread, (rows, MOST_SEEDS)).tolist()


def answer_of(decide, rows, shape, seeds, size=EVALUATED):
    """The answer, adding seeds by the button until there is one; None if there is none.

    decide: a function of figures, such as `findings.softmax`. rows: the values of each figure.
    shape: how many figures each trial has. seeds: with how many it begins.
    """
    while True:
        left = iter(rows)
        values = tuple(tuple(tuple(next(left)[:seeds]) for _ in range(n)) for n in shape)
        answer = decide(Figures(values, size)).answer
        if answer is not None or seeds == MOST_SEEDS:
            return answer
        seeds = min(MOST_SEEDS, seeds + ADDED)
