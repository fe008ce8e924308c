"""The wheel scrolls; what it happens to pass over stays as it is."""

from desk import Desk
from inside import description, show
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QSlider, QWidget

from digitpad.ui.inside.inside_panel import InsidePanel


def turn_wheel(widget: QWidget, notches: int) -> None:
    """Over the middle of what is seen of a widget; below 0 is down."""
    window = widget.window()
    place = widget.mapTo(window, widget.visibleRegion().boundingRect().center())
    QTest.wheelEvent(window.windowHandle(), QPointF(place), QPoint(0, 120 * notches))


def fields(widget: QWidget) -> list[QWidget]:
    """All that has a value which a wheel could change, and is in sight."""
    kinds = (QComboBox, QAbstractSpinBox, QSlider)
    return [
        field
        for kind in kinds
        for field in widget.findChildren(kind)
        if not field.visibleRegion().isEmpty()
    ]


def value(field: QWidget) -> object:
    return field.currentIndex() if isinstance(field, QComboBox) else field.property("value")


def test_it_changes_only_the_field_that_has_the_focus(desk):
    # It changes no field that has not the focus.
    for tab in (0, 2):  # Train, and Experiments
        desk.window.tabs.setCurrentIndex(tab)
        check_fields_stay(desk)
    for view in ("Neuron", "Why?", "Laboratory", "Learning", "Slow Motion"):
        show(desk, view)
        if view == "Slow Motion":
            desk.wait(lambda: description(desk, "slow_examples"))
        desk.window.findChild(InsidePanel).refresh()  # a field may follow what it shows
        check_fields_stay(desk)

    # It changes the field that has the focus.
    show(desk)
    order = desk.find("tile_order")
    order.setFocus()
    turn_wheel(order, -1)
    assert order.currentIndex() == 1


def test_over_a_field_the_view_around_it_scrolls(desk):
    desk.window.resize(desk.window.minimumSizeHint())
    show(desk, "Why?")
    area = desk.find("inside_views").currentWidget()
    bar = area.verticalScrollBar()
    desk.wait(lambda: bar.maximum() > 0)
    turn_wheel(fields(area)[0], -1)
    assert bar.value() > 0


def check_fields_stay(desk: Desk) -> None:
    panel = desk.window.tabs.currentWidget()
    desk.find("canvas").setFocus()
    seen = fields(panel)
    assert seen
    before = [value(field) for field in seen]
    for field in seen:
        for notches in (-1, 1, 1, -1, -1):
            turn_wheel(field, notches)
    assert [value(field) for field in seen] == before
    assert desk.find("canvas").hasFocus()
