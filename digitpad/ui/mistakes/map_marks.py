"""Paints the marks of digits on the map: a shape and a colour for each digit, thousands at once."""

from typing import cast

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap, QTransform
from shiboken6 import Shiboken

from digitpad.ui.parts import theme

SIDE, RING = 7.0, 5.5  # pixels: of a mark, and from its middle to the ring around a mistake
HALO = 1.5  # pixels of the line of paper around a mark, half of them beyond it

# Each digit's mark: one of pyqtgraph's symbols, and how wide and how high it is.
MARKS = (
    ("o", 0.95, 0.95),
    ("|", 1.4, 1.0),
    ("t1", 0.9, 0.9),
    ("t", 0.9, 0.9),
    ("s", 0.8, 0.8),
    ("d", 1.2, 1.0),
    ("+", 1.3, 1.3),
    ("_", 1.0, 1.4),
    ("x", 1.3, 1.3),
    ("o", 0.85, 0.85),
)


def shape_of(digit: int, size: float) -> QPainterPath:
    """The shape of a digit's mark around the origin, about so many pixels wide."""
    name, width, height = MARKS[digit]
    shape: QPainterPath = QTransform.fromScale(size * width, size * height).map(Symbols[name])
    if digit == 0:
        shape.addEllipse(QPointF(0, 0), 0.2 * size, 0.2 * size)  # a hole
    return shape


def paint_marks(
    painter: QPainter,
    places: NDArray[np.floating],
    labels: NDArray[np.integer],
    is_ringed: NDArray[np.bool_],
) -> None:
    """Paint a mark for each place (n, 2), in pixels; labels, is_ringed: (n,).

    The ringed ones lie on top, or others would hide them.
    """
    scale = painter.device().devicePixelRatioF()
    marks = _marks(scale)
    side = marks.height() // 2
    order = np.argsort(is_ringed, kind="stable")
    corners = np.rint(places[order] * scale - side / 2)  # on whole pixels, marks are sharp
    # A row is one of Qt's PixmapFragments: ten numbers, of which Qt reads as many as it is told.
    fragments = np.zeros((len(order), 10))
    fragments[:, :2] = (corners + side / 2) / scale  # the middle
    fragments[:, 2:4] = side * np.stack([labels[order], is_ringed[order]], axis=1)  # in `marks`
    fragments[:, 4:6] = side  # its size there
    fragments[:, 6:8] = 1 / scale  # how large it is painted
    fragments[:, 9] = 1  # opaque
    first = Shiboken.wrapInstance(fragments.ctypes.data, QPainter.PixmapFragment)
    painter.drawPixmapFragments(cast(QPainter.PixmapFragment, first), len(order), marks)


def _marks(scale: float) -> QPixmap:
    """All marks on transparent ground, in squares of an odd number of pixels; below with rings."""
    side = 2 * int(np.ceil((RING + 1.5) * scale)) + 1
    marks = QPixmap(len(MARKS) * side, 2 * side)
    marks.fill(Qt.GlobalColor.transparent)
    colors = theme.current()
    with QPainter(marks) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for digit in range(len(MARKS)):
            shape = shape_of(digit, SIDE)
            for row in (0, 1):
                painter.resetTransform()
                painter.translate((digit + 0.5) * side, (row + 0.5) * side)
                painter.scale(scale, scale)
                painter.strokePath(shape, QPen(colors.paper, HALO))  # or many would be one blot
                painter.fillPath(shape, colors.digits[digit])
            painter.setPen(QPen(colors.misread_mark, 1.4))
            painter.drawEllipse(QPointF(0, 0), RING, RING)
    return marks
