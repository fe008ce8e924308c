"""The names of the bars, 0 to 9, which are buttons: "It is a: 4" labels the drawing."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from digitpad.core.data.classes import with_article
from digitpad.session.hands.labels import Labels
from digitpad.ui.frame.actions import MenuEntry, Row, declare
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.layouts import row

Held = Qt.KeyboardModifier
EDGE, ROUND = 2, 3  # pixels above and below a digit; radius of a button's corners
HELP = (
    "Is the reading wrong, or do you teach the network your hand? Say which digit it is: the "
    "drawing is kept in My Digits"
)
KEYS = (
    ("on the canvas or the reading: say which digit it is", "0 … 9"),
    ("on the canvas: take the digit that was asked for at once", "Return"),
)


def digit_of(event: QKeyEvent) -> int | None:
    """The digit that a key has typed; None for any other key."""
    # French keyboards type digits with Shift.
    usual = Held.KeypadModifier | Held.GroupSwitchModifier | Held.ShiftModifier
    text, is_alone = event.text(), not event.modifiers() & ~usual
    return int(text) if is_alone and len(text) == 1 and text in "0123456789" else None


class LabelRow(QWidget):
    """Ten buttons in the columns of the bars; from the keyboard the digits themselves do it.

    They have frames while there is a drawing that can be labelled, and are mere names otherwise.
    """

    def __init__(self, labels: Labels) -> None:
        super().__init__()
        self.setObjectName("labels")
        self.setAccessibleName("It is a: say which digit the drawing is")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.menu = QMenu("It Is &a …", self)
        self.menu.setObjectName("menu_label")
        for part in (self, self.menu):
            explain(part, HELP)
        rows = [
            Row(f"action_label_{digit}", f"&{digit}", "Edit", 5,
                lambda digit=digit: labels.label(digit),  # type: ignore[misc]
                f"Say that the drawing is {with_article(str(digit))}: it is kept in My "
                f"Digits ({digit} on the canvas)",
                usable=lambda: not labels.why_not())
            for digit in range(10)
        ]  # fmt: skip
        actions = [e.action for e in declare(self, rows, [labels.possibility_changed])]
        self.menu.addActions(actions)
        self.entry = MenuEntry(self.menu.menuAction(), "Edit", 5)
        self._buttons = [_Name(action) for action in actions]
        row(*((button, 1) for button in self._buttons), of=self, spacing=0)

    def press(self, digit: int) -> None:
        """Say that the drawing is this digit, if there is one."""
        self._buttons[digit].click()

    def mark(self, digits: Sequence[int]) -> None:
        """Let these digits stand out, as they are read."""
        for digit, button in enumerate(self._buttons):
            button.mark(digit in digits)

    def name_classes(self, classes: Sequence[str]) -> None:
        """Say of each button what its output stands for."""
        for digit, (button, name) in enumerate(zip(self._buttons, classes)):
            action = button.defaultAction()
            button.setToolTip(action.toolTip() if name == str(digit) else f"Output {digit}: {name}")


class _Name(QToolButton):
    """One digit: a name, and a button while it can be pressed."""

    def __init__(self, action: QAction) -> None:
        super().__init__()
        self.setDefaultAction(action)
        self.setObjectName(action.objectName().removeprefix("action_"))
        self.setAccessibleName(f"It is {with_article(action.text()[1:])}")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # to be painted anew under the pointer
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._is_marked = False

    def mark(self, is_marked: bool) -> None:
        """Stand out, or no longer."""
        if is_marked != self._is_marked:
            self._is_marked = is_marked
            self.update()

    def sizeHint(self) -> QSize:
        height = self.fontMetrics().height() + 2 * EDGE
        return QSize(height, height)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme.current()
        with QPainter(self) as painter:
            place = self.rect().adjusted(1, 0, -2, -1)
            if self.isEnabled():
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(colors.edge)
                lit = self.isDown() or self.underMouse()
                painter.setBrush(colors.track if lit else colors.paper)
                painter.drawRoundedRect(place, ROUND, ROUND)
            is_strong = self._is_marked or self.underMouse() and self.isEnabled()
            painter.setPen(colors.ink if is_strong else colors.muted)
            text = self.defaultAction().text()[1:]
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, text)
