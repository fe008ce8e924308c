"""Steps that can be undone and done again, on the session's one QUndoStack.

A stroke, a label, a deletion: each is a step with a name that the menu Edit shows. To do a step
again is the inverse of undoing it, in every order.
"""

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand, QUndoStack

MOST_STEPS = 200  # or a window open for days would grow and grow


class Step(QUndoCommand):
    """Something that was done. Pushed on the stack, it is done for the first time."""

    def __init__(self, name: str, do: Callable[[], object], undo: Callable[[], object]) -> None:
        super().__init__(name)
        self._do, self._undo = do, undo

    def redo(self) -> None:
        self._do()

    def undo(self) -> None:
        self._undo()


def undo_stack() -> QUndoStack:
    """A stack that is still empty."""
    stack = QUndoStack()
    stack.setUndoLimit(MOST_STEPS)
    return stack
