"""A place for a sentence about a wrong entry."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel

from digitpad.ui.parts import theme

LINES = 2  # that a sentence about an entry needs


class ErrorPlace(QLabel):
    """Room for a sentence about a wrong entry. It stays free, so that nothing else moves."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setWordWrap(True)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.hide()
        self._fit()

    def show_error(self, error: str | None, remark: str = "") -> None:
        """Show this sentence, or where there is none the remark, or nothing."""
        theme.set_text_color(self, "accent" if error is None else "error")
        self.setText(error or remark)
        self.setVisible(bool(error or remark))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._fit()
        super().changeEvent(event)

    def _fit(self) -> None:
        self.setMinimumHeight(LINES * self.fontMetrics().lineSpacing())
