"""The menu Help: the ways into the guide, and out of it, “Show me”; what this program is."""

import platform
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import PySide6
from PySide6.QtCore import Qt, QUrl, qVersion
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QLabel, QMenu, QMenuBar, QMessageBox, QTabWidget, QWhatsThis, QWidget

from digitpad.core.files.network_file import version
from digitpad.ui.drawing.drawing_side import DrawingSide
from digitpad.ui.frame.actions import Key, Row, declare
from digitpad.ui.frame.panel import Panel, WindowPart
from digitpad.ui.frame.window import MainWindow
from digitpad.ui.parts.explained import about, spoken_of, without_keys
from digitpad.ui.parts.plain_text import make_plain

if TYPE_CHECKING:  # imported when the guide is first asked for
    from digitpad.ui.guide.guide_window import GuideWindow

BOOK = "http://neuralnetworksanddeeplearning.com"

ABOUT = f"""\
Draw a digit; watch a network that you trained in seconds read it.

The network is that of chapter 3 of Michael Nielsen’s book Neural Networks and Deep Learning, \
{BOOK}

digitpad is free under the MIT licence. The digits it learns from are MNIST, by Yann LeCun and \
Corinna Cortes (CC BY-SA 3.0), and pen digits of E. Alpaydin and F. Alimoglu and of the \
International Unipen Foundation (both CC BY 4.0).

"""

KEYS = "Keys"
HEADINGS = {  # of what is in a tab and has no place of its own
    "Train": "Training",
    "Runs": "Runs, and the book’s experiments",
    "Experiments": "Runs, and the book’s experiments",
    "Inside": "Inside the network",
    "Mistakes": "Mistakes",
    "My Digits": "My Digits",
}


class GuideHelp(WindowPart):
    """Makes the guide's window when it is first asked for."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._tabs, self._line, self._bar = window.tabs, window.facts.line, window.menuBar()
        self._guide: GuideWindow | None = None
        rows = (
            Row("action_guide", "&Guide", "Help", 0, self.open,
                "Read how everything is done, with pictures; search it"),
            Row("action_guide_here", "E&xplain This", "Help", 0,
                lambda: self._open_at_widget(self._line.explained()),
                "Open the guide at what is pointed at, or has the focus", Key.HelpContents),
            Row("action_whats_this", "&What’s This?", "Help", 0, QWhatsThis.enterWhatsThisMode,
                "Pick something with the pointer, and read about it", Key.WhatsThis),
            Row("action_shortcuts", "&Shortcuts", "Help", 1, lambda: self.open(KEYS),
                "Read which keys do something"),
            Row("action_about", "&About digitpad", "Help", 1, self._tell_about,
                "What this program is"),
        )  # fmt: skip
        self.entries = declare(self, rows)
        window.picked.connect(self._open_at_widget)

    def _open_at_widget(self, widget: QWidget | None) -> None:
        self.open(None if widget is None else self.place_of(widget))

    def open(self, heading: str | None = None) -> None:
        """Open the guide at a heading, or where it was last, at first at its beginning."""
        if self._guide is None:
            from digitpad.ui.guide.guide_window import GuideWindow, text

            for panel in self._window.findChildren(Panel):
                panel.make_ready()  # it speaks of what is in all of them
            self._guide = GuideWindow(self._window, text(self._text))
            self._guide.show_wanted.connect(self.show_widget)
        self._guide.open_at(heading)

    def _tell_about(self) -> None:
        """Show the dialog; its text can be selected and copied."""
        box = QMessageBox(self._window)
        box.setObjectName("message")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setText(f"digitpad {version() or ''}")
        box.setInformativeText(ABOUT + runs_on())
        box.setEscapeButton(box.addButton(QMessageBox.StandardButton.Ok))
        book = box.addButton("Open the &Book", QMessageBox.ButtonRole.ActionRole)
        book.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(BOOK)))
        make_plain(box)
        for label in box.findChildren(QLabel):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.open()

    def place_of(self, widget: QWidget) -> str | None:
        """The heading under which the guide speaks of a widget, or of what it is in."""
        from digitpad.ui.guide.guide_window import headings

        known = headings()
        around: QWidget | None = spoken_of(widget)
        while around is not None:
            if (heading := known.get(around.objectName())) is not None:
                return heading
            tab = self._tabs.indexOf(around)
            if around is self._tabs:  # the titles of the tabs
                tab = self._tabs.currentIndex()
            if tab >= 0:
                return HEADINGS.get(self._tabs.tabText(tab))
            around = around.parentWidget()
        return None

    def show_widget(self, name: str) -> None:
        """Bring the widget that a link names to the front."""
        if (widget := self._window.findChild(QWidget, name)) is not None:
            _bring_to_front(widget)
            self._window.raise_()
            self._window.activateWindow()
            widget.setFocus()

    def _text(self, name: str) -> str:
        """All keys, or what the widget of this name is. Raises KeyError where there is none."""
        if name == "keys":
            panels = map(self._tabs.widget, range(self._tabs.count()))
            parts = (*panels, self._window.findChild(DrawingSide))
            keys = [key for part in parts for key in part.keys]  # type: ignore[union-attr]
            keys += [("leave the full screen", "Esc")]
            return in_markdown([*keys_in(self._bar), *keys])
        if (widget := self._window.findChild(QWidget, name)) is None:
            raise KeyError(name)
        return about(widget)


def keys_in(menu: QMenuBar | QMenu, path: str = "") -> Iterator[tuple[str, str]]:
    """The entries of a menu that have shortcuts, and which they are."""
    for action in menu.actions():
        name, inside = f"{path}{without_keys(action.text())}", action.menu()
        if isinstance(inside, QMenu):
            yield from keys_in(inside, f"{name} > ")
        elif keys := _keys(action):
            native = QKeySequence.SequenceFormat.NativeText
            yield name, ", ".join(key.toString(native) for key in keys)


def _keys(action: QAction) -> list[QKeySequence]:
    """Its shortcuts, without those for keys such as F14 or Undo, which few keyboards have.

    Qt's standard shortcuts of a system include the keys of all keyboards that it ever had.
    """
    return [key for key in action.shortcuts() if key[0].key() < Qt.Key.Key_F13]  # type: ignore[index]


def in_markdown(keys: Iterable[tuple[str, str]]) -> str:
    """What keys do, and which they are, as a table."""
    rows = [f"| {what.replace('|', '')} | {which} |" for what, which in keys]
    return "\n".join(["| what it does | keys |", "|---|---|", *rows])


def _bring_to_front(widget: QWidget) -> None:
    """Choose the tabs that a widget is in."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QTabWidget):
            for index in range(parent.count()):
                page = parent.widget(index)
                if page is not None and page.isAncestorOf(widget):
                    parent.setCurrentIndex(index)
        parent = parent.parentWidget()


def runs_on() -> str:
    """The versions of Python, its libraries and the system: a report of a fault needs them."""
    return (
        f"Python {platform.python_version()}, NumPy {np.__version__}, Qt {qVersion()}, "
        f"PySide6 {PySide6.__version__}, {platform.system()} {platform.machine()}"
    )
