"""My Digits says what it does: what became of a drawing, and which digit it is."""

from desk import Desk, Left
from digits import placed
from inside import show
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest


def write(desk: Desk, *digits: int) -> None:
    """Draw digits, one after the other, and say which they are."""
    for digit in digits:
        desk.find("canvas").setFocus()
        QTest.keyClick(desk.find("canvas"), Qt.Key.Key_Delete)
        desk.draw(placed(digit, 0.1, 0.1, 0.8))
        desk.click(f"label_{digit}")


def sheet(desk: Desk) -> list[str]:
    """What a screen reader says of each digit in the sheet."""
    model = desk.find("my_digits").model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def is_blank(desk: Desk) -> bool:
    return desk.find("canvas").accessibleDescription() == "blank"


def ask_for(desk: Desk, digit: int) -> None:
    """Have this digit asked for."""
    while digit != int(desk.text("asked").split(",")[0][-1]):
        desk.click("skip_digit")


def test_writing_begins_on_an_empty_canvas_and_outlives_a_removed_digit(desk: Desk) -> None:
    desk.show_tab("My Digits")
    desk.draw(placed(3, 0.1, 0.1, 0.8))
    desk.click("collect")
    assert is_blank(desk)
    desk.trigger("action_undo")
    assert desk.reads() == "3"
    desk.trigger("action_clear")
    ask_for(desk, 7)
    desk.draw(placed(7, 0.1, 0.1, 0.8))
    QTest.keyClick(desk.find("canvas"), Qt.Key.Key_Return)
    assert is_blank(desk)
    desk.wait(lambda: sheet(desk) == ["7"])
    digits, asked = desk.find("my_digits"), desk.text("asked")
    place = digits.visualRect(digits.model().index(0, 0)).center()
    QTest.mouseClick(digits.viewport(), Left, pos=place)
    QTest.keyClick(digits, Qt.Key.Key_Delete)
    desk.wait(lambda: sheet(desk) == [])
    assert desk.text("asked") == asked and is_blank(desk)


def test_a_label_says_what_it_did_and_why_asks_about_it(desk: Desk) -> None:
    show(desk, "Why?")
    assert desk.text("correction") == "It is a:"
    write(desk, 4)
    desk.click("label_9")  # the same drawing: no second digit
    assert desk.window.statusBar().currentMessage() == (
        "Kept as a 9 in My Digits. Ctrl+Z takes it back."
    )
    assert desk.reads() == "4"
    desk.wait(lambda: desk.text("why_sum").startswith("It is a 9. Why 4 rather than 9?"))
    desk.draw([[(0.8, 0.8), (0.9, 0.9)]])
    desk.wait(lambda: "rather than" not in desk.text("why_sum"))
    desk.trigger("action_clear")
    desk.show_tab("My Digits")
    desk.wait(lambda: [said[0] for said in sheet(desk)] == ["9"])
    digits = desk.find("my_digits")
    place = digits.visualRect(digits.model().index(0, 0)).center()
    QTest.mouseClick(digits.viewport(), Left, pos=place)
    show(desk, "Why?")
    desk.wait(lambda: desk.text("why_sum").startswith("It is a 9. Why 4 rather than 9?"))
