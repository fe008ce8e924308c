"""Fields for numbers, which look alike in every country.

They show digits and a point, as the whole window does, and read the digits of any script, and a
comma as well as a point. An entry counts when it is finished: by Return, by Tab, or when the field
is left, but not while another window is in front. A wrong entry stays as it was typed, in red;
`error` says what is wrong with it, and the field keeps the value of before.

A field that checks each letter, for a small number beside what it changes, counts at once and
accepts nothing wrong.
"""

import math
import re
import sys
from typing import Any

from PySide6.QtCore import QEvent, QLocale, Qt, Signal, SignalInstance
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPalette, QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox, QWidget

from digitpad.core.text import western
from digitpad.ui.parts import theme

# Beside a class of Qt's there can be no second one.
_SpinBox: Any = object

# The most that Qt rounds to: it changes no number that a file holds.
DECIMALS = 323
STEPS = (1.0, 2.0, 5.0, 10.0)

# Groups of three digits, as they are parted in one country or another.
GROUPS = re.compile(r"\d{1,3}(?:([.,'’ \u00a0\u202f])\d{3})(?:\1\d{3})*", re.ASCII)
Checked = tuple[QValidator.State, str, int]
IN_FRONT = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
WRONG = {QPalette.ColorRole.Text: "error", QPalette.ColorRole.Base: "error_ground"}
LARGEST = sys.float_info.max
LONGEST_QUOTE = 16  # letters of an entry in a sentence about it


class _Entry(_SpinBox):  # type: ignore[misc]
    """What both kinds of fields do with what is typed."""

    checked: SignalInstance
    _name: str
    _checks_letters = False
    _wrong: str | None = None  # the entry, while it is no number that is allowed

    @property
    def error(self) -> str | None:
        """What is wrong with the entry, as a sentence; None where all is well."""
        return None if self._wrong is None else self._sentence(self._wrong)

    def _sentence(self, wrong: str) -> str:
        """What is wrong with this entry."""
        raise NotImplementedError

    def _note(self, wrong: str | None) -> None:
        if wrong != self._wrong:
            self._wrong = wrong
            self._tell_checked()

    def _tell_checked(self) -> None:
        theme.set_colors(self, {} if self._wrong is None else WRONG)
        self.checked.emit()

    def setValue(self, value: Any) -> None:
        was_wrong, self._wrong = self._wrong is not None, None
        super().setValue(value)
        if was_wrong:
            self._tell_checked()

    def valueFromText(self, text: str) -> Any:
        text = text.removesuffix(self.suffix())
        number = self._number_in(text)
        if number is None or not self.minimum() <= number <= self.maximum():
            self._note(text)
            return self.value()
        self._note(None)
        return number

    def _number_in(self, text: str) -> float | None:
        """The number that is typed; None where it is none."""
        raise NotImplementedError

    def validate(self, text: str, position: int) -> Checked:
        if self._checks_letters:
            checked: Checked = super().validate(self._plain(text), position)
            return checked
        return QValidator.State.Acceptable, text, position  # and stays, be it wrong

    def _plain(self, text: str) -> str:
        """The text in our digits."""
        return western(text)

    def waiting(self) -> str:
        """What is typed and does not count yet, with the field's name; empty where all counts."""
        counts, text = self.textFromValue(self.value()), self.cleanText()
        waits = text.strip() not in (counts, self._wrong) and not self._checks_letters
        return f"{self._name} {_quoted(text)}" if waits else ""

    def event(self, event: QEvent) -> bool:
        # Tab ends the entry, wherever the focus goes next.
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        ):
            self.interpretText()
        is_taken: bool = super().event(event)
        return is_taken

    def focusOutEvent(self, event: QFocusEvent) -> None:
        # Another window, a question or a menu in front ends no entry: its writer comes back.
        if event.reason() in IN_FRONT and self.waiting():
            QWidget.focusOutEvent(self, event)
        else:
            super().focusOutEvent(event)


