"""The frames around the views: a line above each, and one "#" that shows its numbers instead."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from digitpad.ui.inside.explanations import LINES, VIEWS
from digitpad.ui.inside.seen import Seen
from digitpad.ui.inside.weight_tiles import WeightTiles
from digitpad.ui.parts import sizes, theme
from digitpad.ui.parts.explained import explain, titled
from digitpad.ui.parts.focus import FocusedScrollArea, FocusedTabs, FocusedToolButton
from digitpad.ui.parts.layouts import REST, column, paragraph, row, scroll
from digitpad.ui.parts.number_tables import NumbersView, Table
from digitpad.ui.parts.plain_text import wrapped

SMALLER = 0.8  # size of titles, as a part of the usual one, where there is little room


class InsideView(QWidget):
    """The base of views: each looks at a moment, and has numbers."""

    renewed = Signal()
    """The numbers have changed without a call of `look`."""

    def __init__(self, name: str, accessible_name: str) -> None:
        super().__init__()
        self._enlarged: dict[QWidget, float] = {}
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)

    def look(self, seen: Seen) -> None:
        """Show another network, drawing or neuron."""
        raise NotImplementedError

    def tables(self) -> list[Table]:
        """The view's numbers."""
        raise NotImplementedError

    def enlarge(self, label: QWidget, scale: float) -> None:
        """Let a text be `scale` times as large as the others."""
        self._enlarged[label] = scale
        self.fit_size()

    def fit_size(self) -> None:
        """Fit to the size of the text what does not do so by itself."""
        for label, scale in self._enlarged.items():
            label.setFont(sizes.text(scale))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fit_size()


class ExplainedView(QWidget):
    """A view, or its numbers, below a row of its controls and a line that says what it shows.

    about: its name in a sentence.
    """

    def __init__(
        self,
        view: InsideView | WeightTiles,
        page: QWidget,
        name: str,
        about: str,
        line: Callable[[Seen], str] | str,
        explanation: str,
        above: Sequence[QWidget] = (),
    ) -> None:
        """page: the view itself, or a widget around it. name: begins the object names. line: may
        depend on the moment. explanation: says more. above: the controls."""
        super().__init__()
        self.view, self._name, self.about = view, name, about
        explain(self, explanation)
        self._line_of = line
        self._line = paragraph(f"{name}_line")
        self._line.setText("" if callable(line) else line)
        self._line.setToolTip(wrapped(explanation))
        if not above:
            self._line.setContentsMargins(8, 4, 8, 0)
        theme.set_text_color(self._line, "muted")
        self._pages = QStackedWidget()
        self._pages.addWidget(page)
        self._numbers: NumbersView | None = None  # made when they are first wanted
        rows = [row(*above, REST, spacing=4)] if above else []
        column(*rows, self._line, (self._pages, 1), of=self, spacing=3)
        view.renewed.connect(self._renew)

    def look(self, seen: Seen) -> None:
        """Show another moment, as a picture or in numbers."""
        if callable(self._line_of) and (line := self._line_of(seen)) != self._line.text():
            self._line.setText(line)
        self.view.look(seen)
        self._renew()

    @property
    def shows_numbers(self) -> bool:
        """Whether the numbers are shown instead of the view."""
        return self._pages.currentIndex() == 1

    def show_numbers(self, wanted: bool) -> None:
        """Show the numbers, or the view."""
        if wanted and self._numbers is None:
            self._numbers = NumbersView(self._name, self.view.accessibleName())
            self._pages.addWidget(self._numbers)
        self._pages.setCurrentIndex(int(wanted))
        self._renew()

    def _renew(self) -> None:
        if self._numbers is not None and self.shows_numbers and self.isVisible():
            self._numbers.show_tables(self.view.tables())


class SharedNumbers(FocusedToolButton):
    """The "#": while it is checked, the view that has or had the focus shows its numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("show_numbers")
        self.setText("#")
        self.setCheckable(True)
        self.setAutoRaise(True)
        self._views: list[ExplainedView] = []
        self._view: ExplainedView | None = None
        self.toggled.connect(self._show_numbers)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow_focus)

    def serve(self, panel: QWidget, views: Sequence[ExplainedView]) -> None:
        """Serve these views of a panel; the key # does in it what a click does."""
        self._views = list(views)
        shortcut = QShortcut(QKeySequence("#"), panel)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.click)

    def _follow_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        for view in self._views:
            if now is not None and now is not self and view.isAncestorOf(now):
                self.attend(view)

    def attend(self, view: ExplainedView) -> None:
        """Show the numbers of this view from now on."""
        self._view = view
        with QSignalBlocker(self):
            self.setChecked(view.shows_numbers)
        self.setAccessibleName(f"Numbers of {view.about}")
        self.setToolTip(f"The numbers of {view.about} as tables, which can be copied")

    def sizeHint(self) -> QSize:
        # Narrow, as there is little room beside the choice of a neuron.
        width = self.fontMetrics().horizontalAdvance(self.text()) + sizes.scaled(12)
        return QSize(width, super().sizeHint().height())

    def _show_numbers(self, wanted: bool) -> None:
        if self._view is not None:
            self._view.show_numbers(wanted)


class Views(FocusedTabs):
    """The views at the right, as tabs; a view that is too high scrolls."""

    attended = Signal(object)
    """Another view is in front; carries its ExplainedView."""

    def __init__(self, views: Sequence[InsideView]) -> None:
        """views: in the order of VIEWS."""
        super().__init__("Views")
        self.setObjectName("inside_views")
        self.setUsesScrollButtons(False)  # titles are cut instead
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.explained = [self._add(title, view) for title, view in zip(VIEWS, views)]
        self.currentChanged.connect(lambda i: self.attended.emit(self.explained[i]))

    def _add(self, title: str, view: InsideView) -> ExplainedView:
        area = scroll(FocusedScrollArea(), view)
        area.setAccessibleName(title)
        texts = title.rstrip("?"), LINES[title], VIEWS[title]
        explained = ExplainedView(view, area, view.objectName(), *texts)
        self.addTab(explained, title)
        self.setTabToolTip(self.indexOf(explained), titled(title, LINES[title]))
        return explained

    @property
    def in_front(self) -> ExplainedView:
        """The view that is in sight."""
        return self.explained[self.currentIndex()]

    def _fit_titles(self) -> None:
        """Make titles a little smaller where there is little room, before they are cut."""
        bar = self.tabBar()
        bar.setFont(sizes.text(1))
        if sum(bar.tabSizeHint(i).width() for i in range(self.count())) > self.width():
            bar.setFont(sizes.text(SMALLER))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_titles()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_titles()
