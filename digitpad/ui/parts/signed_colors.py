"""Colours of numbers with a sign: blue below 0, the paper at 0, red above."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from digitpad.ui.drawing.painting import from_pixels
from digitpad.ui.parts import theme


def pixels(values: NDArray[np.floating], most: float) -> NDArray[np.uint32]:
    """RGB32 pixels of numbers from -most to most; beyond, the strongest colours."""
    colors = theme.current()
    blue, paper, red = (
        np.array([color.red(), color.green(), color.blue()], np.float32)
        for color in (colors.below, colors.paper, colors.above)
    )
    with np.errstate(over="ignore"):  # what is far beyond `most` may be infinite
        parts = np.clip(values / (most or 1.0), -1, 1).astype(np.float32)[..., None]
    mixed = paper + np.maximum(parts, 0) * (red - paper) + np.maximum(-parts, 0) * (blue - paper)
    r, g, b = np.moveaxis(mixed.round().astype(np.uint32), -1, 0)
    together: NDArray[np.uint32] = (0xFF << 24) | (r << 16) | (g << 8) | b
    return together


def image(values: NDArray[np.floating], most: float) -> QImage:
    """A picture with a pixel a number; values: (rows, columns)."""
    return from_pixels(pixels(values, most))
