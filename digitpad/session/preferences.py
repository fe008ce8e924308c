"""Preferences: what the program remembers for its user from one start to the next."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta
from PySide6.QtCore import QObject, QSettings, Signal

from digitpad.core.data.data_spec import DataSpec
from digitpad.session import user_folders

MOST_RECENT = 10
MOST_UNREADABLE = 10_000


class Preferences(msgspec.Struct, frozen=True):
    """Everything that is remembered.

    geometry: the window's place and size as Qt writes them, in base 64. recent, recent_pictures:
    paths of network files and of pictures, the last used first. folder: where dialogs begin to look
    for network files. recent_data: folders of data. data_folder, other_hands: the data in use, as
    in a DataSpec. unreadable: examples that a person cannot read, each a set of images and a number
    in it. hand: the id of the chosen hand.
    """

    geometry: str = ""
    tab: str = ""
    appearance: Literal["system", "light", "dark"] = "system"
    size: Annotated[int, Meta(ge=70, le=200)] = 100  # percent, of the interface
    logarithmic_cost: bool = False
    costs_without_penalty: bool = True
    recent: tuple[str, ...] = ()
    folder: str = ""
    recent_pictures: tuple[str, ...] = ()
    recent_data: tuple[str, ...] = ()
    data_folder: str | None = None
    other_hands: bool = False
    unreadable: tuple[tuple[str, Annotated[int, Meta(ge=0)]], ...] = ()
    hand: str = ""

    def data(self) -> DataSpec:
        return DataSpec(self.data_folder, other_hands=self.other_hands)


class PreferenceKeeper(QObject):
    """Holds the preferences, reads them at the start, and writes each as it changes.

    A window writes only its own changes, so that two windows do not undo each other's.
    """

    recent_changed = Signal()
    """The list of recent files may have changed."""
    data_changed = Signal()
    """Other data are in use, or the list of data folders was emptied."""
    failed = Signal(str)
    """The preferences cannot be written; carries a sentence."""

    def __init__(self) -> None:
        super().__init__()
        path = str(user_folders.preferences_file())
        self._file = QSettings(path, QSettings.Format.IniFormat, self)
        self.preferences = Preferences(**dict(self._read()))

    def _read(self) -> Iterator[tuple[str, Any]]:
        """The preferences in the file, each as JSON; one that is damaged has its default."""
        for field in msgspec.structs.fields(Preferences):
            try:
                text = self._file.value(field.name, "", str)
                yield field.name, msgspec.json.decode(str(text), type=field.type)
            except msgspec.DecodeError:
                continue

    def change(self, **values: Any) -> None:
        """Change these preferences, write them, and see what other windows have changed."""
        for name, value in values.items():
            self._file.setValue(name, msgspec.json.encode(value).decode())
        self._file.sync()
        if self._file.status() is QSettings.Status.AccessError:
            self.failed.emit(f"The preferences cannot be written to {self._file.fileName()}")
        self.preferences = Preferences(**dict(self._read()))

    def add_recent_file(self, path: Path) -> None:
        """Put this file, which was opened or saved, first in its list."""
        self._put_first("recent", os.path.abspath(path))
        self.change(folder=os.path.dirname(os.path.abspath(path)))
        self.recent_changed.emit()

    def add_recent_picture(self, path: Path) -> None:
        """Put this picture, which was opened, first in its list."""
        self._put_first("recent_pictures", os.path.abspath(path))

    def use_data(self, data: DataSpec) -> None:
        """Remember these data as those in use."""
        if data != self.preferences.data():
            self.change(data_folder=data.folder, other_hands=data.other_hands)
            if data.folder is not None:
                self._put_first("recent_data", data.folder)
            self.data_changed.emit()

    def forget_data(self) -> None:
        """Empty the list of recent data folders."""
        self.change(recent_data=())
        self.data_changed.emit()

    def forget_files(self) -> None:
        """Empty the list of recent files."""
        self.change(recent=())
        self.recent_changed.emit()

    def _put_first(self, name: str, path: str) -> None:
        self.change()  # other windows may have added to the list
        others = (other for other in getattr(self.preferences, name) if other != path)
        self.change(**{name: (path, *others)[:MOST_RECENT]})
