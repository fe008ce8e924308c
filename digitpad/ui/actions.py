"""Every action of the window: its name, its text, its shortcut, and when it can be used."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from digitpad.training.trainer import State

Key = QKeySequence.StandardKey


@dataclass(frozen=True, slots=True)
class Declaration:
    """An action as the menus show it; `shortcut` is the standard one where there is one."""

    text: str
    shortcut: str | QKeySequence.StandardKey = ""
    tip: str = ""
    checkable: bool = False


DECLARATIONS = {
    "action_new": Declaration("&New", Key.New, "Begin with an untrained network"),
    "action_open": Declaration("&Open…", Key.Open, "Open a network from a file"),
    "action_open_shipped": Declaration(
        "Open S&hipped Network", "", "Go back to the network that came with digitpad"
    ),
    "action_save": Declaration("&Save", Key.Save, "Save the network to its file"),
    "action_save_as": Declaration("Save &As…", "Ctrl+Shift+S", "Save the network to another file"),
    "action_open_data": Declaration(
        "Open &Data Folder…", "", "Learn from a folder of IDX files, such as Fashion-MNIST’s"
    ),
    "action_use_mnist": Declaration("Use &MNIST", "", "Learn from MNIST again"),
    "action_export_curves": Declaration(
        "Export &Curves…", "", "Write the curves to a CSV, PNG or SVG file"
    ),
    "action_export_drawing": Declaration(
        "&Export Drawing…", "Ctrl+Shift+E", "Write the drawing to a PNG file, large or 28 × 28"
    ),
    "action_quit": Declaration("&Quit", "Ctrl+Q", "Close the window"),
    "action_undo": Declaration("&Undo", Key.Undo, "Take back the last change to the drawing"),
    "action_redo": Declaration("&Redo", Key.Redo, "Make the change again"),
    "action_copy": Declaration("&Copy", Key.Copy, "Copy the drawing as an image"),
    "action_paste": Declaration("&Paste", Key.Paste, "Put the copied picture on the canvas"),
    "action_eraser": Declaration(
        "&Eraser",
        "Ctrl+E",
        "Take away the ink that is touched, in place of drawing",
        checkable=True,
    ),
    "action_clear": Declaration("C&lear", "Del", "Empty the canvas"),
    "action_test_digit": Declaration(
        "&Test Digit", "Ctrl+T", "Put a random digit of the test data on the canvas"
    ),
    "action_start": Declaration("&Start", "F5", "Train the network that the form describes"),
    "action_pause": Declaration("&Pause", "F6", "Halt the run, or let it go on"),
    "action_stop": Declaration("S&top", "Shift+F5", "End the run and keep what was learnt"),
    "action_one_more_epoch": Declaration("+&1 Epoch", "F7", "Train for one more epoch"),
    "action_best": Declaration(
        "Go Back to &Best Epoch", "", "Use the network that read the most of the evaluation data"
    ),
    "action_log_cost": Declaration(
        "&Logarithmic Cost", "Ctrl+L", "Scale the cost by its logarithm", checkable=True
    ),
    "action_show_all": Declaration(
        "Show All &Epochs", "Ctrl+0", "Undo zooming and moving; so does a double click on a plot"
    ),
    "action_full_screen": Declaration("&Full Screen", "F11", "Fill the screen"),
    "action_about": Declaration("&About digitpad", "", "What this program is"),
}

# What begins with menu_ is a menu of its own.
MENUS = {
    "&File": (
        "action_new",
        "action_open",
        "menu_recent",
        "action_open_shipped",
        None,
        "action_save",
        "action_save_as",
        None,
        "action_open_data",
        "action_use_mnist",
        None,
        "action_export_curves",
        "action_export_drawing",
        None,
        "action_quit",
    ),
    "&Edit": (
        "action_undo",
        "action_redo",
        None,
        "action_copy",
        "action_paste",
        None,
        "action_eraser",
        "action_clear",
        None,
        "action_test_digit",
    ),
    "&Training": (
        "action_start",
        "action_pause",
        "action_stop",
        "action_one_more_epoch",
        None,
        "action_best",
    ),
    "&View": (
        "action_log_cost",
        "action_show_all",
        None,
        "action_full_screen",
        None,
        "menu_appearance",
    ),
    "&Help": ("action_about",),
}


def make_actions(window: QWidget, handlers: dict[str, Callable[[], object]]) -> dict[str, QAction]:
    """An action for each declaration, on the window, calling its handler."""
    actions = {}
    for name, declaration in DECLARATIONS.items():
        action = QAction(declaration.text, window)
        action.setObjectName(name)
        if isinstance(declaration.shortcut, Key):
            action.setShortcuts(declaration.shortcut)  # all of them: Ctrl+Y and Ctrl+Shift+Z
        else:
            action.setShortcut(declaration.shortcut)
        action.setCheckable(declaration.checkable)
        action.setToolTip(declaration.tip)
        action.setStatusTip(declaration.tip)
        # Not connected directly: `triggered` would hand the handler its `checked`.
        action.triggered.connect(lambda _checked=False, call=handlers[name]: call())
        window.addAction(action)
        actions[name] = action
    return actions


def fill(bar: QMenuBar, actions: Mapping[str, QAction], menus: Mapping[str, QMenu]) -> None:
    """Put the menus into the bar: actions, and menus within menus, by their names."""
    for title, names in MENUS.items():
        menu = bar.addMenu(title)
        for name in names:
            if name is None:
                menu.addSeparator()
            elif name in menus:
                menu.addMenu(menus[name])
            else:
                menu.addAction(actions[name])


def usable(
    training: State,
    form_is_right: bool,
    can_undo: bool,
    can_redo: bool,
    is_blank: bool,
    can_go_back: bool,
    has_curves: bool,
    uses_mnist: bool,
) -> dict[str, bool]:
    """Which actions can be used; one that is not named always can."""
    idle = training is State.IDLE
    return {
        "action_new": form_is_right,
        "action_open_data": idle,
        "action_use_mnist": idle and not uses_mnist,
        "action_export_curves": has_curves,
        "action_undo": can_undo,
        "action_redo": can_redo,
        "action_copy": not is_blank,
        "action_export_drawing": not is_blank,
        "action_clear": not is_blank,
        "action_start": idle and form_is_right,
        "action_pause": training in (State.RUNNING, State.PAUSED),
        "action_stop": training in (State.RUNNING, State.PAUSED),
        "action_one_more_epoch": training is not State.STOPPING and form_is_right,
        "action_best": idle and can_go_back,
    }
