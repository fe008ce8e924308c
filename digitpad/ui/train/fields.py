"""The fields of the settings of training, and their values.

A field's value is the setting as `Architecture` and `Hyperparameters` have it.
"""

from dataclasses import asdict
from typing import Any

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLineEdit, QSpinBox, QWidget

from digitpad.core.data.data_spec import EVALUATION_DATA
from digitpad.session.runs.run import Run
from digitpad.session.runs.run_settings import written
from digitpad.session.runs.settings import (
    LARGEST,
    Between,
    Check,
    Number,
    OneOf,
    Setting,
    Text,
    Whole,
)
from digitpad.ui.parts.number_fields import NumberField, TenthsField, whole_number


def entries_of(run: Run) -> dict[str, Any]:
    """The settings and the seed of a run, by the names of their fields."""
    entries = asdict(run.architecture) | {"hidden_layers": written(run.architecture.hidden_layers)}
    if run.data_set is not None:
        evaluation = run.evaluation or EVALUATION_DATA[0]
        entries |= {"training_size": run.training_size, "evaluation_data": evaluation}
    if run.hyperparameters is not None:
        entries |= asdict(run.hyperparameters)
    return entries | {"seed": "" if run.seed is None else str(run.seed)}


def field_of(setting: Setting) -> QWidget:
    """The field of a setting, with its default."""
    field: QWidget
    match setting.takes:
        case OneOf(values):
            field = QComboBox()
            for text, value in values.items():
                field.addItem(text, value)
        case Check(text):
            field = QCheckBox(text)
        case Whole(most, suffix):
            field = whole_number(most, 1, most)
            field.setSuffix(suffix)
        case Number(least, smallest_step):
            field = NumberField(least, least, LARGEST, smallest_step)
        case Between(least, most):
            field = TenthsField(least, least, most)
        case Text(placeholder):
            field = QLineEdit()
            field.setPlaceholderText(placeholder)
    if setting.default is not None:
        default = setting.default
        show_value(field, written(default) if isinstance(default, tuple) else default)
    return field


# Qt marks one property of each kind of field as the one that users edit.


def value_of(field: QWidget) -> Any:
    if isinstance(field, QComboBox):
        return field.currentData()
    return field.metaObject().userProperty().read(field)


def show_value(field: QWidget, value: Any) -> None:
    """Set the value of a field; a number that is too large becomes the largest."""
    if isinstance(field, QComboBox):
        field.setCurrentIndex(field.findData(value))
        return
    if isinstance(field, QSpinBox | QDoubleSpinBox):
        value = min(value, field.maximum())
    field.metaObject().userProperty().write(field, value)


def can_have(field: QWidget, value: object) -> bool:
    """Whether a field accepts a value, by its type and its choices."""
    if isinstance(field, QComboBox):
        return field.findData(value) >= 0
    return type(value) is type(value_of(field))


def changed_of(field: QWidget) -> SignalInstance:
    """The signal of a field whose value has changed."""
    name = field.metaObject().userProperty().notifySignal().name()
    changed: SignalInstance = getattr(field, bytes(name.data()).decode())
    return changed
