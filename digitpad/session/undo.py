"""Steps that can be undone and redone, on the session's one QUndoStack.

A stroke, a label, a deletion: each is a step with a name that the menu Edit shows. Redo exactly
reverses undo. A step that would change nothing, such as a deletion of runs that are in use by now,
is passed over.
"""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtGui import QUndoCommand, QUndoStack

from digitpad.core.text import shortened

MOST_STEPS = 200  # so that a window open for days does not grow and grow


class UndoStep(QUndoCommand):
    """A step. Pushing it on the stack does it for the first time.

    waits: whether it changes the network in use or the form, and so has to wait while a run is
    under way. can_redo, can_undo: whether to redo or undo it would change anything now. removed:
    what undo brings back, for those who look for it.
    """

    def __init__(
        self,
        name: str,
        do: Callable[[], object],
        undo: Callable[[], object],
        *,
        waits: bool = False,
        can_redo: Callable[[], bool] = lambda: True,
        can_undo: Callable[[], bool] = lambda: True,
        removed: Sequence[Any] = (),
    ) -> None:
        super().__init__(shortened(name))
        self._do, self._undo, self.waits = do, undo, waits
        self.can_redo, self.can_undo, self.removed = can_redo, can_undo, removed

    def redo(self) -> None:
        if self.can_redo():
            self._do()

    def undo(self) -> None:
        if self.can_undo():
            self._undo()


class UndoStack(QUndoStack):
    """A stack of steps. Undo and redo pass over those that would change nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setUndoLimit(MOST_STEPS)

    def undo(self) -> None:
        place = self._place(self.index() - 1, -1)
        if place >= 0:  # else all steps would be gone over, and could never be undone
            self.setIndex(place)

    def removed(self) -> list[Any]:
        """What the steps that can be undone have removed."""
        steps = map(self.command, range(self.index()))
        return [each for step in steps if isinstance(step, UndoStep) for each in step.removed]

    def redo(self) -> None:
        place = self._place(self.index(), 1)
        if place < self.count():
            self.setIndex(place + 1)

    @property
    def undone_next(self) -> QUndoCommand | None:
        """The step that `undo` would undo; None if there is none."""
        return self.command(self._place(self.index() - 1, -1))

    @property
    def redone_next(self) -> QUndoCommand | None:
        """The step that `redo` would redo; None if there is none."""
        return self.command(self._place(self.index(), 1))

    def _place(self, place: int, way: int) -> int:
        while isinstance(step := self.command(place), UndoStep):
            if step.can_undo() if way < 0 else step.can_redo():
                break
            place += way
        return place


def can(step: QUndoCommand | None, learns: bool) -> bool:
    """Whether there is a step that need not wait. learns: whether a run is under way."""
    return step is not None and not (learns and getattr(step, "waits", False))
