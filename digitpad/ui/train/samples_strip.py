"""A strip of training images: as they are, or as augmentation distorts them."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.core.data.dataset import pixels
from digitpad.core.ink import SIDE
from digitpad.ui.drawing.painting import tinted
from digitpad.ui.parts import sizes, theme
from digitpad.ui.parts.focus import paint_focus

GAP = 2


class SamplesStrip(QWidget):
    """Some images side by side; if they are distorted, a click distorts them anew."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("samples")
        self.setAccessibleName("Some training images, as the network will see them")
        self.setToolTip("Some training images, as an epoch will see them; click for another epoch")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._rng = np.random.default_rng()
        self._originals: NDArray[np.floating] = np.zeros((0, SIDE, SIDE), np.float32)
        self._distorting = False
        self.images = self._originals

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
        self.update()

    def show_next_epoch(self) -> None:
        """Distort the images anew, as each epoch does."""
        self.show_distorted(self._distorting)

    def sizeHint(self) -> QSize:
        return QSize(sizes.scaled(6 * (SIDE + GAP) - GAP), sizes.scaled(SIDE))

    def minimumSizeHint(self) -> QSize:
        return QSize(sizes.scaled(SIDE), sizes.scaled(SIDE))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.show_next_epoch()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.show_next_epoch()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint_images(painter)
            painter.resetTransform()
            if self.hasFocus():
                paint_focus(painter, self.rect())

    def _paint_images(self, painter: QPainter) -> None:
        scale = sizes.scaled(SIDE) / SIDE
        # Only whole images, since half a digit may look like another digit.
        fit = int((self.width() / scale + GAP) / (SIDE + GAP))
        if fit == 0 or not len(self.images):
            return
        gray = np.zeros((SIDE, SIDE + GAP, min(fit, len(self.images))), np.uint8)
        gray[:, :SIDE] = np.rint(255 * self.images[:fit].transpose(1, 2, 0))
        strip = gray.transpose(0, 2, 1).reshape(SIDE, -1)[:, :-GAP]
        colors = theme.current()
        painter.scale(scale, scale)
        painter.drawImage(0, 0, tinted(strip, colors.paper, colors.ink))
