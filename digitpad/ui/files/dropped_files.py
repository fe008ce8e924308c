"""Tells what kind of file was dropped or copied, by its name alone: nothing is read yet."""

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDropEvent


def local_file(data: QMimeData) -> Path | None:
    """The file in what was dropped or copied; None unless it is exactly one, on this computer."""
    urls = data.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    return Path(urls[0].toLocalFile())


def is_network(path: Path) -> bool:
    """Whether a file has the name of a network file."""
    return path.name.lower().endswith((".json", ".json.gz"))


def network_in(data: QMimeData) -> Path | None:
    """The network file in what was dropped; None unless it is exactly one."""
    path = local_file(data)
    return path if path is not None and is_network(path) else None


def take_a_copy(event: QDropEvent) -> None:
    """Accept what is dragged, but as a copy: after a move its source might delete it."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
