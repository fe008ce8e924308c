"""Explanations: what a widget is, its value, and what to try; and labels that show plain text.

An explanation is written where the widget is made, and kept as its property "about"; the tool tip,
the line at the foot and the guide take it from there. A widget that shows several things has a
method `explained_at(point)`, which explains the thing at a point, or for None the one that the
keyboard is at; it returns "" if there is none. Items, headers and tabs have tool tips for that.
"""

import textwrap
from functools import lru_cache

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtGui import Qt as GuiQt
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
    QTabWidget,
    QToolButton,
    QWidget,
)

from digitpad.core.text import capitalized, shortened

CONTROLS = (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit)
TIP = Qt.ItemDataRole.ToolTipRole


def explain(widget: QWidget, text: str) -> None:
    """Explain a widget. Only a control gets a tool tip; over others it would be in the way."""
    widget.setProperty("about", text)
    if isinstance(widget, CONTROLS):
        widget.setToolTip(tooltip(text))


def own_explanation(widget: QWidget) -> str:
    """The explanation of the widget itself; empty if there is none."""
    return _joined(widget.property("about") or widget.toolTip())


def spoken_of(widget: QWidget) -> QWidget:
    """The field that a label belongs to, or the widget itself."""
    field = widget.buddy() if isinstance(widget, QLabel) else None
    return widget if field is None else field


def explanation(widget: QWidget, place: QPoint | None = None) -> str:
    """The explanation of a widget, or of the nearest one around it; empty if there is none.

    place: the pointer's, on the screen; None: what the keyboard is at.
    """
    around: QWidget | None = spoken_of(widget)
    while around is not None:
        texts = [text for text in (_part(around, place), _whole(around)) if text]
        if texts:
            return _begun(" ".join(map(_ended, texts)))
        is_last = around.isWindow() and around.windowType() is not Qt.WindowType.Popup
        around = None if is_last else around.parentWidget()
    return ""


def keys_of(shortcut: QKeySequence) -> str:
    """A shortcut as the system's menus write it: Ctrl+S, on a Mac ⌘S."""
    return shortcut.toString(QKeySequence.SequenceFormat.NativeText)


def titled(title: str, text: str) -> str:
    """A text after its title and a colon; a question needs no colon."""
    if title.endswith("?"):
        return f"{title} {text}"
    # A letter before a dash or a comma is a symbol and keeps its case.
    goes_on = text[1:2].islower() or text[1:2] == " "
    return f"{title}: {text[0].lower() if goes_on else text[:1]}{text[1:]}"


def of_action(action: QAction | None) -> str:
    """An action's name, its keys, and what it does."""
    if action is None:
        return ""
    name, keys, menu = without_keys(action.text()), keys_of(action.shortcut()), action.menu()
    tip = own_explanation(menu) if isinstance(menu, QMenu) else _joined(action.toolTip())
    title = f"{name} ({keys})" if keys else name
    return title if tip in ("", name) else titled(title, tip)


def without_keys(text: str) -> str:
    """The text of a menu or a button without its mnemonic's & and its dots."""
    return text.replace("&", "").rstrip("…")


def _whole(widget: QWidget) -> str:
    """A widget's name, a slider's value, and its explanation."""
    if isinstance(widget, QToolButton) and (action := widget.defaultAction()) is not None:
        return of_action(action)
    text = own_explanation(widget)
    written = without_keys(widget.text()) if isinstance(widget, QAbstractButton) else ""
    name = shortened(written if len(written) > 1 else widget.accessibleName())
    is_field = isinstance(widget, (QAbstractSpinBox, QLineEdit, QComboBox))
    if not text or isinstance(widget, QMenu) and widget.activeAction() is not None:
        return ""
    if isinstance(widget, QAbstractSlider):  # all others show their value themselves
        value = widget.accessibleDescription() or str(widget.value())
        name = f"{name}, now {value}" if name else f"Now {value}"
    elif not is_field and len(written) <= 1:
        return text
    return titled(name, text) if name else text


def _part(widget: QWidget, place: QPoint | None) -> str:
    """The explanation of what a widget shows at a place."""
    surface = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
    at = None if place is None else surface.mapFromGlobal(place)
    if (explained_at := getattr(widget, "explained_at", None)) is not None:
        return str(explained_at(at))
    match widget:
        case QTabWidget():
            return _part(widget.tabBar(), place)
        case QTabBar():
            tab = widget.currentIndex() if at is None else widget.tabAt(at)
            return _joined(widget.tabToolTip(tab)) or without_keys(widget.tabText(tab))
        case QMenuBar() if at is not None:
            return of_action(widget.actionAt(at))
        case QMenu() | QMenuBar():
            return of_action(widget.activeAction())
        case QHeaderView() if at is not None:
            section, way = widget.logicalIndexAt(at), widget.orientation()
            if section < 0:
                return ""
            title, tip = (widget.model().headerData(section, way, role) for role in (0, TIP))
            return titled(str(title), _joined(tip)) if title and tip else _joined(tip)
        case QAbstractItemView():
            index = widget.currentIndex() if at is None else widget.indexAt(at)
            return _joined(index.data(TIP) or index.data())
    return ""


def _joined(text: object) -> str:
    """A tool tip's text on one line."""
    return " ".join(str(text or "").split())[:LONGEST_TEXT]


def _begun(text: str) -> str:
    """A text with a capital, also if the name of a run begins it."""
    is_symbol = text[1:2] == ","  # the w of "w, ±0.5"
    return text if is_symbol else capitalized(text)


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!", ":", ".)")) else f"{text}."


LONGEST_TEXT = 600  # letters
TOOLTIP_WIDTH = 56  # letters


@lru_cache(1000)
def tooltip(text: str) -> str:
    """A plain tool tip in lines of a comfortable length; Qt would not break plain text."""
    text = "\n".join(
        textwrap.fill(line, TOOLTIP_WIDTH, break_long_words=False, break_on_hyphens=False)
        for line in text.split("\n")
    )
    # An invisible word joiner keeps Qt from reading a tag into the name of a file.
    return text.replace("<", "<\u2060") if GuiQt.mightBeRichText(text) else text


def make_plain(widget: QWidget) -> None:
    """Let the labels in a widget show plain text, unless they have a format already."""
    for label in widget.findChildren(QLabel):
        if label.textFormat() == Qt.TextFormat.AutoText:
            label.setTextFormat(Qt.TextFormat.PlainText)
