"""What can be done is what makes sense in the state the window is in, and keys do it too."""

from importlib import metadata

from digits import placed
from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu

ONE = placed(1, 0.1, 0.1, 0.8)

# Which of these actions can be used; N is New and so on.
#
#   New Open Save save_As Quit Undo Redo Clear copY eXport Eraser test_Digit sTart Pause stoP
TABLE = """
    just opened   N O S A Q . . . . . . D T . .
    drawn         N O S A Q U . C Y X E D T . .
    undone        N O S A Q . R . . . . D T . .
    cleared       N O S A Q U . . . . . D T . .
    form wrong    . O S A Q . . . . . . D . . .
    running       N O S A Q . . . . . . D . P P
    paused        N O S A Q . . . . . . D . P P
    stopping      N O S A Q . . . . . . D . . .
    stopped       N O S A Q . . . . . . D T . .
"""
NAMES = (
    *("new", "open", "save", "save_as", "quit", "undo", "redo", "clear", "copy"),
    *("export_drawing", "eraser", "test_digit", "start", "pause", "stop"),
)
ACTIONS = [f"action_{name}" for name in NAMES]


def usable(desk):
    return {name: desk.can(name) for name in ACTIONS}


def expected(state):
    (row,) = [line.split(state)[1].split() for line in TABLE.splitlines() if f" {state} " in line]
    return {name: mark != "." for name, mark in zip(ACTIONS, row, strict=True)}


def test_without_a_run_what_can_be_done_depends_on_the_drawing_and_the_form(desk):
    assert usable(desk) == expected("just opened")
    desk.enter(hidden_layers="abc")
    assert usable(desk) == expected("form wrong")
    desk.enter(hidden_layers="30")
    desk.draw(ONE)
    assert usable(desk) == expected("drawn")
    desk.trigger("action_undo")
    assert usable(desk) == expected("undone")
    desk.draw(ONE)
    desk.trigger("action_clear")
    assert usable(desk) == expected("cleared")

    # Keys pressed in a field are the field's own.
    desk.draw(ONE)
    field = desk.find("hidden_layers")
    field.setFocus()
    field.setCursorPosition(0)
    QTest.keyClick(field, Qt.Key.Key_Delete)
    assert field.text() == "0" and desk.reads() == "1"
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "30" and desk.reads() == "1"

    # About says what the program is.
    desk.trigger("action_about")
    text = desk.read_message()
    assert "Nielsen" in text and "MNIST" in text
    assert f"digitpad {metadata.version('digitpad')}" in text and f"Qt {qVersion()}" in text


def test_what_can_be_done_during_a_run_by_menus_and_by_keys(training_desk):
    desk = training_desk

    def buttons():
        return {
            f"action_{name}": desk.find(name).isEnabled() for name in ("start", "pause", "stop")
        }

    def check(state):
        assert usable(desk) == expected(state)
        assert buttons().items() <= expected(state).items()  # a button is its action

    check("just opened")
    desk.enter(epochs=100_000)
    field = desk.find("hidden_layers")
    assert field.isEnabled()
    assert desk.find("pause").text() == "Pause"
    desk.click("start")
    check("running")
    assert not field.isEnabled()  # a run goes by the form
    desk.click("pause")
    check("paused")
    assert not field.isEnabled()
    assert desk.find("pause").text() == "Resume"
    assert desk.action("action_pause").text().replace("&", "") == "Resume"
    desk.click("pause")
    check("running")
    assert desk.find("pause").text() == "Pause"
    desk.click("stop")
    check("stopping")
    desk.wait(desk.is_idle)
    check("stopped")
    assert field.isEnabled()

    # Keys do what the menus do.
    def press(keys):
        QTest.keySequence(desk.window, QKeySequence(keys))

    desk.draw(ONE)
    read = desk.reads()  # it may have learnt next to nothing
    assert read
    press("Ctrl+Z")
    assert desk.reads() == ""
    press("Ctrl+Shift+Z")
    assert desk.reads() == read
    press("Del")
    assert desk.reads() == ""
    press("F5")
    assert desk.can("action_stop")
    press("F6")
    assert desk.find("pause").text() == "Resume"
    press("Shift+F5")  # also while it is paused
    desk.wait(desk.is_idle)
    assert desk.find("pause").text() == "Pause"


def test_every_action_stands_in_a_menu_and_has_a_letter_and_keys_of_its_own(desk):
    bar = desk.window.menuBar()
    menus = [action.menu() for action in bar.actions()]
    titles = [menu.title().replace("&", "") for menu in menus]
    assert titles == ["File", "Edit", "Training", "View", "Help"]
    for menu in menus:
        assert len([action for action in menu.actions() if not action.isSeparator()]) <= 12
    all_menus = bar.findChildren(QMenu)
    listed = {action.objectName() for menu in all_menus for action in menu.actions()}
    assert set(ACTIONS) <= listed
    desk.show_tab("Runs")
    listed |= {action.objectName() for action in desk.find("runs").actions()}
    assert {action.objectName() for action in desk.window.actions()} <= listed

    for menu in [bar, *all_menus]:
        texts = [action.text() for action in menu.actions() if not action.isSeparator()]
        letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
        assert len(letters) == len(texts) == len(set(letters)), texts
    taken = [a.text()[a.text().index("&") + 1] for a in bar.actions()]
    form = desk.find("hidden_layers").parent()
    for label in form.findChildren(QLabel):
        if "&" in label.text():
            letter = label.text()[label.text().index("&") + 1].upper()
            assert letter.isascii() and letter not in taken, label.text()
            taken.append(letter)

    for name in ("new", "open", "save", "undo", "redo", "copy", "paste"):
        usual = QKeySequence.keyBindings(getattr(QKeySequence.StandardKey, name.capitalize()))
        assert desk.action(f"action_{name}").shortcuts() == usual  # of several, each will do
    keys = [
        key.toString() for action in desk.window.findChildren(QAction) for key in action.shortcuts()
    ]
    assert len(keys) == len(set(keys)) and len(keys) >= len(ACTIONS)
