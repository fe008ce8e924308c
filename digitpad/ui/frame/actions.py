"""Actions, each declared once, in the room it belongs to: what it does and when it can be used.

A room lists its entries, and the window makes the menus of all of them: an entry says in which
menu it stands, and in which of its groups, which lines part from each other.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, SignalInstance
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QMenu,
    QMenuBar,
    QPushButton,
    QSizePolicy,
)

from digitpad.session.weak_call import weakly

Key = QKeySequence.StandardKey

EDGES = 10  # pixels beside a button's text, where the row has them

MENUS = {
    "File": "&File",
    "Edit": "&Edit",
    "Training": "&Training",
    "Runs": "R&uns",
    "View": "&View",
    "Help": "&Help",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An action, or a menu's own, and its place: a menu of MENUS, and a group in it."""

    action: QAction
    menu: str
    group: int


def declare(
    owner: QObject,
    name: str,
    text: str,
    call: Callable[[], object],
    *,
    menu: str,
    group: int,
    shortcut: str | tuple[str, ...] | QKeySequence.StandardKey = "",
    tip: str = "",
    checkable: bool = False,
    usable: Callable[[], bool] | None = None,
    changes: Sequence[SignalInstance] = (),
) -> Entry:
    """Make an action of this name, and call `call` when it is chosen.

    usable: whether it can be used now, asked anew at each of the signals `changes`; by default
    it always can. shortcut: the system's own where there is one; or several.
    """
    action = QAction(text, owner)
    action.setObjectName(name)
    if isinstance(shortcut, Key):
        action.setShortcuts(shortcut)  # all of them: Ctrl+Y and Ctrl+Shift+Z
    else:
        keys = (shortcut,) if isinstance(shortcut, str) else shortcut
        action.setShortcuts([QKeySequence(key) for key in keys if key])
    action.setCheckable(checkable)
    action.setToolTip(tip)
    action.setStatusTip(tip)
    # Not connected directly: `triggered` would hand on its `checked`.
    chosen = weakly(call)
    action.triggered.connect(lambda _checked=False: chosen())
    if usable is not None:

        def update(*_told: object) -> None:
            action.setEnabled(usable())

        for change in changes:
            change.connect(update)
        update()
    return Entry(action, menu, group)


def fill(bar: QMenuBar, entries: Iterable[Entry]) -> None:
    """Put the menus into the bar, a line between two groups."""
    entries = list(entries)
    for name, title in MENUS.items():
        menu = QMenu(title, bar)
        menu.setToolTipsVisible(False)
        mine = [entry for entry in entries if entry.menu == name]
        for group in sorted({entry.group for entry in mine}):
            if not menu.isEmpty():
                menu.addSeparator()
            for entry in mine:
                if entry.group == group:
                    menu.addAction(entry.action)
        bar.addMenu(menu)


def press_for(button: QPushButton, action: QAction) -> None:
    """Let a button do what an action does, and be usable when it is."""
    button.clicked.connect(action.trigger)
    keys = action.shortcut().toString()
    button.setToolTip(f"{action.toolTip()} ({keys})" if keys else action.toolTip())
    action.enabledChanged.connect(button.setEnabled)
    button.setEnabled(action.isEnabled())


def share_row(row: QHBoxLayout, button: QAbstractButton) -> None:
    """Add a button to a row which its buttons share by what they say, however narrow it is."""
    button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    row.addWidget(button, EDGES + button.fontMetrics().horizontalAdvance(button.text()))
