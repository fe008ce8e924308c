"""Keeps the preferences on disk: reads them at the start, and writes them as they change."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from digitpad.core.data.data_spec import DataSpec
from digitpad.session import preferences
from digitpad.session.kept import user_folders
from digitpad.session.preferences import Preferences, PreferencesError
from digitpad.session.threads.background import Background

WRITE_AFTER = 1000  # milliseconds after a change, so that typing a number is one change


class PreferenceKeeper(QObject):
    """Holds the preferences, reads them at the start, and writes them as they change.

    A window writes only its own changes, so that two windows do not undo each other's.
    """

    recent_changed = Signal()
    """The list of recent files may have changed."""
    data_changed = Signal()
    """Other data are in use, or the list of data folders was emptied."""
    failed = Signal(str)
    """The preferences cannot be written; carries a sentence."""

    def __init__(self, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._seen: Callable[[], dict[str, Any]] = dict
        self._path = user_folders.preferences_file()
        self._soon = QTimer(self, singleShot=True)
        self._soon.setInterval(WRITE_AFTER)
        self._soon.timeout.connect(self.write)
        self.preferences = Preferences()
        self.damage: str | None = None
        """Why these are the defaults: the file could not be read; None if it was."""
        try:
            self.preferences = preferences.load(self._path)
        except PreferencesError as error:
            self.damage = f"{error} {self._put_aside()} Everything is as at the first start."

    def _put_aside(self) -> str:
        try:
            return f"It is kept as {preferences.put_aside(self._path)}."
        except PreferencesError as error:
            return str(error)

    def watch(self, seen: Callable[[], dict[str, Any]]) -> None:
        """seen: returns, by their names, those preferences that show in the window."""
        self._seen = seen

    def change(self, **values: Any) -> None:
        """Change these preferences, and write them."""
        self._update(lambda before: replace(before, **values))

    def write_soon(self) -> None:
        """Write soon, as something in the window may have changed."""
        self._soon.start()

    def write(self) -> None:
        """Write the preferences that show in the window, if they have changed."""
        self._soon.stop()
        changed = {k: v for k, v in self._seen().items() if v != getattr(self.preferences, k)}
        if changed:
            self.change(**changed)

    def add_recent_file(self, path: Path) -> None:
        """Put this file, which was opened or saved, first in its list."""
        used = os.path.abspath(path)
        self._update(lambda before: before.with_recent(used))
        self.recent_changed.emit()

    def add_recent_picture(self, path: Path) -> None:
        """Put this picture, which was opened, first in its list."""
        used = os.path.abspath(path)
        self._update(lambda before: before.with_picture(used))

    def use_data(self, data: DataSpec) -> None:
        """Remember these data as those in use."""
        if self.preferences.with_data(data) != self.preferences:
            self._update(lambda before: before.with_data(data))
            self.data_changed.emit()

    def forget_data(self) -> None:
        """Empty the list of recent data folders."""
        self.change(recent_data=())
        self.data_changed.emit()

    def forget_files(self) -> None:
        """Empty the list of recent files."""
        self.change(recent=())
        self.recent_changed.emit()

    def _update(self, change: Callable[[Preferences], Preferences]) -> None:
        """Change the preferences here, and those in the file."""
        self.preferences = change(self.preferences)
        self._background.run(
            partial(preferences.update, self._path, change),
            self._take_recent,
            PreferencesError,
            lambda reason: self.failed.emit(f"The preferences are not saved: {reason}"),
        )

    def _take_recent(self, written: Preferences) -> None:
        """Take over the list of files, to which another window may have added."""
        self.preferences = replace(self.preferences, recent=written.recent, folder=written.folder)
        self.recent_changed.emit()
