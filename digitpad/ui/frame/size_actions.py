"""The actions that make the whole interface larger and smaller, as far as the screen has room."""

from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtWidgets import QLayout, QWidget

from digitpad.ui.frame.actions import Row, declare
from digitpad.ui.frame.panel import WindowPart
from digitpad.ui.frame.window_place import fits_its_screen, move_onto_screen
from digitpad.ui.parts import sizes

PASSES = 2  # of laying out, until nothing has another size any more


class SizeActions(WindowPart):
    """Larger, smaller, and the system's own size."""

    sized = Signal()
    """Everything has another size, maybe only to see whether it fits."""
    chosen = Signal(str)
    """Another size was chosen; carries a line for the status bar."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        rows = (
            Row("action_larger", "La&rger", "View", 2,
                lambda: self.choose(sizes.percent() + sizes.STEP),
                "Make all text and everything else larger, as far as the screen has room",
                ("Ctrl++", "Ctrl+="), lambda: sizes.percent() < sizes.MOST),
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
        """Scale everything to this percentage of the usual size, or to the most that fits."""
        layout = self._window.layout()
        assert layout is not None
        # Or the window would grow with a size that is only tried.
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._take(percent)
        while sizes.percent() > sizes.USUAL and not fits_its_screen(self._window):
            self._take(sizes.percent() - sizes.STEP)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetDefaultConstraint)
        layout.activate()
        move_onto_screen(self._window)
        line = f"Everything is {sizes.percent()} % as large as usual"
        stopped = sizes.percent() < min(percent, sizes.MOST)
        self.chosen.emit(f"{line}: this screen has no room for more" if stopped else line)

    def fit_screen(self) -> None:
        """Make everything smaller if the window has come to a screen that is too small for it."""
        if sizes.percent() > sizes.USUAL and not fits_its_screen(self._window):
            self.choose(sizes.percent())

    def _take(self, percent: int) -> None:
        sizes.choose(percent)
        for _ in range(PASSES):
            self.sized.emit()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
