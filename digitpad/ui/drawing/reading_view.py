"""What the network makes of the drawing: the image it is given, the digit it reads, and how."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from digitpad.core.classes import DIGITS, with_article
from digitpad.session.drawing import TestDigit
from digitpad.session.reading import Reading
from digitpad.ui import sizes, theme
from digitpad.ui.drawing.painting import tinted
from digitpad.ui.kept_pictures import KeptPictures

# Pixels, where the canvas and the text are as large as usual.
PREVIEW_SIDE = 112  # four for each of the 28
DIGIT, DIGIT_WIDTH = 88, 76
LOWEST_BARS, HIGHEST_BARS = 90, 150

ACTIVE = 0.5  # an output of so much says that this is its digit
INACTIVE = 0.1  # and one of less that it is not
FAINTEST = 0.3  # of the digit in large type
ROUND = 3  # pixels, of a bar's corners
LINES = 3  # of what is said of it


class ReadingView(QWidget):
    """The preview, the digit in large type, what is to be said of it, and ten bars."""

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
        return False  # the words have the height that they have, however they are wrapped

    def fit(self, scale: float) -> None:
        """Be so many times as large as usual; of the text no part is smaller than elsewhere."""
        self.preview.fit(scale)
        self.prediction.fit(scale)
        text_scale = max(scale, sizes.percent() / sizes.USUAL)
        self.bars.fit(text_scale)
        text = sizes.font(text_scale)
        for part in (self.confidence, self.true_label, self._bars_label, self.bars):
            part.setFont(text)
        # Always of one height, so that a new text changes nothing but itself.
        self.confidence.setFixedHeight(LINES * self.confidence.fontMetrics().lineSpacing())
        self._layout.activate()  # or what is in rows would still be as large as before

    def show_blank(self) -> None:
        """There is nothing to read."""
        self._image = self._reading = None
        self.preview.show_image(np.zeros((28, 28), np.float32))
        self.prediction.show_digit("", 0.0)
        self.confidence.setText("Draw a digit.")
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
        self._reading = reading
        self.prediction.show_digit(str(reading.digit), float(reading.outputs[reading.digit]))
        self.confidence.setText(describe(reading.outputs, self._classes))
        self.bars.show_activations(reading.outputs)
        self._show_true_label(reading.test_digit, reading.digit)
        # At once, with the rest that has changed: what else looks at the drawing comes after it.
        self.bars.repaint()

    def name_classes(self, classes: Sequence[str], data_classes: Sequence[str]) -> None:
        """Say what the outputs of the network, and the labels of the data, stand for."""
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
    """What ten output activations say, in a few words.

    Sigmoid outputs do not sum to one: each answers for its own digit alone, and two may be high.
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
    """The likeliest digit, the fainter the less active its output is; a ? where none is active."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("prediction")
        self.setAccessibleName("Prediction")
        self.setToolTip("The digit whose output neuron is the most active")
        self._activation = 0.0
        self._pictures = KeptPictures(self)  # type as large as this takes a millisecond

    def fit(self, scale: float) -> None:
        """Be so many times as large as usual."""
        self.setFixedWidth(round(DIGIT_WIDTH * scale))
        font = QFont(self.font())
        font.setPixelSize(round(DIGIT * scale))
        font.setWeight(QFont.Weight.DemiBold)
        self.setFont(font)

    def sizeHint(self) -> QSize:
        # A label that never had a text keeps the hint that it had in its first font.
        return QSize(self.minimumWidth(), self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def show_digit(self, digit: str, activation: float) -> None:
        """Show a digit, or nothing."""
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
    """The 28x28 image that the network is given."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preview")
        self.setAccessibleName("The image the network is given, 28 by 28 pixels")
        self.setToolTip("The 28 × 28 image that the network is given")
        self._pixels = np.zeros((28, 28), np.uint8)

    def fit(self, scale: float) -> None:
        """Be so many times as large as usual."""
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
        self._activations: NDArray[np.floating] | None = None
        self._classes: Sequence[str] = DIGITS
        self._scale = 1.0
        self._pictures = KeptPictures(self)

    def fit(self, scale: float) -> None:
        """Be so many times as large as usual."""
        self._scale = scale
        self.setMinimumHeight(round(LOWEST_BARS * scale))
        self.setMaximumHeight(round(HIGHEST_BARS * scale))

    def name_classes(self, classes: Sequence[str]) -> None:
        """Say what the bars stand for."""
        self._classes = classes

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            digit = min(9, max(0, 10 * event.pos().x() // self.width()))
            QToolTip.showText(event.globalPos(), self._tip(digit), self)
            return True
        return super().event(event)

    def _tip(self, digit: int) -> str:
        name = self._classes[digit]
        tip = f"Output {digit}" if name == str(digit) else f"Output {digit}: {name}"
        if self._activations is not None:
            tip = f"{tip}, activation {self._activations[digit]:.4f}"
        return tip

    def sizeHint(self) -> QSize:
        return QSize(round(320 * self._scale), round(120 * self._scale))

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
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._pictures.paint(painter, ("empty", self._scale), self._paint_empty)
            if self._activations is not None:
                second, first = np.argsort(self._activations, kind="stable")[-2:].tolist()
                self._paint_bars(painter, self._activations.tolist(), first, second)
                for digit in (second, first):
                    self._write_activation(painter, digit)
                # Over its name in fainter type.
                painter.setPen(self.palette().windowText().color())
                painter.drawText(self._name_place(first), Qt.AlignmentFlag.AlignCenter, str(first))

    def _tracks(self) -> list[QRectF]:
        """Where the bars stand when their outputs are 1."""
        column, line = self.width() / 10, self.fontMetrics().height()
        width, height = min(column - 8, 26 * self._scale), self.height() - 2 * line - 4
        left = (column - width) / 2
        return [QRectF(digit * column + left, line + 2, width, height) for digit in range(10)]

    def _name_place(self, digit: int) -> QRectF:
        column, line = self.width() / 10, self.fontMetrics().height()
        return QRectF(digit * column, self.height() - line, column, line)

    def _paint_empty(self, painter: QPainter) -> None:
        """What is there before anything is drawn."""
        colors = theme.current()
        for digit, track in enumerate(self._tracks()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.track)
            painter.drawRoundedRect(track, ROUND, ROUND)
            painter.setPen(colors.muted)
            painter.drawText(self._name_place(digit), Qt.AlignmentFlag.AlignCenter, str(digit))

    def _paint_bars(
        self, painter: QPainter, activations: list[float], first: int, second: int
    ) -> None:
        colors = theme.current()
        painter.setPen(Qt.PenStyle.NoPen)
        for digit, (bar, activation) in enumerate(zip(self._tracks(), activations)):
            height = max(activation * bar.height(), 1.0)
            bar.setTop(bar.bottom() - height)
            usual = colors.runner_up if digit == second else colors.bar
            color = colors.accent if digit == first else usual
            if height < ROUND:
                painter.fillRect(bar, color)
            else:
                round_ = min(ROUND, height / 2)
                painter.setBrush(color)
                painter.drawRoundedRect(bar, round_, round_)

    def _write_activation(self, painter: QPainter, digit: int) -> None:
        """Above a bar."""
        assert self._activations is not None
        painter.setPen(theme.current().muted)
        text, place = f"{self._activations[digit]:.2f}", self._name_place(digit)
        place.moveTop(0)
        if self.fontMetrics().horizontalAdvance(text) > place.width():
            text = text.removeprefix("0")  # .97 beside .96, in a narrow window
        centred = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
        painter.drawText(place, centred, text)
