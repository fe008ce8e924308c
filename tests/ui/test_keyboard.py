"""What the keyboard reaches, in which order, that it is seen, and what a screen reader says."""

import pytest
from desk import Desk
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAction, QImage, QKeySequence, QTextTable
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QMessageBox,
    QWidget,
)
from runs_tab import keep

from digitpad.core.learning.settings import Architecture
from digitpad.session.facts import NetworkFileState
from digitpad.session.runs.run import Run
from digitpad.ui.inside.seen import Views

TABS = ("Train", "Runs", "Experiments", "Inside")


def show(desk: Desk, tab: str) -> None:
    """Show a tab, in a window of the usual size, with a digit drawn."""
    desk.window.resize(1240, 690)
    tabs = desk.window.tabs
    number = [tabs.tabText(i) for i in range(tabs.count())].index(tab)
    desk.window.activateWindow()  # or keys are not for it: a dialog may have been open
    desk.wait(desk.window.isActiveWindow)
    desk.find("canvas").setFocus()  # where digits without Ctrl are labels
    QTest.keyClick(
        desk.window, getattr(Qt.Key, f"Key_{number + 1}"), Qt.KeyboardModifier.ControlModifier
    )
    assert tabs.currentIndex() == number
    desk.draw([[(0.5, 0.1), (0.5, 0.9)]])
    desk.window.tabs.currentWidget().setFocus()
    desk.wait(lambda: desk.window.tabs.currentWidget().isVisible())


