"""The form that describes a network and how to train it: a field for each of SETTINGS."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import CHANGEABLE, Architecture, Hyperparameters, effective
from digitpad.session.runs.form_words import UNMONITORED, error_of_seed
from digitpad.session.runs.run_settings import NO_LAYERS, parse_hidden_layers
from digitpad.session.runs.settings import LEARNING, MONITOR, MORE, NETWORK, SETTINGS
from digitpad.ui.parts import theme
from digitpad.ui.parts.cut_labels import CutLabel
from digitpad.ui.parts.following_view import FollowingView
from digitpad.ui.parts.layouts import WideScroll, column, keep_room, label_of, named, row
from digitpad.ui.parts.number_fields import NumberField
from digitpad.ui.train.fields import can_have, changed_of, field_of, show_value, value_of
from digitpad.ui.train.samples_strip import SamplesStrip

ABOVE = 8  # pixels above a heading
BETWEEN = 4  # pixels between rows
BETWEEN_FOLDED = 2  # so that all of More is in sight at the first size of the window, 1240x736
LEAST_HEIGHT = 48  # pixels of the fields' scroll area
# Fields, each with another one, and the entry there that makes it useless.
DEPENDS_ON = {
    "neurons": ("hidden_layers", NO_LAYERS),
    "dropout": ("hidden_layers", NO_LAYERS),
    "no_improvement_in": ("early_stopping", "off"),
}
IN_MORE = "dropout, seed, images …"  # shown while nothing there differs from the defaults

Entries = Mapping[str, Any]  # by the names of settings; a training size of None means all images


class Form(FollowingView):
    """The fields. Those that are seldom changed are folded below `middle`, the place of buttons."""

    painted = theme.CHANGES
    changed = Signal()
    """The user or the program has changed an entry."""

    def __init__(self) -> None:
        super().__init__()
        self.fields = {each.name: named(field_of(each), each.name, each.about) for each in SETTINGS}
        self._numbers = [
            field for field in self.fields.values() if isinstance(field, QSpinBox | NumberField)
        ]
        self.samples = SamplesStrip()
        self._labels: list[QLabel] = []
        self._typed_size: int | None = None  # of the training data; None: all
        self._always, self._folded = QWidget(), QWidget()
        self._add_groups(self._always, (NETWORK, LEARNING))
        self._add_groups(self._folded, (MORE, MONITOR), BETWEEN_FOLDED)
        self.middle = QVBoxLayout()
        self._make_fold()
        self._lay_out()
        self._sizes().valueChanged.connect(self._take_size)
        for field in self.fields.values():
            changed_of(field).connect(self._check)
        self.fields["augmentation"].toggled.connect(self.samples.show_distorted)  # type: ignore[attr-defined]
        self.defaults = self.entries()
        """The entries of the first start."""
        self._check()

    def _add_groups(
        self, content: QWidget, groups: tuple[str, ...], spacing: int = BETWEEN
    ) -> None:
        rows = QFormLayout(content)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setVerticalSpacing(spacing)
        rows.setHorizontalSpacing(12)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for group in groups:
            if group != MORE:  # its heading is the button that unfolds it
                heading = QLabel(group)
                heading.setContentsMargins(0, ABOVE if rows.rowCount() else 0, 0, 0)
                theme.give_role(heading, "heading")
                rows.addRow(heading)
            of_group = [each for each in SETTINGS if each.group == group]
            unlabelled = [self.fields[each.name] for each in of_group if not each.label]
            for setting in of_group:
                field = self.fields[setting.name]
                if setting.label:
                    self._labels.append(label_of(field, setting.label))
                    has_strip = setting.name == "augmentation"
                    beside = row(field, (self.samples, 1), spacing=8) if has_strip else field
                    rows.addRow(self._labels[-1], beside)
            for at in range(0, len(unlabelled), 2):  # check boxes, two beside each other
                rows.addRow(row(*((box, 1) for box in unlabelled[at : at + 2]), spacing=8))

    def _make_fold(self) -> None:
        about = "Settings that are seldom changed; those that differ from the defaults are named."
        self.fold = named(QToolButton(), "more", about, role="fold")
        self.fold.setText(MORE)
        self.fold.setCheckable(True)
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.toggled.connect(self._unfold)
        self._said_of_more = CutLabel("more_differs", about, most_lines=1, role="caption")

    def _unfold(self, is_unfolded: bool) -> None:
        arrow = Qt.ArrowType.DownArrow if is_unfolded else Qt.ArrowType.RightArrow
        self.fold.setArrowType(arrow)
        self._below.setVisible(is_unfolded)

    def _lay_out(self) -> None:
        head = row(self.fold, (self._said_of_more, 1), spacing=8)
        above = WideScroll(self._always)  # in a low window the buttons stay in sight
        above.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        # It has the room that is left, unfolded or not: so nothing above it moves.
        below = self._below = WideScroll(self._folded)
        below.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        keep_room(below)
        for area in (above, below):
            area.setMinimumHeight(LEAST_HEIGHT)
        column(above, self.middle, head, (below, 1), of=self, spacing=8)
        self._unfold(False)

    def refresh(self) -> None:
        """Align the fields of both parts."""
        texts = (label.text().replace("&", "") for label in self._labels)
        widest = max(map(self._labels[0].fontMetrics().horizontalAdvance, texts))
        for label in self._labels:
            label.setFixedWidth(widest)

    # Reading the entries.

    def value(self, name: str) -> Any:
        """The value of a setting's field."""
        return value_of(self.fields[name])

    def errors(self) -> dict[str, str]:
        """Sentences about wrong entries, by the settings' names."""
        found = {}
        try:
            parse_hidden_layers(self.value("hidden_layers"))
        except ValueError as error:
            found["hidden_layers"] = str(error)
        if (wrong := error_of_seed(self.value("seed"))) is not None:
            found["seed"] = wrong
        monitored = self.value("monitor_evaluation_accuracy")
        if self.value("early_stopping") != "off" and not monitored:
            found["early_stopping"] = UNMONITORED
        return found

    def error(self) -> str | None:
        """A sentence about the first wrong entry; None if all are right."""
        return next(iter(self.errors().values()), None)

    def architecture(self) -> Architecture:
        """The network that the form describes. Raises ValueError while an entry is wrong."""
        return Architecture(
            parse_hidden_layers(self.value("hidden_layers")),
            self.value("cost"),
            self.value("weight_initializer"),
            self.value("neurons"),
        )

    def hyperparameters(self) -> Hyperparameters:
        """The hyper-parameters in the form. Raises ValueError while an entry is wrong."""
        values = {each.name: self.value(each.name) for each in fields(Hyperparameters)}
        return effective(Hyperparameters(**values), self.architecture())

    def seed(self) -> int | None:
        """The seed of a new network; None for a random one."""
        text = self.value("seed").strip()
        return None if not text or error_of_seed(text) else int(text)

    def training_size(self) -> int | None:
        """The number of training images to learn from; None for all."""
        size = self._sizes()
        return None if size.value() == size.maximum() else size.value()

    def data(self, chosen: DataSpec) -> DataSpec:
        """The part of the chosen data that the form describes."""
        evaluation = self.value("evaluation_data")
        return replace(chosen, training_size=self.training_size(), evaluation=evaluation)

    def settings(self) -> Entries:
        """All settings in which runs can differ. Raises ValueError while an entry is wrong."""
        evaluation = self.value("evaluation_data")
        parts = {"training_size": self.training_size(), "evaluation_data": evaluation}
        return asdict(self.architecture()) | asdict(self.hyperparameters()) | parts

    def finish_entries(self) -> None:
        """Let numbers that are being typed count now."""
        for number in self._numbers:
            number.interpretText()

    # Filling in entries.

    def entries(self) -> Entries:
        """The present entries, right or wrong."""
        values = {name: value_of(field) for name, field in self.fields.items()}
        return values | {"training_size": self._typed_size}

    def bring_back(self, kept: Entries) -> None:
        """Fill in entries that were kept, if the fields accept them."""
        self.show_entries(
            {
                name: value
                for name, value in kept.items()
                if name in self.fields
                if (name == "training_size" and value is None) or can_have(self.fields[name], value)
            }
        )

    def show_entries(self, entries: Entries) -> None:
        """Fill in the entries that have a field."""
        for name, value in entries.items():
            if name == "training_size":
                self._show_size(value)
            elif name in self.fields:
                show_value(self.fields[name], value)

    def show_images(self, images: int) -> None:
        """Set the number of training images there are.

        The number that was typed stays in mind, and is back with as many images.
        """
        typed = self._typed_size
        self._sizes().setMaximum(images)
        self._show_size(typed)

    def _show_size(self, size: int | None) -> None:
        show_value(self._sizes(), self._sizes().maximum() if size is None else size)
        self._typed_size = size  # there may be fewer

    def _take_size(self) -> None:
        self._typed_size = self.training_size()

    def show_running(self, running: bool) -> None:
        """While a person's run is trained, enable only fields that can change it."""
        for setting in SETTINGS:
            self.fields[setting.name].setEnabled(not running or setting.name in CHANGEABLE)
        self._show_usable()

    def _sizes(self) -> QSpinBox:
        field = self.fields["training_size"]
        assert isinstance(field, QSpinBox)
        return field

    def _check(self, *_told: object) -> None:
        self._show_errors()
        self._show_usable()
        entries = self.entries()
        differ = {
            each.word: None  # the monitors have one word
            for each in SETTINGS
            if each.group in (MORE, MONITOR) and each.word and self._is_used(each.name)
            if entries[each.name] != self.defaults[each.name]
        }
        self._said_of_more.show_text(", ".join(differ) or IN_MORE)
        self.changed.emit()

    def _show_usable(self) -> None:
        """Enable the fields that depend on others."""
        for name, (other, _) in DEPENDS_ON.items():
            self.fields[name].setEnabled(self.fields[other].isEnabled() and self._is_used(name))

    def _is_used(self, name: str) -> bool:
        """Whether a setting has an effect beside the other entries."""
        if name not in DEPENDS_ON:
            return True
        other, useless = DEPENDS_ON[name]
        return bool(self.value(other).strip().lower() != useless)

    def _show_errors(self) -> None:
        wrong = self.errors()
        for name, field in self.fields.items():
            theme.give_role(field, "error" if name in wrong else "")
