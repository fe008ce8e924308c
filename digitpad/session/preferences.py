"""What is remembered from one start to the next, and the file it is in. There is no Qt in here.

The file is JSON. Nothing in it is believed before all of it is checked.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from digitpad.core import files
from digitpad.core.architecture import NO_LAYERS, Architecture, parse_hidden_layers
from digitpad.core.costs import COSTS
from digitpad.core.hyperparameters import Hyperparameters

MOST_BYTES = 1_000_000
MOST_RECENT = 10

Pixels = Annotated[int, Meta(ge=-100_000, le=100_000)]
Text = Annotated[str, Meta(max_length=4096)]


class SettingsError(ValueError):
    """The settings cannot be read or written; the message says why."""


class Frame(msgspec.Struct, frozen=True):
    """Where the window is on the screen, and how large, when it is not maximized."""

    x: Pixels
    y: Pixels
    width: Annotated[int, Meta(ge=1, le=100_000)]
    height: Annotated[int, Meta(ge=1, le=100_000)]
    maximized: bool = False


def written(hidden_layers: tuple[int, ...]) -> str:
    """Hidden layers as the form has them."""
    return ", ".join(map(str, hidden_layers)) or NO_LAYERS


class Settings(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that is remembered. `recent` are paths, the last used first."""

    frame: Frame | None = None
    tab: Text = ""
    appearance: Literal["system", "light", "dark"] = "system"
    logarithmic_cost: bool = False
    hidden_layers: Text = "30"
    cost: Text = "CrossEntropyCost"
    weight_initializer: Literal["default", "large"] = "default"
    hyperparameters: Hyperparameters = Hyperparameters()
    recent: Annotated[tuple[Text, ...], Meta(max_length=MOST_RECENT)] = ()
    folder: Text = ""

    def architecture(self) -> Architecture:
        """The network that the form described. Raises ValueError where there is no such one."""
        if self.cost not in COSTS:
            raise ValueError("there is no such cost")
        hidden_layers = parse_hidden_layers(self.hidden_layers)
        return Architecture(hidden_layers, self.cost, self.weight_initializer)

    def with_recent(self, path: str) -> "Settings":
        """These, when this file was used last."""
        recent = (path, *(other for other in self.recent if other != path))[:MOST_RECENT]
        return msgspec.structs.replace(self, recent=recent, folder=os.path.dirname(path))


def read(path: Path) -> Settings:
    """The settings in the file; the defaults where there is none.

    Raises SettingsError, with a sentence.
    """
    if not os.path.lexists(path):
        return Settings()
    try:
        settings = msgspec.json.decode(files.read(path, MOST_BYTES), type=Settings)
        settings.architecture()
    except files.FileError as error:
        raise SettingsError(str(error)) from error
    except (ValueError, RecursionError) as error:  # msgspec's errors are ValueErrors
        reason = str(error)
        raise SettingsError(f"{path.name} is damaged: {reason[:200].rstrip('.')}.") from error
    return settings


def put_aside(path: Path) -> Path:
    """Rename a file that cannot be read, so that it is not written over; its new path.

    Raises SettingsError, with a sentence.
    """
    aside = path.with_name("settings.damaged.json")
    try:
        os.replace(path, aside)
    except OSError as error:
        raise SettingsError(f"{path.name} cannot be renamed: {error.strerror}.") from error
    return aside


def update(path: Path, change: Callable[[Settings], Settings]) -> Settings:
    """Change the settings in the file, which another window may have changed too; what they are.

    Raises SettingsError, with a sentence.
    """
    before = read(path)
    after = change(before)
    if after != before:
        try:
            text = msgspec.json.encode(after)
            msgspec.json.decode(text, type=Settings)  # or the next start would refuse it
            path.parent.mkdir(parents=True, exist_ok=True)
            files.write(path, msgspec.json.format(text, indent=2))
        except files.FileError as error:
            raise SettingsError(str(error)) from error
        except OSError as error:
            reason = f"{error.filename} cannot be made: {error.strerror}."
            raise SettingsError(reason) from error
        except ValueError as error:  # a file's name may be no text
            raise SettingsError(f"they cannot be written: {error}.") from error
    return after
