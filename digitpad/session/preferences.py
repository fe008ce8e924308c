"""Preferences: what the program remembers for its user from one start to the next. No Qt.

Their file is JSON, which is checked as a whole before any of it is used.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.files import whole_files
from digitpad.core.files.json_text import in_words
from digitpad.core.text import reason_of

MOST_BYTES = 1_000_000
MOST_RECENT = 10
MOST_UNREADABLE = 10_000

Pixels = Annotated[int, Meta(ge=-100_000, le=100_000)]
Text = Annotated[str, Meta(max_length=4096)]


class PreferencesError(ValueError):
    """The preferences cannot be read or written; the message says why."""


class WindowPlace(msgspec.Struct, frozen=True):
    """Where the window is on the screen, and how large, when it is not maximized."""

    x: Pixels
    y: Pixels
    width: Annotated[int, Meta(ge=1, le=100_000)]
    height: Annotated[int, Meta(ge=1, le=100_000)]
    maximized: bool = False


class Preferences(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything that is remembered.

    recent, recent_pictures: paths of network files and of pictures, the last used first. folder:
    where dialogs begin to look for network files. recent_data: folders of data. data_folder,
    other_hands: the data in use, as in a DataSpec. unreadable: examples that a person cannot read,
    each a set of images and a number in it. hand: the id of the chosen hand.
    """

    place: WindowPlace | None = msgspec.field(default=None, name="frame")
    tab: Text = ""
    appearance: Literal["system", "light", "dark"] = "system"
    size: Annotated[int, Meta(ge=70, le=200)] = 100  # percent, of the interface
    logarithmic_cost: bool = False
    costs_without_penalty: bool = True
    recent: Annotated[tuple[Text, ...], Meta(max_length=MOST_RECENT)] = ()
    folder: Text = ""
    recent_pictures: Annotated[tuple[Text, ...], Meta(max_length=MOST_RECENT)] = ()
    recent_data: Annotated[tuple[Text, ...], Meta(max_length=MOST_RECENT)] = ()
    data_folder: Text | None = None
    other_hands: bool = False
    unreadable: Annotated[
        tuple[tuple[Text, Annotated[int, Meta(ge=0)]], ...], Meta(max_length=MOST_UNREADABLE)
    ] = ()
    hand: Text = ""

    def with_recent(self, path: str) -> "Preferences":
        """The preferences with this file as the one that was used last."""
        recent = _with_first(path, self.recent)
        return msgspec.structs.replace(self, recent=recent, folder=os.path.dirname(path))

    def with_picture(self, path: str) -> "Preferences":
        """The preferences with this picture as the last one opened."""
        pictures = _with_first(path, self.recent_pictures)
        return msgspec.structs.replace(self, recent_pictures=pictures)

    def with_data(self, data: DataSpec) -> "Preferences":
        """The preferences with these data in use."""
        folders = self.recent_data
        if data.folder is not None:
            folders = _with_first(data.folder, folders)
        return msgspec.structs.replace(
            self,
            recent_data=folders,
            data_folder=data.folder,
            other_hands=data.other_hands,
        )

    def data(self) -> DataSpec:
        return DataSpec(self.data_folder, other_hands=self.other_hands)


def _with_first(path: str, recent: tuple[str, ...]) -> tuple[str, ...]:
    """Recent paths, when this one is used."""
    return (path, *(other for other in recent if other != path))[:MOST_RECENT]


def load(path: Path) -> Preferences:
    """The preferences in the file; the defaults if there is none.

    Raises PreferencesError, with a sentence.
    """
    if not os.path.lexists(path):
        return Preferences()
    try:
        return msgspec.json.decode(whole_files.read(path, MOST_BYTES), type=Preferences)
    except whole_files.FileError as error:
        raise PreferencesError(str(error)) from error
    except (ValueError, RecursionError) as error:  # msgspec's errors are ValueErrors
        raise PreferencesError(f"{path.name} is damaged: {in_words(error).rstrip('.')}.") from error


def put_aside(path: Path) -> Path:
    """Rename a file that cannot be read, so that it is not overwritten. Returns its new path.

    Raises PreferencesError, with a sentence.
    """
    aside = path.with_name("settings.damaged.json")
    try:
        os.replace(path, aside)
    except OSError as error:
        raise PreferencesError(f"{path.name} cannot be renamed: {reason_of(error)}.") from error
    return aside


def update(path: Path, change: Callable[[Preferences], Preferences]) -> Preferences:
    """Change the preferences in the file, which another window may have changed meanwhile.

    Returns the new preferences. Raises PreferencesError, with a sentence.
    """
    before = load(path)
    after = change(before)
    if after != before:
        try:
            text = msgspec.json.encode(after)
            msgspec.json.decode(text, type=Preferences)  # raises what the next start would refuse
            path.parent.mkdir(parents=True, exist_ok=True)
            whole_files.write(path, msgspec.json.format(text, indent=2))
        except whole_files.FileError as error:
            raise PreferencesError(str(error)) from error
        except OSError as error:
            why = f"{error.filename} cannot be made: {reason_of(error)}."
            raise PreferencesError(why) from error
        except ValueError as error:  # such as a path that is too long
            raise PreferencesError(f"they cannot be written: {error}.") from error
    return after
