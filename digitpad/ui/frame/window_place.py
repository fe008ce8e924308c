"""Where the window is on the screen, and how to put it there again."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QStyle, QWidget

from digitpad.session.preferences import WindowPlace


def place_of(window: QWidget) -> WindowPlace | None:
    """A window's place, and its size when it is not maximized; None where Qt knows no size."""
    if not (window.isMaximized() or window.isFullScreen()):
        return WindowPlace(window.x(), window.y(), window.width(), window.height())
    if window.normalGeometry().isEmpty():  # as of one that was maximized from the start
        return None
    # Qt knows the place without the border, and `put` needs that with it.
    border = window.geometry().topLeft() - window.pos()
    place, size = window.normalGeometry().topLeft() - border, window.normalGeometry().size()
    return WindowPlace(place.x(), place.y(), size.width(), size.height(), window.isMaximized())


def room_on(screen: QScreen, window: QWidget) -> QRect:
    """The part of a screen that a window may fill, leaving room for its title bar."""
    room = screen.availableGeometry()
    room.setHeight(room.height() - window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight))
    return room


def put(window: QWidget, place: WindowPlace) -> None:
    """Put a window in this place, wholly on one of the screens."""
    screen = QGuiApplication.screenAt(QPoint(place.x, place.y)) or QGuiApplication.primaryScreen()
    room = room_on(screen, window)
    size = QSize(place.width, place.height).boundedTo(room.size())
    window.resize(size)
    window.move(_inside(room, QPoint(place.x, place.y), size))
    if place.maximized:
        window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)


def _inside(room: QRect, place: QPoint, size: QSize) -> QPoint:
    """The place nearest to this one where something of this size is inside a room."""
    return QPoint(
        max(min(place.x(), room.left() + room.width() - size.width()), room.left()),
        max(min(place.y(), room.top() + room.height() - size.height()), room.top()),
    )
