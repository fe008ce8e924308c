"""Where the program's own files live: in the standard folders of the system."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths

Location = QStandardPaths.StandardLocation


def preferences_file() -> Path:
    """The preferences; on Linux in XDG_CONFIG_HOME."""
    # Not Qt's AppConfigLocation: that depends on how the application is called, and a window
    # that a script makes is in no application of ours.
    folder = QStandardPaths.writableLocation(Location.GenericConfigLocation)
    return Path(folder) / "digitpad" / "settings.ini"


def store_file() -> Path:
    """The store, with all runs and hands; on Linux in XDG_DATA_HOME."""
    return data_folder() / "digitpad" / "digitpad.sqlite"


def data_folder() -> Path:
    """The user's data of all programs; on Linux XDG_DATA_HOME."""
    return Path(QStandardPaths.writableLocation(Location.GenericDataLocation))
