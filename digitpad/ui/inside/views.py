"""The base of the views at the right of the tab Inside, and the tabs that they stand in."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from digitpad.core.inside.explain import adds_most
from digitpad.ui.inside.seen import Seen
from digitpad.ui.parts.explained import titled
from digitpad.ui.parts.layouts import Tabs, named, scroll


class InsideView(QWidget):
    """A view looks at one moment after the other.

    title: its tab’s. about: what it shows, and where to read in the book.
    """

    title = about = ""
    moved = Signal()
    """`pictured` shows something else."""

    def __init__(self, name: str, accessible_name: str) -> None:
        super().__init__()
        named(self, name, self.about, accessible_name)

    def look(self, seen: Seen) -> None:
        """Show another network, drawing or neuron."""
        raise NotImplementedError

    def headline(self, seen: Seen) -> str:
        """What is seen, in a sentence."""
        if seen.is_blank:
            return "Draw a digit, and see what goes on in the network."
        outputs = seen.activations[-1][:, 0]
        if not seen.verdict.digits:
            return "It reads no digit: no output is active."
        output = int(outputs.argmax())
        read = f"It reads a {output} at {outputs[output]:.2f}"
        if len(seen.network.weights) == 1:
            return f"{read}."
        _, neuron = adds_most(seen.network, seen.activations, output)
        return f"{read}, and neuron {neuron} speaks most for it."

    def pictured(self, seen: Seen) -> Seen:
        """What the picture of the network shows while this view is in front."""
        return seen

    def forget(self) -> None:
        """Forget what was found in data that are not in use any more."""


class Views(Tabs):
    """The views as tabs, never narrower than their titles; a view that is too high scrolls."""

    def __init__(self, views: Sequence[InsideView]) -> None:
        super().__init__()
        named(self, "inside_views", said="Views")
        named(self.tabBar(), "views", said="Views")  # whose look it has
        self._views = views
        for view in views:
            area = scroll(QScrollArea(), view)
            area.setAccessibleName(view.title)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it has it
            self.setTabToolTip(self.addTab(area, view.title), titled(view.title, view.about))

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().expandedTo(QSize(self.tabBar().sizeHint().width(), 0))

    def bring(self, view: InsideView) -> None:
        """Bring a view to the front."""
        self.setCurrentIndex(self._views.index(view))

    @property
    def in_front(self) -> InsideView:
        """The view that is in sight."""
        return self._views[self.currentIndex()]
