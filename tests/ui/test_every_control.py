"""No control is dead: each one that has a name is heard by something."""

from PySide6.QtCore import SIGNAL
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QScrollBar,
)

SIGNALS = {
    QAbstractButton: ("clicked(bool)", "toggled(bool)", "pressed()", "released()"),
    QAbstractSlider: ("valueChanged(int)", "sliderMoved(int)"),
    QAbstractSpinBox: ("valueChanged(int)", "valueChanged(double)", "editingFinished()"),
    QComboBox: ("currentIndexChanged(int)", "activated(int)", "currentTextChanged(QString)"),
    QLineEdit: ("textChanged(QString)", "textEdited(QString)", "returnPressed()"),
    QAction: ("triggered(bool)", "toggled(bool)"),
}
READ_WHEN_NEEDED = {"guess_0", "guess_1", "guess_2"}


def test_no_control_is_dead(desk):
    tabs = desk.window.tabs
    for index in range(tabs.count()):
        desk.show_tab(tabs.tabText(index))
    dead, alive = set(), 0
    for kind, signals in SIGNALS.items():
        for control in desk.window.findChildren(kind):
            name = control.objectName()
            if not name or name.startswith("qt_") or isinstance(control, QScrollBar):
                continue
            known = [s for s in signals if control.metaObject().indexOfSignal(s) >= 0]
            if any(control.receivers(SIGNAL(signal)) for signal in known):
                alive += 1
            else:
                dead.add(name)
    assert dead <= READ_WHEN_NEEDED and alive > 120, (dead, alive)
