"""Hyperparameters: what they take, and a sentence that names the field for what they do not."""

import dataclasses

import numpy as np
import pytest

from digitpad import Hyperparameters
from digitpad.core.learning.settings import MONITORS

HUGE = 10**400  # a whole number, but no float can hold it
NUMBERS = {"eta": ["0.5", None, True, -1, 0, 0.0, np.inf, -np.inf, np.nan, 1j, HUGE, [0.5]]}
NUMBERS["lmbda"] = [bad for bad in NUMBERS["eta"] if bad not in (0, 0.0)]
COUNTS = dict.fromkeys(
    ("epochs", "mini_batch_size"), [0, -1, 1.0, 0.5, "3", None, True, np.nan, [3]]
)
OTHERS = {"regularization": ["L3", "l2", "", None, 2, ["L2"]]}
OTHERS |= {name: ["yes", None, 2, []] for name in ("augmentation", *MONITORS)}
OTHERS |= {"early_stopping": ["soon", None], "no_improvement_in": [0, 0.5]}
BAD = [
    (name, value) for table in (NUMBERS, COUNTS, OTHERS) for name in table for value in table[name]
]


@pytest.mark.parametrize(("name", "value"), BAD, ids=lambda part: str(part)[:20])
def test_a_value_that_makes_no_sense_is_refused_by_its_name(name, value):
    with pytest.raises(ValueError, match=f"^{name}: must be ") as caught:
        Hyperparameters(**{name: value})
    assert "\n" not in str(caught.value)


def test_early_stopping_needs_the_accuracy_that_it_goes_by():
    with pytest.raises(ValueError, match="^early_stopping: it needs the evaluation accuracy"):
        Hyperparameters(early_stopping="stop", monitor_evaluation_accuracy=False)


def test_numpy_numbers_become_plain_ones():
    """Or a float64 eta would turn float32 training into float64, and JSON would not take it."""
    settings = Hyperparameters(
        epochs=np.int64(3),
        mini_batch_size=np.uint8(10),
        eta=np.float64(0.5),
        lmbda=np.float32(5),
        monitor_training_cost=np.bool_(False),
    )
    assert [type(value) for value in dataclasses.astuple(settings)] == [
        type(value) for value in dataclasses.astuple(Hyperparameters())
    ]
    assert settings == Hyperparameters(3, 10, 0.5, 5.0, monitor_training_cost=False)
