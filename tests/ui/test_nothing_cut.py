"""No text of a button, a label or a field is cut off, in the smallest window or in any other."""

import itertools

import pyqtgraph as pg
import pytest
from desk import Desk
from PySide6.QtCore import QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QRadioButton,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionTab,
    QTabBar,
    QTabWidget,
    QToolButton,
    QWidget,
)

SIZES = [(950, 510), (1024, 768), (1366, 768)]
BIG = (1900, 1000)
EDGES = 6  # pixels beside a button's text, at the least
# These say as much as there is room for, by themselves.
FITTED = {"cost_legend", "accuracy_legend"}


def room_lacking(widget: QWidget) -> bool:
    """Whether a widget's text needs more room than it has."""
    text = widget.fontMetrics().horizontalAdvance
    match widget:
        case QTabBar():
            lowest = min(place.height() for place in title_places(widget))
            too_wide = widget.sizeHint().width() > widget.width()
            return too_wide or lowest < widget.fontMetrics().height()
        case QCheckBox() | QRadioButton():
            return widget.sizeHint().width() > widget.width()
        case QToolButton() if not widget.icon().isNull():
            return False  # its text is its tip
        case QAbstractButton():
            return text(widget.text().replace("&", "")) + EDGES > widget.width()
        case QComboBox():
            option = QStyleOptionComboBox()
            widget.initStyleOption(option)
            field, control = QStyle.SubControl.SC_ComboBoxEditField, QStyle.ComplexControl
            place = widget.style().subControlRect(control.CC_ComboBox, option, field, widget)
            return widget.fontMetrics().boundingRect(widget.currentText()).width() > place.width()
        case QAbstractSpinBox():
            # Qt keeps two pixels free at each side of the text in a line.
            return text(widget.text()) + 4 > widget.lineEdit().width()
        case QLabel() if widget.wordWrap():
            return widget.heightForWidth(widget.width()) > widget.height()
        case QLabel():
            return widget.sizeHint().width() > widget.width()
    return False


def title_places(bar: QTabBar) -> list[QRect]:
    """Where the titles of tabs are written."""
    options = [QStyleOptionTab() for _ in range(bar.count())]
    for i, option in enumerate(options):
        bar.initStyleOption(option, i)
    text = QStyle.SubElement.SE_TabBarTabText
    return [bar.style().subElementRect(text, option, bar) for option in options]


def says(widget: QWidget) -> str:
    """What a widget says, if it is one."""
    match widget:
        case QAbstractButton() | QLabel() | QAbstractSpinBox():
            return widget.text()
        case QComboBox():
            return widget.currentText()
        case QTabBar():
            return " ".join(widget.tabText(i) for i in range(widget.count()))
    return ""


def cut(desk: Desk) -> list[str]:
    """What is cut off now: all that can be read, in its own room or at a scroll area's side."""
    found = []
    for widget in desk.window.findChildren(QWidget):
        if not widget.isVisible() or widget.objectName() in FITTED:
            continue
        seen = widget.visibleRegion().boundingRect()
        is_cut = not seen.isEmpty() and seen.width() < widget.width()
        if says(widget) and (is_cut or room_lacking(widget)):
            found.append(f"{says(widget)}: {seen.width()} of {widget.width()}")
    return found


def covered(desk: Desk) -> list[str]:
    """What can be read and stands where something else stands too."""
    texts = [
        widget
        for widget in desk.window.findChildren(QWidget)
        if widget.isVisible()
        and (says(widget) or widget.objectName() == "preview")
        and not widget.visibleRegion().isEmpty()
    ]
    return [
        f"{one} over {other}"
        for one, other in itertools.combinations(texts, 2)
        if one.parent() is other.parent() and one.geometry().intersects(other.geometry())
    ]


def off_their_axes(desk: Desk) -> list[str]:
    """The names of axes that are cut, or do not stand in the middle of their axis."""
    found = []
    for plot in desk.window.findChildren(pg.PlotWidget):
        axis = plot.getPlotItem().getAxis("bottom")
        if plot.isVisible() and axis.isVisible() and axis.label.isVisible():
            name, room = axis.label.sceneBoundingRect(), axis.sceneBoundingRect()
            lowest = name.bottom() - axis.label.document().documentMargin()
            if abs(name.center().x() - room.center().x()) > 2 or lowest > room.bottom() + 2:
                found.append(f"{axis.labelText}: {name} on {room}")
    return found


@pytest.mark.parametrize(
    ("percent", "sizes"), [(100, SIZES), (70, [BIG]), (140, SIZES[-1:]), (200, [BIG])]
)
def test_nothing_is_cut_in_any_size_of_the_window_or_of_the_text(desk, percent, sizes):
    for _ in range(abs(percent - 100) // 10):
        desk.trigger("action_larger" if percent > 100 else "action_smaller")
    for size in sizes:
        desk.window.resize(*size)
        desk.wait(lambda size=size: (desk.window.width(), desk.window.height()) == size)
        QApplication.processEvents()  # it is laid out, so that the pen finds the canvas
        see_all(desk)


def see_all(desk: Desk) -> None:
    """Look at all that the tabs can show."""

    def check() -> None:
        assert cut(desk) == [] and covered(desk) == [] and off_their_axes(desk) == []

    tabs = desk.window.tabs
    desk.draw([[(0.5, 0.1), (0.5, 0.9)]])
    desk.wait(desk.reads)
    for tab in range(tabs.count()):
        tabs.setCurrentIndex(tab)
        inner = [bar for bar in tabs.currentWidget().findChildren(QTabWidget) if bar.isVisible()]
        for bar in inner or [None]:
            for i in range(1 if bar is None else bar.count()):
                if bar is not None:
                    bar.setCurrentIndex(i)
                desk.qtbot.waitUntil(check, timeout=2000)
