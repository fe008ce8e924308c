"""The best value is named if it is clear, but seldom if values differ by chance alone."""

from functools import partial

import numpy as np
import pytest
from seeds import BEST_OF_REAL_RUNS, answer_of, drawn

from digitpad.core.book.best_value import best_value
from digitpad.core.book.figures import LEAST_SEEDS, MOST_SEEDS, Figures

WORDS = tuple("abcdefgh")


def figures(*values, size=10_000):
    return Figures(tuple((tuple(seeds),) for seeds in values), size)


def found(*values, size=10_000, words=WORDS, setting="η"):
    return best_value(setting, words[: len(values)], figures(*values, size=size))


def test_a_value_that_clearly_leads_all_others_is_best():
    best = found((95.1, 95.3, 95.2), (97.4, 97.6, 97.5), (96, 96, 96))
    assert (best.answer, best.says) == (1, "η b reads best, 97.50 %")
    assert best.more == "The best leads η c by 1.5 points, more than chance explains."
    layers = found((95.0,) * 3, (97.0,) * 3, words=("30", "100, " * 20), setting="hidden layers")
    assert layers.says.startswith("100, ") and "(hidden layers) reads best" in layers.says
    assert len(layers.says) <= 48


def test_values_that_may_differ_by_chance_are_all_told():
    close = found((95.3, 95.5, 95.4), (96.1, 96.3, 96.2), (60, 61, 62))
    assert close.answer is None and close.says == "η b: 96.20 %, a: 95.40 %, c: 61.00 %"
    alike = found(*[(95.3, 95.5, 95.4)] * 8)
    assert alike.answer is None and alike.says.count("95.40 %") == 8


def test_with_one_seed_or_two_the_leader_is_a_fact_and_no_answer():
    for seeds in range(1, LEAST_SEEDS):
        far = found([10.0] * seeds, [99.0] * seeds)
        assert (far.answer, far.says) == (None, "η b leads with 99.00 %")
        assert found([99.0] * seeds, [99.0] * seeds).says == "more than one value reads 99.00 %"


def test_a_value_whose_run_diverged_is_named_and_never_leads():
    """Also one with many good seeds, and one that read more than any other before it diverged."""
    good, diverged = (95.1, 95.3, 95.2), (99.0, 99.1, None)
    best = found(good, diverged, (90, 90.1, 90.2))
    assert best.answer == 0 and best.says.startswith("η a reads best")
    assert best.more.endswith(" Left out, since a run diverged: η b.")
    open_ = found(good, (None,) * 3, (95.1, 95.3, 95.3), (None, 9.9, 9.9))
    assert open_.answer is None and open_.more == "Left out, since a run diverged: η b and d."
    assert "b" not in open_.says and "d" not in open_.says
    for values, said in (
        ([good, diverged], "all but η a diverged"),
        ([diverged, diverged], "all diverged"),
    ):
        with pytest.raises(LookupError, match=said):
            found(*values)


def test_accuracies_of_few_images_differ_by_chance():
    values = (90.0, 90.2, 90.1), (94.0, 94.2, 94.1)
    assert found(*values).answer == 1
    assert found(*values, size=100).answer is None


@pytest.mark.slow
@pytest.mark.parametrize("spread", [*BEST_OF_REAL_RUNS, 0.2, 0.8])
@pytest.mark.parametrize(("values", "seeds"), [(2, 1), (2, 3), (3, 3), (2, 4), (8, 5), (2, 20)])
def test_few_of_a_thousand_experiments_without_any_difference_name_a_best(values, seeds, spread):
    """Few do even if the button that adds seeds is pressed until it disappears."""
    rng = np.random.default_rng(7)
    assert best_values((drawn(rng, spread, values) for _ in range(1000)), values, seeds) < 50


def best_values(experiments, values, seeds):
    """How many of these experiments name a best value."""
    decide = partial(best_value, "η", WORDS[:values])
    answers = (answer_of(decide, rows, [1] * values, seeds) for rows in experiments)
    return sum(answer is not None for answer in answers)


@pytest.mark.slow
@pytest.mark.parametrize("stuck", [0.2, 0.3, 1 / 3, 0.4, 0.5, 0.6, 0.7])
@pytest.mark.parametrize(("values", "most"), [(2, 80), (3, 50), (8, 50)])
def test_some_more_do_if_runs_get_stuck_with_some_seeds(values, most, stuck):
    """As the guide says. stuck: how often a run ends 9 points lower than it would."""
    rng, shape = np.random.default_rng(7), (values, MOST_SEEDS)
    ends = (rng.normal(95.6, 0.2, shape) - 9 * (rng.random(shape) < stuck) for _ in range(1000))
    assert best_values((each.tolist() for each in ends), values, 3) < most
