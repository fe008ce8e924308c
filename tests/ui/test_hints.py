"""The hints of the first start: each is gone once it was followed or closed, for good."""

from collections.abc import Callable

from desk import Desk
from digits import placed
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget


def hints(desk: Desk) -> set[str]:
    """The hints that are in sight."""
    found = desk.window.findChildren(QWidget)
    names = {part.objectName() for part in found if part.isVisible()}
    return {name.removeprefix("hint_") for name in names if name.startswith("hint_")}


def test_each_hint_goes_when_it_is_followed_or_closed(open_window: Callable[[], Desk]) -> None:
    desk = open_window()
    desk.window.resize(1240, 690)
    desk.wait(lambda: hints(desk) == {"draw", "train", "look"})
    canvas, hint = desk.find("canvas"), desk.find("hint_draw")

    def is_on_canvas() -> bool:
        corner = canvas.mapTo(desk.window, QPoint(0, 0))
        return QRect(corner, canvas.size()).contains(hint.geometry())

    desk.wait(is_on_canvas)
    desk.window.resize(1100, 640)  # it goes with what it is about
    desk.wait(lambda: desk.window.width() == 1100 and is_on_canvas())
    desk.draw(placed(3, 0.2, 0.2, 0.6))  # also under the hint
    desk.wait(lambda: hints(desk) == {"train", "look"})
    QTest.mouseClick(desk.find("close_hint_train"), Qt.MouseButton.LeftButton)
    desk.wait(lambda: hints(desk) == {"look"})
    desk.show_tab("Inside")
    desk.wait(lambda: not hints(desk))
    desk.window.close()  # which waits until all is written
    again = open_window()
    again.draw(placed(3, 0.2, 0.2, 0.6))
    again.wait(lambda: again.reads() == "3")
    assert not hints(again)
