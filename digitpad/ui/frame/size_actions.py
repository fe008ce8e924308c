"""The actions that make the whole interface larger and smaller."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from digitpad.ui.frame.actions import Entry, declare
from digitpad.ui.parts import sizes


class SizeActions(QObject):
    """Larger, smaller, and as the system has it.

    Signals: `chosen`, with what is to be said of it.
    """

    chosen = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: Sequence[Entry] = (
            declare(
                self,
                "action_larger",
                "La&rger",
                lambda: self.choose(sizes.percent() + sizes.STEP),
                menu="View",
                group=2,
                shortcut=("Ctrl++", "Ctrl+="),
                tip="Make all text and everything else larger",
                usable=lambda: sizes.percent() < sizes.MOST,
                changes=[self.chosen],
            ),
            declare(
                self,
                "action_smaller",
                "&Smaller",
                lambda: self.choose(sizes.percent() - sizes.STEP),
                menu="View",
                group=2,
                shortcut="Ctrl+-",
                tip="Make all text and everything else smaller",
                usable=lambda: sizes.percent() > sizes.LEAST,
                changes=[self.chosen],
            ),
            declare(
                self,
                "action_normal_size",
                "&Normal Size",
                lambda: self.choose(sizes.USUAL),
                menu="View",
                group=2,
                shortcut="Ctrl+0",
                tip="Make everything as large as the system has it",
                usable=lambda: sizes.percent() != sizes.USUAL,
                changes=[self.chosen],
            ),
        )

    def choose(self, percent: int) -> None:
        """Let everything be so large, in percent."""
        sizes.choose(percent)
        self.chosen.emit(f"Everything is {sizes.percent()} % as large as usual")
