"""The field for the seed of a new network's random generator."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QToolButton

from digitpad.core.files.network_keys import MOST_SEED
from digitpad.ui.parts.number_fields import whole_number_in


class SeedField(QLineEdit):
    """A whole number, or empty for a random one."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("seed")
        self.setAccessibleName("Seed")
        self.setPlaceholderText("random")

    @property
    def error(self) -> str | None:
        """What is wrong with the entry, as a sentence; None if nothing is."""
        if not self.text().strip():
            return None
        number = whole_number_in(self.text())
        if number is None or not 0 <= number <= MOST_SEED:
            what = "is too large" if number is not None and number > 0 else "is not one"
            return f"The seed is a whole number, or empty for a random one: this {what}."
        return None

    def seed(self) -> int | None:
        """The seed; None for a random one."""
        return None if self.error else whole_number_in(self.text())

    def show_seed(self, seed: int | None) -> None:
        """Fill it in."""
        self.setText("" if seed is None else str(seed))
        self.setCursorPosition(0)


class TakeSeed(QToolButton):
    """Shows the seed of the run in use; pressed, it asks for that in the field."""

    taken = Signal(object)
    """Carries the seed, which has more bits than a number of Qt's."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("take_seed")
        self.setToolTip("The seed of the run in use. Press to give it to new networks, too")
        self.setAutoRaise(True)  # beside it there must be room for the field
        font = self.font()
        font.setUnderline(True)
        self.setFont(font)
        self._seed: int | None = None
        self.clicked.connect(lambda: self.taken.emit(self._seed))
        self.hide()

    def show_seed(self, seed: int | None, entered: int | None) -> None:
        """Offer the seed of the run in use, unless it is what was entered."""
        self._seed = seed
        self.setText(f"was {seed}")
        self.setVisible(seed not in (None, entered))
