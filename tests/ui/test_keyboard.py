"""What the keyboard reaches, in which order, that it is seen, and what a screen reader says."""

import pytest
from desk import Desk
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QTableWidget,
    QWidget,
)

TABS = ("Train", "Runs", "Inside")


def show(desk: Desk, tab: str) -> None:
    """Show a tab, in a window of the usual size, with a digit drawn."""
    desk.window.resize(1240, 690)
    tabs = desk.window.tabs
    tabs.setCurrentIndex([tabs.tabText(i) for i in range(tabs.count())].index(tab))
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
    canvas = desk.find("canvas", QWidget)
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
def test_tab_goes_as_the_eye_goes(desk: Desk, tab: str) -> None:
    show(desk, tab)
    order = reached(desk)
    assert len(order) > 12
    for one, other in zip(order, order[1:], strict=False):
        before, after = place(one), place(other)
        is_above = after.bottom() <= before.top()
        assert not is_above or after.left() >= before.right(), (one, other)


@pytest.mark.parametrize("tab", TABS)
def test_the_focus_is_seen_wherever_it_is(desk: Desk, tab: str) -> None:
    show(desk, tab)
    canvas, *others = reached(desk)
    desk.window.setFocus()
    without_focus = {widget: picture(widget) for widget in others}
    canvas.setFocus()
    for widget in others:
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is widget
        assert picture(widget) != without_focus[widget], widget


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


@pytest.mark.parametrize("tab", TABS)
def test_everything_has_a_name(desk: Desk, tab: str) -> None:
    show(desk, tab)
    assert without_name(desk.window) == []


def test_every_view_inside_has_names(desk: Desk) -> None:
    show(desk, "Inside")
    views = desk.window._panels[2].views
    for i in range(views.count()):
        views.setCurrentIndex(i)
        assert without_name(desk.window) == [], views.tabText(i)


@pytest.mark.parametrize("action", ["action_about", "action_shortcuts", "action_kept_runs"])
def test_what_a_dialog_has_has_names(desk: Desk, action: str) -> None:
    desk.trigger(action)
    desk.wait(lambda: dialogs(desk))
    (dialog,) = dialogs(desk)
    assert without_name(dialog) == []
    dialog.close()


def dialogs(desk: Desk) -> list[QDialog]:
    return [dialog for dialog in desk.window.findChildren(QDialog) if dialog.isVisible()]


def test_what_is_painted_has_a_value(desk: Desk) -> None:
    show(desk, "Train")
    for name in ("activations", "preview", "prediction", "canvas"):
        widget = desk.find(name, QWidget)
        said = widget.accessibleDescription() or (isinstance(widget, QLabel) and widget.text())
        assert said, name


def test_help_lists_every_shortcut(desk: Desk) -> None:
    QTest.keyClick(desk.window, Qt.Key.Key_F1)
    (dialog,) = dialogs(desk)
    table = dialog.findChild(QTableWidget)
    listed = {table.item(row, 1).text() for row in range(table.rowCount())}
    actions = [a for a in desk.window.findChildren(QAction) if a.objectName() and a.shortcuts()]
    assert len(actions) > 20
    for action in actions:
        keys = ", ".join(key.toString() for key in action.shortcuts())
        assert keys in listed, action.objectName()
    dialog.close()
