"""All keys, for the guide, and the dialog that says what this program is."""

import platform
from collections.abc import Iterable, Sequence

import numpy as np
import PySide6
from PySide6.QtCore import Qt, QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QKeySequence
from PySide6.QtWidgets import (
    QLabel,
    QMessageBox,
    QWidget,
)

from digitpad.core.files.network_file import version
from digitpad.ui.frame.actions import MENUS, MenuEntry
from digitpad.ui.parts.explained import without_keys
from digitpad.ui.parts.plain_text import make_plain

BOOK = "http://neuralnetworksanddeeplearning.com"

ABOUT = f"""\
Draw a digit; watch a network that you trained in seconds read it.

The network is that of chapter 3 of Michael Nielsen’s book Neural Networks and Deep Learning, \
{BOOK}

digitpad is free under the MIT licence. The digits it learns from are MNIST, by Yann LeCun and \
Corinna Cortes (CC BY-SA 3.0), and pen digits of E. Alpaydin and F. Alimoglu and of the \
International Unipen Foundation (both CC BY 4.0).

"""

Keys = Sequence[tuple[str, str]]  # what keys do, and which they are


def all_keys(entries: Iterable[MenuEntry], keys: Keys) -> Keys:
    """The shortcuts of the menus' entries, and other keys that belong to no action."""
    entries = list(entries)
    return [
        *(_row(e) for menu in MENUS for e in entries if e.menu == menu and _keys(e)),
        *keys,
    ]


def in_markdown(keys: Keys) -> str:
    """The keys as a table."""
    rows = [f"| {what.replace('|', '')} | {which} |" for what, which in keys]
    return "\n".join(["| what it does | keys |", "|---|---|", *rows])


def _keys(entry: MenuEntry) -> list[QKeySequence]:
    """An entry's shortcuts, without those for keys such as F14 or Undo, which few keyboards have.

    Qt's standard shortcuts of a system include the keys of all keyboards that it ever had.
    """
    keys = entry.action.shortcuts()
    return [key for key in keys if key[0].key() < Qt.Key.Key_F13]  # type: ignore[index]


def _row(entry: MenuEntry) -> tuple[str, str]:
    native = QKeySequence.SequenceFormat.NativeText
    keys = ", ".join(key.toString(native) for key in _keys(entry))
    path = [MENUS[entry.menu].inside, entry.menu, without_keys(entry.action.text())]
    return " > ".join(filter(None, path)), keys


def tell_about(parent: QWidget) -> None:
    """Show the dialog; its text can be selected and copied."""
    box = QMessageBox(parent)
    box.setObjectName("message")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setText(f"digitpad {version() or ''}")
    box.setInformativeText(ABOUT + runs_on())
    box.setEscapeButton(box.addButton(QMessageBox.StandardButton.Ok))
    book = box.addButton("Open the &Book", QMessageBox.ButtonRole.ActionRole)
    book.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(BOOK)))
    make_plain(box)
    for label in box.findChildren(QLabel):
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    box.open()


def runs_on() -> str:
    """The versions of Python, its libraries and the system: a report of a fault needs them."""
    return (
        f"Python {platform.python_version()}, NumPy {np.__version__}, Qt {qVersion()}, "
        f"PySide6 {PySide6.__version__}, {platform.system()} {platform.machine()}"
    )
