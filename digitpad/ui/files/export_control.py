"""What the menu File exports: the curves and the drawing."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from digitpad.core.files import FileError
from digitpad.session.background import Background
from digitpad.ui import dialogs
from digitpad.ui.drawing.picture_transfer import Exchange
from digitpad.ui.memory import Memory
from digitpad.ui.train.curves_export import EXPORTS, Curves, export_curves


class ExportControl(QObject):
    """Asks where to, and of which kind, and has it written in the background.

    Signals: `told`, a line for the status bar.
    """

    told = Signal(str)

    def __init__(
        self, window: QWidget, exchange: Exchange, background: Background, memory: Memory
    ) -> None:
        super().__init__(window)
        self._window, self._exchange = window, exchange
        self._background, self._memory = background, memory
        exchange.exported.connect(self._tell_exported)

    def export_curves(self, curves: Curves) -> None:
        """Ask for a file to write the curves to, and whether as numbers or as a picture."""

        def export(path: str, make: Callable[[Curves], bytes]) -> None:
            self._background.run(
                lambda: export_curves(path, make, curves),
                lambda _: self._tell_exported(path),
                FileError,
                lambda reason: dialogs.tell(self._window, "The curves are not exported", reason),
            )

        kinds = {kind: partial(export, make=make) for kind, make in EXPORTS.items()}
        self._ask("Export Curves", kinds, "curves.csv")

    def export_drawing(self) -> None:
        """Ask for a PNG file to write the drawing to, and whether as drawn or as read."""
        kinds = {
            "PNG, as drawn (*.png)": self._exchange.export_as_drawn,
            "PNG, 28 × 28 as the network sees it (*.png)": self._exchange.export_as_seen,
        }
        self._ask("Export Drawing", kinds, "digit.png")

    def _ask(self, title: str, kinds: Mapping[str, Callable[[str], object]], name: str) -> None:
        folder = self._memory.settings.folder
        dialogs.ask_for_export(self._window, title, kinds, folder, name)

    def _tell_exported(self, path: str) -> None:
        self.told.emit(f"Exported to {path}")
