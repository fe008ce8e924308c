"""The timeline: a slider over the whole width that puts any epoch of the run in use in use."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QMouseEvent, QPainter, QPaintEvent, QPen, QRegion, QShowEvent
from PySide6.QtWidgets import QLabel, QStyle, QStyleOptionSlider, QWidget

from digitpad.core.text import shortened
from digitpad.session.against import Against
from digitpad.session.runs.run_settings import network_in_words
from digitpad.session.runs.runs import epoch_for
from digitpad.session.runs.words import about_epoch, learnt_from
from digitpad.session.session import Session
from digitpad.ui.parts import theme
from digitpad.ui.parts.actions import Action, declare
from digitpad.ui.parts.explained import explain, tell_value
from digitpad.ui.parts.layouts import Slider, keep_room, named, row

HEIGHT = 24  # pixels at the usual size of text
NAME_LETTERS = 24  # of the run's name, at most; the slider takes the rest
TICK = 6  # pixels of the best epoch's tick, above the groove
MARK = 9  # pixels from the middle of the hollow mark to its corners, which the handle leaves free
ABOUT = (
    "Drag: every tab shows the network after that epoch. At which epoch does it learn your 4? P "
    "puts a hollow mark here, an epoch to compare with, which can be dragged, too."
)


class EpochSlider(Slider):
    """The slider, with a tick at the best epoch, and a hollow mark at the one to compare with."""

    marked = Signal(int)
    """The hollow mark was dragged to this epoch."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._best: int | None = None
        self._other: int | None = None
        self._drags_mark = False

    def show_marks(self, best: int | None, other: int | None) -> None:
        """Put the tick and the hollow mark at these epochs; None: nowhere."""
        if (best, other) != (self._best, self._other):
            self._best, self._other = best, other
            self.update()

    def _first(self) -> int:
        """The epoch at the left end; one that is alone stands at the right end, as the last."""
        is_alone = self.minimum() == self.maximum() > 0
        return self.minimum() - is_alone

    def initStyleOption(self, option: QStyleOptionSlider) -> None:
        super().initStyleOption(option)
        option.minimum = self._first()

    def _place_of(self, epoch: int) -> float:
        """Where the middle of the handle is at an epoch, in pixels from the left."""
        groove, handle = self._parts()
        room = groove.width() - handle.width()
        at = QStyle.sliderPositionFromValue(self._first(), self.maximum(), epoch, room)
        return groove.left() + at + handle.width() / 2

    def _parts(self) -> tuple[QRect, QRect]:
        option, kind = QStyleOptionSlider(), QStyle.ComplexControl.CC_Slider
        self.initStyleOption(option)
        groove, handle = QStyle.SubControl.SC_SliderGroove, QStyle.SubControl.SC_SliderHandle
        style = self.style()
        return (
            style.subControlRect(kind, option, groove, self),
            style.subControlRect(kind, option, handle, self),
        )

    def _epoch_at(self, x: float) -> int:
        """The epoch whose place is nearest to this one, in pixels from the left."""
        groove, handle = self._parts()
        room, at = groove.width() - handle.width(), round(x) - groove.left() - handle.width() // 2
        return QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), at, room)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Bring the handle to the pointer, as in a video player; then it can be dragged.

        On the hollow mark, unless the handle stands there too, that is dragged instead.
        """
        x, is_left = event.position().x(), event.button() is Qt.MouseButton.LeftButton
        if is_left and not self._parts()[1].contains(event.position().toPoint()):
            other = self._other
            self._drags_mark = other is not None and abs(x - self._place_of(other)) <= MARK
            if self._drags_mark:
                return
            self.setValue(self._epoch_at(x))
            # Qt drags only what is pressed, and the epoch's place may lie beside the pointer.
            middle = QPointF(self._place_of(self.value()), self._parts()[1].center().y())
            event = QMouseEvent(
                event.type(),
                middle,
                event.globalPosition(),
                event.button(),
                event.buttons(),
                event.modifiers(),
            )
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drags_mark:
            self.marked.emit(self._epoch_at(event.position().x()))
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._drags_mark:
            super().mouseReleaseEvent(event)
        self._drags_mark = False

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        colors, broad = theme.current(), 2 * theme.broadness()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colors.ink, broad))
            if self._best is not None:
                x = self._place_of(self._best)
                painter.drawLine(QPointF(x, 1), QPointF(x, 1 + TICK))
            if self._other is not None:
                # Behind the handle: where both stand, its corners look out.
                handle = QRegion(self._parts()[1], QRegion.RegionType.Ellipse)
                painter.setClipRegion(QRegion(self.rect()) - handle)
                painter.setBrush(colors.page)
                middle = QPointF(self._place_of(self._other), self._parts()[0].center().y() + 0.5)
                corners = [QPointF(x, y) * MARK for x, y in ((-1, 0), (0, -1), (1, 0), (0, 1))]
                painter.drawPolygon([middle + corner for corner in corners])


class Timeline(QWidget):
    """Shows the run in use, and which of its epochs is; a movement uses another one.

    Its scale are the planned epochs; a place beyond the newest one means that one, and while it is
    in use, the timeline follows a run that learns. It appears with the first run, and then stays.
    Its hollow mark is the epoch of the same run that is compared with, if there is one.
    """

    def __init__(self, session: Session, against: Against) -> None:
        super().__init__()
        self._session, self._against = session, against
        self._wanted: int | None = None  # the epoch asked for last, until it is in use
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._use_wanted)
        self._name = named(QLabel(), "timeline_run", "The network in use", role="heading")
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._slider = named(EpochSlider(), "epoch_in_use", ABOUT, "Epoch in use")
        about = "The epoch in use, and the run's last"
        self._said = named(QLabel(), "epoch_in_use_text", about)
        self._said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row(self._name, (self._slider, 1), self._said, of=self, spacing=12, margins=(16, 0, 16, 0))
        self._slider.valueChanged.connect(self._take_value)
        self._slider.marked.connect(against.move)
        session.when_run(self._show, "epoch", "named", "job", "used")
        for changed in (session.network_changed, session.file_changed, session.data_changed):
            changed.connect(self._explain_run)
        session.when_run(self._explain_run, "named", "job", "epoch")
        session.runs.changed.connect(self._appear)
        against.changed.connect(self._show)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)  # the line above it
        keep_room(self)
        self.hide()
        self._fit()
        actions = (
            Action("action_compare_here", "Compare &with This Epoch", "Training", 2,
                   against.compare_here,
                   "Compare other epochs with the one in use: in Mistakes, and a neuron's weights",
                   "P", lambda: session.run is not None),
        )  # fmt: skip
        self.entries: Sequence[QAction] = declare(self, actions, [session.network_changed])

    def _appear(self, _run_id: str, what: frozenset[str]) -> None:
        if self.isHidden() and "learnt" not in what and self._has_run():
            self.show()

    def _has_run(self) -> bool:
        return self._session.run is not None or self._session.runs.count > 0

    def _show(self) -> None:
        session, run = self._session, self._session.run
        kept = sorted(session.runs.networks(run.id)) if run is not None else [0]
        epoch, last = session.runs.epoch, max(session.scale, kept[-1])
        self._name.setText(shortened(session.title, NAME_LETTERS))
        with QSignalBlocker(self._slider):
            self._slider.setRange(kept[0], last)
            self._slider.setPageStep(max(1, (last - kept[0]) // 10))
            if self._wanted is None:
                self._slider.setValue(epoch)
        self._slider.setEnabled(len(kept) > 1)
        has_epochs = run is not None and (run.epochs > 0 or session.learns)
        for part in (self._slider, self._said):
            part.setVisible(has_epochs)
        if run is None or not has_epochs:
            return
        best, other = run.best_epoch, self._against.other
        compared = other.at.epoch if other is not None and other.at.run == run.id else None
        self._slider.show_marks(best if best is not None and best >= kept[0] else None, compared)
        said = about_epoch(run, epoch, len(kept), session.last_epoch, compared)
        longest = "epoch 3,000 of 3,000" + (", against 3,000" if compared is not None else "")
        self._said.setMinimumWidth(self.fontMetrics().horizontalAdvance(longest))
        self._said.setText(said)
        tell_value(self._slider, said)

    def _explain_run(self, *_told: object) -> None:
        """Say of the name what the network is, and what it has learnt from."""
        if self.isVisible():  # the shipped network is read only after the first paint
            session, network = self._session, self._session.network
            built = network_in_words(network.sizes, network.neurons, network.cost_name)
            explain(self._name, f"{built}; {learnt_from(session.run, session.data)}.")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._explain_run()

    def _take_value(self, value: int) -> None:
        """Use this epoch once no event waits: of many movements the newest counts."""
        self._wanted = value
        self._soon.start(0)

    def _use_wanted(self) -> None:
        session, run_id, wanted = self._session, self._session.run_id, self._wanted
        self._wanted = None
        if run_id is None or wanted is None:
            return
        kept = sorted(session.runs.networks(run_id))
        session.use(run_id, epoch_for(kept, session.runs.epoch, wanted))
        self._show()  # also if the same epoch stays in use

    def _fit(self) -> None:
        """Take the room that the present size of text needs."""
        self.setFixedHeight(round(HEIGHT * theme.enlargement()))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in theme.CHANGES:
            self._fit()
