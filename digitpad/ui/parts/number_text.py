"""How numbers of any size are written where there is room for a short one.

A minus is U+2212, as wide as a plus: a hyphen would be read as one.
"""

MINUS = "−"

LARGE = 1e5  # of which decimals say nothing


def text_of(value: float, decimals: int) -> str:
    """A number with some decimals, a large one with its first digits; what rounds to 0 is 0."""
    text = f"{value:.{decimals}f}" if abs(value) < LARGE else f"{value:.3g}"
    return text.replace("-", MINUS) if float(text) else text.removeprefix("-")


def with_sign(value: float) -> str:
    """A number with two decimals and its sign; what rounds to 0 has none."""
    text = text_of(value, 2)
    return text if text.startswith(MINUS) or text == text_of(0, 2) else f"+{text}"


def first_digits(value: float, digits: int) -> str:
    """A number with its first digits, however large or small it is."""
    return f"{value:.{digits}g}".replace("-", MINUS)
