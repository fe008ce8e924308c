"""The tab *Inside*: what neurons have learnt, and what they do with the drawing."""

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from digitpad.core.data.dataset import pixels
from digitpad.core.inside.explain import adds_most
from digitpad.core.learning.settings import Hyperparameters
from digitpad.core.network import Network
from digitpad.session.drawing import Drawing, Picture
from digitpad.session.inside.seen import Seen
from digitpad.session.inside.words import picture_line, tiles_line
from digitpad.session.runs.queue_state import QueueState
from digitpad.ui.frame.shared import Shared
from digitpad.ui.frame.tab import Panel
from digitpad.ui.inside.choice import Choice
from digitpad.ui.inside.inside_view import seen_now
from digitpad.ui.inside.laboratory_view import LaboratoryView
from digitpad.ui.inside.learning_view import LearningView
from digitpad.ui.inside.network_diagram import PICTURE, NetworkDiagram
from digitpad.ui.inside.neuron_view import NeuronView
from digitpad.ui.inside.slow_motion_view import FormSays, SlowMotionView
from digitpad.ui.inside.weight_tiles import ORDERS, TILES, WeightTiles
from digitpad.ui.inside.why_view import WhyView
from digitpad.ui.parts.cut_labels import CutLabel, Headline
from digitpad.ui.parts.explained import titled
from digitpad.ui.parts.item_views import offer
from digitpad.ui.parts.layouts import (
    PAGE,
    REST,
    SPACE,
    Tabs,
    choice_box,
    column,
    label_of,
    named,
    remember,
    row,
    scroll,
    split,
)
from digitpad.ui.parts.number_fields import whole_number
from digitpad.ui.parts.small_pictures import Tile, scale_of


class NeuronSearch(QWidget):
    """Two boxes that choose a neuron, and show which one is chosen."""

    def __init__(self, choice: Choice) -> None:
        super().__init__()
        self._choice = choice
        about = "All views are about a neuron of this layer. “output” is the last one."
        self._layer = choice_box("neuron_layer", about, "Layer of the chosen neuron")
        number = whole_number(0, 0, 0, tracks_keyboard=True)
        about = "Any neuron of the layer, even one that the picture does not show."
        self._number = named(number, "neuron_number", about, "Number of the chosen neuron")
        self._layer.activated.connect(lambda layer: choice.choose(layer, 0))
        self._number.valueChanged.connect(
            lambda neuron: choice.choose(self._layer.currentIndex(), neuron)
        )
        # Close together, so that the picture below can become narrow.
        row(label_of(self._layer, "&neuron"), self._layer, self._number, of=self, spacing=4)

    def show_seen(self, seen: Seen) -> None:
        """Show the chosen neuron; the network may have other layers than before."""
        sizes = seen.network.sizes[1:]
        names = *(f"layer {i}" for i in range(1, len(sizes))), "output"
        offer(self._layer, [(name, at) for at, name in enumerate(names)], seen.layer)
        with QSignalBlocker(self._number):
            self._number.setRange(0, sizes[seen.layer] - 1)
            self._number.setValue(seen.neuron)


