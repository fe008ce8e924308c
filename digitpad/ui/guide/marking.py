"""What *Show me* does: brings a widget into sight, and marks it."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtWidgets import QFrame, QScrollArea, QTabWidget, QWidget

from digitpad.ui.parts.layouts import named
from digitpad.ui.train.form import Form

MARKED, EDGE = 2000, 4  # milliseconds that a widget is marked, and pixels around it


def all_around(widget: QWidget) -> Iterator[QWidget]:
    """The widgets that a widget is in, the nearest first."""
    while (parent := widget.parentWidget()) is not None:
        yield (widget := parent)


def bring_to_front(widget: QWidget) -> None:
    """Choose the tabs that a widget is in, and unfold a form around it."""
    parts = widget, *all_around(widget)
    for around in parts:
        if isinstance(around, QTabWidget):
            around.setCurrentIndex(max(map(around.indexOf, parts)))  # -1 for all but the page
        elif isinstance(around, Form) and not widget.isVisibleTo(around):
            around.fold.setChecked(True)


def mark(widget: QWidget) -> QRect:
    """Mark a widget for a while, or what a hidden one is in; returns the place on the screen."""
    for around in all_around(widget):
        if isinstance(around, QScrollArea) and (content := around.widget()) is not None:
            # A part of a field would be enough for `ensureWidgetVisible`.
            corner = widget.mapTo(content, QPoint(0, 0))
            around.ensureVisible(corner.x(), corner.y())
    widget = next(each for each in (widget, *all_around(widget)) if each.isVisible())
    place = widget.visibleRegion().boundingRect().adjusted(-EDGE, -EDGE, EDGE, EDGE)
    frame = named(QFrame(widget.window()), "guide_mark")
    frame.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    frame.setGeometry(place.translated(widget.mapTo(widget.window(), QPoint(0, 0))))
    frame.show()
    QTimer.singleShot(MARKED, frame, frame.deleteLater)
    return place.translated(widget.mapToGlobal(QPoint(0, 0)))
