"""The main window: the frame around the drawing and the tabs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QGraphicsView,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QSplitter,
    QWidget,
)

from digitpad.core.files.network_file import NetworkFileError
from digitpad.core.network import Network
from digitpad.session.kept.run_keeper import RunKeeper
from digitpad.session.measuring import background
from digitpad.session.measuring.background import Background
from digitpad.session.measuring.examiner import TestResult
from digitpad.session.opened_files import shipped_network
from digitpad.session.preference_keeper import PreferenceKeeper
from digitpad.session.session import NetworkFileState, Session
from digitpad.ui.drawing.drawing_side import DrawingSide
from digitpad.ui.files.dropped_files import network_in, take_a_copy
from digitpad.ui.files.network_files import NetworkFiles
from digitpad.ui.frame.about import tell_about
from digitpad.ui.frame.actions import Key, MenuEntry, Row, declare, fill
from digitpad.ui.frame.appearance_menu import AppearanceMenu
from digitpad.ui.frame.facts_bar import LONGER, FactsBar
from digitpad.ui.frame.panel import Panel
from digitpad.ui.frame.shortcuts import show_shortcuts
from digitpad.ui.frame.size_actions import SizeActions
from digitpad.ui.frame.window_place import place_of, put, room_on
from digitpad.ui.parts import dialogs, sizes
from digitpad.ui.parts.focus import FocusedTabs
from digitpad.ui.parts.plain_text import make_plain, window_title, wrap_tooltips

WIDTH, HEIGHT = 1240, 690  # pixels at the first start, where the screen has them
MARGINS, SPACING = (14, 14, 14, 8), 16  # of what is in it
SECONDS_TO_FINISH = 10.0  # after the window has closed


class MainWindow(QMainWindow):
    """The canvas on the left, always in sight; on the right the tabs.

    `network` is the network in use. `open_file` and `save_file` are for scripts.
    """

    closing = Signal()
    """The window closes for good."""
    ending = Signal()
    """The system ends the program: what is to be written is begun now."""

    def __init__(
        self,
        session: Session,
        files: Background,
        preferences: PreferenceKeeper,
        runs: RunKeeper,
    ) -> None:
        """files: reads and writes what the window opens and saves."""
        super().__init__()
        self.session = session
        self._background, self._preferences, self._runs = files, preferences, runs
        for owned in (session, files, preferences, runs):
            owned.setParent(self)
        self._may_close = self._was_painted = False
        self._panels: Sequence[Panel] = ()
        self._parts: Sequence[Panel | DrawingSide] = ()  # those that remember
        self._entries: Sequence[MenuEntry] = ()
        self._backgrounds: list[Background] = [files, runs.background]
        self.tabs = FocusedTabs("Tabs")
        self.tabs.setObjectName("tabs")
        self._appearance_menu = AppearanceMenu(self)
        self._size_actions = SizeActions(self)
        self._facts = FactsBar(session)
        self.setStatusBar(self._facts)

    @property
    def network(self) -> Network:
        """The network in use."""
        return self.session.network

    # Putting together.

    def furnish(
        self,
        drawing_side: DrawingSide,
        panels: Sequence[Panel],
        network_files: NetworkFiles,
        entries: Sequence[MenuEntry],
    ) -> None:
        """Put the parts in place, and restore the window as it was when it was last closed.

        entries: those of the menus that belong neither to the drawing nor to a panel.
        """
        self._drawing_side, self._panels = drawing_side, panels
        self._parts = [*panels, drawing_side]
        self._network_files = network_files
        for panel in panels:
            self.tabs.addTab(panel, panel.title)
            panel.furnished.connect(self._take_furnished)
        central = QWidget()
        layout = QHBoxLayout(central)
        layout.setContentsMargins(*MARGINS)
        layout.setSpacing(SPACING)
        layout.addWidget(drawing_side)
        layout.addWidget(self.tabs, 1)
        self.setCentralWidget(central)
        self.setAcceptDrops(True)
        self._entries = [
            *(entry for panel in panels for entry in panel.entries),
            *entries,
            *drawing_side.entries,
            *self._own_entries(),
        ]
        fill(self.menuBar(), self._entries)
        self.addActions([entry.action for entry in self._entries])
        self._take_furnished()  # or the window would begin with the room of a large canvas
        room = room_on(self.screen(), self)
        self.resize(min(WIDTH, room.width()), min(HEIGHT, room.height()))
        self._recall()
        self._connect()
        self._show_file(self.session.file)

    def _take_furnished(self) -> None:
        """More is in the window: let it be as all else is."""
        for part in [*self.findChildren(QLineEdit), *self.findChildren(QGraphicsView)]:
            part.setAcceptDrops(False)  # a file is for the window, wherever it is dropped
        make_plain(self)
        wrap_tooltips(self)
        self._fit_sizes()

    def wait_at_the_end_for(self, *backgrounds: Background) -> None:
        """Let what these have begun be done before the window is closed."""
        self._backgrounds += backgrounds

    def _own_entries(self) -> Sequence[MenuEntry]:
        rows = (
            Row("action_quit", "&Quit", "File", 5, self._quit, "Close the window", "Ctrl+Q"),
            Row("action_full_screen", "&Full Screen", "View", 2, self.toggle_full_screen,
                "Fill the screen", "F11"),
            Row("action_shortcuts", "&Shortcuts", "Help", 1, self.show_shortcuts,
                "List all keys that do something", Key.HelpContents),
            Row("action_about", "&About digitpad", "Help", 1, self._tell_about,
                "What this program is"),
        )  # fmt: skip
        leave, full_screen, *more = declare(self, rows)
        appearance = MenuEntry(self._appearance_menu.menuAction(), "View", 3)
        return [leave, full_screen, *self._size_actions.entries, appearance, *more]

    def _quit(self) -> None:
        self.close()

    def _tell_about(self) -> None:
        tell_about(self)

    def _recall(self) -> None:
        remembered = self._preferences.preferences
        for part in self._parts:
            part.recall(remembered)
        if remembered.size != sizes.percent():
            self._size_actions.choose(remembered.size)
            self._take_size()
        if remembered.appearance != self._appearance_menu.scheme:
            self._appearance_menu.choose(remembered.appearance)
        titles = [self.tabs.tabText(i) for i in range(self.tabs.count())]
        if remembered.tab in titles:
            self.tabs.setCurrentIndex(titles.index(remembered.tab))
        if remembered.place is not None:
            put(self, remembered.place)
        if self._preferences.damage is not None:
            dialogs.tell(self, "The preferences cannot be read", self._preferences.damage)

    def _look(self) -> dict[str, Any]:
        """Those of the preferences that can be seen in the window."""
        seen: dict[str, Any] = {
            "place": place_of(self),
            "tab": self.tabs.tabText(self.tabs.currentIndex()),
            "appearance": self._appearance_menu.scheme,
            "size": sizes.percent(),
        }
        for part in self._parts:
            seen |= part.remembered()
        return seen

    def _connect(self) -> None:
        self._preferences.watch(self._look)
        self._appearance_menu.chosen.connect(self._preferences.write_soon)
        self._size_actions.chosen.connect(self._preferences.write_soon)
        self._size_actions.chosen.connect(self._take_size)
        self._size_actions.chosen.connect(self.tell)
        for part in self._parts:
            part.changed.connect(self._preferences.write_soon)
        self.session.file_changed.connect(self._show_file)
        self.session.failed.connect(self.tell_problem)
        # To methods alone: a function of our own that knew the window would keep it alive.
        self.session.noticed.connect(self.tell_longer)
        self._runs.kept.connect(self._facts.show_kept)
        self._runs.unreadable.connect(self._tell_unreadable)
        for failed in (self._preferences.failed, self._runs.failed):
            failed.connect(self.tell_longer)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:  # for the first time: what can wait comes when all is painted
            self._was_painted = True
            QTimer.singleShot(0, self._begin)

    def _begin(self) -> None:
        if self.isVisible():  # closed by now, it would leave the training process behind
            self.session.begin()
            # The window is there sooner when the network that came with it is loaded behind it.
            tell = self.session.tell_network
            self._background.run(
                shipped_network, lambda _: tell(), NetworkFileError, lambda _: tell()
            )
            self._runs.begin()

    # Showing what is so.

    def tell(self, line: str) -> None:
        """Say something in the status bar."""
        self._facts.tell(line)

    def tell_longer(self, line: str) -> None:
        """Say something that matters in the status bar."""
        self._facts.tell(line, LONGER)

    def tell_exported(self, path: str) -> None:
        """Say where something was exported to."""
        self.tell(f"Exported to {path}")

    def tell_not_exported(self, reason: str) -> None:
        """Say why curves are not exported."""
        self.tell_problem("The curves are not exported", reason)

    def _tell_unreadable(self, reasons: str) -> None:
        self.tell_problem("Some kept runs cannot be read", reasons)

    def tell_problem(self, title: str, reason: str) -> None:
        """Say that something could not be done, in a message."""
        dialogs.tell(self, title, reason)

    def _show_file(self, file: NetworkFileState) -> None:
        self.setWindowTitle(f"{window_title(file.name)}[*] – digitpad")
        self.setWindowModified(file.modified)

    def show_test(self, result: TestResult | None) -> None:
        """Say how much of the test data the network in use reads; None: it is not known yet."""
        self._facts.show_test(result)

    # Files.

    def open_file(self, path: str | Path) -> bool:
        """Open a network; whether it was opened. What is wrong with it is said in a message."""
        return self._network_files.open_file(path)

    def open_soon(self, path: str | Path) -> None:
        """Begin to open a network: the window waits for no disk."""
        self._network_files.open_after_asking(Path(path))

    def save_file(self, path: str | Path) -> bool:
        """Save the network; whether it was saved. What went wrong is said in a message."""
        return self._network_files.save_file(path)

    def show_shortcuts(self) -> None:
        """List all keys that do something."""
        keys = [key for panel in self._panels for key in panel.keys]
        show_shortcuts(self, self._entries, [*keys, ("leave the full screen", "Esc")])

    # What is dropped. Pictures are the canvas's.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if network_in(event.mimeData()) is not None:
            take_a_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:
        path = network_in(event.mimeData())
        if path is not None:
            take_a_copy(event)
            # Later: whoever dragged it waits for this event to be over.
            QTimer.singleShot(0, self, lambda: self._network_files.open_after_asking(path))

    # The window itself.

    def toggle_full_screen(self) -> None:
        """Fill the screen, or go back to a window."""
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit_drawing_side()
        super().resizeEvent(event)

    def _fit_sizes(self) -> None:
        """Fit all that has a size of its own to the size of the text."""
        for panel in self._panels:
            panel.fit_size()
            for splitter in panel.findChildren(QSplitter):
                splitter.updateGeometry()  # a hidden one does not hear what is in it
        self._fit_drawing_side()

    def _take_size(self) -> None:
        self._fit_sizes()
        QTimer.singleShot(0, self, self._fit_sizes)  # when the bars have their new heights

    def _fit_drawing_side(self) -> None:
        left, top, right, bottom = MARGINS
        beside = self.tabs.minimumSizeHint().width() + SPACING
        bars = sum(
            max(bar.sizeHint().height(), bar.height()) for bar in (self.menuBar(), self.statusBar())
        )
        self._drawing_side.fit(
            self.width() - left - right - beside, self.height() - top - bottom - bars
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.isFullScreen():
            self.toggle_full_screen()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close or (self.session.is_idle and not self.session.file.modified):
            if self._was_painted:
                self._preferences.write()
            self.session.shut_down()
            self.closing.emit()
            self._runs.shut_down()
            self._network_files.shut_down()
            background.shut_down(self._backgrounds)
            event.accept()
        else:
            event.ignore()
            self._network_files.ask_about_unsaved(self._close_at_last)

    def keep_now(self) -> None:
        """The system ends the program: keep what would be lost, for the next start to offer."""
        self.ending.emit()
        self._runs.keep_now()

    def finish(self) -> None:
        """After the window has closed: let what takes long, on a slow disk, come to its end."""
        background.shut_down(self._backgrounds, SECONDS_TO_FINISH)

    def _close_at_last(self) -> None:
        self._may_close = True
        self.close()