def reached(desk: Desk) -> list[QWidget]:
    """All that Tab goes to from the canvas on, in this order.

    By the key, not by Qt's own chain: walking that and asking each widget for its focus proxy
    makes PySide free what Qt owns.
    """
    desk.window.activateWindow()
    desk.wait(desk.window.isActiveWindow)
    canvas = desk.find("canvas")
    canvas.setFocus()
    found: list[QWidget] = []
    while (widget := QApplication.focusWidget()) not in found:
        found.append(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    assert widget is canvas, "Tab goes round in a part of the window"
    return found


def place(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


@pytest.mark.parametrize("tab", TABS)
def test_tab_goes_as_the_eye_goes_the_focus_is_seen_and_everything_has_a_name(desk, tab):
    show(desk, tab)
    order = reached(desk)
    assert len(order) > 6
    if tab == "Experiments":
        names = {widget.objectName() for widget in order}
        assert {"qt_tabwidget_tabbar", "experiments", "guess_0", "run_experiment"} <= names
    for one, other in zip(order, order[1:], strict=False):
        before, after = place(one), place(other)
        is_above = after.bottom() <= before.top()
        assert not is_above or after.left() >= before.right(), (one, other)

    canvas, *others = order
    desk.window.setFocus()
    without_focus = {widget: picture(widget) for widget in others}
    canvas.setFocus()
    for widget in others:
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is widget
        is_empty = isinstance(widget, QAbstractItemView) and not widget.model().rowCount()
        assert is_empty or picture(widget) != without_focus[widget], widget

    assert without_name(desk.window) == []
    if tab == "Inside":
        (views,) = desk.window.findChildren(Views)
        for i in range(views.count()):
            views.setCurrentIndex(i)
            assert without_name(desk.window) == [], views.tabText(i)
    for name in ("activations", "preview", "prediction", "canvas"):  # which are painted
        widget = desk.find(name)
        said = widget.accessibleDescription() or (isinstance(widget, QLabel) and widget.text())
        assert said, name


def picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def is_painted(widget: QWidget) -> bool:
    """Whether it is one of our own that paints itself."""
    return any(
        "paintEvent" in vars(kind)
        for kind in type(widget).__mro__
        if kind.__module__.startswith("digitpad")
    )


def has_name(widget: QWidget, window: QWidget) -> bool:
    """Whether a screen reader has something to say: a name, its text, or that of its label.

    Not asked of Qt's own interface, which PySide would free although Qt owns it.
    """
    text = getattr(widget, "text", str)
    labels = [label for label in window.findChildren(QLabel) if label.buddy() is widget]
    return bool(widget.accessibleName() or text() or any(label.text() for label in labels))


def without_name(window: QWidget) -> list[QWidget]:
    """What can be used or looked at in a window, of which a screen reader could say nothing."""
    found = []
    for widget in window.findChildren(QWidget):
        is_used = widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        is_part = isinstance(widget.parent(), QAbstractScrollArea | QAbstractSpinBox | QComboBox)
        matters = widget.isVisible() and not is_part and (is_used or is_painted(widget))
        if matters and not has_name(widget, window):
            found.append(widget)
    return found


def says_what_it_is(dialog: QDialog) -> bool:
    """Whether a dialog and all that is in it can be told apart without being seen."""
    said = dialog.text() if isinstance(dialog, QMessageBox) else dialog.windowTitle()
    assert without_name(dialog) == []
    return bool(said)


def the_dialog(desk: Desk) -> QDialog:
    """The one dialog that is open, or is going to be."""
    desk.wait(lambda: dialogs(desk))
    (dialog,) = dialogs(desk)
    return dialog


def test_what_a_dialog_has_has_names(desk):
    desk.trigger("action_about")
    dialog = the_dialog(desk)
    assert says_what_it_is(dialog)
    dialog.close()
    for action in ("action_open", "action_save_as", "action_open_picture", "action_open_data"):
        desk.trigger(action)
        dialog = the_dialog(desk)  # Qt's own but for its title
        assert dialog.windowTitle().split()[0] == action.split("_")[1].capitalize()
        dialog.close()
        desk.wait(lambda: not dialogs(desk))


def test_a_message_and_a_question_have_names(desk, tmp_path):
    desk.window.open_soon(tmp_path / "missing.json")
    assert says_what_it_is(the_dialog(desk))
    desk.read_message()
    path = tmp_path / "mine.json"
    session = desk.window.session
    older = NetworkFileState("mine.json", path, modified=True)
    session.use(Run.begin(Architecture((5,)), number=1), older)
    desk.window.close()  # with a network that its file does not have
    assert says_what_it_is(the_dialog(desk))
    desk.answer(QMessageBox.StandardButton.Cancel)
    session.show_shipped()


def test_a_comparison_has_names(open_window, folders_elsewhere):
    for number in (1, 2):
        keep(folders_elsewhere, number, 9000)
    desk = open_window()
    show(desk, "Runs")
    table = desk.find("runs")
    desk.wait(lambda: table.model().rowCount() == 2)
    table.selectAll()
    desk.trigger("action_compare_runs")
    dialog = the_dialog(desk)
    assert dialog.objectName() == "comparison" and says_what_it_is(dialog)
    dialog.close()


def dialogs(desk: Desk) -> list[QDialog]:
    return [dialog for dialog in desk.window.findChildren(QDialog) if dialog.isVisible()]


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_help_lists_every_shortcut(desk):
    copy = desk.action("action_copy")
    copy.setShortcuts([*copy.shortcuts(), QKeySequence("F16")])  # as on X11
    desk.trigger("action_shortcuts")
    text = desk.find("guide_text")
    assert text.textCursor().selectedText() == "Keys"
    tables = [f for f in text.document().rootFrame().childFrames() if isinstance(f, QTextTable)]
    table = tables[-1]
    cells = (table.cellAt(row, 1) for row in range(table.rows()))
    listed = {cell.firstCursorPosition().block().text() for cell in cells}
    actions = [a for a in desk.window.findChildren(QAction) if a.objectName() and a.shortcuts()]
    assert len(actions) > 20
    for action in actions:
        assert any(action.shortcut().toString() in keys for keys in listed), action.objectName()
    # Qt's standard shortcuts have keys that no keyboard of today has.
    one_by_one = {key for keys in listed for key in keys.split(", ")}
    assert "Ctrl+Z" in one_by_one and not {"Undo", "Copy", "F14", "F16"} & one_by_one
    assert {"Left, Right", "Home", "Esc"} <= listed  # which are no actions
