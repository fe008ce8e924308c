"""Where the window is on the screen, and how it gets there again."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QStyle, QWidget

from digitpad.session.preferences import WindowPlace


def place_of(window: QWidget) -> WindowPlace:
    """Where a window is, and how large when it is not maximized."""
    if not (window.isMaximized() or window.isFullScreen()):
        return WindowPlace(window.x(), window.y(), window.width(), window.height())
    # Qt knows where the window itself was, but will be asked for the place with its border.
    border = window.geometry().topLeft() - window.pos()
    place, size = window.normalGeometry().topLeft() - border, window.normalGeometry().size()
    return WindowPlace(place.x(), place.y(), size.width(), size.height(), window.isMaximized())


def room_on(screen: QScreen, window: QWidget) -> QRect:
    """The part of a screen that a window may fill: its title bar comes on top of that."""
    room = screen.availableGeometry()
    room.setHeight(room.height() - window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight))
    return room


def put(window: QWidget, place: WindowPlace) -> None:
    """Give a window its place again, wholly on a screen that there is."""
    screen = QGuiApplication.screenAt(QPoint(place.x, place.y)) or QGuiApplication.primaryScreen()
    room = room_on(screen, window)
    width, height = min(place.width, room.width()), min(place.height, room.height())
    window.resize(width, height)
    window.move(
        min(max(place.x, room.left()), room.left() + room.width() - width),
        min(max(place.y, room.top()), room.top() + room.height() - height),
    )
    if place.maximized:
        window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)
