"""What connections and neurons look like in the picture of a network.

It is painted at each movement of the pen: what depends on the scheme alone is kept.
"""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from digitpad.ui.parts import signed_colors, theme

THICKEST = 5.0  # pixels, of the connection that carries the most
THINNEST = 1.2  # Qt paints lines of one pixel four times as slowly
LEVELS = 12  # of strength, in which connections are drawn


def levels(carries: NDArray[np.floating]) -> list[int]:
    """How strong connections are beside the strongest of them."""
    strengths = np.abs(carries)
    most = strengths.max(initial=0.0) or 1.0
    found: list[int] = np.minimum(LEVELS * (strengths / most), LEVELS - 1).astype(int).tolist()
    return found


def pens_by_sign() -> dict[bool, list[QPen]]:
    """Of connections, by whether they carry more than 0: LEVELS of them, the strongest last."""
    paper = theme.current().paper.rgb()
    colors = {True: signed_colors.above(), False: signed_colors.below()}
    return {sign: _pens(paper, color.rgb()) for sign, color in colors.items()}


@lru_cache(maxsize=4)
def _pens(paper: int, color: int) -> list[QPen]:
    """From the faintest and thinnest to the strongest: LEVELS of them."""
    parts = [(level + 0.5) / LEVELS for level in range(LEVELS)]
    # Mixed with the paper rather than seen through, which takes longer.
    return [
        QPen(_mixed(QColor(paper), QColor(color), 0.2 + 0.8 * part), max(THINNEST, THICKEST * part))
        for part in parts
    ]


@lru_cache(maxsize=404)
def dot(percent: int, radius: float, scale: float, paper: int, color: int, rim: int) -> QImage:
    """A neuron that is so active, for a screen of this scale; its middle is that of the picture."""
    half = half_side(radius)
    picture = QImage(QSize(2 * half, 2 * half) * scale, QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(rim), 1))
        painter.setBrush(_mixed(QColor(paper), QColor(color), percent / 100))
        painter.drawEllipse(QPointF(half, half), radius, radius)
    return picture


def half_side(radius: float) -> int:
    """Of the side of a neuron's picture, in pixels."""
    return math.ceil(radius) + 1


def _mixed(low: QColor, high: QColor, part: float) -> QColor:
    """A colour between two."""
    return QColor.fromRgbF(
        *(
            a + (b - a) * part
            for a, b in zip(
                (low.redF(), low.greenF(), low.blueF()), (high.redF(), high.greenF(), high.blueF())
            )
        )
    )