class InsidePanel(Panel):
    """The picture of the network on the left, the views on the right."""

    pause = 33  # thirty times a second, with the pen and with snapshots
    went_on = Signal(object, object)
    """A network that has learnt in slow motion is now in use, to be trained on. Carries the
    Hyperparameters, and the number of images to learn from (None for all)."""

    def __init__(self, shared: Shared, form_says: FormSays) -> None:
        super().__init__()
        session, measurer = shared.session, shared.measurer
        self._session = session
        self._choice = choice = Choice(self)

        def can_train() -> bool:
            return session.queue.is_free

        seen = seen_now(session, choice)
        self._diagram, self._tiles = NetworkDiagram(choice, seen), WeightTiles(choice, seen)
        self._search = NeuronSearch(choice)
        self._neuron = NeuronView(choice, measurer, shared.against, seen)
        self.why = WhyView(choice, measurer, seen)
        self.laboratory = LaboratoryView(session.undo, measurer, seen)
        learning = LearningView(session, measurer, seen)
        self._slow_motion = SlowMotionView(measurer, form_says, can_train, seen)
        self._all = self._neuron, self.why, self.laboratory, learning, self._slow_motion
        self.views = named(Tabs(), "inside_views", spoken="Views")
        named(self.views.tabBar(), "views", spoken="Views")  # its name in look.qss
        self._headline = Headline("inside_title", "picture_line", PICTURE)
        self._tiles_line = CutLabel("tiles_line", TILES, most_lines=1)
        about = "Sort by activation now, and draw: the neurons that answer come first."
        self._order = choice_box("tile_order", about, "Order of the tiles", ORDERS)
        # A drawing, a figure of it, and a network at rest.
        self._suggested_for: tuple[Drawing, str, Network | None] | None = None
        self._lay_out()
        remember(shared.preferences, self.views, "inside/view")
        self._learns = session.learns, session.is_paused
        session.queue.changed.connect(self._take_job)
        self._sizes = seen.network.sizes
        session.when_run(self._drop_choice)
        session.when_run(self.refresh_next, "used")  # a hand on the timeline waits for it
        self.follow(session.network_changed, session.reading_changed, session.data_changed)
        self.follow(shared.against.changed)
        self.follow(self.views.currentChanged)
        self.follow(*(view.moved for view in self._all))
        choice.changed.connect(self.refresh)  # at once: keys may come faster than frames
        self._order.currentTextChanged.connect(self._tiles.sort_by)
        self._slow_motion.went_on.connect(self._go_on)
        self.laboratory.kept.connect(self._use_copy)
        for gallery in (self._neuron.exciting, *self.why.likenesses):
            gallery.chosen.connect(self._put_on_canvas)

    def _lay_out(self) -> None:
        for view in self._all:
            view.area = area = scroll(QScrollArea(), view)
            area.setAccessibleName(view.title)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its content takes the focus
            tip = titled(view.title, view.about)
            self.views.add(area, view.title, tip)
        picture, tiles = QWidget(), QWidget()
        column(row(self._search, REST), (self._diagram, 1), of=picture, spacing=4)
        above = row((self._tiles_line, 1), self._order, spacing=8)
        column(above, (self._tiles, 1), of=tiles, spacing=4)
        left = split(Qt.Orientation.Vertical, (picture, 65), (tiles, 35))
        room = split(Qt.Orientation.Horizontal, (left, 58), (self.views, 42))
        room.setHandleWidth(SPACE)
        column(self._headline, (room, 1), of=self, spacing=SPACE, margins=PAGE)

    # Showing.

    def show_why(self) -> None:
        """Show why the drawing is read as it is."""
        self.views.setCurrentWidget(self.why.area)
        self.why.output.setFocus()

    def _take_job(self, _state: QueueState) -> None:
        """Refresh all when training begins, pauses or ends: the views differ then."""
        self._slow_motion.show_usable()
        learns = self._session.learns, self._session.is_paused
        if learns != self._learns:
            self._learns = learns
            self.refresh_soon()

    def _drop_choice(self) -> None:
        """Choose anew in a network of other layers, which may lack the chosen neuron."""
        if self._session.network.sizes != self._sizes:
            self._sizes, self._suggested_for = self._session.network.sizes, None
            self._choice.is_by_hand = False
            self._choice.suggest(0, 0)

    def refresh(self) -> None:
        """Show what is seen now; the view in front says what the picture shows."""
        self._suggest_neuron()
        seen, view = seen_now(self._session, self._choice), self._all[self.views.currentIndex()]
        view.show_seen(seen)
        pictured = view.pictured(seen)
        self._diagram.show_seen(pictured)
        self._search.show_seen(seen)
        self._tiles_line.show_text(tiles_line(scale_of(pictured.network.weights[0])))
        self._tiles.show_seen(pictured)
        self._headline.say(view.headline(seen), picture_line(pictured))

    def _suggest_neuron(self) -> None:
        """Until a person chooses one, choose the neuron that adds most to the answer to a drawing.

        While a network trains, only for the first drawing: finding a neuron's images takes long.
        Once it rests, anew for each of its epochs.
        """
        session, reading = self._session, self._session.reading
        if session.board.pen_is_down or self._choice.is_by_hand or reading is None:
            return
        network = None if session.learns else session.network
        drawn = session.board.settled_drawing, reading.which, network
        is_wanted = not session.learns or self._suggested_for is None
        if is_wanted and drawn != self._suggested_for:
            self._suggested_for = drawn
            seen = seen_now(session, self._choice)
            output = int(seen.activations[-1][:, 0].argmax())
            self._choice.suggest(*adds_most(seen.network, seen.activations, output))

    def _put_on_canvas(self, tile: Tile) -> None:
        shown = tile.cells.astype(np.uint8)  # a copy, not the whole data
        self._session.board.put_picture(Picture(pixels(shown, np.float32), shown))

    # Copies.

    def _use_copy(self, network: Network, of: str) -> None:
        self._session.use_copy(network, of)
        self.laboratory.begin_anew()

    def _go_on(
        self, network: Network, of: str, settings: Hyperparameters, size: int | None
    ) -> None:
        self._session.use_copy(network, of)
        self.went_on.emit(settings, size)
