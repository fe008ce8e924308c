"""The tab *Inside*: what neurons have learnt, and what they do with the drawing."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEasingCurve, Qt, QTimer, QVariantAnimation, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import pixels
from digitpad.core.inside.laboratory import Alteration
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.core.network import Network
from digitpad.session.drawing.drawing import Picture
from digitpad.session.measuring import questions
from digitpad.session.measuring.measurer import Measurer
from digitpad.session.session import JobState, Session
from digitpad.ui.frame.panel import Panel
from digitpad.ui.inside.explanations import PICTURE, TILES
from digitpad.ui.inside.laboratory_view import LaboratoryView
from digitpad.ui.inside.learning_view import LearningView
from digitpad.ui.inside.network_diagram import NetworkDiagram
from digitpad.ui.inside.neuron_search import NeuronSearch, let_shrink
from digitpad.ui.inside.neuron_view import NeuronView
from digitpad.ui.inside.seen import Array, Choice, Seen, look_at
from digitpad.ui.inside.slow_motion_view import SlowMotionView
from digitpad.ui.inside.views import ViewInSight, Views
from digitpad.ui.inside.weight_tiles import ORDERS, WeightTiles
from digitpad.ui.inside.why_view import WhyView
from digitpad.ui.parts.gallery import Digit
from digitpad.ui.parts.plain_text import make_plain
from digitpad.ui.parts.sizes import scaled
from digitpad.ui.parts.wheel import WheelGuard

Then = Callable[[], object]
FormSays = tuple[Hyperparameters, int | None]
Excitable = tuple[Network, int, int]  # a network, a layer and a neuron in it

CHANGE = 350  # milliseconds that the change to one neuron's arithmetic takes
ROOM_AT_RIGHT = 445  # pixels
CLOSE = 0.72  # part of the width for one neuron's arithmetic
# Milliseconds:
PICTURE_EVERY = 16  # between two refreshes of the picture: a frame
VIEWS_AFTER = 8  # from a refresh of the picture to one of the other views
VIEWS_AFTER_IN_TRAINING = 50  # the same while a network trains, as the eye is on the picture


class InsidePanel(Panel):
    """Holds the choice of a neuron. All other state is the session's, and no view copies it."""

    title = "Inside"
    keys = (("in the network or its weights: choose another neuron", "Left, Right, Up, Down"),)
    status_message = Signal(str)
    """Carries a line for the status bar."""
    used = Signal()
    """A copy that was changed here is now in use."""
    went_on = Signal(object, object)
    """A network that has learnt in slow motion is now in use; training should go on with it.
    Carries the Hyperparameters, and how many images to learn from (None for all)."""

    def __init__(
        self,
        session: Session,
        measurer: Measurer,
        ask_about_unsaved: Callable[[Then], object],
        form_says: Callable[[], FormSays],
    ) -> None:
        """ask_about_unsaved: asks about unsaved training, then calls what may replace it.
        form_says: how the form would train now, and on how many images (None for all)."""
        super().__init__()
        self._session, self._measurer = session, measurer
        self._ask_about_unsaved, self._form_says = ask_about_unsaved, form_says
        self.choice = Choice(self)
        self.diagram = NetworkDiagram(self.choice)
        self.tiles = WeightTiles(self.choice, self.seen)
        self.neuron = NeuronView()
        self.why = WhyView()
        self.laboratory = LaboratoryView()
        self.learning = LearningView()
        self.slow_motion = SlowMotionView()
        self._order = QComboBox()
        self._search = NeuronSearch(self.choice)
        self._picture = ViewInSight(self.diagram, "picture", (self._search,), PICTURE)
        self._tiles = ViewInSight(self.tiles, "tiles", self._row_of_order(), TILES)
        self.views = Views(
            (self.neuron, self.why, self.laboratory, self.learning, self.slow_motion)
        )
        # In turns, since painting all at once would hold up the pen.
        self._picture_soon = QTimer(self, singleShot=True)
        self._picture_soon.setInterval(PICTURE_EVERY)
        self._picture_soon.timeout.connect(self._refresh_picture)
        self._views_soon = QTimer(self, singleShot=True)
        self._views_soon.timeout.connect(self._refresh_views)
        self._excited_by: Excitable | None = None  # whose exciting images were asked for last
        self._lay_out()
        make_plain(self)
        WheelGuard(self)
        self._is_stale = True
        self._state, self._data = session.job.state, session.data
        session.network_changed.connect(self._look)
        session.reading_changed.connect(self._look)
        session.data_changed.connect(self._take_data)
        session.job_changed.connect(self._take_job)
        self.choice.changed.connect(self._look)
        self.neuron.closer.toggled.connect(self._come_closer)
        self.views.currentChanged.connect(self._look)
        self.why.go.pressed.connect(self.refresh)  # the way begins with the present drawing
        self.why.likenesses_wanted.connect(self._find_likenesses)
        self.learning.health_wanted.connect(self._find_health)
        self.slow_motion.data_wanted.connect(self._load_images)
        self.slow_motion.went_on.connect(self._go_on)
        self.slow_motion.moved.connect(self._look)
        for replaces in (self.slow_motion.go_on, self.laboratory.keep):
            replaces.pressed.connect(self.refresh)  # so that no network of another run is used
        self.laboratory.made_wanted.connect(self._make_copy)
        self.laboratory.kept.connect(self._use_copy)
        self.laboratory.moved.connect(self._look)
        self.laboratory.ranking.wanted.connect(self._rank_neurons)
        self.laboratory.ranking.chosen.connect(self.choice.choose)
        for gallery in (self.neuron.exciting, *self.why.likenesses):
            gallery.chosen.connect(self._put_on_canvas)

    # Putting the views together.

    def _lay_out(self) -> None:
        left = QSplitter(Qt.Orientation.Vertical)
        left.addWidget(self._picture)
        left.addWidget(self._tiles)
        left.setChildrenCollapsible(False)
        left.setSizes([330, 280])
        self._whole = QSplitter(Qt.Orientation.Horizontal)
        self._whole.addWidget(left)
        self._whole.addWidget(self.views)
        self._whole.setChildrenCollapsible(False)
        self._whole.setStretchFactor(0, 1)
        self._whole.setSizes([495, ROOM_AT_RIGHT])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 12, 6, 12)  # at 1024 pixels all titles of the views fit
        layout.addWidget(self._whole)
        self._overview_width = 400  # pixels of the views before coming closer to a neuron
        self._change = QVariantAnimation(self)
        self._change.setDuration(CHANGE)
        self._change.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._change.valueChanged.connect(self._give_width_to_views)

    def _row_of_order(self) -> tuple[QWidget, QWidget]:
        order = self._order
        order.setObjectName("tile_order")
        order.setAccessibleName("Order of the tiles")
        order.addItems(list(ORDERS))
        let_shrink(order)
        order.currentTextChanged.connect(self.tiles.sort_by)
        label = QLabel("weight&s")
        label.setBuddy(order)
        return label, order

    def fit_size(self) -> None:
        self._search.fit_size()
        let_shrink(self._order)
        room, wanted = sum(self._whole.sizes()), scaled(ROOM_AT_RIGHT)
        self._whole.setSizes([max(1, room - wanted), wanted])

    def _come_closer(self, closer: bool) -> None:
        """Change from the overview to one neuron's arithmetic, or back."""
        if closer:
            self.views.setCurrentIndex(0)
            self.views.show_pictures()
        self.neuron.write_out(closer)
        now, width = self._whole.sizes()[1], sum(self._whole.sizes())
        if closer:
            self._overview_width = now
        self._change.stop()
        self._change.setStartValue(now)
        self._change.setEndValue(max(now, int(width * CLOSE)) if closer else self._overview_width)
        self._change.start()
        self._look()

    def _give_width_to_views(self, width: int) -> None:
        self._whole.setSizes([sum(self._whole.sizes()) - width, width])

    # Looking.

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
            self.refresh_if_seen()
        elif not self._picture_soon.isActive():
            self._picture_soon.start()

    def seen(self) -> Seen:
        """What the views look at now."""
        return look_at(self._session, self.choice)

    def refresh(self) -> None:
        self._refresh_picture()
        self._refresh_views()

    def _refresh_picture(self) -> None:
        """Show the network as a picture; it answers every pen movement."""
        seen = self.seen()
        view = self.views.view()
        if view is self.slow_motion:
            seen = self.slow_motion.pictured(seen)
        elif view is self.laboratory:
            seen = self.laboratory.pictured(seen)
        self._picture.look(seen)
        self.diagram.repaint()  # at once, or it would be painted together with the next reading
        soon = self._views_soon
        if not soon.isActive():
            soon.start(VIEWS_AFTER_IN_TRAINING if seen.trains else VIEWS_AFTER)
        elif soon.remainingTime() < VIEWS_AFTER:
            soon.start(VIEWS_AFTER)

    def _refresh_views(self) -> None:
        self._views_soon.stop()
        seen = self.seen()
        self._search.look(seen)
        self.slow_motion.take_settings(*self._form_says())
        self.learning.run = self._session.run
        self._tiles.look(seen)
        self.views.look(seen)
        self._find_exciting(seen)

    # What takes longer than a frame.

    def _find_exciting(self, seen: Seen) -> None:
        """Find the images that excite the chosen neuron, where that or the network is another."""
        before, self._excited_by = self._excited_by, (seen.network, seen.layer, seen.neuron)
        if before == self._excited_by:
            return
        is_other = before is None or before[1:] != self._excited_by[1:]
        if is_other:
            self.neuron.show_excitement(None, None)
        self._measurer.ask(
            "exciting images",
            questions.excited(*self._excited_by),
            self._show_excited,
            hurries=is_other or not seen.trains,
        )

    def _show_excited(self, excited: questions.Excited) -> None:
        self.neuron.show_excitement(excited.found, excited.data)

    def _find_likenesses(self, image: Array, digits: tuple[int, int]) -> None:
        question = questions.likenesses(image, digits)
        self._measurer.ask("likenesses", question, self.why.show_likenesses)

    def _find_health(self, network: Network, hurries: bool) -> None:
        question = questions.health_of(network, self._session.run, self.learning.found)
        self._measurer.ask("health", question, self.learning.show_health, hurries=hurries)

    def _load_images(self) -> None:
        self._measurer.ask("images", questions.training_images, self.slow_motion.take_data)

    def _make_copy(self, network: Network, alteration: Alteration) -> None:
        question = questions.altered_copy(network, alteration, self.laboratory.made)
        self._measurer.ask("altered copy", question, self.laboratory.show_made)

    def _rank_neurons(self, wanted: bool) -> None:
        network = self.laboratory.network()
        if wanted and network is not None:
            take = self.laboratory.show_ranking
            self._measurer.ask("ranking", questions.ranking(network), take, hurries=True)
        else:
            self._measurer.give_up("ranking")

    def _put_on_canvas(self, digit: Digit) -> None:
        shown = digit.pixels.reshape(28, 28).copy()  # not the whole data
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
