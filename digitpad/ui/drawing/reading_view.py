"""Shows how the network reads the drawing: its input, the digit it reads, and all outputs.

Beneath stand ten buttons, to say which digit it is.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QLayout, QSizePolicy, QVBoxLayout, QWidget

from digitpad.core.data.classes import DIGITS, with_article
from digitpad.core.inside.verdict import Kind, Verdict, describe
from digitpad.session.drawing.reading import Reading
from digitpad.session.hands.labels import Labels
from digitpad.ui.drawing.activation_bars import UNREAD, ActivationBars
from digitpad.ui.drawing.label_row import HELP, LabelRow
from digitpad.ui.drawing.painting import grays, tinted
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.layouts import REST, column, named, row
from digitpad.ui.parts.lines import Offer

NARROW, WIDE = 290, 400  # pixels of its width
SMALLER = 0.5  # size of a digit that is not read clearly
LINES = 3  # room for the words beside it


class ReadingView(QWidget):
    """The preview, the digit in large type, words about it, ten bars, and ten names to press."""

    def __init__(self, labels: Labels) -> None:
        super().__init__()
        self.preview, self.prediction = Preview(), Prediction()
        self.confidence = named(
            QLabel(),
            "confidence",
            "An activation says how strongly one output neuron answers, from 0 to 1. It is no "
            "probability: the ten need not add up to 1.",
            "Confidence",
        )
        self.confidence.setWordWrap(True)
        self.confidence.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self.true_label = named(
            QLabel(),
            "true_label",
            "What the test data, or you, say it is. Right or wrong, Inside shows why",
            "True label",
        )
        self.true_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._image: NDArray[np.float32] | None = None
        self.bars = ActivationBars()
        self._bars_label = QLabel("activation of each output")
        outputs = (
            "The ten output neurons, one a digit: how strongly each answers, from 0 to 1. They "
            "need not add up to 1, so they are no probabilities"
        )
        explain(self._bars_label, outputs)
        explain(self.bars, outputs)
        self.names = LabelRow(labels)
        self._correction = named(QLabel("It is a:"), "correction", HELP)
        self._correction.hide()
        self._labels = labels
        labels.possibility_changed.connect(self._show_correction)
        self.learn_offer = Offer("learn_offer", "learn_them", "Learn Them", wraps=True)
        self._offered = ""
        self._classes = self._data_classes = DIGITS
        self._reading: Reading | None = None

        words = column(REST, self.confidence, self.true_label, REST, spacing=10)
        self._layout = column(
            row(self.preview, self.prediction, (words, 1), spacing=8),
            row((self._bars_label, 1), self._correction),
            column(self.bars, self.names, spacing=1),
            of=self,
            spacing=4,
        )
        over = QVBoxLayout(self.bars)  # where there is room for an offer while nothing is drawn
        over.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.learn_offer.setAutoFillBackground(True)  # the bars would be seen through its text
        over.addWidget(self.learn_offer)
        for label in (self._bars_label, self._correction):
            theme.give_role(label, "caption")
        self.take_width(NARROW)
        self.show_blank()

    def hasHeightForWidth(self) -> bool:
        return False  # the words have a fixed height

    def take_width(self, width: int) -> None:
        """Fit the preview to so many pixels: two, three or four for each of its own."""
        self.preview.show_large(2 if width < NARROW else 3 if width < WIDE else 4)

    def show_blank(self) -> None:
        """Show that there is nothing to read."""
        self._image = self._reading = None
        self.preview.show_image(np.zeros((28, 28), np.float32))
        self.prediction.show_digit("", UNREAD)
        self.confidence.setText("What it reads will stand here.")
        self._show_true_label(None)
        self.bars.show_activations(None)
        self.names.mark(())
        self.learn_offer.say(self._offered)

    def show_reading(self, reading: Reading | None) -> None:
        """Show a reading; None for a blank canvas."""
        if reading is None:
            self.show_blank()
            return
        if reading.image is not self._image:
            self._image = reading.image
            self.preview.show_image(reading.image)
        self._reading = reading
        self.learn_offer.hide()
        verdict = reading.verdict
        self.prediction.show_digit(str(reading.digit), verdict)
        self.confidence.setText(in_words(reading, self._classes))
        self.bars.show_activations(reading.outputs, verdict)
        self.names.mark(verdict.digits)
        self._show_true_label(reading)
        # At once, before the slower views of the same drawing.
        self.bars.repaint()

    def name_classes(self, classes: Sequence[str], data_classes: Sequence[str]) -> None:
        """Name the classes of the network's outputs, and those of the data's labels."""
        if (classes, data_classes) != (self._classes, self._data_classes):
            self._classes, self._data_classes = tuple(classes), tuple(data_classes)
            self.bars.name_classes(self._classes)
            self.names.name_classes(self._classes)
            if self._reading is not None:
                self.show_reading(self._reading)

    def offer_to_learn(self, text: str) -> None:
        """Offer this while nothing is drawn; nothing where it is empty."""
        self._offered = text
        self.learn_offer.say(text if self._reading is None else "")

    def _show_correction(self) -> None:
        self._correction.setVisible(not self._labels.why_not())

    def _show_true_label(self, reading: Reading | None) -> None:
        test_digit = None if reading is None else reading.test_digit
        self.true_label.setVisible(test_digit is not None)
        if reading is None or test_digit is None:
            self.true_label.setText("")
            return
        verdict = "right" if test_digit.label == reading.digit else "wrong"
        if reading.verdict.is_unread:
            verdict = "unread"
        name = test_digit.label_name or self._data_classes[test_digit.label]
        which = f"{test_digit.called} {test_digit.index:,}"
        which = "in My Digits" if test_digit.digit_id else which
        self.true_label.setText(f"{which}:\nit is {with_article(name)}, {verdict}")
        theme.give_role(self.true_label, "" if verdict == "right" else "misread")


def in_words(reading: Reading, classes: Sequence[str]) -> str:
    """A reading in a few words that do not repeat the digit in large type."""
    words = describe(reading.verdict, reading.outputs, classes).removeprefix(f"{reading.digit}, ")
    return words if reading.damage is None else f"{words}, with {reading.damage.words}"


class Prediction(QLabel):
    """The digit read, in large type; where it is unsure smaller, grey, and with its rival."""

    def __init__(self) -> None:
        super().__init__()
        named(
            self,
            "prediction",
            "The digit whose output neuron is the most active. Two digits: the network is torn "
            "between them; a question mark: no output reaches a tenth",
            "Prediction",
        )
        self._verdict = UNREAD
        theme.give_role(self, "reading")

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()  # a label without text has no size of its own
        return QSize(round(1.4 * metrics.horizontalAdvance("0")), metrics.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def show_digit(self, digit: str, verdict: Verdict) -> None:
        """Show a digit, and how sure it is; nothing for ""."""
        before = self._shown()
        self._verdict = verdict
        self.setText(digit)
        if self._shown() != before:  # most movements of a pen change nothing here
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        is_clear, colors, font = self._verdict.kind is Kind.CLEAR, theme.current(), self.font()
        if not is_clear:
            font.setPointSizeF(SMALLER * font.pointSizeF())
        with QPainter(self) as painter:
            painter.setFont(font)
            painter.setPen(colors.ink if is_clear else colors.muted)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._shown())

    def _shown(self) -> str:
        """What is painted: 6, or 6/2, or 6? for one of many, or ? if it is unread."""
        if not self.text():
            return ""
        names = [str(digit) for digit in self._verdict.digits]
        if self._verdict.kind is Kind.CLEAR:
            return names[0]
        return "/".join(names) if len(names) == 2 else f"{''.join(names[:1])}?"


class Preview(QWidget):
    """The network's input, an image of 28x28 pixels."""

    def __init__(self) -> None:
        super().__init__()
        named(
            self,
            "preview",
            "The 28 × 28 pixels that the network is given: the drawing, centred and at MNIST’s "
            "size. Draw small, or in a corner: they stay the same",
            "The image the network is given, 28 by 28 pixels",
        )
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._pixels = np.zeros((28, 28), np.uint8)

    def show_large(self, pixels: int) -> None:
        """Show each of its pixels this many pixels wide."""
        self.setFixedSize(28 * pixels, 28 * pixels)

    def explained_at(self, point: QPoint | None) -> str:
        """The ink of the pixel at a point."""
        if point is None or not self.rect().contains(point):
            return ""
        column, row = (28 * at // self.width() for at in (point.x(), point.y()))
        return f"Pixel {column}, {row}: ink {self._pixels[row, column] / 255:.2f}"

    def show_image(self, image: NDArray[np.float32]) -> None:
        """Show an image (28, 28), 0 is paper and 1 is ink."""
        self._pixels = grays(image)
        inked = np.count_nonzero(self._pixels)
        self.setAccessibleDescription(f"{inked} pixels inked" if inked else "blank")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme.current()
        picture = tinted(self._pixels, colors.paper, colors.ink)
        with QPainter(self) as painter:
            painter.drawImage(self.rect(), picture)  # without smoothing, so that the pixels show
            painter.setPen(colors.line)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
