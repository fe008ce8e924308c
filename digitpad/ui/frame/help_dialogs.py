"""The dialogs of the menu Help: all shortcuts, and what this program is."""

import platform
from collections.abc import Iterable, Sequence

import numpy as np
import PySide6
from PySide6.QtCore import Qt, QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QMessageBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.files.network_file import version
from digitpad.ui.frame.actions import MENUS, MenuEntry
from digitpad.ui.parts import sizes
from digitpad.ui.parts.explained import without_keys
from digitpad.ui.parts.plain_text import make_plain

WIDTH, HEIGHT = 560, 520  # pixels of the dialog with the shortcuts

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


def show_shortcuts(parent: QWidget, keys: Keys) -> None:
    """List keys in a dialog that does not block."""
    dialog = QDialog(parent)
    dialog.setObjectName("shortcuts")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle("Shortcuts")
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.addWidget(_table(keys))
    layout.addWidget(buttons)
    room = parent.screen().availableSize()
    dialog.resize(
        min(sizes.scaled(WIDTH), room.width()), min(sizes.scaled(HEIGHT), room.height() * 9 // 10)
    )
    dialog.open()


def _keys(entry: MenuEntry) -> list[QKeySequence]:
    """An entry's shortcuts, without those for keys such as F14 or Undo, which few keyboards have.

    Qt's standard shortcuts of a system include the keys of all keyboards that it ever had.
    """
    keys = entry.action.shortcuts()
    return [key for key in keys if key[0].key() < Qt.Key.Key_F13]  # type: ignore[index]


def _row(entry: MenuEntry) -> tuple[str, str]:
    native = QKeySequence.SequenceFormat.NativeText
    keys = ", ".join(key.toString(native) for key in _keys(entry))
    return f"{entry.menu} > {without_keys(entry.action.text())}", keys


def _table(rows: Sequence[tuple[str, str]]) -> QTableWidget:
    table = QTableWidget(len(rows), 2)
    table.setObjectName("shortcut_table")
    table.setAccessibleName("Shortcuts")
    table.setHorizontalHeaderLabels(["what it does", "keys"])
    table.verticalHeader().hide()
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            table.setItem(row, column, QTableWidgetItem(text))
    table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
    table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
    return table


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
