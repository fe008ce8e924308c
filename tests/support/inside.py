"""What tests of the tab Inside do and look at."""

from desk import Desk
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from digitpad.ui.parts.small_pictures import Tile


def show(desk: Desk, view: str = "Neuron") -> None:
    """Show the tab Inside, and this view in it."""
    desk.show_tab("Inside")
    desk.show_tab(view, "inside_views")


def chosen(desk: Desk) -> tuple[int, int]:
    """The layer and the number of the chosen neuron, as the boxes say it."""
    layer = desk.find("neuron_layer").currentIndex()
    return layer, desk.find("neuron_number").value()


def choose(desk: Desk, layer: int, neuron: int) -> None:
    """Choose a neuron by the boxes."""
    box = desk.find("neuron_layer")
    box.setCurrentIndex(layer)
    box.activated.emit(layer)
    desk.find("neuron_number").setValue(neuron)


def picture(desk: Desk, name: str) -> QImage:
    """A widget as it looks."""
    return desk.find(name).grab().toImage()


def tiles(desk: Desk, name: str) -> list[Tile]:
    """What a gallery shows."""
    model = desk.find(name).model()
    rows = range(model.rowCount())
    return [model.index(row, 0).data(Qt.ItemDataRole.UserRole) for row in rows]


def description(desk: Desk, name: str) -> str:
    """A widget as a screen reader tells of it."""
    return desk.find(name).accessibleDescription()


def cell(desk: Desk, name: str, row: int, column: int = 0) -> str:
    """What a cell of a list or a table shows."""
    return desk.find(name).model().index(row, column).data()


def said(desk: Desk, name: str) -> list[str]:
    """The rows of a list or a table as a screen reader tells of them."""
    model = desk.find(name).model()
    places = [model.index(row, 0) for row in range(model.rowCount())]
    return [place.data(Qt.ItemDataRole.AccessibleTextRole) for place in places]


def number(text: str) -> float:
    """A number as it is written on the screen."""
    return float(text.replace("−", "-"))
