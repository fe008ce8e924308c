"""My Digits says what it does: what a label did, what was learnt at once, and what was left out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from desk import Desk, Left
from digits import placed
from inside import show
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitpad import Hyperparameters, Network
from digitpad.core import personal
from digitpad.core.files import network_file


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


def said(desk: Desk) -> str:
    """What stands at the top; there may be no room for all of it."""
    names = "digit_count", "digit_others"
    return " ".join(desk.find(name).accessibleName() for name in names)


def is_blank(desk: Desk) -> bool:
    return desk.find("canvas").accessibleDescription() == "blank"


def ask_for(desk: Desk, digit: int) -> None:
    """Have this digit asked for."""
    while digit != int(desk.text("asked").split(",")[0][-1]):
        desk.click("skip_digit")


@pytest.fixture
def learns_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(personal, "MOST_MINI_BATCHES", 30)


def test_what_was_learnt_is_in_use_at_once_and_undone_with_its_file(
    open_window: Callable[..., Desk], no_process_ahead: None, learns_little: None, tmp_path: Path
) -> None:
    path = tmp_path / "constant.json"
    network = Network([784, 10])  # that reads every digit as a 3
    network.weights[0][:] = 0
    network.biases[0][:] = -3
    network.biases[0][3] = 3
    network_file.save(network, path)
    desk = open_window(path)
    desk.show_tab("My Digits")
    write(desk, *range(10))
    desk.wait(lambda: sum(", read as 3" in label for label in sheet(desk)) == 9)
    was_read = desk.activations()
    desk.click("learn_my_digits")
    desk.wait(lambda: "constant.json + My hand" in desk.title())
    desk.wait(lambda: "before, it read 1." in said(desk) and "MNIST" in said(desk))
    # The sheet and the reading are the new network's.
    desk.wait(lambda: sum(", read as 3" in label for label in sheet(desk)) < 9)
    right = sum(", " not in label for label in sheet(desk))
    assert said(desk).startswith(f"It reads {'all' if right == 10 else right} of your 10 digits")
    assert desk.activations() != was_read
    desk.click("undo_learning")
    assert desk.activations() == was_read
    assert desk.title() == "constant.json – digitpad" and "before" not in said(desk)
    desk.wait(lambda: sum(", read as 3" in label for label in sheet(desk)) == 9)
    desk.show_tab("Runs")  # nothing that was learnt is lost
    runs = desk.find("runs").model()
    names = (runs.index(row, 0) for row in range(runs.rowCount()))
    desk.wait(lambda: any("+ My hand" in str(name.data()) for name in names))


def test_a_doubted_digit_is_named_and_framed_and_learnt_once_it_is_confirmed(
    desk: Desk, learns_little: None
) -> None:
    desk.show_tab("My Digits")
    write(desk, *range(10))
    desk.click("collect")
    ask_for(desk, 3)
    desk.draw(placed(1, 0.3, 0.1, 0.8))
    QTest.keyClick(desk.find("canvas"), Qt.Key.Key_Return)
    desk.click("collect_end")
    desk.click("learn_my_digits")
    desk.wait(lambda: "1 digit was left out" in desk.text("learn_words"))
    desk.wait(lambda: sum("left out" in label for label in sheet(desk)) == 1)
    desk.wait(lambda: desk.find("doubt").isVisible() and "3" in desk.text("doubt_is_right"))
    desk.click("doubt_is_right")
    desk.wait(lambda: not any("left out" in label for label in sheet(desk)))
    assert "learnt next time" in desk.text("learn_words")
    network = desk.window.session.network
    desk.click("learn_my_digits")
    desk.wait(lambda: desk.window.session.network is not network)
    assert "left out" not in desk.text("learn_words")


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
    other = desk.find("why_other")
    desk.wait(lambda: other.currentText() == "9")
    desk.draw([[(0.8, 0.8), (0.9, 0.9)]])
    desk.wait(lambda: other.currentText() != "9")
    desk.trigger("action_clear")
    desk.show_tab("My Digits")
    desk.wait(lambda: [label[0] for label in sheet(desk)] == ["9"])
    digits = desk.find("my_digits")
    place = digits.visualRect(digits.model().index(0, 0)).center()
    QTest.mouseClick(digits.viewport(), Left, pos=place)
    show(desk, "Why?")
    desk.wait(lambda: other.currentText() == "9")


def test_the_file_is_asked_about_before_anything_is_learnt(
    training_desk: Desk, learns_little: None, tmp_path: Path
) -> None:
    desk = training_desk
    desk.train(hidden_layers="8", training_size=1000, epochs=1)
    assert desk.window.save_file(tmp_path / "student.json")
    session = desk.window.session
    with desk.qtbot.waitSignal(session.run_ended):
        session.train(Hyperparameters(epochs=1))
    desk.show_tab("My Digits")
    write(desk, *range(10))
    desk.click("learn_my_digits")
    assert "student.json stays as it was" in desk.answer("Cancel")
    assert not desk.find("cancel_learning").isVisible()
    desk.click("learn_my_digits")
    desk.answer("Discard")
    desk.wait(lambda: "+ My hand" in desk.title())
