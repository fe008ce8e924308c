"""A window with the canvas beside its tabs: their sizes, what is new in them, keys and help."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMainWindow, QSplitter, QStyle, QWidget

from digitpad.ui.frame.panel import TABS, Panel
from digitpad.ui.parts import theme
from digitpad.ui.parts.layouts import Tabs, named, row
from digitpad.ui.parts.plain_text import make_plain, tooltip

# At the first start: pixels, where the screen has them, and the part of a larger screen.
WIDTH, HEIGHT, PART = 1240, 736, 0.8


class TabbedWindow(QMainWindow):
    """The canvas on the left, always in sight; on the right the tabs."""

    picked = Signal(object)
    """“What’s This?” was asked about a widget; carries it."""

    def __init__(self) -> None:
        super().__init__()
        self.tabs = named(Tabs(), "tabs", said="Tabs")
        self.tabs.tabBar().setAccessibleName("Tabs")
        self._panels: Sequence[Panel] = ()

    def _put_in(self, drawing_side: QWidget, panels: Sequence[Panel]) -> None:
        """Put these in place."""
        self._panels = panels
        for panel in panels:
            tab = self.tabs.addTab(panel, panel.title)
            self.tabs.setTabToolTip(tab, tooltip(TABS.get(panel.title, panel.title)))
            panel.furnished.connect(self._take_furnished)
        central = QWidget()
        row(drawing_side, (self.tabs, 1), of=central, spacing=0)
        self.setCentralWidget(central)
        theme.style(self)
        self.setAcceptDrops(True)

    def _take_first_size(self) -> None:
        """Be as large as at the first start."""
        title_bar = self.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
        room = self.screen().availableGeometry().size() - QSize(0, title_bar)
        self.resize(QSize(WIDTH, HEIGHT).expandedTo(room * PART).boundedTo(room))

    def _take_furnished(self) -> None:
        """A panel has its contents now: treat them as all that was there before."""
        panel = self.sender()
        assert isinstance(panel, Panel)
        self._treat(panel)

    def _treat(self, new: QWidget) -> None:
        """Treat what is new in a widget as all in the window."""
        for part in new.findChildren(QLineEdit):
            part.setAcceptDrops(False)  # a file dropped anywhere is for the window
        make_plain(new)
        for splitter in new.findChildren(QSplitter):
            splitter.updateGeometry()  # a hidden one does not notice its new contents

    def toggle_full_screen(self) -> None:
        """Fill the screen, or go back to a window."""
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            theme.style(self)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.StatusTip:
            return True  # the line at the foot shows it
        if event.type() == QEvent.Type.QueryWhatsThis:
            return True
        if event.type() == QEvent.Type.WhatsThis:
            assert isinstance(event, QHelpEvent)
            event.accept()
            self.picked.emit(self.childAt(self.mapFromGlobal(event.globalPos())) or self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.isFullScreen():
            self.toggle_full_screen()
        else:
            super().keyPressEvent(event)
