"""Pictures come onto the canvas and go: pasted, dropped, from the test data, copied, exported."""

import re
from pathlib import Path

import numpy as np
import pytest
from desk import files
from digits import placed
from mnist import mnist
from PySide6.QtCore import QMimeData, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMenu

from digitpad.core import ink
from digitpad.session.drawing import Drawing
from digitpad.ui.drawing import painting
from digitpad.ui.parts import theme

AS_DRAWN, AS_SEEN = 0, 1  # the file types of the dialog


def picture_of(digit):
    """What a person drew elsewhere."""
    return painting.as_drawn(Drawing(tuple(placed(digit, 0.2, 0.2, 0.6))))


def picture_file(path, digit):
    assert picture_of(digit).save(str(path))
    return path


def gray(image):
    image = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width()].copy()


@pytest.fixture
def clipboard(qapp):
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    yield clipboard
    clipboard.clear()


# Pasting and dropping.


def test_a_picture_takes_the_place_of_the_drawing(desk, clipboard):
    desk.draw(placed(7, 0.1, 0.1, 0.8))
    drawing = desk.find("canvas").strokes()
    clipboard.setImage(picture_of(3))
    desk.trigger("action_paste")
    desk.wait(lambda: desk.reads() == "3")
    assert desk.find("canvas").strokes() == []
    desk.trigger("action_undo")
    assert desk.reads() == "7"
    assert all(map(np.array_equal, desk.find("canvas").strokes(), drawing))
    desk.trigger("action_redo")
    assert desk.reads() == "3"


