"""Shows how the network reads the drawing: its input, the digit, and all outputs."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from digitpad.core.data.dataset import DIGITS
from digitpad.core.verdict import Kind
from digitpad.session.hands.labelling import Labels
from digitpad.session.reading import (
    Reading,
    digits_in_words,
    label_in_words,
    reading_in_words,
    second_in_words,
)
from digitpad.ui.drawing.output_bars import HELP, ActivationBars, LabelRow
from digitpad.ui.parts import theme
from digitpad.ui.parts.cut_labels import CutLabel
from digitpad.ui.parts.gallery import GAP, Gallery
from digitpad.ui.parts.layouts import REST, column, named, paragraph, row
from digitpad.ui.parts.small_pictures import Tile, grays

ZOOMS = {4: 368, 3: 258}  # how large the preview is in a view of at least so many pixels
BESIDE = 8  # pixels from the preview to the digit, and to the words
USUAL_WORDS = "activation 0.00", "then 0, at 0.00"


class ReadingView(QWidget):
    """The preview, the digit in large type, words about it, ten bars, and ten buttons."""

    def __init__(self, labels: Labels) -> None:
        super().__init__()
        self._labels = labels
        self._classes = self._data_classes = DIGITS
        self._reading: Reading | None = None
        self.preview, self.prediction = Preview(), Prediction()
        self.confidence = paragraph(
            "confidence",
            "An activation says how strongly one output neuron answers, from 0 to 1. Ten sigmoids "
            "need not add up to 1, so they are no probabilities. The outputs of a softmax do: it "
            "always answers.",
        )
        about = "The second most active output, and its activation"
        self.runner_up = paragraph("runner_up", about, "caption")
        self.bars, self.names = ActivationBars(), LabelRow(labels)
        self._correction = named(QLabel(), "correction", HELP, role="caption")
        self.true_label = CutLabel(
            "true_label",
            "Which digit it is, by its label, and how it is read. Inside shows why",
        )
        labels.possibility_changed.connect(self._show_true_label)
        words = column(REST, self.confidence, self.runner_up, REST, spacing=2)
        column(
            row(self.preview, self.prediction, (words, 1), spacing=BESIDE),
            (self.bars, 1),
            row(self._correction, (self.true_label, 1)),
            self.names,
            of=self,
            spacing=4,
        )
        self.fit_width(0)
        self.show_reading(None)

    def hasHeightForWidth(self) -> bool:
        return False  # the words have a fixed height

    def narrowest(self) -> int:
        """Pixels of the least width, in which no text is cut: with the smallest preview, one
        figure, and usual words in a line each."""
        labels = self.confidence, self.runner_up
        words = max(
            label.fontMetrics().horizontalAdvance(text) for label, text in zip(labels, USUAL_WORDS)
        )
        return 2 * 28 + GAP + self.prediction.one_digit() + words + 2 * BESIDE

    def fit_width(self, width: int) -> None:
        """Enlarge the preview two, three or four times, for a view of this width in pixels."""
        spare = width - self.narrowest()
        fitting = (z for z, least in ZOOMS.items() if width >= least and spare >= 28 * (z - 2))
        self.preview.show_large(next(fitting, 2))

    def show_reading(self, reading: Reading | None) -> None:
        """Show a reading; None for a blank canvas."""
        self._reading = reading
        self._show_true_label()
        if reading is None:
            self.preview.show_images([np.zeros((28, 28), np.float32)])
            self.prediction.show_digits("", is_clear=True)
            self.confidence.setText("The reading will appear here.")
            self.runner_up.setText("")
            self.bars.show_activations(None, self._classes)
            return
        figures = reading.figures or (reading,)
        self.preview.show_images([figure.image for figure in figures], reading.place)
        is_clear = all(figure.verdict.kind is Kind.CLEAR for figure in figures)
        self.prediction.show_digits(digits_in_words(reading), is_clear)
        self.confidence.setText(reading_in_words(reading, self._classes))
        self.runner_up.setText(second_in_words(reading, self._classes))
        self.runner_up.setHidden(not self.runner_up.text())  # leaves its room to the words above
        self.bars.show_activations(reading.outputs, self._classes)
        self.bars.repaint()  # at once, before slower views of the same drawing

    def name_classes(self, classes: Sequence[str], data_classes: Sequence[str]) -> None:
        """Name the classes of the network's outputs, and of the data's labels."""
        if (classes, data_classes) != (self._classes, self._data_classes):
            self._classes, self._data_classes = tuple(classes), tuple(data_classes)
            self.show_reading(self._reading)

    def _show_true_label(self) -> None:
        reading, text, is_wrong = self._reading, "", False
        if reading is not None:
            text, is_wrong = label_in_words(reading, self._data_classes)
        self.true_label.show_text(text)
        theme.give_role(self.true_label, "misread" if is_wrong else "caption")
        which = "" if reading is None else reading.which.capitalize()
        self._correction.setText(f"{which or 'It'} is a:")
        self._correction.setVisible(not text and not self._labels.why_not())


class Prediction(QLabel):
    """The digit read, in large type; grey if the answer is not clear."""

    def __init__(self) -> None:
        super().__init__()
        named(
            self,
            "prediction",
            "The digit whose output neuron is the most active. Grey: not clear, because no output, "
            "or more than one, reaches one half. “?”: not a digit",
            "Prediction",
        )
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def minimumSizeHint(self) -> QSize:
        metrics = self.fontMetrics()  # a label without text has no size of its own
        width = max(self.one_digit(), metrics.horizontalAdvance(self.text()))
        return QSize(width, metrics.height())

    sizeHint = minimumSizeHint

    def one_digit(self) -> int:
        """Pixels of the room for a digit."""
        return round(1.4 * self.fontMetrics().horizontalAdvance("0"))

    def show_digits(self, digits: str, is_clear: bool) -> None:
        """Show one digit, or a number in smaller type; grey unless all digits are clear."""
        self.setText(digits)
        role = "reading" if is_clear else "doubt"
        theme.give_role(self, f"{role} number" if len(digits) > 1 else role)


class Preview(Gallery):
    """The network's input, an image of 28x28 pixels; for a number, one image per figure."""

    figure_chosen = Signal(int)
    """A figure of a number was chosen, by a click or by keys; carries its index, from 0."""

    def __init__(self) -> None:
        super().__init__(28, 1, shows_choice=True, is_captioned=False)
        named(
            self,
            "preview",
            "The 28 × 28 pixels that the network is given: the drawing, centred and scaled like "
            "the digits of MNIST. How large you draw, and where, makes no difference. Each figure "
            "of a number is read alone: choose one to look into it, and to label it",
            "The image the network is given, 28 by 28 pixels",
        )
        self.chosen.connect(lambda tile: self.figure_chosen.emit(int(tile.key)))
        self._figures = 1

    def show_large(self, zoom: int) -> None:
        """Enlarge a single image this many times."""
        whole = 28 * zoom + GAP
        self.setFixedSize(whole, whole)
        self.arrange(28 * zoom, self._figures)

    def show_images(self, images: Sequence[NDArray[np.float32]], chosen: int = 0) -> None:
        """Show images (28, 28) side by side, 0 is paper and 1 is ink. chosen: gets a frame."""
        self._figures = len(images)
        is_number = self._figures > 1
        # A click leaves the focus with the canvas, whose keys label the chosen figure.
        self.takes_focus = Qt.FocusPolicy.TabFocus if is_number else Qt.FocusPolicy.NoFocus
        self.arrange(self.width() - GAP, self._figures)
        pixels = [grays(image) for image in images]
        names = [f"Figure {i + 1}" for i in range(len(images))] if is_number else ["Input"]
        tiles = [Tile(each, name, key=str(i)) for i, (each, name) in enumerate(zip(pixels, names))]
        self.show_tiles(tiles)
        self.show_chosen(chosen if is_number else None)
        inked = np.count_nonzero(pixels[chosen])
        self.setAccessibleDescription(f"{inked} pixels inked" if inked else "blank")

    def fit(self) -> None:
        super().fit()
        above = self.height() - self.heightForWidth(self.width())
        self.setViewportMargins(0, above // 2, 0, 0)  # smaller figures stand in the middle
