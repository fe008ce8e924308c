"""What a widget is, its value now, and what to try, in a sentence or two.

A widget's explanation is its tool tip, and the value that it has now is added here. A picture has
a status tip instead, as a tool tip would cover it. A widget that shows several things explains the
one at a point by a method `explained_at`; tables, menus and tabs have tool tips for their parts.
"""

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QMenuBar,
    QTabBar,
    QTableView,
    QTabWidget,
    QToolButton,
    QWidget,
)

from digitpad.ui.parts.plain_text import LONGEST_LINE, LONGEST_TEXT, one_line, wrapped

TIP = Qt.ItemDataRole.ToolTipRole
DIRECT = Qt.FindChildOption.FindDirectChildrenOnly
ACROSS = Qt.Orientation.Horizontal
VALUE = "value_in_words"  # the name of a property
FIELDS = (QAbstractSpinBox, QLineEdit)
CONTROLS = (*FIELDS, QAbstractButton, QAbstractSlider, QComboBox)


def explain(widget: QWidget, text: str) -> None:
    """Explain a widget. Only a control has a tool tip: over others it would be in the way."""
    if isinstance(widget, CONTROLS):
        widget.setToolTip(wrapped(text))
    else:
        widget.setStatusTip(text)


def say_value(slider: QAbstractSlider, words: str) -> None:
    """Say what a slider’s number means."""
    slider.setProperty(VALUE, words)


def explain_all(widget: QWidget, texts: Mapping[str, str]) -> None:
    """Explain what is in a widget, by object names; what stands beside a field says the same."""
    for part in widget.findChildren(QWidget):
        if (text := texts.get(part.objectName())) is not None:
            explain(part, text)
    for label in widget.findChildren(QLabel):
        field = label.buddy()
        if field is not None:
            label.setToolTip(field.toolTip())
            if not field.accessibleName():
                name = without_keys(label.text())
                field.setAccessibleName(f"{name[:1].upper()}{name[1:]}")


@runtime_checkable
class HasParts(Protocol):
    """A widget that shows several things."""

    def explained_at(self, point: QPoint | None) -> str:
        """A sentence about the part at a point of what is painted; empty where there is none.

        None: the part that the keyboard is at.
        """
        ...


def explanation(widget: QWidget, place: QPoint | None = None) -> str:
    """About a widget, or the nearest one around it that is explained; empty where there is none.

    place: the pointer's, on the screen; None: where the keyboard is.
    """
    around: QWidget | None = spoken_of(widget, place)
    while around is not None:
        texts = [text for text in (_part(around, place), _whole(around)) if text]
        if isinstance(around, QMenu) and len(texts) == 2 and ":" in texts[0]:
            texts.pop()  # the action says more than its menu
        if texts:
            return _begun(plain(" ".join(_ended(text) for text in texts)))
        if around.isWindow() and around.windowType() is not Qt.WindowType.Popup:
            return ""
        around = around.parentWidget()
    return ""


def titled(title: str, text: str) -> str:
    """A text after its title; a title that is a question has its mark already."""
    return f"{title} {text}" if title.endswith("?") else f"{title}: {_lower(text)}"


def spoken_of(widget: QWidget, place: QPoint | None = None) -> QWidget:
    """The field of a label, or of the gap between both at a place; else the widget itself."""
    field = widget.buddy() if isinstance(widget, QLabel) else None
    if field is None and place is not None:
        field = _field_across(widget, place)
    return widget if field is None else field


def _field_across(widget: QWidget, place: QPoint) -> QWidget | None:
    """The field in a widget that is explained between its label and itself."""
    at = widget.mapFromGlobal(place)
    for label in widget.findChildren(QLabel, options=DIRECT):
        field = label.buddy()
        if field is not None and label.isVisible() and widget.isAncestorOf(field):
            corner = field.mapTo(widget, QPoint(0, 0))
            if label.geometry().united(QRect(corner, field.size())).contains(at):
                return field
    return None


def plain(text: str) -> str:
    """The text of a tool tip on one line."""
    if text.startswith("<span>"):  # as `plain_text.tooltip` makes it
        import html

        text = html.unescape(text.removeprefix("<span>").removesuffix("</span>"))
    return " ".join(text.split())[:LONGEST_TEXT]


