"""Fields for numbers, which count when their entry is finished: by Return, Tab or leaving."""

import math

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSpinBox

# Qt rounds to so many decimals, its most: no number that a file holds is changed by that.
DECIMALS = 323
STEPS = (1.0, 2.0, 5.0, 10.0)


class NumberBox(QDoubleSpinBox):
    """A number of any size, shown as it was typed or read: 0.5, 2e-05, 1000.

    Steps go through 0.1, 0.2, 0.5, 1, 2, 5 and so on; below `smallest_step` comes the least.
    """

    def __init__(self, value: float, least: float, most: float, smallest_step: float) -> None:
        super().__init__()
        self._smallest_step = smallest_step
        self.setDecimals(DECIMALS)
        self.setRange(least, most)
        self.setKeyboardTracking(False)
        self.setValue(value)

    def event(self, event: QEvent) -> bool:
        _finish_at_tab(self, event)
        return super().event(event)

    def textFromValue(self, value: float) -> str:
        return repr(value).removesuffix(".0")

    def valueFromText(self, text: str) -> float:
        number = _number_in(text)
        return self.value() if number is None else number

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        if text.strip("0123456789.,eE+- "):
            return QValidator.State.Invalid, text, position
        number = _number_in(text)
        complete = number is not None and self.minimum() <= number <= self.maximum()
        state = QValidator.State.Acceptable if complete else QValidator.State.Intermediate
        return state, text, position

    def stepBy(self, steps: int) -> None:
        value = self.value()
        for _ in range(abs(steps)):
            value = self._next(value) if steps > 0 else self._last(value)
        self.setValue(value)

    def _next(self, value: float) -> float:
        if value < self._smallest_step:
            return self._smallest_step
        power = 10.0 ** math.floor(math.log10(value))
        return min(_round(step * power) for step in STEPS if _round(step * power) > value)

    def _last(self, value: float) -> float:
        if value <= self._smallest_step:
            return self.minimum()
        power = 10.0 ** (math.ceil(math.log10(value)) - 1)
        return max(_round(step * power) for step in STEPS if _round(step * power) < value)


class WholeNumberBox(QSpinBox):
    """A whole number from 1 to `most`."""

    def __init__(self, value: int, most: int) -> None:
        super().__init__()
        self.setRange(1, most)
        self.setGroupSeparatorShown(True)
        self.setKeyboardTracking(False)
        self.setValue(value)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft)

    def event(self, event: QEvent) -> bool:
        _finish_at_tab(self, event)
        return super().event(event)


def _finish_at_tab(box: QAbstractSpinBox, event: QEvent) -> None:
    """Whoever presses Tab has done with the entry, wherever the focus goes then."""
    if (
        isinstance(event, QKeyEvent)
        and event.type() == QEvent.Type.KeyPress
        and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
    ):
        box.interpretText()


def _number_in(text: str) -> float | None:
    """The number that is written there, with a point or a comma; None where there is none."""
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _round(number: float) -> float:
    """The number as a person would write it: 0.3, not 0.30000000000000004."""
    return float(f"{number:.12g}")
