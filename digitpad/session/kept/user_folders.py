"""Where the program's own files live: in the standard folders of the system."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths

Location = QStandardPaths.StandardLocation


def preferences_file() -> Path:
    """The preferences; on Linux in XDG_CONFIG_HOME."""
    # Not Qt's AppConfigLocation: that depends on how the application is called, and a window
    # that a script makes is in no application of ours.
    folder = QStandardPaths.writableLocation(Location.GenericConfigLocation)
    return Path(folder) / "digitpad" / "settings.json"


def runs_folder() -> Path:
    """The runs that are kept; on Linux in XDG_DATA_HOME."""
    return _data_folder() / "runs"


def drawings_folder() -> Path:
    """Drawings that were not cleared away before the program ended; likewise."""
    return _data_folder() / "drawings"


def old_recovery_folder() -> Path:
    """Where versions before kept unsaved training."""
    return _data_folder() / "recovery"


def _data_folder() -> Path:
    folder = QStandardPaths.writableLocation(Location.GenericDataLocation)
    return Path(folder) / "digitpad"
