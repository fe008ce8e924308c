"""Actions, each declared once, in its own room; and menus.

An action names its menu and a group in it; lines separate the groups. The window builds its menus
from all actions.
"""

import contextlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QKeySequence, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QMenu,
    QMenuBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from digitpad.core.text import printable
from digitpad.session.preferences import Preferences
from digitpad.ui.parts.explained import explain, explain_action, keys_of, tell_anew, tooltip
from digitpad.ui.parts.layouts import named, remember

Key = QKeySequence.StandardKey
LONGEST_PATH = 60  # characters on screen


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu's title and explanation. inside, group: the place of a submenu."""

    title: str
    tip: str
    inside: str = ""
    group: int = 0


MENUS = {
    "File": Menu("&File", "Open and save networks, choose data, export pictures and numbers."),
    "Data": Menu("&Data", "The images that networks learn from.", "File", 3),
    "Export": Menu("&Export", "Write pictures and numbers to files.", "File", 4),
    "Edit": Menu("&Edit", "Undo; pictures and digits for the canvas."),
    "Training": Menu("&Training", "Train a network, pause, stop, use its best epoch."),
    "View": Menu("&View", "Curves, colours, the size of text, and the tabs."),
    "Curves": Menu("&Curves", "How the curves are drawn.", "View", 1),
    "Appearance": Menu("&Appearance", "Light or dark, and how large all text is.", "View", 2),
    "Help": Menu("&Help", "The guide, the keys, and what this program is."),
}


@dataclass(frozen=True, slots=True)
class Action:
    """An action as a room declares it.

    name: the object name. menu, group: its place; an action whose menu is not in MENUS stands only
    in the context menu of its room. keys: one shortcut or several; a standard key stands for all
    shortcuts that the system has for it. usable: whether it is enabled now; None: always.
    checked: whether an action that can be checked is so at first; None: it cannot be checked.
    remembered: its key in the preferences, which keep how it is left; "": they do not.
    in_focus: whether its keys work only where the focus is in a widget that has the action.
    """

    name: str
    text: str
    menu: str
    group: int
    call: Callable[[], object]
    tip: str
    keys: str | Key | tuple[str | Key, ...] = ""
    usable: Callable[[], bool] | None = None
    checked: bool | None = None
    remembered: str = ""
    in_focus: bool = False


def declare(
    owner: QObject,
    actions: Iterable[Action],
    changes: Sequence[SignalInstance] = (),
    preferences: Preferences | None = None,
) -> list[QAction]:
    """Make the actions of a room. After each of these changes they are enabled or disabled.

    preferences: keep those that are remembered.
    """
    declared = list(actions)
    made = {_made(owner, action): action.usable for action in declared}
    for action, entry in zip(declared, made):
        if action.remembered:
            assert preferences is not None, "nothing would keep it"
            remember(preferences, entry, action.remembered)

    def update(*_values: object) -> None:
        for action, usable in made.items():
            if usable is not None:
                action.setEnabled(usable())

    for change in changes:
        change.connect(update)
    update()
    return list(made)


def _made(owner: QObject, action: Action) -> QAction:
    made = placed(QAction(action.text, owner), action.menu, action.group)
    made.setObjectName(action.name)
    keys = action.keys if isinstance(action.keys, tuple) else (action.keys,)
    found = (key for one in keys if one for key in _sequences(one))
    made.setShortcuts(list(dict.fromkeys(found)))  # ours may be the system's, too
    if action.in_focus:
        made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    made.setCheckable(action.checked is not None)
    made.setChecked(action.checked is True)
    explain_action(made, action.tip)
    # Not connected directly, since `triggered` would pass on its `checked`.
    made.triggered.connect(lambda _checked=False: action.call())
    return made


def _sequences(key: str | Key) -> list[QKeySequence]:
    return QKeySequence.keyBindings(key) if isinstance(key, Key) else [QKeySequence(key)]


def undo_key() -> str:
    """The key of Undo, as this system writes it."""
    return keys_of(QKeySequence(Key.Undo))


def placed(action: QAction, menu: str, group: int) -> QAction:
    """Note an action's place in the menus as its data; the action may open a submenu."""
    action.setData((menu, group))
    return action


def fill(bar: QMenuBar, actions: Iterable[QAction]) -> None:
    """Put the menus into the bar, with lines between their groups."""
    actions, menus = list(actions), {}
    for name, about in MENUS.items():
        menus[name] = menu = QMenu(about.title, bar)
        explain(menu, about.tip)
        if about.inside:
            actions.append(placed(menu.menuAction(), about.inside, about.group))
        else:
            bar.addMenu(menu)
    last: dict[str, int] = {}  # the group of the last action in each menu
    for (name, group), action in sorted(((a.data(), a) for a in actions), key=itemgetter(0)):
        if name in menus:  # others are in a context menu
            if last.setdefault(name, group) != group:
                menus[name].addSeparator()
            last[name] = group
            menus[name].addAction(action)


class RecentMenu(QMenu):
    """Recent network files. They may be gone: checking could block the window on a slow drive."""

    chosen = Signal(Path)
    """An entry was chosen; carries its path."""

    def __init__(self, parent: QWidget, lists: Preferences) -> None:
        super().__init__("Open &Recent", parent)
        named(self, "menu_recent", "Files that were opened or saved before.")
        self.setToolTipsVisible(True)
        self._lists = lists
        lists.recent_changed.connect(self._list)
        self._list()

    def _list(self) -> None:
        paths = self._lists.recent("files")
        self.menuAction().setEnabled(bool(paths))
        self.clear()
        for number, path in enumerate(map(Path, paths), start=1):
            action = self.addAction(f"&{number % 10} {_short(path)}")
            action.setToolTip(tooltip(str(path)))
            action.setStatusTip(str(path))
            action.triggered.connect(lambda _checked=False, p=path: self.chosen.emit(p))
        self.addSeparator()
        forget = self._lists.forget_recent
        self.addAction("&Clear Menu").triggered.connect(lambda _checked=False: forget())


def _short(path: Path) -> str:
    """A path as a menu shows it: one line, cut at its start, since the ends differ most."""
    text = str(path)
    with contextlib.suppress(ValueError, RuntimeError):  # not in the home folder, or there is none
        text = str("~" / path.relative_to(Path.home()))
    text = printable(text)
    if len(text) > LONGEST_PATH:
        text = f"…{text[1 - LONGEST_PATH :]}"
    return text.replace("&", "&&")


def _stay(button: QAbstractButton, forward: bool) -> bool:
    """Keep the focus while the button is disabled, when Qt would pass it on."""
    return not button.isEnabled() or QWidget.focusNextPrevChild(button, forward)


class StayingButton(QPushButton):
    """A button that keeps the focus while it is disabled."""

    focusNextPrevChild = _stay


class ActionButton(QToolButton):
    """A button for an action, with its words; it is enabled and explained like the action.

    While it is disabled it keeps the focus. The second click of a double click does nothing: the
    first may have put another button below the pointer.
    """

    focusNextPrevChild = _stay

    def __init__(self, name: str, action: QAction) -> None:
        """name: the object name."""
        super().__init__()
        named(self, name, role="button")
        self.setDefaultAction(action)
        action.changed.connect(self._describe)
        self._describe()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def _describe(self) -> None:
        tip = self.defaultAction().statusTip()
        if tip != self.accessibleDescription():
            self.setAccessibleDescription(tip)
            tell_anew(self)
