"""The guide: its chapters and window, F1, and links into the program."""

import re

import pytest
from desk import click_item
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QAction, QImage, QKeySequence, QTextDocument, QTextTable
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QLabel

from digitpad.core import damage
from digitpad.core.costs import COSTS
from digitpad.core.neurons import KINDS
from digitpad.resources import resource_path
from digitpad.session.runs.settings import SETTINGS
from digitpad.ui.guide.chapters import chapters, headings
from digitpad.ui.guide.guide_help import GuideHelp
from digitpad.ui.parts import theme

IMAGE = QTextDocument.ResourceType.ImageResource.value


def guide(desk):
    """The part of the window that opens the guide."""
    return desk.window.findChild(GuideHelp)


def heading_at_top(text):
    """The heading that the text is scrolled to."""
    return text.cursorForPosition(QPoint(40, 20)).block().text()


def test_every_link_picture_and_name_is_known(desk):
    shown, pictures, whole = set(), [], "\n".join(chapters())
    for mark, link in re.findall(r"(!?)\[[^\]]*\]\(([^)]*)\)", whole):
        if mark:
            pictures.append(link)
            for scheme in ("light", "dark"):
                path = resource_path("guide", "pictures", f"{link}-{scheme}.png")
                assert path.stat().st_size < 100_000 and not QImage(str(path)).isNull()
        elif link.startswith("tab:"):
            shown.add(link.removeprefix("tab:"))
        else:
            assert link.startswith("http://neuralnetworksanddeeplearning.com")
    desk.trigger("action_guide")
    tabs = desk.find("tabs")
    titles = {tabs.tabText(i).replace(" ", "_") for i in range(tabs.count())}
    assert titles <= set(headings())
    assert shown == titles and all(map(desk.find, set(headings()) - titles))
    of_guide = re.findall(r"^#+ (.*?)(?: \{.*)?$", whole, re.MULTILINE)
    assert len(of_guide) == len(set(of_guide))  # a heading is a place
    text = desk.find("guide_text")
    seen, picture = text.toPlainText(), QUrl(pictures[0])
    light = text.document().resource(IMAGE, picture)
    theme.choose("dark")  # which is followed by what it has loaded
    desk.wait(lambda: text.document().resource(IMAGE, picture) != light)
    assert not re.search(r"[{}]", seen) and desk.find("lmbda").statusTip() in seen


@pytest.fixture
def text(desk):
    """The text of the open guide."""
    desk.trigger("action_guide")
    return desk.find("guide_text")


def test_the_guide_lists_what_the_tables_have(text):
    told = " ".join(text.toPlainText().split())
    for each in SETTINGS:
        assert " ".join(each.about.split()) in told
    for row in (*KINDS.values(), *COSTS.values()):
        assert row.words in told
    kinds = [kind.name for kind in damage.DAMAGES]
    assert f"{', '.join(kinds[:-1])} or {kinds[-1]}" in told


def contents(desk):
    """The headings that are listed, as items."""
    view = desk.find("guide_contents")
    return [view.item(row) for row in range(view.count())]


def test_the_titles_of_chapters_have_room_in_large_type(desk):
    for _ in range(4):
        desk.trigger("action_larger")
    desk.trigger("action_guide")
    assert desk.find("guide_contents").horizontalScrollBar().maximum() == 0


def test_the_contents_lead_to_their_headings(desk, text):
    assert text.toPlainText().startswith(contents(desk)[0].text())
    for row, item in enumerate(contents(desk)[:-1]):
        click_item(desk.find("guide_contents"), row)
        assert heading_at_top(text) == item.text()


def test_the_guide_is_searched_as_one_types(desk, text):
    listed, nothing = contents(desk), desk.find("guide_nothing")
    search = desk.find("guide_search")
    desk.wait(text.isActiveWindow)
    QTest.keySequence(text, QKeySequence(QKeySequence.StandardKey.Find))
    assert search.hasFocus()
    QTest.keyClicks(search, "vanishing gradient")
    for _ in range(2):  # also from its last place on
        QTest.keyClick(search, Qt.Key.Key_Return)
        assert text.textCursor().selectedText().casefold() == "vanishing gradient"
    QTest.keyClicks(search, " problem is")
    assert all(item.isHidden() for item in listed) and nothing.isVisible()
    search.setText("")
    QTest.keyClicks(search, "Vanishing")  # while one types, and in small letters
    assert text.textCursor().selectedText() == "vanishing" and not nothing.isVisible()
    assert 0 < sum(not item.isHidden() for item in listed) < len(listed)
    search.clear()
    QTest.keyClicks(search, "relu")  # as all equations call them
    heading = text.textCursor().block()
    while not heading.blockFormat().headingLevel():
        heading = heading.previous()
    assert heading.text() == "What neurons do"
    search.clear()
    QTest.keyClicks(search, "dropout")
    assert heading_at_top(text).casefold() == "dropout"
    QTest.keyClicks(search, "zzz")
    assert nothing.isVisible()
    desk.trigger("action_shortcuts")  # which opens it at a heading, as F1 does
    assert text.textCursor().selectedText() == "Keys" and not search.text()
    assert not any(item.isHidden() for item in listed)


