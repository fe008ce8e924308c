"""Colours of numbers with a sign: blue below 0, the paper at 0, red above."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from digitpad.ui.drawing.painting import from_pixels
from digitpad.ui.parts import theme
from digitpad.ui.parts.sizes import scaled

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


def paint_legend(painter: QPainter, place: QRectF, most: float) -> None:
    """Paint a strip of all colours from -most to most, with the numbers at its ends."""
    low, high = f"≤ −{most:.2g}", f"≥ {most:.2g}"
    metrics = painter.fontMetrics()
    beside = max(scaled(54), max(map(metrics.horizontalAdvance, (low, high))) + 6)
    strip = QRectF(
        place.left() + beside, place.top() + 2, place.width() - 2 * beside, place.height() - 4
    )
    values = np.linspace(-1, 1, LEVELS)[None, :]
    painter.drawImage(strip, image(values, 1.0))
    painter.setPen(theme.current().muted)
    right, left = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft
    middle = Qt.AlignmentFlag.AlignVCenter
    ends = -place.width() + beside - 4
    painter.drawText(place.adjusted(0, 0, ends, 0), right | middle, low)
    painter.drawText(place.adjusted(-ends, 0, 0, 0), left | middle, high)
