"""The button Digit: a test digit, a mistake, a picture; pictures are listed at the next start."""

from pathlib import Path

import pytest
from desk import Desk, files
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu


def picture(path: Path) -> Path:
    """A picture of a bar, dark on bright."""
    image = QImage(60, 60, QImage.Format.Format_Grayscale8)
    image.fill(255)
    for y in range(10, 50):
        for x in range(27, 33):
            image.setPixel(x, y, 0)
    assert image.save(str(path))
    return path


def listed(desk: Desk) -> list[str]:
    actions = desk.window.findChild(QMenu, "menu_recent_pictures").actions()
    return [Path(action.toolTip().replace("\n", "")).name for action in actions[:-2]]


def test_a_picture_is_opened_listed_and_opened_again_at_the_next_start(desk, open_window, tmp_path):
    desk.trigger("action_open_picture")
    desk.choose_file(picture(tmp_path / "one.png"))
    desk.wait(lambda: listed(desk) == ["one.png"])
    read = desk.activations()
    assert read
    assert desk.drop("canvas", files(picture(tmp_path / "other.png")))
    desk.wait(lambda: listed(desk) == ["other.png", "one.png"])
    desk.window.close()
    desk.window.finish()
    again = open_window()
    assert listed(again) == ["other.png", "one.png"]
    again.window.findChild(QMenu, "menu_recent_pictures").actions()[1].trigger()
    again.wait(lambda: again.activations() == read)
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

    assert desk.drop("canvas", files(picture(tmp_path / "one.png")))
    desk.wait(lambda: listed(desk) == ["one.png"])
    desk.window.findChild(QMenu, "menu_recent_pictures").actions()[-1].trigger()
    assert listed(desk) == []
