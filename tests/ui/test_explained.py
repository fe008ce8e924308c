"""The line at the foot explains whatever is pointed at or has the focus, with its value now."""

from digits import SIX
from inside import choose
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QMenu,
)

from digitpad.ui.parts.explained import explanation
from digitpad.ui.parts.layouts import CutLabel


def line(desk):
    """The line at the foot, whole."""
    return desk.find("explanation").accessibleName()


def point_at(desk, name, x=None, y=None):
    """Move the pointer to a place in a widget, by default its middle."""
    widget = desk.find(name)
    if isinstance(widget, QAbstractItemView):
        widget = widget.viewport()
    QApplication.sendPostedEvents()  # so that all is laid out
    middle = widget.rect().center()
    QTest.mouseMove(widget, QPoint(middle.x() if x is None else x, middle.y() if y is None else y))


def test_menus_and_tabs_are_explained_by_what_is_chosen_in_them(desk):
    for entry in desk.window.menuBar().actions():
        menu = entry.menu()
        assert isinstance(menu, QMenu) and explanation(menu)
        for action in menu.actions():
            if action.isEnabled() and not action.isSeparator():
                menu.setActiveAction(action)
                assert explanation(menu).startswith(action.text().replace("&", "").rstrip("…"))
                assert ": " in explanation(menu), explanation(menu)
    desk.show_tab("Inside")
    views = desk.find("inside_views")
    said = []
    for index in range(views.count()):
        views.setCurrentIndex(index)
        said.append(explanation(views.tabBar()))
    assert said[0].startswith("Neuron: a neuron adds up")
    assert said[1].startswith("Why? An output")  # a question needs no colon after it


def test_the_line_follows_pointer_focus_and_value(desk):
    desk.window.resize(1240, 690)
    eta = desk.find("eta")
    point_at(desk, "eta")
    desk.wait(lambda: line(desk).startswith("Learning rate η, now 0.5: how far each step"))
    eta.setValue(0.25)  # a value that changes under the pointer is told
    desk.wait(lambda: "now 0.25" in line(desk))
    assert " ".join(eta.toolTip().split()) in f"H{line(desk).split(': h', 1)[1]}"  # in one place
    desk.find("lmbda").setFocus()
    desk.wait(lambda: line(desk).startswith("Regularization λ, now 5: "))
    point_at(desk, "start")
    desk.wait(lambda: line(desk).startswith("Train New Network: train a new network, as the form"))
    facts = [desk.find(name) for name in ("network_in_use", "data_in_use")]
    places = [fact.mapTo(desk.window, QPoint(0, 0)) for fact in facts]
    desk.window.facts.tell("something has happened")  # which is shown in its place
    assert not desk.find("explanation").isVisible()
    QApplication.sendPostedEvents()  # it is laid out anew
    assert [fact.mapTo(desk.window, QPoint(0, 0)) for fact in facts] == places
    desk.window.statusBar().clearMessage()
    assert desk.find("explanation").isVisible()


def test_parts_of_pictures_plots_and_tables_are_explained_and_nothing_while_the_pen_is_down(desk):
    # While the pen is down nothing is looked at.
    point_at(desk, "clear")
    desk.wait(lambda: line(desk).startswith("Clear (Del)"))
    canvas = desk.find("canvas")
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=canvas.rect().center())
    point_at(desk, "canvas")
    desk.find("explanation").look()
    assert line(desk).startswith("Clear (Del)")
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=canvas.rect().center())
    point_at(desk, "canvas", x=20, y=20)
    desk.wait(lambda: line(desk).startswith("Draw a digit here"))

    desk.trigger("action_clear")

    # Parts of pictures plots and tables are explained.
    desk.draw(SIX)
    desk.wait(lambda: desk.reads() == "6")
    bars = desk.find("activations")
    point_at(desk, "activations", x=round(6.5 * bars.width() / 10))
    desk.wait(lambda: line(desk).startswith("Output 6, activation "))
    point_at(desk, "preview", x=1, y=1)
    desk.wait(lambda: line(desk).startswith("Pixel 0, 0: ink 0.00."))
    point_at(desk, "cost_plot")
    desk.wait(lambda: line(desk).startswith("Cost by epoch: "))
    desk.show_tab("Inside")
    choose(desk, 0, 3)  # or one of a deeper layer, without a picture, might be suggested
    desk.wait(lambda: desk.find("network_diagram").accessibleDescription())
    diagram = desk.find("network_diagram")
    diagram.setFocus()
    desk.wait(lambda: ": z = " in line(desk) and "activation" in line(desk))

    def weight_is_told():
        point_at(desk, "neuron_pictures", x=20, y=20)  # again, while the tab finds its layout
        return line(desk).startswith("w, ±")

    desk.wait(weight_is_told)
    desk.show_tab("Mistakes")
    desk.show_tab("Damage", "mistakes_views")
    desk.find("damage_strength").setFocus()
    desk.wait(lambda: ", now undamaged: " in line(desk))


def test_a_label_is_cut_after_a_word(qtbot):
    label = CutLabel("cut")
    qtbot.addWidget(label)
    text = "Pulls weights towards nought, in every single step, until none of them is left at all."
    words = text.split()
    for width in range(60, 700, 7):
        label.resize(width, 40)
        label.show_text("")
        label.show_text(text)
        shown = label.text().removesuffix("…").split()
        assert shown == words[: len(shown)] or width < 120  # a word may be longer than the line
        assert (len(shown) == len(words)) == (not label.text().endswith("…"))
        assert bool(label.toolTip()) == label.text().endswith("…")
        assert label.heightForWidth(width) <= 2 * label.fontMetrics().lineSpacing()
