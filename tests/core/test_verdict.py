"""One rule says what ten outputs mean, in the whole program."""

import numpy as np
import pytest

from digitpad.core.data.classes import FASHION
from digitpad.core.inside.verdict import Kind, describe, verdict_on

NAN = float("nan")


@pytest.mark.parametrize(
    ("three", "five", "others", "kind", "digits", "words"),
    [
        (0.9999, 0.0001, (), Kind.CLEAR, (3,), "3, activation 1.00"),
        (0.6, 0.49, (), Kind.CLEAR, (3,), "3, activation 0.60"),
        (0.5, 1.0, (), Kind.TORN, (5, 3), "torn between 5 and 3"),
        (0.9, 0.8, (0.7, 0.6), Kind.TORN, (3, 5, 8, 9), "torn between 3 and 3 others"),
        (0.49, 0.3, (), Kind.UNSURE, (3, 5), "unsure: 3 or 5"),
        (0.49, 0.02, (), Kind.UNSURE, (3,), "unsure: perhaps 3"),
        (0.3, 0.2, (0.1, 0.1), Kind.UNSURE, (3, 5, 8, 9), "unsure: 3 or 3 others"),
        (0.09, 0.003, (), Kind.UNREAD, (), "unread: like nothing it knows"),
        (NAN, 0.8, (NAN,), Kind.CLEAR, (5,), "5, activation 0.80"),
        (NAN, NAN, (NAN, NAN), Kind.UNREAD, (), "unread: like nothing it knows"),
    ],
)
def test_what_outputs_say_is_said_in_a_few_words(three, five, others, kind, digits, words) -> None:
    outputs = np.zeros(10)
    outputs[[3, 5]] = three, five
    outputs[8 : 8 + len(others)] = others
    verdict = verdict_on(outputs)
    assert (verdict.kind, verdict.digits) == (kind, digits)
    assert verdict.is_unread == (digits == ())
    assert describe(verdict, outputs) == words
    named = describe(verdict, outputs, FASHION)
    assert all(FASHION[digit] in named for digit in digits[:2] if str(digit) in words)


def test_figures_side_by_side_are_no_digit_whatever_the_outputs_say() -> None:
    outputs = np.eye(10)[4]
    verdict = verdict_on(outputs, is_side_by_side=True)
    assert verdict.is_unread and describe(verdict, outputs) == "one digit at a time"
