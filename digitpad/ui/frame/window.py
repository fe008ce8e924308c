"""The main window: its menus and its status bar, files and preferences, start and end."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QPaintEvent,
    QStatusTipEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QSplitter,
    QStyle,
    QWidget,
)

from digitpad.core.network import Network
from digitpad.core.network_file import NetworkFileError
from digitpad.core.text import shortened
from digitpad.session.background import PATIENCE
from digitpad.session.keeper import SECONDS_AT_THE_END
from digitpad.session.opened_files import NetworkFileState, shipped_network
from digitpad.ui.files.network_files import accept_as_copy, networks_in
from digitpad.ui.frame.appearance import Appearance
from digitpad.ui.frame.facts_bar import FactsBar
from digitpad.ui.frame.shared import Shared
from digitpad.ui.frame.tab import Tab
from digitpad.ui.frame.timeline import Timeline
from digitpad.ui.parts import dialogs, theme
from digitpad.ui.parts.actions import Action, Key, declare, fill
from digitpad.ui.parts.explained import make_plain
from digitpad.ui.parts.following_view import FollowingView
from digitpad.ui.parts.layouts import Tabs, column, named, row
from digitpad.ui.parts.wheel_guard import WheelGuard

# The first size: pixels at least, if the screen has them, and a part of the screen.
WIDTH, HEIGHT, PART = 1240, 736, 0.8
BETWEEN_TABS = 150  # milliseconds between making two tabs, which leave time for the pen
SECONDS_TO_FINISH = 10.0  # after the window has closed


class MainWindow(QMainWindow):
    """The canvas on the left, always in sight; on the right the tabs; menus and status bar.

    `network` is the network in use. Scripts can call `open_file` and `save_file`.
    """

    closing = Signal()
    """The window closes for good."""
    began = Signal()
    """The window was painted for the first time; less urgent work can begin."""
    scaled = Signal()
    """The screen has another number of its own pixels for each of the window's."""

    def __init__(
        self,
        shared: Shared,
        facts: FactsBar,
        drawing_side: QWidget,
        tabs: Sequence[Tab],
        entries: Sequence[QAction],
    ) -> None:
        """Put the rooms in place, and restore how the window was last left.

        facts: the status bar. entries: the actions that belong to no tab.
        """
        super().__init__()
        self.tabs = named(Tabs(), "tabs", spoken="Tabs")
        self.tabs.tabBar().setAccessibleName("Tabs")
        self.session = session = shared.session
        self._pages = tabs
        self._network_files, self._keeper = shared.network_files, shared.keeper
        self._background, self._preferences = shared.files, shared.preferences
        self._appearance = Appearance(self, self._preferences)
        for owned in (session, self._preferences):
            owned.setParent(self)
        self._may_close = self._was_painted = self._has_ended = False
        self._workers = shared.files, shared.measurer
        self.facts = facts
        self.setStatusBar(facts)
        for tab in tabs:
            self.tabs.add(tab, tab.title, tab.about)
            tab.made.connect(partial(self._treat, tab))
        rooms, timeline = QWidget(), Timeline(session, shared.against)
        timeline.setParent(shared.ground)  # first: Tab comes to it after panels that are made later
        row(drawing_side, (self.tabs, 1), of=rooms, spacing=0)
        column((rooms, 1), timeline, of=shared.ground, spacing=0)
        self.setCentralWidget(shared.ground)
        theme.style(self)
        self.setAcceptDrops(True)
        entries = [
            *(entry for tab in tabs for entry in tab.entries),
            *entries,
            *timeline.entries,
            *self._own_entries(),
            *self._tab_entries(),
        ]
        fill(self.menuBar(), entries)
        everywhere = Qt.ShortcutContext.WindowShortcut  # other keys work where they were added
        self.addActions([entry for entry in entries if entry.shortcutContext() == everywhere])
        self._treat(self)
        self._take_first_size()
        self._recall()
        self._connect()
        self._show_file(self.session.file)

    @property
    def network(self) -> Network:
        """The network in use."""
        return self.session.network

    # Putting the parts together.

    def _take_first_size(self) -> None:
        title_bar = self.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
        room = self.screen().availableGeometry().size() - QSize(0, title_bar)
        self.resize(QSize(WIDTH, HEIGHT).expandedTo(room * PART).boundedTo(room))

    def _treat(self, new: QWidget) -> None:
        """Prepare the fields, labels and splitters in a new part of the window."""
        for part in (*new.findChildren(QLineEdit), *new.findChildren(QPlainTextEdit)):
            part.setAcceptDrops(False)  # files are dropped onto the window
        for label in new.findChildren(QLabel):
            if label.buddy() is not None:
                label.setStatusTip(label.buddy().statusTip())
        for view in new.findChildren(QAbstractItemView):
            view.setMouseTracking(True)  # so that its items are told
        make_plain(new)
        WheelGuard(new)
        for splitter in new.findChildren(QSplitter):
            splitter.updateGeometry()  # a hidden one does not notice its new contents

    def _own_entries(self) -> Sequence[QAction]:
        actions = (
            Action("action_quit", "&Quit", "File", 5, self.close, "Close the window",
                   (Key.Quit, "Ctrl+Q")),
            Action("action_full_screen", "&Full Screen", "View", 2, self.toggle_full_screen,
                   "Fill the screen", (Key.FullScreen, "F11")),
        )  # fmt: skip
        return [*declare(self, actions), *self._appearance.entries]

    def _tab_entries(self) -> Sequence[QAction]:
        actions = (
            Action(f"action_tab_{i + 1}", f"&{i + 1} {tab.title}", "View", 3,
                   partial(self.tabs.setCurrentIndex, i), tab.about, f"Ctrl+{i + 1}")
            for i, tab in enumerate(self._pages)
        )  # fmt: skip
        return declare(self, actions)

    def _recall(self) -> None:
        remembered = self._preferences
        self._appearance.recall()
        titles = [self.tabs.tabText(i) for i in range(self.tabs.count())]
        self.tabs.setCurrentIndex(titles.index(remembered.read("tab", titles[0], titles)))
        keep = partial(remembered.setValue, "tab")  # not at the end: the program may be killed
        self.tabs.currentChanged.connect(lambda at: keep(self.tabs.tabText(at)))
        self.restoreGeometry(remembered.read("geometry", QByteArray()))

    def _connect(self) -> None:
        self.session.file_changed.connect(self._show_file)
        self.session.when_run(self._show_title, "named", "job", "epoch", "used")
        self.session.failed.connect(partial(dialogs.tell, self))
        for told in (self.session.told, self._appearance.told):
            told.connect(self.facts.tell)
        self.session.undo.indexChanged.connect(lambda _: self.facts.clearMessage())  # outdated
        self._keeper.failing.connect(self.facts.show_failing)
        self._preferences.failed.connect(self.session.tell)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            # Two events later, so that the window is seen first: this takes a tenth of a second.
            QTimer.singleShot(0, self, lambda: QTimer.singleShot(0, self, self._begin))

    def _begin(self) -> None:
        if self.isVisible():  # if it has closed, the training process would stay behind
            self.session.begin()
            # Loaded in the background, so that the window appears sooner.
            tell, fail = self.session.tell_network, self.session.failed.emit
            unreadable = partial(fail, "The shipped network cannot be read")
            self._background.run(shipped_network, lambda _: tell(), NetworkFileError, unreadable)
            self.began.emit()
            self._load_tabs(iter(self._pages))

    def _load_tabs(self, tabs: Iterator[Tab]) -> None:
        """Make the panels that are missing, one after another, while the user looks on."""
        late = next((tab for tab in tabs if not tab.is_made), None)
        if late is not None and self.isVisible():
            soon = partial(QTimer.singleShot, BETWEEN_TABS, self, partial(self._make, late, tabs))

            def fail(reason: str) -> None:
                self.session.failed.emit(f"The tab {late.title} cannot be loaded", reason)
                self._load_tabs(tabs)

            self._background.run(late.load, lambda _made: soon(), (), fail)

    def _make(self, tab: Tab, others: Iterator[Tab]) -> None:
        if self.isVisible():
            _made = tab.panel
            self._load_tabs(others)

    # Events.

    def toggle_full_screen(self) -> None:
        """Fill the screen, or be as before, which may be maximized."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            theme.style(self)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.StatusTip:
            assert isinstance(event, QStatusTipEvent)
            self.facts.line.take_tip(event.tip())
            return True  # the status bar itself would wipe what was just told
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._draw_anew()
            self.scaled.emit()
        return super().event(event)

    def _draw_anew(self) -> None:
        """Let all views that draw pictures or lines draw them again."""
        for view in self.findChildren(FollowingView):
            view.refresh_soon()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.isFullScreen():
            self.toggle_full_screen()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        super().keyReleaseEvent(event)
        self.facts.line.explain_now()  # a key may have led to another part, or changed a value

    # Showing state.

    def _show_file(self, file: NetworkFileState) -> None:
        self._show_title()
        self.setWindowModified(file.is_older)

    def _show_title(self) -> None:
        self.setWindowTitle(f"{shortened(self.session.title_and_epoch)}[*] – digitpad")

    # Files.

    def open_file(self, path: str | Path) -> bool:
        """Open a network file. Returns whether it was opened; if not, a message says why.

        A file of runs is opened in a moment; then a message says why if it is not.
        """
        return self._network_files.open_file(path)

    def open_soon(self, *paths: str | Path) -> None:
        """Begin to open files, without waiting for the disk."""
        self._network_files.open_soon(*map(Path, paths))

    def come_forward(self, paths: Sequence[str]) -> None:
        """Come to the front, and open the files of a second start."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        self.open_soon(*paths)

    def save_file(self, path: str | Path) -> bool:
        """Save the network. Returns whether it was saved; if not, a message says why."""
        return self._network_files.save_file(path)

    # Network files that are dropped. The canvas takes pictures.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if networks_in(event.mimeData()):
            accept_as_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:
        if paths := networks_in(event.mimeData()):
            accept_as_copy(event)
            # Later: the program that the files come from waits for the end of this event.
            QTimer.singleShot(0, self, lambda: self.open_soon(*paths))

    # Closing.

    def closeEvent(self, event: QCloseEvent) -> None:
        # It is written now, else nobody would know of a disk that is full by now.
        problem = "" if self._may_close else self._keeper.keep_now()
        if problem:
            event.ignore()
            self._network_files.ask_to_quit(problem, self._close_at_last)
            return
        if self._was_painted:
            self._preferences.keep("geometry", self.saveGeometry())
        self._shut_down()
        self._keeper.finish(PATIENCE)
        event.accept()

    def keep_now(self) -> None:
        """Keep what is trained for the next start, since the system ends the program."""
        self._keeper.keep_now()

    def _shut_down(self) -> None:
        self._has_ended = True
        self.session.shut_down()
        self.closing.emit()
        self._keeper.shut_down()
        self._network_files.shut_down()
        for worker in self._workers:
            worker.shut_down()

    def finish(self) -> bool:
        """At the end of the program wait longer for work on a slow disk. Whether all is done.

        The window has not closed if its display went.
        """
        if not self._has_ended:
            self._shut_down()
        is_kept = self._keeper.finish(SECONDS_AT_THE_END)
        are_done = [worker.shut_down(SECONDS_TO_FINISH) for worker in self._workers]
        return is_kept and all(are_done)

    def _close_at_last(self) -> None:
        self._may_close = True
        self.close()
