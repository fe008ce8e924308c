"""The caption over the curves: which run and network they are of, and how it was trained."""

from PySide6.QtWidgets import QWidget

from digitpad.ui.parts.layouts import column
from digitpad.ui.parts.lines import CutLabel


class Caption(QWidget):
    """Says which run and network it is, and with which settings by epoch it was trained."""

    def __init__(self) -> None:
        super().__init__()
        self._title, self._settings = CutLabel("caption"), CutLabel("caption_settings")
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        column(self._title, self._settings, of=self, spacing=1)

    def show_caption(self, title: str, settings: str) -> None:
        """Show these lines."""
        self._title.show_text(title)
        self._settings.show_text(settings)
