"""The guide: its chapters, its window, F1, “What’s This?”, and links that show what they mean."""

import re

import pytest
from desk import Desk
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QLabel,
    QTextBrowser,
    QWhatsThis,
)

from digitpad.resources import resource_path
from digitpad.ui.guide.guide_help import CHAPTERS, GuideHelp

SCHEMES = ("light", "dark")
NAMES = ["first_minutes", "drawing", "training", "experiments", "inside", "mistakes"]
NAMES += ["my_digits", "files", "keys"]


def guide(desk: Desk) -> GuideHelp:
    """The part of the window that opens the guide."""
    found = desk.window.findChild(GuideHelp)
    assert found is not None
    return found


def text_of(desk: Desk) -> QTextBrowser:
    """The text that is shown."""
    return desk.find("guide_text")


def heading_at_top(text: QTextBrowser) -> str:
    """The heading that the text is scrolled to."""
    return text.cursorForPosition(QPoint(40, 20)).block().text()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_every_link_picture_and_name_is_known_and_it_is_searched(desk: Desk) -> None:
    # Every link picture and name is known.
    chapters = guide(desk).chapters
    assert [chapter.name for chapter in chapters.all] == NAMES
    assert set(CHAPTERS.values()) <= set(NAMES)
    shown = set()
    for chapter in chapters.all:
        assert "{{" not in chapter.text and not re.search(r"^#.*[{}]", chapter.text, re.M)
        for mark, link in re.findall(r"(!?)\[[^\]]*\]\(([^)]*)\)", chapter.text):
            if mark:
                for scheme in SCHEMES:
                    path = resource_path("guide", "pictures", f"{link}-{scheme}.png")
                    assert path.stat().st_size < 100_000 and not QImage(str(path)).isNull()
            elif link.startswith("show:"):
                shown.add(link.removeprefix("show:"))
            else:
                assert link.startswith(("guide:", "http://neuralnetworksanddeeplearning.com"))
    assert len(shown) > 10 and all(map(desk.find, shown))
    tip = " ".join(desk.find("lmbda").toolTip().split())
    assert tip in chapters.chapter("training").text
    assert "| Edit > Undo | Ctrl+Z" in chapters.chapter("keys").text

    # It is searched and its links show only what is known.
    desk.trigger("action_guide")
    text, found = text_of(desk), desk.find("guide_contents")
    assert text.toPlainText().startswith("The first five minutes")
    assert found.count() == len(NAMES) and found.currentRow() == 0
    search = desk.find("guide_search")
    QTest.keyClicks(search, "vanishing gradient")
    assert [found.item(i).text() for i in range(found.count())] == ["Inside the network: Learning"]
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert text.source() == QUrl("guide:inside#Learning")
    assert text.textCursor().selectedText().casefold() == "vanishing"
    search.setText("corner worst")
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert text.textCursor().block().text().startswith("the same")  # not the one before
    search.setText("no such words")
    assert found.item(0).text() == "Nothing was found."
    search.clear()
    assert found.currentRow() == NAMES.index("drawing")
    text.anchorClicked.emit(QUrl("show:why"))
    tabs, views = desk.find("tabs"), desk.find("inside_views")
    assert tabs.tabText(tabs.currentIndex()) == "Inside"
    assert views.tabText(views.currentIndex()) == "Why?"
    for link in ("show:../app", "show:nothing", "file:///etc/passwd", "guide:nothing"):
        text.anchorClicked.emit(QUrl(link))
    assert tabs.tabText(tabs.currentIndex()) == "Inside"
    assert "root" not in text.toPlainText()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_f1_leads_to_what_is_pointed_at_or_has_the_focus(desk: Desk) -> None:
    lmbda = desk.find("lmbda")
    QTest.mouseMove(lmbda, lmbda.rect().center())
    desk.wait(lambda: "λ" in desk.text("explanation"))
    QTest.keyClick(desk.window, Qt.Key.Key_F1)
    text = text_of(desk)
    desk.wait(text.isVisible)
    assert heading_at_top(text) == text.textCursor().selectedText() == "How it learns"
    layers = desk.find("hidden_layers")
    (label,) = (part for part in desk.window.findChildren(QLabel) if part.buddy() is layers)
    place = guide(desk).place_of(label)
    assert place is not None and place.heading == "The network"
    for name, heading in (("canvas", "The canvas"), ("activations", "The reading")):
        widget = desk.find(name)
        desk.trigger("action_whats_this")
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)  # which picks it
        desk.wait(lambda heading=heading: heading_at_top(text) == heading)
        QWhatsThis.leaveWhatsThisMode()
    assert desk.text("prediction") == ""  # and nothing was drawn
    tabs = desk.find("tabs")
    place = guide(desk).place_of(tabs.widget(3))  # of a tab as a whole
    assert place is not None and place.chapter == "inside"
