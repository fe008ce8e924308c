"""The ways into the guide: the menu, F1, picking with the pointer; and out of it, “Show me”."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QTabWidget, QWhatsThis, QWidget

from digitpad.ui.frame.actions import Key, Row, declare
from digitpad.ui.frame.panel import WindowPart
from digitpad.ui.parts.explained import spoken_of

if TYPE_CHECKING:  # imported when the guide is first asked for
    from digitpad.ui.guide.chapters import Chapters, Place
    from digitpad.ui.guide.guide_window import GuideWindow

# What links can show: the title of the tab, and the widget in it.
TARGETS = {
    "canvas": ("", "canvas"),
    "train": ("Train", "start"),
    "runs": ("Runs", "runs"),
    "experiments": ("Runs", "experiments"),
    "inside": ("Inside", "network_diagram"),
    "inside/neuron": ("Inside", "neuron"),
    "inside/why": ("Inside", "why"),
    "inside/laboratory": ("Inside", "laboratory"),
    "inside/learning": ("Inside", "learning"),
    "inside/slow_motion": ("Inside", "slow_motion"),
    "mistakes": ("Mistakes", "confusion_matrix"),
    "my_digits": ("My Digits", "my_digits"),
}
CHAPTERS = {  # of what is in a tab and has no place of its own
    "Train": "training",
    "Runs": "experiments",
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

            self._chapters = Chapters(_Texts(self._keys))
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
            self._guide.show_wanted.connect(self.show_target)
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

    def show_target(self, name: str) -> None:
        """Choose the tab and the view that a link speaks of, if it is one of TARGETS."""
        title, widget_name = TARGETS.get(name, ("", ""))
        for index in range(self._tabs.count()):
            if title and self._tabs.tabText(index) == title:
                self._tabs.setCurrentIndex(index)
        widget = self._window.findChild(QWidget, widget_name) if widget_name else None
        if widget is None:
            return
        _bring_to_front(widget)
        self._window.raise_()
        self._window.activateWindow()
        widget.setFocus()


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


class _Texts(dict[str, str]):
    """The explanations of all tabs, by name; and all keys, which are asked for when read."""

    def __init__(self, keys: Callable[[], str]) -> None:
        # Imported when needed, so that the window opens sooner.
        from digitpad.ui.inside import explanations as inside
        from digitpad.ui.runs import explanations as runs
        from digitpad.ui.train import form_help as train

        more = {"costs": train.COSTS, "picture": inside.PICTURE, "tiles": inside.TILES}
        super().__init__({**train.HELP, **runs.PARTS, **inside.PARTS, **inside.VIEWS, **more})
        self._keys = keys

    def __missing__(self, name: str) -> str:
        if name != "keys":
            raise KeyError(name)
        return self._keys()
