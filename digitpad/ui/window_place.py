"""Where the window is on the screen, and how it gets there again."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from digitpad.session.preferences import WindowPlace


def place_of(window: QWidget) -> WindowPlace:
    """Where a window is, and how large when it is not maximized."""
    if not (window.isMaximized() or window.isFullScreen()):
        return WindowPlace(window.x(), window.y(), window.width(), window.height())
    # Qt knows where the window itself was, but will be asked for the place with its border.
    border = window.geometry().topLeft() - window.pos()
    place, size = window.normalGeometry().topLeft() - border, window.normalGeometry().size()
    return WindowPlace(place.x(), place.y(), size.width(), size.height(), window.isMaximized())


def put(window: QWidget, place: WindowPlace) -> None:
    """Give a window its place again, wholly on a screen that there is."""
    screen = QGuiApplication.screenAt(QPoint(place.x, place.y)) or QGuiApplication.primaryScreen()
    room = screen.availableGeometry()
    width, height = min(place.width, room.width()), min(place.height, room.height())
    window.resize(width, height)
    window.move(
        min(max(place.x, room.left()), room.left() + room.width() - width),
        min(max(place.y, room.top()), room.top() + room.height() - height),
    )
    if place.maximized:
        window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)
