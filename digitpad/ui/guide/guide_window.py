"""The window of the guide: contents and search at the left, the text at the right."""

from typing import Any

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QImage,
    QKeySequence,
    QShortcut,
    QTextBlock,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QWidget,
)

from digitpad.resources import resource_path
from digitpad.ui.frame.help_dialogs import BOOK
from digitpad.ui.guide.chapters import Chapters, Place
from digitpad.ui.parts import theme
from digitpad.ui.parts.layouts import column, named, row

WIDTH, HEIGHT = 900, 660  # pixels
CONTENTS = 230  # pixels wide
PICTURE = 600  # pixels wide, at most
PLACE = Qt.ItemDataRole.UserRole
RESOURCE = QTextDocument.ResourceType


class _Text(QTextBrowser):
    """Shows chapters, at addresses such as guide:training#The%20curves; reads nothing else."""

    def __init__(self, chapters: Chapters) -> None:
        super().__init__()
        self.setObjectName("guide_text")
        self.setAccessibleName("The guide")
        self.setOpenLinks(False)
        self.document().setDocumentMargin(16)
        self._chapters = chapters
        self.sourceChanged.connect(self._go_to_heading)

    def go_to(self, place: Place) -> None:
        """Show this heading."""
        address = QUrl(f"guide:{place.chapter}")
        address.setFragment(place.heading)
        if address == self.source():
            self._go_to_heading(address)
        else:
            self.setSource(address, RESOURCE.MarkdownResource)

    def loadResource(self, kind: int, address: QUrl | str) -> Any:
        name = QUrl(address).path().rsplit("/", 1)[-1]
        if kind == RESOURCE.ImageResource.value:
            return _picture(name)
        chapter = self._chapters.chapter(name)
        return None if chapter is None else chapter.text

    def _go_to_heading(self, address: QUrl) -> None:
        block = self.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and block.text() == address.fragment():
                self._mark(block)
                top = self.document().documentLayout().blockBoundingRect(block).top()
                self.verticalScrollBar().setValue(int(top) - 8)
                return
            block = block.next()

    def _mark(self, heading: QTextBlock) -> None:
        """Select a heading below a chapter's own: it need not come to the top."""
        cursor = QTextCursor(heading)
        if heading.blockNumber():
            cursor.movePosition(
                QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor
            )
        self.setTextCursor(cursor)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in theme.CHANGES and self.source().isValid():
            self.reload()  # pictures are light or dark


def _picture(name: str) -> QImage | None:
    """A picture of the program in the colours of the scheme."""
    scheme = "dark" if theme.current() is theme.DARK else "light"
    try:
        image = QImage(str(resource_path("guide", "pictures", f"{name}-{scheme}.png")))
    except FileNotFoundError:
        return None
    width = min(image.width(), PICTURE)
    return image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)


class GuideWindow(QWidget):
    """Stays open beside the main window, and is closed with it."""

    show_wanted = Signal(str)
    """A “Show me” was pressed; carries the name of a widget."""

    def __init__(self, parent: QWidget, chapters: Chapters) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("guide")
        self.setWindowTitle("Guide – digitpad")
        self._chapters = chapters
        self._text = _Text(chapters)
        self._search = named(QLineEdit(), "guide_search", said="Search the guide")
        self._search.setPlaceholderText("Search the guide")
        self._search.setClearButtonEnabled(True)
        self._contents = named(QListWidget(), "guide_contents", said="Chapters, or what was found")
        self._contents.setWordWrap(True)
        self._back, self._forward = QPushButton("&Back"), QPushButton("&Forward")
        self._lay_out()
        self._list()
        self._connect()

    def _lay_out(self) -> None:
        left = QWidget()
        for button in (self._back, self._forward):
            button.setEnabled(False)
        buttons = row(self._back, self._forward)
        parts = self._search, (self._contents, 1), buttons
        column(*parts, of=left, margins=(12, 12, 6, 12))
        halves = QSplitter()
        halves.addWidget(left)
        halves.addWidget(self._text)
        halves.setStretchFactor(1, 1)
        halves.setSizes([CONTENTS, WIDTH - CONTENTS])
        halves.setChildrenCollapsible(False)
        column(halves, of=self)
        room = self.screen().availableSize()
        self.resize(min(WIDTH, room.width()), min(HEIGHT, room.height()))

    def _connect(self) -> None:
        self._search.textChanged.connect(self._list)
        self._search.returnPressed.connect(self._open_first)
        self._contents.itemClicked.connect(self._open)
        self._contents.itemActivated.connect(self._open)
        self._text.sourceChanged.connect(self._mark_chapter)
        self._text.anchorClicked.connect(self._follow)
        self._back.clicked.connect(self._text.backward)
        self._forward.clicked.connect(self._text.forward)
        self._text.backwardAvailable.connect(self._back.setEnabled)
        self._text.forwardAvailable.connect(self._forward.setEnabled)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self._search.setFocus)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self.close)

    def open_at(self, place: Place | None) -> None:
        """Come to the front, at this place; None: where it was last, at first the beginning."""
        if place is None and not self._text.source().isValid():
            place = self._chapters.all[0].beginning
        self.show()  # first, or the text would not know how wide it is, and where a heading
        if place is not None:
            self._text.go_to(place)
        self.raise_()
        self.activateWindow()
        self._text.setFocus()

    def _list(self) -> None:
        """List the chapters, or where the words that are searched for stand."""
        self._contents.clear()
        words = self._search.text().strip()
        if not words:
            for chapter in self._chapters.all:
                self._add(chapter.title, chapter.beginning)
            self._mark_chapter(self._text.source())
            return
        titles = {chapter.name: chapter.title for chapter in self._chapters.all}
        for place in self._chapters.search(words):
            title = titles[place.chapter]
            self._add(title if title == place.heading else f"{title}: {place.heading}", place)
        if not self._contents.count():
            self._add("Nothing was found.", None)

    def _mark_chapter(self, address: QUrl) -> None:
        """Mark in the contents which chapter is shown."""
        if not self._search.text().strip():
            names = [chapter.name for chapter in self._chapters.all]
            if address.path() in names:
                self._contents.setCurrentRow(names.index(address.path()))

    def _add(self, text: str, place: Place | None) -> None:
        item = QListWidgetItem(text)
        item.setData(PLACE, place)
        self._contents.addItem(item)

    def _open_first(self) -> None:
        self._open(self._contents.item(0))

    def _open(self, item: QListWidgetItem) -> None:
        place = item.data(PLACE)
        if place is not None:
            self._text.go_to(place)
            if words := self._search.text().split():
                cursor = self._text.textCursor()
                cursor.setPosition(cursor.selectionStart())
                self._text.setTextCursor(cursor)
                self._text.find(words[0])  # from the heading on, and marks it

    def _follow(self, link: QUrl) -> None:
        """Obey a link to a chapter, to a part of the window, or to the book, and to no other."""
        if link.scheme() == "guide" and self._chapters.chapter(link.path()) is not None:
            self._text.go_to(Place(link.path(), link.fragment()))
        elif link.scheme() == "show":
            self.show_wanted.emit(link.path())
        elif link.toString().startswith(BOOK):
            QDesktopServices.openUrl(link)
