"""The guide: its text, from the files in resources/guide, and its window.

A heading may end in braces with the names of the widgets and the titles of the tabs that it
explains. A widget’s name in double braces stands for the explanation of that widget, so that the
guide says the same as tool tips and the line at the foot. The name of a group of settings stands
for those of them that no heading names.
"""

import platform
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
import PySide6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, QUrl, Signal, qVersion
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
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QMessageBox,
    QScrollArea,
    QTabWidget,
    QTextBrowser,
    QWidget,
)

from digitpad.core.network_file import version
from digitpad.resources import resource_path
from digitpad.session.runs.settings import GROUPS, SETTINGS
from digitpad.ui.frame.facts_bar import ExplanationLine
from digitpad.ui.frame.tab import Tab
from digitpad.ui.parts import dialogs, theme
from digitpad.ui.parts.actions import Action, Key, declare
from digitpad.ui.parts.explained import own_explanation, spoken_of
from digitpad.ui.parts.layouts import column, named, row
from digitpad.ui.train.form import Form

WIDTH, HEIGHT = 980, 660  # pixels
CONTENTS = 240  # pixels wide
NARROWEST = 480  # pixels of width in which the guide can be read
PICTURE = 600  # pixels of a picture's width
MARGIN = 16  # pixels around the text
MARKED, EDGE = 2000, 4  # milliseconds that a widget is marked, and pixels around it
NAMED = re.compile(r"^#+ (.*?) \{([\w ]+)\}$", re.MULTILINE)
FILLED = re.compile(r"\{\{(.+?)\}\}")


def chapters() -> list[str]:
    """The chapters in order, each in Markdown, braces included."""
    texts = [path.read_text("utf-8") for path in sorted(resource_path("guide").glob("*.md"))]
    named = {name for text in texts for match in NAMED.finditer(text) for name in match[2].split()}
    for group in GROUPS:
        rest = [each for each in SETTINGS if each.group == group and each.name not in named]
        rows = [f"- **{each.title}**: {{{{{each.name}}}}}" for each in rest]
        names = " ".join(each.name for each in rest)
        texts = [_with_settings(text, group, names, "\n".join(rows)) for text in texts]
    return texts


def _with_settings(text: str, group: str, names: str, rows: str) -> str:
    """A chapter in which a group of settings stands for their names, and for their rows."""
    text = text.replace(f"{{{{{group}}}}}", rows)
    return re.sub(rf"^(#+ .*? \{{.*?)\b{group}\b", rf"\g<1>{names}", text, flags=re.MULTILINE)


def title_of(chapter: str) -> str:
    """The first heading of a chapter."""
    return chapter.split("\n", 1)[0].lstrip("# ").partition(" {")[0]


def headings() -> dict[str, str]:
    """The headings that explain widgets, by the widgets' names."""
    found = (match.groups() for chapter in chapters() for match in NAMED.finditer(chapter))
    return {name: heading for heading, names in found for name in names.split()}


def text(about: Callable[[str], str]) -> str:
    """The whole guide in Markdown. about: explains a name in double braces."""
    plain = re.sub(r"^(#+ .*?) \{[\w ]+\}$", r"\1", "\n\n".join(chapters()), flags=re.MULTILINE)
    return FILLED.sub(lambda match: about(match[1]), plain)


