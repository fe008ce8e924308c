"""Pointing at neurons and pixels, the same in every view that shows several."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QToolTip, QWidget

from digitpad.core.inside.explain import terms
from digitpad.ui.inside.seen import INPUT, Choice, Place, Seen
from digitpad.ui.parts.number_text import text_of
from digitpad.ui.parts.rows import NONE, Rows


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

    def __init__(self, rows: Rows, choice: Choice) -> None:
        self._rows, self._choice = rows, choice
        self._places: Sequence[Place | None] = ()
        rows.let_point()
        rows.pointed.connect(lambda row: choice.point_at(self._at(row)))
        rows.chosen.connect(self._choose)

    def show(self, places: Sequence[Place | None]) -> None:
        """Stand for these from now on, row by row."""
        if places != self._places:
            pointed_at = self._at(self._rows.pointed_row)
            self._places = places
            is_there = pointed_at is not None and pointed_at in places
            self._rows.point_at(places.index(pointed_at) if is_there else NONE)

    def _at(self, row: int) -> Place | None:
        return self._places[row] if 0 <= row < len(self._places) else None

    def _choose(self, row: int) -> None:
        place = self._at(row)
        if place is not None and place[0] != INPUT:
            self._choice.choose(*place)
