"""Ten buttons below the bars, 0 to 9: "It is a: 4" labels the drawing."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from digitpad.core.data.classes import with_article
from digitpad.session.hands.labels import Labels
from digitpad.ui.frame.actions import MenuEntry, Row, declare
from digitpad.ui.parts import theme
from digitpad.ui.parts.layouts import named, row

Held = Qt.KeyboardModifier
HELP = (
    "Say which digit the drawing is: it is then kept in My Digits, from which the network can "
    "learn your hand"
)
KEYS = (
    ("on the canvas: say which digit it is", "0 … 9"),
    ("on the canvas: take the digit that was asked for at once", "Return"),
)


def digit_of(event: QKeyEvent) -> int | None:
    """The digit that a key has typed; None for any other key."""
    # French keyboards type digits with Shift.
    usual = Held.KeypadModifier | Held.GroupSwitchModifier | Held.ShiftModifier
    text, is_alone = event.text(), not event.modifiers() & ~usual
    return int(text) if is_alone and len(text) == 1 and text in "0123456789" else None


class LabelRow(QWidget):
    """Ten buttons in the columns of the bars, with a menu of the same actions.

    While no drawing can be labelled, they are mere names of the bars.
    """

    def __init__(self, labels: Labels) -> None:
        super().__init__()
        named(self, "labels", HELP, "It is a: say which digit the drawing is")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        rows = [
            Row(f"action_label_{digit}", f"&{digit}", "Edit", 5,
                lambda digit=digit: labels.label(digit),  # type: ignore[misc]
                f"Label the drawing as {with_article(str(digit))} and keep it in My Digits "
                f"({digit} on the canvas)",
                usable=lambda: not labels.why_not())
            for digit in range(10)
        ]  # fmt: skip
        self._actions = [e.action for e in declare(self, rows, [labels.possibility_changed])]
        menu = named(QMenu("It Is &a …", self), "menu_label", HELP)
        menu.addActions(self._actions)
        self.entry = MenuEntry(menu.menuAction(), "Edit", 5)
        buttons = row(of=self, spacing=4)
        for digit, action in enumerate(self._actions):
            said = f"It is {with_article(str(digit))}"
            button = named(QToolButton(), f"label_{digit}", said=said)
            button.setDefaultAction(action)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # on the canvas the digits do it
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            theme.give_role(button, "digit")
            buttons.addWidget(button, 1)

    def press(self, digit: int) -> None:
        """Say that the drawing is this digit, if there is one."""
        self._actions[digit].trigger()
