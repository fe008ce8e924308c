"""Which of several values of a setting is best: the finding of a person's own experiment.

The value with the highest mean accuracy is best if it is clearly above each other value. No
correction for the number of values is needed: the best two of many equal values differ less than
two values alone.
"""

from collections.abc import Sequence

from digitpad.core.book.figures import LEAST_SEEDS, Figures
from digitpad.core.book.findings import Finding, in_points
from digitpad.core.text import in_a_row, shortened

LONGEST_NAME = 29  # letters of a setting with its value in a headline
SAME = 0.005  # points: a smaller difference is not seen in two decimals


def best_value(setting: str, words: Sequence[str], figures: Figures) -> Finding:
    """The best value, if that is clear. Values with a run that diverged are left out, and named.

    setting: its name. words: its values. Raises LookupError if fewer than two are left.
    """
    is_one = not setting.endswith("s")  # η 0.5, but tanh (neurons)
    short = [shortened(each, LONGEST_NAME - len(setting) - (1 if is_one else 3)) for each in words]
    named = [f"{setting} {each}" if is_one else f"{each} ({setting})" for each in short]
    left_out = [value for value, (seeds, *_) in enumerate(figures.values) if None in seeds]
    whole = [value for value in range(len(words)) if value not in left_out]
    if len(whole) < 2:
        raise LookupError(f"all {f'but {named[whole[0]]} ' if whole else ''}diverged")
    best, second, *_ = ranked = sorted(whole, key=lambda value: -figures[value, 0])
    lead, percent = figures[best, 0] - figures[second, 0], f"{figures[best, 0]:.2f} %"
    more = ""
    if left_out:
        diverged = in_a_row([words[value] for value in left_out])
        more = f"Left out, since a run diverged: {setting} {diverged}."
    if all(figures.difference([(best, 0)], [(value, 0)]).is_above() for value in ranked[1:]):
        by = f"by {in_points(lead)}, more than chance explains."
        leads = f"The best leads {f'{setting} ' if is_one else ''}{words[second]} {by}"
        return Finding(best, f"{named[best]} reads best, {percent}", f"{leads} {more}".strip())
    if figures.seeds >= LEAST_SEEDS:
        means = (f"{words[value]}: {figures[value, 0]:.2f} %" for value in ranked)
        return Finding(None, f"{setting} {', '.join(means)}", more)
    if lead < SAME:
        return Finding(None, f"more than one value reads {percent}", more)
    return Finding(None, f"{named[best]} leads with {percent}", more)
