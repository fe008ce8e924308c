"""Small pictures of the form: some training images, and the weights of the first layer."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from digitpad.core.data.dataset import pixels
from digitpad.core.ink import SIDE
from digitpad.core.network import Network
from digitpad.session.runs.form_words import about_first_weights
from digitpad.session.session import Session
from digitpad.ui.parts import theme
from digitpad.ui.parts.cut_labels import CutLabel
from digitpad.ui.parts.following_view import FollowingView
from digitpad.ui.parts.gallery import GAP, Gallery
from digitpad.ui.parts.layouts import column, named
from digitpad.ui.parts.small_pictures import Tile, grays, inked, scale_of

SHOWN = 4  # training images
ABOUT = (
    "The weights of a neuron of the first layer, as a picture of what it looks for: red adds to "
    "its weighted input, blue takes away. A + after the scale: some are larger. Watch them "
    "while it trains; a click shows more in Inside."
)


class FirstWeights(FollowingView):
    """Shows as many neurons of the network in use as there is room for."""

    pause = 200  # so they change five times a second at most
    painted = theme.CHANGES
    neuron_chosen = Signal(int)
    """A neuron of the first layer was clicked."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._network: Network | None = None  # None until it is loaded
        self._line = CutLabel("first_weights_line", ABOUT, most_lines=1, role="caption")
        spoken = "Weights of neurons of the first layer"
        self._tiles = named(Gallery(SIDE, is_captioned=False), "first_weights", ABOUT, spoken)
        self._tiles.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._tiles.chosen.connect(lambda tile: self.neuron_chosen.emit(int(tile.key)))
        column(self._line, (self._tiles, 1), of=self, spacing=4)
        # It takes the room that the form leaves.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        session.network_changed.connect(self._take)
        session.when_run(self._show_used, "used")

    def refresh(self) -> None:
        if self._network is None:
            return
        weights = self._network.weights[0]
        shown = min(len(weights), self._room())
        scale = scale_of(weights)
        self._line.show_text(about_first_weights(shown, len(weights), scale))
        self._tiles.setVisible(shown > 0)
        self._tiles.show_tiles(
            [
                Tile(weights[i].reshape(SIDE, SIDE), f"neuron {i}", scale, key=str(i))
                for i in range(shown)
            ]
        )

    def _take(self, network: Network) -> None:
        self._network = network
        self.refresh_soon()

    def _show_used(self) -> None:
        """Show another epoch that is used at once, as the pointer drags along the timeline."""
        if self.isVisible():
            self.refresh()

    def _room(self) -> int:
        height = max(self.height() - self._line.sizeHint().height() - GAP, 0)
        return height // (SIDE + GAP) * (self.width() // (SIDE + GAP))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh_soon()


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
