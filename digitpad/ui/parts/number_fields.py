"""Fields for numbers, the same in every country.

An entry counts when it is finished, by Return, by Tab or by leaving the field; in a field that
tracks the keyboard, at each letter. An entry that is no number, or out of range, is refused.
"""

import math
import re
from bisect import bisect_left, bisect_right

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSpinBox

DECIMALS = 323  # Qt's most, so that no number of a file is rounded
TEXT_MARGIN = 5  # pixels before a number; a stylesheet's padding does not reach there
ARROWS = 30  # pixels beside a number
ROUND = [float(f"{digit}e{power}") for power in range(-307, 308) for digit in (1, 2, 5)]
# 1,000 groups the digits of a thousand; as a number with decimals it might be 1 as well.
GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")
IN_NUMBERS = "0123456789.,eE+-"  # no other letter is taken
Checked = tuple[QValidator.State, str, int]
ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)


def _narrow(box: QAbstractSpinBox) -> QSize:
    """A size with room for a number and its suffix."""
    suffix = box.property("suffix")
    usual = f"100{suffix}" if suffix else "50,000"
    width = box.fontMetrics().horizontalAdvance(usual) + ARROWS
    return QSize(width, QAbstractSpinBox.sizeHint(box).height())


class NumberField(QDoubleSpinBox):
    """A number of any size, typed as 0.25, 0,25 or 1e-3 and shown as 0.25.

    1,000 is refused, as it can be read in two ways.

    Steps go through 0.1, 0.2, 0.5, 1, 2, 5 and so on; below `smallest_step` comes `least`.
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
        if text.removesuffix(self.suffix()).strip(f" {IN_NUMBERS}"):
            return QValidator.State.Invalid, text, position
        is_in_range = self.minimum() <= self.valueFromText(text) <= self.maximum()
        state = QValidator.State.Acceptable if is_in_range else QValidator.State.Intermediate
        return state, text, position

    def fixup(self, text: str) -> str:
        return text  # Qt would take 1.2.3 for 123 if a point groups digits

    def valueFromText(self, text: str) -> float:
        """The number; NaN for none: 1e- is not complete, 1e-400 too small, 1,000 ambiguous."""
        text = text.removesuffix(self.suffix()).strip()
        try:
            number = float(text.replace(",", "."))
        except ValueError:
            return math.nan
        is_lost = not number and bool(text.lower().partition("e")[0].strip("+-0.,"))
        return math.nan if is_lost or GROUPED.fullmatch(text) else number

    def textFromValue(self, value: float) -> str:
        return repr(value).removesuffix(".0")

    def stepBy(self, steps: int) -> None:
        self.interpretText()  # a step starts at the number that is typed
        places = [self.minimum(), *(step for step in ROUND if step >= self._smallest_step)]
        below, above = bisect_left(places, self.value()), bisect_right(places, self.value())
        at = (below if steps < 0 else above - 1) + steps
        self.setValue(places[min(max(0, at), len(places) - 1)])


class TenthsField(NumberField):
    """A number within bounds, in steps of a tenth."""

    def __init__(self, value: float, least: float, most: float) -> None:
        super().__init__(value, least, most, 0.1)

    def stepBy(self, steps: int) -> None:
        self.interpretText()
        least, most = math.ceil(10 * self.minimum()), math.floor(10 * self.maximum())
        self.setValue(min(max(least, math.floor(10 * self.value() + 0.5) + steps), most) / 10)


class _WholeNumberField(QSpinBox):
    """Refuses a number that is too large, or not whole, and commas that do not group thousands.

    Qt would drop what it cannot read: 50001 becomes 5000, 2.5 becomes 25, and 1,5 15.
    """

    sizeHint = minimumSizeHint = _narrow

    def validate(self, text: str, position: int) -> Checked:
        state, text, position = super().validate(text, position)
        typed = text.removesuffix(self.suffix()).strip()
        is_other_number = state is QValidator.State.Invalid and not typed.strip(IN_NUMBERS)
        is_odd = "," in typed and state is QValidator.State.Acceptable
        is_odd = is_odd and not GROUPED.fullmatch(typed)
        is_refused = is_other_number or is_odd
        return QValidator.State.Intermediate if is_refused else state, text, position


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
