"""Invented digits, in forms from all over the world, drawn stroke by stroke."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMenu, QWidget

from digitpad.session.drawing.board import DrawingBoard
from digitpad.session.drawing.drawing import Drawing
from digitpad.session.drawing.eraser import Stroke
from digitpad.ui.frame.actions import MenuEntry
from digitpad.ui.parts.explained import explain

# In units of the canvas's side:
SIZE = 0.4  # what `draw` calls 1
STEP = 0.03  # how far the pen moves each time, at least

EVERY = 15  # milliseconds between two movements of the pen


class InventedDigits(QObject):
    """Writes a digit of a chosen form on the drawing board, as a hand would."""

    def __init__(self, owner: QWidget, board: DrawingBoard, rng: np.random.Generator) -> None:
        super().__init__(owner)
        self._board, self._rng = board, rng
        self._strokes: list[Stroke] = []  # those not yet drawn to their ends
        self._points = 0  # of the first one that are drawn
        self._is_moving = False
        self._next = QTimer(self)
        self._next.setInterval(EVERY)
        self._next.timeout.connect(self._move)
        board.changed.connect(self._give_way)
        self.entry = MenuEntry(self._menu(owner).menuAction(), "Edit", 4)

    def _menu(self, owner: QWidget) -> QMenu:
        menu = QMenu("Invented Digit of a &Form", owner)
        menu.setObjectName("menu_invented")
        explain(menu, "Forms in which people write a digit. Try one: is it read?")
        menu.aboutToShow.connect(lambda: self._fill(menu))
        return menu

    def _fill(self, menu: QMenu) -> None:
        """List the forms, when the menu is opened for the first time."""
        # Imported when needed, so that the window opens sooner.
        from digitpad.core.forms.styles import forms_of

        if menu.actions():
            return
        for digit in range(10):
            forms = menu.addMenu(f"&{digit}")
            explain(forms, f"Forms in which people write a {digit}. Try one: is it read?")
            for number, form in enumerate(forms_of(digit), start=1):
                forms.addAction(f"&{number} {form}").triggered.connect(
                    lambda _checked=False, form=form: self.write(form)
                )

    def write_any(self) -> None:
        """Replace the drawing with any digit, in any of its forms."""
        from digitpad.core.forms.styles import forms_of

        forms = forms_of(int(self._rng.integers(10)))
        self.write(forms[self._rng.integers(len(forms))])

    def write(self, form: str) -> None:
        """Replace the drawing with a new digit of this form, stroke by stroke."""
        from digitpad.core.forms.styles import draw

        self._board.clear()
        self._strokes = [_placed(stroke) for stroke in draw(form, self._rng)]
        self._points = 0
        self._next.start()

    def _move(self) -> None:
        """Move the pen a little further."""
        if not self._strokes:
            self._next.stop()
            return
        stroke = self._strokes[0]
        self._points = _further(stroke, self._points)
        self._is_moving = True
        self._board.draw(stroke[: self._points])
        if self._points == len(stroke):
            self._board.lift_pen()
            self._strokes.pop(0)
            self._points = 0
        self._is_moving = False

    def _give_way(self, _drawing: Drawing) -> None:
        """Stop where something else changes the drawing."""
        if not self._is_moving:
            self._strokes = []
            self._next.stop()


def _placed(stroke: NDArray[np.floating]) -> Stroke:
    """A stroke in the canvas's units, without points that repeat the one before."""
    places = np.clip(0.5 + SIZE * np.asarray(stroke, np.float64), 0.0, 1.0)
    apart = np.abs(np.diff(places, axis=0)).max(axis=1) > 1e-9
    return tuple((float(x), float(y)) for x, y in places[np.concatenate([[True], apart])])


def _further(stroke: Stroke, points: int) -> int:
    """How many points are drawn when the pen has moved on by one STEP."""
    way = 0.0
    points = max(1, points)
    while points < len(stroke) and way < STEP:
        (x, y), (before_x, before_y) = stroke[points], stroke[points - 1]
        way += abs(x - before_x) + abs(y - before_y)
        points += 1
    return points
