"""Shows how the network reads the drawing: its input, the digit it reads, and all outputs."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from digitpad.core.data.classes import DIGITS, with_article
from digitpad.session.drawing.drawing import TestDigit
from digitpad.session.drawing.reading import Reading
from digitpad.ui.drawing.activation_bars import ActivationBars
from digitpad.ui.drawing.painting import tinted
from digitpad.ui.parts import sizes, theme
from digitpad.ui.parts.kept_pictures import KeptPictures

# Pixels, at the usual size of canvas and text.
PREVIEW_SIDE = 112  # four for each of the 28
DIGIT, DIGIT_WIDTH = 88, 76

ACTIVE = 0.5  # an output this active answers yes
INACTIVE = 0.1  # one less active answers no
FAINTEST = 0.3  # least opacity of the digit in large type
LINES = 3  # room for the words beside it


class ReadingView(QWidget):
    """The preview, the digit in large type, words about it, and ten bars."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preview = Preview(self)
        self.prediction = Prediction(self)
        self.confidence = QLabel(self)
        self.confidence.setObjectName("confidence")
        self.confidence.setAccessibleName("Confidence")
        self.confidence.setToolTip(
            "An activation says how strongly one output neuron answers, from 0 to 1. It is no "
            "probability: the ten need not add up to 1."
        )
        self.confidence.setWordWrap(True)
        self.true_label = QLabel(self)
        self.true_label.setObjectName("true_label")
        self.true_label.setAccessibleName("True label of the test digit")
        self.true_label.setToolTip("What the test data say it is")
        self.true_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._is_right = True
        self._image: NDArray[np.float32] | None = None
        self.bars = ActivationBars(self)
        self._bars_label = QLabel("activation of each output", self)
        self._bars_label.setToolTip(
            "The ten output neurons, one a digit: how strongly each answers, from 0 to 1"
        )
        self._classes = self._data_classes = DIGITS
        self._reading: Reading | None = None

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
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self._bars_label)
        layout.addWidget(self.bars)
        self._color()
        self.fit(1.0)
        self.show_blank()

    def hasHeightForWidth(self) -> bool:
        return False  # the words have a fixed height

    def fit(self, scale: float) -> None:
        """Be `scale` times as large as usual, but with no text smaller than elsewhere."""
        self.preview.fit(scale)
        self.prediction.fit(scale)
        text_scale = max(scale, sizes.percent() / sizes.USUAL)
        self.bars.fit(text_scale)
        text = sizes.font(text_scale)
        for part in (self.confidence, self.true_label, self._bars_label, self.bars):
            part.setFont(text)
        # A fixed height, so that a new text moves nothing else.
        self.confidence.setFixedHeight(LINES * self.confidence.fontMetrics().lineSpacing())
        self._layout.activate()  # or the parts in rows would still have their old sizes

    def show_blank(self) -> None:
        """Show that there is nothing to read."""
        self._image = self._reading = None
        self.preview.show_image(np.zeros((28, 28), np.float32))
        self.prediction.show_digit("", 0.0)
        self.confidence.setText("Draw a digit.")
        self._show_true_label(None, 0)
        self.bars.show_activations(None)

    def show_reading(self, reading: Reading | None) -> None:
        """Show a reading; None for a blank canvas."""
        if reading is None:
            self.show_blank()
            return
        if reading.image is not self._image:
            self._image = reading.image
            self.preview.show_image(reading.image)
        self._reading = reading
        self.prediction.show_digit(str(reading.digit), float(reading.outputs[reading.digit]))
        self.confidence.setText(describe(reading.outputs, self._classes))
        self.bars.show_activations(reading.outputs)
        self._show_true_label(reading.test_digit, reading.digit)
        # At once, before the slower views of the same drawing.
        self.bars.repaint()

    def name_classes(self, classes: Sequence[str], data_classes: Sequence[str]) -> None:
        """Name the classes of the network's outputs, and those of the data's labels."""
        if (classes, data_classes) != (self._classes, self._data_classes):
            self._classes, self._data_classes = tuple(classes), tuple(data_classes)
            self.bars.name_classes(self._classes)
            if self._reading is not None:
                self.show_reading(self._reading)

    def _show_true_label(self, test_digit: TestDigit | None, read: int) -> None:
        self.true_label.setVisible(test_digit is not None)
        if test_digit is None:
            self.true_label.setText("")
            return
        self._is_right = test_digit.label == read
        self.true_label.setText(
            f"test digit {test_digit.index:,}:\n"
            f"it is {with_article(self._data_classes[test_digit.label])}, "
            f"{'right' if self._is_right else 'wrong'}"
        )
        self._color()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._color()
        super().changeEvent(event)

    def _color(self) -> None:
        colors = theme.current()
        theme.set_text_color(self.prediction, colors.accent)
        theme.set_text_color(self._bars_label, colors.muted)
        theme.set_text_color(self.true_label, colors.accent if self._is_right else colors.error)


