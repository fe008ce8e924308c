"""The frames around the views: a line above each that says what it shows."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from digitpad.ui.inside.seen import Seen
from digitpad.ui.inside.weight_tiles import WeightTiles
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import titled
from digitpad.ui.parts.layouts import REST, Tabs, column, named, paragraph, row, scroll


class InsideView(QWidget):
    """The base of views: each looks at a moment.

    title: its tab’s. line: says what it shows. about: says more, and where to read in the book.
    """

    title = line = about = ""

    def __init__(self, name: str, accessible_name: str) -> None:
        super().__init__()
        named(self, name, said=accessible_name)

    def look(self, seen: Seen) -> None:
        """Show another network, drawing or neuron."""
        raise NotImplementedError


class ExplainedView(QWidget):
    """A view below a row of its controls and a line that says what it shows."""

    def __init__(
        self,
        view: InsideView | WeightTiles,
        page: QWidget,
        name: str,
        line: Callable[[Seen], str] | str,
        about: str,
        above: Sequence[QWidget] = (),
    ) -> None:
        """page: the view itself, or a widget around it. name: begins the object names. line: may
        depend on the moment. about: says more. above: the controls."""
        super().__init__()
        self.view = view
        named(self, f"{name}_view", about)
        self._line_of = line
        self._line = paragraph(f"{name}_line")
        self._line.setText("" if callable(line) else line)
        if not above:
            self._line.setContentsMargins(8, 4, 8, 0)
        theme.give_role(self._line, "muted")
        rows = [row(*above, REST, spacing=4)] if above else []
        column(*rows, self._line, (page, 1), of=self, spacing=3)

    def look(self, seen: Seen) -> None:
        """Show another moment."""
        if callable(self._line_of) and (line := self._line_of(seen)) != self._line.text():
            self._line.setText(line)
        self.view.look(seen)


class Views(Tabs):
    """The views at the right, as tabs; a view that is too high scrolls."""

    def __init__(self, views: Sequence[InsideView]) -> None:
        super().__init__()
        named(self, "inside_views", said="Views")
        named(self.tabBar(), "views", said="Views")  # whose look it has
        self.explained = [self._add(view) for view in views]

    def _add(self, view: InsideView) -> ExplainedView:
        area = scroll(QScrollArea(), view)
        area.setAccessibleName(view.title)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it has it
        explained = ExplainedView(view, area, view.objectName(), view.line, view.about)
        self.addTab(explained, view.title)
        self.setTabToolTip(self.indexOf(explained), titled(view.title, view.line))
        return explained

    @property
    def in_front(self) -> ExplainedView:
        """The view that is in sight."""
        return self.explained[self.currentIndex()]
