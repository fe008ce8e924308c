"""The field for the seed of a new network's random generator."""

from PySide6.QtWidgets import QLineEdit, QToolButton

from digitpad.core.files.network_keys import MOST_SEED
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.layouts import named


class SeedField(QLineEdit):
    """A whole number, or empty for a random one. `take` is a button for the run's own seed."""

    def __init__(self) -> None:
        super().__init__()
        named(
            self,
            "seed",
            "A whole number from which all random numbers follow: the first weights, and the "
            "order of the images. With the same seed a run comes out the same again. Empty: "
            "another seed each time.",
            "Seed",
        )
        self.setPlaceholderText("random")
        self._of_run: int | None = None
        self.take = named(QToolButton(), "take_seed")
        self.take.setAutoRaise(True)  # beside it there must be room for the field
        font = self.take.font()
        font.setUnderline(True)
        self.take.setFont(font)
        self.take.clicked.connect(lambda: self.show_seed(self._of_run))
        self.textChanged.connect(self._show_offer)
        self.offer(None, "the run in use")

    @property
    def error(self) -> str | None:
        """What is wrong with the entry, as a sentence; None if nothing is."""
        text = self.text().strip()
        if text and not (text.isascii() and text.isdigit()):
            return "The seed is a whole number, or empty for a random one: this is not one."
        if len(text) > len(str(MOST_SEED)) or int(text or 0) > MOST_SEED:
            return "The seed is a whole number, or empty for a random one: this is too large."
        return None

    def seed(self) -> int | None:
        """The seed; None for a random one."""
        text = self.text().strip()
        return None if self.error or not text else int(text)

    def show_seed(self, seed: int | None) -> None:
        """Fill it in."""
        self.setText("" if seed is None else str(seed))
        self.setCursorPosition(0)

    def offer(self, seed: int | None, whose: str) -> None:
        """Offer the seed of a run, unless it is entered already. whose: the run, for a sentence."""
        self._of_run = seed
        self.take.setText(f"was {seed}")
        explain(self.take, f"The seed of {whose}. Press to give it to new networks, too.")
        self._show_offer()

    def _show_offer(self) -> None:
        self.take.setVisible(self._of_run not in (None, self.seed()))
