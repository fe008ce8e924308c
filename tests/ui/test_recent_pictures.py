"""Pictures that are opened are listed, and there at the next start."""

from collections.abc import Callable
from pathlib import Path

from desk import Desk, files
from PySide6.QtGui import QImage
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


def test_a_picture_is_opened_listed_and_opened_again_at_the_next_start(
    desk: Desk, open_window: Callable[..., Desk], tmp_path: Path
) -> None:
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


def test_what_is_no_picture_is_not_listed_and_the_list_is_cleared(
    desk: Desk, tmp_path: Path
) -> None:
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
