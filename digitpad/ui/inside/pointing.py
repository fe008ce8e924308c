"""Pointing at neurons and pixels, the same in every view that shows several."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QToolTip, QWidget

from digitpad.core.inside.explain import terms
from digitpad.ui.inside.seen import INPUT, Choice, Place, Seen
from digitpad.ui.parts.number_fields import text_of


class Pointing(QObject):
    """A click on a neuron chooses it; a tool tip, and the line at the foot, have its numbers."""

    def __init__(
        self,
        view: QWidget,
        surface: QWidget,
        choice: Choice,
        seen: Callable[[], Seen | None],
        at: Callable[[QPointF], Place | None],
    ) -> None:
        """surface: the view itself or its viewport, whichever is painted. seen: returns what is
        shown. at: returns the layer and the number of the neuron at a point of the surface."""
        super().__init__(view)
        self._surface, self._choice, self._seen, self._at = surface, choice, seen, at
        view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        surface.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._tell(event)
            return True
        if event.type() == QEvent.Type.MouseButtonPress:
            assert isinstance(event, QMouseEvent)
            if (place := self._at(event.position())) is not None:
                self._choice.choose(*place)
        return False

    def _tell(self, event: QHelpEvent) -> None:
        said = self.explained_at(event.pos())
        if said:
            QToolTip.showText(event.globalPos(), said, self._surface)
        else:
            QToolTip.hideText()

    def explained_at(self, point: QPoint | None) -> str:
        """The name and the numbers of the neuron at a point, or of the chosen one."""
        seen = self._seen()
        chosen = self._choice.layer, self._choice.neuron
        place = chosen if point is None else self._at(QPointF(point))
        if seen is None or place is None:
            return ""
        if point is None and (place[0] >= len(seen.network.biases)):
            return ""  # another network has come, and no neuron is chosen yet
        name = seen.name_of(*place)
        if seen.is_blank:
            return name
        sum_ = terms(seen.network, seen.activations, *place)
        z = text_of(sum_.z, 2)
        return f"{name}: z = {z}, activation {sum_.activation:.3f}"


class RowPlaces:
    """Makes rows stand for neurons or pixels: pointing marks them, choosing chooses neurons."""

    def __init__(self, view: QAbstractItemView, choice: Choice) -> None:
        """view: its current row is the one that is pointed at."""
        self._view, self._choice = view, choice
        self._places: Sequence[Place | None] = ()
        view.selectionModel().currentChanged.connect(lambda row: choice.point_at(self._at(row)))
        for chosen in (view.clicked, view.activated):
            chosen.connect(self._choose)

    def show(self, places: Sequence[Place | None]) -> None:
        """Stand for these from now on, row by row."""
        if places != self._places:
            pointed_at = self._at(self._view.currentIndex())
            self._places = places
            row = places.index(pointed_at) if pointed_at and pointed_at in places else -1
            self._view.setCurrentIndex(self._view.model().index(row, 0))

    def _at(self, index: QModelIndex) -> Place | None:
        return self._places[index.row()] if 0 <= index.row() < len(self._places) else None

    def _choose(self, index: QModelIndex) -> None:
        place = self._at(index)
        if place is not None and place[0] != INPUT:
            self._choice.choose(*place)
