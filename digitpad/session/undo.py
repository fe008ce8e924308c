"""Steps that can be undone and done again, on the session's one QUndoStack.

A stroke, a label, a deletion: each is a step with a name that the menu Edit shows. To do a step
again is the inverse of undoing it, in every order.
"""

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand, QUndoStack

MOST_STEPS = 200  # or a window open for days would grow and grow


class Step(QUndoCommand):
    """Something that was done. Pushed on the stack, it is done for the first time.

    waits: whether it waits while a network trains, as it is about the network in use.
    """

    def __init__(
        self,
        name: str,
        do: Callable[[], object],
        undo: Callable[[], object],
        waits: bool = False,
    ) -> None:
        super().__init__(name)
        self._do, self._undo, self.waits = do, undo, waits

    def redo(self) -> None:
        self._do()

    def undo(self) -> None:
        self._undo()


def undo_stack() -> QUndoStack:
    """A stack that is still empty."""
    stack = QUndoStack()
    stack.setUndoLimit(MOST_STEPS)
    return stack


def can(stack: QUndoStack, index: int, is_idle: bool) -> bool:
    """Whether the step at this index is there, and need not wait for training to end."""
    step = stack.command(index)
    return step is not None and (is_idle or not getattr(step, "waits", False))
