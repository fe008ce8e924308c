"""The frames around the views: a line above each, and one "#" that shows its numbers instead."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from digitpad.ui.inside.explanations import LINES, VIEWS
from digitpad.ui.inside.seen import Seen
from digitpad.ui.parts import sizes, theme
from digitpad.ui.parts.explained import explain, titled
from digitpad.ui.parts.focus import FocusedScrollArea, FocusedTabs, FocusedToolButton
from digitpad.ui.parts.layouts import REST, column, paragraph, row, scroll
from digitpad.ui.parts.number_tables import NumbersView, Table
from digitpad.ui.parts.plain_text import wrapped

SMALLER = 0.8  # size of titles, as a part of the usual one, where there is little room


class View(Protocol):
    """A widget that looks at a moment, and has numbers."""

    renewed: Any
    """A signal: the numbers have changed without a call of `look`."""

    def look(self, seen: Seen) -> None: ...
    def tables(self) -> Sequence[Table]: ...
    def objectName(self) -> str: ...
    def accessibleName(self) -> str: ...


class Numbered(QStackedWidget):
    """A view, or its numbers instead, in tables that are made when they are first wanted."""

    def __init__(self, view: View, name: str, title: str, page: QWidget | None = None) -> None:
        """name: begins the object names. page: a widget around the view, if there is one."""
        super().__init__()
        self._view, self.name, self._title = view, name, title
        self._numbers: NumbersView | None = None
        if page is None:
            assert isinstance(view, QWidget)
            page = view
        self.addWidget(page)
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
        if wanted and self._numbers is None:
            self._numbers = NumbersView(self.name, self._title)
            self.addWidget(self._numbers)
        self.setCurrentIndex(int(wanted))
        self._renew()

    def _renew(self) -> None:
        if self._numbers is not None and self.shows_numbers and self.isVisible():
            self._numbers.show_tables(self._view.tables())


class ExplainedView(QWidget):
    """A view, or its numbers, below a row of its controls and a line that says what it shows.

    about: its name in a sentence. explanation: says more than the line.
    """

    def __init__(
        self,
        numbered: Numbered,
        about: str,
        line: Callable[[Seen], str] | str,
        explanation: str,
        above: Sequence[QWidget] = (),
    ) -> None:
        """line: the line above, which may depend on the moment."""
        super().__init__()
        self.numbered, self.about = numbered, about
        explain(self, explanation)
        self._line_of = line
        self._line = paragraph(f"{numbered.name}_line")
        self._line.setText("" if callable(line) else line)
        self._line.setToolTip(wrapped(explanation))
        if not above:
            self._line.setContentsMargins(8, 4, 8, 0)
        rows = [row(*above, REST, spacing=4)] if above else []
        column(*rows, self._line, (numbered, 1), of=self, spacing=3)
        theme.set_text_color(self._line, "muted")

    def look(self, seen: Seen) -> None:
        """Show another moment."""
        if callable(self._line_of) and (line := self._line_of(seen)) != self._line.text():
            self._line.setText(line)
        self.numbered.look(seen)


class SharedNumbers(FocusedToolButton):
    """The "#": while it is checked, the view that has or had the focus shows its numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("show_numbers")
        self.setText("#")
        self._fit_width()
        self.setCheckable(True)
        self.setAutoRaise(True)
        self._views: list[ExplainedView] = []
        self._view: ExplainedView | None = None
        self.toggled.connect(self._show_numbers)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow_focus)

    def serve(self, panel: QWidget, views: Sequence[ExplainedView]) -> None:
        """Be about these views of a panel, in which the key # does the same."""
        self._views = list(views)
        shortcut = QShortcut(QKeySequence("#"), panel)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.click)

    def _follow_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None:
            for view in self._views:
                if view.isAncestorOf(now):
                    self.attend(view)

    def attend(self, view: ExplainedView) -> None:
        """Be about this view from now on."""
        self._view = view
        self.blockSignals(True)
        self.setChecked(view.numbered.shows_numbers)
        self.blockSignals(False)
        self.setAccessibleName(f"Numbers of {view.about}")
        self.setToolTip(f"The numbers of {view.about} as tables, which can be copied")

    def _fit_width(self) -> None:
        """Be narrow, as there is little room beside the choice of a neuron."""
        self.setMaximumWidth(self.fontMetrics().horizontalAdvance("#") + sizes.scaled(12))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_width()

    def _show_numbers(self, wanted: bool) -> None:
        if self._view is not None:
            self._view.numbered.show_numbers(wanted)


class Views(FocusedTabs):
    """The views at the right, as tabs; a view that is too high scrolls."""

    attended = Signal(object)
    """Another view is in front; carries its ExplainedView."""

    def __init__(self, views: Sequence[View]) -> None:
        """views: in the order of VIEWS."""
        super().__init__("Views")
        self.setObjectName("inside_views")
        self.setUsesScrollButtons(False)  # titles are cut instead
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self._views = views
        self.explained = [self._add(title, view) for title, view in zip(VIEWS, views)]
        self.currentChanged.connect(lambda i: self.attended.emit(self.explained[i]))

    def _add(self, title: str, view: View) -> ExplainedView:
        assert isinstance(view, QWidget)
        area = scroll(FocusedScrollArea(), view)
        area.setAccessibleName(title)
        numbered = Numbered(view, view.objectName(), title, area)
        explained = ExplainedView(numbered, title.rstrip("?"), LINES[title], VIEWS[title])
        self.addTab(explained, title)
        self.setTabToolTip(self.indexOf(explained), titled(title, LINES[title]))
        return explained

    @property
    def in_front(self) -> ExplainedView:
        """The view that is in sight."""
        return self.explained[self.currentIndex()]

    def look(self, seen: Seen) -> None:
        """Show another moment in the view that is in sight."""
        self.in_front.look(seen)

    def view(self) -> View:
        """The view that is in sight."""
        return self._views[self.currentIndex()]

    def _fit_titles(self) -> None:
        """Make titles a little smaller where there is little room, before they are cut."""
        bar = self.tabBar()
        scale = sizes.percent() / sizes.USUAL
        bar.setFont(sizes.font(scale))
        if sum(bar.tabSizeHint(i).width() for i in range(self.count())) > self.width():
            bar.setFont(sizes.font(SMALLER * scale))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_titles()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_titles()
