"""The frames around the views: each has a "?" that explains it, and a "#" for its numbers."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from digitpad.ui.inside.explanations import VIEWS
from digitpad.ui.inside.numbers_view import Numbered, NumbersButton, View
from digitpad.ui.inside.seen import Seen
from digitpad.ui.parts import sizes
from digitpad.ui.parts.focus import FocusedScrollArea, FocusedTabs
from digitpad.ui.parts.help_button import HelpButton

SMALLER = 0.8  # size of titles, as a part of the usual one, where there is little room


class WidgetView(View, Protocol):
    """A view that is a widget."""

    def objectName(self) -> str: ...
    def accessibleName(self) -> str: ...


class ViewInSight(QWidget):
    """A view that is always in sight, below a row of its controls."""

    def __init__(self, view: WidgetView, name: str, row: Sequence[QWidget], help_: str) -> None:
        """name: the view's, in one word. row: its controls. help_: what its "?" says."""
        super().__init__()
        assert isinstance(view, QWidget)
        self._numbered = Numbered(view, view, name, view.accessibleName())
        button = NumbersButton(f"show_{name}_numbers", f"the {name}")
        button.toggled.connect(self._numbered.show_numbers)
        explained = HelpButton(f"{name}_explained", f"What is seen in the {name}", help_)
        above = QHBoxLayout()
        above.setSpacing(4)
        for widget in (*row, button, explained):
            above.addWidget(widget)
        above.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(above)
        layout.addWidget(self._numbered, 1)

    def look(self, seen: Seen) -> None:
        """Show another moment."""
        self._numbered.look(seen)


class Views(FocusedTabs):
    """The views at the right, as tabs; a view that is too high scrolls."""

    def __init__(self, views: Sequence[WidgetView]) -> None:
        """views: in the order of VIEWS."""
        super().__init__("Views")
        self.setObjectName("inside_views")
        self.setUsesScrollButtons(False)  # titles are cut instead
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self._views = views
        self._numbered = [self._add(title, view) for title, view in zip(VIEWS, views)]
        self._explained = HelpButton("view_explained", "What this view shows", "")
        self._button = NumbersButton("show_view_numbers", "these views")
        self._button.toggled.connect(self._show_numbers)
        corner = QWidget()
        row = QHBoxLayout(corner)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._button)
        row.addWidget(self._explained)
        self.setCornerWidget(corner)
        self._corner = corner
        self.setTabOrder(self.tabBar(), self._button)
        self.setTabOrder(self._button, self._explained)
        self.currentChanged.connect(self._explain)
        self._explain()

    def _add(self, title: str, view: WidgetView) -> Numbered:
        assert isinstance(view, QWidget)
        scroll = FocusedScrollArea()
        scroll.setAccessibleName(title)
        scroll.setWidget(view)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.viewport().setAutoFillBackground(False)
        view.setAutoFillBackground(False)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        numbered = Numbered(view, scroll, view.objectName(), title)
        self.addTab(numbered, title)
        self.setTabToolTip(self.indexOf(numbered), title)
        return numbered

    def look(self, seen: Seen) -> None:
        """Show another moment in the view that is in sight."""
        self._numbered[self.currentIndex()].look(seen)

    def view(self) -> WidgetView:
        """The view that is in sight."""
        return self._views[self.currentIndex()]

    def show_pictures(self) -> None:
        """Show the views, not their numbers."""
        self._button.setChecked(False)

    def _fit_titles(self) -> None:
        """Make titles a little smaller where there is little room, before they are cut."""
        bar = self.tabBar()
        scale = sizes.percent() / sizes.USUAL
        bar.setFont(sizes.font(scale))
        wanted = sum(bar.tabSizeHint(i).width() for i in range(self.count()))
        if wanted + self._corner.sizeHint().width() > self.width():
            bar.setFont(sizes.font(SMALLER * scale))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_titles()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_titles()

    def _show_numbers(self, wanted: bool) -> None:
        for numbered in self._numbered:
            numbered.show_numbers(wanted)

    def _explain(self, *_index: int) -> None:
        title = self.tabText(self.currentIndex())
        self._explained.explain(f"What {title.rstrip('?')} shows", VIEWS[title])
