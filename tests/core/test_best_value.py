"""The best value is named if it is clear, but seldom if values differ by chance alone."""

import numpy as np
import pytest
from seeds import BEST_OF_REAL_RUNS, names_a_best

from digitpad.core.book.best_value import MOST_SEEDS, best_value, more_seeds
from digitpad.core.book.findings import Figures

WORDS = tuple("abcdefgh")


def figures(*values, size=10_000):
    return Figures(tuple((tuple(seeds),) for seeds in values), size)


def test_a_value_that_clearly_leads_all_others_is_best():
    answer, says = best_value(WORDS, figures((95.1, 95.3, 95.2), (97.4, 97.6, 97.5), (96, 96, 96)))
    assert (answer, says) == (1, "b reads best, 97.50 %, 1.5 points more than with c")
    # A value whose run learnt nothing does not count, so that no other is left to compare with.
    assert best_value(WORDS, figures((95.1,), (None,))) == (0, "a reads best, 95.10 %")
    with pytest.raises(LookupError):
        best_value(WORDS, figures((None,), ()))


def test_values_that_may_differ_by_chance_are_named_with_the_seeds_that_would_tell_them_apart():
    close = figures((95.3, 95.5, 95.4), (96.1, 96.3, 96.2), (60, 61, 62))
    answer, says = best_value(WORDS, close)
    more = more_seeds(close)
    assert answer is None and 0 < more <= MOST_SEEDS - 3
    assert says == f"a and b cannot be told apart with 3 seeds; {more} more may tell"
    many = figures(*[(seeds * MOST_SEEDS)[: 3 + more] for (seeds,) in close.values])
    assert best_value(WORDS, many)[0] == 1 and more_seeds(many) == 0
    alike = figures(*[(95.3, 95.5, 95.4)] * 8)
    said = "a, b, c and 5 others cannot be told apart with 3 seeds, nor likely with 20"
    assert best_value(WORDS, alike) == (None, said) and more_seeds(alike) == 0
    one_is_far = figures((88.59,), (88.62,), (60.64,))
    said = "a and b cannot be told apart with 1 seed, nor likely with 20"
    assert best_value(WORDS, one_is_far) == (None, said)


def test_one_seed_or_two_are_never_enough():
    for seeds in (1, 2):
        far = figures([10.0] * seeds, [99.0] * seeds)
        assert best_value(WORDS, far)[0] is None and more_seeds(far) == 3 - seeds


def test_accuracies_of_few_images_differ_by_chance():
    values = (90.0, 90.2, 90.1), (94.0, 94.2, 94.1)
    assert best_value(WORDS, figures(*values))[0] == 1
    assert best_value(WORDS, figures(*values, size=100))[0] is None


@pytest.mark.parametrize("spread", [*BEST_OF_REAL_RUNS, 0.2, 0.8])
@pytest.mark.parametrize(("values", "seeds"), [(2, 2), (2, 3), (3, 3), (2, 5), (8, 5), (2, 20)])
def test_few_of_a_thousand_experiments_without_any_difference_name_a_best(values, seeds, spread):
    """Few do even if the button that adds seeds is pressed until it disappears."""
    rng = np.random.default_rng(7)
    named = sum(names_a_best(rng, spread, values, seeds) for _ in range(1000))
    assert named <= 50