def test_a_picture_is_ink_on_the_canvas_as_wide_as_it_is(desk, clipboard):
    image = QImage(400, 100, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    for x in range(190, 210):
        for y in range(20, 80):
            image.setPixelColor(x, y, Qt.GlobalColor.white)
    clipboard.setImage(image)
    desk.trigger("action_paste")
    desk.wait(lambda: desk.reads() == "1")
    shown, colors = desk.find("canvas").grab().toImage(), theme.current()
    side = shown.width()
    # A quarter as high as wide, it lies in the middle: 60 of 400 pixels are 0.15 of the side.
    for x, y, wanted in (
        *((0.5, y, y in (0.45, 0.55)) for y in (0.3, 0.4, 0.45, 0.55, 0.6)),
        *((x, 0.5, x in (0.49, 0.51)) for x in (0.1, 0.46, 0.49, 0.51, 0.54)),
    ):
        color = shown.pixelColor(int(x * side), int(y * side))
        assert color == (colors.ink if wanted else colors.paper), (x, y)


def test_the_canvas_takes_the_keyboard_when_it_is_drawn_on(desk, clipboard):
    field = desk.find("hidden_layers")
    field.setFocus()
    field.selectAll()
    desk.draw(placed(2, 0.1, 0.1, 0.8))
    QTest.keySequence(desk.window, QKeySequence(QKeySequence.StandardKey.Copy))
    desk.wait(lambda: not clipboard.image().isNull())
    desk.trigger("action_clear")
    QTest.keySequence(desk.window, QKeySequence(QKeySequence.StandardKey.Paste))
    desk.wait(lambda: desk.reads() == "2")
    assert field.text() == "30"
    # In a field they are the field's own.
    clipboard.setText("40")
    field.setFocus()
    field.selectAll()
    QTest.keySequence(field, QKeySequence(QKeySequence.StandardKey.Paste))
    assert field.text() == "40" and desk.reads() == "2"


def test_files_and_images_are_pasted_and_dropped(desk, clipboard, tmp_path):
    clipboard.setMimeData(files(picture_file(tmp_path / "8.png", 8)))
    desk.trigger("action_paste")
    desk.wait(lambda: desk.reads() == "8")
    assert desk.drop("canvas", files(picture_file(tmp_path / "5.jpg", 5)))
    desk.wait(lambda: desk.reads() == "5")
    data = QMimeData()
    data.setImageData(picture_of(3))
    assert desk.drop("canvas", data)
    desk.wait(lambda: desk.reads() == "3")


def test_what_is_no_picture_is_told_or_left_for_the_window_and_the_drawing_stays(
    desk, clipboard, tmp_path
):
    desk.draw(placed(7, 0.1, 0.1, 0.8))
    desk.trigger("action_paste")
    assert "no picture in the clipboard" in desk.read_message()
    (tmp_path / "notes.txt").write_text("no picture")
    for path in (tmp_path / "notes.txt", tmp_path):
        assert desk.drop("canvas", files(path))
        assert path.name in desk.read_message()
    assert desk.reads() == "7" and len(desk.find("canvas").strokes()) == 1
    desk.trigger("action_undo")
    assert desk.reads() == ""

    # What is not for the canvas is left for the window.
    for name in ("net.json", "net.JSON.gz"):
        assert desk.drop("canvas", files(tmp_path / name))
        said = desk.read_message()
        assert "network" in said and name in said
    assert not desk.drop("canvas", files(tmp_path / "1.png", tmp_path / "2.png"))
    assert desk.reads() == "" and not desk.boxes("message")


# Test digits.


def test_a_test_digit_is_given_as_it_is_with_its_true_label(desk, tmp_path):
    _, _, test_data = mnist()
    assert desk.text("true_label") == ""
    verdicts = []
    for _ in range(10):
        before = desk.window.session.drawing
        desk.trigger("action_test_digit")
        desk.wait(lambda before=before: desk.window.session.drawing is not before)
        index, label, verdict = true_label(desk)
        x, y = test_data[index]
        assert label == y
        assert np.array_equal(desk.window.session.board.drawing.image(), x.reshape(28, 28))
        activations = desk.window.network.feedforward(x)[:, 0]
        assert desk.activations() == ", ".join(f"{d}: {a:.2f}" for d, a in enumerate(activations))
        assert (verdict == "right") == (activations.argmax() == label)
        verdicts.append(verdict)
    assert verdicts.count("right") > 5
    assert not desk.find("correction").isVisible()

    export(desk, tmp_path / "digit.png", AS_SEEN)
    desk.wait((tmp_path / "digit.png").exists)
    seen = gray(QImage(str(tmp_path / "digit.png")))
    assert np.array_equal(seen.reshape(784), test_data.images[index])


def test_the_true_label_goes_when_the_drawing_changes_and_comes_back_with_it(desk):
    desk.trigger("action_test_digit")
    desk.wait(lambda: desk.text("true_label"))
    said = desk.text("true_label")
    desk.draw(placed(1, 0.1, 0.1, 0.8))
    assert desk.text("true_label") == "" and desk.find("correction").isVisible()
    desk.trigger("action_label_1")
    assert desk.text("true_label") == "In My Digits it is a 1: right."
    assert not desk.find("correction").isVisible()
    desk.trigger("action_undo")
    desk.trigger("action_undo")
    assert desk.text("true_label") == said
    desk.trigger("action_clear")
    assert desk.text("true_label") == ""
    desk.trigger("action_undo")
    desk.trigger("action_new")
    _, label, verdict = true_label(desk)
    assert (desk.reads() == str(label)) == (verdict == "right")


def true_label(desk):
    """What is said of the test digit: its index, its label, and how it is read."""
    said = desk.text("true_label").replace("\n", " ")
    match = re.fullmatch(r"Test digit ([\d,]+) is an? (\d): (right|misread)\.", said)
    assert match is not None, said
    return int(match[1].replace(",", "")), int(match[2]), match[3]


# Copying and exporting.


def test_a_drawing_is_copied_and_exported_black_on_white_or_as_it_is_seen(
    desk, clipboard, tmp_path
):
    theme.choose("dark")
    assert not desk.can("action_copy") and not desk.can("action_export_drawing")
    desk.draw([[(0.2, 0.3), (0.8, 0.3)]])
    desk.trigger("action_copy")
    copy = gray(clipboard.image())
    side = len(copy)
    assert copy.shape == (side, side) and side >= 640
    assert copy[int(0.3 * side), int(0.5 * side)] == 0
    assert copy[int(0.6 * side), int(0.5 * side)] == 255
    assert 0.5 < (copy < 128).mean() / (0.6 * 0.06 + np.pi * 0.03**2) < 1.5
    assert ((copy > 0) & (copy < 255)).any()  # smooth at its edge
    desk.trigger("action_clear")

    desk.draw(placed(3, 0.1, 0.1, 0.8))
    image = ink.from_strokes(desk.find("canvas").strokes())
    desk.trigger("action_copy")
    export(desk, tmp_path / "three", AS_DRAWN)  # the ending is added
    export(desk, tmp_path / "seen.png", AS_SEEN)
    desk.wait(lambda: (tmp_path / "three.png").exists() and (tmp_path / "seen.png").exists())
    exported, seen = (QImage(str(tmp_path / f"{name}.png")) for name in ("three", "seen"))
    assert np.array_equal(gray(exported), gray(clipboard.image()))
    assert np.array_equal(gray(seen), np.round(image * 255).astype(np.uint8))
    # And what was given away is read like the drawing.
    desk.trigger("action_clear")
    desk.drop("canvas", files(tmp_path / "three.png"))
    desk.wait(lambda: desk.reads() == "3")


def export(desk, path, kind):
    desk.trigger("action_export_drawing")
    dialogs = desk.window.findChildren(QFileDialog, "file_dialog")
    (dialog,) = [dialog for dialog in dialogs if dialog.isVisible()]
    dialog.selectNameFilter(dialog.nameFilters()[kind])
    desk.choose_file(path)


# The button Digit, and the pictures that were opened last.


def listed(desk):
    actions = desk.window.findChild(QMenu, "menu_recent_pictures").actions()
    return [Path(action.toolTip().replace("\n", "")).name for action in actions[:-2]]


def test_a_picture_is_opened_listed_and_opened_again_at_the_next_start(desk, open_window, tmp_path):
    desk.trigger("action_open_picture")
    desk.choose_file(picture_file(tmp_path / "one.png", 7))
    desk.wait(lambda: listed(desk) == ["one.png"])
    assert desk.reads() == "7"
    assert desk.drop("canvas", files(picture_file(tmp_path / "other.png", 3)))
    desk.wait(lambda: listed(desk) == ["other.png", "one.png"])
    desk.window.close()
    desk.window.finish()
    again = open_window()
    assert listed(again) == ["other.png", "one.png"]
    again.window.findChild(QMenu, "menu_recent_pictures").actions()[1].trigger()
    again.wait(lambda: again.reads() == "7")
    assert listed(again) == ["one.png", "other.png"]


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_digit_offers_digits_and_pictures(desk):
    button = desk.find("digit")
    offered = [action for action in button.menu().actions() if not action.isSeparator()]
    names = ["action_test_digit", "action_next_mistake", "action_open_picture"]
    assert [action.objectName() for action in offered[:-1]] == names
    assert offered[-1].menu().objectName() == "menu_recent_pictures"
    seen = []

    def choose():
        seen.append(button.menu().isVisible())
        QTest.keyClick(button.menu(), Qt.Key.Key_Down)
        QTest.keyClick(button.menu(), Qt.Key.Key_Return)

    # By Qt's version the press returns at once, or when something was chosen.
    QTimer.singleShot(0, button.menu(), choose)
    desk.click("digit")
    desk.wait(lambda: seen == [True])
    desk.wait(lambda: not desk.window.session.drawing.is_blank())
    assert desk.window.session.drawing.test_digit is not None


def test_what_is_no_picture_is_not_listed_and_the_list_is_cleared(desk, tmp_path):
    bad = tmp_path / "bad.png"
    bad.write_text("no picture")
    desk.trigger("action_open_picture")
    desk.choose_file(bad)
    assert "bad.png" in desk.read_message()
    assert listed(desk) == []

    assert desk.drop("canvas", files(picture_file(tmp_path / "one.png", 7)))
    desk.wait(lambda: listed(desk) == ["one.png"])
    desk.window.findChild(QMenu, "menu_recent_pictures").actions()[-1].trigger()
    assert listed(desk) == []
