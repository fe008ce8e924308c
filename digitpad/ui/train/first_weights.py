"""The weights of the first layer as pictures below the form: what its neurons look for."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from digitpad.core.network import Network
from digitpad.session.session import Session
from digitpad.ui.parts import theme
from digitpad.ui.parts.following_view import FollowingView
from digitpad.ui.parts.gallery import GAP, Gallery
from digitpad.ui.parts.layouts import CutLabel, column, named
from digitpad.ui.parts.small_pictures import Tile, scale_of

SIDE = 28  # pixels of a picture
ABOUT = (
    "The weights of a neuron of the first layer, as a picture of what it looks for: red adds to "
    "its weighted input, blue takes away. Watch them while it trains; a click shows more in Inside."
)


class FirstWeights(FollowingView):
    """Shows as many neurons of the network in use as there is room for."""

    pause = 200  # so they change five times a second at most
    painted = theme.CHANGES
    neuron_chosen = Signal(int)
    """A neuron of the first layer was clicked."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._network: Network | None = None  # at the start it is loaded later
        self._line = CutLabel("first_weights_line", ABOUT, most_lines=1, role="caption")
        said = "Weights of neurons of the first layer"
        self._tiles = named(Gallery(SIDE, is_captioned=False), "first_weights", ABOUT, said)
        self._tiles.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._tiles.chosen.connect(lambda tile: self.neuron_chosen.emit(int(tile.key)))
        column(self._line, (self._tiles, 1), of=self, spacing=4)
        # It takes the room that the form leaves.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        session.network_changed.connect(self._take)

    def refresh(self) -> None:
        """Show the present weights."""
        if self._network is None:
            return
        weights = self._network.weights[0]
        shown = min(len(weights), self._room())
        scale = scale_of(weights)
        which = "all" if shown == len(weights) else f"{shown:,} of"
        line = f"weights of {which} {len(weights):,} neurons of the first layer, ±{scale:.2g}"
        self._line.show_text(line if shown else "")
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

    def _room(self) -> int:
        """The number of pictures that fit."""
        height = self.height() - self._line.sizeHint().height() - GAP
        return height // (SIDE + GAP) * (self.width() // (SIDE + GAP))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh_soon()
