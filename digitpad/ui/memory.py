"""What the window remembers from one start to the next: its place, its form, its files."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from digitpad.session import preferences as settings
from digitpad.session import user_folders as places
from digitpad.session.background import Background
from digitpad.session.preferences import Frame, Settings, SettingsError
from digitpad.ui.train.form import Form

WRITE_AFTER = 1000  # milliseconds after a change, so that a number being typed is one change


class Memory(QObject):
    """Reads the settings when the window is made, and writes them as they change.

    A window writes only what was changed in it, so that two at once undo nothing of each other.

    Signals: `recent_changed`; `failed`, with a sentence, where the settings cannot be written.
    """

    recent_changed = Signal()
    failed = Signal(str)

    def __init__(
        self, background: Background, look: Callable[[], dict[str, Any]], parent: QObject
    ) -> None:
        """look: what the settings are now that can be seen in the window, by their names."""
        super().__init__(parent)
        self._background, self._look = background, look
        self._path = places.settings_file()
        self._write_soon = QTimer(self, singleShot=True, interval=WRITE_AFTER)
        self._write_soon.timeout.connect(self.note)
        self.settings = Settings()
        self.damage: str | None = None
        """Why the settings are the defaults where they could not be read, else None."""
        try:
            self.settings = settings.read(self._path)
        except SettingsError as error:
            self.damage = f"{error} {self._put_aside()} Everything is as at the first start."

    def _put_aside(self) -> str:
        try:
            return f"It is kept as {settings.put_aside(self._path)}."
        except SettingsError as error:
            return str(error)

    def note_soon(self) -> None:
        """Something that is remembered may have changed."""
        self._write_soon.start()

    def note(self) -> None:
        """Remember what is seen in the window now."""
        self._write_soon.stop()
        seen = {k: v for k, v in self._look().items() if v != getattr(self.settings, k)}
        if seen:
            self.settings = replace(self.settings, **seen)
            self._update(lambda found: replace(found, **seen))

    def note_file(self, path: Path) -> None:
        """This file was opened or saved."""
        used = os.path.abspath(path)
        self._take_recent(self.settings.with_recent(used))
        self._update(lambda found: found.with_recent(used))

    def forget_files(self) -> None:
        """List no recent files any more."""
        self._take_recent(replace(self.settings, recent=()))
        self._update(lambda found: replace(found, recent=()))

    def _update(self, change: Callable[[Settings], Settings]) -> None:
        path = self._path
        self._background.run(
            lambda: settings.update(path, change),
            self._take_recent,
            SettingsError,
            lambda reason: self.failed.emit(f"The settings are not saved: {reason}"),
        )

    def _take_recent(self, found: Settings) -> None:
        """Take up the list of files, to which another window may have added."""
        self.settings = replace(self.settings, recent=found.recent, folder=found.folder)
        self.recent_changed.emit()


def seen_in_form(form: Form) -> dict[str, Any]:
    """The settings that a form says; none while something in it is wrong."""
    if form.error() is not None:
        return {}
    architecture = form.architecture()
    return {
        "hidden_layers": settings.written(architecture.hidden_layers),
        "cost": architecture.cost,
        "weight_initializer": architecture.weight_initializer,
        "hyperparameters": form.hyperparameters(),
    }


def frame_of(window: QWidget) -> Frame:
    """Where a window is, and how large when it is not maximized."""
    if not (window.isMaximized() or window.isFullScreen()):
        return Frame(window.x(), window.y(), window.width(), window.height())
    # Qt knows where the window itself was, but will be asked for the place with its border.
    border = window.geometry().topLeft() - window.pos()
    place, size = window.normalGeometry().topLeft() - border, window.normalGeometry().size()
    return Frame(place.x(), place.y(), size.width(), size.height(), window.isMaximized())


def put(window: QWidget, frame: Frame) -> None:
    """Give a window its place again, wholly on a screen that there is."""
    place = QPoint(frame.x, frame.y)
    screen = QGuiApplication.screenAt(place) or QGuiApplication.primaryScreen()
    room = screen.availableGeometry()
    width, height = min(frame.width, room.width()), min(frame.height, room.height())
    window.resize(width, height)
    window.move(
        min(max(frame.x, room.left()), room.left() + room.width() - width),
        min(max(frame.y, room.top()), room.top() + room.height() - height),
    )
    if frame.maximized:
        window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)