def of_action(action: QAction) -> str:
    """About an action: its name, its keys, whether it is on, and what it does."""
    name = without_keys(action.text())
    keys = action.shortcut().toString()
    state = (", now on" if action.isChecked() else ", now off") if action.isCheckable() else ""
    menu = action.menu()
    tip = _tip(menu) if isinstance(menu, QMenu) else plain(action.toolTip())
    named = f"{name} ({keys}){state}" if keys else f"{name}{state}"
    return named if tip in ("", name) else titled(named, tip)


def _tip(widget: QWidget) -> str:
    return plain(widget.toolTip() or widget.statusTip())


def _whole(widget: QWidget) -> str:
    if isinstance(widget, QToolButton) and (action := widget.defaultAction()) is not None:
        return of_action(action)
    if isinstance(widget, FIELDS) and (error := getattr(widget, "error", None)):
        return str(error)  # what is wrong with the entry
    tip = _tip(widget)
    if not tip:
        return ""
    name, value = _name(widget), _value(widget)
    if value is not None:
        return f"{name}, now {value}: {_lower(tip)}" if name else f"Now {value}: {_lower(tip)}"
    if isinstance(widget, QAbstractButton) and len(name) > 1:
        return titled(name, tip)
    return tip


def _value(widget: QWidget) -> str | None:
    match widget:
        case QAbstractSpinBox() | QLineEdit():
            return one_line(widget.text()) or "empty"
        case QComboBox():
            return one_line(widget.currentText()) or "empty"
        case QAbstractButton() if widget.isCheckable():
            return "on" if widget.isChecked() else "off"
        case QAbstractSlider():
            return str(widget.property(VALUE) or widget.value())
    return None


def _name(widget: QWidget) -> str:
    if isinstance(widget, QAbstractButton) and len(text := without_keys(widget.text())) > 1:
        return one_line(f"{text[0].upper()}{text[1:]}")
    return one_line(widget.accessibleName(), LONGEST_LINE)


def _part(widget: QWidget, place: QPoint | None) -> str:
    match widget:
        case QTabBar():
            at = widget.currentIndex()
            if place is not None:
                at = widget.tabAt(widget.mapFromGlobal(place))
            return widget.tabToolTip(at) or without_keys(widget.tabText(at))
        case QTabWidget() if place is None:
            return _part(widget.tabBar(), None)
        case QMenu() | QMenuBar():
            action = widget.activeAction()
            if isinstance(widget, QMenuBar) and place is not None:
                action = widget.actionAt(widget.mapFromGlobal(place))
            return "" if action is None else of_action(action)
        case HasParts():
            surface = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
            return widget.explained_at(None if place is None else surface.mapFromGlobal(place))
        case QHeaderView():
            return "" if place is None else _head(widget, place)
        case QAbstractItemView():
            index = widget.currentIndex()
            if place is not None:
                index = widget.indexAt(widget.viewport().mapFromGlobal(place))
            return _item(widget, index) if index.isValid() else ""
    return ""


def _item(view: QAbstractItemView, index: QModelIndex) -> str:
    """An item’s tool tip, or what it shows, after the heads of its row and its column."""
    tip, shown = index.data(TIP), index.data()
    if tip or not shown:
        return str(tip or "")
    model, heads = index.model(), []
    if isinstance(view, QTableView):
        for at, way in ((index.row(), Qt.Orientation.Vertical), (index.column(), ACROSS)):
            heads += [str(model.headerData(at, way) or "")]
    return one_line(": ".join([*filter(None, heads), str(shown)]), LONGEST_TEXT)


def _head(head: QHeaderView, place: QPoint) -> str:
    at = head.logicalIndexAt(head.viewport().mapFromGlobal(place))
    if at < 0 or (model := head.model()) is None:
        return ""
    title, tip = (model.headerData(at, head.orientation(), role) for role in (0, TIP))
    text = plain(str(tip or ""))
    return titled(title, text) if title and text and title != text else text


def without_keys(text: str) -> str:
    """A text of a menu or a button, without the mark of its key."""
    return text.replace("&", "").rstrip("…")


def _lower(text: str) -> str:
    """A sentence that goes on after a colon."""
    follows = text[1:2]
    return f"{text[:1].lower()}{text[1:]}" if follows.islower() or follows == " " else text


def _begun(text: str) -> str:
    is_symbol = not text[:1].isascii() or text[1:2] == ","  # η is no Η, and "w, ±0.5" no W
    return text if is_symbol else f"{text[0].upper()}{text[1:]}"


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!", ":", ".)")) else f"{text}."
