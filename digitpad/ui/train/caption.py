"""The caption over the curves: which run and network they are of, and how it was trained."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from digitpad.ui.parts.cut_label import CutLabel


class Caption(QWidget):
    """Says which run and network it is, and with which settings by epoch it was trained."""

    def __init__(self) -> None:
        super().__init__()
        self._title, self._settings = CutLabel("caption"), CutLabel("caption_settings")
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(self._title)
        column.addWidget(self._settings)

    def show_caption(self, title: str, settings: str) -> None:
        """Show these lines."""
        self._title.show_text(title)
        self._settings.show_text(settings)
