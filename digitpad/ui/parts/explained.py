"""Explanations: what a widget is, its value, and what to try; and labels that show plain text.

An explanation is written where the widget is made, as its status tip: Qt tells it to the window,
and the line at the foot and the guide show it. A widget that shows several things has a method
`explained_at(point)`, which explains the thing at a point, or for None the one that the keyboard
is at; it calls `tell_part` while the pointer moves. Items and headers have Qt.StatusTipRole.
"""

import textwrap
from functools import lru_cache

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence, QStatusTipEvent
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QMenuBar,
    QTabBar,
    QToolButton,
    QWidget,
)

from digitpad.core.text import capitalized, shortened

CONTROLS = (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit)
TITLES = (QHeaderView, QTabBar, QMenuBar, QMenu)  # each is about what it opens


def explain(widget: QWidget, text: str) -> None:
    """Explain a widget; screen readers read a control's explanation, unless it tells its value."""
    tells_value = widget.accessibleDescription() not in ("", widget.statusTip())
    if isinstance(widget, CONTROLS) and not tells_value:
        widget.setAccessibleDescription(text)
    if isinstance(widget, QMenu):
        explain_action(widget.menuAction(), text)
    if text != widget.statusTip():
        widget.setStatusTip(text)
        tell_anew(widget)


def explain_action(action: QAction, text: str) -> None:
    """Explain an action. Its tool tip is its name and its keys, at the foot stands all."""
    name, keys = without_keys(action.text()), keys_of(action.shortcut())
    title = f"{name} ({keys})" if keys else name
    action.setToolTip(tooltip(title))
    action.setStatusTip(titled(title, joined(text)) if text else title)


def tell_part(widget: QWidget, text: str = "") -> None:
    """Tell the window of the part under the pointer; "": that the widget is to be told anew."""
    QCoreApplication.sendEvent(widget, QStatusTipEvent(text))


def tell_anew(widget: QWidget) -> None:
    """Tell the window that a widget is explained in other words, if it may be explained now."""
    if widget.underMouse() or widget.hasFocus():
        tell_part(widget)


def tell_value(slider: QAbstractSlider, value: str) -> None:
    """Tell the value of a slider, in words."""
    if value != slider.accessibleDescription():
        slider.setAccessibleDescription(value)
        tell_part(slider)


def spoken_of(widget: QWidget) -> QWidget:
    """The field that a label belongs to, or the widget itself."""
    field = widget.buddy() if isinstance(widget, QLabel) else None
    return widget if field is None else field


def explanation(widget: QWidget, part: str | None = None) -> str:
    """The explanation of a widget, or of the nearest one around it; empty if there is none.

    part: what was told under the pointer, before it; None: the part that the keyboard is at.
    """
    around: QWidget | None = spoken_of(widget)
    while around is not None:
        is_told = part not in (None, "", around.statusTip())
        of_part, whole = part if is_told else _current(around), _whole(around)
        if of_part and isinstance(around, TITLES):
            return _begun(_ended(of_part))
        if whole:
            return _begun(" ".join(_ended(text) for text in (of_part, whole) if text))
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


def without_keys(text: str) -> str:
    """The text of a menu or a button without its mnemonic's & and its dots."""
    return text.replace("&", "").rstrip("…")


def _whole(widget: QWidget) -> str:
    """A widget's name, a slider's value, and its explanation."""
    text = joined(widget.statusTip())
    if not text or (isinstance(widget, QToolButton) and widget.defaultAction() is not None):
        return text
    written = without_keys(widget.text()) if isinstance(widget, QAbstractButton) else ""
    name = shortened(written if len(written) > 1 else widget.accessibleName())
    is_field = isinstance(widget, (QAbstractSpinBox, QLineEdit, QComboBox))
    if isinstance(widget, QAbstractSlider):  # all others show their value themselves
        value = widget.accessibleDescription()
        value = str(widget.value()) if value in ("", widget.statusTip()) else value
        name = f"{name}, now {value}" if name else f"Now {value}"
    elif not is_field and len(written) <= 1:
        return text
    return titled(name, text) if name else text


def _current(widget: QWidget) -> str:
    """The explanation of the part of a widget that the keyboard is at."""
    if (explained_at := getattr(widget, "explained_at", None)) is not None:
        return str(explained_at(None))
    match widget:
        case QMenu() | QMenuBar():
            action = widget.activeAction()
            return "" if action is None else action.statusTip()
        case QAbstractItemView():
            return joined(widget.currentIndex().data(Qt.ItemDataRole.StatusTipRole))
    return ""


def joined(text: object) -> str:
    """A text on one line."""
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
