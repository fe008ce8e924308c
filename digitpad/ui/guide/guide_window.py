"""The window of the guide: its chapters, a search, and its text."""

import re
from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QImage,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
    QTextBlock,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QTextBrowser, QWidget

from digitpad.resources import resource_path
from digitpad.ui.guide.chapters import chapters, title_of
from digitpad.ui.parts import theme
from digitpad.ui.parts.layouts import column, named, row

BOOK = "http://neuralnetworksanddeeplearning.com"
WIDTH, HEIGHT = 980, 660  # pixels
CONTENTS, BESIDE = 240, 16  # pixels of the chapters' width, at least, and beside their titles
NARROWEST = 480  # pixels of width in which the guide can be read
PICTURE = 600  # pixels of a picture's width
MARGIN = 16  # pixels around the text


class GuideText(QTextBrowser):
    """Shows the guide. It loads nothing but the guide's own pictures."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        named(self, "guide_text", spoken="The guide")
        self.setOpenLinks(False)
        self.document().setDocumentMargin(MARGIN)
        # A bar that came and went would change the width in the middle of laying out.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._markdown = markdown
        self._theme = ""  # the name of that of its pictures

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in theme.CHANGES and self.isVisible():
            self._lay_out()

    def _lay_out(self) -> None:
        """Lay the text out, at first and with pictures of another theme; stay at its place."""
        if self._theme != theme.current().name:
            self._theme, bar = theme.current().name, self.verticalScrollBar()
            seen = bar.value()
            self.setMarkdown(self._markdown)
            bar.setValue(seen)

    def go_to(self, heading: str) -> None:
        """Bring a heading to the top, and mark it: the last ones cannot reach the top."""
        block = self.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and block.text() == heading:
                cursor = QTextCursor(block)
                end, keep = QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor
                cursor.movePosition(end, keep)
                self.setTextCursor(cursor)
                self._bring_to_top(block)
                return
            block = block.next()

    def find_next(self, words: str) -> bool:
        """Mark the next place with the words; a heading comes to the top. Whether there is one."""
        is_found = self.find(words)
        if is_found and self.textCursor().block().blockFormat().headingLevel():
            self._bring_to_top(self.textCursor().block())
        return is_found

    def _bring_to_top(self, block: QTextBlock) -> None:
        top = self.document().documentLayout().blockBoundingRect(block).top()
        self.verticalScrollBar().setValue(int(top) - 8)

    def loadResource(self, kind: int, address: QUrl | str) -> Any:
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        name = f"{QUrl(address).fileName()}-{self._theme}.png"
        image = QImage(str(resource_path("guide", "pictures", name)))
        return image.scaledToWidth(PICTURE, Qt.TransformationMode.SmoothTransformation)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the line at the top there, though lines break elsewhere."""
        first, bar = self.cursorForPosition(QPoint(20, 20)), self.verticalScrollBar()
        y = self.cursorRect(first).top()
        super().resizeEvent(event)
        bar.setValue(bar.value() + self.cursorRect(first).top() - y)


class GuideWindow(QWidget):
    """The guide's window. It stays open beside the main window, and closes with it."""

    tab_wanted = Signal(str)
    """A link opens a tab; carries its title, with underscores for spaces."""

    def __init__(self, parent: QWidget, markdown: str) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("guide")
        self.setWindowTitle("Guide – digitpad")
        self.setMinimumWidth(NARROWEST)
        self._shown = GuideText(markdown)
        self._chapters = re.split(r"^# ", markdown.replace("*", ""), flags=re.MULTILINE)[1:]
        self._search = named(QLineEdit(), "guide_search", spoken="Search the guide")
        self._search.setPlaceholderText("Search the guide")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._filter)
        self._search.returnPressed.connect(self._find_next)
        self._nothing = named(QLabel("Nothing found."), "guide_nothing", role="muted")
        self._nothing.hide()
        self._contents = named(QListWidget(), "guide_contents", spoken="Chapters")
        self._contents.addItems([title_of(chapter) for chapter in chapters()])
        for chosen in (self._contents.itemClicked, self._contents.itemActivated):
            chosen.connect(lambda item: self._shown.go_to(item.text()))
        self._shown.anchorClicked.connect(self._follow)
        parts = self._search, self._nothing, (self._contents, 1)
        left = column(*parts, spacing=8, margins=(12, 12, 0, 12))
        row(left, (self._shown, 1), of=self)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self._search.setFocus)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self.close)
        room = self.screen().availableSize()
        self.resize(min(WIDTH, room.width()), min(HEIGHT, room.height()))

    def open_at(self, heading: str | None) -> None:
        """Come to the front at this heading; None: where it was last."""
        titles = self._contents.sizeHintForColumn(0) + BESIDE
        self._contents.setFixedWidth(max(CONTENTS, titles))
        self.show()  # first: the places of headings depend on the width of the text
        if heading is not None:
            self._search.clear()  # all chapters are listed again
            self._shown.go_to(heading)
        self.raise_()
        self.activateWindow()
        self._shown.setFocus()

    def _filter(self, words: str) -> None:
        """List the chapters that contain the words, and mark the first place."""
        has_them = [words.casefold() in chapter.casefold() for chapter in self._chapters]
        for at, is_found in enumerate(has_them):
            self._contents.item(at).setHidden(not is_found)
        self._nothing.setHidden(any(has_them))
        self._shown.moveCursor(QTextCursor.MoveOperation.Start)
        self._shown.find_next(words)

    def _find_next(self) -> None:
        """Mark the next place with the words; after the last one, the first."""
        if not self._shown.find_next(self._search.text()):
            self._shown.moveCursor(QTextCursor.MoveOperation.Start)
            self._shown.find_next(self._search.text())

    def _follow(self, link: QUrl) -> None:
        """Follow a link to a tab or to the book, and no other."""
        if link.scheme() == "tab":
            self.tab_wanted.emit(link.path())
        elif link.toString().startswith(BOOK):
            QDesktopServices.openUrl(link)
