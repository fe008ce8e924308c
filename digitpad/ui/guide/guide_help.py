"""The menu Help: the guide, opened at what is asked about, and what this program is."""

import platform
from collections.abc import Iterator, Sequence

import numpy as np
import PySide6
from PySide6.QtCore import QObject, Qt, QUrl, qVersion
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QTabWidget, QWidget

from digitpad.core.network_file import version
from digitpad.ui.frame.facts_bar import ExplanationLine
from digitpad.ui.frame.tab import Tab
from digitpad.ui.guide.chapters import headings, whole_text
from digitpad.ui.guide.guide_window import BOOK, GuideWindow
from digitpad.ui.parts import dialogs
from digitpad.ui.parts.actions import Action, Key, declare
from digitpad.ui.parts.explained import joined, spoken_of

ABOUT = f"""\
Draw a digit; watch a network that you trained in seconds read it.

The network is the one of chapter 3 of Michael Nielsen’s book Neural Networks and Deep Learning, \
{BOOK}

digitpad is free under the MIT licence. The digits it learns from are MNIST, by Yann LeCun and \
Corinna Cortes (CC BY-SA 3.0), and pen digits of E. Alpaydin and F. Alimoglu and of the \
International Unipen Foundation (both CC BY 4.0).

"""

KEYS = "Keys"


class GuideHelp(QObject):
    """The menu Help. The guide's window is made when it is first opened."""

    def __init__(self, ground: QWidget, tabs: Sequence[Tab], line: ExplanationLine) -> None:
        """ground: the window's central widget. line: the one at the foot."""
        super().__init__(ground)
        self._ground, self._tabs, self._line = ground, tabs, line
        self._guide: GuideWindow | None = None
        actions = (
            Action("action_guide", "&Guide", "Help", 0, self.open,
                   "Read and search how everything is done, with pictures"),
            Action("action_guide_here", "E&xplain This", "Help", 0,
                   lambda: self.open_at_widget(self._line.explained()),
                   "Open the guide at what is under the pointer, or has the focus",
                   Key.HelpContents),
            Action("action_shortcuts", "&Shortcuts", "Help", 1, lambda: self.open(KEYS),
                   "Read what the keys do"),
            Action("action_about", "&About digitpad", "Help", 1, self._tell_about,
                   "What this program is"),
        )  # fmt: skip
        self.entries = declare(self, actions)

    def open_at_widget(self, widget: QWidget | None) -> None:
        """Open the guide where it explains a widget."""
        self.open(None if widget is None else self.place_of(widget))

    def open(self, heading: str | None = None) -> None:
        """Open the guide at a heading; None: where it was last, or at its beginning."""
        if self._guide is None:
            _panels = [tab.panel for tab in self._tabs]  # it quotes explanations from all of them
            self._guide = GuideWindow(self._ground.window(), whole_text(self._explanation_of))
            self._guide.tab_wanted.connect(self.open_tab)
        self._guide.open_at(heading)

    def _tell_about(self) -> None:
        # Bug reports need the versions; the text can be selected and copied.
        versions = (
            f"Python {platform.python_version()}, NumPy {np.__version__}, Qt {qVersion()}, "
            f"PySide6 {PySide6.__version__}, {platform.system()} {platform.machine()}"
        )
        title = f"digitpad {version() or ''}"
        box = dialogs.made_box(self._ground, "message", title, ABOUT + versions)
        box.setEscapeButton(box.addButton(QMessageBox.StandardButton.Ok))
        book = box.addButton("Open the &Book", QMessageBox.ButtonRole.ActionRole)
        book.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(BOOK)))
        box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.open()

    def place_of(self, widget: QWidget) -> str | None:
        """The heading that explains a widget or, if there is none, the nearest one around it."""
        known, widget = headings(), spoken_of(widget)
        for around in _from(widget):
            parts = [around]
            if isinstance(around, QTabWidget):  # the titles stand for the page in front
                page = around.currentWidget()
                parts = [page, *page.findChildren(QWidget)]
            names = (part.title if isinstance(part, Tab) else part.objectName() for part in parts)
            found = (known.get(name.replace(" ", "_")) for name in names)
            if heading := next(filter(None, found), None):
                return heading
        return None

    def open_tab(self, title: str) -> None:
        """Open the tab with this title, whose spaces are underscores."""
        for tab in self._tabs:
            if tab.title.replace(" ", "_") == title:
                tab.bring()

    def _explanation_of(self, name: str) -> str:
        """The explanation of the widget of this name. Raises KeyError if there is none."""
        if (widget := self._ground.window().findChild(QWidget, name)) is None:
            raise KeyError(name)
        return joined(widget.statusTip())


def _from(widget: QWidget) -> Iterator[QWidget]:
    """A widget, and those that it is in, the nearest first."""
    around: QWidget | None = widget
    while around is not None:
        yield around
        around = around.parentWidget()
