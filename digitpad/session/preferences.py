"""Preferences: what the program remembers from one start to the next, in an INI file.

All of the program's own files are in the standard folders of the system; on every system
XDG_CONFIG_HOME and XDG_DATA_HOME name others.
"""

import contextlib
import os
from collections.abc import Container
from pathlib import Path
from typing import Literal, TypeVar, cast

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths, Signal

from digitpad.core.data.data_spec import DataSpec

MOST_RECENT = 10
SHOWS_EXPERIMENTS = "runs/experiments"  # whether Runs lists the runs of experiments
Recent = Literal["files", "data"]
Used = Recent | Literal["pictures", "hands", "exports"]
Value = TypeVar("Value", bool, int, str, list[str], QByteArray)


class Preferences(QSettings):
    """Values by their keys. A damaged value is replaced by its default."""

    recent_changed = Signal()
    """A list of recent paths has changed."""
    failed = Signal(str)
    """The preferences cannot be written; carries a sentence."""

    def __init__(self) -> None:
        super().__init__(str(preferences_file()), QSettings.Format.IniFormat)

    def keep(self, key: str, value: object) -> None:
        """Remember a value, and write it at once."""
        self.setValue(key, value)
        # It shares the values, but not `self.status()`, which says for ever that something failed.
        writer = QSettings(self.fileName(), QSettings.Format.IniFormat)
        writer.sync()
        if writer.status() is QSettings.Status.AccessError:
            self.failed.emit(f"The preferences cannot be written to {self.fileName()}")

    def read(self, key: str, default: Value, allowed: Container[Value] | None = None) -> Value:
        """A value; `default` if it is missing, not allowed, or of another type."""
        value = self.value(key)
        if isinstance(default, bool):  # in the file all are texts
            value = {"true": True, "false": False}.get(str(value).lower())
        elif isinstance(default, int):
            with contextlib.suppress(ValueError):
                value = int(str(value))
        elif isinstance(default, list) and isinstance(value, str):
            value = [value]  # in the file a list of one text is that text
        fits = isinstance(value, type(default)) and (allowed is None or value in allowed)
        if isinstance(value, list):
            fits = fits and all(isinstance(item, str) for item in value)
        return cast(Value, value) if fits else default

    def recent(self, kind: Recent) -> list[str]:
        """Paths of network files or folders of data, the last used first."""
        return self.read(f"recent/{kind}", [])[:MOST_RECENT]

    def add_recent(self, kind: Recent, path: str | Path) -> None:
        """Put this path first in its list."""
        path = os.path.abspath(path)
        others = [other for other in self.recent(kind) if other != path]
        self.use_folder(kind, path)
        self.keep(f"recent/{kind}", [path, *others])
        self.recent_changed.emit()

    def forget_recent(self) -> None:
        self.keep("recent/files", [])
        self.recent_changed.emit()

    def folder(self, kind: Used) -> str:
        """The folder in which dialogs begin: of the last file of this kind, Documents, or home."""
        documents = QStandardPaths.writableLocation(Location.DocumentsLocation)
        if not os.path.isdir(documents):
            documents = str(Path.home())
        # Without a slash at its end, a folder that is gone would be taken for a file.
        return os.path.join(self.read(f"folder/{kind}", documents), "")

    def use_folder(self, kind: Used, path: str) -> None:
        """Let dialogs begin beside this file or folder."""
        self.keep(f"folder/{kind}", os.path.dirname(path))

    def data(self) -> DataSpec:
        """The data that were in use last."""
        other_hands = self.read("data/other_hands", False)
        return DataSpec(self.read("data/folder", "") or None, other_hands=other_hands)

    def use_data(self, data: DataSpec) -> None:
        """Remember these data as those in use."""
        if data != self.data():
            self.keep("data/folder", data.folder or "")
            self.keep("data/other_hands", data.other_hands)
            if data.folder is not None:
                self.add_recent("data", data.folder)


Location = QStandardPaths.StandardLocation


def preferences_file() -> Path:
    # Not Qt's AppConfigLocation: it depends on the application's name, and a script that makes a
    # window has another one.
    return _folder("CONFIG", Location.GenericConfigLocation) / "digitpad" / "settings.ini"


def store_file() -> Path:
    """The store, with all runs and hands."""
    return data_folder() / "digitpad" / "digitpad.sqlite"


def data_folder() -> Path:
    """The user's data of all programs."""
    return _folder("DATA", Location.GenericDataLocation)


def _folder(kind: str, standard: Location) -> Path:
    # Qt reads these variables on Linux alone; a relative path in them counts for nothing.
    named = os.environ.get(f"XDG_{kind}_HOME", "")
    return Path(named if os.path.isabs(named) else QStandardPaths.writableLocation(standard))
