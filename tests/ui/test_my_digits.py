"""My Digits in use: digits are labelled at the canvas, collected, sorted, learnt and deleted."""

import pytest
from desk import Left, click_item
from digits import placed
from inside import picture, show
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QWidget
from small_runs import reads_3

from digitpad.core import personal
from digitpad.session.hands import hand_learning

Key = Qt.Key


def write(desk, *digits):
    """Draw digits one after the other, and label them by keys."""
    for digit in digits:
        if not desk.session.drawing.is_blank():
            desk.trigger("action_clear")
        desk.draw(placed(digit))
        QTest.keyClick(desk.find("canvas"), Qt.Key(Key.Key_0 + digit))


def open_tab(desk):
    desk.show_tab("My Digits")
    return desk.find("my_digits")


def labels(desk):
    """The sheet's digits as a screen reader says them."""
    return desk.rows("my_digits")


def said(desk):
    """The line at the top."""
    return f"{desk.text('digit_count')} {desk.text('digit_others')}"


def see(desk, *said):
    """Wait until the digits have these labels, whatever they are read as."""
    desk.wait(lambda: [text[0] for text in labels(desk)] == list(said))


@pytest.fixture
def learns_little(monkeypatch):
    monkeypatch.setattr(personal, "MOST_MINI_BATCHES", 30)


def test_a_reading_is_corrected_at_the_canvas(desk):
    canvas = desk.find("canvas")
    correction = desk.find("correction")
    assert not desk.can("action_label_4") and not correction.isVisible()
    desk.draw(placed(4))
    assert desk.can("action_label_4") and correction.isVisible()
    buttons = [desk.find(f"label_{digit}") for digit in range(10)]
    QTest.mouseClick(buttons[4], Left)
    assert "it is a 4: right" in desk.text("true_label")
    desk.trigger("action_undo")
    assert desk.reads() == "4" and not desk.text("true_label")
    QTest.keyClick(canvas, Key.Key_9)
    assert "it is a 9: misread" in desk.text("true_label")
    write(desk, 7)
    # In another place a key says nothing about the drawing.
    QTest.keyClick(desk.find("epochs"), Key.Key_1)
    open_tab(desk)
    see(desk, "7", "9")
    desk.trigger("action_clear")
    desk.trigger("action_test_digit")
    desk.wait(lambda: not desk.session.drawing.is_blank())
    assert not desk.can("action_label_1")  # it has its label


def asked(desk):
    """The line with which the canvas asks for a digit."""
    return desk.find("canvas").accessibleName().removeprefix("Canvas: ")


def test_digits_are_collected_and_taken_without_a_click(desk):
    open_tab(desk)
    desk.click("collect")
    canvas = desk.find("canvas")
    first = asked(desk)
    assert canvas.hasFocus() and first.startswith("Write a") and first.endswith(" · 1 of 5")
    desk.draw(placed(3))
    QTest.keyClick(canvas, Key.Key_Return)
    assert desk.session.drawing.is_blank() and asked(desk) != first
    desk.wait(lambda: len(labels(desk)) == 1)
    desk.trigger("action_undo")
    assert asked(desk) == first and not desk.session.drawing.is_blank()
    desk.trigger("action_clear")
    desk.click("skip_digit")
    second, corner = asked(desk), QRect(canvas.width() - 28, 8, 20, 20)
    paper = canvas.grab(corner).toImage()
    desk.draw(placed(6))
    ring = canvas.grab(corner).toImage()
    assert ring != paper
    desk.wait(lambda: canvas.grab(corner).toImage() not in (ring, paper))  # it counts down
    desk.wait(lambda: desk.session.drawing.is_blank())
    assert asked(desk) != second and canvas.grab(corner).toImage() == paper
    desk.draw(placed(6))
    desk.show_tab("Train")  # what is drawn for another tab is not taken away
    assert "draw a digit" in asked(desk) and canvas.grab(corner).toImage() == paper


