"""What tests of the tab Inside do and look at."""

from PySide6.QtCore import Qt


def show(desk, view="Neuron"):
    """Show the tab Inside, and this view in it."""
    desk.show_tab("Inside")
    desk.show_tab(view, "inside_views")


def chosen(desk):
    """The layer and the number of the chosen neuron, as the boxes say it."""
    layer = desk.find("neuron_layer").currentIndex()
    return layer, desk.find("neuron_number").value()


def choose(desk, layer, neuron):
    """Choose a neuron by the boxes."""
    box = desk.find("neuron_layer")
    box.setCurrentIndex(layer)
    box.activated.emit(layer)
    desk.find("neuron_number").setValue(neuron)


def picture(desk, name):
    """A widget as it looks."""
    return desk.find(name).grab().toImage()


def tiles(desk, name):
    """What a gallery shows."""
    return desk.rows(name, Qt.ItemDataRole.UserRole)


def description(desk, name):
    """A widget as a screen reader tells of it."""
    return desk.find(name).accessibleDescription()


def said(desk, name):
    """The rows of a list or a table as a screen reader tells of them."""
    return desk.rows(name, Qt.ItemDataRole.AccessibleTextRole)


def number(text):
    """A number as it is written on the screen."""
    return float(text.replace("−", "-"))
