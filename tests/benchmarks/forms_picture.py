"""The picture of all forms, for the guide."""

import os

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter, QPen, QPolygonF

from digitpad.core.forms.styles import draw, forms_of

WIDTH, HEIGHT = 118, 104  # of a form's place, pixels
DIGIT = 60  # pixels high
TEXT = 22  # pixels at the place's foot for the name
SCALE = 2  # pixels of the file for each
PAPER, INK, NAMES = "#ffffff", "#202020", "#606060"


def picture() -> QImage:
    """A digit a row, a form a place, its name beneath; the same each time."""
    QGuiApplication.instance() or QGuiApplication([])
    rows = [forms_of(digit) for digit in range(10)]
    size = WIDTH * max(map(len, rows)), HEIGHT * len(rows)
    image = QImage(size[0] * SCALE, size[1] * SCALE, QImage.Format.Format_RGB32)
    image.fill(QColor(PAPER))
    painter = QPainter(image)
    painter.scale(SCALE, SCALE)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = QFont("sans-serif")
    font.setPixelSize(11)
    painter.setFont(font)
    rng = np.random.default_rng(4)
    for row, forms in enumerate(rows):
        for column, form in enumerate(forms):
            place = QRectF(column * WIDTH, row * HEIGHT, WIDTH, HEIGHT)
            _draw(painter, place, form, rng)
    painter.end()
    return image.convertToFormat(QImage.Format.Format_Grayscale8)  # it takes half of the room


def _draw(painter: QPainter, place: QRectF, form: str, rng: np.random.Generator) -> None:
    strokes = draw(form, rng)
    points = np.concatenate(strokes)
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    scale = DIGIT / extent.max()
    middle = place.adjusted(0, 0, 0, -TEXT).center()
    pen = QPen(QColor(INK), 5)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    for stroke in strokes:
        way = (stroke - low - extent / 2) * scale + (middle.x(), middle.y())
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in way]))
    painter.setPen(QColor(NAMES))
    below = QRectF(place.left(), place.bottom() - TEXT, place.width(), TEXT)
    painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, form)
