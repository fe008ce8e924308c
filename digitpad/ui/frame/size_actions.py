"""The actions that make the whole interface larger and smaller."""

from PySide6.QtCore import QObject, Signal

from digitpad.ui.frame.actions import Row, declare
from digitpad.ui.parts import sizes


class SizeActions(QObject):
    """Larger, smaller, and the system's own size."""

    chosen = Signal(str)
    """Another size was chosen; carries a line for the status bar."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        rows = (
            Row("action_larger", "La&rger", "View", 2,
                lambda: self.choose(sizes.percent() + sizes.STEP),
                "Make all text and everything else larger", ("Ctrl++", "Ctrl+="),
                lambda: sizes.percent() < sizes.MOST),
            Row("action_smaller", "&Smaller", "View", 2,
                lambda: self.choose(sizes.percent() - sizes.STEP),
                "Make all text and everything else smaller", "Ctrl+-",
                lambda: sizes.percent() > sizes.LEAST),
            Row("action_normal_size", "&Normal Size", "View", 2, lambda: self.choose(sizes.USUAL),
                "Make everything as large as the system has it", "Ctrl+0",
                lambda: sizes.percent() != sizes.USUAL),
        )  # fmt: skip
        self.entries = declare(self, rows, [self.chosen])

    def choose(self, percent: int) -> None:
        """Scale everything to this percentage of the usual size."""
        sizes.choose(percent)
        self.chosen.emit(f"Everything is {sizes.percent()} % as large as usual")
