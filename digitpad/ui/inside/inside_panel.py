"""The tab *Inside*: what neurons have learnt, and what they do to the drawing."""

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QEasingCurve, QElapsedTimer, Qt, QTimer, QVariantAnimation, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.network import Network
from digitpad.session.bench import Bench
from digitpad.session.inspector import Excited, Inspector
from digitpad.session.session import JobState, Session, State
from digitpad.ui.focus import FocusedScrollArea, FocusedTabs
from digitpad.ui.help_button import HelpButton
from digitpad.ui.inside.explanations import PICTURE, TILES, VIEWS
from digitpad.ui.inside.laboratory_view import LaboratoryView
from digitpad.ui.inside.learning_view import LearningView
from digitpad.ui.inside.network_diagram import NetworkDiagram
from digitpad.ui.inside.neuron_view import NeuronView
from digitpad.ui.inside.seen import Choice, Seen
from digitpad.ui.inside.slow_motion_view import SlowMotionView
from digitpad.ui.inside.weight_tiles import ORDERS, WeightTiles
from digitpad.ui.inside.why_view import WhyView
from digitpad.ui.panel import Panel
from digitpad.ui.plain_text import make_plain
from digitpad.ui.sizes import scaled

Then = Callable[[], object]

TURN = 350  # milliseconds of a change of view
NARROWEST_BOX = 66  # pixels of a choice beside the pictures
ROOM_AT_RIGHT = 430  # pixels
CLOSE = 0.72  # of the width for one neuron
LOOK_EVERY = 16  # milliseconds: a frame
EXCITE_AFTER = 150  # milliseconds in which nothing else is chosen
EXCITE_EVERY = 1500  # milliseconds, while a network trains


class View(Protocol):
    """What can be looked at."""

    def look(self, seen: Seen) -> None: ...
    def isVisible(self) -> bool: ...


