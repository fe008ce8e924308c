"""How numbers are written where there is room for a short one."""

import pytest

from digitpad.ui.parts.number_text import text_of


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.126, "0.13"),
        (-0.126, "−0.13"),
        (0.0, "0.00"),
        (-0.0, "0.00"),
        (-0.004, "0.00"),
        (-0.006, "−0.01"),
        (-123456.7, "−1.23e+05"),
        (99999.5, "99999.50"),
    ],
)
def test_what_rounds_to_nothing_has_no_sign(value: float, text: str) -> None:
    assert text_of(value, 2) == text
