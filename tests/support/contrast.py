"""How well one colour stands out from another."""

from PySide6.QtGui import QColor


def contrast(one: QColor, other: QColor) -> float:
    """WCAG's contrast ratio of two colours."""
    bright = []
    for color in (one, other):
        assert color.alpha() == 255
        parts = [int(color.name()[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        r, g, b = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in parts)
        bright.append(0.2126 * r + 0.7152 * g + 0.0722 * b)
    return (max(bright) + 0.05) / (min(bright) + 0.05)