class GuideText(QTextBrowser):
    """Shows the guide. It loads nothing but the guide's own pictures."""

    def __init__(self, text: str) -> None:
        super().__init__()
        named(self, "guide_text", spoken="The guide")
        self.setOpenLinks(False)
        self.document().setDocumentMargin(MARGIN)
        # A bar that came and went would change the width in the middle of laying out.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._text = text
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
            self.setMarkdown(self._text)
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

    show_wanted = Signal(str)
    """A “Show me” was pressed; carries the name of a widget."""

    def __init__(self, parent: QWidget, text: str) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("guide")
        self.setWindowTitle("Guide – digitpad")
        self.setMinimumWidth(NARROWEST)
        self._text = GuideText(text)
        self._chapters = re.split(r"^# ", text.replace("*", ""), flags=re.MULTILINE)[1:]
        self._search = named(QLineEdit(), "guide_search", spoken="Search the guide")
        self._search.setPlaceholderText("Search the guide")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._filter)
        self._search.returnPressed.connect(self._find_next)
        self._nothing = named(QLabel("Nothing found."), "guide_nothing", role="muted")
        self._nothing.hide()
        self._contents = named(QListWidget(), "guide_contents", spoken="Chapters")
        self._contents.addItems([title_of(chapter) for chapter in chapters()])
        self._contents.setFixedWidth(CONTENTS)
        for chosen in (self._contents.itemClicked, self._contents.itemActivated):
            chosen.connect(lambda item: self._text.go_to(item.text()))
        self._text.anchorClicked.connect(self._follow)
        parts = self._search, self._nothing, (self._contents, 1)
        left = column(*parts, spacing=8, margins=(12, 12, 0, 12))
        row(left, (self._text, 1), of=self)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self._search.setFocus)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self.close)
        room = self.screen().availableSize()
        self.resize(min(WIDTH, room.width()), min(HEIGHT, room.height()))

    def open_at(self, heading: str | None) -> None:
        """Come to the front at this heading; None: where it was last."""
        self.show()  # first: the places of headings depend on the width of the text
        if heading is not None:
            self._search.clear()  # all chapters are listed again
            self._text.go_to(heading)
        self.raise_()
        self.activateWindow()
        self._text.setFocus()

    def step_aside(self, place: QRect) -> None:
        """Uncover a place of the screen, as far as there is room beside it."""
        if self.frameGeometry().intersects(place):
            room = self.screen().availableGeometry()
            left, right = place.left() - room.left(), room.right() - place.right()
            width = min(self.width(), max(NARROWEST, left, right))
            self.resize(width, self.height())
            self.move(room.left() if left > right else room.right() - width, self.y())

    def _filter(self, words: str) -> None:
        """List the chapters that contain the words, and mark the first place."""
        has_them = [words.casefold() in chapter.casefold() for chapter in self._chapters]
        for at, is_found in enumerate(has_them):
            self._contents.item(at).setHidden(not is_found)
        self._nothing.setHidden(any(has_them))
        self._text.moveCursor(QTextCursor.MoveOperation.Start)
        self._text.find_next(words)

    def _find_next(self) -> None:
        """Mark the next place with the words; after the last one, the first."""
        if not self._text.find_next(self._search.text()):
            self._text.moveCursor(QTextCursor.MoveOperation.Start)
            self._text.find_next(self._search.text())

    def _follow(self, link: QUrl) -> None:
        """Follow a link to a widget or to the book, and no other."""
        if link.scheme() == "show":
            self.show_wanted.emit(link.path())
        elif link.toString().startswith(BOOK):
            QDesktopServices.openUrl(link)


BOOK = "http://neuralnetworksanddeeplearning.com"

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
            self._guide = GuideWindow(self._ground.window(), text(self._text))
            self._guide.show_wanted.connect(self.show_widget)
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
        for around in (widget, *_around(widget)):
            parts = [around]
            if isinstance(around, QTabWidget):  # the titles stand for the page in front
                page = around.currentWidget()
                parts = [page, *page.findChildren(QWidget)]
            names = (part.title if isinstance(part, Tab) else part.objectName() for part in parts)
            found = (known.get(name.replace(" ", "_")) for name in names)
            if heading := next(filter(None, found), None):
                return heading
        return None

    def show_widget(self, name: str) -> None:
        """Bring the widget of this name into sight, and mark it for a while."""
        widget, guide = self._ground.window().findChild(QWidget, name), self._guide
        if widget is not None and guide is not None:
            _bring_to_front(widget)
            QTimer.singleShot(0, widget, partial(_mark, widget, guide))  # after it is laid out

    def _text(self, name: str) -> str:
        """The explanation of the widget of this name. Raises KeyError if there is none."""
        if (widget := self._ground.window().findChild(QWidget, name)) is None:
            raise KeyError(name)
        return own_explanation(widget)


def _around(widget: QWidget) -> Iterator[QWidget]:
    """The widgets that a widget is in, the nearest first."""
    while (parent := widget.parentWidget()) is not None:
        yield (widget := parent)


def _bring_to_front(widget: QWidget) -> None:
    """Choose the tabs that a widget is in, and unfold a form around it."""
    parts = widget, *_around(widget)
    for around in parts:
        if isinstance(around, QTabWidget):
            around.setCurrentIndex(max(map(around.indexOf, parts)))  # -1 for all but the page
        elif isinstance(around, Form) and not widget.isVisibleTo(around):
            around.fold.setChecked(True)


def _mark(widget: QWidget, guide: GuideWindow) -> None:
    """Mark a widget; if it is hidden, what it is in."""
    for around in _around(widget):
        if isinstance(around, QScrollArea) and (content := around.widget()) is not None:
            # A part of a field would be enough for `ensureWidgetVisible`.
            corner = widget.mapTo(content, QPoint(0, 0))
            around.ensureVisible(corner.x(), corner.y())
    widget = next(each for each in (widget, *_around(widget)) if each.isVisible())
    place = widget.visibleRegion().boundingRect().adjusted(-EDGE, -EDGE, EDGE, EDGE)
    mark = named(QFrame(widget.window()), "guide_mark")
    mark.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    mark.setGeometry(place.translated(widget.mapTo(widget.window(), QPoint(0, 0))))
    mark.show()
    QTimer.singleShot(MARKED, mark, mark.deleteLater)
    guide.step_aside(place.translated(widget.mapToGlobal(QPoint(0, 0))))
