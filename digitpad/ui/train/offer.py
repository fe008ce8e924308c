"""A line that says something, and a button for what one may want to do then."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget


class Offer(QWidget):
    """Hidden while there is nothing to say."""

    def __init__(self, name: str, button_name: str, button_text: str) -> None:
        super().__init__()
        self._text = QLabel()
        self._text.setObjectName(name)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.button = QPushButton(button_text)
        self.button.setObjectName(button_name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._text, 1)
        row.addWidget(self.button)
        self.hide()

    def say(self, text: str, *, offers: bool = True) -> None:
        """Say this, or nothing where it is empty. offers: whether the button is there."""
        self._text.setText(text)
        self.button.setVisible(offers)
        self.setVisible(bool(text))
