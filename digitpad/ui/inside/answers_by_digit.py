"""How active a neuron is for each digit: ten columns, below the images that excite it most."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.core.inside.excitement import BINS, Excitement
from digitpad.ui.parts import theme
from digitpad.ui.parts.gallery import GAP, LEAST, USUAL
from digitpad.ui.parts.sizes import scaled

SIDE = 46  # pixels of the images above, usually
HEIGHT = 92  # pixels from an activation of 0 to one of 1
LINE = 15  # pixels of a line of text


class AnswersByDigit(QWidget):
    """A bar to each mean, and beside it how many of the digit's images give each activation."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("answers_by_digit")
        self.setAccessibleName("Its activation by digit")
        self.setToolTip(
            "A column a digit, from activation 0 at the foot to 1 at the top: grey the mean of "
            "its training images, ink how many of them give each activation"
        )
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumWidth(10 * LEAST)
        self._excitement: Excitement | None = None

    def sizeHint(self) -> QSize:
        return QSize(400, scaled(HEIGHT) + 2 * scaled(LINE))

    def heightForWidth(self, width: int) -> int:
        return grown(HEIGHT, width) + 2 * scaled(LINE)

    def show_answers(self, excitement: Excitement | None) -> None:
        """Show how a neuron answers, or nothing."""
        self._excitement = excitement
        means = [] if excitement is None else excitement.means.tolist()
        self.setAccessibleDescription(
            ", ".join(f"{digit}: mean {mean:.2f}" for digit, mean in enumerate(means))
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._excitement is None:
            return
        colors, line, height = theme.current(), scaled(LINE), grown(HEIGHT, self.width())
        side = min(grown(SIDE, self.width()), self.width() // 10 - GAP)
        counts = self._excitement.by_digit
        shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
        most = float(shares.max()) or 1.0  # one scale for all ten
        bin_height = height / BINS
        with QPainter(self) as painter:
            for digit, mean in enumerate(self._excitement.means.tolist()):
                left = GAP // 2 + digit * (side + GAP)
                painter.fillRect(QRectF(left, line, side, height), colors.track)
                bar = mean * height
                painter.fillRect(QRectF(left, line + height - bar, side * 0.42, bar), colors.bar)
                start, room = left + side * 0.46, side * 0.54
                for i in np.flatnonzero(counts[digit]).tolist():
                    length = max(0.6, room * shares[digit, i] / most)
                    top = line + height - (i + 1) * bin_height
                    painter.fillRect(QRectF(start, top, length, bin_height * 0.8), colors.ink)
                place = QRectF(left - GAP, 0, side + 2 * GAP, line)
                painter.setPen(colors.ink)
                text = f"{mean:.2f}".removeprefix("0" if side < scaled(30) else "")
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
            painter.setPen(QPen(colors.ink, 1, Qt.PenStyle.DashLine))
            half = line + height / 2
            painter.drawLine(0, round(half), GAP + 10 * (side + GAP), round(half))
            painter.setPen(colors.muted)
            below = QRectF(GAP // 2, line + height, self.width(), line)
            said = f"grey: mean; ink: share of images, longest {100 * most:.0f} %"
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft, said)


def grown(side: int, width: int) -> int:
    """The side of a picture, in pixels, in room of this width."""
    return round(scaled(side) * max(1.0, width / scaled(USUAL)))