def test_the_sheet_is_sorted_by_hand(desk):
    sheet = open_tab(desk)
    desk.window.resize(1200, 760)
    write(desk, 3, 1, 3, 7)
    desk.trigger("action_clear")
    see(desk, "1", "3", "3", "7")
    assert all(" " not in text for text in labels(desk))  # the shipped network reads them right
    tops = [sheet.visualRect(sheet.model().index(row, 0)).top() for row in range(4)]
    assert tops[0] < tops[1] == tops[2] < tops[3]
    # A click puts one on the canvas.
    click_item(sheet, 3)
    assert desk.reads() == "7"
    # A key labels it; a misread digit then has an orange corner.
    QTest.keyClick(sheet, Key.Key_2)
    desk.wait(lambda: "2, read as 7" in labels(desk))
    chosen = sheet.currentIndex().data(Qt.ItemDataRole.UserRole)
    assert chosen.corner == "7" and sheet.currentIndex().data() == "2, read as 7"
    assert "reads 3 of your 4 digits" in desk.text("digit_count")
    desk.trigger("action_undo")
    see(desk, "1", "3", "3", "7")
    click_item(sheet, 0)
    desk.wait(lambda: desk.text("true_label") == "In My Digits it is a 1: right.")
    QTest.keyClick(sheet, Key.Key_Delete)
    see(desk, "3", "3", "7")
    assert not desk.text("true_label")
    desk.trigger("action_undo")
    see(desk, "1", "3", "3", "7")


def test_a_row_without_digits_shows_its_first_places(desk):
    open_tab(desk)
    write(desk, 7)
    see(desk, "7")
    sheet, image = desk.find("my_digits"), picture(desk, "my_digits")
    first, across = sheet.visualRect(sheet.model().index(0, 0)), sheet.gridSize().width()

    def is_painted(column):
        middle = first.center() + sheet.viewport().pos()
        row = range(first.width())
        colors = {image.pixel(first.left() + column * across + x, middle.y()) for x in row}
        return len(colors) > 1

    assert [is_painted(column) for column in range(5)] == [True, True, True, False, False]


@pytest.fixture
def always_3(open_network):
    """A window with a network that reads every digit as a 3."""
    return open_network(reads_3())


def see_read_as_3(desk, count):
    """Wait until so many digits of the sheet are misread as a 3."""
    desk.wait(lambda: sum(", read as 3" in label for label in labels(desk)) == count)


def write_three_of_each(desk):
    """Write enough digits to learn, and see them misread."""
    for _ in range(3):
        write(desk, *range(10))
        assert desk.find("learn_my_digits").isEnabled()
    see_read_as_3(desk, 27)


@pytest.mark.slow
def test_learning_a_hand_is_told_and_undone(always_3, learns_little):
    desk, session = always_3, always_3.session
    open_tab(desk)
    assert not desk.find("learn_my_digits").isEnabled() and primary(desk) == ["collect"]
    assert "enough to begin" in desk.text("learn_words")
    write_three_of_each(desk)
    desk.enter(hidden_layers="12")
    assert primary(desk) == ["learn_my_digits"]
    before, read = session.network, desk.activations()
    plot = desk.window.findChild(QWidget, "learn_plot")
    assert not plot.isVisible()
    desk.click("learn_my_digits")
    assert desk.find("cancel_learning").isVisible()
    # The sheet, the sentences and the reading are the new network's.
    desk.wait(lambda: session.network is not before and "Before it read 3 of 30" in said(desk))
    assert "a copy that learnt two thirds" in desk.text("learn_words")  # beside its curves
    desk.wait(lambda: sum(", read as 3" in label for label in labels(desk)) < 27)
    right = sum(", " not in label for label in labels(desk))
    reads = f"reads {'all' if right == 30 else right} of its 30 digits"
    assert said(desk).startswith(f"It has learnt your hand, and {reads} ")
    assert desk.activations() != read and desk.title() == "net.json + My hand – digitpad"
    assert desk.find("hidden_layers").text() == "12"  # as before: of the next new network
    least = desk.window.minimumSizeHint()
    assert least.width() <= 950 and least.height() <= 510
    assert plot.isVisible() and len(plot.getPlotItem().listDataItems()) == 2
    desk.trigger("action_undo")
    assert desk.activations() == read and desk.title() == "net.json – digitpad"
    see_read_as_3(desk, 27)
    assert "before" not in said(desk)


def test_a_hand_is_renamed_and_deleted(desk, open_window):
    open_tab(desk)
    write(desk, 7, 9)
    desk.trigger("action_rename_hand")
    (dialog,) = [d for d in desk.window.findChildren(QInputDialog) if d.isVisible()]
    dialog.setTextValue("Ada")
    dialog.accept()
    hand = desk.find("hand")
    desk.wait(lambda: hand.currentText() == "Ada")
    assert hand.count() == 1
    desk.window.close()
    # The next start has the same hand, and deletes it.
    other = open_window()
    open_tab(other)
    see(other, "7", "9")
    hand = other.find("hand")
    assert hand.currentText() == "Ada"
    other.trigger("action_delete_hand")
    other.wait(lambda: not labels(other))
    assert hand.currentText() == "My hand"
    assert other.text("explanation") == "Deleted Ada; Ctrl+Z brings it back"
    other.trigger("action_undo")
    see(other, "7", "9")
    assert hand.currentText() == "Ada"


