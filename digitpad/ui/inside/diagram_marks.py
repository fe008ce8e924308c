"""The look of connections and neurons in the picture of a network.

The picture is painted at every pen movement, so what depends only on the colour scheme is kept.
"""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPen

from digitpad.core.inside.explain import finite
from digitpad.ui.parts import theme

THICKEST = 5.0  # pixels; for the connection that carries the most
THINNEST = 1.2  # pixels; a line of one pixel takes Qt four times as long
LEVELS = 12  # steps of strength


def levels(carries: NDArray[np.floating]) -> list[int]:
    """The strength of connections beside the strongest of them: levels from 0 to LEVELS - 1.

    What carries no number is as faint as what carries nothing.
    """
    strengths = finite(np.abs(carries))
    most = strengths.max(initial=0.0) or 1.0
    strength: list[int] = np.minimum(LEVELS * (strengths / most), LEVELS - 1).astype(int).tolist()
    return strength


def pens_by_sign() -> dict[bool, list[QPen]]:
    """The pens of connections that carry more than 0 (True) or less, a pen a level."""
    colors = theme.current()
    by_sign = {True: colors.above, False: colors.below}
    return {sign: _pens(colors.paper.rgb(), color.rgb()) for sign, color in by_sign.items()}


@lru_cache(maxsize=4)
def _pens(paper: int, color: int) -> list[QPen]:
    """LEVELS pens, from the faintest and thinnest to the strongest."""
    parts = [(level + 0.5) / LEVELS for level in range(LEVELS)]
    # Mixed with the colour of paper: transparent lines take longer.
    return [
        QPen(
            theme.mixed(QColor(paper), QColor(color), 0.2 + 0.8 * part),
            max(THINNEST, THICKEST * part),
        )
        for part in parts
    ]


@lru_cache(maxsize=808)
def dot(percent: int, radius: float, scale: float, paper: int, color: int, rim: int) -> QImage:
    """The picture of a neuron of this activation in percent, for a screen of this scale.

    The neuron stands in the middle. paper, color, rim: colours as 0xffrrggbb.
    """
    half = half_side(radius)
    picture = QImage(QSize(2 * half, 2 * half) * scale, QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(rim), 1))
        painter.setBrush(theme.mixed(QColor(paper), QColor(color), percent / 100))
        painter.drawEllipse(QPointF(half, half), radius, radius)
    return picture


@lru_cache(maxsize=2048)
def tag(text: str, font: str, scale: float, ground: int, ink: int) -> QImage:
    """A picture of a short text, for a screen of this scale.

    font: as QFont.toString writes it. ground, ink: colours as 0xffrrggbb.
    """
    type_ = QFont()
    type_.fromString(font)
    metrics = QFontMetrics(type_)
    size = QSize(metrics.horizontalAdvance(text) + 2, metrics.ascent())
    picture = QImage(size * scale, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(scale)
    picture.fill(ground)
    with QPainter(picture) as painter:
        painter.setFont(type_)
        painter.setPen(QColor(ink))
        painter.drawText(QRect(QPoint(0, 0), size), Qt.AlignmentFlag.AlignCenter, text)
    return picture


def half_side(radius: float) -> int:
    """Half the side of a neuron's picture, in pixels."""
    return math.ceil(radius) + 1
