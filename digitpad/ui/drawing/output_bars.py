"""The ten outputs as bars, and below them ten buttons that label the drawing."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from digitpad.core.data.dataset import DIGITS, with_article
from digitpad.core.verdict import INACTIVE
from digitpad.session.hands.labelling import Labels
from digitpad.ui.parts import theme
from digitpad.ui.parts.actions import Action, declare, placed
from digitpad.ui.parts.explained import tell_part
from digitpad.ui.parts.layouts import named, row
from digitpad.ui.parts.ten_bars import Array, TenBars

LOWEST = 56  # pixels of the smallest height
Held = Qt.KeyboardModifier
HELP = (
    "Say which digit the drawing is: it is kept in My Digits, from which the network can learn "
    "your hand"
)


class ActivationBars(TenBars):
    """Ten bars, one per output neuron, as high as its activation."""

    def __init__(self) -> None:
        super().__init__(
            "activations",
            "The ten output neurons, one per digit: how strongly each answers, from 0 to 1. "
            "Sigmoids need not add up to 1, so they are no probabilities; a softmax’s outputs are "
            "a distribution: together 1",
            "Output activations of the digits 0 to 9",
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(LOWEST)
        self.setMouseTracking(True)
        self._activations: Array | None = None
        self._classes: Sequence[str] = DIGITS

    def explained_at(self, point: QPoint | None) -> str:
        """The name of the output at a point, and its activation."""
        if point is None:
            return ""
        digit = min(9, max(0, 10 * point.x() // self.width()))
        name = self._classes[digit]
        words = f"Output {digit}" if name == str(digit) else f"Output {digit}: {name}"
        if self._activations is not None:
            words = f"{words}, activation {self._activations[digit]:.4f}"
        return words

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        tell_part(self, self.explained_at(event.position().toPoint()))

    def show_activations(self, activations: Array | None, classes: Sequence[str] = DIGITS) -> None:
        """Show ten activations, 0..1; None for a blank canvas. classes: their names."""
        self._activations, self._classes = activations, classes
        values = np.zeros(0) if activations is None else activations
        spoken = [f"{one:.2f}" for one in values]
        heads = [text * bool(one >= INACTIVE) for one, text in zip(values, spoken)]
        self.show_values(values, (0.0, 1.0), heads, spoken)


def digit_of(event: QKeyEvent) -> int | None:
    """The digit of a key; None if it has none."""
    # French keyboards type digits with Shift.
    usual = Held.KeypadModifier | Held.GroupSwitchModifier | Held.ShiftModifier
    text, is_alone = event.text(), not event.modifiers() & ~usual
    return int(text) if is_alone and len(text) == 1 and text in "0123456789" else None


class LabelRow(QWidget):
    """Ten buttons in the columns of the bars, and a menu, to label the drawing.

    While no drawing can be labelled, the buttons only name the bars.
    """

    def __init__(self, labels: Labels) -> None:
        super().__init__()
        named(self, "labels", HELP, "It is a: say which digit the drawing is")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        actions = [
            Action(f"action_label_{digit}", f"&{digit}", "Edit", 5,
                   lambda digit=digit: labels.label(digit),  # type: ignore[misc]
                   f"Label the drawing as {with_article(str(digit))} and keep it in My Digits "
                   f"({digit} on the canvas)",
                   usable=lambda: not labels.why_not())
            for digit in range(10)
        ]  # fmt: skip
        self._actions = declare(self, actions, [labels.possibility_changed])
        menu = named(QMenu("It Is &a …", self), "menu_label", HELP)
        menu.addActions(self._actions)
        self.entry = placed(menu.menuAction(), "Edit", 5)
        buttons = row(of=self, spacing=4)
        for digit, action in enumerate(self._actions):
            spoken = f"It is {with_article(str(digit))}"
            button = named(QToolButton(), f"label_{digit}", spoken=spoken)
            button.setDefaultAction(action)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # on the canvas digit keys do it
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            theme.give_role(button, "digit")
            buttons.addWidget(button, 1)

    def press(self, digit: int) -> None:
        """Label the drawing as this digit, if it can be labelled."""
        self._actions[digit].trigger()
