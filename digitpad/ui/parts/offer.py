"""A line that says something, and a button for what one may want to do then."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from digitpad.ui.parts.cut_label import CutLabel
from digitpad.ui.parts.layouts import named, row


class Offer(QWidget):
    """Hidden while there is nothing to say."""

    def __init__(
        self, name: str, button_name: str, button_text: str, *, wraps: bool = False
    ) -> None:
        """wraps: whether the text may have several lines; otherwise it is cut."""
        super().__init__()
        self._text = QLabel() if wraps else CutLabel(name)
        self._text.setObjectName(name)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        if wraps:
            self._text.setWordWrap(True)
            self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.button = named(QPushButton(button_text), button_name)
        self._row = row((self._text, 1), self.button, of=self, spacing=6)
        self.hide()

    def add_button(self, button: QPushButton) -> None:
        """Offer something else, too."""
        self._row.addWidget(button)

    def say(self, text: str, *, offers: bool = True) -> None:
        """Say this, or nothing where it is empty. offers: whether the button is there."""
        if isinstance(self._text, CutLabel):
            self._text.show_text(text)
        else:
            self._text.setText(text)
        self.button.setVisible(offers)
        self.setVisible(bool(text))
