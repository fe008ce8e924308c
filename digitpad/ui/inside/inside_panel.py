"""The tab *Inside*: what neurons have learnt, and what they do with the drawing."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import pixels
from digitpad.core.inside.explain import adds_most
from digitpad.core.inside.laboratory import Alteration
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.core.network import Network
from digitpad.session.drawing.drawing import Drawing, Picture
from digitpad.session.measuring import questions
from digitpad.session.session import JobState
from digitpad.ui.frame.panel import Panel, Then
from digitpad.ui.frame.shared import Shared
from digitpad.ui.inside.laboratory_view import LaboratoryView
from digitpad.ui.inside.learning_view import LearningView
from digitpad.ui.inside.network_diagram import PICTURE, NetworkDiagram, picture_line
from digitpad.ui.inside.neuron_search import NeuronSearch
from digitpad.ui.inside.neuron_view import NeuronView
from digitpad.ui.inside.seen import Array, Choice, Seen, look_at
from digitpad.ui.inside.slow_motion_view import SlowMotionView
from digitpad.ui.inside.views import Views
from digitpad.ui.inside.weight_tiles import ORDERS, TILES, WeightTiles, tiles_line
from digitpad.ui.inside.why_view import WhyView
from digitpad.ui.parts.layouts import APART, PAGE, REST, choice_box, column, row, split
from digitpad.ui.parts.lines import CutLabel, Headline
from digitpad.ui.parts.small_pictures import Tile

FormSays = tuple[Hyperparameters, int | None]
Excitable = tuple[Network, int, int]  # a network, a layer and a neuron in it

SOON = 33  # milliseconds from a change to the refresh: with the pen, and of snapshots


class InsidePanel(Panel):
    """Holds the choice of a neuron. All other state is the session's, and no view copies it."""

    title = "Inside"
    keys = (
        ("in the network or its weights: choose another neuron", "Left, Right, Up, Down"),
        ("in a neuron’s sum: point at a term, or choose its neuron", "Up, Down, Return"),
    )
    used = Signal()
    """A copy that was changed here is now in use."""
    copied = Signal(object, object)
    """The laboratory has another changed copy; as `LaboratoryView.copied`."""
    went_on = Signal(object, object)
    """A network that has learnt in slow motion is now in use; training should go on with it.
    Carries the Hyperparameters, and how many images to learn from (None for all)."""

    def __init__(self, shared: Shared, form_says: Callable[[], FormSays]) -> None:
        """form_says: how the form would train now, and on how many images (None for all)."""
        super().__init__()
        session, self._measurer = shared.session, shared.measurer
        self._session = session
        self._ask_about_unsaved = shared.network_files.ask_about_unsaved
        self._form_says = form_says
        self.choice = Choice(self)
        self.diagram = NetworkDiagram(self.choice)
        self.tiles = WeightTiles(self.choice)
        self.neuron = NeuronView(self.choice)
        self.why = WhyView(self.choice)
        self.laboratory = LaboratoryView()
        self.learning = LearningView()
        self.slow_motion = SlowMotionView()
        self._search = NeuronSearch(self.choice)
        self._headline = Headline("inside_title", "picture_line", PICTURE)
        self._tiles_line = CutLabel("tiles_line", TILES, most_lines=1)
        about = "Sort by activation now, and draw: the neurons that answer come first."
        self._order = choice_box("tile_order", about, "Order of the tiles", ORDERS)
        self._order.currentTextChanged.connect(self.tiles.sort_by)
        self.views = Views(
            (self.neuron, self.why, self.laboratory, self.learning, self.slow_motion)
        )
        self._soon = QTimer(self, singleShot=True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self._show)
        self._suggested_for: Drawing | None = None  # the drawing that a neuron was last chosen for
        self._excited_by: Excitable | None = None  # whose exciting images were asked for last
        self._lay_out()
        self._state, self._data = session.job.state, session.data
        session.network_changed.connect(self._look)
        session.reading_changed.connect(self._look)
        session.data_changed.connect(self._take_data)
        session.job_changed.connect(self._take_job)
        self._connect_views()

    def _lay_out(self) -> None:
        picture, tiles = QWidget(), QWidget()
        column(row(self._search, REST), (self.diagram, 1), of=picture, spacing=4)
        above = row((self._tiles_line, 1), self._order, spacing=8)
        column(above, (self.tiles, 1), of=tiles, spacing=4)
        left = split(Qt.Orientation.Vertical, (picture, 65), (tiles, 35))
        room = split(Qt.Orientation.Horizontal, (left, 58), (self.views, 42))
        room.setHandleWidth(APART)
        column(self._headline, (room, 1), of=self, spacing=APART, margins=PAGE)

    def _connect_views(self) -> None:
        self.choice.changed.connect(self._look)
        self.views.currentChanged.connect(self._look)
        self.views.currentChanged.connect(self.why.follow_reading)
        for begins in (self.why.go.pressed, self.why.output_chosen):
            begins.connect(self.refresh)  # with the present drawing
        self.why.likenesses_wanted.connect(self._find_likenesses)
        self.learning.health_wanted.connect(self._find_health)
        self.slow_motion.data_wanted.connect(self._load_images)
        self.slow_motion.went_on.connect(self._go_on)
        self.slow_motion.moved.connect(self._look)
        for replaces in (self.slow_motion.go_on, self.laboratory.keep):
            replaces.pressed.connect(self.refresh)  # so that no network of another run is used
        self.laboratory.made_wanted.connect(self._make_copy)
        self.laboratory.kept.connect(self._use_copy)
        self.laboratory.copied.connect(self.copied)
        self.laboratory.moved.connect(self._look)
        self.laboratory.ranking.ask.clicked.connect(self._rank_neurons)
        self.laboratory.ranking.chosen.connect(self.choice.choose)
        for gallery in (self.neuron.exciting, *self.why.likenesses):
            gallery.chosen.connect(self._put_on_canvas)

    # Looking.

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():  # else the window is made an icon
            self.why.follow_reading()
            self.refresh_soon()

    def _take_job(self, job: JobState) -> None:
        """Refresh all when training begins or rests, since the views then differ."""
        if job.state is not self._state:
            self._state = job.state
            self._look()

    def _take_data(self, data: DataSpec) -> None:
        """Forget what was found in other data."""
        if data == self._data:  # the same data, which are now loaded
            return
        self._data = data
        self._excited_by = None
        for view in (self.why, self.laboratory, self.learning, self.slow_motion):
            view.forget()
        self._look()

    def _look(self, *_values: object) -> None:
        if not self.isVisible():
            self.refresh_soon()
        elif not self._soon.isActive():
            self._soon.start()

    def seen(self) -> Seen:
        """What the views look at now."""
        return look_at(self._session, self.choice)

    def refresh(self) -> None:
        self._show()

    def _show(self) -> None:
        """Show the present moment, and in the picture what the view in front makes of it."""
        self._suggest_neuron()
        seen, view = self.seen(), self.views.in_front
        pictured = view.pictured(seen)
        self.diagram.look(pictured)
        self._search.look(seen)
        self.slow_motion.take_settings(*self._form_says())
        self.learning.run = self._session.run
        self._tiles_line.show_text(tiles_line(seen))
        self.tiles.look(seen)
        view.look(seen)
        self._headline.say(view.headline(seen), picture_line(pictured))
        self._find_exciting(seen)

    def _suggest_neuron(self) -> None:
        """Choose the neuron that adds most to the answer to a new drawing, until a person does.

        While a network trains, only for the first drawing: another neuron's images are looked for.
        """
        session, drawing = self._session, self._session.board.settled_drawing
        is_wanted = session.is_idle or self._suggested_for is None
        is_new = is_wanted and drawing is not self._suggested_for
        if session.board.pen_is_down or self.choice.is_by_hand or session.reading is None:
            return
        if is_new:
            self._suggested_for = drawing
            seen = self.seen()
            output = int(seen.activations[-1][:, 0].argmax())
            self.choice.suggest(*adds_most(seen.network, seen.activations, output))

    # What takes longer than a frame.

    def _find_exciting(self, seen: Seen) -> None:
        """Find the images that excite the chosen neuron, where that or the network is another."""
        before, self._excited_by = self._excited_by, (seen.network, *seen.place)
        if before == self._excited_by:
            return
        is_other = before is None or before[1:] != self._excited_by[1:]
        if is_other:
            self.neuron.show_excited(None)
        self._measurer.ask(
            "exciting images",
            questions.excited(*self._excited_by),
            self.neuron.show_excited,
            hurries=is_other or not seen.trains,
            refused=self.neuron.fires.setText,
        )

    def _find_likenesses(self, image: Array, digits: tuple[int, int]) -> None:
        question = questions.likenesses(image, digits)
        refused = self.why.likeness_text.setText
        self._measurer.ask("likenesses", question, self.why.show_likenesses, refused=refused)

    def _find_health(self, network: Network, hurries: bool) -> None:
        question = questions.health_of(network, self._session.run, self.learning.health)
        take, refused = self.learning.show_health, self.learning.text.setText
        self._measurer.ask("health", question, take, hurries=hurries, refused=refused)

    def _load_images(self) -> None:
        self._measurer.ask("images", questions.training_images, self.slow_motion.take_data)

    def _make_copy(self, network: Network, alteration: Alteration) -> None:
        question = questions.altered_copy(network, alteration, self.laboratory.made)
        take, refused = self.laboratory.show_made, self.laboratory.refuse
        self._measurer.ask("altered copy", question, take, refused=refused)

    def _rank_neurons(self) -> None:
        network, ranking = self.laboratory.network(), self.laboratory.ranking
        run_id = self.seen().run_id

        def show(found: questions.Ranking) -> None:
            if self.seen().run_id == run_id:  # no other run is in use by now
                ranking.show_ranking(found)

        if network is not None:
            question = questions.ranking(network)
            self._measurer.ask("ranking", question, show, refused=ranking.refuse)

    def _put_on_canvas(self, tile: Tile) -> None:
        shown = tile.cells.astype(np.uint8)  # a copy, not the whole data
        self._session.board.put_picture(Picture(pixels(shown, np.float32), shown))

    # Copies.

    def _use_copy(self, network: Network) -> None:
        def use() -> None:
            self._session.use_copy(network)
            self.laboratory.undo_all()
            self.used.emit()

        self._replace_network(use)

    def _go_on(self, network: Network, settings: Hyperparameters, size: int | None) -> None:
        def use() -> None:
            self._session.use_copy(network)
            self.went_on.emit(settings, size)

        self._replace_network(use)

    def _replace_network(self, use: Then) -> None:
        """Ask about unsaved training first. A run that loses nothing, an experiment, goes on."""
        if self._session.is_idle or self._session.file.modified:
            self._ask_about_unsaved(use)
        else:
            self.status_message.emit("A run is under way: stop it first, and then use the copy.")
