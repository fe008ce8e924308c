"""A strip of training images: as they are, or as augmentation distorts them."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QSizePolicy

from digitpad.core.data.dataset import pixels
from digitpad.core.ink import SIDE
from digitpad.ui.drawing.painting import grays
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.gallery import GAP, Gallery
from digitpad.ui.parts.small_pictures import inked


class SamplesStrip(Gallery):
    """Some images side by side, as many as fit; if they are distorted, a click does so anew."""

    def __init__(self) -> None:
        said = "Some training images, as the network will see them"
        super().__init__("samples", said, SIDE, is_captioned=False)
        explain(self, "Some training images, as an epoch will see them; click for another epoch")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._rng = np.random.default_rng()
        self._originals: NDArray[np.floating] = np.zeros((0, SIDE, SIDE), np.float32)
        self._distorting = False
        self.images = self._originals
        self.chosen.connect(self.show_next_epoch)

    def show_samples(self, samples: NDArray[np.uint8]) -> None:
        """Show these training images, uint8 (n, 784)."""
        self._originals = pixels(samples, np.float32).reshape(-1, SIDE, SIDE)
        self.show_distorted(self._distorting)

    def show_distorted(self, distorting: bool) -> None:
        """Show the images distorted anew, or as they are."""
        self._distorting = distorting
        self.images = self._originals
        if distorting:
            from digitpad.core.data.augment import distort

            self.images = distort(self._originals, self._rng)
        self.show_tiles([inked(grays(image), "") for image in self.images])

    def show_next_epoch(self, *_chosen: object) -> None:
        """Distort the images anew, as each epoch does."""
        self.show_distorted(self._distorting)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # what does not fit stands in rows that nobody asks for

    def sizeHint(self) -> QSize:
        return QSize(6 * (SIDE + GAP), SIDE + GAP)

    def minimumSizeHint(self) -> QSize:
        return QSize(SIDE + GAP, SIDE + GAP)
