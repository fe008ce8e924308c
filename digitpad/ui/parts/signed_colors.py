"""Colours of numbers with a sign: blue below 0, the paper at 0, red above."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from digitpad.ui.drawing.painting import from_pixels
from digitpad.ui.parts import theme

LEVELS = 255  # of the table; the middle one is 0


def table() -> NDArray[np.uint32]:
    """RGB32 pixels from the lowest to the highest number: (LEVELS,)."""
    colors = theme.current()
    return _table(colors.below.rgb(), colors.paper.rgb(), colors.above.rgb())


@lru_cache(maxsize=2)  # pictures are painted at each movement of the pen
def _table(lowest: int, paper: int, highest: int) -> NDArray[np.uint32]:
    low, middle, high = (
        np.array([color >> 16, color >> 8, color]) & 255 for color in (lowest, paper, highest)
    )
    parts = np.linspace(-1, 1, LEVELS)[:, None]
    colors = np.where(parts < 0, middle + (low - middle) * -parts, middle + (high - middle) * parts)
    r, g, b = colors.round().astype(np.uint32).T
    colors_in_order: NDArray[np.uint32] = (0xFF << 24) | (r << 16) | (g << 8) | b
    return colors_in_order


def pixels(values: NDArray[np.floating], most: float) -> NDArray[np.uint32]:
    """RGB32 pixels of numbers from -most to most; beyond, the strongest colours."""
    half = LEVELS // 2
    with np.errstate(over="ignore"):  # what is far beyond `most` may be infinite
        # Not times half / most: for the smallest numbers that is infinite.
        parts = values / (most or 1.0)
    levels = (np.clip(parts, -1, 1) * half).astype(np.int16) + half
    colors: NDArray[np.uint32] = table()[levels]
    return colors


def image(values: NDArray[np.floating], most: float) -> QImage:
    """A picture with a pixel a number; values: (rows, columns)."""
    return from_pixels(pixels(values, most))
