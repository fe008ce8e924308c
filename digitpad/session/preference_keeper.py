"""Reads the preferences when the window is made, and writes them as they change."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from digitpad.core.data.data_spec import DataSpec
from digitpad.session import preferences
from digitpad.session.kept import user_folders
from digitpad.session.measuring.background import Background
from digitpad.session.preferences import Preferences, PreferencesError
from digitpad.session.weak_method import weak_method

WRITE_AFTER = 1000  # milliseconds after a change, so that a number being typed is one change


class PreferenceKeeper(QObject):
    """Holds the preferences: reads them when the window is made, and writes them as they change.

    A window writes only what was changed in it, so that two at once undo nothing of each other.

    Signals: `recent_changed`, `data_changed`: of what was used last; `failed`, with a sentence,
    where they cannot be written.
    """

    recent_changed = Signal()
    data_changed = Signal()
    failed = Signal(str)

    def __init__(self, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._look: Callable[[], dict[str, Any] | None] = dict
        self._path = user_folders.preferences_file()
        self._soon = QTimer(self, singleShot=True)
        self._soon.setInterval(WRITE_AFTER)
        self._soon.timeout.connect(self.write)
        self.preferences = Preferences()
        self.damage: str | None = None
        """Why they are the defaults where they could not be read, else None."""
        try:
            self.preferences = preferences.load(self._path)
        except PreferencesError as error:
            self.damage = f"{error} {self._put_aside()} Everything is as at the first start."

    def _put_aside(self) -> str:
        try:
            return f"It is kept as {preferences.put_aside(self._path)}."
        except PreferencesError as error:
            return str(error)

    def watch(self, look: Callable[[], dict[str, Any]]) -> None:
        """look: what the preferences are now that can be seen in the window, by their names."""
        self._look = weak_method(look)

    def change(self, **values: Any) -> None:
        """Remember these."""
        self.preferences = replace(self.preferences, **values)
        self._update(lambda found: replace(found, **values))

    def write_soon(self) -> None:
        """Something that is remembered may have changed."""
        self._soon.start()

    def write(self) -> None:
        """Remember what is seen in the window now."""
        self._soon.stop()
        look = self._look() or {}
        seen = {k: v for k, v in look.items() if v != getattr(self.preferences, k)}
        if seen:
            self.preferences = replace(self.preferences, **seen)
            self._update(lambda found: replace(found, **seen))

    def add_recent_file(self, path: Path) -> None:
        """This file was opened or saved."""
        used = os.path.abspath(path)
        self._take_recent(self.preferences.with_recent(used))
        self._update(lambda found: found.with_recent(used))

    def add_recent_picture(self, path: Path) -> None:
        """This picture was opened."""
        used = os.path.abspath(path)
        self.preferences = self.preferences.with_picture(used)
        self._update(lambda found: found.with_picture(used))

    def use_data(self, data: DataSpec) -> None:
        """These data are in use."""
        if self.preferences.with_data(data) != self.preferences:
            self.preferences = self.preferences.with_data(data)
            self.data_changed.emit()
            self._update(lambda found: found.with_data(data))

    def forget_data(self) -> None:
        """List no recent data folders any more."""
        self.change(recent_data=())
        self.data_changed.emit()

    def forget_files(self) -> None:
        """List no recent files any more."""
        self._take_recent(replace(self.preferences, recent=()))
        self._update(lambda found: replace(found, recent=()))

    def _update(self, change: Callable[[Preferences], Preferences]) -> None:
        path = self._path
        self._background.run(
            lambda: preferences.update(path, change),
            self._take_recent,
            PreferencesError,
            lambda reason: self.failed.emit(f"The preferences are not saved: {reason}"),
        )

    def _take_recent(self, found: Preferences) -> None:
        """Take up the list of files, to which another window may have added."""
        self.preferences = replace(self.preferences, recent=found.recent, folder=found.folder)
        self.recent_changed.emit()
