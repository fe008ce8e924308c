"""The dialog About: what this program is, its version, and what it runs on."""

import platform

import numpy as np
import PySide6
from PySide6.QtCore import Qt, QUrl, qVersion
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget

from digitpad.core.files.network_file import version
from digitpad.ui.parts.plain_text import make_plain

BOOK = "http://neuralnetworksanddeeplearning.com"

ABOUT = f"""\
Draw a digit; watch a network that you trained in seconds read it.

The network is that of chapter 3 of Michael Nielsen’s book Neural Networks and Deep Learning, \
{BOOK}

digitpad is free under the MIT licence. The digits it learns from are MNIST, by Yann LeCun and \
Corinna Cortes (CC BY-SA 3.0), and the pen digits of E. Alpaydin and F. Alimoglu (CC BY 4.0).

"""


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
