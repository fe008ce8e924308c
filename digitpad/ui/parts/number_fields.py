"""Fields for numbers, which look alike in every country, and texts of numbers in little room.

An entry counts when it is finished, by Return, by Tab or when the field is left; a field that
tracks the keyboard counts each letter. What is no number, or out of range, is not taken.
"""

import math
from bisect import bisect_left, bisect_right

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSpinBox

MINUS = "−"  # as wide as a plus: a hyphen would be read as one
LARGE = 1e5  # of which decimals say nothing
DECIMALS = 323  # the most that Qt rounds to: it changes no number that a file holds
TEXT_MARGIN = 5  # pixels before a number; a stylesheet's padding is not for the field in the box
ARROWS = 30  # pixels beside a number
ROUND = [float(f"{digit}e{power}") for power in range(-307, 308) for digit in (1, 2, 5)]
Checked = tuple[QValidator.State, str, int]
ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)


def _narrow(box: QAbstractSpinBox) -> QSize:
    """The size of a box with room for its property "usual", a text: few numbers are the longest.

    By default it has room for a number with the suffix, if there is one.
    """
    suffix = box.property("suffix")
    usual = box.property("usual") or (f"100{suffix}" if suffix else "50,000")
    width = box.fontMetrics().horizontalAdvance(usual) + ARROWS
    return QSize(width, QAbstractSpinBox.sizeHint(box).height())


class NumberField(QDoubleSpinBox):
    """A number of any size, typed as 0.25, 0,25 or 1e-3 and shown as 0.25.

    Steps go through 0.1, 0.2, 0.5, 1, 2, 5 and so on; below `smallest_step` comes the least.
    """

    sizeHint = minimumSizeHint = _narrow

    def __init__(self, value: float, least: float, most: float, smallest_step: float) -> None:
        super().__init__()
        self._smallest_step = smallest_step
        self.lineEdit().setTextMargins(TEXT_MARGIN, 0, 0, 0)
        self.setDecimals(DECIMALS)
        self.setRange(least, most)
        self.setKeyboardTracking(False)
        self.setValue(value)

    def validate(self, text: str, position: int) -> Checked:
        if text.removesuffix(self.suffix()).strip(" 0123456789.,eE+-"):
            return QValidator.State.Invalid, text, position
        is_whole = self.minimum() <= self.valueFromText(text) <= self.maximum()
        state = QValidator.State.Acceptable if is_whole else QValidator.State.Intermediate
        return state, text, position

    def fixup(self, text: str) -> str:
        return text  # Qt would take 1.2.3 for 123 if a point groups digits

    def valueFromText(self, text: str) -> float:
        """The number; one that is not whole yet, such as 1e-, is none."""
        try:
            return float(text.removesuffix(self.suffix()).replace(",", "."))
        except ValueError:
            return math.nan

    def textFromValue(self, value: float) -> str:
        return repr(value).removesuffix(".0")

    def stepBy(self, steps: int) -> None:
        self.interpretText()  # a step goes from the number that is typed
        places = [self.minimum(), *(step for step in ROUND if step >= self._smallest_step)]
        below, above = bisect_left(places, self.value()), bisect_right(places, self.value())
        at = (below if steps < 0 else above - 1) + steps
        self.setValue(places[min(max(0, at), len(places) - 1)])


class PartField(NumberField):
    """A part of a whole, from 0 to below 1, in steps of a tenth."""

    def __init__(self, value: float) -> None:
        super().__init__(value, 0.0, math.nextafter(1.0, 0.0), 0.1)

    def stepBy(self, steps: int) -> None:
        self.interpretText()
        self.setValue(min(max(0, math.floor(10 * self.value() + 0.5) + steps), 9) / 10)


class _WholeNumberField(QSpinBox):
    """Refuses what is too large as a whole: Qt refuses a digit, and makes 5000 of 50001."""

    sizeHint = minimumSizeHint = _narrow

    def validate(self, text: str, position: int) -> Checked:
        state, text, position = super().validate(text, position)
        is_number = text.removesuffix(self.suffix()).replace(",", "").isdigit()
        is_too_large = state is QValidator.State.Invalid and is_number
        return QValidator.State.Intermediate if is_too_large else state, text, position


def whole_number(value: int, least: int, most: int, *, tracks_keyboard: bool = False) -> QSpinBox:
    """A field for a whole number, shown as 50,000; one that tracks the keyboard shows 50000."""
    box = _WholeNumberField()
    box.lineEdit().setTextMargins(TEXT_MARGIN, 0, 0, 0)
    box.setLocale(ENGLISH)
    box.setGroupSeparatorShown(not tracks_keyboard)
    box.setRange(least, most)
    box.setKeyboardTracking(tracks_keyboard)
    box.setValue(value)
    box.setAlignment(Qt.AlignmentFlag.AlignLeft)
    return box


def waiting(box: QAbstractSpinBox) -> str:
    """What is typed and does not count yet; empty if all counts."""
    assert isinstance(box, QSpinBox | NumberField)
    text = box.cleanText().strip()
    counts = box.textFromValue(box.value())  # type: ignore[arg-type]
    return "" if text == counts else text


def text_of(value: float, decimals: int) -> str:
    """A number with some decimals, a large one with its first digits; what rounds to 0 is 0."""
    text = f"{value:.{decimals}f}" if abs(value) < LARGE else f"{value:.3g}"
    return text.replace("-", MINUS) if float(text) else text.removeprefix("-")


def with_sign(value: float) -> str:
    """A number with two decimals and its sign; what rounds to 0 has none."""
    text = text_of(value, 2)
    return text if text.startswith(MINUS) or text == text_of(0, 2) else f"+{text}"
