"""The tab *Inside*: what neurons have learnt, and what they do to the drawing."""

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
from digitpad.core.network import Network
from digitpad.session.drawing.drawing import Picture
from digitpad.session.measuring.bench import Bench
from digitpad.session.measuring.inspector import Excited, Inspector
from digitpad.session.session import JobState, Session
from digitpad.ui.frame.panel import Panel
from digitpad.ui.inside.excitement_search import ExcitementSearch
from digitpad.ui.inside.explanations import PICTURE, TILES
from digitpad.ui.inside.laboratory_view import LaboratoryView
from digitpad.ui.inside.learning_view import LearningView
from digitpad.ui.inside.network_diagram import NetworkDiagram
from digitpad.ui.inside.neuron_search import NeuronSearch, let_shrink
from digitpad.ui.inside.neuron_view import NeuronView
from digitpad.ui.inside.seen import Choice, Seen, look_at
from digitpad.ui.inside.slow_motion_view import SlowMotionView
from digitpad.ui.inside.views import ViewInSight, Views
from digitpad.ui.inside.weight_tiles import ORDERS, WeightTiles
from digitpad.ui.inside.why_view import WhyView
from digitpad.ui.parts.gallery import Digit
from digitpad.ui.parts.plain_text import make_plain
from digitpad.ui.parts.sizes import scaled
from digitpad.ui.parts.wheel import WheelGuard

Then = Callable[[], object]

TURN = 350  # milliseconds of a change of view
ROOM_AT_RIGHT = 445  # pixels
CLOSE = 0.72  # of the width for one neuron
LOOK_EVERY = 16  # milliseconds: a frame
TURN_ABOUT = 8  # likewise, between the picture and the views around it
LOOK_AROUND_EVERY = 50  # likewise, while a network trains: the eye is on the picture


class InsidePanel(Panel):
    """Which neuron is chosen is known here; all else is the session's. No view keeps a copy."""

    title = "Inside"
    keys = (("in the network or its weights: choose another neuron", "Left, Right, Up, Down"),)
    status_message = Signal(str)
    """Carries a line for the status bar."""
    used = Signal()
    """A copy that was changed here is in use."""
    went_on = Signal()
    """A network that has learnt in slow motion is in use, and is to be trained on."""

    def __init__(
        self,
        session: Session,
        inspector: Inspector,
        bench: Bench,
        ask_about_unsaved: Callable[[Then], object],
    ) -> None:
        """ask_about_unsaved: replaces the network, after asking where something would be lost."""
        super().__init__()
        self._session, self._inspector, self._bench = session, inspector, bench
        self._unless_lost = ask_about_unsaved
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
        # In turns: what is painted at once keeps the pen waiting.
        self._look_soon = QTimer(self, singleShot=True)
        self._look_soon.setInterval(LOOK_EVERY)
        self._look_soon.timeout.connect(self._refresh_picture)
        self._look_around_soon = QTimer(self, singleShot=True)
        self._look_around_soon.timeout.connect(self._refresh_others)
        self._exciting = ExcitementSearch(
            inspector, lambda: self.seen() if self.isVisible() else None, self
        )
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
        self._exciting.began.connect(lambda: self.neuron.show_excitement(None, None))
        self._exciting.found.connect(self._show_excited)
        inspector.likened.connect(self.why.show_likenesses)
        inspector.measured.connect(self.learning.show_health)
        inspector.loaded.connect(self.slow_motion.take_data)
        for worker in (inspector, bench):
            worker.failed.connect(self.status_message)
        self.why.go.pressed.connect(self.refresh)  # the way begins with the drawing as it is now
        self.why.likenesses_wanted.connect(inspector.find_likenesses)
        self.learning.health_wanted.connect(
            lambda network: inspector.find_health(network, session.run)
        )
        self.slow_motion.data_wanted.connect(inspector.load)
        self.slow_motion.went_on.connect(self._go_on)
        self.laboratory.made_wanted.connect(bench.make)
        bench.made.connect(self.laboratory.show_made)
        self.laboratory.kept.connect(self._use_copy)
        for gallery in (self.neuron.exciting, *self.why.likenesses, self.slow_motion.examples):
            gallery.chosen.connect(self._put_on_canvas)

    # Putting together.

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
        self._far = 400  # pixels for the neuron when one is not close
        self._turn = QVariantAnimation(self)
        self._turn.setDuration(TURN)
        self._turn.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._turn.valueChanged.connect(self._share_room)

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
        """Turn from the overview to one neuron's arithmetic, or back."""
        if closer:
            self.views.setCurrentIndex(0)
            self.views.show_pictures()
        self.neuron.write_out(closer)
        now, width = self._whole.sizes()[1], sum(self._whole.sizes())
        if closer:
            self._far = now
        self._turn.stop()
        self._turn.setStartValue(now)
        self._turn.setEndValue(max(now, int(width * CLOSE)) if closer else self._far)
        self._turn.start()
        self._look()

    def _share_room(self, width: int) -> None:
        self._whole.setSizes([sum(self._whole.sizes()) - width, width])

    # Looking.

    def _take_job(self, job: JobState) -> None:
        """A network that has begun to learn, or rests, is looked at in another way."""
        if job.state is not self._state:
            self._state = job.state
            self._look()

    def _take_data(self, data: DataSpec) -> None:
        """What was found among other images is not true of these."""
        if data == self._data:  # those that were expected are loaded
            return
        self._data = data
        self._exciting.forget()
        for view in (self.why, self.laboratory, self.learning, self.slow_motion):
            view.forget()
        self._look()

    def _look(self, *_told: object) -> None:
        if not self.isVisible():
            self.refresh_if_seen()
        elif not self._look_soon.isActive():
            self._look_soon.start()

    def seen(self) -> Seen:
        """What there is to be looked at now."""
        return look_at(self._session, self.choice)

    def refresh(self) -> None:
        self._refresh_picture()
        self._refresh_others()

    def _refresh_picture(self) -> None:
        """The network as a picture answers each movement of the pen."""
        seen = self.seen()
        self._picture.look(seen)
        self.diagram.repaint()  # at once, or it would be painted together with the next reading
        soon = self._look_around_soon
        if not soon.isActive():
            soon.start(LOOK_AROUND_EVERY if seen.trains else TURN_ABOUT)
        elif soon.remainingTime() < TURN_ABOUT:
            soon.start(TURN_ABOUT)

    def _refresh_others(self) -> None:
        self._look_around_soon.stop()
        seen = self.seen()
        self._search.look(seen)
        run = self._session.run
        if run is not None and run.hyperparameters is not None:
            self.slow_motion.settings = run.hyperparameters
            self.slow_motion.training_size = run.training_size
        self._tiles.look(seen)
        self.views.look(seen)
        self._exciting.look(seen)

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

    def _go_on(self, network: Network) -> None:
        def use() -> None:
            self._session.use_copy(network)
            self.slow_motion.begin_again()
            self.went_on.emit()

        self._replace_network(use)

    def _replace_network(self, use: Then) -> None:
        """Ask where something would be lost; an experiment, of which nothing is, is not ended."""
        if self._session.is_idle or self._session.file.modified:
            self._unless_lost(use)
        else:
            self.status_message.emit("A run is under way: stop it first, and then use the copy.")

    def _show_excited(self, excited: Excited) -> None:
        self.neuron.show_excitement(excited.found, excited.data)
