"""No control is dead, and whatever is done in whatever order leaves a window that works."""

import os
import random
import time

from digits import SIX
from patience import SECONDS
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QKeySequence, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QScrollBar,
    QToolButton,
)

KINDS = (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit)
# What the form's fields do is seen when a network is trained: `test_form` reads the settings then.
FORM = {
    *("hidden_layers", "cost", "weight_initializer", "seed", "regularization", "augmentation"),
    *("epochs", "mini_batch_size", "eta", "lmbda", "training_size", "evaluation_data"),
    *("early_stopping", "no_improvement_in", "monitor_gradient_lengths"),
    *(f"monitor_{kind}_{of}" for kind in ("evaluation", "training") for of in ("cost", "accuracy")),
}
# And that of these with what follows: a stroke, a second hand, an experiment, a guess, a step.
LATER = {"eraser", "hand", "experiments_runs", "slow_eta", "slow_lmbda", "slow_size"}
LATER |= {"guess_0", "guess_1", "guess_2"}


def controls(page):
    """What can be used now on a page, and has a name."""
    found = []
    for kind in KINDS:
        for control in page.findChildren(kind):
            name = control.objectName()
            is_named = name and not name.startswith("qt_") and not isinstance(control, QScrollBar)
            opens_a_menu = isinstance(control, QToolButton) and control.menu()
            if is_named and not opens_a_menu and control.isVisible() and control.isEnabled():
                found.append(control)
    return found


def view_beside(desk, control):
    """The window but for a control, and for the line at the foot that tells its value."""
    image = desk.window.grab().toImage()
    with QPainter(image) as painter:
        for hidden in (control, desk.window.statusBar()):
            place = QRect(hidden.mapTo(desk.window, QPoint(0, 0)), hidden.size())
            painter.fillRect(place.adjusted(-3, -3, 3, 3), Qt.GlobalColor.white)
    return image, len(desk.dialogs())


def at_rest(desk, control):
    """What is seen beside a control, once nothing moves any more."""
    before = None
    for _ in range(200):
        now = view_beside(desk, control)
        if now == before:
            return now
        before = now
        desk.qtbot.wait(30)
    raise AssertionError("the window does not come to rest")


def changes(desk, control, before):
    """Whether something else is seen beside a control, now or soon."""
    late = time.monotonic() + SECONDS / 4
    while view_beside(desk, control) == before:
        if time.monotonic() > late:
            return False
        desk.qtbot.wait(10)
    return True


def use(control):
    """Press, step, or choose the next."""
    key = Qt.Key.Key_Down
    match control:
        case QAbstractButton():
            # A check box hears a click on its mark and its text alone.
            place = QPoint(8, control.height() // 2)
            QTest.mouseClick(control, Qt.MouseButton.LeftButton, pos=place)
            return
        case QLineEdit():
            QTest.keyClicks(control, "5")
            key = Qt.Key.Key_Return
        case QComboBox():
            key = Qt.Key.Key_Up if control.currentIndex() else Qt.Key.Key_Down
        case QAbstractSpinBox() | QAbstractSlider():
            is_at_end = control.value() == control.maximum()
            key = Qt.Key.Key_Down if is_at_end else Qt.Key.Key_Up
    QTest.keyClick(control, key)


def try_all(desk, page, known=frozenset()):
    """Use all that can be used on a page, and what becomes usable; yields what is not seen to do
    anything, and counts the others by True."""
    used, tab = FORM | LATER | known, desk.window.tabs.currentIndex()
    at_rest(desk, desk.window.statusBar())
    while usable := [control for control in controls(page) if control.objectName() not in used]:
        control = usable[0]
        used = used | {control.objectName()}
        control.setFocus()
        QTest.mouseMove(control)
        before = at_rest(desk, control)
        use(control)
        yield control.objectName(), changes(desk, control, before)
        for dialog in desk.dialogs():
            dialog.reject()
        if not desk.is_idle():
            desk.stop()
        desk.window.tabs.setCurrentIndex(tab)  # it may have shown another


def test_no_control_is_dead(training_desk):
    desk = training_desk
    desk.window.resize(1366, 768)
    desk.train(epochs=2)
    desk.draw(SIX)
    found = dict(try_all(desk, desk.find("canvas").parentWidget()))
    desk.draw(SIX)
    desk.show_tab("Mistakes")
    desk.wait(lambda: "misread" in desk.text("test_accuracy"))
    for _page in desk.pages():
        found |= dict(try_all(desk, desk.window.tabs.currentWidget(), frozenset(found)))
    dead = [name for name, is_seen in found.items() if not is_seen]
    assert dead == [] and len(found) > 35, sorted(found)


# As many acts as are wanted, one after the other: DIGITPAD_ACTS=10000 pytest -k any_acts.
ACTS = int(os.environ.get("DIGITPAD_ACTS", "80"))
SEED = int(os.environ.get("DIGITPAD_SEED", "1"))
KEYS = (
    *("Tab", "Return", "Escape", "Space", "Delete", "Up", "Down", "Left", "Right", "Home", "End"),
    *("3", "7", "Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+C", "Ctrl+N", "Ctrl++", "Ctrl+0", "F5", "F6"),
)


def do_something(desk, rng):
    """Use a control, press a key, draw, or show another tab, as somebody in a hurry does."""
    open_ones = desk.dialogs()
    if open_ones and (isinstance(open_ones[-1], QFileDialog) or rng.random() < 0.5):
        open_ones[-1].reject()
        return
    in_front = open_ones[-1] if open_ones else desk.window.centralWidget()
    usable = controls(in_front)
    match rng.choice(["control"] * 4 + ["key", "tab", "draw"]):
        case "control" if usable:
            use(rng.choice(usable))
        case "key":
            sequence = QKeySequence(rng.choice(KEYS))[0]
            receiver = QApplication.focusWidget() or desk.window
            QTest.keyClick(receiver, sequence.key(), sequence.keyboardModifiers())
        case "tab" if not open_ones:
            desk.window.tabs.setCurrentIndex(rng.randrange(desk.window.tabs.count()))
        case "draw" if not open_ones:
            desk.draw([[(rng.random(), rng.random()) for _ in range(4)]])


def test_any_acts_in_any_order_leave_a_window_that_works(training_desk, monkeypatch, tmp_path):
    """No act raises or makes Qt warn, which fails a test here; afterwards a digit is read."""
    desk, rng = training_desk, random.Random(SEED)
    monkeypatch.chdir(tmp_path)  # where a file would be written
    for _ in range(ACTS):
        do_something(desk, rng)
        desk.qtbot.wait(rng.choice([0, 1, 20]))
    for dialog in desk.dialogs():
        dialog.reject()
    if desk.can("action_stop"):
        desk.trigger("action_stop")
        desk.wait(lambda: not desk.can("action_stop"))
    if desk.can("action_clear"):
        desk.trigger("action_clear")
    desk.draw(SIX)
    desk.wait(desk.reads)
