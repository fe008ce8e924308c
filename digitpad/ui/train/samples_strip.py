"""Some training images, as an epoch will see them."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from digitpad.core.data.dataset import pixels
from digitpad.core.ink import SIDE
from digitpad.ui.parts.gallery import Gallery
from digitpad.ui.parts.layouts import named
from digitpad.ui.parts.small_pictures import grays, inked

SHOWN = 4  # training images


class SamplesStrip(Gallery):
    """Some training images side by side; a click distorts them anew, if they are distorted."""

    def __init__(self) -> None:
        about = "Some training images, as an epoch will see them; click for another epoch"
        spoken = "Some training images, as the network will see them"
        super().__init__(SIDE, SHOWN, is_captioned=False)
        named(self, "samples", about, spoken)
        self.takes_focus = Qt.FocusPolicy.TabFocus
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
        self.show_tiles([inked(grays(image), "") for image in self.images[:SHOWN]])

    def show_next_epoch(self, *_chosen: object) -> None:
        """Distort the images anew, as each epoch does."""
        self.show_distorted(self._distorting)
