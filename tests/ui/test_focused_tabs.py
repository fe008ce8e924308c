"""Tabs paint no more than what has changed in them."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from digitpad.ui.parts.focus import FocusedTabs


class Painted(QWidget):
    """Counts how often it is painted."""

    times = 0

    def paintEvent(self, event: object) -> None:
        self.times += 1


def test_a_label_with_another_text_lets_nothing_else_be_painted_but_has_its_room(
    qtbot: QtBot,
) -> None:
    tabs, page = FocusedTabs("Tabs"), QWidget()
    qtbot.addWidget(tabs)
    label, beside = QLabel("7"), Painted()
    layout = QVBoxLayout(page)
    layout.addWidget(label)
    layout.addWidget(beside, 1)
    tabs.addTab(page, "one")
    tabs.resize(400, 300)
    tabs.show()
    qtbot.waitUntil(lambda: tabs.windowHandle().isExposed() and beside.times > 0)
    label.setText("8")  # the first change settles how all is laid out
    qtbot.waitUntil(lambda: not page.layout().geometry().isEmpty())
    qtbot.wait(1)
    before = beside.times
    for text in ("9", "0"):
        label.setText(text)
        qtbot.wait(1)
        label.repaint()
    assert beside.times == before
    least = tabs.minimumSizeHint().width()
    label.setText("a sentence that needs more room than the tabs have, to be read as a whole")
    qtbot.waitUntil(lambda: tabs.minimumSizeHint().width() > least)
    tabs.addTab(QWidget(), "two, which has a long title")
    qtbot.waitUntil(lambda: tabs.tabBar().width() >= tabs.tabBar().sizeHint().width() // 2)
    assert beside.geometry().bottom() < page.height()