def describe(activations: NDArray[np.floating], classes: Sequence[str] = DIGITS) -> str:
    """Ten output activations in a few words.

    Sigmoid outputs do not sum to one: each answers only for its own digit, and two may be high.
    """
    second, first = np.argsort(activations, kind="stable")[-2:]
    if activations[first] < INACTIVE:
        return "no output is active"
    if activations[first] < ACTIVE:
        return f"unsure: {classes[first]} or {classes[second]}"
    if activations[second] >= ACTIVE:
        return f"torn between {classes[first]} and {classes[second]}"
    return f"{classes[first]}, activation {activations[first]:.2f}"


class Prediction(QLabel):
    """The digit with the most active output, the fainter the less active; "?" if none is active."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("prediction")
        self.setAccessibleName("Prediction")
        self.setToolTip("The digit whose output neuron is the most active")
        self._activation = 0.0
        self._pictures = KeptPictures(self)  # painting such large type takes a millisecond

    def fit(self, scale: float) -> None:
        """Be `scale` times as large as usual."""
        self.setFixedWidth(round(DIGIT_WIDTH * scale))
        font = QFont(self.font())
        font.setPixelSize(round(DIGIT * scale))
        font.setWeight(QFont.Weight.DemiBold)
        self.setFont(font)

    def sizeHint(self) -> QSize:
        # A label without text keeps the hint of its first font.
        return QSize(self.minimumWidth(), self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def show_digit(self, digit: str, activation: float) -> None:
        """Show a digit, or nothing for ""."""
        self._activation = activation
        self.setText(digit)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        is_active = self._activation >= INACTIVE or not self.text()
        with QPainter(self) as painter:
            painter.setOpacity(max(FAINTEST, min(self._activation, 1.0)))
            text = self.text() if is_active else "?"
            self._pictures.paint(painter, text, lambda brush: self._write(brush, text))

    def _write(self, painter: QPainter, text: str) -> None:
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, text)


class Preview(QWidget):
    """The network's input, an image of 28x28 pixels."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preview")
        self.setAccessibleName("The image the network is given, 28 by 28 pixels")
        self.setToolTip("The 28 × 28 image that the network is given")
        self._pixels = np.zeros((28, 28), np.uint8)

    def fit(self, scale: float) -> None:
        """Be `scale` times as large as usual."""
        side = round(PREVIEW_SIDE * scale)
        self.setFixedSize(side, side)

    def show_image(self, image: NDArray[np.float32]) -> None:
        """Show an image (28, 28), 0 is paper and 1 is ink."""
        self._pixels = np.ascontiguousarray(np.round(image * 255), np.uint8)
        inked = np.count_nonzero(self._pixels)
        self.setAccessibleDescription(f"{inked} pixels inked" if inked else "blank")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme.current()
        picture = tinted(self._pixels, colors.paper, colors.ink)
        with QPainter(self) as painter:
            painter.drawImage(self.rect(), picture)  # without smoothing, so that the pixels show
            painter.setPen(colors.border)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