class InsidePanel(Panel):
    """Which neuron is chosen is known here; all else is the session's. No view keeps a copy."""

    title = "Inside"
    keys = (("in the network or its weights: choose another neuron", "Left, Right, Up, Down"),)
    told = Signal(str)
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
        unless_lost: Callable[[Then], object],
    ) -> None:
        """unless_lost: does something that replaces the network, when nothing is lost by it."""
        super().__init__()
        self._session, self._inspector, self._bench = session, inspector, bench
        self._unless_lost = unless_lost
        self.choice = Choice(self)
        self.diagram = NetworkDiagram(self.choice)
        self.tiles = WeightTiles(self.choice)
        self.neuron = NeuronView()
        self.why = WhyView()
        self.laboratory = LaboratoryView()
        self.learning = LearningView()
        self.slow_motion = SlowMotionView()
        self.views = FocusedTabs("Views")
        self.views.setObjectName("inside_views")
        self._excited: Excited | None = None
        self._asked: tuple[Network, int, int] | None = None
        self._look_soon = QTimer(self, singleShot=True)
        self._look_soon.setInterval(LOOK_EVERY)
        self._look_soon.timeout.connect(self.refresh)
        self._excite_soon = QTimer(self, singleShot=True)
        self._excite_soon.setInterval(EXCITE_AFTER)
        self._excite_soon.timeout.connect(self._excite)
        self._last_excited = QElapsedTimer()
        self._lay_out()
        make_plain(self)
        self._is_stale = True
        self._state = session.job.state
        session.network_changed.connect(self._take_network)
        session.reading_changed.connect(self._look)
        session.data_changed.connect(self._take_data)
        session.job_changed.connect(self._take_job)
        self.choice.changed.connect(self._look)
        self.neuron.closer.toggled.connect(self._come_closer)
        self.views.currentChanged.connect(self._take_view)
        self._take_view()
        inspector.excited.connect(self._show_excited)
        inspector.likened.connect(self.why.show_likenesses)
        inspector.measured.connect(self.learning.show_health)
        inspector.loaded.connect(self.slow_motion.take_data)
        for worker in (inspector, bench):
            worker.failed.connect(self.told)
        self.why.likenesses_wanted.connect(inspector.find_likenesses)
        self.learning.health_wanted.connect(
            lambda network: inspector.find_health(network, session.run)
        )
        self.slow_motion.data_wanted.connect(inspector.load)
        self.slow_motion.went_on.connect(self._go_on)
        self.laboratory.made_wanted.connect(bench.make)
        bench.made.connect(self.laboratory.show_made)
        self.laboratory.kept.connect(self._use_copy)

    # Putting together.

    def _lay_out(self) -> None:
        above = QWidget()
        upper = QVBoxLayout(above)
        upper.setContentsMargins(0, 0, 0, 0)
        upper.addLayout(self._search())
        upper.addWidget(self.diagram, 1)
        below = QWidget()
        lower = QVBoxLayout(below)
        lower.setContentsMargins(0, 0, 0, 0)
        lower.addLayout(self._order())
        lower.addWidget(self.tiles, 1)
        left = QSplitter(Qt.Orientation.Vertical)
        left.addWidget(above)
        left.addWidget(below)
        left.setChildrenCollapsible(False)
        left.setSizes([330, 280])
        views = (self.neuron, self.why, self.laboratory, self.learning, self.slow_motion)
        for name, view in zip(VIEWS, views):
            self.add_view(name, view)
        self._explained = HelpButton("view_explained", "What this view shows", "")
        self.views.setCornerWidget(self._explained)
        self.views.setUsesScrollButtons(False)  # where there is little room titles are cut
        self.views.setElideMode(Qt.TextElideMode.ElideRight)
        self._whole = QSplitter(Qt.Orientation.Horizontal)
        self._whole.addWidget(left)
        self._whole.addWidget(self.views)
        self._whole.setChildrenCollapsible(False)
        self._whole.setStretchFactor(0, 1)
        self._whole.setSizes([510, ROOM_AT_RIGHT])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(self._whole)
        self._far = 400  # pixels for the neuron when one is not close
        self._turn = QVariantAnimation(self)
        self._turn.setDuration(TURN)
        self._turn.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._turn.valueChanged.connect(self._share_room)

    def fit_size(self) -> None:
        for box in (self.layer_box, self.order_box):
            box.setMinimumWidth(scaled(NARROWEST_BOX))
        room, wanted = sum(self._whole.sizes()), scaled(ROOM_AT_RIGHT)
        self._whole.setSizes([max(1, room - wanted), wanted])

    def add_view(self, title: str, view: QWidget) -> None:
        """Give a view a tab of its own at the right; it scrolls where it is too high."""
        scroll = FocusedScrollArea()
        scroll.setAccessibleName(title)
        scroll.setWidget(view)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.viewport().setAutoFillBackground(False)
        view.setAutoFillBackground(False)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.views.addTab(scroll, title)
        self.views.setTabToolTip(self.views.indexOf(scroll), title)

    def _search(self) -> QHBoxLayout:
        self.layer_box = QComboBox()
        self.layer_box.setObjectName("neuron_layer")
        self.layer_box.setAccessibleName("Layer of the chosen neuron")
        _let_shrink(self.layer_box)
        self.number_box = QSpinBox()
        self.number_box.setObjectName("neuron_number")
        self.number_box.setAccessibleName("Number of the chosen neuron")
        self.number_box.setToolTip("Any neuron of the layer, also one that the picture folds away")
        self.layer_box.activated.connect(lambda layer: self.choice.choose(layer, 0))
        self.number_box.valueChanged.connect(
            lambda neuron: self.choice.choose(self.layer_box.currentIndex(), neuron)
        )
        row = QHBoxLayout()
        row.setSpacing(4)  # the picture is to become narrow where there is little room
        label = QLabel("&neuron")
        label.setBuddy(self.layer_box)
        row.addWidget(label)
        row.addWidget(self.layer_box)
        row.addWidget(self.number_box)
        row.addWidget(HelpButton("picture_explained", "What the picture shows", PICTURE))
        row.addStretch(1)
        return row

    def _order(self) -> QHBoxLayout:
        self.order_box = QComboBox()
        self.order_box.setObjectName("tile_order")
        self.order_box.setAccessibleName("Order of the tiles")
        self.order_box.addItems(list(ORDERS))
        _let_shrink(self.order_box)
        self.order_box.currentTextChanged.connect(self.tiles.sort_by)
        row = QHBoxLayout()
        row.setSpacing(4)
        label = QLabel("weight&s")
        label.setBuddy(self.order_box)
        row.addWidget(label)
        row.addWidget(self.order_box)
        row.addWidget(HelpButton("tiles_explained", "What the tiles show", TILES))
        row.addStretch(1)
        return row

    def _come_closer(self, closer: bool) -> None:
        """Turn from the overview to one neuron's arithmetic, or back."""
        if closer:
            self.views.setCurrentIndex(0)
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

    def _take_view(self, *_index: int) -> None:
        title = self.views.tabText(self.views.currentIndex())
        self._explained.explain(f"What {title.rstrip('?')} shows", VIEWS[title])
        self._look()

    def _take_network(self, _snapshot: object) -> None:
        self._look()
        self._excite_again()

    def _take_job(self, job: JobState) -> None:
        """A network that has begun to learn, or rests, is looked at in another way."""
        if job.state is not self._state:
            self._state = job.state
            self._look()

    def _take_data(self, _data: object) -> None:
        """What was found among other images is not true of these."""
        self._asked = None
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
        network, reading = self._session.network, self._session.reading
        activations = None
        if reading is not None and reading.network is network:
            activations = reading.activations
        elif reading is not None:
            activations = tuple(network.activations(reading.image.reshape(784, 1)))
        run = self._session.run
        trains = self._session.job.state is State.RUNNING
        run_id = None if run is None else run.id
        name = _name_of(self._session)
        choice = self.choice.layer, self.choice.neuron
        return Seen.of(network, activations, *choice, name, run_id, trains)

    def refresh(self) -> None:
        seen = self.seen()
        self._show_choice(seen)
        run = self._session.run
        if run is not None and run.hyperparameters is not None:
            self.slow_motion.settings = run.hyperparameters
            self.slow_motion.training_size = run.training_size
        for view in self._shown():
            view.look(seen)
        if self._asked != (seen.network, seen.layer, seen.neuron):
            self._excite_again()

    def _shown(self) -> Sequence[View]:
        scroll = self.views.currentWidget()
        assert isinstance(scroll, QScrollArea)
        return [self.diagram, self.tiles, scroll.widget()]  # type: ignore[list-item]

    def _show_choice(self, seen: Seen) -> None:
        """The boxes say which neuron is chosen."""
        for box in (self.layer_box, self.number_box):
            box.blockSignals(True)
        sizes = seen.network.sizes[1:]
        names = [f"layer {i + 1}" for i in range(len(sizes) - 1)] + ["output"]
        if names != [self.layer_box.itemText(i) for i in range(self.layer_box.count())]:
            self.layer_box.clear()
            self.layer_box.addItems(names)
        self.layer_box.setCurrentIndex(seen.layer)
        self.number_box.setRange(0, sizes[seen.layer] - 1)
        self.number_box.setValue(seen.neuron)
        for box in (self.layer_box, self.number_box):
            box.blockSignals(False)

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
            self.told.emit("A run is under way: stop it first, and then use the copy.")

    # What excites the neuron.

    def _excite_again(self) -> None:
        """The chosen neuron is another, or answers otherwise: look through the images soon."""
        if not self.isVisible() or self._excite_soon.isActive():
            return
        rested = self._last_excited.elapsed() if self._last_excited.isValid() else EXCITE_EVERY
        trains = self._session.job.state is State.RUNNING
        wait = max(EXCITE_AFTER, EXCITE_EVERY - rested) if trains else EXCITE_AFTER
        self._excite_soon.start(wait)

    def _excite(self) -> None:
        if not self.isVisible():
            return
        seen = self.seen()
        asked = (seen.network, seen.layer, seen.neuron)
        same_place = self._asked is not None and self._asked[1:] == asked[1:]
        self._asked = asked
        if not same_place:
            self.neuron.show_excitement(None, None)
        self._last_excited.start()
        self._inspector.find_excitement(*asked)

    def _show_excited(self, excited: Excited) -> None:
        self.neuron.show_excitement(excited.found, excited.data)


def _name_of(session: Session) -> str:
    """What people call the network in use, by how far it has learnt."""
    run = session.run
    if run is None:
        return "the shipped network"
    epochs = len(run.history)
    if not session.is_idle:
        return f"the network in epoch {epochs + 1:,}"
    return f"the network after epoch {epochs:,}" if epochs else "the network in use"


def _let_shrink(box: QComboBox) -> None:
    """Where one has come close to a neuron there is little room beside it."""
    box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
