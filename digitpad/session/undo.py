"""Steps that can be undone and done again, on the session's one QUndoStack.

A stroke, a label, a deletion: each is a step with a name that the menu Edit shows. To do a step
again is the inverse of undoing it, in every order. A step that can do nothing any more, such as
going back to the best epoch of a run that has learnt since, is passed over.
"""

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand, QUndoStack

MOST_STEPS = 200  # or a window open for days would grow and grow


class Step(QUndoCommand):
    """Something that was done. Pushed on the stack, it is done for the first time.

    is_of_drawing: whether it changes the drawing, and nothing else. waits: whether it waits while a
    network trains, as it is about the network in use.
    can_redo, can_undo: whether doing it again, or undoing it, would change anything now.
    """

    def __init__(
        self,
        name: str,
        do: Callable[[], object],
        undo: Callable[[], object],
        *,
        is_of_drawing: bool = False,
        waits: bool = False,
        can_redo: Callable[[], bool] = lambda: True,
        can_undo: Callable[[], bool] = lambda: True,
    ) -> None:
        super().__init__(name)
        self._do, self._undo, self.is_of_drawing, self.waits = do, undo, is_of_drawing, waits
        self.can_redo, self.can_undo = can_redo, can_undo

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
        self.setIndex(self._place(self.index() - 1, -1))

    def redo(self) -> None:
        self.setIndex(self._place(self.index(), 1) + 1)

    @property
    def undone_next(self) -> QUndoCommand | None:
        """The step that `undo` would undo; None if there is none."""
        return self.command(self._place(self.index() - 1, -1))

    @property
    def redone_next(self) -> QUndoCommand | None:
        """The step that `redo` would do again; None if there is none."""
        return self.command(self._place(self.index(), 1))

    def _place(self, place: int, way: int) -> int:
        while isinstance(step := self.command(place), Step):
            if step.can_undo() if way < 0 else step.can_redo():
                break
            place += way
        return place


def can(step: QUndoCommand | None, is_idle: bool) -> bool:
    """Whether a step is there, and need not wait for training to end."""
    return step is not None and (is_idle or not getattr(step, "waits", False))
