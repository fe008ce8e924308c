"""How active a neuron is for each digit: a row a digit, dark where many images stand."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.core.inside.excitement import Excitement
from digitpad.ui.drawing.painting import tinted
from digitpad.ui.parts import theme
from digitpad.ui.parts.sizes import scaled

ROW = 15  # pixels of height
LABEL = 16  # pixels of width for the digit


class AnswersByDigit(QWidget):
    """Ten histograms, from 0 at the left to 1 at the right; a line marks each mean."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("answers_by_digit")
        self.setAccessibleName("Its activation by digit")
        self.setToolTip(
            "A row a digit: how often its training images give each activation, from 0 to 1"
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(90)
        self._found: Excitement | None = None

    def sizeHint(self) -> QSize:
        return QSize(140, 10 * scaled(ROW) + scaled(14))

    def show_answers(self, found: Excitement | None) -> None:
        """Show how a neuron answers, or nothing."""
        self._found = found
        means = [] if found is None else found.means.tolist()
        self.setAccessibleDescription(
            ", ".join(f"{digit}: mean {mean:.2f}" for digit, mean in enumerate(means))
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            colors = theme.current()
            room = self.width() - scaled(LABEL) - 2
            if self._found is not None:
                counts = self._found.by_digit.astype(float)
                # Each row has its own scale, and the root lets small counts show.
                parts = np.sqrt(counts / np.maximum(counts.max(axis=1, keepdims=True), 1))
                shades = np.rint(255 * parts).astype(np.uint8)
                painter.drawImage(
                    QRectF(scaled(LABEL), 0, room, 10 * scaled(ROW)),
                    tinted(shades, colors.paper, colors.accent),
                )
                painter.setPen(QPen(colors.ink, 2))
                for digit, mean in enumerate(self._found.means.tolist()):
                    x = int(scaled(LABEL) + room * mean)
                    painter.drawLine(
                        x, digit * scaled(ROW) + 2, x, digit * scaled(ROW) + scaled(ROW) - 3
                    )
            painter.setPen(colors.muted)
            for digit in range(10):
                place = QRectF(0, digit * scaled(ROW), scaled(LABEL) - 3, scaled(ROW))
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(digit))
            below = QRectF(scaled(LABEL), 10 * scaled(ROW), room, scaled(14))
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft, "0")
            painter.drawText(below, Qt.AlignmentFlag.AlignRight, "1")
