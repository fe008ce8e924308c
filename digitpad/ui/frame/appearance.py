"""How the window looks: light or dark, and how large all text is."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QLayout, QMainWindow, QWidget

from digitpad.session.preferences import Preferences
from digitpad.ui.parts import theme
from digitpad.ui.parts.actions import Action, declare


class Appearance(QObject):
    """The entries of the menu *Appearance*. A person's choices are kept."""

    sized = Signal()
    """The size of text has changed; carries nothing."""
    told = Signal(str)
    """A sentence for the foot of the window."""

    def __init__(self, window: QMainWindow, preferences: Preferences) -> None:
        super().__init__(window)
        self._window, self._preferences = window, preferences
        self._colors = preferences.read("appearance", "system", theme.CHOICES)
        # The window's size without larger text, and the one to which it has grown.
        self._wanted = self._grown = window.size()
        colors = declare(self, self._of_colors())
        group = QActionGroup(self)
        for action in colors:
            group.addAction(action)
        sizes = declare(self, self._of_sizes(), [self.sized])
        self.entries: list[QAction] = [*colors, *sizes]

    def _of_colors(self) -> list[Action]:
        return [
            Action(f"action_appearance_{name}", text, "Appearance", 1,
                   partial(self._choose_colors, name),
                   "Light or dark, as the rest of your desktop" if name == "system"
                   else f"{text.replace('&', '')} colours",
                   checked=name == self._colors)
            for name, (_, text) in theme.CHOICES.items()
        ]  # fmt: skip

    def _of_sizes(self) -> list[Action]:
        step = theme.STEP
        return [
            Action("action_larger", "La&rger Text", "Appearance", 2,
                   lambda: self._choose_size(theme.percent() + step),
                   "Make all text larger", ("Ctrl++", "Ctrl+="),
                   lambda: theme.percent() < theme.MOST_TEXT),
            Action("action_smaller", "S&maller Text", "Appearance", 2,
                   lambda: self._choose_size(theme.percent() - step),
                   "Make all text smaller", "Ctrl+-", lambda: theme.percent() > theme.LEAST_TEXT),
            Action("action_normal_size", "&Normal Text", "Appearance", 2,
                   lambda: self._choose_size(theme.USUAL),
                   "Give all text the system’s size", "Ctrl+0",
                   lambda: theme.percent() != theme.USUAL),
        ]  # fmt: skip

    def recall(self) -> None:
        """Take the colours and the size that were chosen last."""
        if self._colors != "system":
            theme.choose(self._colors)
        sizes = range(theme.LEAST_TEXT, theme.MOST_TEXT + 1)
        percent = self._preferences.read("percent", theme.USUAL, sizes)
        if percent != theme.percent():
            self._take_size(percent)

    def _choose_colors(self, name: str) -> None:
        theme.choose(name)
        self._preferences.keep("appearance", name)

    def _choose_size(self, percent: int) -> None:
        """Give text this size, unless the window would outgrow the screen.

        A window that grows with its text becomes as small again with it.
        """
        window, before = self._window, theme.percent()
        wanted = self._wanted if window.size() == self._grown else window.size()
        with self._window_unchanged():
            had_room = self._has_room()
            self._settle(percent)
            if percent > before and had_room and not self._has_room():
                self._settle(before)
                self.told.emit(f"The screen has no room for text of {percent} %")
                return
        if not window.isMaximized() and not window.isFullScreen():
            window.resize(wanted)
            self._wanted, self._grown = wanted, window.size()
        self._preferences.keep("percent", theme.percent())
        self._tell()

    def _take_size(self, percent: int) -> None:
        theme.choose_size(percent)
        theme.style(self._window)
        self.sized.emit()

    def _has_room(self) -> bool:
        """Whether the screen has room for the window, with text as large as it is."""
        window, least = self._window, self._window.minimumSizeHint()
        if window.isFullScreen():
            room = window.screen().size()
        else:
            frame = window.frameGeometry().size() - window.size()
            room = window.screen().availableGeometry().size() - frame
        return least.width() <= room.width() and least.height() <= room.height()

    @contextmanager
    def _window_unchanged(self) -> Iterator[None]:
        """Let the window grow with its text only at the end."""
        layout = self._window.layout()
        assert layout is not None
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        try:
            yield
        finally:
            layout.setSizeConstraint(QLayout.SizeConstraint.SetDefaultConstraint)
            layout.activate()

    def _settle(self, percent: int) -> None:
        """Give text this size, and let all parts find out how much room they need with it."""
        self._take_size(percent)
        # Qt lays out what is hidden only when it is shown, and it may need the most room. Views
        # within views need a second time.
        for _ in range(2):
            for widget in self._window.findChildren(QWidget):
                widget.ensurePolished()
                widget.updateGeometry()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
            for layout in self._window.findChildren(QLayout):
                layout.invalidate()

    def _tell(self) -> None:
        self.told.emit(f"Text is {theme.percent()} % as large as usual")
