"""Reads the drawing: from the canvas, by way of ink and the network, to the prediction panel."""

import numpy as np
from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from digitpad.session.document import Document
from digitpad.ui.drawing.canvas import Canvas
from digitpad.ui.drawing.reading_view import PredictionPanel

# Milliseconds between two readings while the pen moves: a mouse may report faster than any
# screen shows.
READ_EVERY = 4


class Reader(QObject):
    """Shows what the network in use makes of the drawing, whenever either changes."""

    def __init__(
        self, canvas: Canvas, document: Document, panel: PredictionPanel, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._canvas, self._document, self._panel = canvas, document, panel
        self._image = np.zeros((28, 28), np.float32)
        self._last_read = QElapsedTimer()
        self._read_soon = QTimer(self, singleShot=True, interval=READ_EVERY)
        self._read_soon.timeout.connect(self.read)
        canvas.drawing_changed.connect(self._follow_pen)
        document.network_changed.connect(self._predict)

    def _follow_pen(self) -> None:
        just_read = self._last_read.isValid() and self._last_read.elapsed() < READ_EVERY
        if not (self._canvas.is_drawing() and just_read):
            self.read()
        elif not self._read_soon.isActive():
            self._read_soon.start()

    def read(self) -> None:
        """Read the drawing as it is now."""
        self._last_read.start()
        if self._canvas.is_blank():
            self._panel.show_blank()
        else:
            self._image = self._canvas.drawing.image()
            self._panel.show_image(self._image)
            self._predict()

    def _predict(self) -> None:
        if not self._canvas.is_blank():
            activations = self._document.network.feedforward(self._image.reshape(784, 1))
            self._panel.show_activations(activations[:, 0], self._canvas.drawing.test_digit)
