"""The ways into the guide: the menu, F1, picking with the pointer; and out of it, “Show me”."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QTabWidget, QWhatsThis, QWidget

from digitpad.ui.frame.actions import Key, Row, declare
from digitpad.ui.frame.panel import Panel, WindowPart
from digitpad.ui.parts.explained import about, spoken_of

if TYPE_CHECKING:  # imported when the guide is first asked for
    from digitpad.ui.guide.chapters import Chapters, Place
    from digitpad.ui.guide.guide_window import GuideWindow

CHAPTERS = {  # of what is in a tab and has no place of its own
    "Train": "training",
    "Runs": "experiments",
    "Experiments": "experiments",
    "Inside": "inside",
    "Mistakes": "mistakes",
    "My Digits": "my_digits",
}


class GuideHelp(WindowPart):
    """Makes the guide's window when it is first asked for."""

    def __init__(
        self,
        window: QWidget,
        tabs: QTabWidget,
        explained: Callable[[], QWidget | None],
        keys: Callable[[], str],
    ) -> None:
        """explained: the widget that the line at the foot explains. keys: all keys, in Markdown."""
        super().__init__(window)
        self._tabs, self._explained, self._keys = tabs, explained, keys
        self._guide: GuideWindow | None = None
        self._chapters: Chapters | None = None
        rows = (
            Row("action_guide", "&Guide", "Help", 0, self.open,
                "Read how everything is done, with pictures; search it"),
            Row("action_guide_here", "Guide to T&his", "Help", 0, self.open_here,
                "Open the guide at what is pointed at, or has the focus", Key.HelpContents),
            Row("action_whats_this", "&What’s This?", "Help", 0, self.pick,
                "Pick something with the pointer, and read about it", Key.WhatsThis),
            Row("action_shortcuts", "&Shortcuts", "Help", 1, self.open_keys,
                "Read which keys do something"),
        )  # fmt: skip
        self.entries = declare(self, rows)

    @property
    def chapters(self) -> "Chapters":
        """All chapters, read when they are first needed."""
        if self._chapters is None:
            from digitpad.ui.guide.chapters import Chapters

            self._chapters = Chapters(self._text)
        return self._chapters

    def open(self) -> None:
        """Open the guide where it was last, at first at its beginning."""
        self._open_at(None)

    def open_keys(self) -> None:
        """Open the guide at the chapter that lists all keys."""
        chapter = self.chapters.chapter("keys")
        assert chapter is not None
        self._open_at(chapter.beginning)

    def open_here(self) -> None:
        """Open the guide at what the line at the foot explains."""
        widget = self._explained()
        self._open_at(None if widget is None else self.place_of(widget))

    def pick(self) -> None:
        """Let the next click pick what the guide should speak of."""
        QWhatsThis.enterWhatsThisMode()

    def open_at_widget(self, widget: QWidget) -> None:
        """Open the guide where it speaks of a widget."""
        self._open_at(self.place_of(widget))

    def _open_at(self, place: "Place | None") -> None:
        if self._guide is None:
            from digitpad.ui.guide.guide_window import GuideWindow

            self._guide = GuideWindow(self._window, self.chapters)
            self._guide.show_wanted.connect(self.show_widget)
        self._guide.open_at(place)

    def place_of(self, widget: QWidget) -> "Place | None":
        """Where the guide speaks of a widget, or of what it is in."""
        around: QWidget | None = spoken_of(widget)
        while around is not None:
            if (place := self.chapters.places.get(around.objectName())) is not None:
                return place
            tab = self._tabs.indexOf(around)
            if around is self._tabs:  # the titles of the tabs
                tab = self._tabs.currentIndex()
            if tab >= 0:
                chapter = self.chapters.chapter(CHAPTERS.get(self._tabs.tabText(tab), ""))
                return None if chapter is None else chapter.beginning
            around = around.parentWidget()
        return None

    def show_widget(self, name: str) -> None:
        """Bring the widget that a link names to the front."""
        if (widget := self._widget(name)) is not None:
            _bring_to_front(widget)
            self._window.raise_()
            self._window.activateWindow()
            widget.setFocus()

    def _widget(self, name: str) -> QWidget | None:
        """The widget of this name; what is not made yet is made."""
        widget = self._window.findChild(QWidget, name)
        if widget is None:
            for panel in self._window.findChildren(Panel):
                panel.make_ready()
            widget = self._window.findChild(QWidget, name)
        return widget

    def _text(self, name: str) -> str:
        """All keys, or what the widget of this name is. Raises KeyError where there is none."""
        if name == "keys":
            return self._keys()
        if (widget := self._widget(name)) is None:
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
