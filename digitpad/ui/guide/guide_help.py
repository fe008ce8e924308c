"""The ways into the guide: the menu, F1, picking with the pointer; and out of it, “Show me”."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QTabWidget, QWhatsThis, QWidget

from digitpad.ui.frame.actions import Key, Row, declare
from digitpad.ui.frame.help_dialogs import in_markdown
from digitpad.ui.frame.panel import Panel, WindowPart
from digitpad.ui.frame.window import MainWindow
from digitpad.ui.parts.explained import about, spoken_of

if TYPE_CHECKING:  # imported when the guide is first asked for
    from digitpad.ui.guide.guide_window import GuideWindow

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
        self._tabs, self._line = window.tabs, window.facts.line
        self._all_keys = window.all_keys
        self._guide: GuideWindow | None = None
        rows = (
            Row("action_guide", "&Guide", "Help", 0, self.open,
                "Read how everything is done, with pictures; search it"),
            Row("action_guide_here", "E&xplain This", "Help", 0, self.open_here,
                "Open the guide at what is pointed at, or has the focus", Key.HelpContents),
            Row("action_whats_this", "&What’s This?", "Help", 0, QWhatsThis.enterWhatsThisMode,
                "Pick something with the pointer, and read about it", Key.WhatsThis),
            Row("action_shortcuts", "&Shortcuts", "Help", 1, lambda: self.open(KEYS),
                "Read which keys do something"),
        )  # fmt: skip
        self.entries = declare(self, rows)
        window.picked.connect(self._open_at_widget)

    def open_here(self) -> None:
        """Open the guide at what the line at the foot explains."""
        self._open_at_widget(self._line.explained())

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
            return in_markdown(self._all_keys())
        if (widget := self._window.findChild(QWidget, name)) is None:
            raise KeyError(name)
        return about(widget)


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
