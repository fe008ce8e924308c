"""A person's own question: a setting, and the values to compare.

All other settings are those of the form of *Train*.
"""

import re
import time
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import Architecture, Hyperparameters
from digitpad.session.runs.own_experiment import (
    COMPARED,
    WORDS,
    OwnExperiment,
    Value,
    about_ambiguous,
    about_wrong,
    value_in_words,
    values_in,
    why_nothing_changes,
)
from digitpad.session.runs.run_settings import parse_hidden_layers
from digitpad.session.session import Session
from digitpad.ui.parts.layouts import choice_box, column, label_of, named, paragraph, row
from digitpad.ui.parts.number_fields import GROUPED, NumberField
from digitpad.ui.train.form import Form

COMMA = re.compile(r"[1-9]\d*(,\d+)+")  # in a list whose values commas separate, too


class OwnQuestion(QWidget):
    """Fields for a setting and its values; those of a setting with choices are there at first.

    own: the experiment. error: what to correct, a sentence; empty if the values are right.
    """

    changed = Signal()
    """The setting or the values have changed."""

    def __init__(self, session: Session, form: Form) -> None:
        super().__init__()
        self._session, self._form = session, form
        tip = "The setting of Train to vary. Try η, which matters most"
        self._setting = choice_box("own_setting", tip)
        for name, word in WORDS.items():
            self._setting.addItem(word, name)
        self._setting.setCurrentIndex(self._setting.findData("eta"))
        tip = "Two to eight values, separated by semicolons, or by a comma and a space"
        self._values = named(QLineEdit(), "own_values", tip)
        self._said = paragraph("own_error", tip, "error")
        chosen = label_of(self._setting, "settin&g"), self._setting
        values = row(label_of(self._values, "val&ues"), (self._values, 1), spacing=8)
        column(row(*chosen, (values, 1), spacing=8), self._said, of=self, spacing=6)
        self.own = OwnExperiment("eta", (0.05, 0.5), Architecture(), Hyperparameters(), DataSpec())
        self.error = ""
        self._setting.currentIndexChanged.connect(self._show_examples)
        self._values.textChanged.connect(self.changed)
        self._show_examples()

    @property
    def setting(self) -> str:
        """The name of the chosen setting."""
        name: str = self._setting.currentData()
        return name

    def _choices(self) -> dict[str, Value]:
        """The values of the setting if it has choices, by their words."""
        setting, field = self.setting, self._form.fields[self.setting]
        values: list[Value] = [False, True] if isinstance(field, QCheckBox) else []
        if isinstance(field, QComboBox):
            values = [field.itemData(i) for i in range(field.count())]
        return {value_in_words(setting, value): value for value in values}

    def _show_examples(self, *_told: object) -> None:
        self._values.setText(self._example)

    def read(self) -> None:
        """Make the experiment from the entries here and in the form, or find what is wrong."""
        try:
            self.own, self.error = self._made(), ""
        except ValueError as error:
            self.error = str(error)
        self._said.setText(self.error)
        self._said.setVisible(bool(self.error))

    def _made(self) -> OwnExperiment:
        setting, form = self.setting, self._form
        if form.error() is not None:
            raise ValueError(f"First correct what is red in Train. {form.error()}")
        architecture, data = form.architecture(), form.data(self._session.chosen_data)
        if unchanged := why_nothing_changes(setting, architecture):
            raise ValueError(unchanged)
        values = values_in(self._values.text(), self._example, self._value)
        base = architecture, form.hyperparameters(), data
        return OwnExperiment(setting, values, *base, began=time.time())

    @property
    def _example(self) -> str:
        return COMPARED[self.setting].own_values or "; ".join(self._choices())

    def _value(self, text: str) -> Value:
        """The value of a text, as the form's field reads it. Raises ValueError with a sentence."""
        if self.setting == "hidden_layers":
            return parse_hidden_layers(text)
        for words, choice in self._choices().items():
            if text.casefold() in (words.casefold(), str(choice).casefold()):
                return choice
        field: Any = self._form.fields[self.setting]
        ambiguous = GROUPED if ";" in self._values.text() else COMMA
        if isinstance(field, NumberField) and ambiguous.fullmatch(text):
            raise ValueError(about_ambiguous(text))
        if not self._choices() and field.validate(text, 0)[0] == QValidator.State.Acceptable:
            value: Value = field.valueFromText(text)
            # Qt reads the whole number 1,5 as 15.
            if isinstance(field, NumberField) or text in (f"{value}", f"{value:,}"):
                return value
        raise ValueError(about_wrong(self.setting, text, self._example))
