"""What the network makes of the drawing: the image it is given, the digit it reads, how sure."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from digitpad.session.drawing import TestDigit
from digitpad.session.reading import Reading
from digitpad.ui import theme
from digitpad.ui.drawing.painting import tinted

PREVIEW_SIDE = 112  # four pixels of the screen for each of the 28


class ReadingView(QWidget):
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
        self.true_label = QLabel(self)
        self.true_label.setObjectName("true_label")
        self.true_label.setAccessibleName("True label of the test digit")
        self.true_label.setSizePolicy(self.confidence.sizePolicy())
        self._is_right = True
        self._image: NDArray[np.float32] | None = None
        self.bars = ActivationBars(self)

        words = QVBoxLayout()
        words.setSpacing(10)
        words.addStretch(1)
        words.addWidget(self.confidence)
        words.addWidget(self.true_label)
        words.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.preview)
        top.addWidget(self.prediction)
        top.addLayout(words, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(top)
        layout.addWidget(self.bars)
        self._color()
        self.show_blank()

    def show_blank(self) -> None:
        """There is nothing to read."""
        self._image = None
        self.preview.show_image(np.zeros((28, 28), np.float32))
        self.prediction.setText("")
        self.confidence.setText("Draw a digit\nfrom 0 to 9.")
        self._show_true_label(None, 0)
        self.bars.show_activations(None)

    def show_reading(self, reading: Reading | None) -> None:
        """Show what the network read; None: there is nothing to read."""
        if reading is None:
            self.show_blank()
            return
        if reading.image is not self._image:
            self._image = reading.image
            self.preview.show_image(reading.image)
        self.prediction.setText(str(reading.digit))
        self.confidence.setText(describe_confidence(reading.outputs))
        self.bars.show_activations(reading.outputs)
        self._show_true_label(reading.test_digit, reading.digit)

    def _show_true_label(self, test_digit: TestDigit | None, read: int) -> None:
        self.true_label.setVisible(test_digit is not None)
        if test_digit is None:
            self.true_label.setText("")
            return
        self._is_right = test_digit.label == read
        self.true_label.setText(
            f"test digit {test_digit.index:,}:\n"
            f"it is a {test_digit.label}, {'right' if self._is_right else 'wrong'}"
        )
        self._color()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._color()
        super().changeEvent(event)

    def _color(self) -> None:
        colors = theme.current()
        theme.set_text_color(self.prediction, colors.accent)
        theme.set_text_color(self.true_label, colors.accent if self._is_right else colors.error)


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
        picture = tinted(self._pixels, colors.paper, colors.ink)
        painter = QPainter(self)
        painter.drawImage(self.rect(), picture)  # without smoothing: the pixels are the point
        painter.setPen(colors.border)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


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
