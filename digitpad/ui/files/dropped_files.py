"""What is dropped on the window, or copied: told by its name alone, before anything is read."""

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDropEvent


def local_file(data: QMimeData) -> Path | None:
    """The one file in it, which is on this computer; None where there is none, or several."""
    urls = data.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    return Path(urls[0].toLocalFile())


def is_network(path: Path) -> bool:
    """Whether a file is named like a network."""
    return path.name.lower().endswith((".json", ".json.gz"))


def network_in(data: QMimeData) -> Path | None:
    """The network file in what was dropped; None where there is none, or several."""
    path = local_file(data)
    return path if path is not None and is_network(path) else None


def take_a_copy(event: QDropEvent) -> None:
    """Accept what is dragged, but never as a move: its source may delete what was moved."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