def test_links_open_the_tab_that_they_name(desk, text):
    desk.wait(text.isActiveWindow)
    for link, tab in (
        ("tab:Runs", "Runs"), ("tab:My_Digits", "My Digits"), ("tab:nothing", "My Digits"),
        ("file:///etc/passwd", "My Digits"),
    ):  # fmt: skip
        text.anchorClicked.emit(QUrl(link))
        assert desk.tab() == tab
    assert "root" not in text.toPlainText()


def test_a_guide_of_another_width_stays_at_its_heading(desk, text):
    text.window().resize(1, text.window().height())
    assert text.window().width() == 480  # narrower, it could not be read
    for width in (500, 980, 620):
        click_item(desk.find("guide_contents"), 4)
        text.window().resize(width, text.window().height())
        desk.wait(lambda width=width: text.viewport().width() < width)
        assert heading_at_top(text) == contents(desk)[4].text()


def test_a_closed_guide_is_not_laid_out_and_comes_back_as_it_was_left(desk, text):
    click_item(desk.find("guide_contents"), 2)
    QTest.keyClick(text, Qt.Key.Key_Escape)
    assert not text.isVisible()
    laid_out = QSignalSpy(text.document().contentsChange)
    desk.trigger("action_larger")
    assert not any(added > 1 for _at, _removed, added in map(laid_out.at, range(laid_out.count())))
    desk.trigger("action_normal_size")
    desk.trigger("action_guide")
    assert text.isVisible() and heading_at_top(text) == contents(desk)[2].text()


def test_f1_explains_the_part_under_the_pointer_or_with_the_focus(desk):
    lmbda = desk.find("lmbda")
    QTest.mouseMove(lmbda, lmbda.rect().center())
    desk.wait(lambda: "λ" in desk.text("explanation"))
    QTest.keyClick(desk.window, Qt.Key.Key_F1)
    text = desk.find("guide_text")
    desk.wait(text.isVisible)
    assert heading_at_top(text) == text.textCursor().selectedText() == "How it learns"
    layers = desk.find("hidden_layers")
    (label,) = (part for part in desk.window.findChildren(QLabel) if part.buddy() is layers)
    place = guide(desk).place_of(label)
    assert place == "The network"
    for name, heading in (("canvas", "The canvas"), ("activations", "The reading")):
        assert guide(desk).place_of(desk.find(name)) == heading
    tabs = desk.find("tabs")
    place = guide(desk).place_of(tabs.widget(3))  # of a tab as a whole
    assert place == "Inside the network"
    assert guide(desk).place_of(tabs.widget(2)) == "The experiments"


def test_f1_at_the_name_of_a_view_explains_that_view(desk):
    in_mistakes = (
        "The digits",
        "How sure?",
        "When was it learnt?",
        "What would break it?",
        "The map",
    )
    in_inside = "Neuron", "Why?", "Laboratory", "Learning", "Slow Motion"
    for tab, name, views in (
        ("Mistakes", "mistakes_views", in_mistakes),
        ("Inside", "inside_views", in_inside),
    ):
        desk.show_tab(tab)
        bar = desk.find(name).tabBar()
        for at, heading in enumerate(views):
            QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(at).center())
            assert guide(desk).place_of(bar) == heading
            page = desk.find(name).currentWidget()
            assert guide(desk).place_of(page) == heading  # between its parts
    bar.setFocus()
    QTest.keyClick(desk.window, Qt.Key.Key_F1)
    desk.wait(lambda: desk.find("guide_text").textCursor().selectedText() == in_inside[-1])


def test_help_lists_every_shortcut(desk):
    desk.trigger("action_shortcuts")
    text = desk.find("guide_text")
    assert text.textCursor().selectedText() == "Keys"
    tables = [f for f in text.document().rootFrame().childFrames() if isinstance(f, QTextTable)]
    table = tables[-1]
    cells = (table.cellAt(row, 1) for row in range(table.rows()))
    listed = {cell.firstCursorPosition().block().text() for cell in cells}
    actions = [a for a in desk.window.findChildren(QAction) if a.objectName() and a.shortcuts()]
    assert len(actions) > 20
    for action in actions:
        assert any(action.shortcut().toString() in keys for keys in listed), action.objectName()
    assert {"Left, Right", "Home", "Esc"} <= listed  # which are no actions