def test_a_hand_is_exported_and_imported_beside_it(desk, tmp_path):
    open_tab(desk)
    write(desk, 3, 3)
    path = tmp_path / "mine"
    desk.trigger("action_export_hand", path)  # the ending is added
    desk.wait(lambda: desk.window.statusBar().currentMessage() == f"Exported to {path}.json")
    desk.trigger("action_import_hand", path.with_suffix(".json"))
    desk.wait(lambda: desk.find("hand").currentText() == "My hand 2")
    see(desk, "3", "3")


def test_a_hand_that_cannot_be_read_is_told(desk, monkeypatch):
    def refuse(_digits):
        raise ValueError("These strokes have no ink.")

    monkeypatch.setattr(hand_learning, "pictures_of", refuse)
    write(desk, 5)
    open_tab(desk)
    desk.wait(lambda: said(desk) == "It cannot be read These strokes have no ink.")


def primary(desk):
    """Which buttons are the ones to press next."""
    names = "collect", "learn_my_digits"
    return [name for name in names if desk.find(name).property("role") == "primary"]


def test_a_doubted_digit_is_named_and_framed_until_it_is_confirmed(desk, learns_little):
    desk.show_tab("My Digits")
    write(desk, *range(10))
    desk.wait(lambda: said(desk).strip() == "It reads all of your 10 digits")
    assert desk.find("learn_my_digits").isEnabled() and not primary(desk)
    desk.click("collect")
    while not asked(desk).startswith("Write a 3"):
        desk.click("skip_digit")
    desk.draw(placed(1, 0.3, 0.1, 0.8))
    QTest.keyClick(desk.find("canvas"), Qt.Key.Key_Return)
    places = [desk.find(name).x() for name in ("collect", "skip_digit", "collect_end")]
    assert places == sorted(places) and not desk.find("collect").isEnabled()
    desk.click("collect_end")
    assert "draw a digit" in asked(desk) and desk.find("collect").x() == places[0]
    assert desk.find("canvas").hasFocus()  # not the timeline, whose arrow keys use other epochs
    asks = "This 3 looks like a 1. Which is it? Until then it learns 10 of 11; 1 is in doubt."
    desk.wait(lambda: desk.find("doubt").isVisible() and desk.text("doubt") == asks)
    assert sum("in doubt" in label for label in labels(desk)) == 1
    desk.click("learn_my_digits")
    assert desk.find("learn_my_digits").hasFocus()  # Del would clear the canvas
    # The question stays until it is answered.
    assert desk.find("cancel_learning").isVisible() and desk.text("doubt") == asks
    desk.wait(
        lambda: "has learnt your hand" in said(desk) and "Left out" in desk.text("learn_words")
    )
    assert desk.find("doubt").isVisible() and "3" in desk.text("doubt_is_right")
    assert desk.text("doubt").endswith("it learns 10 of 11; 1 is in doubt.")
    assert sum("in doubt" in label for label in labels(desk)) == 1
    desk.click("doubt_is_other")
    desk.wait(lambda: [label[0] for label in labels(desk)].count("1") == 2)
    desk.trigger("action_undo")
    desk.wait(lambda: desk.find("doubt").isVisible() and "3" in desk.text("doubt_is_right"))
    desk.click("doubt_discard")
    desk.wait(lambda: len(labels(desk)) == 10 and not desk.find("doubt").isVisible())
    desk.trigger("action_undo")
    desk.wait(lambda: desk.find("doubt").isVisible() and "3" in desk.text("doubt_is_right"))
    desk.click("doubt_is_right")
    desk.wait(lambda: not any("in doubt" in label for label in labels(desk)))
    assert "learnt next time" in desk.text("learn_words")


def test_labelling_tells_its_effect_and_leads_to_why(desk):
    show(desk, "Why?")
    assert desk.text("correction") == "It is a:"
    write(desk, 4)
    desk.click("label_9")  # the same drawing: no second digit
    assert desk.window.statusBar().currentMessage() == (
        "Kept as a 9 in My Digits. Ctrl+Z takes it back."
    )
    assert desk.reads() == "4"
    other = desk.find("why_other")
    desk.wait(lambda: other.currentText() == "9")
    desk.draw([[(0.8, 0.8), (0.9, 0.9)]])
    desk.wait(lambda: other.currentText() != "9")
    desk.trigger("action_clear")
    desk.show_tab("My Digits")
    desk.wait(lambda: [label[0] for label in labels(desk)] == ["9"])
    click_item(desk.find("my_digits"), 0)
    show(desk, "Why?")
    desk.wait(lambda: other.currentText() == "9")
