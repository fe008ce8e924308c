"""Undo takes back the latest step of all that can be undone: drawing, labelling, deleting runs."""

from itertools import count
from typing import Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance

_steps = count(1)


def next_step() -> int:
    """A number for a step that can be undone, above those of all earlier ones."""
    return next(_steps)


class History(Protocol):
    """Something whose steps can be undone."""

    @property
    def last_step(self) -> int:
        """The number of the step that `undo` takes back; 0 where there is none."""
        ...

    def undo(self) -> None:
        """Take it back."""


class Undo(QObject):
    """Undoes the latest step of several histories."""

    changed = Signal()
    """Something can be undone, or no longer."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._histories: list[History] = []

    def add(self, history: History, *changes: SignalInstance) -> None:
        """Undo its steps, too. changes: emitted when these have changed."""
        self._histories.append(history)
        for change in changes:
            change.connect(self.changed)

    def can_undo(self) -> bool:
        """Whether there is a step to undo."""
        return any(history.last_step for history in self._histories)

    def undo(self) -> None:
        """Undo the latest step."""
        latest = max(self._histories, key=lambda history: history.last_step)
        if latest.last_step:
            latest.undo()
