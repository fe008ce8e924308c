"""What the network makes of the drawing: the image it is given, the digit it reads, how sure."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from digitpad.ui import theme

PREVIEW_SIDE = 112  # four pixels of the screen for each of the 28


class PredictionPanel(QWidget):
    """The preview, the digit in large type, its confidence, and ten bars of activations."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preview = Preview(self)
        self.prediction = QLabel(self)
        self.prediction.setObjectName("prediction")
        self.prediction.setAccessibleName("Prediction")
        self.prediction.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.prediction.setFixedWidth(76)
        font = QFont(self.font())
        font.setPixelSize(88)
        font.setWeight(QFont.Weight.DemiBold)
        self.prediction.setFont(font)
        self.confidence = QLabel(self)
        self.confidence.setObjectName("confidence")
        self.confidence.setAccessibleName("Confidence")
        # Lines are broken by hand: a label that wraps would ask for another height each time.
        self.confidence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.bars = ActivationBars(self)

        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.preview)
        top.addWidget(self.prediction)
        top.addWidget(self.confidence, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(top)
        layout.addWidget(self.bars)
        self._color()
        self.show_blank()

    def show_blank(self) -> None:
        """There is nothing to read."""
        self.preview.show_image(np.zeros((28, 28), np.float32))
        self.prediction.setText("")
        self.confidence.setText("Draw a digit\nfrom 0 to 9.")
        self.bars.show_activations(None)

    def show_image(self, image: NDArray[np.float32]) -> None:
        """Show the image that the network is given: (28, 28), 0..1."""
        self.preview.show_image(image)

    def show_activations(self, activations: NDArray[np.floating]) -> None:
        """Show what the network says: ten output activations, 0..1."""
        second, first = np.argsort(activations, kind="stable")[-2:]
        self.prediction.setText(str(first))
        self.confidence.setText(describe_confidence(activations))
        self.bars.show_activations(activations)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._color()
        super().changeEvent(event)

    def _color(self) -> None:
        theme.set_text_color(self.prediction, theme.current().accent)


def describe_confidence(activations: NDArray[np.floating]) -> str:
    """How sure the network is, in a few words.

    Sigmoid outputs do not sum to one; each is the network's belief in its own digit alone.
    """
    second, first = np.argsort(activations, kind="stable")[-2:]
    if activations[first] < 0.5:
        return (
            f"unsure: {first}, {_percent(activations[first])}\n"
            f"or {second}, {_percent(activations[second])}"
        )
    return f"{_percent(activations[first])} sure\nor {second}, {_percent(activations[second])}"


def _percent(activation: float) -> str:
    # Not "100 %" for what is a little less: no sigmoid is ever quite sure.
    percent = 100 * float(activation)
    return "over 99 %" if percent > 99 else "under 1 %" if percent < 1 else f"{percent:.0f} %"


class Preview(QWidget):
    """The 28x28 image that the network is given."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preview")
        self.setAccessibleName("The image the network is given, 28 by 28 pixels")
        self.setToolTip("The 28 × 28 image that the network is given")
        self.setFixedSize(PREVIEW_SIDE, PREVIEW_SIDE)
        self._pixels = np.zeros((28, 28), np.uint8)

    def show_image(self, image: NDArray[np.float32]) -> None:
        """Show an image (28, 28), 0 is paper and 1 is ink."""
        self._pixels = np.ascontiguousarray(np.round(image * 255), np.uint8)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme.current()
        picture = QImage(self._pixels.data, 28, 28, 28, QImage.Format.Format_Indexed8)
        picture.setColorTable([_mix(colors.paper, colors.ink, i / 255) for i in range(256)])
        painter = QPainter(self)
        painter.drawImage(self.rect(), picture)  # without smoothing: the pixels are the point
        painter.setPen(colors.frame)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


def _mix(a: QColor, b: QColor, part: float) -> int:
    def channel(x: int, y: int) -> int:
        return round(x + (y - x) * part)

    return QColor(
        channel(a.red(), b.red()), channel(a.green(), b.green()), channel(a.blue(), b.blue())
    ).rgb()


class ActivationBars(QWidget):
    """Ten bars, one a digit: how active each output neuron is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("activations")
        self.setAccessibleName("Output activations of the digits 0 to 9")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(90)
        self.setMaximumHeight(150)
        self._activations: NDArray[np.floating] | None = None

    def sizeHint(self) -> QSize:
        return QSize(320, 120)

    def show_activations(self, activations: NDArray[np.floating] | None) -> None:
        """Show ten activations, 0..1; None where there is nothing to read."""
        self._activations = activations
        self.setAccessibleDescription(
            ""
            if activations is None
            else ", ".join(f"{d}: {a:.2f}" for d, a in enumerate(activations))
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = self.fontMetrics().height()
        column = self.width() / 10
        track_width = min(column - 8, 26)
        top, bottom = line + 2, self.height() - line - 2
        second, first = (
            (-1, -1)
            if self._activations is None
            else np.argsort(self._activations, kind="stable")[-2:]
        )
        for digit in range(10):
            x = digit * column + (column - track_width) / 2
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.track)
            painter.drawRoundedRect(QRectF(x, top, track_width, bottom - top), 3, 3)
            cell = QRectF(digit * column, 0, column, line)
            if self._activations is not None:
                activation = float(self._activations[digit])
                height = max(activation * (bottom - top), 1.0)
                painter.setBrush(
                    colors.accent
                    if digit == first
                    else colors.runner_up
                    if digit == second
                    else colors.bar
                )
                painter.drawRoundedRect(
                    QRectF(x, bottom - height, track_width, height),
                    min(3, height / 2),
                    min(3, height / 2),
                )
                if digit in (first, second):
                    painter.setPen(colors.muted)
                    painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, f"{activation:.2f}")
            painter.setPen(self.palette().windowText().color() if digit == first else colors.muted)
            painter.drawText(
                cell.translated(0, self.height() - line), Qt.AlignmentFlag.AlignCenter, str(digit)
            )