class NumberBox(_Entry, QDoubleSpinBox):
    """A number of any size, shown as it was typed or read: 0.5, 2e-05, 1000.

    Steps go through 0.1, 0.2, 0.5, 1, 2, 5 and so on; below `smallest_step` comes the least.

    name, allowed: what sentences call it, and which numbers: "above 0". decimals: where they are
    given each letter is checked, as many are shown, and all steps are `smallest_step`.
    """

    checked = Signal()
    """An entry is wrong, or none is wrong any more."""

    def __init__(
        self,
        name: str,
        allowed: str,
        value: float,
        least: float,
        most: float,
        smallest_step: float,
        decimals: int | None = None,
    ) -> None:
        super().__init__()
        self._name, self._allowed, self._smallest_step = name, allowed, smallest_step
        self._checks_letters = decimals is not None
        self.setLocale(QLocale.c())
        self.setSingleStep(smallest_step)
        self.setDecimals(DECIMALS if decimals is None else decimals)
        self.setRange(least, most)
        self.setKeyboardTracking(self._checks_letters)
        self.setValue(value)

    def _plain(self, text: str) -> str:
        return western(text).replace(",", ".")

    def _sentence(self, wrong: str) -> str:
        number = number_in(wrong)
        if number is not None and number > (most := self.maximum()):
            bound = "a computer’s number can be" if most == LARGEST else f"{most:,.10g}"
            return f"{self._name}: {_quoted(wrong)} is more than {bound}."
        return f"{self._name}: type a number {self._allowed}, not {_quoted(wrong)}."

    def _number_in(self, text: str) -> float | None:
        return number_in(text)

    def textFromValue(self, value: float) -> str:
        if self._checks_letters:
            return f"{value:.{self.decimals()}f}"
        return repr(value).removesuffix(".0") if self._wrong is None else self._wrong

    def stepBy(self, steps: int) -> None:
        if self._checks_letters:
            super().stepBy(steps)
            return
        self.interpretText()  # a step goes from the number that is typed
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


class WholeNumberBox(_Entry, QSpinBox):
    """A whole number. 50,000 may be typed as 50000, 50.000, 50 000 or 5e4.

    name: what sentences call it. checks_letters: whether each letter is checked.
    """

    checked = Signal()
    """An entry is wrong, or none is wrong any more."""

    def __init__(
        self, name: str, value: int, most: int, least: int = 1, *, checks_letters: bool = False
    ) -> None:
        super().__init__()
        self._name, self._checks_letters = name, checks_letters
        self.setLocale(QLocale.c())
        self.setRange(least, most)
        self.setKeyboardTracking(checks_letters)
        self.setValue(value)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft)

    def _sentence(self, wrong: str) -> str:
        return (
            f"{self._name}: type a whole number from {self.minimum():,} to {self.maximum():,}, "
            f"not {_quoted(wrong)}."
        )

    def _number_in(self, text: str) -> int | None:
        return whole_number_in(text)

    def textFromValue(self, value: int) -> str:
        if self._checks_letters and not self.isGroupSeparatorShown():
            return str(value)
        return f"{value:,}" if self._wrong is None else self._wrong

    def stepBy(self, steps: int) -> None:
        self.interpretText()  # a step goes from the number that is typed
        self.setValue(max(self.minimum(), min(self.value() + steps, self.maximum())))


def whole_number_in(text: str) -> int | None:
    """The whole number that is written there, in groups or not; None where there is none."""
    text = western(text.strip())
    if GROUPS.fullmatch(text):
        text = re.sub(r"\D", "", text)
    if text.isascii() and text.isdigit():
        return int(text.lstrip("0")[:100] or 0)  # Python reads no number of thousands of digits
    number = number_in(text)
    # Beyond 2**53 a float is no longer sure of its last digits.
    if number is None or "e" not in text.lower() or number % 1 or abs(number) > 2**53:
        return None
    return int(number)


def number_in(text: str) -> float | None:
    """The number that is written there, with a point or a comma; None where there is none.

    One that no float can hold is infinite.
    """
    text = western(text.strip()).replace(",", ".")
    if text.strip("0123456789.eE+-"):  # float() knows words, underscores and other digits too
        return None
    try:
        return float(text)
    except ValueError:
        return None


def _quoted(entry: str) -> str:
    entry = entry.strip()
    if not entry:
        return "nothing"
    return f"“{entry if len(entry) <= LONGEST_QUOTE else entry[: LONGEST_QUOTE - 1] + '…'}”"


def _round(number: float) -> float:
    """The number as a person would write it: 0.3, not 0.30000000000000004."""
    return float(f"{number:.12g}")
