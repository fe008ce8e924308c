"""A "?" that explains what it stands beside."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QToolTip

from digitpad.ui.parts.focus import FocusedToolButton
from digitpad.ui.parts.plain_text import wrapped


class HelpButton(FocusedToolButton):
    """Says it when it is pointed at or pressed."""

    def __init__(self, name: str, about: str, explanation: str) -> None:
        """about: what it explains, for screen readers."""
        super().__init__()
        self.setObjectName(name)
        self.setText("?")
        self.setAutoRaise(True)
        self.explain(about, explanation)
        self.clicked.connect(self._say)

    def explain(self, about: str, explanation: str) -> None:
        """Explain this from now on."""
        self.setAccessibleName(about)
        self.setAccessibleDescription(explanation)
        self.setToolTip(wrapped(explanation))

    def _say(self) -> None:
        below = self.mapToGlobal(QPoint(0, self.height()))
        QToolTip.showText(below, self.toolTip(), self, self.rect(), 60_000)
