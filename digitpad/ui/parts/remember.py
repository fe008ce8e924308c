"""Widgets that are at the next start as they were left, by a line each."""

from functools import partial

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QHeaderView, QSplitter


def remember(
    settings: QSettings, widget: QAction | QAbstractButton | QHeaderView | QSplitter, key: str
) -> None:
    """Let it be as it was left: checked, or divided. What changes is written soon."""
    if isinstance(widget, QAction | QAbstractButton):
        widget.setChecked(bool(settings.value(key, widget.isChecked(), bool)))
        widget.toggled.connect(partial(settings.setValue, key))
        return
    state = settings.value(key)
    if isinstance(state, QByteArray):
        widget.restoreState(state)

    def keep(*_changed: object) -> None:
        settings.setValue(key, widget.saveState())

    if isinstance(widget, QSplitter):
        widget.splitterMoved.connect(keep)
    else:
        for changed in (widget.sectionResized, widget.sortIndicatorChanged):
            changed.connect(keep)
