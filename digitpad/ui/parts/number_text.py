"""How numbers of any size are written where there is room for a short one."""

LARGE = 1e5  # of which decimals say nothing


def text_of(value: float, decimals: int) -> str:
    """A number with some decimals, a large one with its first digits; what rounds to 0 is 0."""
    text = f"{value:.{decimals}f}" if abs(value) < LARGE else f"{value:.3g}"
    return text if float(text) else text.removeprefix("-")
