"""A view's numbers instead of its picture."""

from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from digitpad.ui.inside.seen import Seen
from digitpad.ui.parts.focus import FocusedToolButton
from digitpad.ui.parts.number_tables import NumbersView, Table
from digitpad.ui.parts.sizes import scaled


class View(Protocol):
    """A view of the tab Inside: it looks at a moment, and has numbers."""

    renewed: Any
    """A signal: the numbers have changed without a call of `look`."""

    def look(self, seen: Seen) -> None: ...
    def tables(self) -> Sequence[Table]: ...


class Numbered(QStackedWidget):
    """A view, or its numbers instead."""

    def __init__(self, view: View, page: QWidget, name: str, title: str) -> None:
        """page: the view itself, or a widget around it."""
        super().__init__()
        self._view = view
        self.name = name
        self.numbers = NumbersView(name, title)
        self.addWidget(page)
        self.addWidget(self.numbers)
        view.renewed.connect(self._renew)

    def look(self, seen: Seen) -> None:
        """Show another moment, as a picture or in numbers."""
        self._view.look(seen)
        self._renew()

    @property
    def shows_numbers(self) -> bool:
        """Whether the numbers are shown instead of the view."""
        return self.currentIndex() == 1

    def show_numbers(self, wanted: bool) -> None:
        """Show the numbers, or the view."""
        self.setCurrentIndex(int(wanted))
        self._renew()

    def _renew(self) -> None:
        if self.currentIndex() and self.isVisible():
            self.numbers.show_tables(self._view.tables())


class NumbersButton(FocusedToolButton):
    """A "#": while it is checked, numbers are shown instead of a view."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setText("#")
        self._fit_width()
        self.setCheckable(True)
        self.setAutoRaise(True)

    def be_about(self, what: str) -> None:
        """Say whose numbers they are."""
        self.setAccessibleName(f"Numbers of {what}")
        self.setToolTip(f"The numbers of {what} as tables, which can be copied")

    def _fit_width(self) -> None:
        """Be narrow, as there is little room beside the choice of a neuron."""
        self.setMaximumWidth(self.fontMetrics().horizontalAdvance("#") + scaled(12))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_width()
